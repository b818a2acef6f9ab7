"""A simulated year of unattended work, with everything that goes wrong in one: ``make year``, figures to stdout.

    python -m tests.live.year --seed 1 --days 365 --step-hours 6

A fake clock drives what the daemon's heartbeat calls, over a real database, through real upstreams and a real mail
server on loopback. Publishers are away for hours and days and answer with rubbish; the mail server puts off, hangs up
and hangs up after the text; the machine sleeps for hours, days or a week; the process is restarted, dies in the midst
of its work, meets a locked database, another leader, a clock set back; a paused leader wakes beside the new one. In the
end ``year_accounts`` compares what is stored and what arrived with what was published. Exit code 1 on any violation.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from jobs.runner import run_due
from tests.delivery.mailserver import MailServer, Received
from tests.fakenet.fakenet import FakeNet, clean_environment
from tests.fakenet.patience import PATIENCE
from tests.live import year_accounts
from tests.live.year_accounts import Books, Post
from tests.live.year_world import World, environment
from tracker.config import load
from tracker.model.period import iso_week
from tracker.net.http import HttpClient
from tracker.services import letters
from tracker.services.context import Context, open_context
from tracker.services.leadership import Leadership, leadership
from tracker.sources.catalog import sources
from tracker.store.unit_of_work import UnitOfWork

START = datetime(2026, 11, 2, 12, tzinfo=UTC)
"""A Monday after the archive that is installed ends. A year from it has both changes of clock and week 53 of 2026."""

READERS = ("jane@example.org", "joe@example.org")
GONE = "gone@example.org"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SETTLING = 36 * HOUR
"""How long all is well in the end; what was published before that has to be known."""

_NOBODY, _FOR_EVER = "550 5.1.1 nobody of that name", 10_000
_MAIL_FAULTS = ("451 4.7.1 come back", "421 4.3.2 going down", "drop")
_DATA_FAULTS = ("drop", "451 4.3.0 try later", "drop")


class Killed(BaseException):
    """The process is gone: nothing but what was committed is left."""


class FakeClock:
    """What the installation thinks it is; ``fuse`` is after how many looks the process dies."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.wrong_by = timedelta(0)
        self.fuse: int | None = None

    def __call__(self) -> datetime:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse <= 0:
                raise Killed
        return self._world.now + self.wrong_by


@dataclass
class Line:
    """The one way out: the client of the product, without its pauses."""

    client: HttpClient


class Process:
    """One daemon: its context, its leadership, and one look at what is due at a time."""

    def __init__(self, environ: dict[str, str], clock: FakeClock) -> None:
        settings = load(environ, cwd=Path(environ["TRACKER_HOME"]))
        self.clock = clock
        opened = open_context(settings, now=clock(), wait=0.2).rehearsal(clock)
        client = HttpClient(user_agent="t", spacing=0.0, retries=0, **PATIENCE)
        self.context: Context = replace(opened, _network=Line(client))
        self.lead: Leadership = leadership(self.context)

    def beat(self, on_unit: object = None) -> int:
        """What the daemon does at each heartbeat; the number of units of work. ``on_unit`` is called after each."""
        if not self.lead.held() and not self.lead.acquire():
            return 0
        return self.work(on_unit)

    def work(self, on_unit: object = None) -> int:
        """One pass, whoever leads."""

        def said(_: str) -> None:
            if callable(on_unit):
                on_unit()

        return len(run_due(self.context, clock=self.clock, say=said))

    def end(self) -> None:
        """Gone, however it came to it."""
        self.lead.release()
        self.context.engine.dispose()


