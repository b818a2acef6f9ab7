"""The analysis: pure, arrays in and results out.

from tracker.analysis import StudySpec, run_study
spec = StudySpec(model="factor", estimation=250, gap=10, window=(0, 0), statistics=("t", "sq", "fhs"))
result = run_study(returns, events, spec, factors=factors)
"""

from __future__ import annotations

from tracker.analysis.results import NotApplicable, StudyResult
from tracker.analysis.spec import StudySpec
from tracker.analysis.study import run_study

__all__ = ["NotApplicable", "StudyResult", "StudySpec", "run_study"]
