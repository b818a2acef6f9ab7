"""The real upstreams' outsides with synthetic, plausible, repeatable data up to ``now()``.

``world(now)`` gives a handler for every host the product asks. ``now`` is called at each request, so a test that
moves its clock moves the world.
"""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import unquote, urlencode
from zoneinfo import ZoneInfo

from tests.fakenet.bank_of_russia import bank_of_russia
from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.scenarios import conditional

Clock = Callable[[], datetime]

LONDON = ZoneInfo("Europe/London")
BERLIN = ZoneInfo("Europe/Berlin")
MOSCOW = ZoneInfo("Europe/Moscow")
NEW_YORK = ZoneInfo("America/New_York")
TORONTO = ZoneInfo("America/Toronto")

_LEVELS = {
    "USD": 1.1172, "JPY": 175.68, "CZK": 24.353, "DKK": 7.4735, "GBP": 0.8338, "HUF": 366.33, "PLN": 4.4038,
    "RON": 5.3447, "SEK": 10.978, "CHF": 0.9194, "ISK": 136.0, "NOK": 10.312, "TRY": 55.8015, "AUD": 1.5904,
    "BRL": 6.0692, "CAD": 1.5606, "CNY": 7.4326, "HKD": 8.7652, "IDR": 20275.17, "ILS": 3.495, "INR": 106.084,
    "KRW": 1491.76, "MXN": 21.1237, "MYR": 4.5325, "NZD": 1.9823, "PHP": 71.143, "SGD": 1.4282, "THB": 37.683,
    "ZAR": 18.6455,
}  # fmt: skip


def world(now: Clock) -> dict[str, Handler]:
    """Handlers for every host of every source."""
    chart = yahoo(now)
    return {
        "www.ecb.europa.eu": ecb(now),
        "query1.finance.yahoo.com": chart,
        "query2.finance.yahoo.com": chart,
        "fc.yahoo.com": chart,
        "www.federalregister.gov": federal_register(now),
        "www.cbr.ru": bank_of_russia(now),
        "www.bankofcanada.ca": bank_of_canada(now),
        "api.frankfurter.dev": frankfurter(now),
        "fred.stlouisfed.org": fred(now),
        "iss.moex.com": moex(now),
        "cdn.jsdelivr.net": currency_api(now),
        "currency-api.pages.dev": currency_api(now),
    }


def wiggle(moment: float, *, seed: float) -> float:
    """A smooth, repeatable relative deviation of a few per cent; ``moment`` in days."""
    waves = ((0.011, 1.0), (0.006, 3.7), (0.004, 11.3), (0.002, 29.1))
    return sum(size * math.sin(moment / 9.0 * pace + seed * (1 + pace)) for size, pace in waves)


# --- ECB -----------------------------------------------------------------------------------------------------------


def is_out(day: date, until: datetime) -> bool:
    """Whether the rates of a day are published (16:00 Berlin) by an instant."""
    return datetime.combine(day, time(16), tzinfo=BERLIN) <= until


def published_days(first: date, until: datetime) -> list[date]:
    """Weekdays from ``first`` whose rates are out by ``until``; no holidays."""
    days = []
    day = first
    while is_out(day, until):
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return days


@lru_cache(maxsize=8)
def ecb_history(until: datetime, first: date = date(2025, 1, 2)) -> bytes:
    """``eurofxref-hist.zip`` as of an instant: real until the embedded archive ends, then continued."""
    from tracker.sources.rates.ecb import embedded

    with zipfile.ZipFile(embedded()) as archive:
        lines = archive.read("eurofxref-hist.csv").decode().splitlines()
    known = [line for line in lines[1:] if is_out(date.fromisoformat(line[:10]), until)]
    codes = lines[0].split(",")[1:-1]
    last = date.fromisoformat(known[0][:10]) if known else first
    fresh = [
        ",".join([day.isoformat(), *(_rate(code, day) or "N/A" for code in codes)]) + ","
        for day in reversed(published_days(last + timedelta(days=1), until))
    ]
    return zipped("eurofxref-hist.csv", "\n".join([lines[0], *fresh, *known]) + "\n")


