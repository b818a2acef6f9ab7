"""Reading ISS: blocks of ``columns`` and ``data``, read by the columns' names, a page of rows at a time.

    {"history": {"columns": ["BOARDID", "TRADEDATE", …], "data": [["CETS", "2024-06-11", …], …]},
     "history.cursor": {"columns": ["INDEX", "TOTAL", "PAGESIZE"], "data": [[0, 250, 100]]}}
    {"candles": {"columns": ["open", "close", …, "begin", "end"], "data": [[…, "2024-06-11 10:00:00", …], …]}}

Times are Moscow's, written without a zone. Pages hold 100 days or 500 candles; candles carry no cursor.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

from tracker.model.instants import format_instant, local_instant
from tracker.model.observation import Quote
from tracker.model.plain_text import clean
from tracker.model.source import Snapshot
from tracker.sources.base import Records
from tracker.sources.parsing.documents import as_text, damaged, refuse_markup
from tracker.sources.parsing.numbers import decimal_or_text, json_rate
from tracker.sources.parsing.strange import unread
from tracker.sources.rates.moex.securities import BY_CODE, CLOSES, HOURS, KINDS, Kind, Security

ZONE = "Europe/Moscow"
BOARD = "CETS"
_DELAY = timedelta(minutes=15)  # what is open to everybody lags so much behind the trades
_FULL = 100  # pages are multiples of this long; a page of another length is the last
_MOST_ROWS = 20_000
_NEEDED = {"history": ("BOARDID", "SECID", "TRADEDATE", "CLOSE"), "candles": ("begin", "close")}
_IGNORED = {
    "history": frozenset({"SHORTNAME", "OPEN", "LOW", "HIGH", "NUMTRADES", "VOLRUR", "WAPRICE"}),
    "candles": frozenset({"open", "high", "low", "value", "volume", "end"}),
}
_BESIDE = frozenset({"history.cursor", "candles.cursor"})
_CURSOR = ("INDEX", "TOTAL", "PAGESIZE")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    kind: Kind
    security: Security
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    cursor: tuple[int, int, int] | None
    beside: frozenset[str]

    def begins(self, snapshot: Snapshot) -> list[datetime]:
        """The local beginning of every row, in order."""
        at = self.columns.index("TRADEDATE" if self.kind is CLOSES else "begin")
        return [_local(snapshot, number, row[at], self.kind) for number, row in enumerate(self.rows, start=1)]


def read_page(snapshot: Snapshot) -> Records:
    """The closes of one page, of finished days and hours alone; raises ``ParseError``."""
    page = _page(snapshot)
    begins = page.begins(snapshot)
    _require_asked(snapshot, page, begins)
    column = {name: position for position, name in enumerate(page.columns)}
    value_at = column["CLOSE" if page.kind is CLOSES else "close"]
    quotes: list[Quote] = []
    elsewhere = 0
    for number, (row, begin) in enumerate(zip(page.rows, begins, strict=True), start=1):
        if page.kind is CLOSES:
            if row[column["SECID"]] != page.security.code:
                raise damaged(snapshot, f"row {number} is of {_shown(row[column['SECID']])}, not {page.security.code}")
            if row[column["BOARDID"]] != BOARD:
                elsewhere += 1
                continue
        value = _number(snapshot, number, row[value_at])
        label = _finished_label(snapshot, page.kind, begin)
        if value is not None and label is not None:
            quotes.append(Quote(series=page.security.series(page.kind), label=label, value=value))
    return Records(quotes=tuple(quotes), warnings=tuple(_warnings(page, elsewhere)))


def next_start(snapshot: Snapshot) -> int | None:
    """From which row the next page begins; None after the last. Raises ``ParseError`` as ``read_page`` does."""
    page = _page(snapshot)
    _require_asked(snapshot, page, page.begins(snapshot))
    if not page.rows:
        return None
    if page.cursor is not None:
        index, total, _ = page.cursor
        after = index + len(page.rows)  # a page shorter than announced loses no row
        return after if after < total else None
    start = _asked(snapshot).get("start", "")
    return int(start) + len(page.rows) if start.isdecimal() and len(page.rows) % _FULL == 0 else None


def _page(snapshot: Snapshot) -> _Page:
    kind_name, _, code = snapshot.kind.partition(" ")
    kind, security = KINDS[kind_name], BY_CODE[code]
    refuse_markup(snapshot, "a JSON document")
    try:
        document = json.loads(
            as_text(snapshot, snapshot.content), parse_float=decimal_or_text, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise damaged(snapshot, f"it is not JSON ({error})") from error
    if not isinstance(document, dict):
        raise damaged(snapshot, "it is not an answer of ISS")
    columns, rows = _block(snapshot, document, kind.block)
    missing = [name for name in _NEEDED[kind.block] if name not in columns]
    if missing:
        raise damaged(snapshot, f"the columns {', '.join(missing)} are missing among {_shown(', '.join(columns))}")
    return _Page(
        kind=kind,
        security=security,
        columns=columns,
        rows=rows,
        cursor=_cursor(snapshot, document, f"{kind.block}.cursor"),
        beside=frozenset(document) - {kind.block},
    )


def _block(snapshot: Snapshot, document: Mapping[str, Any], name: str) -> tuple[list[str], list[list[Any]]]:
    block = document.get(name)
    columns, rows = (block.get("columns"), block.get("data")) if isinstance(block, dict) else (None, None)
    if not isinstance(columns, list) or not isinstance(rows, list) or not all(isinstance(one, str) for one in columns):
        raise damaged(snapshot, f"it holds no block {name!r} of columns and data")
    if len(set(columns)) != len(columns):
        raise damaged(snapshot, f"a column of {name!r} comes twice: {_shown(', '.join(columns))}")
    if len(rows) > _MOST_ROWS:
        raise damaged(snapshot, f"{len(rows)} rows are no page")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != len(columns):
            raise damaged(snapshot, f"row {number} does not have the {len(columns)} values its columns announce")
    return columns, rows


def _cursor(snapshot: Snapshot, document: Mapping[str, Any], name: str) -> tuple[int, int, int] | None:
    if name not in document:
        return None
    columns, rows = _block(snapshot, document, name)
    values = [rows[0][columns.index(one)] for one in _CURSOR] if len(rows) == 1 and set(_CURSOR) <= set(columns) else []
    if not values or not all(type(one) is int and one >= 0 for one in values):
        raise damaged(snapshot, f"{name!r} is no cursor: {_shown(rows)}")
    return values[0], values[1], values[2]


def _require_asked(snapshot: Snapshot, page: _Page, begins: Sequence[datetime]) -> None:
    """Rows must be in order, within the days asked for, and not those of a page that came before.

    Row n begins at least n steps after the first day asked for, whatever was traded; a page that comes again does not.
    """
    for number, (one, other) in enumerate(pairwise(begins), start=2):
        if other <= one:
            raise damaged(snapshot, f"row {number} does not lie after the one before it")
    asked = _asked(snapshot)
    if not {"from", "till", "start"} <= set(asked) or not asked["start"].isdecimal():
        return
    first, last = date.fromisoformat(asked["from"]), date.fromisoformat(asked["till"])
    start = int(asked["start"])
    if page.cursor is not None:
        index, total, _ = page.cursor
        if index != start:
            raise damaged(snapshot, f"rows from {start} were asked for and those from {index} came")
        if not begins and index < total:
            raise damaged(snapshot, f"it announces {total} rows and holds none from {index} on")
    if begins and not first <= begins[0].date() <= begins[-1].date() <= last:
        span = f"{begins[0].date().isoformat()} to {begins[-1].date().isoformat()}"
        raise damaged(snapshot, f"its rows are of {span}, outside the days asked for")
    if begins and begins[0] < datetime.combine(first, time(0)) + start * page.kind.step:
        raise damaged(snapshot, f"a page that came before came again where rows from {start} were asked for")


def _asked(snapshot: Snapshot) -> Mapping[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(snapshot.url).query).items()}


def _finished_label(snapshot: Snapshot, kind: Kind, begin: datetime) -> str | None:
    """The label of what was over, its delay included, when it was asked for; None for what still runs."""
    if kind is HOURS:
        end = local_instant(begin.date(), begin.time(), ZONE) + kind.step
        return format_instant(end) if end + _DELAY <= snapshot.retrieved_at else None
    over = local_instant(begin.date() + timedelta(days=1), time(0), ZONE)
    return begin.date().isoformat() if over + _DELAY <= snapshot.retrieved_at else None


def _local(snapshot: Snapshot, number: int, text: object, kind: Kind) -> datetime:
    """A wall-clock time in Moscow, without a zone as it came; the trading day's midnight for a day."""
    pattern = _DAY if kind is CLOSES else _LOCAL
    try:
        if isinstance(text, str) and pattern.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise damaged(snapshot, f"row {number}: {_shown(text)!r} is no {'day' if kind is CLOSES else 'time'}")


def _number(snapshot: Snapshot, number: int, value: object) -> Decimal | None:
    """The exact value as published; None where there was no trade."""
    if value is None:
        return None
    try:
        return json_rate(value, f"the close of row {number}")
    except ValueError as error:
        raise damaged(snapshot, str(error)) from None


def _warnings(page: _Page, elsewhere: int) -> list[str]:
    unknown = set(page.columns) - set(_NEEDED[page.kind.block]) - _IGNORED[page.kind.block]
    found = [
        *unread("The Moscow Exchange's page", unknown, "columns"),
        *unread("The Moscow Exchange's page", page.beside - _BESIDE, "blocks"),
    ]
    if page.kind is CLOSES and page.cursor is None:
        found.append("The Moscow Exchange sends no cursor of its pages; they are told by their length.")
    if elsewhere:
        found.append(f"{elsewhere} rows of {page.security.code} are of another board than {BOARD} and were left out.")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _shown(value: object) -> str:
    return clean(str(value))[:200]
