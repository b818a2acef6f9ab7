"""Yahoo Finance: indicative quotes of dollar, euro and yuan in roubles, of Brent and the dollar index.

Hourly and daily, all symbols of one length of bar in one document.

The only free quotes inside the day since the exchange's dollar trading ended in June 2024. Nobody has to trade at
them, so they are marked indicative and no headline rests on them alone.

``USD/RUB@yahoo.1h``
    The close of each hourly bar; the label is the UTC instant of the bar's *end*.
``USD/RUB@yahoo.1d``
    The *open* of each daily bar, which is the quote at 00:00 London of its label. The field called close is a close
    in some years and a copy of the open in most, so it is a value of no instant that could be named.
``EUR/RUB``, ``CNY/RUB`` (``EURRUB=X``, ``CNYRUB=X``)
    The same.
``BRENT/USD``, ``DXY/PTS`` (``BZ=F``, the front future; ``DX-Y.NYB``)
    What moves the rouble besides news. Their days are those of New York, and the value of a day is its close.

The bar still running is never stored. The last ten days are asked for again on each run, because Yahoo fills and
changes them; a change becomes another vintage.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tracker.model.instants import local_instant, parse_instant, zone
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo, Span, Validators
from tracker.net.addresses import address_of
from tracker.net.answers import Answer
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.rates.yahoo.bars import LEAST, MOST, read_bars
from tracker.sources.rates.yahoo.instruments import ALSO, CHART_HOST, DAILY, HOSTS, HOURLY, LEADING, Instrument
from tracker.sources.rates.yahoo.instruments import LONDON as ZONE
from tracker.sources.rates.yahoo.process import INSTALL, Outcome, failure, run_child
from tracker.sources.spans import began

if TYPE_CHECKING:
    from tracker.net.http import HttpClient

_MAX_HOURLY = timedelta(days=729)  # Yahoo refuses hourly bars older than 730 days
_AGAIN = timedelta(days=10)
_FIRST_DAY = date(2003, 12, 1)
_ALL = (LEADING, *ALSO)


class Yahoo(HttpSource):
    """The source ``yahoo``."""

    info = SourceInfo(
        key="yahoo",
        kind="rates",
        title="Yahoo Finance indicative quotes",
        publisher="Yahoo",
        homepage="https://finance.yahoo.com/quote/RUB=X/",
        hosts=HOSTS,
        cadence=timedelta(hours=1),
        zone=ZONE,
        rights=Rights(
            licence="Yahoo Terms of Service; personal use, no redistribution",
            credit="Indicative quotes: Yahoo Finance.",
            url="https://legal.yahoo.com/us/en/yahoo/terms/otos/index.html",
            because="their terms do not allow republishing",
        ),
        expectations=Expectations(min_records=1, max_age=timedelta(days=5), min_value=str(LEAST), max_value=str(MOST)),
        verified=False,
        note="Quotes nobody has to trade at; a cross-check, never the only ground of a headline.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """Hourly bars always, daily ones when a new day may have been completed."""
        end = plan.now if plan.until is None else min(plan.now, _midnight(plan.until))
        wanted = [_request(HOURLY, starts={one.symbol: _hourly_start(plan, one) for one in _ALL}, end=end)]
        newest = plan.newest.get(LEADING.series(DAILY))
        if plan.since is not None or newest is None or newest < _last_full_weekday(plan.now).isoformat():
            wanted.append(_request(DAILY, starts={one.symbol: _daily_start(plan, one) for one in _ALL}, end=end))
        return tuple(request for request in wanted if request is not None)

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """How far back each length of bar reaches."""
        if plan.since is None:
            return ()
        oldest = (plan.now - _MAX_HOURLY).date()
        said = began(_FIRST_DAY, plan.since, "Its daily bars")
        if plan.since < oldest:
            said += (f"Hourly bars reach back {_MAX_HOURLY.days} days only, to {oldest.isoformat()}.",)
        return said

    def fetch(self, client: HttpClient, request: Request, validators: Validators | None) -> Answer:  # noqa: ARG002
        """The bars as the child process wrote them. Raises ``FetchError``; Yahoo gives no validators."""
        url = address_of(request)
        client.refuse_when_offline(source=self.key, url=url)
        absent = _absent()
        if absent:
            raise failure(Outcome.MISSING, f"{absent} is not installed", url=url)
        client.contact(CHART_HOST, source=self.key)
        arguments = {
            "symbol": LEADING.symbol,
            "interval": request.kind,
            "start": request.params["period1"],
            "end": request.params["period2"],
            "also": request.params["also"],
            "most": str(client.max_bytes),
        }
        content = run_child(arguments, ca_bundle=client.ca_bundle, url=url, deadline=client.library)
        return Answer(status=200, content=content, media_type="application/json", url=url, validators=Validators())

    def missing(self) -> str:
        """Which package is missing, and how to install it."""
        absent = _absent()
        return f"{absent} is not installed. {INSTALL}" if absent else ""

    def parse(self, snapshot: Snapshot) -> Records:
        """Finished, credible bars; the others are set aside with their reason. Raises ``ParseError``."""
        return read_bars(snapshot)


def _absent() -> str:
    """The first of the packages this source needs that is not installed; looked for, not imported."""
    return next((name for name in ("yfinance", "curl_cffi") if not _installed(name)), "")


def _installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):  # something forbids its import, which comes to the same
        return False


def _hourly_start(plan: FetchPlan, instrument: Instrument) -> datetime:
    newest = plan.newest.get(instrument.series(HOURLY))
    start = plan.now - _MAX_HOURLY
    if plan.since is not None:
        start = max(start, _midnight(plan.since))
    elif newest is not None:
        start = max(start, parse_instant(newest) - _AGAIN)
    return start.replace(minute=0, second=0, microsecond=0)


def _daily_start(plan: FetchPlan, instrument: Instrument) -> datetime:
    newest = plan.newest.get(instrument.series(DAILY))
    first = plan.since or (_FIRST_DAY if newest is None else date.fromisoformat(newest) - _AGAIN)
    return _midnight(max(first, _FIRST_DAY))


def _request(kind: str, *, starts: Mapping[str, datetime], end: datetime) -> Request | None:
    """One document of all symbols, each from its own start: one child process instead of five."""
    if starts[LEADING.symbol] >= end:
        return None
    begins = {symbol: int(start.timestamp()) for symbol, start in starts.items() if start < end}
    return Request(
        url=f"https://{CHART_HOST}/v8/finance/chart/{LEADING.symbol}",
        kind=kind,
        params={
            "interval": kind,
            "period1": str(begins.pop(LEADING.symbol)),
            "period2": str(int(end.timestamp())),
            "also": ",".join(f"{symbol}@{begin}" for symbol, begin in begins.items()),
        },
        span=Span(of=kind, first=min(starts.values()).date(), last=end.date()),
    )


def _midnight(day: date) -> datetime:
    return local_instant(day, time(0), ZONE)


def _last_full_weekday(now: datetime) -> date:
    day = now.astimezone(zone(ZONE)).date() - timedelta(days=1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


SOURCE = Yahoo()
