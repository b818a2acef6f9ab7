"""Returns: log moves between consecutive observations, and what is wrong with some of them.

Unit: log points per observation of BASE/QUOTE (0.01 is about one per cent). Sign: positive means a weaker quote
currency, for USD/RUB a weaker rouble.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.model.instants import LONG_GAP_DAYS

MAX_GAP_DAYS = LONG_GAP_DAYS
"""A return over more calendar days leaves estimation and reference; a reaction over one is "cannot tell"."""

BREAK_DAYS = 10
"""Over more calendar days there is no return at all: no window may run across."""


def log_returns(levels: pd.DataFrame) -> pd.DataFrame:
    r"""Log return of each column between its own consecutive observations.

    Parameters
    ----------
    levels : DataFrame, shape (n labels, n series)
        Positive levels, quote per base; NaN where a series has no observation of that label.

    Returns
    -------
    DataFrame
        Same shape and index: :math:`r_t = \ln P_t - \ln P_{t'}` where t' is the column's previous observation. NaN
        at its first one and where there is none. Returns over long gaps are kept, see `gap_days`.

    Raises
    ------
    ValueError
        A level is zero, negative or infinite; the index is not strictly increasing.

    Examples
    --------
    >>> levels = pd.DataFrame({"USD/RUB": [40.0, np.nan, 44.0]}, index=["2014-10-01", "2014-10-02", "2014-10-03"])
    >>> log_returns(levels)["USD/RUB"].round(4).tolist()
    [nan, nan, 0.0953]
    """
    check_index(levels.index)
    values = levels.to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = ~np.isnan(values) & ~((values > 0) & np.isfinite(values))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise ValueError(
            f"{levels.columns[column]} at {levels.index[row]} is {values[row, column]}: a rate must be positive"
        )
    logs = np.log(values)
    seen = _last_seen(~np.isnan(values))
    before = np.take_along_axis(logs, np.maximum(seen, 0), axis=0)
    returns = np.where(seen >= 0, logs - before, np.nan)
    return pd.DataFrame(returns, index=levels.index, columns=levels.columns)


def gap_days(observed: pd.DataFrame) -> pd.DataFrame:
    """Calendar days from each column's previous observation to this one.

    Parameters
    ----------
    observed : DataFrame
        Levels or returns; NaN means no observation of that label. Given returns, the first return's gap is unknown
        (NaN), because the level before it is not in the frame.

    Returns
    -------
    DataFrame
        Same shape; NaN at a column's first observation, where it has none, and everywhere when the labels are not
        dates or instants.

    Examples
    --------
    >>> frame = pd.DataFrame({"x": [1.0, 2.0, 3.0]}, index=["2014-12-31", "2015-01-02", "2015-01-12"])
    >>> gap_days(frame)["x"].tolist()
    [nan, 2.0, 10.0]
    """
    check_index(observed.index)
    present = observed.notna().to_numpy()
    days = label_days(observed.index)
    seen = _last_seen(present)
    gaps = np.where(present & (seen >= 0), days[:, None] - days[np.maximum(seen, 0)], np.nan)
    return pd.DataFrame(gaps, index=observed.index, columns=observed.columns)


def method_breaks(methods: pd.DataFrame) -> pd.DataFrame:
    """Where a return runs across a change in how the rate is made.

    Parameters
    ----------
    methods : DataFrame of str
        Name of the method of making of each observation; missing where there is none.

    Returns
    -------
    DataFrame of bool
        True where the method differs from that of the column's previous observation.

    Examples
    --------
    >>> methods = pd.DataFrame({"x": ["exchange", None, "banks"]}, index=["2024-06-11", "2024-06-12", "2024-06-13"])
    >>> method_breaks(methods)["x"].tolist()
    [False, False, True]
    """
    present = methods.notna().to_numpy()
    names = methods.to_numpy(dtype=object)
    seen = _last_seen(present)
    before = np.take_along_axis(names, np.maximum(seen, 0), axis=0)
    broken = present & (seen >= 0) & (names != before)
    return pd.DataFrame(broken, index=methods.index, columns=methods.columns)


def label_days(index: pd.Index) -> NDArray[np.float64]:
    """Labels as days since 1970 (fractions for intraday labels); all NaN when they are not dates or instants.

    Differences are those of `tracker.model.instants.days_between`, for many labels at once.
    """
    if isinstance(index, pd.DatetimeIndex):
        plain = index.tz_convert("UTC").tz_localize(None) if index.tz is not None else index
        stamps = plain.to_numpy().astype("datetime64[s]")
    else:
        names = index.to_numpy(dtype=object)
        # By kinds and one long text: a look at each of 7,000 labels would take longer than parsing them.
        if not all(issubclass(kind, str) for kind in set(map(type, names))):
            return np.full(len(index), np.nan)
        if not all(["-" in name for name in names]):  # noqa: C419 - twice as fast
            return np.full(len(index), np.nan)
        if "Z" in "".join(names):
            names = np.array([name.removesuffix("Z") for name in names], dtype=object)
        try:
            stamps = names.astype("datetime64[s]")
        except ValueError:
            return np.full(len(index), np.nan)
    days: NDArray[np.float64] = stamps.astype(np.int64) / 86_400.0
    return days


def check_index(index: pd.Index) -> None:
    """``ValueError`` unless the labels are unique and in order."""
    if not (index.is_unique and index.is_monotonic_increasing):
        raise ValueError("labels must be unique and in time order; sort the frame and drop duplicates first")


def _last_seen(present: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Row of each column's last observation strictly before this row; −1 where there is none."""
    rows = np.where(present, np.arange(len(present))[:, None], -1)
    seen = np.full(present.shape, -1, dtype=np.int64)
    if len(present):
        seen[1:] = np.maximum.accumulate(rows, axis=0)[:-1]
    return seen
