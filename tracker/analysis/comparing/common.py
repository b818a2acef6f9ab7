"""The effect that windows of one series have in common, and how often shifted dates show one as large."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.analysis.circle import Circle, mean_over_shifts, share_as_large
from tracker.analysis.column import Floats, Positions
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.localised import LEVEL
from tracker.analysis.merging import one_event_each

LEAST = 2
"""Windows under which there is nothing to put together."""

_SHIFTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """NaN exactly where ``because`` says why.

    Attributes
    ----------
    n_windows : int
        Windows put together; those that end at one rate are one.
    effect, lower, upper : float
        The common effect and its 95 % interval, log points over a window; > 0 = quote currency weaker.
    score : float
        Mean over the windows of the sum of z, standard deviations.
    pvalue : float
        Share of all shifts of the dates with a mean at least as large.
    """

    n_windows: int
    effect: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    score: float = math.nan
    pvalue: float = math.nan
    because: str = ""


def common_effect(judge: Evaluator, windows: Positions) -> Common:
    r"""Estimate, interval and p of these windows together.

    Parameters
    ----------
    judge : Evaluator
        With the out-of-sample history of the series.
    windows : array of int, shape (K, 3)
        Series number (not looked at), first and last position, both inside.

    Notes
    -----
    The test is that of `tracker.analysis.dates` called ``circular``: with :math:`z_t = u_t/\sigma_t` and
    :math:`S_k = K^{-1}\sum_i\sum_{t\in W_i} z_{t+k}` at every shift k of all dates, p is the share of the
    :math:`|S_k| \ge |S_0|`. An effect δ spread evenly over each window moves :math:`S_0` by :math:`\delta\bar s`,
    :math:`\bar s = K^{-1}\sum_i L_i^{-1}\sum_{t\in W_i} \sigma_t^{-1}`. The estimate is
    :math:`\hat\delta = S_0/\bar s`, the mean own part with each window weighted by how calm its days were, and the
    interval, :math:`\hat\delta \pm c/\bar s` with c the smallest of the \|S_k\| whose own p is at most 5 %, holds the
    effects the test does not reject: it excludes zero exactly where p is at most 5 %.

    Examples
    --------
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec
    >>> from tracker.analysis.comparing.dated import dated
    >>> days = pd.bdate_range("2018-01-01", periods=500).strftime("%Y-%m-%d")
    >>> moves = np.random.default_rng(0).normal(0, 0.01, 500)
    >>> moves[[400, 430, 460]] = 0.03
    >>> events = [("x", days[400]), ("x", days[430]), ("x", days[460])]
    >>> found = dated(pd.DataFrame({"x": moves}, index=days), events, StudySpec(model="mean"))
    >>> common = common_effect(found.judge, found.windows())
    >>> common.n_windows, round(common.effect, 2), common.pvalue < 0.02
    (3, 0.03, True)
    """
    single = one_event_each(np.column_stack([np.zeros_like(windows[:, 1]), windows[:, 1:]]))
    history = judge.out_of_sample
    if history is None:
        raise ValueError("a common effect needs the out-of-sample abnormal returns of the whole series")
    circle = Circle.of(history)
    held = single[circle.holds(single[:, 1], single[:, 2])] if len(single) else single
    if len(held) < LEAST:
        few = "one window alone" if len(held) == 1 else "no window with a usual swing to measure it by"
        return Common(n_windows=len(held), because=f"{few}: there is nothing to put together")
    if len(circle) < _SHIFTS:
        return Common(n_windows=len(held), because=f"the series has fewer than {_SHIFTS} days to shift the dates over")
    start, length = circle.place[held[:, 1]], held[:, 2] - held[:, 1] + 1
    shifts = mean_over_shifts(circle.scores, start, length)
    per_unit = calmness(circle, start, length)
    reach = critical(np.abs(shifts)) / per_unit
    effect = float(shifts[0]) / per_unit
    return Common(
        n_windows=len(held),
        effect=effect,
        lower=effect - reach,
        upper=effect + reach,
        score=float(shifts[0]),
        pvalue=share_as_large(np.abs(shifts)),
    )


def calmness(circle: Circle, start: Positions, length: Positions) -> float:
    r""":math:`\bar s`: what an effect of one log point per window adds to the mean sum of z."""
    inverse = np.concatenate([[0.0], np.cumsum(1.0 / circle.sigma)])
    return float(np.mean((inverse[start + length] - inverse[start]) / length))


def critical(sizes: Floats) -> float:
    """The smallest of the sizes whose own share of sizes at least as large is at most 5 %.

    >>> critical(np.arange(1.0, 101.0))
    96.0
    """
    ordered = np.sort(sizes)
    return float(ordered[len(ordered) - int(LEVEL * len(ordered))])
