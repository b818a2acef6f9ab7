"""Windows of one series judged by every statistic at once, and the headline p under ambiguity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.column import Column, Flags, Floats, Positions
from tracker.analysis.estimation import Estimation
from tracker.analysis.flat import held_because, unchanged_shares
from tracker.analysis.model import Matching, models
from tracker.analysis.pooled import cross_section_statistics, pooled_statistics
from tracker.analysis.regression import Fit
from tracker.analysis.spec import StudySpec
from tracker.analysis.statistic import Evaluation, Sample, statistics
from tracker.analysis.volatility import OutOfSample, log_volatility


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """Windows and what the statistics say; arrays of shape (m,), in the order the windows were asked for."""

    fit: Fit
    car: Floats
    forecast_scale: Floats
    because: NDArray[np.object_]
    evaluations: Mapping[str, Evaluation]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluator:
    """Everything needed to judge any window of one series under one spec; made once per series."""

    column: Column
    spec: StudySpec
    estimation: Estimation
    out_of_sample: OutOfSample | None

    @classmethod
    def of(cls, column: Column, spec: StudySpec, *, excluded: Flags | None = None) -> Evaluator:
        """Number the ordinary observations, and judge every day where a statistic needs that."""
        estimation = Estimation.of(
            column,
            models()[spec.model],
            length=spec.estimation,
            gap=spec.gap,
            excluded=np.zeros(len(column), dtype=bool) if excluded is None else excluded,
            max_gap_days=spec.max_gap_days,
        )
        if isinstance(estimation.model, Matching):
            estimation = replace(estimation, level=log_volatility(column))
        single, pooled = statistics(), pooled_statistics() if spec.pooled else {}
        history = any(single[key].needs_history for key in spec.single)
        history |= any(pooled[key].needs_history for key in spec.pooled)
        return cls(
            column=column,
            spec=spec,
            estimation=estimation,
            out_of_sample=OutOfSample.of(estimation) if history else None,
        )

    def judge(self, starts: Positions, length: int, keys: tuple[str, ...] | None = None) -> Judged:
        """Judge the windows of L observations at these starts (all inside the series).

        Each distinct window is computed once and in time order, so results depend neither on the order of the events
        nor on how many share a window.
        """
        unique, place = np.unique(starts, return_inverse=True)
        pooled = self.spec.pooled if keys is None else ()
        panels = cross_section_statistics() if pooled else {}
        residuals = any(key in panels and panels[key].needs_residuals for key in pooled)
        known = statistics()
        keys = self.spec.single if keys is None else keys
        residuals |= any(known[key].needs_residuals for key in keys)
        sample = self._sample(unique, length, residuals=residuals)
        evaluations = {key: _take(known[key].evaluate(sample), place) for key in keys}
        return Judged(
            fit=sample.fit.take(place),
            car=sample.car[place],
            forecast_scale=sample.fit.forecast_scale(length, sample.factor_sums)[place],
            because=sample.because[place],
            evaluations=evaluations,
        )

    def cars(self, starts: Positions, lengths: Positions) -> Floats:
        """CAR of windows of any lengths, shape (m,), as `judge` gives them; one pass of estimation for all lengths."""
        unique, place = np.unique(starts, return_inverse=True)
        ends = self.estimation.ends(unique)
        fit = self._fit(unique, residuals=False).take(place)
        cars = np.full(len(starts), np.nan)
        for length in np.unique(lengths).tolist():
            here = np.flatnonzero(lengths == length)
            cars[here] = self._cars(starts[here], length, fit.take(here))[0]
        cars[(ends < self.estimation.length)[place] & self.estimation.model.estimated] = np.nan
        return cars

    def _fit(self, starts: Positions, *, residuals: bool) -> Fit:
        """Estimation of windows with these starts; those with too few observations get another's, or none."""
        if self.estimation.ordinary.size < self.estimation.length:
            return _nothing(self.estimation, len(starts))
        return self.estimation.at(starts, residuals=residuals)

    def _cars(self, starts: Positions, length: int, fit: Fit) -> tuple[Floats, Floats]:
        """CARs, and the sums of the factors over the windows, shape (m, k)."""
        column, k = self.column, fit.slopes.shape[1]
        factor_sums = np.column_stack(
            [np.empty((len(starts), 0)), *(_window_sums(column.factors[:, j], starts, length) for j in range(k))]
        )
        sums = _window_sums(column.returns, starts, length)
        return sums - length * fit.constant - np.einsum("mk,mk->m", fit.slopes, factor_sums), factor_sums

    def _sample(self, starts: Positions, length: int, *, residuals: bool) -> Sample:
        column, estimation = self.column, self.estimation
        ends = estimation.ends(starts)
        because = np.full(len(starts), "", dtype=object)
        short = ends < estimation.length
        need = f"{estimation.length} ordinary observations are needed before the window, there are"
        too_short = np.array([f"{need} {end}" for end in ends[short]], dtype=object)
        if estimation.model.estimated:
            because[short] = too_short
        shares = unchanged_shares(column.returns, estimation.ordinary, ends, estimation.length)
        because = np.where(because == "", held_because(shares, estimation.length), because)
        fit = self._fit(starts, residuals=residuals)
        fit.because[short] = too_short
        car, factor_sums = self._cars(starts, length, fit)
        car[short & estimation.model.estimated] = np.nan
        return Sample(
            starts=starts,
            length=length,
            car=car,
            factor_sums=factor_sums,
            fit=fit,
            because=because,
            out_of_sample=self.out_of_sample,
        )


def _window_sums(values: Floats, starts: Positions, length: int) -> Floats:
    total: Floats = values[starts[:, None] + np.arange(length)].sum(axis=1)
    return total


def _nothing(estimation: Estimation, m: int) -> Fit:
    k = estimation.column.factors.shape[1] if estimation.model.uses_factors else 0
    return Fit(
        constant=np.full(m, np.nan if estimation.model.estimated else 0.0),
        slopes=np.full((m, k), np.nan),
        centre=np.full((m, k), np.nan),
        inverse=np.full((m, k, k), np.nan),
        ssr=np.full(m, np.nan),
        nobs=estimation.length,
        n_parameters=k + int(estimation.model.estimated),
        residuals=np.full((m, estimation.length), np.nan),
        r_squared=np.full(m, np.nan),
        because=np.full(m, "", dtype=object),
    )


def _take(evaluation: Evaluation, rows: Positions) -> Evaluation:
    return Evaluation(
        stat=evaluation.stat[rows],
        pvalue=evaluation.pvalue[rows],
        df=evaluation.df[rows],
        because=evaluation.because[rows],
        own={name: values[rows] for name, values in evaluation.own.items()},
        shared={name: values[rows] for name, values in evaluation.shared.items()},
    )