class Year:
    """One installation in its world."""

    def __init__(
        self, home: Path, net: FakeNet, mail: MailServer, *, seed: int, start: datetime, days: float, step: timedelta
    ) -> None:
        self.chance = Random(f"year {seed}")  # noqa: S311
        self.world = World(start, start + days * DAY, seed)
        net.routes(self.world.handlers())
        self.clock, self.step, self.mail = FakeClock(self.world), step, mail
        self.environ = {
            **environment(sources()),
            "TRACKER_HOME": str(home),
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(mail.port),
            "TRACKER_SMTP_SECURITY": "none",
            "TRACKER_EMAIL_FROM": "letters@example.net",
            "TRACKER_EMAIL_TO": ", ".join((*READERS, GONE)),
        }
        self.met: Counter[str] = Counter()
        self.dropped: set[str] = set()
        self.died: set[tuple[str, str]] = set()
        self.resent = 0
        self._slept_until = start
        mail.on_data = self._arriving
        mail.rcpt_replies[GONE] = [_NOBODY] * _FOR_EVER
        self.process = Process(self.environ, self.clock)

    # --- a year ---

    def live(self) -> Books:
        """All of it; the figures and what is wrong."""
        while self.world.now < self.world.end:
            self._something_happens()
            self.world.now += self._until_the_next_look()
        self._all_is_well()
        return self.books()

    def _something_happens(self) -> None:
        """One look at what is due, in some trouble or in none."""
        self._mail_trouble()
        troubles = {
            "died in the midst of work": (8, self._die),
            "restarted": (4, self._restart),
            "database locked": (2, self._locked),
            "another leads": (2, self._another_leads),
            "a paused leader woke": (2, self._paused_leader),
            "clock set back": (1, self._set_back),
        }
        names = ["", *troubles]
        name = self.chance.choices(names, weights=[81, *(weight for weight, _ in troubles.values())])[0]
        if name:
            self.met[name] += 1
            troubles[name][1]()
        else:
            self._beat()

    def _until_the_next_look(self) -> timedelta:
        if self.chance.random() < 0.4 and self._anything_waits():  # nobody waits for hours with a letter put off
            return timedelta(minutes=self.chance.uniform(3, 40))
        asleep = {6 * HOUR: 3, DAY: 2, 3 * DAY: 1, 7 * DAY: 1}
        if self.world.now > self._slept_until + 9 * DAY and self.chance.random() < 0.05:
            most = self.chance.choices(list(asleep), weights=list(asleep.values()))[0]
            self.met[f"asleep for up to {most.total_seconds() / 3600:.0f} h"] += 1
            self._slept_until = self.world.now + most
            return most * self.chance.uniform(0.6, 1)
        return self.step * self.chance.uniform(0.5, 1.5)

    def _all_is_well(self) -> None:
        """Every publisher answers and every letter is taken; a person sends what is uncertain and did not arrive."""
        self.world.calm, self.clock.wrong_by = True, timedelta(0)
        for reader in READERS:
            self.mail.rcpt_replies[reader].clear()
            self.mail.data_replies[reader].clear()
        begins = self.world.now
        while self.world.now < begins + SETTLING + DAY:
            self._beat()
            self.world.now += 12 * HOUR
        with UnitOfWork(self.process.context.engine, write=False) as work:
            uncertain = work.deliveries.all("uncertain")
        arrived = self._arrived()
        for one in uncertain:
            if not arrived[one.message_id]:
                week = iso_week(one.period, zone="UTC", now=self.world.now)
                letters.resend(self.process.context.at(self.world.now), week, recipient=one.recipient)
                self.resent += 1

    def books(self) -> Books:
        """What has come of it so far."""
        books, context, until = Books(), self.process.context, self.world.now - SETTLING
        year_accounts.runs(context, books)
        for name in self.world.asked:
            refused = self.world.refused[name]
            books.figures[f"asked: {name}"] = f"{self.world.asked[name]} times, refused {refused} times"
        year_accounts.observations(context, self.world, until, books)
        year_accounts.events(context, self.world, until, books)
        post = Post(self._arrived(), frozenset(self.dropped), frozenset(self.died), frozenset({GONE}), self.resent)
        weeks = year_accounts.weeks(self.world.start, self.world.now)
        year_accounts.letters(context, weeks, (*READERS, GONE), post, books)
        books.figures["troubles"] = ", ".join(f"{name} {count}" for name, count in sorted(self.met.items())) or "none"
        books.figures["outages"] = len(self.world.outages)
        return books

    # --- what goes wrong ---

    def _beat(self) -> None:
        self.met["passes"] += 1
        self.process.beat()

    def _restart(self) -> None:
        self.process.end()
        self.process = Process(self.environ, self.clock)
        self._beat()

    def _die(self) -> None:
        """At a random look at the clock; what was claimed stays as it is, and the next process takes over."""
        self.clock.fuse = self.chance.choice((self.chance.randint(1, 12), self.chance.randint(1, 90)))
        try:
            self._beat()
        except Killed:
            with UnitOfWork(self.process.context.engine, write=False) as work:
                self.died |= {(one.period, one.recipient) for one in work.deliveries.all("sending")}
        else:
            self.met["died in the midst of work"] -= 1  # it was through before
        finally:
            self.clock.fuse = None
        self.process.end()
        self.process = Process(self.environ, self.clock)
        self.world.now += timedelta(seconds=self.chance.uniform(5, 1500))
        self._beat()

    def _locked(self) -> None:
        """Somebody else writes, for longer than anybody waits."""
        path = self.process.context.engine.url.database
        assert path is not None
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            self._beat()
            other.execute("ROLLBACK")
        self.world.now += timedelta(minutes=5)
        self._beat()

    def _another_leads(self) -> None:
        """A second process takes over; the first stands by, then has its turn again."""
        self.process.lead.release()
        other = Process(self.environ, self.clock)
        other.beat()
        assert self.process.beat() == 0, "two led at once"
        self.world.now += self.step / 2
        other.beat()
        other.end()
        self._beat()

    def _paused_leader(self) -> None:
        """The leader stops between two units, another does all that is due, and the first goes on with what it saw."""
        other = Process(self.environ, self.clock)
        left = [self.chance.randint(1, 4)]

        def meanwhile() -> None:
            left[0] -= 1
            if left[0] == 0:
                self.world.now += timedelta(minutes=self.chance.uniform(1, 30))
                other.work()

        self.met["passes"] += 1
        self.process.beat(meanwhile)
        other.end()

    def _set_back(self) -> None:
        """The clock shows an hour less for a while, then the right time again."""
        self.clock.wrong_by = -HOUR
        self._beat()
        self.world.now += self.chance.uniform(0.1, 2) * HOUR
        self._beat()
        self.clock.wrong_by = timedelta(0)
        self._beat()

    # --- the mail ---

    def _mail_trouble(self) -> None:
        for reader in READERS:
            if self.chance.random() < 0.05 and not self.mail.rcpt_replies[reader]:
                self.mail.rcpt_replies[reader] = [self.chance.choice(_MAIL_FAULTS)] * self.chance.randint(1, 3)
            if self.chance.random() < 0.01 and not self.mail.data_replies[reader]:
                self.mail.data_replies[reader] = [self.chance.choice(_DATA_FAULTS)]

    def _arriving(self, letter: Received) -> None:
        """A whole letter is there; the server may be about to hang up."""
        if self.mail.data_replies[letter.recipient][:1] == ["drop"]:
            self.dropped.add(letter.identity)

    def _arrived(self) -> Counter[str]:
        return Counter(one.identity for one in self.mail.received)

    def _anything_waits(self) -> bool:
        with UnitOfWork(self.process.context.engine, write=False) as work:
            return bool(work.deliveries.all("pending", limit=1))


