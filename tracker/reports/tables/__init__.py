"""Tidy tables of what the program knows, one file each: the columns with their meaning, and the rows.

A table is the same for everybody: data frames, files, the sheets of a workbook and the data package are made of it.
"""

from __future__ import annotations

from tracker.reports.cleaning import clean

_LONGEST = 20_000
"""Characters of a cell: what a spreadsheet takes, with room for what guards it."""


def words(text: str) -> str | None:
    """Text from outside on one line, without what nobody should print; None where there is none."""
    return clean(text, _LONGEST) or None


def joined(texts: tuple[str, ...], separator: str = " | ") -> str | None:
    """Several texts in one cell."""
    return words(separator.join(clean(text, _LONGEST) for text in texts))
