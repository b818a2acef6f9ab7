"""Announcements of one issuer and day become one candidate that waits for a person."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.data.event_file import event_of, row_of
from tracker.events.grouping import HOME_ZONES, candidates
from tracker.events.merging import merge
from tracker.model.announcement import Announcement
from tracker.model.event import JURISDICTIONS


def notice(number="2026-1", title="Notice of OFAC Sanctions Actions", day=date(2026, 11, 3), **more):
    fields = {
        "issuer": "Office of Foreign Assets Control",
        "jurisdiction": "US",
        "url": f"https://example.org/{number}",
    }
    return Announcement(
        source="us_federal_register", external_id=number, published_on=day, title=title, **(fields | more)
    )


def test_one_issuer_and_day_is_one_event():
    (event,) = candidates([notice("2"), notice("1", adopted_on=date(2026, 10, 30))])

    assert event.id == "2026-11-03-us-office-of-foreign-assets-control"
    assert (event.status, event.provenance, event.verified) == ("review", "source", "no")
    assert (event.time.precision, event.time.zone) == ("day", "America/New_York")
    assert event.time.interval.start == datetime(2026, 11, 3, 5, tzinfo=UTC)
    assert [source.url for source in event.sources] == ["https://example.org/1", "https://example.org/2"]
    assert event.adopted_on == date(2026, 10, 30)


def test_days_and_issuers_are_kept_apart_in_order():
    found = candidates([notice("3", day=date(2026, 11, 4)), notice("1"), notice("2", issuer="The President")])
    assert [event.id for event in found] == [
        "2026-11-03-us-office-of-foreign-assets-control",
        "2026-11-03-us-the-president",
        "2026-11-04-us-office-of-foreign-assets-control",
    ]


def test_what_is_about_another_programme_alone_is_another_event_of_the_day():
    package = [notice("1", topics=("Russia",)), notice("2", topics=("Russia", "Belarus")), notice("3")]
    found = candidates([*package, notice("4", topics=("Belarus",)), notice("5", topics=("Ukraine", "Iran"))])
    assert [(event.id, len(event.sources)) for event in found] == [
        ("2026-11-03-us-office-of-foreign-assets-control", 4),
        ("2026-11-03-us-office-of-foreign-assets-control-about-belarus", 1),
    ]
    assert merge(found).events == found


def test_the_order_of_arrival_and_a_late_document_leave_the_id_alone():
    one, two, three = notice("1"), notice("2", "Publication of a Web General License"), notice("3", "Another")

    assert candidates([one, two]) == candidates([two, one])
    assert candidates([one])[0].id == candidates([three, two, one])[0].id


@pytest.mark.parametrize(
    ("title", "reading"),
    [
        ("Notice of OFAC Sanctions Actions", ("designation", "expand", "escalate")),
        ("Blocking or Unblocking of Persons and Properties", ("designation", "expand", "escalate")),
        (
            "Publication of Russian Sanctions Regulations Web General License 13P",
            ("delisting_easing", "ease", "deescalate"),
        ),
        ("Continuation of the National Emergency With Respect to Ukraine", ("legal_framework", "extend", "hold")),
        ("Blocking Property of Additional Persons", ("legal_framework", "impose", "escalate")),
        ("Notice of Removal of Persons From the List", ("delisting_easing", "lift", "deescalate")),
        (
            "Russia-related Designations; Issuance of Russia-related General License",
            ("designation", "expand", "escalate"),
        ),
        ("Issuance of Russia-related General License", ("delisting_easing", "ease", "deescalate")),
        ("Ukraine-related Designation Removals", ("delisting_easing", "lift", "deescalate")),
        ("Ukraine-related Designations; Iran-related Designation Removals", ("designation", "neutral", "hold")),
        ("Exports of gold and imports of oil: a ban", ("trade_embargo", "expand", "escalate")),
        ("Export Prohibited, Import Free", ("trade_embargo", "expand", "escalate")),
        ("The ban on imports", ("legal_framework", "neutral", "hold")),
        ("Export bank", ("legal_framework", "neutral", "hold")),
        ("Meeting of the Advisory Committee", ("legal_framework", "neutral", "hold")),
    ],
)
def test_the_first_reading_of_a_title(title, reading):
    (event,) = candidates([notice(title=title)])
    assert (event.kind, event.action, event.stance) == reading


@pytest.mark.parametrize("word", ["import ", "exporta", "prohibit import "])
def test_a_title_without_end_is_read_to_its_end(word):
    (without,) = candidates([notice(title=word * 100_000 + "bank")])
    (with_a_ban,) = candidates([notice(title=word * 100_000 + " import ban")])
    assert (without.kind == "trade_embargo", with_a_ban.kind == "trade_embargo") == (
        word.startswith("prohibit"),
        True,
    )


def test_a_candidate_is_a_valid_row_whatever_the_feed_put_in_its_titles():
    (event,) = candidates([notice(title="A\n\u202etitle\x1b[31m", summary="two\nlines", topics=("a\tb",))])
    assert event_of(row_of(event), provenance="source", status="review").title == "A title [31m"


def test_every_jurisdiction_has_a_home():
    assert HOME_ZONES.keys() == JURISDICTIONS
