"""OpenSanctions: the table is believed only when it is the very one its index names."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.sources.lists.one_file_lists import recorded, snapshot
from tracker.errors import ParseError
from tracker.model.announcement import ListDocument
from tracker.model.source import Snapshot
from tracker.sources.lists.opensanctions import INDEX, KEY, SOURCE, TARGETS

TABLE = recorded(KEY, "targets.simple.csv")
HEAD = TABLE.split(b"\n")[0].decode()


def index(table: bytes = TABLE, *, resource: dict[str, Any] | None = None, **more: Any) -> Snapshot:
    document = json.loads(recorded(KEY, "index.json"))
    told = {"checksum": hashlib.sha1(table, usedforsecurity=False).hexdigest(), "size": len(table)}
    document["resources"][-1] |= told | (resource or {})
    return snapshot(KEY, json.dumps(document | more), kind=INDEX)


def fetched(table: bytes, of: Snapshot | None = None) -> ListDocument:
    """The table as a run reads it: by the address that the index names."""
    (request,) = SOURCE.following(of or index(table))
    listing = SOURCE.parse(snapshot(KEY, table, kind=TARGETS, url=request.url)).listing
    assert listing is not None
    return listing


def test_the_index_comes_first_and_names_the_table() -> None:
    (request,) = SOURCE.following(index())
    url, _, told = request.url.partition("#")
    assert url == "https://data.opensanctions.org/artifacts/sanctions/20261116190000-abc/targets.simple.csv"
    assert f"size={len(TABLE)}" in told
    assert (request.kind, request.size) == (TARGETS, len(TABLE))
    assert SOURCE.following(snapshot(KEY, TABLE, kind=TARGETS, url=request.url)) == ()


def test_a_party_of_the_table() -> None:
    document = fetched(TABLE)
    person, ship, wallet = document.entries
    assert (person.entry_id, person.name, person.entity_type) == ("NK-primer1", "Ivan Primerov", "individual")
    assert person.programmes == ("XX-RUS", "YY-RUS")
    assert person.aliases == ("Vanya Primerov", "Иван Примеров")
    assert (ship.entity_type, wallet.entity_type) == ("vessel", "unknown")
    assert (document.dated_on, document.dated_at) == (date(2026, 11, 16), datetime(2026, 11, 16, 19, 10, tzinfo=UTC))
    assert document.warnings == ()


def test_the_day_their_crawler_saw_a_party_is_no_day_of_listing() -> None:
    assert {entry.listed_on for entry in fetched(TABLE).entries} == {None}
    assert "First seen by OpenSanctions: 2023-04-20T18:00:25" in fetched(TABLE).entries[0].details.split("; ")


def test_being_seen_again_changes_nobody() -> None:
    assert fetched(TABLE.replace(b"2026-11-16T19:10:00", b"2026-11-17T01:10:00")).entries == fetched(TABLE).entries


def test_files_at_hand_are_read_together_in_any_order() -> None:
    table = snapshot(KEY, TABLE)
    assert SOURCE.read([index(), table]) == SOURCE.read([table, index()]) == fetched(TABLE)


@pytest.mark.parametrize("count", [0, 2, 3])
def test_other_numbers_of_files_are_refused(count: int) -> None:
    with pytest.raises((ParseError, ValueError), match=r"files? w|no file"):
        SOURCE.read([index()] * count)


def test_a_table_twice_as_large_as_that_of_2026_may_still_come() -> None:
    (request,) = SOURCE.following(index())
    assert request.max_bytes > 2 * 62_000_000


def test_a_table_alone_is_refused() -> None:
    with pytest.raises(ParseError, match="cannot be told without its index"):
        SOURCE.read([snapshot(KEY, TABLE)])


def test_a_table_cut_anywhere_is_refused() -> None:
    (request,) = SOURCE.following(index())
    for keep in range(0, len(TABLE), 7):
        with pytest.raises(ParseError):
            SOURCE.parse(snapshot(KEY, TABLE[:keep], kind=TARGETS, url=request.url))


def test_another_versions_table_is_refused() -> None:
    other = TABLE.replace(b"Beispiel 7", b"Beispiel 8")
    with pytest.raises(ParseError, match="is not the one its index names"):
        fetched(other, index(TABLE))


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"name": "peps"}, "not that of 'sanctions'"),
        ({"resources": []}, "names 0 tables"),
        ({"resources": None}, "names 0 tables"),
        ({"updated_at": None, "last_export": None}, "does not say when it was made"),
        ({"resource": {"checksum": None}}, "does not give address, size and checksum"),
        ({"resource": {"size": "many"}}, "does not give address, size and checksum"),
        ({"resource": {"url": "http://data.opensanctions.org/x"}}, "does not give address, size and checksum"),
    ],
)
def test_an_index_that_does_not_name_the_table_is_refused(more: dict[str, Any], problem: str) -> None:
    with pytest.raises(ParseError, match=problem):
        SOURCE.parse(index(**more))


@pytest.mark.parametrize(
    "url", ["https://evil.example/targets.simple.csv", "https://127.0.0.1/x", "https://a@b.example/"]
)
def test_a_table_elsewhere_is_not_asked_for(url: str) -> None:
    with pytest.raises(ParseError, match="its table is elsewhere"):
        SOURCE.following(index(resource={"url": url}))


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("", "begins with ''"),
        ("a,b\n1,2\n", "begins with 'a, b'"),
        (f"{HEAD}\n", "holds no entry"),
        (f"{HEAD},name\n", "begins with"),
        (f"{HEAD}\nx,Person\n", "has 2 cells under 16 headings"),
        ('id,schema,name\nx,Person,"A\n', "cannot be read: unexpected end of data"),
        ("id,schema,name\nx,Person,A\nx,Person,B\n", "x comes twice"),
        ("<!DOCTYPE html><html></html>", "a web page came"),
    ],
)
def test_other_tables_are_refused_though_the_index_names_them(table: str, problem: str) -> None:
    with pytest.raises(ParseError, match=problem):
        fetched(table.encode())


def test_a_table_in_another_encoding_is_refused() -> None:
    with pytest.raises(ParseError, match="is not utf-8"):
        fetched(TABLE.decode().encode("cp1251"))


@pytest.mark.parametrize(
    ("table", "warning"),
    [
        ("id,schema,name,mood\nx,Person,A,good\n", "not read: mood."),
        ("id,schema,name\nx,Ghost,A\n", "parties of a kind new to this program (1 of them): x Ghost."),
        ("id,schema,name\nx,Person,\n", "parties without a name (1 of them): x."),
    ],
)
def test_what_is_strange_is_told(table: str, warning: str) -> None:
    (told,) = fetched(table.encode()).warnings
    assert warning in told


def test_it_is_off_and_its_licence_is_said_with_it() -> None:
    assert not SOURCE.info.enabled
    assert "non-commercial" in SOURCE.info.rights.licence
    assert "CC BY-NC" in SOURCE.info.rights.credit
    assert "non-commercial" in SOURCE.info.note
    assert not SOURCE.info.rights.republish
