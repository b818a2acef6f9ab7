"""The search for the default p: its ruler is right, and it would choose a better candidate if there were one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks import search
from tests.benchmarks.candidates import CANDIDATES, DEFAULT
from tests.calibration.judging import Bench
from tests.calibration.rates import rates


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench.of(rates("RUB"), "mean")


@pytest.mark.parametrize("length", [1, 6])
def test_the_candidate_of_that_name_is_the_programs_default(bench: Bench, length: int) -> None:
    """Day by day, storms included."""
    history = bench.evaluator.out_of_sample
    assert history is not None
    starts = bench.starts(length)[::25]
    starts = starts[bench.fifth[starts] >= 0]
    ours = search._named(DEFAULT).pvalues(history, starts, length, np.zeros((1, len(starts))))[0]
    theirs = bench.evaluator.judge(starts, length, (DEFAULT,)).evaluations[DEFAULT].pvalue
    both = np.isfinite(theirs)
    assert both.sum() > 100
    assert np.allclose(ours[both], theirs[both], rtol=1e-12, atol=0)


def test_no_candidate_looks_at_the_day_or_beyond(bench: Bench) -> None:
    history = bench.evaluator.out_of_sample
    assert history is not None
    day = 3_000
    later = history.abnormal.copy()
    later[day + 1 :] *= 7.0
    changed = type(history)(
        abnormal=later,
        sigma=search._named(DEFAULT).scale(
            type(history)(abnormal=later, sigma=history.sigma, first=history.first, ordinary=history.ordinary)
        ),
        first=history.first,
        ordinary=history.ordinary,
    )
    starts = np.array([day - 40, day])
    for one in CANDIDATES:
        if "garch" in one.name:  # seconds; its refits end before the days they forecast, by construction
            continue
        before, after = (one.pvalues(each, starts, 1, np.zeros((1, 2))) for each in (history, changed))
        assert np.array_equal(before, after), one.name
        assert ((before > 0) & (before <= 1)).all(), one.name


def frames(spread: dict[str, float]) -> pd.DataFrame:
    """p of normal moves, each candidate believing another σ; the default's are right in every fifth but the last."""
    rng = np.random.default_rng(4)
    n = 30_000
    moves, fifth = rng.standard_normal(n), rng.integers(0, 5, n)
    frame = {"label": np.tile(pd.bdate_range("2009-01-01", periods=n // 15).strftime("%Y-%m-%d"), 15)}
    frame |= {"fifth": fifth, "length": rng.choice([1, 3, 6], n), "model": "mean"}
    frame["currency"] = np.where(np.arange(n) % 2, "CZK", "JPY")
    from scipy.special import ndtr

    for name, one in spread.items():
        believed = np.where(fifth == 4, one, 1.0)
        for effect, size in zip((search.NOTHING, *search.EFFECTS), (0.0, 2.0, 3.0, 3.0), strict=True):
            frame[f"{name} {effect}"] = 2 * ndtr(-np.abs(moves + size) / believed)
    return pd.DataFrame(frame)


def test_the_better_candidate_is_chosen_and_confirmed() -> None:
    names = (DEFAULT, "better", "worse")
    frame = frames({DEFAULT: 1.15, "better": 1.0, "worse": 0.8, "t": 1.0, "sq": 1.0})
    scores = {name: search.score(frame, name) for name in names}
    assert scores["better"].away < 0.006 < scores[DEFAULT].away < scores["worse"].away
    assert scores["worse"].stormiest == pytest.approx(0.117, abs=0.02)
    assert scores["better"].stormiest == pytest.approx(0.05, abs=0.01)
    assert search.chosen(frame, names) == "better"
    said = "\n".join(search._outcome(frame, names))
    assert "the first half chooses better" in said


def test_one_that_loses_power_is_not_chosen() -> None:
    """It has the level to the digit, and no power: p drawn without a look at the move."""
    frame = frames({DEFAULT: 1.15, "blind": 1.0})
    rng = np.random.default_rng(5)
    for effect in (search.NOTHING, *search.EFFECTS):
        frame[f"blind {effect}"] = rng.random(len(frame))
    assert search.score(frame, "blind").away < search.score(frame, DEFAULT).away
    assert search.chosen(frame, (DEFAULT, "blind")) == DEFAULT


def test_a_small_search_prints_every_candidate(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--currencies", "PLN", "CZK", "--models", "mean", "--every", "60", "--workers", "1"]
    assert search.main([*words, "--candidates", "absolute", "mid-p"]) == 0
    printed = capsys.readouterr().out
    for name in ("t", "sq", DEFAULT, "absolute", "mid-p"):
        assert f"\n  {name} " in printed
    assert "chooses" in printed
    assert max(map(len, printed.splitlines())) <= 120
