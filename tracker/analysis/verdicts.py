"""The only four verdicts, in the same words everywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tracker.analysis.returns import MAX_GAP_DAYS

UNUSUAL = "unusual"
SOMEWHAT_UNUSUAL = "somewhat unusual"
ORDINARY = "ordinary"
CANNOT_TELL = "cannot tell"
VERDICTS = (UNUSUAL, SOMEWHAT_UNUSUAL, ORDINARY, CANNOT_TELL)

BORDERLINE = (0.03, 0.07)
"""The p of a day moves this much across reasonable tunings of the method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One of `VERDICTS`; ``borderline`` is added where p lies between 0.03 and 0.07."""

    word: str
    borderline: bool = False

    def __str__(self) -> str:
        return f"{self.word}, borderline" if self.borderline else self.word


def verdict(
    p: float | None,
    interval: tuple[float, float] | None,
    plausible_effect: float,
    *,
    gap_days: float = 0.0,
    longest_gap: float = MAX_GAP_DAYS,
    method_break: bool = False,
    applicable: bool = True,
) -> Verdict:
    """Judge one reaction.

    Parameters
    ----------
    p : float or None
        Headline p (``fhs``, corrected for ambiguity).
    interval : (float, float) or None
        Interval of the effect in log points.
    plausible_effect : float
        Size of an effect worth knowing, as a plain fraction (0.02 = 2 %).
    gap_days : float
        Days the longest of its returns runs over; over more than ``longest_gap`` nothing can be told.
    longest_gap : float
        Four days, for bars of an hour two hours.
    method_break : bool
        Whether the way the rate is made changed inside it.
    applicable : bool
        Whether the statistic could be computed.

    Returns
    -------
    Verdict
        *unusual* (p ≤ 0.01), *somewhat unusual* (p ≤ 0.05), *ordinary* (p > 0.05 and the interval lies within
        ± ``plausible_effect``), otherwise *cannot tell*.

    Examples
    --------
    >>> str(verdict(0.044, (-0.001, 0.046), 0.02))
    'somewhat unusual, borderline'
    >>> str(verdict(0.5, (-0.01, 0.012), 0.02)), str(verdict(0.5, (-0.03, 0.02), 0.02))
    ('ordinary', 'cannot tell')
    >>> str(verdict(0.001, (0.01, 0.05), 0.02, gap_days=5))
    'cannot tell'
    """
    if p is None or math.isnan(p) or not applicable or method_break or gap_days > longest_gap:
        return Verdict(word=CANNOT_TELL)
    borderline = BORDERLINE[0] <= p <= BORDERLINE[1]
    if p <= 0.01:
        return Verdict(word=UNUSUAL)
    if p <= 0.05:
        return Verdict(word=SOMEWHAT_UNUSUAL, borderline=borderline)
    within = interval is not None and -plausible_effect <= interval[0] and interval[1] <= plausible_effect
    return Verdict(word=ORDINARY if within else CANNOT_TELL, borderline=borderline)
