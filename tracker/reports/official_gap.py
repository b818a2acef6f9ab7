"""How far an official rate stands from the market's: the figures a report and a comparison tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tracker.model.observation import Observation
from tracker.model.schedule import FixingSchedule
from tracker.model.series import Series
from tracker.reports.numbers import percent
from tracker.reports.wording import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialGap:
    """One gap over a period and what is usual of it. Values are per cent of the market's rate; > 0: official above it.

    Attributes
    ----------
    series : Series
        The gap; its derivation says how the two are matched.
    schedule : FixingSchedule
        Of the official rate, whose labels the gaps have.
    official, market : str
        Whose rates they are, as briefly as people say it: "Bank of Russia", "Yahoo".
    within : tuple of Observation
        The gaps made in the period, in order; never empty.
    typical : float or None
        Median size of either sign over the history; None where fewer than ten gaps are known.
    largest : Observation
        The largest of either sign in the history.
    since : Observation
        The first of the history: at most a year before the newest, and made in the same way as the newest.
    n : int
        How many gaps the history has.
    history : tuple of Observation
        The history itself, in order, for who draws it.
    """

    series: Series
    schedule: FixingSchedule
    official: str
    market: str
    within: tuple[Observation, ...]
    typical: float | None
    largest: Observation
    since: Observation
    n: int
    history: tuple[Observation, ...] = ()

    def day_of(self, one: Observation) -> date:
        """The day on which the official side of a gap was made, in its own zone."""
        return self.schedule.made_on(one.label)

    def when(self, one: Observation, words: Words = ENGLISH) -> str:
        """When the market's side was made beside the official one's window, to go on with: inside it, or hours off."""
        own = self.schedule.fixing(one.label)
        later, earlier = one.fixing.made_to - own.made_to, own.made_from - one.fixing.made_from
        if later > timedelta(0):
            return words.count("gap.later", round(later.total_seconds() / 3600))
        if earlier > timedelta(0):
            return words.count("gap.earlier", round(earlier.total_seconds() / 3600))
        return words("gap.same_hours")

    @property
    def newest(self) -> Observation:
        """The last gap of the period."""
        return self.within[-1]

    @property
    def rule(self) -> str:
        """How official and market rates are matched, in words."""
        return "" if self.series.gap is None else self.series.gap.rule


def above_or_below(value: Decimal, words: Words = ENGLISH) -> str:
    """A gap in words, to go on with what it is above or below: "0.4 % above", "level with"."""
    share = float(value) / 100
    if round(abs(share), 4) == 0:
        return words("gap.level")
    return words("gap.above" if share > 0 else "gap.below", share=percent(abs(share), digits=2, words=words))
