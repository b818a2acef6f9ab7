"""Sparklines: levels as a row of eight heights."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tracker.model.ascii_form import ASCII, BLOCKS


def heights(values: Sequence[Decimal], steps: int = len(BLOCKS)) -> list[int]:
    """Each value as a step from 0 (lowest) to ``steps`` − 1 (highest); equal values stand in the middle."""
    low, high = min(values), max(values)
    if low == high:
        return [steps // 2] * len(values)
    return [min(int((value - low) / (high - low) * steps), steps - 1) for value in values]


def sparkline(groups: Sequence[Sequence[Decimal]], *, ascii_only: bool = False) -> str:
    """One character per value, a space between groups.

    >>> sparkline([[Decimal(1), Decimal(2)], [Decimal(8)]], ascii_only=True)
    '_. #'
    """
    signs = ASCII if ascii_only else BLOCKS
    steps = iter(heights([value for group in groups for value in group]))
    return " ".join("".join(signs[next(steps)] for _ in group) for group in groups)
