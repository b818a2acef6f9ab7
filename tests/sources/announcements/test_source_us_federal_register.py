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
from tracker.sources.announcements.us_federal_register import INSPECTION, OFAC, PRESIDENT, SOURCE
from tracker.sources.announcements.us_federal_register.answers import Entry
from tracker.sources.announcements.us_federal_register.documents import announcement
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


def test_an_announcement_carries_its_dates_and_its_identity() -> None:
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
    assert item.external_id == "2026-20001"
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
        ("Blocking Property under E.O.s and Executive Orders 13694 and 14024", None, [], ("Russia",)),
    ],
)
def test_which_documents_are_taken(
    title: str, abstract: str | None, topics: list[str], subjects: tuple[str, ...]
) -> None:
    found = read(entry(title=title, abstract=abstract, topics=topics)).announcements
    assert tuple(item.topics for item in found) == ((subjects,) if subjects else ())


@pytest.mark.parametrize(
    "title", ["Notice of OFAC Sanctions Actions", "Blocking Property under Executive Order 140240", "Amendments"]
)
def test_what_names_no_programme_is_taken_of_ofac_alone(title: str) -> None:
    (notice,) = read(entry(title=title, abstract="Publishing the names of one or more persons.")).announcements
    (awaited,) = read(filed(title=title), kind=INSPECTION).announcements
    assert notice.topics == awaited.topics == ()
    assert read(entry(title=title), kind=PRESIDENT) == Records(passed_over=1)
    others = filed(title=title, agencies=[{"slug": "executive-office-of-the-president"}])
    assert read(others, kind=INSPECTION) == Records(passed_over=1)


def test_a_document_found_twice_is_one_and_a_number_used_twice_is_two() -> None:
    assert len(read(entry(), entry()).announcements) == 1
    assert len(read(entry(publication_date="2014-11-21"), entry(publication_date="2014-11-20")).announcements) == 2
    assert len(read(entry(), entry(publication_date="2026-11-21")).announcements) == 1  # put off by a day


def test_nothing_found_is_an_answer() -> None:
    assert SOURCE.parse(snapshot(b'{"description":"d","count":0}')) == Records()
    assert SOURCE.following(snapshot(b'{"description":"d","count":0}')) == ()


def test_unknown_fields_are_named() -> None:
    assert "shoe_size" in read(entry(shoe_size=44, excerpts=None)).warnings[0]


@pytest.mark.parametrize(
    "content",
    [
        b'{"count": 1, "count": 0}',
        b'{"count": 0, "pages": NaN}',
        b'{"count": 0, "results": [], "description": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"count": ' + b"9" * 10_000 + b"}",
    ],
    ids=["a count twice", "no number", "nested beyond reason", "a number beyond reason"],
)
def test_json_that_says_two_things_or_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError, match="an answer of the documents API was expected, and it is no sound JSON"):
        SOURCE.parse(snapshot(content))


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
        queries = [parse_qs(urlsplit(r.url).query) for r in SOURCE.requests(FetchPlan(now=NOW, **plan))[:2]]
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
    ofac, president, _ = (parse_qs(urlsplit(r.url).query) for r in SOURCE.requests(FetchPlan(now=NOW)))
    assert ofac["conditions[agencies][]"] == ["foreign-assets-control-office"]
    assert (president["conditions[type][]"], president["conditions[term]"]) == (["PRESDOCU"], ["Russia"])
    assert "signing_date" in ofac["fields[]"]
    assert ofac["order"] == ["newest"]


def filed(**more: object) -> dict[str, object]:
    return {
        "document_number": "2026-20001",
        "publication_date": "2026-11-24",
        "filed_at": "2026-11-20T16:15:00.000-05:00",
        "filing_type": "special",
        "title": "Notice of OFAC Sanctions Actions: Russian Harmful Foreign Activities",
        "type": "Notice",
        "agencies": [{"slug": "treasury-department"}, {"slug": "foreign-assets-control-office", "id": 203}],
        "html_url": "https://www.federalregister.gov/public-inspection/2026-20001/notice",
        "toc_subject": "Sanctions Actions",
        "toc_doc": None,
        "subject_1": None,
        "subject_2": None,
        "subject_3": None,
        **more,
    }


def test_a_filing_has_the_minute_of_its_filing_and_the_identity_of_what_will_be_printed() -> None:
    (item,) = read(filed(), kind=INSPECTION).announcements
    assert (item.external_id, item.issuer) == ("2026-20001", "US OFAC")
    assert item.published_at == datetime(2026, 11, 20, 21, 15, tzinfo=UTC)
    assert item.published_on == date(2026, 11, 20)
    assert item.document_type == "Notice, filed for public inspection"
    order = filed(
        title=None,
        subject_1="Blocking Property",
        toc_doc="Russia",
        agencies=[{"slug": "executive-office-of-the-president"}],
    )
    (order_item,) = read(order, kind=INSPECTION).announcements
    assert (order_item.title, order_item.issuer) == ("Blocking Property; Sanctions Actions; Russia", "US White House")


