"""The declared gaps of a pair between an official rate and the market's, over a period and with their history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from tracker.data.loader import series
from tracker.model.observation import Observation
from tracker.model.period import Period
from tracker.reports.official_gap import OfficialGap
from tracker.services.context import Context
from tracker.services.rates import KnownBy, is_on, read_levels
from tracker.services.rights import barred
from tracker.services.series_words import short_name

_HISTORY = timedelta(days=365)
_LEAST = 10
"""Of fewer gaps nobody can say what is usual."""


def official_gaps(
    context: Context, pair: str, known: KnownBy, *, begins: datetime | None = None, ends: datetime | None = None
) -> Iterator[OfficialGap]:
    """The gaps of a pair that have a value with begins <= made < ends, in the order in which they are declared.

    Where others read the answer, only those of which both sides may be republished; none of a source that is off.
    """
    for declared in series().values():
        gap = declared.gap
        if gap is None or gap.official.pair != pair or not is_on(declared, context.settings.sources_enabled):
            continue
        if known.republish and barred(declared):
            continue
        levels = read_levels(context, declared.name, known)
        through = [one for one in levels.observations if ends is None or one.fixing.made_to < ends]
        within = tuple(one for one in through if begins is None or begins <= one.fixing.made_to)
        if not within:
            continue
        history = _comparable(through)
        yield OfficialGap(
            series=declared,
            schedule=levels.schedule,
            official=short_name(gap.official.publisher),
            market=short_name(gap.market.publisher),
            within=within,
            typical=median(abs(float(one.value)) for one in history) if len(history) >= _LEAST else None,
            largest=max(history, key=lambda one: abs(one.value)),
            since=history[0],
            n=len(history),
            history=tuple(history),
        )


def gap_of_report(context: Context, pair: str, period: Period, known: KnownBy) -> OfficialGap | None:
    """The first gap of a pair with a value in a period that a report tells of; None before there is a story in it."""
    told = (
        declared.gap.told_from
        for declared in series().values()
        if declared.gap is not None and declared.gap.official.pair == pair and declared.gap.told_from is not None
    )
    begins = min(told, default=None)
    if begins is None or period.last_day < begins:
        return None
    found = official_gaps(context, pair, known, begins=period.start, ends=period.end)
    return next(found, None)


def _comparable(found: list[Observation]) -> list[Observation]:
    """The gaps of the year up to the newest, made in the same way as it."""
    newest = found[-1].fixing
    return [
        one for one in found if one.fixing.method == newest.method and newest.made_to - one.fixing.made_to <= _HISTORY
    ]
