"""Bank of Russia: the key rate, per cent a year, one value for each day on which it was in force.

The service writes each day as midnight of Moscow at +03:00, in 2014 too, when Moscow was at +04:00: the date is taken
as it is written. A decision is announced at 13:30 of a board day and takes effect some days later, an extraordinary
one on the day itself.
"""

from __future__ import annotations

from datetime import date, timedelta

from tracker.model.instants import zone
from tracker.model.source import Expectations, Gate, Request, Snapshot, SourceInfo
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.bank_of_russia import HOST, RIGHTS, ZONE, ask_between, dated_values
from tracker.sources.spans import began, days_to_ask

SERIES = "RU/KEYRATE@cbr_key_rate"
HISTORY = "history"

_OPERATION = "KeyRateXML"
_FIRST = date(2013, 9, 13)
_OVERLAP = timedelta(days=30)
_BYTES_A_DAY = 57


class CbrKeyRate(HttpSource):
    """The source ``cbr_key_rate``."""

    info = SourceInfo(
        key="cbr_key_rate",
        kind="rates",
        title="Key rate of the Bank of Russia",
        publisher="Bank of Russia",
        homepage="https://www.cbr.ru/eng/hd_base/keyrate/",
        hosts=(HOST,),
        cadence=timedelta(hours=6),
        zone=ZONE,
        rights=RIGHTS,
        expectations=Expectations(
            max_age=timedelta(days=14),
            max_ahead=timedelta(days=4),
            min_value="0.01",
            max_value="100",
            gate=Gate(jump=3.0, spike=3.0, slips=False),  # a policy rate stands still, and then leaps
        ),
        verified=False,
        note="Per cent a year by day of effect, since 13 September 2013. Not an exchange rate: shown, never aligned.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """All days at first, then those since a month before the newest stored one."""
        tomorrow = plan.now.astimezone(zone(ZONE)).date() + timedelta(days=1)
        asked = days_to_ask(plan, plan.newest.get(SERIES), first=_FIRST, overlap=_OVERLAP, last=tomorrow)
        if asked is None:
            return ()
        size = _BYTES_A_DAY * (asked[1] - asked[0]).days
        return (ask_between(_OPERATION, *asked, kind=HISTORY, size=size),)

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """The first day there is."""
        return began(_FIRST, plan.since, "Key rates")

    def parse(self, snapshot: Snapshot) -> Records:
        """Quotes ``RU/KEYRATE@cbr_key_rate``; ``ParseError`` when no row can be read."""
        return dated_values(snapshot, _OPERATION, series=SERIES, row="KR", day="DT", value="Rate")


SOURCE = CbrKeyRate()
