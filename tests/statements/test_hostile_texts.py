"""Texts nobody wrote for readers: an answer always, and work that grows no faster than the text."""

from __future__ import annotations

import gc
import random
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.data.actors import gazetteer
from tracker.model.document import Document
from tracker.statements.reader import read_statements

PATTERNS = {
    "quotation marks": '"',
    "curly marks": "\u201c",
    "quoted words": '"a" ',
    "stops": ".",
    "initials": "A. ",
    "hyphens": "a-",
    "commas": "a, ",
    "one word": "a",
    "verbs": "said ",
    "names and verbs": "Merkel and said ",
    "titles": "president of the ",
    "according": "according to ",
    "bullets": "- a\n",
    "labels": "THE PRESIDENT:  No.\n\n",
    "questions": "Q  x\n\n",
    "open quotations": '"Hello there.\n\n',
    "right to left": '\u202e\u05e9\u05dc\u05d5\u05dd said "\u0645\u0631" \u202c Merkel said. ',
    "parentheses": "(",
    "german names and verbs": "der Merkel und sagte ",
    "german prefixes": "die wies nicht der kündigte ",
    "german titles": "der Sprecher des Ministers der ",
    "russian titles": "министра президента главы ",
    "russian attributions": "по словам ",
    "russian names and verbs": "Песков и заявил, ",
    "russian pointers": "Об этом заявил. ",
    "nothing visible": "\u200b\0",
}


def read(text):
    return read_statements(Document(text=text, published_on=date(2022, 3, 2)), gazetteer())


def work(text):
    """How many functions are called for a text; those that clear away what other tests left are none of its own."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    gc.disable()
    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
        gc.enable()
    return calls


@pytest.mark.parametrize("piece", PATTERNS.values(), ids=PATTERNS.keys())
def test_twice_the_text_is_no_more_than_twice_the_work(piece):
    size = 3000
    work(piece)  # tables of a language are made when it is first met, in whichever test that is
    once, twice = (work(piece * (size * times // len(piece))) for times in (1, 2))
    assert twice <= 2.2 * once + 1500
    assert once <= 60 * size


def test_garbage_costs_a_bounded_amount_for_each_character():
    letters = random.Random(3)  # noqa: S311 - a text, not a secret
    text = "".join(letters.choice('abcdefghij .,"\n\u0451\u05d0') for _ in range(10_000))
    assert work(text) <= 60 * len(text)


def test_ten_thousand_quotation_marks_and_nothing_at_all_say_nothing():
    assert read('"' * 10_000) == ()
    assert read("") == ()
    assert read("\n\n \n") == ()


PIECES = st.sampled_from(
    """
    "|\u201c|\u2019| |. |\n\n|Merkel|said |, |he |NATO|on Tuesday|\u202e|Q  |THE PRESIDENT: |not |sanctions |Песков |
    заявил |(|president |of |U.S. |\u2019s|-|to
    """.strip().split("|")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=60).map("".join))
def test_what_is_found_is_in_the_text(text):
    for one in read(text):
        start, end = one.span
        assert 0 <= start < end <= len(text)
        assert text[start:end].split() == one.sentence.split()
        assert one.quotation in one.sentence
        assert one.since <= one.until <= date(2022, 3, 2)
        assert 0 < one.confidence < 1
        assert one.actor
