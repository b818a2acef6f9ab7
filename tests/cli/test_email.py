"""``tracker email`` as typed: what a person is told of a letter that has not left."""

from __future__ import annotations

import json
import webbrowser
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.mailserver import MailServer

Tracker = Callable[..., Any]
JANE = "jane@example.org"
NOW = ("--now", "2014-11-17T07:00Z")


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"SMTP_HOST": "127.0.0.1", "SMTP_SECURITY": "none", "EMAIL_FROM": "me@example.net", "EMAIL_TO": JANE}
    for name, value in settings.items():
        monkeypatch.setenv(f"TRACKER_{name}", value)


@pytest.mark.usefixtures("mail")
def test_a_server_nobody_reaches_is_no_surprise_and_a_corrected_one_is_used_at_once(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailServer() as server:
        closed = server.port
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(closed))
    answer = tracker("email", "send", "--week", "2014-W46", *NOW)
    assert answer.code == 4
    assert "Not tried again by itself before 2" in " ".join(answer.out.split())
    with MailServer() as server:
        monkeypatch.setenv("TRACKER_SMTP_PORT", str(server.port))
        answer = tracker("email", "send", "--week", "2014-W46", *NOW)
        assert (answer.code, [one.recipient for one in server.received]) == (0, [JANE])
        assert "sent earlier" not in answer.out
        answer = tracker("email", "send", "--week", "2014-W46", *NOW)
        assert (answer.code, len(server.received)) == (0, 1)
        assert "sent earlier, at 2" in " ".join(answer.out.split())


@pytest.mark.usefixtures("mail")
def test_only_sending_needs_the_password(tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD_FILE", str(ready_home / "no-such-file"))
    assert tracker("report", "--week", "2014-W46", "--offline").code == 0
    assert tracker("email", "preview", "--week", "2014-W46", "--offline").code == 0
    assert "cannot be read: No such file" in " ".join(tracker("config", "show").out.split())
    mails = tracker("doctor").out
    assert "cannot be read: No such file" in " ".join(mails.split())
    refused = tracker("email", "send", "--week", "2014-W46", *NOW)
    assert refused.code == 6
    assert "cannot be read" in refused.err


def test_the_operator_sees_who_reads_what_and_the_token_of_each(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "TRACKER_EMAIL_TO" in tracker("email", "readers").out
    monkeypatch.setenv("TRACKER_EMAIL_TO", f"{JANE}, Joe <joe@example.org>")
    monkeypatch.setenv("TRACKER_EMAIL_OPTIONS", f"{JANE} language=de zone=Europe/Berlin flash alerts")
    assert "token" not in tracker("email", "readers").out
    monkeypatch.setenv("TRACKER_UNSUBSCRIBE_URL", "https://example.net/stop")
    jane, joe = json.loads(tracker("email", "readers", "--format", "json").out)["readers"]
    assert (jane["address"], jane["language"], jane["zone"]) == (JANE, "de", "Europe/Berlin")
    assert jane["wishes"] == ["alerts", "flash"]
    assert len({jane["token"], joe["token"]}) == 2
    shown = tracker("email", "readers").out
    assert jane["token"] in shown, "the same whenever it is asked for"
    assert joe["token"] in shown


def test_a_preview_is_a_folder_of_the_message_the_page_and_the_text(tracker: Tracker, ready_home: Path) -> None:
    folder = ready_home / "out" / "letter"
    answer = tracker("email", "preview", "--week", "2014-W46", "--offline", "-o", str(folder), *NOW)
    assert (answer.code, answer.out) == (0, "")
    assert "Written: letter.eml, letter.html and letter.txt" in " ".join(answer.err.split())
    assert sorted(path.name for path in folder.iterdir()) == ["letter.eml", "letter.html", "letter.txt"]
    message = message_from_bytes((folder / "letter.eml").read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    page = (folder / "letter.html").read_text("utf-8")
    assert "data:image/png;base64," in page
    assert "cid:" not in page
    text = (folder / "letter.txt").read_text("utf-8")
    assert text.startswith(f"Subject: {message['Subject']}\nPreview: ")
    body = message.get_body(("plain",))
    assert body is not None
    assert text.endswith(body.get_content().replace("\r\n", "\n"))


def test_the_ending_of_a_file_says_which_part_is_meant(tracker: Tracker, ready_home: Path) -> None:
    begins = {".png": b"\x89PNG", ".xlsx": b"PK"}
    for ending, beginning in begins.items():
        file = ready_home / f"one{ending}"
        assert tracker("email", "preview", "--week", "2014-W46", "--offline", "-o", str(file), *NOW).code == 0
        assert file.read_bytes().startswith(beginning), ending


def test_a_browser_gets_the_page_and_a_person_is_told_where_it_is_without_one(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(webbrowser, "open_new_tab", shown.append)  # returns None: nothing could be started
    answer = tracker("email", "preview", "--week", "2014-W46", "--offline", "--browser", *NOW)
    page = ready_home / "preview" / "letter.html"
    assert answer.code == 0
    assert shown == [page.as_uri()]
    assert page.exists()
    assert "No browser could be started" in " ".join(answer.err.split())


@pytest.mark.parametrize("more", [("--part", "html"), ("-o", "-"), ("-o", "letter.html")])
def test_a_browser_shows_a_whole_letter_only(tracker: Tracker, ready_home: Path, more: tuple[str, str]) -> None:
    assert tracker("email", "preview", "--week", "2014-W46", "--offline", "--browser", *more).code == 2


def test_a_letter_without_rates_has_no_picture_to_show(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker("email", "preview", "--week", "2024-W20", "--offline", "--part", "png", "-o", "-")
    assert answer.code == 3
    assert "This letter has no picture" in " ".join(answer.err.split())


def test_a_preview_in_german(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker("email", "preview", "--week", "2014-W46", "--language", "de", "--to", JANE, "--offline")
    assert answer.code == 0
    assert answer.out.startswith("Subject: Rubel, 10.–16. Nov.: 2,5 % schwächer, 47,30 Rubel je Dollar")
    assert "\nWAS GESAGT UND GETAN WURDE" in answer.out
    assert tracker("email", "preview", "--language", "fr").code == 2
