"""How long lists trail announcements, and who listed a party after whom, from a few changes and merges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events.ledger_rows import event
from tracker.data.programmes import programme_of
from tracker.events.lags import FEW, followings, list_lags, middle
from tracker.events.list_grouping import WIDEST, list_candidates
from tracker.events.merging import BY_HAND, Merger
from tracker.model.announcement import ListChange, ListEntry

NOON = datetime(2022, 2, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def change(name="Examplebank", list_key="us_ofac_sdn", programme="RUSSIA-EO14024", begins=NOON, ends=None, **more):
    kind, stated = more.pop("kind", "designation"), more.pop("stated_on", None)
    entry = ListEntry(
        list_key=list_key, entry_id=name, name=name, entity_type="entity", programmes=(programme,), **more
    )
    ends = begins + DAY / 3 if ends is None else ends
    return ListChange(
        list_key=list_key,
        change=kind,
        entry=entry,
        from_snapshot_at=begins,
        to_snapshot_at=ends,
        stated_on=stated,
    )


def listed(*changes):
    (found,) = list_candidates(changes, programme_of=programme_of).events
    return found


def merged(account, into):
    return Merger(event=account, into=into.id, by=BY_HAND, score=0, words="")


def test_an_account_of_a_list_counts_from_the_day_of_the_announcement_to_the_day_it_was_seen():
    told = event("2022-02-22-announced")
    account = listed(change(begins=NOON, ends=NOON + DAY))
    (one,) = list_lags([told], [merged(account, told)])
    assert (one.issuer, one.event_id) == ("US Treasury OFAC", told.id)
    assert (one.announced_on, one.listed_from, one.listed_by) == (
        date(2022, 2, 22),
        date(2022, 2, 24),
        date(2022, 2, 25),
    )
    assert one.days == 3


def test_a_day_the_list_states_ends_on_that_day():
    told = event("2022-02-22-announced")
    account = listed(change(begins=NOON - 900 * DAY, ends=NOON + 9 * DAY, stated_on=date(2022, 2, 24)))
    (one,) = list_lags([told], [merged(account, told)])
    assert (one.listed_from, one.listed_by, one.days) == (date(2022, 2, 24), date(2022, 2, 24), 2)


def test_where_the_list_itself_tells_of_the_act_the_first_announcement_by_then_counts():
    account = listed(change())
    press, later = event("2022-02-23-press"), event("2022-03-02-journal")
    (one,) = list_lags([account], [merged(press, account), merged(later, account)])
    assert (one.event_id, one.announced_on, one.days) == (account.id, date(2022, 2, 23), 1)
    assert list_lags([account], [merged(later, account)]) == ()


@pytest.mark.parametrize(
    ("account", "into"),
    [
        (event("2022-02-24-notice"), event("2022-02-24-announced")),
        (listed(change(list_key="us_ofac_cons")), listed(change())),
        (listed(change(ends=NOON + WIDEST + timedelta(seconds=1))), event("2022-02-24-announced")),
    ],
    ids=["two announcements", "two lists", "a gap too wide"],
)
def test_what_gives_no_case(account, into):
    assert list_lags([into], [merged(account, into)]) == ()


def test_a_merge_into_an_event_that_is_not_there_gives_no_case():
    told = event("2022-02-22-announced")
    assert list_lags([], [merged(listed(change()), told)]) == ()


def followed(*changes):
    return [
        (one.name, one.first, one.follower, one.first_on, one.days)
        for one in followings(changes, programme_of=programme_of)
    ]


EU = {"list_key": "eu_fsf", "programme": "UKR"}
UK = {"list_key": "uk_sanctions_list", "programme": "The Russia (Sanctions) (EU Exit) Regulations 2019"}


def test_the_same_party_on_two_lists_and_who_was_first():
    mine = change("VTB Bank PJSC")
    theirs = change("PJSC  vtb bank", begins=NOON + 5 * DAY, **EU)
    third = change("Bank VTB", begins=NOON + 2 * DAY, **UK)
    assert followed(theirs, mine, third) == [
        ("VTB Bank PJSC", "US Treasury OFAC", "EU Council", date(2022, 2, 24), 5),
        ("VTB Bank PJSC", "US Treasury OFAC", "UK FCDO/OFSI", date(2022, 2, 24), 2),
    ]


def test_another_name_of_a_party_counts_too_and_once():
    mine, theirs = (
        change("Examplebank", aliases=("Northfield Bank",)),
        change("Northfield Bank", begins=NOON + DAY, **EU),
    )
    assert len(followed(mine, theirs)) == 1


@pytest.mark.parametrize(
    "theirs",
    [
        change("Examplebank", **(EU | {"programme": "BLR"})),
        change("Examplebank", **(EU | {"programme": "NEW"})),
        change("Examplebank Two", **EU),
        change("Examplebank", kind="delisting", **EU),
        change("Examplebank", list_key="opensanctions", programme="RUSSIA-EO14024"),
        change("Examplebank", begins=NOON - 400 * DAY, ends=NOON, **EU),
        change("Examplebank", list_key="us_ofac_cons"),
    ],
    ids=["another target", "an unknown programme", "another name", "taken off", "no list of its own", "no day", "one"],
)
def test_who_follows_nobody(theirs):
    assert followed(change("Examplebank", begins=NOON - 2 * DAY), theirs) == []


def test_names_too_short_to_tell_parties_apart_are_left_out():
    assert followed(change("VEB"), change("VEB", begins=NOON + DAY, **EU)) == []


def test_of_few_cases_it_is_said_that_they_are_few():
    assert middle([2] * (FEW - 1)) == (2.0, f"{FEW - 1} cases, too few to say more")
    assert middle([1, 1, 2, 5, 9]) == (2.0, "5 cases")
    assert middle([4])[1].startswith("1 case,")


NAMES = st.sampled_from(("Examplebank", "Northfield LLC", "northfield", "Third Party Ltd"))
KEYS = st.sampled_from(({}, EU, UK))
CHANGES = st.lists(
    st.builds(lambda name, key, days: change(name, begins=NOON + days * DAY, **key), NAMES, KEYS, st.integers(0, 9)),
    max_size=8,
)


@given(CHANGES, st.randoms(use_true_random=False))
def test_the_order_of_changes_makes_no_difference_and_nobody_is_followed_by_one_who_was_earlier(changes, shuffler):
    found = followings(changes, programme_of=programme_of)
    shuffled = [*changes, *changes[:2]]
    shuffler.shuffle(shuffled)
    assert followings(shuffled, programme_of=programme_of) == found
    assert all(one.days > 0 and one.first != one.follower for one in found)
    pairs = [(one.target, one.name, one.first, one.follower) for one in found]
    assert len(pairs) == len(set(pairs))
