"""Cowan's generalised sign test."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tracker.analysis.cross_section._outcomes import normal
from tracker.analysis.cross_section._windows import against, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralisedSign:
    r"""How many CARs are positive, against how often a day of estimation is.

    Notes
    -----
    .. math:: z = \frac{N_+ - N\hat p}{\sqrt{N\hat p(1-\hat p)}}, \qquad
        \hat p = \frac1N\sum_i \frac{1}{T_i}\sum_t 1\{e_{it} > 0\}

    over the residuals of each window's estimation; p two-sided from the normal distribution. It takes windows to be
    independent. For L > 1 a day's share stands for that of a sum of L days, as in the paper.

    References
    ----------
    Cowan (1992), "Nonparametric event study tests", *Review of Quantitative Finance and Accounting* 2, equations 1 and
    2.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "generalised_sign"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue"]].astype(float).round(4).tolist()
    [2.1469, 0.0318]
    """

    key: str = "generalised_sign"
    title: str = "generalised sign z"
    null: str = "a cumulative abnormal return is as often positive as a day of estimation; windows are independent"
    reference: str = "Cowan (1992)"
    minimum_sample: int = 6
    needs_history: bool = False
    needs_residuals: bool = True

    def evaluate(self, pool: Pool) -> Outcome:
        """z and its p from the normal distribution."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample, scaled=True)
        if because:
            return Outcome(because=because)
        share = float(((windows.residuals > 0).sum(axis=1) / windows.nobs).mean())
        if not 0.0 < share < 1.0:
            return Outcome(because="the days of estimation are all of one sign")
        count, positive = len(windows), int((windows.car > 0).sum())
        return normal((positive - count * share) / math.sqrt(count * share * (1.0 - share)))


STATISTIC = GeneralisedSign()
