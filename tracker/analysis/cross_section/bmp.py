"""The standardised cross-sectional test of Boehmer, Musumeci and Poulsen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tracker.analysis.cross_section._outcomes import student
from tracker.analysis.cross_section._windows import NO_SPREAD, Windows, against, spread, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bmp:
    r"""Mean standardised CAR over its standard error across windows.

    Notes
    -----
    .. math:: t = \frac{\overline{SCAR}}{s_{SCAR}/\sqrt N}

    with SCAR as in `patell` and its standard deviation across windows, divisor N − 1; p two-sided from t(N − 1). It
    lets the event change the variance, alike for all windows; it takes the windows to be independent.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), "Event-study methodology under conditions of event-induced variance", *J.
    Financial Economics* 30, equation 9.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "bmp"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue", "df"]].astype(float).round(4).tolist()
    [2.4359, 0.045, 7.0]
    """

    key: str = "bmp"
    title: str = "standardised cross-sectional t"
    null: str = "the mean standardised abnormal return is zero; windows are independent"
    reference: str = "Boehmer, Musumeci and Poulsen (1991), equation 9"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        """t and its p from t(N − 1)."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample, scaled=True)
        if because:
            return Outcome(because=because)
        stat = bmp_t(windows)
        return Outcome(because=NO_SPREAD) if math.isnan(stat) else student(stat, len(windows) - 1)


def bmp_t(windows: Windows) -> float:
    """t of windows that all have a scale; NaN where standardised CARs do not differ."""
    scaled = windows.scaled
    deviation = spread(scaled)
    return float(scaled.mean()) / (deviation / math.sqrt(len(scaled))) if deviation else math.nan


STATISTIC = Bmp()
