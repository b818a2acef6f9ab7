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


def other_rates(briefing: Briefing) -> tuple[str, ...]:
    """The first other rate with its move over the period and whether it agrees, then the gap; either may be missing."""
    return tuple(filter(None, (_second(briefing), _gap(briefing))))


def _second(briefing: Briefing) -> str:
    second = next((one for one in briefing.second if one.period is not None and one.windows), None)
    if second is None or second.period is None or briefing.rate is None:
        return ""
    quote = pair_of(briefing.info.series.name).quote
    here, there = direction(briefing.rate.period.move), direction(second.period.move)
    moved = percent(second.period.move.value_change, signed=True)
    name = clean(second.info.schedule if second.info is not None else second.title, 100)
    said = "went the same way" if here == there else "did not" if "unchanged" in (here, there) else "went the other way"
    return f"Rates made at another hour {said}: {name}, {quote} {moved}{across(second.period)}."


def _gap(briefing: Briefing) -> str:
    gap = briefing.gap
    if gap is None:
        return ""
    day = dates.weekday_in(gap.day_of(gap.newest), briefing.period)
    usual = "" if gap.typical is None else f" {percent(gap.typical / 100, digits=2)} apart is usual."
    return (
        f"{day}'s official rate stood {above_or_below(gap.newest.value)} the market's ({clean(gap.market, 60)},"
        f" {gap.when(gap.newest)}).{usual}"
    )
