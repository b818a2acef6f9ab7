"""What moved then, from the shipped data: each period explained once, asked about from many sides."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tracker.model.instants import parse_instant
from tracker.model.period_words import period_named
from tracker.reports.explanation import Explanation
from tracker.reports.machine_events import window_record
from tracker.reports.wrapping import display_width
from tracker.services.briefing import brief
from tracker.services.context import Context
from tracker.services.explaining import explain
from tracker.services.rates import KnownBy
from tracker.services.rendering import render_explanation

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
    assert record(found)["answer"].startswith("That has not come yet. The next rate is expected Fri")


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
