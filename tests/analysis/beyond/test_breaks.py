"""Breaks: found where they were put, not found where there are none, and the cut itself against an exact search."""

from __future__ import annotations

import builtins

import numpy as np
import pandas as pd
import pytest

from tracker.analysis.beyond.breaks import SHORTEST, drift_breaks, partition, volatility_breaks
from tracker.analysis.column import Column, column_of
from tracker.errors import ConfigError

N = 900
DAYS = list(pd.bdate_range("2012-01-02", periods=N).strftime("%Y-%m-%d"))


def series(returns: np.ndarray) -> Column:
    return column_of(pd.DataFrame({"x": returns}, index=DAYS[: len(returns)]), "x")


def calm(seed: int, n: int = N) -> np.ndarray:
    return 0.01 * np.random.default_rng(seed).standard_t(6, n)


def exact(y: np.ndarray, penalty: float) -> list[int]:
    """Optimal partition by dynamic programming over every position."""
    sums, squares = np.r_[0.0, np.cumsum(y)], np.r_[0.0, np.cumsum(y**2)]
    best, last = np.full(len(y) + 1, np.inf), np.zeros(len(y) + 1, dtype=int)
    best[0] = -penalty
    for end in range(SHORTEST, len(y) + 1):
        starts = np.arange(0, end - SHORTEST + 1)
        cost = squares[end] - squares[starts] - (sums[end] - sums[starts]) ** 2 / (end - starts)
        total = best[starts] + cost + penalty
        best[end], last[end] = total.min(), starts[int(total.argmin())]
    cuts, end = [], len(y)
    while end:
        end = int(last[end])
        cuts.append(end)
    return sorted(cuts)[1:]


@pytest.mark.parametrize("seed", range(4))
def test_the_cut_is_the_best_there_is(seed: int) -> None:
    draw = np.random.default_rng(seed)
    y = draw.standard_normal(500) + np.repeat([0.0, 1.0, 0.3, 2.0, 0.0], 100)
    assert partition(y, 12.0) == exact(y, 12.0) != []


@pytest.mark.parametrize("factor", [0.4, 2.5])
def test_a_change_of_volatility_is_found(factor: float) -> None:
    returns = calm(1)
    returns[500:] *= factor
    (found,) = volatility_breaks(series(returns)).found
    assert found.earliest <= DAYS[500] <= found.latest
    assert abs(DAYS.index(found.label) - 500) <= 15
    assert found.after / found.before == pytest.approx(factor, rel=0.25)
    assert (found.n_before, found.n_before + found.n_after) == (DAYS.index(found.label), N)
    assert found.before == pytest.approx(np.std(returns[: found.n_before], ddof=1))


def test_a_change_of_drift_is_found_and_is_none_of_volatility() -> None:
    returns = calm(2)
    returns[450:] += 0.006
    (found,) = drift_breaks(series(returns)).found
    assert abs(DAYS.index(found.label) - 450) <= 40
    assert found.after - found.before == pytest.approx(0.006, abs=0.002)
    assert volatility_breaks(series(returns)).found == ()


def test_independent_days_have_no_breaks() -> None:
    assert (
        sum(len(look(series(calm(seed))).found) for seed in range(20) for look in (volatility_breaks, drift_breaks))
        == 0
    )


def test_units_and_what_is_left_out_change_nothing() -> None:
    returns = calm(3)
    returns[500:] *= 3
    plain = volatility_breaks(series(returns))
    assert [one.label for one in volatility_breaks(series(100 * returns)).found] == [one.label for one in plain.found]
    methods = pd.DataFrame({"x": False}, index=DAYS)
    methods.loc[DAYS[200], "x"] = True
    wild = returns.copy()
    wild[200] = 5.0
    column = column_of(pd.DataFrame({"x": wild}, index=DAYS), "x", method_breaks=methods)
    found = volatility_breaks(column)
    assert found.n == N - 1
    assert found.found[0].before == pytest.approx(np.std(np.delete(returns, 200)[: found.found[0].n_before], ddof=1))


@pytest.mark.parametrize("look", [volatility_breaks, drift_breaks])
def test_too_little_says_so(look: object) -> None:
    assert callable(look)
    short = look(series(calm(0, n=2 * SHORTEST - 1)))
    assert short.because == "120 observations are needed, there are 119"
    assert look(series(np.zeros(300))).because == "the series does not vary"
    assert look(series(np.zeros(0))).because


def test_without_ruptures_the_way_to_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: object, **more: object) -> object:
        if name.split(".", maxsplit=1)[0] == "ruptures":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ConfigError, match=r"sanctions-pressure-tracker\[research\]"):
        volatility_breaks(series(calm(0)))
