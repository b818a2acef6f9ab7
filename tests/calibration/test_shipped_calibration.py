"""The figures that are shipped and shown: complete, the README's, and those that are measured again here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.calibration import measures
from tests.calibration.calibrate import BEGIN, END, MODELS, RECORD
from tests.calibration.design import LENGTHS
from tests.calibration.judging import Bench
from tests.calibration.kinds import kinds, kinds_of
from tests.calibration.rates import CURRENCIES, archive, rates
from tests.calibration.record import table
from tracker.analysis.panel import across
from tracker.analysis.statistic import statistics
from tracker.data.calibration_file import parse_calibration
from tracker.data.loader import calibration
from tracker.services.panels import panel_of


def test_every_statistic_is_in_it_under_every_model_and_length() -> None:
    wanted = {(model, length, key) for model in MODELS for length in LENGTHS for key in statistics()}
    assert set(calibration().tests) == wanted, "a new statistic is measured by: make calibrate ARGS=--record"
    assert tuple(calibration().provenance["data"]["currencies"]) == CURRENCIES


def test_the_default_test_met_its_requirements_when_it_was_recorded() -> None:
    away = {1: 0.005, 3: 0.007, 6: 0.008}
    for (model, length, key), one in calibration().tests.items():
        if key != "fhs":
            continue
        assert abs(one.size5 - 0.05) <= away[length], (model, length)
        assert abs(one.size1 - 0.01) <= 0.004
        assert all(0.035 <= fifth <= 0.065 for fifth in one.fifths)
        textbook = calibration().tests[model, length, "t"]
        assert all(share >= textbook.adjusted_power[kind] - 0.01 for kind, share in one.adjusted_power.items())


def test_the_readme_shows_the_shipped_figures(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    shown = readme.partition(BEGIN)[2].partition(END)[0].strip("\n")
    assert shown == table(json.loads(RECORD.read_text(encoding="utf-8")))


def test_the_roubles_years_are_what_was_recorded() -> None:
    """Every day of USD/RUB again, under both models: the shipped shares to the last digit kept."""
    if archive().sha256 != calibration().provenance["data"]["sha256"]:
        pytest.skip("another archive of rates is installed than the one the figures were measured on")
    for model in MODELS:
        bench = Bench.of(rates("RUB"), model)
        starts = bench.starts(1)
        labels = bench.column.labels[starts]
        recent = starts[[label[:4] in {"2014", "2022"} for label in labels]]
        frame = bench.frame(recent, 1).assign(pooled=True)
        for key, found in measures.size(frame, 1).items():
            shipped = calibration().tests[model, 1, key].rouble_years
            for year in ("2014", "2022"):
                assert found["years"][year]["share"] == pytest.approx(shipped[year]["share"], abs=1e-6), (
                    model,
                    key,
                    year,
                )


def test_lengths_between_those_measured_take_the_nearest() -> None:
    found = calibration()
    assert [found.nearest("mean", length) for length in (1, 2, 4, 5, 21)] == [1, 1, 3, 6, 6]
    assert found.nearest("raw", 1) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"tests": {}}', "provenance"),
        ('{"provenance": {}, "tests": {"mean": {"1": {"t": {"fifths": []}}}}}', "missing"),
    ],
)
def test_a_damaged_file_says_what_is_missing(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=rf"calibration\.json: .*{why}"):
        parse_calibration(text)


def test_how_often_each_answer_to_whose_day_is_given_is_what_was_recorded() -> None:
    if archive().sha256 != calibration().provenance["data"]["sha256"]:
        pytest.skip("another archive of rates is installed than the one the figures were measured on")
    assert kinds() == json.loads(RECORD.read_text(encoding="utf-8"))["day_kinds"]
    for one in calibration().day_kinds.values():
        assert one.own + one.base + one.both + one.neither == pytest.approx(1.0, abs=1e-5)
    assert calibration().kinds("USD", "TRY") == calibration().day_kinds["USD", "all"]
    assert calibration().kinds("RUB", "USD") is None


def test_the_census_gives_a_day_the_answer_that_is_shown_for_it() -> None:
    levels = archive().levels.loc["2012-06-01":"2014-11-28"]  # type: ignore[misc]
    labels = [label for label in levels.index if label >= "2014-10-01"]
    for day in across(levels, base="USD", studied="RUB", labels=labels).values():
        for currency, kind in kinds_of(day.swings):
            assert kind == panel_of(replace(day, studied=currency)).kind
