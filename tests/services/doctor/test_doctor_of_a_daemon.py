"""What the doctor says of a daemon's work: stale sources, lost letters, held alerts, next slots, who watches."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.upcoming import upcoming
from jobs.watching.endpoint import Page, Server
from tests.jobs.watched import Switchboard, free_port
from tracker.config import load
from tracker.model.work import Delivery
from tracker.services.context import Context, open_context
from tracker.services.doctor.examination import checks, examine
from tracker.services.doctor.lines import Line, Subject, Terminal
from tracker.store.tables import ALERT
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHECKS = {check.key: check for check in checks()}
TOKEN = "/ping/0b1e5a4c-c0ff-ee00"


@pytest.fixture
def home(ready_home: Path) -> Path:
    return ready_home


def subject(home: Path, *, network: bool = False, **given: str) -> Subject:
    environ = {"TRACKER_HOME": str(home), **given}
    return Subject(
        settings=load(environ, cwd=home.parent),
        environ=environ,
        now=NOW,
        network=network,
        terminal=Terminal(encoding="utf-8", width=None),
        upcoming=upcoming,
    )


def lines(key: str, examined: Subject) -> list[Line]:
    return list(CHECKS[key].run(examined))


def lacking(key: str, examined: Subject) -> list[Line]:
    found = [line for line in lines(key, examined) if line.level != "ok"]
    assert all(line.remedy for line in found)
    return found


def context_of(home: Path) -> Context:
    return open_context(load({"TRACKER_HOME": str(home)}, cwd=home.parent), now=NOW, load=False)


def test_a_stale_source_is_a_finding_though_it_answered_a_minute_ago(home: Path) -> None:
    context = context_of(home)
    with UnitOfWork(context.engine, write=True) as work:
        work.runs.note_success("ecb", NOW - timedelta(minutes=1))
        work.commit()
    context.engine.dispose()
    behind, never = sorted(lacking("sources", subject(home)), key=lambda line: line.what)
    assert behind.what.startswith("ecb is behind: the newest EUR/USD@ecb is of 2026-10-30; 15 later ones should be out")
    assert behind.remedy == "Fetch it: tracker fetch ecb"
    assert never.what.startswith("never fetched: ")
    assert "ecb," not in never.what


def test_an_open_circuit_is_said_with_the_time_of_the_next_probe(home: Path) -> None:
    context = context_of(home)
    with UnitOfWork(context.engine, write=True) as work:
        work.runs.note_success("fred", NOW - HOUR)
        for _ in range(6):
            work.runs.note_failure("fred", NOW, "no way.", NOW + HOUR)
        work.commit()
    context.engine.dispose()
    (found,) = [line for line in lacking("sources", subject(home)) if line.what.startswith("fred failed")]
    assert "failed 6 times in a row: no way.; its circuit is open; it is left alone until 2026-11-22T13" in found.what


def test_nothing_to_look_at_is_no_finding(tmp_path: Path) -> None:
    examined = subject(tmp_path / "nowhere")
    assert [lacking(key, examined) for key in ("sources", "messages", "schedule", "watching")] == [[]] * 4
    assert not (tmp_path / "nowhere").exists()


def test_letters_of_which_nobody_knows_and_alerts_held_back_are_findings(home: Path) -> None:
    assert lacking("messages", subject(home)) == []
    context = context_of(home)
    letter = Delivery(
        report="weekly", period="2026-W46", recipient="a@example.org", state="pending", message_id="<1@x>",
        message=b"x", created_at=NOW, next_attempt_at=NOW,
    )  # fmt: skip
    with UnitOfWork(context.engine, write=True) as work:
        work.deliveries.add(letter)
        claimed = work.deliveries.claim(NOW)
        assert claimed is not None
        work.deliveries.mark(claimed, "uncertain", at=NOW, detail="the line dropped")
        row = {"key": "a:b:1", "kind": "move", "state": "held", "found_at": NOW, "document": {}, "detail": ""}
        assert work._connection is not None
        work._connection.execute(ALERT.insert().values(**row))
        work.commit()
    context.engine.dispose()
    uncertain, held = lacking("messages", subject(home))
    assert "letter of 2026-W46 to a@example.org may or may not have arrived: the line dropped" in uncertain.what
    assert "tracker email resend --week 2026-W46 --to a@example.org" in uncertain.remedy
    assert (held.what.startswith("1 alert is held back"), "tracker alerts" in held.remedy) == (True, True)


def test_the_next_slots_are_shown_where_a_schedule_is_worked(home: Path) -> None:
    assert [line.what for line in lines("schedule", subject(home))] == [
        "no daemon leads; the schedule was never worked"
    ]
    context = context_of(home)
    with UnitOfWork(context.engine, write=True) as work:
        for hour in (1, 30):
            work.runs.claim("weekly_letter", NOW - hour * HOUR, at=NOW - hour * HOUR)
            work.runs.finish("weekly_letter", NOW - hour * HOUR, at=NOW - hour * HOUR, state="done")
        work.commit()
    context.engine.dispose()
    said = [line.what for line in lines("schedule", subject(home))]
    assert said[0] == "no daemon leads; the last run began 2026-11-22T11:00:00Z"
    assert any(line.startswith("fetch_rates: due since 2026-11-22T11:35:00Z") for line in said)


def test_readers_without_a_scheduler_are_a_warning_from_the_first_day(home: Path, tmp_path: Path) -> None:
    for place in (home, tmp_path / "nowhere"):
        (found,) = lacking("schedule", subject(place, TRACKER_EMAIL_TO="a@example.org"))
        assert found.what == "letters are set up, but no daemon leads and the schedule was never worked"
        assert "tracker daemon" in found.remedy


@pytest.mark.parametrize("name", ["TRACKER_ALERT_WEBHOOK", "TRACKER_ALERT_APPRISE"])
def test_a_channel_of_alerts_without_a_scheduler_is_a_warning_too(home: Path, name: str) -> None:
    (found,) = lacking("schedule", subject(home, **{name: "https://hooks.example/x"}))
    assert found.what == "alerts are set up, but no daemon leads and the schedule was never worked"


def test_without_the_network_addresses_are_read_and_nobody_is_asked(home: Path) -> None:
    with Switchboard() as board:
        given = {"TRACKER_PING_URL": board.url(TOKEN), "TRACKER_WATCH_PORT": str(board.port)}
        said = [line.what for line in lines("watching", subject(home, **given))]
        assert board.calls == []
    assert said == [
        f"a daemon answers monitors on http://127.0.0.1:{board.port}/healthz, /readyz and /metrics",
        "the dead man's switch is at 127.0.0.1",
        "the webhook of alerts is not set (TRACKER_ALERT_WEBHOOK)",
    ]
    (found,) = lacking("watching", subject(home, TRACKER_PING_URL="hc.example/ping"))
    assert (found.level, "hc.example" in found.what) == ("fail", False)
    (plain,) = lacking("watching", subject(home, TRACKER_ALERT_WEBHOOK="http://hooks.example/x"))
    assert (plain.level, "without encryption" in plain.what) == ("warn", True)


def test_with_the_network_each_is_reached_and_its_secret_address_is_not(home: Path) -> None:
    with Switchboard() as board:
        given = {"TRACKER_PING_URL": board.url(TOKEN), "TRACKER_ALERT_WEBHOOK": board.url("/hook/B11111111")}
        assert lacking("watching", subject(home, network=True, **given)) == []
        assert {(call.method, call.path) for call in board.calls} == {("HEAD", "/")}
    gone = lacking("watching", subject(home, network=True, **given))
    assert [(line.level, "refused the connection" in line.what) for line in gone] == [("fail", True)] * 2
    assert TOKEN not in "".join(line.what + line.remedy for line in gone)


@pytest.mark.parametrize(
    ("status", "level", "words"),
    [(200, "ok", "its scheduler lives"), (503, "fail", "no sign of life"), (404, "fail", "something else answers")],
)
def test_the_port_is_asked_how_the_daemon_is(home: Path, status: int, level: str, words: str) -> None:
    server = Server(free_port(), {} if status == 404 else {"/healthz": lambda _: Page(status=status, body=b"{}")})
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        found = lines("watching", subject(home, network=True, TRACKER_WATCH_PORT=str(server.port)))[0]
    finally:
        server.shutdown()
        server.server_close()
    assert (found.level, words in found.what) == (level, True)
    nobody = lines("watching", subject(home, network=True, TRACKER_WATCH_PORT=str(server.port)))[0]
    assert (nobody.level, "nobody answers" in nobody.what) == ("warn", True)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX")
def test_every_file_that_holds_a_secret_must_be_private(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "switch"
    file.write_text("https://hc.example/ping/0b1e5a4c\n")
    file.chmod(0o644)
    found = lacking("settings", subject(home, TRACKER_PING_URL_FILE=str(file)))
    assert [line.remedy for line in found] == [f"Run: chmod 600 {file}"]


def test_no_line_of_an_examination_holds_a_secret(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.services.doctor.examination.checks", lambda: (CHECKS["sources"], CHECKS["watching"]))
    context = context_of(home)
    with UnitOfWork(context.engine, write=True) as work:
        for _ in range(6):
            work.runs.note_failure("fred", NOW, "proxy says hunter2 and 0b1e5a4c-c0ff", NOW + HOUR)
        work.commit()
    context.engine.dispose()
    given = {"TRACKER_SMTP_PASSWORD": "hunter2", "TRACKER_PING_URL": "https://hc.example/0b1e5a4c-c0ff"}
    every = "\n".join(line.what for group in examine(subject(home, **given)).groups for line in group.lines)
    assert "proxy says *** and ***" in every
    assert "hunter2" not in every
    assert "0b1e5a4c-c0ff" not in every
