"""The EU list in its four forms: what is kept of a party, and what is refused."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.errors import ParseError
from tracker.model.announcement import ListDocument
from tracker.model.source import Snapshot
from tracker.net.addresses import address_of, shown
from tracker.sources.base import FetchPlan
from tracker.sources.lists.eu_fsf import SOURCE

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = Path(__file__).parent / "eu_fsf"
XML = (HERE / "xml-1.1.xml").read_bytes()
HEAD = (
    "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_DesignationDate;Entity_Remark;"
    "Entity_SubjectType;Entity_Regulation_Type;Entity_Regulation_PublicationDate;"
    "Entity_Regulation_EntryIntoForceDate;Entity_Regulation_NumberTitle;Entity_Regulation_Programme;"
    "Entity_Regulation_PublicationUrl;NameAlias_WholeName;Address_City;BirthDate_BirthDate;Identification_Number;"
    "Identification_TypeDescription;Identification_CountryDescription"
)
ACT = "regulation;2003-07-08;2003-07-07;1210/2003 (OJ L169);IRQ;http://eur-lex.europa.eu/a"
ROWS = (
    f"05/08/2026;13;EU.27.28;;(UNSC RESOLUTION 1483);P;{ACT};Pavel Obrazetsky;;;;;",
    f"05/08/2026;13;EU.27.28;;(UNSC RESOLUTION 1483);P;{ACT};Abu Pavel;;;;;",
    f"05/08/2026;13;EU.27.28;;(UNSC RESOLUTION 1483);P;{ACT};;;1937-04-28;;;",
    f"05/08/2026;99;EU.9.1;2003-06-01;;E;{ACT};Example Trust;Mosul;;;;",
    f"05/08/2026;99;EU.9.1;2003-06-01;;E;{ACT};;;;R 12;Registration number;IRAQ",
)


def read(content: bytes, *more: bytes) -> ListDocument:
    return SOURCE.read([snapshot(one) for one in (content, *more)])


def snapshot(content: bytes) -> Snapshot:
    url = "https://webgate.ec.europa.eu/fsd/fsf"
    return Snapshot(source="eu_fsf", url=url, kind="xml-1.1", retrieved_at=NOW, sha256="", content=content)


def table(*rows: str, head: str = HEAD) -> bytes:
    return ("\ufeff" + "\r\n".join([head, *rows, ""])).encode()


def test_a_party_of_the_xml_keeps_what_the_file_tells() -> None:
    found = read(XML)
    person, works = found.entries
    assert person.aliases == ("Иван Петрович Примеров",)
    assert person.identifiers == (
        "EU reference EU.7001.11",
        "National passport 750000001 (RUSSIAN FEDERATION, known to be expired)",
    )
    assert person.listed_on == date(2022, 2, 25), "the earlier of designation and entry into force"
    for words in (
        "Regulation: amendment 2022/336 (OJ L58), published 2022-02-28, in force 2022-02-28, https://eur-lex",
        "Born: circa 1953–1958, Tver, RUSSIAN FEDERATION",
        "Function: Chairman",
        "Remark: Former owner of the Example Works. | seen on a copy",
    ):
        assert words in person.details
    assert (works.entity_type, works.listed_on) == ("entity", date(2023, 6, 24))
    assert "Address: 1, Example Street, 220001, Minsk, BELARUS" in works.details
    assert (found.dated_on, found.form) == (date(2026, 10, 26), "XML 1.1")
    assert found.dated_at == datetime(2026, 10, 26, 15, 47, 4, 449000, tzinfo=UTC)


def test_the_lines_of_a_party_in_the_table_are_one_entry() -> None:
    found = read(table(*ROWS))
    person, trust = found.entries
    assert (person.entry_id, person.name, person.aliases) == ("13", "Pavel Obrazetsky", ("Abu Pavel",))
    assert (person.listed_on, trust.listed_on) == (date(2003, 7, 7), date(2003, 6, 1))
    assert "Born: 1937-04-28" in person.details
    assert "Remark: UNSC RESOLUTION 1483" in person.details
    assert trust.identifiers == ("EU reference EU.9.1", "Registration number R 12 (IRAQ)")
    assert (found.dated_on, found.form) == (date(2026, 8, 5), "CSV 1.1")


def test_the_order_of_lines_is_no_change_of_a_party() -> None:
    other = read(table(ROWS[0], ROWS[2], ROWS[1], ROWS[4], ROWS[3]))
    assert {entry.entry_id: entry for entry in other.entries} == {
        entry.entry_id: entry for entry in read(table(*ROWS)).entries
    }


def test_a_table_says_that_it_has_no_end_and_a_cut_line_is_refused() -> None:
    whole = table(*ROWS)
    assert "no end mark" in " ".join(read(whole).warnings)
    for cut in range(len(table(ROWS[0])) + 1, len(whole)):
        if not whole[:cut].endswith(b"\n"):
            with pytest.raises(ParseError):
                read(whole[:cut])


def test_the_form_with_59_columns_is_read_too() -> None:
    head = (
        "Date_file;Entity_logical_id;Subject_type;Leba_numtitle;Leba_publication_date;Leba_url;Programme;Entity_remark;"
        "Naal_logical_id;Entity_logical_id;Naal_wholename;Citi_country;EU_ref_num"
    )
    act = "2018/223 (OJ L43);2018-02-16;http://x;ZWE;"
    found = read(table(f"04/07/2018;1;P;{act};1;1;Robert Primer;ZWE;EU.36.64", head=head))
    (entry,) = found.entries
    assert (entry.entry_id, entry.name, entry.programmes, entry.listed_on) == (
        "1",
        "Robert Primer",
        ("ZWE",),
        date(2018, 2, 16),
    )
    assert (found.form, found.dated_on) == ("CSV 1.0", date(2018, 7, 4))
    with pytest.raises(ParseError, match="several Entity_logical_id"):
        read(table(f"04/07/2018;1;P;{act};1;2;Robert Primer;ZWE;EU.36.64", head=head))


def test_what_nobody_reads_is_named_and_an_unknown_kind_is_loud() -> None:
    changed = XML.replace(b"<sanctionEntity designation", b'<sanctionEntity shoeSize="44" designation', 1)
    changed = changed.replace(b'code="person" classificationCode="P"', b'code="vessel" classificationCode="V"')
    changed = changed.replace(b"<subjectType", b"<novelty/><subjectType", 1)
    found = read(changed)
    said = " ".join(found.warnings)
    assert "sanctionEntity/@shoeSize" in said
    assert "sanctionEntity/novelty" in said
    assert "parties of a kind new to this program (1 of them): 140001 vessel." in said
    assert [entry.entity_type for entry in found.entries] == ["unknown", "entity"]


def test_hidden_characters_do_not_reach_an_entry() -> None:
    (entry, _) = read(XML.replace(b"Ivan Petrovich Primerov", "Ivan\u202e\u00a0 Primerov".encode())).entries
    assert entry.name == "Ivan Primerov"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (XML.decode().encode("utf-16"), "byte 0 is not utf-8"),
        (XML.replace(b"140002", b"140001"), "140001 comes twice"),
        (XML.replace(b"140002", b"1" * 5000), "an id of 5,000 characters, 1{40} …, where 100 are the most"),
        (table(ROWS[0].replace(";13;", f";{'9' * 5000};")), "an id of 5,000 characters"),
        (XML.replace(b' logicalId="140002"', b""), "party 2 has no logicalId"),
        (XML.replace(b"2026-10-26T", b"2027-10-26T"), "2027-10-26, later than it was retrieved"),
        (XML.replace(b"2026-10-26T16:47:04.449+01:00", b"yesterday"), "'yesterday', no date"),
        (b'<?xml version="1.0"?><Designations/>', "another root element|root element"),
        (b'<export xmlns="http://eu.europa.ec/fpi/fsd/export"></export>', "holds no entry"),
        (b'<!DOCTYPE export [<!ENTITY a "b">]><export><sanctionEntity logicalId="1"/></export>', "document type"),
        (table(*ROWS).replace(b"Entity_LogicalId", b"Group ID"), "lacks Entity_LogicalId"),
        (table(*ROWS, "05/08/2026;7"), "a row has 2 cells"),
        (table(ROWS[0], ROWS[3].replace("05/08/2026", "06/08/2026")), "made on 2 different days"),
        (table(ROWS[0].replace("05/08/2026", "08/25/2026")), "date is not understood"),
        (table(ROWS[0].replace(";13;", ";;")), "belongs to no party"),
    ],
)
def test_what_is_no_whole_list_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        read(content)


def test_a_snapshot_is_one_file() -> None:
    with pytest.raises(ParseError, match="one file, and 2 were given"):
        read(XML, XML)


def test_the_public_token_is_sent_and_not_shown() -> None:
    (request,) = SOURCE.requests(FetchPlan(now=NOW))
    assert "token=dG9r" in address_of(request)
    assert "dG9r" not in shown(address_of(request))
    assert request.patience > 60


@pytest.mark.extended
def test_the_real_list_of_2016_is_read_to_the_last_party(shared: Path) -> None:
    content = (shared / "payloads/eu/global_2016-02-11_cut.xml").read_bytes()
    found = read(content)
    heads = re.findall(r'<ENTITY Id="(\d+)" Type="(.)".*?reg_date="([\d-]+)".*?programme="(\w+)"', content.decode())
    kinds = {"P": "individual", "E": "entity"}
    assert [(e.entry_id, e.entity_type, str(e.listed_on), *e.programmes) for e in found.entries] == [
        (number, kinds[kind], day, programme) for number, kind, day, programme in heads
    ]
    assert (len(found.entries), found.dated_on, found.warnings) == (595, date(2016, 2, 11), ())
    assert Counter(entry.programmes[0] for entry in found.entries) == {
        "IRQ": 292,
        "TAQA": 155,
        "AFG": 108,
        "TERR": 22,
        "COD": 16,
        "ZWE": 2,
    }
    assert sum(entry.entity_type == "individual" for entry in found.entries) == 319
    for cut in (100, len(content) // 3, len(content) - 20):
        with pytest.raises(ParseError, match="complete XML"):
            read(content[:cut])


@pytest.mark.extended
def test_the_real_table_that_went_through_a_spreadsheet_is_refused(shared: Path) -> None:
    content = (shared / "payloads/eu/fsf_csv_2018-07-04_excel_mangled.csv").read_bytes()
    with pytest.raises(ParseError, match="a spreadsheet has saved it again"):
        read(content)
