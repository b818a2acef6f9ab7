"""What a normal-return model is: the return that was to be expected without the event."""

from __future__ import annotations

from typing import Protocol, cast

from tracker.analysis.column import Floats
from tracker.analysis.regression import Fit
from tracker.registry import declared


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
        Whether factor returns are needed.
    estimated : bool
        Whether anything is estimated; a model without parameters has an abnormal return on every day.
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
    def estimated(self) -> bool: ...  # noqa: D102

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Fit every estimation window: ``y`` of shape (m, T), ``x`` of shape (m, T, k)."""
        ...


def models() -> dict[str, Model]:
    """Every declared model by its key.

    >>> sorted(models())
    ['factor', 'mean', 'raw']
    """
    return cast("dict[str, Model]", declared("tracker.analysis.models", "MODEL"))
