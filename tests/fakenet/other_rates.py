"""The Bank of Canada, Frankfurter, FRED, the Moscow Exchange and currency-api with synthetic rates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import unquote

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import MOSCOW, TORONTO, Clock, rouble, wiggle
from tests.fakenet.scenarios import conditional


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
