"""currency-api: one dated snapshot a day of the dollar against everything, origin unnamed.

A last cross-check. The rates are collected by a volunteer from places he does not name, at an hour he does not name,
weekends filled in; no report rests on them. Each day is a version of a package that never changes:

    {"date": "2024-03-02", "usd": {"rub": 91.33, "eur": 0.9226, "cny": 7.1967, "btc": 0.000016, …}}

Stored are the dollar in roubles, euros and yuan; the hundreds of others, coins among them, are ignored as a whole.
Not yet tried on real bytes: what is not understood is told and left out.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, NoReturn

from tracker.errors import FetchError
from tracker.model.observation import Quote
from tracker.model.plain_text import clean
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo, Span, Validators
from tracker.net.answers import Answer
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import as_text, damaged, refuse_markup
from tracker.sources.parsing.numbers import decimal_or_text, json_rate
from tracker.sources.parsing.strange import unread
from tracker.sources.spans import began, held_until

if TYPE_CHECKING:
    from tracker.net.http import HttpClient

DAY = "day"
FIRST_DAY = date(2024, 3, 2)

_HOST = "cdn.jsdelivr.net"
_OTHER_HOST = "currency-api.pages.dev"  # holds the newest snapshot alone
_DOCUMENT = "v1/currencies/usd.json"
_VERSION = re.compile(r"@(\d{4})\.(\d{1,2})\.(\d{1,2})/")
_FIRST_RUN = timedelta(days=30)
_BYTES = 9_000
_AGAIN = timedelta(days=3)
_LONGEST = timedelta(days=400)
"""As long a time without this program is made up for."""

_WANTED = ("rub", "eur", "cny")


class CurrencyApi(HttpSource):
    """The source ``currency_api``."""

    info = SourceInfo(
        key="currency_api",
        kind="rates",
        title="currency-api daily snapshots of unnamed origin",
        publisher="Fawaz Ahmed",
        homepage="https://github.com/fawazahmed0/exchange-api",
        hosts=(_HOST, _OTHER_HOST),
        cadence=timedelta(hours=12),
        zone="UTC",
        rights=Rights(
            licence="CC0 1.0",
            credit="Cross-check: currency-api by Fawaz Ahmed.",
            url="https://github.com/fawazahmed0/exchange-api/blob/main/LICENSE",
            republish=True,
        ),
        expectations=Expectations(
            min_records=1, max_age=timedelta(days=36_500)
        ),  # each document is one day's, old or new
        verified=False,
        settled_after=timedelta(days=2),
        goes_on=True,
        enabled=False,
        note="Rates whose origin and hour nobody names: the last cross-check, never the ground of a report.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """One document a day that is not finished, of at least the last thirty; none before 2 March 2024. A stored day
        never changes, but one that failed between two that came would be lost."""
        today = plan.now.astimezone(UTC).date()
        last = today if plan.until is None else min(today, plan.until - timedelta(days=1))
        first = max(plan.since or self._unfinished(plan, today), FIRST_DAY)
        asked = (_of_day(first + timedelta(days=offset)) for offset in range((last - first).days + 1))
        if plan.back_fill:
            return tuple(asked)
        return tuple(one for one in asked if one.span is None or not any(map(one.span.within, plan.finished)))

    @staticmethod
    def _unfinished(plan: FetchPlan, today: date) -> date:
        first = today - _FIRST_RUN
        held = held_until(plan.finished, DAY, first)
        newest = plan.newest.get("USD/RUB@currency_api")
        known = [held] if held is not None else []
        known += [date.fromisoformat(newest) - _AGAIN] if newest is not None else []
        return min([first, *(day for day in known if day >= first - _LONGEST)])

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """The first day there is."""
        return began(FIRST_DAY, plan.since, "Its snapshots")

    def fetch(self, client: HttpClient, request: Request, validators: Validators | None) -> Answer:
        """The document; from the other host when the first cannot be used and the other's snapshot is of that day."""
        try:
            return HttpSource.fetch(self, client, request, validators)
        except FetchError as error:
            if error.status == 404 or error.reason == "offline":
                raise
            try:
                other = Request(url=f"https://{_OTHER_HOST}/{_DOCUMENT}", kind=request.kind)
                answer = HttpSource.fetch(self, client, other, None)
            except FetchError:
                raise error from None
            if _date_in(answer.content) != _asked(request.url):
                raise
            return answer

    def absence(self, request: Request, error: FetchError) -> str | None:
        """A version that does not exist: no snapshot was made that day, or that of today is not out yet."""
        day = _asked(request.url)
        if error.status != 404 or day is None:
            return None
        return f"currency-api has no snapshot of {day.isoformat()}, or not yet."

    def parse(self, snapshot: Snapshot) -> Records:
        """Roubles, euros and yuan per dollar of one day. Raises ``ParseError``."""
        refuse_markup(snapshot, "a JSON document")
        try:
            document = json.loads(
                as_text(snapshot, snapshot.content), parse_float=decimal_or_text, parse_constant=_no_number
            )
        except (ValueError, RecursionError) as error:
            raise damaged(snapshot, f"it is not JSON ({error})") from error
        if not isinstance(document, dict) or not isinstance(document.get("usd"), dict):
            raise damaged(snapshot, "it is not a snapshot of the dollar: 'usd' is missing")
        day = _date_in(snapshot.content)
        if day is None:
            raise damaged(snapshot, f"its date is {_shown(document.get('date'))}")
        warnings = []
        asked = _asked(snapshot.url)
        if asked is not None and day != asked:
            if abs(day - asked) > timedelta(days=1):
                raise damaged(snapshot, f"it is dated {day.isoformat()} where {asked.isoformat()} was asked for")
            warnings.append(
                f"currency-api's snapshot of {asked.isoformat()} is dated {day.isoformat()} and stored under that."
            )
        rates = document["usd"]
        if "rub" not in rates:
            raise damaged(snapshot, "it holds no rouble")
        quotes = []
        for code in _WANTED:
            if code not in rates:
                warnings.append(f"currency-api's snapshot of {day.isoformat()} holds no {code.upper()}.")
                continue
            try:
                value = json_rate(rates[code], code)
            except ValueError as error:
                raise damaged(snapshot, str(error)) from None
            quotes.append(Quote(series=f"USD/{code.upper()}@currency_api", label=day.isoformat(), value=value))
        warnings += unread("currency-api's snapshot", set(document) - {"date", "usd"})
        return Records(quotes=tuple(quotes), warnings=tuple(warnings))


def _of_day(day: date) -> Request:
    version = f"{day.year}.{day.month}.{day.day}"
    url = f"https://{_HOST}/npm/@fawazahmed0/currency-api@{version}/{_DOCUMENT}"
    return Request(url=url, kind=DAY, span=Span(of=DAY, first=day, last=day), size=_BYTES)


def _asked(url: str) -> date | None:
    """The day whose version an address names."""
    match = _VERSION.search(url)
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _date_in(content: bytes) -> date | None:
    """The day a document says it is of."""
    try:
        text = json.loads(content)["date"]
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _shown(value: object) -> str:
    return clean(str(value))[:200]


SOURCE = CurrencyApi()
