"""The pieces of work that are killed: the product's own services, each with the instant it is judged by given."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from tests.fakenet.patience import PATIENCE
from tests.torture.world import LIST, entries
from tracker import config
from tracker.delivery.message import build_message, message_id
from tracker.events.changes import diff as list_diff
from tracker.model.announcement import Announcement
from tracker.model.instants import parse_instant
from tracker.model.source import Snapshot
from tracker.model.work import Delivery
from tracker.net.http import HttpClient
from tracker.services import outbox
from tracker.services.context import Context, open_context
from tracker.services.cycle import group_announcements
from tracker.services.fetching import FetchOutcome, fetch
from tracker.sources.catalog import sources
from tracker.store.migrate import ensure_ready
from tracker.store.unit_of_work import UnitOfWork

SENDER = "letters@example.net"
READERS = ("ann@example.org", "bob@example.org", "cleo@example.org")
SOURCES = ("ecb", "us_federal_register")
sources()  # the parsers, too, are imported before the fork


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What fetching needs of a context, with a client that keeps no pause between requests."""

    engine: object
    clock: Callable[[], datetime]
    http: HttpClient
    settings: config.Settings

    @property
    def now(self) -> datetime:
        """The instant everything is judged by."""
        return self.clock()

    def say(self, _: str) -> None:
        """Nobody listens."""

    step = say


@contextmanager
def opened(url: str, now: str, port: int = 1) -> Iterator[Context]:
    """A context on the database, at an instant; a mail server at a port."""
    environ = {"TRACKER_HOME": os.environ["TRACKER_HOME"], **_environ(url, port)}
    settings = config.load(environ, cwd=Path(os.environ["TRACKER_HOME"]))
    instant = parse_instant(now)
    context = open_context(settings, load=False).rehearsal(lambda: instant)
    try:
        yield context
    finally:
        context.engine.dispose()


def prepare(url: str) -> None:
    """An empty database at this program's schema."""
    with opened(url, "2014-01-01T00:00Z") as context:
        ensure_ready(context.engine)


def ingest(url: str, now: str) -> None:
    """Fetch what is due: network, bytes, values, announcements, the run and the source's health."""
    with opened(url, now) as context:
        client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=0, **PATIENCE)
        surroundings = Surroundings(context.engine, context.clock, client, context.settings)
        outcomes: tuple[FetchOutcome, ...] = fetch(surroundings, SOURCES)  # type: ignore[arg-type]  # all it needs
        failed = [outcome.error for outcome in outcomes if outcome.state == "failed"]
        if failed:
            raise AssertionError(" ".join(failed))


def diff(url: str, now: str, number: int) -> None:
    """What an import of a list does: bytes first, then intervals and changes together; then candidates are grouped."""
    with opened(url, now) as context:
        after = entries(number)
        content = repr(after).encode()
        sha256 = hashlib.sha256(content).hexdigest()
        with UnitOfWork(context.engine, write=True) as work:
            work.snapshots.add(
                Snapshot(
                    source=LIST,
                    url=f"https://lists.example/{number}",
                    kind="list",
                    retrieved_at=context.now,
                    sha256=sha256,
                    content=content,
                )
            )
            work.commit()
        with UnitOfWork(context.engine, write=True) as work:
            latest, before = work.lists.latest_snapshot(LIST), work.lists.current(LIST)
            work.lists.record(LIST, after, snapshot_at=context.now, sha256=sha256)
            if latest is not None and latest.snapshot_at < context.now:
                work.lists.add_changes(list_diff(before, after, from_at=latest.snapshot_at, to_at=context.now))
            work.announcements.add(_announced(number, context.now), recorded_at=context.now, sha256=sha256)
            work.commit()
        group_announcements(context)


def _announced(number: int, now: datetime) -> list[Announcement]:
    """Three documents a day about Russia, each repeated the day after with another title."""
    return [
        Announcement(
            source="us_federal_register",
            external_id=f"torture-{day}-{part}",
            published_on=(now - timedelta(days=number - day)).date(),
            title=f"Notice of OFAC Sanctions Actions {day}-{part}" + (" (corrected)" if day < number else ""),
            url=f"https://www.federalregister.gov/documents/{day}-{part}",
            issuer="US OFAC",
            jurisdiction="US",
            document_type="Notice",
            topics=("russia",),
        )
        for day in range(max(0, number - 1), number + 1)
        for part in range(3)
    ]


def send(url: str, now: str, port: int, number: int) -> None:
    """Two weeks' letters to three readers into the outbox, then everything due is sent."""
    with opened(url, now, port) as context:
        with UnitOfWork(context.engine, write=True) as work:
            for delivery in letters(number, context.now):
                work.deliveries.add(delivery)
            work.commit()
        outbox.send_due(context)


def send_due(url: str, now: str, port: int) -> None:
    """Only what the outbox holds, as a later heartbeat does."""
    with opened(url, now, port) as context:
        outbox.send_due(context)


def letters(number: int, now: datetime) -> list[Delivery]:
    """The letters of one round, rendered the same each time."""
    found = []
    for period in (f"{number:04}A", f"{number:04}B"):
        for reader in READERS:
            identity = message_id(report="weekly", period=period, recipient=reader, sender=SENDER)
            raw = build_message(
                subject=f"Rouble week {period}",
                text=f"The letter of {period} to {reader}.\n" * 200,
                html=f"<p>The letter of {period} to {reader}.</p>\n" * 200,
                sender=SENDER,
                recipient=reader,
                identity=identity,
                date=now,
                list_name="weekly",
            )
            delivery = Delivery(
                report="weekly",
                period=period,
                recipient=reader,
                state="pending",
                message_id=identity,
                message=raw,
                created_at=now,
                next_attempt_at=now,
            )
            found.append(delivery)
    return found


def daemon(
    url: str, now: str, port: int, home: str, backups: int, *, speed: float = 1, until: str | None = None
) -> None:
    """The daemon as it is started, on a clock of its own; what it says goes to a file in its home.

    It does without the embedded archive of the ECB, and without a pause between questions: kills are to hit its work,
    not two hundred thousand old values, nor its sleep.
    """
    from jobs.cli import daemon as command
    from tracker.cli._main import ROOT, main
    from tracker.net import http
    from tracker.services import embedded

    embedded.load_embedded = lambda _: None
    http.HttpClient = partial(HttpClient, spacing=0.0)  # type: ignore[assignment,misc]  # called, and nothing else
    ROOT.add_command(command)
    Path(home).mkdir(exist_ok=True)
    os.dup2(os.open(Path(home) / "daemon.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    os.environ.update(_environ(url, port), TRACKER_HOME=home, TRACKER_BACKUPS_KEPT=str(backups))
    os.environ["TRACKER_SOURCES_DISABLED"] = ",".join(sorted(set(sources()) - set(SOURCES)))
    os.chdir(home)
    end = ["--until", until] if until else []
    code = main(["--now", now, "daemon", "--speed", str(speed), "--heartbeat", "60", *end])
    if code:
        raise AssertionError(f"the daemon ended with {code}")


def _environ(url: str, port: int) -> dict[str, str]:
    return {
        "TRACKER_DATABASE_URL": url,
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(port),
        "TRACKER_SMTP_SECURITY": "none",
        "TRACKER_EMAIL_FROM": SENDER,
        "TRACKER_EMAIL_TO": ", ".join(READERS),
    }


def crash(**_: object) -> None:
    """Work that fails by itself, to prove that the harness notices."""
    raise RuntimeError("on purpose")
