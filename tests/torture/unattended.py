"""The fourth scenario: the daemon itself, killed at random instants of its work and started again, for many weeks.

Every start finds a clock that has gone on; every other one finds a Monday morning, with every job due: fetching,
grouping, reading, the letters to three readers, housekeeping, the backup. Nothing is cleaned up in between. What the
upstreams publish never changes afterwards, so at the end the tortured database must hold exactly what an undisturbed
one holds, each value once; and the letter box every letter of every week, once.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Engine

from jobs.catalog import jobs
from jobs.schedule import due_slots
from jobs.weekly_letter import JOB as LETTER
from tests.delivery.mailserver import MailServer
from tests.fakenet.european_central_bank import published_days
from tests.fakenet.fakenet import Ask, FakeNet, Handler, Reply
from tests.fakenet.ground import zipped
from tests.fakenet.register import federal_register
from tests.fakenet.scenarios import conditional
from tests.torture import content
from tests.torture.databases import fresh
from tests.torture.forge import End, Forge
from tests.torture.scenarios import Figures, engine_of, hit, settle
from tests.torture.work import READERS
from tests.torture.world import CODES
from tracker.model.instants import format_instant
from tracker.store import tables as t
from tracker.store.engine import open_connection
from tracker.store.unit_of_work import UnitOfWork

NAME = "daemon"
BEGIN = datetime(2026, 1, 5, 7, 0, 20, tzinfo=UTC)
"""The first Monday on which a letter is due."""

WEEK = timedelta(weeks=1)
SPEED = 2_000
"""A second of the daemon is half an hour: what is hourly falls due while it works."""

BACKUPS = 3
_BEYOND = 1.2
"""Instants are drawn a little past the end of an undisturbed pass, so that the passes after it are hit, too."""

_CONTROL_EVERY = 8
_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it works: database, home, letter box, and the same for the undisturbed one."""

    forge: Forge
    clock: Callable[[datetime], None]
    tortured: str
    control: str
    home: Path
    mail: MailServer
    control_mail: MailServer


@contextmanager
def place(forge: Forge, net: FakeNet, kind: str, folder: Path, server: str | None) -> Iterator[Place]:
    """Fresh databases and letter boxes, and upstreams that publish up to the instant the clock is set to."""
    now = [BEGIN]

    def clock(to: datetime) -> None:
        now[0] = to

    net.routes(upstreams(lambda: now[0]))
    with (
        fresh(kind, f"{NAME}_{kind}", folder, server) as tortured,
        fresh(kind, f"{NAME}_{kind}_control", folder, server) as control,
        MailServer() as mail,
        MailServer() as control_mail,
    ):
        yield Place(
            forge=forge,
            clock=clock,
            tortured=tortured,
            control=control,
            home=folder / f"{NAME}_{kind}",
            mail=mail,
            control_mail=control_mail,
        )


def torture(place: Place, database: str, *, kills: int, seed: int) -> Figures:
    """Kill the daemon so many times; the same seed draws the same instants."""
    figures = Figures(scenario=NAME, database=database)
    draw = random.Random(f"{seed} {NAME} {database}")  # noqa: S311 - an instant is to be repeatable
    for url in (place.tortured, place.control):
        place.forge.run("prepare", url=url)
    _first_week(place)
    monday, now, whole = BEGIN, BEGIN, _undisturbed(place, BEGIN).seconds
    for number in range(kills):
        share = draw.random() * _BEYOND
        place.clock(now)
        end = place.forge.run("daemon", **_words(place, now), speed=SPEED, kill_after=share * whole)
        hit(figures, end, share / _BEYOND)
        with engine_of(place.tortured) as engine:
            figures.broken("torn", number, content.torn(engine))
            figures.broken("doubled", number, content.doubled(engine))
            figures.broken("doubled", number, _arrived_twice(place.mail))
        now += timedelta(seconds=end.seconds * SPEED) + timedelta(minutes=draw.random() * 20)
        if number % 6 == 5:  # letters are caught up for four weeks: every third one a pass is let complete
            place.clock(now)
            place.forge.run("daemon", **_words(place, now), until=format_instant(now), speed=1)
        if number % 2:  # the machine was off until Monday
            monday = max(monday + WEEK, LETTER.cadence.latest(now) + WEEK + timedelta(seconds=20))
            now = monday
            if (monday - BEGIN) // WEEK % _CONTROL_EVERY == 0:
                whole = _undisturbed(place, monday).seconds
    return _completed(place, figures, now + timedelta(hours=1))


