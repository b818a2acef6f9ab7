"""The SOAP service DailyInfo as the other way to the same rates, for when the scripts are gone or walled off.

UTF-8, decimal point, padded cells, midnights of Moscow as instants: the date is taken as it is written, never
converted. No real bytes of it have been read yet, so fields may be missing and what is new is said. Readers raise
``ParseError`` for another document and ``ValueError`` for an unsound one.
"""

from __future__ import annotations

from datetime import date

from tracker.model.source import Request, Snapshot
from tracker.sources.base import Records
from tracker.sources.parsing.bank_of_russia import ask, midnight, written_day
from tracker.sources.parsing.markup import fields, local, unknown
from tracker.sources.parsing.soap import arguments_of, result_of
from tracker.sources.rates.cbr.currencies import CODES
from tracker.sources.rates.cbr.rows import Row, records_of
from tracker.sources.rates.cbr.scripts import currency_of, related, require_range, require_whole, said_of

RANGE = "range by service"
LATEST = "latest day by service"
DAY = "day by service"

_TABLE = "an answer of the Bank of Russia's service"
_DAY_FIELDS = frozenset({"Vname", "Vnom", "Vcurs", "Vcode", "VchCode", "VunitRate"})
_RANGE_FIELDS = frozenset({"CursDate", "Vcode", "Vnom", "Vcurs", "VunitRate"})


def ask_range(currency: str, first: date, last: date) -> Request:
    """The rates of one currency, both ends included."""
    between = {"FromDate": midnight(first), "ToDate": midnight(last)}
    return ask("GetCursDynamicXML", {**between, "ValutaCode": CODES[currency]}, kind=RANGE)


def ask_latest() -> Request:
    """The newest day with rates, to be asked for next: only that day's table surely carries its own date."""
    return ask("GetLatestDateTime", {}, kind=LATEST)


def ask_day(day: date) -> Request:
    """All currencies of one day that is known to have rates."""
    return ask("GetCursOnDateXML", {"On_date": midnight(day)}, kind=DAY)


def read_latest(snapshot: Snapshot) -> date:
    """The newest day with rates."""
    return written_day((result_of(snapshot, "GetLatestDateTime", _TABLE).text or "").strip())


def confirm_latest(snapshot: Snapshot) -> Records:
    """No records; ``ValueError`` when the answer names no day."""
    read_latest(snapshot)
    return Records()


def read_range(snapshot: Snapshot) -> Records:
    """Rates of one currency by the days from which they hold."""
    result = result_of(snapshot, "GetCursDynamicXML", _TABLE)
    asked = arguments_of(snapshot)
    rows: list[Row] = []
    strange: list[str] = []
    for element in result.iter():
        if local(element.tag) != "ValuteCursDynamic":
            continue
        cells = fields(element)
        strange += unknown(cells, _RANGE_FIELDS)
        code = cells.get("Vcode", "")
        wanted = asked.get("ValutaCode", code)
        rows.append(_row(related(currency_of(wanted), code), written_day(cells.get("CursDate", "")), cells))
    if asked:
        require_range(rows, written_day(asked["FromDate"]), written_day(asked["ToDate"]))
    return records_of(rows, said_of(strange))


def read_day(snapshot: Snapshot) -> Records:
    """All rates of one day; refused unless the answer is of the day asked for."""
    result = result_of(snapshot, "GetCursOnDateXML", _TABLE)
    asked = arguments_of(snapshot).get("On_date")
    data = next((one for one in result.iter() if local(one.tag) == "ValuteData"), None)
    if data is None:
        raise ValueError("the answer holds no ValuteData")
    day = written_day(data.get("OnDate", ""))
    if asked is not None and day != written_day(asked):
        raise ValueError(f"the table is of {day.isoformat()}, not of the {asked[:10]} asked for")
    rows: list[Row] = []
    strange: list[str] = []
    for element in data:
        cells = fields(element)
        strange += unknown(cells, _DAY_FIELDS)
        rows.append(_row(cells.get("VchCode", ""), day, cells))
    require_whole(rows, day.isoformat())
    return records_of(rows, said_of(strange))


def _row(currency: str, day: date, cells: dict[str, str]) -> Row:
    return Row(
        currency=currency,
        label=day.isoformat(),
        nominal=cells.get("Vnom", ""),
        value=cells.get("Vcurs", ""),
        unit_rate=cells.get("VunitRate", ""),
    )
