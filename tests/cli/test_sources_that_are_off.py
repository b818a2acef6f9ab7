"""Sources that are off: never asked, said why, and on by one setting."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import FakeNet
from tests.fakenet.upstreams import world
from tracker.services.clock import utc_now

Tracker = Callable[..., Any]
OFF_HOSTS = {"iss.moex.com", "cdn.jsdelivr.net", "currency-api.pages.dev"}


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        network.routes(world(utc_now))
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


def test_they_are_listed_with_their_reason_and_the_setting(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tracker("sources").out
    assert "moex is off: Its server belongs to a company on the United States' list of blocked persons" in out
    assert 'Enable it with TRACKER_SOURCES_ENABLED=moex (in a file of settings: sources_enabled = "moex").' in out
    lines = tracker("sources", "--hosts").out.splitlines()
    first_remark = next(number for number, line in enumerate(lines) if line.startswith("#"))
    assert not OFF_HOSTS & set(lines)
    assert "# iss.moex.com (not asked: moex is off)" in lines[first_remark:]
    assert all(line.startswith("#") for line in lines[first_remark:])

    monkeypatch.setenv("TRACKER_SOURCES_ENABLED", "moex")
    out = tracker("sources").out
    assert "moex is off" not in out
    assert "Enable it with TRACKER_SOURCES_ENABLED=moex,currency_api" in out
    monkeypatch.setenv("TRACKER_SOURCES_DISABLED", "lists, announcements")
    assert "iss.moex.com" in tracker("sources", "--hosts").out.splitlines()
    found = json.loads(tracker("sources", "--format", "json").out)["sources"]
    off = {one["key"] for one in found if not one["enabled"]}
    assert off == {"currency_api"} | {one["key"] for one in found if one["kind"] != "rates"}
    assert "ecb" not in off


def test_what_is_disabled_by_name_or_kind_is_not_asked(
    tracker: Tracker, ready_home: Path, net: FakeNet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_SOURCES_DISABLED", "un_sc")
    answer = tracker("fetch", "un_sc")
    assert (answer.code, answer.out, net.asked) == (2, "", [])
    assert "TRACKER_SOURCES_DISABLED" in answer.err
    assert "un_sc is off: the setting sources_disabled names it or its kind." in tracker("sources").out
    monkeypatch.setenv("TRACKER_SOURCES_DISABLED", "nobody")
    assert tracker("sources").code == 6


@pytest.mark.parametrize("words", [("fetch", "moex"), ("fetch", "moex", "ecb", "--since", "2024-06-01")])
def test_to_fetch_one_is_refused_before_anybody_is_asked(
    tracker: Tracker, ready_home: Path, net: FakeNet, words: tuple[str, ...]
) -> None:
    answer = tracker(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "moex is off" in answer.err
    assert "list of blocked persons" in answer.err
    assert "TRACKER_SOURCES_ENABLED=moex" in answer.err
    assert net.asked == []


@pytest.mark.parametrize(
    ("value", "said"),
    [("mox", "there is no source 'mox'; did you mean moex"), ("nonsense", "there is no source 'nonsense'; known are")],
)
def test_an_unknown_name_is_an_error_that_names_the_nearest(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    monkeypatch.setenv("TRACKER_SOURCES_ENABLED", value)
    answer = tracker("config", "show")
    assert answer.code == 6
    assert said in answer.err


def test_what_is_off_is_no_finding_and_no_part_of_a_comparison(tracker: Tracker, ready_home: Path) -> None:
    said = " ".join(tracker("status").out.split())
    assert re.search(r"moex - - - 0 - off, see tracker sources", said)
    found = json.loads(tracker("status", "--format", "json").out)["findings"]
    assert not [one for one in found if "moex" in one["what"] or "currency_api" in one["what"]]
    assert "moex" not in tracker("rates", "compare", "USD/RUB", "--week", "2014-W46").out
