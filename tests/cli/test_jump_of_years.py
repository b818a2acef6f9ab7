"""Two copies of a list, four years apart: what lies between has an interval and no date, down to the reader."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.ofac_copies import OLD, copy_of_sdn

KEY = "us_ofac_sdn"
THEN, NOW = "2018-01-26T23:00:00Z", "2022-02-23T01:52:00Z"
SUMMED = "2018-01-26-us-ofac-sdn-russia-designation-until-2022-02-22"
GONE = "2018-01-26-us-ofac-sdn-cuba-delisting-until-2022-02-22"
NEXT = "2022-02-22-us-ofac-sdn-russia-designation-until-2022-02-23"


@pytest.fixture
def typed(tracker: Callable[..., Any], ready_home: Path) -> Callable[..., Any]:
    """Type ``tracker …`` where copies of January 2018, of February 2022 and of a day later were imported."""
    parties = dict(OLD)
    later = parties | {61: ("EXAMPLEBANK", "RUSSIA-EO14024"), 62: ("NORTHFIELD", "RUSSIA-EO14024")}
    del later[60]
    last = later | {63: ("THIRD BANK", "RUSSIA-EO14024")}
    names = [
        copy_of_sdn("sdn_20180126T230000Z.csv", parties),
        copy_of_sdn("sdn_20220223T015200Z.csv", later),
        copy_of_sdn("sdn_20220224T015200Z.csv", last),
    ]
    assert tracker("--offline", "lists", "import", *names, "--list", KEY).code == 0
    return tracker


def test_changes_and_proposed_events_of_a_gap_have_its_two_ends_and_no_day(typed: Callable[..., Any]) -> None:
    changes = json.loads(typed("lists", "changes", "--until", "2022-02-23", "--format", "json").out)["changes"]
    assert changes == []
    changes = json.loads(typed("lists", "changes", "--until", "2022-02-24", "--format", "json").out)["changes"]
    assert [(one["name"], one["from_snapshot"], one["to_snapshot"], one["stated_on"]) for one in changes] == [
        (name, THEN, NOW, None) for name in ("EXAMPLEBANK", "NORTHFIELD", "OLD PARTY 60")
    ]

    events = {one["id"]: one for one in json.loads(typed("events", "review", "--format", "json").out)["events"]}
    assert events.keys() == {SUMMED, GONE, NEXT}
    for event_id in (SUMMED, GONE):
        event = events[event_id]
        assert event["interval"] | {"zone": ""} == {
            "earliest_utc": THEN,
            "latest_utc": NOW,
            "zone": "",
            "precision": "interval",
            "basis": None,
        }
        assert [event[day] for day in ("published_on", "adopted_on", "effective_on", "legal_on")] == [None] * 4
        assert event["title"].endswith("between 2018-01-26 and 2022-02-22")
        assert "no single day is known" in event["note"]
    assert events[NEXT]["published_on"] == "2022-02-22"


def test_a_reader_is_told_that_the_day_is_unknown(typed: Callable[..., Any]) -> None:
    told = "between 2018-01-26 and 2022-02-22, day unknown"
    assert " ".join(typed("events", "review", "--all").out.split()).count(told) == 2
    short = " ".join(typed("events", "review").out.split())
    assert told not in short
    assert NEXT in short
    assert "2 proposed events sum up long gaps between copies of a list: no day is known" in short
    assert told in " ".join(typed("events", "show", SUMMED).out.split())
    rows = {row["id"]: row for row in csv.DictReader(typed("events", "review", "--format", "csv").out.splitlines())}
    assert rows[SUMMED]["when"] == told
    assert SUMMED in typed("events", "audit", "no_single_day").out


def test_the_list_of_what_waits_can_be_of_one_target(typed: Callable[..., Any]) -> None:
    found = json.loads(typed("events", "review", "--target", "russia", "--format", "json").out)["events"]
    assert {event["id"] for event in found} == {SUMMED, NEXT}
    assert typed("events", "review", "--target", "Utopia").out == ""
    assert typed("events", "review", NEXT, "--accept", "--target", "Russia").code == 2


def test_nothing_dates_it_but_a_person_who_knows_the_days(typed: Callable[..., Any]) -> None:
    accepted = ("events", "review", SUMMED, "--accept")
    for more in ((), ("--column", "latest_utc=2022-02-20T00:00Z")):
        refused = typed(*accepted, *more)
        assert refused.code == 2
        assert "no study can date it" in refused.err
    studied = typed("study", SUMMED)
    assert studied.code == 3
    assert "no day of it is known" in studied.err
    listed = json.loads(
        typed("events", "list", "--since", "2018-01-26", "--until", "2018-01-27", "--format", "json").out
    )
    assert SUMMED not in {one["id"] for one in listed["events"]}

    assert typed(*accepted, "--column", "latest_utc=2018-01-29T23:00Z").code == 0
    event = json.loads(typed("events", "show", SUMMED, "--format", "json").out)["events"][0]
    assert (event["status"], event["sets"], event["published_on"]) == ("accepted", [], "2018-01-26")
