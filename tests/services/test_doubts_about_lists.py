"""Copies of a list that cannot both be complete are told to people, and what they seem to change is no event."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.services.fetched import Surroundings
from tests.services.lists import DAY, INFO, KEY, NOON, entry, listing, numbered
from tracker.config import load
from tracker.model.period import iso_week
from tracker.services.context import open_context
from tracker.services.list_views import list_changes
from tracker.services.listed import lists_of
from tracker.services.listing import Taken, take
from tracker.sources.base import Records
from tracker.store.unit_of_work import UnitOfWork


def put(engine: Engine, records: Records, days: int) -> Taken:
    with UnitOfWork(engine, write=True) as unit:
        taken = take(unit, INFO, records, at=NOON + days * DAY, sha256=None)
        unit.commit()
    return taken


@pytest.mark.parametrize(
    ("entries", "gone", "told"),
    [(200, 20, False), (200, 21, True), (500, 25, False), (500, 26, True)],
    ids=["twenty", "more than twenty", "a twentieth", "more than a twentieth"],
)
def test_many_parties_gone_are_told_with_their_share(engine: Engine, entries: int, gone: int, told: bool) -> None:
    assert put(engine, numbered(*range(entries)), 0).doubts == ()
    taken = put(engine, numbered(*range(gone, entries + 1)), 1)
    assert (taken.put_on, taken.taken_off) == (1, gone)
    words = (
        f"{gone} of {entries} parties of the copy of 2022-02-22T12:00:00Z are gone in that of 2022-02-23T12:00:00Z; "
        "if that is no true delisting, the copy was incomplete."
    )
    assert taken.doubts == ((words,) if told else ())


def test_a_fuller_copy_between_two_makes_the_later_one_doubtful(engine: Engine) -> None:
    put(engine, numbered(*range(100)), 0)
    put(engine, numbered(*range(100)), 2)
    taken = put(engine, numbered(*range(122)), 1)
    assert (taken.put_on, taken.taken_off) == (22, 22)
    (doubt,) = taken.doubts
    assert doubt.startswith("22 of 122 parties of the copy of 2022-02-23")


@pytest.mark.parametrize("days", [1, 9], ids=["a day apart", "nine days apart"])
def test_who_was_listed_before_an_incomplete_copy_is_no_change_of_the_time_after_it(
    context: Surroundings, days: int
) -> None:
    stated = {2: NOON - 900 * DAY, 3: NOON - 15 * DAY, 4: NOON - 14 * DAY, 5: None}
    fuller = [entry(number, listed_on=day.date() if day else None) for number, day in stated.items()]
    put(context.engine, numbered(0, 1), 0)
    taken = put(context.engine, listing([entry(0), entry(1), *fuller]), days)
    assert (taken.put_on, taken.was_missing, taken.new) == (2, 2, 4)
    after = (NOON + days * DAY).strftime("%Y-%m-%dT12:00:00Z")
    (doubt,) = taken.doubts
    assert doubt == (
        f"2 parties new in the copy of {after} say that they were listed before the copy before it, of"
        " 2022-02-22T12:00:00Z, was taken: that copy was not complete."
    )
    with UnitOfWork(context.engine, write=False) as unit:
        assert [one.entry.entry_id for one in unit.lists.changes(KEY)] == ["2", "3", "4", "5"], "all are kept"

    week = iso_week("2022-W08", zone="Europe/Moscow", now=context.now)
    told = lists_of(context, week, context.now, pair="USD/RUB", public=False)  # type: ignore[arg-type]  # as much as it needs
    counted = [one.entry.entry_id for one in told.changes]
    gaps = [dict(one.counts) for one in told.gaps]
    assert (counted, gaps) == ((["4", "5"], []) if days == 1 else ([], [{"designation": 2}]))
    assert told.stored


def test_lists_and_events_count_alike_who_was_only_missing(context: Surroundings) -> None:
    put(context.engine, numbered(0, 1), 0)
    late = entry(2, listed_on=(NOON - 900 * DAY).date())
    put(context.engine, listing([entry(0), entry(1), late, entry(3)]), 1)

    def told(*kinds: str) -> list[tuple[str, str]]:
        found = list_changes(context, kinds=kinds)  # type: ignore[arg-type]  # as much as it needs
        return [(one.entry.entry_id, one.told_as) for one in found]

    assert told() == [("2", "missing"), ("3", "designation")]
    assert told("designation") == [("3", "designation")]
    assert told("missing") == [("2", "missing")]


def test_pages_say_of_it_that_it_was_missing(tracker: Callable[..., Any], ready_home: Path) -> None:
    home = open_context(load({"TRACKER_HOME": str(ready_home)}, cwd=ready_home))
    put(home.engine, numbered(0, 1), 0)
    put(home.engine, listing([entry(0), entry(1), entry(2, listed_on=(NOON - 900 * DAY).date())]), 1)
    home.engine.dispose()
    text = " ".join(tracker("--offline", "lists", "changes").out.split())
    assert "1 party on it before and missing in the earlier of two copies, seen between" in text
    assert "put on" not in text
    assert "on the list before, missing in the earlier copy: 1" in tracker("--offline", "lists", "changes").err
    shown = tracker("--offline", "lists", "show", "party 2").out
    assert "    on the list before, missing in the earlier copy, between" in shown
    (one,) = json.loads(tracker("--offline", "lists", "changes", "--format", "json").out)["changes"]
    assert (one["change"], one["was_missing"]) == ("designation", True)
    assert tracker("--offline", "lists", "changes", "--change", "designation").out == ""


def test_one_party_alone_is_told_in_the_singular(engine: Engine) -> None:
    put(engine, numbered(1, 2), 0)
    taken = put(engine, listing([entry(1), entry(2), entry(3, listed_on=(NOON - 99 * DAY).date())]), 1)
    assert [doubt.partition(", of ")[0] for doubt in taken.doubts] == [
        "1 party new in the copy of 2022-02-23T12:00:00Z says that it was listed before the copy before it"
    ]
