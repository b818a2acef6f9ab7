"""Kolari and Pynnönen's generalised rank z."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tracker.analysis.cross_section._generalised_ranks import against_ranks, generalised_ranks
from tracker.analysis.cross_section._outcomes import normal
from tracker.analysis.cross_section._windows import windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class GrankZ:
    r"""Rank of the whole CAR among the days of estimation, against the variance of a rank.

    Notes
    -----
    For each window the T standardised residuals :math:`e_{it}/s_i` and, as one day more, :math:`SCAR_i/sd(SCAR)`
    (SCAR as in `patell`, its standard deviation across windows with divisor N − 1) are ranked together, ties sharing
    their mean rank: :math:`U_{it} = K_{it}/(T'+1) - \frac12` with T' = T + 1. With :math:`\bar U_0` the mean over
    windows on the event's day,

    .. math:: Z = \bar U_0 \sqrt{\frac{12 N (T'+1)}{T'-1}}

    p two-sided from the normal distribution. A variance raised by the event is allowed for; windows are taken to be
    independent (`grank_t` is not so bound). All windows must have one T.

    References
    ----------
    Kolari and Pynnönen (2011), "Nonparametric rank tests for event studies", *J. Empirical Finance* 18, equation 17.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "grank_z"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue"]].astype(float).round(4).tolist()
    [2.2738, 0.023]
    """

    key: str = "grank_z"
    title: str = "generalised rank z"
    null: str = (
        "the cumulative abnormal return, scaled across windows, ranks like any day of estimation; windows are"
        " independent"
    )
    reference: str = "Kolari and Pynnönen (2011)"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = True

    def evaluate(self, pool: Pool) -> Outcome:
        """z and its p from the normal distribution."""
        windows = windows_of(pool)
        because = against_ranks(windows, self.minimum_sample)
        if because:
            return Outcome(because=because)
        units = generalised_ranks(windows)
        count, days = units.shape
        return normal(float(units[:, -1].mean()) * math.sqrt(12.0 * count * (days + 1) / (days - 1)))


STATISTIC = GrankZ()
