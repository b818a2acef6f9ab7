"""One series and many dates against textbook programs in Python and R, to 1e-9.

The reference standardises the residuals of one regression over the whole sample, starts the volatility recursion from
the mean of all squares and drops no observation; the same functions are therefore called with those inputs.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudySpec, run_study
from tracker.analysis.circle import mean_over_shifts, share_as_large
from tracker.analysis.dates.signflip import sign_flip_pvalue
from tracker.analysis.newey_west import newey_west
from tracker.analysis.pooled_regression import Regression, heteroskedastic, homoskedastic, too_much_leverage
from tracker.analysis.regression import least_squares
from tracker.analysis.volatility import ewma

pytestmark = pytest.mark.extended

WINDOWS = [(0, 0), (-1, 1), (-5, 5)]
CLOSE = {"rel": 1e-9, "abs": 1e-9}

Rouble = tuple[pd.DataFrame, list[str], np.ndarray]


@pytest.fixture(scope="module")
def parity() -> Path:
    """The parity numbers beside the checkout; `tests/conftest.py` skips this file where there are none."""
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "parity"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    return folder


@pytest.fixture(scope="module", params=["reference_python.csv", "reference_R.csv"])
def reference(request: pytest.FixtureRequest, parity: Path) -> pd.DataFrame:
    table = pd.read_csv(parity / "reference" / request.param, dtype=str).fillna("")
    table = table[(table["sample"] == "B") & (table["unit"] == "")]
    return table.assign(value=table["value"].astype(float))


@pytest.fixture(scope="module")
def rouble(parity: Path) -> Rouble:
    """Returns in per cent, labels of the dates and their positions."""
    table = pd.read_csv(parity / "rub" / "input_returns_pct.csv", index_col="date")
    dates = pd.read_csv(parity / "rub" / "test_events.csv")["date"].tolist()
    return table, dates, table.index.get_indexer(dates)


def value(reference: pd.DataFrame, begins: str, window: tuple[int, int]) -> float:
    here = reference["statistic"].str.startswith(begins)
    here &= reference["event_window"] == f"[{window[0]},{window[1]}]"
    (found,) = reference[here]["value"]
    return float(found)


def residuals(table: pd.DataFrame) -> np.ndarray:
    y, x = table["r_rub"].to_numpy(), table["r_brent"].to_numpy()
    return least_squares(y[None, :], x[None, :, None]).residuals[0]


def over_shifts(scores: np.ndarray, day0: np.ndarray, window: tuple[int, int]) -> np.ndarray:
    length = np.full(len(day0), window[1] - window[0] + 1)
    return mean_over_shifts(scores, day0 + window[0], length)


@pytest.mark.parametrize("window", WINDOWS)
def test_circular_shifts(reference: pd.DataFrame, rouble: Rouble, window: tuple[int, int]) -> None:
    table, _, day0 = rouble
    raw = residuals(table)
    standardised = raw / ewma(raw, start_up=len(raw))
    for scores, mean, pvalue in (
        (raw, "mean CAR (resid", "circular_shift_p"),
        (standardised, "mean standardised CAR", "EWMA-standardised circular_shift_p"),
    ):
        shifts = over_shifts(scores, day0, window)
        assert shifts[0] == pytest.approx(value(reference, mean, window), **CLOSE)
        assert share_as_large(np.abs(shifts)) == pytest.approx(value(reference, pvalue, window), **CLOSE)


@pytest.mark.parametrize("window", WINDOWS)
def test_dummy_regressions(reference: pd.DataFrame, rouble: Rouble, window: tuple[int, int]) -> None:
    table, _, day0 = rouble
    dummy = np.zeros(len(table))
    dummy[(day0[:, None] + np.arange(window[0], window[1] + 1)).ravel()] = 1.0
    assert dummy.sum() == value(reference, "event_days_distinct", window)
    fit = Regression.of(
        table["r_rub"].to_numpy(), np.column_stack([np.ones(len(table)), table["r_brent"].to_numpy(), dummy])
    )
    assert isinstance(fit, Regression)
    assert fit.coefficients[2] == pytest.approx(value(reference, "OLS pooled dummy delta", window), **CLOSE)
    assert fit.coefficients[1] == pytest.approx(value(reference, "OLS brent beta", window), **CLOSE)
    covariances = {"se OLS": homoskedastic(fit)}
    covariances |= {f"se {kind}": heteroskedastic(fit, kind) for kind in ("HC0", "HC1", "HC2", "HC3")}
    for lags in (0, 5, 6, 10, 21):
        name = f"se NW Bartlett lag={lags} "
        covariances[f"{name}no small-sample"] = newey_west(fit.design, fit.residuals, lags, small_sample=False)
        covariances[f"{name}x sqrt(n/(n-k))"] = newey_west(fit.design, fit.residuals, lags)
    for name, covariance in covariances.items():
        assert np.sqrt(covariance[2, 2]) == pytest.approx(value(reference, name, window), **CLOSE), name


@pytest.mark.parametrize("window", WINDOWS)
def test_sign_flips_over_events(reference: pd.DataFrame, rouble: Rouble, window: tuple[int, int]) -> None:
    """The reference flips events, also where their windows overlap; ours flips unions, and says why it cannot."""
    table, dates, _ = rouble
    spec = StudySpec(
        model="factor",
        estimation=120,
        gap=10 + window[0],
        window=window,
        statistics=("t", "signflip"),
        exclude_events=False,
        max_gap_days=None,
    )
    result = run_study(table[["r_rub"]], [("r_rub", date) for date in dates], spec, table[["r_brent"]])
    theirs = value(reference, "sign-flip exact p", window)
    cars = result.rows["car"].to_numpy()
    assert sign_flip_pvalue(cars, seed=0) == pytest.approx(theirs, **CLOSE)
    total = result.aggregate.set_index("statistic").loc["signflip"]
    if total["n_windows"] == len(dates):
        assert total["pvalue"] == pytest.approx(theirs, **CLOSE)
        assert total["stat"] == pytest.approx(value(reference, "mean CAR over events", window), **CLOSE)
    else:
        assert np.isnan(total["pvalue"])


def test_a_dummy_for_one_day_is_refused(parity: Path, rouble: Rouble) -> None:
    """Its δ and textbook t are the reference's; White's standard error, there too, is of rounding size or far off."""
    table, dates, day0 = rouble
    singles = pd.read_csv(parity / "reference" / "reference_python.csv", dtype=str)
    singles = singles[singles["unit"].isin(dates)].set_index(["statistic", "unit"])["value"].astype(float)
    delta, textbook = "single-day dummy delta (=AR, full-sample params ex event days)", "single-day dummy t OLS"
    design = np.column_stack([np.ones(len(table)), table["r_brent"].to_numpy(), np.arange(len(table))[:, None] == day0])
    fit = Regression.of(table["r_rub"].to_numpy(), design)
    assert isinstance(fit, Regression)
    stats = fit.coefficients / np.sqrt(np.diag(homoskedastic(fit)))
    for column, date in enumerate(dates, start=2):
        assert fit.coefficients[column] == pytest.approx(singles[delta, date], **CLOSE)
        assert stats[column] == pytest.approx(singles[textbook, date], **CLOSE)
    assert too_much_leverage(fit)
