"""Tests for panels of currencies: small examples by hand, size by simulation, invariants, and when they say no."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tracker.analysis import StudyResult, StudySpec, run_study
from tracker.analysis.blocks import Block
from tracker.analysis.column import column_of
from tracker.analysis.cross_section._correlation import mean_correlation
from tracker.analysis.cross_section._ranks import ranks
from tracker.analysis.cross_section.sign import two_sided_binomial
from tracker.analysis.cross_section.wilcoxon import exact
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.normal import two_sided_normal
from tracker.analysis.pooled import Pool, cross_section_statistics
from tracker.analysis.selection import Event, Selection, place
from tracker.model.alignment import Alignment
from tracker.model.schedule import Fixing

KEYS = tuple(sorted(cross_section_statistics()))
UNSCALED = {"cross_sectional", "sign", "wilcoxon", "skewness"}
DAY = 100


def panel(draw: np.random.Generator, size: int = 8, days: int = 130, common: float = 0.0) -> pd.DataFrame:
    """Independent normal returns, or with a common part of that share of the variance."""
    noise = draw.normal(0.0, 0.01, (days, size))
    together = draw.normal(0.0, 0.01, (days, 1))
    index = pd.bdate_range("2020-01-01", periods=days)
    values = math.sqrt(1 - common) * noise + math.sqrt(common) * together
    return pd.DataFrame(values, index=index, columns=[f"C{number:02d}" for number in range(size)])


def study(frame: pd.DataFrame, events: Sequence[Event] | None = None, **choices: object) -> StudyResult:
    """All tests of this group, one event on every currency at one date unless said."""
    chosen = {"estimation": 60, "gap": 5, "window": (0, 0), "statistics": ("t", *KEYS), "max_gap_days": None, **choices}
    if events is None:
        events = [(name, frame.index[DAY]) for name in frame]
    return run_study(frame, events, StudySpec(**chosen))


def fixing(label: str) -> Fixing:
    made = datetime.fromisoformat(f"{label}T13:10:00+00:00")
    return Fixing(label=label, made_from=made, made_to=made, published_at=made, method="point")


def stat_of(result: StudyResult) -> pd.Series:
    return result.aggregate.set_index("statistic")["stat"].drop("caar")


def pvalue_of(result: StudyResult) -> pd.Series:
    return result.aggregate.set_index("statistic")["pvalue"].drop("caar")


def reasons_of(result: StudyResult) -> dict[str, str]:
    missing = result.not_applicable
    entries = missing[(missing["row"] == -1) & missing["statistic"].isin(result.spec.pooled)]
    return dict(zip(entries["statistic"], entries["because"], strict=True))


# by hand


def test_small_example_by_hand() -> None:
    """Moves of ±1 before, then 1, 2, 3, 4, 5, −6: T = 4, mean 0, s² = 4/3, and of a CAR s²(1 + 1/4) = 5/3."""
    moves = [1.0, 2.0, 3.0, 4.0, 5.0, -6.0]
    frame = pd.DataFrame({f"C{number}": [1.0, -1.0, 1.0, -1.0, move] for number, move in enumerate(moves)})
    keys = ("cross_sectional", "patell", "bmp", "sign", "generalised_sign", "wilcoxon", "skewness", "grank_z")
    result = study(frame, [(name, 4) for name in frame], estimation=4, gap=0, statistics=("t", *keys))
    ours = stat_of(result)
    car = np.array(moves)  # mean 1.5, sum of squares around it 91 − 6 · 1.5² = 77.5, so sd² = 15.5
    t = 1.5 / math.sqrt(15.5 / 6)
    assert ours["cross_sectional"] == pytest.approx(t)
    assert ours["bmp"] == pytest.approx(t)  # every window has one scale
    assert ours["patell"] == pytest.approx(car.sum() / math.sqrt(5 / 3) / math.sqrt(6 * 3 / 1))
    assert ours["sign"] == pytest.approx((5 - 3) / (math.sqrt(6) / 2))
    assert ours["generalised_sign"] == pytest.approx((5 - 3) / math.sqrt(6 * 0.25))  # half of the days were positive
    assert ours["wilcoxon"] == pytest.approx((15 - 10.5) / math.sqrt(6 * 7 * 13 / 24))
    third = ((car - 1.5) ** 3).sum() / 15.5**1.5
    skew, s = 6 / (5 * 4) * third, 1.5 / math.sqrt(15.5)
    hall = math.sqrt(6) * (s + skew * s**2 / 3 + skew**2 * s**3 / 27 + skew / 36)
    assert ours["skewness"] == pytest.approx(hall)
    # scaled by its own spread the event's move is 1/3.937…: between the two values of the days before where it is
    # below √(3/4) in size, which are 1, 2 and 3; 4 and 5 stand above all five, −6 below
    units = np.array([3, 3, 3, 5, 5, 1]) / 6 - 0.5
    assert ours["grank_z"] == pytest.approx(units.mean() * math.sqrt(12 * 6 * 6 / 4))
    p = pvalue_of(result)
    assert p["sign"] == pytest.approx(2 * 7 / 64)
    assert p["wilcoxon"] == pytest.approx(2 * 14 / 64)  # 14 of the 64 signs give a sum of 6 or less
    assert p["cross_sectional"] == pytest.approx(2 * stats.t.sf(t, 5))
    assert result.aggregate.set_index("statistic")["df"]["bmp"] == 5


@pytest.mark.parametrize("length", [1, 4])
def test_ranks_over_the_windows_own_days_or_wider(length: int) -> None:
    """Corrado by a plain program, over T + L days and over T + 6 days around it."""
    frame = panel(np.random.default_rng(3))
    for ranked, before, after in (((0, length - 1), 0, 0), ((-1, 4), 1, 5 - length)):
        result = study(frame, window=(0, length - 1), rank_window=ranked, statistics=("t", "corrado", "corrado_zivney"))
        values = frame.to_numpy().T
        estimation = values[:, DAY - 65 : DAY - 5]
        event = values[:, DAY - before : DAY + length + after]
        mean = estimation.mean(axis=1, keepdims=True)
        each = np.array([stats.rankdata(row) for row in np.hstack([estimation, event]) - mean])
        away = each.mean(axis=0) - (each.shape[1] + 1) / 2
        inside = away[60 + before : 60 + before + length]
        assert stat_of(result)["corrado"] == pytest.approx(
            math.sqrt(length) * inside.mean() / math.sqrt((away**2).mean())
        )
        s = estimation.std(axis=1, ddof=1)[:, None]
        days = (event - mean) / s / math.sqrt(1 + 1 / 60)
        days = days / days.std(axis=0, ddof=1)
        each = np.array([stats.rankdata(row) for row in np.hstack([(estimation - mean) / s, days])])
        total = (each / (each.shape[1] + 1) - 0.5).sum(axis=0) / math.sqrt(8)
        inside = total[60 + before : 60 + before + length]
        wanted = math.sqrt(length) * inside.mean() / math.sqrt((total**2).mean())
        assert stat_of(result)["corrado_zivney"] == pytest.approx(wanted)


# the distributions behind the p-values


@given(values=st.lists(st.integers(-6, 6).filter(bool), min_size=1, max_size=11))
def test_wilcoxons_exact_p_counts_every_sign(values: list[int]) -> None:
    """Against all 2^n signs of these very ranks, ties and all."""
    car = np.array(values, dtype=float)
    ranked = stats.rankdata(np.abs(car))
    sums = np.array([0.0])
    for rank in ranked:
        sums = np.concatenate([sums, sums + rank])
    total = ranked[car > 0].sum()
    wanted = min(1.0, 2 * min((sums <= total + 1e-9).mean(), (sums >= total - 1e-9).mean()))
    assert exact(ranked, total) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("size", [8, 25, 50])
def test_wilcoxon_agrees_with_scipy(size: int) -> None:
    draw = np.random.default_rng(size)
    car = draw.normal(0.3, 1.0, size)
    ranked = stats.rankdata(np.abs(car))
    wanted = stats.wilcoxon(car, method="exact").pvalue
    assert exact(ranked, float(ranked[car > 0].sum())) == pytest.approx(wanted, rel=1e-12)
    frame = panel(draw, size=60)
    result = study(frame, statistics=("t", "wilcoxon"))
    wanted = stats.wilcoxon(result.rows["car"], method="approx", correction=False).pvalue
    assert pvalue_of(result)["wilcoxon"] == pytest.approx(wanted, rel=1e-10)


@given(count=st.integers(1, 3000), share=st.floats(0, 1))
def test_binomial_and_normal_agree_with_scipy(count: int, share: float) -> None:
    positive = round(count * share)
    wanted = stats.binomtest(positive, count, 0.5).pvalue
    assert two_sided_binomial(positive, count) == pytest.approx(wanted, rel=1e-9, abs=1e-300)
    assert two_sided_normal(10 * share) == pytest.approx(2 * stats.norm.sf(10 * share), rel=1e-12)


@given(values=st.lists(st.lists(st.integers(0, 5), min_size=7, max_size=7), min_size=1, max_size=5))
def test_ranks_share_ties(values: list[list[int]]) -> None:
    array = np.array(values, dtype=float)
    assert ranks(array).tolist() == stats.rankdata(array, axis=1).tolist()


# the correlation of residuals


def test_mean_correlation_is_that_of_common_dates() -> None:
    """Ragged calendars against pandas, pair by pair; one series' own windows and short overlaps count as nothing."""
    draw = np.random.default_rng(11)
    count, length = 300, 80  # more windows than are laid out at a time
    common = draw.normal(size=700)
    series = np.sort(draw.integers(0, 60, count))
    places = np.array([np.sort(draw.choice(120, length, replace=False)) for _ in range(count)])
    places = places + draw.integers(0, 500, count)[:, None]
    residuals = common[places] + draw.normal(size=(count, length))
    wide = pd.DataFrame(np.nan, index=range(700), columns=range(count))
    for number in range(count):
        wide.loc[places[number], number] = residuals[number]
    matrix = wide.corr(min_periods=30).fillna(0.0).to_numpy(copy=True)
    matrix[series[:, None] == series[None, :]] = 0.0
    wanted = matrix[np.triu_indices(count, 1)].mean()
    assert mean_correlation(residuals, places, series) == pytest.approx(wanted, rel=1e-9)


