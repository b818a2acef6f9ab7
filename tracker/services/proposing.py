"""Statements of a document into the review queue, each as a candidate event with its sentence as evidence.

What tells of a known event becomes a further source of it by the same points by which any two accounts are merged; the
rest waits in ``tracker events review``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tracker.data.source_tiers import tier_of
from tracker.events.grouping import HOME_ZONES
from tracker.events.likeness import AUTOMATIC, likeness, profile
from tracker.model import event as vocabulary
from tracker.model.document import Document
from tracker.model.event import EventSource, EventTime, PolicyEvent
from tracker.model.instants import Interval, local_day
from tracker.model.plain_text import clean, slug
from tracker.model.source import Snapshot
from tracker.model.statement import Statement
from tracker.services.context import Context
from tracker.services.event_edits import LONGEST_TITLE
from tracker.services.ledger import read_in
from tracker.services.reading import Reading
from tracker.services.statement_words import BASES, odds
from tracker.statements.coding import on_sanctions
from tracker.statements.tokens import tokens

SURE = 0.7
"""Confidence from which a candidate is shown among the first."""

_WIDEST = timedelta(days=7)
"""Days within which a statement must lie to be an event: a study cannot date one that is wider."""

_WORDS_ALONE = frozenset(("statement", "diplomatic"))
"""The kinds of events in which nothing is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What became of one candidate: ``into`` is the event it is a further source of, empty where it waits itself."""

    event: PolicyEvent
    into: str = ""
    words: str = ""


def propose(context: Context, reading: Reading) -> tuple[Proposed, ...]:
    """Put the statements that lean some way, or name an action, into the review queue; the document is kept.

    One that does neither is taken where the ledger has it already: the document is then a further source of it.
    Proposing the same document again adds nothing.
    """
    from tracker.store.unit_of_work import UnitOfWork

    taken = reading.taken
    snapshot = taken.snapshot
    found = candidates(reading.statements, taken.document, snapshot, assumed=taken.assumed)
    plain = candidates(
        filter(is_plain, reading.statements), taken.document, snapshot, assumed=taken.assumed, every=True
    )
    if not found and not plain:
        return ()
    with UnitOfWork(context.engine, write=True) as work:
        found = tuple(sorted((*found, *_told_before(plain, read_in(work).events)), key=lambda one: one.id))
        if not found:
            return ()
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
    statements: Iterable[Statement],
    document: Document,
    snapshot: Snapshot,
    *,
    assumed: bool = False,
    tier: str = "",
    every: bool = False,
) -> tuple[PolicyEvent, ...]:
    """One event in review for each speaker, day and action of a document, by day and id.

    The id ends with a mark of the document: another one that tells of the same is another account, and both are merged
    where the ledger is read. ``assumed``: the clock time of publication is only assumed to be of its zone, and bounds
    nothing. ``tier`` is that of the page, where it is known.

    Left out is what leans no way and does nothing, unless ``every`` is asked for, and what could have been said on more
    days than a week.
    """
    found: dict[str, list[Statement]] = {}
    for one in filter(_is_dated if every else leans, statements):
        who = slug(f"{one.jurisdiction} {one.actor}") or "unnamed"
        day = one.since or date.min
        found.setdefault(f"{day.isoformat()}-{who}-{slug(one.action)}-{_mark(one, document, snapshot)}", []).append(one)
    sources = _sources(document, snapshot, tier)
    return tuple(_candidate(key, found[key], document, sources, assumed=assumed) for key in sorted(found))


def leans(one: Statement) -> bool:
    """Whether a statement can be an event: it does something or leans some way, within the days of a week."""
    return _is_dated(one) and (one.action, one.stance) != ("neutral", "hold")


def is_plain(one: Statement) -> bool:
    """Whether a person speaks of pressure on somebody and leans no way: a doubt, a remark."""
    return (one.action, one.stance) == ("neutral", "hold") and one.actor != one.institution and presses(one)


def _is_dated(one: Statement) -> bool:
    if one.since is None or one.until is None or one.until - one.since > _WIDEST:
        return False
    return one.kind in vocabulary.KINDS


def _told_before(plain: Iterable[PolicyEvent], ledger: Iterable[PolicyEvent]) -> list[PolicyEvent]:
    """Those that are accounts of a statement somebody has accepted: of its speaker, and alike enough to be merged."""
    accepted = [profile(one) for one in ledger if one.status == "accepted" and one.actor]
    found = []
    for event in plain:
        mine = profile(event)
        if any(one.speaker == mine.speaker and likeness(mine, one).score >= AUTOMATIC for one in accepted):
            found.append(event)
    return found


def presses(one: Statement) -> bool:
    """Whether it is about pressure on somebody: it does something, speaks of sanctions by name, or has a target."""
    if one.kind not in _WORDS_ALONE or one.target:
        return True
    return on_sanctions([token.low for token in tokens(one.sentence, 0, len(one.sentence))])


def _mark(one: Statement, document: Document, snapshot: Snapshot) -> str:
    """Six signs of the document's address, or of its bytes; with the speaker's name where no id can hold it."""
    which = document.source if _is_address(document.source) else snapshot.sha256
    if not slug(one.actor):
        which = f"{which}\n{one.actor}"
    return hashlib.sha256(which.encode("utf-8", "replace")).hexdigest()[:6]


def _is_address(source: str) -> bool:
    return source.startswith(("https://", "http://"))


def _candidate(
    event_id: str, told: list[Statement], document: Document, sources: tuple[EventSource, ...], *, assumed: bool
) -> PolicyEvent:
    one = max(told, key=lambda statement: statement.confidence)
    since, until = one.since or date.min, one.until or date.min
    place = one.jurisdiction if one.jurisdiction in vocabulary.JURISDICTIONS else "INT"
    zone = HOME_ZONES.get(place, "UTC")
    itself = one.actor == one.institution
    sentences = dict.fromkeys(clean(statement.sentence) for statement in sorted(told, key=_surest_first))
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
        sources=sources,
        evidence=_evidence(document, sentences),
        note=f"read in a document, not by a person; its day: {BASES.get(one.date_basis, one.date_basis)};"
        f" {odds(one.confidence)}",
        provenance=vocabulary.READ,
        status="review",
        sets=() if one.confidence >= SURE else (vocabulary.UNSURE,),
    )


def _surest_first(one: Statement) -> float:
    return -one.confidence


def _time(since: date, until: date, zone: str, published_at: datetime | None) -> EventTime:
    """The days on which it can have been said, up to the publication of the document that tells of it."""
    start, end = local_day(since, zone).start, local_day(until, zone).end
    if published_at is not None and start < published_at < end:
        interval = Interval(start=start, end=published_at)
        return EventTime(interval=interval, zone=zone, precision="interval", basis="report", at=published_at)
    precision = "day" if since == until else "interval"
    return EventTime(interval=Interval(start=start, end=end), zone=zone, precision=precision)


def _sources(document: Document, snapshot: Snapshot, tier: str) -> tuple[EventSource, ...]:
    """The page itself, where the document has an address; one that a file only says it has makes it a copy."""
    if not document.source.startswith("https://") and not (tier and _is_address(document.source)):
        return ()
    known = tier or tier_of(document.source) or "secondary"
    return (
        EventSource(
            url=document.source,
            tier=known if snapshot.url.startswith("https:") else "copy",
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
