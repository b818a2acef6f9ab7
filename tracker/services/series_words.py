"""Series in words a reader can check: who made it, when in the day, under which name it is credited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from tracker.data.loader import schedule_of
from tracker.model.schedule import FixingSchedule, MethodVersion
from tracker.model.series import Series
from tracker.reports import dates
from tracker.reports.cleaning import plain
from tracker.reports.currencies import pair_of
from tracker.reports.levels import SeriesInfo

_PLACES = {"Europe/Berlin": "Frankfurt"}
"""Where a zone is named after a city other than the one in which the rate is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Publisher:
    short: str
    credit: str
    noun: str


_PUBLISHERS = {
    "ecb": _Publisher(short="ECB", credit="European Central Bank", noun="fixing"),
    "cbr": _Publisher(short="Bank of Russia", credit="Bank of Russia", noun="rate"),
    "cbr_key_rate": _Publisher(short="Bank of Russia", credit="Bank of Russia", noun="key rate"),
    "cbr_reserves": _Publisher(short="Bank of Russia", credit="Bank of Russia", noun="reserve"),
    "bank_of_canada": _Publisher(short="Bank of Canada", credit="Bank of Canada", noun="rate"),
    "frankfurter": _Publisher(short="Frankfurter", credit="Frankfurter", noun="copy"),
    "fred": _Publisher(short="FRED", credit="FRED", noun="value"),
    "yahoo": _Publisher(short="Yahoo", credit="Yahoo Finance", noun="quote"),
    "moex": _Publisher(short="Moscow Exchange", credit="Moscow Exchange", noun="trade"),
    "currency_api": _Publisher(short="currency-api", credit="currency-api", noun="snapshot"),
}


def info_of(series: Series, on: date | None = None, *, seen: date | None = None) -> SeriesInfo:
    """The words of a declared series as it was made on a day; as it is made now when none is given.

    ``seen``: the day somebody looks from, who cannot know that a series will end later.
    """
    schedule = schedule_of(series.schedule)
    publisher = _PUBLISHERS.get(series.name.publisher)
    short = publisher.short if publisher else series.name.source
    noun = publisher.noun if publisher else "rate"
    version = _version(schedule, on)
    place = place_of(schedule.zone)
    clock = _clock(version.ends) if schedule.label != "bar_end" else ""
    window = clock if version.starts == version.ends else f"{_clock(version.starts)}–{clock}"
    made = f" ({window} {place})" if clock else ""
    return SeriesInfo(
        series=series,
        schedule=f"{short} {noun}s{made}",
        observation=noun,
        zone=schedule.zone,
        place=place,
        cutoff=clock,
        credit=publisher.credit if publisher else series.name.source,
        ended=f"{_currency_word(series)} ends {plain(dates.short(series.ends, year=True))}"
        if series.ends and series.ended(seen)
        else "",
    )


def short_name(publisher: str) -> str:
    """Who publishes, as briefly as people say it; the key of one nobody has words for."""
    found = _PUBLISHERS.get(publisher)
    return found.short if found else publisher


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
    words, code = pair_of(series.name), series.schedule.rpartition("_")[2].upper()
    if code == series.name.base:
        return words.base
    return words.quote if code == series.name.quote or "RUB" not in (series.name.base, series.name.quote) else "rouble"
