"""What a period's move consists of: the factors' parts, the usual drift, and the currency's own part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.analysis.column import column_of
from tracker.analysis.estimation import Estimation
from tracker.analysis.model import models
from tracker.analysis.results import NotApplicable
from tracker.analysis.selection import BREAKS, METHOD, NO_FACTOR, NO_RETURN
from tracker.analysis.spec import StudySpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """A period's move in log points (positive = weaker quote currency); the parts add up to the total exactly.

    Attributes
    ----------
    total : float
        Log move over the period.
    parts : mapping of factor name to float
        β·ΔF of each factor, β from before the period.
    drift : float
        The model's constant times the number of observations: what the estimation window would have brought anyhow.
    own_part : float
        total − Σβ·ΔF. **Includes the constant**, as the specification of the decomposition says; exact.
    own_part_without_drift : float
        own_part − drift: the cumulative abnormal return, the figure that tests speak of and that a report prints
        beside the drift.
    slopes : mapping of factor name to float
        β of each factor.
    factor_moves : mapping of factor name to float
        ΔF. A factor that itself reacted is a bad control, so look at them.
    r_squared : float
        Share of the estimation window's variance the factors explain.
    n_observations, n_estimation : int
        Returns in the period, and in the estimation window.
    """

    total: float
    parts: Mapping[str, float]
    drift: float
    own_part: float
    own_part_without_drift: float
    slopes: Mapping[str, float]
    factor_moves: Mapping[str, float]
    r_squared: float
    n_observations: int
    n_estimation: int

    def rounded(self, digits: int) -> Decomposition:
        """For print: total, parts and drift rounded, both own parts what is left, so that the printed figures add up.

        >>> exact = Decomposition(
        ...     total=0.02494, parts={"dollar": 0.00062}, drift=0.00442, own_part=0.02432,
        ...     own_part_without_drift=0.0199, slopes={}, factor_moves={}, r_squared=0.3,
        ...     n_observations=5, n_estimation=250,
        ... )
        >>> printed = exact.rounded(4)
        >>> printed.total, printed.parts["dollar"], printed.drift, printed.own_part_without_drift
        (0.0249, 0.0006, 0.0044, 0.0199)
        """
        total = round(self.total, digits)
        parts = {name: round(part, digits) for name, part in self.parts.items()}
        drift = round(self.drift, digits)
        own = round(total - sum(parts.values()), digits)
        return Decomposition(
            total=total,
            parts=parts,
            drift=drift,
            own_part=own,
            own_part_without_drift=round(own - drift, digits),
            slopes=self.slopes,
            factor_moves=self.factor_moves,
            r_squared=self.r_squared,
            n_observations=self.n_observations,
            n_estimation=self.n_estimation,
        )


def decompose(
    returns: pd.DataFrame,
    factors: pd.DataFrame,
    column: str,
    labels: Sequence[str],
    spec: StudySpec,
    *,
    gaps: pd.DataFrame | None = None,
    method_breaks: pd.DataFrame | None = None,
) -> Decomposition | NotApplicable:
    r"""Split a period's move with coefficients estimated before the period.

    Parameters
    ----------
    returns, factors : DataFrame
        As for `tracker.analysis.study.run_study`.
    column : str
        The series.
    labels : sequence
        Labels of the period's returns, in order: the observations after its first rate, up to its last.
    spec : StudySpec
        T and gap; the estimation window ends ``gap`` observations before the first label. ``model`` is `factor`.

    Returns
    -------
    Decomposition or NotApplicable
        Not applicable across a break of series or method, without factors in the period, or with too little before it.

    Notes
    -----
    :math:`\sum r = \sum_k \hat\beta_k \sum F_k + L\hat\alpha + CAR`, exact in log points; rounding goes to the own
    part.
    """
    series = column_of(returns, column, factors=factors, gaps=gaps, method_breaks=method_breaks)
    inside = series.positions(list(labels))
    if not len(inside) or (inside < 0).any():
        return NotApplicable(because=NO_RETURN)
    obstacles = {BREAKS: series.broken, METHOD: series.method_break, NO_FACTOR: series.factor_missing}
    for why, flags in obstacles.items():
        if flags[inside].any():
            return NotApplicable(because=why)
    estimation = Estimation.of(
        series,
        models()["factor"],
        length=spec.estimation,
        gap=spec.gap,
        excluded=np.zeros(len(series), dtype=bool),
        max_gap_days=spec.max_gap_days,
    )
    ends = estimation.ends(inside[:1])
    if ends[0] < spec.estimation:
        return NotApplicable(because=f"{spec.estimation} ordinary observations are needed before, there are {ends[0]}")
    fit = estimation.fits(ends)
    if fit.because[0]:
        return NotApplicable(because=str(fit.because[0]))
    names = [str(name) for name in factors.columns]
    moves = series.factors[inside].sum(axis=0)
    parts = dict(zip(names, (fit.slopes[0] * moves).tolist(), strict=True))
    total = float(series.returns[inside].sum())
    drift = float(fit.constant[0]) * len(inside)
    own = total - sum(parts.values())
    return Decomposition(
        total=total,
        parts=parts,
        drift=drift,
        own_part=own,
        own_part_without_drift=own - drift,
        slopes=dict(zip(names, fit.slopes[0].tolist(), strict=True)),
        factor_moves=dict(zip(names, moves.tolist(), strict=True)),
        r_squared=float(fit.r_squared[0]),
        n_observations=len(inside),
        n_estimation=fit.nobs,
    )
