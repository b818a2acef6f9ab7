"""Frankfurter v2: official rates of single central banks at second hand, to check others against.

``/v2/rates`` answers with a list of ``{date, base, quote, rate}``. By default that rate is a blend of dozens of banks;
``providers`` restricts it to one, which is always asked for, each bank in a request of its own. ``expand=providers``
adds to each row the list of ``{key, rate}`` it came from; a row that names not exactly the bank asked for is refused.

What is known to be lost or changed on the way: records of the Bank of Russia labelled Saturday or Sunday are dropped,
so every rate it fixes on a Friday is missing; a rate against a third currency (roubles per dollar of the Armenian bank)
is computed and rounded; a range that begins on a day without a rate is answered with an earlier day as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from tracker.model.observation import Quote
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo, Span
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import damaged, damaged_lines
from tracker.sources.parsing.json_documents import as_json
from tracker.sources.parsing.numbers import printed_rate
from tracker.sources.spans import by_years

PROVIDERS: Mapping[str, str] = {
    "CBR": "Bank of Russia",
    "CBA": "Central Bank of Armenia",
    "NBKR": "National Bank of the Kyrgyz Republic",
    "NBM": "National Bank of Moldova",
    "TCMB": "Central Bank of Turkey",
}
"""Banks whose rouble Frankfurter is known to pass on, by its keys; the kind of a document is the key in lower case."""

_URL = "https://api.frankfurter.dev/v2/rates"
_BASE, _QUOTE = "USD", "RUB"
_AT_FIRST = timedelta(days=400)
_AGAIN = timedelta(days=30)
_FIRST = date(1999, 1, 4)
_SINCE_THE_FIRST = "CBR"
"""The one bank known to have a rate in every year a back-fill can ask for; since when the others have, nobody says."""
_BYTES_A_DAY = 120
_FIELDS = frozenset(("date", "base", "quote", "rate", "providers"))
_PART_FIELDS = frozenset(("key", "rate", "date"))


class Frankfurter(HttpSource):
    """The source ``frankfurter``."""

    info = SourceInfo(
        key="frankfurter",
        kind="rates",
        title="Frankfurter: official rates of single central banks, at second hand",
        publisher="Frankfurter, an open-source service",
        homepage="https://frankfurter.dev/",
        hosts=("api.frankfurter.dev",),
        cadence=timedelta(hours=12),
        zone="UTC",
        rights=Rights(
            licence="Terms of each central bank; the service itself asks for nothing",
            credit="Copies of official rates by way of Frankfurter (frankfurter.dev).",
            url="https://frankfurter.dev/",
            because="they are copies, and each central bank's own terms hold",
        ),
        expectations=Expectations(
            min_records=0, max_age=timedelta(days=12), max_ahead=timedelta(days=4), min_value="1", max_value="10000"
        ),
        verified=False,
        settled_after=_AGAIN,
        note=(
            "Copies, to check other sources against; no report rests on them. Rates the Bank of Russia fixes on a"
            " Friday are missing."
        ),
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """One document for each bank, never the blend: what may have changed lately, or the last year at first; of a
        back-fill one for five years."""
        if plan.back_fill:
            last = plan.now.date() if plan.until is None else min(plan.now.date(), plan.until - timedelta(days=1))
            spans = tuple(by_years(max(plan.since or _FIRST, _FIRST), last, years=5))
            open_end = last if plan.until is None else None
            return tuple(_years(key, *span, open_end=span[1] == open_end) for key in PROVIDERS for span in spans)
        asked = []
        for key in PROVIDERS:
            newest = plan.newest.get(f"{_BASE}/{_QUOTE}@frankfurter.{key.lower()}")
            usual = plan.now.date() - _AT_FIRST if newest is None else date.fromisoformat(newest) - _AGAIN
            asked.append(Request(url=_URL, kind=key.lower(), params=_params(key, usual, None)))
        return tuple(asked)

    def parse(self, snapshot: Snapshot) -> Records:
        """Quotes ``USD/RUB@frankfurter.<bank>``. ``ParseError`` names the rows that are not of the bank asked for."""
        key = snapshot.kind.upper()
        document = as_json(snapshot, "a list of rates")
        if key not in PROVIDERS:
            raise damaged(snapshot, f"nobody asked for a document of {key!r}")
        if not isinstance(document, list):
            said = document.get("message") if isinstance(document, dict) else None
            raise damaged(snapshot, f"it is no list of rates: it says {str(said)[:80]!r}" if said else "it is no list")
        asked = parse_qs(urlsplit(snapshot.url).query)
        if not document and "to" in asked and key != _SINCE_THE_FIRST:
            none = f"Frankfurter has no rate of the {PROVIDERS[key]} from {asked['from'][0]} to {asked['to'][0]}."
            return Records(warnings=(none,))
        if not document:
            raise damaged(snapshot, f"it holds no rate of the {PROVIDERS[key]}")
        quotes: list[Quote] = []
        problems: list[tuple[int, str]] = []
        strange: set[str] = set()
        for number, row in enumerate(document, start=1):
            try:
                quotes += _row(row, key, strange)
            except ValueError as error:
                problems.append((number, str(error)))
        if problems:
            raise damaged_lines(snapshot, problems)
        if not quotes:
            raise damaged(snapshot, f"it holds no rate of the {PROVIDERS[key]} that is the bank's own of its day")
        return Records(quotes=quotes, warnings=tuple(_remarks(snapshot, key, quotes, strange)))


def _params(key: str, first: date, last: date | None) -> dict[str, str]:
    until = {} if last is None else {"to": last.isoformat()}
    return {
        "base": _BASE, "quotes": _QUOTE, "from": first.isoformat(), **until, "providers": key, "expand": "providers"
    }  # fmt: skip


def _years(key: str, first: date, last: date, *, open_end: bool) -> Request:
    """Rates up to the present are asked for without an end: the same address every day can answer "not modified"."""
    span = Span(of=key, first=first, last=last)
    size = _BYTES_A_DAY * ((last - first).days * 5 // 7 + 1)
    return Request(
        url=_URL, kind=key.lower(), params=_params(key, first, None if open_end else last), span=span, size=size
    )


def _row(row: object, key: str, strange: set[str]) -> list[Quote]:
    """The quote of one row; none for the dollar in dollars. ``ValueError`` for a row that cannot be this bank's."""
    if not isinstance(row, dict):
        raise ValueError("a row that is no object")  # noqa: TRY004  # about the document, not the program
    day, rate = row.get("date"), row.get("rate")
    if not isinstance(day, str) or date.fromisoformat(day).isoformat() != day:
        raise ValueError(f"{str(day)[:20]!r} is not written as a day")
    if (row.get("base"), row.get("quote")) == (_BASE, _BASE):
        return []
    if (row.get("base"), row.get("quote")) != (_BASE, _QUOTE):
        raise ValueError(f"{day} is of {str(row.get('base'))[:8]}/{str(row.get('quote'))[:8]}, not {_BASE}/{_QUOTE}")
    strange |= set(row) - _FIELDS
    _require_only(row.get("providers"), key, day, strange)
    value = printed_rate(rate, f"the rate of {day}")
    return [Quote(series=f"{_BASE}/{_QUOTE}@frankfurter.{key.lower()}", label=day, value=value)]


