"""Parties on two lists: who was first, from days, from copies, and not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.events.test_lags import DAY, EU, NOON, UK, change
from tracker.data.programmes import programme_of
from tracker.events.lags import followings
from tracker.events.shared_parties import SharedParties, shared_parties
from tracker.model.announcement import HeldParty

OFAC, COUNCIL = "US Treasury OFAC", "EU Council"


def held(name="Examplebank", first=NOON, missing=None, listed_on=None, **more):
    entry = replace(change(name, **more).entry, listed_on=listed_on)
    return HeldParty(entry=entry, first_at=first, missing_at=missing)


def told(*parties, changes=(), target=""):
    found = shared_parties(parties, changes, programme_of=programme_of, target=target)
    return [(one.one, one.other, one.one_first, one.other_first, one.same_day, one.unknown) for one in found]


@pytest.mark.parametrize(
    ("ours", "theirs", "order"),
    [
        ({}, {}, (0, 0, 0, 1)),
        ({"first": NOON - 9 * DAY}, {"missing": NOON - 2 * DAY}, (0, 1, 0, 0)),
        ({"first": NOON - 2 * DAY}, {"missing": NOON - 2 * DAY}, (0, 0, 0, 1)),
        ({}, {"listed_on": date(2022, 2, 25)}, (0, 1, 0, 0)),
        ({}, {"listed_on": date(2022, 2, 23)}, (0, 0, 0, 1)),
        ({"missing": NOON - DAY}, {"listed_on": date(2014, 7, 30)}, (1, 0, 0, 0)),
        ({"listed_on": date(2014, 7, 29)}, {"listed_on": date(2014, 7, 30)}, (0, 1, 0, 0)),
        ({"listed_on": date(2014, 7, 30)}, {"listed_on": date(2014, 7, 30)}, (0, 0, 1, 0)),
    ],
    ids=[
        "two first copies",
        "a copy before",
        "of one day",
        "stated later",
        "stated before a first copy",
        "later here",
        "stated",
        "stated alike",
    ],
)
def test_who_was_first_is_told_as_far_as_it_is_known(ours, theirs, order):
    assert told(held(**ours), held(**theirs, **EU)) == [(COUNCIL, OFAC, *order)]


def test_a_change_gives_the_day_where_a_list_states_none():
    mine, theirs = held(first=NOON, missing=NOON - 900 * DAY), held(listed_on=date(2022, 2, 24), **EU)
    assert told(mine, theirs) == [(COUNCIL, OFAC, 0, 0, 0, 1)]
    assert told(mine, theirs, changes=[change(begins=NOON - 2 * DAY, ends=NOON - DAY)]) == [(COUNCIL, OFAC, 0, 1, 0, 0)]


def test_a_party_counts_once_whatever_its_names_and_each_two_authorities_have_a_row():
    mine = held("Examplebank", aliases=("Northfield Bank", "Northfield"), first=NOON)
    theirs = held("Northfield Bank", aliases=("Examplebank",), first=NOON, **EU)
    third = held("Examplebank", listed_on=date(2022, 3, 1), **UK)
    assert told(mine, theirs, third) == [
        (COUNCIL, "UK FCDO/OFSI", 1, 0, 0, 0),
        (COUNCIL, OFAC, 0, 0, 0, 1),
        ("UK FCDO/OFSI", OFAC, 0, 1, 0, 0),
    ]


def test_only_parties_of_one_target_and_of_known_programmes_are_the_same():
    assert told(held(), held(**(EU | {"programme": "BLR"}))) == []
    assert told(held(), held(**(EU | {"programme": "NEW"}))) == []
    assert told(held(), held(list_key="opensanctions")) == []
    both = held(), held(**EU)
    assert (told(*both, target="belarus"), len(told(*both, target="russia"))) == ([], 1)


def test_days_that_lists_state_are_days_to_count_without_any_change():
    mine, theirs = held(listed_on=date(2014, 7, 29)), held(listed_on=date(2014, 7, 31), **EU)
    (one,) = followings([], [theirs, mine], programme_of=programme_of)
    assert (one.name, one.first, one.follower, one.days) == ("Examplebank", OFAC, COUNCIL, 2)
    assert followings([], [theirs, mine], programme_of=programme_of, target="Belarus") == ()
    assert followings([], [held(), theirs], programme_of=programme_of) == ()
    alike = replace(theirs, entry=replace(theirs.entry, listed_on=date(2014, 7, 29)))
    assert followings([], [mine, alike], programme_of=programme_of) == (), "on one day nobody follows"


def test_the_numbers_are_all_there_are():
    (one,) = shared_parties([held(), held(**EU)], [], programme_of=programme_of)
    assert one == SharedParties(one=COUNCIL, other=OFAC, parties=1, one_first=0, other_first=0, same_day=0, unknown=1)
