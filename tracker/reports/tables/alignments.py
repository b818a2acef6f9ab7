"""Alignments: which fixing of a series could have known an event, which must have, and what each did."""

from __future__ import annotations

from decimal import Decimal

from tracker.model.csv_form import Cell
from tracker.model.schedule import Fixing
from tracker.model.tidy import INSTANT, INTEGER, NUMBER, YES_NO, Column, Shape
from tracker.reports.findings import Reaction
from tracker.reports.tables import joined, words
from tracker.reports.tables.windows import FRACTION, LOG, SHARE, finite, measures

_ENDS = (
    ("pre", "the last fixing that cannot know it"),
    ("earliest", "the first fixing that could know it"),
    ("latest", "the first fixing that must know it"),
)
_MOVES = (("", "to the fixing that must know it"), ("_earliest", "to the fixing that could know it"))
_MEASURES = (
    ("log_return", LOG, "The move; above zero: the quote currency weakened"),
    ("pair_change", FRACTION, "How much more a base unit costs"),
    ("value_change", FRACTION, "How much more a quote unit buys; below zero: less"),
)

SHAPE = Shape(
    name="alignments",
    title="Alignments",
    about="One event against one series. An event that is not ambiguous has one fixing at both ends.",
    columns=(
        Column(name="event_id", about="The event"),
        Column(name="series", about="Series, PAIR@source"),
        Column(name="earliest_utc", kind=INSTANT, about="The event was not public before"),
        Column(name="latest_utc", kind=INSTANT, about="The event was surely public by then"),
        *(
            column
            for name, what in _ENDS
            for column in (
                Column(name=name, about=f"Label of {what}"),
                Column(name=f"{name}_made_to", kind=INSTANT, about=f"When {what} was made, at its end"),
                Column(name=f"value_{name}", kind=NUMBER, unit="quote units per base unit", about=f"Value of {what}"),
            )
        ),
        Column(name="ambiguous", kind=YES_NO, about="Whether more than one fixing may have known it first"),
        Column(name="spans", kind=INTEGER, about="Fixings from the last that cannot to the first that must know it"),
        *(
            Column(name=f"{name}{end}", kind=NUMBER, unit=unit, about=f"{about}; {where}")
            for end, where in _MOVES
            for name, unit, about in _MEASURES
        ),
        Column(
            name="pvalue", kind=NUMBER, unit=SHARE, about="Of the event, corrected for the fixings that may be first"
        ),
        Column(name="verdict", about="unusual, somewhat unusual, ordinary or cannot tell; none where not worked out"),
        Column(name="method_break", kind=YES_NO, about="Whether the way of making changed in between"),
        Column(name="gap_days", kind=NUMBER, unit="days", about="Longest time without a fixing in between, if long"),
        Column(name="pending_label", about="The fixing that is still to come, where one is"),
        Column(name="pending_at", kind=INSTANT, about="When that one is expected"),
        Column(name="shared_with", about="Ids of the events that share one of its fixings, joined by a space"),
        Column(name="not_applicable", about="Why no test can judge it"),
        Column(name="note", about="Why something is missing"),
    ),
    key=("event_id", "series"),
    refers={"event_id": ("events", "id")},
)


def row_of(found: Reaction) -> tuple[Cell, ...]:
    """The row of one reaction."""
    one = found.alignment
    return (
        words(one.event_id),
        one.series,
        None if one.interval is None else one.interval.start,
        None if one.interval is None else one.interval.end,
        *_end(one.pre, found.value_pre),
        *_end(one.earliest, found.value_earliest),
        *_end(one.latest, found.value_latest),
        one.ambiguous,
        one.spans,
        *measures(found.to_latest),
        *measures(found.to_earliest),
        finite(found.pvalue),
        found.verdict or None,
        one.method_break,
        one.gap_days or None,
        None if one.pending is None else one.pending.label,
        None if one.pending is None else one.pending.expected_at,
        joined(found.shared_with, " "),
        words(found.not_applicable),
        words(one.note),
    )


def _end(fixing: Fixing | None, value: Decimal | None) -> tuple[Cell, ...]:
    return (None, None, None) if fixing is None else (fixing.label, fixing.made_to, value)
