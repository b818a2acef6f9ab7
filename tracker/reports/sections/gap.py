"""The official rate beside the market's: how far apart they stood, and whether that is usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tracker.model.observation import Observation
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean
from tracker.reports.document import Block, Paragraph, Section, Text, joined, sourced, text
from tracker.reports.figure_blocks import figures_of
from tracker.reports.numbers import percent
from tracker.reports.official_gap import OfficialGap, above_or_below
from tracker.reports.origin import origin_key


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
            Paragraph(content=joined((_newest(briefing, gap), _period(briefing, gap), _usual(gap)))),
            *figures_of(briefing, "gap"),
            Paragraph(content=text(f"Matched by when each was made: {clean(gap.rule, 160)}.")),
        )
        aside = text("per cent of the market's rate")
        return Section(key=self.key, title="OFFICIAL AND MARKET", aside=aside, blocks=blocks)


def _newest(briefing: Briefing, gap: OfficialGap) -> Text:
    market = f"the market's ({clean(gap.market, 60)}, {gap.when(gap.newest)})"
    day = _day(briefing, gap, gap.newest)
    return text(
        f"The official rate of {day} stood ", _stood(gap, gap.newest), f" {market}", _rounding(gap, gap.newest), "."
    )


def _stood(gap: OfficialGap, one: Observation) -> Text:
    return sourced(above_or_below(one.value), origin_key(gap.series.key, one.label))


def _rounding(gap: OfficialGap, one: Observation) -> Text:
    """How far rounding leaves a gap open, to go on with; empty where it does not show."""
    if one.span is None:
        return ()
    half = percent(float(one.span.high - one.span.low) / 200, digits=2)
    return text(", give or take ", sourced(half, origin_key(gap.series.key, one.label)), " that rounding leaves open")


def _period(briefing: Briefing, gap: OfficialGap) -> Text:
    if len(gap.within) < 2:
        return ()
    told = (_range(briefing, gap, tuple(run)) for _, run in groupby(gap.within, lambda one: one.fixing.method))
    return text("Over the period it was ", joined(told, "; since the way it is made changed, "), ".")


def _range(briefing: Briefing, gap: OfficialGap, run: Sequence[Observation]) -> Text:
    """Between which two values gaps made in one way stood."""
    low = min(run, key=lambda one: one.value)
    high = max(run, key=lambda one: one.value)
    first, last = (text(_stood(gap, one), f" on {_day(briefing, gap, one)}") for one in (low, high))
    return text("between ", first, " and ", last) if len(run) > 1 else first


def _usual(gap: OfficialGap) -> Text:
    since = dates.short(gap.day_of(gap.since), year=True)
    counted = f"{gap.n} {'rate' if gap.n == 1 else 'rates'} since {since}"
    if gap.typical is None:
        return text(f"What is usual cannot be told from {counted}.")
    largest = dates.short(gap.day_of(gap.largest), year=True)
    history = (origin_key(gap.series.key, one.label) for one in (gap.since, gap.newest))
    return text(
        "Usually the two are ",
        sourced(percent(gap.typical / 100, digits=2), *history),
        f" apart, either way ({counted}); the largest gap was ",
        _stood(gap, gap.largest),
        f" on {largest}.",
    )


def _day(briefing: Briefing, gap: OfficialGap, one: Observation) -> str:
    return dates.day_name(gap.day_of(one), year=dates.crosses_years(briefing.period))


SECTION = GapSection()
