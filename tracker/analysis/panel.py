r"""One day across many currencies: who moved, measured by what is usual for each.

All levels are the European Central Bank's, fixed at one instant, so the moves of one day are of one and the same day.
Every move is a log return of X per base unit: positive means X weakened against the base.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.analysis.volatility import ewma

FLOATING = (
    "EUR", "USD", "JPY", "CZK", "GBP", "HUF", "PLN", "RON", "SEK", "CHF", "ISK", "NOK", "RUB", "TRY", "AUD", "BRL",
    "CAD", "CNY", "IDR", "ILS", "INR", "KRW", "MXN", "MYR", "NZD", "PHP", "SGD", "THB", "ZAR",
)  # fmt: skip
"""Currencies compared, less the base. The Hong Kong dollar is left out: tied to the US dollar, its usual swing is
rounding, and so would be its rank."""

ENOUGH = 60
"""Moves a currency needs before the day, so that its usual swing means something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """One label across the panel.

    Attributes
    ----------
    moves, swings : mapping of currency to float
        Log move against the base, and the same in the currency's own forecast standard deviations (signed).
    studied : str
        The currency asked about.
    """

    studied: str
    moves: dict[str, float]
    swings: dict[str, float]

    @property
    def ranked(self) -> tuple[str, ...]:
        """Currencies by the size of their move in own standard deviations, largest first."""
        return tuple(sorted(self.swings, key=lambda one: (-abs(self.swings[one]), one)))

    @property
    def others(self) -> tuple[str, ...]:
        """All but the studied one."""
        return tuple(one for one in self.ranked if one != self.studied)

    @property
    def rank(self) -> int | None:
        """Place of the studied currency, 1 = furthest for its own usual swing; None where it has no move that day."""
        return self.ranked.index(self.studied) + 1 if self.studied in self.swings else None

    @property
    def weaker(self) -> int:
        """How many of the others weakened against the base."""
        return sum(self.moves[one] > 0 for one in self.others)

    @property
    def stronger(self) -> int:
        """How many of the others gained against it; one that did not move is in neither count."""
        return sum(self.moves[one] < 0 for one in self.others)

    @property
    def typical(self) -> float:
        """Median size of the others' moves, in own standard deviations."""
        return float(np.median([abs(self.swings[one]) for one in self.others])) if self.others else 0.0


def across(levels_eur: pd.DataFrame, *, base: str, studied: str, labels: list[str]) -> dict[str, Across]:
    """The panel at each label that has one.

    Parameters
    ----------
    levels_eur : DataFrame
        ECB levels, units of X per euro, columns named by currency, index of ISO labels in time order; a year and
        more before the first label. The euro itself is added.
    base, studied : str
        The pair: moves are of X per ``base``. ``studied`` may be missing from the levels.
    labels : list of str
        Labels asked for; those without a fixing of the base, or at its first, are left out.

    Examples
    --------
    >>> index = pd.Index([f"2014-{m:02d}-{d:02d}" for m in (1, 2, 3) for d in range(1, 29)])
    >>> wave = pd.Series(np.sin(np.arange(len(index))), index=index)
    >>> levels = pd.DataFrame({"USD": 1.3, "RUB": 45 + wave, "PLN": 4 + wave / 100})
    >>> levels.loc[index[-1], "RUB"] = 60.0
    >>> day = across(levels, base="USD", studied="RUB", labels=[index[-1]])[index[-1]]
    >>> day.rank, day.moves["RUB"] > 0.2
    (1, True)
    """
    levels = levels_eur.assign(EUR=1.0)
    if base not in levels.columns:
        return {}
    levels = levels[levels[base].notna()]
    columns = [one for one in FLOATING if one in levels.columns and one != base]
    if studied in levels.columns and studied not in columns and studied != base:
        columns.append(studied)
    if len(levels) < 2 or not columns:
        return {}
    logs = np.log(levels[columns].to_numpy(dtype=np.float64)) - np.log(levels[[base]].to_numpy(dtype=np.float64))
    moves = np.full_like(logs, np.nan)
    moves[1:] = np.diff(logs, axis=0)
    swings = np.column_stack([_in_own_swings(moves[:, number]) for number in range(len(columns))])
    place = {label: row for row, label in enumerate(levels.index)}
    found = {}
    for label in labels:
        row = place.get(label, 0)
        usable = np.flatnonzero(np.isfinite(swings[row]) & (row > 0)).tolist()
        if usable:
            found[label] = Across(
                studied=studied,
                moves={columns[number]: float(moves[row, number]) for number in usable},
                swings={columns[number]: float(swings[row, number]) for number in usable},
            )
    return found


def _in_own_swings(moves: np.ndarray) -> np.ndarray:
    """Each move over the forecast of the day before; NaN while fewer than ``ENOUGH`` came before it."""
    before = np.concatenate(([0], np.cumsum(np.isfinite(moves))[:-1]))
    sigma = ewma(moves)
    return np.where((before >= ENOUGH) & (sigma > 0), moves / np.where(sigma > 0, sigma, np.nan), np.nan)
