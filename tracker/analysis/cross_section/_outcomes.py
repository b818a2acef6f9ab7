"""A number and the distribution it is held against."""

from __future__ import annotations

import numpy as np

from tracker.analysis.normal import two_sided_normal
from tracker.analysis.pooled import Outcome
from tracker.analysis.students_t import two_sided


def normal(stat: float) -> Outcome:
    """Two-sided p from the standard normal distribution."""
    return Outcome(stat=float(stat), pvalue=two_sided_normal(float(stat)))


def student(stat: float, df: int) -> Outcome:
    """Two-sided p from Student's t with ``df`` degrees of freedom."""
    return Outcome(stat=float(stat), pvalue=float(two_sided(np.array([stat]), df)[0]), df=float(df))
