"""www.ecb.europa.eu with synthetic rates from where the embedded archive ends."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import BERLIN, Clock, wiggle, zipped
from tests.fakenet.scenarios import conditional

_LEVELS = {
    "USD": 1.1172, "JPY": 175.68, "CZK": 24.353, "DKK": 7.4735, "GBP": 0.8338, "HUF": 366.33, "PLN": 4.4038,
    "RON": 5.3447, "SEK": 10.978, "CHF": 0.9194, "ISK": 136.0, "NOK": 10.312, "TRY": 55.8015, "AUD": 1.5904,
    "BRL": 6.0692, "CAD": 1.5606, "CNY": 7.4326, "HKD": 8.7652, "IDR": 20275.17, "ILS": 3.495, "INR": 106.084,
    "KRW": 1491.76, "MXN": 21.1237, "MYR": 4.5325, "NZD": 1.9823, "PHP": 71.143, "SGD": 1.4282, "THB": 37.683,
    "ZAR": 18.6455,
}  # fmt: skip


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


_FIRST = date(2025, 1, 2)


@lru_cache(maxsize=8)
def ecb_history(until: datetime, first: date = _FIRST) -> bytes:
    """``eurofxref-hist.zip`` as of an instant: real until the embedded archive ends, then continued."""
    return zipped("eurofxref-hist.csv", "\n".join(_history(until, first)) + "\n")


def _history(until: datetime, first: date) -> list[str]:
    """Its lines, newest first after the one with the codes."""
    head, archived = _archived()
    known = [line for day, line in archived if is_out(day, until)]
    codes = head.split(",")[1:-1]
    last = date.fromisoformat(known[0][:10]) if known else first
    fresh = [
        ",".join([day.isoformat(), *(_rate(code, day) or "N/A" for code in codes)]) + ","
        for day in reversed(published_days(last + timedelta(days=1), until))
    ]
    return [head, *fresh, *known]


@lru_cache(maxsize=1)
def _archived() -> tuple[str, tuple[tuple[date, str], ...]]:
    """The line with the codes of the embedded archive, and each day with its line."""
    from tracker.sources.rates.ecb import embedded

    with zipfile.ZipFile(embedded()) as archive:
        head, *lines = archive.read("eurofxref-hist.csv").decode().splitlines()
    return head, tuple((date.fromisoformat(line[:10]), line) for line in lines)


def ecb_daily(until: datetime) -> bytes:
    """``eurofxref.zip`` as of an instant: the newest day of the history."""
    day = published_days((until - timedelta(days=9)).date(), until)[-1]
    return _ecb_day(day)


@lru_cache(maxsize=8)
def _ecb_day(day: date) -> bytes:
    lines = _history(datetime.combine(day, time(16), tzinfo=BERLIN), _FIRST)
    codes, newest = (line.split(",") for line in lines[:2])
    rates = dict(zip(codes, newest, strict=True))
    head = "Date, " + ", ".join(_LEVELS) + ", \n"
    values = [rates[code] for code in _LEVELS]
    return zipped("eurofxref.csv", head + ", ".join([f"{day.day:02d} {day:%B %Y}", *values]) + ", \n")


def _rate(code: str, day: date) -> str | None:
    level = _LEVELS.get(code)
    if level is None:
        return None
    return f"{level * (1 + wiggle(day.toordinal(), seed=sum(map(ord, code)) / 50.0)):.4f}"


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
