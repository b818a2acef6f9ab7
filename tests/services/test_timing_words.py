"""The sentence about a conflict: which correlation it quotes, and which series it names."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tracker.analysis.timing import LAGS, Timing, conflicts, odd_ones
from tracker.services.timing_words import TimingAnswer

ONE, TWO, THREE = "USD/RUB@ecb", "USD/RUB@desk", "USD/RUB@third"


def conflict(first: str, second: str, shift: float, high: int, year: int = 2014) -> Timing:
    """A conflict of which the correlation by label is 1 at one lag and nearly nothing at the others."""
    labels = tuple(1.0 if lag == high else 0.02 if lag == 0 else -0.03 for lag in LAGS)
    return Timing(
        first=first,
        second=second,
        year=year,
        n=250,
        observed=labels,
        by_label=labels,
        shift=shift,
        lower=shift - 2,
        upper=shift + 2,
        verdict="conflict",
    )


def said(found: Sequence[Timing]) -> str:
    judged = conflicts(found)
    answer = TimingAnswer(
        series=(), found=tuple(found), supposed=(), conflicts=judged, odd=tuple(odd_ones(judged)), stale_closes={}
    )
    return " ".join(" ".join(answer.lines()).split())


@pytest.mark.parametrize(
    ("shift", "high", "words"),
    [
        (-24.0, -1, "earlier than declared. Its return labelled t {} +1.00 with that of the label before"),
        (24.0, 1, "later than declared. Its return labelled t {} +1.00 with that of the label after"),
        (-48.0, -2, "earlier than declared. Its return labelled t {} +1.00 with that of the second label before"),
        (47.0, 2, "later than declared. Its return labelled t {} +1.00 with that of the second label after"),
    ],
)
def test_the_correlation_quoted_lies_where_the_shift_points(shift: float, high: int, words: str) -> None:
    text = said([conflict(ONE, TWO, shift, high)])
    assert f"{ONE} cannot be right beside {TWO}" in text
    assert words.format("correlates +0.02 with the other's of t and") in text
    assert "Which is wrong these series alone cannot say" in text


@pytest.mark.parametrize(("shift", "word", "label"), [(-24.0, "later", "after"), (24.0, "earlier", "before")])
def test_said_of_the_second_series_both_turn(shift: float, word: str, label: str) -> None:
    lag = -1 if shift < 0 else 1
    agree = Timing(first=ONE, second=THREE, year=2014, n=250, observed=(0.0,) * len(LAGS), verdict="agree")
    text = said([conflict(ONE, TWO, shift, lag), conflict(THREE, TWO, shift, lag), agree])
    assert f"{TWO} cannot be right beside {ONE} (2014): the data fit if it is made 24" in text
    assert f"{word} than declared." in text
    assert f"+1.00 with that of the label {label}" in text
    assert f"The odd one is {TWO}" in text


def test_years_that_conflict_in_opposite_ways_are_told_apart() -> None:
    text = said([conflict(ONE, TWO, -24.0, -1, 2013), conflict(ONE, TWO, 24.0, 1, 2014)])
    assert "(2013)" in text
    assert "(2014)" in text
    assert "as declared than" not in text
