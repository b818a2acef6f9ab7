"""Words in two languages: what was told can be told again, numbers and counts, dates that know no locale."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal

import pytest

from tracker.model.series import SeriesName
from tracker.reports import dates
from tracker.reports.briefing import PeriodInfo
from tracker.reports.cleaning import plain
from tracker.reports.currencies import pair_of
from tracker.reports.numbers import level, percent
from tracker.reports.reasons import told_reason
from tracker.reports.wording import ENGLISH, Words, told

GERMAN = Words(language="de")


def test_a_told_text_is_english_and_can_be_said_in_german() -> None:
    said = told("rates.ended_before", day=date(2022, 3, 1), credit=told("publisher.ecb.full"))
    assert said == "No rate of this period is stored: the newest one is of 2022-03-01, European Central Bank."
    assert GERMAN.of(said) == (
        "Aus diesem Zeitraum ist kein Kurs gespeichert: Der neueste ist vom 1. März 2022 (Europäische Zentralbank)."
    )
    assert ENGLISH.of(said) == said


def test_a_told_text_survives_being_copied() -> None:
    copied = copy.deepcopy(told("rates.none_stored", pair="USD/UAH"))
    assert GERMAN.of(copied) == "Es ist kein Kurs von USD/UAH gespeichert."


def test_values_from_outside_are_not_read_as_messages() -> None:
    assert GERMAN.of(told("rates.none_stored", pair="{credit}")) == "Es ist kein Kurs von {credit} gespeichert."


def test_what_shipped_data_say_is_found_by_its_text_and_the_rest_stays() -> None:
    assert (
        GERMAN.of("Bank of Russia decides on its key rate")
        == "Die russische Zentralbank entscheidet über ihren Leitzins"
    )
    assert GERMAN.of("Somebody else decides") == "Somebody else decides"
    assert ENGLISH.of("Bank of Russia decides on its key rate") == "Bank of Russia decides on its key rate"
    assert GERMAN.knows("EU Council")
    assert not GERMAN.knows("Somebody else decides")


def test_reasons_with_numbers_remember_them() -> None:
    because = "not applicable: unchanged on 97 % of the 250 days before, as if held by decree"
    assert told_reason(because) == because
    assert "97 % der 250 Tage" in GERMAN.of(told_reason(because))
    assert told_reason("fewer than 100 comparable windows lie before it").endswith("before it")
    assert told_reason("the model was abducted") == "the model was abducted"


def test_numbers_have_the_readers_signs() -> None:
    assert plain(percent(-0.0246, signed=True, words=GERMAN)) == "−2,5 %"
    assert level(Decimal("47.30460"), words=GERMAN) == "47,30"
    assert level(Decimal("1.23930"), words=Words(language="en", numbers="de")) == "1,239"
    assert (GERMAN.cardinal(12), GERMAN.cardinal(13), ENGLISH.cardinal(13)) == ("zwölf", "13", "thirteen")
    assert plain(ENGLISH.cardinal(1234)) == "1 234"
    assert GERMAN.listed(["a"]) == "a"
    assert GERMAN.listed(["a", "b", "c"]) == "a, b und c"


@pytest.mark.parametrize(
    ("since", "until", "english", "german"),
    [
        (date(2014, 11, 10), date(2014, 11, 17), "10–16 November 2014", "10.–16. November 2014"),
        (date(2014, 10, 27), date(2014, 11, 3), "27 October – 2 November 2014", "27. Oktober – 2. November 2014"),
        (
            date(2014, 12, 29),
            date(2015, 1, 5),
            "29 December 2014 – 4 January 2015",
            "29. Dezember 2014 – 4. Januar 2015",
        ),
        (date(2022, 2, 28), date(2022, 3, 1), "Monday 28 February 2022", "Montag, 28. Februar 2022"),
    ],
)
def test_spans_of_days(since: date, until: date, english: str, german: str) -> None:
    assert plain(dates.span(since, until)) == english
    assert plain(dates.span(since, until, words=GERMAN)) == german


def test_days_in_text_and_in_tables() -> None:
    day = date(2014, 9, 8)
    assert plain(dates.day_name(day, year=True)) == plain(dates.day_in_table(day, year=True)) == "Mon 8 Sep 2014"
    assert plain(dates.day_name(day, year=True, words=GERMAN)) == "Montag, 8. September 2014"
    assert plain(dates.day_in_table(day, words=GERMAN)) == "Mo., 8. Sept."
    assert plain(dates.span(day, date(2014, 9, 15), year=False, short=True, words=GERMAN)) == "8.–14. Sept."
    assert dates.week_with_dates("2014-W46", GERMAN).startswith("die Woche vom 10.–16.")


@pytest.mark.parametrize("kind", ["week", "day", "range"])
def test_periods_have_words_in_every_form(kind: str) -> None:
    start, end = date(2014, 11, 10), date(2014, 11, 17)
    noon = dates.datetime(2014, 11, 10, tzinfo=dates.zone("UTC"))
    period = PeriodInfo(start=noon, end=noon, zone="UTC", since=start, until=end, label="x", kind=kind)
    for form in ("this", "for_this", "out_of", "over"):
        assert dates.this_period(period, GERMAN, form=form)


@pytest.mark.parametrize(
    ("pair", "the", "it", "its", "one"),
    [
        ("USD/RUB", "der Rubel", "den Rubel", "des Rubels", "ein Rubel"),
        ("USD/UAH", "die Hrywnja", "die Hrywnja", "der Hrywnja", "eine Hrywnja"),
        ("USD/GBP", "das Pfund", "das Pfund", "des Pfunds", "ein Pfund"),
        ("USD/AUD", "der australische Dollar", "den australischen Dollar", "des australischen Dollars",
         "ein australischer Dollar"),
        ("USD/SEK", "die schwedische Krone", "die schwedische Krone", "der schwedischen Krone",
         "eine schwedische Krone"),
        ("USD/XDR", "die Währung XDR", "die Währung XDR", "der Währung XDR", "eine Einheit XDR"),
    ],
)  # fmt: skip
def test_currencies_are_declined(pair: str, the: str, it: str, its: str, one: str) -> None:
    found = pair_of(SeriesName.parse(f"{pair}@ecb"), GERMAN)
    assert (found.the_quote, found.it_quote, found.its_quote, found.a_quote) == (the, it, its, one)


def test_a_rate_names_both_currencies_in_german() -> None:
    name = SeriesName.parse("AUD/RUB@ecb")
    assert (pair_of(name).per, pair_of(name).unit) == ("per Australian dollar", "roubles per Australian dollar")
    german = pair_of(name, GERMAN)
    assert german.per == german.unit == "Rubel je australischen Dollar"
