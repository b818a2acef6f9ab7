"""Which observation could have reacted? The rule that joins an event to a series by instants, never by equal dates.

An event became public in [a, b). Of the observations of one series, in order of making:

- ``pre``: the last with ``made_to`` ≤ a. It cannot contain the event;
- ``earliest``: the one after ``pre``, the first that *could* contain it;
- ``latest``: the first after ``pre`` with ``made_from`` ≥ b, the first that *must* fully contain it: day 0.

What lies from ``earliest`` up to, not including, ``latest`` is contaminated: made while the news came out. A point made
at the very instant a does not contain the event yet, which the two inequalities already say.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from tracker.model.alignment import Alignment, Pending
from tracker.model.event import PolicyEvent
from tracker.model.instants import Interval, Label, days_between, long_gap
from tracker.model.schedule import Fixing, FixingSchedule, OpenDays

_TICK = timedelta(microseconds=1)


class FixingIndex:
    """The fixings of one series in order of making, ready for bisection.

    Attributes: ``fixings``, and the arrays ``made_from`` and ``made_to`` (UTC instants). Two fixings with one label are
    a mistake and raise ``ValueError``.
    """

    __slots__ = ("_begun", "_positions", "fixings", "made_from", "made_to")

    def __init__(self, fixings: Iterable[Fixing]) -> None:
        self.fixings: tuple[Fixing, ...] = tuple(
            sorted(fixings, key=lambda fixing: (fixing.made_to, fixing.made_from, fixing.label))
        )
        self.made_from = [fixing.made_from for fixing in self.fixings]
        self.made_to = [fixing.made_to for fixing in self.fixings]
        # Windows that overlap (a method may change from one day to the next) need not begin in the order in which they
        # end; the running maximum does, and first passes an instant where the windows themselves first do.
        self._begun = list(accumulate(self.made_from, max))
        self._positions: dict[Label, int] = {}
        for position, fixing in enumerate(self.fixings):
            if self._positions.setdefault(fixing.label, position) != position:
                raise ValueError(f"two fixings are labelled {fixing.label}")

    def __len__(self) -> int:
        return len(self.fixings)

    def position(self, label: Label) -> int:
        """Place of a label in order of making, from 0; ``KeyError`` when it is not there."""
        return self._positions[label]

    def made_by(self, now: datetime) -> int:
        """How many fixings had been made by ``now``."""
        return bisect_right(self.made_to, now)

    def first_after(self, instant: datetime) -> int:
        """Position of the first fixing whose making ends after ``instant``: the one before it cannot contain it."""
        return bisect_right(self.made_to, instant)

    def first_begun(self, instant: datetime, start: int) -> int:
        """Position, from ``start``, of the first fixing whose making begins at or after ``instant``."""
        position = bisect_left(self._begun, instant, lo=min(start, len(self.fixings)))
        while position < len(self.fixings) and self.made_from[position] < instant:
            position += 1
        return position


def align(
    event_id: str,
    interval: Interval,
    index: FixingIndex,
    *,
    series: str,
    schedule: FixingSchedule,
    calendar: OpenDays,
    now: datetime,
) -> Alignment:
    """Set one event against one series as known at ``now``: fixings made later count as not made yet.

    ``pending`` carries the schedule's expected fixing while the first that can (or, once that one exists, the first
    that must) know the event is missing; ``note`` says in words why anything is missing or doubtful.
    """
    made = index.made_by(now)
    first = min(index.first_after(interval.start), made)
    fixings = index.fixings
    outlook = _Outlook(series=series, schedule=schedule, calendar=calendar, now=now)
    if first == 0:
        return _without_pre(event_id, interval, fixings[:made], outlook)
    pre = fixings[first - 1]
    must = min(index.first_begun(interval.end, first), made)
    pending: Pending | None = None
    notes: list[str] = []
    if first == made:
        pending, notes = outlook.next_after(pre, ends_after=interval.start)
    elif must == made:
        pending, notes = outlook.next_after(fixings[made - 1], begins_at=interval.end)
    latest = None if must == made else fixings[must]
    reach = fixings[first - 1 : must + 1] if latest else fixings[first - 1 : made]
    gap = max((days_between(earlier.label, later.label) for earlier, later in pairwise(reach)), default=0.0)
    longest = long_gap(pre.label)
    if gap > longest:
        words = f"{gap:.0f} days" if longest >= 1 else f"{gap * 24:.0f} hours"
        notes.append(f"{words} lie between two of its observations")
    methods = {fixing.method for fixing in reach} | ({pending.method} if pending else set())
    contaminated = tuple(fixing.label for fixing in fixings[first:must])
    return Alignment(
        event_id=event_id,
        series=series,
        pre=pre,
        earliest=fixings[first] if first < made else None,
        latest=latest,
        contaminated=contaminated,
        ambiguous=bool(contaminated),
        spans=len(contaminated) + 1 if latest else 0,
        method_break=len(methods) > 1,
        gap_days=gap if gap > longest else 0.0,
        pending=pending,
        note="; ".join(notes),
        interval=interval,
    )


def align_all(
    events: Iterable[PolicyEvent],
    index: FixingIndex,
    *,
    series: str,
    schedule: FixingSchedule,
    calendar: OpenDays,
    now: datetime,
) -> tuple[Alignment, ...]:
    """Every event against one series, in the order given."""
    return tuple(
        align(event.id, event.time.interval, index, series=series, schedule=schedule, calendar=calendar, now=now)
        for event in events
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outlook:
    """What a series' schedule lets us expect at ``now``."""

    series: str
    schedule: FixingSchedule
    calendar: OpenDays
    now: datetime

    def next_after(
        self, newest: Fixing, *, ends_after: datetime | None = None, begins_at: datetime | None = None
    ) -> tuple[Pending | None, list[str]]:
        """The first expected fixing past ``newest`` whose making ends after one instant or begins at or after another.

        The first bound asks for the one that can know, the second for the one that must.
        """
        bound = begins_at - _TICK if begins_at else ends_after or newest.made_to
        following = self.schedule.upcoming(max(bound, newest.made_to), self.calendar)
        expected = next((fixing for fixing in following if not begins_at or fixing.made_from >= begins_at), None)
        if expected is None:
            return None, [self._silence()]
        notes: list[str] = []
        if expected.published_at < self.now:
            notes.append(f"the rate labelled {expected.label} was due by now but is not stored")
        if expected.method != newest.method:
            notes.append(f"the next rate is made by another method: {expected.method}")
        skipped = next(self.schedule.upcoming(newest.made_to, self.calendar), expected)
        if skipped.label < expected.label and skipped.published_at < self.now:
            notes.append(f"the newest rate stored is labelled {newest.label}; rates made since then are missing here")
        return _pending(expected), notes

    def _silence(self) -> str:
        if self.schedule.ends is None:
            return f"the schedule of {self.series} foresees no further rate"
        reason = f" ({self.schedule.end_reason})" if self.schedule.end_reason else ""
        return f"{self.series} ended on {self.schedule.ends.isoformat()}{reason}: no rate is made after that day"


def _without_pre(event_id: str, interval: Interval, made: Sequence[Fixing], outlook: _Outlook) -> Alignment:
    """No observation precedes the event, so none can be said to follow it as a reaction."""
    pending: Pending | None = None
    if made:
        note = f"{outlook.series} begins with {made[0].label}, after the event: no rate before it to compare with"
    else:
        note = f"no observation of {outlook.series} is stored"
        expected = next(outlook.schedule.upcoming(interval.start, outlook.calendar), None)
        # With nothing stored, an expected fixing of the past is merely one of all those that are missing.
        if expected is not None and expected.published_at >= outlook.now:
            pending = _pending(expected)
    return Alignment(
        event_id=event_id,
        series=outlook.series,
        pre=None,
        earliest=None,
        latest=None,
        pending=pending,
        note=note,
        interval=interval,
    )


def _pending(fixing: Fixing) -> Pending:
    return Pending(
        label=fixing.label,
        made_from=fixing.made_from,
        made_to=fixing.made_to,
        expected_at=fixing.published_at,
        method=fixing.method,
    )
