"""The Swiss list: who is listed now, and the history it tells of itself."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.sources.lists.one_file_lists import read, recorded, snapshot, source_of
from tracker.errors import ParseError
from tracker.model.announcement import ListChange
from tracker.sources.lists.ch_seco import KEY
from tracker.sources.lists.ch_seco.names import Named, names_of
from tracker.sources.parsing.strange import Strange

TEXT = recorded(KEY, "whole.xml").decode()
LISTED = (
    '<modification modification-type="listed" enactment-date="2016-05-18" '
    'publication-date="2016-05-18" effective-date="2016-05-18"/>'
)


def changes_of(text: str, entry_id: str) -> list[ListChange]:
    records = source_of(KEY).parse(snapshot(KEY, text))
    return [change for change in records.changes if change.entry.entry_id == entry_id]


def kinds_of(text: str, entry_id: str) -> list[tuple[str, str]]:
    return [(change.change, str(change.stated_on)) for change in changes_of(text, entry_id)]


def listed(text: str) -> list[str]:
    return [entry.entry_id for entry in read(KEY, text).entries]


def test_an_individual_with_everything_in_it() -> None:
    document = read(KEY, TEXT)
    first, ship = document.entries
    assert (first.entry_id, first.name, first.entity_type) == ("5001", "Primerov Ivan", "individual")
    assert first.programmes == ("Exampleland",), "two sets of one programme, in English"
    assert first.aliases == ("Vanya", "Примеров Иван")
    assert first.identifiers == ("Taxpayer identification number 7712345678", "diplomatic passport XX123456")
    assert first.listed_on == date(2022, 3, 17)
    assert first.details == (
        "Title: Dr.; Sex: male; Born: 1961-09-03 | 1962 (low quality); "
        "Place of birth: Primersk, Northern Region, Exampleland; Nationality: Exampleland; "
        "Address: Sports Club, Main St. 4, 220029, Capital, Exampleland; "
        "Documents: diplomatic passport XX123456 (Exampleland, issued 2015-02-01, expired); Low quality names: Vanya; "
        "Spelled also: Primeroff (RUS LATN); Justification: Businessman close to the government.; "
        "Information: Owns several newspapers.; "
        "Measures: article 15 – freezing of assets | article 29 – prohibition of entry; Relations: related-to 5101; "
        "Foreign identifier: EU.1234.5"
    )
    assert (ship.entity_type, ship.identifiers) == ("vessel", ("IMO 9876543",))
    assert document.warnings == ()
    assert (document.dated_on, document.dated_at) == (None, None), "the date in the root is not to be relied on"


def test_a_de_listed_target_stays_in_the_file_and_is_no_entry() -> None:
    assert listed(TEXT) == ["5001", "5201"]
    assert "5101" in TEXT


def test_the_history_is_the_publishers_own() -> None:
    (first, second) = changes_of(TEXT, "5001")
    assert (first.change, first.basis, first.stated_on) == ("designation", "publication", date(2022, 3, 16))
    assert first.from_snapshot_at == datetime(2022, 3, 15, 23, tzinfo=UTC), "midnight in winter"
    assert first.to_snapshot_at == datetime(2022, 3, 16, 23, tzinfo=UTC)
    assert first.details == "Published by SECO: enacted 2022-03-16; effective 2022-03-17."
    assert second.change == "amendment"
    assert second.details.endswith("added name Vanya; removed justification.")
    assert kinds_of(TEXT, "5101") == [
        ("designation", "2019-05-02"),
        ("amendment", "2025-06-03"),
        ("delisting", "2025-06-20"),
    ]
    summer = changes_of(TEXT, "5101")[0]
    assert summer.from_snapshot_at == datetime(2019, 5, 1, 22, tzinfo=UTC), "midnight in summer"
    assert summer.entry.name == "Primer Bank"


def test_the_same_history_is_told_however_the_target_is_called_now() -> None:
    def told(text: str) -> list[tuple[object, ...]]:
        return [(one.change, one.from_snapshot_at, one.to_snapshot_at) for one in changes_of(text, "5101")]

    assert told(TEXT.replace("Primer Bank", "Other Bank")) == told(TEXT)


@pytest.mark.parametrize(
    ("modifications", "now", "history"),
    [
        ("", True, []),
        ('<modification modification-type="de-listed" effective-date="2020-01-02"/>' + LISTED, False, 2),
        (LISTED + '<modification modification-type="de-listed" effective-date="2020-01-02"/>', False, 2),
        (
            '<modification modification-type="listed" publication-date="2021-01-02" effective-date="2021-01-02"/>'
            '<modification modification-type="de-listed" publication-date="2020-01-02" effective-date="2020-01-02"/>'
            + LISTED,
            True,
            3,
        ),
        (
            '<modification modification-type="de-listed" publication-date="2016-05-18" effective-date="2016-05-18"/>'
            + LISTED,
            False,
            2,
        ),
        (
            LISTED
            + '<modification modification-type="de-listed" publication-date="2016-05-18" effective-date="2016-05-18"/>',
            True,
            2,
        ),
    ],
    ids=["no history", "newest first", "date before order", "listed again", "one day, de-listed", "one day, listed"],
)
def test_the_newest_change_says_whether_a_target_is_listed(modifications: str, now: bool, history: int) -> None:
    text = TEXT.replace(LISTED, modifications)
    assert ("5201" in listed(text)) == now
    assert len(changes_of(text, "5201")) == (history or 0)


def test_without_a_day_of_publication_the_next_best_day_is_told_as_that() -> None:
    text = TEXT.replace(LISTED, '<modification modification-type="listed" effective-date="2020-01-02"/>')
    (change,) = changes_of(text, "5201")
    assert change.stated_on == date(2020, 1, 2)
    assert change.details == "Published by SECO: no day of publication is told; effective 2020-01-02."


def test_two_amendments_of_one_day_are_one_change() -> None:
    one = '<modification modification-type="amended" publication-date="2020-01-02"><added/></modification>'
    assert kinds_of(TEXT.replace(LISTED, one + one + LISTED), "5201") == [
        ("designation", "2016-05-18"),
        ("amendment", "2020-01-02"),
    ]


def test_targets_within_changes_are_no_targets() -> None:
    records = source_of(KEY).parse(snapshot(KEY, TEXT))
    assert TEXT.count("<target ") == 4
    assert len({change.entry.entry_id for change in records.changes}) == 3


@pytest.mark.parametrize(
    ("there", "instead", "problem"),
    [
        ('list-type="whole-list"', 'list-type="delta"', "is of the type 'delta', not the whole list"),
        (' list-type="whole-list"', "", "is of the type '', not the whole list"),
        ('<target ssid="5201">', '<target ssid="5101">', "the Swiss sanctions list: 5101 comes twice"),
        ('<target ssid="5201">', "<target>", "has no number (ssid)"),
    ],
)
def test_what_is_not_the_whole_list_is_refused(there: str, instead: str, problem: str) -> None:
    assert there in TEXT
    with pytest.raises(ParseError, match=re.escape(problem)):
        read(KEY, TEXT.replace(there, instead))


@pytest.mark.parametrize(
    ("there", "instead", "warning"),
    [
        ("<origin>EU</origin>", "<source>EU</source>", "not read: sanctions-program/source."),
        ("<justification ssid", "<reason/><justification ssid", "not read: entity/reason, individual/reason"),
        ('modification-type="amended"', 'modification-type="moved"', "changes of a type new to this program, not read"),
        (
            'object-type="vessel"',
            'object-type="drone"',
            "of a type new to this program (1 of them): 5201 drone.",
        ),
        ('name-type="alias" quality', 'name-type="nickname" quality', "names of a type new to this program"),
        ('name-part-type="given-name"', 'name-part-type="middle"', "parts of names of a kind new to this program"),
        (
            "<sanctions-set-id>301",
            "<sanctions-set-id>999",
            "the file does not name (1 of them): 5201 999",
        ),
        ("<sanctions-set-id>301</sanctions-set-id>", "", "targets without a set of sanctions (1 of them): 5201."),
        (LISTED, '<modification modification-type="listed"/>', "changes without any day"),
        ("<value>Beispiel 7</value>", "<value/>", "targets without a name (1 of them): 5201."),
    ],
)
def test_what_is_strange_is_told_once_and_the_list_is_whole(there: str, instead: str, warning: str) -> None:
    assert there in TEXT
    document = read(KEY, TEXT.replace(there, instead))
    assert [entry.entry_id for entry in document.entries] == ["5001", "5201"]
    assert len(document.warnings) == 1
    assert warning in document.warnings[0]


def spelled(parts: list[list[str]]) -> Named:
    """A name whose parts have spellings in these languages, each with its place as its text."""
    identity = etree.Element("identity")
    name = etree.SubElement(identity, "name")
    for place, languages in enumerate(parts):
        part = etree.SubElement(name, "name-part")
        etree.SubElement(part, "value").text = f"P{place}"
        for number, language in enumerate(languages):
            etree.SubElement(part, "spelling-variant", lang=language).text = f"{place}.{number}"
    return names_of([identity], Strange())


@given(st.lists(st.lists(st.sampled_from("ABC"), max_size=4), min_size=2, max_size=4))
def test_a_name_is_put_together_where_each_part_has_one_spelling_in_a_language(parts: list[list[str]]) -> None:
    found = spelled(parts)
    sole = [one for one in "ABC" if all(languages.count(one) == 1 for languages in parts)]
    assert sorted(found.aliases) == sorted(
        " ".join(f"{place}.{languages.index(one)}" for place, languages in enumerate(parts)) for one in sole
    )
    assert sorted(found.spellings) == sorted(
        f"{place}.{number} ({one})"
        for place, languages in enumerate(parts)
        for number, one in enumerate(languages)
        if one not in sole
    )


def test_parts_that_are_each_spelled_in_a_language_of_their_own_are_told_as_parts() -> None:
    many = 30_000
    found = spelled([[f"L{number}"] for number in range(many)])
    assert found.spellings == [f"{number}.0 (L{number})" for number in range(many)]
    assert found.aliases == []
