"""A person's own rates of a currency the European Central Bank never quoted are reported without other currencies."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.config import load
from tracker.model.observation import Quote
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

DAYS = [day for day in (date(2014, 9, 1) + timedelta(days=at) for at in range(90)) if day.weekday() < 5]


@pytest.mark.parametrize("series", ["BTC/USD@own", "KZT/RUB@own", "XXQ/QQX@desk"])
def test_report_explanation_and_study_do_without_factors(
    ready_home: Path, tracker: Callable[..., Any], series: str
) -> None:
    rows = "".join(f"{day},{350 + at * 7 % 11}\n" for at, day in enumerate(DAYS))
    Path("own.csv").write_text(f"label,value\n{rows}", encoding="utf-8")
    made = ("--made-at", "14:15", "--zone", "Europe/Berlin")
    assert tracker("--offline", "rates", "import", "own.csv", "--series", series, *made).code == 0
    report = tracker("--offline", "report", "--pair", series, "--week", "2014-W46", "--format", "json")
    assert report.code == 0, report.err
    found = json.loads(report.out)
    assert found["rate"]["series"] == series
    for words in (
        ("explain", "2014-W46", "--series", series),
        ("study", "--since", "2014-11-01", "--until", "2014-11-20", "--series", series),
    ):
        answer = tracker("--offline", *words)
        assert "unexpected" not in answer.err
        assert answer.code in (0, 4), answer.err


@pytest.mark.parametrize(("pair", "series"), [("USD/KZT", "USD/KZT@cbr"), ("KZT/RUB", "KZT/RUB@cbr")])
def test_the_source_that_quotes_a_pair_is_chosen_by_itself(
    ready_home: Path, tracker: Callable[..., Any], pair: str, series: str
) -> None:
    context = open_context(load({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, cwd=ready_home))
    quotes = [
        Quote(series=key, label=str(day), value=Decimal(value) + Decimal(day.day) / 100)
        for key, value in (("USD/RUB@cbr", 39), ("KZT/RUB@cbr", "0.21"))
        for day in DAYS
    ]
    with UnitOfWork(context.engine, write=True) as unit:
        unit.observations.add(quotes, vintage=datetime(2026, 11, 22, tzinfo=UTC), sha256=None)
        unit.commit()
    context.engine.dispose()
    report = tracker("--offline", "report", "--pair", pair, "--week", "2014-W46", "--format", "json")
    assert report.code == 0, report.err
    assert json.loads(report.out)["rate"]["series"] == series
    compared = tracker("--offline", "rates", "compare", pair, "--week", "2014-W46")
    assert series in compared.out, compared.err


def test_currencies_that_nobody_quotes_are_still_refused(ready_home: Path, tracker: Callable[..., Any]) -> None:
    answer = tracker("--offline", "report", "--pair", "XXQ/QQX", "--week", "2014-W46")
    assert answer.code == 2
    assert "never quoted" in answer.err
