"""The declared rule in reports and studies: which series, which beside it, why, and never two in one move."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.errors import UsageError
from tracker.model.observation import Quote
from tracker.model.period import day_range, iso_week
from tracker.reports.briefing import Briefing
from tracker.services.briefing import brief
from tracker.services.context import Context
from tracker.services.explaining import explain
from tracker.services.ledger import Selection
from tracker.services.rates import KnownBy, report_series
from tracker.services.rendering import render
from tracker.services.rules import rules_of
from tracker.services.studies import study
from tracker.store.unit_of_work import UnitOfWork

OFFICIAL = "USD/RUB@cbr"


def store(context: Context, quotes: Iterable[Quote]) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=context.now, sha256=None)
        work.commit()


def official(first: date, last: date, *, series: str = OFFICIAL, start: float = 200.0) -> list[Quote]:
    """A rate labelled every weekday, far from any real one, each a little above the one before."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    labels = [day.isoformat() for day in days if day.weekday() < 5]
    return [
        Quote(series=series, label=label, value=Decimal(f"{start + number / 10:.4f}"))
        for number, label in enumerate(labels)
    ]


def week(context: Context, label: str, *, pair: str | None = None, known: KnownBy | None = None) -> Briefing:
    return brief(context, iso_week(label, zone="UTC", now=context.now), pair=pair, known=known)


def as_json(briefing: Briefing) -> Any:
    return json.loads(render(briefing, "json"))


def said(briefing: Briefing) -> str:
    return " ".join(render(briefing, "text").replace("\u00a0", " ").replace("\u202f", " ").split())


def test_the_report_says_what_was_chosen_and_the_rule_of_the_period(shipped_context: Context) -> None:
    found = week(shipped_context, "2014-W46")
    choice = as_json(found)["choice"]
    assert (choice["rule"], choice["series"], choice["second"]) == (True, "USD/RUB@ecb", None)
    (period,) = choice["periods"]
    assert (period["since"], period["until"]) == (None, "2022-03-02")
    assert [one["series"] for one in period["grounds"]][:2] == ["USD/RUB@ecb", "USD/RUB@cbr"]
    text = said(found)
    assert "chosen European Central Bank: fixed at one instant" in text
    assert "rule until 1 Mar 2022: European Central Bank, then Bank of Russia, Yahoo Finance" in text
    assert "Moscow Exchange" not in text  # its source is off
    assert "regime until 9 Nov 2014: managed" not in text  # that ended on the day before
    assert [one["since"] for one in choice["regimes"]] == ["2014-11-10"]
    before = week(shipped_context, "2014-W45")
    assert "regime until 9 Nov 2014: managed: kept by interventions within a band" in said(before)
    both = brief(shipped_context, day_range("2014-11-07", "2014-11-11", zone="UTC", now=shipped_context.now))
    assert [one["since"] for one in as_json(both)["choice"]["regimes"]] == [None, "2014-11-10"]


def test_who_looks_from_the_past_does_not_read_when_the_rule_will_change(shipped_context: Context) -> None:
    then = KnownBy(public_by=datetime(2014, 11, 17, tzinfo=UTC))
    found = week(shipped_context, "2014-W46", known=then)
    assert "2022" not in said(found).partition("chosen")[2].partition("news")[0]
    assert as_json(found)["choice"]["periods"][0]["until"] is None


def test_a_week_across_the_change_rests_on_one_series_at_both_ends(own_context: Context) -> None:
    before = week(own_context, "2022-W09")
    assert (before.series, [one.code for one in before.warnings]) == ("USD/RUB@ecb", ["partial"])
    store(own_context, official(date(2020, 1, 1), date(2022, 6, 1)))
    found = week(own_context, "2022-W09")
    assert found.series == OFFICIAL
    assert found.warnings == ()
    assert found.rate is not None
    assert min(found.rate.period.from_value, found.rate.period.to_value) > 200  # both ends are of the official rate
    assert {one.window.series for one in found.windows} == {OFFICIAL}
    assert all(one.window.value_before > 200 for one in found.windows)
    assert [one.series for one in found.second] == ["USD/RUB@ecb"]
    text = said(found)
    assert "before it the rule names European Central Bank: it does not reach across this period" in text
    assert "second European Central Bank: fixed in Frankfurt at 14:10" in text
    assert "rule until 1 Mar 2022" in text
    assert "2 Mar 2022 to 12 Jun 2024: Bank of Russia" in text


