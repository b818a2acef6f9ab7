"""What to compute: the choices of one study, checked once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.model import models
from tracker.analysis.pooled import pooled_statistics
from tracker.analysis.returns import MAX_GAP_DAYS
from tracker.analysis.statistic import statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySpec:
    """Choices of a study.

    Attributes
    ----------
    model : str
        Normal-return model: a key of `tracker.analysis.model.models`.
    estimation : int
        T, observations from which each window's coefficients come.
    gap : int
        Observations left out between the estimation window and the window: with 10 and ``window=(0, 0)`` coefficients
        come from τ = −(T + 10) … −11.
    window : (int, int)
        [a, b] in observations around day 0, both ends included.
    statistics : tuple of str
        Keys of `tracker.analysis.statistic.statistics` (of one window) and of
        `tracker.analysis.pooled.pooled_statistics` (over many), at least one of the first. The headline p is that of
        ``fhs``, or of the first of one window where ``fhs`` is not asked for.
    seed : int
        For statistics that draw.
    exclude_events : bool
        Whether windows of the selected events leave estimation and reference.
    max_gap_days : float or None
        Returns over more calendar days leave estimation and reference; None keeps them all.
    rank_window : (int, int) or None
        Observations around day 0 that ``corrado`` and ``corrado_zivney`` rank beside the estimation window; it holds
        the window. None ranks the window itself.

    Raises
    ------
    ValueError
        An unknown model or statistic, or sizes that make no sense.

    Examples
    --------
    >>> StudySpec(model="mean", window=(-1, 1)).length
    3
    """

    model: str = "mean"
    estimation: int = 250
    gap: int = 10
    window: tuple[int, int] = (0, 0)
    statistics: tuple[str, ...] = ("t", "sq", "fhs")
    seed: int = 0
    exclude_events: bool = True
    max_gap_days: float | None = MAX_GAP_DAYS
    rank_window: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "window", tuple(self.window))
        object.__setattr__(self, "statistics", tuple(self.statistics))
        if self.model not in models():
            raise ValueError(f"unknown model {self.model!r}; there are: {', '.join(sorted(models()))}")
        there = (*sorted(statistics()), *sorted(pooled_statistics()))
        unknown = [key for key in self.statistics if key not in there]
        if unknown:
            raise ValueError(f"unknown statistic {unknown[0]!r}; there are: {', '.join(there)}")
        if not self.single or len(set(self.statistics)) < len(self.statistics):
            raise ValueError("statistics must name at least one statistic of a single window, each once")
        numbers: list[object] = [*self.window, self.estimation, self.gap, self.seed]
        if len(numbers) != 5 or not all(isinstance(one, (int, np.integer)) for one in numbers):
            raise ValueError("window must be two whole numbers, and estimation, gap and seed one each")
        if self.seed < 0 or (self.max_gap_days is not None and not self.max_gap_days > 0):
            raise ValueError(f"seed cannot be negative, nor max_gap_days: {self.seed}, {self.max_gap_days}")
        if self.window[0] > self.window[1]:
            raise ValueError(f"window must be (first, last) with first ≤ last: {self.window}")
        if self.estimation < 2:
            raise ValueError(f"estimation must be at least 2 observations: {self.estimation}")
        if self.gap < 0:
            raise ValueError(f"gap cannot be negative: {self.gap}")
        if self.rank_window is not None:
            self._check_ranked(self.rank_window)

    def _check_ranked(self, ranked: tuple[int, int]) -> None:
        object.__setattr__(self, "rank_window", tuple(ranked))
        if not ranked[0] <= self.window[0] <= self.window[1] <= ranked[1]:
            raise ValueError(f"rank_window must hold the window {self.window}: {ranked}")
        if self.window[0] - ranked[0] > self.gap:
            raise ValueError(f"rank_window {ranked} begins inside the estimation window; gap is {self.gap}")

    @property
    def length(self) -> int:
        """L of an event whose hour is known: b − a + 1."""
        return self.window[1] - self.window[0] + 1

    @property
    def single(self) -> tuple[str, ...]:
        """Statistics of one window: columns of the rows."""
        known = statistics()
        return tuple(key for key in self.statistics if key in known)

    @property
    def pooled(self) -> tuple[str, ...]:
        """Tests over many windows: rows of the aggregate."""
        known = statistics()
        return tuple(key for key in self.statistics if key not in known)

    @property
    def headline(self) -> str:
        """The statistic whose p is the headline p."""
        return "fhs" if "fhs" in self.statistics else self.single[0]
