"""``tracker doctor`` speaks of the way letters really take."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.services.doctor.test_doctor_checks import lines, mailing, subject, worst

WAY = {"TRACKER_EMAIL_FROM": "a@example.org", "TRACKER_EMAIL_TO": "b@example.org, c@example.org"}


def test_a_folder_is_looked_at_without_network_and_not_changed(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    by_folder = {**WAY, "TRACKER_EMAIL_TRANSPORT": "folder", "TRACKER_EMAIL_FOLDER": str(folder)}
    found = lines("mail", subject(tmp_path / "home", **by_folder))
    assert worst(found).level == "ok"
    assert f"into files in the folder {folder}" in found[0].what
    assert not folder.exists()
    folder.write_text("in its place")
    assert worst(lines("mail", subject(tmp_path / "home", **by_folder))).level == "fail"


@pytest.mark.skipif(sys.platform == "win32", reason="the command is a script of a shell")
def test_a_command_is_looked_for_and_not_run(tmp_path: Path) -> None:
    program = tmp_path / "sendmail"
    by_command = {**WAY, "TRACKER_EMAIL_TRANSPORT": "sendmail", "TRACKER_SENDMAIL_COMMAND": f"{program} -i"}
    missing = worst(lines("mail", subject(tmp_path / "home", **by_command)))
    assert missing.level == "fail"
    assert str(program) in missing.what
    assert "TRACKER_SENDMAIL_COMMAND" in missing.remedy
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    found = lines("mail", subject(tmp_path / "home", **by_command))
    assert worst(found).level == "ok"
    assert f"by the command {program} -i" in found[0].what
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(("transport", "lacking"), [("folder", "TRACKER_EMAIL_FOLDER"), ("smtp", "TRACKER_SMTP_HOST")])
def test_each_way_lacks_what_it_needs_and_nothing_else(tmp_path: Path, transport: str, lacking: str) -> None:
    found = worst(lines("mail", subject(tmp_path / "home", **WAY, TRACKER_EMAIL_TRANSPORT=transport)))
    assert found.level == "fail"
    assert lacking in found.what


def test_readers_without_a_letter_are_counted_apart(tmp_path: Path) -> None:
    examined = subject(
        tmp_path / "home",
        **WAY,
        TRACKER_SMTP_HOST="127.0.0.1",
        TRACKER_EMAIL_OPTIONS="c@example.org alerts no-letter",
    )
    assert "to 1 reader (1 more want none) through" in lines("mail", examined)[0].what


@pytest.mark.parametrize(
    ("settings", "level", "words"),
    [
        ({"TRACKER_SMTP_USER": "a"}, "fail", "TRACKER_SMTP_PASSWORD_FILE"),
        ({"TRACKER_SMTP_PASSWORD": "x"}, "warn", "TRACKER_SMTP_USER"),
        ({"TRACKER_SMTP_USER": "a", "TRACKER_SMTP_AUTH": "xoauth2"}, "fail", "TRACKER_SMTP_TOKEN_COMMAND"),
        ({"TRACKER_SMTP_TOKEN_COMMAND": "print-token"}, "warn", "TRACKER_SMTP_AUTH"),
        (
            {"TRACKER_SMTP_USER": "a", "TRACKER_SMTP_AUTH": "xoauth2", "TRACKER_SMTP_TOKEN_COMMAND": "/none/print"},
            "fail",
            "TRACKER_SMTP_TOKEN_COMMAND",
        ),
    ],
)
def test_a_log_in_that_cannot_work_is_told_with_its_setting(
    tmp_path: Path, settings: dict[str, str], level: str, words: str
) -> None:
    examined = mailing(tmp_path / "home", 1, **settings)
    found = [line for line in lines("mail", examined) if words in line.remedy]
    assert [line.level for line in found] == [level]
