"""The reverse question: the most unusual days of a period, whatever is logged of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.analysis.localised import LEVEL
from tracker.analysis.multiplicity.benjamini_hochberg import benjamini_hochberg
from tracker.analysis.multiplicity.holm import holm


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnusualDays:
    """The days of a period by how unusual each is.

    Attributes
    ----------
    table : DataFrame
        Rows of `tracker.analysis.daily.daily_findings`, the most unusual first, with ``holm`` and
        ``benjamini_hochberg``: p adjusted for all judged days of the period.
    n_judged, n_marked : int
        Days with a p, and those of them with p ≤ 0.05.
    by_chance : float
        How many chance alone would mark: 5 % of those judged.
    unjudged : tuple of (str, str)
        Label and reason of the days without a p, or whose p means nothing.
    """

    table: pd.DataFrame
    n_judged: int
    n_marked: int
    by_chance: float
    unjudged: tuple[tuple[str, str], ...]


def unusual_days(daily: pd.DataFrame, *, longest_gap: float | None = None) -> UnusualDays:
    """Order the days of a period by p, then by size against their volatility, then by day.

    Parameters
    ----------
    daily : DataFrame
        Rows of `tracker.analysis.daily.daily_findings` of the period.
    longest_gap : float, optional
        A return over more calendar days is no ordinary one: its p means nothing, and the day is not ranked.

    Notes
    -----
    Days do not overlap, so the Benjamini–Hochberg step-up applies; its guarantee is for tests that depend on each other
    positively, which days of like volatility do. No p can be under its floor, 1/(1 + Σw) (some 1 in 300), so over a
    long period even the most extreme day may not survive an adjustment: that is the test's coarseness, not a finding.

    References
    ----------
    Holm (1979), *Scandinavian J. Statistics* 6(2). Benjamini and Hochberg (1995), *J. Royal Statistical Society B*
    57(1).

    Examples
    --------
    >>> daily = pd.DataFrame(
    ...     {"pvalue": [0.5, 0.01, 0.03], "abnormal": [0.0, 0.02, 0.01], "sigma": 0.01, "gap_days": 1.0, "because": ""},
    ...     index=["2014-01-02", "2014-01-03", "2014-01-06"],
    ... )
    >>> found = unusual_days(daily)
    >>> found.table.index.tolist(), found.n_marked, round(found.by_chance, 2)
    (['2014-01-03', '2014-01-06', '2014-01-02'], 2, 0.15)
    >>> found.table["holm"].round(3).tolist(), found.table["benjamini_hochberg"].round(3).tolist()
    ([0.03, 0.06, 0.5], [0.03, 0.045, 0.5])
    """
    long = daily["gap_days"] > (np.inf if longest_gap is None else longest_gap)
    judged = daily[daily["pvalue"].notna() & ~long]
    size = (judged["abnormal"] / judged["sigma"]).abs()
    order = np.lexsort((np.array(judged.index, dtype=str), -size.to_numpy(), judged["pvalue"].to_numpy()))
    table = judged.iloc[order]
    pvalues = table["pvalue"].to_numpy(dtype=np.float64)
    told = {str(label): str(because) for label, because in daily["because"].items() if because}
    gaps = {str(label): "no rate was made for longer than usual before it" for label in daily.index[long.to_numpy()]}
    return UnusualDays(
        table=table.assign(holm=holm(pvalues), benjamini_hochberg=benjamini_hochberg(pvalues)),
        n_judged=len(table),
        n_marked=int((table["pvalue"] <= LEVEL).sum()),
        by_chance=LEVEL * len(table),
        unjudged=tuple(sorted((gaps | told).items())),
    )
