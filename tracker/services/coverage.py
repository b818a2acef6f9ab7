"""What a report could see: sources and their newest rate, other cut-offs of the same pair, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tracker.events.windows import windows_of
from tracker.model.event import PolicyEvent
from tracker.model.period import Period
from tracker.reports.briefing import CoverageLine, SecondSeries
from tracker.reports.findings import WindowFinding
from tracker.reports.levels import SeriesInfo
from tracker.reports.wording import told
from tracker.services.aligning import AlignedSeries, align_events
from tracker.services.calendars import calendars
from tracker.services.context import Context
from tracker.services.currencies import unusual_currencies
from tracker.services.deriving import stored_keys
from tracker.services.rate_summary import summarise
from tracker.services.rates import Levels
from tracker.services.series_words import info_of

if TYPE_CHECKING:
    from tracker.model.announcement import Announcement
    from tracker.model.source import SourceInfo
    from tracker.sources.base import Source
    from tracker.store.unit_of_work import UnitOfWork

MAIN = ("us_federal_register", "eu_cellar", "uk_gov_content", "us_ofac_recent_actions")
"""The sources of announcements that a report names first."""

_FRESH = timedelta(days=7)
_USUAL_REACH = timedelta(days=30)
"""How far back every usual run reaches."""

_DELAY = timedelta(days=1)
"""How late a rate may come before a report of the running week calls it missing."""


def coverage(context: Context, candidates: Sequence[Levels], period: Period) -> tuple[CoverageLine, ...]:
    """One line per series a report may rest on, then one per source of announcements, then one per list."""
    from tracker.services.enabled import enabled_sources
    from tracker.store.unit_of_work import UnitOfWork

    declared = enabled_sources(context.settings)
    seen = context.now.date()
    wanted = min(period.end, context.now)
    found = [
        _line(levels, period, seen, wanted, fetchable=levels.series.name.source in declared) for levels in candidates
    ]
    with UnitOfWork(context.engine, write=False) as work:
        told = work.announcements.newest_of_each()
        found += [
            _news(work, source.info, told.get(source.key))
            for source in _in_order(declared)
            if source.info.kind == "announcements"
        ]
        found += [_list(work, source.info) for source in declared.values() if source.info.kind == "lists"]
    return tuple(found)


def _in_order(declared: Mapping[str, Source]) -> list[Source]:
    """The sources, those that publish most of what is decided first."""
    return sorted(declared.values(), key=lambda source: (*(source.key != one for one in MAIN), source.key))


def _news(work: UnitOfWork, info: SourceInfo, newest: Announcement | None) -> CoverageLine:
    line = CoverageLine(source=info.key, kind=info.kind, title=info.title)
    if newest is not None:
        return replace(line, newest=newest.published_on.isoformat())
    if work.runs.state(info.key).last_success_at is not None:
        return replace(line, remark="read, and nothing of it is for this ledger")
    return replace(
        line,
        status="missing",
        remark="not read here yet",
        meaning="what it published is not told here",
        advice=f"tracker fetch {info.key}",
    )


def _list(work: UnitOfWork, info: SourceInfo) -> CoverageLine:
    newest = work.lists.latest_snapshot(info.key)
    line = CoverageLine(source=info.key, kind=info.kind, title=info.title)
    if newest is not None:
        return replace(line, newest=newest.snapshot_at.date().isoformat())
    return replace(line, status="missing", remark="no copy is stored", advice=f"tracker fetch {info.key}")


def _line(levels: Levels, period: Period, seen: date, wanted: datetime, *, fetchable: bool) -> CoverageLine:
    words = info_of(levels.series, period.last_day, seen=seen)
    source = levels.series.name.source
    if not levels.observations:
        return CoverageLine(
            source=source,
            title=words.credit,
            status="missing",
            remark="nothing stored here",
            meaning=_unsaid(words),
            advice=_fetching(levels, period, seen) if fetchable else "",
        )
    first = levels.observations[0]
    if first.fixing.made_to >= period.end:
        return CoverageLine(
            source=source,
            title=words.credit,
            newest=levels.observations[-1].label,
            status="missing",
            remark=f"stored here from {first.label[:10]} on",
            meaning=_unsaid(words),
            advice=_fetching(levels, period, seen) if fetchable else "",
        )
    newest = levels.observations[-1]
    if words.ended:
        status = "ended"
    elif wanted - newest.fixing.made_to > _FRESH:
        status = "stale"
    else:
        status = "ok"
    return CoverageLine(
        source=source,
        title=words.credit,
        newest=newest.label,
        status=status,
        remark=words.ended,
        meaning="what it published since is not told here" if status == "stale" else "",
        advice=f"tracker fetch {source}" if status == "stale" and fetchable else "",
    )


def _unsaid(words: SeriesInfo) -> str:
    """What a reader misses without the rates of a series."""
    if not words.cutoff:
        return "its rates are not told here"
    return f"nothing is said at its cut-off ({words.cutoff} {words.place})"


def _fetching(levels: Levels, period: Period, seen: date) -> str:
    """The command that brings the rates of a period, with the year before it that tests and comparisons need."""
    source = levels.series.name.source
    command = f"tracker fetch {source.partition('.')[0]}"
    if seen - period.first_day < _USUAL_REACH:
        return command
    named = "".join(f" --currency {code}" for code in unusual_currencies(source, stored_keys(levels.series)))
    return f"{command} --since {period.first_day.year - 1}-01-01{named}"


def second_series(
    context: Context, candidates: Sequence[Levels], headline: Levels, events: Sequence[PolicyEvent], period: Period
) -> tuple[tuple[SecondSeries, AlignedSeries], ...]:
    """The other series of the pair that have a rate in the period, each with its own cut-off, never averaged."""
    found = []
    for levels in candidates:
        if levels.series.key == headline.series.key:
            continue
        summary = summarise(levels.observations, period, ())
        if summary is None:
            continue
        aligned = align_events(context, events, levels)
        words = info_of(levels.series, period.last_day, seen=context.now.date())
        windows = windows_of(levels.observations, aligned.alignments, period=period.interval)
        described = SecondSeries(
            series=levels.series.key,
            title=words.credit,
            info=words,
            cutoff=words.cutoff,
            period=summary.period,
            windows=tuple(
                WindowFinding(window=window, not_applicable="shown for comparison", tested=False) for window in windows
            ),
        )
        found.append((described, aligned))
    return tuple(found)


def begins_late(levels: Levels, period: Period) -> str:
    """Why the rates of a period that has some do not reach back to its beginning; empty when they do."""
    first = levels.observations[0].fixing
    if first.made_to - period.start <= _FRESH:
        return ""
    return told("rates.begin_late", series=levels.series.key, day=date.fromisoformat(first.label[:10]))


def cut_short(context: Context, levels: Levels, period: Period) -> str:
    """Why the rates of a period that has some are not all there at ``context.now``; empty when none is missing."""
    newest = levels.observations[-1].fixing
    due_by = min(period.end, context.now - _DELAY)
    if newest.made_to >= due_by or not levels.made_within(period.start, period.end):
        return ""
    days = calendars(newest.made_to.date(), period.last_day)[levels.schedule.calendar]
    ended = info_of(levels.series, seen=context.now.date()).ended
    following = replace(levels.schedule, ends=None).upcoming(newest.made_to, days)
    if not any(fixing.made_to < due_by for fixing in following):
        return ""
    day = date.fromisoformat(newest.label[:10])
    return told("rates.cut_short_for_good", day=day, ended=ended) if ended else told("rates.cut_short", day=day)
