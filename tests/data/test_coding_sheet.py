"""The sheet of a coder: what it hides, what of it can be read back, and how a bad row is told."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.data.coding_sheet import FILLED, parse_sheet, write_sheet
from tracker.data.loader import shipped_events
from tracker.errors import RowsError
from tracker.model.codebook import CODED

EVENTS = tuple(event for event in shipped_events() if event.id.startswith("2014-11-1"))
KNOWN = [event.id for event in EVENTS]
HEADER = "id,kind,action,stance,jurisdiction,coder_note"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_blind_sheet_shows_the_event_and_not_its_codes() -> None:
    blind, open_sheet = rows(write_sheet(EVENTS, blind=True)), rows(write_sheet(EVENTS, blind=False))
    for event, hidden, shown in zip(EVENTS, blind, open_sheet, strict=True):
        for row in (hidden, shown):
            assert (row["id"], row["date"], row["actor"]) == (event.id, event.published_on.isoformat(), event.actor)
            assert {row[column] for column in FILLED} == {""}
        assert not [column for column in hidden if column.startswith("ledger_")]
        assert (shown["ledger_stance"], shown["ledger_kind"]) == (event.stance, event.kind)


CODES = st.fixed_dictionaries({field.name: st.sampled_from(("", *field.words)) for field in CODED})


@settings(max_examples=25)
@given(st.lists(CODES, min_size=len(EVENTS), max_size=len(EVENTS)), st.booleans())
def test_what_was_filled_comes_back(filled: list[dict[str, str]], blind: bool) -> None:
    sheet = rows(write_sheet(EVENTS, blind=blind))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(sheet[0]))
    writer.writeheader()
    writer.writerows({**row, **codes} for row, codes in zip(sheet, filled, strict=True))
    found = parse_sheet(out.getvalue(), file="s.csv", known=KNOWN)
    wanted = {
        event.id: {name: word for name, word in codes.items() if word}
        for event, codes in zip(EVENTS, filled, strict=True)
    }
    assert {row.event_id: row.codes for row in found.rows} == {key: codes for key, codes in wanted.items() if codes}
    assert found.empty + len(found.rows) == len(EVENTS)
    assert found.blind is blind


def test_every_bad_row_is_told_with_its_line_and_the_words_of_the_codebook() -> None:
    text = "\n".join(
        (
            HEADER,
            f"{KNOWN[0]},statement,rule_out,hold,DE,",
            f"{KNOWN[1]},statment,rule_out,Hold,DE,",
            "2014-11-11-nobody,statement,deny,hold,RU,",
            f"{KNOWN[0]},statement,rule_out,hold,DE,",
            f"{KNOWN[2]},,,,,why",
            f"{KNOWN[3]},statement",
            ",statement,deny,hold,RU,",
            f"{KNOWN[4]},statement,deny,hold,RU,a\u202eb",
            f"{KNOWN[5]},statement,deny,hold,RU,{'x' * 1_001}",
        )
    )
    with pytest.raises(RowsError) as refused:
        parse_sheet(text, file="s.csv", known=KNOWN)
    told = dict(refused.value.problems)
    assert sorted(told) == [3, 4, 5, 6, 7, 8, 9, 10]
    assert "kind 'statment' is not one of designation, " in told[3]
    assert "stance 'Hold' is not one of deescalate, hold, escalate" in told[3]
    assert told[4] == "there is no event '2014-11-11-nobody'"
    assert told[5] == f"id {KNOWN[0]} is already in line 2"
    assert told[6] == "coder_note without a code"
    assert told[7] == "2 cells where the header names 6 columns"
    assert told[8] == "id is missing"
    assert "hidden characters" in told[9]
    assert "1001 characters" in told[10]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        ("id,kind,action,stance", "column 'jurisdiction' is missing"),
        (f"{HEADER},mood", "unknown column 'mood'"),
        (f"{HEADER},kind", "column 'kind' occurs twice"),
        (f'{HEADER}\n"x', "not readable as CSV"),
    ],
)
def test_a_sheet_that_is_none_is_refused(text: str, problem: str) -> None:
    with pytest.raises(RowsError, match=problem):
        parse_sheet(text, file="s.csv", known=KNOWN)
