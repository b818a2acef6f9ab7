"""The scripts' documents: XML_daily.asp, one day of all currencies, and XML_dynamic.asp, a range of one.

Windows-1251, decimal comma. ``Date`` is the day from which a rate holds, the day after it was made. A day without a
rate of its own is answered with the table in force, under that table's own date. Errors are documents of status 200.
Readers raise ``ParseError`` for another document and ``ValueError`` for an unsound one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

from tracker.model.source import Snapshot
from tracker.sources.base import Records
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.markup import fields, root_of, unknown
from tracker.sources.parsing.strange import unread
from tracker.sources.rates.cbr.currencies import BY_DEFAULT, ISO
from tracker.sources.rates.cbr.rows import Row, day_of, records_of

LONGEST_GAP = timedelta(days=15)
"""Longer than the longest time without a rate, around New Year; a range as long as this cannot be empty."""

_TABLE = "a table of the Bank of Russia's rates"
_DAILY_FIELDS = frozenset({"NumCode", "CharCode", "Nominal", "Name", "Value", "VunitRate"})
_RECORD_FIELDS = frozenset({"Nominal", "Value", "VunitRate"})
_FULL, _FULL_SINCE, _EARLY = 30, "2012-01-01", 15


def least_currencies(label: str) -> int:
    """How many currencies a whole day's table has at least: fewer were quoted in the first years."""
    return _FULL if label >= _FULL_SINCE else _EARLY


def read_daily(snapshot: Snapshot) -> Records:
    """All rates of one day's table, under the table's own date, whichever day was asked for.

    Whether a table so old can be the one in force then takes a calendar, which is for whoever has one.
    """
    root = _root(snapshot)
    day = day_of(root.get("Date", ""))
    asked = _asked(snapshot, "date_req")
    if asked is not None and day > asked:
        raise ValueError(f"the table is of {day.isoformat()}, later than the {asked.isoformat()} asked for")
    strange = list(unknown(root.attrib, {"Date", "name"}))
    rows = []
    for valute in root:
        cells = fields(valute)
        strange += unknown(cells, _DAILY_FIELDS)
        rows.append(
            Row(
                currency=_needed(cells, "CharCode"),
                label=day.isoformat(),
                nominal=_needed(cells, "Nominal"),
                value=_needed(cells, "Value"),
                unit_rate=cells.get("VunitRate", ""),
            )
        )
    require_whole(rows, day.isoformat())
    return replace(records_of(rows, said_of(strange)), in_force_on=asked)


def read_dynamic(snapshot: Snapshot) -> Records:
    """The rates of one currency in a range; only days with a rate of their own have one."""
    root = _root(snapshot)
    currency = currency_of(root.get("ID", ""))
    first, last = day_of(root.get("DateRange1", "")), day_of(root.get("DateRange2", ""))
    wanted = (_asked(snapshot, "date_req1"), _asked(snapshot, "date_req2"))
    if wanted[0] is not None and wanted != (first, last):
        raise ValueError(f"it is of {first.isoformat()} to {last.isoformat()}, not of the days asked for")
    code = parse_qs(urlsplit(snapshot.url).query).get("VAL_NM_RQ")
    if code is not None and code != [root.get("ID")]:
        raise ValueError(f"it is of {root.get('ID')}, not of the {code[0]} asked for")
    strange = list(unknown(root.attrib, {"ID", "DateRange1", "DateRange2", "name"}))
    rows = []
    for record in root:
        cells = fields(record)
        strange += unknown(cells, _RECORD_FIELDS)
        rows.append(
            Row(
                currency=related(currency, record.get("Id", "")),
                label=day_of(record.get("Date", "")).isoformat(),
                nominal=_needed(cells, "Nominal"),
                value=_needed(cells, "Value"),
                unit_rate=cells.get("VunitRate", ""),
            )
        )
    require_range(rows, first, last, currency)
    return records_of(rows, [*said_of(strange), *unquoted(rows, currency)])


def require_whole(rows: list[Row], label: str) -> None:
    """``ValueError`` for a day's table that lost currencies."""
    least = least_currencies(label)
    missing = {"USD", "EUR"} - {row.currency for row in rows}
    if len(rows) < least or missing:
        detail = f", {' and '.join(sorted(missing))} not among them" if missing else ""
        raise ValueError(f"the table of {label} has {len(rows)} currencies where at least {least} are expected{detail}")


def require_range(rows: list[Row], first: date, last: date, currency: str) -> None:
    """``ValueError`` for labels outside a range, or none at all in one too long to have none.

    Of the currencies quoted all the time, that is; the others came and went.
    """
    outside = [row.label for row in rows if not first.isoformat() <= row.label <= last.isoformat()]
    if outside:
        raise ValueError(f"{outside[0]} lies outside {first.isoformat()} to {last.isoformat()}")
    if not rows and last - first >= LONGEST_GAP and currency in BY_DEFAULT:
        raise ValueError(f"no rate at all from {first.isoformat()} to {last.isoformat()}")


def unquoted(rows: list[Row], currency: str) -> tuple[str, ...]:
    """A warning about a range without a rate, in the same words for every year of a currency."""
    if rows or currency in BY_DEFAULT:
        return ()
    return (f"The Bank of Russia did not quote {currency} in all of the time asked for.",)


def currency_of(code: str) -> str:
    """The ISO code of one of the Bank's own; ``ValueError`` for one that is not in the table."""
    if code not in ISO:
        raise ValueError(f"the Bank's code {code[:20]!r} is not known")
    return ISO[code]


def related(currency: str, code: str) -> str:
    """The currency of a row that may be of the unit the asked one replaced; ``ValueError`` for another currency."""
    found = currency_of(code)
    if found != currency and code[:6] not in {other[:6] for other, iso in ISO.items() if iso == currency}:
        raise ValueError(f"a rate of {found} stands among those of {currency}")
    return found


def said_of(strange: Iterable[str]) -> tuple[str, ...]:
    """A warning about fields nobody has seen before; they are not read."""
    return unread("The Bank of Russia's table", strange)


def _root(snapshot: Snapshot) -> ET.Element:
    root = root_of(snapshot, _TABLE)
    said = " ".join((root.text or "").split())
    if root.tag != "ValCurs":
        raise damaged(snapshot, f"{_TABLE} was expected, and a document {root.tag[:40]!r} came")
    if said:
        raise damaged(snapshot, f"the Bank of Russia answers {said[:120]!r} instead of a table")
    return root


def _asked(snapshot: Snapshot, name: str) -> date | None:
    """A date of the request, ``03/03/2026``; None where the address does not carry it."""
    found = parse_qs(urlsplit(snapshot.url).query).get(name)
    return day_of(found[0].replace("/", ".")) if found else None


def _needed(cells: dict[str, str], name: str) -> str:
    if not cells.get(name):
        raise ValueError(f"a rate has no {name}")
    return cells[name]
