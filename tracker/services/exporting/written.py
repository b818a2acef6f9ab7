"""One table of a package in its forms, and no more of it: rows of long series cost far more memory than files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.model.tidy import Shape, Tidy
from tracker.reports import parquet
from tracker.services.exporting.single import as_csv


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One table.

    Attributes
    ----------
    shape : Shape
    count : int
        How many rows it has.
    credits : tuple of str
        Those that go with its numbers.
    firsts : frozenset of str
        What the first column holds: series, lists, events.
    csv : bytes
    parquet : bytes or None
        None where Parquet cannot be written here.
    """

    shape: Shape
    count: int
    credits: tuple[str, ...]
    firsts: frozenset[str]
    csv: bytes = field(repr=False)
    parquet: bytes | None = field(repr=False)


def write_table(parts: Iterable[Tidy], *, with_parquet: bool) -> Written:
    """One table from parts of one shape, one after the other; ``ValueError`` where there is none."""
    texts: list[bytes] = []
    columns = []
    credited: dict[str, None] = {}
    firsts: set[str] = set()
    count, shape = 0, None
    for part in parts:
        shape = part.shape
        text = as_csv(part)
        texts.append((text if not texts else text.partition("\n")[2]).encode())
        if with_parquet:
            columns.append(parquet.columns_of(part))
        credited |= dict.fromkeys(part.credits)
        firsts |= {str(row[0]) for row in part.rows}
        count += len(part.rows)
    if shape is None:
        raise ValueError("a table has at least one part")
    return Written(
        shape=shape,
        count=count,
        credits=tuple(credited),
        firsts=frozenset(firsts),
        csv=b"".join(texts),
        parquet=parquet.file_of(columns, shape, tuple(credited)) if with_parquet else None,
    )
