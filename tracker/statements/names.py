"""Mentions of possible speakers in a sentence: title and name, name and apposition, institution, office, pronoun."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from tracker.model.actor import Actor, Gazetteer, folded
from tracker.statements.chunks import DETERMINERS, Chunk, after_parenthesis, before_name, longest_form, printed
from tracker.statements.lexicon import words
from tracker.statements.nations import nation_of
from tracker.statements.titles import (
    ANONYMOUS,
    ASKERS,
    HEADS,
    HONORIFICS,
    MODIFIERS,
    NOT_NAMES,
    ORGANISATIONS,
    PLACES,
    PUBLICATIONS,
)
from tracker.statements.tokens import Token

PRONOUNS = words("he she it they him her er sie он она они")
PARTICLES = words("von van der den de del di da du la le bin al el zu фон")
LONGEST_NAME = 4
BEGINNINGS = PRONOUNS | DETERMINERS | HEADS | MODIFIERS | HONORIFICS | PUBLICATIONS | PARTICLES


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens [start, end) that name a possible speaker.

    ``kind`` is ``person``, ``institution``, ``office`` (no name), ``pronoun``, ``publication`` or ``nobody``.
    """

    start: int
    end: int
    kind: str
    name: tuple[str, ...] = ()
    actors: tuple[Actor, ...] = ()
    role: str = ""
    heads: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    institution: str = ""
    jurisdiction: str = ""
    titled: bool = False
    definite: bool = False


def mentions(tokens: list[Token], gazetteer: Gazetteer, met: Container[str] = ()) -> list[Mention]:
    """The mentions outside quotations, in order, none within another. Reads each token a bounded number of times.

    ``met`` holds the folded last names the document has printed before: alone they mention their bearers.
    """
    found: list[Mention] = []
    end = 0
    for at, token in enumerate(tokens):
        if at < end or token.quoted or not (token.text[0].isupper() or token.low in BEGINNINGS):
            continue
        if token.text[-1] == "." and all(one.text[-1] == "." for one in tokens[at + 1 : at + 3]):
            continue  # a run of initials
        one = _mention(tokens, at, gazetteer, met)
        if one is not None:
            found.append(one)
            end = one.end
    return found


def _mention(tokens: list[Token], at: int, gazetteer: Gazetteer, met: Container[str]) -> Mention | None:
    low = tokens[at].low
    if low in PRONOUNS:
        return Mention(at, at + 1, "pronoun", name=(low,))
    chunk = before_name(tokens, at, gazetteer)
    found = _named(tokens, chunk, gazetteer)
    if found is None and chunk.at == at and tokens[at].capital and folded(tokens[at].text) in met:
        found = Mention(at, at + 1, "person", name=(tokens[at].text,))
    if found is not None:
        return _with_apposition(tokens, found, gazetteer)
    if chunk.heads and not chunk.publication:
        return _with_name(tokens, _office(tokens, chunk, gazetteer), gazetteer)
    if chunk.publication:
        return Mention(chunk.start, chunk.at, "publication")
    if chunk.institution and chunk.institution_end == chunk.at:
        end = after_parenthesis(tokens, chunk.at)
        return Mention(chunk.start, end, "institution", actors=(chunk.institution,), jurisdiction=chunk.jurisdiction)
    if chunk.organ and chunk.nation:
        end = after_parenthesis(tokens, chunk.at)
        return Mention(chunk.start, end, "institution", institution=chunk.organ, jurisdiction=chunk.jurisdiction)
    return None


def _named(tokens: list[Token], chunk: Chunk, gazetteer: Gazetteer) -> Mention | None:
    at = chunk.at
    if at >= len(tokens) or tokens[at].quoted:
        return None
    size, actors = chunk.form if chunk.form_at == at else longest_form(tokens, at, gazetteer)
    people = tuple(one for one in actors if one.person) if actors else ()
    titled = bool(chunk.heads) or chunk.honorific
    end = at + size if people else _name_end(tokens, at, titled=titled or bool(chunk.words))
    if not people and end > at and _last(tokens[end - 1].low) in ORGANISATIONS:
        if chunk.heads:
            return None
        name = " ".join(token.text for token in tokens[at:end])
        return Mention(
            chunk.start,
            after_parenthesis(tokens, end),
            "institution",
            institution=name,
            jurisdiction=chunk.jurisdiction,
        )
    if not people and end > at and any(token.low in PUBLICATIONS for token in tokens[at:end]):
        return Mention(chunk.start, end, "publication")
    if end == at or chunk.publication:
        return None
    body = people[0].institution if people else ""
    if body and tokens[end : end + 1] and tokens[end].low in {"'s", "\u2019s"} and _administration(tokens, end + 1):
        return Mention(chunk.start, end + 2, "institution", institution=body, jurisdiction=people[0].jurisdiction)
    if at > chunk.start and tokens[at - 1].low in ASKERS and not people:
        return Mention(chunk.start, end, "nobody")
    if people and size == 1 and end < len(tokens) and not titled and _goes_on(tokens, end):
        end = _name_end(tokens, at, titled=True)
        people = ()
    return Mention(
        chunk.start,
        after_parenthesis(tokens, end),
        "person",
        name=tuple(token.text for token in tokens[at:end] if token.word),
        actors=people,
        role=printed(tokens, chunk),
        heads=tuple(chunk.heads),
        words=frozenset(chunk.words),
        institution=chunk.body,
        jurisdiction=chunk.jurisdiction,
        titled=titled,
    )


def _administration(tokens: list[Token], at: int) -> bool:
    """Whether "administration" follows a president's name and no official of it."""
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    return at < len(tokens) and tokens[at].low in {"administration", "government"} and following not in HEADS