def _require_only(parts: object, key: str, day: str, strange: set[str]) -> None:
    """``ValueError`` unless the row came from that one bank, of that day."""
    if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
        raise ValueError(f"{day} does not say which bank its rate is of, so it may be a blend")
    keys = [str(part.get("key")) for part in parts]
    if keys != [key]:
        raise ValueError(f"{day} is of {', '.join(keys)[:40]}, not of {key} alone")
    made = parts[0].get("date")
    if made is not None and made != day:
        raise ValueError(f"{day} repeats the rate of {str(made)[:20]}")
    if parts[0].get("excluded"):
        raise ValueError(f"{day} is not the rate of {key}, which was left out of it")
    strange |= {f"providers.{name}" for name in set(parts[0]) - _PART_FIELDS - {"excluded"}}


def _remarks(snapshot: Snapshot, key: str, quotes: list[Quote], strange: set[str]) -> Iterator[str]:
    """Sentences about what came unexpected."""
    if strange:
        yield f"Frankfurter sends fields that are not read: {', '.join(sorted(strange))}."
    days = [date.fromisoformat(quote.label) for quote in quotes]
    weekend = [day.isoformat() for day in days if day.weekday() >= 5]
    if key == "CBR" and weekend:
        yield f"Frankfurter passes on weekend labels of the Bank of Russia, which it used to drop: {weekend[0]}."
    asked = parse_qs(urlsplit(snapshot.url).query).get("to", [""])[0]
    if asked and max(days).isoformat() > asked:
        yield f"Frankfurter answers with days after the {asked} that was asked for."


SOURCE = Frankfurter()
