"""What is said when the rate that could or must know is not there: pending, ended, not begun, missing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.events.alignment import FixingIndex
from tracker.model.instants import Interval, local_day


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_first_that_must_know_is_pending_when_one_that_could_exists(skeleton, ledger):
    ecb = skeleton("ecb_rub", "2014-11-03", "2014-11-11")
    alignment = ecb.align(ledger["2014-11-11-merkel-no-new-sanctions"], now=utc("2014-11-11T20:00"))

    assert alignment.earliest.label == "2014-11-11"
    assert alignment.latest is None
    assert alignment.ambiguous
    assert alignment.contaminated == ("2014-11-11",)
    assert alignment.spans == 0
    assert alignment.pending.label == "2014-11-12"
    assert alignment.pending.expected_at == utc("2014-11-12T13:30")


def test_a_rate_made_exactly_at_the_end_of_the_interval_is_the_one_that_must_know(skeleton):
    ecb = skeleton("ecb_rub", "2014-11-03", "2014-11-11")
    bounded = Interval(start=utc("2014-11-11T13:00"), end=utc("2014-11-12T13:10"))
    alignment = ecb.align(bounded, now=utc("2014-11-11T20:00"))

    assert alignment.pending.label == "2014-11-12"


def test_a_rate_made_after_now_counts_as_not_made(skeleton):
    full = skeleton("ecb_rub", "2014-11-03", "2014-11-28")
    alignment = full.align(
        Interval(start=utc("2014-11-11T20:00"), end=utc("2014-11-11T20:30")), utc("2014-11-12T09:00")
    )

    assert (alignment.earliest, alignment.latest) == (None, None)
    assert alignment.pending.label == "2014-11-12"


def test_publication_moved_to_four_o_clock_in_july_2016(skeleton):
    before = skeleton("ecb_rub", "2016-06-20", "2016-06-29").align(
        local_day(date(2016, 6, 29), "UTC"), utc("2016-06-29T22:00")
    )
    after = skeleton("ecb_rub", "2016-06-20", "2016-06-30").align(
        local_day(date(2016, 6, 30), "UTC"), utc("2016-06-30T22:00")
    )

    assert before.pending.expected_at == utc("2016-06-30T12:30")
    assert after.pending.expected_at == utc("2016-07-01T14:00")
    assert not after.method_break


def test_a_series_that_has_ended_is_not_pending_and_says_so(skeleton, ledger):
    ecb = skeleton("ecb_rub", "2022-02-14", "2022-03-01")
    alignment = ecb.align(ledger["2022-03-03-us-oligarchs"])

    assert alignment.pre.label == "2022-03-01"
    assert (alignment.earliest, alignment.latest, alignment.pending) == (None, None, None)
    assert "ended on 2022-03-01" in alignment.note


def test_the_last_rate_of_an_ended_series_could_know_but_none_must(skeleton, ledger):
    ecb = skeleton("ecb_rub", "2022-02-14", "2022-03-01")
    alignment = ecb.align(ledger["2022-03-01-decree-81"])

    assert alignment.earliest.label == "2022-03-01"
    assert (alignment.latest, alignment.pending) == (None, None)
    assert "ended" in alignment.note


def test_an_event_before_the_series_begins_says_so(skeleton):
    ecb = skeleton("ecb_rub", "2014-11-03", "2014-11-28")
    alignment = ecb.align(local_day(date(2014, 10, 15), "Europe/Berlin"))

    assert (alignment.pre, alignment.earliest, alignment.latest, alignment.pending) == (None, None, None, None)
    assert "begins with 2014-11-03" in alignment.note


@pytest.mark.parametrize(("now", "label"), [("2014-11-11T08:00", "2014-11-12"), ("2014-12-24T12:00", None)])
def test_without_any_observation_only_a_rate_still_to_come_is_pending(skeleton, ledger, now, label):
    cbr = skeleton("cbr", "2014-11-03", "2014-11-28")
    empty = type(cbr)(cbr.series, cbr.schedule, cbr.calendar, FixingIndex(()))
    alignment = empty.align(ledger["2014-11-11-rhodes-beijing"], now=utc(now))

    assert (alignment.pending and alignment.pending.label) == label
    assert "no observation of USD/RUB@cbr is stored" in alignment.note


def test_a_stale_store_says_that_rates_are_missing(skeleton, ledger):
    ecb = skeleton("ecb_rub", "2014-10-20", "2014-10-31")
    alignment = ecb.align(ledger["2014-11-11-rhodes-beijing"], now=utc("2014-11-13T12:00"))

    assert alignment.pending.label == "2014-11-11"
    assert "due by now but is not stored" in alignment.note
    assert "the newest rate stored is labelled 2014-10-31" in alignment.note


def test_a_pending_rate_is_not_expected_on_a_holiday(skeleton):
    ecb = skeleton("ecb_rub", "2014-12-15", "2014-12-24")
    alignment = ecb.align(local_day(date(2014, 12, 25), "Europe/Berlin"), now=utc("2014-12-25T12:00"))

    assert alignment.pending.label == "2014-12-29"


def test_over_a_russian_new_year_the_pending_rate_is_made_after_the_holidays(skeleton):
    cbr = skeleton("cbr", "2024-12-16", "2024-12-28")
    alignment = cbr.align(local_day(date(2025, 1, 2), "Europe/Moscow"), now=utc("2025-01-02T12:00"))

    assert alignment.pre.label == "2024-12-29"  # made on the working Saturday
    assert alignment.pending.label == "2025-01-10"


def test_hourly_bars_pause_at_the_weekend(skeleton):
    yahoo = skeleton("ecb_rub", "2026-11-16", "2026-11-20")
    from tracker.data.loader import schedules

    bars = schedules()["yahoo_1h"]
    upcoming = next(bars.upcoming(utc("2026-11-21T10:20"), yahoo.calendar))
    following = next(bars.upcoming(utc("2026-11-20T10:00"), yahoo.calendar))

    assert upcoming.label == "2026-11-23T01:00:00Z"
    assert following.label == "2026-11-20T11:00:00Z"


def test_two_fixings_of_one_label_are_refused(skeleton):
    fixing = skeleton("ecb_rub", "2014-11-03", "2014-11-03").index.fixings[0]

    with pytest.raises(ValueError, match="2014-11-03"):
        FixingIndex((fixing, fixing))
