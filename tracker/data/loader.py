"""What the product ships, read once: the event ledger, fixing schedules, series and closures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from tracker.data.calibration_file import FILE as CALIBRATION
from tracker.data.calibration_file import Calibration, parse_calibration
from tracker.data.declared_schedule import declared_schedule
from tracker.data.event_file import parse_events
from tracker.data.schedule_file import Closures, parse_closures, parse_schedules
from tracker.data.series_file import SeriesFile, parse_series
from tracker.data.source_tiers import FILE as TIERS
from tracker.model.event import PolicyEvent
from tracker.model.schedule import FixingSchedule
from tracker.model.series import Series, SeriesName

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
def series() -> Mapping[str, Series]:
    """The declared series by key (``USD/RUB@ecb``): stored ones, crosses and samplings."""
    return MappingProxyType({one.key: one for one in _series_file().listed()})


def series_of(name: SeriesName) -> Series:
    """The series of a full name, declared or of a declared source.

    ``EUR/XXX@ecb`` is a stored fixing and ``AAA/BBB@ecb`` the cross EUR/BBB ÷ EUR/AAA. ``ValueError`` for an unknown
    source or a pair the source cannot quote.
    """
    return series().get(str(name)) or _series_file().make(name)


def sources_of_series() -> frozenset[str]:
    """The sources that series are shipped for; what a person imports carries another name."""
    return frozenset(_series_file().families)


def unit_of(name: SeriesName) -> str:
    """What a value of that pair is, in words: ``roubles per dollar``."""
    return _series_file().unit(name.base, name.quote)


@cache
def calibration() -> Calibration:
    """How often each test of one event was wrong on ordinary days, measured before this version was released."""
    return parse_calibration(_text(CALIBRATION))


@cache
def closures() -> Closures:
    """Days a calendar is closed, and days it is worked, beyond what the holiday library knows."""
    return MappingProxyType(dict(parse_closures(_text("closures.csv"))))
