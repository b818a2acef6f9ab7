"""The normal-return models against other software, to 1e-9 (GARCH optima to 1e-5 of their size).

What others do otherwise, what is done here, and why:

| what | others | here | why |
|---|---|---|---|
| `mean`, interval | estudy2: normal, s²/T | t(T−1), s²(1 + 1/T) | a new return is forecast, s is estimated |
| `factor`, interval | estudy2: s²(1/T + (x−x̄)²/Sxx) | the same plus s² | a new return is forecast |
| `market`, interval | estudy2: that of OLS, around x | Ls², s² of r − x around its mean | nothing is estimated |
| `factor`, spread | estudy2: ddof 1 | T − k | k coefficients are estimated |
| returns over a gap | estudy2 `multi_day=FALSE`: none | there is one, `multi_day=TRUE` | the last rate there was |
| kind of return | EventStudy, reference A: simple | any go in; the program makes logs | logs of days add up |
| `garch`, errors | reference: normal | Student's t; `distribution="normal"` | rates have fat tails |
| `robust`, scale | statsmodels, MASS: anew at each step | the same | |

The intervals of others are rebuilt below from the parts of our fits, so that the deviation is the whole difference.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tracker.analysis import StudySpec, run_study
from tracker.analysis.model import models
from tracker.analysis.models.garch import GarchModel
from tracker.analysis.regression import Fit
from tracker.analysis.returns import log_returns

pytestmark = pytest.mark.extended

CLOSE = {"rel": 1e-9, "abs": 1e-9}
WINDOWS_B = [(0, 0), (-1, 1), (-5, 5)]
THEIRS = {"mean": "mean_adj", "market": "mrkt_adj", "factor": "sim"}
ESTIMATION_ENDS = "2020-03-13"


@pytest.fixture(scope="module")
def parity() -> Path:
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "parity"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    return folder


@pytest.fixture(scope="module", params=["reference_python.csv", "reference_R.csv"])
def reference(request: pytest.FixtureRequest, parity: Path) -> pd.Series:
    """Values of sample B by (statistic, event window)."""
    table = pd.read_csv(parity / "reference" / request.param, dtype=str).fillna("")
    table = table[(table["sample"] == "B") & (table["unit"] == "")]
    return table.assign(value=table["value"].astype(float)).set_index(["statistic", "event_window"])["value"]


@pytest.fixture(scope="module")
def rouble_on_brent(parity: Path) -> tuple[pd.DataFrame, np.ndarray]:
    table = pd.read_csv(parity / "rub" / "input_returns_pct.csv", index_col="date")
    return table, table.index.get_indexer(pd.read_csv(parity / "rub" / "test_events.csv")["date"])


@pytest.fixture(scope="module")
def estudy2(parity: Path) -> tuple[pd.DataFrame, pd.Series]:
    """Log returns of the securities, and of the index at the same labels."""
    folder = parity / "estudy2"
    rates = pd.read_csv(folder / "input_rates.csv", index_col="date")
    return rates, pd.read_csv(folder / "input_rates_indx.csv", index_col="date")["GSPC"].reindex(rates.index)


def with_dummy(table: pd.DataFrame, day0: np.ndarray, window: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    dummy = np.zeros(len(table))
    for day in day0:
        dummy[max(0, day + window[0]) : day + window[1] + 1] = 1.0
    return table["r_rub"].to_numpy()[None], np.column_stack([table["r_brent"], dummy])[None]


@pytest.mark.parametrize("window", WINDOWS_B)
def test_brent_and_the_event_dummy_as_factors(
    reference: pd.Series, rouble_on_brent: tuple[pd.DataFrame, np.ndarray], window: tuple[int, int]
) -> None:
    y, x = with_dummy(*rouble_on_brent, window)
    fit = models()["factor"].fit(y, x)
    words = f"[{window[0]},{window[1]}]"
    assert fit.slopes[0, 0] == pytest.approx(reference["OLS brent beta", words], **CLOSE)
    assert fit.slopes[0, 1] == pytest.approx(reference["OLS pooled dummy delta", words], **CLOSE)
    assert np.sqrt(fit.variance[0] * fit.inverse[0, 1, 1]) == pytest.approx(reference["se OLS", words], **CLOSE)


def test_garch_with_brent_and_the_event_dummy(
    reference: pd.Series, rouble_on_brent: tuple[pd.DataFrame, np.ndarray]
) -> None:
    """Normal errors and the event dummy in the mean, as the reference has them."""
    y, x = with_dummy(*rouble_on_brent, (-1, 1))
    fit = GarchModel(distribution="normal").fit(y, x)
    dynamics = fit.dynamics
    assert dynamics is not None
    ours = [fit.constant[0], *fit.slopes[0], dynamics.omega[0], dynamics.alpha[0], dynamics.beta[0]]
    names = ("Const", "brent", "D", "omega", "alpha[1]", "beta[1]")
    theirs = [reference[f"GARCH11-N mean(1,brent,D[-1,1]) {name}", "[-1,1]"] for name in names]
    assert ours == pytest.approx(theirs, rel=1e-5)
    backcast = np.mean(models()["factor"].fit(y, x).residuals ** 2)
    assert backcast == pytest.approx(reference["GARCH11-N backcast used", "[-1,1]"], rel=1e-9)
    variance, loglik = dynamics.omega[0] + (dynamics.alpha[0] + dynamics.beta[0]) * backcast, 0.0
    for u in fit.residuals[0]:
        loglik -= 0.5 * (np.log(2 * np.pi) + np.log(variance) + u**2 / variance)
        variance = dynamics.omega[0] + dynamics.alpha[0] * u**2 + dynamics.beta[0] * variance
    assert loglik == pytest.approx(reference["GARCH11-N loglik", "[-1,1]"], rel=1e-9)
    assert dynamics.variance[0] == pytest.approx(variance, rel=1e-6)


@pytest.mark.parametrize("model", sorted(THEIRS))
def test_estudy2_coefficients(parity: Path, estudy2: tuple[pd.DataFrame, pd.Series], model: str) -> None:
    table = pd.read_csv(parity / "estudy2" / "coefficients.csv").set_index(["model", "security"]).loc[THEIRS[model]]
    assert len(table) == 7
    for security, row in table.iterrows():
        fit, y = fitted(*estudy2, model, str(security))
        assert len(y) == row["estimation_length"]
        assert np.sqrt(fit.ssr[0] / (len(y) - 1)) == pytest.approx(row["sd_estimation_abnormal_ddof1"], **CLOSE)
        if model == "factor":
            assert [fit.constant[0], fit.slopes[0, 0]] == pytest.approx([row["alpha"], row["beta"]], **CLOSE)
        else:
            assert np.sqrt(fit.variance[0]) == pytest.approx(row["sd_estimation_abnormal_ddof1"], **CLOSE)


@pytest.mark.parametrize("model", sorted(THEIRS))
def test_estudy2_predictions_and_intervals(parity: Path, estudy2: tuple[pd.DataFrame, pd.Series], model: str) -> None:
    rates, index = estudy2
    table = pd.read_csv(parity / "estudy2" / f"model_{THEIRS[model]}.csv")
    assert table["security"].nunique() == 7
    for security, days in table.dropna(subset=["abnormal"]).groupby("security"):
        fit, y = fitted(rates, index, model, str(security))
        r, x = rates[security].loc[days["date"]].to_numpy(), index.loc[days["date"]].to_numpy()
        moves = x[:, None] if model != "mean" else np.empty((len(x), 0))
        predicted = fit.constant[0] + moves @ fit.slopes[0]
        assert predicted == pytest.approx(days["predicted"].to_numpy(), **CLOSE)
        assert r - predicted == pytest.approx(days["abnormal"].to_numpy(), **CLOSE)
        # Theirs: the error of the fitted mean, ours less the one of the new return; for the benchmark that of OLS.
        theirs = fit if model != "market" else fitted(rates, index, "factor", str(security))[0]
        one = theirs.take(np.zeros(len(x), dtype=np.intp))
        factor_sums = x[:, None] if model != "mean" else np.empty((len(x), 0))
        error = np.sqrt(one.variance * (one.forecast_scale(1, factor_sums) - 1.0))
        width = (stats.norm.ppf(0.975) if model == "mean" else stats.t.ppf(0.975, len(y) - 2)) * error
        assert predicted - width == pytest.approx(days["lower95CI"].to_numpy(), **CLOSE)
        assert predicted + width == pytest.approx(days["upper95CI"].to_numpy(), **CLOSE)


def test_estudy2_cars_of_the_benchmark_through_a_study(parity: Path, estudy2: tuple[pd.DataFrame, pd.Series]) -> None:
    rates, index = estudy2
    cars = pd.read_csv(parity / "estudy2" / "car_by_security.csv").set_index(["model", "window", "security"])["car"]
    cars = cars.sort_index()
    for name, last in (("vignette", 4), ("eleven", 10)):
        spec = StudySpec(model="market", estimation=200, gap=0, window=(0, last), statistics=("t",), max_gap_days=None)
        events = [(security, "2020-03-16") for security in rates.columns]
        rows = run_study(rates, events, spec, index.to_frame()).rows.set_index("column")
        theirs = cars.loc["mrkt_adj", name]
        assert len(theirs) == 7
        assert rows["car"][theirs.index].to_numpy() == pytest.approx(theirs.to_numpy(), **CLOSE)


def test_estudy2_returns_of_prices(parity: Path) -> None:
    """Ours run over missing days, as with ``multi_day=TRUE``; simple returns are exp(log) − 1."""
    folder = parity / "estudy2"
    ours = log_returns(pd.read_csv(folder / "input_prices.csv", index_col="date"))
    for kind, made in (("continuous", ours), ("discrete", np.expm1(ours))):
        theirs = pd.read_csv(folder / f"rates_{kind}_multidayTRUE.csv", index_col="date")
        known = theirs.notna().to_numpy()
        assert known.sum() > 1_500
        values = made.loc[theirs.index, theirs.columns].to_numpy()
        assert values[known] == pytest.approx(theirs.to_numpy()[known], **CLOSE)


def fitted(rates: pd.DataFrame, index: pd.Series, model: str, security: str) -> tuple[Fit, np.ndarray]:
    """The fit over the complete cases to 13 March 2020, and the returns it is of."""
    both = pd.DataFrame({"y": rates[security], "x": index}).loc[:ESTIMATION_ENDS].dropna()
    y = both["y"].to_numpy()
    return models()[model].fit(y[None], both[["x"]].to_numpy()[None]), y
