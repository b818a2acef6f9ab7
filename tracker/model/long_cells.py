"""Which cell of a delimited text is longer than the reader of such texts takes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from itertools import islice


def too_long(
    error: csv.Error, lines: Iterable[str], *, after: int, delimiter: str = ",", columns: Sequence[str] = ()
) -> str:
    """In words which cell is too long, where that is why reading stopped; empty where it stopped for another reason.

    ``lines`` are all of the text with their ends, ``after`` how many of them were read as whole rows, ``columns`` the
    names of the columns as far as they are known. Linear in the text.
    """
    if "field limit" not in str(error):
        return ""
    most = csv.field_size_limit()
    column = _column(islice(lines, after, None), delimiter, most)
    named = f" ({' '.join(columns[column - 1].split())[:60]})" if 0 < column <= len(columns) else ""
    where = f"the cell in column {column}{named}" if column else "a cell"
    return (
        f"{where} of the row that begins on line {after + 1} is longer than {most:,} characters, or a quotation mark in"
        " it is never closed"
    )


def _column(lines: Iterable[str], delimiter: str, most: int) -> int:
    """The number of the first column with a cell of more than ``most`` characters, from where a row begins; or 0."""
    signs = re.compile(f'["{re.escape(delimiter)}\r\n]')
    column, length, quotes, is_open = 1, 0, 0, False
    for line in lines:
        at = 0
        for sign in signs.finditer(line):
            length += sign.start() - at
            at = sign.end()
            if sign[0] == '"':
                quotes += 1
                is_open = not is_open
            elif is_open:
                length += 1
            elif length + _doubled(quotes) <= most:
                column = column + 1 if sign[0] == delimiter else 1
                length = quotes = 0
        length += len(line) - at
        if length + _doubled(quotes) > most:
            return column
    return 0


def _doubled(quotes: int) -> int:
    """How many quotation marks the text of a cell has: within it each is written twice."""
    return max(0, quotes - 1) // 2
