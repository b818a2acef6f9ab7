"""``tracker study`` of several windows: tested together, counted side by side, and followed along their path."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]
ROUNDS = ("study", "--kind", "designation", "--issuer", "OFAC", "--since", "2014-03-01", "--until", "2015-01-01")
TOGETHER = ("circular", "signflip", "hc3", "randomisation", "cluster")


def said(text: str) -> str:
    return " ".join(text.split())


def test_several_windows_are_tested_together_and_counted_side_by_side(tracker: Tracker, ready_home: Path) -> None:
    words = (*ROUNDS, "--offline")
    found = json.loads(tracker(*words, "--format", "json").out)
    printed = said(tracker(*words).out)
    tests = {row["statistic"]: row for row in found["aggregate"]}
    reasons = {entry["statistic"]: entry["because"] for entry in found["not_applicable"]}
    assert set(TOGETHER) < set(tests)
    for key in TOGETHER:
        assert (tests[key]["pvalue"] is None) == (key in reasons), key
    assert "of 100 shifts of the same dates through the series" in printed
    assert f"through the series (p {tests['circular']['pvalue']:.3f})" in printed
    assert f"p {tests['hc3']['pvalue']:.3f} dummy regression, HC3 errors" in printed
    assert f"sign flips of separate windows: not applicable, because {reasons['signflip']}" in printed
    windows = {(row["label"], row["spans"]): row for row in found["rows"] if row["pvalue"] is not None}
    expected = found["aggregate"][0]["expected_false_flags"]
    assert expected == pytest.approx(0.05 * len(windows))
    marked = sum(row["pvalue"] <= 0.05 for row in windows.values())
    assert f"of {len(windows)} windows chance alone marks {expected:g} at the 5 % level; {marked or 'none'} " in printed
    for row in windows.values():
        assert row["adjusted"]["holm"] >= row["pvalue"]
        assert row["adjusted"]["bh"] <= row["adjusted"]["holm"]
    smallest = min(row["adjusted"]["holm"] for row in windows.values())
    assert f"Holm none ({smallest:.3f})" in printed


def test_a_wider_window_has_its_path_with_bands(tracker: Tracker, ready_home: Path) -> None:
    words = (*ROUNDS, "--window", "-2,2", "--offline")
    found = json.loads(tracker(*words, "--format", "json").out)
    printed = tracker(*words).out
    path = {row["tau"]: row for row in found["path"]}
    assert list(path) == [-2, -1, 0, 1, 2]
    assert path[-1]["lower"] == path[-1]["mean"] == path[-1]["upper_simultaneous"] == 0
    for tau in (-2, 0, 1, 2):
        one = path[tau]
        assert one["lower_simultaneous"] < one["lower"] < one["mean"] < one["upper"] < one["upper_simultaneous"]
    assert any(line.split()[:1] == ["−2"] and line.count("[") == 2 for line in printed.splitlines())
    assert "before rate −1 the path lay as far from zero" in said(printed)
    pre = next(row for row in found["aggregate"] if row["statistic"] == "pre_trend")
    assert 0 < pre["pvalue"] <= 1
    assert max(len(line) for line in printed.splitlines()) <= 100


def test_one_window_is_not_tested_together_and_windows_that_merge_say_why(tracker: Tracker, ready_home: Path) -> None:
    alone = tracker("study", "rhodes-beijing", "--offline").out
    assert "together" not in alone
    assert "Side by side" not in alone
    assert "path" not in alone
    merged = said(tracker("study", "rhodes-beijing", "merkel-no-new-sanctions", "--offline").out)
    assert "All windows together, each day measured by its own usual swing: a mean of" in merged
    assert "errors clustered by window: not applicable, because it needs 3 separate windows, and there is 1" in merged
    assert "volatility: not applicable, because it needs 2 separate windows, and there is 1" in merged
    assert "Benjamini" not in merged  # their tests share a day
