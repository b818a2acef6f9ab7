"""Tables that do not show where they end: nobody is taken off a list by one that may have been cut between two rows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.fuzzing.judging_parsers import Document, documents
from tests.services.lists import DAY, INFO, KEY, NOON, entry, listing, numbered
from tracker.errors import CheckError, ParseError
from tracker.model.announcement import ListDocument
from tracker.services.listing import Taken, take
from tracker.sources.base import Records
from tracker.store.unit_of_work import UnitOfWork

TABLES = [one for one in documents() if one.whole and one.whole.listing and not one.whole.listing.ends]


def put(engine: Engine, records: Records, days: int, **more: bool) -> Taken:
    with UnitOfWork(engine, write=True) as unit:
        taken = take(unit, INFO, records, at=NOON + days * DAY, sha256=None, **more)
        unit.commit()
    return taken


def changes(engine: Engine, key: str = KEY) -> list[tuple[str, str]]:
    with UnitOfWork(engine, write=False) as unit:
        return [(one.change, one.entry.entry_id) for one in unit.lists.changes(key)]


def table(*numbers: object) -> Records:
    return numbered(*numbers, ends=False, form="CSV")


def test_who_stood_before_the_last_row_is_taken_off(engine: Engine) -> None:
    put(engine, table(*range(1, 13)), 0, confirmed=True)
    put(engine, table(*(number for number in range(1, 14) if number != 9)), 1)
    assert changes(engine) == [("designation", "13"), ("delisting", "9")]


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), "1 entries of the snapshot before it are missing after its last row: 12"),
        ((1, 2, 3, 4, 6, 7, 8, 9, 10, 11), "1 entries .* after its last row: 12"),
        ((2, 1, 3, 4, 5, 6, 7, 8, 9, 10, 12), r"1 entries .* in no order that shows where\): 11"),
    ],
)
def test_who_may_have_stood_after_it_is_not(engine: Engine, kept: tuple[int, ...], words: str) -> None:
    put(engine, table(*range(1, 13)), 0, confirmed=True)
    before = changes(engine)
    with pytest.raises(CheckError, match=f"no end mark.*{words}") as caught:
        put(engine, table(*kept), 1)
    assert "nobody was taken off the list" in str(caught.value)
    assert "--confirm" in str(caught.value)
    assert changes(engine) == before
    assert put(engine, table(*kept), 1, confirmed=True).new == 12 - len(kept)


def test_a_last_party_that_lost_rows_is_no_amendment_and_another_form_is_no_loss(engine: Engine) -> None:
    named = entry(3, aliases=("Other", "Third"))
    put(engine, listing([entry(1), entry(2), named], ends=False, form="CSV"), 0, confirmed=True)
    with pytest.raises(CheckError, match="its last entry, 3, is another"):
        put(engine, table(1, 2, 3), 1)
    assert changes(engine) == []
    put(engine, numbered(1, 2, 3, form="XML"), 2)
    put(engine, listing([entry(1), entry(2), named], ends=False, form="CSV"), 3)
    assert {change for change, _ in changes(engine)} <= {"amendment"}


def test_a_first_one_is_taken_when_a_person_vouches_for_it_and_nobody_is_designated_by_the_next(engine: Engine) -> None:
    with pytest.raises(CheckError, match="no end mark, and there is no other snapshot to hold it against") as caught:
        put(engine, table(*range(1, 9)), 0)
    assert "--confirm" in str(caught.value)
    put(engine, numbered(*range(1, 11), form="XML"), 1)
    assert changes(engine) == []
    assert put(engine, table(*range(1, 12)), 2).new == 1
    assert changes(engine) == [("designation", "11")]


def test_an_older_one_that_lacks_the_end_of_a_newer_one_designates_nobody(engine: Engine) -> None:
    put(engine, numbered(*range(1, 41), form="XML"), 5)
    with pytest.raises(CheckError, match="35 entries of the snapshot after it are missing after its last row: 10, 11"):
        put(engine, table(*range(1, 6)), 0)
    assert changes(engine) == []
    without_9 = (number for number in range(1, 41) if number != 9)
    assert put(engine, table(*without_9), 1).new == 1
    with pytest.raises(CheckError, match="2 entries of the snapshot after it are missing after its last row: 39, 40"):
        put(engine, table(*range(1, 39)), 3)
    assert changes(engine) == [("designation", "9")]


def test_the_order_of_ids_is_that_of_their_numbers_however_long(engine: Engine) -> None:
    numbers = ["RUS9", "RUS010", "RUS11", f"RUS{'1' * 5000}", f"RUS{'2' * 5000}"]
    put(engine, table(*numbers), 0, confirmed=True)
    put(engine, table(*(number for number in numbers if number != "RUS010")), 1)
    assert changes(engine) == [("delisting", "RUS010")]


def test_one_that_is_stored_is_known_again_whatever_came_after_it(engine: Engine) -> None:
    put(engine, table(1, 2, 3), 0, confirmed=True)
    put(engine, table(1, 2, 3, 4), 1)
    assert put(engine, table(1, 2, 3), 0) == Taken(entries=3)


@pytest.mark.parametrize("document", TABLES, ids=lambda document: document.id)
def test_a_table_cut_between_two_rows_takes_nobody_off(engine: Engine, document: Document) -> None:
    info = document.source.info

    def taken(body: bytes, hours: int, **more: bool) -> Taken:
        records = document.read(body)
        assert isinstance(records.listing, ListDocument)
        at = document.snapshot.retrieved_at + timedelta(hours=hours)
        with UnitOfWork(engine, write=True) as unit:
            found = take(unit, info, records, at=at, sha256=None, **more)
            unit.commit()
        return found

    taken(document.body, 0, confirmed=True)
    rows = [match.end() for match in re.finditer(rb"\n", document.body)]
    refused = 0
    for number, cut in enumerate(rows[1:-1], start=1):
        try:
            taken(document.body[:cut], number)
        except CheckError:
            refused += 1
        except ParseError:  # a head without a row
            continue
    assert refused
    assert changes(engine, info.key) == []
