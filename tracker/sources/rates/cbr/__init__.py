"""Bank of Russia: official rates of foreign currencies, roubles per unit, labelled with the day they take effect.

Two ways to the same numbers: the XML scripts (a day of all currencies, or a range of one), and the SOAP service where
those are missing, refused or answered with something else. The usual run asks for the newest table and, for the
dollar, the euro and the yuan, for the days since the newest stored rate with some before it, because a rate may be
corrected. The server knows neither ETag nor Last-Modified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from tracker.model.instants import zone
from tracker.model.source import Expectations, Request, Snapshot, SourceInfo, Span
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.bank_of_russia import HOST, RIGHTS, ZONE
from tracker.sources.parsing.documents import damaged
from tracker.sources.rates.cbr import scripts, service
from tracker.sources.rates.cbr.currencies import BY_DEFAULT, CODES, ISO, REPLACED, chosen, lifetime
from tracker.sources.rates.cbr.rows import FIRST_LABEL
from tracker.sources.spans import by_years, held_until

NEWEST = "newest"
DAY = "day"
RANGE = "range"

_SCRIPTS = f"https://{HOST}/scripts/"
_OVERLAP = timedelta(days=20)
_AT_FIRST = timedelta(days=400)
_DAY_BY_DAY = timedelta(days=31)
"""Up to this long a back-fill asks for every day's table, which has all currencies; beyond it, and for currencies that
are named, for yearly ranges."""

_CAUGHT_UP = timedelta(days=14)
"""As far back the usual run asks for the tables of days it missed, for the sake of the other currencies."""

_ALWAYS_THERE = "GBP/RUB@cbr"
_SUNDAY = 6

_TABLE_BYTES, _RATE_BYTES = 7_000, 137

_READERS: Mapping[str, Callable[[Snapshot], Records]] = {
    NEWEST: scripts.read_daily,
    DAY: scripts.read_daily,
    RANGE: scripts.read_dynamic,
    service.LATEST: service.confirm_latest,
    service.RANGE: service.read_range,
    service.DAY: service.read_day,
}


class Cbr(HttpSource):
    """The source ``cbr``."""

    info = SourceInfo(
        key="cbr",
        kind="rates",
        title="Official rates of the Bank of Russia",
        publisher="Bank of Russia",
        homepage="https://www.cbr.ru/eng/currency_base/daily/",
        hosts=(HOST,),
        cadence=timedelta(hours=6),  # and when a rate should be out
        zone=ZONE,
        rights=RIGHTS,
        expectations=Expectations(
            min_records=0,  # a short range around New Year has none; the readers refuse what cannot be empty
            max_age=timedelta(days=13),
            max_ahead=timedelta(days=1),
            min_value="0.000001",
            max_value="100000",
        ),
        verified=True,
        not_verified=("the SOAP service",),
        settled_after=timedelta(days=1),
        goes_on=True,
        note="Labelled with the day after the making. Networks outside Russia are sometimes refused.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """The newest table, those of the last days missed, and the latest days of the main currencies; or the days and
        years of a back-fill."""
        tomorrow = plan.now.astimezone(zone(ZONE)).date() + timedelta(days=1)
        oldest = date.fromisoformat(FIRST_LABEL)
        currencies = chosen(plan.currencies, plan.pairs, plan.since)
        if not plan.back_fill:
            ranges = [
                _range(currency, first, last)
                for currency in currencies
                for first, last in _spans(*_while_it_existed(currency, _since(plan, currency, oldest), tomorrow))
            ]
            return (_day(tomorrow, NEWEST), *(_day(day, DAY) for day in _missed(plan, tomorrow)), *ranges)
        first = max(plan.since or oldest, oldest)
        last = tomorrow if plan.until is None else min(plan.until - timedelta(days=1), tomorrow)
        if last < first:
            return ()
        if last - first < _DAY_BY_DAY and not plan.currencies:
            days = (last - first).days + 1
            return tuple(_day(first + timedelta(days=offset), DAY) for offset in range(days))
        return tuple(
            _range(currency, *years)
            for currency in currencies
            for years in by_years(*_while_it_existed(currency, first, last))
        )

    @property
    def currencies(self) -> tuple[str, ...]:
        """All that have a code of the Bank's."""
        return tuple(CODES)

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """The day of the oldest rate, and units that are younger than what is asked for, or gone."""
        if plan.since is None:
            return ()
        said = []
        if plan.since < date.fromisoformat(FIRST_LABEL):
            said.append(f"Rates are kept from {FIRST_LABEL} on: how earlier ones were made is not known.")
        wanted = chosen(plan.currencies, plan.pairs, plan.since)
        for currency in wanted:
            began, ended = lifetime(currency)
            if plan.since < began:
                old = REPLACED.get(currency)
                before = f"; the {old} before it is asked for too, a series of its own" if old else ""
                said.append(f"{currency} begins on {began.isoformat()}{before}.")
            if ended < plan.since:
                said.append(f"{currency} ended on {ended.isoformat()}.")
        return tuple(said)

    def instead(self, request: Request) -> tuple[Request, ...]:
        """The service. A past day is asked for by ranges of the main currencies: each rate there has its own date."""
        if request.kind == NEWEST:
            return (service.ask_latest(),)
        if request.kind == DAY:
            day = _written(request, "date_req")
            return tuple(service.ask_range(currency, day, day) for currency in BY_DEFAULT)
        if request.kind == RANGE:
            first, last = _written(request, "date_req1"), _written(request, "date_req2")
            return (service.ask_range(ISO[request.params["VAL_NM_RQ"]], first, last),)
        return ()

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        """The table of the day the service names as its newest."""
        return (service.ask_day(service.read_latest(snapshot)),) if snapshot.kind == service.LATEST else ()

    def parse(self, snapshot: Snapshot) -> Records:
        """Quotes ``XXX/RUB@cbr`` per one unit; raises ``ParseError`` for whatever else was sent with status 200."""
        try:
            return _READERS[snapshot.kind](snapshot)
        except ValueError as error:
            raise damaged(snapshot, str(error)) from error


