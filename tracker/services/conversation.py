"""One conversation with one source: bytes stored before they are read, nothing half-written.

No transaction is open while the network is used. Each document is on its own: fetched, stored and committed, then
read, checked and committed. What a crash leaves behind is a visible unfinished run, and bytes that are read next time.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.errors import FetchError, ParseError, SourceError
from tracker.model.observation import SET_ASIDE, Judged, is_set_aside
from tracker.model.source import Request, Snapshot, Validators
from tracker.net.addresses import address_of, shown
from tracker.services.gating import gate
from tracker.sources.base import FetchPlan, Records, Source
from tracker.sources.checks import check, fullest_series
from tracker.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tracker.net.answers import Answer
    from tracker.services.context import Context

MAX_DOCUMENTS = 500
"""More documents of one source in one run are a loop of pages, not data."""

_POINTLESS = frozenset({"network", "deadline", "rate-limit", "offline", "unavailable"})
"""After these, the source's other documents are not asked for either."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a conversation has done so far."""

    documents: int = 0
    records: int = 0
    new: int = 0
    revised: int = 0
    url: str = ""
    warnings: list[str] = field(default_factory=list)
    detours: list[str] = field(default_factory=list)
    failures: list[SourceError] = field(default_factory=list)


def converse(context: Context, source: Source, plan: FetchPlan, tally: Tally) -> None:
    """Ask for every document of the plan and of what follows; failures are collected in the tally."""
    waiting = deque(source.requests(plan))
    asked: set[str] = set()
    while waiting and len(asked) < MAX_DOCUMENTS:
        request = waiting.popleft()
        url = address_of(request)
        if url in asked:
            continue
        asked.add(url)
        tally.url = shown(url)
        try:
            try:
                snapshot = _retrieve(context, source, request, url, tally)
            except FetchError as error:
                told = source.absence(request, error)
                if told is None:
                    raise
                tally.warnings += [told] if told else []
                continue
            if snapshot is not None:
                ingest(context, source, snapshot, tally, judge_age=plan.since is None and plan.until is None)
                waiting.extend(source.following(snapshot))
        except SourceError as error:
            pointless = isinstance(error, FetchError) and error.reason in _POINTLESS
            others = () if pointless else source.instead(request)
            if others:
                waiting.extendleft(reversed(others))
                tally.detours.append(f"{error.message.rstrip('.')} ({tally.url})")
            else:
                tally.failures.append(error)
            if pointless:
                waiting.clear()
    if tally.detours:
        count = len(tally.detours)
        which = "One document was" if count == 1 else f"{count} documents were"
        tally.warnings.append(
            f"{which} asked for another way{',' if count == 1 else ', the first'} because {tally.detours[0]}."
        )
    if waiting:
        tally.failures.append(
            FetchError(
                f"it names more than {MAX_DOCUMENTS} documents; the others were not asked for.",
                source=source.key,
                reason="size",
                url=tally.url,
                remedy="Ask for a shorter time with --since and --until.",
            )
        )


def _retrieve(context: Context, source: Source, request: Request, url: str, tally: Tally) -> Snapshot | None:
    """Get one document and store its bytes; None when it holds nothing that was not read before.

    Bytes of a run that failed or never finished may not have been read: they are asked for and read again.
    """
    validators: Validators | None = None
    with UnitOfWork(context.engine, write=False) as unit:
        known = unit.snapshots.latest(source.key, url)
        if known is not None and not unit.runs.ended_well(source.key, known.retrieved_at):
            known = None
    if known is not None:
        validators = known.validators
    answer: Answer = source.fetch(context.http, request, validators)
    if answer.not_modified:
        with UnitOfWork(context.engine, write=True) as unit:
            unit.snapshots.checked(source.key, url, context.clock())
            unit.commit()
        return None
    snapshot = Snapshot(
        source=source.key,
        url=url,
        kind=request.kind,
        retrieved_at=context.clock(),
        sha256=hashlib.sha256(answer.content).hexdigest(),
        content=answer.content,
        media_type=answer.media_type,
        validators=answer.validators,
    )
    with UnitOfWork(context.engine, write=True) as unit:
        unit.snapshots.add(snapshot)
        unit.commit()
    tally.documents += 1
    read_before = known is not None and known.sha256 == snapshot.sha256
    return None if read_before and not source.instead(request) else snapshot


def ingest(context: Context, source: Source, snapshot: Snapshot, tally: Tally, *, judge_age: bool = True) -> None:
    """Read a stored document, pass it through the gate and the checks, and insert it in one transaction."""
    recorded_at = context.clock()
    records = _read(source, snapshot)
    with UnitOfWork(context.engine, write=False) as unit:
        gated = gate(unit, source, records)
    records = gated.records
    previous: int | None = None
    if source.whole(snapshot.kind):
        series, _ = fullest_series(records)
        with UnitOfWork(context.engine, write=False) as unit:
            previous = len(unit.observations.read(series)) if series else None
    records = check(source, records, now=recorded_at, previous_count=previous, judge_age=judge_age)
    with UnitOfWork(context.engine, write=True) as unit:
        added = unit.observations.add(records.quotes, vintage=recorded_at, sha256=snapshot.sha256)
        judged = unit.judgements.record(gated.judged, vintage=recorded_at, sha256=snapshot.sha256)
        announced = 0
        if records.announcements:
            announced = unit.announcements.add(records.announcements, recorded_at=recorded_at, sha256=snapshot.sha256)
        unit.commit()
    tally.records += len(records)
    tally.new += added.new + announced
    tally.revised += len(judged)
    tally.revised += added.revised
    tally.warnings += [*records.warnings, *_told(judged)]


def _told(judged: Sequence[Judged]) -> Iterator[str]:
    """What was set aside or released just now."""
    aside = [one for one in judged if is_set_aside(one.quality)]
    if aside:
        first = aside[0]
        reason = first.quality.removeprefix(f"{SET_ASIDE}: ")
        noun = "value was" if len(aside) == 1 else "values were"
        yield (
            f"{len(aside)} {noun} set aside: {first.quote.series} of {first.quote.label}, because {reason}"
            + (" …" if len(aside) > 1 else ".")
            + " See: tracker rates review"
        )
    released = len(judged) - len(aside)
    if released:
        noun = "value that was" if released == 1 else "values that were"
        yield f"{released} {noun} set aside {'is' if released == 1 else 'are'} confirmed now and used."


def _read(source: Source, snapshot: Snapshot) -> Records:
    try:
        return source.parse(snapshot)
    except SourceError:
        raise
    except Exception as error:
        raise ParseError(
            f"this program could not read the document ({type(error).__name__}: {error}).",
            source=source.key,
            url=shown(snapshot.url),
            remedy="This is a fault of the program, please report it; the document is kept and will be read again.",
        ) from error
