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

from tracker.analysis.column import Column, Flags, Floats, Positions
from tracker.analysis.dynamics import Dynamics
from tracker.analysis.model import Matching, Model
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
    level : array, shape (n,), optional
        Log of the volatility known the day before each observation, for a model that matches on it; NaN where
        unknown.
    """

    column: Column
    model: Model
    length: int
    gap: int
    ordinary: Positions
    level: Floats | None = None

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

    def at(self, starts: Positions, *, every: int = 1, residuals: bool = True) -> Fit:
        """Fit the window of each start, in the order of the starts; there must be T ordinary observations at all.

        A start with fewer before it gets the fit of the first T: the caller says so. With ``every`` above 1 only
        every so many ordinary observations the coefficients are estimated anew, counted from the first T; a variance
        that the model forecasts is carried on to the start over what was observed since.
        """
        if isinstance(self.model, Matching):
            return self._matched(self.model, starts, residuals=residuals)
        ends = np.maximum(self.ends(starts), self.length)
        known, place = np.unique(ends - (ends - self.length) % every, return_inverse=True)
        fit = self.fits(known, residuals=residuals).take(place)
        if fit.dynamics is None:
            return fit
        return replace(fit, dynamics=fit.dynamics.carried(self._since(fit, known[place], starts)))

    def _since(self, fit: Fit, ends: Positions, starts: Positions) -> Floats:
        """Abnormal returns between each estimation window and its start, shape (m, D), NaN before they begin."""
        column = self.column
        last = self.ordinary[ends - 1]
        away = int(np.max(starts - last, initial=1)) - 1
        days = starts[:, None] + np.arange(-away, 0)
        between = days > last[:, None]
        days = np.where(between, days, 0)
        u = column.returns[days] - fit.constant[:, None]
        if fit.slopes.shape[1]:
            u = u - (column.factors[days] @ fit.slopes[:, :, None])[:, :, 0]
        between &= ~(column.broken | column.method_break)[days]
        return np.where(between, u, np.nan)

    def _matched(self, model: Matching, starts: Positions, *, residuals: bool) -> Fit:
        if self.level is None:
            raise ValueError("matching needs the volatility known the day before each observation")
        ends = np.maximum(self.ends(starts), self.length)
        depth = min(model.depth, self.ordinary.size)
        parts = []
        step = max(1, _CHUNK // depth)
        for first in range(0, max(1, len(starts)), step):
            rows = slice(first, first + step)
            places = ends[rows, None] + np.arange(-depth, 0)
            pool = self.ordinary[np.maximum(places, 0)]
            level = np.where(places >= 0, self.level[pool], np.nan)
            chosen, because = model.choose(level, self.level[starts[rows]])
            y = self.column.returns[np.take_along_axis(pool, chosen, axis=1)]
            fit = model.fit(y, np.empty((*y.shape, 0))) if len(y) else model.fit(np.ones((1, 2)), np.empty((1, 2, 0)))
            fit = fit if len(y) else fit.take(ends[rows])
            without = because != ""
            fit = replace(
                fit,
                constant=np.where(without, np.nan, fit.constant),
                because=np.where(without, because, fit.because),
            )
            parts.append(fit if residuals else _without_residuals(fit))
        return parts[0] if len(parts) == 1 else _join(parts)

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
    errors = [part.error for part in parts if part.error is not None]
    dynamics = [part.dynamics for part in parts if part.dynamics is not None]
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
        error=np.concatenate(errors) if errors else None,
        dynamics=Dynamics.joined(dynamics) if dynamics else None,
    )
