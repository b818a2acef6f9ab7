"""Every fixing of a series in a time, however long: its move, what the tests say of it, the events that met it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tracker.events.windows import windows_of
from tracker.model.event import PolicyEvent
from tracker.model.instants import Interval
from tracker.model.series import Series
from tracker.reports.findings import Reaction, WindowFinding
from tracker.services.aligning import AlignedSeries, align_events
from tracker.services.choosing import chosen_levels
from tracker.services.context import Context
from tracker.services.event_items import judged_events, reaction_of
from tracker.services.findings import Daily
from tracker.services.frames import Frames, frames_of
from tracker.services.known_events import known_events
from tracker.services.rates import KnownBy, Levels, asked_series, read_levels, resolve
from tracker.services.rights import allowed, credit_lines

_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeriesWindows:
    """The fixings of one series in [start, end), in order, with what they are made from.

    ``frames`` and ``daily`` are None where there is no fixing. ``events`` are all that were known then.
    """

    levels: Levels
    events: tuple[PolicyEvent, ...]
    aligned: AlignedSeries
    frames: Frames | None
    daily: Daily | None
    findings: tuple[WindowFinding, ...]

    @property
    def credits(self) -> tuple[str, ...]:
        """Whose numbers are in it, those of the other currencies included."""
        used: list[Series] = [self.levels.series]
        if self.frames is not None and self.frames.factors is not None:
            used += resolve("EUR/USD@ecb")
        return credit_lines(used)

    def reactions(self, events: Sequence[PolicyEvent]) -> tuple[Reaction, ...]:
        """Of these events, in their order, with p and verdict where their fixings are among the findings."""
        judged = judged_events(events, self.aligned, self.frames, self.daily)
        return tuple(reaction_of(self.aligned, event.id, self.daily, judged.get(event.id)) for event in events)


def series_windows(
    context: Context,
    name: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    known: KnownBy | None = None,
) -> SeriesWindows:
    """The fixings made in [since, until) of a series, or of the series the declared rule of a pair names for that time.

    Every fixing is judged by its own past alone, as in the report of its week. Raises ``UsageError`` for what is no
    pair of currencies, ``NoDataError`` where ``as_of`` lies before the first record.
    """
    known = (known or KnownBy()).at(context.now)
    then = context.at(known.instant(context.now))
    wanted = allowed(asked_series(name, context, as_of=known.as_of), known)
    candidates = [read_levels(context, one.name, known) for one in wanted]
    start = since or min((one.fixings[0].made_to for one in candidates if one.fixings), default=_FIRST)
    end = min(until or _LAST, then.now)
    levels = candidates[0]
    if len(candidates) > 1:
        enabled = context.settings.sources_enabled
        levels = chosen_levels(candidates, start, max(start, end), known, enabled=enabled).levels
    return _windows(context, then, levels, Interval(start=start, end=max(start, end)), known)


def _windows(context: Context, then: Context, levels: Levels, period: Interval, known: KnownBy) -> SeriesWindows:
    events = known_events(context, known)
    aligned = align_events(then, events, levels)
    through = levels.before(period.end)
    windows = windows_of(through, aligned.alignments, period=period)
    frames = frames_of(context, replace(levels, observations=through), known) if windows else None
    daily = None
    if frames is not None:
        first, last = windows[0].fixing.label, windows[-1].fixing.label
        daily = Daily.of(frames, context.settings.plausible_effect, since=first, through=last)
    return SeriesWindows(
        levels=levels,
        events=events,
        aligned=aligned,
        frames=frames,
        daily=daily,
        findings=tuple(daily.finding(window) for window in windows) if daily is not None else (),
    )