def test_a_long_period_that_nothing_carries_says_where_it_breaks(own_context: Context) -> None:
    store(own_context, official(date(2023, 1, 2), date(2024, 1, 31)))
    period = day_range("2021-06-01", "2023-07-01", zone="UTC", now=own_context.now)
    found = brief(own_context, period)
    assert found.series == "USD/RUB@ecb"
    assert found.rate is not None
    assert found.rate.period.to_label == "2022-03-01"
    assert as_json(found)["choice"]["breaks_at"] == "2022-03-02T00:00:00Z"
    assert "No stored series runs across 2 Mar 2022, where the rule changes" in said(found)


def test_what_others_may_not_read_is_passed_over_and_named(own_context: Context) -> None:
    bars = [
        Quote(series="USD/RUB@yahoo.1h", label=f"{day.isoformat()}T14:00:00Z", value=Decimal(80))
        for day in (date(2026, 11, 9) + timedelta(days=number) for number in range(5))
    ]
    store(own_context, bars)
    store(own_context, official(date(2026, 11, 9), date(2026, 11, 13), series="USD/CAD@bank_of_canada", start=1.4))
    store(own_context, official(date(2026, 11, 9), date(2026, 11, 13), series="RUB/CAD@bank_of_canada", start=0.017))
    assert week(own_context, "2026-W46").series == "USD/RUB@yahoo"
    public = week(own_context, "2026-W46", known=KnownBy(republish=True))
    assert public.series == "USD/RUB@bank_of_canada"
    passed = {one["series"]: one for one in as_json(public)["choice"]["passed_over"]}
    assert passed["USD/RUB@yahoo"]["not_stored"] is False
    assert passed["USD/RUB@cbr"]["not_stored"] is True
    assert "Yahoo Finance: left out here, their terms do not allow republishing" in said(public)


def test_the_exchange_stands_beside_only_where_it_is_enabled(own_context: Context) -> None:
    store(own_context, official(date(2023, 1, 2), date(2024, 1, 31)))
    store(own_context, official(date(2023, 1, 2), date(2024, 1, 31), series="USD/RUB@moex", start=210.0))
    assert week(own_context, "2024-W03").second == ()
    store(own_context, official(date(2024, 1, 15), date(2024, 1, 19), series="USD/CAD@bank_of_canada", start=1.4))
    store(own_context, official(date(2024, 1, 15), date(2024, 1, 19), series="RUB/CAD@bank_of_canada", start=0.017))
    assert [one.series for one in week(own_context, "2024-W03").second] == ["USD/RUB@bank_of_canada"]
    enabled = replace(own_context, settings=replace(own_context.settings, sources_enabled=("moex",)))
    found = week(enabled, "2024-W03")
    assert (found.series, [one.series for one in found.second]) == (OFFICIAL, ["USD/RUB@moex"])
    assert "the last trade of the day on the exchange" in said(found)


def test_a_study_is_made_at_the_series_of_the_time_of_its_events(own_context: Context) -> None:
    store(own_context, official(date(2020, 1, 1), date(2024, 5, 31)))
    early = study(own_context, Selection(), event_ids=["2014-11-11-merkel-no-new-sanctions"])
    late = study(own_context, Selection(), event_ids=["2024-02-23-us-500"])
    across = study(own_context, Selection(), event_ids=["2022-02-28-cbr-hike-20", "2022-03-02-eu-swift"])
    assert early.record()["series"] == "USD/RUB@ecb"
    assert (late.record()["series"], across.record()["series"]) == (OFFICIAL, OFFICIAL)
    assert across.left_out == ()
    assert "series: Bank of Russia, official" in " ".join(across.lines())
    decade = study(own_context, Selection(), event_ids=["2014-11-11-merkel-no-new-sanctions", "2024-02-23-us-500"])
    assert decade.record()["series"] == "USD/RUB@ecb"
    assert decade.record()["choice"]["breaks_at"] == "2022-03-02T00:00:00Z"  # type: ignore[index]
    assert [event for event, _ in decade.left_out] == ["2024-02-23-us-500"]
    assert "No stored series runs across 2 Mar 2022" in " ".join(" ".join(decade.lines()).split())
    named = study(own_context, Selection(), event_ids=["2022-02-28-cbr-hike-20"], series="USD/RUB@ecb")
    assert named.record()["choice"]["rule"] is False  # type: ignore[index]


