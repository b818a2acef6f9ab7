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
GERMAN = Words(language="de")


def told(**other: Any) -> dict[str, Any]:
    """The figures of the article's week, some of them another."""
    return {**json.loads(json.dumps(figures_of(week_of_the_float()))), **other}


def test_what_is_told_survives_the_store_and_the_same_is_no_change() -> None:
    assert changes(WEEK, told(), figures_of(week_of_the_float())) == ()


def test_a_change_nobody_could_have_seen_in_print_is_none() -> None:
    level = Decimal(told()["level"])
    moves = {**told()["moves"], "period": told()["moves"]["period"] + 0.0001}
    assert changes(WEEK, told(), told(level=str(level + Decimal("0.0001")), moves=moves)) == ()


def test_each_printed_figure_that_is_another_is_told_in_both_languages() -> None:
    moves = {**told()["moves"], "period": -0.031}
    after = told(level="47.52", moves=moves, sanctions=2)
    found = changes(WEEK, told(), after)
    assert [one.kind for one in found] == ["level", "period", "sanctions"]
    english = corrected_sentences(found, Words())
    assert "we wrote 47.30; it is 47.52" in english[0]
    assert "2.5 % weaker; it is 3.1 % weaker" in " ".join(english[1].split())
    assert "10–16" in english[0]
    german = corrected_sentences(found, GERMAN)
    assert "47,30" in german[0]
    assert "schwächer" in german[1]
    assert all("{" not in said for said in (*english, *german))


def test_another_source_is_one_change_and_not_one_for_each_number() -> None:
    found = changes(WEEK, told(), told(series="USD/RUB@cbr", level="46.12"))
    assert [(one.kind, one.before, one.after) for one in found] == [("series", "USD/RUB@ecb", "USD/RUB@cbr")]


def test_a_verdict_that_is_another_names_its_day() -> None:
    (label, before), *_ = told()["verdicts"].items()
    after = {label: {**before, "verdict": "unusual"}}
    (found,) = changes(WEEK, told(), told(verdicts=after))
    assert (found.kind, found.before, found.after, found.day) == (
        "verdict",
        before["verdict"],
        "unusual",
        before["day"],
    )
    (said,) = corrected_sentences([found], GERMAN)
    assert "ungewöhnlich" in said


@pytest.mark.parametrize(
    ("before", "after", "told_again"),
    [
        ({"a": "cannot tell"}, {"b": "cannot tell"}, False),
        ({"a": "cannot tell"}, {"b": "unusual"}, True),
        ({"a": "unusual"}, {"b": "cannot tell"}, True),
        ({"a": "ordinary"}, {"a": "cannot tell"}, True),
    ],
)
def test_another_least_ordinary_day_is_news_only_where_one_stands_out(
    before: dict[str, str], after: dict[str, str], told_again: bool
) -> None:
    def verdicts(given: dict[str, str]) -> dict[str, Any]:
        return {label: {"verdict": words, "day": "2014-11-11"} for label, words in given.items()}

    found = changes(WEEK, told(verdicts=verdicts(before)), told(verdicts=verdicts(after)))
    assert bool(found) is told_again
    assert all("“”" not in said for said in corrected_sentences(found, Words()))


def test_a_rate_that_came_only_later_was_not_wrong_before() -> None:
    assert changes(WEEK, told(level="", moves={}, series="", verdicts={}), told()) == ()


def test_a_day_that_was_not_over_may_still_bring_decisions() -> None:
    assert changes("2014-11-11", told(complete=False), told(sanctions=4)) == ()
    assert [one.kind for one in changes("2014-11-11", told(), told(sanctions=4))] == ["sanctions"]


def test_a_rate_that_is_gone_is_told() -> None:
    found = changes(WEEK, told(), told(level="", moves={}, verdicts={}))
    assert found[0].after == ""
    assert "it is no number" in corrected_sentences(found, Words())[0]


def test_very_many_changes_do_not_fill_the_letter() -> None:
    many = [Change(period=f"2014-W{week:02d}", kind="level", before="1.00", after="2.00") for week in range(1, 21)]
    said = corrected_sentences(many, Words())
    assert len(said) == MOST + 1
    assert f"{20 - MOST} more" in said[-1]


def test_a_watched_pair_is_corrected_by_name() -> None:
    found = changes(WEEK, told(watched={"EUR/RUB": "58.12"}), told(watched={"EUR/RUB": "58.21", "CNY/RUB": "7.5"}))
    assert [(one.kind, one.pair, one.after) for one in found] == [("watched", "EUR/RUB", "58.21")]
    assert "EUR/RUB" in corrected_sentences(found, Words())[0]


def test_a_quiet_week_tells_its_figures_too() -> None:
    figures = figures_of(empty_week())
    assert figures["sanctions"] == 0
    assert changes("2014-W47", figures, {**figures, "version": "9.9"}) == ()
