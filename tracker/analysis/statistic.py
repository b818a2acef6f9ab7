"""What a statistic of one window is, and what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.column import Floats, Positions
from tracker.analysis.regression import Fit
from tracker.analysis.volatility import OutOfSample
from tracker.registry import declared


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """m windows of one length on one series; arrays have shape (m,) unless said otherwise.

    Attributes
    ----------
    starts : array of int
        Position of each window's first observation, increasing and unique.
    length : int
        L, observations per window.
    car : array
        Cumulative abnormal return with the coefficients of the window's own estimation; NaN where there are none.
    factor_sums : array, shape (m, k)
        Factor returns summed over the window.
    fit : Fit
        Estimation of each window; rows without one are NaN and say why in ``because``.
    because : array of str
        Why a window has no CAR; empty where it has.
    out_of_sample : OutOfSample or None
        Every day of the series by its own coefficients; given to statistics that declare ``needs_history``.
    """

    starts: Positions
    length: int
    car: Floats
    factor_sums: Floats
    fit: Fit
    because: NDArray[np.object_]
    out_of_sample: OutOfSample | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluation:
    """A statistic of m windows: NaN exactly where ``because`` says why.

    ``own`` columns are printed as ``KEY_name`` in the rows of a study, ``shared`` ones as ``name``.
    """

    stat: Floats
    pvalue: Floats
    df: Floats
    because: NDArray[np.object_]
    own: Mapping[str, Floats] = field(default_factory=dict)
    shared: Mapping[str, Floats] = field(default_factory=dict)


class Statistic(Protocol):
    """One file in `tracker.analysis.statistics` declares one as ``STATISTIC``.

    Attributes
    ----------
    key : str
        Name in a `StudySpec`, and prefix of its columns.
    title, null, reference : str
        In words: what it is, what it tests, where it is published.
    minimum_sample : int
        Estimation observations (or reference windows) under which it is not applicable.
    needs_history : bool
        Whether every day of the series has to be judged first.
    needs_residuals : bool
        Whether it looks at the residuals of the estimation window.
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
    @property
    def needs_residuals(self) -> bool: ...  # noqa: D102

    def evaluate(self, sample: Sample) -> Evaluation:
        """Statistic and p-value of every window of the sample at once."""
        ...


def statistics() -> dict[str, Statistic]:
    """Every declared statistic by its key.

    >>> sorted(statistics())
    ['fhs', 'sq', 't', 'volatility']
    """
    return cast("dict[str, Statistic]", declared("tracker.analysis.statistics", "STATISTIC"))


def because(sample: Sample, *extra: tuple[NDArray[np.bool_], NDArray[np.object_] | str]) -> NDArray[np.object_]:
    """The first reason against each window: the sample's own, then each ``(where, why)`` in order."""
    reasons = sample.because
    for where, why in extra:
        reasons = np.where((reasons == "") & where, why, reasons)
    return np.asarray(reasons, dtype=object)
