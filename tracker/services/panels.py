"""Other currencies on the days of a period, from the European Central Bank's fixings."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tracker.analysis.panel import FLOATING, Across, across
from tracker.data.loader import quotable
from tracker.model.instants import Label
from tracker.reports.explanation import Mover, Panel
from tracker.services.briefing import Gathered
from tracker.services.context import Context
from tracker.services.rates import KnownBy, read_stored

if TYPE_CHECKING:
    import pandas as pd

_BEFORE = timedelta(days=500)
"""Enough for the usual swing of each currency to have settled."""


def panels_of(context: Context, found: Gathered, known: KnownBy) -> dict[Label, Panel]:
    """A panel per day of the briefing's period on which the ECB fixed the base currency.

    The studied currency stands in it with the move of the series itself. A series made at another time of the day
    speaks of other hours than the ECB's fixings: its moves get no panel.
    """
    import pandas as pd

    if found.briefing.windows and (found.frames is None or found.frames.factors is None):
        return {}
    name, period = found.levels.series.name, found.briefing.period
    since = period.since - _BEFORE
    wanted = dict.fromkeys((*FLOATING, name.base, name.quote))
    fixed = (quotable("EUR", currency, "ecb") for currency in wanted if currency != "EUR")
    keys = [one.key for one in fixed if one is not None]
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
    if found.briefing.windows and name.base in (*wide.columns, "EUR"):
        wide[name.quote] = _of_the_series(found, wide[name.base] if name.base != "EUR" else 1.0, wide.index)
    inside = [label for label in wide.index if date.fromisoformat(label) >= period.since]
    panels = across(wide, base=name.base, studied=name.quote, labels=inside)
    return {label: panel_of(one) for label, one in panels.items()}


def _of_the_series(found: Gathered, base_per_euro: pd.Series | float, index: pd.Index) -> pd.Series:
    """The studied currency per euro at the ECB's labels, as the series itself has it."""
    import pandas as pd

    own = {observation.label: float(observation.value) for observation in found.levels.observations}
    return pd.Series(own, dtype=float).reindex(index) * base_per_euro


def panel_of(one: Across) -> Panel:
    """A day across currencies as the answer shows it: sizes and signs as a reader sees them."""
    own = one.swings.get(one.studied)
    others = one.others
    return Panel(
        rank=one.rank,
        of=len(one.ranked),
        swings=None if own is None else abs(own),
        movers=tuple(
            Mover(currency=code, change=math.expm1(-one.moves[code]), swings=abs(one.swings[code])) for code in others
        ),
        weaker=one.weaker,
        gained=one.stronger,
        others=len(others),
        typical=one.typical,
    )
