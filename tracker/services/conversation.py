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
from tracker.model.source import Request, Snapshot, Span, Validators
from tracker.net.addresses import address_of, shown
from tracker.services.gating import gate
from tracker.services.in_force import is_older
from tracker.services.listing import Taken, take
from tracker.sources.base import Records, Source
from tracker.sources.checks import check, fullest_series
from tracker.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tracker.net.answers import Answer
    from tracker.services.context import Context

MAX_DOCUMENTS = 500
"""So many documents of one source are asked for in one run: more are a loop of pages, or wait for the next run."""

_POINTLESS = frozenset({"network", "deadline", "rate-limit", "offline", "unavailable"})


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a conversation has done so far.

    ``passed_over`` as in ``Records``; ``partial`` when a document lacked something that was asked for; ``absent`` when
    there is no such document.
    """

    documents: int = 0
    records: int = 0
    new: int = 0
    revised: int = 0
    sound: int = 0
    passed_over: int = 0
    url: str = ""
    warnings: list[str] = field(default_factory=list)
    partial: bool = False
    absent: bool = False
    detours: list[str] = field(default_factory=list)
    failures: list[SourceError] = field(default_factory=list)


def converse(
    context: Context, source: Source, requests: Sequence[Request], tally: Tally, *, judge_age: bool = True
) -> None:
    """Ask for these documents and for what follows them; failures are collected in the tally."""
    waiting = deque(requests)
    asked: set[str] = set()
    finished = 0
    while waiting and len(asked) < MAX_DOCUMENTS:
        request = waiting.popleft()
        url = address_of(request)
        if url in asked:
            continue
        if request.immutable and _is_finished(context, source, url):
            tally.sound += 1
            continue
        asked.add(url)
        tally.url = shown(url)
        context.step(source.key)
        try:
            try:
                snapshot = _retrieve(context, source, request, url, tally)
            except FetchError as error:
                told = source.absence(request, error)
                if told is None:
                    raise
                tally.warnings += [told] if told else []
                tally.absent = True
                continue
            if snapshot is not None:
                ingest(context, source, snapshot, tally, judge_age=judge_age, immutable=request.immutable)
                waiting.extend(source.following(snapshot))
            tally.sound += 1
            finished += request.immutable
        except SourceError as error:
            error.url = error.url or tally.url
            pointless = is_pointless(error)
            others = () if pointless else source.instead(request)
            if others:
                waiting.extendleft(reversed(others))
                tally.detours.append(f"{error.message.rstrip('.')} ({tally.url})")
            else:
                tally.failures.append(error)
            if pointless:
                waiting.clear()
    addresses = ((one, address_of(one)) for one in waiting)
    left = {url for one, url in addresses if not (one.immutable and _is_finished(context, source, url))} - asked
    if left:
        tally.failures.append(_too_many(source, tally.url, len(left), goes_on=finished > 0))


def _too_many(source: Source, url: str, left: int, *, goes_on: bool) -> FetchError:
    """That documents were left for another run; where none is finished for good, that run would come no further."""
    said = f"it names at least {left:,} documents beyond the {MAX_DOCUMENTS} asked for in one run"
    return FetchError(
        f"{said}; what came is stored, and the next run goes on with the others."
        if goes_on
        else f"{said}; the others were not asked for.",
        source=source.key,
        reason="size",
        url=url,
        remedy="Go on at once: give the same command again."
        if goes_on
        else "Ask for a shorter time with --since and --until.",
    )


def is_pointless(error: SourceError) -> bool:
    """Whether after this failure the source's other documents need not be asked for either."""
    return isinstance(error, FetchError) and error.reason in _POINTLESS


def detours_of(tally: Tally) -> Iterator[str]:
    """A sentence about what was asked for another way, if anything was."""
    if tally.detours:
        count = len(tally.detours)
        which = "One document was" if count == 1 else f"{count} documents were"
        yield f"{which} asked for another way{',' if count == 1 else ', the first'} because {tally.detours[0]}."


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
            at = context.clock()
            unit.snapshots.checked(source.key, url, at)
            if known is not None and source.info.kind == "lists":
                unit.lists.seen_again(source.key, known.sha256, at)
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
        read_before = known is not None and known.sha256 == snapshot.sha256 and not source.instead(request)
        if read_before and source.info.kind == "lists":
            unit.lists.seen_again(source.key, snapshot.sha256, snapshot.retrieved_at)
        unit.commit()
    tally.documents += 1
    return None if read_before else snapshot


def _is_finished(context: Context, source: Source, url: str) -> bool:
    """Whether a document that never changes is stored and was read."""
    with UnitOfWork(context.engine, write=False) as unit:
        return unit.parts.has(source.key, url)


def ingest(
    context: Context,
    source: Source,
    snapshot: Snapshot,
    tally: Tally,
    *,
    judge_age: bool = True,
    immutable: bool = False,
) -> None:
    """Read a stored document, pass it through the gate and the checks, and insert it; one transaction from gate to row.

    What a person decides meanwhile comes before all of it or after all of it. An ``immutable`` document is noted as
    finished with it.
    """
    records = _read(source, snapshot)
    partial = records.partial or is_older(records, snapshot.retrieved_at)
    with UnitOfWork(context.engine, write=True) as unit:
        recorded_at = context.clock()
        gated = gate(unit, source.info.expectations, records)
        previous: int | None = None
        if source.whole(snapshot.kind):
            series, _ = fullest_series(gated.records)
            previous = len(unit.observations.levels([series])[series]) if series else None
        records = check(source, gated.records, now=recorded_at, previous_count=previous, judge_age=judge_age)
        added = unit.observations.add(records.quotes, vintage=recorded_at, sha256=snapshot.sha256)
        judged = unit.judgements.record(gated.judged, vintage=recorded_at, sha256=snapshot.sha256)
        announced = 0
        if records.announcements:
            announced = unit.announcements.add(records.announcements, recorded_at=recorded_at, sha256=snapshot.sha256)
        listed = Taken()
        if records.listing is not None or records.changes:
            listed = take(unit, source.info, records, at=snapshot.retrieved_at, sha256=snapshot.sha256)
        if immutable:
            day = snapshot.retrieved_at.date()
            unit.parts.finish(source.key, Span(of=snapshot.url, first=day, last=day), recorded_at)
        unit.commit()
    tally.partial |= partial
    tally.records += len(records)
    tally.passed_over += records.passed_over
    tally.new += added.new + announced + listed.new
    tally.revised += len(judged) + listed.amended
    tally.revised += added.revised
    tally.warnings += [*records.warnings, *listed.doubts, *_told(judged)]


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
