"""Rates: one value of one series a row, with when it was made, when it was public, and when it was recorded here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.model.csv_form import Cell
from tracker.model.observation import Observation
from tracker.model.series import Series
from tracker.model.tidy import INSTANT, NUMBER, Column, Shape
from tracker.reports.tables import words

SHAPE = Shape(
    name="rates",
    title="Rates",
    about="One value of one series, in use; values set aside as suspicious are left out.",
    columns=(
        Column(name="series", about="Series, PAIR@source; BASE/QUOTE is quote units per base unit"),
        Column(name="label", about="What the publisher calls it: a date, or of bars the instant of their end"),
        Column(name="value", kind=NUMBER, unit="quote units per base unit", about="The value, as published"),
        Column(name="unit", about="The unit in words, as RUB per USD"),
        Column(name="made_from", kind=INSTANT, about="Beginning of its making; a point where it equals made_to"),
        Column(name="made_to", kind=INSTANT, about="End of its making: what came later it cannot know"),
        Column(name="published_at", kind=INSTANT, about="When its publisher's schedule makes it public"),
        Column(name="method", about="How it was made then"),
        Column(name="vintage", kind=INSTANT, about="When this installation recorded it"),
        Column(name="quality", about="ok, provisional, or what confirmed a value that had been set aside"),
    ),
    key=("series", "label"),
)


def rows_of(series: Series, observations: Iterable[Observation]) -> Iterator[tuple[Cell, ...]]:
    """The rows of one series, in the order of the observations."""
    unit = series.unit
    for one in observations:
        made = one.fixing
        yield (
            series.key,
            made.label,
            one.value,
            unit,
            made.made_from,
            made.made_to,
            made.published_at,
            made.method,
            one.vintage,
            words(one.quality),
        )
