"""Forms of documents: transcripts with labels, texts their author signs, and the news."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tracker.model.actor import folded
from tracker.model.document import Document
from tracker.statements.lexicon import words
from tracker.statements.names import mentions
from tracker.statements.resolving import resolve
from tracker.statements.speaker import Register, Speaker, in_office, of_actor
from tracker.statements.text import Paragraph, Span
from tracker.statements.titles import CAPTIONS, FURNITURE, HEADS, HONORIFICS
from tracker.statements.tokens import Token, tokens

_LABEL = re.compile(
    r"(?:\*\*)?([A-Z][A-Z.,'\u2019\- ]{1,80}[A-Z.])(?:\*\*)?(?: \([A-Za-z .]{1,40}\))?:(?:\*\*)?(?=\s)"
    r"|(?:\*\*)?(Q)(?:\*\*)?[:.]?(?=\s)"
    r"|(The President|(?:President|Vice President|Chancellor|Prime Minister|Secretary|Mr\.|Mrs\.|Ms\.)"
    r" [A-Z][\w'\u2019-]{1,30}(?: [A-Z][\w'\u2019-]{1,30}){0,2})[.:](?=\s+[\[(\u201c\"\u2014-]?[A-Z])"
)
_NOBODY = words("""
    Q QUESTION REPORTER MODERATOR OPERATOR PARTICIPANT AUDIENCE INTERPRETER HOST PRESS
