"""Windows: each fixing with its move, what the tests say of it, and the events that met it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from tracker.model.alignment import Move
from tracker.model.csv_form import Cell
from tracker.model.tidy import INSTANT, INTEGER, NUMBER, YES_NO, Column, Shape
from tracker.reports.findings import WindowFinding
from tracker.reports.tables import joined, words

LOG = "log points"
FRACTION = "fraction"
SHARE = "share of one"

MOVE = (
    Column(name="log_return", kind=NUMBER, unit=LOG, about="The move; above zero: the quote currency weakened"),
    Column(name="pair_change", kind=NUMBER, unit=FRACTION, about="How much more a base unit costs"),
    Column(name="value_change", kind=NUMBER, unit=FRACTION, about="How much more a quote unit buys; below zero: less"),
)
"""Three measures of one move."""

SHAPE = Shape(
    name="windows",
    title="Windows",
    about="One fixing of one series with its move from the one before, however many events share it.",
    columns=(
        Column(name="series", about="Series, PAIR@source"),
        Column(name="label", about="Label of the fixing"),
        Column(name="pre", about="Label of the fixing before it"),
        Column(name="made_from", kind=INSTANT, about="Beginning of its making"),
        Column(name="made_to", kind=INSTANT, about="End of its making"),
        Column(name="published_at", kind=INSTANT, about="When its publisher's schedule makes it public"),
        Column(name="value_before", kind=NUMBER, unit="quote units per base unit", about="Value of the fixing before"),
        Column(name="value", kind=NUMBER, unit="quote units per base unit", about="Value of this fixing"),
        *MOVE,
        Column(
            name="own_part",
            kind=NUMBER,
            unit=LOG,
            about="The move less others' and the usual drift; > 0: weaker",
        ),
        Column(name="interval_lower", kind=NUMBER, unit=LOG, about="Lower bound of the effect, 95 %"),
        Column(name="interval_upper", kind=NUMBER, unit=LOG, about="Upper bound of the effect, 95 %"),
        Column(name="pvalue", kind=NUMBER, unit=SHARE, about="Comparable ordinary days with a move at least as large"),
        Column(name="at_floor", kind=YES_NO, about="Whether p is the smallest there can be: none was as large"),
        Column(name="sigma", kind=NUMBER, unit=LOG, about="Forecast standard deviation of the own part"),
        Column(name="threshold", kind=NUMBER, unit=LOG, about="What the own part had to pass to stand out at 5 %"),
        Column(name="mde", kind=NUMBER, unit=LOG, about="Smallest true effect found four times in five"),
        Column(name="verdict", about="unusual, somewhat unusual, ordinary or cannot tell"),
        Column(name="borderline", kind=YES_NO, about="Whether the verdict is a near thing"),
        Column(name="textbook_t", kind=NUMBER, about="t of the textbook test, for comparison only"),
        Column(name="textbook_pvalue", kind=NUMBER, unit=SHARE, about="p of the textbook test, for comparison only"),
        Column(name="not_applicable", about="Why there is no p"),
        Column(name="method_break", kind=YES_NO, about="Whether the way of making changed: no comparison is sound"),
        Column(name="n_certain", kind=INTEGER, about="Events that became public since the fixing before, for certain"),
        Column(name="n_possible", kind=INTEGER, about="Events that may have come too late or earlier"),
        Column(name="certain", about="Ids of the events that certainly met it, joined by a space"),
        Column(name="possible", about="Ids of the events that possibly met it, joined by a space"),
    ),
    key=("series", "label"),
)

MEETINGS = Shape(
    name="window_events",
    title="Windows and events",
    about="One event that met one fixing. The move belongs to the fixing: never add it up over events.",
    columns=(
        Column(name="series", about="Series, PAIR@source"),
        Column(name="label", about="Label of the fixing"),
        Column(name="event_id", about="The event"),
        Column(name="certainty", about="certain or possible"),
    ),
    key=("series", "label", "event_id"),
    refers={"event_id": ("events", "id")},
)


def row_of(found: WindowFinding) -> tuple[Cell, ...]:
    """The row of one window."""
    window = found.window
    lower, upper = found.interval or (None, None)
    return (
        window.series,
        window.fixing.label,
        window.pre.label,
        window.fixing.made_from,
        window.fixing.made_to,
        window.fixing.published_at,
        window.value_before,
        window.value,
        *measures(window.move),
        finite(found.own_part),
        finite(lower),
        finite(upper),
        finite(found.pvalue),
        found.at_floor,
        finite(found.sigma),
        finite(found.threshold),
        finite(found.mde),
        found.verdict if found.tested else None,
        found.borderline,
        finite(found.textbook_t),
        finite(found.textbook_pvalue),
        words(found.not_applicable),
        window.method_break,
        len(window.certain),
        len(window.possible),
        joined(window.certain, " "),
        joined(window.possible, " "),
    )


def meeting_rows(found: Iterable[WindowFinding]) -> Iterator[tuple[Cell, ...]]:
    """One row for each event of each window."""
    for window in (one.window for one in found):
        for certainty, ids in (("certain", window.certain), ("possible", window.possible)):
            for event_id in ids:
                yield window.series, window.fixing.label, words(event_id), certainty


def measures(move: Move | None) -> Sequence[Cell]:
    """The three measures of a move, or three times nothing."""
    return (None, None, None) if move is None else (move.log_return, move.pair_change, move.value_change)


def finite(number: float | None) -> float | None:
    """The number, None where it is none."""
    return number if number is not None and math.isfinite(number) else None
