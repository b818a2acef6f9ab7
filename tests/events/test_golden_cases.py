"""The golden cases: facts that any change of the rule must leave standing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tracker.events.windows import reaction
from tracker.model.instants import Interval, local_day, local_instant

# EUR/USD and EUR/RUB of the ECB, as printed.
ECB = {
    "2014-11-10": (Decimal("1.2486"), Decimal("56.788")),
    "2014-11-11": (Decimal("1.2424"), Decimal("57.987")),
    "2014-11-12": (Decimal("1.2467"), Decimal("57.718")),
}
USD_RUB = {label: rub / usd for label, (usd, rub) in ECB.items()}


def ends(alignment):
    return tuple(fixing.label if fixing else None for fixing in (alignment.pre, alignment.earliest, alignment.latest))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def cbr(skeleton):
    return skeleton("cbr", "2014-10-01", "2015-02-28")


@pytest.fixture(scope="module")
def ecb(skeleton):
    return skeleton("ecb_rub", "2014-10-01", "2015-02-28")


def test_1_rhodes_in_beijing_met_the_rates_made_on_11_november(ledger, cbr, ecb):
    rhodes = ledger["2014-11-11-rhodes-beijing"]
    at_cbr, at_ecb = cbr.align(rhodes), ecb.align(rhodes)

    assert ends(at_cbr) == ("2014-11-11", "2014-11-12", "2014-11-12")
    assert (at_cbr.latest.made_from, at_cbr.latest.made_to) == (utc("2014-11-11T07:00"), utc("2014-11-11T08:30"))
    assert ends(at_ecb) == ("2014-11-10", "2014-11-11", "2014-11-11")
    assert at_ecb.latest.made_to == utc("2014-11-11T13:10")
    assert not at_cbr.ambiguous
    assert not at_ecb.ambiguous
    assert (at_cbr.spans, at_ecb.spans) == (1, 1)


def test_2_merkel_of_the_same_date_belongs_to_different_fixings(ledger, cbr, ecb):
    merkel = ledger["2014-11-11-merkel-no-new-sanctions"]
    at_cbr, at_ecb = cbr.align(merkel), ecb.align(merkel)

    assert ends(at_ecb) == ("2014-11-10", "2014-11-11", "2014-11-12")
    assert at_ecb.contaminated == ("2014-11-11",)
    assert at_ecb.ambiguous
    assert at_ecb.spans == 2
    assert ends(at_cbr) == ("2014-11-11", "2014-11-12", "2014-11-13")
    assert at_cbr.pre.made_to == utc("2014-11-10T08:30")


def test_2_merkel_met_a_fall_or_a_rise_of_the_rouble(ledger, ecb):
    alignment = ecb.align(ledger["2014-11-11-merkel-no-new-sanctions"])
    headline, earliest = reaction(alignment, USD_RUB)
    after_tuesday = USD_RUB["2014-11-12"] / USD_RUB["2014-11-11"]

    assert earliest.value_change == pytest.approx(-0.026, abs=0.0005)
    assert float(1 / after_tuesday - 1) == pytest.approx(+0.008, abs=0.0005)
    assert headline.log_return == pytest.approx(earliest.log_return + float(after_tuesday.ln()))


def test_2_the_pair_and_the_value_of_the_rouble_are_two_measures(ledger, ecb):
    move, _ = reaction(ecb.align(ledger["2014-11-11-rhodes-beijing"]), USD_RUB)

    assert move.pair_change == pytest.approx(0.0262, abs=0.0001)
    assert move.value_change == pytest.approx(-0.0255, abs=0.0001)


def test_3_a_friday_known_by_its_day_in_washington(ledger, skeleton):
    oligarchs = ledger["2018-04-06-ofac-oligarchs"]
    at_ecb = skeleton("ecb_rub", "2018-03-26", "2018-04-20").align(oligarchs)
    at_cbr = skeleton("cbr", "2018-03-26", "2018-04-20").align(oligarchs)

    assert ends(at_ecb) == ("2018-04-05", "2018-04-06", "2018-04-09")
    assert at_ecb.earliest.made_to == utc("2018-04-06T12:10")
    assert ends(at_cbr) == ("2018-04-06", "2018-04-07", "2018-04-10")
    assert (at_cbr.earliest.made_from, at_cbr.earliest.made_to) == (utc("2018-04-06T07:00"), utc("2018-04-06T08:30"))
    assert at_cbr.latest.made_from == utc("2018-04-09T07:00")


def test_4_a_saturday_night_meets_monday(ledger, skeleton):
    swift = ledger["2022-02-26-joint-statement-swift-cbr"]
    at_ecb = skeleton("ecb_rub", "2022-02-14", "2022-03-01").align(swift)
    at_cbr = skeleton("cbr", "2022-02-14", "2022-03-11").align(swift)

    assert ends(at_ecb) == ("2022-02-25", "2022-02-28", "2022-02-28")
    assert not at_ecb.ambiguous
    assert ends(at_cbr) == ("2022-02-26", "2022-03-01", "2022-03-01")
    assert at_cbr.pre.made_to.date() == date(2022, 2, 25)
    assert at_cbr.latest.made_to.date() == date(2022, 2, 28)


def test_5_the_float_and_breedlove_have_a_bound_and_no_ambiguity(ledger, ecb):
    floated = ecb.align(ledger["2014-11-10-cbr-free-float"])
    breedlove = ecb.align(ledger["2014-11-12-breedlove-sofia"])

    assert ends(floated) == ("2014-11-07", "2014-11-10", "2014-11-10")
    assert ends(breedlove) == ("2014-11-11", "2014-11-12", "2014-11-12")
    assert not floated.ambiguous
    assert not breedlove.ambiguous


def test_5_the_russian_denial_of_the_same_day_is_ambiguous(ledger, ecb):
    denial = ecb.align(ledger["2014-11-12-russian-mod-denial"])

    assert ends(denial) == ("2014-11-11", "2014-11-12", "2014-11-13")
    assert denial.ambiguous


def test_6_moscow_changed_its_clock_on_26_october_2014(cbr):
    friday, monday = (cbr.index.fixings[cbr.index.position(label)] for label in ("2014-10-25", "2014-10-28"))
    sunday = local_day(date(2014, 10, 26), "Europe/Moscow")

    assert (friday.made_from, friday.made_to) == (utc("2014-10-24T06:00"), utc("2014-10-24T07:30"))
    assert (monday.made_from, monday.made_to) == (utc("2014-10-27T07:00"), utc("2014-10-27T08:30"))
    assert sunday.end - sunday.start == timedelta(hours=25)
    assert ends(cbr.align(sunday)) == ("2014-10-25", "2014-10-28", "2014-10-28")


def test_6_the_moment_between_the_old_and_the_new_offset(cbr):
    """07:40 UTC was past the window on Friday the 24th and inside it on Monday the 27th."""
    friday, monday = (Interval(start=utc(f"2014-10-{day}T07:40"), end=utc(f"2014-10-{day}T08:10")) for day in (24, 27))

    assert ends(cbr.align(friday)) == ("2014-10-25", "2014-10-28", "2014-10-28")
    assert ends(cbr.align(monday)) == ("2014-10-25", "2014-10-28", "2014-10-29")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2014, 10, 21), ("2014-10-21", "2014-10-22", "2014-10-22")),  # both on summer time: after 14:10
        (date(2014, 10, 28), ("2014-10-27", "2014-10-28", "2014-10-29")),  # Europe back, America not: across 14:10
        (date(2014, 11, 4), ("2014-11-04", "2014-11-05", "2014-11-05")),  # both back: after 14:10 again
    ],
)
def test_6_five_past_nine_in_washington_in_the_week_between_the_clock_changes(ecb, day, expected):
    start = local_instant(day, datetime(2014, 1, 1, 9, 5).time(), "America/New_York")  # noqa: DTZ001 - a wall clock

    assert ends(ecb.align(Interval(start=start, end=start + timedelta(minutes=30)))) == expected


def test_7_on_the_evening_of_the_holiday_no_rate_can_know_yet(ledger, skeleton):
    cbr = skeleton("cbr", "2024-06-01", "2024-06-28")
    alignment = cbr.align(ledger["2024-06-12-ofac-moex"], now=utc("2024-06-12T18:00"))

    assert ends(alignment) == ("2024-06-12", None, None)
    assert alignment.pre.made_to.date() == date(2024, 6, 11)
    assert alignment.pending.label == "2024-06-14"
    assert alignment.pending.made_from == utc("2024-06-13T07:00")
    assert alignment.pending.made_to == utc("2024-06-13T12:30")
    assert alignment.pending.expected_at > alignment.pending.made_to
    assert "another method" in alignment.note


def test_7_the_next_observation_has_another_method(ledger, skeleton):
    cbr = skeleton("cbr", "2024-06-01", "2024-06-28")
    alignment = cbr.align(ledger["2024-06-12-ofac-moex"])

    assert ends(alignment) == ("2024-06-12", "2024-06-14", "2024-06-14")
    assert alignment.method_break
    assert alignment.pending is None


def test_8_between_new_year_and_the_end_of_the_holidays(cbr):
    alignment = cbr.align(local_day(date(2015, 1, 2), "Europe/Moscow"))

    assert ends(alignment) == ("2015-01-01", "2015-01-13", "2015-01-13")
    assert alignment.gap_days == 12
    assert "12 days" in alignment.note
    assert not alignment.ambiguous


def test_a_sunday_known_only_by_day_is_not_ambiguous(ecb):
    alignment = ecb.align(local_day(date(2014, 11, 9), "Europe/Kyiv"))

    assert ends(alignment) == ("2014-11-07", "2014-11-10", "2014-11-10")


def test_an_instant_at_the_very_instant_of_a_point_is_not_contained_in_it(ecb):
    fixing = utc("2014-11-11T13:10")

    assert ends(ecb.align(Interval(start=fixing, end=fixing))) == ("2014-11-11", "2014-11-12", "2014-11-12")
