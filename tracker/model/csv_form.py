"""CSV as it leaves the program: one writer, a few styles, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from tracker.model.instants import format_instant

Cell = str | bool | int | float | Decimal | date | datetime | None
"""What a cell can hold: an instant is written in UTC with ``Z``, what is missing as nothing."""

_FORMULA = re.compile(r"^[\s\x00-\x1f\u00ad\u200b\u2060\ufeff]*[=+\-@＝＋－＠]|^[\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvStyle:
    """What differs between readers of CSV. ``mark``: the byte order mark by which a spreadsheet knows UTF-8."""

    delimiter: str = ","
    decimal: str = "."
    ends: str = "\n"
    mark: bool = False


PLAIN = "plain"
STYLES: Mapping[str, CsvStyle] = MappingProxyType(
    {
        PLAIN: CsvStyle(),
        "rfc4180": CsvStyle(ends="\r\n"),
        "excel": CsvStyle(ends="\r\n", mark=True),
        "excel-eu": CsvStyle(delimiter=";", decimal=",", ends="\r\n", mark=True),
    }
)
"""By the name they have on the command line. ``excel-eu`` is for spreadsheets of countries that write 1,5."""


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[Cell]], style: str = PLAIN) -> str:
    r"""CSV with a header line.

    Text a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers, also those that come
    as text.

    >>> csv_text(("a", "b"), [("=1+1", -1.5), ("-1", None)], "excel-eu")
    "\ufeffa;b\r\n'=1+1;-1,5\r\n-1;\r\n"
    """
    chosen = STYLES[style]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=chosen.delimiter, lineterminator=chosen.ends)
    writer.writerow([_guarded(head) for head in headers])
    writer.writerows([written(cell, chosen.decimal) for cell in row] for row in rows)
    return ("\ufeff" if chosen.mark else "") + buffer.getvalue()


def restyled(text: str, style: str) -> str:
    """CSV of the plain style in another one."""
    if style == PLAIN:
        return text
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    return csv_text(head, rows, style)


def written(cell: Cell, decimal: str = ".") -> str:
    """One cell as text, not yet quoted."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return format_instant(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell.replace(".", decimal) if _NUMBER.fullmatch(cell) else _guarded(cell)
    return (f"{cell:f}" if isinstance(cell, Decimal) else repr(cell)).replace(".", decimal)


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
