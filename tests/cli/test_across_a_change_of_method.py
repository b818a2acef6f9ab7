"""A change in how the official rate is made is said once wherever a move runs across it; nothing is argued over it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.services.conftest import opened
from tracker.model.observation import Quote
from tracker.services.calendars import calendars
from tracker.store.unit_of_work import UnitOfWork

Tracker = Callable[..., Any]
WEEK, LATER = "2024-W24", "2024-W26"
FIRST, LAST = date(2023, 12, 20), date(2024, 7, 1)
SENTENCE = "The way the rate is made changed on Thursday, so the levels before and after compare only roughly."
BREAK = {"label": "2024-06-14", "from": "exchange 10:00-15:30", "to": "banks' reports 15:30"}


def value(number: int) -> Decimal:
    """Up and down by half a per cent, so that the moves of neighbouring rates differ in sign."""
    return Decimal("90.00") + Decimal("0.45") * (number % 2) + Decimal("0.01") * (number % 7)


@pytest.fixture
def summer(ready_home: Path, tmp_path: Path) -> None:
    """The Bank of Russia's rates of the first half of 2024, made up, on its working days."""
    worked = calendars(FIRST, LAST)["russia"]
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days)]
    quotes = [
        Quote(series=f"{base}/RUB@cbr", label=f"{day + timedelta(days=1)}", value=value(number))
        for number, day in enumerate(filter(worked.is_open, days))
        for base in ("USD", "EUR")
    ]
    for context in opened({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, tmp_path):
        with UnitOfWork(context.engine, write=True) as work:
            work.observations.add(quotes, vintage=context.now, sha256=None)
            work.commit()


def said(tracker: Tracker, *words: str) -> str:
    answer = tracker(*words, "--offline")
    assert answer.code in (0, 4), answer.err
    return " ".join(answer.out.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.mark.usefixtures("summer")
def test_the_report_of_the_week_says_so_once_and_marks_the_moves(tracker: Tracker) -> None:
    report = said(tracker, "report", "--week", WEEK)
    assert report.count(SENTENCE) == 1
    for row in ("this week, 7 → 14 Jun ‡", "four weeks, from 17 May ‡", "since 29 Dec 2023 ‡"):
        assert row in report
    note = "‡ across a change in how the rate is made: on 13 Jun from “exchange 10:00-15:30” to “banks' reports 15:30”"
    assert report.count(note) == 1
    assert "largest move of the last" not in report
    assert "the way the rate is made changed in between, so these moves do not compare." in report
    assert "on an hour we do not have" not in report


@pytest.mark.usefixtures("summer")
def test_a_later_week_is_whole_and_its_longer_moves_are_marked(tracker: Tracker) -> None:
    report = said(tracker, "report", "--week", LATER)
    assert "compare only roughly" not in report
    assert "this week, 21 → 28 Jun ‡" not in report
    assert "four weeks, from 31 May ‡" in report
    letter = said(tracker, "email", "preview", "--week", LATER)
    assert letter.count("changed on 13 Jun, so the levels of the four weeks and the year compare only roughly") == 1
    before = said(tracker, "report", "--week", "2024-W23")
    assert "‡" not in before
    assert "compare only roughly" not in said(tracker, "email", "preview", "--week", "2024-W23")


@pytest.mark.usefixtures("summer")
def test_the_first_paragraph_of_the_letter_and_the_answer_of_a_month_say_it(tracker: Tracker) -> None:
    letter = said(tracker, "email", "preview", "--week", WEEK)
    minute = letter.partition("IN ONE MINUTE")[2].partition("THE NUMBERS")[0]
    assert SENTENCE in minute
    assert letter.count("compare only roughly") == 1
    assert "on an hour we do not have" not in letter
    month = said(tracker, "explain", "2024-06")
    assert month.count(SENTENCE.replace("Thursday", "Thu 13 Jun")) == 1
    assert "even the sign" not in said(tracker, "align", "2024-06-13-g7-50bn-loan", "-s", "USD/RUB@cbr")


@pytest.mark.usefixtures("summer")
def test_programs_get_each_change_with_the_row_that_crosses_it(tracker: Tracker) -> None:
    rate = json.loads(tracker("report", "--week", WEEK, "--offline", "--format", "json").out)["rate"]
    assert rate["method_breaks"] == rate["four_weeks"]["method_breaks"] == [BREAK]
    assert rate["year_to_date"]["method_breaks"] == [BREAK]
    assert rate["rank"] is None
    rate = json.loads(tracker("report", "--week", LATER, "--offline", "--format", "json").out)["rate"]
    assert (rate["method_breaks"], rate["four_weeks"]["method_breaks"]) == ([], [BREAK])


@pytest.mark.usefixtures("summer")
def test_another_pair_watched_is_marked_too(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_PAIRS", "USD/RUB,EUR/RUB")
    watched = said(tracker, "report", "--week", WEEK).partition("ALSO WATCHED")[2]
    assert "‡ across a change in how that rate is made" in watched
    assert "across a change in how it is made (Bank of Russia)" in said(tracker, "email", "preview", "--week", WEEK)
