"""OFAC's two lists: real files of years, files that must not be believed, and the feed of changes."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from tracker.errors import ParseError
from tracker.events.changes import diff
from tracker.model.announcement import ListDocument, ListEntry
from tracker.model.source import Snapshot
from tracker.net.addresses import address_of
from tracker.sources.base import FetchPlan
from tracker.sources.lists.us_ofac_cons import SOURCE as CONS
from tracker.sources.lists.us_ofac_sdn import SOURCE as SDN

HERE = Path(__file__).parent
SHARED = Path(__file__).parents[4] / "shared" / "payloads" / "ofac"
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder with real documents is not here")
STAMP = datetime(2026, 9, 24, tzinfo=UTC)
FEBRUARY = (
    "20220223T015237Z_c71e5515",
    "20220223T184652Z_cad3314a",
    "20220224T015220Z_bf73dc8a",
    "20220225T015029Z_714f0bc9",
)


def snapshot(content: bytes, kind: str = "list", url: str = "https://example.org/x") -> Snapshot:
    return Snapshot(source="us_ofac_sdn", url=url, kind=kind, retrieved_at=STAMP, sha256="", content=content)


def recorded(name: str) -> bytes:
    return (HERE / "us_ofac_sdn" / name).read_bytes()


@cache
def february(stamp: str) -> tuple[ListDocument, int]:
    content = (SHARED / "sdn_csv" / f"sdn_{stamp}.csv").read_bytes()
    lines = list(csv.reader(io.StringIO(content[:-1].decode("ascii"))))
    return SDN.read((snapshot(content),)), len(lines)


def designated(before: str, after: str) -> dict[str, ListEntry]:
    at = [datetime.strptime(one[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for one in (before, after)]
    found = diff(february(before)[0].entries, february(after)[0].entries, from_at=at[0], to_at=at[1])
    return {change.entry.name: change.entry for change in found if change.change == "designation"}


@real
@pytest.mark.parametrize("stamp", FEBRUARY)
def test_every_party_of_a_real_file_is_read(stamp: str) -> None:
    listing, count = february(stamp)
    assert len(listing.entries) == count
    assert len(listing.warnings) == 1
    assert "remarks of 7 parties" in listing.warnings[0]


@real
def test_the_designations_of_february_2022_fall_between_the_right_files() -> None:
    veb = {entry.name: entry for entry in february(FEBRUARY[0])[0].entries}
    assert veb["PROMSVYAZBANK PUBLIC JOINT STOCK COMPANY"].programmes[-1] == "RUSSIA-EO14024"
    assert {entry.programmes for entry in designated(*FEBRUARY[:2]).values()} == {("SDGT",)}
    nord_stream = designated(*FEBRUARY[1:3])
    assert set(nord_stream) == {"NORD STREAM 2 AG", "WARNIG, Matthias"}
    assert nord_stream["NORD STREAM 2 AG"].programmes == ("PEESA-EO14039",)
    assert "VTB BANK PUBLIC JOINT STOCK COMPANY" in designated(*FEBRUARY[2:])


@real
def test_what_is_no_whole_list_of_this_kind_is_refused() -> None:
    empty = SHARED / "sdn_csv" / "sdn_20240504T013619Z_bbf49297.csv"
    with pytest.raises(ParseError, match="the file is empty"):
        SDN.read((snapshot(empty.read_bytes()),))
    others = {path.stem: path.read_bytes() for path in (SHARED / "consolidated_non_sdn_2025-12").glob("*.csv")}
    with pytest.raises(ParseError, match="another list than the SDN List"):
        SDN.read((snapshot(others["cons_prim"]),))
    with pytest.raises(ParseError, match="file of the parties is missing"):
        CONS.read((snapshot(others["cons_add"]),))
    whole = CONS.read([snapshot(content) for content in others.values()])
    assert len(whole.entries) == len(others["cons_prim"].splitlines()) - 1
    assert whole.warnings == ()  # ten remarks are cut, and their ends are among the comments
    (cut,) = [entry for entry in whole.entries if entry.entry_id == "17250"]
    assert "Registration Number 1027700070518 (Russia)" in cut.identifiers
    trimmed = SHARED / "xml" / "sdn_2014-07-16_trimmed.xml"
    with pytest.raises(ParseError, match=r"holds 5,704 parties and holds 4"):
        SDN.read((snapshot(trimmed.read_bytes()),))


def test_names_numbers_and_programmes_are_taken_out_of_the_remarks_and_no_date_is_made_up() -> None:
    entries = {entry.entry_id: entry for entry in SDN.read((snapshot(recorded("sdn.csv")),)).entries}
    person, bank, ship = entries["9001"], entries["9002"], entries["9003"]
    assert (person.aliases, person.identifiers) == (("VANYA",), ("Passport 4509123456 (Russia) expires 01 Jan 2030",))
    assert "DOB 00 Mar 1970" in person.details
    assert "Linked To: BANK PRIMER" in person.details
    assert person.listed_on is None
    assert bank.programmes == ("SDGT", "IFSR")
    assert "Secondary Sanctions" in bank.details
    assert (ship.entity_type, ship.identifiers) == ("vessel", ("IMO 9187629", "MMSI 352001234"))


def test_a_delimited_file_is_whole_or_refused_wherever_it_is_cut() -> None:
    content = recorded("sdn.csv")
    for end in range(len(content)):
        with pytest.raises(ParseError):
            SDN.read((snapshot(content[:end]),))


def test_remarks_that_are_cut_are_completed_or_told() -> None:
    whole = "A" * 990 + "; Passport 4509123456 (Russia); a.k.a. 'VANYA'."
    primary = f'36,"X",-0- ,"CUBA",{"-0- ," * 7}"{whole[:1000]}"\r\n\x1a'.encode()
    comments = f'36,"{whole[1000:]}"\r\n\x1a'.encode()
    (entry,) = SDN.read((snapshot(comments), snapshot(primary))).entries
    assert (entry.identifiers, entry.aliases) == (("Passport 4509123456 (Russia)",), ("VANYA",))
    alone = SDN.read((snapshot(primary),))
    assert alone.entries[0].identifiers == ()
    assert ["36" in warning for warning in alone.warnings] == [True]


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_a_document_type_is_refused(before: str) -> None:
    content = recorded("sdn.xml").decode().replace("<sdnList", before + "<sdnList", 1).replace("VANYA", "&a;")
    with pytest.raises(ParseError):
        SDN.read((snapshot(content.encode()),))


def test_a_publication_is_dated_by_what_the_history_tells() -> None:
    history = snapshot(
        b'[{"publicationID": 902, "datePublished": "2026-09-23T10:07:28"},'
        b' {"publicationID": 901, "datePublished": "2026-09-22T10:05:00"}]',
        "history",
    )
    first, second = SDN.following(history)
    assert first.immutable
    told = SDN.parse(snapshot(recorded("publication.xml"), "changes", address_of(second))).changes[0]
    assert told.to_snapshot_at == datetime(2026, 9, 23, 14, 7, 28, tzinfo=UTC)
    assert told.from_snapshot_at == datetime(2026, 9, 22, 14, 5, tzinfo=UTC)
    day = SDN.parse(snapshot(recorded("publication.xml"), "changes")).changes[0]
    assert day.from_snapshot_at == datetime(2026, 9, 23, 4, tzinfo=UTC)
    assert day.to_snapshot_at == datetime(2026, 9, 24, 4, tzinfo=UTC)
    assert (day.stated_on, day.basis) == (date(2026, 9, 23), "publication")
    assert SDN.following(snapshot(b"[]", "history")) == ()


def test_the_feed_is_strict_about_times_and_loud_about_actions() -> None:
    with pytest.raises(ParseError, match="23 Sep 2026"):
        SDN.following(snapshot(b'[{"publicationID": 1, "datePublished": "23 Sep 2026"}]', "history"))
    odd = recorded("publication.xml").replace(b'"remove"', b'"suspend"')
    records = SDN.parse(snapshot(odd, "changes"))
    assert [change.change for change in records.changes] == ["designation", "amendment"]
    assert "suspend" in records.warnings[0]


PRIMARY = "<name><isPrimary>true</isPrimary><formattedFullName>EXAMPLOV, Ivan</formattedFullName></name>"


def delta(inside: str, action: str = "modify") -> Snapshot:
    return snapshot(
        '<sanctionsData xmlns="https://www.treasury.gov/ofac/DeltaFile/1.0"><publicationInfo>'
        "<datePublished>2026-09-23T00:00:00-04:00</datePublished></publicationInfo>"
        f'<entities><entity id="9001" action="{action}">{inside}</entity></entities></sanctionsData>'.encode(),
        "changes",
    )


def listings(**actions: str) -> str:
    names = {"sdn": "SDN List", "ssi": "Sectoral Sanctions Identifications List"}
    inside = "".join(
        f'<sanctionsList action="{action}">{names[key]}</sanctionsList>' for key, action in actions.items()
    )
    return f"<sanctionsLists>{inside}</sanctionsLists>"


@pytest.mark.parametrize(
    ("lists", "sdn", "others"),
    [
        ({"sdn": "remove"}, ["delisting"], []),
        ({"sdn": "remove", "ssi": "add"}, ["delisting"], ["amendment"]),
        ({"sdn": "", "ssi": "removed"}, ["amendment"], ["delisting"]),
        ({"sdn": "", "ssi": "modify"}, ["amendment"], ["amendment"]),
    ],
)
def test_an_amendment_that_takes_a_party_off_a_list_is_a_delisting(
    lists: dict[str, str], sdn: list[str], others: list[str]
) -> None:
    programme = '<sanctionsPrograms><sanctionsProgram action="remove">SDGT</sanctionsProgram></sanctionsPrograms>'
    document = delta(listings(**lists) + programme + f"<names>{PRIMARY}</names>")
    told = SDN.parse(document).changes
    assert [change.change for change in told] == sdn
    assert [change.change for change in CONS.parse(document).changes] == others
    assert told[0].entry.programmes == ("SDGT",)


def test_what_an_amendment_removes_is_not_told_as_if_it_stood() -> None:
    other = '<name action="{}"><isPrimary>false</isPrimary><formattedFullName>{}</formattedFullName></name>'
    names = PRIMARY + other.format("remove", "VANYA") + other.format("add", "IVANUSHKA")
    papers = (
        '<identityDocument action="delete"><type>Passport</type><documentNumber>A1</documentNumber></identityDocument>'
    )
    inside = f"{listings(sdn='')}<names>{names}</names><identityDocuments>{papers}</identityDocuments>"
    (change,) = SDN.parse(delta(inside)).changes
    assert (change.change, change.entry.aliases, change.entry.identifiers) == ("amendment", ("IVANUSHKA",), ())
    (whole,) = SDN.parse(delta(inside, "remove")).changes
    assert (whole.change, whole.entry.aliases) == ("delisting", ("IVANUSHKA", "VANYA"))
    assert "suspend name" in SDN.parse(delta(inside.replace("delete", "").replace('"add"', '"suspend"'))).warnings[0]


def test_addresses_and_relationships_of_the_feed_are_read_and_new_parts_told() -> None:
    parts = "".join(
        f"<addressPart><type>{kind}</type><value>{value}</value></addressPart>"
        for kind, value in (("ADDRESS1", "1 Example St."), ("CITY", "Moscow"))
    )
    again = "<translation><addressParts><addressPart><value>Москва</value></addressPart></addressParts></translation>"
    inside = (
        f"{listings(sdn='')}<names>{PRIMARY}</names><addresses><address><country>Russia</country><translations>"
        f"<translation><addressParts>{parts}</addressParts></translation>{again}</translations></address></addresses>"
        "<relationships><relationship><type>Acting for</type><relatedEntity>BANK PRIMER</relatedEntity>"
        "</relationship></relationships><crews><crew>X</crew></crews>"
    )
    records = SDN.parse(delta(inside))
    assert records.changes[0].entry.details == "Address: 1 Example St., Moscow, Russia; Acting for: BANK PRIMER"
    assert len(records.warnings) == 1
    assert "entity/crews" in records.warnings[0]


def test_the_whole_list_is_asked_for_once_a_day_and_the_history_of_every_year() -> None:
    usual = SDN.requests(FetchPlan(now=STAMP, newest={"us_ofac_sdn": "2026-09-23"}))
    assert [request.kind for request in usual] == ["history", "list"]
    assert [one.kind for one in SDN.requests(FetchPlan(now=STAMP, newest={"us_ofac_sdn": "2026-09-24"}))] == ["history"]
    back = SDN.requests(FetchPlan(now=STAMP, since=date(2023, 1, 1)))
    assert [request.url[-4:] for request in back] == ["2023", "2024", "2025", "2026"]


def test_sets_of_different_files_are_different_forms() -> None:
    """An address that is not there because its file is not is no change of a party."""
    party = b'1,"SOME BANK","entity","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a'
    address = b'1,1,"Street 1","Moscow","Russia",-0- \r\n\x1a'
    alone, both = SDN.read([snapshot(party)]), SDN.read([snapshot(party), snapshot(address)])
    assert alone.form != both.form
    assert alone.entries != both.entries
    ends = {"from_at": datetime(2022, 1, 1, tzinfo=UTC), "to_at": datetime(2022, 1, 2, tzinfo=UTC)}
    assert diff(both.entries, alone.entries, same_form=both.form == alone.form, **ends) == ()


def test_a_space_at_the_cut_of_remarks_stays() -> None:
    number = "Tax ID No. 4509123456 (Russia)"
    whole = "A" * 990 + "; " + number + "."
    written = f'36,"X",-0- ,"CUBA",{"-0- ," * 7}"{{}}"\r\n\x1a'
    for split in range(980, 1020):
        parts = (written.format(whole[:split]), f'36,"{whole[split:]}"\r\n\x1a')
        (entry,) = SDN.read([snapshot(part.encode()) for part in parts]).entries
        assert entry.identifiers == (number,)
    (entry,) = SDN.read((snapshot(written.format("-0- ").encode()), snapshot(b'36,"DOB 1970."\r\n\x1a'))).entries
    assert entry.details == "DOB 1970"
