"""Tests over many windows in the calibration: whatever is declared is measured, and what is wrong with it shows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from tests.calibration import pooling
from tests.calibration.design import Design
from tests.calibration.judging import FIFTHS, Bench
from tests.calibration.pooled_measures import cells, pooled_lines
from tests.calibration.rates import CURRENCIES, rates
from tracker.analysis import pooled
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, kw_only=True)
class Declared:
    """Sum of the CARs over their spread, as normal: that of a quiet day, or of the days before each window."""

    key: str
    quiet: bool = False
    title: str = "a test for the tests"
    null: str = "the mean is zero"
    reference: str = "none"
    minimum_sample: int = 4
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        scores: list[float] = []
        for block in pool.blocks:
            returns = block.column.returns
            before = np.array([returns[max(start - 60, 0) : start - 1].std() for start in block.start])
            spread = np.median(np.abs(returns)) / 0.6745 if self.quiet else before
            scores += (block.abnormal.sum(axis=1) / spread / np.sqrt(block.length)).tolist()
        scores = [one for one in scores if math.isfinite(one)]
        if len(scores) < self.minimum_sample:
            return Outcome(because="too few")
        z = sum(scores) / math.sqrt(len(scores))
        return Outcome(stat=z, pvalue=math.erfc(abs(z) / math.sqrt(2)))


QUIET, RECENT, TOGETHER = Declared(key="quiet", quiet=True), Declared(key="recent"), Declared(key="together")


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tests more than there are."""
    there = pooled.declared
    extra = {
        "tracker.analysis.dates": {one.key: one for one in (QUIET, RECENT)},
        "tracker.analysis.cross_section": {TOGETHER.key: TOGETHER},
    }
    monkeypatch.setattr(pooled, "declared", lambda package, name: there(package, name) | extra[package])


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those three: the others have tests of their own, and some draw."""
    monkeypatch.setattr(pooling, "date_statistics", lambda: {one.key: one for one in (QUIET, RECENT)})
    monkeypatch.setattr(pooling, "cross_section_statistics", lambda: {TOGETHER.key: TOGETHER})


def test_every_declared_test_is_measured() -> None:
    """What is declared later is calibrated without a word here."""
    once = Design(seed=7, draws=1, panels=1)
    for frame, there in (
        (pooling.dates_of("PLN", once, selections=((3, 1),)), pooled.date_statistics()),
        (pooling.panels_of([0], once, settings=("common date",)), pooled.cross_section_statistics()),
    ):
        assert len(there) > 0
        assert {name.removesuffix("_pvalue") for name in frame.columns if name.endswith("_pvalue")} == set(there)
        assert (frame.groupby("effect").size() == len(frame) / 2).all()


@pytest.mark.usefixtures("alone")
def test_a_test_that_forgets_volatility_is_seen_to_fail_in_storms() -> None:
    """20 events each: the spread of a quiet day marks far too many in a storm, the spread of late does not."""
    kinds, design = ((3, 1), (20, 1)), Design(seed=7, draws=10)
    frame = pooling.dates_of("PLN", design, selections=kinds)
    found = {(one["key"], one["times"], one["events"]): one for one in cells(frame, ["times", "events", "length"])}
    assert len(found) == 2 * 2 * len(kinds)
    assert found["quiet", "random", 3]["n"] == 0
    assert found["quiet", "random", 3]["size5"] is None
    storm = found["quiet", "storm", 20]
    assert storm["n"] == storm["drawn"] == design.draws
    assert storm["size5"] >= 0.3
    assert found["recent", "storm", 20]["size5"] <= 0.2
    assert all(one["power"] > 0.7 for one in found.values() if one["events"] == 20)


EUROPE = ("CZK", "GBP", "HUF", "PLN", "SEK", "CHF", "NOK")


@pytest.mark.usefixtures("alone")
def test_an_effect_put_into_every_window_of_a_panel_is_found() -> None:
    frame = pooling.panels_of(range(5), Design(seed=7), settings=("own dates",), currencies=EUROPE)
    (one,) = cells(frame, ["times", "length"])
    assert one["n"] == one["drawn"] == 5
    assert one["power"] >= 0.6


def test_currencies_of_one_day_are_not_independent() -> None:
    """Moves in units of the forecast, 100 panels: their sum spreads far wider on common days."""
    spread = {}
    for setting in ("own dates", "common date"):
        sums = []
        for number in range(100):
            one = pooling.panel(setting, np.random.default_rng(number), EUROPE)
            moves = [
                one.returns[name].iloc[place].sum() for (name, _), place in zip(one.events, one.places, strict=True)
            ]
            sums.append(np.sum(np.array(moves) / one.sigmas) / len(moves) ** 0.5)
        spread[setting] = np.median(np.abs(sums)) / 0.6745
    assert 0.6 < spread["own dates"] < 1.3
    assert spread["common date"] > 1.5


@pytest.mark.usefixtures("alone")
def test_the_seed_decides_and_windows_keep_apart() -> None:
    first, again, other = (
        pooling.dates_of("PLN", Design(seed=seed, draws=1), selections=((3, 1),)) for seed in (3, 3, 4)
    )
    pd.testing.assert_frame_equal(first, again)
    assert first["label"].tolist() != other["label"].tolist()
    bench = Bench.of(rates("PLN"), "mean")
    rng = np.random.default_rng(1)
    for n, length in pooling.SELECTIONS:
        anywhere = pooling.some_days(bench, n, length, storm=False, rng=rng)
        days = pooling.some_days(bench, n, length, storm=True, rng=rng)
        assert len(days) == len(anywhere) == n
        assert np.diff(days).min() >= length
        assert np.diff(anywhere).min() >= length
        assert days[-1] - days[0] <= 7 * n * length
        assert bench.fifth[days[0] - 6 * n * length : days[0] + 1].max() == FIFTHS - 1


def test_a_panel_has_one_day_or_a_day_for_each_and_the_effect_is_put_there() -> None:
    rng = np.random.default_rng(1)
    common, own = (pooling.panel(setting, rng) for setting in ("common date, storm", "own dates"))
    assert len({label for _, label in common.events}) == 1
    assert len({label for _, label in own.events}) > 10
    for one in (common, own):
        assert len(one.events) > 15
        assert {name for name, _ in one.events} <= set(CURRENCIES)
        for (_, label), place in zip(one.events, one.places, strict=True):
            assert list(one.returns.index[place]) == [label]


def test_the_tables_fit_and_say_where_nothing_is_declared() -> None:
    empty = list(pooled_lines({"dates": [], "panels": []}, draws=1, panels=1))
    assert sum("no such test is declared" in line for line in empty) == 2
    frame = pd.DataFrame(
        {
            "times": "common date, storm",
            "length": 1,
            "effect": [0.0, 0.0, 1.0, 1.0],
            "generalised_sign_pvalue": [0.5, np.nan, 0.01, 0.2],
        }
    )
    (one,) = cells(frame, ["times", "length"])
    assert (one["n"], one["drawn"], one["size5"], one["power"]) == (1, 2, 0.0, 0.5)
    text = list(pooled_lines({"dates": [], "panels": [one]}, draws=1, panels=1))
    assert max(map(len, text)) <= 100
