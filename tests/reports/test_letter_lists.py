"""List changes in the letter: by issuer, those about the letter's country named, what was not compared said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.reports.briefings import week_of_the_float
from tests.reports.test_lists_section import AFTER, change
from tracker.model.announcement import ListChange
from tracker.reports.briefing import ListGap, ListsInfo
from tracker.reports.letter.compose import compose
from tracker.reports.letter.lists import list_rows, lists_note
from tracker.reports.wording import Words

GERMAN = Words(language="de")


def lists(*changes: ListChange, gaps: tuple[ListGap, ...] = (), stored: bool = True) -> ListsInfo:
    return ListsInfo(
        stored=stored,
        changes=changes,
        compared=("us_ofac_sdn",) if stored else (),
        gaps=gaps,
        names={"us_ofac_sdn": "OFAC SDN list", "uk_list": "UK list", "un_sc": "UN list"},
        near=frozenset({("us_ofac_sdn", "RUSSIA-EO14024")}),
        about="Russia",
    )


def text_of(info: ListsInfo) -> str:
    return " ".join(compose(replace(week_of_the_float(), lists=info)).text.split())


def test_a_row_counts_all_and_names_those_about_the_country() -> None:
    near = [change(number, programme="RUSSIA-EO14024") for number in range(6)]
    briefing = replace(week_of_the_float(), lists=lists(change(8), *near, change(11, "delisting")))
    (row,) = list_rows(briefing, Words())
    assert row.issuer == "OFAC SDN list"
    assert row.what == "7 put on the list, 1 taken off; about Russia: 6 put on the list"
    assert row.names == "Party 0, Party 1, Party 2, Party 3 and 2 more"
    (german,) = list_rows(briefing, GERMAN)
    assert german.what.startswith("7 neu auf der Liste, 1 gestrichen")


def test_the_list_about_the_country_comes_first() -> None:
    other = [replace(change(number), list_key="uk_list") for number in range(9)]
    briefing = replace(week_of_the_float(), lists=lists(*other, change(1, programme="RUSSIA-EO14024")))
    assert [row.issuer for row in list_rows(briefing, Words())] == ["OFAC SDN list", "UK list"]


def test_what_was_not_compared_is_said_and_no_change_is_not_silence() -> None:
    briefing = replace(week_of_the_float(), lists=lists())
    assert list_rows(briefing, Words()) == ()
    assert lists_note(briefing, Words()) == (
        "No change in the lists compared: OFAC SDN list. Of 2 other lists no two copies of this time are stored: what"
        " changed there we cannot see."
    )


def test_two_copies_far_apart_have_no_day_of_the_week() -> None:
    gap = ListGap(
        list_key="us_ofac_sdn",
        since=datetime(2018, 1, 26, tzinfo=UTC),
        until=AFTER,
        counts={"designation": 3703, "amendment": 1},
        near={},
    )
    briefing = replace(week_of_the_float(), lists=lists(gaps=(gap,)))
    (row,) = list_rows(briefing, Words())
    assert " ".join(row.what.split()) == (
        "between 26 Jan 2018 and 23 Feb 2022, on days not known: 3703 put on the list, 1 entry amended"
    )


def test_the_letter_shows_them_and_without_copies_says_so_once() -> None:
    shown = text_of(lists(change(1, programme="RUSSIA-EO14024")))
    assert "OFAC SDN list: 1 put on the list Party 1" in shown
    nothing = text_of(lists(stored=False))
    assert "put on the list" not in nothing.replace("WHO WAS PUT ON A LIST", "")
    assert nothing.count("No copies of the sanctions lists") == 1
