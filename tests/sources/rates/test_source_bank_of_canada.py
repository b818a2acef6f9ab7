"""The Bank of Canada's observations: read as printed, tolerant of what is not known, never of what is wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from tracker.data.loader import schedule_of, series_of
from tracker.errors import ParseError
from tracker.model.series import SeriesName
from tracker.model.source import Snapshot
from tracker.net.addresses import address_of
from tracker.services.calendars import calendars
from tracker.sources.base import FetchPlan, Records
from tracker.sources.rates.bank_of_canada import OBSERVATIONS, SOURCE

NOW = datetime(2026, 3, 16, 21, tzinfo=UTC)
BOTH = {"FXRUBCAD": {}, "FXUSDCAD": {}}


def read(text: str) -> Records:
    return SOURCE.parse(
        Snapshot(
            source="bank_of_canada",
            url="https://www.bankofcanada.ca/valet/x",
            kind=OBSERVATIONS,
            retrieved_at=NOW,
            sha256="",
            content=text.encode(),
        )
    )


def document(*rows: object, named: object = BOTH, **more: object) -> Records:
    return read(json.dumps({"terms": {}, "seriesDetail": named, "observations": rows, **more}))


def values(records: Records) -> dict[tuple[str, str], str]:
    return {(quote.series.partition("@")[0], quote.label): str(quote.value) for quote in records.quotes}


def row(day: str, rouble: object = "0.01710", dollar: object = "1.3716", **more: object) -> dict[str, object]:
    return {"d": day, "FXRUBCAD": {"v": rouble}, "FXUSDCAD": {"v": dollar}, **more}


def test_values_are_as_printed_with_their_zeros() -> None:
    found = document(row("2026-03-13"))
    assert values(found) == {("RUB/CAD", "2026-03-13"): "0.01710", ("USD/CAD", "2026-03-13"): "1.3716"}
    assert found.warnings == ()
    bare = '{"seriesDetail":{"FXRUBCAD":{},"FXUSDCAD":{}},"observations":[{"d":"2017-01-03","FXUSDCAD":{"v":1.3430}}]}'
    assert str(read(bare).quotes[0].value) == "1.3430"


def test_a_day_without_a_value_has_none() -> None:
    found = document(row("2026-03-13"), row("2026-03-16", rouble=""), {"d": "2026-03-17", "FXUSDCAD": {"v": "1.37"}})
    assert [day for pair, day in values(found) if pair == "RUB/CAD"] == ["2026-03-13"]
    assert [day for pair, day in values(found) if pair == "USD/CAD"] == ["2026-03-13", "2026-03-16", "2026-03-17"]


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (lambda: document(row("2026-03-13"), mood="good"), "part 'mood'"),
        (lambda: document(row("2026-03-13", FXEURCAD={"v": "1.5"})), "not asked for: FXEURCAD"),
        (lambda: document(row("2026-03-14")), "weekend"),
        (lambda: document({"d": "2026-03-13", "FXUSDCAD": {"v": "1.37"}}), "no value of FXRUBCAD"),
        (lambda: document(row("2026-03-13"), named={"FXUSDCAD": {}}), "no longer names FXRUBCAD"),
        (lambda: document(row("2026-03-13"), named=None), "does not say which series"),
    ],
)
def test_what_is_not_understood_is_told_and_stops_nothing(found, word) -> None:  # type: ignore[no-untyped-def]
    records = found()
    assert len(records.quotes) >= 1
    assert [word in warning for warning in records.warnings] == [True]


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (document, "it holds no day at all"),
        (lambda: document(row("2026-03-13", rouble="", dollar="")), "none of its 1 days"),
        (lambda: document(row("2026-03-13"), named={"FXEURCAD": {}}), "about FXEURCAD, not about"),
        (lambda: document(row("2026-03-13", rouble="0,0171")), "'0,0171', not a number"),
        (lambda: document(row("2026-03-13", rouble="0.00000")), "not a number above zero"),
        (lambda: document(row("2026-03-13", rouble=True)), "not a number"),
        (lambda: document(row("13/03/2026")), "13/03/2026"),
        (lambda: document(row("20260313")), "not written as a day"),
        (lambda: document({"FXUSDCAD": {"v": "1.37"}}), "without a day"),
        (lambda: document("text"), "without a day"),
        (lambda: read('{"message":"Series FXRUBCAD not found."}'), "no list of observations"),
        (lambda: read('{"observations":[{"d":"2026-03-13","d":"2026-03-16"}]}'), "a key comes twice"),
        (lambda: read('{"observations":[{"d":"2026-03-13","FXUSDCAD":{"v":NaN}}]}'), "NaN is no number"),
        (lambda: read("[" * 100_000), "no sound JSON"),
        (lambda: read("<!DOCTYPE html><html>Be right back</html>"), "a web page came"),
    ],
)
def test_what_is_wrong_is_refused(found, word) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ParseError, match=word) as caught:
        found()
    assert caught.value.source == "bank_of_canada"


def test_a_run_asks_again_for_the_weeks_before_its_newest_and_at_first_for_all() -> None:
    newest = {"USD/CAD@bank_of_canada": "2026-03-16", "RUB/CAD@bank_of_canada": "2026-03-13"}
    assert [address_of(one) for one in SOURCE.requests(FetchPlan(now=NOW, newest=newest))] == [
        "https://www.bankofcanada.ca/valet/observations/FXRUBCAD,FXUSDCAD/json?start_date=2026-01-27"
    ]
    one_only = {"USD/CAD@bank_of_canada": "2026-03-16"}
    for plan in (FetchPlan(now=NOW), FetchPlan(now=NOW, newest=one_only)):
        assert SOURCE.requests(plan)[0].params == {"start_date": "2017-01-03"}
    years = [one.params for one in SOURCE.requests(FetchPlan(now=NOW, since=date(2003, 1, 1)))]
    assert years[0] == {"start_date": "2017-01-03", "end_date": "2017-12-31"}
    assert years[-1] == {"start_date": f"{NOW.year}-01-01", "end_date": NOW.date().isoformat()}
    assert len(years) == NOW.year - 2016
    window = FetchPlan(now=NOW, since=date(2024, 6, 1), until=date(2024, 7, 1))
    assert SOURCE.requests(window)[0].params == {"start_date": "2024-06-01", "end_date": "2024-06-30"}


def test_roubles_per_dollar_are_a_declared_cross_of_what_is_stored() -> None:
    cross = series_of(SeriesName.parse("USD/RUB@bank_of_canada"))
    assert (str(cross.numerator), str(cross.denominator)) == ("USD/CAD@bank_of_canada", "RUB/CAD@bank_of_canada")
    assert (cross.rounded, cross.indicative) == (True, True)
    assert not series_of(SeriesName.parse("RUB/CAD@bank_of_canada")).derived
    for wrong in ("EUR/RUB@bank_of_canada", "USD/USD@bank_of_canada"):
        with pytest.raises(ValueError, match="bank_of_canada"):
            series_of(SeriesName.parse(wrong))


def test_rates_are_made_at_half_past_four_in_ottawa_on_days_it_works() -> None:
    schedule, days = schedule_of("bank_of_canada"), calendars(date(2026, 6, 1), date(2026, 12, 31))["canada"]
    assert schedule.versions[0].approximate
    upcoming = schedule.upcoming(datetime(2026, 6, 29, 21, tzinfo=UTC), days)
    found = [next(upcoming).label for _ in range(3)]
    assert found == ["2026-06-30", "2026-07-02", "2026-07-03"]  # 1 July is Canada Day
    assert schedule.fixing("2026-11-20").made_to == datetime(2026, 11, 20, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(("last", "fine"), [("2026-01-03", True), ("2026-01-31", False)])
def test_a_few_days_may_hold_no_rate_and_a_month_may_not(last: str, fine: bool) -> None:
    url = f"https://www.bankofcanada.ca/valet/x?start_date=2026-01-01&end_date={last}"
    content = json.dumps({"terms": {}, "seriesDetail": BOTH, "observations": []}).encode()
    snapshot = Snapshot(
        source="bank_of_canada", url=url, kind=OBSERVATIONS, retrieved_at=NOW, sha256="", content=content
    )
    if fine:
        assert len(SOURCE.parse(snapshot)) == 0
    else:
        with pytest.raises(ParseError, match="it holds no day at all"):
            SOURCE.parse(snapshot)


def test_a_currency_that_stopped_while_the_other_goes_on_is_told() -> None:
    (said,) = document(row("2026-03-06"), row("2026-03-12", rouble="")).warnings
    assert said == "The newest RUB/CAD of the Bank of Canada is of 2026-03-06, while others reach to 2026-03-12."
    assert document(row("2026-03-06"), row("2026-03-11", rouble="")).warnings == ()
