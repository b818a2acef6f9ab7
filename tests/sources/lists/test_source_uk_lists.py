"""The two lists of the United Kingdom: designations by Unique ID, and the closed list by Group ID."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.errors import ParseError
from tracker.model.announcement import ListDocument
from tracker.model.source import Snapshot
from tracker.sources.lists import uk_ofsi_conlist, uk_sanctions_list

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = Path(__file__).parent
XML = (HERE / "uk_sanctions_list" / "list.xml").read_bytes()
TARGETS = (HERE / "uk_ofsi_conlist" / "targets.xml").read_bytes()
RUSSIA = "The Russia (Sanctions) (EU Exit) Regulations 2019"
HEAD = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,"
    "Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,"
    "Designation Type,Designation source,Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,"
    "Address Line 6,Address Country,Date Designated,D.O.B,Nationality(/ies),Passport number,"
    "Passport additional information,Town of birth,Country of birth,IMO number,Type of ship"
)
CONLIST = (
    "Last Updated,12/02/2016\nName 6,Name 1,Title,DOB,Country,Other Information,Group Type,Alias Type,Regime,"
    "Listed On,Last Updated,Group ID\n"
)


def read_list(content: bytes) -> ListDocument:
    return uk_sanctions_list.SOURCE.read([snapshot(content, "uk_sanctions_list")])


def read_conlist(content: bytes) -> ListDocument:
    return uk_ofsi_conlist.SOURCE.read([snapshot(content, "uk_ofsi_conlist")])


def snapshot(content: bytes, source: str) -> Snapshot:
    url = "https://lists.example/x"
    return Snapshot(source=source, url=url, kind="x", retrieved_at=NOW, sha256="", content=content)


PERSON = {
    "Last Updated": "14/04/2026",
    "Unique ID": "RUS9001",
    "OFSI Group ID": "90001",
    "Name 1": "Ivan",
    "UN Reference Number": "XXi.001",
    "Title": "Dr",
    "Name non-latin script": "Иван Петрович Примеров",
    "Regime Name": RUSSIA,
    "Designation Type": "Individual",
    "Designation source": "UK",
    "Sanctions Imposed": "Asset freeze|Travel Ban",
    "Address Country": "Russia",
    "Date Designated": "24/02/2022",
    "UK Statement of Reasons": "&lt;p&gt;Owner of the Works &amp;amp; its bank.&lt;/p&gt;",
    "Nationality(/ies)": "Russia",
    "Passport number": "750000001",
    "Passport additional information": "Russia",
    "Town of birth": "Tver",
    "Country of birth": "Russia",
}
FIRST = {
    "Name 6": "PRIMEROV",
    "Name 2": "Petrovich",
    "Name type": "Primary Name",
    "D.O.B": "dd/mm/1957",
    "Address Line 1": "1 Example Street",
    "Address Line 6": "Tver",
}
SECOND = {"Name 6": "PRIMEROFF", "Name type": "Alias", "D.O.B": "02/03/1958", "Address Line 6": "Moscow"}
SHIP = {
    "Last Updated": "18/12/2025",
    "Unique ID": "RUS9002",
    "Name 6": "EXAMPLE TANKER",
    "Name type": "Primary name",
    "Regime Name": RUSSIA,
    "Designation Type": "Ship",
    "Designation source": "UK",
    "IMO number": "IMO9562233",
    "Sanctions Imposed": "Specified ship",
    "Date Designated": "dd/mm/YYYY",
    "Type of ship": "Crude tanker",
}
ROWS = ({**PERSON, **FIRST}, {**PERSON, **SECOND}, SHIP)


def table(*rows: dict[str, str], first: str = "Report Date: 26-Oct-2026") -> bytes:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, HEAD.split(","), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return f"{first}\r\n{written.getvalue()}".encode()


def test_a_designation_keeps_what_the_file_tells() -> None:
    found = read_list(XML)
    who, ship = found.entries
    assert who.aliases == ("Ivan PRIMEROFF", "Иван Петрович Примеров")
    assert who.identifiers == ("OFSI Group ID 90001", "UN XXi.001", "passport 750000001 (Russia)")
    assert (who.entity_type, who.listed_on) == ("individual", date(2022, 2, 24))
    assert who.details == (
        "Designated by: UK; Sanctions: Asset freeze | Travel Ban; Title: Dr; Born: 1957 | 1958-03-02; "
        "Birthplace: Tver, Russia; Nationality: Russia; Address: 1 Example Street, Tver, Russia | Moscow, Russia; "
        "Reasons: Owner of the Works & its bank.; Updated: 2026-04-14"
    )
    assert (ship.entity_type, ship.listed_on, ship.identifiers) == ("vessel", None, ("IMO 9562233",))
    assert (found.dated_on, found.form, found.warnings) == (date(2026, 10, 26), "XML", ())


def test_both_forms_give_the_same_entries() -> None:
    found = read_list(table(*ROWS))
    assert found.entries == read_list(XML).entries
    assert (found.dated_on, found.form) == (date(2026, 10, 26), "CSV")
    assert [warning for warning in found.warnings if "no end mark" not in warning] == []


@pytest.mark.parametrize(
    "first", ["Report Date: 26/10/2026", "Report Date,26-Oct-2026", "Report Date: 26 October 2026"]
)
def test_the_day_of_the_report_is_found(first: str) -> None:
    assert read_list(table(*ROWS, first=first)).dated_on == date(2026, 10, 26)


def test_what_nobody_reads_is_named_and_unknown_kinds_are_loud() -> None:
    changed = XML.replace(b"<UniqueID>RUS9001", b"<Novelty>x</Novelty><UniqueID>RUS9001")
    changed = changed.replace(b">Individual<", b">Robot<").replace(b">ALias<", b">Nickname<")
    found = read_list(changed)
    said = " ".join(found.warnings)
    assert "Novelty" in said
    assert "parties of a kind new to this program (1 of them): RUS9001 robot." in said
    assert "names of a type new to this program (1 of them): nickname." in said
    assert found.entries[0].entity_type == "unknown"
    assert len(found.entries) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (XML.decode().encode("utf-16"), "byte 0 is not utf-8"),
        (XML.replace(b"RUS9002", b"RUS9001"), "RUS9001 comes twice"),
        (XML.replace(b"<UniqueID>RUS9002</UniqueID>", b""), "no UniqueID"),
        (XML.replace(b"26/10/2026", b"26/10/2027"), "later than it was retrieved"),
        (XML.replace(b"26/10/2026", b"soon"), "DateGenerated is 'soon'"),
        (b"<Designations><DateGenerated>26/10/2026</DateGenerated></Designations>", "holds no entry"),
        (TARGETS, "root element"),
        (table(*ROWS)[:-9], "cut short"),
        (table(*ROWS, first="A list"), "day of the report is expected"),
        (table(*ROWS, first="Report Date: 31-Nov-2026"), "the day in it is none"),
        (table(*ROWS).replace(b"RUS9002", b""), "belongs to no designation"),
        (table(*ROWS).replace(b"Unique ID", b"Group ID"), "lacks Unique ID"),
        (CONLIST.encode(), "lacks"),
    ],
)
def test_what_is_no_whole_list_of_the_uk_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        read_list(content)


def test_all_lines_of_a_group_are_one_entry_with_its_register() -> None:
    lines = (
        "AWEYES,Hassen,,00/00/1935,Somalia,\u2018Sheikh\u2019,Individual,AKA,Somalia,28/04/2010,27/03/2013,6995",
        "AWES,Hassan,Sheikh,00/00/1935,Italy,,Individual,Prime Alias,Al-Qaida,08/11/2001,27/03/2013,6995",
        "BANK OF EXAMPLE,,,,Syria,,Entity,FKA,Syria,14/10/2011,14/10/2011,12203",
    )
    found = read_conlist((CONLIST + "\n".join(lines) + "\n").encode("cp1252"))
    group, bank = found.entries
    assert (group.entry_id, group.name, group.aliases) == ("OFSI 6995", "Hassan AWES", ("Hassen AWEYES",))
    assert group.programmes == ("Somalia", "Al-Qaida")
    assert group.listed_on == date(2001, 11, 8)
    assert group.details == (
        "Listed: Al-Qaida on 08/11/2001 | Somalia on 28/04/2010; Title: Sheikh; Born: 1935; Address: Italy | Somalia; "
        "Other information: ‘Sheikh’; Updated: 2013-03-27"
    )
    assert (bank.name, bank.entity_type) == ("BANK OF EXAMPLE", "entity")
    assert found.dated_on == date(2016, 2, 12)


def test_the_last_layout_names_the_register_that_followed() -> None:
    group, works = read_conlist(TARGETS).entries
    assert group.identifiers == ("UK Sanctions List RUS9001",)
    assert group.aliases == ("Ivan PRIMEROFF", "Иван Примеров")
    assert (group.listed_on, works.listed_on) == (date(2022, 2, 24), date(2021, 8, 9))
    assert "Born: 1957; Address: 1 Example Street, Russia" in group.details


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("12203", "", "Group ID ''"),
        ("Last Updated,12/02/2016", "Last Updated,31/02/2016", "its last update"),
        ("Last Updated,12/02/2016", "A table,12/02/2016", "last update is expected"),
        ("Last Updated,12/02/2016", "Last Updated,12/02/2027", "later than it was retrieved"),
        ("Last Updated,12/02/2016", "Last Updated,00/00/2016", "has no day"),
        (",12203\n", ",12203", "cut short"),
        ("BANK OF", '"BANK OF', "cut or damaged|cells"),
    ],
)
def test_what_is_no_whole_closed_list_is_refused(old: str, new: str, words: str) -> None:
    text = CONLIST + "BANK OF EXAMPLE,,,,Syria,,Entity,Prime Alias,Syria,14/10/2011,14/10/2011,12203\n"
    with pytest.raises(ParseError, match=words):
        read_conlist(text.replace(old, new).encode())


@pytest.mark.parametrize("written", ["2011-13-40", "31/02/2011"])
def test_a_day_of_one_group_that_is_none_is_left_out_and_told(written: str) -> None:
    line = "BANK OF EXAMPLE,,,,Syria,,Entity,Prime Alias,Syria,{},14/10/2011,12203\n"
    found = read_conlist((CONLIST + line.format(written)).encode())
    assert [(one.entry_id, one.listed_on) for one in found.entries] == [("OFSI 12203", None)]
    assert f"days that cannot be read, left out (1 of them): OFSI 12203 line 3 listedon {written}." in found.warnings[0]


def test_the_xml_of_a_later_day_is_refused_and_one_slip_is_not() -> None:
    later = TARGETS.replace(b"2021-08-09", b"2027-08-09")
    assert len(read_conlist(later).entries) == 2
    group = TARGETS[TARGETS.rindex(b"<FinancialSanctionsTarget>") : TARGETS.rindex(b"</ArrayOf")]
    many = b"".join(
        group.replace(b"90002", f"9010{number}".encode()).replace(b"2021-08-09", b"2027-08-09") for number in range(4)
    )
    with pytest.raises(ParseError, match="later than it was retrieved"):
        read_conlist(TARGETS.replace(b"</ArrayOf", many + b"</ArrayOf"))


def test_a_closed_list_is_not_asked_for_unless_by_name() -> None:
    assert uk_ofsi_conlist.SOURCE.info.enabled is False
    assert uk_ofsi_conlist.SOURCE.key != uk_sanctions_list.SOURCE.key


@pytest.mark.extended
def test_the_real_closed_list_of_2016_is_read_to_the_last_group(shared: Path) -> None:
    content = (shared / "payloads/uk/ConList_2016-02-12.csv").read_bytes()
    lines = content.decode("cp1252").splitlines(keepends=True)
    rows = list(csv.DictReader(io.StringIO("".join(lines[1:]), newline="")))
    found = read_conlist(content)
    listed: dict[str, date] = {}
    for row in rows:
        day = datetime.strptime(row["Listed On"], "%d/%m/%Y").replace(tzinfo=UTC).date()
        listed[f"OFSI {row['Group ID']}"] = min(day, listed.get(f"OFSI {row['Group ID']}", day))
    assert len(rows) == 800
    assert {entry.entry_id: entry.listed_on for entry in found.entries} == listed
    assert (len(found.entries), found.dated_on) == (463, date(2016, 2, 12))
    assert Counter(entry.entity_type for entry in found.entries) == {"individual": 323, "entity": 140}
    regimes = {(f"OFSI {row['Group ID']}", row["Regime"]) for row in rows}
    assert {(entry.entry_id, regime) for entry in found.entries for regime in entry.programmes} == regimes
    names = {" ".join(" ".join(row[f"Name {n}"] for n in range(1, 7)).split()) for row in rows}
    assert {name for entry in found.entries for name in (entry.name, *entry.aliases)} == names
    assert [warning for warning in found.warnings if "no end mark" not in warning] == []
    for cut in (40, len(content) // 3, len(content) - 1):
        with pytest.raises(ParseError):
            read_conlist(content[:cut])
