"""The SOAP service DailyInfo as the other way to the same rates, for when the scripts are gone or walled off.

UTF-8, decimal point, padded cells, midnights of Moscow as instants: the date is taken as it is written, never
converted. No real bytes of it have been read yet, so fields may be missing, and a row that is not understood is told
and left out where others can be read. Readers raise ``ParseError`` for another document and ``ValueError`` for an
unsound one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tracker.model.instants import zone
from tracker.model.source import Request, Snapshot
from tracker.sources.base import Records
from tracker.sources.parsing.bank_of_russia import ZONE, ask, midnight, written_day
from tracker.sources.parsing.markup import fields, local, unknown
from tracker.sources.parsing.soap import arguments_of, result_of
from tracker.sources.rates.cbr.currencies import CODES
from tracker.sources.rates.cbr.rows import Row, problem_of, records_of
from tracker.sources.rates.cbr.scripts import currency_of, related, require_range, require_whole, said_of, unquoted

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
    """No records; ``ValueError`` when the answer names no day, or one that cannot have rates yet."""
    day = read_latest(snapshot)
    tomorrow = snapshot.retrieved_at.astimezone(zone(ZONE)).date() + timedelta(days=1)
    if day > tomorrow:
        raise ValueError(f"the service names {day.isoformat()} as its newest day, which is in the future")
    return Records()


def read_range(snapshot: Snapshot) -> Records:
    """Rates of one currency by the days from which they hold."""
    result = result_of(snapshot, "GetCursDynamicXML", _TABLE)
    asked = arguments_of(snapshot)
    rows: list[Row] = []
    strange: list[str] = []
    problems: list[str] = []
    for element in result.iter():
        if local(element.tag) != "ValuteCursDynamic":
            continue
        try:
            cells = fields(element)
            strange += unknown(cells, _RANGE_FIELDS)
            code = cells.get("Vcode", "")
            wanted = asked.get("ValutaCode", code)
            rows.append(_row(related(currency_of(wanted), code), written_day(cells.get("CursDate", "")), cells))
        except ValueError as error:
            problems.append(str(error))
    rows = _readable(rows, problems)
    if not asked:
        return _told(records_of(rows, said_of(strange)), problems)
    currency = currency_of(asked["ValutaCode"])
    require_range(rows, written_day(asked["FromDate"]), written_day(asked["ToDate"]), currency)
    return _told(records_of(rows, [*said_of(strange), *(() if problems else unquoted(rows, currency))]), problems)


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
    problems: list[str] = []
    for element in data:
        try:
            cells = fields(element)
        except ValueError as error:
            problems.append(str(error))
            continue
        strange += unknown(cells, _DAY_FIELDS)
        rows.append(_row(cells.get("VchCode", ""), day, cells))
    rows = _readable(rows, problems)
    require_whole(rows, day.isoformat())
    return _told(records_of(rows, said_of(strange)), problems)


def _readable(rows: list[Row], problems: list[str]) -> list[Row]:
    """The rows whose rate can be read; what is wrong with the others goes to ``problems``. ``ValueError`` for none."""
    found = []
    for row in rows:
        problem = problem_of(row)
        if problem:
            problems.append(problem)
        else:
            found.append(row)
    if problems and not found:
        raise ValueError(f"none of its {len(problems)} rows can be read, the first: {problems[0]}")
    return found


def _told(records: Records, problems: list[str]) -> Records:
    if not problems:
        return records
    number = "One row" if len(problems) == 1 else f"{len(problems)} rows"
    warning = f"{number} of the Bank of Russia's service could not be read, the first: {problems[0]}."
    return replace(records, warnings=(*records.warnings, warning), partial=True)


def _row(currency: str, day: date, cells: dict[str, str]) -> Row:
    return Row(
        currency=currency,
        label=day.isoformat(),
        nominal=cells.get("Vnom", ""),
        value=cells.get("Vcurs", ""),
        unit_rate=cells.get("VunitRate", ""),
    )
