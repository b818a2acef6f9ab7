"""What the doctor says of alerts: who is told, what cannot work, what is watched and does not exist."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.services.doctor.test_doctor_checks import subject
from tracker.services.doctor.checks.alerts import CHECK
from tracker.services.doctor.lines import Line

READER = {
    "TRACKER_EMAIL_TO": "jane@example.org",
    "TRACKER_EMAIL_OPTIONS": "jane@example.org alerts",
    "TRACKER_EMAIL_FROM": "tracker@example.org",
    "TRACKER_SMTP_HOST": "mail.example.org",
}


def lines(home: Path, **environ: str) -> list[Line]:
    return list(CHECK.run(subject(home, **environ)))


def test_without_anything_set_nothing_is_amiss(tmp_path: Path) -> None:
    assert [line.level for line in lines(tmp_path)] == ["ok"]


def test_watching_without_telling_anybody_is_a_warning(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, TRACKER_ALERT_PROGRAMMES="Russia")
    assert line.level == "warn"
    assert "TRACKER_EMAIL_OPTIONS" in line.remedy


def test_a_programme_no_list_writes_is_named(tmp_path: Path) -> None:
    found = lines(tmp_path, **READER, TRACKER_ALERT_PROGRAMMES="Russia, RUSIA-EO14024")
    assert [line.level for line in found] == ["ok", "warn"]
    assert "RUSIA-EO14024" in found[1].what


def test_a_channel_that_cannot_work_is_a_failure_that_shows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    found = lines(
        tmp_path,
        TRACKER_ALERT_WEBHOOK="http://hooks.example.org/s3cret",
        TRACKER_ALERT_APPRISE="json://127.0.0.1/s3cret",
    )
    assert [line.level for line in found] == ["ok", "fail", "fail"]
    assert "pip install" in found[2].remedy
    assert "s3cret" not in repr(found)


def test_a_slip_in_the_wishes_of_readers_is_told_and_the_channels_are_looked_at_all_the_same(tmp_path: Path) -> None:
    wishes = {**READER, "TRACKER_EMAIL_OPTIONS": "jo@example.org alerts"}
    found = lines(tmp_path, **wishes, TRACKER_ALERT_WEBHOOK="http://hooks.example.org/s3cret")
    assert [line.level for line in found] == ["fail", "ok", "fail"]
    assert "jo@example.org" in found[0].what
    assert found[1].what == "alerts go to webhook"


def test_nobody_is_said_to_be_told_by_mail_that_cannot_leave(tmp_path: Path) -> None:
    assert [line.level for line in lines(tmp_path, **READER)] == ["ok"]
    found = lines(tmp_path, **{**READER, "TRACKER_EMAIL_FROM": ""})
    assert [line.level for line in found] == ["fail"]
    assert "TRACKER_EMAIL_FROM" in found[0].what
    assert found[0].remedy
