"""The table of programmes: whole, read strictly, and silent about what it does not have."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

import pytest

from tracker.data.programmes import FILE, parse_programmes, programme_of, programmes
from tracker.errors import RowsError
from tracker.model.source import Snapshot
from tracker.sources.catalog import sources

HEADER = "authority,programme,title,family,target,reference,found_in\n"


@pytest.mark.parametrize(
    ("list_key", "written", "family", "target"),
    [
        ("us_ofac_sdn", "RUSSIA-EO14024", "Russia", "Russia"),
        ("us_ofac_cons", "UKRAINE-EO13662", "Russia", "Russia"),
        ("us_ofac_sdn", "UKRAINE-EO13685", "Russia", "Crimea"),
        ("us_ofac_sdn", "PEESA-EO14039", "Russia", "Russia"),
        ("us_ofac_sdn", "SDGT", "Terrorism", ""),
        ("eu_fsf", "UKR", "Russia", "Russia"),
        ("uk_sanctions_list", "The Russia (Sanctions) (EU Exit) Regulations 2019", "Russia", "Russia"),
        ("un_sc", "DPRK", "North Korea", "North Korea"),
        ("ca_sema", "Russia / Russie", "Russia", "Russia"),
        ("au_dfat", "Autonomous (Russia)", "Russia", "Russia"),
    ],
)
def test_what_a_list_writes_is_known(list_key, written, family, target):
    found = programme_of(list_key, written)
    assert (found.family, found.target) == (family, target)


@pytest.mark.parametrize(("list_key", "written"), [("us_ofac_sdn", "RUSSIA-EO14999"), ("eu_fsf", "SDGT"), ("x", "")])
def test_nothing_is_guessed(list_key, written):
    assert programme_of(list_key, written) is None


def test_programmes_about_russia_come_first_within_each_authority():
    for authority in ("US", "EU", "UK"):
        families = [one.family for one in programmes() if one.authority == authority]
        russian = families.count("Russia")
        assert set(families[: russian - 1]) == {"Russia"}


def test_a_row_without_its_words_or_there_twice_is_named():
    text = HEADER + "US,A,Title,,,,\nUS,B,Title,F,,,\nUS,b,Title,F,,,\n"
    with pytest.raises(RowsError) as caught:
        parse_programmes(text, file=FILE)
    assert [line for line, _ in caught.value.problems] == [2, 4]


def test_of_every_programme_it_is_said_where_it_was_seen_or_that_it_was_not():
    form = re.compile(r"|list of \d{4}(-\d{2}(-\d{2})?)?|https://\S+")
    assert [one.written for one in programmes() if not form.fullmatch(one.found_in)] == []
    assumed = {(one.authority, one.written) for one in programmes() if not one.found_in}
    assert assumed == {
        ("UK", "ISIL (Da'esh) and Al-Qaida"),
        *(("CH", name) for name in ("Ukraine", "Iran", "Syria", "Venezuela", "Myanmar")),
    }, "a name nobody has seen in a list is not to be added"


def test_a_programme_that_the_acts_name_rests_on_the_act_of_its_address():
    for one in programmes():
        if "legislation.gov.uk" in one.found_in:
            assert one.found_in.endswith("/" + one.reference.removeprefix("SI ")), one.written


@pytest.mark.extended
def test_the_programmes_of_real_lists_are_in_the_table_and_seen_there(shared):
    folder = shared / "payloads"
    copies = {
        "un_sc": "un/consolidated_2020-11.xml",
        "uk_ofsi_conlist": "uk/ConList_2016-02-12.csv",
        "eu_fsf": "eu/global_2016-02-11_cut.xml",
        "ca_sema": "canada/sema-lmes_2020-04.xml",
    }
    for list_key, name in copies.items():
        content = (folder / name).read_bytes()
        snapshot = Snapshot(
            source=list_key,
            url=name,
            kind="list",
            retrieved_at=datetime(2026, 11, 20, tzinfo=UTC),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
        )
        written = {text for entry in sources()[list_key].read((snapshot,)).entries for text in entry.programmes}
        found = {text: programme_of(list_key, text) for text in written}
        assert written
        assert {text for text, one in found.items() if one is None or not one.found_in.startswith("list of ")} == set()
