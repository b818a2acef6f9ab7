"""A text as sentences and words with their places, by rules that look at every sign once or twice, never more often."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tracker.statements.claim_words import NUMBERS
from tracker.statements.dates import MONTHS

LONGEST_SENTENCE = 1500
"""Characters: more without an end is no sentence, and nothing is claimed in it."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]")
_END = re.compile(r"[.!?…][\"”’')\]]{0,3}\s|\n\s*\n")
_ABBREVIATED = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "st", "jr", "sr", "gen", "col", "lt", "capt"),
        *("sgt", "adm", "gov", "sen", "rep", "prof", "pres", "no", "vs", "etc", "inc"),
        *("ltd", "co", "corp", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep"),
        *("sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        *("approx", "ca", "bzw", "mio", "mrd", "млн", "млрд", "руб", "долл", "гг"),
    )
)
_LOOKED_BACK = 12
_PLAIN = re.compile(r"\d{1,12}(?:\.\d{1,8})?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,8})?")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign: in lower case, without a possessive, and its characters in the whole text."""

    word: str
    start: int
    end: int


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences as [start, end), those that are too long to be one left out."""
    start = 0
    for found in _END.finditer(text):
        if found[0][0] == "." and _no_end(text, found.start(), found.end()):
            continue
        yield from _bounded(text, start, found.end())
        start = found.end()
    yield from _bounded(text, start, len(text))


def _no_end(text: str, stop: int, after: int) -> bool:
    """Whether a full stop belongs to the word before it, or the next word goes on in lower case."""
    if not stop or text[stop - 1].isspace():
        return text[after : after + 1].islower()
    before = text[max(0, stop - _LOOKED_BACK) : stop]
    last = re.split(r"[\s(\"“]", before)[-1].lower()
    if last in _ABBREVIATED or (last.replace(".", "").isalpha() and (len(last) == 1 or "." in last)):
        return True
    if last.isdecimal() and len(last) <= 2:  # 11. November
        return re.split(r"\W", text[after : after + _LOOKED_BACK], maxsplit=1)[0].lower() in MONTHS
    return text[after : after + 1].islower()


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end <= start + LONGEST_SENTENCE:
        yield start, end


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of one sentence."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word = match[0].lower().replace("’", "'")
        found.append(Token(word.removesuffix("'s") if word != "'s" else word, match.start(), match.end()))
    return found


def number(word: str) -> Fraction | None:
    """A number in digits or as a word; None for anything else.

    >>> number("1,250.5"), number("forty"), number("12.11.14")
    (Fraction(2501, 2), Fraction(40, 1), None)
    """
    if word in NUMBERS:
        return Fraction(NUMBERS[word])
    if _PLAIN.fullmatch(word):
        return Fraction(Decimal(word))
    return Fraction(Decimal(word.replace(",", ""))) if _GROUPED.fullmatch(word) else None


def unit(word: str) -> Fraction:
    """The unit of the last printed digit; one for a number as a word.

    >>> unit("40.9"), unit("40")
    (Fraction(1, 10), Fraction(1, 1))
    """
    return Fraction(1, 10 ** len(word.partition(".")[2]))


def follows(words: Sequence[Token], at: int, phrase: Sequence[str]) -> bool:
    """Whether a phrase stands at a position."""
    return at >= 0 and [one.word for one in words[at : at + len(phrase)]] == list(phrase)
