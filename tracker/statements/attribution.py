"""Who says what in one sentence: reporting verbs with their subjects, "according to", "reported him as saying"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.statements import verbs
from tracker.statements.clauses import (
    PREPOSITIONS,
    behind_audience,
    behind_object,
    circumstances_end,
    content_of,
    form_of,
    has_speech,
    opening,
    past_audience,
    rest_of_clause,
    said_around,
    trimmed,
)
from tracker.statements.lexicon import words
from tracker.statements.names import Mention
from tracker.statements.text import LONGEST_SENTENCE
from tracker.statements.tokens import Token

FARTHEST_SUBJECT = 30
SUBORDINATING = words("after before since than until")
AFTER_COMPLEMENT = 3  # words that may still stand between a subject and what hangs on it
ACCORDING = {("according", "to"): 2}
ACCORDING_CUES = frozenset(marks[0] for marks in ACCORDING)
CUES = verbs.VERBS | verbs.QUOTING | ACCORDING_CUES | {":"}
SPEAKING = words("person institution office pronoun nobody")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A mention that says something.

    Attributes
    ----------
    who : Mention
    verb : str
        Case-folded; empty with "according to" and before a colon.
    content : tuple of (int, int)
        Tokens of what is said.
    circumstances : tuple of (int, int)
        Tokens that say where and when.
    form : str
        ``quoted`` (with direct speech), ``indirect`` or ``according``.
    negated : bool
        The verb is ("did not rule out").
    also : tuple of Mention
        Who says it with them: "Merkel and Hollande said".
    """

    who: Mention
    verb: str
    content: tuple[tuple[int, int], ...]
    circumstances: tuple[tuple[int, int], ...]
    form: str
    negated: bool = False
    also: tuple[Mention, ...] = ()


def attributions(tokens: list[Token], found: list[Mention]) -> list[Attribution]:
    """The attributions of one sentence in the order of their verbs; each clause has one."""
    cues = [at for at, token in enumerate(tokens) if token.low in CUES and not token.quoted]
    if not cues:
        return []
    by_start = {one.start: one for one in found}
    by_end = {one.end: one for one in found}
    made: list[Attribution] = []
    for at in cues:
        one = (
            _according(tokens, at, by_start)
            or _as_saying(tokens, at, by_start, by_end)
            or _colon(tokens, at, by_end)
            or _verb(tokens, at, found, by_start, by_end, made)
        )
        if (
            one is not None
            and one.who.kind in SPEAKING
            and not _among_others(tokens, one.who, by_end)
            and not (made and (_same(made[-1], one) or _within(tokens, made[-1], one)))
        ):
            made = [before for before in made if not _told_by(before, one)]
            made.append(one)
    return [
        replace(one, who=who, also=()) if one.also else one
        for one in _parted(made)
        for who in (*one.also, one.who)
        if who.kind in SPEAKING
    ]


def _among_others(tokens: list[Token], who: Mention, by_end: dict[int, Mention]) -> bool:
    """Whether a country is one of several that are not named: "Western nations and Japan said"."""
    at = who.start - 1
    return (
        who.kind == "institution"
        and at > 0
        and tokens[at].low == "and"
        and by_end.get(at) is None
        and tokens[at - 1].word
        and not tokens[at - 1].capital
    )


def _same(one: Attribution, other: Attribution) -> bool:
    return one.who == other.who and one.content == other.content


def _within(tokens: list[Token], outer: Attribution, one: Attribution) -> bool:
    """Whether the speech of one is told in that of the other: "Biden said Moscow had decided to invade"."""
    if not any(outer.who.end <= start <= one.who.start < end for start, end in outer.content):
        return False
    return tokens[one.who.start - 1].low not in {",", "but", "and", "while", ";", "\u2014", "which", "whom"}


def _told_by(inner: Attribution, outer: Attribution) -> bool:
    """Whether what one says is told by another who comes behind it: "Leaders agreed to wait, Michel said"."""
    return inner.form != "quoted" and any(
        start <= inner.who.start < end <= outer.who.start for start, end in outer.content
    )


def _according(tokens: list[Token], at: int, by_start: dict[int, Mention]) -> Attribution | None:
    if tokens[at].low not in ACCORDING_CUES:
        return None
    for marks, size in ACCORDING.items():
        if tuple(token.low for token in tokens[at : at + size]) == marks and at + size in by_start:
            who = by_start[at + size]
            if who.end < len(tokens) and tokens[who.end].low in {"'s", "\u2019s"}:
                return None  # "according to Biden's team"
            content = trimmed((who.end, len(tokens)), tokens) if at <= 2 else trimmed((0, at), tokens)
            return Attribution(
                who,
                "",
                content,
                ((0, at),) if at <= 2 else ((who.end, len(tokens)),),
                form_of(tokens, content, "according"),
            )
    return None