@pytest.mark.parametrize(
    ("pair", "series", "note"),
    [
        ("USD/RUB", "USD/RUB@ecb", ""),
        ("USD/BYN", "USD/BYN@cbr", "The ledger has no event about Belarus"),
        ("USD/TRY", "USD/TRY@ecb", "The lira is a placebo"),
        ("EUR/USD", "EUR/USD@ecb", "The ledger is about Russia"),
        ("CNY/RUB", "CNY/RUB@ecb", ""),
    ],
)
def test_every_target_is_reported_explained_and_told_once_whose_ledger_it_is(
    own_context: Context, pair: str, series: str, note: str
) -> None:
    store(own_context, official(date(2016, 7, 4), date(2018, 5, 31), start=60.0))
    store(own_context, official(date(2016, 7, 4), date(2018, 5, 31), series="BYN/RUB@cbr", start=30.0))
    found = week(own_context, "2018-W15", pair=pair)
    assert found.series == series
    assert len(found.windows) == 5
    assert sum(one.pvalue is not None for one in found.windows) == 5
    assert bool(found.factors) == series.endswith("@ecb"), "the fixings of the ECB allow for nothing made hours before"
    text = said(found)
    if note:
        assert text.count(note) == 1
        (warning,) = [one for one in as_json(found)["warnings"] if one["code"] == "ledger"]
        assert warning["message"].startswith(note)
    else:
        assert "ledger is" not in text
    explained = explain(own_context, iso_week("2018-W15", zone="UTC", now=own_context.now), pair=pair)
    assert len(explained.days) == 5


def test_a_cross_at_the_bank_of_russia_is_the_ratio_of_two_rates_of_one_day(own_context: Context) -> None:
    store(own_context, [Quote(series=OFFICIAL, label="2017-03-02", value=Decimal("58.3776"))])
    store(own_context, [Quote(series="BYN/RUB@cbr", label="2017-03-02", value=Decimal("30.8881"))])
    (window,) = (
        brief(own_context, day_range("2017-03-01", "2017-03-02", zone="UTC", now=own_context.now), pair="USD/BYN").rate,
    )
    assert window is not None
    assert window.period.to_value == Decimal("1.8899706")


def test_several_pairs_are_watched_beside_the_first(own_context: Context) -> None:
    pairs = ("USD/RUB", "EUR/RUB", "USD/BYN", "USD/TRY", "EUR/BGN", "USD/IRR")
    several = replace(own_context, settings=replace(own_context.settings, pairs=pairs))
    found = week(several, "2014-W46")
    records = {one["pair"]: one for one in as_json(found)["watched"]}
    assert list(records) == list(pairs[1:])
    assert records["EUR/RUB"]["series"] == "EUR/RUB@ecb"
    assert records["EUR/RUB"]["pair_change"] == pytest.approx(58.828 / 57.1800 - 1, abs=2e-3)
    assert records["USD/BYN"]["missing"] == "no rate of this period is stored"
    assert records["EUR/BGN"]["not_applicable"].startswith("not applicable: unchanged on 100 %")
    assert records["USD/IRR"]["missing"].startswith("Iran is not covered yet")
    text = said(found)
    assert "a euro in roubles 57.18 58.83 +2.9 % 2.8 % weaker ecb" in text
    assert as_json(week(own_context, "2014-W46", pair="EUR/RUB"))["watched"] == []
    turned = week(several, "2014-W46", pair="EUR/RUB")
    assert turned.watched[0].pair == "USD/RUB"


