"""Further questions about a selection of events, one file each: every file declares its ``VIEW``.

A view is asked for by an option of ``tracker study`` (`tracker.cli._study_views`), is given the events with their
series, and answers with plain lines, a record for JSON and a frame for CSV.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol, cast

from tracker.errors import UsageError
from tracker.registry import declared, modules
from tracker.services.prepared import Prepared

if TYPE_CHECKING:
    import pandas as pd


class ViewAnswer(Protocol):
    """What a view found. Numbers that do not apply are null or NaN with the reason beside them."""

    @property
    def units(self) -> Mapping[str, str]: ...  # noqa: D102 - what the numbers of the record are measured in

    @property
    def barred(self) -> tuple[str, ...]: ...  # noqa: D102 - which sources are missing because others read this

    @property
    def credits(self) -> tuple[str, ...]: ...  # noqa: D102 - whose numbers are in it

    def record(self) -> dict[str, object]:
        """Under documented JSON names."""
        ...

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal, none wider than 100 columns but for ids."""
        ...

    def table(self) -> pd.DataFrame:
        """One finding per row, for CSV."""
        ...


class View(Protocol):
    """Declared as ``VIEW``; ``key`` is the module's name and the option's.

    One with an attribute ``of_period`` that is true asks about the days of the selection (`prepared.Question`).
    """

    @property
    def key(self) -> str: ...  # noqa: D102

    def answer(self, prepared: Prepared, option: str | None) -> ViewAnswer:
        """Answer for these events; ``option`` is the option's value, None for a bare flag.

        Raises ``UsageError`` for a value that makes no sense, ``NoDataError`` where there is nothing to show.
        """
        ...


def view(key: str) -> View:
    """The view of that name."""
    if key not in modules(__name__):
        raise UsageError(f"There is no view {key!r}.", remedy="tracker study --help lists them.")
    return cast("dict[str, View]", declared(__name__, "VIEW"))[key]
