"""R estudy2's tests of seven securities on common dates: its textbook numbers to 1e-9, and why its others differ.

estudy2 estimates each security on its own complete days (240, 227 and 212 of them), so the pool is put together from
one study per security. Where its convention is not the textbook's, that convention, applied to our abnormal returns,
gives its number: the difference is the convention and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudySpec
from tracker.analysis.blocks import Block
from tracker.analysis.column import column_of
from tracker.analysis.cross_section._windows import windows_of
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.pooled import Pool, cross_section_statistics
from tracker.analysis.selection import Selection, place

pytestmark = pytest.mark.extended

CLOSE = {"rel": 1e-9, "abs": 1e-9}
FIRST = "2020-03-16"
LENGTHS = {"vignette": 5, "eleven": 11}
MODELS = {"mean_adj": "mean", "mrkt_adj": "raw", "sim": "factor"}
CASES = [(model, window) for model in MODELS for window in LENGTHS]


@dataclass(frozen=True, kw_only=True)
class Published:
    """estudy2's inputs and numbers."""

    rates: pd.DataFrame
    index: pd.DataFrame
    lengths: pd.Series
    daily: pd.Series
    whole: pd.Series

    def of(self, model: str, window: str, test: str) -> np.ndarray:
        """Statistic of each day of the window."""
        return self.daily.loc[model, window, test].to_numpy()


@pytest.fixture(scope="module")
def published() -> Published:
    """The numbers beside the checkout."""
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "parity" / "estudy2"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    names = ["model", "window", "test"]
    daily = pd.concat([pd.read_csv(folder / f"{one}_tests.csv") for one in ("parametric", "nonparametric")])
    rates = pd.read_csv(folder / "input_rates.csv", index_col="date")
    return Published(
        rates=rates,
        index=pd.read_csv(folder / "input_rates_indx.csv", index_col="date").reindex(rates.index),
        lengths=pd.read_csv(folder / "coefficients.csv").set_index(["model", "security"])["estimation_length"],
        daily=daily.set_index([*names, "date"])["statistic"].sort_index(),
        whole=pd.read_csv(folder / "car_tests.csv").set_index(names)["statistic"],
    )


def pool_of(published: Published, model: str, first: int, last: int) -> Pool:
    """Windows of all securities, days ``first`` to ``last`` after 16 March 2020; estimation ends before that date."""
    returns, blocks, judges = published.rates, [], {}
    if model == "mrkt_adj":
        returns = returns.sub(published.index.iloc[:, 0], axis=0)
    for number, (security, length) in enumerate(published.lengths[model].items()):
        spec = StudySpec(
            model=MODELS[model],
            estimation=int(length),
            gap=first,
            window=(first, last),
            statistics=("t", "generalised_sign"),
            max_gap_days=None,
            exclude_events=False,
        )
        column = column_of(returns, str(security), factors=published.index if model == "sim" else None)
        placed = place(Selection.of([(security, FIRST)]), column, spec.window, uses_factors=model == "sim")
        judges[number] = Evaluator.of(column, spec, excluded=np.zeros(len(column), dtype=bool))
        judged = judges[number].judge(placed.start, last - first + 1)
        blocks.append(Block.of(number, column, placed, np.array([0]), judged))
    return Pool(spec=spec, blocks=tuple(blocks), judges=judges)


