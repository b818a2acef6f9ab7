"""Events against stored series and against bare schedules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.errors import UsageError
from tracker.model.event import EventSource, EventTime, PolicyEvent
from tracker.model.instants import local_day
from tracker.services import ledger
from tracker.services.align_answer import align_answer
from tracker.services.aligning import align_events, align_on_schedule, align_over, in_reach
from tracker.services.context import Context
from tracker.services.known_events import known_events
from tracker.services.rates import KnownBy, Levels, read_levels

MERKEL = "2014-11-11-merkel-no-new-sanctions"
RHODES = "2014-11-11-rhodes-beijing"


def day_event(day: date, zone: str = "Europe/Berlin", event_id: str = "") -> PolicyEvent:
    return PolicyEvent(
        id=event_id or f"{day.isoformat()}-made-for-a-test",
        title="Made for a test",
        summary="",
        kind="statement",
        action="neutral",
        stance="hold",
        issuer="Somebody",
        jurisdiction="DE",
        time=EventTime(interval=local_day(day, zone), zone=zone, precision="day"),
        published_on=day,
        sources=(EventSource(url="https://example.org/"),),
    )


@pytest.fixture(scope="module")
def november(shipped_context: Context) -> tuple[Levels, tuple[PolicyEvent, ...]]:
    events = known_events(shipped_context)
    merkel = next(event for event in events if event.id == MERKEL)
    return read_levels(shipped_context, "USD/RUB@ecb"), in_reach(events, around=merkel)


def test_two_statements_of_one_date_share_one_fixing_only(
    shipped_context: Context, november: tuple[Levels, tuple[PolicyEvent, ...]]
) -> None:
    levels, events = november
    aligned = align_events(shipped_context, events, levels)
    merkel, rhodes = aligned.events[MERKEL], aligned.events[RHODES]
    assert merkel.alignment.contaminated == ("2014-11-11",)
    assert rhodes.alignment.contaminated == ()
    assert RHODES in merkel.shared_with
    assert MERKEL in rhodes.shared_with
    assert merkel.reaction_earliest == rhodes.reaction
    assert merkel.reaction != merkel.reaction_earliest


def test_a_fixing_of_the_future_counts_as_not_made(
    shipped_context: Context, november: tuple[Levels, tuple[PolicyEvent, ...]]
) -> None:
    levels, events = november
    noon = shipped_context.at(datetime(2014, 11, 12, 12, tzinfo=UTC))
    aligned = align_events(noon, events, levels).events
    assert aligned[MERKEL].alignment.latest is None
    assert aligned[MERKEL].reaction is None
    pending = aligned[MERKEL].alignment.pending
    assert pending is not None
    assert pending.label == "2014-11-12"
    assert aligned[RHODES].alignment.pending is None


def test_what_was_not_published_is_pending_and_not_overdue(shipped_context: Context) -> None:
    asked = KnownBy(public_by=datetime(2014, 11, 12, 12, tzinfo=UTC))
    ((_, reaction),) = align_answer(shipped_context, MERKEL, ("USD/RUB@ecb",), asked).reactions
    assert reaction.alignment.pending is not None
    assert reaction.to_latest is None
    assert reaction.to_earliest is not None
    assert "not stored" not in reaction.alignment.note
    assert "2014-11-12-breedlove-sofia" not in reaction.shared_with


def test_an_event_after_the_instant_asked_for_has_no_rate(shipped_context: Context) -> None:
    asked = KnownBy(public_by=datetime(2014, 11, 10, tzinfo=UTC))
    ((_, reaction),) = align_answer(shipped_context, MERKEL, ("USD/RUB@ecb",), asked).reactions
    assert reaction.alignment.earliest is None
    assert reaction.to_latest is None
    assert reaction.shared_with == ()


@pytest.mark.parametrize("series", ["USD/RUB@ecb", "USD/RUB@cbr", "USD/TRY@ecb", "USD/RUB@yahoo"])
@pytest.mark.parametrize("day", [date(1996, 5, 7), date(2031, 8, 1), date(2026, 11, 22)])
def test_an_event_far_from_every_rate_is_answered(shipped_context: Context, series: str, day: date) -> None:
    event = day_event(day)
    levels = read_levels(shipped_context, series)
    for aligned in (
        align_events(shipped_context, (event,), levels),
        align_on_schedule(shipped_context, (event,), levels, around=event),
    ):
        one = aligned.events[event.id]
        assert one.reaction is None
        assert one.alignment.latest or one.alignment.pending or one.alignment.note


def test_the_next_rate_is_foreseen_over_the_holidays(shipped_context: Context) -> None:
    """Good Friday and Easter Monday are closing days of the ECB."""
    thursday = shipped_context.at(datetime(2021, 4, 1, 18, tzinfo=UTC))
    event = day_event(date(2021, 4, 2))
    levels = read_levels(thursday, "USD/RUB@ecb", KnownBy(public_by=thursday.now))
    pending = align_events(thursday, (event,), levels).events[event.id].alignment.pending
    assert pending is not None
    assert pending.label == "2021-04-06"


def test_a_day_in_the_russian_holidays_waits_for_their_end(shipped_context: Context) -> None:
    event = day_event(date(2020, 1, 2), "Europe/Moscow")
    aligned = align_on_schedule(shipped_context, (event,), read_levels(shipped_context, "USD/RUB@cbr"), around=event)
    alignment = aligned.events[event.id].alignment
    assert alignment.pre is not None
    assert alignment.pre.label == "2020-01-01"
    assert alignment.earliest == alignment.latest
    assert alignment.latest is not None
    assert alignment.latest.label == "2020-01-10"
    assert alignment.gap_days == pytest.approx(9.0)


def test_a_bare_pair_is_aligned_with_every_series_a_report_may_rest_on(shipped_context: Context) -> None:
    event = ledger.get(shipped_context, MERKEL)
    keys = [one.levels.series.key for one in align_over(shipped_context, (event,), ("USD/RUB",))]
    assert keys == ["USD/RUB@ecb", "USD/RUB@cbr", "USD/RUB@yahoo", "USD/RUB@bank_of_canada"]
    with pytest.raises(UsageError):
        align_over(shipped_context, (event,), ("USD/RUB@nobody",))


def test_only_events_nearby_can_share_a_rate() -> None:
    middle = day_event(date(2014, 11, 11))
    events = [day_event(date(2014, 11, 11) + timedelta(days=days)) for days in (-20, -14, 13, 20)]
    assert in_reach((*events, middle), around=middle) == (events[1], events[2], middle)


def test_office_hours_end_the_doubt_about_a_day(office_context: Context, shipped_context: Context) -> None:
    """Before one in the afternoon is before the fixing of ten past two."""
    doubtful = align_answer(shipped_context, MERKEL, ("USD/RUB@ecb",)).reactions[0][1].alignment
    narrowed = align_answer(office_context, MERKEL, ("USD/RUB@ecb",)).reactions[0][1].alignment
    assert doubtful.ambiguous
    assert not narrowed.ambiguous
    assert narrowed.latest == doubtful.earliest


def test_an_assumed_hour_decides_when_a_day_was_public(office_context: Context) -> None:
    afternoon = datetime(2014, 11, 11, 12, 30, tzinfo=UTC)  # half past one in Berlin
    sure = {event.id for event in known_events(office_context, KnownBy(public_by=afternoon))}
    assert MERKEL in sure
    assert "2014-11-12-russian-mod-denial" not in sure


def test_the_ledger_of_a_past_instant_holds_what_was_surely_public(shipped_context: Context) -> None:
    end_of_day = datetime(2014, 11, 11, 23, tzinfo=UTC)  # midnight in Berlin
    before, after = end_of_day - timedelta(seconds=1), end_of_day
    assert MERKEL not in {event.id for event in known_events(shipped_context, KnownBy(public_by=before))}
    assert MERKEL in {event.id for event in known_events(shipped_context, KnownBy(public_by=after))}
    live = shipped_context.at(before)
    assert MERKEL in {event.id for event in known_events(live, KnownBy(public_by=before))}
