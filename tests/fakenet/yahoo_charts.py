"""Yahoo's chart hosts with synthetic bars."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import LONDON, NEW_YORK, Clock, rouble


def market_open(at: datetime) -> bool:
    """London Monday 00:00 to Friday 22:00."""
    local = at.astimezone(LONDON)
    return local.weekday() < 4 or (local.weekday() == 4 and local.hour < 22)


def bars(
    interval: str, start: datetime, end: datetime, now: datetime, place: ZoneInfo = LONDON
) -> Iterator[tuple[int, float, float]]:
    """Begin (Unix), open and close of each bar that began in [start, end) and by now; the last may still run.

    Days are those of ``place``.
    """
    if interval == "1h":
        at = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        while at < min(end, now):
            if at >= start and market_open(at):
                yield int(at.timestamp()), rouble(at), rouble(min(at + timedelta(hours=1), now))
            at += timedelta(hours=1)
        return
    day = start.astimezone(place).date()
    while (begin := datetime.combine(day, time(0), tzinfo=place)) < min(end, now):
        if begin >= start and day.weekday() < 5:
            yield int(begin.timestamp()), rouble(begin), rouble(min(begin + timedelta(days=1), now))
        day += timedelta(days=1)


CHARTS = {
    "RUB=X": (1.0, "RUB", LONDON, "CURRENCY"),
    "EURRUB=X": (1.1172, "RUB", LONDON, "CURRENCY"),
    "CNYRUB=X": (0.1405, "RUB", LONDON, "CURRENCY"),
    "BZ=F": (0.85, "USD", NEW_YORK, "FUTURE"),
    "DX-Y.NYB": (1.2, "USD", NEW_YORK, "INDEX"),
}
"""By symbol: how many times the rouble's own value, currency, zone, kind."""


def chart(interval: str, start: datetime, end: datetime, now: datetime, *, symbol: str = "RUB=X") -> dict[str, object]:
    """The chart document of the API."""
    times, currency, place, kind = CHARTS[symbol]
    if symbol != "RUB=X":
        start = max(start, now - timedelta(days=40))  # two years of every chart would only cost time
    rows = [
        (begin, round(opened * times, 4), round(closed * times, 4))
        for begin, opened, closed in bars(interval, start, end, now, place)
    ]
    days = {datetime.fromtimestamp(begin, tz=LONDON).date() for begin, _, _ in rows} or {now.astimezone(LONDON).date()}
    periods = [[_period(day)] for day in sorted(days)]
    meta = {
        "currency": currency,
        "symbol": symbol,
        "exchangeName": "CCY",
        "fullExchangeName": "CCY",
        "instrumentType": kind,
        "firstTradeDate": 1070236800,
        "regularMarketTime": int(now.timestamp()),
        "hasPrePostMarketData": False,
        "gmtoffset": 0,
        "timezone": "GMT",
        "exchangeTimezoneName": place.key,
        "regularMarketPrice": rouble(now) * times,
        "priceHint": 4,
        "currentTradingPeriod": {name: _period(now.astimezone(LONDON).date()) for name in ("pre", "regular", "post")},
        "tradingPeriods": periods,
        "dataGranularity": interval,
        "range": "",
        "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"],
    }
    opened, closed = [row[1] for row in rows], [row[2] for row in rows]
    quote = {"open": opened, "close": closed, "low": opened, "high": closed, "volume": [0] * len(rows)}
    result: dict[str, object] = {"meta": meta, "indicators": {"quote": [quote], "adjclose": [{"adjclose": closed}]}}
    if rows:
        result["timestamp"] = [row[0] for row in rows]
    return {"chart": {"result": [result], "error": None}}


def _period(day: date) -> dict[str, object]:
    begin = datetime.combine(day, time(0), tzinfo=LONDON)
    end = datetime.combine(day, time(23, 59), tzinfo=LONDON)
    return {"timezone": "GMT", "start": int(begin.timestamp()), "end": int(end.timestamp()), "gmtoffset": 0}


def yahoo(now: Clock) -> Handler:
    """query1, query2 and fc.yahoo.com."""

    def answer(ask: Ask) -> Reply:
        if ask.host == "fc.yahoo.com":
            cookie = "A3=d=AQABBfake&S=AQAAfake; Max-Age=31557600; Domain=.yahoo.com; Path=/; Secure; HttpOnly"
            return Reply(status=404, body=b"404", headers={"Set-Cookie": cookie})
        if ask.path == "/v1/test/getcrumb":
            return Reply(body=b"fAkEcRuMb1", media_type="text/plain")
        symbol = unquote(ask.path.rpartition("/")[2])
        if not ask.path.startswith("/v8/finance/chart/") or symbol not in CHARTS:
            return Reply(status=404, body=b'{"chart":{"result":null,"error":{"code":"Not Found","description":"?"}}}')
        query = ask.query
        interval = query.get("interval", ["1d"])[0]
        if "period1" in query:
            start, end = (datetime.fromtimestamp(int(query[name][0]), tz=UTC) for name in ("period1", "period2"))
        else:
            end = now()
            start = end - timedelta(days={"1d": 4, "5d": 7}.get(query.get("range", ["1d"])[0], 31))
        body = json.dumps(chart(interval, start, end, now(), symbol=symbol)).encode()
        return Reply(body=body, media_type="application/json")

    return answer
