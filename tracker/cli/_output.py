"""Writing answers: plain tables, CSV and JSON, to stdout or a file."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.errors import UsageError
from tracker.model.csv_form import PLAIN, Cell, csv_text, restyled
from tracker.model.instants import format_instant

if TYPE_CHECKING:
    from tracker.cli._invocation import Invocation

SCHEMA_VERSION = 1
_INERT_QUOTES = str.maketrans("“”„", "'''")  # a straight double quote would open a field
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_KEPT = frozenset("\n\u200c\u200d")  # the last two shape the letters of Persian and of emoji
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_NOT_OURS = re.compile(r"(\x1b\[[0-9;]*m|[\x00-\x09\x0b-\x1f\x7f]|[^\x00-\x7f])")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def to_stdout(output: str | None) -> bool:
    """Whether ``-o`` was left out or names stdout: only there the terminal's encoding counts; a file is UTF-8."""
    return output is None or output == "-"


def emit(
    invocation: Invocation, text: str, output: str | None = None, *, exact: bool = False, crlf: bool = False
) -> None:
    """Write an answer where it was asked for: a file (UTF-8, replaced as a whole) or stdout.

    ``exact`` marks data that are read back: where stdout cannot carry every sign of them, a message says so. ``crlf``:
    lines end as RFC 5545 wants them, in UTF-8 on stdout too, whatever its encoding.
    """
    if invocation.csv_style != PLAIN:
        raise UsageError("--csv-style is about CSV, and this is none.", remedy="Say --format csv, too.")
    text = harmless(text)
    if crlf:
        text = text.replace("\n", "\r\n")
        if to_stdout(output):
            click.echo(text.encode("utf-8"), nl=False)
            return
    if output is None or output == "-":
        form = _for_stdout(invocation, text.translate(_INERT_QUOTES) if exact and invocation.ascii else text)
        click.echo(form, nl=not text.endswith("\n"))
        if exact and invocation.ascii and form != text:
            invocation.note("This terminal's encoding cannot show every letter of these data; -o FILE keeps them all.")
        return
    emit_bytes(invocation, (text if text.endswith("\n") else text + "\n").encode("utf-8"), output)


def emit_bytes(invocation: Invocation, content: bytes, output: str | None) -> None:
    """Write bytes as they are: to a file, replaced as a whole, or to stdout."""
    if output is None or output == "-":
        click.echo(content, nl=False)
        return
    path = Path(output)
    try:
        _replace(path, content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", remedy="Name another with -o.") from None
    invocation.note(f"Written: {path}")


def harmless(text: str) -> str:
    r"""The text without what drives a terminal or is not seen: stored words of strangers hold it, no answer needs it.

    Line ends stay, and so do colours.

    >>> harmless("a\x1b]8;;b\x07\u202ec\x1b[1md\n")
    'a]8;;bc\x1b[1md\n'
    """
    if text.isascii() and not _CONTROL.search(text):
        return text
    return "".join(
        one
        for one in _NOT_OURS.split(text)
        if one and (len(one) > 1 or one in _KEPT or unicodedata.category(one) not in _UNSEEN)
    )


def _for_stdout(invocation: Invocation, text: str) -> str:
    """The text, or its ASCII form where stdout is not UTF-8: escapes in JSON, which lose nothing, else stand-ins."""
    if not invocation.ascii or text.isascii():
        return text
    if text.startswith("{"):  # of all that is printed only JSON begins so, and its strings alone hold other signs
        return _NOT_ASCII.sub(lambda sign: json.dumps(sign[0])[1:-1], text)
    from tracker.model.ascii_form import to_ascii

    return to_ascii(text)


WIDTH = 100
"""Columns of a page: reports are written for it, and tables wrap their last column at it."""

_SMALLEST = 40


def page_width(output: str | None = None) -> int:
    """Columns for an answer: those of the terminal, or of the variable COLUMNS, at most ``WIDTH``; a file has those."""
    if not to_stdout(output):
        return WIDTH
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdecimal() and int(columns):
        return max(_SMALLEST, min(WIDTH, int(columns)))
    try:
        own = os.get_terminal_size(sys.stdout.fileno()).columns
    except (AttributeError, OSError, ValueError):  # a pipe, a file, or no stdout at all
        return WIDTH
    return max(_SMALLEST, min(WIDTH, own)) if own else WIDTH


_NARROWEST = 24
"""Columns the last column is left at least; beside wider ones it begins on a line of its own."""


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, width: int = WIDTH) -> str:
    """Columns aligned to the left, two spaces apart; the last one is not padded, and wraps at ``width``.

    Where the others leave it too little room, it stands below them; where they do not fit themselves, each row is a
    block with the headings as labels. A word that no line can hold is not cut: an address or an id is copied whole.
    """
    lines = [tuple(headers), *(tuple(" ".join(cell.split()) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headers))]
    before = sum(widths[:-1]) + 2 * (len(widths) - 1)
    below = before + min(widths[-1], _NARROWEST) > width
    found = []
    if before - 2 > width:
        return "\n".join(_blocks(headers, lines[1:], width))
    for line in lines:
        head = "  ".join(cell.ljust(size) for cell, size in zip(line[:-1], widths[:-1], strict=True))
        if below:
            found.append(head.rstrip())
            found += wrapped(line[-1], width, indent="    ")
            continue
        first, *rest = wrapped(line[-1], width - before) or [""]
        found.append((f"{head}  {first}" if head else first).rstrip())
        found += [" " * before + more for more in rest]
    return "\n".join(found)


