"""Numbers of textbook programs that lie beyond windows, to 1e-9."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tracker.analysis.beyond.identification import through_heteroskedasticity
from tracker.analysis.newey_west import newey_west

pytestmark = pytest.mark.extended


@pytest.fixture(scope="module")
def parity() -> Path:
    folder = Path(__file__).resolve().parents[3].parent / "shared" / "parity"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    return folder


@pytest.mark.parametrize("program", ["python", "R"])
@pytest.mark.parametrize("window", [(0, 0), (-1, 1), (-5, 5)])
@pytest.mark.parametrize("lags", [0, 5, 6, 10, 21])
def test_newey_west_errors_of_a_pooled_dummy(parity: Path, program: str, window: tuple[int, int], lags: int) -> None:
    reference = pd.read_csv(parity / "reference" / f"reference_{program}.csv", dtype=str).fillna("")
    here = reference[(reference["sample"] == "B") & (reference["event_window"] == f"[{window[0]},{window[1]}]")]
    theirs = here.set_index("statistic")["value"].astype(float)
    table = pd.read_csv(parity / "rub" / "input_returns_pct.csv", index_col="date")
    days = table.index.get_indexer(pd.read_csv(parity / "rub" / "test_events.csv")["date"])
    dummy = np.zeros(len(table))
    for day in days:
        dummy[day + window[0] : day + window[1] + 1] = 1.0
    x = np.column_stack([np.ones(len(table)), table["r_brent"], dummy])
    y = table["r_rub"].to_numpy()
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    assert beta[2] == pytest.approx(theirs["OLS pooled dummy delta"], rel=1e-9)
    for small_sample, name in ((False, "no small-sample"), (True, "x sqrt(n/(n-k))")):
        ours = np.sqrt(newey_west(x, y - x @ beta, lags, small_sample=small_sample)[2, 2])
        assert ours == pytest.approx(theirs[f"se NW Bartlett lag={lags} {name}"], rel=1e-9)


@pytest.mark.parametrize("program", ["python", "R"])
def test_the_two_estimators_of_rigobon_and_sack(parity: Path, program: str) -> None:
    """Brent and the rouble: the two are worlds apart, so that nothing may be published."""
    reference = pd.read_csv(parity / "reference" / f"reference_{program}.csv", dtype=str).fillna("")
    theirs = (
        reference[reference["statistic"].str.startswith("RigobonSack")].set_index("statistic")["value"].astype(float)
    )
    table = pd.read_csv(parity / "rub" / "input_returns_pct.csv", index_col="date")
    days = table.index.get_indexer(pd.read_csv(parity / "rub" / "test_events.csv")["date"])
    event = np.zeros(len(table), dtype=bool)
    for day in days:
        event[day - 1 : day + 2] = True
    found = through_heteroskedasticity(table["r_brent"].to_numpy(), table["r_rub"].to_numpy(), event)
    assert found.first == pytest.approx(theirs["RigobonSack b1=dCov(x,y)/dVar(x)"], rel=1e-9)
    assert found.second == pytest.approx(theirs["RigobonSack b2=dVar(y)/dCov(x,y)"], rel=1e-9)
    assert found.because
    assert np.isnan(found.effect)
