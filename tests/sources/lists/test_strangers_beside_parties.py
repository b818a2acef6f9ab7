"""Elements of a name nobody knows beside the parties: they may be parties, and are never passed over in silence."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.errors import ParseError
from tracker.model.source import Snapshot
from tracker.sources.listing import ListSource
from tracker.sources.lists import ca_sema, ch_seco, eu_fsf, uk_ofsi_conlist, uk_sanctions_list, un_sc, us_ofac_sdn
from tracker.sources.parsing.ofac_changes import changes

HERE = Path(__file__).parent
WITHOUT_A_COUNT = {
    "Designation": (uk_sanctions_list.SOURCE, HERE / "uk_sanctions_list" / "list.xml"),
    "FinancialSanctionsTarget": (uk_ofsi_conlist.SOURCE, HERE / "uk_ofsi_conlist" / "targets.xml"),
    "sanctionEntity": (eu_fsf.SOURCE, HERE / "eu_fsf" / "xml-1.1.xml"),
    "ENTITY": (eu_fsf.SOURCE, HERE / "eu_fsf" / "global.xml"),
    "INDIVIDUAL": (un_sc.SOURCE, HERE / "un_sc" / "consolidated.xml"),
    "record": (ca_sema.SOURCE, HERE / "ca_sema" / "two_languages.xml"),
}


def snapshot(content: bytes, source: str = "x") -> Snapshot:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    return Snapshot(source=source, url="https://x.example/l", kind="x", retrieved_at=now, sha256="", content=content)


@pytest.mark.parametrize("tag", WITHOUT_A_COUNT)
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_party_in_an_element_of_another_name_is_refused_where_nothing_counts_them(tag: str, place: str) -> None:
    source, file = WITHOUT_A_COUNT[tag]
    body = file.read_bytes()
    assert isinstance(source, ListSource)
    assert len(source.read([snapshot(body)]).entries) > 1
    parties = list(re.finditer(rf"<((?:\w+:)?){tag}\b.*?</\1{tag}>".encode(), body, re.DOTALL))
    one = parties[0 if place == "first" else -1]
    renamed = re.sub(rf"(</?(?:\w+:)?){tag}\b".encode(), rb"\1ShipOrOther", one[0])
    with pytest.raises(ParseError, match=r"beside its parties .*: ShipOrOther"):
        source.read([snapshot(body[: one.start()] + renamed + body[one.end() :])])


@pytest.mark.parametrize("before", ["<place ssid", "</swiss", "<sanctions-program"])
def test_an_element_nobody_knows_in_the_swiss_list_is_refused(before: str) -> None:
    text = (HERE / "ch_seco" / "whole.xml").read_text(encoding="utf-8")
    assert before in text
    with pytest.raises(ParseError, match=r"beside its parties .*: vessel"):
        ch_seco.SOURCE.read([snapshot(text.replace(before, f"<vessel/>{before}", 1).encode())])


def test_a_section_of_the_united_nations_with_nobody_known_in_it_is_refused() -> None:
    body = (HERE / "un_sc" / "consolidated.xml").read_bytes()
    renamed = re.sub(rb"(</?)ENTITY\b", rb"\1VESSEL", body)
    assert renamed != body
    with pytest.raises(ParseError, match=r"beside its parties .*: VESSEL"):
        un_sc.SOURCE.read([snapshot(renamed)])


def test_one_beside_counted_parties_is_told() -> None:
    body = (HERE / "us_ofac_sdn" / "sdn.xml").read_bytes()
    whole = us_ofac_sdn.SOURCE.read([snapshot(body)])
    found = us_ofac_sdn.SOURCE.read([snapshot(body.replace(b"</sdnList>", b"<note>x</note></sdnList>"))])
    assert found.entries == whole.entries
    assert any("does not read: sdnList/note" in warning for warning in found.warnings)


@pytest.mark.parametrize("end", [False, True])
def test_one_beside_the_changes_of_a_publication_is_told(end: bool) -> None:
    body = (HERE / "us_ofac_sdn" / "publication.xml").read_bytes()
    whole, before = changes(snapshot(body), "us_ofac_sdn", of_sdn=True)
    place = body.index(b"</entities>") if end else body.index(b"<entity ")
    found, warnings = changes(snapshot(body[:place] + b"<vessel id='1'/>" + body[place:]), "us_ofac_sdn", of_sdn=True)
    assert found == whole
    assert [one for one in warnings if one not in before] == [
        "OFAC's feed has fields new to this program, not read: vessel."
    ]
