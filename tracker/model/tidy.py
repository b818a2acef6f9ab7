"""Tidy tables: one fact a row, one meaning a column, each column with its type and unit.

The same table becomes a data frame, a CSV or Parquet file, a sheet of a workbook or a resource of a data package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from tracker.model.csv_form import Cell

TEXT, NUMBER, INTEGER, YES_NO, DAY, INSTANT = "text", "number", "integer", "yes_no", "day", "instant"
KINDS: Mapping[str, tuple[type, ...]] = {
    TEXT: (str,),
    NUMBER: (float, Decimal, int),
    INTEGER: (int,),
    YES_NO: (bool,),
    DAY: (date,),
    INSTANT: (datetime,),
}
"""Kinds of columns, with what their cells may be besides None. An instant is aware and in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, its kind (of ``KINDS``), what it means, and the unit of a number."""

    name: str
    kind: str = TEXT
    about: str
    unit: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of column {self.kind!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What is known of a table before it has rows.

    Attributes
    ----------
    name : str
        Lower case, with underscores: it names files and sheets.
    title, about : str
        For readers: a few words, and what one row is.
    key : tuple of str
        The columns that tell its rows apart.
    refers : mapping
        Columns that name a row of another table: to ``(table, column)``.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    refers: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidy:
    """A table: its shape, its rows in a fixed order, and the credits that go with its numbers."""

    shape: Shape
    rows: tuple[tuple[Cell, ...], ...]
    credits: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wide = len(self.shape.columns)
        if any(len(row) != wide for row in self.rows):
            raise ValueError(f"{self.shape.name}: a row has another number of cells than there are columns")

    @classmethod
    def of(cls, shape: Shape, records: Sequence[Mapping[str, Cell]], credits: Sequence[str] = ()) -> Tidy:  # noqa: A002 - the field's name
        """A table of rows by name of column; every column has to be there."""
        rows = tuple(tuple(record[name] for name in shape.names) for record in records)
        return cls(shape=shape, rows=rows, credits=tuple(credits))

    def column(self, name: str) -> Iterator[Cell]:
        """The cells of one column, from the first row to the last."""
        position = self.shape.names.index(name)
        return (row[position] for row in self.rows)
