"""What a normal-return model is: the return that was to be expected without the event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.column import Floats, Positions
from tracker.analysis.factors import BENCHMARK
from tracker.analysis.regression import Fit
from tracker.registry import declared

if TYPE_CHECKING:
    import pandas as pd


class Model(Protocol):
    """One file in `tracker.analysis.models` declares one as ``MODEL``.

    Attributes
    ----------
    key : str
        Name in a `StudySpec` and in the database.
    title : str
        In words, for a report's notes.
    formula : str
        Of the expected return.
    reference : str
        The literature it follows.
    uses_factors : bool
        Whether factor returns enter where they are given.
    least_factors : int
        Factors without which it cannot be used.
    most_factors : int or None
        Factors beyond which it cannot be used; None for any number.
    estimated : bool
        Whether anything is estimated; a model without parameters has an abnormal return on every day.
    refit_every : int
        Where every day of a series is judged out of sample: ordinary observations between two estimations of the
        coefficients. A window that is studied always has its own.
    """

    @property
    def key(self) -> str: ...  # noqa: D102 - described above
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def formula(self) -> str: ...  # noqa: D102
    @property
    def reference(self) -> str: ...  # noqa: D102
    @property
    def uses_factors(self) -> bool: ...  # noqa: D102
    @property
    def least_factors(self) -> int: ...  # noqa: D102
    @property
    def most_factors(self) -> int | None: ...  # noqa: D102
    @property
    def estimated(self) -> bool: ...  # noqa: D102
    @property
    def refit_every(self) -> int: ...  # noqa: D102

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Fit every estimation window: ``y`` of shape (m, T), ``x`` of shape (m, T, k)."""
        ...


@runtime_checkable
class Matching(Protocol):
    """A model that looks at matched days, not at the T days before the gap.

    Attributes
    ----------
    depth : int
        P, how many of the latest ordinary observations before the gap it chooses from.
    """

    @property
    def depth(self) -> int: ...  # noqa: D102 - described above

    def choose(self, pool: Floats, level: Floats) -> tuple[Positions, NDArray[np.object_]]:
        """Places in the pool, shape (m, K), in time order, and why a window has too few (empty where it has enough).

        ``pool`` (m, P) and ``level`` (m,) are the log volatility known the day before; NaN where there is none.
        """
        ...

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Fit the matched returns, shape (m, K)."""
        ...


def factors_of(model: Model, factors: pd.DataFrame | None) -> pd.DataFrame | None:
    """The factors the model uses, of those that are given.

    A model that takes one benchmark is given `tracker.analysis.factors.BENCHMARK` where that is among several.

    Raises
    ------
    ValueError
        It needs more of them, or cannot take as many.
    """
    if not model.uses_factors:
        return None
    given = 0 if factors is None else factors.shape[1]
    if given < model.least_factors:
        raise ValueError(f"the {model.key!r} model needs factor returns; pass factors=")
    if factors is not None and model.most_factors is not None and given > model.most_factors:
        if model.most_factors == 1 and BENCHMARK in factors.columns:
            return factors[[BENCHMARK]]
        names = ", ".join(map(str, factors.columns))
        raise ValueError(
            f"the {model.key!r} model takes one benchmark, and {given} factors are given ({names}); "
            "pass the one column that is the benchmark"
        )
    return factors


def models() -> dict[str, Model]:
    """Every declared model by its key.

    >>> sorted(models())
    ['comparison', 'factor', 'garch', 'market', 'mean', 'raw', 'robust']
    """
    return cast("dict[str, Model]", declared("tracker.analysis.models", "MODEL"))
