"""Policy events, and the pages each was read in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.model.csv_form import Cell
from tracker.model.event import NO_DAY, PolicyEvent
from tracker.model.tidy import DAY, INSTANT, INTEGER, Column, Shape
from tracker.reports.phrases import web_address
from tracker.reports.tables import joined, words

SHAPE = Shape(
    name="events",
    title="Events",
    about="One policy event: an announcement, a statement, a measure, with the interval in which it became public.",
    columns=(
        Column(name="id", about="Identifier: a day and a slug"),
        Column(name="title", about="One neutral line"),
        Column(name="summary", about="What was announced"),
        Column(name="kind", about="Kind, as designation, statement, central_bank; see `tracker events codebook`"),
        Column(name="action", about="impose, expand, extend, ease, lift, threaten, rule_out, condemn, deny or neutral"),
        Column(name="stance", about="Direction of pressure (not of the rouble): escalate, hold or deescalate"),
        Column(name="issuer", about="The announcing institution"),
        Column(name="jurisdiction", about="Whose decision it is: US, EU, UK, RU …"),
        Column(name="actor", about="The person it is tied to"),
        Column(name="role", about="That person's office"),
        Column(name="target", about="At whom it is directed"),
        Column(name="programme", about="The programme or act it falls under"),
        Column(name="earliest_utc", kind=INSTANT, about="It was not public before"),
        Column(name="latest_utc", kind=INSTANT, about="It was surely public by then"),
        Column(name="zone", about="IANA zone of the place of announcement"),
        Column(name="precision", about="minute, interval, or day: how well the time is known"),
        Column(name="basis", about="What the time is: announcement, posting, report or effective"),
        Column(name="published_on", kind=DAY, about="Local day of the first public announcement, where one is known"),
        Column(name="adopted_on", kind=DAY, about="Day of adoption: a legal moment, not the market's"),
        Column(name="effective_on", kind=DAY, about="Day of effect: a legal moment, not the market's"),
        Column(name="legal_on", kind=DAY, about="A legal day of which the record does not say what it is"),
        Column(name="expectedness", about="scheduled, anticipated, surprise or unknown"),
        Column(name="verified", about="yes, partial or no: whether it was confirmed in a primary text"),
        Column(name="provenance", about="Where the entry comes from: shipped, user, candidate, document …"),
        Column(name="status", about="accepted, review or rejected; only accepted events are reported"),
        Column(name="sets", about="Marks and sets it belongs to, joined by ' | '"),
        Column(name="evidence", about="The words that carry it"),
        Column(name="note", about="Remarks of the ledger's keeper"),
    ),
    key=("id",),
)

SOURCES = Shape(
    name="event_sources",
    title="Sources of events",
    about="One page an event was read in.",
    columns=(
        Column(name="event_id", about="The event"),
        Column(name="position", kind=INTEGER, about="Its place among the event's pages, from 1"),
        Column(name="url", about="Address of the page"),
        Column(name="tier", about="official, transcript, wire, law firm, secondary or copy"),
        Column(name="retrieved_at", kind=INSTANT, about="When it was read, where that was recorded"),
        Column(name="sha256", about="Digest of what was read, where it was recorded"),
    ),
    key=("event_id", "position"),
    refers={"event_id": ("events", "id")},
)


def row_of(event: PolicyEvent) -> tuple[Cell, ...]:
    """The row of one event."""
    time = event.time
    return (
        words(event.id),
        words(event.title),
        words(event.summary),
        words(event.kind),
        words(event.action),
        words(event.stance),
        words(event.issuer),
        words(event.jurisdiction),
        words(event.actor),
        words(event.role),
        words(event.target),
        words(event.programme),
        time.interval.start,
        time.interval.end,
        words(time.zone),
        words(time.precision),
        words(time.basis),
        None if NO_DAY in event.sets else event.published_on,
        event.adopted_on,
        event.effective_on,
        event.legal_on,
        words(event.expectedness),
        words(event.verified),
        words(event.provenance),
        words(event.status),
        joined(event.sets),
        words(event.evidence),
        words(event.note),
    )


def source_rows(events: Iterable[PolicyEvent]) -> Iterator[tuple[Cell, ...]]:
    """The rows of all pages of these events, in their order."""
    for event in events:
        for position, page in enumerate(event.sources, 1):
            address = web_address(page.url) or None
            yield words(event.id), position, address, words(page.tier), page.retrieved_at, words(page.sha256)
