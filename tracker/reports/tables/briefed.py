"""The tables of one report, from the object everything else of it is made of."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.model.csv_form import Cell
from tracker.model.tidy import INSTANT, NUMBER, Column, Shape, Tidy
from tracker.reports.briefing import Briefing
from tracker.reports.findings import WindowFinding
from tracker.reports.tables import alignments, events, list_changes, sources, windows, words
from tracker.reports.used_sources import UsedSource

RATES = Shape(
    name="rates",
    title="Rates",
    about="One value of the series the report rests on, in the period and in the weeks before it.",
    columns=(
        Column(name="series", about="Series, PAIR@source; BASE/QUOTE is quote units per base unit"),
        Column(name="label", about="What the publisher calls it"),
        Column(name="made_to", kind=INSTANT, about="When it was made, at its end"),
        Column(name="value", kind=NUMBER, unit="quote units per base unit", about="The value, as published"),
    ),
    key=("series", "label"),
)

ROWS = Shape(
    name="report",
    title="Report",
    about="One fixing of the period and one event that met it; a fixing that met none has one row without an event.",
    columns=(
        *(column for column in windows.SHAPE.columns if column.name not in {"certain", "possible"}),
        Column(name="certainty", about="certain or possible: whether the event became public since the fixing before"),
        Column(name="event_id", about="The event"),
        Column(name="event_title", about="Its title"),
        Column(name="event_issuer", about="Who announced it"),
        Column(name="event_jurisdiction", about="Whose decision it is"),
        Column(name="event_stance", about="Direction of pressure: escalate, hold or deescalate"),
        Column(name="event_earliest_utc", kind=INSTANT, about="The event was not public before"),
        Column(name="event_latest_utc", kind=INSTANT, about="The event was surely public by then"),
        Column(name="event_precision", about="minute, interval, or day: how well its time is known"),
        Column(name="event_verified", about="yes, partial or no"),
        Column(name="event_url", about="The page it was read in, the nearest to its origin"),
    ),
    key=("series", "label", "event_id"),
)
"""The report as one table: what repeats in the rows of one fixing is one move, never to be added up."""


def tables_of(briefing: Briefing) -> Mapping[str, Tidy]:
    """Every table of a report, by name."""
    known = [item.event for item in briefing.named]
    found = findings(briefing)
    reactions = [one for item in briefing.named for one in item.reactions]
    credited = credits_of(briefing)
    made = (
        Tidy(shape=RATES, rows=_rates(briefing), credits=credited),
        Tidy(shape=windows.SHAPE, rows=tuple(map(windows.row_of, found)), credits=credited),
        Tidy(shape=windows.MEETINGS, rows=tuple(windows.meeting_rows(found))),
        Tidy(shape=events.SHAPE, rows=tuple(map(events.row_of, known))),
        Tidy(shape=events.SOURCES, rows=tuple(events.source_rows(known))),
        Tidy(shape=alignments.SHAPE, rows=tuple(map(alignments.row_of, reactions)), credits=credited),
        Tidy(shape=list_changes.SHAPE, rows=tuple(map(list_changes.row_of, briefing.lists.changes))),
        Tidy(shape=sources.SHAPE, rows=tuple(map(_source, briefing.sources))),
    )
    return {one.shape.name: one for one in made}


def rows_of(briefing: Briefing) -> Tidy:
    """The report as one table."""
    names = [column.name for column in windows.SHAPE.columns]
    kept = [number for number, name in enumerate(names) if name not in {"certain", "possible"}]
    rows: list[tuple[Cell, ...]] = []
    for found in findings(briefing):
        row = windows.row_of(found)
        shared = tuple(row[number] for number in kept)
        met = (("certain", found.window.certain), ("possible", found.window.possible))
        pairs = [(certainty, event_id) for certainty, ids in met for event_id in ids]
        rows += [(*shared, *_event(briefing, certainty, event_id)) for certainty, event_id in pairs]
        if not pairs:
            rows.append((*shared, *(None,) * (len(ROWS.columns) - len(kept))))
    return Tidy(shape=ROWS, rows=tuple(rows), credits=credits_of(briefing))


def findings(briefing: Briefing) -> tuple[WindowFinding, ...]:
    """The windows of the headline series, then of those beside it."""
    return (*briefing.windows, *(found for second in briefing.second for found in second.windows))


def credits_of(briefing: Briefing) -> tuple[str, ...]:
    """The credit of each source whose numbers are in the report."""
    known = (one.info.rights.credit for one in briefing.sources if one.info is not None and one.series)
    return tuple(dict.fromkeys(one for one in known if one))


def _event(briefing: Briefing, certainty: str, event_id: str) -> tuple[Cell, ...]:
    from tracker.reports.phrases import main_source, web_address

    item = briefing.by_id.get(event_id)
    if item is None:
        return certainty, words(event_id), *(None,) * 9
    event = item.event
    page = main_source(event)
    return (
        certainty,
        words(event.id),
        words(event.title),
        words(event.issuer),
        words(event.jurisdiction),
        words(event.stance),
        event.time.interval.start,
        event.time.interval.end,
        words(event.time.precision),
        words(event.verified),
        None if page is None else web_address(page.url) or None,
    )


def _rates(briefing: Briefing) -> tuple[tuple[Cell, ...], ...]:
    levels = briefing.backdrop.levels if briefing.backdrop is not None else ()
    return tuple((briefing.series, one.label, one.made, one.value) for one in levels)


def _source(used: UsedSource) -> tuple[Cell, ...]:
    if used.info is None:
        return (used.key, "rates from a file", *(None,) * (len(sources.SHAPE.columns) - 2))
    return sources.row_of(used.info, used.retrieved_at)
