"""Tidy tables from the store: what data frames and data packages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tracker.model.announcement import ListChange
from tracker.model.csv_form import Cell
from tracker.model.event import PolicyEvent
from tracker.model.series import Series
from tracker.model.tidy import Tidy
from tracker.reports.briefing import Briefing
from tracker.reports.findings import Reaction, WindowFinding
from tracker.reports.tables import alignments, calendar, events, list_changes, rates, sources, windows
from tracker.services.accessed import source_info
from tracker.services.rates import KnownBy, Levels, known_series, read_levels
from tracker.services.rights import allowed, credit_lines
from tracker.services.source_status import source_statuses

if TYPE_CHECKING:
    from tracker.services.context import Context

_YEARS = timedelta(days=3650)


def rates_table(
    context: Context,
    names: Sequence[str],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    known: KnownBy | None = None,
) -> Tidy:
    """Values made in [since, until) of series or of all series of pairs, in the order of the names, each series once.

    Raises ``UsageError`` for what is neither, ``NoDataError`` for a series whose terms forbid what is asked.
    """
    known = (known or KnownBy()).at(context.now)
    wanted: dict[str, Series] = {}
    for name in names:
        found = allowed(known_series(context, name, as_of=known.as_of), known)
        wanted |= {one.key: one for one in found}
    read = [read_levels(context, one.name, known) for one in wanted.values()]
    rows = tuple(row for levels in read for row in _rows(levels, since, until))
    held = {row[0] for row in rows}
    used = [one for one in wanted.values() if one.key in held]
    return Tidy(shape=rates.SHAPE, rows=rows, credits=credit_lines(used))


def _rows(levels: Levels, since: datetime | None, until: datetime | None) -> Iterable[tuple[Cell, ...]]:
    within = (
        one
        for one in levels.observations
        if (since is None or since <= one.fixing.made_to) and (until is None or one.fixing.made_to < until)
    )
    return rates.rows_of(levels.series, within)


def events_table(found: Iterable[PolicyEvent]) -> Tidy:
    """Policy events, one a row."""
    return Tidy(shape=events.SHAPE, rows=tuple(map(events.row_of, found)))


def event_sources_table(found: Iterable[PolicyEvent]) -> Tidy:
    """The pages they were read in, one a row."""
    return Tidy(shape=events.SOURCES, rows=tuple(events.source_rows(found)))


def windows_table(found: Iterable[WindowFinding], credited: Sequence[str] = ()) -> Tidy:
    """Fixings with their moves and tests, one a row."""
    return Tidy(shape=windows.SHAPE, rows=tuple(map(windows.row_of, found)), credits=tuple(credited))


def meetings_table(found: Iterable[WindowFinding]) -> Tidy:
    """Which event met which fixing, one meeting a row."""
    return Tidy(shape=windows.MEETINGS, rows=tuple(windows.meeting_rows(found)))


def alignments_table(found: Iterable[Reaction], credited: Sequence[str] = ()) -> Tidy:
    """Events against series, one pair a row."""
    return Tidy(shape=alignments.SHAPE, rows=tuple(map(alignments.row_of, found)), credits=tuple(credited))


def list_changes_table(found: Iterable[ListChange]) -> Tidy:
    """Changes of the sanctions lists, one a row, with the credits of the lists."""
    changes = tuple(found)
    infos = (source_info(key) for key in dict.fromkeys(one.list_key for one in changes))
    credited = tuple(info.rights.credit for info in infos if info is not None and info.rights.credit)
    return Tidy(shape=list_changes.SHAPE, rows=tuple(map(list_changes.row_of, changes)), credits=credited)


def sources_table(context: Context, *, as_of: datetime | None = None) -> Tidy:
    """Every source with its terms and when its newest document was had (``as_of``: by then), one a row."""
    from tracker.store.unit_of_work import UnitOfWork

    had = {one.info.key: (one.info, one.last_success_at) for one in source_statuses(context)}
    if as_of is not None:
        with UnitOfWork(context.engine, write=False) as work:
            had = {key: (info, work.runs.success_by(key, as_of)) for key, (info, _) in had.items()}
    rows = tuple(sources.row_of(info, at) for info, at in had.values())
    return Tidy(shape=sources.SHAPE, rows=rows)


def calendar_table(context: Context, since: date | None, until: date | None, known: KnownBy | None = None) -> Tidy:
    """What was or is scheduled in [since, until); a year from ``context.now`` where no end is named."""
    from tracker.services.agenda import agenda

    today = context.now.date()
    first = since or today
    found = agenda(context, first, min(until or first + timedelta(days=365), first + _YEARS), today=today, known=known)
    unique = {one.uid: one for one in found.items}
    return Tidy(shape=calendar.SHAPE, rows=tuple(map(calendar.row_of, unique.values())))


def briefing_table(briefing: Briefing, name: str) -> Tidy:
    """One of the tables of a report."""
    from tracker.reports.tables.briefed import tables_of

    return tables_of(briefing)[name]
