"""How often the tests of many dates reject on real rates where nothing was selected for what happened."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tracker.analysis import StudySpec
from tracker.analysis.circle import Circle, at_every_shift, share_as_large, window_weights
from tracker.analysis.column import column_of
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.pooled_regression import Regression, clustered, heteroskedastic, homoskedastic
from tracker.analysis.returns import log_returns
from tracker.analysis.students_t import two_sided

CURRENCIES = ("JPY", "CZK", "GBP", "HUF", "PLN", "SEK", "NOK", "AUD", "CAD", "ZAR", "RUB", "KRW")
TURBULENT = ("2008-06-01", "2009-12-31")
DRAWS = 40


def test_circular_keeps_its_size_in_turbulent_times_and_a_dummy_does_not(ecb_levels: pd.DataFrame) -> None:
    """3, 8 and 20 windows of two days, all inside the crisis, as decisions are: a standard error of 0.6 points."""
    rng = np.random.default_rng(2_008)
    ours, textbook = [], []
    for currency in CURRENCIES:
        returns = log_returns((ecb_levels[currency] / ecb_levels["USD"]).dropna().to_frame(currency))
        column = column_of(returns, currency)
        spec = StudySpec(model="mean", statistics=("fhs",), exclude_events=False)
        history = Evaluator.of(column, spec).out_of_sample
        assert history is not None
        circle = Circle.of(history)
        labels = column.labels.astype(str)
        days = circle.place[np.flatnonzero((labels >= TURBULENT[0]) & (labels < TURBULENT[1]))]
        u = circle.scores * circle.sigma
        drawn = [rng.choice(days[:-1], count, replace=False) for count in (3, 8, 20) for _ in range(DRAWS)]
        weights = np.stack([window_weights(len(circle), start, np.full(len(start), 2)) for start in drawn])
        ours += [share_as_large(shifts) for shifts in np.abs(at_every_shift(circle.scores, weights))]
        for start in drawn:
            inside = np.unique(np.concatenate([start, start + 1]))
            textbook.append((u[inside].mean() - u.mean()) / np.sqrt(u.var() / len(inside)))
    assert len(ours) == 12 * 3 * DRAWS
    assert 0.04 < np.mean(np.array(ours) <= 0.05) < 0.06
    assert np.mean(np.abs(textbook) > 1.96) > 0.14


def test_robust_errors_keep_their_size_where_event_days_are_three_times_as_volatile() -> None:
    """Six windows of two days whose moves hang together: CR2 holds, HC3 takes days for independent, OLS fails."""
    rng = np.random.default_rng(14)
    n, inside = 300, (np.arange(20, 300, 48)[:, None] + np.arange(2)).ravel()
    dummy = np.isin(np.arange(n), inside)
    cluster = np.where(dummy, np.arange(n) // 2, 1_000 + np.arange(n))
    design = np.column_stack([np.ones(n), dummy])
    stats: dict[str, list[float]] = {"OLS": [], "HC3": [], "CR2": []}
    for together in (0.0, 0.9):
        for _ in range(400):
            moves = rng.normal(size=n)
            shared = np.repeat(rng.normal(size=len(inside) // 2), 2)
            moves[inside] = 3 * (np.sqrt(together) * shared + np.sqrt(1 - together) * rng.normal(size=len(inside)))
            fit = Regression.of(moves, design)
            assert isinstance(fit, Regression)
            errors = {"OLS": homoskedastic(fit), "HC3": heteroskedastic(fit), "CR2": clustered(fit, cluster)}
            for name, covariance in errors.items():
                stats[name].append(fit.coefficients[1] / np.sqrt(covariance[1, 1]))

    def rejected(name: str, df: int) -> tuple[float, float]:
        marked = two_sided(np.array(stats[name]), df) <= 0.05
        return float(marked[:400].mean()), float(marked[400:].mean())

    alone, together = rejected("CR2", 5)
    assert 0.025 < alone < 0.075
    assert 0.025 < together < 0.075
    alone, together = rejected("HC3", 11)
    assert 0.025 < alone < 0.075
    assert together > 0.1
    assert min(rejected("OLS", 298)) > 0.4
