"""Bank of Russia: international reserves at the end of each week, billions of US dollars.

A value is of a Friday and appears on the Thursday after it. Since March 2022 about half of the sum is immobilised
abroad; the numbers say nothing of that.
"""

from __future__ import annotations

from datetime import date, timedelta

from tracker.model.instants import zone
from tracker.model.source import Expectations, Request, Snapshot, SourceInfo
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.bank_of_russia import HOST, RIGHTS, ZONE, ask_between, dated_values

SERIES = "RU/RESERVES@cbr_reserves"
HISTORY = "history"

_OPERATION = "mrrf7DXML"
_FIRST = date(1998, 1, 1)
_OVERLAP = timedelta(days=60)
"""Weekly values are corrected when the month is closed."""


class CbrReserves(HttpSource):
    """The source ``cbr_reserves``."""

    info = SourceInfo(
        key="cbr_reserves",
        kind="rates",
        title="International reserves of the Russian Federation",
        publisher="Bank of Russia",
        homepage="https://www.cbr.ru/eng/hd_base/mrrf/mrrf_7d/",
        hosts=(HOST,),
        cadence=timedelta(hours=12),
        zone=ZONE,
        rights=RIGHTS,
        expectations=Expectations(max_age=timedelta(days=25), min_value="1", max_value="2000"),
        verified=False,
        note="Billions of US dollars, weekly. Not an exchange rate: shown, never aligned.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """All weeks at first, then those since two months before the newest stored one."""
        today = plan.now.astimezone(zone(ZONE)).date()
        newest = plan.newest.get(SERIES)
        first = _FIRST if newest is None else date.fromisoformat(newest) - _OVERLAP
        if plan.since is not None or plan.until is not None:
            first = plan.since or _FIRST
        last = today if plan.until is None else min(plan.until - timedelta(days=1), today)
        first = max(first, _FIRST)
        return (ask_between(_OPERATION, first, last, kind=HISTORY),) if first <= last else ()

    def parse(self, snapshot: Snapshot) -> Records:
        """Quotes ``RU/RESERVES@cbr_reserves``; ``ParseError`` when no row can be read."""
        return dated_values(snapshot, _OPERATION, series=SERIES, row="mr", day="D0", value="val")


SOURCE = CbrReserves()
