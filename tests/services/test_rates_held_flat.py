"""Rates held by decree, in the archive that ships: which they are, and what every answer says of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tracker.analysis.flat import unchanged_shares
from tracker.data.loader import series
from tracker.model.held_flat import DECREED, LENGTH, unchanged_share
from tracker.services.context import Context
from tracker.services.rates import read_levels

PEGGED_TO_THE_EURO = {"BGN", "CYP", "EEK", "LTL", "MTL"}
EVENT = "2014-11-11-merkel-no-new-sanctions"
WHY = "not applicable: unchanged on 100 % of the 250 days before, as if held by decree"


def test_of_all_currencies_of_the_archive_only_the_pegged_ones_are_held(shipped_context: Context) -> None:
    stored = [one for one in series().values() if one.name.source == "ecb" and not one.derived]
    held = set()
    for one in stored:
        values = [observation.value for observation in read_levels(shipped_context, one.name).observations]
        if len(values) <= LENGTH:
            continue
        moves = np.diff(np.log(np.array([float(value) for value in values])))
        ends = np.arange(LENGTH, len(moves) + 1)
        shares = unchanged_shares(moves, np.arange(len(moves)), ends, LENGTH)
        assert shares[-1] == unchanged_share(values)
        if np.nanmax(shares) >= DECREED:
            held.add(one.name.quote)
        else:
            assert np.nanmax(shares) < 0.45, one.key  # none is near: the threshold divides two kinds
    assert len(stored) == 41
    assert held == PEGGED_TO_THE_EURO


def test_every_answer_says_that_no_test_applies(tracker: Callable[..., Any], ready_home: Path) -> None:
    def asked(*words: str) -> Any:
        answer = tracker("--offline", *words, "--format", "json")
        assert answer.code == 0, answer.err
        return json.loads(answer.out)

    report = asked("report", "--week", "2014-W46", "--pair", "EUR/BGN")
    explained = asked("explain", "2014-W46", "--pair", "EUR/BGN")
    for window in (*report["windows"], *explained["days"]):
        assert (window["pvalue"], window["verdict"], window["not_applicable"]) == (None, "cannot tell", WHY)
        assert window["textbook"]["pvalue"] is None
        assert window["rank_note"] is None  # nothing moved, so nothing is the largest
    assert len(report["windows"]) == len(explained["days"]) == 5
    assert all(day["rank"] is None for day in explained["days"])
    assert report["rate"]["rank"] is None
    assert report["tally"] is None or report["tally"]["marked"] == 0
    (row,) = asked("study", EVENT, "--series", "EUR/BGN")["rows"]
    assert (row["pvalue"], row["verdict"]) == (None, "cannot tell")
    assert {one["because"] for one in row["not_applicable"]} == {WHY}
    (aligned,) = asked("align", EVENT, "--series", "EUR/BGN")["alignments"]
    assert aligned["not_applicable"] == WHY
    floating = asked("align", EVENT, "--series", "EUR/RUB@ecb")["alignments"][0]
    assert floating["not_applicable"] is None


def test_the_words_are_there_for_people_too(tracker: Callable[..., Any], ready_home: Path) -> None:
    for words in (
        ("report", "--week", "2014-W46", "--pair", "EUR/BGN"),
        ("explain", "2014-11-11", "--pair", "EUR/BGN"),
        ("study", EVENT, "--series", "EUR/BGN"),
        ("align", EVENT, "--series", "EUR/BGN"),
    ):
        said = " ".join(tracker("--offline", *words).out.split())
        assert said.count(WHY) >= 1, words
        assert "not applicable: not" not in said
        assert "because not applicable" not in said
        assert "argest" not in said.replace("largest move of the last 53 weeks", "")
    assert "(BGN unchanged)" in said
