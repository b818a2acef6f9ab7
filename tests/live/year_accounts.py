"""The books of a simulated year: what is stored and what arrived, against what the publishers and the weeks say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from tests.live.year_world import Key, World
from tracker.model.work import Delivery
from tracker.services.context import Context
from tracker.store.engine import open_connection
from tracker.store.tables import INGEST, OBSERVATION, SERIES
from tracker.store.unit_of_work import UnitOfWork

WEEK = timedelta(weeks=1)
WEEKLY = "weekly"
CLOSE = 1e-9


@dataclass
class Books:
    """Figures by name, in the order in which they are told, and everything that is wrong."""

    figures: dict[str, object] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def wrong(self, what: str, found: Sequence[object]) -> int:
        """Note what is wrong, with the first few of it; how much there is."""
        if found:
            self.violations.append(f"{what}: {len(found)}, {', '.join(map(str, found[:4]))}")
        return len(found)


def observations(context: Context, world: World, until: datetime, books: Books) -> None:
    """Every value published by ``until`` is stored once, with no second vintage but of what the publisher corrected."""
    expected = world.rates(until)
    counted = (
        select(SERIES.c.key, OBSERVATION.c.label, func.count())
        .join(SERIES, SERIES.c.id == OBSERVATION.c.series_id)
        .join(INGEST, INGEST.c.id == OBSERVATION.c.ingest_id)
        .group_by(SERIES.c.key, OBSERVATION.c.label)
    )
    with open_connection(context.engine, write=False) as connection:
        recorded: dict[Key, int] = {(key, label): count for key, label, count in connection.execute(counted)}
    with UnitOfWork(context.engine, write=False) as work:
        series = sorted({key for key, _ in expected})
        held = {
            (key, label): value for key, one in work.observations.levels(series).items() for label, value in one.items()
        }
    corrected = world.corrected(until)
    lost = sorted(key for key in expected if key not in held)
    wrong = sorted(key for key, value in expected.items() if key in held and abs(held[key] / value - 1) > CLOSE)
    doubled = sorted(key for key, count in recorded.items() if count > (2 if key in corrected else 1))
    first = world.start.date().isoformat()
    public = world.rates(world.now, since=world.start - WEEK)
    strange = sorted(key for key in held if key[1] > first and key not in public)
    by_source = Counter(key.partition("@")[2] for key, _ in expected)
    books.figures["rates published"] = ", ".join(f"{source} {count:,}" for source, count in sorted(by_source.items()))
    books.figures["rates lost"] = books.wrong("rates lost", lost)
    books.figures["rates wrong"] = books.wrong("rates that are not the publisher's", wrong)
    books.figures["rates doubled"] = books.wrong("rates recorded more than once", doubled)
    books.figures["rates nobody published"] = books.wrong("rates nobody published", strange)
    twice = sum(recorded.get(key, 0) == 2 for key in corrected)
    books.figures["rates corrected"] = f"{len(corrected)} by the publisher, {twice} seen before and after"


def events(context: Context, world: World, until: datetime, books: Books) -> None:
    """Every announcement is stored once and leads to one event; so does every party put on and taken off the list."""
    expected = world.announcements(until)
    with UnitOfWork(context.engine, write=False) as work:
        stored = Counter((one.source, one.external_id) for one in work.announcements.all())
        changes = work.lists.changes()
        candidates = work.events.candidates()
        baseline = min((one.snapshot_at for one in work.lists.snapshots("un_sc")), default=world.start)
    books.figures["announcements"] = f"{len(expected)} made, {sum(stored.values())} stored"
    books.figures["announcements lost"] = books.wrong("announcements lost", sorted(set(expected) - set(stored)))
    told = Counter(part for one in candidates for part in one.evidence.split(" ; "))
    named = {key: told[f"{key[0]} {key[1]}"] for key in expected}
    books.figures["announcements doubled"] = books.wrong(
        "announcements stored twice", sorted(key for key, count in stored.items() if count > 1)
    )
    books.figures["events lost"] = books.wrong(
        "announcements without an event", sorted(key for key, count in named.items() if not count)
    )
    books.figures["events doubled"] = books.wrong(
        "announcements in two events", sorted(key for key, count in named.items() if count > 1)
    )
    moves = {
        "designation": world.put_on(baseline, until),
        "delisting": world.taken_off(baseline, until),
    }
    for change, names in moves.items():
        seen = Counter(one.entry.name for one in changes if one.change == change)
        books.figures[f"list: {change}s"] = len(names)
        books.figures[f"list: {change}s lost"] = books.wrong(f"{change}s lost", sorted(names - set(seen)))
        doubled = sorted(name for name, count in seen.items() if count > 1)
        books.figures[f"list: {change}s doubled"] = books.wrong(f"{change}s doubled", doubled)
        way = "expand" if change == "designation" else "lift"
        of_list = [one for one in candidates if one.issuer == "UN Security Council" and one.action == way]
        in_events = {name: sum(name in one.summary for one in of_list) for name in names}
        odd = sorted(f"{name} in {count}" for name, count in in_events.items() if count != 1)
        books.figures[f"list: {change}s not in one event"] = books.wrong(f"{change}s not in exactly one event", odd)


def weeks(start: datetime, end: datetime) -> list[str]:
    """The ISO weeks whose letter is due in a span: those that ended at the newest Monday before it, and since."""
    monday = datetime.combine(start.date() - timedelta(days=start.weekday()), time(12), tzinfo=UTC)
    monday -= WEEK if monday > start else timedelta(0)
    found = []
    while monday <= end:
        year, week, _ = date.fromordinal(monday.toordinal() - 7).isocalendar()
        found.append(f"{year}-W{week:02d}")
        monday += WEEK
    return found


@dataclass(frozen=True)
class Post:
    """What happened to letters outside of the store.

    ``arrived`` counts by Message-ID; ``dropped`` are those after whose text the server hung up; ``died`` are periods
    and recipients that were being sent when a process died; ``never`` are recipients the server does not know.
    """

    arrived: Mapping[str, int]
    dropped: frozenset[str]
    died: frozenset[tuple[str, str]]
    never: frozenset[str]
    resent: int


def letters(context: Context, expected: Sequence[str], readers: Sequence[str], post: Post, books: Books) -> None:
    """One letter for each week and reader, which arrived once."""
    with UnitOfWork(context.engine, write=False) as work:
        found = [one for one in work.deliveries.all() if one.report == WEEKLY]
    by_key = {(one.period, one.recipient): one for one in found}
    wanted = [(week, reader) for week in expected for reader in readers]
    states = Counter(one.state for one in found)
    books.figures["weeks"] = f"{len(expected)}, {expected[0]} to {expected[-1]}" if expected else "none"
    books.figures["letters"] = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    books.figures["letters missing"] = books.wrong("letters missing", [key for key in wanted if key not in by_key])
    strange = sorted(key for key in by_key if key not in set(wanted))
    books.figures["letters of other weeks"] = books.wrong("letters nobody was to get", strange)
    identities = Counter(one.message_id for one in found)
    books.wrong("Message-IDs used twice", [one for one, count in identities.items() if count > 1])
    books.figures["letters twice"] = books.wrong(
        "letters that arrived twice",
        sorted(f"{one.period} {one.recipient}" for one in found if post.arrived.get(one.message_id, 0) > 1),
    )
    books.wrong("letters in a wrong state", list(_wrong(found, post)))
    books.figures["letters uncertain for a while"] = (
        f"{len(post.dropped)} dropped after their text, {len(post.died)} with the process;"
        f" {post.resent} sent again by hand"
    )
    books.figures["attempts"] = sum(one.attempts for one in found)


def _wrong(found: Sequence[Delivery], post: Post) -> Iterator[str]:
    for one in found:
        name, arrived = f"{one.period} {one.recipient} {one.state}", post.arrived.get(one.message_id, 0)
        if one.recipient in post.never:
            if one.state != "failed" or arrived:
                yield f"{name}: to nobody"
        elif one.state == "sent":
            if arrived != 1:
                yield f"{name}: arrived {arrived} times"
        elif one.state == "uncertain":
            if one.message_id not in post.dropped and (one.period, one.recipient) not in post.died:
                yield f"{name}: nothing happened to it"
            if arrived != 1:
                yield f"{name}: arrived {arrived} times"
        else:
            yield f"{name}: {one.detail}"


def runs(context: Context, books: Books) -> None:
    """Slots by job; none is left started or failed where a job catches up."""
    from jobs.catalog import jobs

    with UnitOfWork(context.engine, write=False) as work:
        found = work.runs.recent(limit=1_000_000)
    by_job = Counter(one.job for one in found)
    again = Counter({job: sum(one.attempts - 1 for one in found if one.job == job) for job in by_job})
    books.figures["slots run"] = ", ".join(f"{job} {count}" for job, count in sorted(by_job.items()))
    books.figures["tried again"] = (
        ", ".join(f"{job} {count}" for job, count in sorted(again.items()) if count) or "none"
    )
    left = Counter(one.state for one in found if one.state != "done")
    books.figures["slots not done"] = ", ".join(f"{count} {state}" for state, count in sorted(left.items())) or "none"
    for job in jobs():
        own = sorted((one for one in found if one.job == job.key), key=lambda one: one.slot)
        books.wrong(
            f"slots of {job.key} twice", [slot for slot, count in Counter(one.slot for one in own).items() if count > 1]
        )
        owed = own[-1:] if job.catch_up is None else own
        books.wrong(
            f"slots of {job.key} still owed", [f"{one.slot} {one.state}" for one in owed if one.state != "done"]
        )
