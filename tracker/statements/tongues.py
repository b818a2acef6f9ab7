"""The languages the reader knows: for each the same functions, and how a text's language is told."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tracker.model.actor import Gazetteer
from tracker.statements import (
    attribution,
    coding,
    dates,
    inflected_attribution,
    inflected_coding,
    inflected_dates,
    verbs,
)
from tracker.statements.attribution import Attribution
from tracker.statements.coding import Coding
from tracker.statements.dates import When
from tracker.statements.forms import Labels, label
from tracker.statements.german import GERMAN
from tracker.statements.grammar import Grammar
from tracker.statements.inflected_names import mentions as inflected_mentions
from tracker.statements.inflected_resolving import resolve as inflected_resolve
from tracker.statements.labels import german_label, russian_label
from tracker.statements.lexicon import words
from tracker.statements.names import Mention
from tracker.statements.names import mentions as english_mentions
from tracker.statements.resolving import resolve
from tracker.statements.russian import RUSSIAN
from tracker.statements.speaker import Register, Speaker
from tracker.statements.tokens import Token

SAMPLE = 20_000
SHARE_OF_CYRILLIC = 0.4
_GERMAN = words("der die und das den nicht ist von mit dem sich auf für hat ein eine im zu des werden haben sei")
_ENGLISH = words("the of and to that is for on with said by it at from has was as be his")


class Coder(Protocol):
    """Codes what is said, as ``coding.code``."""

    def __call__(
        self,
        content: list[Token],
        around: list[Token],
        *,
        hint: str,
        verb_negated: bool,
        jurisdiction: str,
        announcing: bool = False,
        past: bool = False,
        reported: bool = True,
        referring: bool = False,
    ) -> Coding:
        """What the words do."""
        ...


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one language is read.

    Attributes
    ----------
    read : function
        The mentions and the attributions of a sentence.
    resolve, code, find : function
        Who a mention is, which way words lean, which day they name.
    points_back : function
        Whether a sentence only tells who said the one before.
    dateline : function or None
        The day a paragraph begins with, where the language has its own form.
    hints : mapping
        What a verb says by itself.
    plainly : function
        Whether a word names sanctions or the like.
    strictly : function
        Whether one does and can mean nothing else.
    label : function
        The label of a speaker a paragraph of a transcript begins with.
    """

    read: Callable[[list[Token], Gazetteer, Container[str]], tuple[list[Mention], list[Attribution]]]
    resolve: Callable[[Mention, Register], Speaker | None]
    code: Coder
    find: Callable[[Sequence[Token], date | None], When | None]
    points_back: Callable[[list[Token]], bool]
    dateline: Callable[[list[Token], date | None], date | None] | None
    hints: Mapping[str, str]
    plainly: Callable[[list[str]], bool]
    strictly: Callable[[list[str]], bool]
    label: Labels = label


def _english(tokens: list[Token], gazetteer: Gazetteer, met: Container[str]) -> tuple[list[Mention], list[Attribution]]:
    named = english_mentions(tokens, gazetteer, met)
    return named, attribution.attributions(tokens, named)


ENGLISH = Tongue(
    _english,
    resolve,
    coding.code,
    dates.find,
    lambda _: False,
    None,
    verbs.HINTS,
    coding.on_sanctions,
    lambda lows: coding.on_sanctions(lows, strictly=True),
)


def _tongue(grammar: Grammar, label_of: Labels) -> Tongue:
    def read(tokens: list[Token], gazetteer: Gazetteer, met: Container[str]) -> tuple[list[Mention], list[Attribution]]:
        named = inflected_mentions(tokens, gazetteer, grammar, met)
        said = inflected_attribution.attributions(tokens, named, grammar)
        known = {one.start: one for one, _ in named} | {one.who.start: one.who for one in said}
        return [known[start] for start in sorted(known)], said

    def code(
        content: list[Token],
        around: list[Token],
        *,
        hint: str,
        verb_negated: bool,
        jurisdiction: str,
        **_: bool,
    ) -> Coding:
        return inflected_coding.code(
            content, around, grammar, hint=hint, verb_negated=verb_negated, jurisdiction=jurisdiction
        )

    def plainly(lows: list[str]) -> bool:
        return any(inflected_coding.plainly(low, grammar.acts) for low in lows)

    hints = words("condemn deny threaten warn call welcome rule_out announce propose vow refuse stand act")
    return Tongue(
        read,
        inflected_resolve,
        code,
        inflected_dates.find,
        lambda tokens: inflected_attribution.points_back(tokens, grammar),
        inflected_dates.dateline,
        {one: one for one in hints},
        plainly,
        plainly,
        label_of,
    )


_GERMAN_TONGUE, _RUSSIAN_TONGUE = _tongue(GERMAN, german_label), _tongue(RUSSIAN, russian_label)


def tongue_of(text: str) -> Tongue:
    """The language of a text by its letters and its commonest words; English where nothing speaks for another.

    >>> tongue_of("Песков заявил") is tongue_of("Кремль отметил"), tongue_of("He said so") is ENGLISH
    (True, True)
    """
    sample = text[:SAMPLE]
    letters = sum(one.isalpha() for one in sample)
    cyrillic = sum("\u0400" <= one <= "\u04ff" for one in sample)
    if letters and cyrillic > SHARE_OF_CYRILLIC * letters:
        return _RUSSIAN_TONGUE
    lows = sample.lower().split()
    german = sum(word in _GERMAN for word in lows)
    english = sum(word in _ENGLISH for word in lows)
    return _GERMAN_TONGUE if german > 2 * english else ENGLISH
