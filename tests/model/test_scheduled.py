"""The shipped calendar and its rules."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.data.loader import scheduled, shipped_events
from tracker.data.scheduled_file import parse_scheduled
from tracker.model.scheduled import Scheduled

EMPTY = "gaps = []\nprolonged = []\n"
ROW = (
    'title = "x"\nkind = "x"\njurisdiction = "EU"\nsource = "x"\ndays = []\npublic_on = 2020-01-01\n'
    'certainty = "law"\nreference = "x"\nurl = "https://authority.example/x"\n'
)


def of(source: str, first: date, until: date) -> list[Scheduled]:
    return [one for one in scheduled().between(first, until) if one.source == source]


def test_a_rule_falls_on_its_days_from_its_first_on_and_not_from_its_end_on() -> None:
    rule = scheduled().rules[0]
    days = [one.day for one in rule.between(date(2015, 1, 1), date(2017, 1, 31))]
    assert days == [date(2016, 1, 31), date(2016, 7, 31)]
    assert [one.day for one in rule.between(date(2026, 1, 1), date(2030, 1, 1))] == [
        date(2026, 1, 31),
        date(2026, 7, 31),
    ]


def test_the_economic_sanctions_of_the_union_run_for_a_year_since_june_2026() -> None:
    """Decision (CFSP) 2026/1437: until 31 July 2027, so nothing ends on 31 January 2027."""
    found = [one for one in of("Council of the EU", date(2026, 8, 1), date(2028, 1, 1)) if "2014/512" in one.title]
    assert [(one.day, one.certainty) for one in found] == [(date(2027, 7, 31), "published")]
    assert "consilium.europa.eu" in found[0].url


def test_what_falls_into_a_time_is_in_order_and_excludes_its_end() -> None:
    found = scheduled().between(date(2027, 2, 24), date(2027, 4, 15))
    assert [(one.day.isoformat(), one.jurisdiction, one.certainty) for one in found] == [
        ("2027-02-24", "EU", "usual"),
        ("2027-03-06", "US", "law"),
        ("2027-03-17", "US", "published"),
    ]


def test_meetings_have_their_hour_in_their_own_zone_and_their_calendar() -> None:
    winter, summer = of("US Federal Reserve", date(2026, 1, 1), date(2026, 4, 1))
    assert winter.at == datetime(2026, 1, 28, 19, tzinfo=UTC)
    assert summer.at == datetime(2026, 3, 18, 18, tzinfo=UTC), "America had summer time already"
    bank = of("Bank of Russia", date(2026, 12, 1), date(2027, 12, 31))
    assert [one.at for one in bank] == [datetime(2026, 12, 18, 10, 30, tzinfo=UTC)]
    assert bank[0].url == "https://www.cbr.ru/dkp/cal_mp/"


def test_no_meeting_the_ledger_knows_as_scheduled_is_missing_from_its_year() -> None:
    days = {one.day for one in of("Bank of Russia", date(2014, 1, 1), date(2030, 1, 1))}
    years = {day.year for day in days}
    logged = {
        event.published_on
        for event in shipped_events()
        if event.issuer == "Bank of Russia" and event.expectedness == "scheduled" and event.programme == "Key rate"
    }
    known = {day for day in logged if day.year in years}
    assert len(known) > 15
    assert known - days == set()
    assert {day.weekday() for day in days} == {4}


def test_a_year_of_which_no_calendar_was_read_is_said_with_where_to_look() -> None:
    def said(first: date, until: date) -> str:
        return " ".join(scheduled().limits(first, until))

    ahead = said(date(2026, 12, 1), date(2027, 2, 1))
    assert "Bank of Russia decides on its key rate: known for 2020 and 2022 to 2026, until 2026-12-18" in ahead
    assert "https://www.cbr.ru/dkp/cal_mp/" in ahead
    assert "2014/145/CFSP" in ahead
    assert "Federal Reserve" not in ahead, "its calendar reaches into 2028"
    assert "key rate" in said(date(2021, 3, 1), date(2021, 4, 1))
    assert "key rate" not in said(date(2024, 3, 1), date(2024, 4, 1))


def test_what_was_not_public_yet_is_not_known() -> None:
    span = (date(2026, 1, 1), date(2028, 1, 1))
    before = scheduled().between(*span, public_by=date(2026, 6, 25))
    after = scheduled().between(*span, public_by=date(2026, 6, 26))
    assert {one.day for one in after} - {one.day for one in before} == {date(2027, 7, 31)}
    assert [one for one in scheduled().between(*span, public_by=date(2024, 1, 1)) if one.kind == "rate_meeting"] == []
    assert "no day is known" in " ".join(scheduled().limits(*span, public_by=date(2015, 1, 1)))


def test_a_term_that_was_prolonged_is_settled_from_the_day_after_that_was_public() -> None:
    span = (date(2024, 7, 31), date(2024, 8, 1))
    for seen, expected in (
        (date(2024, 7, 22), None),
        (date(2024, 7, 23), date(2024, 7, 22)),
        (None, date(2024, 7, 22)),
    ):
        (one,) = scheduled().between(*span, public_by=seen)
        assert one.settled_on == expected
        assert bool(one.settled_by) == (expected is not None)


def test_every_prolongation_is_of_an_end_that_was_to_come() -> None:
    for prolonged in scheduled().prolonged:
        found = scheduled().between(prolonged.end, date.fromordinal(prolonged.end.toordinal() + 1))
        (one,) = [one for one in found if prolonged.act in one.acts]
        assert (one.settled_on, one.settled_by) == (prolonged.public_on, prolonged.url)
        assert prolonged.url.startswith("https://")


def test_identities_are_their_own_and_stay() -> None:
    found = scheduled().between(date(2014, 1, 1), date(2030, 1, 1))
    assert len({one.uid for one in found}) == len(found)
    row = ROW.replace("[]", "[2027-01-01]")
    rows = (row, row.replace('reference = "x"', 'reference = "said better"'), row.replace('title = "x"', 'title = "y"'))
    first, mended, other = (
        parse_scheduled(f"gaps = []\nprolonged = []\nrules = []\n[[dates]]\n{text}")
        .between(date(2027, 1, 1), date(2027, 1, 2))[0]
        .uid
        for text in rows
    )
    assert first == mended != other


@pytest.mark.parametrize(
    ("end", "public_on"), [("2024-07-30", "2024-07-22"), ("2024-07-31", "2024-08-01")], ids=["other day", "afterwards"]
)
def test_a_prolongation_of_what_does_not_end_that_day_is_a_mistake(end: str, public_on: str) -> None:
    rule = ROW.replace("days = []", 'days = [[7, 31]]\nsince = 2016-01-31\nacts = ["2014/512"]')
    told = f'act = "2014/512"\nend = {end}\npublic_on = {public_on}\nurl = "https://authority.example/y"\n'
    with pytest.raises(ValueError, match="nothing of 2014/512 ends on"):
        parse_scheduled(f"gaps = []\ndates = []\n[[rules]]\n{rule}[[prolonged]]\n{told}")


@pytest.mark.parametrize(
    ("instead", "complaint"),
    [
        (('reference = "x"', 'reference = ""'), "no reference"),
        (("https://", "ftp://"), "no reference"),
        (('"law"', '"rumour"'), "certainty 'rumour'"),
        (('source = "x"', 'source = "x"\nclock = 13:30:00'), "clock without a zone"),
    ],
)
def test_a_row_without_a_source_or_with_half_an_hour_is_a_mistake(instead: tuple[str, str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_scheduled(f"{EMPTY}rules = []\n[[dates]]\n{ROW.replace(*instead)}")
