"""How far from zero chance takes a t statistic."""

from __future__ import annotations

from functools import cache

import numpy as np

from tracker.analysis.students_t import two_sided


@cache
def t_quantile(df: int, level: float = 0.05) -> float:
    r"""The t that chance alone exceeds in size with probability ``level``: P(\|T\| ≥ t) = level.

    Parameters
    ----------
    df : int
        Degrees of freedom, at least 1.
    level : float
        Between 0 and 1.

    Examples
    --------
    >>> round(t_quantile(1), 6), round(t_quantile(10, 0.10), 6)
    (12.706205, 1.812461)
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1: {level}")
    low, high = 0.0, 1.0
    while float(two_sided(np.array([high]), df)[0]) > level:
        low, high = high, 2.0 * high
    for _ in range(200):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if float(two_sided(np.array([middle]), df)[0]) > level:
            low = middle
        else:
            high = middle
    return high
