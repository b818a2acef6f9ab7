"""The official rate beside the market's: how far apart they stood, and whether that is usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tracker.model.observation import Observation
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean
from tracker.reports.document import Block, Paragraph, Section, text
from tracker.reports.figure_blocks import figures_of
from tracker.reports.numbers import percent
from tracker.reports.official_gap import OfficialGap, above_or_below


@dataclass(frozen=True, slots=True, kw_only=True)
class GapSection:
    """OFFICIAL AND MARKET."""

    key: str = "gap"
    order: int = 46

    def build(self, briefing: Briefing) -> Section | None:
        """The gap when both were last made, over the period, and what is usual; nothing where no gap is known."""
        gap = briefing.gap
        if gap is None:
            return None
        blocks: tuple[Block, ...] = (
            Paragraph(
                content=text(" ".join(filter(None, (_newest(briefing, gap), _period(briefing, gap), _usual(gap)))))
            ),
            *figures_of(briefing, "gap"),
            Paragraph(content=text(f"Matched by when each was made: {clean(gap.rule, 160)}.")),
        )
        aside = text("per cent of the market's rate")
        return Section(key=self.key, title="OFFICIAL AND MARKET", aside=aside, blocks=blocks)


def _newest(briefing: Briefing, gap: OfficialGap) -> str:
    market = f"the market's ({clean(gap.market, 60)}, {gap.when(gap.newest)})"
    return (
        f"The official rate of {_day(briefing, gap, gap.newest)} stood {above_or_below(gap.newest.value)}"
        f" {market}{_rounding(gap.newest)}."
    )


def _rounding(one: Observation) -> str:
    """How far rounding leaves a gap open, to go on with; empty where it does not show."""
    if one.span is None:
        return ""
    return f", give or take {percent(float(one.span.high - one.span.low) / 200, digits=2)} that rounding leaves open"


def _period(briefing: Briefing, gap: OfficialGap) -> str:
    if len(gap.within) < 2:
        return ""
    told = [_range(briefing, gap, tuple(run)) for _, run in groupby(gap.within, lambda one: one.fixing.method)]
    return f"Over the period it was {'; since the way it is made changed, '.join(told)}."


def _range(briefing: Briefing, gap: OfficialGap, run: Sequence[Observation]) -> str:
    """Between which two values gaps made in one way stood."""
    low = min(run, key=lambda one: one.value)
    high = max(run, key=lambda one: one.value)
    first, last = (f"{above_or_below(one.value)} on {_day(briefing, gap, one)}" for one in (low, high))
    return f"between {first} and {last}" if len(run) > 1 else first


def _usual(gap: OfficialGap) -> str:
    since = dates.short(gap.day_of(gap.since), year=True)
    counted = f"{gap.n} {'rate' if gap.n == 1 else 'rates'} since {since}"
    if gap.typical is None:
        return f"What is usual cannot be told from {counted}."
    largest = dates.short(gap.day_of(gap.largest), year=True)
    return (
        f"Usually the two are {percent(gap.typical / 100, digits=2)} apart, either way ({counted}); the largest gap was"
        f" {above_or_below(gap.largest.value)} on {largest}."
    )


def _day(briefing: Briefing, gap: OfficialGap, one: Observation) -> str:
    return dates.day_name(gap.day_of(one), year=dates.crosses_years(briefing.period))


SECTION = GapSection()
