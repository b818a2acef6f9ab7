"""A daemon as it ships, with every secret set and everything that watches it: what it answers, calls and writes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.conftest import POSTGRESQL_URL
from tests.delivery.mailserver import MailServer
from tests.jobs.test_daemon import Process, mailing
from tests.jobs.test_log import PARTS, SECRETS
from tests.jobs.watched import Switchboard, ask, free_port

JANE, PASSWORD = "jane@example.org", "sup3r-secret-of-the-database"

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="signals"),
    pytest.mark.watches_processes,
    pytest.mark.timeout(300),
]


@pytest.fixture
def environ(ready_home: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """An installation on PostgreSQL, with a password in its address, where there is one; else on SQLite."""
    given = {"TRACKER_HOME": str(ready_home)}
    if os.environ.get(POSTGRESQL_URL):
        make: Callable[..., str] = request.getfixturevalue("new_postgresql")
        url = make_url(make(request.getfixturevalue("prepared_template"))).set(password=PASSWORD)
        given["TRACKER_DATABASE_URL"] = url.render_as_string(hide_password=False)
    return given


def test_it_is_watched_and_tells_nobody_a_secret(
    root: Path, environ: dict[str, str], tracker: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server repeats the password, and the address that is called refuses: both are told, without secrets."""
    with Switchboard() as board, MailServer(login=("jane", "hunter2")) as server:
        board.status = 500
        server.rcpt_replies[JANE] = ["550 5.1.1 no such user, hunter2"]
        port = free_port()
        watched = {
            **mailing(server),
            **{name: value for name, value in SECRETS.items() if name != "TRACKER_DATABASE_URL"},
            "TRACKER_SMTP_USER": "jane",
            "TRACKER_PING_URL": board.url("/ping/6c4a7c0e-aaaa?key=0123456789"),
            "TRACKER_OFFLINE": "false",
            "TRACKER_SOURCES_DISABLED": "rates,lists,announcements",
            "TRACKER_LOG_FORMAT": "json",
            "TRACKER_WATCH_PORT": str(port),
        }
        env = {**environ, **watched}
        home = Path(env["TRACKER_HOME"])
        with Process(root, home, env, "daemon", "--debug", "--now", "2026-12-01T00:10Z") as process:
            process.wait_for("could not be told")
            process.wait_for('"job": "housekeeping", "state": "done"')
            assert ask(port, "/healthz").status == 200
            readiness = ask(port, "/readyz").body
            told = ask(port, "/metrics").body
            assert process.terminate() == 0
        lines = [json.loads(line) for line in process.lines]
    assert [call.path for call in board.calls][:2] == [
        f"/ping/6c4a7c0e-aaaa{kind}?key=0123456789" for kind in ("/start", "/fail")
    ]
    letter = next(line for line in lines if line["job"] == "weekly_letter")
    assert letter["run"] == "weekly_letter@2026-11-30T07:00:00Z#1"
    assert letter["seconds"] > 0
    assert 'tracker_job_runs_total{job="weekly_letter",outcome="done"} 1.0' in told
    assert "tracker_outbox_failed 1.0" in told
    assert "tracker_leader 1.0" in told
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    status, doctor = tracker("status", "--format", "json"), tracker("doctor")
    assert "no such user, ***" in status.out
    typed = (status.out, status.err, doctor.out, doctor.err, tracker("config", "show").out)
    everything = "\n".join([*process.lines, readiness, told, *typed, *(call.body for call in board.calls)])
    assert [part for part in (*PARTS, PASSWORD) if part in everything] == []


def test_a_port_in_use_and_nobody_to_call_stop_nothing(root: Path, prepared_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(prepared_home, tmp_path / "home"))
    with Switchboard() as has_the_port:
        env = {"TRACKER_OFFLINE": "1", "TRACKER_WATCH_PORT": str(has_the_port.port)}
        with Process(root, home, env, "daemon") as process:
            process.wait_for("another program has it. The work goes on")
            process.wait_for("housekeeping")
            assert process.terminate() == 0
