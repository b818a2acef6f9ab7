"""``tracker doctor`` as typed: exit codes, both formats, and the whole network in a box."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import FakeNet, Reply
from tests.fakenet.upstreams import world
from tracker.services.clock import utc_now

Tracker = Callable[..., Any]


@pytest.mark.usefixtures("warm")
def test_every_host_and_yahoo_are_reached_by_the_real_route_and_the_one_that_is_gone_is_named(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeNet() as net:
        for name, value in net.env.items():
            monkeypatch.setenv(name, value)
        consent = dict.fromkeys(("guce.yahoo.com", "consent.yahoo.com"), lambda _: Reply(status=404))
        handlers = {**world(now=utc_now), **consent}
        gone = "www.federalregister.gov"
        net.routes({host: handler for host, handler in handlers.items() if host != gone})
        answer = tracker("doctor", "--network", "--format", "json")
    assert answer.code == 6
    found = json.loads(answer.out)
    groups = {group["key"]: group["lines"] for group in found["groups"]}
    failed = [line for line in groups["network"] if line["level"] == "fail"]
    assert [gone in line["what"] for line in failed] == [True]
    assert failed[0]["remedy"]
    assert {"level": "ok", "what": "yfinance gets quotes", "remedy": None} in groups["network"]
    assert all(line["level"] == "ok" or line["remedy"] for lines in groups.values() for line in lines)
    assert (found["schema_version"], found["failed"]) == (1, 1)


def test_offline_with_network_is_a_usage_error(tracker: Tracker) -> None:
    answer = tracker("--offline", "doctor", "--network")
    assert (answer.code, answer.out) == (2, "")


def test_a_misspelt_setting_is_a_finding_that_names_the_nearest(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_ZONNE", "UTC")
    answer = tracker("doctor")
    assert answer.code == 6
    assert "fail  TRACKER_ZONNE in the environment is not a setting." in answer.out
    assert "Did you mean TRACKER_ZONE?" in answer.out
