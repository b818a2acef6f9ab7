"""What should be out by now, what comes next, and when a source is worth asking again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.data.loader import schedule_of
from tracker.model.source import SourceInfo
from tracker.services.expected import late, upcoming, worth_asking_at
from tracker.sources.catalog import sources

CBR, ENDED = schedule_of("cbr"), schedule_of("ecb_rub")
NEWEST = CBR.fixing("2026-11-03")  # made on Monday the second


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def info(source: str) -> SourceInfo:
    return sources()[source].info


@pytest.mark.parametrize(
    ("now", "missing", "following"),
    [
        (utc(2026, 11, 3, 14, 29), [], "2026-11-04"),
        (utc(2026, 11, 3, 14, 30), ["2026-11-04"], "2026-11-06"),  # the fourth is a holiday
        (utc(2026, 11, 5, 14, 29), ["2026-11-04"], "2026-11-06"),
        (utc(2026, 11, 6, 15), ["2026-11-04", "2026-11-06", "2026-11-07"], "2026-11-10"),
    ],
)
def test_late_is_what_was_due_and_next_is_what_is_not_due_yet(
    now: datetime, missing: list[str], following: str
) -> None:
    assert [one.label for one in late(CBR, NEWEST, now)] == missing
    coming = upcoming(CBR, now, NEWEST)
    assert coming is not None
    assert coming.label == following


def test_what_came_early_is_not_to_come_any_more() -> None:
    coming = upcoming(CBR, utc(2026, 11, 2, 13), NEWEST)  # out an hour and a half before its time
    assert coming is not None
    assert coming.label == "2026-11-04"


def test_after_the_end_nothing_is_late_and_nothing_comes() -> None:
    last = ENDED.fixing("2022-03-01")
    assert late(ENDED, last, utc(2022, 4, 1)) == ()
    assert upcoming(ENDED, utc(2022, 4, 1), last) is None


@pytest.mark.parametrize(
    ("asked", "again"),
    [
        (utc(2026, 11, 2, 20), utc(2026, 11, 3, 1, 45)),  # by its cadence, all but over
        (utc(2026, 11, 3, 12), utc(2026, 11, 3, 14, 30)),  # when the next rate should be out
        (utc(2026, 11, 3, 14, 40), utc(2026, 11, 3, 15, 5)),  # it was not: every half hour
        (utc(2026, 11, 3, 20, 40), utc(2026, 11, 4, 2, 25)),  # for six hours, then by its cadence
    ],
)
def test_a_source_is_asked_when_its_rate_should_be_out(asked: datetime, again: datetime) -> None:
    newest = {"USD/RUB@cbr": "2026-11-03", "CNY/RUB@cbr": "2026-11-03"}
    assert worth_asking_at(info("cbr"), newest, asked) == again


@pytest.mark.parametrize(
    ("source", "newest"),
    [
        ("yahoo", {"USD/RUB@yahoo.1h": "2026-11-03T11:00:00Z"}),  # bars
        ("frankfurter", {"USD/RUB@frankfurter.cbr": "2026-11-03"}),  # at second hand
        ("fred", {"VIX/PTS@fred": "2026-10-30"}),
        ("us_federal_register", {"us_federal_register": "2026-11-03"}),
        ("cbr", {}),
    ],
)
def test_what_has_no_hour_is_asked_by_its_cadence(source: str, newest: dict[str, str]) -> None:
    asked = utc(2026, 11, 3, 12)
    assert worth_asking_at(info(source), newest, asked) == asked + info(source).cadence - timedelta(minutes=15)
    assert info(source).cadence >= timedelta(hours=1)