def ecb_daily(until: datetime) -> bytes:
    """``eurofxref.zip`` as of an instant."""
    day = published_days((until - timedelta(days=9)).date(), until)[-1]
    written = f"{day.day:02d} {day:%B %Y}"
    head = "Date, " + ", ".join(_LEVELS) + ", \n"
    return zipped("eurofxref.csv", head + ", ".join([written, *(str(_rate(code, day)) for code in _LEVELS)]) + ", \n")


def _rate(code: str, day: date) -> str | None:
    level = _LEVELS.get(code)
    if level is None:
        return None
    return f"{level * (1 + wiggle(day.toordinal(), seed=sum(map(ord, code)) / 50.0)):.4f}"


def zipped(name: str, text: str) -> bytes:
    """A zip of one file, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def ecb(now: Clock) -> Handler:
    """www.ecb.europa.eu."""

    def answer(ask: Ask) -> Reply:
        if ask.path.endswith("/eurofxref-hist.zip"):
            day = published_days((now() - timedelta(days=9)).date(), now())[-1]
            as_of = datetime.combine(day, time(16), tzinfo=BERLIN)
            return Reply(body=ecb_history(as_of), media_type="application/zip")
        if ask.path.endswith("/eurofxref.zip"):
            return Reply(body=ecb_daily(now()), media_type="application/zip")
        return Reply(status=404)

    return conditional(answer)


# --- Yahoo ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)  # five charts are drawn from the same instants
def rouble(at: datetime) -> float:
    """Roubles per dollar at an instant."""
    return round(82.5 * (1 + wiggle(at.timestamp() / 86400.0, seed=2.2)), 4)


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


# --- Bank of Canada, Frankfurter, FRED ------------------------------------------------------------------------------


def _asked_days(ask: Ask, first: str, last: str, until: date) -> Iterator[date]:
    """The weekdays a request asks for, from 2025 and up to ``until``."""
    day = max(date.fromisoformat(ask.query[first][0]), date(2025, 1, 2))
    end = min(date.fromisoformat(ask.query[last][0]) if last in ask.query else until, until)
    while day <= end:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def bank_of_canada(now: Clock) -> Handler:
    """www.bankofcanada.ca: a day's rates from 16:30 Toronto, four significant digits with their zeros."""

    def answer(ask: Ask) -> Reply:
        found = re.fullmatch(r"/valet/observations/([A-Z,]+)/json", ask.path.replace("%2C", ","))
        if found is None or set(found[1].split(",")) != {"FXRUBCAD", "FXUSDCAD"}:
            return Reply(status=404, body=b'{"message":"Series not found."}', media_type="application/json")
        there = (now().astimezone(TORONTO) - timedelta(hours=16, minutes=30)).date()
        rows = []
        for day in _asked_days(ask, "start_date", "end_date", there):
            dollar = 1.3716 * (1 + wiggle(day.toordinal(), seed=0.7) / 3)
            made = datetime.combine(day, time(16, 30), tzinfo=TORONTO)
            values = {"FXRUBCAD": f"{dollar / rouble(made):.5f}", "FXUSDCAD": f"{dollar:.4f}"}
            rows.append({"d": day.isoformat(), **{code: {"v": value} for code, value in values.items()}})
        detail = {
            code: {"label": f"{code[2:5]}/CAD", "description": "x", "dimension": {"key": "d", "name": "Date"}}
            for code in found[1].split(",")
        }
        terms = {"url": "https://www.bankofcanada.ca/terms/"}
        body = json.dumps({"terms": terms, "seriesDetail": detail, "observations": rows}, indent=4)
        return Reply(body=body.encode(), media_type="application/json; charset=utf-8")

    return answer


def frankfurter(now: Clock) -> Handler:
    """api.frankfurter.dev: one bank's rates; the Bank of Russia's labels are Tuesday to Friday, its Saturday's lost."""

    def answer(ask: Ask) -> Reply:
        query = ask.query
        if ask.path != "/v2/rates" or (query["base"], query["quotes"]) != (["USD"], ["RUB"]):
            return Reply(status=422, body=b'{"message":"invalid currency"}', media_type="application/json")
        rows: list[dict[str, object]] = []
        for day in _asked_days(ask, "from", "to", now().date()):
            russian = query["providers"] == ["CBR"]
            if russian and day.weekday() == 0:
                continue
            made = datetime.combine(day, time(12), tzinfo=UTC) - timedelta(days=russian)
            row: dict[str, object] = {"date": day.isoformat(), "base": "USD", "quote": "RUB", "rate": rouble(made)}
            if query.get("expand") == ["providers"]:
                row["providers"] = [{"key": key, "rate": row["rate"]} for key in query["providers"][0].split(",")]
            rows.append(row)
        return Reply(body=json.dumps(rows).encode(), media_type="application/json")

    return conditional(answer)


