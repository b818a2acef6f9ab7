"""Statements of a document into the review queue, each as a candidate event with its sentence as evidence.

What tells of a known event becomes a further source of it by the same points by which any two accounts are merged; the
rest waits in ``tracker events review``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from tracker.data.source_tiers import tier_of
from tracker.events.grouping import HOME_ZONES
from tracker.model import event as vocabulary
from tracker.model.document import Document
from tracker.model.event import EventSource, EventTime, PolicyEvent
from tracker.model.instants import Interval, local_day
from tracker.model.plain_text import clean, slug
from tracker.model.source import Snapshot
from tracker.model.statement import Statement
from tracker.services.context import Context
from tracker.services.decisions import LONGEST_TITLE
from tracker.services.ledger import read_in
from tracker.services.reading import Reading

PROVENANCE = "document"
"""Of events read in a document somebody named: no announcement or list stands behind them."""

_WIDEST = timedelta(days=7)
"""Days within which a statement must lie to be an event: a study cannot date one that is wider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What became of one candidate: ``into`` is the event it is a further source of, empty where it waits itself."""

    event: PolicyEvent
    into: str = ""
    words: str = ""


def propose(context: Context, reading: Reading) -> tuple[Proposed, ...]:
    """Put the statements that lean some way, or name an action, into the review queue; the document is kept.

    Proposing the same document again adds nothing.
    """
    from tracker.store.unit_of_work import UnitOfWork

    taken = reading.taken
    found = candidates(reading.statements, taken.document, taken.snapshot, assumed=taken.assumed)
    if not found:
        return ()
    snapshot = taken.snapshot
    with UnitOfWork(context.engine, write=True) as work:
        if not work.snapshots.has(snapshot.sha256):
            work.snapshots.add(replace(snapshot, url=snapshot.url or "file:standard input"))
        work.events.add_candidates(found, recorded_at=context.clock())
        ledger = read_in(work)
        work.commit()
    merged = {merger.event.id: merger for merger in ledger.mergers}
    return tuple(
        Proposed(
            event=event,
            into=merged[event.id].into if event.id in merged else "",
            words=merged[event.id].words if event.id in merged else "",
        )
        for event in found
    )


def candidates(
    statements: tuple[Statement, ...], document: Document, snapshot: Snapshot, *, assumed: bool = False
) -> tuple[PolicyEvent, ...]:
    """One event in review for each speaker, day and action of a document, by day and id.

    ``assumed``: the clock time of publication is only assumed to be of its zone, and bounds nothing.

    Left out is what leans no way and does nothing, and what could have been said on more days than a week.
    """
    found: dict[str, list[Statement]] = {}
    for one in statements:
        if one.since is None or one.until is None or one.until - one.since > _WIDEST:
            continue
        if one.kind not in vocabulary.KINDS or (one.action == "neutral" and one.stance == "hold"):
            continue
        who = slug(f"{one.jurisdiction} {one.actor}") or "unnamed"
        found.setdefault(f"{one.since.isoformat()}-{who}-{slug(one.action)}", []).append(one)
    return tuple(_candidate(key, found[key], document, snapshot, assumed=assumed) for key in sorted(found))


def _candidate(
    event_id: str, told: list[Statement], document: Document, snapshot: Snapshot, *, assumed: bool
) -> PolicyEvent:
    one = max(told, key=lambda statement: statement.confidence)
    since, until = one.since or date.min, one.until or date.min
    place = one.jurisdiction if one.jurisdiction in vocabulary.JURISDICTIONS else "INT"
    zone = HOME_ZONES.get(place, "UTC")
    itself = one.actor == one.institution
    sentences = dict.fromkeys(clean(statement.sentence) for statement in told)
    return PolicyEvent(
        id=event_id,
        title=_short(f"{clean(one.actor)}: {clean(one.quotation) or clean(one.sentence)}"),
        summary=" ".join(sentences)[:1000],
        kind=one.kind,
        action=one.action,
        stance=one.stance,
        issuer=clean(one.institution or one.actor),
        jurisdiction=place,
        actor="" if itself else clean(one.actor),
        role="" if itself else clean(one.role),
        target=clean(one.target),
        time=_time(since, until, zone, None if assumed else document.published_at),
        published_on=since,
        sources=_sources(document, snapshot),
        evidence=_evidence(document, sentences),
        note=f"read in a document, not by a person; right in {round(100 * one.confidence)} of 100 such readings",
        provenance=PROVENANCE,
        status="review",
    )


def _time(since: date, until: date, zone: str, published_at: datetime | None) -> EventTime:
    """The days on which it can have been said, up to the publication of the document that tells of it."""
    start, end = local_day(since, zone).start, local_day(until, zone).end
    if published_at is not None and start < published_at < end:
        interval = Interval(start=start, end=published_at)
        return EventTime(interval=interval, zone=zone, precision="interval", basis="report", at=published_at)
    precision = "day" if since == until else "interval"
    return EventTime(interval=Interval(start=start, end=end), zone=zone, precision=precision)


def _sources(document: Document, snapshot: Snapshot) -> tuple[EventSource, ...]:
    """The page itself, where the document has an address; one that a file only says it has makes it a copy."""
    if urlsplit(document.source).scheme != "https":
        return ()
    return (
        EventSource(
            url=document.source,
            tier=(tier_of(document.source) or "secondary") if snapshot.url.startswith("https:") else "copy",
            retrieved_at=snapshot.retrieved_at,
            sha256=snapshot.sha256,
        ),
    )


def _evidence(document: Document, sentences: dict[str, None]) -> str:
    day = "" if document.published_on is None else f" of {document.published_on.isoformat()}"
    told = " … ".join(one.replace(" ; ", ", ") for one in sentences)[:1000]
    return f"document {clean(document.title or document.source)[:200].replace(' ; ', ', ')}{day}: “{told}”"


def _short(title: str) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    return f"{title[: LONGEST_TITLE - 2].rsplit(' ', 1)[0][: LONGEST_TITLE - 2]} …"
