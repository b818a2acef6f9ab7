"""German and Russian claims against stored rates: the answers the same sentence has in English."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.model.claim import Checked
from tracker.model.document import Document
from tracker.services.claims import check_claims
from tracker.services.context import Context

DAY = date(2014, 11, 12)
AT = datetime(2014, 11, 12, 19, 15, tzinfo=UTC)


def checked(context: Context, language: str, text: str) -> Checked:
    document = Document(text=text, language=language, published_on=DAY, published_at=AT, zone="UTC")
    (found,) = check_claims(context, document)
    return found


@pytest.mark.parametrize(
    ("said", "verdict", "only_as"),
    [
        (
            {
                "en": "The rouble has lost nearly 40 percent against the dollar since the start of the year.",
                "de": "Der Rubel hat seit Jahresbeginn fast 40 Prozent gegenüber dem Dollar verloren.",
                "ru": "Рубль подешевел к доллару почти на 40% с начала года.",
            },
            "holds only as",
            "a dollar costs more",
        ),
        (
            {
                "en": "The rouble has lost about 29 percent of its value since the start of the year.",
                "de": "Der Rubel hat seit Jahresbeginn gegenüber dem Dollar rund 29 Prozent seines Wertes verloren.",
                "ru": "С начала года рубль потерял к доллару около 29% своей стоимости.",
            },
            "holds",
            "",
        ),
        (
            {
                "en": "The dollar has gained 29 percent against the rouble since the start of the year.",
                "de": "Der Dollar hat seit Jahresbeginn gegenüber dem Rubel um 29 Prozent zugelegt.",
                "ru": "Доллар подорожал к рублю на 29% с начала года.",
            },
            "holds only as",
            "a rouble buys less",
        ),
        (
            {
                "en": "The rouble has halved against the dollar since the start of the year.",
                "de": "Der Rubel hat sich gegenüber dem Dollar seit Jahresbeginn halbiert.",
                "ru": "С начала года рубль подешевел к доллару вдвое.",
            },
            "does not hold",
            "",
        ),
        (
            {
                "en": "A dollar cost around 46 roubles on Wednesday.",
                "de": "Ein Dollar kostete am Mittwoch rund 46 Rubel.",
                "ru": "Доллар стоил в среду около 46 рублей.",
            },
            "holds",
            "",
        ),
        (
            {
                "en": "The dollar rose above 48 roubles.",
                "de": "Der Dollar überstieg 48 Rubel.",
                "ru": "Курс доллара превысил 48 рублей.",
            },
            "does not hold",
            "",
        ),
        (
            {
                "en": "The rouble touched 49 to the dollar.",
                "de": "Ein Dollar kostete zeitweise 49 Rubel.",
                "ru": "Доллар достиг 49 рублей.",
            },
            "cannot be checked",
            "",
        ),
    ],
)
def test_one_claim_has_one_answer_in_three_languages(shipped_context, said, verdict, only_as):
    for language, text in said.items():
        found = checked(shipped_context, language, text)
        assert (found.verdict, found.only_as) == (verdict, only_as), text
        assert (found.claim.text, found.series) == (text, "USD/RUB@ecb")


@pytest.mark.parametrize(
    ("text", "verdict", "note"),
    [
        # ECB fixings of 2014: 44.35 on 5 November, 46.01 on the 6th; above 40 since October.
        (
            "The dollar rose above 46 roubles for the first time.",
            "holds",
            "No earlier rate of this series, which begins on 1 Apr 2005, was beyond it",
        ),
        (
            "The dollar rose above 40 roubles for the first time since January 2014.",
            "does not hold",
            "Not the first time",
        ),
    ],
)
def test_a_first_time_is_looked_for_in_the_rates_before(shipped_context, text, verdict, note):
    found = checked(shipped_context, "en", text)
    assert found.verdict == verdict
    assert note in found.note
