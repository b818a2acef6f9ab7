"""What holds for every declared model with every declared statistic: found by registry, none is named here."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis import StudyResult, StudySpec, run_study
from tracker.analysis.model import models
from tracker.analysis.pooled import cross_section_statistics, date_statistics
from tracker.analysis.statistic import statistics

FIRST = "A/B@test"
NAMES = (FIRST, "A/C@test", "A/D@test", "A/E@test", "A/F@test", "A/G@test")
DATES = tuple(range(300, 660, 45))
"""Places of the events of one series: separate windows."""

SINGLE = tuple(sorted(statistics()))
MANY = (*SINGLE, *sorted(date_statistics()))
PANEL = (*SINGLE, *sorted(cross_section_statistics()))
WINDOW = (-1, 1)


@cache
def simulated(n: int = 700) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Returns of six series with common factors, waves of volatility and heavy tails; and the factors."""
    rng = np.random.default_rng(2_014)
    labels = pd.bdate_range("2012-01-02", periods=n).strftime("%Y-%m-%d")
    factors = pd.DataFrame(rng.standard_normal((n, 3)) * 0.004, index=labels, columns=["dollar", "emerging", "oil"])
    waves = 0.004 * np.exp(0.5 * np.sin(np.arange(n) / 40))[:, None]
    own = rng.standard_t(4, (n, len(NAMES))) * waves
    common = factors.to_numpy() @ rng.uniform(0.2, 0.8, (3, len(NAMES)))
    return pd.DataFrame(own + common, index=labels, columns=list(NAMES)), factors


def events(kind: str) -> list[tuple[str, str]]:
    """Many dates of one series, or one common date of six."""
    labels = simulated()[0].index
    if kind == "panel":
        return [(name, str(labels[640])) for name in NAMES]
    return [(FIRST, str(labels[place])) for place in DATES]


def study(model: str, kind: str, *, returns: pd.DataFrame | None = None, order: list[int] | None = None) -> StudyResult:
    there, factors = simulated()
    keys = PANEL if kind == "panel" else MANY
    spec = StudySpec(model=model, estimation=60, gap=5, window=WINDOW, statistics=keys, seed=1)
    chosen = events(kind)
    return run_study(
        there if returns is None else returns, [chosen[i] for i in order or range(len(chosen))], spec, factors
    )


@cache
def plain(model: str, kind: str) -> StudyResult:
    """The study as it is: what every change is set beside."""
    return study(model, kind)


def pvalues(rows: pd.DataFrame) -> list[str]:
    return [name for name in rows.columns if "pvalue" in name and rows[name].notna().any()]


EACH = pytest.mark.parametrize(
    ("model", "kind"), [(one, kind) for one in sorted(models()) for kind in ("dates", "panel")]
)


@EACH
def test_the_order_of_the_events_orders_the_rows_and_nothing_else(model: str, kind: str) -> None:
    before = plain(model, kind)
    order = np.random.default_rng(3).permutation(len(events(kind))).tolist()
    after = study(model, kind, order=order)
    again = after.rows.iloc[np.argsort(order)].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, before.rows, check_exact=True)
    pd.testing.assert_frame_equal(after.aggregate, before.aggregate, check_exact=True)
    pd.testing.assert_frame_equal(after.path, before.path, check_exact=True)


@EACH
def test_every_missing_number_has_its_reason_and_no_other_has(model: str, kind: str) -> None:
    result = plain(model, kind)
    reasons = {(row, key) for row, key, because in result.not_applicable.itertuples(index=False) if because}
    for key in SINGLE:
        for row, values in result.rows.iterrows():
            missing = np.isnan(values[f"{key}_pvalue"])
            assert missing == ((row, key) in reasons), (row, key)
            assert missing or 0 < values[f"{key}_pvalue"] <= 1
            assert np.isfinite(values[f"{key}_stat"]) or missing
    pooled = result.aggregate[result.aggregate["statistic"] != "caar"]
    assert set(pooled["statistic"]) == set(PANEL if kind == "panel" else MANY) - set(SINGLE)
    for one in pooled.itertuples():
        assert np.isnan(one.pvalue) == ((-1, one.statistic) in reasons), one.statistic
        assert np.isnan(one.pvalue) or 0 <= one.pvalue <= 1


@pytest.mark.parametrize("model", sorted(models()))
def test_every_test_over_many_windows_can_be_had_where_it_is_meant_for(model: str) -> None:
    """Eight separate dates of one series, six currencies on one date: enough for what asks for no more."""
    for kind, there in (("dates", date_statistics()), ("panel", cross_section_statistics())):
        aggregate = plain(model, kind).aggregate.set_index("statistic")
        number = int(aggregate.loc["caar", "n_windows"])
        for key, one in there.items():
            # matched days have no dates in common; GARCH needs longer estimation windows than these
            possible = models()[model].estimated and model != "garch"
            possible &= not (model == "comparison" and key.startswith("kp_"))
            if one.minimum_sample <= number and possible:
                assert np.isfinite(aggregate.loc[key, "pvalue"]), (kind, key)


@settings(max_examples=2)
@given(shift=st.floats(-0.01, 0.01))
@pytest.mark.parametrize("model", ["factor", "mean", "robust"])  # those with a constant that is estimated
def test_a_constant_is_in_the_expected_return(model: str, shift: float) -> None:
    """Abnormal returns stay where the constant is estimated; to the digit, or to what an iterative fit is good for."""
    before, after = plain(model, "dates"), study(model, "dates", returns=simulated()[0] + shift)
    exact = model in {"mean", "factor"}
    near = {"rtol": 1e-8, "atol": 1e-13} if exact else {"rtol": 1e-3, "atol": 1e-5}
    assert np.allclose(before.abnormal["abnormal"], after.abnormal["abnormal"], equal_nan=True, **near)


@settings(max_examples=2)
@given(scale=st.sampled_from([1e-3, 0.5, 100.0]))
@EACH
def test_units_change_no_p(model: str, kind: str, scale: float) -> None:
    returns, factors = simulated()
    spec = plain(model, kind).spec
    before, after = plain(model, kind), run_study(returns * scale, events(kind), spec, factors * scale)
    for name in pvalues(before.rows):
        assert np.allclose(before.rows[name], after.rows[name], rtol=1e-6, equal_nan=True), name
    assert np.allclose(before.aggregate["pvalue"], after.aggregate["pvalue"], rtol=1e-6, equal_nan=True)
    assert np.allclose(before.rows["car"] * scale, after.rows["car"], rtol=1e-6, equal_nan=True)


@EACH
def test_the_car_is_the_sum_of_its_days(model: str, kind: str) -> None:
    result = plain(model, kind)
    sums = result.abnormal.groupby("row")["abnormal"].sum(min_count=WINDOW[1] - WINDOW[0] + 1)
    assert len(sums) == len(events(kind))
    assert np.allclose(sums, result.rows["car"], rtol=0, atol=1e-14, equal_nan=True)
    if model != "garch":  # needs longer estimation windows than these
        assert result.rows["car"].notna().sum() >= 6
    known = result.abnormal.dropna()
    assert (known.groupby("row").size() == WINDOW[1] - WINDOW[0] + 1).all()
