"""The tally is of the year of the day spoken of, and early in a year of the last ones of both."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.model.period import iso_week
from tracker.reports.headline import sanctions_sentence
from tracker.services.briefing import brief
from tracker.services.context import Context


@pytest.mark.parametrize(
    ("week", "year", "stretch"),
    [("2015-W01", "2014", "year"), ("2015-W02", "2014/2015", "last"), ("2014-W46", "2014", "so far")],
)
def test_the_tally_holds_the_day_spoken_of(shipped_context: Context, week: str, year: str, stretch: str) -> None:
    found = brief(shipped_context, iso_week(week, zone="UTC", now=shipped_context.now))
    assert found.tally is not None
    assert found.most_unusual is not None
    assert (found.tally.year, found.tally.stretch) == (year, stretch)
    assert found.tally.n > 200
    assert found.tally.through[:4] >= found.most_unusual.label[:4]


def test_before_the_ledger_begins_nothing_is_said_to_be_absent(shipped_context: Context) -> None:
    found = brief(shipped_context, iso_week("1990-W20", zone="UTC", now=shipped_context.now))
    assert found.ledger_from == date(2014, 2, 27)
    assert sanctions_sentence(found).replace("\xa0", " ").startswith("Our ledger begins on 27 Feb 2014")
