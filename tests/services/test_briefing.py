"""What a report may use: only what was public, only what was recorded, and a plain word where something is missing."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tracker.errors import NoDataError
from tracker.model.announcement import ListChange, ListEntry
from tracker.model.instants import format_instant, local_instant
from tracker.model.observation import Quote
from tracker.model.period import Period, day_range, iso_week, single_day
from tracker.reports.briefing import Briefing
from tracker.services.briefing import brief, brief_newest, exit_code
from tracker.services.context import Context
from tracker.services.rates import KnownBy
from tracker.services.rendering import render
from tracker.store.unit_of_work import UnitOfWork

MIDWEEK = datetime(2014, 11, 12, 12, tzinfo=UTC)
HOURLY = "USD/RUB@yahoo.1h"


def week_of(context: Context, week: str, **known: datetime) -> Briefing:
    return brief(context, iso_week(week, zone="UTC", now=context.now), known=KnownBy(**known))


def as_json(briefing: Briefing) -> Any:
    return json.loads(render(briefing, "json"))


def store(context: Context, quotes: Iterable[Quote], vintage: datetime) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=vintage, sha256=None)
        work.commit()


def hourly_bars(days: Iterable[date], value: str = "80") -> list[Quote]:
    """The bar that ends at three in Frankfurt, on each of the days."""
    ends = [local_instant(day, time(15), "Europe/Berlin") for day in days]
    return [Quote(series=HOURLY, label=format_instant(end), value=Decimal(value)) for end in ends]


@pytest.mark.parametrize("past", ["public_by", "now"])
def test_nothing_published_later_leaks_in(own_context: Context, past: str) -> None:
    """Every later rate is replaced by nonsense: an honest report of the past does not change by one byte."""

    def report() -> str:
        if past == "now":
            return render(week_of(own_context.at(MIDWEEK), "2014-W46"), "json")
        return render(week_of(own_context, "2014-W46", public_by=MIDWEEK), "json")

    before = report()
    with UnitOfWork(own_context.engine, write=False) as work:
        keys = [key for key in work.observations.series() if key.endswith("@ecb")]
        later = work.observations.read_many(keys, since="2014-11-12", until="2015-01-15")
        first = work.observations.first_vintage()
    assert first is not None
    wild = [
        Quote(series=key, label=row.label, value=row.value * (3 if key == "EUR/USD@ecb" else 9 + number))
        for number, (key, rows) in enumerate(later.items())
        for row in rows
    ]
    assert len(wild) > 500
    store(own_context, wild, first + timedelta(hours=1))
    assert report() == before
    assert as_json(week_of(own_context, "2014-W46"))["rate"]["end"] > 100  # the nonsense is there to be found


def test_the_year_and_its_tally_end_where_the_public_ends(shipped_context: Context) -> None:
    past, whole = (week_of(shipped_context, "2014-W46", **known) for known in ({"public_by": MIDWEEK}, {}))
    assert past.rate is not None
    assert past.rate.year is not None
    assert (past.rate.year.from_label, past.rate.year.to_label) == ("2013-12-31", "2014-11-11")
    assert past.rate.chart[-1].label == "2014-11-11"
    assert past.tally is not None
    assert whole.tally is not None
    assert whole.tally.n - past.tally.n == 3  # Wednesday, Thursday, Friday
    assert [w.pvalue for w in past.windows] == [w.pvalue for w in whole.windows[:2]]
    assert all(item.event.time.interval.end <= MIDWEEK for item in past.events)
    assert past.backdrop is not None
    assert whole.backdrop is not None
    assert past.backdrop.levels == whole.backdrop.levels[:-3]
    assert (
        {event.id for event in past.backdrop.events}
        == {event.id for event in whole.backdrop.events if event.time.interval.end <= MIDWEEK}
        < {event.id for event in whole.backdrop.events}
    )
    assert whole.rate is not None
    assert whole.backdrop.levels[-1] == whole.rate.chart[-1]
    assert not past.period.complete
    assert past.public_by == MIDWEEK
    assert past.warnings == ()


def test_what_awaits_a_rate_is_pending_not_overdue(shipped_context: Context) -> None:
    past = week_of(shipped_context, "2014-W46", public_by=MIDWEEK)
    breedlove = past.by_id["2014-11-12-breedlove-sofia"].reactions[0].alignment
    assert breedlove.pending is not None
    assert breedlove.pending.label == "2014-11-12"
    assert "not stored" not in breedlove.note


def test_what_was_recorded_later_is_not_used(own_context: Context) -> None:
    with UnitOfWork(own_context.engine, write=False) as work:
        first = work.observations.first_vintage()
    assert first is not None
    revised = first + timedelta(days=1)
    store(own_context, [Quote(series="EUR/RUB@ecb", label="2014-11-14", value=Decimal(90))], revised)
    later = own_context.at(revised + timedelta(days=1))
    then, today = (week_of(later, "2014-W46", **known).rate for known in ({"as_of": first}, {}))
    assert then is not None
    assert today is not None
    assert round(then.period.to_value, 2) == Decimal("47.30")
    assert round(today.period.to_value, 2) > 70
    with pytest.raises(NoDataError):
        week_of(later, "2014-W46", as_of=first - timedelta(seconds=1))


def test_a_range_of_nine_years_judges_each_of_its_fixings(shipped_context: Context) -> None:
    nine_years = day_range("2013-01-01", "2022-03-02", zone="UTC", now=shipped_context.now)
    found = brief(shipped_context, nine_years)
    assert len(found.windows) == 2345
    assert [w.window.fixing.label for w in found.windows if w.pvalue is None and not w.not_applicable] == []
    assert sum(w.pvalue is not None for w in found.windows) > 2300
    assert exit_code(found) == 0
    alone = week_of(shipped_context, "2014-W46").windows[1]
    same = next(w for w in found.windows if w.window.fixing.label == "2014-11-11")
    assert (same.own_part, same.rank_note) == (alone.own_part, alone.rank_note)
    assert same.pvalue == pytest.approx(alone.pvalue, rel=1e-12)  # sums of other sizes may end in another last bit


@pytest.mark.parametrize(
    ("period", "code", "said"),
    [
        ("1999-W10", 3, "begin on 2005-04-01"),
        ("2026-W40", 3, "rouble ends 1 Mar 2022"),
        ("2027-W10", 3, "it has not begun"),
        ("2014-11-15", 3, "is a Saturday, a weekend"),  # a Saturday without an event
        ("2022-02-26", 4, "is a Saturday, a weekend"),  # a Saturday with one
    ],
)
def test_a_period_without_a_rate_says_why(shipped_context: Context, period: str, code: int, said: str) -> None:
    now = shipped_context.now
    asked = iso_week(period, zone="UTC", now=now) if "W" in period else single_day(period, zone="UTC", now=now)
    found = brief(shipped_context, asked)
    assert found.rate is None
    assert found.windows == ()
    assert said in found.no_rate
    assert [warning.code for warning in found.warnings] == ["no_rate"]
    assert exit_code(found) == code


def test_a_week_in_which_a_series_ended_is_partial(shipped_context: Context) -> None:
    found = week_of(shipped_context, "2022-W09")
    assert [warning.code for warning in found.warnings] == ["partial"]
    assert exit_code(found) == 4
    assert exit_code(brief(shipped_context, single_day("2022-03-01", zone="UTC", now=shipped_context.now))) == 0


@pytest.mark.parametrize("week", ["2014-W01", "2014-W17", "2014-W52", "2015-W53", "2020-W53", "2008-W13", "2021-W52"])
def test_weeks_with_holidays_are_whole(shipped_context: Context, week: str) -> None:
    """Read on the Monday after, when the newest rate stored is the last of the week."""
    end = iso_week(week, zone="UTC", now=shipped_context.now).end
    found = week_of(shipped_context.at(end + timedelta(hours=9)), week)
    assert found.rate is not None
    assert found.warnings == ()


def test_a_week_cut_short_by_a_missing_fetch_is_partial(own_context: Context) -> None:
    monday = date(2026, 11, 9)
    bars = hourly_bars(monday - timedelta(days=back) for back in range(1, 500))
    store(own_context, bars, own_context.now)
    store(own_context, hourly_bars(monday + timedelta(days=n) for n in range(3)), own_context.now)
    short = week_of(own_context, "2026-W46")
    assert short.series == "USD/RUB@yahoo"
    assert {warning.code for warning in short.warnings} == {"partial", "indicative"}
    assert exit_code(short) == 4
    running = own_context.at(datetime(2026, 11, 12, 9, tzinfo=UTC))  # Thursday morning: nothing is missing yet
    assert {warning.code for warning in week_of(running, "2026-W46").warnings} == {"indicative"}
    store(own_context, hourly_bars(monday + timedelta(days=n) for n in (3, 4)), own_context.now)
    whole = week_of(own_context, "2026-W46")
    assert {warning.code for warning in whole.warnings} == {"indicative"}
    assert exit_code(whole) == 0
    assert len(whole.windows) == 5


def test_the_newest_week_is_that_of_the_series_that_lives(own_context: Context) -> None:
    store(own_context, hourly_bars(date(2026, 11, 9) + timedelta(days=n) for n in range(5)), own_context.now)
    found = brief_newest(own_context)
    assert found.period.label == "2026-W46"
    assert found.series == "USD/RUB@yahoo"
    assert found.stale is None


def test_a_second_cut_off_stands_beside_the_first(own_context: Context) -> None:
    store(own_context, hourly_bars((date(2014, 11, day) for day in range(3, 15)), "46.5"), own_context.now)
    found = week_of(own_context, "2014-W46")
    assert found.series == "USD/RUB@ecb"
    (second,) = found.second
    assert second.series == "USD/RUB@yahoo"
    assert len(second.windows) == 5
    rhodes = found.by_id["2014-11-11-rhodes-beijing"]
    assert [reaction.alignment.series for reaction in rhodes.reactions] == ["USD/RUB@ecb", "USD/RUB@yahoo"]


@pytest.mark.parametrize(("pair", "value"), [("EUR/RUB", "57.9870"), ("USD/TRY", "2.2647"), ("CNY/RUB", "7.62")])
def test_other_pairs_have_their_own_numbers(shipped_context: Context, pair: str, value: str) -> None:
    found = brief(shipped_context, single_day("2014-11-11", zone="UTC", now=shipped_context.now), pair=pair)
    (window,) = found.windows
    digits = -Decimal(value).as_tuple().exponent  # type: ignore[operator]
    assert round(window.window.value, digits) == Decimal(value)
    assert window.pvalue is not None
    assert found.decomposition is not None
    parts = sum(part.value for part in found.decomposition.parts)
    assert parts == pytest.approx(found.decomposition.total)


def test_the_newest_week_is_asked_of_the_past_too(shipped_context: Context) -> None:
    found = brief_newest(shipped_context, known=KnownBy(public_by=datetime(2014, 11, 20, tzinfo=UTC)))
    assert found.period.label == "2014-W46"
    assert found.stale is None
    assert exit_code(found) == 0


def test_an_assumption_is_printed_where_it_is_used(office_context: Context) -> None:
    found = week_of(office_context, "2014-W46")
    assert any("9-13" in assumption for assumption in found.assumptions)
    tuesday = found.windows[1].window
    assert "2014-11-11-merkel-no-new-sanctions" in tuesday.certain


def test_what_lies_ahead_is_not_named_by_its_outcome_before_it_is_public(shipped_context: Context) -> None:
    before = datetime(2014, 12, 7, 12, tzinfo=UTC)
    bank = {"date": "2014-12-11", "what": "Bank of Russia", "expectedness": "scheduled"}
    then = as_json(week_of(shipped_context, "2014-W49", public_by=before))
    assert bank | {"event": None} in [{name: one[name] for name in (*bank, "event")} for one in then["ahead"]]
    assert "2014-12-11-cbr" not in json.dumps(then), "the id says which way the decision went"
    later = as_json(week_of(shipped_context, "2014-W49"))
    (found,) = [one for one in later["ahead"] if one["what"] == "Bank of Russia"]
    assert bank | {"event": "2014-12-11-cbr-hike-10-5"} == {name: found[name] for name in (*bank, "event")}


def lists_said(briefing: Briefing) -> str:
    text = render(briefing, "text")
    return " ".join(text.partition("LISTS")[2].partition("AHEAD")[0].split())


def test_lists_that_were_compared_and_not_changed_are_told_from_lists_nobody_has(own_context: Context) -> None:
    monday, thursday = (datetime(2014, 11, day, 6, tzinfo=UTC) for day in (10, 13))
    one = ListEntry(list_key="us_sdn", entry_id="1", name="Party 1", entity_type="entity", programmes=("RUSSIA",))
    two = dataclasses.replace(one, entry_id="2", name="Party 2")
    assert "no list snapshots of 2014 are stored" in lists_said(week_of(own_context, "2014-W46"))

    def snapshot(entries: list[ListEntry], at: datetime, changes: tuple[ListChange, ...] = ()) -> None:
        with UnitOfWork(own_context.engine, write=True) as work:
            work.lists.record("us_sdn", entries, snapshot_at=at, sha256=None)
            work.lists.add_changes(changes)
            work.commit()

    snapshot([one], monday)
    assert "no list snapshots" in lists_said(week_of(own_context, "2014-W46")), "one snapshot compares with nothing"
    snapshot([one], monday + timedelta(days=1))
    assert "no change between the stored snapshots" in lists_said(week_of(own_context, "2014-W46"))
    assert as_json(week_of(own_context, "2014-W46"))["list_changes"] == []
    added = ListChange(
        list_key="us_sdn",
        change="designation",
        entry=two,
        from_snapshot_at=monday + timedelta(days=1),
        to_snapshot_at=thursday,
    )
    snapshot([one, two], thursday, (added,))
    assert "put on the list: 1" in lists_said(week_of(own_context, "2014-W46"))
    then = week_of(own_context, "2014-W46", public_by=MIDWEEK)
    assert "no change between the stored snapshots" in lists_said(then), (
        "Thursday's snapshot was not there on Wednesday"
    )


def test_a_change_belongs_to_the_week_it_may_have_happened_in(own_context: Context) -> None:
    """Copies four years apart tell no day, unless the publisher does."""
    first, last = datetime(2013, 1, 1, tzinfo=UTC), datetime(2017, 1, 1, tzinfo=UTC)
    party = ListEntry(list_key="us_ofac_sdn", entry_id="1", name="Party 1", entity_type="entity", programmes=("SDGT",))
    undated = ListChange(
        list_key="us_ofac_sdn", change="designation", entry=party, from_snapshot_at=first, to_snapshot_at=last
    )
    stated = dataclasses.replace(
        undated,
        entry=dataclasses.replace(party, entry_id="2", name="Party 2", programmes=("UKRAINE-EO13661",)),
        stated_on=date(2014, 11, 12),
    )
    with UnitOfWork(own_context.engine, write=True) as work:
        work.lists.add_changes((undated, stated))
        work.commit()
    week = lists_said(week_of(own_context, "2014-W46"))
    assert week.startswith("put on the list: 1 OFAC SDN list: 1 put on the list")
    assert "by its own account on 12 Nov 2014: Party 2 (UKRAINE-EO13661)" in week
    assert "between 1 Jan 2013 and 1 Jan 2017, on days not known: put on the list: 1" in week
    other = as_json(week_of(own_context, "2015-W10"))
    assert other["list_changes"] == []
    assert [gap["counts"] for gap in other["list_gaps"]] == [{"designation": 1}]
    assert as_json(week_of(own_context, "2017-W10"))["list_gaps"] == []


def test_the_report_of_another_currency_says_whose_ledger_it_is(shipped_context: Context) -> None:
    day = single_day("2014-11-11", zone="UTC", now=shipped_context.now)
    lira, euro = (brief(shipped_context, day, pair=pair) for pair in ("USD/TRY", "EUR/RUB"))
    assert render(lira, "text").count("The lira is a placebo") == 1
    assert "placebo" not in render(euro, "text")
    assert "ledger is about" not in render(euro, "text")
    assert "ledger" in {warning["code"] for warning in as_json(lira)["warnings"]}
    assert exit_code(lira) == exit_code(euro) == 0


def test_dates_of_a_report_over_two_years_carry_their_year(shipped_context: Context) -> None:
    """Those that head a line, and those of the headline; within a dated block a weekday is enough."""

    def printed(period: Period) -> tuple[str, list[str]]:
        text = render(brief(shipped_context, period), "text").replace("\u00a0", " ")
        return text.partition("THE RATE")[0], [line.strip() for line in text.splitlines()]

    day = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri) \d{1,2} (?:Nov|Dec|Jan)")
    over = day_range("2014-12-01", "2015-02-01", zone="UTC", now=shipped_context.now)
    headline, lines = printed(over)
    dated = [line for line in lines if day.match(line)]
    assert len(dated) > 5
    assert [line for line in dated if not re.match(day.pattern + " 201[45]", line)] == []
    assert len(day.findall(headline)) == len(re.findall(day.pattern + " 201[45]", headline))
    _, lines = printed(iso_week("2014-W46", zone="UTC", now=shipped_context.now))
    assert any(line.startswith("Tue 11 Nov  ") for line in lines)