def _as_saying(
    tokens: list[Token], at: int, by_start: dict[int, Mention], by_end: dict[int, Mention]
) -> Attribution | None:
    """ "TASS reported him as saying", "was quoted by TASS as saying"."""
    if tokens[at].low not in verbs.QUOTING:
        return None
    end = next(
        (
            place
            for place in range(at + 1, min(at + 12, len(tokens) - 1))
            if tokens[place].low == "as" and tokens[place + 1].low in {"saying", "telling"}
        ),
        -1,
    )
    if end < 0:
        return None
    passive = at > 0 and tokens[at - 1].low in verbs.BE
    who = _before(tokens, at - 1, by_end) if passive else by_start.get(at + 1)
    if who is None:
        return None
    content = trimmed((end + 2, len(tokens)), tokens) or trimmed((0, min(who.start, at)), tokens)
    return Attribution(
        who,
        "saying",
        content,
        ((at, end), (end + 2, circumstances_end(tokens, end + 2))),
        form_of(tokens, content, "indirect"),
    )


def _colon(tokens: list[Token], at: int, by_end: dict[int, Mention]) -> Attribution | None:
    """A name, a colon, direct speech."""
    if tokens[at].text != ":" or at + 2 >= len(tokens) or not tokens[at + 2].quoted:
        return None
    who = by_end.get(at)
    if who is None or who.kind not in {"person", "institution"} or who.start > 1:
        return None
    return Attribution(who, "", ((at + 1, len(tokens)),), (), "quoted")


def _verb(
    tokens: list[Token],
    at: int,
    found: list[Mention],
    by_start: dict[int, Mention],
    by_end: dict[int, Mention],
    made: list[Attribution],
) -> Attribution | None:
    low = tokens[at].low
    if low not in verbs.VERBS or _is_no_verb(tokens, at):
        return None
    negated = _negated(tokens, at)
    if negated and verbs.HINTS.get(low) != "rule_out":
        return None
    leading = at == 0 or tokens[at - 1].quoted or _before(tokens, at, by_end) is None
    inverted = _after(tokens, at, by_start) if leading else None
    if inverted is not None:
        end = circumstances_end(tokens, inverted.end)
        content = said_around(tokens, (0, at), end)
        return Attribution(
            inverted,
            low,
            content,
            ((inverted.end, rest_of_clause(tokens, end)), opening(tokens, at)),
            form_of(tokens, content, "indirect"),
            negated,
        )
    who = (
        _participle(tokens, found, at, made) if low in verbs.PARTICIPLES else _subject(tokens, at, found, by_end, made)
    )
    if who is None:
        return None
    end = circumstances_end(tokens, past_audience(tokens, at, by_start))
    also = _joined(tokens, who, by_end)
    whole = replace(who, start=also[0].start) if also else who
    content = content_of(tokens, whole, at, end)
    spoken = any(tokens[place].quoted for start, stop in content for place in range(start, min(stop, start + 3)))
    if not content or (low in verbs.WEAK and not spoken and not has_speech(tokens, low, end)):
        return None
    behind = content[0][0] < who.start
    parts = (
        (who.end, at),
        (at + 1, rest_of_clause(tokens, end) if behind else end),
        behind_object(tokens, low, end),
        behind_audience(tokens, low, end),
        (max(0, who.start - 3), who.start),
        opening(tokens, who.start),
    )
    return Attribution(who, low, content, parts, form_of(tokens, content, "indirect"), negated, also)


def _joined(tokens: list[Token], who: Mention, by_end: dict[int, Mention]) -> tuple[Mention, ...]:
    """Those named just before a subject and joined to it by "and", from left to right; at most three."""
    found: list[Mention] = []
    start = who.start
    while start > 1 and len(found) < 3 and tokens[start - 1].low in ({"and", "und", "и"} if not found else {","}):
        one = by_end.get(start - 1)
        if one is None or one.kind not in {"person", "institution"} or not _free(tokens, one):
            break
        found.insert(0, one)
        start = one.start
    return tuple(found)


def _is_no_verb(tokens: list[Token], at: int) -> bool:
    """Passives, infinitives, nouns: forms that report nobody's speech."""
    low, before = tokens[at].low, tokens[at - 1].low if at else ""
    if before in verbs.BE and low not in verbs.PARTICIPLES:
        return True
    if before in {"the", "a", "an", "of", "those", "these", "such", "any", "its", "his", "their", "'s"}:
        return True
    if before == "to" and not (at > 1 and tokens[at - 2].low in {"continue", "continued", "continues", "on"}):
        return True
    if low == "wies":
        return "zurück" not in {token.low for token in tokens[at + 1 : at + 24]}
    if low in {"made", "makes"}:  # "made clear", "made it clear"
        return "clear" not in {token.low for token in tokens[at + 1 : at + 4]}
    if low in {"ruled", "rules"}:
        return "out" not in {token.low for token in tokens[at + 1 : at + 8]}
    return False


