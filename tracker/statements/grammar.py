"""What the reader has to know of a language whose words bend: its word tables and how they are looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

Phrases = tuple[str, ...]
REMEMBERED = 16_384  # words of one run; a page of garbage forgets the oldest
LEAST_CAPITALS, MOST_CAPITALS = 2, 5
LEAST_GENITIVE = 3


class Verb(NamedTuple):
    """A verb that reports speech or an act.

    ``hint`` is what it says of its content by itself, ``act`` marks verbs that do instead of say. A particle must
    follow in the clause ("kündigte … an"); ``finite`` and ``participle`` are the forms a word can be. A ``plural`` verb
    may stand without a subject ("в Кремле заявили"), a ``bare`` one looks like its infinitive.
    """

    hint: str
    particles: frozenset[str]
    finite: bool
    participle: bool
    act: bool = False
    plural: bool = False
    bare: bool = False


class Head(NamedTuple):
    """The word of an office as the gazetteer's roles have it in English, and whose it is when the word says so."""

    heads: tuple[str, ...]
    words: frozenset[str] = frozenset()
    jurisdiction: str = ""
    institution: str = ""
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """The words of acts and of tone; every entry is the beginning of a word, phrases begin at a word."""

    triggers: tuple[tuple[str, Phrases], ...]
    announced: Phrases
    measures: Phrases
    measure_ends: Phrases
    loose: Phrases
    plainly: Phrases
    negations: frozenset[str]
    against: Phrases
    calls: Phrases
    threats: Phrases
    conditions: frozenset[str]
    only: Phrases
    listed: Phrases
    more: Phrases
    own: Phrases
    not_excluded: Phrases
    unplanned: Phrases
    doubts: Phrases
    denials: Phrases
    condemnations: Phrases
    dangers: Phrases
    openings: Phrases
    kinds: tuple[tuple[str, Phrases], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Grammar:
    """One language.

    Attributes
    ----------
    stem : function
        A case-folded word without its ending, to compare forms of several words.
    head : function
        The office a case-folded word means, or None.
    oblique : function
        Whether a phrase (its words case-folded, determiner included) cannot be a subject.
    pronouns, determiners, prepositions, particles, modifiers, starters : frozenset of str
        Case-folded; ``starters`` begin sentences with a capital and are no names, ``particles`` stand within names.
    organs : mapping
        Words for parts of a state: their beginning and what they are called in English.
    verbs : mapping
        By case-folded form.
    auxiliaries, passives, modals : frozenset of str
        What a participle needs, what makes it a passive, and what an infinitive hangs on.
    according : tuple
        What stands before a speaker ("nach Angaben", "по словам"), each as words.
    following : frozenset of str
        What stands behind a speaker to the same effect ("zufolge").
    so : frozenset of str
        Words that introduce a speaker after what was said (", so Merkel").
    quoting : frozenset of str
        Verbs whose object is the speaker ("цитирует Меркель агентство").
    back : tuple
        Beginnings of sentences that tell who said the sentence before ("Das sagte", "Об этом сообщил").
    prefixes : frozenset of str
        Particles that end their clause.
    meanings : mapping
        Beginnings of words that tell whose minister somebody is, in English.
    joining : frozenset of str
        Words that join clauses with one subject.
    places : frozenset of str
        What stands before an institution that speaks through a verb without a subject ("в Кремле заявили").
    adjectives : tuple of str
        How words end that describe an office.
    aliases : mapping
        Names of institutions that would be something else in another language.
    acts : Acts
    """

    language: str
    stem: Callable[[str], str]
    head: Callable[[str], Head | None]
    oblique: Callable[[tuple[str, ...]], bool]
    pronouns: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    particles: frozenset[str]
    modifiers: frozenset[str]
    starters: frozenset[str]
    publications: frozenset[str]
    organs: Mapping[str, str]
    verbs: Mapping[str, tuple[Verb, ...]]
    auxiliaries: frozenset[str]
    passives: frozenset[str]
    modals: frozenset[str]
    according: tuple[tuple[str, ...], ...]
    following: frozenset[str]
    so: frozenset[str]
    quoting: frozenset[str]
    back: tuple[tuple[str, ...], ...]
    prefixes: frozenset[str]
    joining: frozenset[str]
    meanings: Mapping[str, str]
    contrasting: frozenset[str]
    reported: frozenset[str]
    complement: frozenset[str]
    places: frozenset[str]
    first_names: frozenset[str]
    adjectives: Phrases
    aliases: Mapping[str, str]
    acts: Acts

    @cached_property
    def according_by_first(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """What stands before a speaker, by its first word."""
        found: dict[str, tuple[tuple[str, ...], ...]] = {}
        for marks in self.according:
            found[marks[0]] = (*found.get(marks[0], ()), marks)
        return found


@lru_cache(maxsize=REMEMBERED)
def organ(low: str, grammar: Grammar) -> str:
    """What an institution's word is called in English: "außenministeriums", "минфина"; or nothing."""
    german = grammar.language == "de"
    last = low.rpartition("-")[2] if german else low
    for word, name in grammar.organs.items():
        if last.startswith(word) and len(last) - len(word) <= (2 if german else 3):
            return name
    return ""


@lru_cache(maxsize=REMEMBERED)
def head(low: str, grammar: Grammar) -> Head | None:
    """The office a word means."""
    return grammar.head(low)


@lru_cache(maxsize=REMEMBERED)
def key(word: str, grammar: Grammar, *, alone: bool) -> str:
    """A word as forms are compared: acronyms as they are, a single word of German but for its genitive."""
    bare = word.strip(".-")
    upper = bare.rstrip("абвгдеиоуыйьмхюяёs")
    if LEAST_CAPITALS <= len(upper) <= MOST_CAPITALS and upper.isupper():
        return upper.replace(".", "")
    low = bare.casefold()
    if alone and not "\u0400" <= low[:1] <= "\u04ff":
        return "=" + (low.removesuffix("'").removesuffix("s") if len(low) > LEAST_GENITIVE else low)
    return grammar.stem(low)
