"""Checks against a source's own expectations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tracker.errors import CheckError
from tracker.model.announcement import Announcement
from tracker.model.observation import Quote, QuoteTable
from tracker.model.source import Expectations, SourceInfo
from tracker.sources.base import HttpSource, Records
from tracker.sources.catalog import sources
from tracker.sources.checks import check

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Invented(HttpSource):
    def __init__(self, expectations: Expectations) -> None:
        self.info: SourceInfo = replace(sources()["ecb"].info, key="invented", expectations=expectations)


def quotes(*pairs: tuple[str, str]) -> Records:
    return Records(
        quotes=tuple(Quote(series="EUR/USD@invented", label=label, value=Decimal(value)) for label, value in pairs)
    )


def table(*pairs: tuple[str, str]) -> Records:
    return Records(quotes=QuoteTable(columns={"EUR/USD@invented": {label: Decimal(value) for label, value in pairs}}))


def run(records: Records, *, previous: int | None = None, **expectations: object) -> Records:
    source = Invented(Expectations(**{"min_value": "0.5", "max_value": "2", **expectations}))  # type: ignore[arg-type]
    return check(source, records, now=NOW, previous_count=previous)  # type: ignore[arg-type]


def test_a_sound_document_passes_as_it_is() -> None:
    records = quotes(("2026-11-19", "1.1"), ("2026-11-20", "1.2"))
    assert run(records, previous=2) == records


def test_too_few_records() -> None:
    with pytest.raises(CheckError, match="1 records where at least 5"):
        run(quotes(("2026-11-20", "1.1")), min_records=5)


def test_a_history_that_lost_its_tail() -> None:
    records = quotes(*((f"2026-11-{day:02d}", "1.1") for day in range(1, 20)))
    assert run(records, previous=23) == records
    with pytest.raises(CheckError, match="24 are stored"):
        run(records, previous=24)


@pytest.mark.parametrize("value", ["0.49", "2.01", "0"])
def test_values_beyond_reason(value: str) -> None:
    with pytest.raises(CheckError, match=r"EUR/USD@invented of 2026-11-20"):
        run(quotes(("2026-11-20", value)))


def test_labels_come_once() -> None:
    with pytest.raises(CheckError, match="more than once"):
        run(quotes(("2026-11-20", "1.1"), ("2026-11-20", "1.1")))


def test_labels_in_the_future() -> None:
    with pytest.raises(CheckError, match="2026-11-21, which is in the future"):
        run(quotes(("2026-11-21", "1.1")))
    assert run(quotes(("2026-11-21", "1.1")), max_ahead=timedelta(days=1))


def test_bars_in_the_future() -> None:
    assert run(quotes(("2026-11-20T12:00:00Z", "1.1")))
    with pytest.raises(CheckError, match="future"):
        run(quotes(("2026-11-20T13:00:00Z", "1.1")))


def test_the_publishers_zone_decides_what_today_is() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # already the 21st in Frankfurt
    source = Invented(Expectations(max_value="2"))
    records = quotes(("2026-11-21", "1.1"))
    assert check(source, records, now=late, previous_count=None) == records  # type: ignore[arg-type]


def test_frozen_data_are_a_warning_and_taken() -> None:
    records = run(quotes(("2026-10-01", "1.1")), max_age=timedelta(days=10))
    assert len(records.quotes) == 1
    assert "2026-10-01" in records.warnings[0]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(CheckError) as caught:
        run(quotes(("2026-11-20", "9"), ("2026-11-20", "1.1"), ("2026-12-01", "1.1")), min_records=4)
    text = str(caught.value)
    assert all(part in text for part in ("at least 4", "outside", "more than once", "future", "unchanged"))


def announced(*days: str) -> Records:
    return Records(
        announcements=tuple(
            Announcement(
                source="invented",
                external_id=str(number),
                published_on=date.fromisoformat(day),
                title=f"Action {number}",
                url="https://x.example",
                issuer="i",
                jurisdiction="US",
            )
            for number, day in enumerate(days, start=1)
        ),
    )


def test_an_announcement_of_a_day_to_come_is_left_out_and_named() -> None:
    records = run(announced("2026-11-19", "2027-11-19", "2026-11-20"))
    assert [one.external_id for one in records.announcements] == ["1", "3"]
    (warning,) = records.warnings
    assert "2027-11-19 Action 2" in warning
    assert len(run(announced("2026-11-19", "2027-11-19")).announcements) == 1
    ahead = run(announced("2026-11-20", "2026-11-21"), max_ahead=timedelta(days=1))
    assert (len(ahead.announcements), ahead.warnings) == (2, ())


@pytest.mark.parametrize("days", [("2026-11-22",), ("2026-11-19", "2026-11-22", "2027-11-19")])
def test_announcements_that_are_mostly_of_days_to_come_are_refused(days: tuple[str, ...]) -> None:
    with pytest.raises(CheckError, match="future"):
        run(announced(*days))


def test_what_is_left_of_announcements_may_still_be_old() -> None:
    records = run(announced("2026-10-01", "2027-11-19"), max_age=timedelta(days=10))
    assert ["2027-11-19" in records.warnings[0], "2026-10-01" in records.warnings[1]] == [True, True]


@pytest.mark.parametrize(
    ("pairs", "expectations"),
    [
        ((("2026-11-20", "1.1"),), {"min_records": 5}),
        ((("2026-11-19", "1.1"), ("2026-11-20", "0.4"), ("2026-11-18", "3")), {}),
        ((("2026-11-30", "1.1"),), {}),
        ((("2026-11-20", "1.1"),), {"previous": 100}),
    ],
    ids=["few", "bounds", "future", "shorter"],
)
def test_a_table_is_judged_as_the_quotes_it_stands_for(pairs: tuple[tuple[str, str], ...], expectations: Any) -> None:
    said = []
    for records in (quotes(*pairs), table(*pairs)):
        with pytest.raises(CheckError) as caught:
            run(records, **expectations)
        said.append(str(caught.value))
    assert said[0] == said[1]
