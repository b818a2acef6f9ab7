"""How fresh a source is: the newest observation of each of its main series against the calendar of that series, not
against when it was last asked. A source is as fresh as the one that is missed the longest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.data.loader import main_series, quotable, schedules, series_of
from tracker.model.instants import Label
from tracker.model.series import SeriesName, publisher_of
from tracker.services.calendars import calendars
from tracker.services.deriving import fixing_of, stored_keys

GRACE = timedelta(days=1)
"""How late an observation may come before it counts as missing."""

_UNSURE = 7
"""As many rates may be missing of a series at second hand: the holidays of its makers are not known."""

_HORIZON = 40
"""Days behind the newest observation over which missing ones are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How many observations of a series should be out and are not stored.

    ``due`` is the newest of them; ``more`` says that there are more than were counted.
    """

    series: str
    newest: Label
    behind: int
    due: Label | None = None
    more: bool = False

    @property
    def words(self) -> str:
        """ "the newest EUR/USD@ecb is of 2026-10-30; 14 later ones should be out, up to 2026-11-20"."""
        if not self.behind:
            return f"the newest {self.series} is of {self.newest}; nothing is due"
        many = f"more than {self.behind}" if self.more else str(self.behind)
        ones = "later one" if many == "1" else "later ones"
        upto = "" if self.more else f", up to {self.due}"
        return f"the newest {self.series} is of {self.newest}; {many} {ones} should be out{upto}"


def freshness(series: str, newest: Label, now: datetime) -> Freshness:
    """Judge a stored series by what its schedule and calendar say was made and published by ``now``."""
    declared = series_of(SeriesName.parse(series))
    schedule = schedules()[declared.schedule]
    made = fixing_of(declared.schedule, newest).made_to
    days = calendars(made.date(), (made + timedelta(days=_HORIZON)).date())[schedule.calendar]
    missing = [
        fixing.label
        for fixing in schedule.upcoming(made, days, days=_HORIZON)
        if fixing.published_at + GRACE <= now and fixing.label > newest
    ]
    return Freshness(
        series=series,
        newest=newest,
        behind=len(missing),
        due=missing[-1] if missing else None,
        more=now - made > timedelta(days=_HORIZON) and bool(missing),
    )


def stalest(source: str, labels: Mapping[str, Label], now: datetime, pairs: Sequence[str] = ()) -> Freshness | None:
    """Freshness of the main series of a source that is missed the longest, else of its newest one.

    Main are those of the pairs it lists and of the ``pairs`` followed, as far as it has them, as long as they have not
    ended; daily ones where it has any, else bars. ``labels`` are the newest stored ones. None where none is stored.
    """
    mine = {key: label for key, label in labels.items() if publisher_of(key) == source}
    daily = {key: label for key, label in mine.items() if "T" not in label}
    stored = daily or mine
    if not stored:
        return None
    judged = [freshness(key, stored[key], now) for key in dict.fromkeys(_main(source, pairs)) if key in stored]
    missed = [one for one in judged if one.behind > tolerated(one.series)]
    if missed:
        return min(missed, key=lambda one: one.newest)
    going_on = {one.series: one.newest for one in judged} or stored
    newest = max(going_on, key=lambda key: (going_on[key], key))
    return freshness(newest, stored[newest], now)


def _main(source: str, pairs: Sequence[str]) -> Iterator[str]:
    for one in main_series(source):
        yield from stored_keys(one)
    for pair in pairs:
        base, _, quote = pair.partition("/")
        asked = quotable(base, quote, source)
        if asked is not None:
            yield from stored_keys(asked)


def tolerated(series: str) -> int:
    """How many observations of a series may be missing before it counts as behind."""
    return _UNSURE if series_of(SeriesName.parse(series)).cross_check else 0