def _negated(tokens: list[Token], at: int) -> bool:
    return any(token.low in verbs.NEGATIONS or token.low.endswith("n't") for token in tokens[max(0, at - 2) : at])


def _after(tokens: list[Token], at: int, by_start: dict[int, Mention]) -> Mention | None:
    """The subject of an inverted verb: ", said Merkel"."""
    low = tokens[at].low
    if low in verbs.INVERTING:
        return next(
            (
                by_start[place]
                for place in range(at + 1, min(at + 6, len(tokens)))
                if place in by_start
                and by_start[place].kind in {"person", "institution", "office", "pronoun"}
                and tokens[place - 1].low not in PREPOSITIONS | {"in", "am", "vor", "bei", "в", "на"}
            ),
            None,
        )
    if at == 0 or not (tokens[at - 1].quoted or tokens[at - 1].text in {",", "?", "!"}):
        return None
    who = by_start.get(at + 1)
    if who is None or (who.kind == "pronoun" and low not in {"said", "says", "added"}):
        return None
    return (
        who
        if low
        in {
            "said",
            "says",
            "added",
            "wrote",
            "told",
            "announced",
            "explained",
            "asked",
            "warned",
            "noted",
            "insisted",
            "stressed",
        }
        else None
    )


def _subject(
    tokens: list[Token], at: int, found: list[Mention], by_end: dict[int, Mention], made: list[Attribution]
) -> Mention | None:
    who = _before(tokens, at, by_end)
    if who is not None:
        return who
    if at and tokens[at - 1].low in {"and", "but", "then", "und", "и"}:
        if made:
            return made[-1].who
        return next((one for one in found if one.end <= at and one.kind != "publication" and _free(tokens, one)), None)
    return None


def _free(tokens: list[Token], one: Mention) -> bool:
    """Whether a mention hangs on no preposition."""
    return one.start == 0 or tokens[one.start - 1].low not in PREPOSITIONS


def _before(tokens: list[Token], at: int, by_end: dict[int, Mention]) -> Mention | None:
    """The subject left of a verb, past adverbs, dates, insertions between commas and what hangs on the subject."""
    place, loose, steps = at, 0, 0
    while place > 0 and steps < FARTHEST_SUBJECT:
        steps += 1
        one = by_end.get(place)
        if one is not None:
            if _free(tokens, one):
                return one if loose in {0, AFTER_COMPLEMENT} or one.kind == "office" else None
            if tokens[one.start - 1].low in SUBORDINATING:
                return None  # "after Yanukovych asked": the subject of another clause
            place, loose = one.start - 1, AFTER_COMPLEMENT
            continue
        token = tokens[place - 1]
        if token.quoted:
            return None
        if (
            token.text == ","
            and (opening := _insertion(tokens, place - 1)) >= 0
            and (one := by_end.get(opening) or by_end.get(opening + 1))
        ):
            return one if _free(tokens, one) and loose == 0 else None
        if (
            verbs.adverb(token.low)
            or token.low in verbs.CIRCUMSTANCES
            or (token.text.isdecimal() and len(token.text) <= 4)
        ):
            place -= 1
        elif loose > 1 and token.word:
            place, loose = place - 1, loose - 1
        else:
            return None
    return None


def _insertion(tokens: list[Token], closing: int) -> int:
    """Where the insertion that ends with this comma begins, or -1."""
    for place in range(closing - 1, max(-1, closing - 20), -1):
        if tokens[place].quoted or tokens[place].text in {";", ":"}:
            return -1
        if tokens[place].text == ",":
            return place
    return -1


def _participle(tokens: list[Token], found: list[Mention], at: int, made: list[Attribution]) -> Mention | None:
    """ "…, saying": the subject of the sentence, unless a verb of speech has told of it already."""
    if made or tokens[at - 1].text != ",":
        return None
    first = next((one for one in found if one.end <= at), None)
    return first if first is not None and first.kind in {"person", "institution"} and first.start <= 2 else None


def _parted(made: list[Attribution]) -> list[Attribution]:
    """Of several attributions the content of each ends where the next one's clause begins."""
    if len(made) < 2:
        return made
    found: list[Attribution] = []
    for place, one in enumerate(made):
        following = made[place + 1].who.start if place + 1 < len(made) else 0
        following = following if following > one.who.end else LONGEST_SENTENCE
        content = tuple((start, min(end, following)) for start, end in one.content if start < following)
        if place and (made[place - 1].who.end < one.who.start):
            floor = max((end for _, end in found[-1].content if end <= one.who.start), default=0)
            content = tuple((max(start, floor), end) for start, end in content if end > floor) or content
        found.append(replace(one, content=content))
    return found
