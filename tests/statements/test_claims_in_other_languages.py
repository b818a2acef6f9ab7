"""Claims in German and Russian: read by the rules and tolerances of English, and nothing else taken for one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.model.claim import Claim
from tracker.model.document import Document
from tracker.statements.claim_german import GERMAN
from tracker.statements.claim_russian import RUSSIAN
from tracker.statements.claim_tokens import tokens
from tracker.statements.claim_tongues import in_english
from tracker.statements.claims import find_claims

PUBLISHED = date(2014, 11, 12)  # a Wednesday
NEW_YEAR = date(2013, 12, 31)


def claims(text: str, language: str) -> tuple[Claim, ...]:
    return find_claims(Document(text=text, published_on=PUBLISHED, language=language))


def only(text: str, language: str) -> Claim:
    found = claims(text, language)
    assert len(found) == 1, [one.wording for one in found]
    return found[0]


@pytest.mark.parametrize(
    ("language", "words", "low", "high"),
    [
        ("de", "40 Prozent", "39.5", "40.5"),
        ("de", "40,9 Prozent", "40.85", "40.95"),
        ("de", "fast 40 Prozent", "36", "40"),
        ("de", "knapp 40 Prozent", "36", "40"),
        ("de", "rund 40 Prozent", "36", "44"),
        ("de", "etwa vierzig Prozent", "36", "44"),
        ("de", "gut 40 Prozent", "40", "44"),
        ("de", "mehr als 40 Prozent", "40", None),
        ("de", "über 40 %", "40", None),
        ("de", "weniger als 40 Prozent", None, "40"),
        ("de", "ein Drittel seines Wertes", "30", "110/3"),
        ("de", "zwei Drittel seines Wertes", "60", "220/3"),
        ("de", "fast die Hälfte seines Wertes", "45", "50"),
        ("ru", "40%", "39.5", "40.5"),
        ("ru", "40,9%", "40.85", "40.95"),
        ("ru", "почти 40%", "36", "40"),
        ("ru", "около 40%", "36", "44"),
        ("ru", "примерно сорок процентов", "36", "44"),
        ("ru", "более 40 процентов", "40", None),
        ("ru", "свыше 40%", "40", None),
        ("ru", "менее 40%", None, "40"),
        ("ru", "чуть более 40%", "40", "44"),
        ("ru", "треть стоимости", "30", "110/3"),
        ("ru", "половину своей стоимости", "45", "55"),
    ],
)
def test_a_wording_allows_what_is_declared_for_its_english(language, words, low, high):
    sentence = {
        "de": "Der Rubel hat seit Januar gegenüber dem Dollar {} verloren.",
        "ru": "С января рубль потерял {} к доллару.",
    }[language]
    claim = only(sentence.format(words), language)
    bounds = tuple(None if end is None else Fraction(end) / 100 for end in (low, high))
    assert (claim.band.low, claim.band.high) == bounds
    assert claim.wording == words.removesuffix(" seines Wertes").removesuffix(" стоимости").removesuffix(" своей")
    assert (claim.subject, claim.pair, claim.direction, claim.measure) == ("rouble", "USD/RUB", "fall", "change")
    assert claim.when.since == NEW_YEAR


@pytest.mark.parametrize(
    ("language", "words", "since", "on"),
    [
        ("de", "seit Jahresbeginn", NEW_YEAR, None),
        ("de", "im Vergleich zum Jahresanfang", NEW_YEAR, None),
        ("de", "in diesem Jahr", NEW_YEAR, None),
        ("de", "seit Juni", date(2014, 5, 31), None),
        ("de", "seit dem 6. März 2014", date(2014, 3, 6), None),
        ("de", "seit dem 6. März", date(2014, 3, 6), None),
        ("de", "binnen einer Woche", date(2014, 11, 5), None),
        ("de", "in den vergangenen zwei Monaten", date(2014, 9, 13), None),
        ("de", "in dieser Woche", date(2014, 11, 9), None),
        ("de", "am Dienstag", None, date(2014, 11, 11)),
        ("de", "am 10. November", None, date(2014, 11, 10)),
        ("de", "am 10.11.2014", None, date(2014, 11, 10)),
        ("de", "gestern", None, date(2014, 11, 11)),
        ("ru", "с начала года", NEW_YEAR, None),
        ("ru", "по сравнению с началом года", NEW_YEAR, None),
        ("ru", "в этом году", NEW_YEAR, None),
        ("ru", "с июня", date(2014, 5, 31), None),
        ("ru", "с 6 марта 2014 года", date(2014, 3, 6), None),
        ("ru", "за неделю", date(2014, 11, 5), None),
        ("ru", "за последние два месяца", date(2014, 9, 13), None),
        ("ru", "во вторник", None, date(2014, 11, 11)),
        ("ru", "10 ноября", None, date(2014, 11, 10)),
        ("ru", "вчера", None, date(2014, 11, 11)),
    ],
)
def test_a_time_is_resolved_against_the_day_of_publication(language, words, since, on):
    sentence = {"de": "Der Rubel ist {} um 3 Prozent gefallen.", "ru": "Рубль {} подешевел на 3%."}[language]
    claim = only(sentence.format(words), language)
    assert (claim.when.since, claim.when.on, claim.when.unknown) == (since, on, "")


@pytest.mark.parametrize(
    ("language", "text", "subject", "pair", "direction", "measure"),
    [
        ("de", "Am Montag verlor der Rubel 40 Prozent seines Wertes.", "rouble", "USD/RUB", "fall", "change"),
        ("de", "Seit Januar ist der Rubel um 40 Prozent gefallen.", "rouble", "USD/RUB", "fall", "change"),
        ("de", "Am Dienstag stieg der Dollar auf 47 Rubel.", "dollar", "USD/RUB", "rise", "level"),
        ("de", "Am Dienstag kostete der Dollar 47 Rubel.", "dollar", "USD/RUB", "", "level"),
        ("ru", "Во вторник упал рубль на 3%.", "rouble", "USD/RUB", "fall", "change"),
        ("de", "Seit Beginn des Jahres verlor der Rubel ein Drittel an Wert.", "rouble", "USD/RUB", "fall", "change"),
        (
            "de",
            "Moskau: Die Zentralbank hob den Leitzins auf 9,5 Prozent an.",
            "key rate",
            "RU/KEYRATE",
            "rise",
            "level",
        ),
        ("ru", "Курс доллара на московской бирже достиг 48,6 рубля.", "dollar", "USD/RUB", "", "level"),
        ("ru", "ЦБ поднял ключевую ставку с 8% до 9,5% годовых.", "key rate", "RU/KEYRATE", "rise", "level"),
        ("ru", "Рубль ослаб на 2% относительно евро.", "rouble", "EUR/RUB", "fall", "change"),
        ("de", "Der Rubel gab am Montag um 2 Prozent nach.", "rouble", "USD/RUB", "fall", "change"),
        ("de", "Der Rubel legte zum Euro um 2 Prozent zu.", "rouble", "EUR/RUB", "rise", "change"),
        ("de", "Der Dollar stieg gegenüber dem Rubel um 3 Prozent.", "dollar", "USD/RUB", "rise", "change"),
        ("de", "Der Fall des Rubels um 3 Prozent überraschte niemanden.", "rouble", "USD/RUB", "fall", "change"),
        ("de", "Der Rubel wurde halbiert, und das in diesem Jahr.", "rouble", "USD/RUB", "fall", "change"),
        ("de", "Ein Euro kostete mehr als 57 Rubel.", "euro", "EUR/RUB", "", "level"),
        ("de", "Der Rubel wurde mit 46,3 zum Dollar gehandelt.", "rouble", "USD/RUB", "", "level"),
        ("de", "Der Rubel rutschte auf ein Rekordtief.", "rouble", "USD/RUB", "fall", "record"),
        ("de", "Der Rubel war so schwach wie nie zuvor.", "rouble", "USD/RUB", "fall", "record"),
        ("de", "Der Rubel notierte auf dem tiefsten Stand seit März 2009.", "rouble", "USD/RUB", "fall", "record"),
        ("de", "Der Rubel sank auf ein Fünf-Jahres-Tief.", "rouble", "USD/RUB", "fall", "record"),
        ("de", "Es war der größte Tagesverlust des Rubels seit 1998.", "rouble", "USD/RUB", "fall", "largest"),
        ("de", "Der Rubel sah den stärksten Rückgang seit Mai 2009.", "rouble", "USD/RUB", "fall", "largest"),
        ("de", "Brent sank unter 80 Dollar je Barrel.", "oil", "BRENT/USD", "fall", "level"),
        ("de", "Russland: Der Leitzins steigt auf 9,5 Prozent.", "key rate", "RU/KEYRATE", "rise", "level"),
        ("de", "Russlands Reserven sanken auf 428,6 Mrd. Dollar.", "reserves", "RU/RESERVES", "fall", "level"),
        ("ru", "Курс доллара превысил 47 рублей.", "dollar", "USD/RUB", "rise", "level"),
        ("ru", "Рубль упал ниже 47 за доллар.", "rouble", "USD/RUB", "fall", "level"),
        ("ru", "Евро стоил больше 57 рублей.", "euro", "EUR/RUB", "", "level"),
        ("ru", "Доллар подорожал на 40% с начала года.", "dollar", "USD/RUB", "rise", "change"),
        ("ru", "Рубль подешевел вдвое.", "rouble", "USD/RUB", "fall", "change"),
        ("ru", "Доллар подорожал вдвое.", "dollar", "USD/RUB", "rise", "change"),
        ("ru", "Падение рубля на 3% никого не удивило.", "rouble", "USD/RUB", "fall", "change"),
        ("ru", "Рубль обновил исторический минимум.", "rouble", "USD/RUB", "fall", "record"),
        ("ru", "Рубль опустился до минимума с марта 2009 года.", "rouble", "USD/RUB", "fall", "record"),
        ("ru", "Это самое сильное падение рубля с 1998 года.", "rouble", "USD/RUB", "fall", "largest"),
        ("ru", "Нефть опустилась ниже 80 долларов за баррель.", "oil", "BRENT/USD", "fall", "level"),
        ("ru", "Банк России повысил ключевую ставку до 9,5%.", "key rate", "RU/KEYRATE", "rise", "level"),
        (
            "ru",
            "Банк России поднял ключевую ставку на 1,5 процентного пункта.",
            "key rate",
            "RU/KEYRATE",
            "rise",
            "points",
        ),
        (
            "ru",
            "Международные резервы России снизились до 428,6 млрд долларов.",
            "reserves",
            "RU/RESERVES",
            "fall",
            "level",
        ),
    ],
)
def test_claims_of_every_kind_are_found(language, text, subject, pair, direction, measure):
    claim = only(text, language)
    assert (claim.subject, claim.pair, claim.direction, claim.measure) == (subject, pair, direction, measure)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "40 Prozent der Sanktionen gegen den Rubel blieben in Kraft."),
        ("de", "Der Rubel fiel, und die Partei verlor 40 Prozent der Stimmen."),
        ("de", "Das Bruttoinlandsprodukt sank um 3 Prozent, während der Rubel schwach blieb."),
        ("de", "Die Hrywnja verlor 40 Prozent gegenüber dem Dollar."),
        ("de", "Die Inflation stieg auf 8 Prozent, der Rubel blieb stabil."),
        ("de", "Analysten erwarten, dass der Rubel um 10 Prozent fällt."),
        ("de", "Es hieß, dass der Rubel um 10 Prozent fallen könnte."),
        ("de", "Der Rubel fiel nicht um 40 Prozent."),
        ("de", "Auf jeden Fall ist der Rubel in Not, und 40 Prozent will er nicht."),
        ("ru", "Санкции против рубля затронули 40% компаний."),
        ("ru", "Рубль упал, а партия потеряла 40% голосов."),
        ("ru", "ВВП снизился на 3%, а рубль остался прежним."),
        ("ru", "Гривна потеряла 40% к доллару."),
        ("ru", "Рубль может упасть на 10%."),
        ("ru", "Рубль не упал на 40%."),
        ("ru", "Аналитики ожидают, что рубль подешевел бы на 10%."),
        ("de", "Der Rubel fiel und 40 Prozent der Händler verloren Geld."),
        ("ru", "Рубль упал и 40% трейдеров потеряли деньги."),
        ("en", "The rouble fell 40 percent of the time."),
        ("de", "Die Moskauer Börse verlor 3 Prozent, der Rubel blieb stabil."),
        ("fr", "Le rouble a perdu 40 % face au dollar depuis janvier."),
    ],
)
def test_what_is_no_claim_is_none(language, text):
    assert claims(text, language) == ()


def test_another_pair_of_currencies_is_said_not_to_be_measured():
    for language, text in (
        ("de", "Der Euro fiel gegenüber dem Dollar um 2 Prozent."),
        ("ru", "Евро подешевел к доллару на 2%."),
    ):
        claim = only(text, language)
        assert (claim.pair, claim.when.unknown) == ("", "the euro is measured here against the rouble alone")


def test_a_level_that_was_touched_is_known_to_be_of_a_moment():
    claim = only("Ein Dollar kostete zeitweise 47 Rubel.", "de")
    assert only("Am Freitag erreichte der Dollar 48 Rubel.", "de").moment
    assert not only("Am Freitag kostete der Dollar 48 Rubel.", "de").moment
    assert (claim.moment, claim.band.low, claim.band.high) == (True, Fraction(93, 2), Fraction(95, 2))


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "Der Dollar stieg auf 1.046,5 Rubel.", Fraction(2093, 2)),
        ("ru", "Доллар вырос до 1 046,5 рубля.", Fraction(2093, 2)),
        ("ru", "Доллар вырос до 46.30 рубля.", Fraction(463, 10)),
        ("de", "Der Dollar stieg auf 46,30 Rubel.", Fraction(463, 10)),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(language, text, value):
    assert only(text, language).value == value


PIECES = st.sampled_from(
    """
    Rubel|Der Rubel|Dollar|fiel|gab|nach|um|auf|40|46,30|1.250,5|Prozent|%|gut|fast|je|seit|6. März|31. Februar|2014|.|
    ,|11.11.2014|99.99.2014|so tief wie nie|Mai|рубль|доллар|упал|на|до|с|почти|млрд|годовых|за неделю|вдвое|—|
    с начала года
    """.strip().split("|")
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["de", "ru"]), st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=25).map(" ".join))
def test_what_is_claimed_is_in_the_text_and_allows_something(language: str, text: str) -> None:
    for claim in claims(text, language):
        start, end = claim.span
        assert claim.text.split() == text[start:end].split()
        assert claim.wording in claim.text
        assert claim.band is None or None in {claim.band.low, claim.band.high} or claim.band.low <= claim.band.high


@pytest.mark.parametrize("piece", ["gab ", "so tief wie ", "1 000 ", "6. ", "рекордный ", "с 6 ", "um 3 Prozent "])
def test_a_sentence_has_no_more_than_three_tokens_for_each_of_its_own(piece: str) -> None:
    for speech in (GERMAN, RUSSIAN):
        text = piece * 200
        written = tokens(text, 0, len(text))
        assert len(in_english(written, speech)) <= 3 * len(written)
