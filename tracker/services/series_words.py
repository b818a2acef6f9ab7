"""Series in words a reader can check: who made it, when in the day, under which name it is credited."""

from __future__ import annotations

from datetime import date, time

from tracker.data.catalogue_file import catalogue
from tracker.data.loader import schedule_of
from tracker.model.schedule import FixingSchedule, MethodVersion
from tracker.model.series import Series
from tracker.reports import dates
from tracker.reports.levels import SeriesInfo
from tracker.reports.wording import Told, told

_PLACES = {"Europe/Berlin": "Frankfurt"}
"""Where a zone is named after a city other than the one in which the rate is made."""


_NOUNS = {
    "ecb": "fixing",
    "cbr_key_rate": "key rate",
    "cbr_reserves": "reserve",
    "frankfurter": "copy",
    "fred": "value",
    "yahoo": "quote",
    "moex": "trade",
    "currency_api": "snapshot",
}
"""What one value of a publisher is called; everybody else's is a rate."""


def info_of(series: Series, on: date | None = None, *, seen: date | None = None) -> SeriesInfo:
    """The words of a declared series as it was made on a day; as it is made now when none is given.

    ``seen``: the day somebody looks from, who cannot know that a series will end later.
    """
    schedule = schedule_of(series.schedule)
    publisher = series.name.publisher
    version = _version(schedule, on)
    place = place_of(schedule.zone)
    clock = _clock(version.ends) if schedule.label != "bar_end" else ""
    window = clock if version.starts == version.ends else f"{_clock(version.starts)}–{clock}"
    rates = _of_publisher(publisher, "rates") or told("publisher.other", name=series.name.source)
    return SeriesInfo(
        series=series,
        schedule=told("series.made_at", rates=rates, window=window, place=place) if clock else rates,
        observation=_NOUNS.get(publisher, "rate"),
        zone=schedule.zone,
        place=place,
        cutoff=clock,
        credit=_of_publisher(publisher, "full") or series.name.source,
        ended=told("series.ended", currency=_currency_word(series), day=dates.told_date(series.ends))
        if series.ends and series.ended(seen)
        else "",
    )


def short_name(publisher: str) -> str:
    """Who publishes, as briefly as people say it; the key of one nobody has words for."""
    return _of_publisher(publisher, "short") or publisher


def _of_publisher(publisher: str, form: str) -> Told | None:
    key = f"publisher.{publisher}.{form}"
    return told(key) if key in catalogue() else None


def place_of(zone_name: str) -> str:
    """A place to print beside clock times of a zone."""
    return _PLACES.get(zone_name, zone_name.rpartition("/")[2].replace("_", " "))


def _version(schedule: FixingSchedule, on: date | None) -> MethodVersion:
    in_force = (version for version in schedule.versions if on is not None and version.covers(on))
    return next(in_force, schedule.versions[-1])


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}"


def _currency_word(series: Series) -> str:
    """The currency whose end ended a series: its schedule is named after it."""
    name, code = series.name, series.schedule.rpartition("_")[2].upper()
    if code != name.base:
        code = name.quote if code == name.quote or "RUB" not in (name.base, name.quote) else "RUB"
    key = f"currency.{code}.noun"
    return told(key) if key in catalogue() else code
