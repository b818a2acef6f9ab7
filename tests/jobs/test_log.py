"""The daemon's log: every field, both forms, the journal's prefixes, and no secret anywhere."""

from __future__ import annotations

import io
import json
import logging
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobs.listening import Unit
from jobs.schedule import Idle
from jobs.watching.log import Log, in_journal
from tracker.config import Settings, load
from tracker.config.secrets import secrets_of
from tracker.config.settings import Secret

NOW = datetime(2026, 12, 1, 0, 10, 5, tzinfo=UTC)
SLOT = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)


def settings(tmp_path: Path, **given: str) -> Settings:
    return load({"TRACKER_HOME": str(tmp_path), **given}, cwd=tmp_path)


def log_of(settled: Settings, **given: Any) -> tuple[Log, io.StringIO]:
    stream = io.StringIO()
    log = Log(stream, settled, clock=lambda: NOW, units={"fetch_rates"}, attempt=lambda _job, _slot: 3, **given)
    return log, stream


def a_unit(log: Log) -> None:
    """What the daemon says and tells while it works one unit that fails."""
    log.say("2026-12-01T00:10:00Z daemon leading; a look every 30 s")
    log.on_begin("fetch_rates", SLOT)
    log.say("The letter of 2026-W48 is lost.")
    log.complain("2026-12-01T00:10:05Z fetch_rates 2026-12-01T00:05:00Z failed in 0.3 s: no\nanswer")
    log.on_unit(Unit(job="fetch_rates", slot=SLOT, state="failed", detail="no\nanswer", took=0.3456))


def test_as_json_every_line_has_every_field_and_the_run_is_named_alike_everywhere(tmp_path: Path) -> None:
    log, stream = log_of(settings(tmp_path, TRACKER_LOG_FORMAT="json"))
    a_unit(log)
    log.on_unit(Unit(job="fetch_rates", slot=SLOT, state="done", detail=Idle("nothing asked"), took=0))
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {tuple(line) for line in lines} == {("time", "level", "run", "job", "state", "seconds", "message")}
    assert {line["time"] for line in lines} == {"2026-12-01T00:10:05Z"}
    run = "fetch_rates@2026-12-01T00:05:00Z"
    assert [(one["level"], one["run"], one["job"], one["state"], one["seconds"], one["message"]) for one in lines] == [
        ("info", "", "daemon", "", None, "leading; a look every 30 s"),
        ("info", run, "fetch_rates", "", None, "The letter of 2026-W48 is lost."),
        ("error", f"{run}#3", "fetch_rates", "failed", 0.346, "no answer"),
        ("info", f"{run}#3", "fetch_rates", "idle", 0.0, "nothing asked"),
    ]


def test_as_text_a_unit_is_one_line_and_the_daemons_own_words_stay_as_they_were(tmp_path: Path) -> None:
    log, stream = log_of(settings(tmp_path))
    a_unit(log)
    assert stream.getvalue().splitlines() == [
        "2026-12-01T00:10:05Z daemon leading; a look every 30 s",
        "2026-12-01T00:10:05Z fetch_rates@2026-12-01T00:05:00Z The letter of 2026-W48 is lost.",
        "2026-12-01T00:10:05Z fetch_rates@2026-12-01T00:05:00Z#3 failed in 0.3 s: no answer",
    ]


def test_the_journal_is_told_how_grave_a_line_is(tmp_path: Path) -> None:
    log, stream = log_of(settings(tmp_path), journal=True)
    a_unit(log)
    log.handler().emit(
        logging.makeLogRecord({"name": "library", "levelname": "WARNING", "msg": "look %s", "args": "!"})
    )
    assert [line[:3] for line in stream.getvalue().splitlines()] == ["<6>", "<6>", "<3>", "<4>"]
    assert stream.getvalue().endswith(" library: look !\n")


def test_quiet_leaves_failures(tmp_path: Path) -> None:
    log, stream = log_of(settings(tmp_path), quiet=True)
    a_unit(log)
    assert len(stream.getvalue().splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="systemd")
def test_the_journal_is_recognised_by_the_stream_it_was_given(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as stream:
        found = os.fstat(stream.fileno())
        assert in_journal({"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}, stream)
        assert not in_journal({"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino + 1}"}, stream)
        assert not in_journal({}, stream)
    assert not in_journal({"JOURNAL_STREAM": "1:2"}, io.StringIO())
    assert not in_journal({"JOURNAL_STREAM": "1:2"}, None)


def test_a_log_that_cannot_be_written_ends_no_work(tmp_path: Path) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    for stream in (Full(), None):
        Log(stream, settings(tmp_path), clock=lambda: NOW).say("leading")


SECRETS = {
    "TRACKER_SMTP_PASSWORD": "hunter2",
    "TRACKER_PING_URL": "https://me:pass-word@hc.example/ping/6c4a7c0e-aaaa?key=0123456789",
    "TRACKER_ALERT_WEBHOOK": "https://hooks.example/services/T00000000/B11111111/XXXXyyyyZZZZ",
    "TRACKER_ALERT_APPRISE": "tgram://123456789:AAbbCCdd_ee/98765432 slack://xoxb-TokenA/TokenB000/#channel",
    "TRACKER_DATABASE_URL": "postgresql://tracker:p%40ssw0rd@127.0.0.1/x?sslpassword=second-secret",
}
PARTS = (
    "hunter2", "pass-word", "6c4a7c0e-aaaa", "0123456789", "T00000000", "B11111111", "XXXXyyyyZZZZ", "123456789",
    "AAbbCCdd_ee", "98765432", "xoxb-TokenA", "TokenB000", "p%40ssw0rd", "p@ssw0rd", "second-secret",
)  # fmt: skip


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_written_whole_or_in_parts(tmp_path: Path, form: str) -> None:
    log, stream = log_of(settings(tmp_path, TRACKER_LOG_FORMAT=form, **SECRETS))
    for secret in (*SECRETS.values(), *PARTS):
        log.say(f"said {secret}")
        log.complain(f"2026-12-01T00:10:05Z daemon cannot work: {secret}!")
        log.on_unit(Unit(job="outbox", slot=None, state="failed", detail=f"535 {secret} refused", took=1))
        log.handler().emit(
            logging.makeLogRecord({"name": "httpx", "levelname": "INFO", "msg": "GET %s", "args": (secret,)})
        )
    written = stream.getvalue()
    assert len(written.splitlines()) == 4 * (len(SECRETS) + len(PARTS))
    assert [part for part in PARTS if part in written] == []


def test_a_secret_that_is_no_secret_word_hides_nothing_else(tmp_path: Path) -> None:
    log, stream = log_of(settings(tmp_path, TRACKER_PING_URL="https://hc.example/ping/6c4a7c0e-aaaa"))
    log.say("pinged hc.example by https, ping by ping")
    assert stream.getvalue().endswith("pinged hc.example by https, ping by ping\n")
    nothing = replace(settings(tmp_path), ping_url=Secret(""))
    assert secrets_of(nothing) == ()


def test_libraries_write_in_the_same_form_and_a_broken_message_is_written_as_it_is(tmp_path: Path) -> None:
    log, stream = log_of(settings(tmp_path, TRACKER_LOG_FORMAT="json"))
    log.handler().emit(
        logging.makeLogRecord({"name": "x", "levelname": "ERROR", "msg": "bad %d", "args": ("no number",)})
    )
    line = json.loads(stream.getvalue())
    assert (line["level"], line["message"]) == ("error", "x: bad %d")
