"""Verdicts follow from the values alone, and both readings agree with each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.claim import CANNOT_BE_CHECKED, DOES_NOT_HOLD, HOLDS, HOLDS_ONLY_AS, Checked, Point
from tracker.model.document import Document
from tracker.statements.claim_verdicts import check, usual_move
from tracker.statements.claims import find_claims

TODAY = date(2014, 11, 12)
RATES = st.decimals(min_value="0.5", max_value="500", places=4)


def points(*values: Decimal | str, last: date = TODAY) -> list[Point]:
    """One value a day up to the last one."""
    first = last - timedelta(days=len(values) - 1)
    days = [first + timedelta(days=at) for at in range(len(values))]
    return [
        Point(
            label=day.isoformat(),
            day=day,
            value=Fraction(Decimal(value)),
            published_at=datetime.combine(day, time(14, 15), tzinfo=UTC),
        )
        for day, value in zip(days, values, strict=True)
    ]


def answer(text: str, values: list[Point], today: date = TODAY) -> Checked:
    claim = find_claims(Document(text=text, published_on=today))[0]
    return check(claim, values, series="USD/RUB@ecb", today=today)


def exact(fraction: Fraction) -> str:
    """So many digits that rounding them is far below any band."""
    return f"{Decimal(fraction.numerator) / Decimal(fraction.denominator):.6f}"


@given(before=RATES, after=RATES)
def test_both_readings_are_one_move(before: Decimal, after: Decimal) -> None:
    found = answer("The rouble fell 3 percent on Wednesday.", points(before, after))
    dearer = next(one for one in found.readings if one.measure.startswith("a dollar"))
    buys = next(one for one in found.readings if one.measure.startswith("a rouble"))
    assert (1 + dearer.computed) * (1 + buys.computed) == 1


@given(before=RATES, after=RATES, scale=st.integers(min_value=2, max_value=1000))
def test_a_redenomination_changes_no_verdict_on_a_change(before: Decimal, after: Decimal, scale: int) -> None:
    text = "The rouble lost about 10 percent on Wednesday."
    one = answer(text, points(before, after))
    other = answer(text, points(before * scale, after * scale))
    assert (one.verdict, one.only_as, [r.computed for r in one.readings]) == (
        other.verdict,
        other.only_as,
        [r.computed for r in other.readings],
    )


@given(before=RATES, after=RATES)
def test_a_claim_made_from_the_rates_holds_and_with_the_wrong_sign_does_not(before: Decimal, after: Decimal) -> None:
    if before == after:
        return
    lost = 1 - Fraction(before) / Fraction(after)
    right, wrong = ("lost", "gained") if lost > 0 else ("gained", "lost")
    number = exact(abs(100 * lost))
    if Decimal(number) == 0:
        return
    assert answer(f"The rouble {right} {number} percent on Wednesday.", points(before, after)).verdict == HOLDS
    assert answer(f"The rouble {wrong} {number} percent on Wednesday.", points(before, after)).verdict == DOES_NOT_HOLD


@given(before=RATES, after=RATES)
def test_said_of_the_dollar_the_other_reading_is_the_literal_one(before: Decimal, after: Decimal) -> None:
    more = Fraction(after) / Fraction(before) - 1
    if abs(more) < Fraction(1, 100_000):
        return
    verb = "rose" if more > 0 else "fell"
    text = f"The dollar {verb} {exact(abs(100 * more))} percent against the rouble on Wednesday."
    assert answer(text, points(before, after)).verdict == HOLDS


@given(after=RATES)
def test_a_level_made_from_the_rate_holds_and_its_double_does_not(after: Decimal) -> None:
    assert answer(f"The rouble traded at {after} to the dollar.", points(after, after)).verdict == HOLDS
    text = f"The rouble traded at {2 * after} to the dollar."
    assert answer(text, points(after, after)).verdict == DOES_NOT_HOLD


def test_a_number_that_is_right_of_the_dollar_alone_holds_only_so() -> None:
    found = answer("The rouble lost 50 percent on Wednesday.", points("40", "60"))
    assert (found.verdict, found.only_as) == (HOLDS_ONLY_AS, "a dollar costs more")
    assert {one.measure: one.computed for one in found.readings} == {
        "a dollar costs more": Fraction(1, 2),
        "a rouble buys less": Fraction(-1, 3),
    }
    assert answer("The rouble lost a third of its value on Wednesday.", points("40", "60")).verdict == HOLDS


def test_a_miss_counts_as_met_within_the_usual_move_of_a_day_and_the_answer_says_so() -> None:
    calm = points(*["40"] * 30, "56.4")
    stormy = points(*["40", "40.4"] * 15, "40", "56.4")
    said = "The dollar rose nearly 40 percent against the rouble on Wednesday."
    assert answer(said, calm).verdict == DOES_NOT_HOLD  # 41.0 %
    found = answer(said, stormy)
    assert found.verdict == HOLDS
    assert not found.readings[0].exactly
    assert "At a rate 1.0 % away, the usual move of a day then" in found.because


def test_the_allowance_is_never_more_than_a_tenth_of_the_number() -> None:
    stormy = points(*["40", "44"] * 15, "40", "40.72")
    assert usual_move(stormy) > Fraction(9, 100)
    # 1.8 % is far within a move of ten in a hundred, and yet no 1.5 %.
    said = "The dollar rose 1.5 percent against the rouble on Wednesday."
    assert answer(said, stormy).verdict == DOES_NOT_HOLD


@pytest.mark.parametrize(
    ("values", "verdict"), [(("40", "50", "45", "49"), DOES_NOT_HOLD), (("40", "50", "45", "51"), HOLDS)]
)
def test_a_record_is_one_among_all_values(values: tuple[str, ...], verdict: str) -> None:
    before = points(*values[:-1], last=date(2014, 10, 1))
    found = answer("The rouble fell to a record low.", [*before, *points(values[-1])])
    assert found.verdict == verdict
    if verdict == HOLDS:
        assert "begins on 29 Sep 2014" in found.note


def test_a_record_since_a_time_before_the_series_can_be_refuted_and_not_confirmed() -> None:
    said = "The rouble fell to its lowest since March 2009."
    low, high = points("40", last=date(2014, 10, 1)), points("60", last=date(2014, 10, 1))
    assert answer(said, [*low, *points("50")]).verdict == CANNOT_BE_CHECKED
    assert answer(said, [*high, *points("50")]).verdict == DOES_NOT_HOLD


@pytest.mark.parametrize(("jump", "verdict"), [("41", HOLDS), ("60", DOES_NOT_HOLD)])
def test_the_steepest_fall_is_the_largest_of_its_direction(jump: str, verdict: str) -> None:
    before = points("40", jump, "35", last=date(2014, 10, 1))  # the way back is larger, the other way
    found = answer("The rouble suffered its steepest fall since September 2014.", [*before, *points("35", "38")])
    after_since = answer("The rouble suffered its steepest fall ever.", [*before, *points("35", "38")])
    assert after_since.verdict == verdict
    assert found.verdict == HOLDS  # the other jump was in September


def test_a_change_of_the_key_rate_is_the_last_one() -> None:
    values = points("8", "8", "9.5", "9.5")
    assert answer("The Bank of Russia raised its key rate by 150 basis points.", values).verdict == HOLDS
    assert answer("The Bank of Russia raised its key rate by 1.5 percentage points.", values).verdict == HOLDS
    assert answer("The Bank of Russia cut its key rate by 150 basis points.", values).verdict == DOES_NOT_HOLD
    assert answer("The Bank of Russia raised its key rate to 9.5 percent.", values).verdict == HOLDS


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("The rouble lost 3 percent.", "since when"),
        ("The rouble lost 3 percent since 2003.", "series begins on"),
        ("The rouble lost 3 percent on Friday.", "no value made on 7 Nov 2014"),
        ("The rouble lost as much as 3 percent on Wednesday.", "furthest moment"),
        ("The rouble lost 3 percent since the war began.", "names no day"),
    ],
)
def test_what_cannot_be_checked_says_why(text: str, part: str) -> None:
    found = answer(text, points("40", "41"))
    assert found.verdict == CANNOT_BE_CHECKED
    assert part in found.because


def test_a_move_of_a_day_that_its_rate_does_not_show_may_be_in_the_next_one() -> None:
    said = "The rouble plunged 10 percent on Tuesday."
    assert answer(said, points("57", "60", last=date(2014, 11, 11))).verdict == DOES_NOT_HOLD
    found = answer(said, points("57", "60", "73"))  # Monday, Tuesday, Wednesday
    assert found.verdict == CANNOT_BE_CHECKED
    assert "one moment of its day" in found.note
    assert answer(said, points("57", "60", "59")).verdict == DOES_NOT_HOLD
    assert answer("The rouble gained 10 percent on Tuesday.", points("57", "60", "73")).verdict == DOES_NOT_HOLD


def test_a_level_that_was_only_touched_cannot_be_refuted_by_a_rate_a_day() -> None:
    values = points("60", "73")
    assert answer("The rouble hit 80 to the dollar on Wednesday.", values).verdict == CANNOT_BE_CHECKED
    assert answer("The rouble hit 73 to the dollar on Wednesday.", values).verdict == HOLDS
    assert answer("The rouble closed at 80 to the dollar on Wednesday.", values).verdict == DOES_NOT_HOLD


def test_without_a_value_or_with_old_ones_alone_nothing_is_answered() -> None:
    said = "The rouble fell to a record low."
    assert answer(said, []).verdict == CANNOT_BE_CHECKED
    old = [replace(one) for one in points("40", "41", last=date(2014, 9, 1))]
    assert "newest value known then is of 1 Sep 2014" in answer(said, old).because
