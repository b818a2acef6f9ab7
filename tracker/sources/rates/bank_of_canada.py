"""Bank of Canada: daily average rates of the US dollar and the rouble in Canadian dollars, from its Valet API.

One document: ``observations`` is a list with one object a day, ``d`` the day, and for each series that has a value then
an object whose ``v`` is that value as text, as printed. A day on which a series has none lacks it, or ``v`` is empty:
the bank leaves blanks for a currency that ceases to exist. ``seriesDetail`` names the series; ``terms`` is the licence.

Both series are stored as published; roubles per US dollar is their quotient, computed when it is read. Four significant
digits leave it known to a few hundredths of a per cent, which is carried along.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from tracker.model.instants import zone
from tracker.model.observation import Quote
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo, Span
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import damaged, damaged_lines
from tracker.sources.parsing.json_documents import as_json
from tracker.sources.parsing.numbers import printed_rate
from tracker.sources.spans import began, by_years

OBSERVATIONS = "observations"

_SERIES: Mapping[str, str] = {"FXRUBCAD": "RUB/CAD@bank_of_canada", "FXUSDCAD": "USD/CAD@bank_of_canada"}
_URL = f"https://www.bankofcanada.ca/valet/observations/{','.join(_SERIES)}/json"
_ZONE = "America/Toronto"
_FIRST = date(2017, 1, 3)
_AGAIN = timedelta(days=45)
"""Days that are asked for again, so that a revision of a recent one is learned."""
_PARTS = frozenset(("terms", "seriesDetail", "observations"))
_DAY = "d"
_BYTES_A_DAY = 130
_HOLIDAYS = timedelta(days=5)


class BankOfCanada(HttpSource):
    """The source ``bank_of_canada``."""

    info = SourceInfo(
        key="bank_of_canada",
        kind="rates",
        title="Bank of Canada daily exchange rates",
        publisher="Bank of Canada",
        homepage="https://www.bankofcanada.ca/rates/exchange/daily-exchange-rates/",
        hosts=("www.bankofcanada.ca",),
        cadence=timedelta(hours=6),
        zone=_ZONE,
        rights=Rights(
            licence="Free re-use with acknowledgement of the source; indicative rates only",
            credit="Source: Bank of Canada, daily exchange rates.",
            url="https://www.bankofcanada.ca/terms/",
            republish=True,
        ),
        # A few days may hold no rate; the parser refuses what cannot be empty.
        expectations=Expectations(min_records=0, max_age=timedelta(days=7), min_value="0.0001", max_value="100"),
        verified=False,
        settled_after=_AGAIN,
        note="Four significant digits: roubles per dollar are a cross known to about 0.03 %, which is shown.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """One document from some weeks before the newest stored rate, or from the first day there is; years of a
        back-fill."""
        if plan.back_fill:
            today = plan.now.astimezone(zone(_ZONE)).date()
            last = today if plan.until is None else min(today, plan.until - timedelta(days=1))
            return tuple(_year(*years) for years in by_years(max(plan.since or _FIRST, _FIRST), last))
        newest = [date.fromisoformat(label) for key, label in plan.newest.items() if key in _SERIES.values()]
        first = min(newest) - _AGAIN if len(newest) == len(_SERIES) else _FIRST
        return (Request(url=_URL, kind=OBSERVATIONS, params={"start_date": max(first, _FIRST).isoformat()}),)

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """The first day there is."""
        return began(_FIRST, plan.since, "Its rates")

    def parse(self, snapshot: Snapshot) -> Records:
        """Quotes ``USD/CAD`` and ``RUB/CAD``, values as printed. ``ParseError`` names every bad day.

        What is not understood beside them is told in the warnings.
        """
        document = as_json(snapshot, "a table of observations")
        if not isinstance(document, dict) or not isinstance(document.get("observations"), list):
            raise damaged(snapshot, "it holds no list of observations")
        warnings = [f"The Bank of Canada sends a part {part!r} that is not read." for part in set(document) - _PARTS]
        named = document.get("seriesDetail")
        if isinstance(named, dict):
            lost = [series for series in _SERIES if series not in named]
            if len(lost) == len(_SERIES):
                raise damaged(snapshot, f"it is about {', '.join(named) or 'nothing'}, not about {', '.join(_SERIES)}")
            warnings += [f"The Bank of Canada no longer names {series}." for series in lost]
        else:
            warnings.append("The Bank of Canada does not say which series it sends (no seriesDetail).")
        quotes: list[Quote] = []
        problems: list[tuple[int, str]] = []
        strange: set[str] = set()
        for number, row in enumerate(document["observations"], start=1):
            try:
                quotes += _row(row, strange)
            except ValueError as error:
                problems.append((number, str(error)))
        if problems:
            raise damaged_lines(snapshot, problems)
        warnings += _remarks(quotes, strange) if quotes else ()
        if not quotes and not _may_be_empty(snapshot):
            days = len(document["observations"])
            raise damaged(snapshot, f"none of its {days} days has a rate" if days else "it holds no day at all")
        return Records(quotes=quotes, warnings=tuple(sorted(warnings)))


def _may_be_empty(snapshot: Snapshot) -> bool:
    """Whether the days asked for are so few that all of them may be holidays."""
    asked = parse_qs(urlsplit(snapshot.url).query)
    ends = [date.fromisoformat(asked[name][0]) for name in ("start_date", "end_date") if name in asked]
    return len(ends) == 2 and ends[1] - ends[0] <= _HOLIDAYS


def _year(first: date, last: date) -> Request:
    params = {"start_date": first.isoformat(), "end_date": last.isoformat()}
    span = Span(of=OBSERVATIONS, first=first, last=last)
    size = _BYTES_A_DAY * ((last - first).days * 5 // 7 + 1)
    return Request(url=_URL, kind=OBSERVATIONS, params=params, span=span, size=size)


def _row(row: object, strange: set[str]) -> list[Quote]:
    """The quotes of one day; ``ValueError`` for what is no day or no number."""
    if not isinstance(row, dict) or not isinstance(row.get(_DAY), str):
        raise ValueError("an observation without a day")  # noqa: TRY004  # about the document, not the program
    day = date.fromisoformat(row[_DAY])
    if day.isoformat() != row[_DAY]:
        raise ValueError(f"{row[_DAY]!r} is not written as a day")
    strange |= set(row) - _SERIES.keys() - {_DAY}
    found = []
    for code, series in _SERIES.items():
        cell = row.get(code)
        if cell is None:
            continue
        text = cell.get("v") if isinstance(cell, dict) else cell
        if text is None or text == "":
            continue
        found.append(Quote(series=series, label=row[_DAY], value=printed_rate(text, f"{code} of {day}")))
    return found


def _remarks(quotes: list[Quote], strange: set[str]) -> list[str]:
    """Sentences about what came unexpected."""
    remarks = []
    if strange:
        remarks.append(f"The Bank of Canada sends series that were not asked for: {', '.join(sorted(strange))}.")
    there = {quote.series for quote in quotes}
    remarks += [f"The document has no value of {code} at all." for code, name in _SERIES.items() if name not in there]
    newest = {series: max(quote.label for quote in quotes if quote.series == series) for series in sorted(there)}
    last = max(newest.values())
    remarks += [
        f"The newest {series.partition('@')[0]} of the Bank of Canada is of {label}, while others reach to {last}."
        for series, label in newest.items()
        if date.fromisoformat(last) - date.fromisoformat(label) > _HOLIDAYS
    ]
    weekend = sorted({quote.label for quote in quotes if date.fromisoformat(quote.label).weekday() >= 5})
    if weekend:
        remarks.append(f"The Bank of Canada dates rates on a weekend, where it makes none: {', '.join(weekend[:5])}.")
    return remarks


SOURCE = BankOfCanada()
