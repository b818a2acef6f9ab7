"""Paragraphs, quotations and sentences."""

from __future__ import annotations

import pytest

from tracker.statements.text import paragraphs, sentences


def split(text):
    return [text[one.start : one.end] for block in paragraphs(text) for one in sentences(text, block)]


def quoted(text):
    return [text[one.start : one.end] for block in paragraphs(text) for one in block.quotes]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith met Gen. Jones of the U.S. Treasury on Nov. 4.",
        "N.R. Jones paid 3.5 percent to J. Brown.",
        '"One. Two. Three," she said.',
        '"Will it hold?" he asked.',
        "Am 11. November traf Dr. Weber den Präsidenten.",
    ],
)
def test_one_sentence_stays_whole(text):
    assert split(text) == [text]


def test_sentences_end_at_their_stops_and_paragraphs_at_blank_lines_bullets_and_long_lines():
    assert split("One is here. Two is there!\n\nThree") == ["One is here.", "Two is there!", "Three"]
    assert split("A line that is\nwrapped. Next.") == ["A line that is\nwrapped.", "Next."]
    assert split("- first point\n- second point") == ["first point", "second point"]
    long = "word " * 30
    assert split(f"{long}\nNext") == [long.strip(), "Next"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("He said \u201cyes \u2018so\u2019 be it\u201d.", ["\u201cyes \u2018so\u2019 be it\u201d"]),
        ("Er sagte \u201eja\u201c.", ["\u201eja\u201c"]),
        ("Он сказал «да».", ["«да»"]),
        ("\u2018We won\u2019t go,\u2019 he said of the allies\u2019 plan.", ["\u2018We won\u2019t go,\u2019"]),
        ("The allies' plan isn't theirs.", []),
        ('"Never closed, he said.', []),
        ('He said: "never closed.', ['"never closed.']),
        ('6" of snow', []),
    ],
)
def test_quotations(text, expected):
    assert quoted(text) == expected


def test_a_quotation_goes_on_where_the_next_paragraph_opens_with_a_mark():
    text = '"First part.\n\n"Second part," he said.'
    assert quoted(text) == ['"First part.', '"Second part,"']
    assert [one.open for one in paragraphs(text)] == [True, False]


def test_no_sentence_is_longer_than_a_page():
    text = "a" * 5000 + " " + "b " * 3000
    pieces = split(text)
    assert max(map(len, pieces)) <= 2000
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
