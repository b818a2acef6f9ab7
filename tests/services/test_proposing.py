"""Statements into the review queue: evidence, known events, and what a later run leaves alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tracker.data.event_file import event_of, row_of
from tracker.model.document import Document
from tracker.model.source import Snapshot
from tracker.model.statement import Statement
from tracker.services.context import Context
from tracker.services.cycle import group_announcements
from tracker.services.intake import TakenIn
from tracker.services.ledger import get, waiting
from tracker.services.proposing import candidates, propose
from tracker.services.reading import Reading
from tracker.services.reading_words import reading_lines, reading_record

DAY = date(2014, 11, 11)
MERKEL = Statement(
    actor="Angela Merkel",
    role="Chancellor of Germany",
    institution="German Chancellery",
    jurisdiction="DE",
    since=DAY,
    until=DAY,
    date_basis="weekday",
    kind="statement",
    action="rule_out",
    stance="hold",
    target="Russia",
    quotation="not satisfied",
    sentence="On Tuesday, Angela Merkel announced that her government was not planning further sanctions.",
    span=(0, 90),
    confidence=0.9,
)
NOBODY = replace(
    MERKEL,
    actor="Erika Mustermann",
    role="Minister of Weather",
    institution="Ministry of Weather",
    jurisdiction="JP",
    target="the moon",
    action="threaten",
    stance="escalate",
    quotation="",
    sentence="She threatened the moon with rain.",
    since=date(2015, 7, 1),
    until=date(2015, 7, 1),
)
CONTENT = b"an article"
SNAPSHOT = Snapshot(
    source="document",
    url="https://paper.example/a",
    kind="article",
    retrieved_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    content=CONTENT,
)
DOCUMENT = Document(
    text="…", title="A title", published_on=date(2014, 11, 12), source="https://paper.example/a", zone="UTC"
)


def reading(*statements: Statement, document: Document = DOCUMENT) -> Reading:
    taken = TakenIn(document=document, form="text", basis="as given", snapshot=SNAPSHOT)
    return Reading(taken=taken, claims=(), statements=statements)


def test_a_candidate_carries_the_sentence_the_page_and_the_day() -> None:
    (event,) = candidates((NOBODY,), DOCUMENT, SNAPSHOT)
    assert (event.status, event.provenance, event.verified) == ("review", "document", "no")
    assert NOBODY.sentence in event.evidence
    assert [source.url for source in event.sources] == ["https://paper.example/a"]
    assert event.published_on == date(2015, 7, 1)
    assert event.time.interval.start == datetime(2015, 6, 30, 15, tzinfo=UTC)  # Tokyo
    assert event.time.precision == "day"


def test_an_address_that_a_file_only_claims_is_no_official_source() -> None:
    claimed = replace(DOCUMENT, source="https://home.treasury.gov/news")
    fetched = replace(SNAPSHOT, url="https://home.treasury.gov/news")
    tiers = [
        candidates((MERKEL,), claimed, one)[0].sources[0].tier
        for one in (replace(SNAPSHOT, url="file:a.html"), fetched)
    ]
    assert tiers == ["copy", "official"]


def test_what_was_said_on_the_day_of_the_document_was_public_by_its_publication() -> None:
    said = replace(MERKEL, since=date(2014, 11, 10), until=date(2014, 11, 12))
    published = datetime(2014, 11, 12, 19, 15, tzinfo=UTC)
    at = replace(DOCUMENT, published_at=published)
    (event,) = candidates((said,), at, SNAPSHOT)
    assert (event.time.interval.start, event.time.interval.end) == (datetime(2014, 11, 9, 23, tzinfo=UTC), published)
    (event,) = candidates((said,), at, SNAPSHOT, assumed=True)  # it may have been another hour
    assert event.time.interval.end == datetime(2014, 11, 12, 23, tzinfo=UTC)


@pytest.mark.parametrize("published", [None, datetime(2014, 11, 12, 19, 15, tzinfo=UTC)])
@pytest.mark.parametrize("days", [(DAY, DAY), (date(2014, 11, 10), date(2014, 11, 12))])
def test_a_candidate_can_be_accepted(published: datetime | None, days: tuple[date, date]) -> None:
    itself = replace(MERKEL, actor="German Chancellery", role="officials", sentence="A ; B | C", jurisdiction="XX")
    for told in (MERKEL, itself):
        one = replace(told, since=days[0], until=days[1])
        (event,) = candidates((one,), replace(DOCUMENT, published_at=published), SNAPSHOT)
        back = event_of(row_of(event), provenance="document", status="review")
        assert (back.time, back.title, back.actor, back.role) == (event.time, event.title, event.actor, event.role)


def test_what_leans_no_way_or_has_no_day_is_no_candidate() -> None:
    idle = replace(MERKEL, action="neutral", stance="hold")
    open_ = replace(MERKEL, since=None, until=None)
    wide = replace(MERKEL, since=date(2014, 10, 1))
    assert candidates((idle, open_, wide), DOCUMENT, SNAPSHOT) == ()


def test_sentences_of_one_speaker_day_and_action_are_one_candidate() -> None:
    other = replace(MERKEL, sentence="She saw no reason for sanctions.", confidence=0.5)
    (event,) = candidates((MERKEL, other), DOCUMENT, SNAPSHOT)
    assert MERKEL.sentence in event.evidence
    assert other.sentence in event.evidence
    assert "90 of 100" in event.note


def test_a_file_has_no_address_and_stands_in_the_evidence_alone() -> None:
    (event,) = candidates((MERKEL,), replace(DOCUMENT, source="article.txt", title=""), SNAPSHOT)
    assert event.sources == ()
    assert event.evidence.startswith("document article.txt of 2014-11-12")


def test_a_known_event_gets_the_article_as_a_source_and_no_second_event(own_context: Context) -> None:
    before = get(own_context, "2014-11-11-merkel-no-new-sanctions")
    (found,) = propose(own_context, reading(MERKEL))
    assert found.into == before.id
    after = get(own_context, before.id)
    assert {one.url for one in after.sources} - {one.url for one in before.sources} == {"https://paper.example/a"}
    assert (after.time, after.title, after.status) == (before.time, before.title, "accepted")
    assert found.event.id not in {event.id for event in waiting(own_context).events}
    assert any(f"a further source of {before.id}" in line for line in reading_lines(reading(MERKEL), (found,)))


def test_a_doubt_that_leans_no_way_makes_a_known_event_better_told_and_is_never_an_event(own_context: Context) -> None:
    doubt = replace(
        MERKEL,
        actor="Ben Rhodes",
        role="US Deputy National Security Adviser",
        institution="US White House",
        jurisdiction="US",
        until=date(2014, 11, 12),
        date_basis="open",
        action="neutral",
        sentence="Ben Rhodes doubted that sanctions on Russia had changed much.",
        span=(0, 60),
    )
    unknown = replace(doubt, actor="Max Mustermann", sentence="Max Mustermann doubted that sanctions on Russia work.")
    (found,) = propose(own_context, reading(doubt, unknown))
    assert found.into == "2014-11-11-rhodes-beijing"
    assert "https://paper.example/a" in [source.url for source in get(own_context, found.into).sources]
    assert waiting(own_context).events == ()
    assert propose(own_context, reading(unknown)) == ()


def test_a_reading_that_says_otherwise_than_the_known_event_is_a_question_for_a_person(own_context: Context) -> None:
    (found,) = propose(own_context, reading(replace(MERKEL, action="threaten", stance="escalate")))
    assert found.into == ""
    assert [event.id for event in waiting(own_context).events] == [found.event.id]


def test_another_speaker_of_the_same_house_and_day_is_a_question_for_a_person(own_context: Context) -> None:
    (found,) = propose(own_context, reading(replace(MERKEL, actor="Peter Altmaier", role="Head of the Chancellery")))
    assert found.into == ""
    asked = {(one.event_id, one.into) for one in waiting(own_context).suggestions}
    assert (found.event.id, "2014-11-11-merkel-no-new-sanctions") in asked


def test_what_is_new_waits_and_proposing_again_or_grouping_changes_nothing(own_context: Context) -> None:
    (found,) = propose(own_context, reading(NOBODY))
    assert found.into == ""
    assert found.event.id in {event.id for event in waiting(own_context).events}
    before = waiting(own_context)
    propose(own_context, reading(NOBODY))
    group_announcements(own_context)
    assert waiting(own_context).events == before.events


def test_a_statement_is_told_in_words_and_with_the_names_of_the_contract() -> None:
    lines = list(reading_lines(reading(MERKEL)))
    assert "  Angela Merkel, Chancellor of Germany (DE)" in lines
    assert "    rules out · no change in pressure · about Russia" in lines
    assert "    11 Nov 2014, by its weekday · right in 90 of 100 such readings" in lines
    record = reading_record(reading(MERKEL, replace(MERKEL, since=None, until=None, date_basis="open")))
    first, second = record["statements"]  # type: ignore[misc]
    wanted = "actor role institution jurisdiction date date_basis precision kind action stance quotation sentence span"
    assert {*wanted.split(), "confidence"} <= first.keys()
    assert (first["date"], first["precision"], second["date"], second["precision"]) == (DAY, "day", None, "")
