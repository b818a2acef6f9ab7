"""The Federal Register's API: which documents are taken, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tracker.errors import ParseError
from tracker.model.source import Snapshot
from tracker.sources.announcements.us_federal_register import OFAC, PRESIDENT, SOURCE
from tracker.sources.base import FetchPlan, Records

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
NEXT = "https://www.federalregister.gov/api/v1/documents?format=json&order=newest&page=2&per_page=2"


def entry(**more: object) -> dict[str, object]:
    return {
        "document_number": "2026-20001",
        "publication_date": "2026-11-20",
        "title": "Russian Harmful Foreign Activities Sanctions Regulations",
        "abstract": None,
        "type": "Rule",
        "subtype": None,
        "signing_date": None,
        "effective_on": None,
        "html_url": "https://www.federalregister.gov/documents/2026/11/20/2026-20001/x",
        "topics": [],
        **more,
    }


def page(*entries: object, kind: str = OFAC, **envelope: object) -> Snapshot:
    document: dict[str, Any] = {"description": "d", "count": len(entries), "results": list(entries), **envelope}
    return snapshot(json.dumps(document).encode(), kind)


def snapshot(content: bytes, kind: str = OFAC) -> Snapshot:
    return Snapshot(
        source="us_federal_register",
        url="https://www.federalregister.gov/api/v1/documents.json",
        kind=kind,
        retrieved_at=NOW,
        sha256="",
        content=content,
    )


def read(*entries: object, kind: str = OFAC) -> Records:
    return SOURCE.parse(page(*entries, kind=kind))


def test_an_announcement_carries_its_dates_and_both_parts_of_its_identity() -> None:
    (item,) = read(
        entry(
            type="Presidential Document",
            subtype="Executive Order",
            signing_date="2026-11-16",
            effective_on="2026-11-17",
            abstract="On  the\nwar in Ukraine",
        ),
        kind=PRESIDENT,
    ).announcements
    assert item.external_id == "2026-20001 2026-11-20"
    assert (item.published_on, item.adopted_on, item.effective_on) == (
        date(2026, 11, 20),
        date(2026, 11, 16),
        date(2026, 11, 17),
    )
    assert item.published_at is None
    assert (item.issuer, item.jurisdiction, item.document_type) == ("US White House", "US", "Executive Order")
    assert item.topics == ("Russia", "Ukraine")
    assert item.summary == "On the war in Ukraine"
    assert read(entry()).announcements[0].issuer == "US OFAC"


@pytest.mark.parametrize(
    ("title", "abstract", "topics", "subjects"),
    [
        ("Publication of Russia-related Web General Licenses", None, [], ("Russia",)),
        ("Blocking Property under Executive Order 14024", None, [], ("Russia",)),
        ("Notice of OFAC Sanctions Actions", "… the Belarus Sanctions Regulations …", [], ("Belarus",)),
        ("Ukraine-/Russia-Related Sanctions Regulations", None, [], ("Russia", "Ukraine")),
        ("Technical Amendments", None, ["Crimea region"], ("Ukraine",)),
        ("Iranian Transactions and Sanctions Regulations", "Oil", ["Iran"], ()),
        ("Notice of OFAC Sanctions Actions", "Publishing the names of one or more persons.", [], ()),
        ("Blocking Property under Executive Order 140240", None, [], ()),
    ],
)
def test_which_documents_are_taken(
    title: str, abstract: str | None, topics: list[str], subjects: tuple[str, ...]
) -> None:
    found = read(entry(title=title, abstract=abstract, topics=topics)).announcements
    assert tuple(item.topics for item in found) == ((subjects,) if subjects else ())


def test_a_document_found_twice_is_one_and_a_number_used_twice_is_two() -> None:
    assert len(read(entry(), entry()).announcements) == 1
    assert len(read(entry(), entry(publication_date="2014-11-20")).announcements) == 2


def test_nothing_found_is_an_answer() -> None:
    assert SOURCE.parse(snapshot(b'{"description":"d","count":0}')) == Records()
    assert SOURCE.following(snapshot(b'{"description":"d","count":0}')) == ()


def test_unknown_fields_are_named() -> None:
    assert "shoe_size" in read(entry(shoe_size=44, excerpts=None)).warnings[0]


@pytest.mark.parametrize(
    "content",
    [
        b'{"description":"d","count":3}',
        b'{"count":"3","results":[]}',
        b'{"count":1,"results":{}}',
        b'{"count":1,"results":[7]}',
        b'{"count":1,"results":[',
        b'{"count":1,"results":[],"errors":{"per_page":"too large"}}',
    ],
)
def test_a_document_not_understood_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError):
        SOURCE.parse(snapshot(content))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("document_number", None),
        ("document_number", ""),
        ("publication_date", "20 Nov 2026"),
        ("publication_date", None),
        ("signing_date", "2026-13-01"),
        ("title", None),
        ("abstract", 7),
        ("html_url", "javascript:alert(1)"),
    ],
)
def test_a_bad_field_is_named_with_its_result(field: str, value: object) -> None:
    with pytest.raises(ParseError, match=rf"result 2: {field}"):
        read(entry(), entry(**{field: value}))


def test_pages_are_followed_to_the_last() -> None:
    (request,) = SOURCE.following(page(entry(), total_pages=2, next_page_url=NEXT))
    assert (request.url, request.kind) == (NEXT, OFAC)
    assert SOURCE.following(page(entry(), total_pages=2, next_page_url=NEXT.replace("page=2", "page=3"))) == ()
    assert SOURCE.following(page(entry(), total_pages=1)) == ()
    assert SOURCE.following(page(entry(), total_pages=2, next_page_url=None)) == ()


@pytest.mark.parametrize("address", ["https://evil.example/api?page=2", "http://www.federalregister.gov/?page=2", 7])
def test_a_next_page_elsewhere_is_refused(address: object) -> None:
    with pytest.raises(ParseError, match="next page is elsewhere"):
        SOURCE.following(page(entry(), total_pages=2, next_page_url=address))


def test_the_window_follows_what_is_known() -> None:
    def window(**plan: Any) -> list[tuple[str, str]]:
        queries = [parse_qs(urlsplit(r.url).query) for r in SOURCE.requests(FetchPlan(now=NOW, **plan))]
        ends = ("conditions[publication_date][gte]", "conditions[publication_date][lte]")
        return [(query[ends[0]][0], query[ends[1]][0]) for query in queries]

    assert window() == [("2026-08-24", "2026-11-22")] * 2
    assert window(newest={"us_federal_register": "2026-11-18"}) == [("2026-11-04", "2026-11-22")] * 2
    assert window(since=date(2014, 11, 1), until=date(2014, 12, 1)) == [("2014-11-01", "2014-11-30")] * 2
    assert window(since=date(2027, 1, 1)) == []


def test_a_long_back_fill_is_cut_into_years_without_gap_or_overlap() -> None:
    plan = FetchPlan(now=NOW, since=date(2014, 1, 1), until=date(2016, 6, 1))
    queries = [parse_qs(urlsplit(r.url).query) for r in SOURCE.requests(plan) if r.kind == OFAC]
    spans = [
        (date.fromisoformat(q["conditions[publication_date][gte]"][0]), q["conditions[publication_date][lte]"][0])
        for q in queries
    ]
    assert (spans[0][0], spans[-1][1]) == (date(2014, 1, 1), "2016-05-31")
    for (first, last), (following, _) in pairwise(spans):
        assert following == date.fromisoformat(last) + timedelta(days=1)
        assert (following - first).days == 365


def test_it_asks_for_ofac_and_for_the_president_on_russia() -> None:
    ofac, president = (parse_qs(urlsplit(r.url).query) for r in SOURCE.requests(FetchPlan(now=NOW)))
    assert ofac["conditions[agencies][]"] == ["foreign-assets-control-office"]
    assert (president["conditions[type][]"], president["conditions[term]"]) == (["PRESDOCU"], ["Russia"])
    assert "signing_date" in ofac["fields[]"]
    assert ofac["order"] == ["newest"]


@pytest.mark.extended
def test_transcribed_answers_of_the_api_are_read(shared: Path) -> None:
    folder = shared / "payloads" / "us_federal_register"
    found = SOURCE.parse(snapshot((folder / "presidential-page-one.transcribed.json").read_bytes(), PRESIDENT))
    assert (found.announcements, found.warnings) == ((), ())  # two proclamations that have nothing to do with Russia
    terminal = snapshot((folder / "search-terminal.transcribed.json").read_bytes())
    assert SOURCE.parse(terminal) == Records()
    first = snapshot((folder / "presidential-page-one.transcribed.json").read_bytes(), PRESIDENT)
    (following,) = SOURCE.following(first)
    assert "search_after_cursor" in following.url