def test_one_calendar_is_the_same_sum_by_the_short_way() -> None:
    residuals = np.random.default_rng(4).normal(size=(20, 50)) + np.linspace(0, 1, 50)
    places = np.tile(np.arange(50), (20, 1))
    wanted = np.corrcoef(residuals)[np.triu_indices(20, 1)].mean()
    assert mean_correlation(residuals, places, np.arange(20)) == pytest.approx(wanted, rel=1e-12)
    ragged = places.copy()
    ragged[0, -1] = 60
    again = mean_correlation(residuals, ragged, np.arange(20))
    assert again == pytest.approx(wanted, abs=0.02)
    assert again != wanted


def test_correlated_windows_are_held_against_more() -> None:
    """Kolari and Pynnönen's factors, with r̄ from a plain program."""
    frame = panel(np.random.default_rng(8), common=0.5)
    ours = stat_of(study(frame))
    estimation = frame.iloc[DAY - 65 : DAY - 5]
    r = np.corrcoef(estimation.to_numpy().T)[np.triu_indices(8, 1)].mean()
    assert 0.3 < r < 0.7
    assert ours["kp_patell"] == pytest.approx(ours["patell"] / math.sqrt(1 + 7 * r))
    assert ours["kp_bmp"] == pytest.approx(ours["bmp"] * math.sqrt((1 - r) / (1 + 7 * r)))


