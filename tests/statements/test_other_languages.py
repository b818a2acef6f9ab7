"""German and Russian: who speaks, when, and what is done, in the grammar of each language."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.data.actors import gazetteer
from tracker.model.document import Document
from tracker.statements.german import plural, stem
from tracker.statements.inflected_dates import find
from tracker.statements.inflected_persons import nominative
from tracker.statements.reader import read_statements
from tracker.statements.tokens import tokens
from tracker.statements.tongues import ENGLISH, tongue_of

FRIDAY = date(2022, 6, 17)


def read(text, day=FRIDAY):
    return read_statements(Document(text=text, published_on=day), gazetteer())


def said(text, day=FRIDAY):
    """(actor, action, stance) of each statement."""
    return [(one.actor, one.action, one.stance) for one in read(text, day)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kanzler Olaf Scholz kündigte in Berlin neue Sanktionen gegen Russland an.", ("impose", "escalate")),
        ("Olaf Scholz lehnte eine Lockerung der Sanktionen gegen Moskau ab.", ("rule_out", "hold")),
        ("Olaf Scholz hat sich für eine Verlängerung der Sanktionen ausgesprochen.", ("extend", "hold")),
        ("Olaf Scholz hat den Angriff auf die Stadt verurteilt.", ("condemn", "escalate")),
        ("Olaf Scholz dementierte am Freitag, dass er nach Moskau reise.", ("deny", "hold")),
        ("Man werde die Sanktionen erst aufheben, wenn die Truppen abziehen, sagte Olaf Scholz.", ("extend", "hold")),
        ("Olaf Scholz plädierte für die Aufhebung der Sanktionen.", ("neutral", "deescalate")),
        ("Nach den Worten von Olaf Scholz sind keine weiteren Sanktionen geplant.", ("rule_out", "hold")),
        ("Es gebe nichts zu verhandeln, wie Olaf Scholz in Berlin sagte.", ("neutral", "hold")),
    ],
)
def test_german_verbs_with_prefixes_participles_and_indirect_speech(text, expected):
    assert said(text) == [("Olaf Scholz", *expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Сергей Лавров пообещал, что Россия ответит на новые санкции.", ("threaten", "escalate")),
        ("Сергей Лавров заявил, что Россия вводит запрет на ввоз зерна.", ("impose", "escalate")),
        ("Сергей Лавров опроверг сообщения о переговорах.", ("deny", "hold")),
        ("Сергей Лавров осудил удар по городу.", ("condemn", "escalate")),
        ("По словам Сергея Лаврова, Москва не планирует вводить контрсанкции.", ("rule_out", "hold")),
        ("«Мы готовы к диалогу», — сообщил журналистам Сергей Лавров.", ("neutral", "deescalate")),
        ("Продэмбарго будет продлено до конца года. Об этом сообщил Сергей Лавров.", ("extend", "hold")),
    ],
)
def test_russian_verbs_cases_and_pointers(text, expected):
    assert said(text) == [("Sergei Lavrov", *expected)]


def test_a_pointer_speaks_of_the_sentence_before():
    (one,) = read("Меры вступят в силу осенью. Об этом сообщил Сергей Лавров в среду.")
    assert one.sentence.startswith("Меры вступят")
    assert (one.since, one.until) == (date(2022, 6, 15), date(2022, 6, 15))
    (other,) = read("Die Maßnahmen gelten ab Herbst. Das sagte Olaf Scholz am Mittwoch.")
    assert other.sentence.startswith("Die Maßnahmen")


def test_institutions_speak_in_place_and_in_the_case_of_each_language():
    assert said("В Белом доме отметили, что решения пока нет.")[0][0] == "US White House"
    assert said("В МИДе Украины заявили, что ждут ответа.")[0][0] == "Ukrainian Foreign Ministry"
    assert said("Das US-Finanzministerium teilte am Freitag mit, die Liste werde länger.")[0][0] == "US Treasury"
    assert said("Ungarn lehnt ein Ölembargo der EU ab.") == [("Hungarian Government", "rule_out", "hold")]


@pytest.mark.parametrize(
    "text",
    [
        "Ein Händler in Frankfurt sagte, der Rubel sei schwach und die Lage nicht gut.",
        "Die Zeitung Handelsblatt berichtete am Freitag über die Sanktionen und die Folgen.",
        "Die EU hatte die Sanktionen im Jahr 2014 verhängt und seither nicht aufgehoben.",
        "Von der Merkel-Raute ist in der Ausstellung nicht die Rede, und das Foto der Kanzlerin ist verkauft.",
        "Аналитики считают, что курс рубля не изменится.",
        "Источник в Кремле рассказал, что решение отложено.",
        "ТАСС сообщает, что дорога закрыта.",
        "Путину в Сочи показали новую школу.",
    ],
)
def test_nobody_speaks(text):
    assert read(text) == ()


def test_a_party_chief_of_another_country_is_not_who_spoke_before():
    text = "EU-Kommissionspräsident Jean-Claude Juncker sagte, die Lage sei ernst. Der FDP-Chef sagte, man müsse reden."
    assert [one[0] for one in said(text, date(2016, 7, 8))] == ["Jean-Claude Juncker"]


def test_pronouns_go_to_whom_they_can_mean():
    text = "Ursula von der Leyen lobte die Einigung der Staaten. Regierungschef Viktor Orban blieb hart. "
    text += "Das sei absurd, sagte er."
    assert said(text)[-1][0] == "Viktor Orbán"


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("am Donnerstagabend", date(2022, 6, 16), None),
        ("vergangene Woche", date(2022, 6, 6), date(2022, 6, 12)),
        ("Anfang der Woche", date(2022, 6, 13), date(2022, 6, 14)),
        ("vor zwei Tagen", date(2022, 6, 15), None),
        ("am 3. Juni", date(2022, 6, 3), None),
        ("am Wochenende", date(2022, 6, 11), date(2022, 6, 12)),
        ("во вторник", date(2022, 6, 14), None),
        ("накануне", date(2022, 6, 16), None),
        ("на прошлой неделе", date(2022, 6, 6), date(2022, 6, 12)),
        ("два дня назад", date(2022, 6, 15), None),
        ("15 апреля 2021 года", date(2021, 4, 15), None),
        ("16 апр", date(2022, 4, 16), None),
    ],
)
def test_days_in_words(words, first, last):
    found = find(tokens(words, 0, len(words)), FRIDAY)
    assert (found.since, found.until) == (first, last or first)


@pytest.mark.parametrize("words", ["bis Montag", "ab Dienstag", "до пятницы", "до 15 июля", "am kommenden Montag"])
def test_days_to_come_are_not_when_it_was_said(words):
    assert find(tokens(words, 0, len(words)), FRIDAY) is None


def test_the_dateline_tells_the_day_of_publication():
    (one,) = read("Berlin, 8. Juli 2016. Kanzlerin Angela Merkel sagte am Donnerstag, die Lage sei ernst.", None)
    assert (one.since, one.date_basis) == (date(2016, 7, 7), "weekday")
    (other,) = read("МОСКВА, 15 апреля 2021 года. Дмитрий Песков заявил в среду, что ответ готов.", None)
    assert other.since == date(2021, 4, 14)


def test_the_language_of_a_text():
    assert tongue_of("The spokesman said that the sanctions on the banks are to stay.") is ENGLISH
    assert tongue_of("") is ENGLISH
    german = tongue_of("Die Sanktionen sind nicht vom Tisch, sagte der Sprecher.")
    russian = tongue_of("Песков заявил, что ответ готов.")
    assert len({id(one) for one in (ENGLISH, german, russian)}) == 3


def test_words_without_their_endings():
    assert stem("hauses") == stem("haus")
    assert (plural("sagt"), plural("fordert")) == ("sagen", "fordern")
    assert nominative("Марии", last=False, first="Марии") == "Мария"
    assert nominative("Захаровой", last=True, first="Марии") == "Захарова"


def test_guillemets_point_either_way():
    (one,) = read("»Die Sanktionen bleiben in Kraft«, sagte Olaf Scholz, und der Saal war nicht voll.")
    assert (one.action, one.quotation) == ("extend", "Die Sanktionen bleiben in Kraft")


def test_transcripts_are_told_by_their_labels():
    russian = "В.Путин: Мы введем ответные меры.\n\nВопрос: Вы снимете эмбарго?\n\nВ.Путин: Мы не отменим контрсанкции."
    assert said(russian) == [("Vladimir Putin", "impose", "escalate"), ("Vladimir Putin", "rule_out", "hold")]
    german = (
        "Frage: Werden die Sanktionen gelockert?\n\n"
        "StS Hebestreit: Wir werden die Sanktionen verlängern und nicht lockern."
        "\n\nSasse (AA): Die Sanktionen gegen Moskau bleiben in Kraft."
    )
    assert said(german) == [("Steffen Hebestreit", "extend", "hold"), ("Sasse", "extend", "hold")]
