"""The tests of a study as a tidy table of their own, beside the one of its events."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from tracker.services.event_sets import OfSets
from tracker.services.studies import StudyAnswer
from tracker.services.study_tests import reasons_of

if TYPE_CHECKING:
    import pandas as pd

    from tracker.services.study_views import ViewAnswer


def joint_tests(answer: ViewAnswer) -> pd.DataFrame | None:
    """One test over all events per row, ``caar`` (their mean) first; None for an answer that has none.

    ``because`` says why a number is missing. Means are log points; > 0: the quote currency weakened.
    """
    inner = answer.answer if isinstance(answer, OfSets) else answer
    if not isinstance(inner, StudyAnswer):
        return None
    table = inner.result.aggregate.copy()
    table.insert(0, "series", inner.aligned.levels.series.key)
    table["because"] = table["statistic"].map(reasons_of(inner.result)).fillna("")
    return table


def beside(output: str) -> str:
    """Where the tests go: ``study.tests.csv`` beside ``study.csv``.

    >>> beside("out/study.csv"), beside("study")
    ('out/study.tests.csv', 'study.tests.csv')
    """
    path = PurePath(output)
    return str(path.with_name(f"{path.stem if path.suffix == '.csv' else path.name}.tests.csv"))
