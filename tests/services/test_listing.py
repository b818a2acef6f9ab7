"""Snapshots of a list and published changes into the ledger: complete or not at all, in any order, each change once."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from tests.services.lists import DAY, INFO, KEY, NOON, entry, listing, numbered, published
from tracker.errors import CheckError
from tracker.events.changes import diff
from tracker.model.announcement import ListEntry
from tracker.services.listing import Taken, take
from tracker.sources.base import Records
from tracker.store.tables import LIST_CHANGE, LIST_ENTRY, LIST_SNAPSHOT
from tracker.store.unit_of_work import UnitOfWork


def put(engine: Engine, records: Records, at: datetime = NOON, **more: bool) -> Taken:
    if records.listing is None:  # a change is read after it was published
        at = max([at, *(change.to_snapshot_at for change in records.changes)])
    with UnitOfWork(engine, write=True) as unit:
        taken = take(unit, INFO, records, at=at, sha256=None, **more)
        unit.commit()
    return taken


def changes(engine: Engine) -> list[tuple[str, str, str]]:
    with UnitOfWork(engine, write=False) as unit:
        return [(one.change, one.entry.entry_id, one.basis) for one in unit.lists.changes(KEY)]


def test_a_first_snapshot_changes_nothing_and_the_next_one_does(engine: Engine) -> None:
    assert put(engine, numbered(1, 2, 3, 4, 5)) == Taken(entries=5, first=True, new=5)
    assert changes(engine) == []
    assert put(engine, numbered(1, 2, 3, 4, 6), NOON + DAY) == Taken(entries=5, new=2, put_on=1, taken_off=1)
    assert changes(engine) == [("designation", "6", "diff"), ("delisting", "5", "diff")]
    assert put(engine, numbered(1, 2, 3, 4, 6), NOON + 2 * DAY) == Taken(entries=5)
    assert put(engine, numbered(1, 2, 3, 4, 6), NOON + 2 * DAY) == Taken(entries=5)


def test_a_change_lies_between_the_last_look_without_it_and_the_first_with_it(engine: Engine) -> None:
    for days in range(4):
        put(engine, numbered(1, 2, 3), NOON + days * DAY)
    put(engine, numbered(1, 2, 3, 4), NOON + 4 * DAY)
    with UnitOfWork(engine, write=False) as unit:
        (change,) = unit.lists.changes(KEY)
    assert (change.from_snapshot_at, change.to_snapshot_at) == (NOON + 3 * DAY, NOON + 4 * DAY)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (numbered(1), "1 entries where at least 2"),
        (numbered(1, 2, 3, 4, 5, 6, 7), "holds 7 entries, and the snapshot before it, of .*, 10: at least 80%"),
        (numbered(*range(1, 11), announced=12), "holds 12 entries, and 10 were read"),
        (numbered(*range(1, 11), dated_at=NOON + 3 * DAY), "made on 2022-02-25T12:00:00Z, later than .* 2022-02-23T"),
        (numbered(*range(1, 11), dated_on=(NOON + 3 * DAY).date()), "made on 2022-02-25, later than .* 2022-02-23T"),
    ],
)
def test_a_snapshot_that_lacks_entries_is_refused_and_nobody_is_delisted(
    engine: Engine, records: Records, words: str
) -> None:
    put(engine, numbered(*range(1, 11)))
    with pytest.raises(CheckError, match=words) as caught:
        put(engine, records, NOON + DAY)
    assert "nobody was taken off the list" in str(caught.value)
    assert changes(engine) == []
    with UnitOfWork(engine, write=False) as unit:
        assert len(unit.lists.current(KEY)) == 10


def test_a_change_of_the_future_is_refused(engine: Engine) -> None:
    late = Records(changes=(published(1, "2022-02-25T12:00:00+00:00"),))
    with (
        UnitOfWork(engine, write=True) as unit,
        pytest.raises(CheckError, match=r"published on 2022-02-25.*later than it was retrieved, 2022-02-2"),
    ):
        take(unit, INFO, late, at=NOON, sha256=None)
    assert changes(engine) == []


def test_a_person_can_confirm_that_a_list_shrank_but_not_that_a_file_contradicts_itself(engine: Engine) -> None:
    put(engine, numbered(*range(1, 11)))
    assert put(engine, numbered(1, 2, 3), NOON + DAY, confirmed=True).new == 7
    with pytest.raises(CheckError, match="were read"):
        put(engine, numbered(1, 2, announced=3), NOON + 2 * DAY, confirmed=True)


def test_a_list_whose_ids_are_all_other_ones_is_not_believed(engine: Engine) -> None:
    put(engine, numbered(*range(30)))
    with pytest.raises(CheckError, match="only 10 under the same ids"):
        put(engine, numbered(*range(20, 50)), NOON + DAY)
    assert changes(engine) == []


def test_a_designation_is_dated_by_the_list_only_where_that_can_be(engine: Engine) -> None:
    put(engine, numbered(1, 2, 3))
    days = {"4": (NOON + DAY).date(), "5": (NOON - 90 * DAY).date()}
    more = [entry(number, listed_on=day) for number, day in days.items()]
    put(engine, listing([*map(entry, (1, 2, 3)), *more]), NOON + 2 * DAY)
    with UnitOfWork(engine, write=False) as unit:
        stated = {one.entry.entry_id: one.stated_on for one in unit.lists.changes(KEY)}
    assert stated == {"4": days["4"], "5": None}


def test_another_format_of_the_same_list_amends_nobody_for_its_form(engine: Engine) -> None:
    put(engine, listing(map(entry, (1, 2, 3)), form="CSV"))
    fuller = [entry(number, aliases=("Other",)) for number in (1, 2)]
    put(engine, listing([*fuller, entry(3, "New name")], form="XML"), NOON + DAY)
    assert changes(engine) == [("amendment", "3", "diff")]
    put(engine, listing([*fuller, entry(3, "New name", aliases=("X",))], form="XML"), NOON + 2 * DAY)
    assert len(changes(engine)) == 2


HOURS_APART = [-30, -1, 6, 24, 30]


@pytest.mark.parametrize("hours", HOURS_APART)
@pytest.mark.parametrize("first", ["snapshots", "notice"])
def test_two_accounts_of_one_change_are_one(engine: Engine, hours: int, first: str) -> None:
    notice = Records(changes=(published(4, (NOON + timedelta(hours=hours)).isoformat()),))
    if first == "notice":
        assert put(engine, notice).new == 1
    put(engine, numbered(1, 2, 3))
    put(engine, numbered(1, 2, 3, 4), NOON + DAY)
    if first == "snapshots":
        put(engine, notice)
    assert changes(engine) == [("designation", "4", "publication")]
    assert put(engine, notice).new == 0


def test_what_was_published_of_another_time_or_kind_is_another_change(engine: Engine) -> None:
    put(engine, numbered(1, 2, 3))
    put(engine, listing([entry(1), entry(2), entry(3, "Other"), entry(4)]), NOON + DAY)
    later = published(4, (NOON + 9 * DAY).isoformat())
    other = published(3, (NOON + 1.5 * DAY).isoformat(), "amendment")
    put(engine, Records(changes=(later, other)))
    assert len(changes(engine)) == 4


NAMES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["One", "Two"]), min_size=1)
HISTORIES = st.lists(NAMES, min_size=2, max_size=6)
PUBLISHED = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(-3, 12)), max_size=3)


def intervals(engine: Engine) -> dict[str, list[object]]:
    """All that is stored of lists, without the numbers of rows."""
    with UnitOfWork(engine, write=False) as unit:
        return {
            "snapshots": [(one.snapshot_at, one.entries) for one in unit.lists.snapshots(KEY)],
            "entries": [unit.lists.history(KEY, key) for key in "abcdef"],
            "changes": list(unit.lists.changes(KEY)),
        }


def emptied(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in (LIST_CHANGE, LIST_ENTRY, LIST_SNAPSHOT):
            connection.execute(delete(table))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=HISTORIES, notices=PUBLISHED, data=st.data())
def test_any_order_gives_what_the_order_of_time_gives(
    engine: Engine, history: list[dict[str, str]], notices: list[tuple[str, int]], data: st.DataObject
) -> None:
    snapshots: list[list[ListEntry]] = [[entry(key, name) for key, name in sorted(one.items())] for one in history]
    work = [(listing(one), NOON + 2 * number * DAY) for number, one in enumerate(snapshots)]
    work += [(Records(changes=(published(key, (NOON + days * DAY).isoformat()),)), NOON) for key, days in notices]
    emptied(engine)
    for records, at in work:
        put(engine, records, at, confirmed=True)
    in_time = intervals(engine)
    emptied(engine)
    for records, at in data.draw(st.permutations([*work, *work[:2]])):
        put(engine, records, at, confirmed=True)
    assert intervals(engine) == in_time

    with UnitOfWork(engine, write=False) as unit:
        for number, one in enumerate(snapshots):
            assert list(unit.lists.current(KEY, as_of=NOON + 2 * number * DAY)) == one
    with engine.connect() as connection:  # intervals, not copies
        rows = len(connection.execute(select(LIST_ENTRY.c.id)).all())
    most = sum(len({one.name for one in now} | {one.entry_id for one in now}) for now in snapshots)
    assert rows <= most


@given(before=NAMES, after=NAMES)
def test_a_snapshot_and_its_changes_are_the_next_snapshot(before: dict[str, str], after: dict[str, str]) -> None:
    old, new = ({key: entry(key, name) for key, name in one.items()} for one in (before, after))
    found = dict(old)
    for change in diff(old.values(), new.values(), from_at=NOON, to_at=NOON + DAY):
        if change.change == "delisting":
            del found[change.entry.entry_id]
        else:
            assert (change.change == "amendment") == (change.entry.entry_id in found)
            found[change.entry.entry_id] = change.entry
    assert found == new
    assert diff(old.values(), old.values(), from_at=NOON, to_at=NOON + DAY) == ()


def test_what_is_known_of_a_time_without_a_snapshot(engine: Engine) -> None:
    for days, numbers in ((0, (1, 2)), (10, (1, 2)), (20, (1, 2, 3))):
        put(engine, numbered(*numbers), NOON + days * DAY)
    known = {}
    with UnitOfWork(engine, write=False) as unit:
        for since, until in pairwise((-5, 0, 1, 8, 11, 15, 21, 25)):
            known[since] = unit.lists.compared(NOON + since * DAY, NOON + until * DAY)
    assert known == {-5: (), 0: (KEY,), 1: (KEY,), 8: (KEY,), 11: (), 15: (KEY,), 21: ()}
