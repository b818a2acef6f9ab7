"""The article the product grew from: who said what, when, and which way it leans."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.data.actors import gazetteer
from tracker.model.document import Document
from tracker.statements.reader import read_statements

TUESDAY, WEDNESDAY = date(2014, 11, 11), date(2014, 11, 12)


@pytest.fixture
def found(shared):
    text = (shared / "seed" / "article-2014-11-12.txt").read_text("utf-8")
    return read_statements(Document(text=text, published_on=WEDNESDAY, zone="America/New_York"), gazetteer())


def of(found, actor):
    return [one for one in found if one.actor == actor]


def test_the_chancellor_rules_further_sanctions_out_on_tuesday(found):
    first = of(found, "Angela Merkel")[0]
    assert (first.role, first.jurisdiction) == ("Chancellor of Germany", "DE")
    assert (first.since, first.until, first.date_basis) == (TUESDAY, TUESDAY, "weekday")
    assert (first.action, first.stance, first.target) == ("rule_out", "hold", "Russia")


def test_the_adviser_doubts_on_a_day_that_stays_open_within_those_of_the_article(found):
    (only,) = of(found, "Ben Rhodes")
    assert (only.role, only.jurisdiction) == ("US Deputy National Security Adviser", "US")
    assert (only.action, only.stance) == ("neutral", "hold")
    assert (only.since, only.until, only.date_basis) == (TUESDAY, WEDNESDAY, "open")
    assert only.confidence < max(one.confidence for one in of(found, "Angela Merkel"))


def test_the_commander_condemns_on_wednesday(found):
    first = of(found, "Philip Breedlove")[:3]
    assert {one.institution for one in first} == {"NATO"}
    assert {(one.since, one.action, one.stance) for one in first} == {(WEDNESDAY, "condemn", "escalate")}


def test_the_spokesman_printed_another_way_denies_on_wednesday(found):
    both = of(found, "Igor Konashenkov")
    assert {one.institution for one in both} == {"Russian Ministry of Defence"}
    assert {(one.since, one.until, one.action, one.stance) for one in both} == {(WEDNESDAY, WEDNESDAY, "deny", "hold")}


def test_persons_no_table_knows_speak_with_their_printed_titles(found):
    roles = {one.actor: one.role for one in found}
    assert roles["N.R. Jenzen-Jones"] == "ARES Director"
    assert roles["Jay Janzen"] == "NATO Lieutenant-Colonel"
    assert "Bernadette Meehan" in roles


def test_nothing_is_said_by_a_photographer_a_publication_a_reporter_or_a_place(found):
    speakers = {one.actor for one in found}
    assert speakers <= {
        "Angela Merkel",
        "Ben Rhodes",
        "Bernadette Meehan",
        "Igor Konashenkov",
        "Jay Janzen",
        "N.R. Jenzen-Jones",
        "NATO",
        "OSCE",
        "Philip Breedlove",
        "Russian Government",
    }
