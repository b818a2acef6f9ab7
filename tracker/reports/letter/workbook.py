"""The numbers of a letter as a spreadsheet: real dates and numbers, no formulas, the same bytes for one briefing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.model.announcement import ListChange
from tracker.model.event import EventSource, PolicyEvent
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.levels import LevelSpan
from tracker.reports.phrases import event_day, host_of, is_official, main_source, web_address
from tracker.reports.wording import Words
from tracker.reports.workbook.sheets import MEDIA_TYPE, Value, add_sheet, packed

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["MEDIA_TYPE", "filename", "workbook"]

_MOST_ROWS = 5000


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
    return packed(book, briefing.generated_at)


def _add(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[tuple[Value, ...]], **looks: Any) -> None:
    add_sheet(book, title, heads, list(rows)[:_MOST_ROWS], **looks)


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
    _add(book, words("workbook.sheet.numbers"), heads, rows, percent=(7, 8))


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
    _add(book, words("workbook.sheet.rates"), heads, rows)


def _labelled(label: str) -> Value:
    """A date where the label is one; of a bar, its instant as it is named."""
    return date.fromisoformat(label) if len(label) == len("2014-11-14") else label


def _events(book: Workbook, briefing: Briefing, words: Words) -> None:
    keys = ("day", "begins", "ends", "precision", "who", "authority", "title", "confirmed", "page")
    heads = [words(f"workbook.column.{key}") for key in keys]
    _add(book, words("workbook.sheet.events"), heads, [_event(event, words) for event in _known(briefing)])


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
        event.time.interval.start,
        event.time.interval.end,
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
    _add(book, words("workbook.sheet.lists"), heads, rows)


def _change(change: ListChange, briefing: Briefing, words: Words) -> tuple[Value, ...]:
    known = change.change in {"designation", "delisting", "amendment"}
    return (
        briefing.lists.names.get(change.list_key, change.list_key),
        words(f"workbook.change.{change.change}") if known else change.change,
        change.entry.name,
        change.entry.entry_id,
        ", ".join(change.entry.programmes),
        change.from_snapshot_at,
        change.to_snapshot_at,
    )


def _about_lists(briefing: Briefing, words: Words) -> Iterator[str]:
    if briefing.lists.stored:
        yield words("workbook.about.lists")
    elif not briefing.lists.left_out:
        yield words("workbook.about.no_lists")
    yield from map(words.of, briefing.lists.left_out)


def _about(book: Workbook, briefing: Briefing, words: Words) -> None:
    name = briefing.info.series.name
    lines = [
        words("workbook.about.rates"),
        words("workbook.about.change", base=name.base, quote=name.quote),
        words("workbook.about.events"),
        *_about_lists(briefing, words),
        words("workbook.about.not_because"),
        words("workbook.about.disclaimer"),
        *(words.of(said) for said in briefing.credits),
    ]
    lines += [
        words("workbook.about.cut", sheet=words(f"workbook.sheet.{key}"), n=_MOST_ROWS)
        for key, number in (("events", len(_known(briefing))), ("lists", len(briefing.lists.changes)))
        if number > _MOST_ROWS
    ]
    _add(book, words("workbook.sheet.about"), [words("workbook.sheet.about")], [(line,) for line in lines], wide=110)
