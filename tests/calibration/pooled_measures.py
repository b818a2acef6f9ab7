"""From drawn selections to the figures of tests over many windows, and their two tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from tests.calibration.measures import LEVEL, STRICT, Figures, statistics_in
from tests.calibration.pooling import EFFECT, MODEL

_RULE = "─" * 98


def cells(frame: pd.DataFrame, by: list[str]) -> list[Figures]:
    """One entry per test and kind of selection, in the order drawn.

    ``n`` selections it could judge of ``drawn``; ``size5`` and ``size1`` the shares it marks when nothing is in them,
    ``power`` the share it finds of the effect, ``adjusted_power`` the same at the p at which it marks five of 100
    selections without one. Standard errors take selections as independent.
    """
    if frame.empty:
        return []
    found = []
    for key in statistics_in(frame):
        for values, group in frame.groupby(by, sort=False):
            without = group.loc[group["effect"] == 0, f"{key}_pvalue"]
            null, moved = without.dropna().to_numpy(), group.loc[group["effect"] > 0, f"{key}_pvalue"].dropna()
            found.append(
                {"key": key, **dict(zip(by, values, strict=True)), "drawn": len(without), "n": len(null)}
                | _shares(null, moved.to_numpy())
            )
    return found


def _shares(null: np.ndarray, moved: np.ndarray) -> Figures:
    if not len(null) or not len(moved):
        return dict.fromkeys(("size5", "size5_se", "size1", "power", "adjusted_power"))
    size = float((null <= LEVEL).mean())
    limit = np.quantile(null, LEVEL, method="lower")
    return {
        "size5": round(size, 6),
        "size5_se": round((size * (1 - size) / len(null)) ** 0.5, 6),
        "size1": round(float((null <= STRICT).mean()), 6),
        "power": round(float((moved <= LEVEL).mean()), 6),
        "adjusted_power": round(float((moved <= limit).mean()), 6),
    }


def pooled_lines(pooled: Figures, *, draws: int, panels: int) -> Iterator[str]:
    """Tests for many dates of one series, then tests for panels."""
    yield f"TESTS OVER MANY WINDOWS   model {MODEL}; of 100 selections of ordinary days; not a requirement"
    yield _RULE
    yield f"Many dates of one currency, {draws} selections per currency and kind; storm: close together in a storm"
    yield from _table(pooled["dates"], lambda one: f"{one['events']} events, L = {one['length']}, {one['times']}")
    yield f"Panels of one day per currency, {panels} per kind"
    yield from _table(pooled["panels"], lambda one: one["times"])
    yield f"found: {EFFECT:g} sigma put into every window, one direction; adj: where 5 of 100 ordinary ones are marked"


def _table(entries: list[Figures], words: Any) -> Iterator[str]:
    if not entries:
        yield "  no such test is declared"
        return
    yield f"  {'':<20}{'':<26}{'judged':>12}{'at 5 %':>13}{'at 1 %':>9}{'found':>9}{'adj':>9}"
    for one in entries:
        judged = f"{one['n']}/{one['drawn']}"
        size = "–" if one["size5"] is None else f"{one['size5'] * 100:.1f} ± {one['size5_se'] * 100:.1f}"
        rest = "".join(f"{_percent(one[name]):>9}" for name in ("size1", "power", "adjusted_power"))
        yield f"  {one['key']:<20}{words(one):<26}{judged:>12}{size:>13}{rest}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.1f}"
