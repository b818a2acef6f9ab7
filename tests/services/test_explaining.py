"""What moved then, from the shipped data: each period explained once, asked about from many sides."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tracker.data.loader import calibration, feeds
from tracker.model.instants import parse_instant
from tracker.model.period_words import period_named
from tracker.reports.explanation import Explanation
from tracker.reports.machine_events import window_record
from tracker.reports.wrapping import display_width
from tracker.services.briefing import brief
from tracker.services.context import Context
from tracker.services.explaining import explain
from tracker.services.rates import KnownBy
from tracker.services.rendering import render, render_explanation
from tracker.sources.catalog import sources

PERIODS = ("2014-W46", "2014-11-09", "2018-04-09", "2022-W09", "2022-03-05")
CAUSAL = re.compile(
    r"\b(caus\w+|because of|due to|led to|thanks to|sparked|triggered|driven|moved by)\b", re.IGNORECASE
)


def explained(context: Context, period: str, **choices: Any) -> Explanation:
    return explain(context, period_named(period, zone="UTC", now=context.now), **choices)


@pytest.fixture(scope="module")
def found(shipped_context: Context) -> dict[str, Explanation]:
    return {period: explained(shipped_context, period) for period in PERIODS}


def record(one: Explanation) -> Any:
    return json.loads(render_explanation(one, "json"))


def words(one: Explanation, form: str = "text") -> str:
    return " ".join(render_explanation(one, form).split())


def test_it_gives_the_numbers_of_the_report_and_parts_that_add_up(
    shipped_context: Context, found: dict[str, Explanation]
) -> None:
    days = record(found["2014-W46"])["days"]
    report = brief(shipped_context, period_named("2014-W46", zone="UTC", now=shipped_context.now))
    windows = [json.loads(json.dumps(window_record(one))) for one in report.windows]
    assert [{name: day[name] for name in windows[0]} for day in days] == windows
    for day in days:
        parts = {part["key"]: part["value"] for part in day["decomposition"]["parts"]}
        assert sum(parts.values()) == pytest.approx(day["log_return"], abs=1e-12)
        assert parts["own"] == pytest.approx(day["own_part"], abs=1e-12)


def test_days_come_by_how_unusual_they_were_and_the_unexplained_are_named(found: dict[str, Explanation]) -> None:
    week = found["2014-W46"]
    days = record(week)["days"]
    pvalues = {day["label"]: day["pvalue"] for day in days}
    assert record(week)["by_unusualness"] == sorted(pvalues, key=lambda label: pvalues[label])
    alone = [day["label"] for day in days if not day["certain"] and not day["possible"]]
    assert record(week)["unexplained"] == alone == ["2014-11-14"]
    assert "Nothing logged met the move of Friday." in words(week)
    assert words(week).index("TUESDAY 11 NOV") < words(week).index("FRIDAY 14 NOV") < words(week).index("THURSDAY 13")


def test_the_rouble_is_set_among_other_currencies(found: dict[str, Explanation]) -> None:
    (storm,) = record(found["2018-04-09"])["days"]
    assert (storm["panel"]["kind"], storm["panel"]["rank"]) == ("own", 1)
    (dollar,) = record(found["2014-11-09"])["days"]
    assert (dollar["panel"]["kind"], dollar["panel"]["others_weaker"]) == ("base", 0)
    assert dollar["panel"]["rank"] > 3
    assert "RUB" not in {mover["currency"] for mover in dollar["panel"]["movers"]}


def test_a_sunday_is_answered_by_the_first_rate_that_could_know_it(found: dict[str, Explanation]) -> None:
    sunday = record(found["2014-11-09"])
    assert sunday["period"]["label"] == "2014-11-09"
    assert [day["label"] for day in sunday["days"]] == ["2014-11-10"]
    assert sunday["days_without_rate"][0]["first"]["label"] == "2014-11-10"
    assert "2014-11-09-osce-two-convoys" in sunday["days"][0]["certain"]
    assert "The first fixing that could know its news was made Mon" in sunday["answer"].replace("\xa0", " ")
    assert "runs over 3 days" in words(found["2014-11-09"])


def test_a_holiday_is_answered_by_the_first_rate_after_it(shipped_context: Context) -> None:
    found = explained(shipped_context, "2014-01-01")
    assert [day.found.label for day in found.days] == ["2014-01-02"]
    assert "holiday" in found.quiet[0].why


def test_after_the_last_fixing_it_says_what_is_missing_and_how_to_get_it(found: dict[str, Explanation]) -> None:
    after = record(found["2022-03-05"])
    assert after["days"] == []
    fetch, again = (one["command"] for one in after["advice"])
    assert fetch.startswith("tracker fetch yahoo --since 2020-")
    assert again == "tracker explain 2022-03-05 --series USD/RUB@yahoo.1d"
    assert [one["event"] for one in after["too_late"]] == ["2022-03-05-decree-95-rouble-debt"]
    assert "European Central Bank (rouble ends 1 Mar 2022)" in words(found["2022-03-05"]).replace("\xa0", " ")
    assert record(found["2022-W09"])["advice"], "half of that week has no rate either"


def test_a_day_to_come_says_when_its_rate_is_expected(shipped_context: Context) -> None:
    before = shipped_context.at(parse_instant("2014-11-13T09:00Z"))
    found = explained(before, "2014-11-14")
    (day,) = record(found)["days_without_rate"]
    assert day["expected"]["made_to"] == "2014-11-14T13:10:00Z"
    assert record(found)["answer"].startswith("That has not come yet. The first rate of that time is expected Fri")


def test_what_was_public_later_is_not_used(shipped_context: Context) -> None:
    def known(instant: str) -> Explanation:
        return explained(shipped_context, "2014-11-11", known=KnownBy(public_by=parse_instant(instant)))

    before, after = known("2014-11-11T13:29:59Z"), known("2014-11-11T13:30:00Z")
    assert before.days == ()
    assert before.quiet[0].why == "its rate is not published yet"
    (day,) = after.days
    whole = record(explained(shipped_context, "2014-11-11"))["days"][0]
    assert json.loads(json.dumps(window_record(day.found)))["pvalue"] == whole["pvalue"]
    assert record(after)["days"][0]["panel"] == whole["panel"]


@pytest.mark.parametrize("period", PERIODS)
def test_it_fits_a_hundred_columns_and_never_speaks_of_causes(found: dict[str, Explanation], period: str) -> None:
    text = render_explanation(found[period], "text")
    assert max(map(display_width, text.splitlines())) <= 100
    said = words(found[period]).replace("“moved with” is not “moved by”", "")
    for item in found[period].briefing.events:
        said = said.replace(item.event.title, "")
    assert not CAUSAL.search(said)
    answer = " ".join(record(found[period])["answer"].split())
    for form in ("text", "markdown"):
        assert answer in words(found[period], form)


def test_another_pair_speaks_of_its_own_currencies(shipped_context: Context) -> None:
    said = words(explained(shipped_context, "2014-11-11", pair="EUR/RUB"))
    assert "against the euro" in said
    assert "the euro and other currencies allowed for" in said


def test_days_that_stand_out_are_set_beside_how_many_chance_alone_gives(
    shipped_context: Context, found: dict[str, Explanation]
) -> None:
    month = explained(shipped_context, "2014-11")
    told = record(month)
    assert told["answer"].count("Of 20 days tested three stand out") == 1
    assert "Chance alone gives about 1." in told["answer"]
    assert "Of five days tested none stands out" in record(found["2014-W46"])["answer"]
    assert "Chance alone gives about 0.25." in record(found["2014-W46"])["answer"]
    tally = told["tally"]
    assert f"of {tally['n']} fixings of 2014 so far {tally['marked']} stood out" in words(month)
    assert f"by chance alone about {tally['by_chance']:.0f} would" in words(month)
    assert "by chance alone" in words(found["2018-04-09"]), "of a single day too"


def test_how_often_ordinary_days_get_each_answer_to_whose_day_is_shown(
    shipped_context: Context, found: dict[str, Explanation]
) -> None:
    measured = calibration().day_kinds["USD", "RUB"]
    own, base = round(100 * measured.own), round(100 * measured.base)
    assert f"of 100 ordinary days {own} are called rouble days, {base} dollar days" in words(found["2018-04-09"])
    assert record(found["2018-04-09"])["ordinary_day_kinds"]["own"] == measured.own
    other = explained(shipped_context, "2018-04-09", pair="USD/TRY")
    assert record(other)["ordinary_day_kinds"]["own"] == calibration().day_kinds["USD", "all"].own
    assert "currencies each in turn" in words(other)


def test_the_days_between_two_rates_are_counted_from_their_labels(shipped_context: Context) -> None:
    (monday,) = record(explained(shipped_context, "2014-10-27"))["days"]
    assert monday["gap_days"] == 3.0, "the clocks went back in between"


def test_of_a_period_not_begun_only_the_next_rate_is_told(shipped_context: Context) -> None:
    now = shipped_context.at(parse_instant("2026-11-25T12:00Z"))
    week, far = explained(now, "2026-W49"), explained(now, "2099-01")
    assert words(week).endswith("expected Mon 30 Nov, 15:30 Moscow, published about 17:30 (Bank of Russia).")
    assert " Jan 2099, " in words(far).replace("\xa0", " ")
    for one in (week, far):
        assert len(words(one).split("That has not come yet.")) == 2
        assert "fetch" not in words(one)
        assert record(one)["advice"] == []
        assert not any("end of this series" in day["why"] for day in record(one)["days_without_rate"])


@pytest.mark.parametrize("period", ["2022-02-28", "2022-03-01", "2022-03-02", "2022-W09"])
def test_nobody_could_know_before_it_happened_that_the_rouble_would_end(shipped_context: Context, period: str) -> None:
    known = KnownBy(public_by=parse_instant("2022-02-28T20:00Z"))
    told = explained(shipped_context, period, known=known)
    for form in ("text", "markdown", "json"):
        said = words(told, form)
        assert "ends 1" not in said.replace("\xa0", " ")
        assert "end of this series" not in said
    if period == "2022-03-02":
        assert told.quiet[0].expected_info is not None
        assert told.quiet[0].expected_info.series.key == "USD/RUB@ecb"
    report = brief(shipped_context, period_named(period, zone="UTC", now=shipped_context.now), known=known)
    for form in ("text", "markdown", "json"):
        assert "ends 1" not in render(report, form).replace("\xa0", " ")


def test_recent_days_are_asked_of_the_quotes_at_a_known_hour_and_older_ones_of_daily_quotes(
    shipped_context: Context,
) -> None:
    now = shipped_context.at(parse_instant("2026-11-25T18:00Z"))
    again = {
        period: record(explained(now, period))["advice"][-1]["command"]
        for period in ("2026-11-24", "2024-12-02", "2024-11-20")
    }
    assert again == {
        "2026-11-24": "tracker explain 2026-11-24",
        "2024-12-02": "tracker explain 2024-12-02",
        "2024-11-20": "tracker explain 2024-11-20 --series USD/RUB@yahoo.1d",
    }


def test_sources_of_news_stand_under_their_own_word(found: dict[str, Explanation]) -> None:
    one = found["2018-04-09"]
    text = " ".join(render_explanation(one, "text").split())
    assert re.search(r"\bnews (?:(?!\brates\b).)*US Federal Register", text)
    kinds = {line["source"]: line["kind"] for line in record(one)["coverage"]}
    news = {"us_federal_register", *feeds().feeds}
    assert {kinds[source] for source in news} == {"announcements"}
    assert all(kind == sources()[key].info.kind for key, kind in kinds.items() if key in sources())


def test_a_page_that_is_a_copy_is_called_one_where_there_is_no_better(found: dict[str, Explanation]) -> None:
    sunday = words(found["2014-11-09"])
    assert re.search(r"2014-11-09-osce-two-convoys \S+ \(a copy\)", sunday)
    assert re.search(r"2014-11-10-cbr-free-float in\.reuters\.com (?!\(a copy\))", sunday)
