"""Benjamini and Hochberg's false discovery rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.family import Adjusted, Family

_OVERLAP = "windows share observations, so their tests are not independent; see romano_wolf_pvalue"


def benjamini_hochberg(pvalues: Floats) -> Floats:
    r"""Adjusted p-values, shape (m,).

    Notes
    -----
    With :math:`p_{(1)} \le \dots \le p_{(m)}`,
    :math:`\tilde p_{(j)} = \min(1, \min_{i \ge j} \tfrac{m}{i}\,p_{(i)})`.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.04, 0.01, 0.03])).round(9).tolist()
    [0.04, 0.03, 0.04]
    """
    m = len(pvalues)
    order = np.argsort(pvalues, kind="stable")
    scaled = pvalues[order] * m / np.arange(1, m + 1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted


@dataclass(frozen=True, slots=True, kw_only=True)
class BenjaminiHochberg:
    """Expected share of false flags among the flags, for windows that share no observation.

    References
    ----------
    Benjamini and Hochberg (1995), "Controlling the false discovery rate", *J. Royal Statistical Society B* 57(1),
    289-300.
    """

    key: str = "bh"
    title: str = "Benjamini–Hochberg"
    controls: str = "the expected share of false flags among the flags, for independent tests"
    reference: str = "Benjamini and Hochberg (1995)"

    def adjust(self, family: Family) -> Adjusted:
        """Refused where windows overlap, or lie on several series, whose days are shared."""
        if family.overlaps:
            return Adjusted.refused(family, _OVERLAP)
        if len(family.judges) > 1:
            return Adjusted.refused(family, f"it needs independent tests, and these lie on {len(family.judges)} series")
        return Adjusted(pvalues=benjamini_hochberg(family.pvalues))


ADJUSTMENT = BenjaminiHochberg()