# size


def pools(frame: pd.DataFrame, step: int, window: tuple[int, int]) -> list[Pool]:
    """A pool for every ``step``-th date that can be one: all currencies at that date."""
    length = window[1] - window[0] + 1
    spec = StudySpec(
        estimation=60, gap=5, window=window, statistics=("t", *KEYS), max_gap_days=None, exclude_events=False
    )
    dates, blocks, judges = range(70, len(frame) - length, step), [], {}
    for number, name in enumerate(frame):
        column = column_of(frame, name)
        selection = Selection.of([(name, frame.index[day]) for day in dates])
        placed = place(selection, column, window, uses_factors=False)
        judges[number] = Evaluator.of(column, spec)
        judged = judges[number].judge(placed.start, length)
        blocks.append(Block.of(number, column, placed, np.arange(len(dates)), judged))
    return [
        Pool(spec=spec, blocks=tuple(one_of(block, row) for block in blocks), judges=judges)
        for row in range(len(dates))
    ]


def one_of(block: Block, row: int) -> Block:
    """One window of a block."""
    arrays = {one.name: getattr(block, one.name) for one in fields(block)}
    kept = {name: value[row : row + 1] for name, value in arrays.items() if isinstance(value, np.ndarray)}
    return replace(block, fit=block.fit.take(np.array([row])), **kept)


@pytest.fixture(scope="module")
def rejections() -> dict[float, dict[str, float]]:
    """How often each test rejects at 5 % where nothing happens, by the share of the variance in common."""
    found = {}
    for common in (0.0, 0.4):
        frame = panel(np.random.default_rng(17), size=12, days=3100, common=common)
        each = pools(frame, 20, (0, 1))
        found[common] = {
            key: float(np.mean([test.evaluate(pool).pvalue <= 0.05 for pool in each]))
            for key, test in cross_section_statistics().items()
        }
    return found


