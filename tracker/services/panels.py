"""Other currencies on the days of a period, from the European Central Bank's fixings."""

from __future__ import annotations

import math
from datetime import date, timedelta

from tracker.analysis.panel import FLOATING, Across, across
from tracker.model.instants import Label
from tracker.reports.explanation import Mover, Panel
from tracker.services.briefing import Gathered
from tracker.services.context import Context
from tracker.services.rates import KnownBy, read_stored

_BEFORE = timedelta(days=500)
"""Enough for the usual swing of each currency to have settled."""


def panels_of(context: Context, found: Gathered, known: KnownBy) -> dict[Label, Panel]:
    """A panel per day of the briefing's period on which the ECB fixed the base currency.

    The studied currency stands in it where the ECB fixes it too; it is then the same move as the series' own, or, for
    a series made at another time of the day, the ECB's.
    """
    import pandas as pd

    name, period = found.levels.series.name, found.briefing.period
    since = period.since - _BEFORE
    wanted = dict.fromkeys((*FLOATING, name.base, name.quote))
    keys = [f"EUR/{currency}@ecb" for currency in wanted if currency != "EUR"]
    last = (period.until - timedelta(days=1)).isoformat()
    stored = read_stored(context, keys, known, since=since.isoformat(), through=last)
    columns = {
        key.partition("@")[0].rpartition("/")[2]: pd.Series(values, dtype=float)
        for key, values in stored.items()
        if values
    }
    if not columns:
        return {}
    wide = pd.DataFrame(columns).sort_index()
    inside = [label for label in wide.index if date.fromisoformat(label) >= period.since]
    panels = across(wide, base=name.base, studied=name.quote, labels=inside)
    return {label: _panel(one) for label, one in panels.items()}


def _panel(one: Across) -> Panel:
    own = one.swings.get(one.studied)
    others = one.others
    return Panel(
        rank=one.rank,
        of=len(one.ranked),
        swings=None if own is None else abs(own),
        movers=tuple(
            Mover(currency=code, change=math.expm1(-one.moves[code]), swings=abs(one.swings[code])) for code in others
        ),
        weaker=round(one.share_weaker * len(others)) if others else 0,
        others=len(others),
        typical=one.typical,
    )
