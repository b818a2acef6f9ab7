"""Plain lines of an answer as parts of a document: sentences as paragraphs, tables as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.reports.document import Block, Lines, Paragraph, Section, Text, text

_TITLE = "WHAT WAS FOUND"


def told_in_lines(lines: Iterable[str], question: str) -> tuple[Text, tuple[Section, ...]]:
    """The question and the first sentence of the answer as the headline, all the rest as one section."""
    first, *rest = list(_blocks(lines)) or [Paragraph(content=text("Nothing was found."))]
    if not isinstance(first, Paragraph):
        first, rest = Paragraph(content=()), [first, *rest]
    opening = text(f"{question} " if question else "", *first.content)
    return opening, (Section(key="found", title=_TITLE, blocks=tuple(rest)),)


def _blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Neighbouring lines of one sort together: tables have columns, sentences go on further in or after a comma."""
    run: list[str] = []
    table = False
    for line in lines:
        columns = "  " in line.strip()
        further = line.startswith("  ") or (not table and not columns and bool(run) and run[-1].endswith(","))
        goes_on = bool(line.strip()) and ((columns or further) if table else (further and not columns))
        if run and not goes_on:
            yield from _block(run, table)
            run = []
        if not line.strip():
            continue
        if not run:
            table = columns
        run.append(line)
    if run:
        yield from _block(run, table)


def _block(run: list[str], table: bool) -> Iterator[Block]:  # noqa: FBT001 - of one caller
    if table:
        yield Lines(lines=tuple(run))
    else:
        yield Paragraph(content=text(" ".join(line.strip() for line in run)))
