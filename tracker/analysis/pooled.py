"""What a test over many windows is, and what it is given."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from tracker.registry import declared

if TYPE_CHECKING:
    from tracker.analysis.blocks import Block
    from tracker.analysis.evaluation import Evaluator
    from tracker.analysis.spec import StudySpec


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """The windows of a study that could be studied.

    Attributes
    ----------
    spec : StudySpec
        The choices; ``seed`` for tests that draw.
    blocks : tuple of Block
        Windows of one length on one series each. Events may share a window: a test counts each window once.
    judges : mapping of int to Evaluator
        By series number (``Block.number``): the series, its ordinary days, and every day out of sample.
    worked_out : dict
        What one test has already worked out of these windows and the next may use; empty at first.
    """

    spec: StudySpec
    blocks: tuple[Block, ...]
    judges: Mapping[int, Evaluator]
    worked_out: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A test over many windows; NaN exactly where ``because`` says why. ``df`` is NaN where there is none.

    ``n_windows`` is given where the test could use fewer windows than were studied.
    """

    stat: float = math.nan
    pvalue: float = math.nan
    df: float = math.nan
    because: str = ""
    n_windows: int | None = None


class PooledStatistic(Protocol):
    """One file in `tracker.analysis.dates` or `tracker.analysis.cross_section` declares one as ``STATISTIC``.

    Attributes
    ----------
    key : str
        Name in a `StudySpec` and in the aggregate.
    title, null, reference : str
        In words: what it is, what it tests, where it is published.
    minimum_sample : int
        Separate windows under which it is not applicable.
    needs_history : bool
        Whether every day of the series has to be judged out of sample.
    """

    @property
    def key(self) -> str: ...  # noqa: D102 - described above
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def null(self) -> str: ...  # noqa: D102
    @property
    def reference(self) -> str: ...  # noqa: D102
    @property
    def minimum_sample(self) -> int: ...  # noqa: D102
    @property
    def needs_history(self) -> bool: ...  # noqa: D102

    def evaluate(self, pool: Pool) -> Outcome:
        """Statistic and p-value over all windows of the pool."""
        ...


class PanelStatistic(PooledStatistic, Protocol):
    """A test for many series; one file in `tracker.analysis.cross_section` declares one.

    Attributes
    ----------
    needs_residuals : bool
        Whether it looks at the residuals of the estimation windows (``Block.fit.residuals``).
    """

    @property
    def needs_residuals(self) -> bool: ...  # noqa: D102 - described above


def date_statistics() -> dict[str, PooledStatistic]:
    """Tests for one series and many dates, by key."""
    return cast("dict[str, PooledStatistic]", declared("tracker.analysis.dates", "STATISTIC"))


def cross_section_statistics() -> dict[str, PanelStatistic]:
    """Tests for many series that share no observation, by key."""
    return cast("dict[str, PanelStatistic]", declared("tracker.analysis.cross_section", "STATISTIC"))


def pooled_statistics() -> dict[str, PooledStatistic]:
    """Every test over many windows, by key."""
    return {**date_statistics(), **cross_section_statistics()}
