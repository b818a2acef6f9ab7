"""The gazetteer: read strictly, in time, and knowing everybody the ledger names."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.data.actors import FILE, actors, gazetteer, parse_actors
from tracker.data.loader import shipped_events
from tracker.errors import RowsError

HEADER = "person,institution,aliases,role,jurisdiction,valid_from,valid_until,sites,source\n"
PAGE = "https://example.org/"


def test_every_actor_of_the_ledger_is_known_in_an_office_on_that_day():
    for event in shipped_events():
        if event.actor:
            known = gazetteer().named(tuple(event.actor.split()))
            assert any(one.in_office(event.published_on) for one in known), event.id


def test_nobody_holds_one_office_twice_at_a_time_and_every_fact_has_a_page():
    for one in actors():
        assert one.source.startswith("http")
        for other in actors():
            if one is not other and one.person and (one.person, one.role) == (other.person, other.role):
                first, second = sorted((one, other), key=lambda actor: actor.valid_from)
                assert first.valid_until <= second.valid_from


@pytest.mark.parametrize(
    ("printed", "person"),
    [
        ("Igor Konshenkov", "Igor Konashenkov"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Пескова", "Dmitry Peskov"),
        ("Joseph R. Biden Jr.", "Joe Biden"),
    ],
)
def test_other_printed_forms(printed, person):
    assert {one.person for one in gazetteer().named(tuple(printed.split()))} == {person}


def test_offices_begin_and_end_on_their_days():
    (merkel,) = gazetteer().named(("Angela", "Merkel"))
    days = (date(2005, 11, 21), date(2005, 11, 22), date(2021, 12, 7), date(2021, 12, 8))
    assert [merkel.in_office(day) for day in days] == [False, True, True, False]


def test_hosts_belong_to_their_nearest_institution():
    assert gazetteer().of_site("home.treasury.gov").institution == "US Treasury"
    assert gazetteer().of_site("ofac.treasury.gov").institution == "US Treasury OFAC"
    assert gazetteer().of_site("treasury.gov.example.org") is None


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"Ann Roe,Body,,Head,XX,,,,{PAGE}", "valid_from"),
        (f"Ann Roe,Body,,Head,XX,2020-01-02,2020-01-01,,{PAGE}", "not after"),
        (f"Ann Roe,Body,,Head,XX,2020-13-01,,,{PAGE}", "month"),
        (",Body,,,XX,,,,", "source"),
        ("Ann Roe,Body", "cells"),
    ],
)
def test_a_row_that_is_wrong_is_named(row, says):
    with pytest.raises(RowsError) as caught:
        parse_actors(HEADER + row + "\n", file=FILE)
    ((line, message),) = caught.value.problems
    assert line == 2
    assert says in message


def test_a_row_there_twice_and_other_columns_are_refused():
    row = f",Body,,,XX,,,,{PAGE}\n"
    with pytest.raises(RowsError, match="there already"):
        parse_actors(HEADER + row + row, file=FILE)
    with pytest.raises(RowsError, match="the columns are"):
        parse_actors("a,b\n", file=FILE)
