"""The numbers of a letter as a spreadsheet: real dates and numbers, no formulas, the same bytes for one briefing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.model.announcement import ListChange
from tracker.model.event import EventSource, PolicyEvent
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean
from tracker.reports.levels import LevelSpan
from tracker.reports.phrases import event_day, host_of, is_official, main_source, web_address
from tracker.reports.wording import Words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MOST_ROWS = 5000
_DAY, _INSTANT, _PERCENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0.00%"
_STARTERS = ("=", "+", "-", "@", "|", "%")
_STAMP = (1980, 1, 1, 0, 0, 0)
"""The earliest a ZIP archive can say: when the file was packed is nobody's business."""

Value = str | int | float | Decimal | date | datetime | None


def workbook(briefing: Briefing, words: Words) -> bytes:
    """The spreadsheet of a briefing, with its sheets and columns named in the reader's words."""
    from openpyxl import Workbook

    book = Workbook()
    del book["Sheet"]
    _numbers(book, briefing, words)
    _rates(book, briefing, words)
    _events(book, briefing, words)
    _lists(book, briefing, words)
    _about(book, briefing, words)
    return _packed(book, briefing.generated_at)


def filename(briefing: Briefing, words: Words) -> str:
    """A name that sorts by the day the period began."""
    return words("workbook.filename", since=briefing.period.since.isoformat())


def _numbers(book: Workbook, briefing: Briefing, words: Words) -> None:
    name = briefing.info.series.name
    heads = [
        words(f"workbook.column.{key}") for key in ("over", "series", "from_day", "from_rate", "to_day", "to_rate")
    ]
    heads += [words("workbook.column.costs", code=name.base), words("workbook.column.worth", code=name.quote)]
    kind = briefing.period.kind if briefing.period.kind in {"week", "day"} else "range"
    rate = briefing.rate
    spans = [] if rate is None else [(kind, rate.period), ("four_weeks", rate.four_weeks), ("year", rate.year)]
    rows = [
        (words(f"workbook.span.{key}"), briefing.series, *_span(span, briefing.info.zone))
        for key, span in spans
        if span is not None
    ]
    rows += [
        (words(f"workbook.span.{kind}"), one.series, *_span(one.period, one.info.zone))
        for one in briefing.second
        if one.period is not None and one.info is not None
    ]
    _sheet(book, words("workbook.sheet.numbers"), heads, rows, percent=(7, 8))


def _span(span: LevelSpan, zone: str) -> tuple[Value, ...]:
    return (
        dates.told_day(span.from_label, span.from_made, zone),
        span.from_value,
        dates.told_day(span.to_label, span.to_made, zone),
        span.to_value,
        span.move.pair_change,
        span.move.value_change,
    )


def _rates(book: Workbook, briefing: Briefing, words: Words) -> None:
    name = briefing.info.series.name
    heads = [
        words("workbook.column.made_on"),
        words("workbook.column.label"),
        words("workbook.column.rate", quote=name.quote, base=name.base),
        words("workbook.column.series"),
    ]
    levels = briefing.backdrop.levels if briefing.backdrop is not None else ()
    rows = [
        (dates.told_day(one.label, one.made, briefing.info.zone), _labelled(one.label), one.value, briefing.series)
        for one in levels
    ]
    _sheet(book, words("workbook.sheet.rates"), heads, rows)


def _labelled(label: str) -> Value:
    """A date where the label is one; of a bar, its instant as it is named."""
    return date.fromisoformat(label) if len(label) == len("2014-11-14") else label


def _events(book: Workbook, briefing: Briefing, words: Words) -> None:
    keys = ("day", "begins", "ends", "precision", "who", "authority", "title", "confirmed", "page")
    heads = [words(f"workbook.column.{key}") for key in keys]
    _sheet(book, words("workbook.sheet.events"), heads, [_event(event, words) for event in _known(briefing)])


def _known(briefing: Briefing) -> list[PolicyEvent]:
    """The announcements of the period and of the weeks around it, in order of time."""
    known = {item.event.id: item.event for item in briefing.in_period}
    if briefing.backdrop is not None:
        known |= {event.id: event for event in briefing.backdrop.events}
    return sorted(known.values(), key=lambda event: (event.time.interval.start, event.id))


