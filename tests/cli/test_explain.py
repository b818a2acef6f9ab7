"""``tracker explain`` as typed: exit codes, files, and what is no period."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import FakeNet
from tests.fakenet.upstreams import world
from tracker.model.instants import parse_instant

Tracker = Callable[..., Any]
NOW = ("--offline", "--now", "2026-11-22T12:00Z")


def test_a_day_without_a_rate_exits_four_and_its_document_says_so(
    tracker: Tracker, ready_home: Path, tmp_path: Path
) -> None:
    target = tmp_path / "day.json"
    answer = tracker("explain", "2022-03-05", *NOW, "--format", "json", "-o", str(target))
    assert (answer.code, answer.out) == (4, "")
    found = json.loads(target.read_text("utf-8"))
    assert found["schema_version"] == 1
    assert found["generated_at"] == found["public_by"] == "2026-11-22T12:00:00Z"
    assert [warning["code"] for warning in found["warnings"]] == ["no_rate"]


@pytest.mark.usefixtures("warm")
def test_after_the_last_fixing_quotes_near_its_hour_are_set_among_other_currencies_and_others_are_not(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = parse_instant("2026-11-25T18:00Z")

    def days(*words: str) -> list[dict[str, Any]]:
        answer = tracker("explain", *words, "--offline", "--now", "2026-11-25T18:00Z", "--format", "json")
        assert answer.code == 0, answer.err
        found: list[dict[str, Any]] = json.loads(answer.out)["days"]
        return found

    with FakeNet() as net:
        for name, value in net.env.items():
            monkeypatch.setenv(name, value)
        net.routes(world(now=lambda: now))
        assert tracker("fetch", "ecb", "yahoo", "--now", "2026-11-25T18:00Z").code == 0
        (near,) = days("yesterday")
        (midnight,) = days("2026-11-24", "--series", "USD/RUB@yahoo.1d")
    assert near["series"] == "USD/RUB@yahoo"
    assert near["panel"]["rank"] in range(1, near["panel"]["of"] + 1)
    assert near["panel"]["own_swings"] > 0
    assert midnight["series"] == "USD/RUB@yahoo.1d"
    assert midnight["panel"] is None


def test_a_day_to_come_is_no_data_but_an_answer(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker("explain", "2026-12-01", *NOW)
    assert answer.code == 3
    assert "That has not come yet. The first rate of that time is expected" in answer.out


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("2014-13",),
        ("2014-11-31",),
        ("2014-W54",),
        ("whenever",),
        ("2014-11-11", "--pair", "X", "--series", "Y"),
        ("2014-11-11", "--week", "2014-W46"),
    ],
)
def test_what_is_no_period_is_a_usage_error(tracker: Tracker, wrong: tuple[str, ...]) -> None:
    answer = tracker("explain", *wrong, *NOW)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.strip()


def test_a_period_may_be_named_as_other_commands_name_it(tracker: Tracker, ready_home: Path) -> None:
    plain = tracker("explain", "2014-W46", *NOW)
    assert tracker("explain", "--week", "2014-W46", *NOW).out == plain.out
    assert (
        tracker("explain", "--day", "2014-11-11", *NOW).out == tracker("explain", "2014-11-11", *NOW).out != plain.out
    )


def test_an_imported_series_is_explained_and_reported_and_its_study_says_where_the_test_was_measured(
    tracker: Tracker, ready_home: Path
) -> None:
    rates = json.loads(
        tracker("rates", "USD/RUB@ecb", "--since", "2013-01-01", "--until", "2014-12-31", "--format", "json").out
    )
    lines = [f"{one['label']},{one['value']}" for one in rates["observations"]]
    Path("good.csv").write_text("\n".join(["date,rate", *lines, ""]), encoding="utf-8")
    words = ("--series", "USD/RUB@good", "--made-at", "18:00", "--zone", "Europe/Moscow")
    assert tracker("rates", "import", "good.csv", *words).code == 0

    explained = tracker("explain", "2014-11-11", "--series", "USD/RUB@good", *NOW, "--format", "json")
    assert explained.code == 0, explained.err
    (day,) = json.loads(explained.out)["days"]
    assert (day["series"], day["label"]) == ("USD/RUB@good", "2014-11-11")
    report = tracker("report", "--week", "2014-W46", "--pair", "USD/RUB@good", *NOW, "--format", "json")
    assert report.code == 0, report.err
    assert json.loads(report.out)["series"]["key"] == "USD/RUB@good"

    events = ("study", "--since", "2014-07-01", "--until", "2014-11-30", "--offline")
    elsewhere = " ".join(tracker(*events, "--series", "USD/RUB@good").out.split())
    assert "not measured on this series; elsewhere: at ECB fixings of 28 currencies against the dollar" in elsewhere
    here = " ".join(tracker(*events).out.split())
    assert "not measured on this series" not in here
    assert "at ECB fixings of 28 currencies against the dollar" in here
    shown = json.loads(tracker(*events, "--series", "USD/RUB@good", "--format", "json").out)["calibration"]
    assert shown["elsewhere"] is True


def test_an_unknown_hour_is_told_from_the_side_of_the_fixing_on_which_it_must_lie(
    tracker: Tracker, ready_home: Path
) -> None:
    """What was said the day before met a fixing only if it came after the one before; it is asked about, too."""
    told = tracker("explain", "2014-11-06", *NOW).out
    assert "○ day known, hour not: in time only after 14:10 Frankfurt on Wed 5 Nov" in told
    _, _, ends = told.partition("WHERE AN HOUR WOULD DECIDE")
    assert "Daily FX interventions capped" in ends.partition("HOW GOOD")[0]
    both = " ".join(tracker("explain", "2014-11-11", *NOW).out.split())
    assert "State Department warns costs will rise (Mon 10 Nov), if after 14:10 Frankfurt on Mon 10 Nov" in both
    assert "Merkel: no further economic sanctions planned, if before 14:10 Frankfurt" in both


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_an_answer_goes_where_a_link_leads_and_the_link_stays(
    tracker: Tracker, ready_home: Path, tmp_path: Path
) -> None:
    target, link = tmp_path / "day.txt", tmp_path / "link.txt"
    target.write_text("old")
    link.symlink_to(target)
    assert tracker("explain", "2014-11-06", *NOW, "--format", "text", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert "rouble" in target.read_text("utf-8")