""")
_TITLE = re.compile(
    r"(?:joint |press |opening |closing |closed press )?(statement|remarks|readout|letters?|message|speech|address"
    r"|op-ed|press gaggle|press briefing|press call|press conference|on-the-record [a-z-]+|background press call"
    r"|background briefing|fact sheet|notice|executive order|proclamation|memorandum|icymi|presidential [a-z]+)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|from|of|with)\b", re.IGNORECASE)
_GROUP = re.compile(
    r"\bG-?(7|20)\b.{0,40}(?:statement|communiqu|declaration|vision)"
    r"|(?:statement|communiqu|declaration).{0,40}\bG-?(7|20)\b",
    re.IGNORECASE,
)
# The seven are counted by their names, in the order they always sign in.
_THE_SEVEN = re.compile(
    r"\bWe, the [A-Za-z ]{0,30}(?:leaders|ministers|governors|heads of state)\b[A-Za-z ]{0,30} of"
    r" (?:the )?(?:G-?7|Group of Seven|Canada, France, Germany, Italy, Japan)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"\bI, ([A-Z][A-Z. ]{3,40}?),? (?:JR\.?,? )?President of the United States", re.IGNORECASE)
LONGEST_TITLE = 400
Labels = Callable[[str, Span], tuple[str, int] | None]
AUTHORED = frozenset({"statement", "remarks", "letter", "letters", "message", "speech", "address", "op-ed", "icymi"})
INSTITUTIONAL = frozenset({"fact sheet", "readout"})
ORDERS = frozenset({"notice", "executive order", "proclamation", "memorandum"})


@dataclass(frozen=True, slots=True)
class Form:
    """What kind of text a document is, and who speaks in it by default; ``own`` says that the author acts by it.

    Of an ``order`` only what its author says in person is a statement: its sections are law.
    """

    name: str
    author: Speaker | None
    own: bool = False
    order: bool = False


def form_of(document: Document, blocks: list[Paragraph], register: Register, label_of: Labels | None = None) -> Form:
    """``news`` without an author, ``transcript``, ``authored`` (first person) or ``institutional`` (of itself)."""
    title = " ".join(document.title.split())
    match = _TITLE.match(title)
    what = match.group(1).casefold() if match else ""
    publisher = _publisher(document, register)
    labels = sum(1 for one in blocks if (label_of or label)(document.text, one.span) is not None)
    if labels >= 2 or (labels and what in {"remarks", "press briefing", "press gaggle", "background press call"}):
        _meet_participants(title, register)
        return Form("transcript", _author(title, match, register) if what in {"remarks", "statement"} else None)
    head = document.text[:6000]
    if what in ORDERS or "By the authority vested in me as President" in head:
        return Form("authored", _president(document, register), own=True, order=True)
    if what in INSTITUTIONAL:
        return Form("institutional", publisher or _title_institution(title, register), own=what == "fact sheet")
    seven = _known("G7", register) if _THE_SEVEN.search(head[:1500]) else None
    if what in AUTHORED:
        author = _author(title, match, register) or seven or publisher
        if what in {"letter", "letters"} and "I have issued" in head:
            author = _president(document, register)
        return Form("authored" if author else "news", author, own=author is not None)
    group = _GROUP.search(title[:200])
    if group or seven:
        body = _known(f"G{group.group(1) or group.group(2)}", register) if group else seven
        return Form("authored", body, own=True)
    if publisher is not None:
        return Form("institutional", publisher)
    return Form("news", None)


def _meet_participants(title: str, register: Register) -> None:
    """Whom the title of a transcript names is whom its labels mean: "Press Briefing by Press Secretary Jay Carney"."""
    for one in mentions(tokens(title, 0, min(len(title), LONGEST_TITLE)), register.gazetteer):
        if one.kind == "person" and (len(one.name) > 1 or one.actors):
            resolve(one, register)


def label(text: str, span: Span) -> tuple[str, int] | None:
    """The label of a speaker a paragraph begins with, and where what is said begins."""
    match = _LABEL.match(text, span.start, min(span.end, span.start + 120))
    if match is None:
        return None
    return (match.group(1) or (match.group(3) or "Q").upper()).strip(), match.end()


def labelled(written: str, register: Register, default: Speaker | None, publisher: Speaker | None) -> Speaker | None:
    """The speaker a label names; None for reporters, moderators and everybody without a name."""
    written, _, office = written.partition(",")  # "ANGELA MERKEL, CHANCELLOR OF GERMANY"
    words = written.replace("\u2019", "'").split()
    if any(word.strip(".") in _NOBODY for word in words):
        return None
    if "OFFICIAL" in words or "OFFICIALS" in words:
        body = publisher
        return Speaker(
            written.capitalize(),
            written.capitalize(),
            body.institution if body else "",
            body.jurisdiction if body else "",
            "label",
        )
    cased = " ".join(word if word.rstrip(".").casefold() in HONORIFICS else word.title() for word in words)
    if words[-1].casefold() in HEADS and len(words) <= 3 and words[0] == "THE":
        return default or register.in_role(words[-1].casefold(), set(), publisher.jurisdiction if publisher else "US")
    role = office.strip().casefold() or " ".join(word.casefold() for word in words[:-1])
    known = register.gazetteer.named(tuple(cased.split())) or ()
    people = tuple(one for one in known if one.person)
    best = in_office(people, register.day, role)
    if best is not None:
        return register.meet(of_actor(best, register.day, "titled"))
    found = register.surnamed(words[-1].title(), role)
    if found is not None:
        return found
    name = " ".join(word.title() for word in words if word.strip(".").casefold() not in HEADS | HONORIFICS)
    return (
        register.meet(Speaker(name, role.title() if words[0].casefold() in HEADS else "", "", "", "label"))
        if name
        else None
    )


def furniture(text: str, span: Span) -> bool:
    """Whether a short paragraph is a caption, a byline or a line of the page rather than of the article."""
    head = text[span.start : min(span.end, span.start + 400)].casefold()
    if len(head) > 300:
        return False
    if any(mark in head for mark in CAPTIONS):
        return True
    return head.startswith(FURNITURE) and (span.end - span.start) < 160


def _publisher(document: Document, register: Register) -> Speaker | None:
    try:
        host = urlsplit(document.source).hostname or ""
    except ValueError:
        return None
    actor = register.gazetteer.of_site(host) if host else None
    return of_actor(actor, register.day) if actor else None


def publisher_of(document: Document, register: Register) -> Speaker | None:
    """The institution whose site a document is from."""
    return _publisher(document, register)


def _author(title: str, match: re.Match[str] | None, register: Register) -> Speaker | None:
    """Whose statement a title says it is: the first name or institution after "by"."""
    start = match.end() if match else 0
    by = _BY.search(title, start, start + 40) if match and match.group(1).casefold() != "icymi" else None
    words = tokens(title, by.end() if by else start, len(title))
    found = first_speaker(words, register)
    return None if found is not None and found.way == "plain" and not by else found  # "Restrictive Measures" is nobody


def first_speaker(words: list[Token], register: Register) -> Speaker | None:
    """The first person or institution among the words."""
    for one in mentions(words, register.gazetteer):
        if one.kind in {"person", "institution", "office"}:
            return resolve(one, register)
    return None


def _title_institution(title: str, register: Register) -> Speaker | None:
    words = tokens(title, 0, len(title))
    for one in mentions(words, register.gazetteer):
        if one.kind == "institution" and one.actors:
            found = of_actor(one.actors[0], register.day)
            return found if found.institution != "US Government" else _known("White House", register)
    return _known("White House", register)


def _known(name: str, register: Register) -> Speaker | None:
    actors = register.gazetteer.named(tuple(name.split()))
    return of_actor(actors[0], register.day) if actors else None


def _president(document: Document, register: Register) -> Speaker | None:
    signed = _SIGNED.search(document.text[:6000])
    if signed:
        words = tuple(
            folded(word)
            for word in signed.group(1).title().replace(",", " ").split()
            if word.strip("., ").casefold() != "jr"
        )
        actor = in_office(
            tuple(one for one in register.gazetteer.by_form(words) if one.person), register.day, "President"
        )
        if actor:
            return register.meet(of_actor(actor, register.day, "titled"))
    return register.in_role("president", {"of", "the", "united", "states"}, "US")
