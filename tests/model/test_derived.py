"""What is computed from several series: exact, never earlier than its parts, and as doubtful as the worst of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.data.loader import schedule_of, series_of
from tracker.model.derivation import Cross, Gap, Inverse
from tracker.model.derived import Value, derive
from tracker.model.observation import ACCEPTED, RELEASED
from tracker.model.rounding import Span, as_printed
from tracker.model.schedule import Fixing
from tracker.model.series import SeriesName

START = datetime(2024, 6, 13, 7, tzinfo=UTC)
A, B = SeriesName.parse("USD/RUB@cbr"), SeriesName.parse("USD/RUB@yahoo.1h")
NO_SCHEDULE = schedule_of("cbr")
NEAR = Gap(official=A, market=B, match="nearest", reach=timedelta(hours=9))
INSIDE = Gap(official=A, market=B, match="within", least=2)


def value(hours, printed, *, length=0.0, delay=0.0, quality="ok", rounded=False, vintage=0.0, label=None):
    begins = START + timedelta(hours=hours)
    ends = begins + timedelta(hours=length)
    fixing = Fixing(
        label=label or f"{begins:%Y-%m-%dT%H:%M}Z",
        made_from=begins,
        made_to=ends,
        published_at=ends + timedelta(hours=delay),
        method="test",
    )
    number = Decimal(printed)
    return Value(fixing, number, START + timedelta(hours=vintage), quality, as_printed(number) if rounded else None)


def computed(derivation, *parts):
    return derive(derivation, parts, NO_SCHEDULE)


prices = st.decimals(min_value="0.01", max_value="999", places=4)
fixings = st.tuples(st.integers(0, 200), st.sampled_from((0, 1, 5.5)), st.sampled_from((0, 2, 26)), prices)


def ordered(rows, length=None):
    """Values in order of making, one an instant, the windows of one series never overlapping."""
    by_instant = {hours: (own, delay, price) for hours, own, delay, price in rows}
    return [
        value(hours * 6, price, length=own if length is None else length, delay=delay, vintage=hours % 7)
        for hours, (own, delay, price) in sorted(by_instant.items())
    ]


def keys(values):
    return [(one.fixing.made_from, one.fixing.made_to) for one in values]


@given(st.lists(fixings, max_size=12), st.sampled_from((NEAR, Gap(official=A, market=A, match="within"))))
def test_the_gap_of_a_series_to_itself_is_nothing_everywhere(rows, gap):
    own = ordered(rows)
    found = computed(gap, own, own)
    assert keys(found) == keys(own)
    assert {str(one.value) for one in found} <= {"0.0000"}


@given(st.lists(fixings, max_size=12), st.lists(fixings, max_size=12), st.sampled_from((NEAR, INSIDE)))
def test_a_gap_is_never_made_public_or_recorded_before_its_parts_and_no_market_rate_serves_twice(one, two, gap):
    official, market = ordered(one), ordered(two, length=0)
    found = computed(gap, official, market)
    by_label = {value.label: value for value in official}
    for gap_value in found:
        own = by_label[gap_value.label].fixing
        assert gap_value.fixing.made_from <= own.made_from
        assert gap_value.fixing.made_to >= own.made_to
        assert gap_value.fixing.published_at >= own.published_at
        assert gap_value.vintage >= by_label[gap_value.label].vintage
    assert keys(found) == sorted(keys(found))
    assert len({value.label for value in found}) == len(found) <= min(len(official), len(market))


@given(st.integers(100_000, 999_999), st.integers(0, 6), st.booleans())
def test_twice_inverted_is_the_value_itself_to_the_digits_it_has(number, shift, rounded):
    once = Inverse(of=A)
    own = value(0, Decimal(number).scaleb(-shift), rounded=rounded)
    (there,) = computed(once, [own])
    (back,) = computed(once, [there])
    assert back.value.quantize(own.value) == own.value
    assert back.fixing == own.fixing
    if rounded:
        assert back.span.low <= own.span.low <= own.span.high <= back.span.high


def test_a_cross_is_public_with_the_later_and_as_doubtful_as_the_worse_of_its_parts():
    above = [value(0, "50", delay=1, quality=f"{RELEASED}confirmed", vintage=3, label="d"), value(24, "51", label="e")]
    below = [value(1, "2", delay=4, quality=f"{ACCEPTED}ann: seen", vintage=2, label="d"), value(48, "3", label="f")]
    (found,) = computed(Cross(numerator=A, denominator=B), above, below)
    assert (found.value, found.quality, found.span) == (Decimal(25), f"{ACCEPTED}ann: seen", None)
    assert (found.fixing.made_from, found.fixing.made_to) == (START, START + timedelta(hours=1))
    assert (found.fixing.published_at, found.vintage) == (START + timedelta(hours=5), START + timedelta(hours=3))
    provisional = [below[0]._replace(quality="provisional")]
    assert computed(Cross(numerator=A, denominator=B), above, provisional)[0].quality == "provisional"


def test_inside_a_window_the_market_is_the_mean_of_what_was_made_there():
    official = [value(0, "90", length=5.5, delay=2)]
    market = [value(hour, price) for hour, price in ((-1, "1"), (0, "89"), (3, "90"), (5.5, "91"), (6, "1"))]
    (found,) = computed(INSIDE, official, market)
    assert (str(found.value), found.label) == ("0.0000", official[0].label)
    assert found.fixing.made_to == official[0].fixing.made_to
    assert computed(INSIDE, official, market[:2]) == []  # one rate where two are the least
    assert computed(INSIDE, official, [value(0, "89"), value(5, "91", length=1)]) == []  # one that ends too late
    (lower,) = computed(INSIDE, [value(0, "89.1", length=5.5)], market)
    assert str(lower.value) == "-1.0000"


def test_the_nearest_rate_is_matched_up_to_its_reach_and_by_the_nearer_of_two_claims():
    official = [value(0, "90", length=5.5), value(24, "91", length=5.5)]
    assert [str(one.value) for one in computed(NEAR, official, [value(14.5, "88")])] == ["2.2727"]
    assert computed(NEAR, official, [value(14.51, "88")]) == []
    assert computed(NEAR, official, [value(-9.01, "88")]) == []
    short = [value(0, "90"), value(4, "91")]
    (found,) = computed(NEAR, short, [value(3, "90")])
    assert (found.label, str(found.value)) == (short[1].label, "1.1111")
    assert (found.fixing.made_from, found.fixing.made_to) == (START + timedelta(hours=3), START + timedelta(hours=4))
    assert [one.label for one in computed(NEAR, short, [value(1, "90")])] == [short[0].label]


def test_what_rounding_leaves_open_of_one_part_is_left_open_of_the_gap_which_may_have_either_sign():
    (found,) = computed(NEAR, [value(0, "80.00")], [value(0, "80.0", rounded=True)])
    assert (str(found.value), found.span.low < 0 < found.span.high) == ("0.0000", True)
    assert found.span == Span(low=Decimal("-0.062460961900"), high=Decimal("0.06253908700"))
    (exact,) = computed(NEAR, [value(0, "80.00")], [value(0, "80.0")])
    assert exact.span is None


def test_a_basket_is_the_exact_sum_of_its_units_and_says_what_it_holds():
    basket = series_of(SeriesName.parse("BASKET/RUB@cbr")).derivation
    dollar = [value(day * 24, price, label=label) for day, (label, price) in enumerate(DOLLAR.items())]
    euro = [value(day * 24, price, label=label) for day, (label, price) in enumerate(EURO.items())]
    found = {one.label: one for one in computed(basket, dollar, euro)}
    assert {label: str(one.value) for label, one in found.items()} == {
        "2005-02-07": "29.058470",
        "2007-03-01": "29.924005",
        "2014-07-30": "41.137220",
        "2014-12-18": "75.346855",
    }
    assert found["2007-03-01"].fixing.method == "0.55 USD + 0.45 EUR, test"
    assert found["2005-02-07"].fixing.method == "0.90 USD + 0.10 EUR, test"


# Of 2007 and 2014 as the Bank of Russia or newspapers told them beside the basket (41.14 and 75.35); the rest made up.
DOLLAR = {
    "2005-01-31": "28.0845",
    "2005-02-07": "28.1623",
    "2007-03-01": "26.1481",
    "2014-07-30": "35.6339",
    "2014-12-18": "67.7851",
    "2018-08-01": "62.5000",
    "2018-08-02": "62.5000",
}
EURO = {
    "2005-01-31": "36.6",
    "2005-02-07": "37.1240",
    "2007-03-01": "34.5390",
    "2014-07-30": "47.8635",
    "2014-12-18": "84.5890",
    "2018-08-01": "73.0000",
}


@pytest.mark.parametrize("wrong", [{"match": "near"}, {"match": "within", "least": 0}, {"match": "nearest"}])
def test_a_gap_without_a_rule_to_match_by_is_refused(wrong):
    with pytest.raises(ValueError, match="no rule to match by"):
        Gap(official=A, market=B, **wrong)
