"""OFAC's Advanced XML: what is read of each party, what is passed over, what is told, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.fakenet.ground import zipped
from tests.fakenet.ofac_advanced_xml import document
from tracker.errors import ParseError
from tracker.model.announcement import ListDocument
from tracker.model.source import Request, Snapshot
from tracker.sources.lists.us_ofac_cons import SOURCE as CONS
from tracker.sources.lists.us_ofac_sdn import SOURCE as SDN
from tracker.sources.parsing.ofac_advanced_parts import PARTS

UNREAD_ATTRIBUTES = {
    "DeltaAction", "DeltaBaseVersion", "EntryDeltaFlag", "EntryProfileRef", "LeadingChars", "TrailingChars",
}  # fmt: skip
SCHEMA = Path(__file__).parents[3] / "shared" / "payloads" / "ofac" / "sdn_advanced_schema_2020-04.xsd.xml"


WHAT = "OFAC's list as Advanced XML, not read"


@cache
def written(parties: int = 12, prefix: str = "") -> str:
    return "".join(document(parties, prefix=prefix))


def read(text: str | bytes) -> ListDocument:
    content = text.encode() if isinstance(text, str) else text
    stamp = datetime(2026, 9, 24, tzinfo=UTC)
    taken = Snapshot(
        source="us_ofac_sdn", url="https://x.org/", kind="list", retrieved_at=stamp, sha256="", content=content
    )
    return SDN.read((taken,))


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the shared folder with real documents is not here")
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_the_synthetic_document_is_one_by_the_publisher_s_schema(prefix: str) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    assert schema.validate(etree.fromstring(written(prefix=prefix).encode())), schema.error_log


def test_every_party_is_read_with_what_is_said_of_it() -> None:
    listing = read(written())
    entries = {entry.entry_id: entry for entry in listing.entries}
    assert sorted(entries) == sorted(str(1000 + number) for number in range(12))
    assert listing.dated_on == date(2026, 9, 23)
    assert listing.warnings == ()
    first, person, bank, ship = (entries[str(number)] for number in (1000, 1001, 1002, 1003))
    assert (person.name, person.aliases) == ("PARTY1, Ivan", ("OTHER PARTY1, OTHER Ivan",))
    assert [one.entity_type for one in (person, bank, ship)] == ["individual", "entity", "vessel"]
    assert person.identifiers == ("Passport 700001 (Russia) issued 04 Mar 2014",)
    assert person.listed_on == date(2022, 2, 24)
    for said in (
        "DOB 04 Feb 1970",
        "POB Omsk, Russia",
        "Gender Male",
        "Address: 1 Example Street, Moscow, 97, Russia",
        "Legal basis: Executive Order 14024",
        "Owned or Controlled By: PARTY0, Ivan",
    ):
        assert said in person.details.split("; ")
    assert "DOB circa 1965" in first.details
    assert (bank.programmes, person.programmes) == (("SDGT",), ("RUSSIA-EO14024",))
    assert any("IMO 9000003" in number for number in ship.identifiers)
    assert "MMSI 352000003" in ship.identifiers
    assert "Vessel Type Oil Tanker" in ship.details


def test_the_list_of_all_lists_is_passed_over_where_a_list_of_its_own_is_named() -> None:
    """Every tenth party is on it too, with an earlier day."""
    with_it, without = read(written()), read("".join(document(12, pseudo=False)))
    assert with_it.entries == without.entries


def test_prefixes_and_packing_make_no_difference() -> None:
    assert read(written(prefix="x:")) == read(written())
    assert read(zipped("SDN_ADVANCED.XML", written())) == read(written())


def test_what_nobody_knows_is_told_once_and_stops_nothing() -> None:
    new = written().replace("<Comment/>", "<Comment/><Surprise><Inner/></Surprise>")
    new = new.replace("</Locations>", "<Stray/></Locations><Novelties><Novelty/></Novelties>")
    new = new.replace('ReliabilityID="1"', 'ReliabilityID="1" Mood="bad"')
    listing = read(new)
    assert listing.entries == read(written()).entries
    (warning,) = listing.warnings
    told = ("Surprise in LocationPartValue", "Stray in Locations", "Novelties in Sanctions", "Mood of FeatureVersion")
    assert [warning.count(words) for words in told] == [1, 1, 1, 1]
    assert warning.count("Surprise") == 1


def test_a_name_of_another_vocabulary_is_not_taken_for_one_of_the_list() -> None:
    value = "<Comment>other</Comment>"
    new = written().replace("<Profile ", f'<x:Comment xmlns:x="urn:other">{value}</x:Comment><Profile ', 1)
    listing = read(new)
    assert listing.entries == read(written()).entries
    assert "Comment in DistinctParty" in listing.warnings[0]


def test_a_place_that_is_missing_is_told() -> None:
    listing = read(written().replace('<Location ID="5003">', '<Location ID="6003">'))
    ship = next(entry for entry in listing.entries if entry.entry_id == "1003")
    assert "Address" not in ship.details
    assert "places that are not in it" in listing.warnings[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('IDRegDocTypeID="1" IdentityID="1"', 'IDRegDocTypeID="1" IdentityID="77"', "Documents"),
        ('To-ProfileID="1000"', 'To-ProfileID="77"', "Relations"),
        ('From-ProfileID="1001"', 'From-ProfileID="77"', "Relations"),
    ],
)
def test_what_is_said_of_a_party_that_is_missing_is_told_once(old: str, new: str, told: str) -> None:
    assert old in written()
    listing = read(written().replace(old, new))
    assert listing.warnings == (f"{told} {'of' if told == 'Documents' else 'to'} parties that are not in {WHAT}.",)
    assert len(listing.entries) == 12


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the shared folder with real documents is not here")
def test_all_the_publisher_s_schema_allows_is_read_or_passed_over_by_name() -> None:
    """But for what stands in deltas alone, how characters are drawn, and the words of the reference sets."""
    xs = "{http://www.w3.org/2001/XMLSchema}"
    schema = etree.parse(SCHEMA).getroot()
    tops = {one.get("name"): one for one in schema.findall(f"{xs}element")}
    types = {one.get("name"): one for one in schema.findall(f"{xs}complexType")}
    checked: set[str] = set()

    def check(name: str, declared: etree._Element) -> None:
        if name in checked or name == "ReferenceValueSets":
            return
        checked.add(name)
        part, waiting = PARTS.get(name), list(types.get((declared.get("type") or "").rpartition(":")[2], declared))
        while waiting:
            one = waiting.pop()
            if one.tag == f"{xs}attribute":
                attribute = one.get("name")
                if attribute not in UNREAD_ATTRIBUTES:
                    assert part is not None, (name, attribute)
                    assert attribute in part.attributes
            elif one.tag == f"{xs}element":
                child = one.get("name") or one.get("ref").rpartition(":")[2]
                assert part is not None, (name, child)
                assert child in part.read | part.passed
                if child in part.read:
                    check(child, tops.get(child, one))
            else:
                waiting += list(one)

    check("Sanctions", tops["Sanctions"])
    assert checked >= {"Location", "DistinctParty", "NamePartValue", "SanctionsMeasure", "SupportingInfo"}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('FixedRef="1003">\n<Comment/>\n<Profile', 'FixedRef="1002">\n<Comment/>\n<Profile', "1002"),
        ('SanctionsTypeID="1"', 'SanctionsTypeID="77"', "SanctionsType 77"),
        ('ProfileID="1003" ListID', 'ProfileID="9" ListID', "a party it does not hold"),
        ("<Year>2026</Year>", "<Year>2027</Year>", "later than it was retrieved"),
        (">SDN List<", ">Another List<", "another list"),
        ('SanctionsTypeID="1"', 'SanctionsKindID="1"', "SanctionsType , which it does not explain"),
        ('" ListID="1"', '" ListNo="1"', "List , which it does not explain"),
        ("SanctionsMeasure", "SanctionsMeazure", "under no programme .* does not read: SanctionsMeazure in"),
        ('Version="0"', 'Version="3" DeltaBaseVersion="2"', "only what changed since another version"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(old: str, new: str, why: str) -> None:
    assert old in written()
    with pytest.raises(ParseError, match=why):
        read(written().replace(old, new))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_document_cut_anywhere_is_refused(data: st.DataObject) -> None:
    content = written(4).rstrip()
    with pytest.raises(ParseError):
        read(content[: data.draw(st.integers(0, len(content) - 1))])


def test_the_packed_list_has_its_plain_form_as_a_second_way() -> None:
    packed = Request(
        url="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_XML.ZIP", kind="list"
    )
    (plain,) = SDN.instead(packed)
    assert (plain.url, plain.kind) == (packed.url.replace("SDN_XML.ZIP", "SDN.XML"), "list")
    assert SDN.instead(plain) == ()
    assert CONS.instead(plain) == ()
