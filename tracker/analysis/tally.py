"""How often a test speaks up in a year, against how often chance would."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tracker.analysis.localised import LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Observations of a year that were judged, and how many each test calls significant at 5 %.

    ``marked`` by our test (``fhs``), ``textbook`` by the t test, ``by_chance`` = 5 % of ``n``: what either would mark
    if nothing had ever happened and it were right.
    """

    n: int
    marked: int
    textbook: int
    by_chance: float


def tally(findings: pd.DataFrame, *, through: str | None = None) -> Tally:
    """Count over the rows of `tracker.analysis.daily.daily_findings`.

    Parameters
    ----------
    findings : DataFrame
        One row per observation; those without a p are not counted. Those over long gaps are, although their verdict
        is "cannot tell": both tests and chance are counted over the same fixings.
    through : str, optional
        Last label to count; counting begins with its calendar year. Default: all rows.

    Examples
    --------
    >>> findings = pd.DataFrame(
    ...     {"pvalue": [0.01, 0.3, None], "t_pvalue": [0.001, 0.04, 0.5]},
    ...     index=["2014-01-02", "2014-01-03", "2014-01-06"],
    ... )
    >>> tally(findings, through="2014-01-06")
    Tally(n=2, marked=1, textbook=2, by_chance=0.1)
    """
    rows = findings
    if through is not None:
        labels = rows.index.astype(str)
        rows = rows[(labels >= through[:4]) & (labels <= through)]
    rows = rows[rows["pvalue"].notna()]
    return Tally(
        n=len(rows),
        marked=int((rows["pvalue"] <= LEVEL).sum()),
        textbook=int((rows["t_pvalue"] <= LEVEL).sum()),
        by_chance=LEVEL * len(rows),
    )
