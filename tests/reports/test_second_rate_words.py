"""Letter and report on the same week at another hour: same way, other way, or one of the two did not move."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.reports.briefings import week_of_the_float
from tracker.model.alignment import Move
from tracker.reports.briefing import SecondSeries
from tracker.reports.document import Paragraph, as_str
from tracker.reports.letter.second import other_rates
from tracker.reports.levels import MethodBreak
from tracker.reports.sections.second import SECTION


@pytest.mark.parametrize(
    ("ends", "words"),
    [("50", "went the same way: Bank of Russia, rouble"), ("40", "went the other way"), ("46.1", "did not")],
)
def test_the_direction_at_another_hour_is_a_word(ends: str, words: str) -> None:
    week = week_of_the_float()
    assert week.rate is not None
    span = replace(week.rate.period, move=Move.between(Decimal("46.1"), Decimal(ends)))
    second = SecondSeries(series="USD/RUB@cbr", title="Bank of Russia", period=span, windows=week.windows)
    (said,) = other_rates(replace(week, second=(second,)))
    assert said.startswith(f"Rates made at another hour {words}")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ("50", "over the period the same direction (weaker, −7.8 %; the first −2.5 %)."),
        ("40", "over the period it disagrees (stronger, +15.3 %); both are shown, neither is averaged."),
        ("46.1", "over the period unchanged, 0.0 %, where the first was weaker."),
    ],
)
def test_the_report_says_so_with_the_move_and_an_unmoved_rate_neither_agrees_nor_disagrees(
    ends: str, words: str
) -> None:
    week = week_of_the_float()
    assert week.rate is not None
    span = replace(week.rate.period, move=Move.between(Decimal("46.1"), Decimal(ends)))
    second = SecondSeries(series="USD/RUB@cbr", title="Bank of Russia", period=span, windows=week.windows)
    section = SECTION.build(replace(week, second=(second,)))
    assert section is not None
    intro = section.blocks[0]
    assert isinstance(intro, Paragraph)
    assert as_str(intro.content).replace("\u202f", " ") == f"Bank of Russia: {words}"


def test_without_another_rate_nothing_is_said() -> None:
    assert other_rates(replace(week_of_the_float(), second=())) == ()


def test_another_rate_across_a_change_in_how_it_is_made_says_so_in_both() -> None:
    week = week_of_the_float()
    assert week.rate is not None
    change = MethodBreak(fixing=week.windows[2].window.fixing, before="as before")
    span = replace(week.rate.period, breaks=(change,))
    second = SecondSeries(series="USD/RUB@cbr", title="Bank of Russia", period=span, windows=week.windows)
    week = replace(week, second=(second,))
    (letter,) = other_rates(week)
    section = SECTION.build(week)
    assert section is not None
    intro = section.blocks[0]
    assert isinstance(intro, Paragraph)
    for said in (letter, as_str(intro.content)):
        assert "\u202f%, across a change in how it is made" in said
