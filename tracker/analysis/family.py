"""The tests that stand side by side in a study, and p-values that allow for their number.

The family is one selection × one primary window × the headline statistic, on the series of the study; events that
share a window are one test. Whoever tries other windows or series until one stands out tests more than is counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
import pandas as pd

from tracker.analysis.column import Floats, Positions
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.merging import unions
from tracker.analysis.pooled import Pool
from tracker.registry import declared

LEVEL = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Family:
    """m distinct windows with a headline p, by series and then in time, whatever the order of the events.

    Attributes
    ----------
    pvalues : array, shape (m,)
        Headline p of each.
    windows : array of int, shape (m, 3)
        Series number, first and last position, both inside.
    length : int
        L of an event whose hour is known; a window is longer by its spans − 1, the fixings that could have been first.
    judges : tuple of Evaluator
        The series.
    """

    pvalues: Floats
    windows: Positions
    length: int
    judges: tuple[Evaluator, ...]

    def __len__(self) -> int:
        return len(self.pvalues)

    @property
    def overlaps(self) -> bool:
        """Whether any two windows share an observation."""
        return len(unions(self.windows)) < len(self)

    @property
    def expected_false_flags(self) -> float:
        """Windows that a test of its nominal size marks at 5 per cent where nothing happened in any: 0.05 m."""
        return LEVEL * len(self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Adjusted:
    """Adjusted p-values in the order of the family, shape (m,); NaN throughout where ``because`` says why."""

    pvalues: Floats
    because: str = ""

    @classmethod
    def refused(cls, family: Family, because: str) -> Adjusted:
        """No adjusted p-value, and why."""
        return cls(pvalues=np.full(len(family), np.nan), because=because)


class Adjustment(Protocol):
    """One file in `tracker.analysis.multiplicity` declares one as ``ADJUSTMENT``.

    Attributes
    ----------
    key : str
        Its column in the rows is ``KEY_pvalue``.
    title, controls, reference : str
        In words: what it is, which error it controls, where it is published.
    """

    @property
    def key(self) -> str: ...  # noqa: D102 - described above
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def controls(self) -> str: ...  # noqa: D102
    @property
    def reference(self) -> str: ...  # noqa: D102

    def adjust(self, family: Family) -> Adjusted:
        """Adjusted p-values of a family of at least one."""
        ...


def adjustments() -> dict[str, Adjustment]:
    """Every correction for many tests, by key.

    >>> sorted(adjustments())
    ['bh', 'holm', 'romano_wolf']
    """
    return cast("dict[str, Adjustment]", declared("tracker.analysis.multiplicity", "ADJUSTMENT"))


def family_of(pool: Pool, pvalues: Floats) -> tuple[Family, Positions, Positions]:
    """The family of a study, the rows that have a p in it, and the place of each in the family.

    ``pvalues``: headline p of every row of the study, NaN where it has none.
    """
    parts = [np.column_stack([np.full(len(b.rows), b.number), b.start, b.stop]) for b in pool.blocks]
    rows = np.concatenate([b.rows for b in pool.blocks]) if parts else np.empty(0, dtype=np.intp)
    windows = np.concatenate(parts) if parts else np.empty((0, 3), dtype=np.intp)
    tested = np.isfinite(pvalues[rows])
    rows = rows[tested]
    unique, first, place = np.unique(windows[tested], axis=0, return_index=True, return_inverse=True)
    family = Family(
        pvalues=pvalues[rows[first]],
        windows=unique,
        length=pool.spec.length,
        judges=tuple(pool.judges[int(number)] for number in np.unique(unique[:, 0])),
    )
    return family, rows, place.reshape(-1)


def with_adjusted(rows: pd.DataFrame, pool: Pool) -> tuple[pd.DataFrame, Sequence[tuple[int, str, str]], Family]:
    """The rows with ``KEY_pvalue`` of each adjustment, reasons for columns that are NaN throughout, and the family."""
    family, places, place = family_of(pool, rows["pvalue"].to_numpy(dtype=np.float64))
    columns, reasons = {}, []
    for key, adjustment in adjustments().items():
        values = np.full(len(rows), np.nan)
        if len(family):
            adjusted = adjustment.adjust(family)
            values[places] = adjusted.pvalues[place]
            if adjusted.because:
                reasons.append((-1, f"{key}_pvalue", adjusted.because))
        columns[f"{key}_pvalue"] = values
    return rows.assign(**columns), reasons, family