def fred(now: Clock) -> Handler:
    """fred.stlouisfed.org: two columns, nothing on the fourth of July, values a week late."""
    levels = {"DCOILBRENTEU": 81.2, "DTWEXBGS": 121.3, "VIXCLS": 17.9}

    def answer(ask: Ask) -> Reply:
        code = ask.query.get("id", [""])[0]
        if ask.path != "/graph/fredgraph.csv" or code not in levels:
            return Reply(status=404, body=b"<!DOCTYPE html><html></html>", media_type="text/html")
        lines = [f"observation_date,{code}"]
        for day in _asked_days(ask, "cosd", "coed", (now() - timedelta(days=7)).date()):
            value = levels[code] * (1 + wiggle(day.toordinal(), seed=levels[code]))
            lines.append(f"{day},{'' if (day.month, day.day) == (7, 4) else format(value, '.4f')}")
        return Reply(body=("\n".join(lines) + "\n").encode(), media_type="application/csv")

    return answer


# --- Moscow Exchange -------------------------------------------------------------------------------------------------

SECURITIES = {
    "USD000UTSTOM": (1.0, date(2024, 6, 11)),
    "EUR_RUB__TOM": (1.1172, date(2024, 6, 11)),
    "CNYRUB_TOM": (0.1405, None),
}
"""By code: how many times the rouble's own value, and the last trading day."""


