"""Observations: one value of one series, with the instants it speaks of and when we learned it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import overload

from tracker.model.instants import Label
from tracker.model.rounding import Span
from tracker.model.schedule import Fixing


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a source's parser yields: series key, label and the exact value as printed, nothing else.

    ``provisional`` marks a value the source itself may still change (today's live bar).
    """

    series: str
    label: Label
    value: Decimal
    provisional: bool = False


SET_ASIDE = "set aside"
"""How the quality of a value begins that nothing uses; the reason follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A value that was read but is not believed: it is stored with its reason, shown, and never used silently."""

    quote: Quote
    reason: str

    @property
    def quality(self) -> str:
        """As it is stored."""
        return f"{SET_ASIDE}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A value with the quality it is to have from now on: set aside, released, accepted or rejected."""

    quote: Quote
    quality: str


def is_set_aside(quality: str) -> bool:
    """Whether a value of that quality is used by nothing."""
    return quality.startswith(SET_ASIDE)


def is_decided(quality: str) -> bool:
    """Whether a person gave a value that quality; the quality gate then has no more to say about that very value."""
    return quality.startswith((ACCEPTED, REJECTED))


ACCEPTED = "accepted by "
REJECTED = f"{SET_ASIDE}: rejected by "
RELEASED = "ok: "
"""How the quality of a value begins that was set aside until something confirmed it; what did follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteTable(Sequence[Quote]):
    """The quotes of a whole archive, none provisional, kept by series and label; a `Quote` is made when looked at.

    A quarter of a million objects cost more than reading the archive. In the order of the columns, then of the labels.

    >>> table = QuoteTable(columns={"EUR/USD@ecb": {"2014-11-11": Decimal("1.2421")}})
    >>> len(table), table[0].label, table == QuoteTable(columns=dict(table.columns))
    (1, '2014-11-11', True)
    """

    columns: Mapping[str, Mapping[Label, Decimal]]

    def __len__(self) -> int:
        return sum(map(len, self.columns.values()))

    def __iter__(self) -> Iterator[Quote]:
        for series, values in self.columns.items():
            for label, value in values.items():
                yield Quote(series=series, label=label, value=value)

    @overload
    def __getitem__(self, index: int) -> Quote: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Quote]: ...
    def __getitem__(self, index: int | slice) -> Quote | Sequence[Quote]:
        return tuple(self)[index]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One value with its making. ``vintage`` is the UTC instant at which this installation recorded the value.

    ``quality`` is ``ok``, ``provisional``, ``set aside: <reason>``, ``ok: <what confirmed a value once set aside>``
    or, where a person decided, ``accepted by NAME: <why>`` and ``set aside: rejected by NAME: <why>``.
    ``span`` is what the value may have been before it was rounded; None where rounding does not show.
    """

    series: str
    fixing: Fixing
    value: Decimal
    vintage: datetime
    quality: str = "ok"
    span: Span | None = None

    @property
    def label(self) -> Label:
        """What the source calls it."""
        return self.fixing.label
