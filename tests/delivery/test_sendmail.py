"""Letters handed to a command called like sendmail: real programs that take, refuse, hang and die."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.delivery.test_smtp import RAW, is_retryable, letter
from tracker.delivery.sendmail import SendmailTransport
from tracker.errors import ConfigError, DeliveryError
from tracker.model.work import Letter

pytestmark = [
    pytest.mark.watches_processes,
    pytest.mark.skipif(sys.platform == "win32", reason="the commands are scripts of a shell"),
]


def command(folder: Path, script: str, *, timeout: float = 60) -> SendmailTransport:
    path = folder / "sendmail"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return SendmailTransport(command=str(path), timeout=timeout)


def failure(transport: SendmailTransport, one: Letter | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        transport.send(one or letter())
    return caught.value


def test_it_gets_sender_reader_and_the_letter_with_the_line_ends_of_files(tmp_path: Path) -> None:
    command(tmp_path, f'printf "%s\\n" "$@" > {tmp_path}/words; cat > {tmp_path}/text').send(letter())
    assert (tmp_path / "words").read_text().splitlines() == [
        "-i",
        "-f",
        "letters@example.net",
        "--",
        "jane@example.org",
    ]
    assert (tmp_path / "text").read_bytes() == RAW.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("option", ["-i", "-oi"])
def test_a_dot_alone_ends_no_letter_whoever_says_so(tmp_path: Path, option: str) -> None:
    transport = command(tmp_path, f'printf "%s\\n" "$@" > {tmp_path}/words; cat > /dev/null')
    SendmailTransport(command=f"{transport.command} {option} -v").send(letter())
    assert (tmp_path / "words").read_text().splitlines()[:3] == [option, "-v", "-f"]


@pytest.mark.parametrize("address", ["-oQ/tmp@example.org", "a;touch${IFS}x@example.org", "`id`@example.org"])
def test_an_address_is_never_an_option_and_never_a_command(tmp_path: Path, address: str) -> None:
    transport = command(tmp_path, f'printf "%s\\n" "$@" > {tmp_path}/words; cat > /dev/null')
    transport.send(letter(address))
    assert (tmp_path / "words").read_text().splitlines()[-2:] == ["--", address]


@pytest.mark.parametrize(
    ("code", "permanent"), [(65, True), (67, True), (68, False), (69, False), (75, False), (3, False)]
)
def test_its_exit_code_is_the_verdict_and_its_words_are_kept(tmp_path: Path, code: int, *, permanent: bool) -> None:
    error = failure(command(tmp_path, f"cat > /dev/null; echo 'sendmail: \033[31mnot today' >&2; exit {code}"))
    assert error.permanent is permanent
    assert not error.uncertain
    assert f"exit code {code}" in str(error)
    assert "sendmail: [31mnot today" in str(error)
    assert "\033" not in str(error)


def test_one_that_ends_without_reading_the_letter_is_judged_by_its_code(tmp_path: Path) -> None:
    huge = Letter(recipient="jane@example.org", sender="l@example.net", message_id="<1@example.net>", raw=b"x" * 10**6)
    assert failure(command(tmp_path, "exit 67"), huge).permanent


def test_one_stopped_with_the_letter_in_hand_is_uncertain(tmp_path: Path) -> None:
    error = failure(command(tmp_path, "cat > /dev/null; sleep 600", timeout=0.5))
    assert error.uncertain
    assert "did not end within 0.5 s" in str(error)
    assert "tracker email resend" in error.remedy


def test_one_that_dies_with_the_letter_in_hand_is_uncertain(tmp_path: Path) -> None:
    error = failure(command(tmp_path, "cat > /dev/null; kill -9 $$"))
    assert error.uncertain
    assert "signal 9" in str(error)


def test_one_stopped_before_it_had_the_whole_letter_is_retryable(tmp_path: Path) -> None:
    huge = Letter(recipient="jane@example.org", sender="l@example.net", message_id="<1@example.net>", raw=b"x" * 10**6)
    error = failure(command(tmp_path, "exec sleep 600", timeout=0.5), huge)
    assert is_retryable(error)
    assert "before it had the whole letter" in str(error)


def test_one_that_is_not_there_is_retryable_and_names_its_setting(tmp_path: Path) -> None:
    missing = SendmailTransport(command=str(tmp_path / "none"))
    error = failure(missing)
    assert is_retryable(error)
    assert "TRACKER_SENDMAIL_COMMAND" in error.remedy
    with pytest.raises(DeliveryError, match="is not there"):
        missing.check()
    (tmp_path / "none").write_text("no program")
    with pytest.raises(DeliveryError, match="no program"):
        missing.check()


def test_checking_runs_nothing(tmp_path: Path) -> None:
    transport = command(tmp_path, f"touch {tmp_path}/ran")
    assert "is there" in transport.check()
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("text", ["", "  ", "sendmail 'open"])
def test_a_command_that_cannot_be_read_is_a_settings_error(text: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_SENDMAIL_COMMAND"):
        SendmailTransport(command=text)
