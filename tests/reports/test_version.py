"""The version of a report: every field of a briefing, and of what is in it, counts or is named as one that does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.reports import briefings, letters
from tests.reports.figures_of_all_kinds import full_week
from tests.reports.pages.made import with_origins
from tracker.model.announcement import ListChange, ListEntry
from tracker.model.choice import Choice, Passed, Reason
from tracker.reports.briefing import Briefing, Correction, ListGap, ListsInfo, SecondSeries, Stale
from tracker.reports.choices import ChoiceInfo
from tracker.reports.levels import MethodBreak
from tracker.reports.used_sources import UsedSource
from tracker.reports.version import UNTOLD
from tracker.reports.watched import WatchedPair

WHEN = datetime(2014, 11, 12, 9, tzinfo=UTC)


def of_everything() -> Briefing:
    """A briefing in which no field is left empty."""
    week = with_origins(full_week())
    rate = week.rate
    assert rate is not None
    entry = ListEntry(list_key="a", entry_id="1", name="Party 1", entity_type="entity", programmes=("P",))
    change = ListChange(
        list_key="a", change="designation", entry=entry, from_snapshot_at=WHEN, to_snapshot_at=WHEN + timedelta(days=1)
    )
    lists = ListsInfo(
        stored=True,
        changes=(change,),
        gaps=(ListGap(list_key="a", since=WHEN, until=WHEN, counts={"designation": 3}, near={}),),
        families={("a", "P"): "Russia"},
        near=frozenset({("a", "P")}),
    )
    broken = dataclasses.replace(rate.period, breaks=(MethodBreak(fixing=week.windows[0].window.fixing, before="m"),))
    return dataclasses.replace(
        week,
        rate=dataclasses.replace(rate, period=broken),
        choice=ChoiceInfo(
            pair="USD/RUB",
            titles={"ecb": "ECB"},
            choice=Choice(
                source="ecb",
                reasons=(Reason(since=date(2014, 1, 1), because="first"),),
                passed=(Passed(source="moex", because="none"),),
            ),
        ),
        lists=lists,
        second=(SecondSeries(series="USD/RUB@cbr", title="CBR", info=letters.CBR, windows=week.windows[:1]),),
        watched=(WatchedPair(pair="EUR/RUB", info=letters.ECB, period=rate.period),),
        corrections=(Correction(recorded_at=WHEN, about="USD/RUB", text="It was misprinted."),),
        stale=Stale(asked_for="this week", because="offline"),
        sources=(UsedSource(key="ecb", info=None, retrieved_at=WHEN),),
    )


def leaves(value: Any, found: dict[str, tuple[Any, str]]) -> dict[str, tuple[Any, str]]:
    """``Class.field`` → where it stands first, for every dataclass in a value, but inside what does not count."""
    if dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            name = f"{type(value).__name__}.{one.name}"
            found.setdefault(name, (value, one.name))
            if name not in UNTOLD:
                leaves(getattr(value, one.name), found)
    elif isinstance(value, Mapping):
        leaves(tuple(value.values()), found)
    elif isinstance(value, tuple | list):
        for one in value:
            leaves(one, found)
    return found


def others(value: Any) -> Iterator[Any]:
    """Another value of the same kind, as far as that is easy."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float | Decimal):
        yield value + type(value)(1)
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, str):
        yield f"{value}, another"
    elif isinstance(value, tuple) and value:
        yield value[1:]
    yield ("another",)


def test_every_field_counts_or_is_named_as_one_that_does_not() -> None:
    briefing = of_everything()
    version = briefing.version
    found = leaves(briefing, {})
    assert len(found) > 150
    still = set()
    for name, (owner, field) in found.items():
        before = getattr(owner, field)
        object.__setattr__(owner, field, next(others(before)))
        if briefing.version == version:
            still.add(name)
        object.__setattr__(owner, field, before)
    assert briefing.version == version
    assert still == UNTOLD


def test_fields_that_count() -> None:
    """Those that were forgotten once, by name."""
    names = "history second watched tally unseen set_aside corrections gap others choice ahead origins lists backdrop"
    assert {f"Briefing.{name}" for name in names.split()} & UNTOLD == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"generated_at": WHEN},
        {"public_by": WHEN, "recorded_since": WHEN},
        {"software_version": "9", "ledger_version": "9"},
        {"coverage": (), "warnings": (), "credits": ("ECB",)},
    ],
)
def test_looking_later_or_elsewhere_changes_nothing(changes: dict[str, Any]) -> None:
    week = briefings.week_of_the_float()
    assert dataclasses.replace(week, **changes).version == week.version


def test_a_rounding_of_another_machine_is_no_new_version() -> None:
    week = briefings.week_of_the_float()
    first, *rest = week.windows
    own = first.own_part
    assert own is not None
    near, far = (
        dataclasses.replace(week, windows=(dataclasses.replace(first, own_part=own + step), *rest))
        for step in (1e-12, 1e-3)
    )
    assert near.version == week.version != far.version