def frames_of(pool: Pool, published: Published) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Our abnormal returns of estimation and of the window, date × security."""
    windows = windows_of(pool)
    dates, names = published.rates.index, [pool.blocks[source].column.name for source in windows.source]
    estimation = pd.DataFrame(np.nan, index=dates, columns=names)
    event = estimation.copy()
    for name, residuals, places in zip(names, windows.residuals, windows.places, strict=True):
        estimation.loc[dates[places[places >= 0]], name] = residuals[places >= 0]
    for block in pool.blocks:
        column = block.column
        event.loc[column.index[block.start[0] : block.stop[0] + 1], column.name] = block.abnormal[0]
    return estimation.dropna(how="all"), event.dropna(how="all")


@pytest.mark.parametrize("model", MODELS)
def test_numbers_in_the_textbooks_convention(published: Published, model: str) -> None:
    """Its ``t_test``, ``sign_test`` and ``wilcoxon_test`` of each day are ours of a window of that day."""
    tests = cross_section_statistics()
    ours: dict[str, list[float]] = {"t_test": [], "sign_test": [], "wilcoxon_test": []}
    for day in range(LENGTHS["eleven"]):
        pool = pool_of(published, model, day, day)
        ours["t_test"].append(tests["cross_sectional"].evaluate(pool).stat)
        ours["sign_test"].append(tests["sign"].evaluate(pool).stat)
        ours["wilcoxon_test"].append(tests["wilcoxon"].evaluate(pool).stat * np.sqrt(7 * 8 * 15 / 24) + 7 * 8 / 4)
    for test, values in ours.items():
        assert values == pytest.approx(published.of(model, "eleven", test), **CLOSE), test


@pytest.mark.parametrize("model", MODELS)
def test_generalised_sign_pools_days_where_ours_averages_windows(published: Published, model: str) -> None:
    """Its share of positive days is over all securities and days at once; with it our count gives its number."""
    theirs, ours = (
        published.of(model, "eleven", "generalized_sign_test"),
        cross_section_statistics()["generalised_sign"],
    )
    for day in range(LENGTHS["eleven"]):
        pool = pool_of(published, model, day, day)
        estimation, event = frames_of(pool, published)
        positive, each = int((event > 0).sum().sum()), (estimation > 0).sum() / estimation.notna().sum()
        share = each.mean()
        assert ours.evaluate(pool).stat == pytest.approx((positive - 7 * share) / np.sqrt(7 * share * (1 - share)))
        share = (estimation > 0).sum().sum() / estimation.notna().sum().sum()
        assert (positive - 7 * share) / np.sqrt(7 * share * (1 - share)) == pytest.approx(theirs[day], **CLOSE)


def test_patell_and_boehmer_scale_by_another_variance(published: Published) -> None:
    """Divisor T − 1 where ours is T − 2, and the index's mean and spread over days a security did not trade."""
    estimation, event = frames_of(pool_of(published, "sim", 0, LENGTHS["eleven"] - 1), published)
    length, index = estimation.notna().sum(), published.index.iloc[:, 0]
    known = index[estimation.index]
    away = (index[event.index] - known.mean()) ** 2 / ((known - known.mean()) ** 2).sum()
    scale = np.sqrt(1 + 1 / length.to_numpy()[None, :] + away.to_numpy()[:, None])
    scaled = event / (estimation.std(ddof=1).to_numpy() * scale)
    patell = scaled.sum(axis=1) / np.sqrt(((length - 2) / (length - 4)).sum())
    boehmer = scaled.mean(axis=1) / scaled.std(axis=1, ddof=1) * np.sqrt(7)
    assert patell.to_numpy() == pytest.approx(published.of("sim", "eleven", "patell"), **CLOSE)
    assert boehmer.to_numpy() == pytest.approx(published.of("sim", "eleven", "boehmer"), **CLOSE)
    tests, pool = cross_section_statistics(), pool_of(published, "sim", 0, 0)
    for key, theirs in (("patell", patell), ("bmp", boehmer)):
        ours = tests[key].evaluate(pool).stat
        assert ours == pytest.approx(theirs.iloc[0], rel=0.02)
        assert ours != pytest.approx(theirs.iloc[0], rel=1e-4)


@pytest.mark.parametrize(("model", "window"), CASES)
def test_rank_tests_inflate_days_with_missing_securities(published: Published, model: str, window: str) -> None:
    """Sums over securities are means times N, so a day that lacks some counts too much; M is their mean M."""
    pool = pool_of(published, model, 0, LENGTHS[window] - 1)
    estimation, event = frames_of(pool, published)
    days = pd.concat([estimation, event])
    ranked, size, there = days.rank(), days.notna().sum(), days.notna().sum(axis=1)

    def over_its_variance(mean: pd.Series) -> np.ndarray:
        return (mean / np.sqrt((mean**2).sum() / size.mean()))[event.index].to_numpy()

    rank = (ranked - (size + 1) / 2).mean(axis=1) * 7 / there
    modified = (ranked / (size + 1) - 0.5).mean(axis=1) * 7 / np.sqrt(there)
    sign = np.sign(days - days.median()).mean(axis=1) * 7 / np.sqrt(there)
    for test, mean in (("rank_test", rank), ("modified_rank_test", modified), ("corrado_sign_test", sign)):
        assert over_its_variance(mean) == pytest.approx(published.of(model, window, test), **CLOSE), test
    mean = ranked.mean(axis=1) - ((size + 1) / 2).mean()
    whole = np.sqrt(len(event)) * mean[event.index].mean() / np.sqrt((mean**2).sum() / size.mean())
    assert whole == pytest.approx(published.whole[model, window, "car_rank_test"], **CLOSE)
    ours = cross_section_statistics()["corrado"].evaluate(pool)
    assert ours.because == "the estimation windows have different lengths"
