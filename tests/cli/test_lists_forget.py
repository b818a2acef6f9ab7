"""``tracker lists forget``: what a person reads before and after taking a copy back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.ofac_copies import OLD, copy_of_sdn

SDN = ("--list", "us_ofac_sdn")
WHOLE = OLD | {number: (f"BANK {number}", "RUSSIA-EO14024") for number in range(61, 91)}
FIRST, SECOND = "2022-02-23T01:52:37Z", "2022-02-24T01:52:20Z"


@pytest.fixture
def lists(tracker: Callable[..., Any], ready_home: Path) -> Callable[..., Any]:
    def typed(*words: str) -> Any:
        return tracker("--offline", "lists", *words)

    for at, parties in ((FIRST, WHOLE), (SECOND, {number: WHOLE[number] for number in range(1, 71)})):
        assert typed("import", copy_of_sdn("sdn.csv", parties), *SDN, "--retrieved", at, "--confirm").code == 0
    return typed


def test_first_what_would_happen_then_that_it_happened(lists: Callable[..., Any]) -> None:
    kept = lists("forget", *SDN).out
    assert [line[:20] for line in kept.splitlines()] == [FIRST, SECOND]
    preview = lists("forget", *SDN, "--retrieved", SECOND)
    assert "would be taken back: 2022-02-24T01:52:20Z  70 entries" in preview.out
    assert "changes that would go: taken off the list: 20" in preview.out
    assert "russia-delisting" in preview.out
    assert "Nothing was changed" in preview.err
    without = lists("forget", *SDN, "--retrieved", SECOND, "--confirm")
    assert (without.code, "needs its reason" in without.err) == (2, True)
    done = lists("forget", *SDN, "--retrieved", SECOND, "--confirm", "--reason", "it was cut", "--by", "Kim")
    assert done.out == preview.out.replace("would be ", "").replace("would go", "went")
    assert done.err == ""
    assert "by Kim: it was cut" in lists("forget", *SDN).out
    assert json.loads(lists("changes", "--format", "json").out)["changes"] == []


def test_a_wrong_instant_is_answered_with_the_nearest(lists: Callable[..., Any]) -> None:
    answer = lists("forget", *SDN, "--retrieved", "2022-02-24T01:53Z")
    assert answer.code == 3
    assert SECOND in answer.err
    assert lists("forget", *SDN, "--confirm").code == 2
