"""What is a claim about a measured number, and what only looks like one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.claim import VERDICTS, Band, Claim, Point
from tracker.model.document import Document
from tracker.statements import claim_words as words
from tracker.statements.claim_verdicts import check
from tracker.statements.claims import MOST, find_claims

PUBLISHED = date(2014, 11, 12)  # a Wednesday


def claims(text: str) -> tuple[Claim, ...]:
    return find_claims(Document(text=text, published_on=PUBLISHED, zone="UTC"))


def only(text: str) -> Claim:
    found = claims(text)
    assert len(found) == 1, [one.wording for one in found]
    return found[0]


def share(low: str | None, high: str | None) -> tuple[Fraction | None, Fraction | None]:
    return tuple(None if end is None else Fraction(end) / 100 for end in (low, high))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("40 percent", "39.5", "40.5"),
        ("40.9 %", "40.85", "40.95"),
        ("nearly 40 percent", "36", "40"),
        ("almost 40%", "36", "40"),
        ("close to 40 per cent", "36", "40"),
        ("about 40 percent", "36", "44"),
        ("some 40 percent", "36", "44"),
        ("around forty percent", "36", "44"),
        ("just over 40 percent", "40", "44"),
        ("more than 40 percent", "40", None),
        ("at least 40 percent", "40", None),
        ("less than 40 percent", None, "40"),
        ("30 to 40 percent", "30", "40"),
        ("30-40 percent", "30", "40"),
        ("a third of its value", "30", "110/3"),
        ("two thirds of its value", "60", "220/3"),
        ("nearly half of its value", "45", "50"),
    ],
)
def test_a_wording_allows_what_is_declared_for_it(words: str, low: str | None, high: str | None) -> None:
    claim = only(f"The rouble has lost {words} against the dollar since January.")
    assert claim.band is not None
    assert (claim.band.low, claim.band.high) == share(low, high)
    assert (claim.subject, claim.pair, claim.direction, claim.measure) == ("rouble", "USD/RUB", "fall", "change")


@pytest.mark.parametrize(
    ("words", "since", "on"),
    [
        ("compared to the start of the year", date(2013, 12, 31), None),
        ("since the beginning of 2014", date(2013, 12, 31), None),
        ("this year", date(2013, 12, 31), None),
        ("year to date", date(2013, 12, 31), None),
        ("since June", date(2014, 5, 31), None),
        ("since 6 March 2014", date(2014, 3, 6), None),
        ("since March 6", date(2014, 3, 6), None),
        ("since December", date(2013, 11, 30), None),
        ("in the past week", date(2014, 11, 5), None),
        ("in two months", date(2014, 9, 13), None),
        ("this week", date(2014, 11, 9), None),
        ("from a year earlier", date(2013, 11, 12), None),
        ("on Tuesday", None, date(2014, 11, 11)),
        ("on Wednesday", None, date(2014, 11, 12)),
        ("on Friday", None, date(2014, 11, 7)),
        ("yesterday", None, date(2014, 11, 11)),
        ("on Nov. 10", None, date(2014, 11, 10)),
    ],
)
def test_a_time_is_resolved_against_the_day_of_publication(words: str, since: date | None, on: date | None) -> None:
    claim = only(f"The ruble fell 3 percent against the dollar {words}.")
    assert (claim.when.since, claim.when.on, claim.when.unknown) == (since, on, "")


def test_a_beginning_that_is_no_day_is_said_to_be_none() -> None:
    claim = only("The rouble has lost 40 percent since the sanctions were imposed.")
    assert "since the sanctions were imposed" in claim.when.unknown


@pytest.mark.parametrize(
    ("text", "subject", "pair", "direction", "measure"),
    [
        ("Russia's currency slid 2 % on Monday against the euro.", "rouble", "EUR/RUB", "fall", "change"),
        ("The dollar rose 3 percent against the rouble on Monday.", "dollar", "USD/RUB", "rise", "change"),
        ("A 3 percent fall in the rouble on Monday upset nobody.", "rouble", "USD/RUB", "fall", "change"),
        ("The dollar climbed to 46.3 roubles.", "dollar", "USD/RUB", "rise", "level"),
        ("The rouble traded at 46.3 to the dollar.", "rouble", "USD/RUB", "", "level"),
        ("Brent crude slid below $80 a barrel.", "oil", "BRENT/USD", "fall", "level"),
        ("Oil prices fell 30 percent this year.", "oil", "BRENT/USD", "fall", "change"),
        ("The Bank of Russia raised its key rate to 17 percent.", "key rate", "RU/KEYRATE", "rise", "level"),
        ("The Bank of Russia cut its key rate by 50 basis points.", "key rate", "RU/KEYRATE", "fall", "points"),
        ("Russia's reserves fell to $428.6 billion.", "reserves", "RU/RESERVES", "fall", "level"),
        ("The rouble fell to a record low.", "rouble", "USD/RUB", "fall", "record"),
        ("The rouble hit its lowest since March 2009.", "rouble", "USD/RUB", "fall", "record"),
        ("It was the steepest fall of the rouble since 1998.", "rouble", "USD/RUB", "fall", "largest"),
        ("The rouble has halved this year.", "rouble", "USD/RUB", "fall", "change"),
        ("A 10-percent fall in the rouble since January was noted.", "rouble", "USD/RUB", "fall", "change"),
        ("The rouble eased to trade at 47.03 against the US dollar.", "rouble", "USD/RUB", "", "level"),
        ("The rouble is at its weakest against the dollar since records began.", "rouble", "USD/RUB", "fall", "record"),
        ("The dollar gained on the euro; one dollar now buys 46 roubles.", "dollar", "USD/RUB", "", "level"),
        ("This was the worst week for the rouble since March.", "rouble", "USD/RUB", "fall", "largest"),
        ("The rouble is already more than 30 percent weaker today.", "rouble", "USD/RUB", "fall", "change"),
    ],
)
def test_a_claim_is_read(text: str, subject: str, pair: str, direction: str, measure: str) -> None:
    claim = only(text)
    assert (claim.subject, claim.pair, claim.direction, claim.measure) == (subject, pair, direction, measure)


def test_a_level_that_is_crossed_lies_on_the_side_to_which_the_subject_moved() -> None:
    bands = {
        text: only(text).band
        for text in (
            "The rouble fell below 50 to the dollar.",
            "The rouble weakened past 50 to the dollar.",
            "The rouble strengthened past 50 to the dollar.",
            "The dollar rose above 50 roubles.",
        )
    }
    ends = [None if band is None else (band.low, band.high) for band in bands.values()]
    assert ends == [(50, None), (50, None), (None, 50), (50, None)]


@pytest.mark.parametrize(
    "text",
    [
        "The rouble could fall 40 percent this year.",
        "The rouble has not lost 40 percent this year.",
        "Analysts expect the rouble to lose 10 percent this year.",
        "Shares fell 3 percent as the rouble steadied on Monday.",
        "The rouble fell, and inflation hit 8 percent.",
        "The ruble-denominated index fell 2 percent on Monday.",
        "The currency fell 40 percent this year.",  # whose, nobody said
        "Sanctions cost Russia $40 billion, while the rouble steadied.",
        "The rouble was printed on 46 million notes.",
        "Oil companies cut production by 3 percent on Monday.",
        "The ruble is 1 of 40 currencies.",
        "In the first half of 2014 the rouble fell.",
        "The Russian foreign ministry fell silent 40 percent of the time.",
        "The price of Brent crude is up about $50 a barrel this year.",
        "The rouble is down to 50 percent of what it was.",
        "The dollar rose 3 roubles on Monday.",
        "Russia watched as the Federal Reserve raised its key rate to 5.25 percent.",
        "The central bank raised its key rate to 17 percent.",  # which one, nobody said
        "China's reserves fell to $310 billion, Russia said.",
        "The oil giant lost 5 percent on Monday.",
    ],
)
def test_hard_negatives_are_no_claims(text: str) -> None:
    assert claims(text) == ()


def test_two_claims_of_one_sentence_keep_their_own_times() -> None:
    found = claims("The rouble, which fell 3 percent on Tuesday, has lost 40 percent since the start of the year.")
    assert [(one.when.on, one.when.since) for one in found] == [
        (date(2014, 11, 11), None),
        (None, date(2013, 12, 31)),
    ]


def test_the_time_beside_a_record_of_all_time_is_when_it_was_reached() -> None:
    claim = only("The rouble hit an all-time low against the dollar earlier this week.")
    assert (claim.when.since, claim.when.until, claim.when.on) == (None, PUBLISHED, None)
    for text in ("hit an all-time low after its fall since the war began", "is at its weakest since records began"):
        claim = only(f"The rouble {text}.")
        assert (claim.when.since, claim.when.unknown) == (None, "")


def test_a_sentence_that_goes_on_about_it_means_what_the_one_before_spoke_of() -> None:
    claim = only("The rouble was calm on Wednesday. It has lost 40 percent since January.")
    assert (claim.subject, claim.text) == ("rouble", "It has lost 40 percent since January.")
    assert claims("The rouble was calm as shares rose. It has lost 40 percent since January.") == ()
    assert claims("The rouble was calm. It said that it had 40 percent.") == ()
    assert claims("It has lost 40 percent since January.") == ()


def test_a_time_of_another_clause_is_not_the_claims() -> None:
    claim = only("The rouble has already fallen 15 percent, and the bank intervened this week for the first time.")
    assert (claim.when.since, claim.when.words) == (None, "")


def test_a_span_gives_the_sentence_in_the_text() -> None:
    text = "Nothing happened in the U.S. on Monday.  The rouble fell\n3 percent on Tuesday. So it goes."
    claim = only(text)
    assert text[slice(*claim.span)] == "The rouble fell\n3 percent on Tuesday."
    assert claim.text == "The rouble fell 3 percent on Tuesday."


def test_what_is_written_in_another_language_is_left_alone() -> None:
    text = "The rouble fell 3 percent on Tuesday."
    assert find_claims(Document(text=text, published_on=PUBLISHED, language="de")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        '"' * 10_000,
        "ruble 40 percent " * 60_000,
        "The ruble fell 3 percent on Tuesday. " * 30_000,
        "The ruble fell " + "3," * 500_000,
        "a." * 500_000,
        "رubleروبل \u202e 40 percent \u202c" * 20_000,
        "since the rouble " * 60_000,
    ],
    ids=["empty", "quotes", "one sentence", "many", "digits", "stops", "right-to-left", "since"],
)
def test_garbage_gives_a_bounded_answer(text: str) -> None:
    assert len(claims(text)) <= MOST


_VOCABULARY = (
    *words.SUBJECTS,
    *(" ".join(phrase) for phrase in (*words.SUBJECT_PHRASES, *words.APPROXIMATIONS)),
    *sorted(words.FALL | words.RISE | words.SUPERLATIVES | words.EVER | words.NUMBERS.keys() | words.FRACTIONS.keys()),
    *("percent", "%", "per cent", "basis points", "roubles", "to the dollar", "per euro", "a barrel", "billion", "$"),
    *("46.3", "1,200", "0", "0.0", "2014", "30 February", "March 6", "12 Nov 2014", "9" * 30, "1.1.1", "halved"),
    *("since", "start of the year", "this week", "last month", "in the past", "years", "on", "Tuesday", "yesterday"),
    *("record", "low", "five-year", "one-day", "week", "against", "basket", "of its value", "a year earlier", "May"),
    *("the", "its", "in", "of", "for", "by", "from", "to", "-", ",", "—", "and", "but", "may", "not"),
)


@given(st.lists(st.sampled_from(_VOCABULARY), max_size=30), st.sampled_from([None, PUBLISHED, date(2016, 2, 29)]))
def test_whatever_the_words_the_answer_is_one(parts: list[str], day: date | None) -> None:
    text = " ".join(parts)
    points = [
        Point(
            label=one.isoformat(), day=one, value=Fraction(30 + one.day), published_at=datetime(2014, 1, 1, tzinfo=UTC)
        )
        for one in (date(2014, 9, 1) + timedelta(days=number) for number in range(73))
    ]
    for claim in find_claims(Document(text=text, published_on=day)):
        start, end = claim.span
        assert 0 <= start < end <= len(text)
        if claim.band is not None and claim.band.low is not None and claim.band.high is not None:
            assert claim.band.low <= claim.band.high
        assert check(claim, points, series="USD/RUB@ecb", today=day or PUBLISHED).verdict in VERDICTS


@pytest.mark.parametrize(
    "text",
    [
        "The dollar now costs 46 roubles, up from 33 in January.",
        "The rouble weakened to 46.30 per dollar from 32.87 at the start of the year.",
        "A dollar buys more than 46 roubles, compared with 33 at the start of the year.",
    ],
)
def test_the_time_of_what_a_level_is_compared_with_is_not_the_time_of_the_level(text: str) -> None:
    claim = only(text)
    assert (claim.measure, claim.when.since, claim.when.until, claim.when.on) == ("level", None, None, None)


@pytest.mark.parametrize("words", ["than in January", "since late March", "since mid-March"])
def test_a_month_of_which_no_day_is_meant_by_name_cannot_be_told(words: str) -> None:
    assert "names no day that can be told" in only(f"The rouble is 40 percent weaker {words}.").when.unknown


def test_a_single_day_is_the_one_that_is_named_beside_it() -> None:
    assert only("The rouble lost 3 percent in a single day.").when.since is None
    assert only("The rouble lost 3 percent in a single day on Tuesday.").when.on == date(2014, 11, 11)


def test_may_is_a_month_beside_a_preposition_and_else_no_fact() -> None:
    assert only("The rouble fell in May by 3 percent.").when.since == date(2014, 4, 30)
    assert claims("The rouble may fall by 3 percent.") == ()


def test_two_numbers_of_one_verb_are_two_claims() -> None:
    found = claims("The rouble lost 2 percent against the euro and 3 percent against the dollar on Tuesday.")
    assert [(one.pair, one.direction, one.value) for one in found] == [
        ("EUR/RUB", "fall", Fraction(1, 50)),
        ("USD/RUB", "fall", Fraction(3, 100)),
    ]


def test_dollars_of_oil_are_of_a_barrel_and_other_dollars_are_not() -> None:
    assert (only("Brent fell below $80.").pair, only("Brent fell below $80.").band) == (
        "BRENT/USD",
        Band(low=None, high=Fraction(80)),
    )
    assert claims("Brent helped it to earn $80 million.") == ()
    assert [one.wording for one in claims("Oil fell $2 to $80 a barrel.")] == ["$80 a barrel"]


def test_the_furthest_level_of_a_moment_is_said_to_be_one() -> None:
    assert "furthest moment" in only("The rouble fell as low as 48.65 per dollar.").when.unknown


@pytest.mark.parametrize(
    "text",
    [
        "The rouble fell below 47 to the dollar for the first time since 2009.",
        "For the first time since 2009 the rouble fell below 47 to the dollar.",
    ],
)
def test_a_first_time_is_one_among_the_values_after_the_time_that_is_named(text: str) -> None:
    claim = only(text)
    assert (claim.first, claim.when.since) == (True, date(2009, 12, 31))
    assert not only("The rouble fell below 47 to the dollar.").first


def test_from_one_number_to_another_is_no_range() -> None:
    claim = only("The Bank of Russia raised its key rate from 8 to 9.5 percent.")
    assert (claim.measure, claim.value, claim.wording) == ("level", Fraction(19, 2), "9.5 percent")
    assert only("The rouble lost 8 to 9 percent since June.").wording == "8 to 9 percent"
