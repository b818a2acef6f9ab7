"""What moved then: the briefing of a period, with each of its moves set among other days and other currencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from tracker.analysis.within_year import within_year
from tracker.data.loader import calibration
from tracker.model.alignment import Move
from tracker.model.instants import days_between, local_instant
from tracker.model.instants import zone as iana_zone
from tracker.model.period import Period, day_range
from tracker.model.schedule import Fixing
from tracker.reports.briefing import EventItem, belongs
from tracker.reports.explanation import DayMove, Explanation, Late, Panel, QuietDay, Swing
from tracker.reports.findings import WindowFinding
from tracker.reports.levels import Rank, SeriesInfo
from tracker.services.briefing import Gathered, gather
from tracker.services.calendars import calendars
from tracker.services.context import Context
from tracker.services.findings import decomposition
from tracker.services.panels import panels_of
from tracker.services.rates import KnownBy, Levels
from tracker.services.series_words import info_of

LONGEST = 31
"""Days of a period whose single moves are explained."""

_REACH = timedelta(days=11)
"""How far behind a day without a rate the first rate after it may lie: the longest holidays are shorter."""


_HOURLY_REACH = timedelta(days=730)
"""How far back hourly quotes are to be had; the daily sample drawn from them is used without being named."""


def explain(
    context: Context,
    period: Period,
    *,
    pair: str | None = None,
    series: str | None = None,
    known: KnownBy | None = None,
) -> Explanation:
    """Explain a period of at most ``LONGEST`` days; raises like ``briefing.brief``.

    A single day without a rate is answered by the first rate after it: that one could know the day's events.
    """
    known = (known or KnownBy()).at(context.now)
    then = context.at(known.instant(context.now))
    found = gather(context, period, pair=pair, series=series, known=known)
    asked = found.briefing.period
    if not found.briefing.windows and period.kind == "day":
        wider = _up_to_next_rate(then, found, period)
        if wider is not None:
            found = gather(context, wider, pair=pair, series=series, known=known)
    panels = panels_of(context, found, known)
    windows = found.briefing.windows
    shown = {window.label for window in windows}
    return Explanation(
        asked=asked,
        briefing=found.briefing,
        days=tuple(_day(found, one, panels.get(one.label)) for one in windows),
        quiet=tuple(_quiet(then, found, day) for day in _days_without(found, period)),
        late=tuple(
            _late(found, item)
            for item in found.briefing.events
            if belongs(item.event, asked) and not _met(item, windows)
        ),
        panels=tuple((label, panel) for label, panel in panels.items() if label not in shown),
        advice=_advice(then, found, period),
        kinds=calibration().kinds(found.levels.series.name.base, found.levels.series.name.quote),
    )


def _up_to_next_rate(then: Context, found: Gathered, period: Period) -> Period | None:
    """From the day asked for to that of the first rate after it; None where none was made soon enough."""
    candidates = [found.levels, *(one for one in found.candidates if one.series.key != found.levels.series.key)]
    for levels in candidates:
        following = levels.observations[len(levels.before(period.end)) :]
        if following and following[0].fixing.made_to < period.end + _REACH:
            last = following[0].fixing.made_to.astimezone(iana_zone(period.zone)).date()
            until = (last + timedelta(days=1)).isoformat()
            return day_range(period.first_day.isoformat(), until, zone=period.zone, now=then.now)
    return None


def _day(found: Gathered, one: WindowFinding, panel: Panel | None) -> DayMove:
    window, daily, frames = one.window, found.daily, found.frames
    gap = days_between(window.pre.label, window.fixing.label)
    if daily is None or frames is None:
        return DayMove(found=one, gap_days=gap, panel=panel)
    year = within_year(daily.table, one.label)
    parts, others = decomposition(frames, [one.label])
    swing = None
    if year is not None and year.sigma is not None and year.median and year.calmer is not None:
        swing = Swing(expected=year.sigma, median=year.median, calmer=year.calmer)
    return DayMove(
        found=one,
        gap_days=gap,
        rank=None
        if year is None or not window.move.log_return
        else Rank(position=year.position, of=year.of, noun="moves"),
        swing=swing,
        parts=parts,
        others=others,
        panel=panel,
    )


def _days_without(found: Gathered, period: Period) -> list[date]:
    """The days of a short period on which the series made no rate, in its own zone."""
    place = iana_zone(found.levels.schedule.zone)
    near = found.levels.observations[len(found.levels.before(period.start - timedelta(days=2))) :]
    made = {observation.fixing.made_to.astimezone(place).date() for observation in near[: 80 * 24]}
    length = min((period.until - period.first_day).days, LONGEST)
    days = [period.first_day + timedelta(days=offset) for offset in range(length)]
    return [day for day in days if day not in made]


def _quiet(then: Context, found: Gathered, day: date) -> QuietDay:
    levels = found.levels
    begins = local_instant(day, time(0), levels.schedule.zone)
    position = len(levels.before(begins))
    if position < len(levels.observations) and levels.fixings[position].made_to < begins + _REACH:
        first = levels.observations[position]
        move = Move.between(levels.observations[position - 1].value, first.value) if position else None
        return QuietDay(day=day, why=_why(then, levels, day), first=first.fixing, move=move)
    expected, promised_by = _expected(then, found, begins)
    return QuietDay(day=day, why=_why(then, levels, day), expected=expected, expected_info=promised_by)


def _why(then: Context, levels: Levels, day: date) -> str:
    if day.weekday() >= 5 and not calendars(day, day)[levels.schedule.calendar].is_open(day):
        return f"a {day:%A}, when no rate is made"
    if local_instant(day, time(0), levels.schedule.zone) > then.now:
        return "its rate is not made yet"
    ended = _ended(then, levels)
    if ended and levels.schedule.ends is not None and day > levels.schedule.ends:
        return f"after the end of this series ({ended})"
    if not calendars(day, day)[levels.schedule.calendar].is_open(day):
        return "a holiday of the market, when no rate is made"
    fixing = _fixing_on(levels, day)
    if fixing is not None and fixing.published_at > then.now:
        return "its rate is not published yet"
    if not levels.observations:
        return "no rate is stored"
    return "a rate was due and is not stored"


def _ended(then: Context, levels: Levels) -> str:
    """When the series ended, in words; empty while it lives, or before anybody could know that it had ended."""
    return info_of(levels.series, seen=then.now.date()).ended


def _fixing_on(levels: Levels, day: date) -> Fixing | None:
    try:
        return levels.schedule.fixing(levels.schedule.label_of(day)) if levels.schedule.label != "bar_end" else None
    except ValueError:
        return None


def _expected(then: Context, found: Gathered, begins: datetime) -> tuple[Fixing | None, SeriesInfo | None]:
    """The first rate a living series will make after an instant that lies ahead or just behind, and that series.

    One whose source can be fetched is asked before one that only a person can bring.
    """
    from tracker.services.enabled import enabled_sources

    if begins < then.now - _REACH:
        return None, None
    since = max(begins, then.now)
    fetched = enabled_sources(then.settings)
    for levels in (
        found.levels,
        *sorted(found.candidates, key=lambda one: one.series.name.publisher not in fetched),
    ):
        days = calendars(since.date(), (since + timedelta(days=60)).date())[levels.schedule.calendar]
        schedule = levels.schedule if _ended(then, levels) else replace(levels.schedule, ends=None)
        promised = next(iter(schedule.upcoming(since, days)), None)
        if promised is not None:
            return promised, info_of(levels.series, seen=then.now.date())
    return None, None


def _met(item: EventItem, windows: Sequence[WindowFinding]) -> bool:
    return any(item.event.id in (*one.window.certain, *one.window.possible) for one in windows)


def _late(found: Gathered, item: EventItem) -> Late:
    reaction = item.reaction(found.levels.series.key)
    if reaction is None:
        return Late(item=item)
    alignment = reaction.alignment
    if alignment.latest is not None:
        return Late(item=item, met=alignment.latest, move=reaction.last_step)
    if alignment.pending is None:
        return Late(item=item)
    pending = alignment.pending
    return Late(
        item=item,
        expected=Fixing(
            label=pending.label,
            made_from=pending.made_from,
            made_to=pending.made_to,
            published_at=pending.expected_at,
            method=pending.method,
        ),
    )


def _advice(then: Context, found: Gathered, period: Period) -> tuple[tuple[str, str], ...]:
    """What is missing for this period and the commands that bring it; nothing while the period has not begun."""
    ends = found.levels.schedule.ends if _ended(then, found.levels) else None
    if period.start > then.now or (found.briefing.windows and (ends is None or period.last_day <= ends)):
        return ()
    hourly = period.start > then.now - _HOURLY_REACH
    advised = []
    for line in found.briefing.coverage:
        if line.source != "yahoo" or not line.advice or found.levels.series.name.pair != "USD/RUB":
            continue
        since = period.first_day - timedelta(days=500)
        advised.append(
            (
                "fetch indicative quotes, a year and more of them so that the day can be judged",
                f"tracker fetch yahoo --since {since.isoformat()}",
            )
        )
        series, what = ("", "") if hourly else (" --series USD/RUB@yahoo.1d", ", of those quotes")
        advised.append((f"then ask again{what}", f"tracker explain {_typed(period)}{series}"))
    return tuple(advised)


def _typed(period: Period) -> str:
    return f"{period.first_day:%Y-%m}" if period.kind == "range" else period.label
