"""German and Russian sentences in the words of the claim tables: one set of rules and tolerances reads all three.

Only words that matter to a claim are put into English; every other word is marked, so that none is taken for the
English word that is written like it (German "fall", "not", "will"). Each token keeps the characters it came from: what
is shown of a claim is always what the document says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.statements.claim_tokens import Token

LATE = frozenset(("de", "ru"))
"""Languages whose verb may stand behind its number."""

_FOREIGN = "\u02bc"
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,8})?")
_DECIMAL = re.compile(r"\d{1,12},\d{1,8}")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_COUNTED = {"rouble": "roubles", "dollar": "dollars", "euro": "euros", "third": "thirds", "quarter": "quarters"}
_MANY = frozenset(("billion", "million", "thousand", "two", "three"))


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: its phrases by their first word, its words, and beginnings of words, longest first.

    Under ``*`` are the phrases whose first word is a beginning of one, or a number.
    ``particles`` are parts of a verb that stand at the end of its clause, with the English of both together.
    """

    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    words: Mapping[str, str]
    stems: tuple[tuple[str, str], ...]
    particles: Mapping[str, Mapping[str, str]]


def tongue(phrases: str, words: str, stems: str, particles: str = "") -> Tongue:
    """A language from its tables: lines of "foreign | foreign = english"; a bar parts those that mean the same."""
    by_verb: dict[str, dict[str, str]] = {}
    for one, english in _lines(particles):
        verb, particle = one.split()
        by_verb.setdefault(verb, {})[particle] = english
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for one, english in _lines(phrases):
        parts = tuple(one.split())
        by_first.setdefault("*" if parts[0][-1] in "*#" else parts[0], []).append((parts, english))
    return Tongue(
        {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in by_first.items()},
        {one: english for written, english in _lines(words) for one in written.split()},
        tuple(
            sorted(((one, english) for w, english in _lines(stems) for one in w.split()), key=lambda one: -len(one[0]))
        ),
        by_verb,
    )


def _lines(table: str) -> Iterator[tuple[str, str]]:
    for line in table.strip().splitlines():
        written, _, english = line.partition("=")
        for one in written.split("|"):
            if one.strip():
                yield " ".join(one.split()), english.strip()


def in_english(sentence: Sequence[Token], speech: Tongue) -> list[Token]:
    """The sentence in the words of the tables; looks at every token a bounded number of times."""
    found: list[Token] = []
    heard = _with_particles(sentence, speech)
    at = 0
    while at < len(sentence):
        size, english = (
            _number(sentence, at) or _phrase(sentence, at, speech) or (1, heard.get(at) or _word(sentence[at], speech))
        )
        start, end = sentence[at].start, sentence[at + size - 1].end
        for word in english.split():
            counted = found and (found[-1].word[0].isdigit() or found[-1].word in _MANY)
            found.append(Token(_COUNTED.get(word, word) if counted else word, start, end))
        at += size
    return list(_settled(found))


def is_genitive(word: str) -> bool:
    """Whether a word that is no claim's is a Russian plural of what is counted: "40% трейдеров"."""
    return word.startswith(_FOREIGN) and word.endswith(("ов", "ев", "ей", "ых", "их"))


def _with_particles(sentence: Sequence[Token], speech: Tongue) -> dict[int, str]:
    """Verbs in two parts by their place: "gab um 3 Prozent nach"."""
    found: dict[int, str] = {}
    waiting: dict[str, tuple[int, str]] = {}
    for at, token in enumerate(sentence):
        if token.word in {",", ";", ":"}:
            waiting.clear()
        elif token.word in waiting and _ends_clause(sentence, at + 1):
            place, english = waiting.pop(token.word)
            found[place] = english
        for particle, english in speech.particles.get(token.word, {}).items():
            waiting[particle] = (at, english)
    return found


def _ends_clause(sentence: Sequence[Token], at: int) -> bool:
    return at >= len(sentence) or not sentence[at].word[0].isalnum() or sentence[at].word in {"und", "aber", "als"}


def _number(sentence: Sequence[Token], at: int) -> tuple[int, str] | None:
    """A day in digits, and a number with a decimal comma or thousands set apart, as English writes them."""
    word = sentence[at].word
    if not word[0].isdigit():
        return None
    day = _DATE.fullmatch(word)
    if day and 1 <= int(day[2]) <= 12:
        return 1, f"{int(day[1])} {_MONTHS[int(day[2]) - 1]} {day[3]}"
    size = 1
    while (
        len(word) <= 12
        and re.fullmatch(r"\d{1,3}(?:\d{3})*", word)
        and at + size < len(sentence)
        and sentence[at + size].start == sentence[at + size - 1].end + 1
        and re.fullmatch(r"\d{3}(?:,\d{1,8})?", sentence[at + size].word)
    ):
        word += sentence[at + size].word
        size += 1
    if _GROUPED.fullmatch(word):
        word = word.replace(".", "")
    return size, word.replace(",", ".") if _DECIMAL.fullmatch(word) else word


def _phrase(sentence: Sequence[Token], at: int, speech: Tongue) -> tuple[int, str] | None:
    for parts, english in (*speech.phrases.get(sentence[at].word, ()), *speech.phrases.get("*", ())):
        here = sentence[at : at + len(parts)]
        if len(here) == len(parts) and all(_fits(one.word, part) for one, part in zip(here, parts, strict=True)):
            if english.endswith("##"):  # what follows is only looked at
                return 1, english.removesuffix("##")
            return len(parts), english.replace("#", next((one.word for one in here if one.word[0].isdigit()), ""))
    return None


def _fits(word: str, part: str) -> bool:
    if part == "#":
        return word[0].isdigit()
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


def _word(token: Token, speech: Tongue) -> str:
    word = token.word
    if not word[0].isalpha():
        return word
    if word in speech.words:
        return speech.words[word]
    return next((english for stem, english in speech.stems if word.startswith(stem)), _FOREIGN + word)


def _settled(words: Sequence[Token]) -> Iterator[Token]:
    """Without what only these languages write beside a day ("6. März", "2014 года").

    A factor of two becomes "halved" or "doubled" by the verb of its sentence.
    """
    falls = any(one.word in {"fell", "lost", "weakened"} for one in words)
    for at, one in enumerate(words):
        following = words[at + 1].word if at + 1 < len(words) else ""
        before = words[at - 1].word if at else ""
        if one.word == "." and before.isdigit() and following in _MONTHS:
            continue
        if one.word == "year" and before.isdigit() and len(before) == 4:  # "в 2014 году"
            continue
        yield Token("halved" if falls else "doubled", one.start, one.end) if one.word == "twofold" else one
