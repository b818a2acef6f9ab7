"""The UN's consolidated list: every field of every entry, dates as written, and what is refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.sources.lists.one_file_lists import changed, read, recorded
from tracker.errors import ParseError
from tracker.model.announcement import ListDocument
from tracker.sources.lists.un_sc import KEY

TEXT = recorded(KEY, "consolidated.xml").decode()


def test_an_individual_with_everything_in_it() -> None:
    document = read(KEY, TEXT)
    first, second, third = document.entries
    assert (first.entry_id, first.name, first.entity_type, first.programmes) == (
        "KPi.901",
        "IVAN PRIMEROV",
        "individual",
        ("DPRK",),
    )
    assert first.aliases == ("Iwan Primerow", "Jan Primeroff", "Vanya", "Иван Примеров")
    assert first.identifiers == ("Passport 381310099",)
    assert first.listed_on == date(2014, 11, 7)
    assert first.details == (
        "Title: General; Designation: Envoy | Official; Gender: Male; Nationality: Exampleland; "
        "Born: 1963–1965 (between) | 1964-07-17; Address: Main St. 4, Capital, Exampleland (previous address); "
        "Documents: Passport 381310099 (Exampleland, expired); Low quality aliases: Vanya; "
        "Of aliases: Vanya: born 1969-01-01, Primersk, in a false passport; Submitted by: Exampleland; "
        "Comments: Acts for an arms dealer.; Last updated: 2020-08-19"
    )
    assert second.details == "Born: 1971 (approximately)"
    assert (third.entity_type, third.aliases) == ("entity", ("Obrazets Trading", "PT"))
    assert "Formerly: Obrazets Trading" in third.details.split("; ")
    assert document.warnings == ()


def test_the_file_says_when_it_was_made() -> None:
    document = read(KEY, TEXT.replace("2026-11-16T19:09:21.822-05:00", "2026-11-16T23:09:21.822-05:00"))
    assert document.dated_on == date(2026, 11, 16)
    assert document.dated_at == datetime(2026, 11, 17, 4, 9, 21, 822000, tzinfo=UTC)


@pytest.mark.parametrize("made", ["", "2026-11-16", "2026-11-16T19:09:21", "yesterday"])
def test_a_file_that_does_not_say_when_it_was_made_is_refused(made: str) -> None:
    with pytest.raises(ParseError, match="which is no instant"):
        read(KEY, TEXT.replace("2026-11-16T19:09:21.822-05:00", made))


def test_a_removal_is_silent_and_an_update_an_amendment() -> None:
    start, end = TEXT.rindex("<INDIVIDUAL>"), TEXT.rindex("</INDIVIDUAL>") + len("</INDIVIDUAL>")
    after = TEXT[:start] + TEXT[end:].replace("Owner of ships.", "Owner of two ships.")
    assert changed(read(KEY, TEXT), read(KEY, after)) == [("delisting", "QDi.902"), ("amendment", "LYe.903")]


@pytest.mark.parametrize(
    ("there", "instead", "problem"),
    [
        ("<REFERENCE_NUMBER>KPi.901</REFERENCE_NUMBER>", "", "no reference number, regime or name (data id 7000001)"),
        ("<UN_LIST_TYPE>Libya</UN_LIST_TYPE>", "<UN_LIST_TYPE/>", "no reference number, regime or name"),
        ("QDi.902", "KPi.901", "KPi.901 comes twice"),
        ("<COMMENTS1/>", "<:OMMENTS1/>", "is no complete XML document"),
        ("ENTITIES>", "VESSELS>", "an ENTITY outside ENTITIES"),
        ("</ENTITIES>", "</ENTITIES><VESSELS/>", "INDIVIDUALS, ENTITIES, VESSELS where"),
    ],
)
def test_what_would_be_a_part_of_a_list_is_refused(there: str, instead: str, problem: str) -> None:
    assert there in TEXT
    with pytest.raises(ParseError, match=re.escape(problem)):
        read(KEY, TEXT.replace(there, instead))


def test_a_list_without_its_entities_is_refused() -> None:
    start, end = TEXT.index("<ENTITIES>"), TEXT.index("</ENTITIES>") + len("</ENTITIES>")
    with pytest.raises(ParseError, match="consists of INDIVIDUALS where INDIVIDUALS and ENTITIES are expected"):
        read(KEY, TEXT[:start] + TEXT[end:])


@pytest.mark.parametrize(
    ("there", "instead", "warning"),
    [
        ("<GENDER>Male</GENDER>", "<SEX>Male</SEX>", "fields new to this program, not read: SEX."),
        ("<GENDER>Male</GENDER>", "<GENDER><A>Male</A></GENDER>", "not read: GENDER."),
        ("<ZIP_CODE>12055</ZIP_CODE>", "<CODE>1</CODE>", "not read: ENTITY_ADDRESS/CODE."),
        (
            "<QUALITY>Low</QUALITY>",
            "<QUALITY>Fair</QUALITY>",
            "of a quality new to this program (1 of them): fair.",
        ),
        ("2014-11-07-05:00", "00/00/1980", "without a day of listing that is a date (1 of them): KPi.901 00/00/1980."),
        (
            "<VALUE>UN List</VALUE>",
            "<VALUE>Other</VALUE>",
            "type than 'UN List' (3 of them): KPi.901 Other,",
        ),
        ("KPi.901", "KPe.901", "of another form than their section's (1 of them): KPe.901."),
    ],
)
def test_what_is_strange_is_told_once_and_the_list_is_whole(there: str, instead: str, warning: str) -> None:
    assert there in TEXT
    document = read(KEY, TEXT.replace(there, instead))
    assert len(document.entries) == 3
    assert len(document.warnings) == 1
    assert warning in document.warnings[0]


# --- the real files ---


def real(shared: Path, name: str) -> tuple[str, ListDocument]:
    content = (shared / "payloads" / "un" / name).read_bytes()
    return content.decode(), read(KEY, content)


@pytest.mark.extended
@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("consolidated_2016-02-11.xml", datetime(2016, 2, 11, 19, 50, 41, 559000, tzinfo=UTC)),
        ("consolidated_2020-03-20.xml", datetime(2020, 3, 20, 23, 9, 21, 822000, tzinfo=UTC)),
        ("consolidated_2020-11.xml", datetime(2020, 11, 25, 1, 23, 7, 617000, tzinfo=UTC)),
    ],
)
def test_real_files_are_read_to_the_last_entry(shared: Path, name: str, made: datetime) -> None:
    text, document = real(shared, name)
    kinds = [entry.entity_type for entry in document.entries]
    assert kinds.count("individual") == len(re.findall(r"<INDIVIDUAL[ >]", text))
    assert kinds.count("entity") == len(re.findall(r"<ENTITY[ >]", text))
    assert [entry.entry_id for entry in document.entries] == re.findall(r"<REFERENCE_NUMBER>\s*(\S+?)\s*<", text)
    written = re.findall(r"<LISTED_ON>(\d{4}-\d\d-\d\d)", text)
    assert [str(entry.listed_on) for entry in document.entries] == written
    assert document.dated_at == made
    assert document.warnings == ()


@pytest.mark.extended
def test_dates_with_an_offset_are_the_dates_as_written(shared: Path) -> None:
    text, document = real(shared, "consolidated_2020-03-20.xml")
    pattern = r"<REFERENCE_NUMBER>(\S+)</REFERENCE_NUMBER><LISTED_ON>(\d{4}-\d\d-\d\d)-0\d:00</LISTED_ON>"
    offsets = dict(re.findall(pattern, text))
    days = {entry.entry_id: str(entry.listed_on) for entry in document.entries}
    assert len(offsets) == 11
    assert offsets.items() <= days.items()


@pytest.mark.extended
def test_eight_months_of_2020(shared: Path) -> None:
    _, before = real(shared, "consolidated_2020-03-20.xml")
    _, after = real(shared, "consolidated_2020-11.xml")
    changes = changed(before, after)
    days = {entry.entry_id: entry.listed_on for entry in after.entries}
    new = {entry_id: days[entry_id] for kind, entry_id in changes if kind == "designation"}
    assert len(new) == 5
    assert all(day and date(2020, 3, 20) < day < date(2020, 11, 25) for day in new.values())
    assert [entry_id for kind, entry_id in changes if kind == "delisting"] == ["QDi.206"]
