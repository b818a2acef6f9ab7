"""A list that lost its end is refused, wherever it was cut; a form without an end mark says that it has none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.fuzzing.judging_parsers import NOW, Document, documents, is_whole_or_says_so
from tracker.errors import CheckError, ParseError
from tracker.model.source import Snapshot
from tracker.sources.base import Records
from tracker.sources.catalog import sources
from tracker.sources.listing import ListSource

NO_END = {"csv-1.0.csv", "csv-1.1.csv", "list.csv", "conlist.csv"}
RECORDED = [one for one in documents() if one.source.info.kind == "lists" and not one.parts]
REAL = {
    "us_ofac_sdn": ("ofac/xml/*", "ofac/csvset_2019-01/sdn.csv"),
    "us_ofac_cons": ("ofac/consolidated_non_sdn_2025-12/*prim*",),
    "un_sc": ("un/consolidated_2016-02-11.xml",),
    "uk_ofsi_conlist": ("uk/ConList_2016-02-12.csv",),
    "ca_sema": ("canada/*.xml",),
}


def lacking(read: Records, whole: Records) -> bool:
    """Whether a list, or what was published of changes, lacks a part without saying so."""
    if read.listing is None or whole.listing is None:
        return read != whole
    return not is_whole_or_says_so(read.listing, whole.listing)


def wrongly_read(document: Document, cuts: Iterable[int]) -> list[int]:
    whole, found = document.whole, []
    assert whole is not None
    for cut in cuts:
        try:
            read = document.read(document.body[:cut])
        except (ParseError, CheckError):
            continue
        if lacking(read, whole):
            found.append(cut)
    return found


@pytest.mark.parametrize("document", RECORDED, ids=lambda document: document.id)
def test_a_recorded_list_cut_anywhere_is_refused_or_whole(document: Document) -> None:
    assert wrongly_read(document, range(len(document.body))) == []


def test_forms_without_an_end_mark_are_those_known() -> None:
    ends = {one.name: one.whole.listing.ends for one in RECORDED if one.whole and one.whole.listing}
    assert {name for name, ends_so in ends.items() if not ends_so} == NO_END


@pytest.mark.parametrize("document", [one for one in RECORDED if one.name in NO_END], ids=lambda document: document.id)
def test_a_table_cut_between_two_rows_is_read_as_one_without_an_end(document: Document) -> None:
    body = document.body
    rows = [match.end() for match in re.finditer(rb"\n", body)]
    read = document.read(body[: rows[-2]]).listing
    assert read is not None
    assert not read.ends
    assert document.whole is not None
    assert read != document.whole.listing


@pytest.mark.extended
@pytest.mark.parametrize(("key", "pattern"), [(key, one) for key, found in REAL.items() for one in found])
def test_a_real_list_cut_at_the_end_of_a_row_or_an_element_is_refused_or_whole(
    shared: Path, key: str, pattern: str
) -> None:
    """Beside any byte, the places where a cut is hardest to see."""
    source = sources()[key]
    assert isinstance(source, ListSource)
    paths = sorted((shared / "payloads").glob(pattern))
    assert paths
    for path in paths[:2]:
        content = path.read_bytes()
        snapshot = Snapshot(
            source=key, url="https://publisher.example/x", kind="list", retrieved_at=NOW, sha256="", content=content
        )
        document = Document(source=source, name=path.name, snapshot=snapshot)
        mark = rb"</\w+>\s*" if content.lstrip(b"\xef\xbb\xbf").startswith(b"<") else rb"\n"
        ends = [match.end() for match in re.finditer(mark, document.body)]
        if document.whole is None:  # one that was cut by accident
            continue
        chosen = {ends[len(ends) * part // 6] for part in range(1, 6)} | set(ends[-4:-1])
        anywhere = {len(document.body) * part // 4 for part in range(1, 4)}
        last = len(document.body.rstrip()) - 1
        assert wrongly_read(document, sorted(chosen | anywhere | {last})) == []