def _first_week(place: Place) -> None:
    """Both begin a week before, undisturbed: it pays for what is imported, and both look back equally far."""
    at = BEGIN - WEEK
    _undisturbed(place, at)
    place.forge.run("daemon", **_words(place, at), until=format_instant(at), speed=1)


def _completed(place: Place, figures: Figures, now: datetime) -> Figures:
    """Let the next run complete, and one after the lease of a dead sender; then judge everything."""
    for at in (now, now + timedelta(hours=1)):
        place.clock(at)
        end = place.forge.run("daemon", **_words(place, at), until=format_instant(at), speed=1)
        figures.completed += end.code == 0
    _undisturbed(place, now)
    _undisturbed(place, now + timedelta(hours=1))
    settle(place.mail)
    with engine_of(place.tortured) as tortured, engine_of(place.control) as control:
        figures.broken("torn", figures.kills, [*content.torn(tortured), *_spoilt_backups(place.home)])
        figures.broken("doubled", figures.kills, [*content.doubled(tortured), *_arrived_twice(place.mail)])
        figures.broken("lost", figures.kills, _lost(tortured, control))
        figures.broken("lost", figures.kills, _slots(tortured, now))
        figures.broken("lost", figures.kills, _letters(figures, tortured, place.mail, now))
    return figures


def _words(place: Place, now: datetime) -> dict[str, object]:
    return {
        "url": place.tortured,
        "now": format_instant(now),
        "port": place.mail.port,
        "home": str(place.home),
        "backups": BACKUPS,
    }


def _undisturbed(place: Place, now: datetime) -> End:
    """One pass of a daemon on the other database, which is left in peace; how long it takes."""
    place.clock(now)
    words = _words(place, now) | {"url": place.control, "port": place.control_mail.port}
    words["home"] = f"{place.home}_control"
    return place.forge.run("daemon", **words, until=format_instant(now), speed=1)


def _arrived_twice(mail: MailServer) -> list[str]:
    arrived = Counter(letter.identity for letter in mail.received)
    return [f"{identity} arrived {count} times" for identity, count in arrived.items() if count > 1]


def _lost(tortured: Engine, control: Engine) -> list[str]:
    """What the undisturbed database holds and the tortured one does not, or the other way round."""
    found = []
    for name, query in _KNOWN.items():
        expected, there = _rows(control, query), _rows(tortured, query)
        if not expected:
            found.append(f"{name}: the undisturbed daemon learned nothing")
        if expected != there:
            lost, more = expected - there, there - expected
            found.append(
                f"{name}: {sum(lost.values())} lost, like {sorted(lost)[:2]}; {sum(more.values())} more,"
                f" like {sorted(more)[:2]}"
            )
    return found


_SERIES, _ANNOUNCEMENT = t.SERIES.c, t.ANNOUNCEMENT.c
_KNOWN = {
    "observations": select(_SERIES.key, t.OBSERVATION.c.label, t.OBSERVATION.c.value, t.OBSERVATION.c.quality).join(
        t.SERIES, _SERIES.id == t.OBSERVATION.c.series_id
    ),
    "announcements": select(_ANNOUNCEMENT.source, _ANNOUNCEMENT.external_id),
    "events": select(t.CANDIDATE_EVENT.c.event_id),
}
"""Each row once: no value changes later, so that a second vintage of any is one too many.

An announcement may have a version more: who looked while it was on file saw it before it was printed.
"""


def _rows(engine: Engine, query: object) -> Counter[tuple[object, ...]]:
    connection = open_connection(engine, write=False)
    try:
        return Counter(tuple(row) for row in connection.execute(query))  # type: ignore[call-overload]
    finally:
        connection.close()


