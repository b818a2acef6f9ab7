"""Which rates a schedule says should be out by now, which comes next, and when asking a source is worth while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import takewhile

from tracker.data.loader import schedule_of, series_of
from tracker.model.instants import Label
from tracker.model.schedule import Fixing, FixingSchedule
from tracker.model.series import SeriesName
from tracker.model.source import SourceInfo
from tracker.services.calendars import LateCalendar
from tracker.services.deriving import fixing_of

HORIZON = 40
"""Calendar days behind a stored rate in which missing ones are counted, and ahead in which the next is looked for."""

_LONGEST_DELAY = timedelta(days=10)
"""No schedule publishes later than this after the making."""

_ASK_AGAIN = timedelta(minutes=25)
"""Half an hour, for who looks every half hour and some seconds later than the last time."""

_EARLIER = timedelta(minutes=15)
"""A source is worth asking this much before its cadence is over, or a quarter of it: whoever looks at every hour, and
some seconds later than the last time, would otherwise ask an hourly source every two hours."""

_WHILE = timedelta(hours=6)
"""How long a rate that is late is asked for more often than its source's cadence says."""


def late(schedule: FixingSchedule, newest: Fixing, now: datetime) -> tuple[Fixing, ...]:
    """The fixings after the newest one there is that should be out by ``now``, in order: none of them is stored.

    Counted over ``HORIZON`` days after the newest.
    """
    days = _calendar(schedule, newest.made_to)
    following = schedule.upcoming(newest.made_to, days, days=HORIZON)
    return tuple(takewhile(lambda one: one.published_at <= now, following))


def upcoming(schedule: FixingSchedule, now: datetime, newest: Fixing | None = None) -> Fixing | None:
    """The next fixing to be published after ``now``, perhaps made already; None once the series has ended.

    One that came early, being the newest there is, is not to come any more.
    """
    since = now - _LONGEST_DELAY if newest is None else max(newest.made_to, now - _LONGEST_DELAY)
    following = schedule.upcoming(since, _calendar(schedule, since), days=HORIZON + _LONGEST_DELAY.days)
    return next((one for one in following if one.published_at > now), None)


def worth_asking_at(info: SourceInfo, newest: Mapping[str, Label], asked: datetime) -> datetime:
    """When a source that answered at ``asked`` is worth asking again.

    When its cadence is all but over, or sooner: when the next of its fixings should be out. One that is late is asked
    for every half hour, for six hours. ``newest`` holds the newest stored label of each of its series; bars, levels
    and rates at second hand have no hour worth waiting for, nor have announcements.
    """
    usual = asked + info.cadence - min(_EARLIER, info.cadence / 4)
    if info.kind != "rates":
        return usual
    outs = (_next_out(schedule, label) for schedule, label in _fixings(newest).items())
    return min([usual, *(_ask_for(out, asked) for out in outs if out is not None and asked < out + _WHILE)])


def _fixings(newest: Mapping[str, Label]) -> Mapping[str, Label]:
    """The newest label of each schedule that some fixing of the source follows."""
    found: dict[str, Label] = {}
    for key, label in newest.items():
        declared = series_of(SeriesName.parse(key))
        if declared.kind == "fixing" and not declared.cross_check and "T" not in label:
            found[declared.schedule] = max(label, found.get(declared.schedule, ""))
    return found


def _next_out(schedule_key: str, label: Label) -> datetime | None:
    schedule = schedule_of(schedule_key)
    made = fixing_of(schedule_key, label).made_to
    following = next(iter(schedule.upcoming(made, _calendar(schedule, made), days=HORIZON)), None)
    return following.published_at if following else None


def _ask_for(out: datetime, asked: datetime) -> datetime:
    """When to ask for a fixing that should be out at ``out`` and was not there at ``asked``."""
    return out if asked < out else asked + _ASK_AGAIN


def _calendar(schedule: FixingSchedule, since: datetime) -> LateCalendar:
    first: date = since.date() - timedelta(days=3)
    return LateCalendar(schedule.calendar, first, first + timedelta(days=HORIZON + 20))
