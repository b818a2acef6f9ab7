"""Sentences of the one whose turn or text they are: kept when they do something or speak of sanctions."""

from __future__ import annotations

from tracker.statements import verbs
from tracker.statements.coding import on_country, pressed_in
from tracker.statements.dates import When
from tracker.statements.lexicon import words as listed
from tracker.statements.speaker import Speaker
from tracker.statements.state import State, add
from tracker.statements.text import Span
from tracker.statements.tokens import Token, tokens
from tracker.statements.tongues import Tongue

OPEN_DAYS = 7
MOST_PLAIN = 200
LONGEST_TITLE = 400
REACH = 2  # sentences "they" and "this" reach back
NEAR = 5  # sentences a topic reaches on
LONGEST_HEADING = 14
LONGEST_SMALL = 4  # "with", "from": small letters in a heading
IN_PERSON = frozenset({"i", "my", "we", "our", "hereby"})
REFERRING = listed("this these such that those it they he their its his")
HOUSEKEEPING = (
    "on background",
    "attributable to",
    "embargo until",
    "embargoed until",
    "under embargo",
    "next question",
    "via teleconference",
    "on the record",
    "no embargo",
    "embargo the content",
    "contents of the call",
    "contents of this call",
)


def topical(title: str, tongue: Tongue) -> bool:
    """Whether a title says that the whole text is about sanctions or a country under pressure."""
    lows = [word.low for word in tokens(title, 0, min(len(title), LONGEST_TITLE))]
    return tongue.plainly(lows) or on_country(lows)


def read_own(state: State, span: Span, words: list[Token], speaker: Speaker, form: str) -> None:
    """A sentence of the one whose turn or text it is: kept when it does something or is about sanctions."""
    if any(mark in state.document.text[span.start : span.end].casefold() for mark in HOUSEKEEPING):
        return
    if state.form.own and words[0].low in {"section", "sec"} and not IN_PERSON & {word.low for word in words}:
        return  # what a law says
    if words[-1].text == "?" or _heading(state, span, words):
        return
    lows = [word.low for word in words]
    referring = state.pressed >= state.sentence - REACH and bool(REFERRING & set(lows[:4]))
    if referring or pressed_in(lows):
        state.pressed = state.sentence
    coding = state.tongue.code(
        words,
        words,
        hint=_first_person(words),
        verb_negated=False,
        jurisdiction=speaker.jurisdiction,
        announcing=state.form.own,
        reported=False,
        past=_past(words, state),
        referring=referring,
    )
    if state.form.order and coding.action != "extend" and not IN_PERSON & set(lows):
        return
    on_topic = _on_topic(state, lows) or state.topical
    if coding.action not in {"neutral", "condemn"} and not on_topic:
        return  # steps against a disease, the price of petrol
    spare = coding.strength == 0 and not state.tongue.plainly(lows)
    if spare and (len(state.plain) > MOST_PLAIN or not on_country(lows)):
        return
    when = When(state.day, state.day, "document") if state.day else When(None, None, "open")
    add(state, span, words, speaker, coding, when, form)
    if spare:
        state.plain.append(state.found.pop())


def _on_topic(state: State, lows: list[str]) -> bool:
    """Whether a sentence, or one shortly before, is about sanctions or a country under pressure."""
    note_topic(state, lows)
    return state.about >= state.sentence - NEAR


def note_topic(state: State, lows: list[str]) -> None:
    """Remember that a sentence, of whomever, is about sanctions or a country under pressure."""
    if on_country(lows) or state.tongue.strictly(lows):
        state.about = state.sentence


def _heading(state: State, span: Span, words: list[Token]) -> bool:
    """Whether a sentence is the title once more, or a heading: capitals, and nothing that ends a sentence."""
    text = state.document.text[span.start : span.end]
    if " ".join(text.split()).casefold() == " ".join(state.document.title.split()).casefold():
        return True
    written = [word for word in words if word.word]
    capitals = sum(word.capital for word in written if len(word.text) > LONGEST_SMALL)
    long = sum(len(word.text) > LONGEST_SMALL for word in written)
    return text[-1].isalnum() and len(written) <= LONGEST_HEADING and capitals == long


def _past(words: list[Token], state: State) -> bool:
    """Whether a sentence begins with a day clearly before the document's."""
    day, found = state.day, state.tongue.find(words[:8], state.day)
    return found is not None and found.until is not None and day is not None and (day - found.until).days > OPEN_DAYS


def _first_person(words: list[Token]) -> str:
    """The hint of "We condemn"."""
    for at, word in enumerate(words[:-1]):
        if word.low in {"we", "i"}:
            following = [token.low for token in words[at + 1 : at + 4]]
            found = next(
                (
                    verbs.HINTS[low]
                    for low in following
                    if low in verbs.HINTS and verbs.HINTS[low] in {"condemn", "welcome"}
                ),
                "",
            )
            if found:
                return found
    return ""