@pytest.mark.parametrize("key", KEYS)
def test_size_where_currencies_are_independent(rejections: dict[float, dict[str, float]], key: str) -> None:
    """150 panels: the standard error of a rejection rate of 5 % is 1.8 points. The sign test's p comes in steps."""
    assert 0.01 <= rejections[0.0][key] <= 0.09


def test_size_where_currencies_move_together(rejections: dict[float, dict[str, float]]) -> None:
    """Tests that take windows to be independent reject four times too often; those that look at dates do not."""
    together = rejections[0.4]
    for key in ("cross_sectional", "patell", "bmp", "grank_z", "sign", "generalised_sign", "wilcoxon", "skewness"):
        assert together[key] > 0.2, key
    for key in ("kp_patell", "kp_bmp", "corrado", "grank_t"):
        assert together[key] < 0.10, key


# invariants


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_the_order_of_events_and_of_columns_changes_no_byte(seed: int) -> None:
    draw = np.random.default_rng(seed)
    frame = panel(draw, common=0.2)
    events = [(name, frame.index[day]) for name in frame for day in (90, DAY)]
    shuffled = [events[place] for place in draw.permutation(len(events))]
    one, other = (study(frame, each).aggregate.drop(index=0) for each in (events, shuffled))
    pd.testing.assert_frame_equal(one[["stat", "pvalue", "df"]], other[["stat", "pvalue", "df"]], check_exact=True)
    twice = study(frame, [*events, *events]).aggregate.drop(index=0)
    pd.testing.assert_frame_equal(one[["stat", "pvalue", "df"]], twice[["stat", "pvalue", "df"]], check_exact=True)


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**16), factor=st.floats(0.01, 100))
def test_units_and_signs(seed: int, factor: float) -> None:
    """One currency in other units changes no scaled test; all upside down turn every statistic around."""
    frame = panel(np.random.default_rng(seed), common=0.2)
    plain = stat_of(study(frame, window=(-1, 1)))
    other = stat_of(study(frame.assign(C00=factor * frame["C00"]), window=(-1, 1)))
    scaled = [key for key in KEYS if key not in UNSCALED or key == "sign"]
    assert other[scaled].to_numpy() == pytest.approx(plain[scaled].to_numpy(), rel=1e-6, abs=1e-9)
    assert stat_of(study(factor * frame, window=(-1, 1))).to_numpy() == pytest.approx(
        plain.to_numpy(), rel=1e-6, abs=1e-9
    )
    assert stat_of(study(-frame, window=(-1, 1))).to_numpy() == pytest.approx(-plain.to_numpy(), rel=1e-6, abs=1e-9)


def test_a_missing_return_is_no_observation() -> None:
    """A holiday of one currency leaves its other returns where they were: only the common dates become fewer."""
    frame = panel(np.random.default_rng(5), common=0.3)
    holidays = frame.copy()
    holidays.iloc[[60, 70], 0] = np.nan
    shorter = frame["C00"].drop(frame.index[[60, 70]])
    result = study(holidays)
    alone = study(shorter.to_frame(), [("C00", frame.index[DAY])], statistics=("t",))
    assert result.rows["car"][0] == alone.rows["car"][0]
    assert not reasons_of(result)
    assert stat_of(result)["kp_bmp"] != stat_of(study(frame))["kp_bmp"]


@pytest.mark.parametrize("model", ["mean", "factor", "raw"])
def test_every_model(model: str) -> None:
    frame = panel(np.random.default_rng(6), common=0.3)
    factors = pd.DataFrame({"x": np.random.default_rng(7).normal(size=len(frame))}, index=frame.index)
    choices = StudySpec(model=model, estimation=60, gap=5, window=(-1, 1), statistics=("t", *KEYS), max_gap_days=None)
    result = run_study(frame, [(name, frame.index[DAY]) for name in frame], choices, factors)
    assert stat_of(result).notna().all()
    assert pvalue_of(result).between(0, 1).all()


# when they say no


def test_windows_that_overlap_on_one_series() -> None:
    frame = panel(np.random.default_rng(1))
    events = [(name, frame.index[DAY]) for name in frame]
    apart = study(frame, [*events, ("C00", frame.index[DAY + 3])], window=(0, 2))
    assert not reasons_of(apart)
    result = study(frame, [*events, ("C00", frame.index[DAY + 2])], window=(0, 2))
    why = "windows overlap on one series (C00): they are not separate draws"
    assert reasons_of(result) == dict.fromkeys(KEYS, why)
    assert stat_of(result).isna().all()
    assert pvalue_of(result).isna().all()


