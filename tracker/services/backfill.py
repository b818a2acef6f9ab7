"""Back-fills: what one will cost, said before it begins, and asking part by part so that it can be interrupted.

A part is one document with its further pages. Once it is read and so old that nothing is corrected any more, that is
recorded, and no later back-fill asks for it again unless told to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker.model.instants import zone
from tracker.model.source import Request, Span
from tracker.net.spacing import SECONDS_APART
from tracker.services.context import Context
from tracker.services.conversation import Tally, converse, is_pointless
from tracker.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tracker.sources.base import FetchPlan, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one source is going to be asked for.

    Attributes
    ----------
    documents : int
        To ask for now; pages that only an answer reveals are not counted.
    finished : int
        Of the time asked for, here already and not asked for again.
    size : int
        Bytes of the documents, as far as they are known; 0 for not at all.
    host : str
        Where most are asked for: sources of one host wait for each other.
    apart : float
        Least seconds between two of them.
    limits : tuple of str
        Sentences about what of the time this source cannot give.
    """

    source: str
    documents: int
    finished: int = 0
    size: int = 0
    paged: bool = False
    host: str = ""
    apart: float = SECONDS_APART
    limits: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """The least time that takes at the pace one host is asked."""
        return self.documents * self.apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the back-fill of one source is: ``done`` of ``parts``, of which ``before`` were finished earlier."""

    source: str
    parts: int
    before: int
    done: int
    new: int = 0


Watch = Callable[[Step], None]
"""Told at the beginning of a source's back-fill and after each part; from several threads."""


def expected(
    context: Context,
    names: Sequence[str] | None,
    *,
    since: date | None,
    until: date | None,
    currencies: Sequence[str] = (),
    again: bool = False,
) -> tuple[Expected, ...]:
    """What each source would be asked for. What is unknown or off the fetch itself refuses."""
    from tracker.services.enabled import enabled_sources
    from tracker.sources.base import FetchPlan

    now = context.clock()
    plan = FetchPlan(now=now, since=since, until=until, currencies=tuple(currencies), pairs=context.settings.pairs)
    return tuple(
        _expected(context, source, plan, again=again)
        for key, source in enabled_sources(context.settings).items()
        if (not names or key in names) and source.info.rights.store
    )


def seconds_of(costs: Sequence[Expected]) -> float:
    """The least time all of it takes: hosts are asked side by side, the documents of one host after each other."""
    by_host: defaultdict[str, float] = defaultdict(float)
    for cost in costs:
        by_host[cost.host] += cost.seconds
    return max(by_host.values(), default=0.0)


def _expected(context: Context, source: Source, plan: FetchPlan, *, again: bool) -> Expected:
    parts = parts_of(context, source, plan, again=again)
    left = parts.left
    return Expected(
        source=source.key,
        documents=len(left),
        finished=parts.finished,
        size=sum(part.size for part in left),
        paged=source.info.paged,
        host=urlsplit(left[0].url).hostname or "" if left else "",
        apart=max([SECONDS_APART, *(part.apart for part in left)]),
        limits=source.limits(plan),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of one source's back-fill, and those of them that are left to ask for."""

    all: tuple[Request, ...]
    left: tuple[Request, ...]

    @property
    def finished(self) -> int:
        """How many an earlier back-fill finished."""
        return len(self.all) - len(self.left)


def parts_of(context: Context, source: Source, plan: FetchPlan, *, again: bool = False) -> Parts:
    """What a back-fill asks a source for; with ``again`` also what is finished."""
    parts = source.requests(plan)
    if again:
        return Parts(all=parts, left=parts)
    with UnitOfWork(context.engine, write=False) as unit:
        finished = unit.parts.finished(source.key)
    left = tuple(part for part in parts if part.span is None or not any(map(part.span.within, finished)))
    return Parts(all=parts, left=left)


def fill(context: Context, source: Source, plan: FetchPlan, parts: Parts, tally: Tally, watch: Watch | None) -> Step:
    """Ask for the parts that are left, each read and committed before the next is asked for.

    Where the source cannot be reached the others are left for another time; a part that cannot be read stops none.
    That there is no such document is believed for good only where the parts on both sides of it came: an upstream that
    loses its past says the same.
    """
    count, before = len(parts.all), parts.finished
    done = before
    tell = watch or (lambda _: None)
    there: set[Span | None] = {part.span for part in parts.all if part not in parts.left}
    tell(Step(source=source.key, parts=count, before=before, done=done))
    gone: list[Request] = []
    for part in parts.left:
        failures, detours, tally.partial, tally.absent = len(tally.failures), len(tally.detours), False, False
        converse(context, source, (part,), tally, judge_age=False)
        failed = tally.failures[failures:]
        gone += [part] if tally.absent else []
        if any(map(is_pointless, failed)):
            break
        if failed:
            continue
        lacking = tally.partial or (_of_a_day(part) and len(tally.detours) > detours)  # a day's table has all of it
        if not tally.absent and not lacking:
            there.add(part.span)
            _finish(context, source, part, plan.now)
        done += 1
        tell(Step(source=source.key, parts=count, before=before, done=done, new=tally.new))
    for part in gone_for_good(parts.all, there, gone):
        _finish(context, source, part, plan.now)
    return Step(source=source.key, parts=count, before=before, done=done, new=tally.new)


def gone_for_good(parts: Sequence[Request], there: Collection[Span | None], gone: Collection[Request]) -> list[Request]:
    """The documents that do not exist whose neighbours on both sides came."""
    between = zip(parts, parts[1:], parts[2:], strict=False)
    return [part for one, part, two in between if part in gone and one.span in there and two.span in there]


def _finish(context: Context, source: Source, part: Request, now: datetime) -> None:
    """Record that a part need not be asked for again, if it is settled."""
    if part.span is not None and _settled(source, part.span, now):
        with UnitOfWork(context.engine, write=True) as unit:
            unit.parts.finish(source.key, part.span, context.clock())
            unit.commit()


def _of_a_day(part: Request) -> bool:
    return part.span is not None and part.span.first == part.span.last


def _settled(source: Source, span: Span, now: datetime) -> bool:
    """Whether nothing of these days is filled in or corrected any more."""
    return span.last <= settled_until(source, now)


def settled_until(source: Source, now: datetime) -> date:
    """The last day of which nothing is filled in or corrected any more."""
    return (now - source.info.settled_after).astimezone(zone(source.info.zone)).date() - timedelta(days=1)
