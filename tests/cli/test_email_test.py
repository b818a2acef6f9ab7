"""``tracker email test`` as typed: a message of its own, and refusals a person can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.mailserver import MailServer

Tracker = Callable[..., Any]
JANE = "jane@example.org"

pytestmark = pytest.mark.watches_processes


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with MailServer() as running:
        for name, value in {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(running.port),
            "SMTP_SECURITY": "none",
            "EMAIL_FROM": "Rouble week <letters@example.net>",
            "EMAIL_TO": f"Jane Doe <{JANE}>, joe@example.org",
        }.items():
            monkeypatch.setenv(f"TRACKER_{name}", value)
        yield running


def test_a_message_goes_to_the_first_reader_with_an_identity_of_its_own_and_no_database(
    tracker: Tracker, server: MailServer, tmp_path: Path
) -> None:
    answers = [tracker("email", "test") for _ in range(2)]
    assert [answer.code for answer in answers] == [0, 0], answers[0].err
    first, second = server.received
    assert (first.sender, first.recipient) == ("letters@example.net", JANE)
    assert first.identity != second.identity
    assert first.identity in answers[0].out
    assert f"through the mail server 127.0.0.1:{server.port} (none)" in answers[0].out
    assert "spam" in answers[0].out
    message = first.message
    assert "test" in str(message["Subject"]).lower()
    assert message["Auto-Submitted"] == "auto-generated"
    assert not message.defects
    assert not (tmp_path / "home").exists(), "the outbox knows nothing of it"


def test_a_reader_of_german_is_written_to_in_german(
    tracker: Tracker, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_EMAIL_OPTIONS", f"{JANE} language=de")
    assert tracker("email", "test", "--to", JANE.upper()).code == 0
    assert tracker("email", "test", "--to", "joe@example.org").code == 0
    german, english = (received.message for received in server.received)
    assert "können" in german.get_content()
    assert "If you read it" in english.get_content()


@pytest.mark.parametrize(
    ("reply", "means", "do"),
    [
        ("451 4.7.1 Greylisting in action", "greylisting", "Nothing needs doing"),
        ("550 5.1.1 User unknown", "there is no such mailbox", "TRACKER_EMAIL_TO"),
        ("554 5.7.1 Relay access denied", "relaying", "TRACKER_SMTP_USER"),
        ("550 5.7.26 DMARC policy of example.net", "DMARC", "SPF record"),
        ("530 5.7.0 Must issue a STARTTLS command first", "encrypted line", "TRACKER_SMTP_SECURITY"),
        ("552 5.3.4 Message size exceeds fixed limit", "larger than the server takes", "xlsx"),
        ("554 5.7.1 blocked using zen.spamhaus.org", "blocklist", "taken off"),
        ("553 5.7.1 Sender address rejected: not owned by user me", "as this sender", "TRACKER_EMAIL_FROM"),
    ],
)
def test_a_refusal_keeps_the_servers_words_and_adds_plain_ones(
    tracker: Tracker, server: MailServer, reply: str, means: str, do: str
) -> None:
    server.rcpt_replies[JANE] = [reply]
    answer = tracker("email", "test")
    assert answer.code == 4
    assert answer.out == ""
    assert reply in answer.err
    assert means in answer.err
    assert do in answer.err.splitlines()[-1], "what to do stands on a line of its own"
    assert server.received == []


def test_a_message_that_may_have_arrived_is_no_matter_for_the_outbox(tracker: Tracker, server: MailServer) -> None:
    server.data_replies[JANE] = ["drop"]
    answer = tracker("email", "test")
    assert answer.code == 4
    assert "may have arrived" in answer.err
    assert "Look into the mailbox" in answer.err
    assert "resend" not in answer.err


def test_a_wrong_password_is_told_and_never_shown(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, server: MailServer
) -> None:
    with MailServer(login=("me", "right")) as other:
        for name, value in {"PORT": str(other.port), "USER": "me", "PASSWORD": "hunter2"}.items():
            monkeypatch.setenv(f"TRACKER_SMTP_{name}", value)
        for words in (("email", "test"), ("email", "test", "--dry-run")):
            answer = tracker(*words)
            assert answer.code == 4
            assert "the log-in was not accepted" in answer.err
            assert "TRACKER_SMTP_PASSWORD_FILE" in answer.err
            assert "hunter2" not in answer.out + answer.err
        monkeypatch.setenv("TRACKER_SMTP_PASSWORD", "right")
        answer = tracker("email", "test", "--dry-run")
        assert (answer.code, "takes the log-in" in answer.out, other.received) == (0, True, [])
        assert "Nothing was sent" in answer.out


def test_nobody_listening_and_no_encryption_are_told(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, server: MailServer
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_SECURITY", "starttls")
    unprotected = tracker("email", "test")
    assert (unprotected.code, "nothing was sent unprotected" in unprotected.err) == (4, True)
    with MailServer() as gone:
        port = gone.port
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(port))
    silent = tracker("email", "test")
    assert (silent.code, "nothing listens there" in silent.err) == (4, True)
    assert server.received == []


def test_a_folder_and_a_command_are_tried_the_same_way(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: MailServer
) -> None:
    monkeypatch.delenv("TRACKER_SMTP_HOST")
    monkeypatch.setenv("TRACKER_EMAIL_TRANSPORT", "folder")
    lacking = tracker("email", "test")
    assert (lacking.code, "TRACKER_EMAIL_FOLDER" in lacking.err) == (6, True)
    monkeypatch.setenv("TRACKER_EMAIL_FOLDER", str(tmp_path / "letters"))
    assert "will be made" in tracker("email", "test", "--dry-run").out
    answer = tracker("email", "test")
    (file,) = (tmp_path / "letters").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert (answer.code, str(message["Message-ID"]) in answer.out) == (0, True)
    monkeypatch.setenv("TRACKER_EMAIL_TRANSPORT", "sendmail")
    monkeypatch.setenv("TRACKER_SENDMAIL_COMMAND", str(tmp_path / "none"))
    missing = tracker("email", "test")
    assert (missing.code, "TRACKER_SENDMAIL_COMMAND" in missing.err) == (4, True)
    assert server.connections == 0


@pytest.mark.parametrize(
    ("words", "without", "code", "said"),
    [
        (("--to", "nobody"), "", 2, "name@example.org"),
        (("--to", "x@example.org\r\nBcc: y@example.org"), "", 2, "line break"),
        ((), "EMAIL_TO", 2, "--to"),
        ((), "EMAIL_FROM", 6, "TRACKER_EMAIL_FROM"),
        ((), "SMTP_HOST", 6, "TRACKER_SMTP_HOST"),
        (("--offline",), "", 6, "offline"),
        (("--dry-run", "--offline"), "", 6, "offline"),
    ],
)
def test_what_is_missing_is_named_before_any_connection(
    tracker: Tracker,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    without: str,
    code: int,
    said: str,
) -> None:
    if without:
        monkeypatch.delenv(f"TRACKER_{without}")
    answer = tracker("email", "test", *words)
    assert answer.code == code
    assert said in answer.err
    assert server.connections == 0


def test_sending_again_what_is_not_weekly_asks_for_its_period(tracker: Tracker) -> None:
    cases = {
        ("--report", "flash", "--week", "2014-W46"): "--period",
        ("--period", "2014-W46"): "--week",
    }
    for words, said in cases.items():
        answer = tracker("email", "resend", *words)
        assert answer.code == 2
        assert said in answer.err
