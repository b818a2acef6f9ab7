"""The gap between the official rate and the market's: when it is told, what is usual, what others may read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.reports.briefings import week_of_the_float
from tests.services.conftest import opened
from tracker.model.observation import Quote
from tracker.model.period import day_range
from tracker.reports.document import Paragraph, as_str
from tracker.reports.sections.gap import SECTION
from tracker.services.context import Context
from tracker.services.official_gaps import gap_of_report, official_gaps
from tracker.services.official_gaps_words import gap_lines
from tracker.services.rates import KnownBy
from tracker.store.unit_of_work import UnitOfWork

MARKET = Decimal(90)
PER_CENT = {  # of the official rate above the market's, by day of making; the exchange's own average until 11 June
    date(2024, 6, 10): "-3",
    date(2024, 6, 11): "2",
    date(2024, 6, 13): "0.5",
    **{date(2024, 6, day): "0.2" for day in (14, 17, 18, 19, 20, 21, 24)},
    date(2024, 6, 25): "-1.5",
    date(2024, 6, 26): "0.4",
}


def fill(context: Context) -> None:
    quotes = []
    for day, gap in PER_CENT.items():
        official = MARKET * (1 + Decimal(gap) / 100)
        quotes.append(Quote(series="USD/RUB@cbr", label=f"{day + timedelta(days=1)}", value=official))
        quotes += [
            Quote(series="USD/RUB@yahoo.1h", label=f"{day}T{hour:02}:00:00Z", value=MARKET) for hour in (8, 9, 10)
        ]
        quotes.append(Quote(series="USD/CAD@bank_of_canada", label=f"{day}", value=Decimal("1.3500")))
        quotes.append(Quote(series="RUB/CAD@bank_of_canada", label=f"{day}", value=Decimal("0.01500")))
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=context.now, sha256=None)
        work.commit()


@pytest.fixture
def filled(own_context: Context) -> Context:
    fill(own_context)
    return own_context


def at(day: int, month: int = 6) -> datetime:
    return datetime(2024, month, day, tzinfo=UTC)


def test_usual_and_largest_are_those_of_rates_made_in_the_same_way(filled: Context) -> None:
    gap, other = official_gaps(filled, "USD/RUB", KnownBy(), begins=at(24), ends=at(27))
    assert (gap.series.key, gap.official, gap.market) == ("USDRUB/GAP@cbr-yahoo", "Bank of Russia", "Yahoo")
    assert [str(one.value) for one in gap.within] == ["0.2000", "-1.5000", "0.4000"]
    assert (gap.n, gap.typical, str(gap.largest.value)) == (10, 0.2, "-1.5000")
    assert gap.day_of(gap.since) == date(2024, 6, 13)
    assert other.series.key == "USDRUB/GAP@cbr-bank_of_canada"
    (early, _) = official_gaps(filled, "USD/RUB", KnownBy(), begins=at(10), ends=at(12))
    assert (str(early.largest.value), early.typical) == ("-3.0000", None)  # two say nothing of what is usual


def test_the_history_ends_with_the_period_and_with_what_was_public(filled: Context) -> None:
    (gap, _) = official_gaps(filled, "USD/RUB", KnownBy(), ends=at(25))
    assert (gap.n, str(gap.largest.value)) == (8, "0.5000")
    (gap, _) = official_gaps(filled, "USD/RUB", KnownBy(public_by=at(14)))
    assert (str(gap.newest.value), gap.n) == ("0.5000", 1)


def week(first: str, until: str) -> Any:
    return day_range(first, until, zone="UTC", now=datetime(2026, 11, 1, tzinfo=UTC))


def test_a_report_tells_the_gap_since_the_official_rate_is_made_from_what_banks_report(filled: Context) -> None:
    told = gap_of_report(filled, "USD/RUB", week("2024-06-10", "2024-06-17"), KnownBy())
    assert told is not None
    assert told.series.key == "USDRUB/GAP@cbr-yahoo"
    assert gap_of_report(filled, "USD/RUB", week("2024-06-10", "2024-06-13"), KnownBy()) is None
    assert gap_of_report(filled, "USD/RUB", week("2024-07-01", "2024-07-08"), KnownBy()) is None
    assert gap_of_report(filled, "USD/NOK", week("2024-06-10", "2024-06-17"), KnownBy()) is None


def test_what_rounding_leaves_open_of_a_gap_is_said(filled: Context) -> None:
    _, canada = official_gaps(filled, "USD/RUB", KnownBy(), begins=at(24), ends=at(27))
    section = SECTION.build(week_of_the_float(gap=canada))
    assert section is not None
    first, *_ = section.blocks
    assert isinstance(first, Paragraph)
    said = as_str(first.content).replace("\u202f", " ")
    assert "0.40 % above the market's (Bank of Canada, made 8 h later), give or take 0.04 % that rounding" in said


def test_the_range_of_a_gap_is_told_of_each_way_it_is_made(filled: Context) -> None:
    gap = gap_of_report(filled, "USD/RUB", week("2024-06-10", "2024-06-17"), KnownBy())
    section = SECTION.build(week_of_the_float(gap=gap))
    assert section is not None
    first, *_ = section.blocks
    assert isinstance(first, Paragraph)
    said = as_str(first.content).replace("\u202f", " ").replace("\u00a0", " ")
    assert (
        "Over the period it was between 3.00 % below on Mon 10 Jun and 2.00 % above on Tue 11 Jun; since the way it is"
        " made changed, between 0.20 % above on Fri 14 Jun and 0.50 % above on Thu 13 Jun."
    ) in said


def test_what_others_read_has_no_gap_to_a_source_that_is_not_theirs(filled: Context) -> None:
    keys = [gap.series.key for gap in official_gaps(filled, "USD/RUB", KnownBy(republish=True))]
    assert "USDRUB/GAP@cbr-yahoo" not in keys


def test_in_words_with_the_rule_of_matching(filled: Context) -> None:
    lines = "\n".join(gap_lines(tuple(official_gaps(filled, "USD/RUB", KnownBy(), begins=at(24), ends=at(27)))))
    said = " ".join(lines.replace("\u202f", " ").split())
    assert "Wed 26 Jun 2024: Bank of Russia 0.40 % above Yahoo, made in the same hours (label 2024-06-27)" in said
    assert "usually 0.20 % apart, either way; largest 1.50 % below on 25 Jun 2024; 10 rates since 13 Jun 2024" in said
    assert "the mean of USD/RUB@yahoo.1h made inside the same window (at least 3)" in said
    assert list(gap_lines(())) == []
    assert max(map(len, lines.splitlines())) <= 100


def test_report_explanation_and_comparison_print_it(
    tracker: Callable[..., Any], ready_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_LETTER_PUBLIC", "false")
    for context in opened({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, tmp_path):
        fill(context)
    report = " ".join(tracker("report", "--week", "2024-W26").out.replace("\u202f", " ").split())
    assert "The official rate of Wed 26 Jun stood 0.40 % above the market's (Yahoo, made in the same hours)." in report
    assert "between 1.50 % below on Tue 25 Jun and 0.40 % above on Wed 26 Jun" in report
    assert "Usually the two are 0.20 % apart, either way (10 rates since 13 Jun 2024)" in report
    letter = " ".join(tracker("email", "preview", "--week", "2024-W26").out.replace("\u202f", " ").split())
    assert "Wednesday's official rate stood 0.40 % above the market's (Yahoo, made in the same hours). 0.20 %" in letter
    assert "OFFICIAL AND MARKET" in tracker("explain", "2024-06-25").out
    assert "OFFICIAL AND MARKET" in tracker("rates", "compare", "USD/RUB").out
    assert "OFFICIAL AND MARKET" not in tracker("report", "--week", "2014-W46").out
    gap = json.loads(tracker("report", "--week", "2024-W26", "--format", "json").out)["gap"]
    assert (gap["series"], gap["official"], gap["market"]) == (
        "USDRUB/GAP@cbr-yahoo",
        "USD/RUB@cbr",
        "USD/RUB@yahoo.1h",
    )
    assert (gap["newest"]["value"], gap["typical"], gap["largest"]["value"], gap["n"]) == (0.4, 0.2, -1.5, 10)
    assert json.loads(tracker("report", "--week", "2014-W46", "--format", "json").out)["gap"] is None
    compared = json.loads(tracker("rates", "compare", "USD/RUB", "--format", "json").out)
    assert [one["series"] for one in compared["gaps"]] == ["USDRUB/GAP@cbr-yahoo", "USDRUB/GAP@cbr-bank_of_canada"]
    shown = tracker("rates", "USDRUB/GAP@cbr-yahoo", "--since", "2024-06-25")
    assert "-1.5000" in shown.out
    assert "at least 3" in shown.err
