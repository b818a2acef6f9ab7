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
from tracker.sources.spans import began, days_to_ask

SERIES = "RU/RESERVES@cbr_reserves"
HISTORY = "history"

_OPERATION = "mrrf7DXML"
_FIRST = date(1998, 1, 1)
_OVERLAP = timedelta(days=60)
"""Weekly values are corrected when the month is closed."""
_BYTES_A_DAY = 11


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
        settled_after=_OVERLAP,
        note="Billions of US dollars, weekly. Not an exchange rate: shown, never aligned.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """All weeks at first, then those since two months before the newest stored one."""
        today = plan.now.astimezone(zone(ZONE)).date()
        asked = days_to_ask(plan, plan.newest.get(SERIES), first=_FIRST, overlap=_OVERLAP, last=today)
        if asked is None:
            return ()
        size = _BYTES_A_DAY * (asked[1] - asked[0]).days
        return (ask_between(_OPERATION, *asked, kind=HISTORY, size=size),)

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """The first day there is."""
        return began(_FIRST, plan.since, "Reserves by week")

    def parse(self, snapshot: Snapshot) -> Records:
        """Quotes ``RU/RESERVES@cbr_reserves``; ``ParseError`` when no row can be read."""
        return dated_values(snapshot, _OPERATION, series=SERIES, row="mr", day="D0", value="val")


SOURCE = CbrReserves()
