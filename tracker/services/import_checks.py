"""An imported file against what is known of its pair: read backwards, in another nominal, or merely a tick astray."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.data.loader import unit_of
from tracker.data.rate_file import RateRow, backwards, implausible, misfit
from tracker.errors import UsageError
from tracker.model.series import Series, SeriesName
from tracker.services.context import Context
from tracker.services.rates import known_series, read_levels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.model.instants import Label

_COMPARED = 5
"""As many labels in common with another source are enough to see that a file is upside down."""

_MOST = 0.9
_WIDER = Decimal(3)
"""A rate may leave the range in which it ever was so many times over before its inverse is thought of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """``backwards`` says why the whole file looks read backwards, empty if not; ``others`` what else to look at.

    ``rows`` are remarks about single rows, by the row's label.
    """

    backwards: str
    others: tuple[str, ...]
    rows: Mapping[Label, str]

    def sentences(self, *, told: Collection[Label]) -> tuple[str, ...]:
        """All of it, without remarks about rows of which something is told already."""
        backwards = [f"the file looks read backwards: {self.backwards}"] if self.backwards else []
        return (*backwards, *self.others, *(text for label, text in self.rows.items() if label not in told))


def doubts_about(context: Context, name: SeriesName, rows: Sequence[RateRow]) -> Doubts:
    """Set rows against the other sources of their pair, day by day, and against the range these were ever in."""
    turned: list[str] = []
    others: list[str] = []
    for other in _others(context, name):
        values = read_levels(context, other.name).values if other.name != name else {}
        if not values or not rows:
            continue
        daily = {label[:10]: value for label, value in values.items()}
        found = _turned_on_days(rows, daily, other.key) or _turned_in_range(rows, values, other.key)
        turned.extend(f"{text}; wanted are {unit_of(name)}" for text in found)
        others.extend(f"{text}; wanted are {unit_of(name)}" for text in _slipped(rows, daily, other.key))
    labels = {row.line: row.label for row in rows}
    single = {labels[line]: f"line {line}, {text}" for line, text in implausible(rows)}
    return Doubts(backwards=turned[0] if turned else "", others=tuple(others), rows=single)


def _others(context: Context, name: SeriesName) -> tuple[Series, ...]:
    """The series known of a pair; none of one that nobody has quoted so far."""
    try:
        return known_series(context, name.pair)
    except UsageError:
        return ()


def _common(rows: Sequence[RateRow], daily: Mapping[Label, Decimal]) -> list[tuple[Decimal, Decimal]]:
    common = [(row.value, daily[row.label]) for row in rows if row.label in daily]
    return common if len(common) >= _COMPARED else []


def _turned_on_days(rows: Sequence[RateRow], daily: Mapping[Label, Decimal], key: str) -> list[str]:
    common = _common(rows, daily)
    if not common or sum(backwards(*pair) for pair in common) <= _MOST * len(common):
        return []
    value, usual = common[0]
    return [f"it has {value:f} where {key} has {usual:f}"]


def _turned_in_range(rows: Sequence[RateRow], values: Mapping[Label, Decimal], key: str) -> list[str]:
    low, high = min(values.values()), max(values.values())
    least, most = low / _WIDER, high * _WIDER
    if sum(not least <= row.value <= most and least <= 1 / row.value <= most for row in rows) <= _MOST * len(rows):
        return []
    return [f"it has {rows[0].value:f} where {key} was never below {low:f} or above {high:f}"]


def _slipped(rows: Sequence[RateRow], daily: Mapping[Label, Decimal], key: str) -> Iterator[str]:
    """What is wrong with nearly all rows alike, other than their direction."""
    common = [pair for pair in _common(rows, daily) if not backwards(*pair)]
    slips = [misfit(value, usual, key) for value, usual in common]
    if slips and slips[0] and slips.count(slips[0]) > _MOST * len(slips):
        yield f"the file is {slips[0]} It has {common[0][0]:f} where that has {common[0][1]:f}"
