"""What the calibration is measured on: every ordinary day of 28 currencies against the dollar, at ECB fixings."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import cache

import pandas as pd

from tracker.analysis.factors import ecb_factors
from tracker.analysis.returns import log_returns
from tracker.sources.rates.ecb import embedded

_CURRENCIES = """
    JPY CZK GBP HUF PLN RON SEK CHF ISK NOK RUB TRY AUD BRL CAD CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR
"""
CURRENCIES = tuple(_CURRENCIES.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The archive inside the installed package: units of each currency per euro, label × currency."""

    levels: pd.DataFrame
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """One currency against the dollar: log returns in one column named by the currency, and its factor returns."""

    currency: str
    returns: pd.DataFrame
    factors: pd.DataFrame


@cache
def archive() -> Archive:
    """Read once per process. The hash is of the table itself, not of how it was packed."""
    with zipfile.ZipFile(embedded()) as packed:
        table = packed.read(packed.namelist()[0])
    levels = pd.read_csv(io.BytesIO(table), na_values=["N/A"], index_col=0).sort_index()
    levels = levels.loc[:, ~levels.columns.str.startswith("Unnamed")]
    return Archive(levels=levels, sha256=hashlib.sha256(table).hexdigest())


def rates(currency: str) -> Rates:
    """Returns and factors between the same fixings; positive is a weaker currency."""
    levels = archive().levels
    returns = log_returns((levels[currency] / levels["USD"]).dropna().to_frame(currency))
    factors = ecb_factors(levels, base="USD", quote=currency).reindex(returns.index)
    return Rates(currency=currency, returns=returns, factors=factors)
