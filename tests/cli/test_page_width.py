"""What is printed for a page of a hundred columns stays on it, whatever is in the ledger or the errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.cli._output import folded, table
from tracker.config import load
from tracker.model.observation import Quote
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

Tracker = Callable[..., Any]


@pytest.mark.parametrize(
    "words",
    [
        ("events", "list", "--week", "2014-W46"),
        ("events", "show", "merkel-no-new-sanctions"),
        ("align", "merkel-no-new-sanctions"),
        ("rates", "USD/RUB@ecb", "--week", "2014-W46"),
        ("now", "--now", "2014-11-11T12:00Z"),
        ("study", "--since", "2014-11-10", "--until", "2014-11-17"),
        ("status",),
        ("fetch", "ecb"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_no_line_is_wider_than_the_page(tracker: Tracker, ready_home: Path, words: tuple[str, ...]) -> None:
    printed = tracker(*words, "--offline").out
    assert printed
    wide = [
        line for line in printed.splitlines() if len(line) > 100 and "://" not in line and str(ready_home) not in line
    ]
    assert wide == []


@pytest.mark.parametrize(
    "words",
    [
        ("calendar", "--now", "2026-11-22T12:00Z"),
        ("events", "list", "--week", "2014-W46"),
        ("events", "show", "merkel-no-new-sanctions"),
        ("events", "audit"),
        ("events", "audit", "unverified"),
        ("events", "review"),
        ("report", "--week", "2014-W46", "--now", "2026-11-22T12:00Z"),
        ("explain", "2014-11-11", "--now", "2026-11-22T12:00Z"),
        ("now", "--now", "2014-11-11T12:00Z"),
        ("align", "merkel-no-new-sanctions"),
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_a_narrow_terminal_gets_narrow_pages_with_every_word(
    tracker: Tracker, ready_home: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    whole = tracker(*words, "--offline").out
    for columns in (80, 60):
        monkeypatch.setenv("COLUMNS", str(columns))
        printed = tracker(*words, "--offline").out
        wide = [line for line in printed.splitlines() if len(line) > columns and len(line.split()) > 1]
        assert [line for line in wide if "://" not in line] == []
        lost = set(re.findall(r"\w+", whole)) - set(re.findall(r"\w+", printed))
        assert lost <= {"id", "stance", "issuer", "title"}, "headings, where rows are blocks"


def test_the_quality_of_rounded_rates_stands_in_their_line(tracker: Tracker, ready_home: Path) -> None:
    context = open_context(load({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, cwd=ready_home))
    quotes = [
        Quote(series=series, label="2026-11-10", value=Decimal(value))
        for series, value in (("RUB/CAD@bank_of_canada", "0.01693"), ("USD/CAD@bank_of_canada", "1.3716"))
    ]
    with UnitOfWork(context.engine, write=True) as unit:
        unit.observations.add(quotes, vintage=datetime(2026, 11, 20, 9, 30, tzinfo=UTC), sha256=None)
        unit.commit()
    context.engine.dispose()
    for series in ("USD/RUB@bank_of_canada", "RUB/CAD@bank_of_canada"):
        head, row = tracker("rates", series, "--offline").out.splitlines()[:2]
        assert head.split() == ["label", "value", "rounding", "made", "published", "recorded", "quality"]
        assert row.split()[-2:] == ["2026-11-20", "ok"]
        assert max(map(len, (head, row))) <= 100


def test_a_long_last_column_wraps_under_itself_and_says_every_word() -> None:
    words = " ".join(f"word{n}" for n in range(60))
    lines = table(("name", "detail"), [("one", words), ("two", "short")]).splitlines()
    assert max(map(len, lines)) <= 100
    assert " ".join(" ".join(lines[1:-1]).split()) == f"one {words}"
    assert lines[2].startswith("      word")
    assert lines[-1] == "two   short"


def test_beside_columns_that_fill_the_page_the_last_one_stands_below() -> None:
    lines = table(("a", "b", "c"), [("x" * 50, "y" * 40, "some words " * 20), ("x", "y", "")]).splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[2].startswith(f"{'x' * 50}  {'y' * 40}")
    assert lines[3].startswith("    some words")
    assert len([line for line in lines if line.startswith("x")]) == 2


def test_folding_loses_no_word_and_keeps_what_fits() -> None:
    long = "  " + "a word " * 40
    assert next(folded(["as it is", long])) == "as it is"
    block = table(("a", "b"), [("1", "2")] * 40)
    assert "\n".join(folded([block, "", "end"])) == f"{block}\n\nend"
    assert " ".join(" ".join(folded([long])).split()) == " ".join(long.split())
