"""Exchange-market pressure: the exchange rate, the key rate and the reserves in one monthly index. Experimental."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

FEWEST = 24
"""Months a component needs before it has a weight."""

HIGH = 1.5
"""Standard deviations above the mean that count as high (Eichengreen, Rose and Wyplosz 1996)."""

SIGNS = {"exchange_rate": 1.0, "interest_rate": 1.0, "reserves": -1.0}
"""A weaker currency, a higher key rate and lost reserves are pressure."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pressure:
    """The index and what it is made of.

    Attributes
    ----------
    table : DataFrame, index = month
        ``index`` (standard deviations, summed; NaN where a component is missing, with ``because``), its parts
        ``part_NAME``, ``low`` and ``high`` (the smallest and largest of the index under other weights and without
        each single component, rescaled to the same variance), ``share`` (of the months with an index as high, itself
        among them), ``is_high``.
    weights : dict
        1/σ of each component's monthly change, per unit of that change.
    mean, deviation : float
        Of the index; ``is_high`` where it exceeds mean + 1.5 deviations.
    """

    table: pd.DataFrame
    weights: dict[str, float]
    mean: float
    deviation: float


def market_pressure(changes: pd.DataFrame) -> Pressure:
    r"""The index of monthly changes.

    Parameters
    ----------
    changes : DataFrame, index = month
        Columns among ``exchange_rate`` (log change, > 0 a weaker currency), ``interest_rate`` (percentage points),
        ``reserves`` (log change); NaN where not known. A column with under 24 months is not used.

    Returns
    -------
    Pressure

    Raises
    ------
    ValueError
        No component has 24 months in which it varies.

    Notes
    -----
    .. math:: EMP_t = \frac{\Delta e_t}{\sigma_{\Delta e}} + \frac{\Delta i_t}{\sigma_{\Delta i}}
              - \frac{\Delta r_t}{\sigma_{\Delta r}}

    (Eichengreen, Rose and Wyplosz 1996): the weights make the components equally variable, so that none dominates. They
    are taken over the months in which every used component is known. The original takes each change against
    a centre country's; here they are the country's own. Weights are estimates: ``low`` and ``high`` show the index with
    weights of the median absolute deviation instead, and without each component in turn.

    References
    ----------
    Eichengreen, Rose and Wyplosz (1996), "Contagious currency crises: first tests", *Scandinavian J. Economics* 98(4).

    Examples
    --------
    >>> months = [f"20{year}-{month:02d}" for year in (13, 14) for month in range(1, 13)]
    >>> changes = pd.DataFrame({"exchange_rate": [0.01, -0.01] * 12, "reserves": [-0.02, 0.02] * 12}, index=months)
    >>> found = market_pressure(changes)
    >>> round(found.weights["reserves"], 3), round(float(found.table["index"].iloc[0]), 3)
    (48.947, 1.958)
    """
    used = [name for name in SIGNS if name in changes and _varies(changes[name])]
    if not used:
        raise ValueError(f"no component has {FEWEST} months in which it varies")
    known = changes[used].notna().all(axis=1)
    whole = changes.loc[known, used]
    if len(whole) < FEWEST or not all(_varies(whole[name]) for name in used):
        raise ValueError(f"the components share fewer than {FEWEST} months in which each varies")
    signs = np.array([SIGNS[name] for name in used])
    weights = 1.0 / whole.std(ddof=1).to_numpy()
    parts = whole.to_numpy() * weights * signs
    index = parts.sum(axis=1)
    mean, deviation = float(index.mean()), float(index.std(ddof=1))
    others = _others(whole.to_numpy() * signs, parts, deviation, mean)
    standing = np.sort(index)
    table = pd.DataFrame(
        {
            "index": index,
            **{f"part_{name}": parts[:, j] for j, name in enumerate(used)},
            "low": np.minimum(index, others.min(axis=0)),
            "high": np.maximum(index, others.max(axis=0)),
            "share": (len(index) - np.searchsorted(standing, index, side="left")) / len(index),
        },
        index=whole.index,
    ).reindex(changes.index)
    missing = changes[used].isna()
    because = [", ".join(name for name in used if row[name]) for row in missing.to_dict("records")]
    return Pressure(
        table=table.assign(
            is_high=table["index"] > mean + HIGH * deviation,
            because=[f"not known: {names.replace('_', ' ')}" if names else "" for names in because],
        ),
        weights=dict(zip(used, weights.tolist(), strict=True)),
        mean=mean,
        deviation=deviation,
    )


def _varies(changes: pd.Series) -> bool:
    known = changes.dropna()
    return len(known) >= FEWEST and float(known.std(ddof=1)) > 0


def _others(signed: np.ndarray, parts: np.ndarray, deviation: float, mean: float) -> np.ndarray:
    """The index under other choices, each brought to the same mean and standard deviation; shape (choices, months)."""
    spread = np.median(np.abs(signed - np.median(signed, axis=0)), axis=0)
    made = []
    if (spread > 0).all():
        made.append((signed / spread).sum(axis=1))
    if parts.shape[1] > 1:
        made += [np.delete(parts, j, axis=1).sum(axis=1) for j in range(parts.shape[1])]
    if not made:
        made = [parts.sum(axis=1)]
    away = [values - values.mean() for values in made]
    scaled = [mean + values * (deviation / values.std(ddof=1)) for values in away if values.std(ddof=1) > 0]
    return np.array(scaled or [parts.sum(axis=1)])
