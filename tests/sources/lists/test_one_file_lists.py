"""What holds for every list that comes as one file: whole or refused, harmless, and told when it is strange."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakenet.other_lists import workbook
from tests.sources.lists.one_file_lists import AFTER, read, recorded, snapshot, source_of
from tracker.errors import ParseError
from tracker.sources.base import FetchPlan

FILES = {
    "un_sc": "consolidated.xml",
    "ca_sema": "two_languages.xml",
    "ch_seco": "whole.xml",
    "au_dfat": "list.xlsx",
}
"""The recorded document of each; the table of OpenSanctions needs its index and has tests of its own."""

XML = [key for key, name in FILES.items() if name.endswith(".xml")]
NAMES = {"un_sc": "PRIMEROV", "ca_sema": "PRIMEROV", "ch_seco": "Primerov"}
ENTITIES = '<!DOCTYPE a [<!ENTITY b "ten"><!ENTITY c "&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>'

every_list = pytest.mark.parametrize("key", sorted(FILES))
every_xml = pytest.mark.parametrize("key", XML)


def whole(key: str) -> bytes:
    return recorded(key, FILES[key])


@every_list
@pytest.mark.parametrize("other", [*sorted(FILES), "opensanctions"])
def test_another_list_is_refused(key: str, other: str) -> None:
    content = recorded(other, FILES.get(other, "targets.simple.csv"))
    if other == key:
        assert read(key, content).entries
        return
    with pytest.raises(ParseError) as caught:
        read(key, content)
    assert caught.value.source == key
    assert caught.value.remedy


@every_list
@settings(max_examples=60)
@given(share=st.floats(min_value=0, max_value=1))
def test_any_prefix_is_refused_or_complete(key: str, share: float) -> None:
    content = whole(key)
    part = content[: int(len(content) * share)]
    try:
        found = read(key, part)
    except ParseError:
        return
    assert found == read(key, content)


@every_list
def test_a_list_is_one_file(key: str) -> None:
    one = snapshot(key, whole(key))
    with pytest.raises(ParseError, match="is one file, and 2 were given"):
        source_of(key).read([one, one])
    with pytest.raises(ValueError, match="no file"):
        source_of(key).read([])


@every_xml
def test_entities_are_refused(key: str) -> None:
    text = whole(key).decode()
    head, _, rest = text.partition("?>")
    for body in (rest, rest.replace(NAMES[key], "&c;", 1), rest.replace(NAMES[key], "&d;", 1)):
        with pytest.raises(ParseError, match="document type"):
            read(key, f"{head}?>{ENTITIES}{body}")
    with pytest.raises(ParseError, match="no complete XML"):
        read(key, f"{head}?>{rest.replace(NAMES[key], '&c;', 1)}")


@every_xml
def test_another_encoding_than_the_declared_one_is_refused(key: str) -> None:
    text = whole(key).decode().replace(NAMES[key], f"{NAMES[key]}É", 1)
    with pytest.raises(ParseError, match="no complete XML"):
        read(key, text.encode("utf-8").replace("É".encode(), b"\xc9"))
    with pytest.raises(ParseError):
        read(key, text.replace("UTF-8", "no-such-encoding", 1))
    for wide in (text, text.replace("UTF-8", "UTF-16", 1)):
        with pytest.raises(ParseError, match="byte 0 is not utf-8"):
            read(key, wide.encode("utf-16"))
    assert any(f"{NAMES[key]}É" in entry.name for entry in read(key, text).entries)


@every_xml
def test_hidden_characters_do_not_reach_a_name(key: str) -> None:
    text = whole(key).decode().replace(NAMES[key], f"\u202e{NAMES[key]}\u00a0\u2028x", 1)
    names = [entry.name for entry in read(key, text).entries]
    assert any(f"{NAMES[key]} x" in name for name in names)
    assert all(name.isprintable() for name in names)


@every_xml
def test_comments_and_instructions_change_nothing(key: str) -> None:
    text = whole(key).decode()
    head, _, rest = text.partition("?>")
    commented = rest.replace(NAMES[key], f"{NAMES[key][:3]}<!-- <x> -->{NAMES[key][3:]}<?go now?>", 1)
    assert [entry.name for entry in read(key, f"{head}?>{commented}").entries] == [
        entry.name for entry in read(key, text).entries
    ]


@pytest.mark.parametrize("key", [*sorted(FILES), "opensanctions"])
def test_one_present_document_is_asked_for_and_the_past_answered_in_words(key: str) -> None:
    source = source_of(key)
    usual, past = FetchPlan(now=AFTER), FetchPlan(now=AFTER, since=date(2014, 3, 17))
    assert len(source.requests(usual)) == 1
    assert source.requests(past) == source.requests(usual)
    assert source.limits(usual) == ()
    assert len(source.limits(past)) == 1
    assert source.info.rights.republish or source.info.rights.because


def test_a_list_in_a_workbook_alone_is_no_xml_list() -> None:
    with pytest.raises(ParseError):
        read("un_sc", workbook({"Consolidated List": [("Reference",)]}))
