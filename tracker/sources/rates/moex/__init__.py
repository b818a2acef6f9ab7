"""Moscow Exchange: trades of dollar, euro and yuan against the rouble, from its information server ISS.

``USD/RUB@moex``
    The last trade of each trading day on the board CETS; the label is the trading day.
``USD/RUB@moex.1h``
    The close of each hourly candle; the label is the UTC instant at which the hour ends.
``USD/RUB@moex.1d``
    The close of the daily candle, to hold against the first.

Dollar and euro end on 11 June 2024, the yuan goes on. Off until the user enables it: since 12 June 2024 the company is
on the United States' list of blocked persons.

Built from the documentation of ISS, not yet tried on its real bytes: what is not understood is told and left out.
"""

from __future__ import annotations

from datetime import date, timedelta

from tracker.model.instants import parse_instant, zone
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo, Span
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.rates.moex.pages import ZONE, next_start, read_page
from tracker.sources.rates.moex.securities import CLOSES, DAYS, HOURS, SECURITIES, Kind, Security
from tracker.sources.spans import by_years

_HOST = "iss.moex.com"
_FIRST_DAY = date(2014, 1, 1)
_FIRST_HOURS = timedelta(days=90)
_AGAIN = timedelta(days=5)
_HOURS_A_DAY, _BYTES_A_ROW = 14, 110


class Moex(HttpSource):
    """The source ``moex``."""

    info = SourceInfo(
        key="moex",
        kind="rates",
        title="Moscow Exchange: trades of dollar, euro and yuan",
        publisher="Moscow Exchange",
        homepage="https://www.moex.com/en/",
        hosts=(_HOST,),
        cadence=timedelta(hours=3),
        zone=ZONE,
        rights=Rights(
            licence="Terms of the exchange: for information, no redistribution without an agreement",
            credit="Source: Moscow Exchange.",
            url="https://www.moex.com/en/datapolicy/",
            because="the exchange allows no redistribution without an agreement",
        ),
        # A page may rightly be empty, and most pages are of the past: how fresh the series is its calendar tells.
        expectations=Expectations(min_records=0, min_share_of_last=0.0, max_age=timedelta(days=36_500)),
        verified=False,
        enabled=False,
        paged=True,
        settled_after=_AGAIN,
        note="Its server belongs to a company on the United States' list of blocked persons (SDN) since 12 June 2024:"
        " whoever enables it decides for themself about the law that applies to them.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """The first page of each security and kind, in a back-fill of each year; what has ended is asked for once, or
        by a back-fill."""
        today = plan.now.astimezone(zone(ZONE)).date()
        last = today if plan.until is None else min(today, plan.until - timedelta(days=1))
        found = []
        for security in SECURITIES:
            through = last if security.ends is None else min(last, security.ends)
            for kind in (CLOSES, HOURS, DAYS):
                first = _first(plan, security, kind, today)
                complete = security.ends is not None and plan.since is None and first >= security.ends - _AGAIN
                if complete:
                    continue
                spans = by_years(first, through) if plan.back_fill else [(first, through)] if first <= through else []
                found += [_page(security, kind, first=begins, last=ends) for begins, ends in spans]
        return tuple(found)

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        """The next page. Raises ``ParseError`` when a page comes again instead of the one asked for."""
        start = next_start(snapshot)
        if start is None:
            return ()
        address = snapshot.url.partition("&start=")[0]
        return (Request(url=f"{address}&start={start}", kind=snapshot.kind),)

    def parse(self, snapshot: Snapshot) -> Records:
        """The closes of finished days and hours. Raises ``ParseError``."""
        return read_page(snapshot)


def _first(plan: FetchPlan, security: Security, kind: Kind, today: date) -> date:
    newest = plan.newest.get(security.series(kind))
    if plan.since is not None:
        return plan.since
    if newest is None:
        return today - _FIRST_HOURS if kind is HOURS else _FIRST_DAY
    day = parse_instant(newest).astimezone(zone(ZONE)).date() if "T" in newest else date.fromisoformat(newest)
    return day - _AGAIN


def _page(security: Security, kind: Kind, *, first: date, last: date) -> Request:
    interval = f"&interval={kind.interval}" if kind.interval else ""
    url = f"https://{_HOST}/iss/{kind.path.format(security=security.code)}"
    query = f"iss.meta=off&from={first.isoformat()}&till={last.isoformat()}{interval}&start=0"
    span = Span(of=f"{kind.name} {security.code}", first=first, last=last)
    rows = (last - first).days * 5 // 7 * (_HOURS_A_DAY if kind is HOURS else 1) + 1
    return Request(url=f"{url}?{query}", kind=span.of, span=span, size=_BYTES_A_ROW * rows)


SOURCE = Moex()