def test_too_few_windows() -> None:
    frame = panel(np.random.default_rng(1), size=2)
    reasons = reasons_of(study(frame))
    assert reasons["patell"] == "3 separate windows are needed, there are 2"
    assert reasons["sign"] == "6 separate windows are needed, there are 2"
    assert set(reasons) == set(KEYS)


def test_one_series_with_many_dates() -> None:
    """Separate windows of one series are taken; correlation across series is then nothing to correct for."""
    frame = panel(np.random.default_rng(2), size=1, days=400)
    result = study(frame, [("C00", frame.index[day]) for day in range(150, 390, 30)])
    assert set(reasons_of(result)) == {"kp_patell", "kp_bmp"}
    assert reasons_of(result)["kp_bmp"].startswith("all windows are on one series")


def test_correlation_needs_dates_in_common() -> None:
    short = reasons_of(study(panel(np.random.default_rng(2)), estimation=20))
    assert set(short) == {"kp_patell", "kp_bmp"}
    assert "estimation windows are shorter" in short["kp_bmp"]


def test_correlation_needs_residuals_of_the_days_before() -> None:
    """A model whose residuals are of other days than the T before the window gives no common dates."""
    pool = pools(panel(np.random.default_rng(2), days=74), 10, (0, 1))[0]
    test = cross_section_statistics()["kp_bmp"]
    assert not test.evaluate(pool).because
    elsewhere = [replace(b, fit=replace(b.fit, residuals=b.fit.residuals[:, ::-1])) for b in pool.blocks]
    again = Pool(spec=pool.spec, blocks=tuple(elsewhere), judges=pool.judges)
    assert test.evaluate(again).because.startswith("the residuals are not those of the days before each window")


def test_windows_without_a_usual_move() -> None:
    """A currency held flat has no scale: tests that need one say so, the others count it."""
    frame = panel(np.random.default_rng(2))
    frame.loc[frame.index[:DAY], "C03"] = 0.0
    reasons = reasons_of(study(frame))
    assert set(reasons) == set(KEYS) - UNSCALED
    assert reasons["patell"].startswith("1 of 8 windows have no usual move to be held against: ")


def test_windows_that_do_not_differ() -> None:
    one = panel(np.random.default_rng(2), size=1)["C00"]
    frame = pd.DataFrame({f"C{number}": one for number in range(8)})
    reasons = reasons_of(study(frame))
    for key in ("cross_sectional", "bmp", "kp_bmp", "skewness", "corrado_zivney", "grank_t", "grank_z"):
        assert reasons[key] == "the windows do not differ from one another", key
    still = frame.copy()
    still.iloc[DAY] = 0.0
    assert reasons_of(study(still, model="raw"))["wilcoxon"] == "every cumulative abnormal return is exactly zero"


def test_windows_of_different_lengths() -> None:
    """Day-by-day ranks need one length; the rank of the whole move does not."""
    frame = panel(np.random.default_rng(2))
    pre, first, last = (fixing(f"{frame.index[day]:%Y-%m-%d}") for day in (DAY - 2, DAY - 1, DAY))
    unsure = Alignment(event_id="e", series="C00", pre=pre, earliest=first, latest=last, ambiguous=True, spans=2)
    result = study(frame, [unsure, *((name, frame.index[DAY]) for name in list(frame)[1:])])
    assert set(reasons_of(result)) == {"corrado", "corrado_zivney"}
    assert reasons_of(result)["corrado"].startswith("the windows have different lengths")


def test_ranked_days_outside_the_series() -> None:
    frame = panel(np.random.default_rng(2), days=DAY + 2)
    reasons = reasons_of(study(frame, rank_window=(0, 3)))
    assert reasons == dict.fromkeys(
        ("corrado", "corrado_zivney"), "ranked days of 8 of 8 windows have no abnormal return"
    )


def test_nothing_to_test() -> None:
    frame = panel(np.random.default_rng(2), size=1)
    result = study(frame, [("C00", frame.index[3])])
    assert set(reasons_of(result)) == set(KEYS)


def test_ranked_days_are_checked() -> None:
    with pytest.raises(ValueError, match="must hold the window"):
        StudySpec(window=(-1, 1), rank_window=(0, 2))
    with pytest.raises(ValueError, match="begins inside the estimation window"):
        StudySpec(window=(0, 0), gap=1, rank_window=(-2, 2))
    assert StudySpec(rank_window=[-2, 2]).rank_window == (-2, 2)
