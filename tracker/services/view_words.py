"""What views of a study share: plain lines, numbers that may be missing, the days asked about, the series as arrays."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.analysis.column import Column, column_of
from tracker.analysis.model import factors_of, models
from tracker.errors import NoDataError, UsageError
from tracker.events.windows import claimed, is_certain
from tracker.model.alignment import Alignment
from tracker.model.event import NO_DAY
from tracker.model.instants import Label
from tracker.reports.numbers import signed
from tracker.services.prepared import Prepared

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 100
LOG = "log points; > 0: the quote currency weakened"


def folded_lines(text: str, indent: int = 0) -> list[str]:
    """The text in lines of at most 100 columns, so far indented; nothing for no text."""
    start = " " * indent
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=f"{start}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def counted(number: int, noun: str) -> str:
    """A count with its noun.

    >>> counted(1, "day"), counted(3, "day")
    ('1 day', '3 days')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def finite(value: object) -> float | None:
    """A finite number, or None."""
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


def per_cent(value: object, digits: int = 2) -> str:
    """A log move as a signed percentage without its sign of unit; a dash where there is none."""
    found = finite(value)
    return "–" if found is None else signed(100 * math.expm1(found), digits)


def log_per_cent(value: object, digits: int = 2) -> str:
    """Log points in hundredths, for standard errors and volatilities; a dash where there is none."""
    found = finite(value)
    return "–" if found is None else f"{100 * found:.{digits}f}"


def plain_p(value: object) -> str:
    """A p-value; a dash where there is none."""
    found = finite(value)
    return "–" if found is None else f"{found:.3f}"


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a frame as JSON has them: what does not apply is null, as is an empty text."""
    return [_plain(row) for row in table.to_dict("records")]


def _plain(row: Mapping[Hashable, Any]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in row.items():
        one = value.item() if hasattr(value, "item") else value
        found[str(key)] = None if one == "" or (isinstance(one, float) and not math.isfinite(one)) else one
    return found


def factors_used(prepared: Prepared) -> pd.DataFrame | None:
    """The factor returns that the model of the study takes out; ``UsageError`` where it cannot have what it needs."""
    try:
        return factors_of(models()[prepared.question.model or prepared.frames.model], prepared.frames.factors)
    except ValueError as error:
        raise UsageError(f"The study cannot be made: {error}.") from error


def column(prepared: Prepared, *, factors: bool = True) -> Column:
    """The series of a study as arrays, with the factors of its model."""
    frames = prepared.frames
    return column_of(
        frames.returns,
        frames.column,
        factors=factors_used(prepared) if factors else None,
        gaps=frames.gaps,
        method_breaks=frames.method_breaks,
    )


def period_labels(prepared: Prepared) -> list[Label]:
    """The observations of the days asked about; where an end is open, as far as there are rates.

    Raises ``NoDataError`` where the series has none of them.
    """
    selection = prepared.question.selection
    first = "" if selection.first_day is None else selection.first_day.isoformat()
    until = "~" if selection.until_day is None else selection.until_day.isoformat()
    found = [str(label) for label in prepared.frames.returns.index if first <= str(label) < until]
    if not found:
        raise NoDataError(
            f"{prepared.frames.column} has no rates in these days.",
            remedy="tracker rates shows what there is; name other days with --since and --until.",
        )
    return found


def candidates(prepared: Prepared) -> tuple[dict[Label, list[str]], dict[Label, list[str]]]:
    """For each observation the logged events it certainly, and possibly, knew first; selected or not.

    What sums up a long time between two copies of a list explains no day of it and is left out.
    """
    certain: dict[Label, list[str]] = {}
    possible: dict[Label, list[str]] = {}
    for alignment in dated(prepared):
        met = certain if is_certain(alignment) else possible
        for label in claimed(alignment):
            met.setdefault(label, []).append(alignment.event_id)
    return certain, possible


def dated(prepared: Prepared) -> Iterator[Alignment]:
    """The alignments of every logged event of which a day is known."""
    for event_id, event in prepared.everything.items():
        if NO_DAY not in event.sets:
            yield prepared.aligned.events[event_id].alignment


def named(ids: Sequence[str], most: int = 4) -> str:
    """Ids one after the other, the first of them where they are many.

    >>> named(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    more = len(ids) - most
    return ", ".join(ids[:most]) + (f" and {more} more" if more > 0 else "")
