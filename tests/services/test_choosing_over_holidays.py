"""A closed market is no gap of its rates: the rule keeps to what it prefers, and a study to what its events need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tracker.model.observation import Quote
from tracker.model.period import day_range, iso_week
from tracker.reports.briefing import Briefing
from tracker.services.briefing import brief
from tracker.services.calendars import calendars
from tracker.services.context import Context
from tracker.services.explaining import explain
from tracker.services.ledger import Selection
from tracker.services.rendering import render
from tracker.services.studies import StudyAnswer, study
from tracker.store.unit_of_work import UnitOfWork

OFFICIAL, OTTAWA, ECB = "USD/RUB@cbr", "USD/RUB@bank_of_canada", "USD/RUB@ecb"


def store(context: Context, quotes: Iterable[Quote]) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=context.now, sha256=None)
        work.commit()


def made(series: str, calendar: str, first: date, last: date, start: float, *, ahead: int = 0) -> list[Quote]:
    """A rate on each open day of a calendar, labelled ``ahead`` days later, each a little above the one before."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    kept = [day for day in days if calendars(first, last)[calendar].is_open(day)]
    return [
        Quote(series=series, label=str(day + timedelta(days=ahead)), value=Decimal(f"{start + number / 1000:.5f}"))
        for number, day in enumerate(kept)
    ]


@pytest.fixture
def both_context(own_context: Context) -> Context:
    """The Bank of Russia and the Bank of Canada from the end of 2021 to July 2024, each on its own open days."""
    span = (date(2021, 11, 1), date(2024, 7, 31))
    store(own_context, made(OFFICIAL, "russia", *span, 80.0, ahead=1))
    store(own_context, made("USD/CAD@bank_of_canada", "canada", *span, 1.3))
    store(own_context, made("RUB/CAD@bank_of_canada", "canada", *span, 0.01))
    return own_context


def days(context: Context, first: str, until: str) -> Briefing:
    return brief(context, day_range(first, until, zone=context.settings.zone, now=context.now))


def one_day(context: Context, label: str) -> tuple[Briefing, Briefing]:
    """The report of a day, and what its explanation rests on."""
    period = day_range(label, str(date.fromisoformat(label) + timedelta(days=1)), zone="UTC", now=context.now)
    assert period.kind == "day"
    return brief(context, period), explain(context, period).briefing


def said(briefing: Briefing) -> str:
    return " ".join(render(briefing, "text").replace("\u00a0", " ").replace("\u202f", " ").split())


def studied(context: Context, *event_ids: str) -> StudyAnswer:
    return study(context, Selection(), event_ids=event_ids)


@pytest.mark.parametrize("label", ["2024-06-12", "2023-05-09", "2023-01-04", "2024-06-15"])
def test_a_day_on_which_moscow_is_closed_is_told_by_moscows_rates_around_it(both_context: Context, label: str) -> None:
    report, explained = one_day(both_context, label)
    assert (report.series, explained.series) == (OFFICIAL, OFFICIAL)
    assert report.rate is None  # none is made on it
    assert len(explained.windows) == 1  # the first after it
    for found in (report, explained):
        assert "a cross of two rounded rates" not in said(found).partition("chosen")[2].partition("second")[0]
        assert "no rate of it is stored" not in said(found)


@pytest.mark.parametrize("until", ["2024-06-20", "2024-07-13"])
def test_a_period_that_begins_on_a_holiday_keeps_to_what_the_rule_prefers(both_context: Context, until: str) -> None:
    found = days(both_context, "2024-06-12", until)
    assert found.series == OFFICIAL
    assert found.choice is not None
    assert (found.choice.choice.passed, found.choice.choice.breaks_at) == ((), None)


def test_a_week_of_holidays_rests_on_the_next_and_says_that_none_was_made(both_context: Context) -> None:
    found = brief(both_context, iso_week("2023-W01", zone="UTC", now=both_context.now))
    assert found.series == OTTAWA
    text = said(found)
    assert "before it the rule names Bank of Russia: it makes no rate on these days" in text
    assert "Yahoo Finance: no rate of it is stored for this period" in text
    assert found.choice is not None
    assert {one.source: one.closed for one in found.choice.choice.passed} == {"cbr": True, "yahoo": False}


def test_an_event_on_a_holiday_is_studied_at_the_preferred_series(both_context: Context) -> None:
    assert studied(both_context, "2024-06-12-ofac-moex").aligned.levels.series.key == OFFICIAL


def test_a_day_that_is_open_and_not_stored_is_still_a_gap(own_context: Context) -> None:
    span = (date(2023, 4, 3), date(2023, 5, 31))
    stored = made(OFFICIAL, "russia", *span, 80.0, ahead=1)
    store(own_context, [one for one in stored if one.label != "2023-05-13"])  # made on Friday the twelfth
    store(own_context, made("USD/CAD@bank_of_canada", "canada", *span, 1.3))
    store(own_context, made("RUB/CAD@bank_of_canada", "canada", *span, 0.01))
    report, _ = one_day(own_context, "2023-05-12")
    assert report.series == OTTAWA
    assert "Bank of Russia and Yahoo Finance: no rate of it is stored" in said(report)


@pytest.mark.parametrize(
    "event_id", ["2022-02-28-cbr-hike-20", "2022-02-26-joint-statement-swift-cbr", "2022-02-27-eu-cbr-airspace"]
)
def test_an_event_whose_frankfurt_rates_all_exist_is_studied_there(both_context: Context, event_id: str) -> None:
    answer = studied(both_context, event_id)
    assert answer.aligned.levels.series.key == ECB
    assert "does not reach" not in " ".join(answer.lines())
    assert one_day(both_context, "2022-02-28")[1].series == ECB


def test_an_event_after_the_last_fixing_of_frankfurt_is_studied_in_moscow(both_context: Context) -> None:
    assert studied(both_context, "2022-03-02-eu-swift").aligned.levels.series.key == OFFICIAL


@pytest.mark.parametrize(
    ("label", "reasons"),
    [
        (
            "2024-W24",
            "made from trades on the exchange; from 13 Jun 2024 official, made from banks' reports of deals outside",
        ),
        ("2024-W26", "made from banks' reports of deals outside the exchange rule"),
        ("2025-W02", "made from data of the exchange and of deals outside it together rule"),
        (
            "2024-W52",
            "made from banks' reports of deals outside the exchange; from 27 Dec 2024 official, made from data",
        ),
    ],
)
def test_the_reason_is_the_one_of_each_date(own_context: Context, label: str, reasons: str) -> None:
    store(own_context, made(OFFICIAL, "russia", date(2024, 5, 1), date(2025, 1, 31), 80.0, ahead=1))
    found = brief(own_context, iso_week(label, zone="UTC", now=own_context.now))
    assert f"chosen Bank of Russia: official, {reasons}" in said(found).replace("’", "'")


def test_the_last_rates_of_frankfurt_stand_beside_the_week_they_end_in(both_context: Context) -> None:
    found = brief(both_context, iso_week("2022-W09", zone="UTC", now=both_context.now))
    assert [one.series for one in found.second] == [OTTAWA, ECB]
    assert [one.label for one in found.second[1].windows] == ["2022-02-28", "2022-03-01"]
    text = said(found)
    assert "up to Tue 1 Mar weaker" in text
    assert "second Bank of Canada: made in Ottawa in the evening of Europe European Central Bank: fixed in" in text