@contextmanager
def installed(home: Path, net: FakeNet, **span: object) -> Iterator[Year]:
    """A year about to begin, in a house that may be prepared."""
    with MailServer() as mail:
        year = Year(home, net, mail, **span)  # type: ignore[arg-type]
        yield year
        year.process.end()


def main() -> int:
    """Run as asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=float, default=365)
    parser.add_argument("--step-hours", type=float, default=6)
    parser.add_argument("--start", type=datetime.fromisoformat, default=START, help="default: %(default)s")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="year-") as name, FakeNet() as net:
        clean = clean_environment()
        for variable in list(os.environ):
            if variable not in clean or variable.startswith("TRACKER_"):
                del os.environ[variable]
        os.environ.update(net.env)
        step = timedelta(hours=given.step_hours)
        with installed(Path(name), net, seed=given.seed, start=given.start, days=given.days, step=step) as year:
            books = year.live()
    lines = {
        "span": f"{given.days:g} days from {given.start:%Y-%m-%d %H:%M} UTC in steps of {given.step_hours:g} h",
        "seed": given.seed,
        **books.figures,
        "wall time": f"{time.monotonic() - began:.0f} s",
        "peak memory": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
    }
    for title, figure in lines.items():
        sys.stdout.write(f"{title:32} {figure}\n")
    for violation in books.violations:
        sys.stdout.write(f"VIOLATION {violation}\n")
    sys.stdout.write(f"{len(books.violations)} violations\n" if books.violations else "nothing lost, nothing doubled\n")
    return 1 if books.violations else 0


if __name__ == "__main__":
    sys.exit(main())
