"""The further questions of ``tracker study`` as typed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pandas import bdate_range

from tracker.analysis.comparing.specifications import curve

Tracker = Callable[..., Any]
PAPER = ("study", "--set", "paper1", "--offline")


def test_the_readme_shows_what_is_printed(tracker: Tracker, ready_home: Path, root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    asked, *rest = readme.partition("    $ tracker study --set paper1 --focus")[2].splitlines()
    shown = [line[4:] for line in takewhile(lambda line: not line or line.startswith("    "), rest)]
    while not shown[-1]:
        shown.pop()
    printed = tracker(*PAPER, "--focus", asked.strip()).out.splitlines()
    assert len(shown) > 10
    assert shown == printed[: len(shown)]


def test_the_three_forms_of_a_view(tracker: Tracker, ready_home: Path) -> None:
    words = (*PAPER, "--versus", "issuer=OFAC,kind=designation")
    found = json.loads(tracker(*words, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(tracker(*words, "--format", "csv").out)))
    printed = tracker(*words).out
    assert [row["group"] for row in rows] == [one["group"] for one in found["groups"]] == ["selected", words[-1]]
    for row, one in zip(rows, found["groups"], strict=True):
        assert (row["because"] or None) == one["because"]
        assert (float(row["effect"]) if row["effect"] else None) == pytest.approx(one["effect"])
    assert [one["effect"] is None for one in found["groups"]] == [True, False]
    assert max(map(len, printed.splitlines())) <= 100
    assert found["set"]["name"] == "paper1"
    assert found["set"]["sha256"] in printed


def test_rates_of_ones_own_are_among_the_series(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = partial(curve, windows=((0, 0),), estimations=(250,), gaps=(10,))
    monkeypatch.setattr("tracker.services.study_views.curve.curve", few)
    monkeypatch.setattr("tracker.services.study_views.spillover.FLOATING", ("PLN",))
    days = [day.date().isoformat() for day in bdate_range("2012-01-02", "2015-12-31")]
    for name, seed in (("USD/RUB@desk", 1), ("BRENT/USD@desk", 2)):
        values = 50 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.004, len(days))))
        rows = "".join(f"{day},{value:.4f}\n" for day, value in zip(days, values, strict=True))
        Path("rates.csv").write_text(f"label,value\n{rows}", encoding="utf-8")
        made = ("--made-at", "18:00", "--zone", "Europe/Moscow", "--offline")
        assert tracker("rates", "import", "rates.csv", "--series", name, *made).code == 0
    found = json.loads(tracker(*PAPER, "--curve", "--format", "json").out)
    assert found["series"] == ["USD/RUB@ecb", "USD/RUB@desk"]
    assert {row["series"] for row in found["specifications"]} == set(found["series"])
    assert json.loads(tracker(*PAPER, "--curve", "--public", "--format", "json").out)["series"] == ["USD/RUB@ecb"]
    rows = json.loads(tracker(*PAPER, "--spillover", "--format", "json").out)["rows"]
    others = {(row["series"], row["role"]) for row in rows if row["role"] in {"oil", "currency"}}
    assert others == {("BRENT/USD@desk", "oil"), ("USD/PLN@ecb", "currency")}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("--by", "weather"),
            2,
            "Known: kind, action, stance, jurisdiction, issuer, actor, threat, scheduled, direction.",
        ),
        (("--versus", "OFAC"), 2, "--versus"),
        (("--versus", "kind=weather"), 2, "Known:"),
        (("--versus", "issuer=nobody of that name"), 3, "No event"),
        (("--focus", "nobody"), 2, "Selected:"),
        (("--focus", ","), 2, "names no event"),
        (("--curve", "--placebo"), 2, "different questions"),
    ],
)
def test_questions_that_make_no_sense(
    tracker: Tracker, ready_home: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = tracker(*PAPER, *words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
