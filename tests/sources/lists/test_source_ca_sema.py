"""The Canadian list: who a party is when schedules and items move, days written in many ways, two layouts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.lists.one_file_lists import changed, read, recorded
from tracker.errors import ParseError
from tracker.events.changes import diff
from tracker.sources.lists.ca_sema import KEY, SOURCE

OLD = recorded(KEY, "one_language.xml").decode()
NEW = recorded(KEY, "two_languages.xml").decode()


def document(*records: dict[str, str]) -> str:
    cells = ("".join(f"<{name}>{text}</{name}>" for name, text in record.items()) for record in records)
    return f"<data-set>{''.join(f'<record>{inner}</record>' for inner in cells)}</data-set>"


def person(
    name: str, *, country: str = "Russia / Russie", schedule: str = "1", item: str = "1", **more: str
) -> dict[str, str]:
    return {"Country": country, "LastName": name, "Schedule": schedule, "Item": item, **more}


def test_the_old_layout() -> None:
    bank, general, other = read(KEY, OLD).entries
    assert (bank.entity_type, bank.name) == ("entity", "Primer Bank Co. Ltd.")
    assert bank.aliases == ("Primer Finance Co., Ltd., Primer Kredit",), "a comma belongs to names"
    assert bank.programmes == ("Exampleland / Pays d'exemple",)
    assert (general.entity_type, general.name, general.listed_on) == ("individual", "Ivan PRIMEROV", None)
    assert general.details == "Title: General/général; Born: 1961-09-03; Schedule: 2; Item: 1"
    assert other.details == "Born: 1964-03; Item: 1", "N/A is no schedule"


def test_the_new_layout() -> None:
    found = read(KEY, NEW)
    bank, first, second, ship = found.entries
    assert bank.aliases == ("Primer Finance Co., Ltd.", "Primer Kredit")
    assert [entry.listed_on for entry in found.entries] == [
        date(2022, 2, 24),
        date(2022, 2, 24),
        date(2025, 2, 21),
        None,
    ]
    assert "Born: 1961-09-03 (written 22527)" in first.details.split("; ")
    assert "Born: 00/00/1980" in second.details.split("; ")
    assert (ship.entity_type, ship.identifiers) == ("vessel", ("IMO 9876543",))
    assert ship.details == (
        "Ship type: General Cargo | Cargo classique; Built: 1986; Schedule: 1.1; Item: 2; "
        "Listed, as written: 11/02/2025"
    )
    (warning,) = found.warnings
    assert warning == (
        "The Canadian list has days of listing that are no dates or may be read two ways (1 of them): "
        "M/V Beispiel 7 11/02/2025."
    )


def test_the_change_of_layout_is_no_delisting() -> None:
    changes = changed(read(KEY, OLD), read(KEY, NEW))
    assert ("amendment", "exampleland/primer-bank-co-ltd") in changes
    assert ("amendment", "exampleland/ivan-primerov") in changes
    assert ("delisting", "otherland/thaung") in changes
    assert len([one for one in changes if one[0] == "delisting"]) == 1


@settings(max_examples=50)
@given(
    names=st.lists(
        st.sampled_from(["Ivanov", "Petrov", "Sidorov", "Kuznetsov", "Popov", "Vasiliev"]), min_size=1, max_size=8
    ),
    shift=st.integers(min_value=1, max_value=50),
    schedule=st.sampled_from(["1", "1, Part 1", "2", ""]),
)
def test_a_renumbering_never_takes_anybody_off_or_puts_anybody_on(names: list[str], shift: int, schedule: str) -> None:
    before = [person(name, item=str(number)) for number, name in enumerate(names)]
    after = [person(name, item=str(number + shift), schedule=schedule) for number, name in enumerate(names)]
    changes = changed(read(KEY, document(*before)), read(KEY, document(*after)))
    assert [kind for kind, _ in changes] == ["amendment"] * len(names)


@settings(max_examples=50)
@given(names=st.permutations(["Ivanov", "Petrov", "Sidorov"]), gone=st.integers(min_value=0, max_value=2))
def test_who_leaves_is_the_one_that_is_taken_off(names: list[str], gone: int) -> None:
    before = [person(name, item=str(number)) for number, name in enumerate(names)]
    after = [record for number, record in enumerate(before) if number != gone]
    renumbered = [{**record, "Item": str(number)} for number, record in enumerate(after)]
    changes = changed(read(KEY, document(*before)), read(KEY, document(*renumbered)))
    assert [one for one in changes if one[0] != "amendment"] == [("delisting", f"russia/{names[gone].lower()}")]


def test_a_regulation_is_the_same_with_and_without_its_french_name() -> None:
    before = read(KEY, document(person("Ivanov", country="Ukraine")))
    after = read(KEY, document(person("Ivanov", country="Ukraine /  Ukraine")))
    assert [kind for kind, _ in changed(before, after)] == ["amendment"]


def test_a_party_under_two_regulations_is_listed_twice() -> None:
    found = read(KEY, document(person("Ivanov"), person("Ivanov", country="Ukraine")))
    assert [entry.entry_id for entry in found.entries] == ["russia/ivanov", "ukraine/ivanov"]


def test_a_ship_stays_itself_under_a_new_name() -> None:
    ship = {"Country": "Russia / Russie", "ShipIMONumber": "IMO 9876543"}
    before = read(KEY, document({**ship, "EntityOrShip": "Old Name"}))
    after = read(KEY, document({**ship, "EntityOrShip": "New Name"}))
    assert changed(before, after) == [("amendment", "russia/imo-9876543")]


def test_a_ship_whose_number_is_none_is_known_by_its_name() -> None:
    (entry,) = read(
        KEY, document({"Country": "Russia", "EntityOrShip": "Old Name", "ShipIMONumber": "unknown"})
    ).entries
    assert (entry.entry_id, entry.entity_type, entry.identifiers) == ("russia/old-name", "vessel", ())
    assert "IMO number as written: unknown" in entry.details.split("; ")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022-02-24", date(2022, 2, 24)),
        ("2022-02-24T00:00:00", date(2022, 2, 24)),
        ("44616", date(2022, 2, 24)),
        ("24-Feb-22", date(2022, 2, 24)),
        ("24-feb-2022", date(2022, 2, 24)),
        ("1-Dec-92", date(1992, 12, 1)),
        ("31-Feb-22", None),
        ("24-Fev-22", None),
        ("00/00/1980", None),
        ("1980-00-00", None),
        ("02/03/2022", None),
        ("22527", None),
        ("1961-09-03", None),
        ("99999", None),
        ("2022", None),
    ],
)
def test_days_of_listing(written: str, day: date | None) -> None:
    found = read(KEY, document(person("Ivanov", DateOfListing=written)))
    assert found.entries[0].listed_on == day
    assert len(found.warnings) == (day is None)
    assert (f"Listed, as written: {written}" in found.entries[0].details.split("; ")) == (day is None)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"Country": "Russia", "Item": "1"}, "record 1 of the Canadian sanctions list has no name or no regulation"),
        ({"LastName": "Ivanov"}, "has no name or no regulation"),
        ({"Country": "Russia", "Entity": "A", "EntityOrShip": "B"}, "has two fields for 'entity'"),
        ({"Country": "Russia", "Entity": " - "}, "has no name or no regulation"),
    ],
)
def test_records_that_say_too_little_are_refused(record: dict[str, str], problem: str) -> None:
    with pytest.raises(ParseError, match=problem):
        read(KEY, document(record))


def between(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """The changes, as they are found between two copies that are stored."""
    old, new = (read(KEY, document(*records)).entries for records in (before, after))
    at = [datetime(2022, 2, day, tzinfo=UTC) for day in (1, 2)]
    found = diff(old, new, from_at=at[0], to_at=at[1], placed_by=SOURCE.info.placed_by)
    return [(one.change, one.entry.entry_id, one.details) for one in found]


def test_a_name_spelled_anew_in_its_place_is_a_renaming() -> None:
    before = [person("Ivanov", item="1"), person("Petrov", item="2"), person("Sidorov", item="3")]
    after = [person("Ivanoff", item="1"), person("Petrov", item="2"), person("Sidorov", item="3")]
    assert between(before, after) == [("amendment", "russia/ivanoff", "renamed; name: Ivanov → Ivanoff")]
    turned = between([person("Anna Maria Ivanova")], [person("Ivanova, Anna Maria")])
    assert [one[0] for one in turned] == ["amendment"]
    known = between([person("Ivanov", Aliases="Der Graue")], [person("Der Graue", Aliases="Ivanov")])
    assert [one[0] for one in known] == ["amendment"]


@pytest.mark.parametrize(
    "after",
    [
        person("Sidorov", item="1"),
        person("Ivanoff", item="2"),
        person("Ivanoff", item="1", schedule="2"),
        person("Ivanoff", item="1", country="Belarus"),
        {"Country": "Russia / Russie", "Entity": "Ivanov Bank", "Schedule": "1", "Item": "1"},
    ],
    ids=["another name", "another item", "another schedule", "another regulation", "another type"],
)
def test_anybody_else_in_a_place_is_another_party(after: dict[str, str]) -> None:
    assert [one[0] for one in between([person("Ivanov")], [after])] == ["designation", "delisting"]


def test_a_place_that_several_share_tells_nobody_apart() -> None:
    before, after = [person("Ivanov"), person("Ivanow")], [person("Ivanoff"), person("Iwanow")]
    assert [one[0] for one in between(before, after)] == ["designation"] * 2 + ["delisting"] * 2
    nowhere = [person(name, schedule="", item="") for name in ("Ivanov", "Ivanoff")]
    assert [one[0] for one in between(nowhere[:1], nowhere[1:])] == ["designation", "delisting"]


def test_a_list_of_nobody_is_refused() -> None:
    with pytest.raises(ParseError, match="holds no entry"):
        read(KEY, "<data-set></data-set>")


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (document(person("Ivanov", Gender="x")), "not read: Gender."),
        (document(person("Ivanov", Entity="Bank")), "a person and an entity at once (1 of them): Bank."),
    ],
)
def test_what_is_strange_is_told(text: str, warning: str) -> None:
    (told,) = read(KEY, text).warnings
    assert warning in told


@pytest.mark.extended
def test_the_real_file_is_read_to_the_last_record(shared: Path) -> None:
    content = (shared / "payloads" / "canada" / "sema-lmes_2020-04.xml").read_bytes()
    text, found = content.decode(), read(KEY, content)
    assert len(found.entries) == text.count("<record>") == 1369
    assert sum(entry.entity_type == "entity" for entry in found.entries) == text.count("<Entity>")
    assert not any("#" in entry.entry_id for entry in found.entries)
    assert {entry.programmes[0] for entry in found.entries} >= {"Russia / Russie", "Ukraine", "Burma / Birmanie"}
    assert sum("Born: " in entry.details for entry in found.entries) == len(re.findall("<DateOfBirth>", text))
    assert found.warnings == ()
