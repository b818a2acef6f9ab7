"""Numbers of other software and of textbook programs, to 1e-9.

Conventions that differ are said where they do: the reference uses simple returns, and estimation always ends eleven
observations before day 0, so our ``gap`` (observations between estimation and window) is 10 + the window's start.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudyResult, StudySpec, run_study
from tracker.analysis.column import column_of
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.regression import least_squares
from tracker.analysis.volatility import ewma

pytestmark = pytest.mark.extended

WINDOWS_A = [(-2, 2), (-1, 1), (0, 0), (0, 2), (1, 1)]
WINDOWS_B = [(0, 0), (-1, 1), (-5, 5)]
CLOSE = {"rel": 1e-9, "abs": 1e-9}


@pytest.fixture(scope="module")
def parity() -> Path:
    """The parity numbers beside the checkout; `tests/conftest.py` skips this file where there are none."""
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "parity"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    return folder


@pytest.fixture(scope="module", params=["reference_python.csv", "reference_R.csv"])
def reference(request: pytest.FixtureRequest, parity: Path) -> pd.DataFrame:
    table = pd.read_csv(parity / "reference" / request.param, dtype=str)
    return table.fillna("").assign(value=table["value"].astype(float))


@pytest.fixture(scope="module")
def sample_a(parity: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Firms' and the index's simple returns, one column per event, and the events."""
    folder = parity / "inputs_sample_a"
    requests = pd.read_csv(folder / "input_requests.csv", dtype=str)
    firms = pd.read_csv(folder / "input_firm_prices.csv").pivot_table(index="date", columns="symbol", values="adjusted")
    index = pd.read_csv(folder / "input_market_prices.csv").set_index("date")["adjusted"]
    market = index / index.shift() - 1
    returns = {}
    for event_id, symbol in zip(requests["event_id"], requests["firm_symbol"], strict=True):
        price = firms[symbol].dropna()
        returns[event_id] = price / price.shift() - 1
    frame = pd.DataFrame(returns).sort_index()
    labels = frame.index.intersection(market.index)
    return frame.loc[labels], market.loc[labels].to_frame("market"), requests


def spec(window: tuple[int, int]) -> StudySpec:
    return StudySpec(
        model="factor",
        estimation=120,
        gap=10 + window[0],
        window=window,
        statistics=("t", "sq"),
        exclude_events=False,
        max_gap_days=None,
    )


def wanted(reference: pd.DataFrame, sample: str, begins: str, window: tuple[int, int]) -> pd.Series:
    here = (reference["sample"] == sample) & reference["statistic"].str.startswith(begins)
    here &= reference["event_window"] == f"[{window[0]},{window[1]}]"
    values = reference[here & (reference["unit"] != "")].set_index("unit")["value"]
    assert len(values)
    return values


def study_a(sample_a: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], window: tuple[int, int]) -> StudyResult:
    returns, market, requests = sample_a
    events = list(zip(requests["event_id"], requests["event_date"], strict=True))
    return run_study(returns, events, spec(window), market)


@pytest.mark.parametrize("window", WINDOWS_A)
def test_sample_a_market_model(
    reference: pd.DataFrame,
    sample_a: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    window: tuple[int, int],
) -> None:
    result = study_a(sample_a, window)
    rows = result.rows.set_index("column")
    length = window[1] - window[0] + 1
    for begins, ours in {
        "CAR": rows["car"],
        "CAR_t_forecast_error": rows["t_stat"],
        "CAR_p_forecast_error_t(T-2)": rows["t_pvalue"],
    }.items():
        exact = reference[reference["statistic"] == begins]
        theirs = wanted(exact, "A", begins, window)
        assert len(theirs) == 16
        assert ours[theirs.index].to_numpy() == pytest.approx(theirs.to_numpy(), **CLOSE)
    if length == 1:
        theirs = wanted(reference, "A", "SQ_p_two_sided", window)
        assert rows["sq_pvalue"][theirs.index].to_numpy() == pytest.approx(theirs.to_numpy(), **CLOSE)
    caar = reference.query("sample == 'A' and statistic == 'CAAR'").set_index("event_window")["value"]
    assert result.aggregate["caar"][0] == pytest.approx(caar[f"[{window[0]},{window[1]}]"], **CLOSE)
    assert (rows["t_df"] == 118).all()