def _event(event: PolicyEvent, words: Words) -> tuple[Value, ...]:
    source = main_source(event)
    return (
        event_day(event),
        _utc(event.time.interval.start),
        _utc(event.time.interval.end),
        words(f"workbook.precision.{event.time.precision}"),
        event.jurisdiction,
        event.issuer,
        event.title,
        words("workbook.yes" if event.verified == "yes" else "workbook.no"),
        _page(source),
    )


def _page(source: EventSource | None) -> str:
    """The address of an authority's own page; of any other, where it is: nobody is sent to a copy."""
    if source is None:
        return ""
    return web_address(source.url) if is_official(source) else host_of(source.url)


def _lists(book: Workbook, briefing: Briefing, words: Words) -> None:
    keys = ("list", "change", "name", "entry", "programmes", "seen_after", "seen_by")
    heads = [words(f"workbook.column.{key}") for key in keys]
    rows = [_change(change, briefing, words) for change in briefing.lists.changes]
    _sheet(book, words("workbook.sheet.lists"), heads, rows)


def _change(change: ListChange, briefing: Briefing, words: Words) -> tuple[Value, ...]:
    known = change.change in {"designation", "delisting", "amendment"}
    return (
        briefing.lists.names.get(change.list_key, change.list_key),
        words(f"workbook.change.{change.change}") if known else change.change,
        change.entry.name,
        change.entry.entry_id,
        ", ".join(change.entry.programmes),
        _utc(change.from_snapshot_at),
        _utc(change.to_snapshot_at),
    )


def _about(book: Workbook, briefing: Briefing, words: Words) -> None:
    name = briefing.info.series.name
    lines = [
        words("workbook.about.rates"),
        words("workbook.about.change", base=name.base, quote=name.quote),
        words("workbook.about.events"),
        words("workbook.about.lists" if briefing.lists.stored else "workbook.about.no_lists"),
        words("workbook.about.not_because"),
        words("workbook.about.disclaimer"),
        *(words.of(said) for said in briefing.credits),
    ]
    lines += [
        words("workbook.about.cut", sheet=words(f"workbook.sheet.{key}"), n=_MOST_ROWS)
        for key, number in (("events", len(_known(briefing))), ("lists", len(briefing.lists.changes)))
        if number > _MOST_ROWS
    ]
    _sheet(book, words("workbook.sheet.about"), [words("workbook.sheet.about")], [(line,) for line in lines], wide=110)


def _sheet(
    book: Workbook,
    title: str,
    heads: Sequence[str],
    rows: Iterable[tuple[Value, ...]],
    *,
    percent: tuple[int, ...] = (),
    wide: int = 48,
) -> None:
    """A sheet with bold heads that stay in sight. ``percent``: columns, from 1, whose fractions are percentages."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    widths = [min(wide, max(12, len(head) + 2)) for head in heads]
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(row=1, column=column)
        _fill(cell, head)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, values in enumerate(list(rows)[:_MOST_ROWS], 2):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row=row, column=column)
            _fill(cell, value)
            if column in percent:
                cell.number_format = _PERCENT
            widths[column - 1] = min(wide, max(widths[column - 1], len(str(cell.value or "")) + 2))
            cell.alignment = Alignment(wrap_text=isinstance(value, str) and len(value) > wide, vertical="top")
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[sheet.cell(row=1, column=column).column_letter].width = width


def _fill(cell: Cell, value: Value) -> None:
    """A value as what it is; words as words, whatever they begin with."""
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"  # "=…" would be a formula otherwise
        if value.lstrip().startswith(_STARTERS):
            cell.quotePrefix = True  # and stay words when a person edits the cell
        return
    cell.value = value
    if isinstance(value, datetime):
        cell.number_format = _INSTANT
    elif isinstance(value, date):
        cell.number_format = _DAY


def _utc(instant: datetime) -> datetime:
    """A spreadsheet knows no zone; the column says which."""
    return instant.replace(tzinfo=None, microsecond=0)


def _packed(book: Workbook, at: datetime) -> bytes:
    """The file with the letter's own instant in the place of the moment of writing, entries in a fixed order."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*(?=</dcterms)", rb"\g<1>" + stamp.encode(), content)
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return out.getvalue()
