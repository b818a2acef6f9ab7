"""``tracker email`` as typed: what a person is told of a letter that has not left."""

from __future__ import annotations

from collections.abc import Callable
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


def test_a_preview_in_german(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker("email", "preview", "--week", "2014-W46", "--language", "de", "--to", JANE, "--offline")
    assert answer.code == 0
    assert answer.out.startswith("Subject: Rubel, 10.–16. Nov.: 2,5 % schwächer, 47,30 Rubel je Dollar")
    assert "\nWAS GESAGT UND GETAN WURDE" in answer.out
    assert tracker("email", "preview", "--language", "fr").code == 2
