"""A move as a sum, as readers are told it: rounded, and still adding up."""

from __future__ import annotations

from tracker.reports.findings import Decomposition


def rounded_parts(found: Decomposition) -> tuple[float, tuple[tuple[str, str, float], ...]]:
    """Total and parts in log percent at two decimals; what rounding leaves goes to the own part, so they add up."""
    total = round(100 * found.total, 2)
    others = sum(round(100 * part.value, 2) for part in found.parts if part.key != "own")
    parts = tuple(
        (part.key, part.text, round(total - others, 2) if part.key == "own" else round(100 * part.value, 2))
        for part in found.parts
    )
    return total, parts
