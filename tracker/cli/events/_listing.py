"""How events are listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.cli._output import emit, emit_csv, json_text, page_width, table
from tracker.cli._projections import event_json
from tracker.model.event import NO_DAY
from tracker.model.instants import zone

if TYPE_CHECKING:
    from tracker.cli._invocation import Invocation
    from tracker.model.event import PolicyEvent

_HEADERS = ("id", "when", "stance", "issuer", "title")


def print_events(
    invocation: Invocation,
    events: Sequence[PolicyEvent],
    form: str,
    output: str | None,
    *,
    public_by: datetime | None = None,
    nothing: str = "No event matches. A day without an entry may still have had news.",
) -> None:
    """Write events as a table, JSON or CSV; an empty list is an answer, and ``nothing`` says so on stderr."""
    if form == "json":
        body = {"events": [event_json(event) for event in events]}
        emit(invocation, json_text(invocation, body, public_by=public_by), output)
    elif form == "csv":
        emit_csv(invocation, _HEADERS, map(_row, events), output)
    elif events:
        emit(
            invocation,
            table(("id", "when", "stance, issuer: title"), map(_line, events), width=page_width(output)),
            output,
        )
    if not events:
        invocation.note(nothing)


def when(event: PolicyEvent) -> str:
    """The local time of the place where the event was announced, as well as it is known."""
    place = zone(event.time.zone)
    start, end = event.time.interval.start.astimezone(place), event.time.interval.end.astimezone(place)
    if NO_DAY in event.sets:
        return f"between {start:%Y-%m-%d} and {end:%Y-%m-%d}, day unknown"
    if event.time.precision == "day":
        return f"{event.published_on.isoformat()}, hour unknown"
    if event.time.precision == "minute":
        return f"{start:%Y-%m-%d %H:%M} local"
    same_day = start.date() == end.date()
    return f"{start:%Y-%m-%d %H:%M} to {end:{'%H:%M' if same_day else '%Y-%m-%d %H:%M'}} local"


def twins(event: PolicyEvent, others: Iterable[PolicyEvent]) -> Iterator[str]:
    """The other events of which the id goes on where this one's ends, or the other way round, each with its time."""
    for other in others:
        one, two = sorted((event.id, other.id), key=len)
        if one != two and two.startswith(f"{one}-"):
            yield f"{other.id}, which is of {when(other)}"


def _line(event: PolicyEvent) -> tuple[str, ...]:
    """For a page: three columns, of which the last one wraps."""
    return event.id, when(event), f"{event.stance}, {event.issuer}: {event.title}"


def _row(event: PolicyEvent) -> tuple[str, ...]:
    return event.id, when(event), event.stance, event.issuer, event.title
