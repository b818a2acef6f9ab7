"""Sign flips over separate windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.circle import TIES
from tracker.analysis.column import Floats
from tracker.analysis.one_series import LONGEST_UNION, dates_of
from tracker.analysis.pooled import Outcome, Pool

EXACT = 20
DRAWS = 9_999

_CHUNK = 2_000_000  # signs held at once


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFlip:
    r"""Mean CAR of separate windows among its values when each of them may as well have had the other sign.

    Notes
    -----
    Windows that overlap merge into their union, whose CAR is one number. With G unions

    .. math:: p = \frac{\#\{s \in \{-1, 1\}^G : |\sum_g s_g\,CAR_g| \ge |\sum_g CAR_g|\}}{2^G}

    over all sign vectors up to 20 unions, ties at 1e-9 relative; beyond that 9,999 drawn ones from the seed of the
    study and p = (1 + #)/(1 + 9,999). Right where CARs are symmetric about zero and independent, whatever their
    variances; under 6 unions the smallest p is above 0.03 and the test is not made.

    ``stat`` is the mean CAR in log points.

    References
    ----------
    Fisher (1935), *The Design of Experiments*, section 21; Canay, Romano and Shaikh (2017), "Randomization tests under
    an approximate symmetry assumption", *Econometrica* 85(3), 1013-1030 (few clusters).
    """

    key: str = "signflip"
    title: str = "sign flips of separate windows"
    null: str = "the CARs of separate windows are independent and symmetric about zero"
    reference: str = "Fisher (1935); Canay, Romano and Shaikh (2017)"
    minimum_sample: int = 6
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        """Mean CAR over unions and its p."""
        dates = dates_of(pool, least_unions=self.minimum_sample, longest=LONGEST_UNION)
        if isinstance(dates, str):
            return Outcome(because=dates)
        cars = dates.union_cars()
        cars = cars[np.isfinite(cars)]
        if len(cars) < self.minimum_sample:
            return Outcome(because=f"fewer than {self.minimum_sample} separate windows have an abnormal return")
        pvalue = sign_flip_pvalue(cars, seed=pool.spec.seed)
        return Outcome(stat=float(cars.mean()), pvalue=pvalue, n_windows=len(cars))


def sign_flip_pvalue(values: Floats, *, seed: int, exact: int = EXACT, draws: int = DRAWS) -> float:
    """Two-sided p of the sum of ``values``, shape (G,); all sign vectors up to ``exact`` of them, else draws.

    Examples
    --------
    >>> sign_flip_pvalue(np.array([1.0, 2.0, 3.0, -0.5]), seed=0)
    0.25
    """
    observed = abs(float(values.sum())) * (1.0 - TIES)
    if len(values) <= exact:
        sums = values[:1]  # the sign of the first stands for both: a vector and its opposite have one |sum|
        for value in values[1:]:
            sums = np.concatenate([sums + value, sums - value])
        return float(np.mean(np.abs(sums) >= observed))
    rng = np.random.default_rng(seed)
    as_large, rows = 0, max(1, _CHUNK // len(values))
    for begin in range(0, draws, rows):
        size = (min(rows, draws - begin), -(-len(values) // 8))
        kept = np.unpackbits(rng.integers(0, 256, size=size, dtype=np.uint8), axis=1, count=len(values))
        sums = 2.0 * (kept.astype(np.float64) @ values) - values.sum()
        as_large += int((np.abs(sums) >= observed).sum())
    return (1.0 + as_large) / (1.0 + draws)


STATISTIC = SignFlip()