def _goes_on(tokens: list[Token], end: int) -> bool:
    """Whether a surname is followed by more of a name, as in Harris Jones."""
    return tokens[end].capital and tokens[end].word and tokens[end].low not in NOT_NAMES and not tokens[end].quoted


def _last(low: str) -> str:
    return low.rstrip(".")


def _name_end(tokens: list[Token], at: int, *, titled: bool) -> int:
    """Where a name nobody knows ends: capitals, initials and particles; one word alone counts after a title only."""
    end, capitals = at, 0
    while end < len(tokens) and end - at <= LONGEST_NAME and not tokens[end].quoted:
        token = tokens[end]
        following = tokens[end + 1] if end + 1 < len(tokens) else None
        if token.low in PARTICLES and (titled or capitals) and following and following.capital and not following.quoted:
            end += 1
        elif (
            (
                not token.capital
                or not token.word
                or token.low in NOT_NAMES
                or token.low in HEADS - {"king", "pope", "prince"}
            )
            or token.low in PLACES
            or (capitals == 0 and nation_of(token.low))
        ):
            break
        else:
            capitals += 1
            end += 1
    while end > at and tokens[end - 1].low in PARTICLES:
        end -= 1
    return end if capitals >= (1 if titled else 2) else at


def _office(tokens: list[Token], chunk: Chunk, gazetteer: Gazetteer) -> Mention:
    kind = "nobody" if chunk.heads[-1] in ANONYMOUS or chunk.heads[0] in ANONYMOUS else "office"
    found = Mention(
        chunk.start,
        chunk.at,
        kind,
        role=printed(tokens, chunk),
        heads=tuple(chunk.heads),
        words=frozenset(chunk.words),
        actors=(chunk.institution,) if chunk.institution else (),
        institution=chunk.organ,
        jurisdiction=chunk.jurisdiction,
        definite=chunk.definite,
    )
    at = chunk.at
    if at < len(tokens) and tokens[at].low == "in":  # officials in Moscow
        size, actors = longest_form(tokens, at + 1, gazetteer)
        body = next((one for one in actors if not one.person), None)
        if body and not found.actors:
            return Mention(
                found.start,
                at + 1 + size,
                kind,
                role=found.role,
                heads=found.heads,
                actors=(body,),
                jurisdiction=body.jurisdiction,
            )
    if at + 1 < len(tokens) and tokens[at].text == "," and not tokens[at].quoted:
        named = _named(tokens, Chunk(at + 1, at + 1), gazetteer)
        closed = named is not None and (
            named.end >= len(tokens) or tokens[named.end].text in {",", "."} or tokens[named.end].quoted
        )
        if named is not None and named.kind == "person" and closed:
            return _merge(found, named, named.end + (named.end < len(tokens) and tokens[named.end].text == ","))
    return found


def _with_name(tokens: list[Token], office: Mention, gazetteer: Gazetteer) -> Mention:
    """Take the name behind "President of the European Commission, " into the mention of the office."""
    at = office.end + 1
    if office.kind != "office" or at >= len(tokens) or tokens[office.end].text != "," or tokens[at].quoted:
        return office
    size, actors = longest_form(tokens, at, gazetteer)
    people = tuple(one for one in actors if one.person)
    if size < 2 or not people:
        return office
    name = tuple(token.text for token in tokens[at : at + size] if token.word)
    named = Mention(at, at + size, "person", name=name, actors=people)
    closing = at + size
    return _merge(office, named, closing + (closing < len(tokens) and tokens[closing].text == ","))


def _with_apposition(tokens: list[Token], found: Mention, gazetteer: Gazetteer) -> Mention:
    """Take "…, a White House spokesperson," behind a name into its mention."""
    at = after_parenthesis(tokens, found.end)
    if found.kind != "person" or at + 1 >= len(tokens) or tokens[at].text != "," or tokens[at + 1].quoted:
        return found
    chunk = before_name(tokens, at + 1, gazetteer)
    if not chunk.heads or chunk.publication:
        return found
    end = chunk.at
    while (
        end < len(tokens)
        and end - at < 24
        and tokens[end].text not in {",", ".", ";", ":", "\u2014", "\u2013"}
        and not tokens[end].quoted
    ):
        end += 1
    if end < len(tokens) and (tokens[end].text not in {",", "."} or _named(tokens, chunk, gazetteer)):
        return found
    role = _role_to(tokens, chunk, end)
    closing = end + (end < len(tokens) and tokens[end].text == ",")
    office = Mention(
        at,
        closing,
        "office",
        role=role,
        heads=tuple(chunk.heads),
        words=frozenset(chunk.words),
        institution=chunk.body,
        jurisdiction=chunk.jurisdiction,
    )
    return _merge(office, found, closing)


def _role_to(tokens: list[Token], chunk: Chunk, end: int) -> str:
    if chunk.first_word < 0:
        return ""
    wider = Chunk(chunk.start, min(end, chunk.first_word + 12), heads=chunk.heads, first_word=chunk.first_word)
    return printed(tokens, wider)


def _merge(office: Mention, named: Mention, end: int) -> Mention:
    return Mention(
        min(office.start, named.start),
        end,
        "person",
        name=named.name,
        actors=named.actors,
        role=office.role or named.role,
        heads=office.heads + named.heads,
        words=office.words | named.words,
        institution=office.institution or (office.actors[0].institution if office.actors else "") or named.institution,
        jurisdiction=office.jurisdiction or named.jurisdiction,
        titled=True,
    )
