"""Holm's step-down correction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.family import Adjusted, Family


def holm(pvalues: Floats) -> Floats:
    r"""Adjusted p-values, shape (m,).

    Notes
    -----
    With :math:`p_{(1)} \le \dots \le p_{(m)}`,
    :math:`\tilde p_{(j)} = \min(1, \max_{i \le j} (m - i + 1)\,p_{(i)})`.

    Examples
    --------
    >>> holm(np.array([0.04, 0.01, 0.03])).tolist()
    [0.06, 0.03, 0.06]
    """
    m = len(pvalues)
    order = np.argsort(pvalues, kind="stable")
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate((m - np.arange(m)) * pvalues[order]))
    return adjusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Holm:
    """Probability of even one false flag in the family, whatever the dependence of the tests.

    References
    ----------
    Holm (1979), "A simple sequentially rejective multiple test procedure", *Scandinavian J. Statistics* 6(2), 65-70.
    """

    key: str = "holm"
    title: str = "Holm"
    controls: str = "the probability of any false flag, under any dependence"
    reference: str = "Holm (1979)"

    def adjust(self, family: Family) -> Adjusted:
        """Always there."""
        return Adjusted(pvalues=holm(family.pvalues))


ADJUSTMENT = Holm()
