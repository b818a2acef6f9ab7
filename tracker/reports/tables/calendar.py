"""What is scheduled: rate meetings, roll-overs, ends of licences, next rates, holidays."""

from __future__ import annotations

from tracker.model.csv_form import Cell
from tracker.model.scheduled import Scheduled
from tracker.model.tidy import DAY, INSTANT, Column, Shape
from tracker.reports.tables import words

SHAPE = Shape(
    name="calendar",
    title="Calendar",
    about="One thing that is or was scheduled.",
    columns=(
        Column(name="id", about="Identifier, the same as in the calendar file"),
        Column(name="date", kind=DAY, about="Its local day, the first of several"),
        Column(name="last_date", kind=DAY, about="The last day, of several"),
        Column(name="at", kind=INSTANT, about="Its instant, where the hour is known"),
        Column(name="zone", about="IANA zone of its place"),
        Column(name="title", about="What it is"),
        Column(name="kind", about="rate_meeting, next_rate, holiday …"),
        Column(name="jurisdiction", about="Whose it is"),
        Column(name="certainty", about="published, law, or usual: the next one need not"),
        Column(name="status", about="accepted, or review for what nobody has decided on"),
        Column(name="source", about="Who says so"),
        Column(name="reference", about="Where, in words"),
        Column(name="url", about="Where, as an address"),
        Column(name="public_on", kind=DAY, about="The day on which it became known"),
        Column(name="settled_on", kind=DAY, about="The day on which it was prolonged"),
    ),
    key=("id",),
)


def row_of(one: Scheduled) -> tuple[Cell, ...]:
    """The row of one thing scheduled."""
    return (
        words(one.uid),
        one.day,
        one.last,
        one.at,
        one.zone or None,
        words(one.title),
        words(one.kind),
        words(one.jurisdiction),
        words(one.certainty),
        words(one.status),
        words(one.source),
        words(one.reference),
        words(one.url),
        one.public_on,
        one.settled_on,
    )
