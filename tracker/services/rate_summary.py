"""The headline series over a period, as a report prints it: start and end, four weeks, the year, rank, sparkline."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from tracker.analysis.ranking import WEEKS, rank_of, weekly_moves
from tracker.model.alignment import Move
from tracker.model.event import PolicyEvent
from tracker.model.observation import Observation
from tracker.model.period import Period, week_label
from tracker.reports.levels import ChartMark, Level, LevelSpan, MethodBreak, Rank, RateSummary

_RANKED_OBSERVATIONS = 7 * (WEEKS + 5)
"""Enough for 53 weeks of a series made every day."""
_CHART_POINTS = 28
_MARK_KINDS = ("market_structure", "central_bank")


def summarise(observations: Sequence[Observation], period: Period, events: Iterable[PolicyEvent]) -> RateSummary | None:
    """Summary of a series over a period, or None when no value was made in it.

    ``observations`` are in order of making. A value belongs to the period in which its making ended.
    """
    made = [observation.fixing.made_to for observation in observations]
    first = bisect_left(made, period.start)
    after = bisect_left(made, period.end)
    if first == after:
        return None
    end = observations[after - 1]
    start = observations[first - 1] if first else observations[first]
    labels = [observation.label for observation in observations[:after]]
    four_weeks = _at_or_before(observations, labels, _days_before(end, 28))
    year = _at_or_before(observations, labels, f"{int(end.label[:4]) - 1}-12-31T~")
    chart = _chart(observations[:after], four_weeks)
    breaks = _breaks(observations[:after])
    own = _span(start, end, breaks)
    return RateSummary(
        period=own,
        four_weeks=_span(four_weeks, end, breaks) if four_weeks else None,
        year=_span(year, end, breaks) if year else None,
        rank=_rank(observations[:after], period) if period.kind == "week" and not own.breaks else None,
        chart=chart,
        low=min(chart, key=lambda point: point.value),
        high=max(chart, key=lambda point: point.value),
        marks=_marks(events, period),
    )


def _breaks(observations: Sequence[Observation]) -> list[MethodBreak]:
    """Every change in how a series is made, in order."""
    return [
        MethodBreak(fixing=after.fixing, before=before.fixing.method)
        for before, after in pairwise(observations)
        if before.fixing.method != after.fixing.method
    ]


def _span(before: Observation, after: Observation, breaks: Sequence[MethodBreak]) -> LevelSpan:
    """Two observations, the move between them, and which of the breaks lie on the way."""
    return LevelSpan(
        from_label=before.label,
        from_value=before.value,
        to_label=after.label,
        to_value=after.value,
        move=Move.between(before.value, after.value),
        breaks=tuple(one for one in breaks if before.label < one.fixing.label <= after.label),
        from_made=before.fixing.made_to,
        to_made=after.fixing.made_to,
    )


def _days_before(observation: Observation, days: int) -> str:
    day = date.fromisoformat(observation.label[:10]) - timedelta(days=days)
    return f"{day.isoformat()}T~"  # sorts after every label of that day, daily or intraday


def _at_or_before(observations: Sequence[Observation], labels: Sequence[str], bound: str) -> Observation | None:
    position = bisect_right(labels, bound)
    return observations[position - 1] if position else None


def _rank(observations: Sequence[Observation], period: Period) -> Rank | None:
    """Where the week's absolute move stands among the last 53 weeks that have one, this one included."""
    import pandas as pd

    recent = observations[-_RANKED_OBSERVATIONS:]
    levels = pd.Series([float(o.value) for o in recent], index=[o.label for o in recent])
    moves, week = weekly_moves(levels), week_label(period.first_day)
    found = rank_of(moves, week)
    still = week in moves.index and moves[week] == 0  # a week without a move is no largest one
    return None if found is None or found.of < 2 or still else Rank(position=found.position, of=found.of)


def _chart(observations: Sequence[Observation], four_weeks: Observation | None) -> tuple[Level, ...]:
    recent = [o for o in observations[-_CHART_POINTS:] if four_weeks is None or o.label > four_weeks.label]
    points = []
    for observation in recent:
        year, week, _ = date.fromisoformat(observation.label[:10]).isocalendar()
        points.append(
            Level(
                label=observation.label,
                value=observation.value,
                group=f"{year}-W{week:02d}",
                made=observation.fixing.made_to,
            )
        )
    return tuple(points)


def _marks(events: Iterable[PolicyEvent], period: Period) -> tuple[ChartMark, ...]:
    """What the rate's own makers did in the period."""
    return tuple(
        ChartMark(day=event.published_on, text=event.title)
        for event in events
        if event.kind in _MARK_KINDS and period.first_day <= event.published_on < period.until
    )
