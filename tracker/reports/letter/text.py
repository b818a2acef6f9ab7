"""The text part of the letter: at most 78 columns, readable as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, zip_longest

from tracker.reports.cleaning import plain
from tracker.reports.document import as_str, text
from tracker.reports.letter.content import LetterContent, SaidRow
from tracker.reports.letter.numbers import Chart
from tracker.reports.sparks import sparkline
from tracker.reports.wrapping import display_width, padded, wrap

WIDTH = 78
_GAP = "   "
_NARROW = 17


def text_part(content: LetterContent) -> str:
    """The letter as plain text, ending with a line break."""
    parts = [
        _lines(*(line for notice in content.notices for line in _wrapped(notice))),
        _corrected(content),
        _lines(_heading(content, "minute"), *_wrapped(content.minute)),
        _numbers(content),
        _chart(content.chart) if content.chart else "",
        _watched(content),
        _said(content),
        _moved(content),
        _list_changes(content),
        _coming(content),
        _lines(_heading(content, "unseen"), *_wrapped(" ".join(content.unseen))),
        _corrections(content),
        _footer(content),
    ]
    return plain("\n\n".join(part for part in parts if part)) + "\n"


def _heading(content: LetterContent, name: str) -> str:
    return content.words(f"letter.heading.{name}").upper()


def _lines(*lines: str) -> str:
    return "\n".join(line.rstrip() for line in lines)


def _wrapped(content: str, width: int = WIDTH) -> list[str]:
    return [as_str(line) for line in wrap(text(content), width)]


def _hanging(lead: str, content: str) -> str:
    """Content behind a lead, continued under its own beginning."""
    indent = display_width(lead)
    return f"\n{' ' * indent}".join(
        [lead + line if not number else line for number, line in enumerate(_wrapped(content, WIDTH - indent))]
    )


def _numbers(content: LetterContent) -> str:
    if not content.numbers:
        return ""
    rows = [(f"  {row.name}", row.levels, row.costs, row.worth) for row in content.numbers]
    table = [*_heads(content, rows), *rows]
    wide = _widths(table)
    lines = [_GAP.join(padded(cell, width) for cell, width in zip(row, wide, strict=True)) for row in table]
    return _lines(*lines, *_wrapped(content.numbers_note))


def _heads(content: LetterContent, rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """One line of heads; where names are too long for it, several."""
    title = _heading(content, "numbers")
    for columns in (content.columns, content.short_columns):
        head = (title, *columns)
        if sum(_widths([head, *rows])) + len(_GAP) * len(columns) <= WIDTH:
            return [head]
    parts = [_wrapped(column, _NARROW) for column in content.columns]
    return list(zip_longest([title], *parts, fillvalue=""))


def _widths(table: Sequence[tuple[str, ...]]) -> list[int]:
    return [max(map(display_width, column)) for column in zip(*table, strict=True)]


def _chart(chart: Chart) -> str:
    pairs = groupby(zip(chart.groups, chart.values, strict=True), lambda pair: pair[0])
    drawn = sparkline([[value for _, value in members] for _, members in pairs])
    return _lines(f"  {drawn}", *_wrapped(chart.caption))


def _watched(content: LetterContent) -> str:
    if not content.watched:
        return ""
    return _lines(_heading(content, "watched"), *(_hanging("  ", said) for said in content.watched))


def _said(content: LetterContent) -> str:
    head, read_in = _heading(content, "said"), content.words("letter.label.read_in")
    if content.said:
        head = padded(head, WIDTH - display_width(read_in)) + read_in
    who = max((display_width(row.who) for row in content.said), default=0)
    wide = max((display_width(row.day) for row in content.said), default=0)
    rows = [line for row in content.said for line in _said_row(row, wide, who)]
    notes = [line for note in content.said_notes for line in _wrapped(note)]
    return _lines(head, *rows, *notes)


def _said_row(row: SaidRow, wide: int, who: int) -> list[str]:
    """Title beside the day and the actor; the page on the last line where it fits, otherwise beneath."""
    lead = f"  {padded(row.day, wide)}  {padded(row.who, who)}  "
    indent = display_width(lead)
    lines = _wrapped(row.title, min(WIDTH - indent, 44))
    lines = [lead + lines[0], *(" " * indent + line for line in lines[1:])]
    room = WIDTH - display_width(lines[-1]) - 2
    if row.read_in and display_width(row.read_in) <= room:
        lines[-1] += " " * (room + 2 - display_width(row.read_in)) + row.read_in
    elif row.read_in:
        lines.append(padded(row.read_in, WIDTH, right=True))
    return lines


def _moved(content: LetterContent) -> str:
    if not content.verdict:
        return ""
    question, room = content.question.upper(), WIDTH - display_width(content.verdict)
    if display_width(question) + 2 <= room:
        head = padded(question, room) + content.verdict
    else:
        head = f"{question}\n{padded(content.verdict, WIDTH, right=True)}"
    return _lines(head, *(line for paragraph in content.moved for line in _wrapped(paragraph)))


def _corrected(content: LetterContent) -> str:
    if not content.corrected:
        return ""
    return _lines(_heading(content, "corrected"), *(_hanging("  ", said) for said in content.corrected))


def _list_changes(content: LetterContent) -> str:
    if not content.lists and not content.lists_note:
        return ""
    rows = []
    for row in content.lists:
        rows.append(_hanging("  ", f"{row.issuer}: {row.what}"))
        if row.names:
            rows.append(_hanging("    ", row.names))
    return _lines(_heading(content, "lists"), *rows, *_wrapped(content.lists_note))


def _coming(content: LetterContent) -> str:
    if not content.coming:
        return ""
    wide = max(display_width(row.day) for row in content.coming)
    rows = (
        _hanging(f"  {padded(row.day, wide)}  ", row.what + (f" ({row.read_in})" if row.read_in else ""))
        for row in content.coming
    )
    return _lines(_heading(content, "coming"), *rows)


def _corrections(content: LetterContent) -> str:
    words = content.words
    said = " ".join(content.corrections) or words("letter.label.none_corrected")
    return _lines(_hanging(f"{_heading(content, 'corrections')}   ", f"{said} {words('letter.label.reply')}"))


def _footer(content: LetterContent) -> str:
    lines, words = [], content.words
    if content.site_url:
        lines.append(f"{words('letter.label.full_report')}: {content.site_url}")
    lines += _wrapped(f"{words('letter.label.quote_as')}: {content.quote_as}")
    if content.credits:
        lines += _wrapped(" ".join(content.credits))
    lines += _wrapped(f"{words('letter.label.disclaimer')} {words('letter.label.stop')}")
    return _lines(*lines)
