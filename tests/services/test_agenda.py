"""What is scheduled: licences that end, prolonged terms, next rates and closures, as they were known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tracker.errors import NoDataError
from tracker.events.grouping import candidates
from tracker.model.announcement import Announcement
from tracker.model.event import EventEdit
from tracker.model.scheduled import Scheduled
from tracker.services.agenda import agenda
from tracker.services.context import Context
from tracker.services.cycle import group_announcements
from tracker.services.rates import KnownBy
from tracker.store.unit_of_work import UnitOfWork

LICENCE = Announcement(
    source="us_ofac_recent_actions",
    external_id="20261101 GL 8C",
    published_on=date(2026, 11, 1),
    title="Russia-related General License 8C",
    url="https://authority.example/8c",
    issuer="US OFAC",
    jurisdiction="US",
    topics=("RUSSIA-EO14024",),
    acts=("GL 8C", "EO 14024"),
    expires_on=date(2027, 1, 12),
)
EVENT = candidates((LICENCE,))[0].id
SPAN = (date(2027, 1, 12), date(2027, 1, 13))
RECORDED = datetime(2026, 11, 2, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def recorded(context: Context, *announcements: Announcement, at: datetime = RECORDED) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        work.announcements.add(announcements or (LICENCE,), recorded_at=at, sha256=None)
        work.commit()


def decide(context: Context, action: str) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        work.events.append(EventEdit(event_id=EVENT, action=action, changes=(), reason="read", recorded_at=context.now))
        work.commit()


def ends(context: Context, known: KnownBy | None = None) -> list[Scheduled]:
    found = agenda(context, *SPAN, today=TODAY, known=known).items
    return [one for one in found if one.kind == "expiry"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_licence_ends_at_its_hour_and_is_proposed_until_somebody_decides(context: Context) -> None:
    recorded(context)
    (item,) = ends(context)
    assert (item.day, item.title, item.source) == (SPAN[0], "Russia-related General License 8C ends", "US OFAC")
    assert item.at == at("2027-01-12T05:01"), "12:01 a.m. in Washington"
    assert (item.url, item.status) == (LICENCE.url, "review")
    group_announcements(context)
    assert [one.status for one in ends(context)] == ["review"]
    decide(context, "accept")
    assert [one.status for one in ends(context)] == ["accepted"]
    assert ends(context)[0].uid == item.uid
    decide(context, "reject")
    assert ends(context) == []


def test_an_announcement_that_was_rejected_itself_ends_nothing(context: Context) -> None:
    recorded(context)
    for status, expected in (("accepted", ["accepted"]), ("rejected", [])):
        with UnitOfWork(context.engine, write=True) as work:
            work.announcements.mark(LICENCE.source, LICENCE.external_id, status)
            work.commit()
        assert [one.status for one in ends(context)] == expected


def test_a_licence_that_was_not_public_yet_does_not_end(context: Context) -> None:
    recorded(context)
    assert ends(context, KnownBy(public_by=at("2026-10-31T12:00"))) == []
    assert ends(context, KnownBy(public_by=at("2026-11-01T20:00"))) == [], "its day was not over in Washington"
    assert len(ends(context, KnownBy(public_by=at("2026-11-02T05:00")))) == 1
    recorded(context, replace(LICENCE, published_at=at("2026-11-01T14:00")), at=context.now)
    assert ends(context, KnownBy(public_by=at("2026-11-01T13:59"))) == []
    assert len(ends(context, KnownBy(public_by=at("2026-11-01T14:00")))) == 1


def test_a_licence_ends_as_it_was_recorded(own_context: Context) -> None:
    recorded(own_context, at=own_context.now)
    prolonged = replace(LICENCE, expires_on=date(2027, 3, 12))
    with pytest.raises(NoDataError, match="recorded nothing"):
        ends(own_context, KnownBy(as_of=at("2001-01-01T00:00")))
    with UnitOfWork(own_context.engine, write=False) as work:
        first = work.observations.first_vintage()
    assert first is not None
    later = max(first, own_context.now) + (own_context.now - at("2026-11-22T11:00"))
    recorded(own_context, prolonged, at=later)
    assert ends(own_context) == [], "it ends in March now"
    seen = max(first, own_context.now)
    assert len(ends(own_context.at(later), KnownBy(as_of=seen))) == 1


def test_a_licence_that_another_one_replaced_does_not_end(context: Context) -> None:
    newer = replace(
        LICENCE,
        external_id="20261110 GL 8D",
        published_on=date(2026, 11, 10),
        title="Russia-related General License 8D",
        acts=("GL 8D", "GL 8C", "EO 14024"),
        expires_on=date(2027, 3, 12),
    )
    other = replace(newer, external_id="20261110 GL 13B", title="General License 13B", acts=("GL 13B", "GL 8C"))
    elsewhere = replace(newer, external_id="20261110 GL 8E", topics=("VENEZUELA",), acts=("GL 8E", "GL 8C"))
    recorded(context, LICENCE, other, elsewhere)
    assert len(ends(context)) == 1, "naming a licence is not replacing it, nor is another programme's"
    recorded(context, newer)
    assert ends(context) == []
    assert len(ends(context, KnownBy(public_by=at("2026-11-05T00:00")))) == 1, "the newer one was not out"


def test_a_term_that_was_prolonged_is_said_to_be_once_that_was_public(shipped_context: Context) -> None:
    def settled(public_by: str) -> list[str]:
        known = KnownBy(public_by=at(public_by))
        found = agenda(shipped_context, date(2022, 1, 31), date(2022, 2, 1), today=TODAY, known=known).items
        return [one.settled_by for one in found if one.kind == "rollover"]

    assert settled("2022-01-12T12:00") == [""]
    assert settled("2022-01-15T12:00") == ["2022-01-13-eu-extends-to-jul22"]


def test_the_next_rate_of_each_bank_is_out_at_its_hour(shipped_context: Context) -> None:
    now = at("2026-11-26T14:40")  # ten minutes after the Bank of Russia, twenty before the European Central Bank
    found = agenda(shipped_context.at(now), None, None, today=now.date()).items
    rates = {one.source: (one.day.isoformat(), one.at, one.zone) for one in found if one.kind == "rate"}
    assert rates == {
        "European Central Bank": ("2026-11-26", at("2026-11-26T15:00"), "Europe/Berlin"),
        "Bank of Canada": ("2026-11-26", at("2026-11-26T21:30"), "America/Toronto"),
        "Bank of Russia": ("2026-11-27", at("2026-11-27T14:30"), "Europe/Moscow"),
    }
    later = agenda(shipped_context.at(now), date(2027, 6, 1), None, today=now.date()).items
    assert [one for one in later if one.kind == "rate"] == [], "the next ones are long out by then"


def test_the_next_rate_after_the_holidays_of_the_new_year(shipped_context: Context) -> None:
    eve = at("2025-12-30T20:00")
    found = agenda(shipped_context.at(eve), None, None, today=eve.date()).items
    (moscow,) = [one for one in found if one.kind == "rate" and one.jurisdiction == "RU"]
    assert moscow.day > date(2026, 1, 8)
    (closed,) = [one for one in found if one.kind == "holiday" and one.jurisdiction == "RU" and one.day.year == 2025]
    assert (closed.day, closed.last) == (date(2025, 12, 31), date(2026, 1, 9))


def test_days_nobody_foresaw_are_not_foreseen(shipped_context: Context) -> None:
    """The week free of work from 30 March 2020 was declared on the 25th."""

    def closed(public_by: str) -> list[date]:
        known = KnownBy(public_by=at(public_by))
        found = agenda(shipped_context, date(2020, 3, 30), date(2020, 4, 4), today=TODAY, known=known).items
        return [one.day for one in found if one.kind == "holiday" and one.jurisdiction == "RU"]

    assert closed("2020-03-22T00:00") == []
    assert closed("2020-05-01T00:00") == [date(2020, 3, 30)]
