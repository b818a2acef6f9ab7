"""Many observations looked at: how many stand out against chance, and which still do when all are allowed for.

Whoever looks at hundreds of moves finds a rare one: of a long period the rarest day alone answers nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reports.findings import WindowFinding

_FEW = 10
_LEVEL = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Observations tested, at 5 % each.

    Attributes
    ----------
    n, marked, textbook : int
        Tested; called significant by our test; by the textbook test.
    by_chance : float
        Of so many, chance alone would mark so many.
    left : tuple of WindowFinding
        Those that still stand out after Holm's correction for ``n``, in order of time.
    """

    n: int
    marked: int
    textbook: int
    by_chance: float
    left: tuple[WindowFinding, ...]

    @property
    def needed(self) -> int:
        """Among how many ordinary days the rarest must be the only one so large to stand out after the correction."""
        return round(self.n / _LEVEL)


def looked_at(windows: Sequence[WindowFinding]) -> Looked | None:
    """Counts over the tested ones; None where they are few enough to be judged one by one."""
    tested = [(found, found.pvalue) for found in windows if found.pvalue is not None]
    if len(tested) <= _FEW:
        return None
    textbook = (found.textbook_pvalue for found, _ in tested)
    return Looked(
        n=len(tested),
        marked=sum(pvalue <= _LEVEL for _, pvalue in tested),
        textbook=sum(pvalue is not None and pvalue <= _LEVEL for pvalue in textbook),
        by_chance=_LEVEL * len(tested),
        left=_left(tested),
    )


def _left(tested: Sequence[tuple[WindowFinding, float]]) -> tuple[WindowFinding, ...]:
    """Holm's steps: the smallest p against the level over n, the next against it over n - 1, until one is too large."""
    kept: set[int] = set()
    by_size = sorted(enumerate(tested), key=lambda one: one[1][1])
    for step, (position, (_, pvalue)) in enumerate(by_size):
        if pvalue * (len(tested) - step) > _LEVEL:
            break
        kept.add(position)
    return tuple(found for position, (found, _) in enumerate(tested) if position in kept)
