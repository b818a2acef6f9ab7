"""What a letter says of the same week at another hour, and of the official rate beside the market's."""

from __future__ import annotations

from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.method_breaks import across
from tracker.reports.numbers import percent
from tracker.reports.official_gap import above_or_below
from tracker.reports.phrases import direction
from tracker.reports.wording import ENGLISH, Words


def other_rates(briefing: Briefing, words: Words = ENGLISH) -> tuple[str, ...]:
    """The first other rate with its move over the period and whether it agrees, then the gap; either may be missing."""
    return tuple(filter(None, (_second(briefing, words), _gap(briefing, words))))


def _second(briefing: Briefing, words: Words) -> str:
    second = next((one for one in briefing.second if one.period is not None and one.windows), None)
    if second is None or second.period is None or briefing.rate is None:
        return ""
    here, there = direction(briefing.rate.period.move), direction(second.period.move)
    said = "same" if here == there else "unchanged" if "unchanged" in (here, there) else "opposite"
    return words(
        f"letter.second.{said}",
        name=clean(words.of(second.info.schedule if second.info is not None else second.title), 100),
        quote=pair_of(briefing.info.series.name, words).quote,
        moved=percent(second.period.move.value_change, signed=True, words=words),
        across=across(second.period, words),
    )


def _gap(briefing: Briefing, words: Words) -> str:
    gap = briefing.gap
    if gap is None:
        return ""
    stood = words(
        "letter.gap.stood",
        day=dates.weekday_in(gap.day_of(gap.newest), briefing.period, words),
        where=above_or_below(gap.newest.value, words),
        market=clean(words.of(gap.market), 60),
        when=gap.when(gap.newest, words),
    )
    if gap.typical is None:
        return stood
    return f"{stood} {words('letter.gap.usual', share=percent(gap.typical / 100, digits=2, words=words))}"
