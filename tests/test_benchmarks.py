"""The benchmarks at a tiny size: every side runs, and both sides of a line do the same work. Nothing is timed here."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent / "benchmarks"
SCRIPTS = sorted(path.stem for path in HERE.glob("bench_*.py"))

pytestmark = pytest.mark.watches_processes


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a script of the folder, as its neighbours do."""
    monkeypatch.syspath_prepend(str(HERE))
    return importlib.import_module


@pytest.mark.parametrize("script", [name for name in SCRIPTS if "start" not in name])
def test_both_sides_give_the_same_answer(scripts: Any, script: str, tmp_path: Path) -> None:
    harness = scripts("harness")
    compared = 0
    for number, bench in enumerate(scripts(script).BENCHES):
        if bench.interpreter is not None:  # needs an environment of its own
            continue
        answers = []
        for name in ("ours", "theirs"):
            side, folder = getattr(bench, name), tmp_path / f"{number}-{name}"
            if side is not None:
                folder.mkdir()
                answers.append(harness.timed(side(True, folder)).answer)
        if len(answers) == 2:
            assert answers[0]
            harness.require_same(bench.what, *answers)
            compared += 1
    assert compared


def test_sides_that_disagree_are_not_compared(scripts: Any) -> None:
    harness = scripts("harness")
    harness.require_same("x", [1.0, 2.0], [1.0, 2.0 + 1e-12])
    for ours, theirs in (([1.0], [1.001]), ([1.0], [1.0, 1.0]), ("3 rows a", "3 rows b")):
        with pytest.raises(AssertionError, match="not give the same answer"):
            harness.require_same("x", ours, theirs)


def test_one_run_prints_figures_for_a_program(tmp_path: Path) -> None:
    words = ["--tiny", "--rounds", "1", "--json", "--only=--version"]
    answer = subprocess.run(
        [sys.executable, str(HERE / "run.py"), *words], capture_output=True, encoding="utf-8", check=True, timeout=240
    )
    (row,) = json.loads(answer.stdout)
    assert row["what"] == "start: tracker --version"
    assert min(row[key] for key in ("ours", "theirs", "ratio", "ours_peak", "theirs_peak")) > 0
