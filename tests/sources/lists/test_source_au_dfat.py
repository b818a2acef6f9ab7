"""The Australian list: rows of names made into parties, and workbooks that are none."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest

from tests.fakenet.other_lists import workbook
from tests.sources.lists.one_file_lists import read, recorded, snapshot
from tracker.errors import ParseError
from tracker.sources.lists.au_dfat import KEY
from tracker.sources.parsing.workbooks import sheets_of

HEAD = ("Reference", "Name of Individual or Entity", "Type", "Name Type", "Alias Strength", "Committees", "Travel Ban")


def row(
    reference: str, name: str, kind: str = "Primary Name", *, of: str = "Individual", ban: str = "TRUE"
) -> tuple[str, ...]:
    return (reference, name, of, kind, "", "Autonomous (Exampleland)", ban)


def book(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD, **more: bytes) -> bytes:
    return workbook({"Consolidated List": [head, *rows]}, **more)


def parties(*rows: tuple[str, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(entry.entry_id, entry.name, entry.aliases) for entry in read(KEY, book(*rows)).entries]


def test_a_workbook_of_a_spreadsheet_program() -> None:
    document = read(KEY, recorded(KEY, "list.xlsx"))
    person, bank, ship = document.entries
    assert (person.name, person.aliases) == ("Ivan PRIMEROV", ("Vanya PRIMEROV", "Иван ПРИМЕРОВ"))
    assert person.listed_on == date(2022, 3, 18)
    assert person.details == (
        "Born: 1961-09-03; Citizenship: Exampleland; Weak aliases: Vanya PRIMEROV; "
        "Measures: targeted financial sanction | travel ban; Listing: 2022-03-18; "
        "Instrument: Amendment (No. 9) Instrument 2022; Control date: 2022-03-18; Information: Owner of newspapers"
    )
    assert (bank.listed_on, bank.entity_type) == (None, "entity"), "a control date is no day of listing"
    assert (ship.entity_type, ship.identifiers, ship.programmes) == ("vessel", ("IMO 9876543",), ("1718 (Otherland)",))
    assert document.warnings == ()


def test_other_names_need_not_follow_the_first() -> None:
    rows = (
        row("101", "A"),
        row("102", "B"),
        row("101a", "C", "Alias"),
        row("102a", "D", "aka"),
        row("101b", "E", "Alias"),
    )
    assert parties(*rows) == [("101", "A", ("C", "E")), ("102", "B", ("D",))]
    assert parties(rows[2], rows[1], rows[0]) == [("101", "A", ("C",)), ("102", "B", ())], "nor come after it"


def test_a_number_given_twice_makes_two_parties_and_a_warning() -> None:
    rows = (row("101", "A"), row("101a", "B", "Alias"), row("101", "C"), row("101b", "D", "Alias"))
    assert parties(*rows) == [("101", "A", ("B",)), ("101#2", "C", ("D",))]
    assert "references given to more than one party (1 of them): 101 C." in read(KEY, book(*rows)).warnings[0]


def test_line_ends_of_spreadsheets_are_no_part_of_a_name() -> None:
    assert parties(row("101 a", "A_x000D_\nB\u00a0C")) == [("101", "A B C", ())]


@pytest.mark.parametrize(
    ("rows", "warning"),
    [
        ([row("1", "A", of="Drone")], "types new to this program, or two of them for one party (1 of them): 1 drone."),
        ([row("1", "A"), row("1a", "B", "Alias", of="Entity")], "1 individual/entity."),
        ([row("1", "A", "Nickname")], "names of a type new to this program (1 of them): nickname."),
        ([row("1a", "A", "Alias")], "references without a primary name (1 of them): 1."),
        ([row("1", "A", ban="perhaps")], "'travel ban' that is neither yes nor no (1 of them): perhaps."),
        ([(*row("1", "A"), "stray")], "rows with more cells than there are headings (1 of them): 1."),
    ],
)
def test_what_is_strange_is_told(rows: list[tuple[str, ...]], warning: str) -> None:
    told = " ".join(read(KEY, book(*rows)).warnings)
    assert warning in told


def test_new_columns_and_other_sheets_are_told() -> None:
    content = workbook({"Notes": [("Read me",)], "List": [(*HEAD, "Colour"), (*row("1", "A"), "red")], "Empty": []})
    document = read(KEY, content)
    assert [entry.name for entry in document.entries] == ["A"]
    assert document.warnings == (
        "The Australian list has fields new to this program, not read: colour.",
        "The Australian list has sheets of another kind, not read (1 of them): Notes.",
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (book(), "holds no entry"),
        (book(row("", "A")), "a row of the Australian sanctions list has the reference '' and the name 'A'"),
        (book(row("Note", "A")), "has the reference 'Note'"),
        (book(row("1", "")), "the name ''"),
        (book(row("1", "A"), head=("Reference", *HEAD[:-1])), "two columns of one name"),
        (book(row("1", "A"), head=("Ref", *HEAD[1:])), "no sheet with the columns"),
    ],
)
def test_what_would_be_a_part_of_a_list_is_refused(content: bytes, problem: str) -> None:
    with pytest.raises(ParseError, match=problem):
        read(KEY, content)


# --- workbooks ---


def tables(content: bytes, **limits: int) -> dict[str, list[tuple[object, ...]]]:
    return dict(sheets_of(snapshot("s", content), "a workbook", **limits))


def test_cells_are_read_as_they_are_and_empty_rows_are_none() -> None:
    content = workbook({"A": [("a", "=cmd|' /C calc'!A0"), ("", ""), ("b",)], "B & C": [("d",)]})
    assert tables(content) == {"A": [("a", "=cmd|' /C calc'!A0"), ("b",)], "B & C": [("d",)]}


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (
            {"xl__worksheets__sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'},
            "a member that is not plain XML",
        ),
        ({"xl__other.xml": b" " * 65_530 + b"<!DOCTYPE a>"}, "a member that is not plain XML: xl/other.xml"),
        ({"xl__other.xml": "<a/>".encode("utf-16")}, "a member that is not plain XML"),
        ({"xl__other.bin": "<!ENTITY a>".encode("utf-16")}, "a member that is not plain XML"),
        ({"xl__media__image.png": bytes(2_000_000)}, "unfolds to more than 1,000,000 bytes"),
        ({"xl__worksheets__sheet1.xml": b"<worksheet><sheetData><row>"}, "no complete workbook"),
        ({"xl__workbook.xml": b"<html/>"}, "a workbook without sheets"),
    ],
)
def test_a_workbook_with_something_harmful_in_it_is_refused(more: dict[str, bytes], problem: str) -> None:
    with pytest.raises(ParseError, match=problem):
        tables(workbook({"A": [("a",)]}, **more), max_bytes=1_000_000)


def test_a_workbook_without_end_is_refused() -> None:
    with pytest.raises(ParseError, match="more than 3 rows"):
        tables(workbook({"A": [("a",)] * 4}), max_rows=3)
    with pytest.raises(ParseError, match="200 columns"):
        tables(workbook({"A": [("a",) * 201]}))


def test_a_zip_of_something_else_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("list.csv", "a,b")
    with pytest.raises(ParseError, match=re.escape("an archive, but no workbook")):
        tables(out.getvalue())


def test_a_damaged_member_is_refused() -> None:
    content = bytearray(workbook({"A": [("a" * 500,)]}))
    content[content.index(b"sheet1.xml") + 30] ^= 0xFF
    with pytest.raises(ParseError, match="no complete workbook"):
        tables(bytes(content))
