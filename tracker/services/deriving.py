"""From what is stored to the values of any declared series: the instants of each, and derived ones computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tracker.data.loader import schedule_of, series_of
from tracker.model.derivation import Basket, Cross, Inverse, Sample
from tracker.model.derived import Value, derive, sampled_label
from tracker.model.instants import Label
from tracker.model.observation import Observation, is_set_aside
from tracker.model.rounding import as_printed
from tracker.model.schedule import Fixing, FixingSchedule
from tracker.model.series import Series, SeriesName

if TYPE_CHECKING:
    from tracker.store.observations import StoredValue
    from tracker.store.unit_of_work import UnitOfWork

Stored = Mapping[str, Sequence["StoredValue"]]
"""Rows by key of a stored series."""


@lru_cache(maxsize=60_000)
def fixing_of(schedule_key: str, label: Label) -> Fixing:
    """The instants of a label under the schedule of that key."""
    return schedule_of(schedule_key).fixing(label)


def stored_keys(declared: Series) -> tuple[str, ...]:
    """Keys of the stored series whose values are, or make, those of a declared one; each once."""
    if not declared.derived:
        return (declared.key,)
    return tuple(dict.fromkeys(key for part in declared.parts for key in stored_keys(series_of(part))))


@cache
def schedule_behind(declared: Series) -> FixingSchedule:
    """The schedule of a series; that of a quotient has the methods of all its parts, so a change of any is its own."""
    own = schedule_of(declared.schedule)
    if not isinstance(declared.derivation, Cross | Inverse):
        return own
    parts = [schedule_behind(series_of(part)) for part in declared.parts]
    return own if all(part.versions == own.versions for part in parts) else own.with_methods_of(parts)


def parts_of(declared: Series, label: Label) -> tuple[tuple[Series, Label], ...]:
    """What one value of a series is computed from, the parts of its parts left out; nothing of a stored one.

    Nor of a gap: which of the market's rates stand beside an official one is known only from all of them.
    """
    derivation = declared.derivation
    if isinstance(derivation, Sample):
        schedule = schedule_of(declared.schedule)
        return ((series_of(derivation.bars), sampled_label(schedule, label)),)
    if isinstance(derivation, Basket):
        composition = derivation.on(label)
        return () if composition is None else tuple((series_of(name), label) for name, _ in composition.units)
    if isinstance(derivation, Cross | Inverse):
        return tuple((series_of(name), label) for name in derivation.parts)
    return ()


def publishers_of(declared: Series) -> tuple[str, ...]:
    """Whose values stand behind a series: its own publisher, of a derived one those of all its parts; each once."""
    if not declared.derived:
        return (declared.name.publisher,)
    return tuple(dict.fromkeys(SeriesName.parse(key).publisher for key in stored_keys(declared)))


def end_reason(declared: Series) -> str:
    """Why a series ended, as its schedule says or that of the part that ended; empty where nothing did."""
    own = schedule_of(declared.schedule).end_reason
    return own or next(filter(None, (end_reason(series_of(part)) for part in declared.parts)), "")


def values_of(declared: Series, stored: Stored) -> list[Value]:
    """The usable values of a series in order of making; ``stored`` has the rows of its `stored_keys`."""
    if declared.derivation is None:
        schedule, rounded = declared.schedule, declared.rounded
        return [
            Value(fixing_of(schedule, label), value, vintage, quality, as_printed(value) if rounded else None)
            for label, value, vintage, quality in stored.get(declared.key, ())
            if quality == "ok" or not is_set_aside(quality)
        ]
    parts = [values_of(series_of(part), stored) for part in declared.parts]
    return derive(declared.derivation, parts, schedule_of(declared.schedule))


def observations_of(declared: Series, stored: Stored) -> list[Observation]:
    """The same as observations of the series."""
    key = declared.key
    return [
        Observation(series=key, fixing=fixing, value=value, vintage=vintage, quality=quality, span=span)
        for fixing, value, vintage, quality, span in values_of(declared, stored)
    ]


def set_aside_of(declared: Series, stored: Stored) -> list[Observation]:
    """What is set aside of a series itself or of the stored ones it is computed from, under their own keys."""
    return [
        Observation(
            series=key,
            fixing=fixing_of(part.schedule, row.label),
            value=row.value,
            vintage=row.vintage,
            quality=row.quality,
        )
        for key, rows in stored.items()
        for part in (declared if key == declared.key else series_of(SeriesName.parse(key)),)
        for row in rows
        if row.quality != "ok" and is_set_aside(row.quality)
    ]


def stored_values(work: UnitOfWork, declared: Series, *, since: Label, until: Label) -> list[Value]:
    """The usable values of a series with stored labels in [since, until)."""
    return values_of(declared, work.observations.read_many(stored_keys(declared), since=since, until=until))
