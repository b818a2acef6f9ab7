"""What counts as a correction: what a reader could have seen in print, and nothing else."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.reports.briefings import empty_week, week_of_the_float
from tracker.reports.letter.corrected import MOST, corrected_sentences
from tracker.reports.sent_figures import Change, changes, figures_of
from tracker.reports.wording import Words

WEEK = "2014-W46"
ENGLISH, GERMAN = Words(), Words(language="de")


def told(**other: Any) -> dict[str, Any]:
    """The figures of the article's week as the store gives them back, some of them another."""
    return {**json.loads(json.dumps(figures_of(week_of_the_float()))), **other}


def with_span(name: str = "period", **other: Any) -> dict[str, Any]:
    """The same with one of the moves another."""
    figures = told()
    return {**figures, "spans": {**figures["spans"], name: {**figures["spans"][name], **other}}}


def found(before: dict[str, Any], after: dict[str, Any], period: str = WEEK) -> tuple[Change, ...]:
    return changes("weekly", period, before, after)


def said(changed: tuple[Change, ...], words: Words = ENGLISH) -> list[str]:
    return [" ".join(one.split()) for one in corrected_sentences(changed, words)]


def test_what_is_told_survives_the_store_and_the_same_is_no_change() -> None:
    assert found(told(), figures_of(week_of_the_float())) == ()


def test_a_change_nobody_could_have_seen_in_print_is_none() -> None:
    span = told()["spans"]["period"]
    level = str(Decimal(span["to"]) + Decimal("0.0001"))
    assert found(told(), with_span(to=level, value=span["value"] + 0.0001)) == ()


def test_each_printed_figure_that_is_another_is_told_in_both_languages_and_both_measures() -> None:
    after = {**with_span(to="47.52", value=-0.031, costs=0.032), "sanctions": 2}
    changed = found(told(), after)
    assert [one.kind for one in changed] == ["period", "sanctions"]
    moved, decisions = said(changed)
    assert moved == (
        "Week of 10–16 November 2014: we wrote 46.14 → 47.30, 2.5 % weaker (a dollar costs 2.5 % more);"
        " it is 46.14 → 47.52, 3.1 % weaker (a dollar costs 3.2 % more)."
    )
    assert "we wrote 0; it is 2" in decisions
    german = said(changed, GERMAN)
    assert "46,14 → 47,30, 2,5 % schwächer (ein Dollar kostet 2,5 % mehr)" in german[0]
    assert all("{" not in one for one in german)


@pytest.mark.parametrize("name", ["four_weeks", "year"])
def test_every_row_of_the_table_is_corrected(name: str) -> None:
    (changed,) = found(told(), with_span(name, **{"from": "30.00"}))
    assert changed.kind == name
    assert "30.00 →" in said((changed,))[0]


def test_another_source_is_one_change_and_not_one_for_each_number() -> None:
    changed = found(told(), {**with_span(to="46.12"), "series": "USD/RUB@cbr"})
    assert [(one.kind, one.before, one.after) for one in changed] == [("series", "USD/RUB@ecb", "USD/RUB@cbr")]


def test_a_verdict_that_is_another_names_its_day() -> None:
    (label, before), *_ = told()["verdicts"].items()
    (changed,) = found(told(), told(verdicts={label: {**before, "verdict": "unusual"}}))
    assert (changed.kind, changed.before, changed.after, changed.about) == (
        "verdict",
        before["verdict"],
        "unusual",
        before["day"],
    )
    assert "ungewöhnlich" in said((changed,), GERMAN)[0]


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        ({"a": "cannot tell"}, {"b": "cannot tell"}, False),
        ({"a": "cannot tell"}, {"b": "unusual"}, True),
        ({"a": "unusual"}, {"b": "cannot tell"}, True),
        ({"a": "ordinary"}, {"a": "cannot tell"}, True),
    ],
)
def test_another_least_ordinary_day_is_news_only_where_one_stands_out(
    before: dict[str, str], after: dict[str, str], news: bool
) -> None:
    def verdicts(given: dict[str, str]) -> dict[str, Any]:
        return {label: {"verdict": words, "day": "2014-11-11"} for label, words in given.items()}

    changed = found(told(verdicts=verdicts(before)), told(verdicts=verdicts(after)))
    assert bool(changed) is news
    assert all("“”" not in one for one in said(changed))


def test_a_rate_that_came_only_later_was_not_wrong_before() -> None:
    assert found(told(spans={}, series="", verdicts={}), told()) == ()


def test_a_day_that_was_not_over_may_still_bring_decisions_and_another_last_rate() -> None:
    early = told(complete=False)
    later = {**with_span(to="49.00", label="2014-11-17"), "sanctions": 4}
    assert found(early, later, "2014-11-11") == ()
    (revised,) = found(early, {**with_span(to="49.00"), "sanctions": 4}, "2014-11-11")
    assert revised.kind == "period", "the same rate is another now"
    assert [one.kind for one in found(told(), told(sanctions=4))] == ["sanctions"]


def test_a_rate_that_is_gone_is_told() -> None:
    changed = found(told(), told(spans={}, verdicts={}))
    assert "it is no number" in said(changed)[0]


def test_very_many_changes_do_not_fill_the_letter_and_the_newest_come_first() -> None:
    many = tuple(
        Change(report="weekly", period=f"2014-W{week:02d}", kind="sanctions", before=1, after=2)
        for week in range(1, 21)
    )
    shown = said(many)
    assert len(shown) == MOST + 1
    assert shown[0].startswith("Week of 12–18 May 2014")
    assert f"{20 - MOST} more" in shown[-1]


def test_a_watched_pair_is_corrected_by_name_and_only_where_both_letters_have_it() -> None:
    span = {**told()["spans"]["period"], "series": "EUR/RUB@ecb"}
    before = told(watched={"EUR/RUB": span})
    after = told(watched={"EUR/RUB": {**span, "to": "58.21"}, "CNY/RUB": span})
    (changed,) = found(before, after)
    assert (changed.kind, changed.about) == ("watched", "EUR/RUB")
    assert "EUR/RUB: we wrote 46.14 → 47.30" in said((changed,))[0]


def test_list_changes_are_corrected_where_that_list_had_been_compared() -> None:
    one = {"us_ofac_sdn": {"name": "OFAC SDN list", "counts": {"designation": 2}}}
    more = {"us_ofac_sdn": {"name": "OFAC SDN list", "counts": {"designation": 3}}}
    (changed,) = found(told(lists=one), told(lists=more))
    assert "OFAC SDN list: we wrote 2 put on the list; it is 3 put on the list" in said((changed,))[0]
    assert found(told(compared=[]), told(lists=one)) == (), "nothing was told of a list that could not be compared"
    assert [one.kind for one in found(told(compared=["us_ofac_sdn"]), told(lists=more))] == ["list"]


def test_a_quiet_week_tells_its_figures_too() -> None:
    figures = figures_of(empty_week())
    assert figures["sanctions"] == 0
    assert changes("weekly", "2014-W47", figures, {**figures, "version": "9.9"}) == ()
