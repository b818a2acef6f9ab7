r"""What else moved: factors for a dollar pair, made from the European Central Bank's own fixings.

All ECB fixings are taken at one instant, so at ECB the factors are synchronous with the pair. Every factor is a log
return of X per base unit: positive means X weakened against the dollar, the same direction in which a positive USD/RUB
return is a weaker rouble.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.analysis.returns import check_index

DOLLAR = ("EUR",)
"""The dollar against the euro, the other side of every ECB fixing. On 2012–2016 baskets of five to nine majors explain
USD/RUB no better (R² 0.25–0.30 against 0.29), and one name is a factor a reader can look up."""

DOLLAR_FROM_EURO = ("USD",)
"""The same factor for a pair whose base is the euro: dollars per euro."""

EMERGING = ("BRL", "CZK", "HUF", "IDR", "INR", "KRW", "MXN", "MYR", "PHP", "PLN", "THB", "TRY", "ZAR")
"""Emerging-market currencies that ECB fixes and that float; managed ones (CNY, HKD, RON) follow somebody else. Equal
weights over those that have a fixing; the studied currency is left out."""

OIL = ("NOK", "CAD")
"""Currencies of oil exporters with free markets, in place of an oil price, of which ECB fixes none."""

NAMES = {
    "dollar": "the dollar itself (against the euro)",
    "emerging": "other emerging-market currencies",
    "oil": "oil currencies (krone and Canadian dollar)",
}
"""Each factor in words, in the order of the columns."""

BENCHMARK = "emerging"
"""The factor that stands for the market where a model takes one: what like currencies did."""

_ENOUGH = 0.5  # share of a basket that must have a fixing


def ecb_factors(
    levels_eur: pd.DataFrame,
    base: str = "USD",
    quote: str = "RUB",
    labels: Sequence[str] | pd.Index | None = None,
    stamps: Sequence[str | None] | None = None,
) -> pd.DataFrame:
    """Factor returns between the consecutive observations of a pair.

    Parameters
    ----------
    levels_eur : DataFrame
        ECB levels, units of X per euro; columns named ``X``, ``EUR/X`` or ``EUR/X@ecb``. NaN where X has no fixing.
    base, quote : str
        The pair studied. The quote currency is left out of every basket, and a basket that was it alone is left out.
    labels : sequence of str, optional
        Labels of the pair's observations. Default: the labels at which ECB fixes both currencies.
    stamps : sequence of str or None, optional
        For each of ``labels`` the label of the ECB fixing that may stand for it, None where none may: one made at the
        observation's end or shortly before it, never after. Default: the labels themselves.

    Returns
    -------
    DataFrame, columns ``dollar, emerging, oil`` (no ``dollar`` for euro against dollar)
        Log returns of X per base unit, index = ``labels``; NaN in the first row, where fewer than half of a basket
        have a fixing, where either end of the return has no stamp, and where both ends have the same one.

    Raises
    ------
    ValueError
        The base currency is not among the levels.

    Examples
    --------
    >>> levels = pd.DataFrame(
    ...     {"USD": [1.25, 1.24], "NOK": [8.0, 8.1], "CAD": [1.4, 1.4], "RUB": [50.0, 52.0]},
    ...     index=["2014-11-10", "2014-11-11"],
    ... )
    >>> ecb_factors(levels)["dollar"].round(4).tolist()
    [nan, 0.008]
    """
    check_index(levels_eur.index)
    levels = levels_eur.rename(columns=_currency).assign(EUR=1.0)
    if base not in levels.columns:
        raise ValueError(f"no {base} among the ECB levels, so no factor can be expressed per {base}")
    if labels is None:
        both = levels[base].notna()
        levels = levels[both & levels[quote].notna()] if quote in levels.columns else levels[both]
        index = levels.index
    else:
        index = pd.Index(labels)
        check_index(index)
        levels = levels.reindex(pd.Index(index if stamps is None else stamps, dtype=object)).set_axis(index, axis=0)
    baskets = {
        "dollar": DOLLAR_FROM_EURO if base == "EUR" else DOLLAR,
        "emerging": EMERGING,
        "oil": OIL,
    }
    logs = pd.DataFrame(np.log(levels.to_numpy(dtype=np.float64)), index=index, columns=levels.columns)
    moves = logs.sub(logs[base], axis=0).diff()
    if stamps is not None:  # a fixing that stands for both ends has not moved: it says nothing of what lies between
        moves[_repeated(stamps)] = np.nan
    others = {name: tuple(x for x in basket if x not in (base, quote)) for name, basket in baskets.items()}
    return pd.DataFrame({name: _mean(moves, basket) for name, basket in others.items() if basket}, index=index)


def _currency(column: str) -> str:
    """``EUR/USD@ecb`` → ``USD``."""
    return str(column).partition("@")[0].rpartition("/")[2]


def _repeated(stamps: Sequence[str | None]) -> NDArray[np.bool_]:
    """Where a stamp is that of the row before."""
    same = [False, *(one == before for before, one in pairwise(stamps))]
    return np.array(same[: len(stamps)], dtype=bool)


def _mean(moves: pd.DataFrame, basket: tuple[str, ...]) -> pd.Series:
    """Equal-weighted mean return of those that have one, NaN under half of the basket."""
    here = [currency for currency in basket if currency in moves.columns]
    returns = moves[here]
    enough = returns.notna().sum(axis=1) >= max(1.0, _ENOUGH * len(basket))
    return returns.mean(axis=1).where(enough)
