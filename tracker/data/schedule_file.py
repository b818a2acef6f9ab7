"""The shipped schedules and closures: TOML and CSV to the model, every key used or refused."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tracker.model.instants import zone
from tracker.model.schedule import FixingSchedule, MethodVersion

_LABELS = frozenset(("same_day", "next_day", "bar_end"))
_STATES = frozenset(("closed", "working"))

Closures = Mapping[str, tuple[frozenset[date], frozenset[date]]]
"""Calendar key → days that are closed, days that are worked although the calendar says otherwise."""


def parse_schedules(text: str) -> dict[str, FixingSchedule]:
    """Schedules by key. ``same_as`` takes over what another says and this one does not. ``ValueError`` if unsound."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    found: dict[str, FixingSchedule] = {}
    for key, table in tables.items():
        origin = tables[table["same_as"]] if "same_as" in table else {}
        merged = {**origin, **table}
        merged.pop("same_as", None)
        found[key] = _schedule(key, merged)
    return found


def _schedule(key: str, table: dict[str, Any]) -> FixingSchedule:
    rest = dict(table)
    versions = tuple(MethodVersion(**version) for version in rest.pop("versions"))
    bar = timedelta(minutes=rest.pop("bar_minutes", 0))
    schedule = FixingSchedule(key=key, versions=versions, bar=bar, **rest)
    if schedule.label not in _LABELS or (schedule.label == "bar_end") != bool(bar):
        raise ValueError(f"schedule {key}: label {schedule.label!r} with bars of {bar}")
    zone(schedule.zone)
    for earlier, later in pairwise(versions):
        if earlier.valid_until is None or earlier.valid_until != later.valid_from:
            raise ValueError(f"schedule {key}: versions must follow one another without gap or overlap")
    for version in versions:
        if version.starts > version.ends:
            raise ValueError(f"schedule {key}: {version.method} starts after it ends")
    return schedule


def parse_closures(text: str) -> Closures:
    """Closures by calendar; ``from`` and ``until`` are inclusive. ``ValueError`` names the line of a bad row."""
    closed: dict[str, set[date]] = {}
    working: dict[str, set[date]] = {}
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    for row in reader:
        first, last, state = date.fromisoformat(row["from"]), date.fromisoformat(row["until"]), row["state"]
        if last < first or state not in _STATES or not row["reason"] or not row["reference"]:
            raise ValueError(f"closures line {reader.line_num}: bad span or state, or no reason or reference")
        days = {first + timedelta(days=offset) for offset in range((last - first).days + 1)}
        for table in (closed, working):
            table.setdefault(row["calendar"], set())
        (closed if state == "closed" else working)[row["calendar"]].update(days)
    return {key: (frozenset(closed[key]), frozenset(working[key])) for key in closed}
