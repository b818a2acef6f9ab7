"""Who speaks: names, titles, appositions, offices, pronouns, institutions, and who never does."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.data.actors import gazetteer
from tracker.model.document import Document
from tracker.statements.reader import read_statements


def speakers(text, day=date(2022, 3, 2), **of):
    return [(one.actor, one.role) for one in read_statements(Document(text=text, published_on=day, **of), gazetteer())]


MERKEL = "Angela Merkel", "Chancellor of Germany"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("German Chancellor Angela Merkel said it would hold.", [MERKEL]),
        ('"It will hold," said Angela Merkel.', [MERKEL]),
        ('"It will hold," Merkel, who was in Kiev, said.', [MERKEL]),
        ("Angela Merkel, the German chancellor, has said it would hold.", [MERKEL]),
        ("It would hold, according to Merkel.", [MERKEL]),
        ("According to Merkel, it would hold.", [MERKEL]),
        ("TASS reported Angela Merkel as saying it would hold.", [MERKEL]),
        ("Merkel was quoted by Reuters as saying it would hold.", [MERKEL]),
        ("Merkel flew to Minsk. She said it would hold.", [MERKEL]),
        ("The German chancellor said it would hold.", [MERKEL]),
        ("Germany's chancellor later told reporters it would hold.", [MERKEL]),
    ],
)
def test_one_chancellor_by_many_forms(text, expected):
    assert speakers(text, date(2014, 11, 12)) == expected


def test_the_role_is_that_of_the_day():
    text = "Angela Merkel said it would hold."
    assert speakers(text, date(2021, 12, 7)) == [MERKEL]
    assert speakers(text, date(2023, 1, 1)) == [("Angela Merkel", "former Chancellor of Germany")]
    johnson = "Boris Johnson said it would hold."
    assert [speakers(johnson, date(year, 1, 9))[0][1] for year in (2018, 2020)] == [
        "UK Foreign Secretary",
        "Prime Minister of the United Kingdom",
    ]


def test_persons_no_table_knows_are_found_from_their_titles_and_again_by_their_last_names():
    text = "Lt. Gen. Anna Roe, deputy head of the Harbour Institute, said so. Later Roe said more."
    assert speakers(text) == [("Anna Roe", "deputy head of the Harbour Institute")] * 2


def test_a_last_name_the_document_prints_goes_before_one_of_the_table():
    text = "Analyst Peter Scholz said oil would fall. Scholz said gas would too."
    assert [actor for actor, _ in speakers(text)] == ["Peter Scholz"] * 2


def test_those_who_speak_together_each_speak():
    text = '"It will hold," Angela Merkel and Francois Hollande said.'
    assert [actor for actor, _ in speakers(text, date(2015, 2, 6))] == ["Angela Merkel", "François Hollande"]


def test_what_somebody_said_through_another_is_the_others():
    assert [actor for actor, _ in speakers("NATO agreed to wait, Jens Stoltenberg said.")] == ["Jens Stoltenberg"]
    text = "Olaf Scholz said Vladimir Putin had told him it would hold."
    assert [actor for actor, _ in speakers(text)] == ["Olaf Scholz"]


def test_institutions_speak_for_themselves_and_for_their_unnamed_officials():
    assert speakers("The Russian Defense Ministry said so.") == [("Russian Ministry of Defence", "")]
    assert speakers("NATO officials said so.") == [("NATO", "NATO officials")]
    assert speakers("Officials in Moscow said so.") == [("Russian Government", "Officials")]


@pytest.mark.parametrize(
    "text",
    [
        "Reuters said the plant was shut.",
        "The Daily Harbour reported that the plant was shut.",
        "One analyst said the plant was shut.",
        "A source said on condition of anonymity that Olaf Scholz was ill.",
        "Photo: Jane Roe said to be the owner, by Max Vetrov / Getty Images",
        "By Jane Roe",
        "The law says that assets shall be frozen.",
        "The report on Kiev said nothing.",
        "Olaf Scholz was asked whether he agreed. Olaf Scholz declined to say.",
        "The claims of NATO were not new.",
    ],
)
def test_nobody_speaks(text):
    assert speakers(text) == []


def test_a_transcript_is_by_its_labels_and_reporters_say_nothing():
    text = """East Room

THE PRESIDENT:  We will impose new sanctions on Russia.

They are the hardest sanctions so far.

Q    Mr. President, Putin said you would impose sanctions on gas?

MR. SULLIVAN:  Sanctions on gas are not planned.

MODERATOR:  Thank you.  We impose sanctions on time overruns.
"""
    found = speakers(text, title="Remarks by President Biden on Russia")
    assert [actor for actor, _ in found] == ["Joe Biden", "Joe Biden", "Jake Sullivan"]


@pytest.mark.parametrize(
    ("title", "source", "actor"),
    [
        ("Statement by President Joe Biden on Sanctions", "", "Joe Biden"),
        ("Statement by NSC Spokesperson Emily Horne on Belarus", "", "Emily Horne"),
        ("Joint Statement by the G7 on Russia", "", "G7"),
        ("Fact Sheet: New Costs", "https://www.whitehouse.gov/fact-sheets/x/", "US White House"),
        ("Notice on the Continuation of the National Emergency", "", "Joe Biden"),
        ("Further measures", "https://home.treasury.gov/news/x", "US Treasury"),
    ],
)
def test_signed_texts_are_their_authors(title, source, actor):
    found = speakers("We are imposing new sanctions on Russian banks.", title=title, source=source)
    assert [one for one, _ in found] == [actor]


def test_german_and_russian_speakers():
    text = "Bundeskanzler Olaf Scholz sagte am Montag, das sei so."
    assert speakers(text, language="de") == [("Olaf Scholz", "Chancellor of Germany")]
    text = "По словам Дмитрия Пескова, это так. «Это так», — заявил Песков."
    assert speakers(text, language="ru") == [("Dmitry Peskov", "Kremlin spokesman")] * 2


def test_a_quotation_is_verbatim_and_a_span_gives_its_sentence():
    text = 'It rained.\n\n"We have no plans," said Olaf Scholz in\nBerlin.'
    (only,) = read_statements(Document(text=text, published_on=date(2022, 3, 2)), gazetteer())
    assert only.quotation == "We have no plans"
    assert text[slice(*only.span)].split() == only.sentence.split()