def trading_days(first: date, last: date, ends: date | None, now: datetime) -> list[date]:
    """Weekdays from ``first`` to ``last`` that have begun in Moscow; no holidays."""
    through = min(last, now.astimezone(MOSCOW).date(), ends or last)
    days = (first + timedelta(days=offset) for offset in range((through - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def moex(now: Clock) -> Handler:
    """iss.moex.com: closes by 100 with a cursor, candles by 500 without one."""

    def answer(ask: Ask) -> Reply:
        path, query = ask.path.removesuffix(".json"), {name: values[-1] for name, values in ask.query.items()}
        history = path.startswith("/iss/history/engines/currency/markets/selt/boards/CETS/securities/")
        code = path.rpartition("/")[2] if history else path.removesuffix("/candles").rpartition("/")[2]
        if code not in SECURITIES or not (history or path.endswith("/candles")):
            return Reply(status=404)
        times, ends = SECURITIES[code]
        start = int(query["start"])
        days = trading_days(date.fromisoformat(query["from"]), date.fromisoformat(query["till"]), ends, now())
        hours = range(10, 19) if query.get("interval") == "60" else (0,)
        begun = [datetime.combine(day, time(hour), tzinfo=MOSCOW) for day in days for hour in hours]
        begun = [at for at in begun if at <= now()]
        value = {at: round(rouble(at.astimezone(UTC)) * times, 4) for at in begun[start : start + 500]}
        if history:
            columns = ["BOARDID", "TRADEDATE", "SHORTNAME", "SECID", "OPEN", "LOW", "HIGH", "CLOSE", "NUMTRADES"]
            shown = begun[start : start + 100]
            rows = [["CETS", f"{at:%Y-%m-%d}", code[:6], code, *[value[at]] * 4, 100] for at in shown]
            cursor = {"columns": ["INDEX", "TOTAL", "PAGESIZE"], "data": [[start, len(begun), 100]]}
            document = {"history": {"columns": columns, "data": rows}, "history.cursor": cursor}
        else:
            columns = ["open", "close", "high", "low", "value", "volume", "begin", "end"]
            length = timedelta(hours=1 if len(hours) > 1 else 24)
            form = "%Y-%m-%d %H:%M:%S"
            rows = [
                [*[each] * 4, 1.0, 1.0, f"{at:{form}}", f"{at + length - timedelta(seconds=1):{form}}"]
                for at, each in value.items()
            ]
            document = {"candles": {"columns": columns, "data": rows}}
        return Reply(body=json.dumps(document).encode(), media_type="application/json")

    return answer


# --- currency-api ----------------------------------------------------------------------------------------------------


def currency_api(now: Clock) -> Handler:
    """cdn.jsdelivr.net and currency-api.pages.dev: a version a day, out two hours after midnight UTC."""

    def answer(ask: Ask) -> Reply:
        newest = (now() - timedelta(hours=2)).date()
        version = re.search(r"/npm/@fawazahmed0/currency-api@(\d+)\.(\d+)\.(\d+)/", unquote(ask.path))
        day = newest if version is None else date(*map(int, version.groups()))
        if not date(2024, 3, 2) <= day <= newest or not ask.path.endswith("/v1/currencies/usd.json"):
            return Reply(status=404, body=b"Couldn't find the requested release version.", media_type="text/plain")
        at = datetime.combine(day, time(0), tzinfo=UTC)
        rates = {"btc": 1e-05, "cny": 6.653, "eur": 0.8951, "rub": rouble(at), "usd": 1}
        body = json.dumps({"date": day.isoformat(), "usd": rates}).encode()
        return Reply(body=body, media_type="application/json; charset=utf-8")

    return answer


# --- Federal Register ------------------------------------------------------------------------------------------------


def documents(first: date, last: date) -> Iterator[dict[str, object]]:
    """OFAC's and the President's documents in a window, newest first: one about Russia each Wednesday and month."""
    day = last
    while day >= first:
        number = f"{day.year}-{day.toordinal() % 100000:05d}"
        if day.weekday() == 2:
            yield _register(day, number, "Notice of OFAC Sanctions Actions: Russian Harmful Foreign Activities", "ofac")
        if day.weekday() == 3:
            yield _register(day, number, "Cuban Assets Control Regulations; Technical Amendments", "ofac")
        if day.day == 5:
            title = "Continuation of the National Emergency With Respect to Ukraine"
            yield _register(day, number + "P", title, "president")
        day -= timedelta(days=1)


def _register(day: date, number: str, title: str, kind: str) -> dict[str, object]:
    return {
        "document_number": number,
        "publication_date": day.isoformat(),
        "title": title,
        "abstract": None if kind == "president" else f"The Department of the Treasury publishes: {title}.",
        "type": "Presidential Document" if kind == "president" else "Notice",
        "subtype": "Notice" if kind == "president" else None,
        "signing_date": (day - timedelta(days=3)).isoformat() if kind == "president" else None,
        "effective_on": None,
        "html_url": f"https://www.federalregister.gov/documents/{day:%Y/%m/%d}/{number}/x",
        "topics": ["Banks, banking", "Sanctions"],
        "kind": kind,
    }


def federal_register(now: Clock) -> Handler:
    """www.federalregister.gov."""

    def answer(ask: Ask) -> Reply:
        if not ask.path.startswith("/api/v1/documents"):
            return Reply(status=404)
        query = ask.query
        kind = "ofac" if "conditions[agencies][]" in query else "president"
        first = date.fromisoformat(query["conditions[publication_date][gte]"][0])
        last = min(date.fromisoformat(query["conditions[publication_date][lte]"][0]), now().astimezone(NEW_YORK).date())
        fields = query["fields[]"]
        found = [entry for entry in documents(first, last) if entry["kind"] == kind]
        page, size = int(query.get("page", ["1"])[0]), int(query.get("per_page", ["20"])[0])
        document: dict[str, object] = {"description": "Documents", "count": len(found)}
        if found:
            pages = math.ceil(len(found) / size)
            document["total_pages"] = pages
            if page < pages:
                onward = {**{name: values for name, values in query.items() if name != "page"}, "page": [str(page + 1)]}
                document["next_page_url"] = f"https://{ask.host}{ask.path}?{urlencode(onward, doseq=True)}"
            shown = found[(page - 1) * size : page * size]
            document["results"] = [{name: entry[name] for name in fields} for entry in shown]
        return Reply(body=json.dumps(document).encode(), media_type="application/json")

    return answer
