"""Tests for panels against numbers of textbook programs and of R estudy2, to 1e-9.

The reference estimates from τ = −130 … −11 whatever the window, so our ``gap`` (observations between estimation and
window) is 10 + the window's start, and ranks the five days around the event beside estimation: ``rank_window``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudyResult, StudySpec, run_study

pytestmark = pytest.mark.extended

WINDOWS = [(-2, 2), (-1, 1), (0, 0), (0, 2), (1, 1)]
SINGLE_DAYS = [(day, day) for day in range(-2, 3)]
CLOSE = {"rel": 1e-9, "abs": 1e-9}

KEYS = (
    "cross_sectional", "patell", "bmp", "kp_patell", "kp_bmp", "corrado", "corrado_zivney", "grank_t", "grank_z",
    "sign", "generalised_sign", "wilcoxon", "skewness",
)  # fmt: skip

STATS = {
    "cross_sectional_t": "cross_sectional",
    "Patell_exact_SCAR: sum(SCAR)/sqrt(sum((T-2)/(T-4)))": "patell",
    "J2_CLM=sqrt(N(T-4)/(T-2)) mean(SCAR)": "patell",
    "BMP_exact_SCAR": "bmp",
    "adjBMP_KP2010 (rbar calendar) = BMP sqrt((1-r)/(1+(N-1)r))": "kp_bmp",
    "adjPatell_KP2010 (rbar calendar) = Z/sqrt(1+(N-1)r)": "kp_patell",
    "corrado_rank_z=sqrt(L)(mean Kbar_t - E)/s(K), s over M=T+5": "corrado",
    "GRANK_T (df=T'-2, T'=T+1)": "grank_t",
    "GRANK_Z=Ubar0 sqrt(12N(T'+1)/(T'-1))": "grank_z",
    "sign_z=(N+ - N/2)/(sqrt(N)/2)": "sign",
    "gsign_z_Cowan": "generalised_sign",
    "wilcoxon_z": "wilcoxon",
    "skewness_adjusted_t_Hall": "skewness",
}
PVALUES = {
    "cross_sectional_p_t(N-1)": "cross_sectional",
    "BMP_p_t(N-1)": "bmp",
    "sign_exact_binomial_p": "sign",
    "wilcoxon_exact_p": "wilcoxon",
}


@pytest.fixture(scope="module")
def parity() -> Path:
    """The parity numbers beside the checkout."""
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "parity"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    return folder


@pytest.fixture(scope="module", params=["reference_python.csv", "reference_R.csv"])
def reference(request: pytest.FixtureRequest, parity: Path) -> pd.Series:
    """Values of sample A over all events, by statistic and window."""
    table = pd.read_csv(parity / "reference" / request.param, dtype=str).fillna("")
    table = table[(table["sample"] == "A") & (table["unit"] == "")]
    return table.set_index(["statistic", "event_window"])["value"].astype(float)


@pytest.fixture(scope="module")
def studies(parity: Path) -> dict[tuple[int, int], StudyResult]:
    """Sample A: simple returns, one column per event, market model on 120 observations."""
    folder = parity / "inputs_sample_a"
    requests = pd.read_csv(folder / "input_requests.csv", dtype=str)
    firms = pd.read_csv(folder / "input_firm_prices.csv").pivot_table(index="date", columns="symbol", values="adjusted")
    index = pd.read_csv(folder / "input_market_prices.csv").set_index("date")["adjusted"]
    market = (index / index.shift() - 1).to_frame("market")
    prices = {
        one: firms[firm].dropna() for one, firm in zip(requests["event_id"], requests["firm_symbol"], strict=True)
    }
    frame = pd.DataFrame({one: price / price.shift() - 1 for one, price in prices.items()}).sort_index()
    labels = frame.index.intersection(market.index)
    events = list(zip(requests["event_id"], requests["event_date"], strict=True))
    return {
        window: run_study(frame.loc[labels], events, spec(window), market.loc[labels])
        for window in {*WINDOWS, *SINGLE_DAYS}
    }


def spec(window: tuple[int, int]) -> StudySpec:
    return StudySpec(
        model="factor",
        estimation=120,
        gap=10 + window[0],
        window=window,
        statistics=("t", *KEYS),
        exclude_events=False,
        max_gap_days=None,
        rank_window=(-2, 2),
    )


def name(window: tuple[int, int]) -> str:
    return f"[{window[0]},{window[1]}]"


@pytest.mark.parametrize("window", WINDOWS)
def test_every_statistic_of_the_reference(
    reference: pd.Series, studies: dict[tuple[int, int], StudyResult], window: tuple[int, int]
) -> None:
    ours = studies[window].aggregate.set_index("statistic")
    missing = studies[window].not_applicable
    assert not missing["statistic"].isin([*STATS.values(), *PVALUES.values()]).any()
    assert not (missing["row"] >= 0).any()
    for theirs, key in STATS.items():
        assert ours["stat"][key] == pytest.approx(reference[theirs, name(window)], **CLOSE), theirs
    for theirs, key in PVALUES.items():
        assert ours["pvalue"][key] == pytest.approx(reference[theirs, name(window)], **CLOSE), theirs
    rank_sum = ours["stat"]["wilcoxon"] * np.sqrt(16 * 17 * 33 / 24) + 16 * 17 / 4
    assert rank_sum == pytest.approx(reference["wilcoxon_Wplus", name(window)], **CLOSE)
    assert (ours["n_windows"] == 16).all()


@pytest.mark.parametrize("window", WINDOWS)
def test_the_references_other_forms(
    reference: pd.Series, studies: dict[tuple[int, int], StudyResult], window: tuple[int, int]
) -> None:
    """J₁ from the rows, Patell's sum of days, residuals matched by event day: conventions, not differences."""
    here, rows = name(window), studies[window].rows
    ours = studies[window].aggregate.set_index("statistic")["stat"]
    caar = rows["car"].mean()
    assert caar / np.sqrt((rows["se"] ** 2).sum() / 16**2) == pytest.approx(
        reference["J1_forecast_error", here], **CLOSE
    )
    calendar = reference["rbar_calendar_aligned(min30,else0)", ""]
    daily = ours["kp_patell"] * np.sqrt(1 + 15 * calendar)
    assert daily == pytest.approx(
        reference["Patell_sumSAR: sum_i[sum_t SAR/sqrt(L)]/sqrt(sum((T-2)/(T-4)))", here], **CLOSE
    )
    by_event_day = reference["rbar_event_time_aligned", ""]
    patell = daily / np.sqrt(1 + 15 * by_event_day)
    bmp = ours["bmp"] * np.sqrt((1 - by_event_day) / (1 + 15 * by_event_day))
    assert patell == pytest.approx(reference["adjPatell_KP2010 (rbar event_time) = Z/sqrt(1+(N-1)r)", here], **CLOSE)
    assert bmp == pytest.approx(
        reference["adjBMP_KP2010 (rbar event_time) = BMP sqrt((1-r)/(1+(N-1)r))", here], **CLOSE
    )


@pytest.mark.parametrize("window", SINGLE_DAYS)
def test_corrado_and_zivney_of_the_reference(
    reference: pd.Series, studies: dict[tuple[int, int], StudyResult], window: tuple[int, int]
) -> None:
    ours = studies[window].aggregate.set_index("statistic")["stat"]["corrado_zivney"]
    assert ours == pytest.approx(reference["corrado_zivney_z (variance-adjusted ranks)", name(window)], **CLOSE)