def test_sample_a_coefficients(
    reference: pd.DataFrame, sample_a: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
) -> None:
    returns, market, requests = sample_a
    table = reference[reference["sample"] == "A"].set_index(["statistic", "unit"])["value"]
    for event_id, day in zip(requests["event_id"], requests["event_date"], strict=True):
        column = column_of(returns, event_id, factors=market)
        fit = Evaluator.of(column, spec((0, 0))).judge(column.positions([day]), 1).fit
        assert fit.constant[0] == pytest.approx(table["alpha", event_id], **CLOSE)
        assert fit.slopes[0, 0] == pytest.approx(table["beta", event_id], **CLOSE)
        assert np.sqrt(fit.variance[0]) == pytest.approx(table["sigma_resid(ddof=k=2)", event_id], **CLOSE)


@pytest.mark.parametrize("window", WINDOWS_B)
def test_sample_b_rouble_on_brent(reference: pd.DataFrame, parity: Path, window: tuple[int, int]) -> None:
    """Returns in per cent, as the reference has them; overlapping events are not excluded from estimation there."""
    table = pd.read_csv(parity / "rub" / "input_returns_pct.csv", index_col="date")
    dates = pd.read_csv(parity / "rub" / "test_events.csv")["date"].tolist()
    returns, brent = table[["r_rub"]], table[["r_brent"]]
    rows = run_study(returns, [("r_rub", date) for date in dates], spec(window), brent).rows.set_index("label")
    for begins, column in {
        "event CAR (market model on brent": "car",
        "event CAR t forecast error": "t_stat",
        "SQ/placebo p two-sided": "sq_pvalue",
    }.items():
        theirs = wanted(reference, "B", begins, window)
        assert len(theirs) == 11
        assert rows[column][theirs.index].to_numpy() == pytest.approx(theirs.to_numpy(), **CLOSE)


@pytest.mark.parametrize("window", WINDOWS_B)
def test_ewma_standardised_car(reference: pd.DataFrame, parity: Path, window: tuple[int, int]) -> None:
    """The volatility recursion, started there from the mean square of the whole sample."""
    table = pd.read_csv(parity / "rub" / "input_returns_pct.csv", index_col="date")
    dates = pd.read_csv(parity / "rub" / "test_events.csv")["date"]
    y, x = table["r_rub"].to_numpy(), table["r_brent"].to_numpy()
    fit = least_squares(y[None, :], x[None, :, None])
    scores = fit.residuals[0] / ewma(fit.residuals[0], start_up=len(y))
    day0 = table.index.get_indexer(dates)
    sums = [scores[day + window[0] : day + window[1] + 1].sum() for day in day0]
    here = reference["statistic"].str.startswith("mean standardised CAR")
    here &= reference["event_window"] == f"[{window[0]},{window[1]}]"
    assert np.mean(sums) == pytest.approx(reference[here]["value"].iloc[0], **CLOSE)


@pytest.mark.parametrize(("model", "theirs"), [("mean", "mean_adj"), ("factor", "sim")])
def test_estudy2_abnormal_returns_and_cars(parity: Path, model: str, theirs: str) -> None:
    """R estudy2: estimation to 13 March 2020, complete cases of each security, window of the five days after it."""
    folder = parity / "estudy2"
    returns = pd.read_csv(folder / "input_rates.csv", index_col="date")
    index = pd.read_csv(folder / "input_rates_indx.csv", index_col="date")
    coefficients = pd.read_csv(folder / "coefficients.csv").set_index(["model", "security"]).loc[theirs]
    cars = pd.read_csv(folder / "car_by_security.csv").set_index(["model", "window", "security"])["car"]
    daily = pd.read_csv(folder / f"model_{theirs}.csv").set_index(["security", "date"])["abnormal"]
    for security, length in coefficients["estimation_length"].items():
        choices = StudySpec(
            model=model, estimation=int(length), gap=0, window=(0, 4), statistics=("t",), max_gap_days=None
        )
        result = run_study(returns, [(security, "2020-03-16")], choices, index.reindex(returns.index))
        abnormal = result.abnormal.set_index("label_tau")["abnormal"]
        assert abnormal.index[-1] == "2020-03-20"
        assert abnormal.to_numpy() == pytest.approx(daily[security][abnormal.index].to_numpy(), **CLOSE)
        assert result.rows["car"][0] == pytest.approx(cars[theirs, "vignette", security], **CLOSE)
