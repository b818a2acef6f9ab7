"""Machine-coded reports and news stories to candidates: what is added up, and what nothing is claimed of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tracker.data.cameo import cameo_codes
from tracker.events.coded_reports import coded_candidates
from tracker.events.grouping import candidates
from tracker.events.likeness import likeness, profile
from tracker.events.news_stories import story_candidates
from tracker.model.announcement import Announcement
from tracker.model.coded_report import MOST_LINKS, CodedReport, Counts, page_of
from tracker.model.event import PolicyEvent
from tracker.model.news_story import DOCUMENT_TYPE

DAY = date(2022, 2, 24)
TARGETS = frozenset(("RUS", "BLR"))
BASE = CodedReport(
    file="20220225",
    day=DAY,
    first="USA",
    second="RUS",
    code="163",
    title="United States reported to impose sanctions (Russia)",
    issuer="US Government",
    jurisdiction="US",
    target="Russia",
    named="",
    counts=Counts(mentions=9, articles=7, sources=4, stories=2),
    links=("http://a.example/1", "http://b.example/2"),
)


def pages(*reports: CodedReport, source: str = "gdelt") -> list[Announcement]:
    return [page for report in reports for page in report.announcements(source, {})]


def proposed(*announcements: Announcement) -> tuple[PolicyEvent, ...]:
    return coded_candidates(announcements, cameo_codes(), TARGETS)


def test_what_is_counted_is_read_back_without_loss() -> None:
    report = replace(BASE, named="Joe Biden; or not")
    (first, second) = pages(report)
    page = page_of(first)
    assert page is not None
    assert (page.file, page.first, page.second, page.code) == ("20220225", "USA", "RUS", "163")
    assert page.counts == BASE.counts
    assert page.named == "Joe Biden, or not"
    assert (first.url, second.url) == BASE.links
    assert page_of(replace(first, summary="something else")) is None
    assert page_of(replace(first, document_type="press release")) is None


def test_the_hours_of_one_product_are_added_and_the_products_are_not() -> None:
    quarter = replace(BASE, file="20220224120000", counts=Counts(mentions=2, articles=2, sources=2, stories=1))
    later = replace(quarter, file="20220224121500", counts=Counts(mentions=4, articles=3, sources=3, stories=1))
    assert proposed(*pages(quarter, source="gdelt_v2")) == ()  # too little is told yet
    (event,) = proposed(*pages(quarter, later, source="gdelt_v2"))
    assert "5 sources, 5 articles" in event.title
    (event,) = proposed(*pages(quarter, later, source="gdelt_v2"), *pages(BASE))
    assert "4 sources, 7 articles" in event.title
    assert event.evidence == (
        "reports: gdelt 20220225 ; reports: gdelt_v2 20220224120000 ; reports: gdelt_v2 20220224121500"
    )


def test_another_day_pair_or_code_is_another_candidate() -> None:
    others = (
        replace(BASE, day=date(2022, 2, 25)),
        replace(BASE, first="GBR", jurisdiction="UK"),
        replace(BASE, second="BLR", target="Belarus"),
        replace(BASE, code="1312"),
    )
    assert len({event.id for event in proposed(*pages(BASE, *others))}) == 5


def test_the_best_pages_are_shown_and_no_more_than_a_few() -> None:
    links = tuple(f"http://p.example/{number}" for number in range(9))
    (event,) = proposed(*pages(replace(BASE, links=links), replace(BASE, file="20220226", links=links[5:])))
    assert len(event.sources) == MOST_LINKS
    assert {source.url for source in event.sources[:2]} == {links[0], links[5]}


def test_who_acts_decides_what_it_is() -> None:
    back = replace(BASE, first="RUS", second="USA", issuer="Russian Government", jurisdiction="RU")
    (sent,), (answered,) = proposed(*pages(BASE)), proposed(*pages(back))
    assert (sent.kind, sent.target, sent.time.zone) == ("legal_framework", "Russia", "America/New_York")
    assert (answered.kind, answered.target, answered.time.zone) == ("countermeasure", "", "Europe/Moscow")


def test_a_code_the_table_has_no_more_is_not_proposed() -> None:
    assert proposed(*pages(replace(BASE, code="0254"))) == ()


def test_the_order_of_arrival_changes_nothing() -> None:
    found = pages(BASE, replace(BASE, file="20220226", named="Joe Biden", links=("http://c.example/3",)))
    assert proposed(*found) == proposed(*reversed(found))


STORY = Announcement(
    source="gdelt_doc",
    external_id="2022-02-24 us-sanctions-russia",
    published_on=DAY,
    title="US sanctions Russia over Ukraine",
    summary="4 articles on 4 sites, found by a machine.",
    url="https://a.example/us-sanctions-russia",
    issuer="US Government",
    jurisdiction="US",
    document_type=DOCUMENT_TYPE,
    topics=("Russia",),
    tier="copy",
)


def test_a_story_claims_nothing_but_who_and_about_whom() -> None:
    (event,) = story_candidates([STORY, *pages(BASE)])
    assert (event.kind, event.action, event.stance) == ("statement", "neutral", "hold")
    assert (event.issuer, event.target, event.status) == ("US Government", "Russia", "review")


def test_they_are_no_documents_of_an_authority() -> None:
    notice = replace(STORY, document_type="notice", source="us_federal_register")
    assert [event.published_on for event in candidates([STORY, *pages(BASE), notice])] == [DAY]
    assert candidates([STORY, *pages(BASE)]) == ()


@pytest.mark.parametrize("action", ["rule_out", "ease", "impose", "neutral"])
@pytest.mark.parametrize("kind", ["statement", "designation", "countermeasure"])
def test_what_a_machine_calls_it_rules_nothing_out(kind: str, action: str) -> None:
    (report,) = proposed(*pages(BASE))
    known = replace(report, id="2022-02-24-known", kind=kind, action=action, provenance="shipped", status="accepted")
    there, back = likeness(profile(report), profile(known)), likeness(profile(known), profile(report))
    assert there.refusal == back.refusal == ""
    assert there.score == back.score >= 45


def test_what_a_person_has_accepted_is_what_the_person_says() -> None:
    (report,) = proposed(*pages(BASE))
    other = replace(report, id="2022-02-24-other", kind="military", provenance="shipped")
    assert likeness(profile(report), profile(other)).refusal == ""
    accepted = replace(report, status="accepted")
    assert "of different kinds" in likeness(profile(accepted), profile(other)).refusal


def test_two_reports_of_one_product_are_two_acts_and_a_story_may_be_either() -> None:
    one, other = proposed(*pages(BASE, replace(BASE, code="1312")))
    assert "two accounts of one source" in likeness(profile(one), profile(other)).refusal
    (story,) = story_candidates([STORY])
    assert likeness(profile(story), profile(one)).refusal == ""
