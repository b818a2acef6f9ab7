"""Comparisons of selections: against brute force, by hand, and by what must not change."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis import StudySpec, run_study
from tracker.analysis.circle import Circle
from tracker.analysis.comparing.common import common_effect, critical
from tracker.analysis.comparing.dated import TOO_EARLY, Dated, dated
from tracker.analysis.comparing.distribution import HORIZONS, SHARES, distribution
from tracker.analysis.comparing.groups import compare
from tracker.analysis.comparing.permutation import DRAWS, exchange
from tracker.analysis.comparing.specifications import Material, curve
from tracker.analysis.comparing.together import placebos, ranks, together
from tracker.analysis.merging import one_event_each
from tracker.analysis.multiplicity.holm import holm
from tracker.analysis.pooled import pooled_statistics
from tracker.analysis.volatility import START_UP
from tracker.model.alignment import Alignment
from tracker.model.schedule import Fixing

DAYS = pd.bdate_range("2018-01-01", periods=700).strftime("%Y-%m-%d")
NAME = "USD/RUB@ecb"
SPEC = StudySpec(model="mean")


def moves(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.01, len(DAYS))


def frame(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({NAME: values}, index=DAYS)


def at(*positions: int) -> list[tuple[str, str]]:
    return [(NAME, DAYS[position]) for position in positions]


def fixing(label: str) -> Fixing:
    made = datetime.fromisoformat(label).replace(hour=13, tzinfo=UTC)
    return Fixing(label=label, made_from=made, made_to=made, published_at=made, method="point")


def studied(*positions: int, values: np.ndarray | None = None, spec: StudySpec = SPEC) -> Dated:
    return dated(frame(moves() if values is None else values), at(*positions), spec)


def welch(a: np.ndarray, b: np.ndarray) -> float:
    return abs(a.mean() - b.mean()) / math.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))


@pytest.mark.parametrize("seed", range(3))
def test_the_exact_permutation_p_is_that_of_every_exchange(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(0.5, 1, 6), rng.normal(0, 2, 7)
    pooled, observed = np.concatenate([a, b]), welch(a, b)
    every = []
    for chosen in combinations(range(13), 6):
        rest = np.setdiff1d(np.arange(13), chosen)
        every.append(welch(pooled[list(chosen)], pooled[rest]))
    found = exchange(a, b)
    assert (found.exact, found.ways) == (True, len(every))
    assert found.pvalue == pytest.approx(np.mean(np.array(every) >= observed * (1 - 1e-9)))
    assert found.difference == pytest.approx(a.mean() - b.mean())


def test_drawn_exchanges_repeat_come_near_the_exact_p_and_know_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    a, b = rng.normal(0.8, 1, 7), rng.normal(0, 1, 8)
    exact = exchange(a, b).pvalue
    monkeypatch.setattr("tracker.analysis.comparing.permutation.EXACT", 10)
    drawn = exchange(a, b, seed=3)
    assert (drawn.exact, drawn.ways) == (False, DRAWS)
    assert drawn.pvalue == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / DRAWS))
    assert exchange(a[::-1], rng.permutation(b), seed=3) == drawn
    turned = exchange(b, a, seed=3)
    assert (turned.pvalue, turned.difference) == (drawn.pvalue, -drawn.difference)
    assert exchange(a, b, seed=4).pvalue != drawn.pvalue


@given(
    values=st.lists(st.floats(-5, 5).map(lambda x: round(x, 3)), min_size=11, max_size=11),
    scale=st.floats(0.1, 10),
    shift=st.floats(-3, 3),
)
@settings(max_examples=30, deadline=None)
def test_units_and_names_of_groups_change_no_permutation_p(values: list[float], scale: float, shift: float) -> None:
    a, b = np.array(values[:5]), np.array(values[5:])
    found = exchange(a, b)
    assert 1 / found.ways <= found.pvalue <= 1
    assert exchange(b, a).pvalue == found.pvalue
    if np.ptp(values) > 0.1:  # what differs by rounding alone ties differently in other units
        assert exchange(a * scale + shift, b * scale + shift).pvalue == pytest.approx(found.pvalue)


def test_groups_without_any_spread_differ_surely_or_not_at_all() -> None:
    one, two = np.full(6, 1.0), np.full(6, 2.0)
    assert exchange(one, two).pvalue == pytest.approx(2 / math.comb(12, 6))
    assert exchange(one, one.copy()).pvalue == 1.0


def test_the_size_of_the_permutation_test_under_unequal_spreads() -> None:
    rng = np.random.default_rng(0)
    hits = sum(exchange(rng.normal(0, 1, 6), rng.normal(0, 1, 6)).pvalue <= 0.05 for _ in range(400))
    assert hits / 400 == pytest.approx(0.05, abs=0.033)  # three standard errors


def test_holm_by_hand() -> None:
    assert holm(np.array([0.5, 0.01, 0.04])).tolist() == pytest.approx([0.5, 0.03, 0.08])


def test_what_windows_have_in_common_is_that_of_all_shifts() -> None:
    values = moves()
    values[[400, 450, 520]] += 0.02
    found = studied(400, 450, 520, values=values)
    common = common_effect(found.judge, found.windows())
    history = found.judge.out_of_sample
    assert history is not None
    circle = Circle.of(history)
    places = circle.place[[400, 450, 520]]
    shifts = np.array([circle.scores[(places + k) % len(circle)].mean() for k in range(len(circle))])
    assert common.score == pytest.approx(shifts[0])
    assert common.pvalue == np.mean(np.abs(shifts) >= abs(shifts[0]) * (1 - 1e-9))
    per_unit = np.mean(1 / circle.sigma[places])
    assert common.effect == pytest.approx(
        np.average(history.abnormal[[400, 450, 520]], weights=1 / circle.sigma[places])
    )
    assert common.upper - common.effect == pytest.approx(critical(np.abs(shifts)) / per_unit)


@pytest.mark.parametrize("seed", range(6))
def test_the_interval_excludes_nothing_exactly_where_p_is_small(seed: int) -> None:
    values = moves(seed)
    values[[400, 450, 520, 610]] += 0.004 * seed
    found = studied(400, 450, 520, 610, values=values)
    common = common_effect(found.judge, found.windows())
    assert (common.pvalue <= 0.05) == (not common.lower < 0 < common.upper)


def test_the_common_p_is_the_circular_one_where_the_study_has_it() -> None:
    if "circular" not in pooled_statistics():
        pytest.skip("this version has no test called circular")
    events, spec = at(400, 401, 450, 520), StudySpec(model="mean", window=(0, 1), statistics=("fhs", "circular"))
    result = run_study(frame(moves()), events, spec).aggregate.set_index("statistic")
    found = dated(frame(moves()), events, spec)
    assert common_effect(found.judge, found.windows()).pvalue == pytest.approx(result.loc["circular", "pvalue"])


def test_a_window_alone_is_judged_as_the_study_judges_it() -> None:
    row = run_study(frame(moves()), at(500), SPEC).rows.iloc[0]
    found = studied(500)
    common = together(found, found.windows())
    assert common.pvalue == row["fhs_pvalue"]
    assert (common.effect, common.lower, common.upper) == (row["car"], row["interval_lower"], row["interval_upper"])
    assert math.isnan(common_effect(found.judge, found.windows()).pvalue)
    assert "one window alone" in common_effect(found.judge, found.windows()).because


def test_what_two_groups_share_counts_in_neither() -> None:
    found = studied(400, 400, 401, 450, 500, spec=StudySpec(model="mean", window=(0, 1)))
    result = compare(found, [("a",), ("b",), ("a",), ("a",), ("b",)], ["a", "b"])
    (shared,) = result.shared
    assert (shared.first, shared.last, shared.rows, shared.groups) == (DAYS[400], DAYS[402], (0, 1, 2), ("a", "b"))
    a, b = result.groups
    assert [piece.rows for piece in a.pieces] == [(3,)]
    assert [piece.rows for piece in b.pieces] == [(4,)]
    assert (a.n_events, a.n_shared_events, b.n_events, b.n_shared_events) == (3, 2, 2, 1)
    assert a.mean == pytest.approx(found.car[3])
    (pair,) = result.pairs
    assert "fewer than 6" in pair.because
    assert math.isnan(pair.pvalue)


def test_windows_of_one_group_that_overlap_are_one() -> None:
    found = studied(400, 401, 450, spec=StudySpec(model="mean", window=(0, 1)))
    (group,) = compare(found, [("a",)] * 3, ["a"]).groups
    assert (group.n_events, len(group.pieces)) == (3, 2)
    whole = run_study(frame(moves()), at(400, 401, 450), StudySpec(model="mean", window=(0, 1))).aggregate.iloc[0]
    assert group.mean == pytest.approx(whole["caar"])


def test_a_group_that_moves_the_rate_more_is_found_and_order_changes_nothing() -> None:
    values = moves(5)
    positions = list(range(330, 690, 12))
    loud = positions[::2]
    values[loud] *= 6
    labels = [("loud",) if position in loud else ("quiet",) for position in positions]
    result = compare(studied(*positions, values=values), labels, ["loud", "quiet"])
    (pair,) = result.pairs
    assert pair.size_adjusted < 0.01
    assert pair.size_difference > 1
    assert pair.adjusted > 0.05
    assert result.groups[0].size > 2 > result.groups[1].size
    order = np.random.default_rng(0).permutation(len(positions))
    again = compare(
        studied(*(positions[i] for i in order), values=values), [labels[i] for i in order], ["loud", "quiet"]
    )
    assert again.pairs == result.pairs
    assert [asdict(one.common) for one in again.groups] == [asdict(one.common) for one in result.groups]
    assert [one.size for one in again.groups] == [one.size for one in result.groups]


def test_moves_after_events_are_sums_from_the_first_rate() -> None:
    values = moves()
    positions = list(range(400, 620, 20))
    found = studied(*positions, values=values)
    for after, size in zip(distribution(found), HORIZONS, strict=True):
        sums = [values[p : p + size].sum() for p in positions]
        assert after.moves.tolist() == pytest.approx(sums)
        assert after.quantiles.tolist() == pytest.approx(np.quantile(sums, SHARES).tolist())
        (worst,) = after.worst
        assert sums[worst] == max(sums)
        assert after.worst_last == positions[worst] + size - 1
        assert (after.n_windows, after.k_effective) == (len(positions), pytest.approx(len(positions)))
        # All days have one volatility, so that ordinary ones are spread like the normal they were drawn from.
        assert after.ordinary[4] == pytest.approx(1.645 * 0.01 * math.sqrt(size), rel=0.35)
        assert after.ordinary[0] < after.ordinary[2] < after.ordinary[4]


def test_few_events_have_no_percentiles_and_the_last_days_no_long_moves() -> None:
    found = studied(400, 450, 698)
    one, three, *_ = distribution(found)
    assert np.isnan(one.quantiles).all()
    assert (one.n_windows, three.n_windows) == (3, 2)
    assert np.isnan(three.moves[2])


def test_each_specification_is_the_common_effect_of_its_choice() -> None:
    events = at(400, 450, 520, 610)
    material = Material(name=NAME, returns=frame(moves()), events=events, max_gap_days=4.0)
    result = curve([material], {"mean": False, "factor": True}, windows=((0, 0),), estimations=(120, 250), gaps=(10,))
    assert [one.model for one in result.specifications] == ["mean", "mean"]
    for one in result.specifications:
        found = dated(frame(moves()), events, StudySpec(model="mean", estimation=one.estimation, max_gap_days=4.0))
        assert one.common == common_effect(found.judge, found.windows())
    effects = [one.common.effect for one in result.specifications]
    assert effects == sorted(effects)
    assert result.median == pytest.approx(np.median(effects))


def test_the_joint_test_of_one_specification_is_its_own() -> None:
    material = Material(name=NAME, returns=frame(moves(3)), events=at(400, 450, 520, 610), max_gap_days=4.0)
    result = curve([material], {"mean": False}, windows=((0, 0),), estimations=(250,), gaps=(10,))
    (only,) = result.specifications
    assert result.joint_median == pytest.approx(only.common.pvalue)
    assert result.joint_n == 1


def test_a_single_event_has_a_curve_and_no_joint_test() -> None:
    material = Material(name=NAME, returns=frame(moves(3)), events=at(500), max_gap_days=4.0)
    result = curve([material], {"mean": False}, windows=((0, 0),), estimations=(250,), gaps=(10,))
    (only,) = result.specifications
    row = run_study(frame(moves(3)), at(500), StudySpec(model="mean", max_gap_days=4.0)).rows.iloc[0]
    assert (only.common.effect, only.common.pvalue) == (row["car"], row["pvalue"])
    assert math.isnan(result.joint_median)
    assert math.isnan(result.joint_share)


def test_an_event_whose_hour_is_not_known_has_the_corrected_p() -> None:
    values = moves()
    days = [fixing(label) for label in DAYS[499:502]]
    event = Alignment(
        event_id="day-known", series=NAME, pre=days[0], earliest=days[1], latest=days[2], ambiguous=True, spans=2
    )
    row = run_study(frame(values), [event], SPEC).rows.iloc[0]
    found = dated(frame(values), [event], SPEC)
    common = together(found, found.windows())
    assert (common.effect, common.pvalue) == (row["car"], row["pvalue"])
    assert abs(row["pvalue"] - row["pvalue_span"]) > 0.1
    material = Material(name=NAME, returns=frame(values), events=[event], max_gap_days=4.0)
    result = curve([material], {"mean": False}, windows=((0, 0), (0, 1)), estimations=(250,), gaps=(10,))
    narrow = next(one for one in result.specifications if one.window == (0, 0))
    assert narrow.common.pvalue == pytest.approx(row["pvalue"], abs=0.01)  # one ordinary day fewer


def test_the_joint_test_finds_an_effect_and_knows_no_order_of_events() -> None:
    values = moves(4)
    positions = [380, 430, 470, 520, 600]
    values[positions] += 0.02
    found = []
    for order in (positions, positions[::-1]):
        material = Material(name=NAME, returns=frame(values), events=at(*order), max_gap_days=4.0)
        found.append(curve([material], {"mean": False}, estimations=(120, 250), gaps=(0, 10)))
    assert found[0] == found[1]
    assert found[0].joint_median < 0.01
    assert found[0].joint_share < 0.05
    assert found[0].n_positive == found[0].n_tested == 20


def test_placebo_dates_touch_no_real_window() -> None:
    found = studied(400, 405, 500)
    earlier, later = placebos(found, np.array([-5, 7]))
    assert (earlier.common.n_windows, later.common.n_windows) == (2, 3)
    moved = one_event_each(np.array([[0, 395, 395], [0, 495, 495]]))
    assert earlier.common == common_effect(found.judge, moved)


def test_places_are_by_size_in_usual_swings_and_shared_by_one_window() -> None:
    values = moves()
    values[400], values[450], values[500] = 0.05, -0.08, 0.001
    assert ranks(studied(400, 450, 500, 400, values=values)).tolist() == [2, 1, 3, 2]


def test_a_window_of_the_start_up_is_too_early_to_be_measured_in_swings() -> None:
    values = moves()
    history = studied(600, values=values).judge.out_of_sample
    assert history is not None
    late = history.first + START_UP
    values[late - 1] = 0.2
    found = studied(late - 1, late, 600, values=values)
    assert np.isnan(found.scores(found.windows())).tolist() == [True, False, False]
    assert np.isfinite(found.car).all()
    assert ranks(found)[0] == 0
    assert sorted(ranks(found)[1:].tolist()) == [1, 2]


def test_a_group_whose_windows_are_too_early_is_not_tested_and_says_why() -> None:
    first = studied(600).judge.out_of_sample.first  # type: ignore[union-attr]
    places = [first + 5 * number for number in range(7)] + [600, 620]
    (group,) = compare(studied(*places), [("a",)] * 9, ["a"]).groups
    assert len(group.pieces) == 9
    assert [piece.because for piece in group.pieces] == [TOO_EARLY] * 7 + [""] * 2
    assert not group.testable
    assert TOO_EARLY in group.common.because
    assert math.isnan(group.common.pvalue)
    assert math.isfinite(group.mean)
