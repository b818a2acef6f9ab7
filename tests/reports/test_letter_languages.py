"""The letter in English and German: complete in both, the same numbers, plain words, nothing of one in the other."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from tests.reports.letters import MAKERS
from tests.reports.test_letter_words import BANNED
from tracker.model.reader import LANGUAGES
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import plain
from tracker.reports.letter.content import LetterContent, content_of
from tracker.reports.letter.text import WIDTH, text_part
from tracker.reports.phrases import headline_of
from tracker.reports.wording import Words
from tracker.reports.wrapping import display_width

_COMMON = """
the a and of is with for from to that on at by not this these which are were we you your it its if else or but than
more less no none other others one two three week weeks month year day days rate rates move moves fall rise lost
gained weaker stronger unchanged logged announcement announcements sanctions new met costs per lowest highest
missing stale newest stored made published official above below later earlier between before after ends ended
holiday Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Mar Dec Moscow rouble
roubles pound euros Russia Germany Exchange source Bank European Central
"""
ENGLISH_WORDS = frozenset(_COMMON.split())
"""Words that no German sentence holds."""

BANNED_IN_GERMAN = (
    r"abnormale?[rsn]? Renditen?",
    r"Überrenditen?",
    r"Kointegration",
    r"p-Werte?s?",
    r"Konfidenz\w*",
    r"[Ss]ignifikan\w*",
    r"Ereignisstudien?",
    r"Schätzfenster\w*",
    r"kontaminiert\w*",
    r"mehrdeutig\w*",
    r"Störereignis\w*",
    r"Quarantäne",
    r"Teststärke",
    r"Nullhypothese\w*",
    r"Standardabweichung\w*",
    r"Regression\w*",
    r"verursacht\w*",
)


@cache
def letter(name: str, language: str) -> LetterContent:
    return content_of(MAKERS[name](), words=Words(language=language))


@cache
def briefing(name: str) -> Briefing:
    return MAKERS[name]()


def said_by_us(content: LetterContent, found: Briefing) -> list[str]:
    """Every string of a letter but titles and names from outside."""
    bare = dataclasses.replace(content, said=(), corrections=())
    chart = [content.chart.caption] if content.chart else []
    rows = [text for row in content.numbers for text in dataclasses.astuple(row)]
    coming = [text for row in content.coming for text in (row.day, row.what) if row.lang == content.words.language]
    who = [text for row in content.said for text in (row.day, row.who)]
    fields = [
        *(content.subject, content.preview, content.period, content.minute, content.numbers_note, content.verdict),
        *(content.title, content.question, content.quote_as),
        *(*content.notices, *content.watched, *content.said_notes, *content.moved, *content.unseen, *content.credits),
        *(*content.columns, *content.short_columns, *chart, *rows, *coming, *who, text_part(bare)),
    ]
    titles = [title for item in found.events for limit in (60, 80, 90, 120) for title in _titles(item, limit)]
    marks = [mark.text for mark in found.rate.marks] if found.rate else []
    return [_without(plain(" ".join(text.split())), [*titles, *marks]) for text in fields]


def _titles(item: object, limit: int) -> tuple[str, ...]:
    event = item.event  # type: ignore[attr-defined]
    return headline_of(event, limit), event.title


def _without(text: str, titles: list[str]) -> str:
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(title, "")
    return text


def prose(content: LetterContent) -> Iterator[str]:
    yield from (content.subject, content.minute, content.numbers_note, content.verdict)
    yield from (*content.notices, *content.said_notes, *content.moved, *content.unseen)
    if content.chart:
        yield content.chart.caption


@pytest.mark.parametrize("name", MAKERS)
def test_a_german_letter_has_no_english_word(name: str) -> None:
    for text in said_by_us(letter(name, "de"), briefing(name)):
        found = ENGLISH_WORDS & set(re.findall(r"\w+", text))
        assert not found, text


def test_english_words_would_be_found() -> None:
    texts = said_by_us(letter("float", "en"), briefing("float"))
    assert len(ENGLISH_WORDS & {word for text in texts for word in re.findall(r"\w+", text)}) > 40


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAKERS)
def test_every_sentence_is_whole(name: str, language: str) -> None:
    content = letter(name, language)
    for text in prose(content):
        assert not re.search(r"[{}]|\.\.|  |\( | \)| [,.;:!?]|None", text), text
        starts = [text[:1], *re.findall(r"(?<![ (\d][A-Za-z])(?<!\d)[.!?] (.)", _long_words(text))]
        assert all(not start.islower() for start in starts), text
    for text in (content.minute, *content.moved, *content.notices, *content.unseen):
        assert text.endswith((".", "?")), text


def _long_words(text: str) -> str:
    """Without short forms whose point ends no sentence."""
    return re.sub(r"\b(Jan|Feb|Apr|Aug|Sept|Okt|Nov|Dez|Mo|Di|Mi|Do|Fr|Sa|So)\.", r"\1", plain(text))


@pytest.mark.parametrize("name", MAKERS)
def test_both_languages_tell_the_same_numbers(name: str) -> None:
    english, german = letter(name, "en"), letter(name, "de")
    for one, other in zip(_texts(english), _texts(german), strict=True):
        assert _numbers(one, ".") == _numbers(other, ","), (one, other)


def _texts(content: LetterContent) -> list[str]:
    rows = [" ".join(dataclasses.astuple(row)) for row in content.numbers]
    chart = content.chart.caption if content.chart else ""
    return [content.subject, content.minute, content.numbers_note, *rows, chart, *content.moved, *content.watched]


def _numbers(text: str, sign: str) -> Counter[str]:
    """Numbers with decimals and percentages; whole ones may be words in one language and digits in the other."""
    found = re.findall(rf"[−+±]?\s?\d+(?:{re.escape(sign)}\d+| ?%)", plain(text))
    return Counter(number.replace(sign, ".").replace(" ", "") for number in found)


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_field_stay_out(name: str, language: str) -> None:
    terms = BANNED_IN_GERMAN if language == "de" else BANNED
    for text in said_by_us(letter(name, language), briefing(name)):
        for term in terms:
            assert re.search(rf"\b{term}(?!\w)", text, re.IGNORECASE if language == "en" else 0) is None, (term, text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAKERS)
def test_no_line_is_wider_than_the_letter(name: str, language: str) -> None:
    assert max(display_width(line) for line in text_part(letter(name, language)).splitlines()) <= WIDTH


def flat(text: str) -> str:
    return plain(" ".join(text.split()))


def test_the_german_letter_of_the_week_of_the_float() -> None:
    content = letter("float", "de")
    text = flat(text_part(content))
    assert plain(content.subject) == (
        "Rubel, 10.–16. Nov.: 2,5 % schwächer, 47,30 Rubel je Dollar; keine neuen Sanktionen verzeichnet"
    )
    assert plain(content.period) == "10.–16. November 2014"
    assert (
        "IN EINER MINUTE Der Rubel ging 2,5 % schwächer aus der Woche (ein Dollar kostet 2,5 % mehr) und stand zuletzt"
        " bei 47,30 Rubel je Dollar. Die größte Bewegung, ein Rückgang um 2,6 % am Dienstag, kam am Tag nach" in text
    )
    assert "Ein Dollar kostet 43,9 % mehr als am Jahresanfang, ein Rubel ist 30,5 % weniger wert" in text
    assert "HAT ETWAS DAVON DEN RUBEL BEWEGT? Nicht zu sagen" in text
    assert "falls sie vor 14:10 Uhr Ortszeit Frankfurt bekannt wurden, sonst der vom Mittwoch (+0,8 %" in text
    assert "(Rubel −2,6 %)" in text
    assert "BERICHTIGUNGEN Keine seit dem letzten Brief. Einen Fehler gesehen? Antworten Sie einfach." in text


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("hryvnia", "Hat etwas davon die Hrywnja bewegt?"),
        ("lira", "Hat etwas davon die Lira bewegt?"),
        ("krone", "Hat etwas davon die norwegische Krone bewegt?"),
        ("unknown", "Hat etwas davon die Währung AED bewegt?"),
    ],
)
def test_currencies_have_their_gender_and_case(name: str, question: str) -> None:
    assert letter(name, "de").question == question


def test_an_unknown_currency_keeps_its_code_in_both_languages() -> None:
    assert "AED per XDR" in plain(letter("unknown", "en").subject).replace("47.30 per XDR", "AED per XDR")
    assert "47,30 AED je XDR" in plain(letter("unknown", "de").subject)
    assert letter("unknown", "en").columns[2] == "an AED is worth"
    assert letter("unknown", "de").columns[2] == "eine Einheit AED ist wert"


def test_numbers_may_be_written_in_another_way_than_words() -> None:
    mixed = content_of(briefing("float"), words=Words(language="en", numbers="de"))
    assert "2,5 % weaker, 47,30 per dollar" in plain(mixed.subject)
    german = content_of(briefing("float"), words=Words(language="de", numbers="en"))
    assert "2.5 % schwächer, 47.30 Rubel je Dollar" in plain(german.subject)


def test_hours_and_dates_ahead_in_german() -> None:
    rows = {plain(row.day): row.what for row in letter("ahead", "de").coming}
    assert rows["Do., 11. Dez., 13:30 Uhr (Moskau)"] == "Die russische Zentralbank entscheidet über ihren Leitzins"
    assert rows["Mi., 31. Dez. – Do., 8. Jan. 2015"] == "Russische Zentralbank: Feiertag, kein amtlicher Kurs"
    assert rows["Do., 20. Nov."] == "GL 8L läuft aus"
    assert rows["Mo., 17. Nov."] == "EU-Rat"


def test_titles_from_outside_are_marked_with_their_language() -> None:
    content = letter("float", "de")
    assert {row.lang for row in content.said} == {"en"}
    assert [row.lang for row in content.coming] == ["en"], "nobody has translated EU foreign ministers"
    assert {row.lang for row in letter("ahead", "de").coming} == {"de"}


def test_short_forms_end_no_sentence_twice() -> None:
    text = text_part(letter("early end", "de"))
    assert "(der letzte Kurs der Woche ist vom Dienstag, 11. November)." in flat(text)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("break", "Wie der Kurs gebildet wird, hat sich am Dienstag geändert;"),
        ("two breaks", "hat sich am Dienstag und Donnerstag geändert;"),
        ("break before", "die Werte der vier Wochen und des Jahres lassen sich nur grob vergleichen."),
        (
            "second same",
            "die zu anderer Stunde gebildet werden, gingen in diese Richtung: Kurse der russischen Zentral",
        ),
        ("second opposite", "allerdings hat sich dazwischen geändert, wie der Kurs gebildet wird."),
        (
            "gap",
            "lag 0,40 % über dem des Marktes (Moskauer Börse, 5 Stunden später gebildet). Üblich ist ein",
        ),
        ("gap below", "lag 0,40 % unter dem des Marktes (Moskauer Börse, 1 Stunde früher gebildet)."),
        ("gap level", "lag gleichauf mit dem des Marktes (Moskauer Börse, in denselben Stunden gebildet)."),
        ("unusual", "Der Rückgang vom Dienstag fällt auf; an einem von 250 gewöhnlichen Tagen"),
        ("ordinary", "Keine Bewegung fiel auf, und die Zahlen lassen keinen Raum für eine Wirkung von mehr als ± 2 %."),
        ("held", "an 97 % der 250 Tage davor hat sich der Kurs nicht bewegt, als wäre er verordnet."),
        ("small p", "lässt sich nicht beurteilen: er reicht über mehr als vier Tage ohne Kurs"),
        ("not said", "Der Rückgang vom Dienstag lässt sich nicht beurteilen."),
        ("missing", "Russische Zentralbank, Kanadische Zentralbank: fehlen. Moskauer Börse: veraltet."),
        ("missing", "Ohne die Kurse von Yahoo; deren Bedingungen erlauben keine Weiterveröffentlichung."),
        ("missing", "Unser Verzeichnis enthält 3 Ereignisse zum Thema Belarus"),
        (
            "registers",
            "Register und Meldungsdienste: 6 von 6 fehlen (US-Bundesregister, EU-Rechtsakte zu den",
        ),
        (
            "rateless",
            "vom 1. März 2022 (Europäische Zentralbank; die Rubel-Notierung endete am 1. März 2022).",
        ),
        ("no reason", "In diesem Zeitraum gab es keinen Kurs des Rubels."),
        ("still", "Der Rubel beendete die Woche unverändert bei 47,30 Rubel je Dollar."),
        ("rising", "Der Rubel ging 2,5 % stärker aus der Woche (ein Dollar kostet 2,5 % weniger)"),
        ("unfinished", "Der Zeitraum ist noch nicht zu Ende"),
        ("indicative", "Das sind Richtkurse, zu denen niemand handeln muss"),
    ],
)
def test_what_a_german_letter_says(name: str, words: str) -> None:
    assert words in flat(text_part(letter(name, "de")))
