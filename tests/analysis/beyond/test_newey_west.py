"""HAC standard errors against the program economists know, and against a bootstrap of nothing: arithmetic alone."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from tracker.analysis.beyond.t_quantile import t_quantile
from tracker.analysis.newey_west import newey_west


def sample(n: int, k: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), draw.standard_normal((n, k - 1)) * 10.0 ** np.arange(k - 1)])
    errors = np.convolve(draw.standard_normal(n + 4), np.ones(5))[4 : n + 4] * (1 + np.abs(x[:, 1]))
    return x, x @ np.arange(1.0, k + 1) + errors


@pytest.mark.parametrize("small_sample", [True, False])
@pytest.mark.parametrize(("n", "k", "lags"), [(60, 2, 0), (60, 4, 5), (250, 3, 21), (30, 2, 29)])
def test_the_same_as_statsmodels(n: int, k: int, lags: int, small_sample: bool) -> None:
    x, y = sample(n, k, seed=n + lags)
    theirs = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": small_sample})
    ours = newey_west(x, y - x @ theirs.params, lags, small_sample=small_sample)
    assert ours == pytest.approx(theirs.cov_params(), rel=1e-9)


@pytest.mark.parametrize(("n", "lags"), [(10, -1), (10, 10), (2, 0)])
def test_what_makes_no_sense_is_refused(n: int, lags: int) -> None:
    x = np.column_stack([np.ones(n), np.arange(n)])
    with pytest.raises(ValueError, match=r"lags|few"):
        newey_west(x, np.ones(n), lags)


@pytest.mark.parametrize("df", [1, 2, 9, 60, 1000])
@pytest.mark.parametrize("level", [0.2, 0.05, 1e-4])
def test_quantiles_of_t_are_scipys(df: int, level: float) -> None:
    assert t_quantile(df, level) == pytest.approx(stats.t.isf(level / 2, df), rel=1e-10)
    assert stats.t.sf(t_quantile(df, level), df) * 2 == pytest.approx(level, rel=1e-10)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_a_level_is_a_probability(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        t_quantile(5, level)
