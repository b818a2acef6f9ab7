"""Which observations each window's coefficients come from, and the coefficients.

An estimation window is the latest T *ordinary* observations that end at least ``gap`` observations before the window
under study. Ordinary observations are numbered once; a window is then known by its ``end``, the count of ordinary
observations before it, and windows with one end share one fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tracker.analysis.column import Column, Flags, Positions
from tracker.analysis.model import Model
from tracker.analysis.regression import Fit

_CHUNK = (
    200_000  # numbers per factor held at once: bounds memory, and what stays in a processor's cache is summed faster
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimation:
    """Estimation windows of one series.

    Attributes
    ----------
    column : Column
        The series.
    model : Model
        Normal-return model.
    length : int
        T, observations per estimation window.
    gap : int
        Observations left out between the estimation window and the window under study.
    ordinary : array of int
        Positions that may enter estimation, increasing.
    """

    column: Column
    model: Model
    length: int
    gap: int
    ordinary: Positions

    @classmethod
    def of(
        cls, column: Column, model: Model, *, length: int, gap: int, excluded: Flags, max_gap_days: float | None
    ) -> Estimation:
        """Number the ordinary observations: usable and not in a window of a selected event."""
        usable = column.usable(max_gap_days) & ~excluded
        return cls(column=column, model=model, length=length, gap=gap, ordinary=np.flatnonzero(usable))

    def ends(self, starts: Positions) -> Positions:
        """Count of ordinary observations at least ``gap`` observations before each start: 0 … ordinary.size."""
        return np.asarray(np.searchsorted(self.ordinary, starts - self.gap, side="left"), dtype=np.intp)

    def skipped(self, starts: Positions) -> Positions:
        """Observations passed over inside and after the estimation window, because they are not ordinary."""
        ends = self.ends(starts)
        enough = ends >= self.length
        first = self.ordinary[np.where(enough, ends - self.length, 0)] if self.ordinary.size else np.zeros_like(ends)
        counted = starts - self.gap - first - self.length
        return np.where(enough, np.maximum(counted, 0), 0)

    def fits(self, ends: Positions, *, residuals: bool = True) -> Fit:
        """Fit the windows with these ends (each at least T), in chunks of bounded memory."""
        parts = [self._fit(rows, residuals=residuals) for rows in self._chunks(ends)]
        return parts[0] if len(parts) == 1 else _join(parts)

    def _chunks(self, ends: Positions) -> Iterator[Positions]:
        per_row = self.length * max(1, self.column.factors.shape[1])
        step = max(1, _CHUNK // per_row)
        for start in range(0, max(1, len(ends)), step):
            yield ends[start : start + step]

    def _fit(self, ends: Positions, *, residuals: bool) -> Fit:
        width = self.column.factors.shape[1] if self.model.uses_factors else 0
        if not len(ends):
            return self.model.fit(np.ones((1, self.length)), np.ones((1, self.length, width))).take(ends)
        y = sliding_window_view(self.column.returns[self.ordinary], self.length)[ends - self.length]
        x = np.empty((len(ends), self.length, 0))
        if width:
            windows = sliding_window_view(self.column.factors[self.ordinary], self.length, axis=0)
            x = np.swapaxes(windows[ends - self.length], 1, 2)
        fit = self.model.fit(y, x)
        return fit if residuals else _without_residuals(fit)


def joined(parts: list[Fit]) -> Fit:
    """Fits of windows of one length laid end to end."""
    return parts[0] if len(parts) == 1 else _join(parts)


def _without_residuals(fit: Fit) -> Fit:
    return replace(fit, residuals=np.empty((len(fit.ssr), 0)))


def _join(parts: list[Fit]) -> Fit:
    return Fit(
        constant=np.concatenate([part.constant for part in parts]),
        slopes=np.concatenate([part.slopes for part in parts]),
        centre=np.concatenate([part.centre for part in parts]),
        inverse=np.concatenate([part.inverse for part in parts]),
        ssr=np.concatenate([part.ssr for part in parts]),
        nobs=parts[0].nobs,
        n_parameters=parts[0].n_parameters,
        residuals=np.concatenate([part.residuals for part in parts]),
        r_squared=np.concatenate([part.r_squared for part in parts]),
        because=np.concatenate([part.because for part in parts]),
    )
