"""The codebook is the table events are checked by, and its examples are what they are examples of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tracker.data.event_file import COLUMNS, event_of, row_of
from tracker.data.loader import shipped_events
from tracker.model.codebook import CODED, FIELDS, Field

ROWS = {event.id: row_of(event) for event in shipped_events()}


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_example_carries_its_value_and_is_missing_only_where_no_event_has_it(field: Field) -> None:
    assert field.name in COLUMNS
    used = {row[field.name] for row in ROWS.values()} - {""}
    assert used <= set(field.words)
    for value in field.values:
        if value.word in used:
            assert ROWS[value.example][field.name] == value.word
        else:
            assert value.example == ""


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_events_are_checked_by_it(field: Field) -> None:
    row = ROWS["2014-03-17-eu-first-listings"]
    with pytest.raises(ValueError, match=f"{field.name} 'zqx' is not one of") as refused:
        event_of({**row, field.name: "zqx", "time_utc": ""}, provenance="user")
    for word in field.words:
        assert word in str(refused.value)


def test_values_and_definitions_are_told_apart() -> None:
    for field in FIELDS:
        assert len({value.word for value in field.values}) == len(field.values)
        assert len({value.definition for value in field.values}) == len(field.values)
    assert [field.name for field in CODED] == ["kind", "action", "stance", "jurisdiction"]


def test_it_is_written_whole(tracker: Callable[..., Any]) -> None:
    printed = tracker("events", "codebook").out
    for field in FIELDS:
        assert f"## {field.name}\n" in printed
        for value in field.values:
            assert f"| `{value.word}` | {value.definition} |" in printed


@pytest.mark.parametrize("field", CODED[:3], ids=lambda field: field.name)
def test_every_value_a_coder_is_asked_for_has_a_near_case_that_gets_another_value(field: Field) -> None:
    for value in field.values:
        other = value.boundary.rpartition(": ")[2].rstrip(".")
        assert other in set(field.words) - {value.word}, value.word
