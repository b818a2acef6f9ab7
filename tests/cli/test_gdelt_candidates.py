"""From GDELT's file of a day in 2014 to the review queue: filled in day by day, gone on with, seen, decided."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import Ask, FakeNet, Reply
from tests.fakenet.scenarios import rate_limited

RECORDED = Path(__file__).parents[1] / "sources/announcements/gdelt/20141112.export.CSV.zip"
FILES = "storage.googleapis.com"
SPAN = ("--since", "2014-11-11", "--until", "2014-11-13")
KNOWN = "2014-11-11-merkel-no-new-sanctions"

Tracker = Callable[..., Any]


def bucket(ask: Ask) -> Reply:
    """The file of 12 November alone is there."""
    if ask.path.endswith(f"/events/{RECORDED.name}"):
        return Reply(body=RECORDED.read_bytes(), media_type="application/zip")
    return Reply(status=404, body=b"NoSuchKey")


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch, ready_home: Path) -> Iterator[FakeNet]:
    monkeypatch.setenv("TRACKER_SOURCES_ENABLED", "gdelt,gdelt_doc")
    with FakeNet() as network:
        network.route(FILES, bucket)
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


def test_a_day_of_2014_is_filled_in_and_looked_at(tracker: Tracker, net: FakeNet) -> None:
    answer = tracker("fetch", "gdelt", *SPAN)
    assert answer.code == 0, answer.err
    assert "gdelt: 2 documents" in answer.err
    assert "GDELT has no file of 2014-11-11, or not yet." in " ".join(answer.err.split())
    listed = tracker("events", "review").out
    for words in (
        "2014-11-11-reported-usa-rus-163",
        "US Government: United States reported to impose an embargo, a boycott or sanctions (Russia); CAMEO 163,",
        "CAMEO 163, 6 sources, 12 articles",
        "http://paper-five.example/world/more-banks-are-cut-off-from-loans",
        "2014-11-11-reported-rus-eec-163",
    ):
        assert words in " ".join(listed.split())
    assert "2014-11-11-reported-deu-rus-1312" not in listed  # told by the event it is of
    shown = json.loads(tracker("events", "show", KNOWN, "--format", "json").out)
    assert "http://in.reuters.com/article/2014/11/11/berlin-talks-of-more-names" in {
        source["url"] for source in shown["events"][0]["sources"]
    }
    found = json.loads(tracker("events", "review", "--format", "json").out)["events"]
    (proposed,) = [one for one in found if one["id"] == "2014-11-11-reported-rus-eec-163"]
    assert (proposed["status"], proposed["kind"], proposed["jurisdiction"]) == ("review", "countermeasure", "RU")
    assert proposed["interval"]["precision"] == "day"
    assert proposed["provenance"] == "machine-coded"


def test_what_came_is_not_asked_for_again(tracker: Tracker, net: FakeNet) -> None:
    tracker("fetch", "gdelt", *SPAN)
    asked = [ask.path[-23:-15] for ask in net.asked]
    assert asked == ["20141111", "20141112"]
    net.asked.clear()
    tracker("fetch", "gdelt", *SPAN)
    assert [ask.path[-23:-15] for ask in net.asked] == ["20141111"]


def test_a_refusal_of_the_search_ends_the_run_after_one_call(tracker: Tracker, net: FakeNet) -> None:
    net.route("api.gdeltproject.org", lambda _: Reply(body=b"Please limit requests to one every 5 seconds.\n"))
    answer = tracker("fetch", "gdelt_doc")
    assert answer.code == 5
    assert "Please limit requests to one every 5 seconds." in " ".join(answer.err.split())
    assert len(net.asked) == 1
    net.route("api.gdeltproject.org", rate_limited())
    assert tracker("fetch", "gdelt_doc", "--since", "2026-11-01", "--until", "2026-11-05").code == 5
    assert len(net.asked) == 2
    assert "next attempt at" in answer.out


def test_they_are_off_with_their_reasons(tracker: Tracker, ready_home: Path) -> None:
    said = " ".join(tracker("sources").out.split())
    for key in ("gdelt", "gdelt_v2", "gdelt_doc"):
        assert f"{key} is off: " in said
    assert "gdelt is off: News read by a machine: many errors" in said
    assert tracker("fetch", "gdelt").code == 2
