"""What the product ships, read once: the event ledger, fixing schedules, series and closures."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from tracker.data.declared_schedule import declared_schedule
from tracker.data.derived_file import DerivedFile, parse_derived
from tracker.data.event_file import parse_events
from tracker.data.schedule_file import Closures, parse_closures, parse_schedules
from tracker.data.series_file import SeriesFile, parse_series
from tracker.data.source_tiers import FILE as TIERS
from tracker.model.event import PolicyEvent
from tracker.model.schedule import FixingSchedule
from tracker.model.series import Series, SeriesName

if TYPE_CHECKING:
    from tracker.data.calibration_file import Calibration
    from tracker.data.feed_file import FeedFile
    from tracker.model.scheduled import Calendar
    from tracker.model.target import Target

LEDGER = "policy_events.csv"


def _bytes(name: str) -> bytes:
    return files("tracker.data").joinpath(name).read_bytes()


def _text(name: str) -> str:
    return _bytes(name).decode("utf-8")


@cache
def shipped_events() -> tuple[PolicyEvent, ...]:
    """The curated ledger, by day and id. Facts; absence of a row proves nothing."""
    return parse_events(_text(LEDGER), file=LEDGER, provenance="shipped")


@cache
def shipped_until() -> date:
    """The last day, at its place, of which the curated ledger logs anything: without reading all it says of it."""
    rows = csv.DictReader(io.StringIO(_text(LEDGER)))
    return max(date.fromisoformat(row["date"]) for row in rows)


@cache
def ledger_version() -> str:
    """Twelve hexadecimal digits of a SHA-256 over the ledger and the tiers of its sources: changes when either does."""
    return hashlib.sha256(_bytes(LEDGER) + _bytes(TIERS)).hexdigest()[:12]


@cache
def schedules() -> Mapping[str, FixingSchedule]:
    """All fixing schedules by key."""
    return MappingProxyType(parse_schedules(_text("schedules.toml")))


@lru_cache(maxsize=256)
def schedule_of(key: str) -> FixingSchedule:
    """The shipped schedule of that key, or the one a declared key spells out; ``KeyError`` when it is neither."""
    return schedules().get(key) or declared_schedule(key)


@cache
def _series_file() -> SeriesFile:
    return parse_series(_text("series.toml"), schedules())


@cache
def _derived_file() -> DerivedFile:
    return parse_derived(_text("derived.toml"), {key: schedule.ends for key, schedule in schedules().items()})


@cache
def series() -> Mapping[str, Series]:
    """The declared series by key (``USD/RUB@ecb``): stored ones, crosses, samplings, inverses, baskets and gaps."""
    of_families = {one.key: one for one in _series_file().listed()}
    return MappingProxyType(of_families | {str(name): _made(name) for name in _derived_file().names()})


def series_of(name: SeriesName) -> Series:
    """The series of a full name, declared or of a declared source.

    ``EUR/XXX@ecb`` is a stored fixing and ``AAA/BBB@ecb`` the cross EUR/BBB ÷ EUR/AAA. ``ValueError`` for an unknown
    source or a pair the source cannot quote.
    """
    return series().get(str(name)) or _made(name)


def _made(name: SeriesName) -> Series:
    found = _derived_file().make(name, _made)
    if found is None:
        return _series_file().make(name)
    return found if found.unit else replace(found, unit=unit_of(name))


def gaps_named(name: SeriesName) -> tuple[Series, ...]:
    """The gaps of a name without its source, of each two sources that have one. ``ValueError`` when there are none."""
    found, problems = [], []
    for source in _derived_file().gaps:
        try:
            found.append(series_of(replace(name, source=source)))
        except ValueError as error:
            problems.append(error)
    if not found:
        raise problems[0]
    return tuple(found)


def sources_of_series() -> frozenset[str]:
    """The sources that series are shipped for; what a person imports carries another name."""
    return frozenset((*_series_file().families, *_derived_file().gaps))


def unit_of(name: SeriesName) -> str:
    """What a value of that pair is, in words: ``roubles per dollar``."""
    return _series_file().unit(name.base, name.quote)


@cache
def targets() -> Mapping[str, Target]:
    """The profiles of targets by key, those named for later included: one file each in ``targets``."""
    from tracker.data.target_file import parse_target

    found = {}
    for file in sorted(files("tracker.data").joinpath("targets").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            target = parse_target(file.read_text("utf-8"), file=file.name, sources=sources_of_series())
            found[target.key] = target
    return MappingProxyType(found)


def target_of(base: str, quote: str) -> Target | None:
    """The profile a pair belongs to: that of either currency, a target before a placebo, the quote before the base."""
    ranked = sorted(
        (("target", "placebo", "later").index(one.role), code != quote, one.key)
        for one in targets().values()
        for code in (one.currency, *one.codes)
        if code in (base, quote)
    )
    return targets()[ranked[0][2]] if ranked else None


def main_series(publisher: str) -> tuple[Series, ...]:
    """The series of the pairs that a publisher's families list: what it is asked for in the first place."""
    return tuple(series_of(name) for name in _series_file().of_publisher(publisher))


def quotable(base: str, quote: str, source: str) -> Series | None:
    """The series of a pair at a source, or None where that source has no such series."""
    name = SeriesName(base=base, quote=quote, source=source)
    if str(name) in series():
        return series()[str(name)]
    try:
        return _series_file().made_of_stored(name)
    except ValueError:
        return None


@cache
def calibration() -> Calibration:
    """How often each test of one event was wrong on ordinary days, measured before this version was released."""
    from tracker.data.calibration_file import FILE, parse_calibration

    return parse_calibration(_text(FILE))


@cache
def feeds() -> FeedFile:
    """The feeds of publishers, by the key of the source each makes, and the publishers without one."""
    from tracker.data.feed_file import FILE, parse_feeds

    return parse_feeds(_text(FILE))


@cache
def scheduled() -> Calendar:
    """What is known to come, and when."""
    from tracker.data.scheduled_file import FILE, parse_scheduled

    return parse_scheduled(_text(FILE))


@cache
def closures() -> Closures:
    """Days a calendar is closed, and days it is worked, beyond what the holiday library knows."""
    return MappingProxyType(dict(parse_closures(_text("closures.csv"))))