def test_filings_of_others_and_on_other_matters_are_not_taken() -> None:
    others = (
        filed(agencies=[{"slug": "environmental-protection-agency"}]),
        filed(title="Cuban Assets"),
        filed(agencies=[]),
    )
    assert read(*others, kind=INSPECTION) == Records(passed_over=1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("filed_at", None),
        ("filed_at", "2026-11-20T16:15:00"),
        ("filed_at", "soon"),
        ("publication_date", None),
        ("document_number", " "),
        ("agencies", {"slug": "x"}),
        ("html_url", "https://www.federalregister.gov/\u202eabc"),
    ],
)
def test_a_bad_field_of_a_filing_is_named(field: str, value: object) -> None:
    with pytest.raises(ParseError, match=rf"result 2: {field}"):
        read(filed(), filed(**{field: value}), kind=INSPECTION)


def test_a_filing_without_any_words_is_refused() -> None:
    with pytest.raises(ParseError, match="neither a title nor a subject"):
        read(filed(title=None, toc_subject=None), kind=INSPECTION)


def test_only_the_usual_run_asks_for_filings() -> None:
    assert [r.kind for r in SOURCE.requests(FetchPlan(now=NOW))] == [OFAC, PRESIDENT, INSPECTION]
    assert INSPECTION not in {r.kind for r in SOURCE.requests(FetchPlan(now=NOW, since=date(2026, 11, 1)))}
    assert SOURCE.following(page(filed(), kind=INSPECTION, total_pages=2, next_page_url=NEXT)) == ()


@pytest.mark.parametrize("number", [14024, "14024"])
def test_the_acts_of_a_document_are_its_order_what_it_names_and_the_parts_it_changes(number: object) -> None:
    (item,) = read(
        entry(
            title="Blocking Property",
            executive_order_number=number,
            abstract="Pursuant to E.O. 13660 and 13661, OFAC publishes Russia-related General License 8C.",
            cfr_references=[{"title": 31, "part": "587"}, {"title": 40, "part": "52"}, {"title": "31", "part": 589}],
        ),
        kind=PRESIDENT,
    ).announcements
    assert item.acts == ("EO 14024", "EO 13660", "EO 13661", "GL 8C", "31 CFR 587", "31 CFR 589")
    assert item.topics == ("Russia",)  # by the number alone as well
    assert read(entry(title="A title", executive_order_number=number)).announcements[0].topics == ("Russia",)


@pytest.mark.parametrize(
    ("field", "value"),
    [("executive_order_number", "many"), ("cfr_references", "31 CFR"), ("cfr_references", [{"title": None}])],
)
def test_bad_acts_are_named(field: str, value: object) -> None:
    with pytest.raises(ParseError, match=rf"result 1: {field}"):
        read(entry(**{field: value}))


def test_a_query_with_more_than_is_shown_says_so() -> None:
    found = SOURCE.parse(page(entry(), count=2001))
    assert found.partial
    assert "2,001 documents" in found.warnings[0]
    assert not SOURCE.parse(page(entry(), count=2000)).partial


def test_of_a_title_without_end_the_beginning_is_kept() -> None:
    (printed,) = read(entry(title="Russia " * 20_000)).announcements
    (awaited,) = read(filed(title="Russia " * 20_000), kind=INSPECTION).announcements
    assert printed.title == awaited.title == ("Russia " * 200)[:1000]


def test_titles_come_out_clean() -> None:
    title = "Rus\u200bsia\u00a0\u202esanctions <script>alert(1)</script>&amp; =cmd|' /C calc'!A0"
    assert read(entry(title=title)).announcements[0].title == "Russia sanctions alert(1)& =cmd|' /C calc'!A0"


@pytest.mark.extended
def test_transcribed_answers_of_the_api_are_read(shared: Path) -> None:
    folder = shared / "payloads" / "us_federal_register"
    found = SOURCE.parse(snapshot((folder / "presidential-page-one.transcribed.json").read_bytes(), PRESIDENT))
    (warning,) = found.warnings  # of a question wider than any that is asked
    assert "8,582 documents" in warning
    assert found.announcements == ()  # two proclamations that have nothing to do with Russia
    terminal = snapshot((folder / "search-terminal.transcribed.json").read_bytes())
    assert SOURCE.parse(terminal) == Records()
    first = snapshot((folder / "presidential-page-one.transcribed.json").read_bytes(), PRESIDENT)
    (following,) = SOURCE.following(first)
    assert "search_after_cursor" in following.url


@pytest.mark.extended
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("batch-missing-duplicate", "the API reports errors"),
        ("eo-term", "publication_date is missing"),
        ("executive-order", "publication_date is missing"),
    ],
)
def test_transcribed_answers_to_other_questions_are_refused(shared: Path, name: str, problem: str) -> None:
    content = (shared / "payloads" / "us_federal_register" / f"{name}.transcribed.json").read_bytes()
    with pytest.raises(ParseError, match=problem):
        SOURCE.parse(snapshot(content))


@pytest.mark.extended
def test_a_transcribed_document_is_read_to_the_digit(shared: Path) -> None:
    name = "batch-missing-duplicate.transcribed.json"
    document = json.loads((shared / "payloads" / "us_federal_register" / name).read_bytes())
    (given,) = document["results"]
    one = announcement(Entry(snapshot(b""), 1, given), "US OFAC")
    assert (one.external_id, one.published_on, one.effective_on) == (
        "2024-31396",
        date(2024, 12, 31),
        date(2025, 1, 30),
    )
    assert (one.title, one.summary, one.url) == (given["title"], given["abstract"], given["html_url"])
    assert (one.document_type, one.acts, one.topics, one.adopted_on) == ("Rule", (), (), None)
