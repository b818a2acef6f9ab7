"""What a report says lies ahead: what was known then, and only what somebody stands for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.services.test_agenda import LICENCE, recorded
from tracker.model.period import Period, iso_week
from tracker.reports.briefing import AheadItem
from tracker.services import ledger
from tracker.services.ahead import items_ahead
from tracker.services.context import Context
from tracker.services.known_events import public_events
from tracker.services.rates import KnownBy
from tracker.store.unit_of_work import UnitOfWork


def ahead(context: Context, week: str, known: KnownBy | None = None) -> list[AheadItem]:
    period: Period = iso_week(week, zone="UTC", now=context.now)
    asked = (known or KnownBy()).at(context.now)
    events = ledger.list_events(context, as_of=asked.as_of)
    public = public_events(context, asked, events)
    return list(items_ahead(context, period, asked, recorded=events, public=public))


def told(items: list[AheadItem]) -> list[tuple[str, str]]:
    return [(item.day.isoformat(), item.what) for item in items]


def test_a_meeting_ahead_has_its_hour_its_source_and_its_event(shipped_context: Context) -> None:
    (meeting,) = [one for one in ahead(shipped_context, "2024-W29") if one.kind == "rate_meeting"]
    assert (meeting.day, meeting.at) == (date(2024, 7, 26), datetime(2024, 7, 26, 10, 30, tzinfo=UTC))
    assert (meeting.zone, meeting.url) == ("Europe/Moscow", "https://www.cbr.ru/dkp/cal_mp/")
    assert meeting.event_id == "2024-07-26-cbr-hike-18"
    before = KnownBy(public_by=datetime(2024, 7, 22, tzinfo=UTC))
    (then,) = [one for one in ahead(shipped_context, "2024-W29", before) if one.kind == "rate_meeting"]
    assert then == replace(meeting, event_id=""), "what it decided is not hinted at before"


def test_one_meeting_in_calendar_and_ledger_is_told_once(shipped_context: Context) -> None:
    found = ahead(shipped_context, "2024-W29")
    assert len([one for one in found if one.day == date(2024, 7, 26)]) == 1
    assert told(ahead(shipped_context, "2014-W49")) == [("2014-12-11", "Bank of Russia")], "no calendar of 2014 is read"


def test_a_term_that_was_prolonged_before_the_week_was_over_does_not_end(shipped_context: Context) -> None:
    def rollovers(week: str, known: KnownBy | None = None) -> list[str]:
        return [one.what for one in ahead(shipped_context, week, known) if one.kind == "rollover"]

    assert rollovers("2022-W03") == [], "prolonged on 13 January"
    (said,) = rollovers("2022-W03", KnownBy(public_by=datetime(2022, 1, 12, tzinfo=UTC)))
    assert said.startswith("EU economic sanctions on Russia")
    assert said.endswith("no prolongation is known")
    (economic,) = rollovers("2024-W29")
    assert "2014/512" in economic, "prolonged on 22 July, when the week was over"
    assert rollovers("2024-W30") == []
    (crimea,) = rollovers("2024-W24")
    assert "2014/386" in crimea


def test_what_was_learned_after_the_week_is_not_ahead_of_it(own_context: Context) -> None:
    """Of the week of 16 November a licence published on the 24th says nothing, one of the 1st does."""
    early = replace(LICENCE, expires_on=date(2026, 11, 27))
    late = replace(
        early,
        external_id="20261124 GL 9",
        published_on=date(2026, 11, 24),
        title="General License 9",
        acts=("GL 9",),
        expires_on=date(2026, 12, 3),
    )
    recorded(own_context, early, late)
    now = own_context.at(datetime(2026, 11, 26, tzinfo=UTC))
    with UnitOfWork(own_context.engine, write=True) as work:
        for one in (early, late):
            work.announcements.mark(one.source, one.external_id, "accepted")
        work.commit()
    licences = [one for one in ahead(now, "2026-W47") if one.kind == "expiry"]
    assert told(licences) == [("2026-11-27", "Russia-related General License 8C ends")]
    assert licences[0].at == datetime(2026, 11, 27, 5, 1, tzinfo=UTC)
    following = [one for one in ahead(now, "2026-W48") if one.kind == "expiry"]
    assert told(following) == [("2026-12-03", "General License 9 ends")]


def test_what_nobody_has_decided_on_is_not_reported(own_context: Context) -> None:
    recorded(own_context, replace(LICENCE, expires_on=date(2026, 11, 27)))
    assert [one for one in ahead(own_context, "2026-W46") if one.kind == "expiry"] == []


def test_a_fortnight_is_looked_at_and_no_more(shipped_context: Context) -> None:
    days = [one.day for one in ahead(shipped_context, "2026-W49")]
    assert days
    assert min(days) >= date(2026, 12, 7)
    assert date(2026, 12, 18) in days
    assert max(days) < date(2026, 12, 21)
