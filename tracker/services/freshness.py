"""How fresh a source is: its newest observation against its own calendar, not against when it was last asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.data.loader import schedules, series_of
from tracker.model.instants import Label
from tracker.model.series import SeriesName, publisher_of
from tracker.services.calendars import calendars
from tracker.services.rates import fixing_of

GRACE = timedelta(days=1)
"""How late an observation may come before it counts as missing."""

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
        """ "newest is of 2026-10-30; 14 later ones should be out, up to 2026-11-20"."""
        if not self.behind:
            return f"newest is of {self.newest}; nothing is due"
        many = f"more than {self.behind}" if self.more else str(self.behind)
        ones = "later one" if many == "1" else "later ones"
        upto = "" if self.more else f", up to {self.due}"
        return f"newest is of {self.newest}; {many} {ones} should be out{upto}"


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


def freshest(source: str, labels: Mapping[str, Label], now: datetime) -> Freshness | None:
    """Freshness of the newest daily series of a source, else of its newest bars; None where it has stored none."""
    mine = {key: label for key, label in labels.items() if publisher_of(key) == source}
    daily = {key: label for key, label in mine.items() if "T" not in label}
    chosen = daily or mine
    if not chosen:
        return None
    series = max(chosen, key=lambda key: (chosen[key], key))
    return freshness(series, chosen[series], now)
