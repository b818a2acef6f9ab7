"""The ledger counted over time: every announcement once, on its day at its place."""

from __future__ import annotations

import dataclasses
from datetime import date

from tests.reports.policy_events import event
from tracker.data.loader import shipped_events
from tracker.reports.ledger_history import total
from tracker.services.ledger_history import history_of, year_up_to


def of(day: str, kind: str = "statement", jurisdiction: str = "US", zone: str = "UTC") -> object:
    made = event(
        f"{day}-{kind}", "Something", f"{day}T00:00", f"{day}T23:00", zone=zone, issuer="X", jurisdiction=jurisdiction
    )
    return dataclasses.replace(made, kind=kind)


def test_a_year_ends_with_the_week_of_the_period() -> None:
    found = year_up_to((), date(2014, 11, 10), date(2014, 11, 17))
    assert (found.begins[0], found.begins[-1], len(found.begins)) == (date(2013, 11, 18), date(2014, 11, 10), 52)
    assert found.n == 0
    day = year_up_to((), date(2014, 11, 12), date(2014, 11, 13))
    assert (day.begins[-1], day.until, len(day.begins)) == (date(2014, 11, 10), date(2014, 11, 13), 52)


def test_each_is_counted_in_its_week_and_nothing_outside() -> None:
    days = ("2013-11-17", "2013-11-18", "2014-11-09", "2014-11-10", "2014-11-16", "2014-11-17")
    found = year_up_to([of(day) for day in days], date(2014, 11, 10), date(2014, 11, 17))  # type: ignore[misc]
    ((kind, numbers),) = found.kinds
    assert kind == "statement"
    assert {place: number for place, number in enumerate(numbers) if number} == {0: 1, 50: 1, 51: 2}


def test_a_monday_in_moscow_belongs_to_its_own_week() -> None:
    begun = event("x", "x", "2014-11-09T21:00", "2014-11-10T21:00", zone="Europe/Moscow", issuer="X", jurisdiction="RU")
    found = year_up_to([begun], date(2014, 11, 10), date(2014, 11, 17))
    assert found.kinds[0][1][-1] == 1


def test_who_lists_and_who_delists_is_counted_apart() -> None:
    events = [
        of("2014-11-10", "designation"),
        of("2014-11-10", "designation", "EU"),
        of("2014-11-11", "delisting_easing"),
    ]
    found = history_of(events, date(2014, 11, 10), date(2014, 11, 17))  # type: ignore[arg-type]
    assert found.designations == (("EU", (1,)), ("US", (1,)))
    assert found.delistings == (("US", (1,)),)
    assert total(found.kinds, ("designation",)) == 2


def test_years_are_counted_by_the_month_and_lose_nothing() -> None:
    events = tuple(shipped_events())
    found = history_of(events, date(2014, 1, 1), date(2026, 1, 1))
    assert found.step == "month"
    assert len(found.begins) == 144
    inside = [one for one in events if 2014 <= one.published_on.year < 2026]
    assert found.n == len(inside)
    weekly = [history_of(events, date(year, 1, 1), date(year + 1, 1, 1)) for year in range(2014, 2026)]
    assert {one.step for one in weekly} == {"week"}
    assert sum(one.n for one in weekly) == found.n
