"""Claims against stored rates: the article's own, and never by a rate that came later."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.model.document import Document
from tracker.services.claims import check_claims
from tracker.services.context import Context

SAID = "The ruble is down nearly 40 percent against the dollar since the start of the year."
DAY = date(2014, 11, 12)


def at(hour: int, minute: int = 0, *, text: str = SAID) -> Document:
    return Document(text=text, published_on=DAY, published_at=datetime(2014, 11, 12, hour, minute, tzinfo=UTC))


def test_the_claim_of_the_article_holds_of_the_dollar_alone(shipped_context: Context) -> None:
    (found,) = check_claims(shipped_context, at(19, 15))
    assert (found.verdict, found.only_as) == ("holds only as", "a dollar costs more")
    readings = {one.measure: round(float(one.computed), 3) for one in found.readings}
    assert readings == {"a dollar costs more": 0.409, "a rouble buys less": -0.290}
    assert found.series == "USD/RUB@ecb"
    assert found.before is not None
    assert found.after is not None
    assert (found.before.label, found.after.label) == ("2013-12-31", "2014-11-12")
    assert "36 to 40 %" in found.because
    assert "(32.87 → 46.30)" in found.because
    assert "At a rate 0.8 % away, the usual move of a day then, that is 39.7 % to 42.0 %" in found.because


def test_no_rate_is_used_that_came_after_the_publication(shipped_context: Context) -> None:
    (found,) = check_claims(shipped_context, at(12))  # before the fixing of that day
    assert found.after is not None
    assert found.after.label == "2014-11-11"
    assert found.after.published_at <= datetime(2014, 11, 12, 12, tzinfo=UTC)


def test_where_the_hour_is_not_known_and_decides_the_answer_says_so(shipped_context: Context) -> None:
    (found,) = check_claims(shipped_context, Document(text=SAID, published_on=DAY))
    assert found.verdict == "holds only as"
    assert "The hour of publication is not known; by the rates before that day it does not hold." in found.note


def test_without_a_day_of_publication_nothing_is_checked(shipped_context: Context) -> None:
    (found,) = check_claims(shipped_context, Document(text=SAID))
    assert found.verdict == "cannot be checked"
    assert "--published" in found.because


def test_a_series_without_stored_values_is_named(shipped_context: Context) -> None:
    (found,) = check_claims(shipped_context, at(19, text="Brent crude fell below $80 a barrel on Wednesday."))
    assert found.verdict == "cannot be checked"
    assert "BRENT/USD" in found.because


def test_of_a_series_that_has_ended_no_newer_value_is_made_up(shipped_context: Context) -> None:
    said = "The rouble has lost 40 percent since the start of the year."
    (found,) = check_claims(shipped_context, Document(text=said, published_on=date(2022, 3, 10)))
    assert found.verdict == "cannot be checked"
    assert "ended on 1 Mar 2022" in found.because
    (found,) = check_claims(shipped_context, Document(text=said, published_on=date(2022, 3, 2)))
    assert found.verdict == "cannot be checked"
    past = Document(text="The rouble lost 1 percent in 2021.", published_on=date(2023, 1, 9))
    assert check_claims(shipped_context, past)[0].verdict == "holds"


@pytest.mark.parametrize(
    "text",
    [
        "At the end of 2013 the dollar cost 32.87 roubles.",
        "MOSCOW, November 12, 2014 - At the end of 2013 the dollar cost 32.87 roubles.",
        "A year ago a dollar cost 32.70 roubles.",
    ],
)
def test_a_level_of_another_time_is_not_held_against_today(shipped_context: Context, text: str) -> None:
    (found,) = check_claims(shipped_context, at(19, 15, text=text))
    assert found.verdict == "cannot be checked"


def test_another_rouble_is_not_measured_by_the_russian_one(shipped_context: Context) -> None:
    text = "The Belarusian rouble fell 3 percent against the dollar on Tuesday."
    assert check_claims(shipped_context, at(19, 15, text=text)) == ()
