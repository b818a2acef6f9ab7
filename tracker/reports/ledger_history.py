"""The ledger over time, counted: announcements by kind, designations and delistings by authority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Counts = tuple[tuple[str, tuple[int, ...]], ...]
"""For each key its number in every stretch of time, in their order."""

DESIGNATION, DELISTING = "designation", "delisting_easing"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHistory:
    """Announcements counted by the local day on which they began.

    Attributes
    ----------
    since, until : date
        The days counted, ``until`` exclusive.
    step : str
        ``week`` or ``month``: how long each stretch is.
    begins : tuple of date
        First days of the stretches; ``since`` and ``until`` may cut the first and the last.
    kinds : Counts
        By kind of the code book; kinds without any are left out.
    designations, delistings : Counts
        Announcements of that kind by jurisdiction of the code book.
    """

    since: date
    until: date
    step: str
    begins: tuple[date, ...]
    kinds: Counts = ()
    designations: Counts = ()
    delistings: Counts = ()

    @property
    def n(self) -> int:
        """How many announcements are counted."""
        return total(self.kinds)


def total(counts: Counts, keys: Iterable[str] | None = None) -> int:
    """All of some keys, or of every one."""
    wanted = None if keys is None else frozenset(keys)
    return sum(sum(numbers) for key, numbers in counts if wanted is None or key in wanted)
