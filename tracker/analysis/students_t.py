"""Student's t: how often chance alone gives a |t| as large.

Written here because this one function is all the program needs of a library of special functions, whose import costs
every report a third of a second.
"""

from __future__ import annotations

import math

import numpy as np

from tracker.analysis.column import Floats


def two_sided(stat: Floats, df: int) -> Floats:
    r"""P(\|T\| ≥ \|stat\|) for Student's t with ``df`` degrees of freedom (at least 1); NaN stays NaN.

    Notes
    -----
    :math:`p = I_x(\nu/2, 1/2)` with :math:`x = \nu/(\nu + t^2)`, the incomplete beta function by its continued
    fraction, on whichever side of its mean it converges fast; relative accuracy about 1e-13 down to the smallest
    numbers.

    References
    ----------
    Abramowitz and Stegun (1964), *Handbook of Mathematical Functions*, 26.5.8 and 26.7.1.

    Examples
    --------
    >>> two_sided(np.array([0.0, 12.7062047361747]), 1).round(12).tolist()
    [1.0, 0.05]
    """
    if df < 1:
        raise ValueError(f"degrees of freedom must be at least 1: {df}")
    a = df / 2.0
    with np.errstate(over="ignore"):
        ratio = np.asarray(stat, dtype=np.float64) ** 2 / df
        near = ratio * (a + 1.0) < 1.5  # x beyond the mean of the beta distribution: ask for the other tail
        x = 1.0 / (1.0 + ratio)
        rest = np.where(np.isinf(ratio), 1.0, ratio) / np.where(np.isinf(ratio), 1.0, 1.0 + ratio)  # 1 − x
    weight = np.exp(-a * np.log1p(ratio)) * np.sqrt(rest) * _beta_factor(df)
    pvalue = np.empty_like(weight)
    far = ~near  # NaN is here
    pvalue[far] = weight[far] / a / _fraction(a, 0.5, x[far])
    pvalue[near] = 1.0 - weight[near] / 0.5 / _fraction(0.5, a, rest[near])
    return pvalue


def _beta_factor(df: int) -> float:
    """1/B(df/2, 1/2) = Γ((df + 1)/2) / (Γ(df/2) √π), by its recursion in steps of one: no logarithm to cancel."""
    a, value = (0.5, 1.0 / math.pi) if df % 2 else (1.0, 0.5)
    while a < df / 2.0:
        value *= (a + 0.5) / a
        a += 1.0
    return value


def _fraction(a: float, b: float, x: Floats) -> Floats:
    """Denominator of the continued fraction of I_x(a, b), x at most the mean; evaluated from its end.

    The number of steps needed grows with the root of the larger parameter.
    """
    value = np.ones_like(x)
    for m in range(25 + 2 * int(math.sqrt(max(a, b))), 0, -1):
        value = 1.0 + x * (m * (b - m) / ((a + 2 * m - 1) * (a + 2 * m))) / value
        value = 1.0 - x * ((a + m - 1) * (a + b + m - 1) / ((a + 2 * m - 2) * (a + 2 * m - 1))) / value
    return value