def _blocks(headers: Sequence[str], lines: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Each row as its first cell, and below it the others with their headings, but the last, which is words."""
    for first, *others, last in lines:
        yield from wrapped(first, width)
        named = zip(headers[1:-1], others, strict=True)
        told = [f"{header}: {cell}" for header, cell in named if cell not in ("", "-")]
        yield from wrapped("; ".join((*told, last) if last else told), width, indent="    ")


def wrapped(text: str, width: int = WIDTH, *, indent: str = "", further: str | None = None) -> list[str]:
    """The text in lines of at most ``width`` columns, broken at spaces only; ``further`` begins all but the first."""
    import textwrap

    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def folded(lines: Iterable[str], width: int = WIDTH) -> Iterator[str]:
    """Plain lines, or blocks of them; those wider than ``width`` are wrapped, two columns further in."""
    for line in (one for block in lines for one in block.split("\n")):
        if len(line) <= width:
            yield line
            continue
        start = " " * (len(line) - len(line.lstrip()))
        body = line.lstrip()
        yield from wrapped(body, width, indent=start, further=f"{start}  ")


def emit_csv(
    invocation: Invocation, headers: Sequence[str], rows: Iterable[Sequence[Cell]], output: str | None
) -> None:
    """Write rows as CSV in the style asked for; text a spreadsheet would run as a formula is kept from running."""
    emit_csv_text(invocation, csv_text(headers, rows), output)


def emit_csv_text(invocation: Invocation, text: str, output: str | None) -> None:
    """The same of CSV that is text already, in the plain style. In another style its lines and bytes are as asked."""
    if invocation.csv_style == PLAIN:
        emit(invocation, text, output, exact=True)
    else:
        emit_bytes(invocation, restyled(harmless(text), invocation.csv_style).encode("utf-8"), output)


def json_text(
    invocation: Invocation,
    body: Mapping[str, object],
    *,
    units: Mapping[str, object] | str | None = None,
    public_by: datetime | None = None,
    warnings: Sequence[Mapping[str, object]] = (),
) -> str:
    """One JSON document with the fields every document carries, always of the same shape; missing is null.

    ``units`` by name of field (one text is that of ``value``); ``public_by`` is the present where none was asked for.
    """
    document = {
        "schema_version": SCHEMA_VERSION,
        "generated_at": invocation.instant,
        "public_by": public_by or invocation.instant,
        "units": {"value": units} if isinstance(units, str) else dict(units or {}),
        "warnings": list(warnings),
        **{name: _missing_as_null(value) for name, value in body.items()},
    }
    return json.dumps(document, default=_plain, ensure_ascii=False, allow_nan=False, indent=2)


def _missing_as_null(value: object) -> object:
    """The value with every empty text as None: the model has no other word for "not known"."""
    if isinstance(value, Mapping):
        return {name: _missing_as_null(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_missing_as_null(one) for one in value]
    if isinstance(value, str):
        return harmless(value) or None
    return value


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file and move it into place: an interrupted write leaves the old one. A link stays a link."""
    path = path.resolve()
    if path.exists() and not path.is_file():  # a device or a pipe takes what it is given
        path.write_bytes(content)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        fresh.chmod(mode)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
