"""The ledger the product ships: valid, sorted, whole, and free of anything private."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from tracker.data.event_file import COLUMNS, row_of, write_events
from tracker.data.loader import LEDGER, ledger_version, shipped_events

ADDED = {"2026-06-25-eu-extends-to-jul27"}
"""Events that were found after the log was collected."""


@pytest.fixture(scope="module")
def text():
    return files("tracker.data").joinpath(LEDGER).read_text(encoding="utf-8")


def test_every_row_is_valid_and_in_order():
    events = shipped_events()
    assert len(events) == 357
    assert [(event.published_on, event.id) for event in events] == sorted(
        (event.published_on, event.id) for event in events
    )
    assert (events[0].published_on, events[-1].published_on) == (date(2014, 2, 27), date(2026, 9, 18))
    assert {(event.provenance, event.status) for event in events} == {("shipped", "accepted")}


def test_the_file_is_as_the_product_itself_writes_it(text):
    assert write_events(shipped_events()) == text


def test_precisions_and_the_articles_set():
    events = shipped_events()
    assert Counter(event.time.precision for event in events) == {"day": 313, "interval": 35, "minute": 9}
    assert sum("article-2014-11-12" in event.sets for event in events) == 10


def test_every_key_rate_decision_holds():
    decisions = [event for event in shipped_events() if event.kind == "central_bank"]
    assert {(event.action, event.stance) for event in decisions if "key rate" in event.title.lower()} == {
        ("neutral", "hold")
    }


def test_the_two_events_the_product_is_named_after():
    events = {event.id: event for event in shipped_events()}
    rhodes, merkel = events["2014-11-11-rhodes-beijing"], events["2014-11-11-merkel-no-new-sanctions"]

    assert rhodes.time.interval.start == datetime(2014, 11, 11, 2, 56, tzinfo=UTC)
    assert (rhodes.time.zone, rhodes.time.precision, rhodes.verified) == ("Asia/Shanghai", "minute", "partial")
    assert (merkel.time.zone, merkel.time.precision) == ("Europe/Berlin", "day")


def test_nothing_private_or_hidden_is_shipped(text):
    assert not re.search(r"(^|[\s,(\"])/[a-z]+/|file://|\.txt\b|localhost|\bseed\b", text)
    assert text.isascii() or not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)


def test_the_version_follows_the_file():
    assert re.fullmatch(r"[0-9a-f]{12}", ledger_version())


@pytest.mark.extended
def test_nothing_a_reader_needs_was_dropped(shared):
    with (shared / "data" / "policy_events.csv").open(encoding="utf-8", newline="") as stream:
        curated = list(csv.DictReader(stream))
    rows = [row_of(event) for event in shipped_events() if event.id not in ADDED]
    assert len(curated) == len(rows)
    for before, after in zip(curated, rows, strict=True):
        for column in set(before) & set(COLUMNS) - {"evidence", "note", "summary"}:
            assert after[column] == before[column], (before["id"], column)
        assert ("article-2014-11-12" in after["sets"]) == (before["in_seed"] == "1")
        for column in ("evidence", "note", "summary"):
            assert bool(after[column]) == bool(before[column])
