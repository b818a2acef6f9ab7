"""Lead and lag from returns: known shifts are found, right instants left alone, the odd one named only if known.

The shares measured on more seeds stand with `tracker.analysis.timing.timing`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tracker.analysis.overlap import business_hours, covariance, expected_correlation
from tracker.analysis.timing import LAGS, TOLERANCE, Timing, Track, conflicts, odd_ones, timing

DAYS = 260
PER_HOUR = 2
MONDAY = 2600 * 168.0 - 72.0  # hours since 1970 of a Monday 00:00 UTC
EVER = {"begin": -1e9, "end": 1e9}


def walk(seed: int) -> NDArray[np.float64]:
    """A random walk with fat tails (t with 3 degrees) and a volatility that wanders, half-hourly, weekends left out."""
    random = np.random.default_rng(seed)
    volatility = np.exp(np.repeat(np.cumsum(random.normal(0, 0.05, DAYS)), 24 * PER_HOUR))
    moves: NDArray[np.float64] = random.standard_t(3, DAYS * 24 * PER_HOUR) * volatility * 1e-3
    return np.cumsum(moves)


def track(
    path: NDArray[np.float64], hour: float, *, width: float = 0.0, said: float = 0.0, noise: float = 0.0, seed: int = 0
) -> Track:
    """The walk read once a weekday over ``width`` hours to ``hour``, declared ``said`` hours later than it was made."""
    ends = np.arange(3, DAYS - 3) * 24.0 + hour
    values = np.array([path[int((e - width) * PER_HOUR) : int(e * PER_HOUR) + 1].mean() for e in ends])
    values = values + np.random.default_rng(seed).normal(0, 1, len(values)) * noise * np.diff(values).std()
    made_from, made_to = (calendar(ends + said - width), calendar(ends + said))
    days = np.floor(made_to / 24).astype(np.int64)
    return Track(key="USD/RUB@x", logs=values, made_from=made_from, made_to=made_to, days=days)


def calendar(worked: NDArray[np.float64]) -> NDArray[np.float64]:
    weeks = np.floor(worked / 120)
    found: NDArray[np.float64] = MONDAY + weeks * 168 + (worked - weeks * 120)
    return found


@pytest.mark.parametrize("said", [0.0, 6.0, -12.0, 24.0, -24.0, 36.0])
def test_a_known_shift_is_found_within_an_hour_or_two(said: float) -> None:
    found = []
    for seed in range(6):
        path = walk(seed)
        found.append(timing(track(path, 12, said=said), track(path, 16, width=1.5), **EVER))
    shifts = [one.shift for one in found if one.shift is not None]
    assert len(shifts) == 6
    assert abs(np.median(shifts) + said) <= 2
    assert max(abs(shift + said) for shift in shifts) <= 4
    held = sum(one.lower <= -said <= one.upper for one in found if one.lower is not None and one.upper is not None)
    assert held >= 5
    if said == 0:
        assert all(one.verdict == "agree" for one in found)
    if said == 6:  # the interval may reach over the tolerance: nothing is claimed then
        assert {one.verdict for one in found} <= {"agree", "too wide"}
    if abs(said) >= 24:
        assert sum(one.verdict == "conflict" for one in found) >= 5


def test_right_instants_are_not_flagged() -> None:
    flagged = 0
    for seed in range(100, 125):
        path = walk(seed)
        first = track(path, 0, noise=0.7, seed=seed)
        found = timing(first, track(path, 13, width=1.5, noise=0.3, seed=seed + 1), **EVER)
        flagged += found.verdict == "conflict"
    assert flagged == 0


def test_series_that_have_nothing_in_common_are_not_flagged() -> None:
    verdicts = [timing(track(walk(s), 0), track(walk(s + 900), 13), **EVER).verdict for s in range(15)]
    assert verdicts.count("conflict") <= 1
    assert verdicts.count("unrelated") >= 13


def test_exchanging_the_two_series_turns_the_sign() -> None:
    path = walk(3)
    one, two = track(path, 12, said=24.0), track(path, 16)
    forth, back = timing(one, two, **EVER), timing(two, one, **EVER)
    assert forth.shift is not None
    assert back.shift is not None
    assert abs(forth.shift + back.shift) <= 1
    assert forth.verdict == back.verdict == "conflict"


def test_units_and_direction_of_both_make_no_difference() -> None:
    path = walk(4)
    one, two = track(path, 12, said=5.0), track(path, 16, width=1.5)
    inverse = [replace(each, logs=-7.0 - 3.0 * each.logs) for each in (one, two)]
    before, after = timing(one, two, **EVER), timing(inverse[0], inverse[1], **EVER)
    assert before.shift == after.shift
    assert before.observed == pytest.approx(after.observed)


def test_the_same_seed_gives_the_same_answer() -> None:
    path = walk(5)
    one, two = track(path, 12, noise=0.5), track(path, 16)
    assert timing(one, two, **EVER, seed=7) == timing(one, two, **EVER, seed=7)


def test_too_few_returns_give_no_estimate() -> None:
    path = walk(6)
    first = track(path, 12)
    found = timing(first, track(path, 16), begin=first.made_to[0], end=first.made_to[40])
    assert (found.verdict, found.shift, found.observed) == ("too few", None, ())
    assert 0 < found.n <= 40


def test_equal_labels_are_correlated_as_a_join_on_dates_would() -> None:
    path = walk(8)
    today, tomorrow = track(path, 12), track(path, 12)
    moved = replace(tomorrow, days=tomorrow.days + 1)  # the same rates, labelled with the next day
    found = timing(today, moved, **EVER)
    middle = LAGS.index(0)
    assert found.observed[middle] == pytest.approx(1, abs=1e-9)
    assert found.by_label[middle + 1] > 0.99 > 0.3 > abs(found.by_label[middle])


def judged(*rows: tuple[str, str, str]) -> list[Timing]:
    return [Timing(first=one, second=two, year=2014, n=250, verdict=verdict) for one, two, verdict in rows]


def test_the_odd_one_of_three_is_named() -> None:
    pairs = conflicts(judged(("a", "b", "agree"), ("a", "c", "conflict"), ("b", "c", "conflict")))
    assert odd_ones(pairs) == ["c"]


def test_of_two_that_disagree_none_is_named() -> None:
    assert odd_ones(conflicts(judged(("a", "b", "conflict")))) == []
    assert odd_ones(conflicts(judged(("a", "b", "conflict"), ("a", "c", "too few")))) == []


def test_two_that_agree_are_no_evidence_about_two_they_were_not_set_against() -> None:
    dollar = ("USD/RUB@ecb", "USD/RUB@desk", "agree")
    euro = ("EUR/RUB@ecb", "EUR/RUB@desk", "conflict")
    assert odd_ones(conflicts(judged(dollar, euro))) == []
    assert odd_ones(conflicts(judged(("a", "b", "agree"), ("c", "d", "conflict")))) == []
    assert odd_ones(conflicts(judged(("a", "b", "agree"), ("c", "a", "conflict"), ("c", "b", "too wide")))) == []
    accused = judged(dollar, *((f"USD/RUB@{one}", "USD/RUB@bad", "conflict") for one in ("ecb", "desk")), euro)
    assert odd_ones(conflicts(accused)) == ["USD/RUB@bad"]


def test_a_pair_conflicts_when_most_years_do() -> None:
    rows = judged(("a", "b", "conflict"), ("a", "b", "agree"), ("a", "b", "conflict"), ("a", "b", "unrelated"))
    assert conflicts(rows) == {("a", "b"): True}
    assert conflicts(rows[:2]) == {}
    assert conflicts(rows[1:2]) == {("a", "b"): False}


def test_a_span_too_wide_to_tell_is_no_vote_for_agreement_and_weighs_against_conflict() -> None:
    wide, agree, conflict = (("a", "b", verdict) for verdict in ("too wide", "agree", "conflict"))
    assert conflicts(judged(wide, wide)) == {}
    assert conflicts(judged(wide, wide, agree)) == {("a", "b"): False}
    assert conflicts(judged(wide, wide, conflict)) == {}
    assert conflicts(judged(wide, conflict, conflict)) == {("a", "b"): True}


def test_an_interval_that_reaches_over_the_tolerance_neither_agrees_nor_conflicts() -> None:
    verdicts = set()
    for seed, said in ((0, 0.0), (1, 6.0), (2, 7.0), (3, 8.0), (4, 24.0)):
        path = walk(seed)
        found = timing(track(path, 12, said=said, noise=0.3, seed=seed), track(path, 16, width=1.5), **EVER)
        assert found.lower is not None
        assert found.upper is not None
        within = found.lower >= -TOLERANCE and found.upper <= TOLERANCE
        beyond = found.lower > TOLERANCE or found.upper < -TOLERANCE
        assert found.verdict == ("agree" if within else "conflict" if beyond else "too wide")
        verdicts.add(found.verdict)
    assert verdicts == {"agree", "too wide", "conflict"}


def test_averages_over_the_whole_span_have_the_variance_and_correlation_working_found() -> None:
    """Working (1960): first differences of averages have 2/3 of the variance and a first autocorrelation of 1/4."""
    two = np.array([[0.0, 24.0, 24.0, 48.0]])
    next_one = two + 24.0
    still = np.zeros(1)
    variance = covariance(two, two, still)[0, 0]
    assert variance == pytest.approx(24 * 2 / 3)
    assert covariance(two, next_one, still)[0, 0] / variance == pytest.approx(1 / 4)


@given(st.floats(-100, 100), st.floats(0.5, 80), st.floats(-100, 100), st.floats(0.5, 80))
def test_returns_between_points_share_the_hours_both_run_over(a: float, p: float, b: float, q: float) -> None:
    one, two = np.array([[a, a, a + p, a + p]]), np.array([[b, b, b + q, b + q]])
    shared = max(0.0, min(a + p, b + q) - max(a, b))
    assert covariance(one, two, np.zeros(1))[0, 0] == pytest.approx(shared, abs=0.06)


@given(st.floats(-60, 60), st.floats(0, 6), st.floats(0, 6))
def test_the_expected_correlation_is_symmetric_and_bounded(shift: float, p: float, q: float) -> None:
    one, two = np.array([[0, p, 24, 24 + p]]), np.array([[3, 3 + q, 27, 27 + q]])
    forth = expected_correlation(one, two, np.array([shift]))[0]
    back = expected_correlation(two, one, np.array([-shift]))[0]
    assert forth == pytest.approx(back, abs=1e-4)  # geometries are rounded to 1/1000 hour
    assert -0.51 <= forth <= 1 + 1e-6


def test_the_clock_stands_still_at_weekends() -> None:
    friday, hours = 1.0 * 24 - 24 + 36, np.array([0.0, 12.0, 36.0, 60.0, 84.0])  # Friday noon and later
    gone = business_hours(friday + hours) - business_hours(np.array([friday]))
    assert gone.tolist() == [0.0, 12.0, 12.0, 12.0, 36.0]


def test_the_tolerance_is_beyond_what_an_uneven_day_does() -> None:
    """A market of which nine tenths happen from 07:00 to 15:00: whatever the estimate, the flag is silent."""
    random = np.random.default_rng(11)
    awake = np.tile(np.repeat([0.25, 1.0, 0.25], [7 * PER_HOUR, 8 * PER_HOUR, 9 * PER_HOUR]), DAYS)
    path = np.cumsum(random.normal(0, 1e-3, DAYS * 24 * PER_HOUR) * awake)
    found = timing(track(path, 8, width=1.5), track(path, 13), **EVER)
    assert found.upper is not None
    assert found.upper > -TOLERANCE
    assert found.verdict in {"agree", "too wide"}