def _slots(engine: Engine, now: datetime) -> list[str]:
    """Slots of letters that were not worked, and jobs whose newest slot was not, unless its catching up is over."""
    found = []
    with UnitOfWork(engine, write=False) as work:
        for job in (one for one in jobs() if one.is_set_up is None):
            runs = {run.slot: run for run in work.runs.recent(job.key, 10_000)}
            # whatever this installation's offset, what is that old was due
            due = due_slots(job, runs=(), now=now, shift=job.spread)
            wanted = job.cadence.since(BEGIN, now) if job is LETTER else due
            for slot in wanted:
                state = runs[slot].state if slot in runs else "never begun"
                if state != "done":
                    why = runs[slot].detail if slot in runs else ""
                    found.append(f"{job.key} of {format_instant(slot)}: {state} {why}")
    return found


def _letters(figures: Figures, engine: Engine, mail: MailServer, now: datetime) -> list[str]:
    """Every week's letter to every reader: sent and there once, or uncertain; nothing left on its way."""
    arrived = Counter(letter.identity for letter in mail.received)
    with UnitOfWork(engine, write=False) as work:
        rows = {(one.period, one.recipient): one for one in work.deliveries.all() if one.report == "weekly"}
        on_their_way = [one for one in work.deliveries.all() if one.state not in {"sent", "uncertain"}]
    found = [f"{one.period} to {one.recipient} is {one.state}: {one.detail}" for one in on_their_way]
    for slot in LETTER.cadence.since(BEGIN - timedelta(minutes=1), now):
        year, week, _ = (slot - WEEK).isocalendar()
        period = f"{year}-W{week:02}"
        for reader in READERS:
            row = rows.get((period, reader))
            if row is None:
                found.append(f"{period} to {reader}: no letter")
            elif row.state == "uncertain":
                figures.uncertain += 1
            elif arrived[row.message_id] != 1:
                found.append(f"{period} to {reader}: marked {row.state}, arrived {arrived[row.message_id]} times")
    strangers = arrived.keys() - {one.message_id for one in rows.values()}
    return found + [f"{one} arrived, and no row tells of it" for one in sorted(strangers)]


def _spoilt_backups(home: Path) -> list[str]:
    """Daily backups that are too many or none, that cannot be read, or that a dead process left half-written."""
    files = sorted((home / "backups").glob("*"))
    hidden = [path.name for path in (home / "backups").glob(".*")]
    whole = [path for path in files if path.name.startswith("tracker-daily-")]
    found = [f"left half-written: {name}" for name in hidden]
    if not 1 <= len(whole) <= BACKUPS or whole != files:
        found.append(f"{len(whole)} of {len(files)} files are daily backups: {[path.name for path in files]}")
    for path in whole:
        if path.suffix == ".sqlite3":
            with closing(sqlite3.connect(path)) as raw:
                found += [f"{path.name}: {row[0]}" for row in raw.execute("PRAGMA integrity_check") if row[0] != "ok"]
        elif path.read_bytes()[:5] != b"PGDMP":
            found.append(f"{path.name} is no dump")
    return found


def upstreams(now: Callable[[], datetime]) -> dict[str, Handler]:
    """The ECB with a rouble and the Federal Register; what they published once stays as it was."""

    def ecb(ask: Ask) -> Reply:
        days = published_days((BEGIN - timedelta(days=_DAYS)).date(), now())
        daily = ask.path.endswith("/eurofxref.zip")
        return Reply(body=_daily(days[-1]) if daily else _history(days), media_type="application/zip")

    return {"www.ecb.europa.eu": conditional(ecb), "www.federalregister.gov": conditional(federal_register(now))}


_ALL = (*CODES, "RUB")


def _history(days: list[date]) -> bytes:
    lines = [",".join(("Date", *_ALL, "")), *(",".join((day.isoformat(), *_values(day), "")) for day in reversed(days))]
    return zipped("eurofxref-hist.csv", "\n".join(lines) + "\n")


def _daily(day: date) -> bytes:
    lines = [", ".join(("Date", *_ALL, "")), ", ".join((f"{day.day:02d} {day:%B %Y}", *_values(day), ""))]
    return zipped("eurofxref.csv", "\n".join(lines) + "\n")


def _values(day: date) -> list[str]:
    return [f"{1 + place + day.toordinal() % 89 / 1000:.4f}" for place in range(len(_ALL))]
