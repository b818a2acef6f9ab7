"""The declared choice of a series: in order, inside its period, and never two of them in one answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.model.choice import REACH, Available, Choice, choose
from tracker.model.target import ChoiceRule, Ground, RulePeriod, midnight

CHANGE = date(2022, 3, 2)


def grounds(*sources: str) -> tuple[Ground, ...]:
    return tuple(Ground(source=one, because=f"because of {one}") for one in sources)


RULE = ChoiceRule(
    periods=(
        RulePeriod(
            until=CHANGE, because="before", grounds=grounds("ecb", "cbr", "yahoo"), seconds=grounds("cbr", "yahoo")
        ),
        RulePeriod(since=CHANGE, because="after", grounds=grounds("cbr", "yahoo"), seconds=grounds("moex", "yahoo")),
    )
)


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def daily(first: datetime, last: datetime) -> Available:
    days = (last - first).days + 1
    return Available(made=[first + timedelta(days=offset, hours=12) for offset in range(days)])


def beside(found: Choice) -> list[str]:
    return [one.source for one in found.seconds]


def why(found: Choice) -> list[tuple[date | None, str]]:
    return [(one.since, one.because) for one in found.reasons]


ECB = daily(at(2021, 1, 1), at(2022, 3, 1))
CBR = daily(at(2021, 1, 1), at(2022, 12, 30))


def test_the_first_that_has_a_rate_is_taken_and_the_reason_is_its_own() -> None:
    found = choose(RULE, at(2021, 6, 7), at(2021, 6, 14), {"ecb": ECB, "cbr": CBR})
    assert (found.source, beside(found), why(found)) == ("ecb", ["cbr"], [(None, "because of ecb")])
    assert (found.passed, found.breaks_at) == ((), None)
    assert [one.because for one in found.periods] == ["before"]


def test_what_has_no_rate_then_or_may_not_be_shown_is_passed_over_and_named() -> None:
    barred = {
        "ecb": Available(barred="its terms forbid it"),
        "cbr": daily(at(2021, 1, 1), at(2021, 2, 1)),
        "yahoo": CBR,
    }
    found = choose(RULE, at(2021, 6, 7), at(2021, 6, 14), barred)
    assert found.source == "yahoo"
    assert beside(found) == []  # it does not stand beside itself
    assert [(one.source, one.missing) for one in found.passed] == [("ecb", False), ("cbr", True)]
    assert found.passed[0].because == "its terms forbid it"


def test_a_period_across_a_change_rests_on_the_one_that_carries_all_of_it() -> None:
    week = (at(2022, 2, 28), at(2022, 3, 7))
    found = choose(RULE, *week, {"ecb": ECB, "cbr": CBR})
    assert (found.source, found.breaks_at) == ("cbr", None)
    assert [(one.source, one.because) for one in found.passed] == [("ecb", "it does not reach across this period")]
    alone = choose(RULE, *week, {"ecb": ECB})  # nothing is stored after the change: nothing could be joined
    assert (alone.source, alone.breaks_at) == ("ecb", None)


def test_beside_a_period_across_a_change_stands_one_of_both_sides_and_what_the_rule_prefers_on_one() -> None:
    week = (at(2022, 2, 28), at(2022, 3, 7))
    late = daily(midnight(CHANGE), at(2022, 12, 30))
    assert beside(choose(RULE, *week, {"ecb": ECB, "cbr": CBR, "yahoo": CBR})) == ["yahoo", "ecb"]
    assert beside(choose(RULE, *week, {"ecb": ECB, "cbr": CBR, "yahoo": CBR, "moex": late})) == ["yahoo", "ecb"]
    assert beside(choose(RULE, *week, {"ecb": ECB, "cbr": CBR, "moex": late})) == ["moex", "ecb"]
    assert beside(choose(RULE, at(2022, 2, 21), at(2022, 2, 28), {"ecb": ECB, "cbr": CBR})) == ["cbr"]


def test_a_reason_for_each_period_of_the_rule_unless_it_is_the_same() -> None:
    after = replace(RULE.periods[1], grounds=(Ground(source="cbr", because="made otherwise"),))
    changed = replace(RULE, periods=(RULE.periods[0], after))
    week = (at(2022, 2, 28), at(2022, 3, 7))
    assert why(choose(changed, *week, {"cbr": CBR})) == [(None, "because of cbr"), (CHANGE, "made otherwise")]
    assert why(choose(RULE, *week, {"cbr": CBR})) == [(None, "because of cbr")]
    opened = replace(daily(midnight(CHANGE), at(2022, 12, 30)), makes=lambda start, end: False)
    yahoo = daily(at(2021, 1, 1), at(2022, 12, 30))
    found = choose(changed, *week, {"cbr": opened, "yahoo": yahoo})  # closed before the change: no gap, and no reason
    assert (found.source, why(found)) == ("cbr", [(None, "made otherwise")])
    assert [one.source for one in found.passed] == ["ecb"]


def test_where_none_carries_a_period_the_answer_says_where_it_breaks() -> None:
    late = daily(at(2022, 6, 1), at(2022, 12, 30))
    found = choose(RULE, at(2021, 6, 1), at(2022, 12, 1), {"ecb": ECB, "cbr": late})
    assert (found.source, found.breaks_at) == ("ecb", midnight(CHANGE))
    assert beside(found) == []
    short = daily(at(2021, 12, 1), at(2022, 12, 30))  # on both sides, but not from the beginning
    found = choose(RULE, at(2021, 6, 1), at(2022, 12, 1), {"ecb": ECB, "cbr": short})
    assert (found.source, beside(found), found.breaks_at) == ("ecb", ["cbr"], midnight(CHANGE))
    soon = daily(midnight(CHANGE) - timedelta(days=1), at(2022, 12, 30))
    week = choose(RULE, midnight(CHANGE) - REACH, at(2022, 4, 1), {"ecb": ECB, "cbr": soon})
    assert week.source == "cbr"  # it begins within what holidays explain


def test_outside_every_rate_nothing_is_chosen() -> None:
    found = choose(RULE, at(2023, 6, 1), at(2023, 6, 8), {"ecb": ECB, "cbr": CBR})
    assert (found.source, found.reasons) == ("", ())
    assert [one.source for one in found.passed] == ["cbr", "yahoo"]


SOURCES = ("ecb", "cbr", "yahoo", "moex", "other")
STARTS = st.integers(0, 900)


@st.composite
def stored(draw: st.DrawFn) -> dict[str, Available]:
    found = {}
    for source in draw(st.sets(st.sampled_from(SOURCES))):
        first = at(2021, 1, 1) + timedelta(days=draw(STARTS))
        one = daily(first, first + timedelta(days=draw(STARTS)))
        found[source] = replace(one, barred="its terms") if draw(st.booleans()) else one
    return found


@given(stored(), STARTS, st.integers(1, 700))
def test_nothing_is_chosen_that_the_rule_does_not_allow_there(
    available: dict[str, Available], begins: int, days: int
) -> None:
    start = at(2021, 1, 1) + timedelta(days=begins)
    end = start + timedelta(days=days)
    found = choose(RULE, start, end, available)
    allowed = [
        period
        for period in found.periods
        if found.source in {one.source for one in period.grounds}
        and available[found.source].within(max(start, period.begins or start), min(end, period.ends or end))
    ]
    if found.source:
        assert not available[found.source].barred
        assert allowed
    assert found.source not in beside(found)
    assert len(set(beside(found))) == len(found.seconds)
    assert not any(available[one].barred for one in beside(found))
    if found.source and found.breaks_at is None:  # every part in which anything it allows is stored is its own
        for period in found.periods:
            part = (max(start, period.begins or start), min(end, period.ends or end))
            others = [
                one.source
                for one in period.grounds
                if one.source in available and not available[one.source].barred and available[one.source].within(*part)
            ]
            assert not others or found.source in others


@given(stored(), STARTS, st.integers(1, 700))
def test_taking_the_chosen_one_away_never_brings_back_one_that_was_preferred(
    available: dict[str, Available], begins: int, days: int
) -> None:
    """Inside one period of the rule the fall-back goes down the list and never up."""
    start = max(at(2021, 1, 1) + timedelta(days=begins), midnight(CHANGE))
    end = start + timedelta(days=days)
    order = [one.source for one in RULE.periods[1].grounds]
    reached = -1
    while (found := choose(RULE, start, end, available)).source:
        place = order.index(found.source)
        assert place > reached
        assert [one.source for one in found.passed] == order[:place]
        reached = place
        available = {key: value for key, value in available.items() if key != found.source}