def test_what_is_for_later_is_refused_with_the_reason(shipped_context: Context) -> None:
    for pair, reason in (("USD/IRR", "which rate would speak for the rial"), ("EUR/VES", "the bolivar")):
        with pytest.raises(UsageError, match=reason):
            report_series(pair)


def test_the_whole_rule_is_printed_and_names_no_source_the_pair_has_not(shipped_context: Context) -> None:
    dollar, lira, none = rules_of(shipped_context, ["rub/usd", "USD/TRY", "EUR/USD"]).rules
    record = dollar.record()
    assert [one["since"] for one in record["periods"]] == [None, "2022-03-02", "2024-06-13", "2024-12-27"]  # type: ignore[attr-defined]
    assert "2 Mar 2022 to 12 Jun 2024" in "\n".join(dollar.lines())
    assert "the last trade of the day" not in "\n".join(dollar.lines())
    enabled = replace(shipped_context, settings=replace(shipped_context.settings, sources_enabled=("moex",)))
    assert "the last trade of the day" in "\n".join(rules_of(enabled, ["USD/RUB"]).rules[0].lines())
    assert lira.record()["target"]["role"] == "placebo"  # type: ignore[index]
    assert (none.record()["target"], none.record()["periods"]) == (None, [])
    with pytest.raises(UsageError, match="names its source already"):
        rules_of(shipped_context, ["USD/RUB@ecb"])


def test_rates_of_ones_own_of_a_currency_nobody_quotes_answer_every_question(
    tracker: Callable[..., Any], ready_home: Path
) -> None:
    days = [date(2013, 7, 1) + timedelta(days=number) for number in range(600)]
    rows = [f"{day},{30000 + 40 * (number % 7) + number}" for number, day in enumerate(days) if day.weekday() < 5]
    Path("irr.csv").write_text("label,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    made = ("--made-at", "18:00", "--zone", "Asia/Tehran")
    assert tracker("--offline", "rates", "import", "irr.csv", "--series", "USD/IRR@desk", *made).code == 0
    for words in (
        ("report", "--week", "2014-W46", "--pair", "USD/IRR@desk"),
        ("explain", "2014-11-11", "--series", "USD/IRR@desk"),
        ("study", "merkel-no-new", "--series", "USD/IRR@desk"),
        ("align", "merkel-no-new", "--series", "USD/IRR@desk"),
        ("rates", "USD/IRR"),
        ("rates", "compare", "USD/IRR"),
    ):
        answer = tracker("--offline", *words)
        assert answer.code == 0, (words, answer.err)
    refused = tracker("--offline", "report", "--pair", "USD/IRR")
    assert refused.code == 2
    assert "which rate would speak for the rial" in refused.err
    assert "tracker rates import" in refused.err


def test_what_was_closed_of_the_exchange_is_told_with_its_reference(shipped_context: Context) -> None:
    found = week(shipped_context, "2022-W09")
    assert [(one["since"], one["until"]) for one in as_json(found)["choice"]["closures"]] == [
        ("2022-02-28", "2022-03-24")
    ]
    assert "closed 28 Feb 2022 to 23 Mar 2022: shares on the Moscow Exchange" in said(found)
    assert "(Bank of Russia releases of 28 Feb to 24 Mar 2022)" in said(found)
    then = week(shipped_context, "2022-W09", known=KnownBy(public_by=datetime(2022, 3, 7, tzinfo=UTC)))
    assert "closed from 28 Feb 2022: shares" in said(then)  # nobody knew then until when
    asked = iso_week("2022-W09", zone="UTC", now=shipped_context.now)
    assert "closed 28 Feb 2022 to 23 Mar 2022" in said(explain(shipped_context, asked, series="USD/RUB@ecb").briefing)
    assert "closed " not in said(week(shipped_context, "2022-W13"))
    assert as_json(week(shipped_context, "2022-W13"))["choice"]["closures"] == []
