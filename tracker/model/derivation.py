"""Derivations: what a declared series is computed from, and by which rule. Nothing derived is ever stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.model.instants import Label

if TYPE_CHECKING:
    from tracker.model.series import SeriesName

WITHIN, NEAREST = "within", "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cross:
    """``numerator / denominator`` on common labels of one publisher."""

    numerator: SeriesName
    denominator: SeriesName

    @property
    def parts(self) -> tuple[SeriesName, ...]:
        """Both, in that order."""
        return (self.numerator, self.denominator)

    @property
    def rule(self) -> str:
        """How it is computed, in words."""
        return f"{self.numerator} divided by {self.denominator}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One value a weekday: of ``bars`` the one that ends at the instant the series' own schedule gives the label."""

    bars: SeriesName

    @property
    def parts(self) -> tuple[SeriesName, ...]:
        """The bars."""
        return (self.bars,)

    @property
    def rule(self) -> str:
        """How it is computed, in words."""
        return f"one bar a weekday of {self.bars}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inverse:
    """One over ``of``: the same rate asked for from the other side."""

    of: SeriesName

    @property
    def parts(self) -> tuple[SeriesName, ...]:
        """The series turned over."""
        return (self.of,)

    @property
    def rule(self) -> str:
        """How it is computed, in words."""
        return f"1 divided by {self.of}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Units of each part in a basket, for labels from ``valid_from`` up to, not including, ``valid_until``."""

    valid_from: date
    valid_until: date
    units: tuple[tuple[SeriesName, Decimal], ...]

    @property
    def words(self) -> str:
        """``0.55 USD + 0.45 EUR``."""
        return " + ".join(f"{amount} {name.base}" for name, amount in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """The sum of units of several currencies in one other, on common labels; no value where a part is missing."""

    compositions: tuple[Composition, ...]
    reference: str

    @property
    def parts(self) -> tuple[SeriesName, ...]:
        """Every series that was ever in it."""
        return tuple(dict.fromkeys(name for one in self.compositions for name, _ in one.units))

    @property
    def rule(self) -> str:
        """How it is computed, in words."""
        parts = " and ".join(map(str, self.parts))
        return f"units of {parts}; since {self.compositions[-1].valid_from} {self.compositions[-1].words}"

    def on(self, label: Label) -> Composition | None:
        """What it consists of under a label; None where it does not exist."""
        day = date.fromisoformat(label[:10])
        return next((one for one in self.compositions if one.valid_from <= day < one.valid_until), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """``official / market - 1`` in per cent, each official rate with what the market paid at about the same time.

    Matched by the instants of making, never by labels. ``within``: the mean of the market's rates made inside the
    official rate's window, ``least`` of them or no gap. ``nearest``: the one market rate nearest to the middle of the
    window, made inside it or at most ``reach`` from it; a market rate stands beside one official rate only.
    ``told_from``: the first day of which a report tells it; None for never.
    """

    official: SeriesName
    market: SeriesName
    match: str
    least: int = 1
    reach: timedelta = timedelta(0)
    told_from: date | None = None

    def __post_init__(self) -> None:
        if self.match not in (WITHIN, NEAREST) or self.least < 1 or (self.match == NEAREST) != bool(self.reach):
            raise ValueError(f"no rule to match by: {self.match!r}, least {self.least}, reach {self.reach}")

    @property
    def parts(self) -> tuple[SeriesName, ...]:
        """The official series, then the market's."""
        return (self.official, self.market)

    @property
    def rule(self) -> str:
        """How the two are matched, in words."""
        if self.match == WITHIN:
            return (
                f"{self.official} against the mean of {self.market} made inside the same window (at least {self.least})"
            )
        hours = self.reach.total_seconds() / 3600
        return f"{self.official} against the {self.market} made nearest to its window, at most {hours:g} h from it"


Derivation = Cross | Sample | Inverse | Basket | Gap
