"""What a value may have been before it was rounded."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.rounding import Span, as_printed, exactly, quotient


def span(low, high):
    return Span(low=Decimal(low), high=Decimal(high))


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("0.01710", "0.017095", "0.017105"),
        ("0.0171", "0.01705", "0.01715"),
        ("1.3716", "1.37155", "1.37165"),
        ("82", "81.5", "82.5"),
    ],
)
def test_half_a_unit_of_the_last_printed_digit_zeros_included(printed, low, high):
    assert as_printed(Decimal(printed)) == span(low, high)


def test_a_value_that_may_be_nothing_is_no_rate():
    with pytest.raises(ValueError, match="not a span of rates"):
        as_printed(Decimal("0.0"))


digits = st.integers(1000, 99_999)


@given(digits, digits, st.integers(0, 6), st.integers(0, 6))
def test_a_quotient_is_never_narrower_than_exact_and_hardly_wider(above, below, shift, other):
    one, two = as_printed(Decimal(above).scaleb(-shift)), as_printed(Decimal(below).scaleb(-other))
    found = quotient(one, two)
    low, high = Fraction(one.low) / Fraction(two.high), Fraction(one.high) / Fraction(two.low)
    assert Fraction(found.low) <= low <= high <= Fraction(found.high)
    assert (Fraction(found.high) - Fraction(found.low)) / (high - low) < Fraction("1.000001")


def test_spans_meet_where_one_value_may_be_behind_both():
    assert span("80.1", "80.2").meets(span("80.2", "80.3"))
    assert span("80.1", "80.4").meets(exactly(Decimal("80.2")))
    assert not span("80.1", "80.2").meets(exactly(Decimal("80.21")))
