"""The calibration itself: what it would notice, that it looks at no future, and that it can be repeated."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from tests.calibration import measures
from tests.calibration.calibrate import main, with_block
from tests.calibration.design import (
    Design,
    census,
    injected,
    injected_without_hour,
    random_dates,
    selected,
    studied_without_hour,
)
from tests.calibration.judging import Bench, past_fifths
from tests.calibration.rates import Rates, rates
from tests.calibration.shares import share
from tests.calibration.targets import targets
from tracker.analysis import StudySpec, run_study
from tracker.analysis.statistic import statistics

DESIGN = Design(seed=1, every=12, dates=60)


@pytest.fixture(scope="module")
def zloty() -> Rates:
    return rates("PLN")


@pytest.fixture(scope="module")
def bench(zloty: Rates) -> Bench:
    return Bench.of(zloty, "mean")


@pytest.fixture(scope="module")
def days(zloty: Rates) -> pd.DataFrame:
    return census(zloty, "mean", DESIGN)


@pytest.fixture(scope="module")
def effects(zloty: Rates, bench: Bench) -> pd.DataFrame:
    dates = random_dates(bench, DESIGN)
    return injected(Bench.of(zloty, "mean", excluded=selected(bench, dates, 1)), dates, 1, DESIGN)


def judged(frame: pd.DataFrame, key: str) -> list[bool]:
    sizes = {"size": measures.size(frame, 1)}
    return [one["met"] for one in targets({"census": {"mean": {"1": sizes}}, "power": {}}, key)]


def test_every_declared_statistic_is_measured(days: pd.DataFrame) -> None:
    assert set(measures.statistics_in(days)) == set(statistics())
    assert set(days["length"]) == {1, 3, 6}


def test_a_test_with_a_wrong_sigma_is_flagged_and_a_right_one_is_not() -> None:
    """Normal moves of known spread, 28 currencies: the right p meets all three requirements, four fifths of σ none."""
    rng = np.random.default_rng(28)
    n, labels = 28, pd.bdate_range("2005-01-03", periods=4_000).strftime("%Y-%m-%d")
    moves = rng.standard_normal(n * len(labels))
    frame = pd.DataFrame(
        {
            "currency": np.repeat([f"C{i}" for i in range(n)], len(labels)),
            "label": np.tile(labels, n),
            "fifth": rng.integers(0, 5, len(moves)),
            "sigma": rng.random(len(moves)),
            "pooled": True,
            "right_pvalue": 2 * ndtr(-np.abs(moves)),
            "wrong_pvalue": 2 * ndtr(-np.abs(moves) / 0.8),
        }
    )
    assert judged(frame, "right") == [True, True, True]
    assert judged(frame, "wrong") == [False, False, False]


def test_a_wrong_sigma_is_flagged_on_real_rates(days: pd.DataFrame) -> None:
    one = days[days["length"] == 1].reset_index(drop=True)
    broken = one.assign(wrong_pvalue=2 * ndtr(-np.abs(one["car"] / (0.6 * one["sigma"]))))
    assert judged(broken, "wrong") == [False, False, False]


def test_fifths_know_nothing_of_the_window_or_of_what_follows(zloty: Rates, bench: Bench) -> None:
    day = 4_000
    returns = zloty.returns.copy()
    returns.iloc[day + 1 :] *= 25.0  # the frame has one row more than the series: its first return is missing
    changed = Bench.of(Rates(currency="PLN", returns=returns, factors=zloty.factors), "mean")
    assert np.array_equal(changed.fifth[: day + 1], bench.fifth[: day + 1])
    assert (changed.fifth[day + 1 : day + 100] == 4).all()
    assert not (bench.fifth[day + 1 : day + 100] == 4).all()


def test_a_fifth_is_the_place_among_the_past() -> None:
    rising = np.exp(np.linspace(0, 1, 400))
    assert (past_fifths(rising, 0)[:100] == -1).all()
    assert (past_fifths(rising, 0)[100:] == 4).all()
    assert (past_fifths(rising[::-1], 0)[100:] == 0).all()


def test_an_injected_effect_is_what_a_study_of_those_rates_would_see(zloty: Rates, bench: Bench) -> None:
    """One move at a time put into the rates themselves, through `run_study`, windows of one and of three."""
    for length, start, shift in ((1, 2_500, 0.012), (3, 4_100, -0.02)):
        starts = np.array([start])
        chosen = Bench.of(zloty, "mean", excluded=selected(bench, starts, length))
        ours = chosen.shifted(starts, length, np.array([shift])).iloc[0]
        returns = zloty.returns.copy()
        label = bench.column.labels[start]
        place = returns.index.get_loc(label)
        returns.iloc[place : place + length] += shift / length
        spec = StudySpec(model="mean", window=(0, length - 1), statistics=tuple(sorted(statistics())))
        row = run_study(returns, [("PLN", label)], spec).rows.iloc[0]
        for name in [f"{key}_pvalue" for key in statistics()] + ["car", "critical", "interval_lower", "mde"]:
            assert ours[name] == pytest.approx(row[name], rel=1e-9), name


def test_an_effect_at_the_first_of_two_rates_raises_the_forecast_of_the_second(zloty: Rates, bench: Bench) -> None:
    start, shift = 2_500, 0.03
    starts = np.array([start])
    ours = bench.shifted(starts, 1, np.array([shift]), at=1).iloc[0]
    returns = zloty.returns.copy()
    returns.iloc[returns.index.get_loc(bench.column.labels[start])] += shift
    spec = StudySpec(model="mean", statistics=("fhs",), exclude_events=False)
    row = run_study(returns, [("PLN", bench.column.labels[start + 1])], spec).rows.iloc[0]
    assert ours["sigma"] == pytest.approx(row["sigma"], rel=1e-9)
    assert ours["sigma"] > 1.1 * bench.frame(starts + 1, 1)["sigma"][0]


def test_power_grows_with_the_effect(effects: pd.DataFrame) -> None:
    found = measures.power(effects, 1, dict.fromkeys(statistics(), 0.05))
    for key in statistics():
        shares = [found[kind][key]["raw"]["share"] for kind in ("1 sigma", "2 sigma", "3 sigma")]
        assert shares == sorted(shares)
        assert shares[2] > shares[0] + 0.3
        assert found["5 %"][key]["raw"]["share"] > 0.9


def test_intervals_hold_and_the_smallest_effect_is_found_four_times_in_five(effects: pd.DataFrame) -> None:
    """60 dates with each of five effects: the intervals; and 60 with an effect as large as the mde printed for them."""
    inside = measures.interval(effects, 1)["overall"]
    assert inside["n"] > 300
    assert 0.9 < (inside["share"] or 0) < 0.99
    largest = effects[effects["kind"] == "mde"]
    assert np.allclose(largest["shift"].abs(), largest["mde"])
    assert 0.65 < measures.smallest_found(effects, 1)["overall"]["share"] < 0.95


def test_not_knowing_the_hour_is_paid_for(zloty: Rates, bench: Bench) -> None:
    """400 dates as events of two admissible fixings: the smaller p alone would mark twice as many ordinary days."""
    design = Design(seed=3, dates=400)
    dates = random_dates(bench, design)
    events = studied_without_hour(zloty, "mean", dates, bench)
    found = measures.ambiguous(events, injected_without_hour(bench, dates, design))
    assert (events["spans"] == 2).all()
    assert 0.025 < found["size"]["share"] < 0.075
    assert 0.065 < found["size_uncorrected"]["share"] < 0.13
    assert found["power"]["share"] < found["power_hour_known"]["share"] - 0.08


def test_half_of_the_effects_go_each_way_and_are_as_large_as_they_say(effects: pd.DataFrame) -> None:
    two = effects[effects["kind"] == "2 sigma"]
    assert abs((two["shift"] > 0).mean() - 0.5) < 0.1
    assert np.allclose(two["shift"].abs(), 2 * two["sigma"])
    assert np.allclose(effects.loc[effects["kind"] == "5 %", "shift"].abs(), np.log(1.05))


def test_the_dates_follow_the_seed_and_keep_apart(bench: Bench) -> None:
    dates = random_dates(bench, DESIGN)
    assert np.array_equal(dates, random_dates(bench, DESIGN))
    assert not np.array_equal(dates, random_dates(bench, Design(seed=2, every=12, dates=60)))
    assert np.diff(dates).min() >= 8
    with pytest.raises(ValueError, match="do not fit"):
        random_dates(bench, Design(dates=2_000))


def test_a_day_counts_once_however_many_currencies_move_with_it() -> None:
    rng = np.random.default_rng(5)
    labels = pd.Series(pd.bdate_range("2014-01-01", periods=500).strftime("%Y-%m-%d"))
    flags = rng.random(500) < 0.05
    alone = share(flags, labels, 1)
    together = share(np.tile(flags, 28), pd.concat([labels] * 28, ignore_index=True), 1)
    assert together["se"] == alone["se"] == alone["se_binomial"]
    assert together["se_binomial"] == pytest.approx(alone["se"] / 28**0.5, abs=1e-5)


def test_overlapping_windows_have_the_larger_error_they_deserve() -> None:
    """Means over stretches of six days: the error that knows of the overlap agrees with the spread over repetitions."""
    labels = pd.Series(pd.bdate_range("2014-01-01", periods=600).strftime("%Y-%m-%d"))
    means, errors, naive = [], [], []
    for seed in range(300):
        noise = np.convolve(np.random.default_rng(seed).standard_normal(605), np.ones(6), "valid") / 6**0.5
        one = share(noise > 1.0, labels, 6)
        means.append(one["share"])
        errors.append(one["se"])
        naive.append(one["se_binomial"])
    assert np.mean(errors) == pytest.approx(np.std(means), rel=0.2)
    assert np.mean(naive) < 0.6 * np.std(means)


def test_the_same_seed_gives_the_same_bytes_and_a_miss_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--currencies", "PLN", "RUB", "--models", "mean", "--dates", "12", "--detail"]
    words += ["--every", "120", "--rouble-every", "120", "--draws", "1", "--panels", "1"]
    answers = []
    for workers in ("1", "2"):
        code = main([*words, "--workers", workers, "-o", str(tmp_path / f"{workers}.json")])
        answers.append((code, capsys.readouterr().out))
    assert answers[0] == answers[1]
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()
    code, printed = answers[0]
    result = json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))
    assert code == (0 if all(one["met"] for one in result["targets"]) else 1)
    assert ("NOT MET" in printed) == bool(code)
    assert max(len(line) for line in printed.splitlines()) <= 100


def test_only_what_stands_between_the_marks_of_the_readme_is_replaced(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    changed = with_block(readme, "| new |")
    assert "\n| new |\n" in changed
    assert with_block(with_block(changed, "| other |"), "| new |") == changed
    assert changed.partition("<!-- what stands between these two marks is written by")[0] in readme
