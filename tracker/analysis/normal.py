"""The standard normal distribution: how often chance alone gives a |z| as large."""

from __future__ import annotations

import math


def two_sided_normal(stat: float) -> float:
    r"""P(\|Z\| ≥ \|stat\|) for a standard normal Z; NaN stays NaN.

    Notes
    -----
    :math:`p = \mathrm{erfc}(|z|/\sqrt 2)`, which keeps its digits far out in the tail.

    Examples
    --------
    >>> round(two_sided_normal(1.959963984540054), 12)
    0.05
    """
    return math.erfc(abs(stat) / math.sqrt(2.0))
