"""A person's file of rates: one label and one exact value a row, every row that cannot be used named with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.model.long_cells import too_long

_LABELS = ("label", "date", "day")
_VALUES = ("value", "rate", "close")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,12})?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_COMMA = re.compile(r"\d+,\d+")
_JUMP = Decimal("1.4")
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """One usable row: the line it stands on, its label (an ISO date) and its value as written."""

    line: int
    label: str
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFile:
    """What a file holds. ``problems`` are (line, what is wrong); ``ignored`` the columns that were not read."""

    rows: tuple[RateRow, ...]
    problems: tuple[tuple[int, str], ...]
    delimiter: str
    decimal: str
    ignored: tuple[str, ...] = ()


class UnclearFileError(ValueError):
    """The file can be read in two ways, or in none; ``option`` is what settles it (empty when nothing does)."""

    def __init__(self, message: str, option: str = "") -> None:
        super().__init__(message)
        self.option = option


def parse_rates(text: str, *, delimiter: str = "", decimal: str = "") -> RateFile:
    """Read rows of label and value, in any order; a first line of names may say which column is which.

    Parameters
    ----------
    text : str
    delimiter, decimal : str
        The sign between columns and the decimal sign; empty to find out.

    Raises
    ------
    UnclearFileError
        No line, no two columns, or a delimiter or decimal sign that could be two things.
    """
    delimiter = delimiter or _delimiter(text)
    lines = [(number, cells) for number, cells in _lines(text, delimiter) if any(cell.strip() for cell in cells)]
    if not lines:
        raise UnclearFileError("it holds no row")
    label_at, value_at, ignored, has_header = _columns(lines[0][1], [len(cells) for _, cells in lines[1:6]])
    body = lines[1:] if has_header else lines
    expected = len(lines[0][1])
    uneven = {number: _uneven(len(cells), expected, delimiter) for number, cells in body if len(cells) != expected}
    picked = [(number, _cell(cells, label_at), _cell(cells, value_at)) for number, cells in body]
    decimal = decimal or _decimal([value for number, _, value in picked if number not in uneven])
    return _read(picked, uneven, delimiter=delimiter, decimal=decimal, ignored=ignored)


def _uneven(found: int, expected: int, delimiter: str) -> str:
    """What is wrong with a row of so many fields; a comma between columns may have cut a number in two."""
    hint = "; a decimal comma?" if delimiter == "," and found > expected else ""
    return f"{found} field{'s' if found > 1 else ''}, {expected} expected{hint}"


def _read(
    picked: Sequence[tuple[int, str, str]],
    uneven: Mapping[int, str],
    *,
    delimiter: str,
    decimal: str,
    ignored: tuple[str, ...],
) -> RateFile:
    rows: list[RateRow] = []
    problems: list[tuple[int, str]] = []
    seen: dict[str, RateRow] = {}
    for number, label_text, value_text in picked:
        if number in uneven:
            problems.append((number, uneven[number]))
            continue
        label, value = _label(label_text), _value(value_text, decimal)
        wrong = [one.problem for one in (label, value) if one.problem]
        if wrong:
            problems.append((number, "; ".join(wrong)))
            continue
        row = RateRow(line=number, label=label.text, value=Decimal(value.text))
        before = seen.setdefault(row.label, row)
        if before is row:
            rows.append(row)
        elif before.value != row.value:
            problems.append((number, f"{row.label} is {row.value} here and {before.value} on line {before.line}"))
    return RateFile(
        rows=tuple(sorted(rows, key=lambda row: row.label)),
        problems=tuple(problems),
        delimiter=delimiter,
        decimal=decimal,
        ignored=ignored,
    )


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader, read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 0
    try:
        for cells in reader:
            read = reader.line_num
            yield read, cells
    except csv.Error as error:
        long = too_long(error, io.StringIO(text, newline=""), after=read, delimiter=delimiter)
        raise UnclearFileError(f"line {reader.line_num}: {long or error}") from None


def _delimiter(text: str) -> str:
    """The sign between columns: the one that is in every one of the first lines; a tab before ``;`` before ``,``."""
    sample = [line for line in text.splitlines() if line.strip()][:20]
    if not sample:
        raise UnclearFileError("it holds no row")
    for sign in ("\t", ";"):
        if all(sign in line for line in sample):
            return sign
        if any(sign in line for line in sample):
            raise UnclearFileError(f"some lines hold {sign!r} and some do not", "--delimiter")
    if any("," in line for line in sample):
        return ","
    raise UnclearFileError("its lines are not two columns between ',', ';' or tabs")


def _columns(first: Sequence[str], widths: Sequence[int]) -> tuple[int, int, tuple[str, ...], bool]:
    """Where label and value stand, the names of other columns, and whether the first line is one of names."""
    names = [cell.strip().lower() for cell in first]
    if names and not _label(names[0]).problem:
        if len(names) == 2:
            return 0, 1, (), False
        raise UnclearFileError(f"it has {len(names)} columns and no line of names: write label,value above them")
    places = []
    for wanted in (_LABELS, _VALUES):
        found = [names.index(name) for name in wanted if name in names]
        if not found and len(names) == 2 and all(width == 2 for width in widths):
            found = [0 if wanted is _LABELS else 1]
        if not found:
            raise UnclearFileError(f"no column is named {' or '.join(wanted)}; there are: {', '.join(names)}")
        places.append(found[0])
    ignored = tuple(name for place, name in enumerate(names) if place not in places and name)
    return places[0], places[1], ignored, True


def _decimal(values: Sequence[str]) -> str:
    """``,`` where values can only be read so, ``.`` where none holds a comma; otherwise somebody must say."""
    commas = [value for value in values if _COMMA.fullmatch(value)]
    points = any("." in value for value in values)
    if not commas or points:
        return "."
    if all(_THOUSANDS.fullmatch(value) for value in commas):
        raise UnclearFileError(
            f"{commas[0]!r} may be {commas[0].replace(',', '.')} or {commas[0].replace(',', '')}", "--decimal"
        )
    return ","


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    problem: str = ""


def _label(text: str) -> _Read:
    dotted = _DOTTED.fullmatch(text)
    written = f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}" if dotted else text
    try:
        return _Read(date.fromisoformat(written).isoformat())
    except ValueError:
        return _Read("", f"not a date (expected like 2014-11-11 or 11.11.2014): {text!r}")


def _value(text: str, decimal: str) -> _Read:
    written = text.replace(",", ".") if decimal == "," and "." not in text else text
    if not text:
        return _Read("", "no value")
    if not _NUMBER.fullmatch(written):
        return _Read("", f"not a positive number with the decimal sign {decimal!r}: {text!r}")
    if not Decimal(written):
        return _Read("", "a rate cannot be zero")
    return _Read(written)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def implausible(rows: Sequence[RateRow]) -> list[tuple[int, str]]:
    """Rows that look wrong beside their neighbours, as (line, why): inverses, factors of ten, jumps that revert.

    A rate is set against the median of up to three rows on either side. Real crises pass: a level that stays is no
    jump back. Of two neighbours both have to agree; the second row of two is set against the first.
    """
    found = []
    for position, row in enumerate(rows):
        around = sorted(
            other.value for other in (*rows[max(0, position - 3) : position], *rows[position + 1 : position + 4])
        )
        if (len(rows), position) != (2, 1) and (
            len(around) < 2 or (len(around) == 2 and around[1] > around[0] * _JUMP)
        ):
            continue
        usual = around[len(around) // 2]
        why = misfit(row.value, usual, f"its neighbours (about {usual:f})")
        if why:
            found.append((row.line, f"{row.label}: {row.value} is {why}"))
    return found


def misfit(value: Decimal, usual: Decimal, other: str) -> str:
    """How far a value is from what is usual, in words that name the likely slip; empty where it is near.

    >>> misfit(Decimal("0.716"), Decimal("71.2"), "its neighbours")
    'a factor 100 below its neighbours: another nominal, a slipped decimal sign, or a bad tick?'
    """
    ratio = value / usual
    if backwards(value, usual):
        return f"the inverse of {other}: is the pair read backwards?"
    for factor in (10, 100, 1000, 10_000):
        for share, word in ((ratio, "above"), (1 / ratio, "below")):
            if _near(share, Decimal(factor)):
                return f"a factor {factor} {word} {other}: another nominal, a slipped decimal sign, or a bad tick?"
    if ratio > _JUMP or ratio * _JUMP < 1:
        return f"{abs(ratio - 1) * 100:.0f} % {'above' if ratio > 1 else 'below'} {other}: a bad tick?"
    return ""


def backwards(value: Decimal, usual: Decimal) -> bool:
    """Whether a value is about one over what is usual; never where the two are too alike to tell.

    >>> backwards(Decimal("0.0214"), Decimal("46.7")), backwards(Decimal("0.9"), Decimal("1.1"))
    (True, False)
    """
    return not _near(usual * usual, Decimal(1), Decimal(2)) and _near(value * usual, Decimal(1))


def _near(value: Decimal, target: Decimal, times: Decimal = Decimal("1.3")) -> bool:
    return target < value * times and value < target * times