def _since(plan: FetchPlan, currency: str, oldest: date) -> date:
    """From where on to ask for a currency: some days before those that came without a gap.

    The newest label does not say that, because each run begins with a table of the newest day.
    """
    first = plan.now.date() - _AT_FIRST
    held = held_until(plan.finished, currency, first)
    if held is not None and held >= first - _AT_FIRST:
        first = held - _OVERLAP
    newest = plan.newest.get(f"{currency}/RUB@cbr")
    return max(oldest, first if newest is None else min(first, date.fromisoformat(newest) - _OVERLAP))


def _missed(plan: FetchPlan, tomorrow: date) -> Iterator[date]:
    """The latest days whose tables this installation missed; those of Sundays and Mondays are of Saturdays."""
    newest = plan.newest.get(_ALWAYS_THERE)
    if newest is not None:
        first = max(date.fromisoformat(newest) + timedelta(days=1), tomorrow - _CAUGHT_UP)
        for offset in range((tomorrow - first).days):
            day = first + timedelta(days=offset)
            if 0 < day.weekday() < _SUNDAY:
                yield day


def _while_it_existed(currency: str, first: date, last: date) -> tuple[date, date]:
    began, ended = lifetime(currency)
    return max(first, began), min(last, ended)


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    """A range as one, or cut at the turns of years where it is longer than one."""
    if last - first > _AT_FIRST + _OVERLAP:
        yield from by_years(first, last)
    elif first <= last:
        yield first, last


def _day(day: date, kind: str) -> Request:
    params = {"date_req": f"{day:%d/%m/%Y}"}
    span = Span(of="all currencies", first=day, last=day)
    return Request(url=f"{_SCRIPTS}XML_daily.asp", kind=kind, params=params, span=span, size=_TABLE_BYTES)


def _range(currency: str, first: date, last: date) -> Request:
    dates = {"date_req1": f"{first:%d/%m/%Y}", "date_req2": f"{last:%d/%m/%Y}"}
    return Request(
        url=f"{_SCRIPTS}XML_dynamic.asp",
        kind=RANGE,
        params={**dates, "VAL_NM_RQ": CODES[currency]},
        span=Span(of=currency, first=first, last=last),
        size=_RATE_BYTES * ((last - first).days * 5 // 7 + 1),
    )


def _written(request: Request, name: str) -> date:
    return datetime.strptime(request.params[name], "%d/%m/%Y").date()  # noqa: DTZ007  # a date of the publisher's


SOURCE = Cbr()
