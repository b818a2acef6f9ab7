"""Statements of a document: who said what, when, and which way it leans."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tracker.model.actor import Gazetteer
from tracker.model.document import Document
from tracker.model.statement import Statement
from tracker.statements.attribution import Attribution
from tracker.statements.coding import Coding
from tracker.statements.confidence import confidence, features
from tracker.statements.dates import When
from tracker.statements.forms import form_of, furniture, labelled, publisher_of
from tracker.statements.names import Mention
from tracker.statements.own import note_topic, read_own, topical
from tracker.statements.speaker import Register, Speaker
from tracker.statements.state import State, add
from tracker.statements.text import Paragraph, Span, paragraphs, sentences
from tracker.statements.titles import UNNAMED
from tracker.statements.tokens import Token, tokens
from tracker.statements.tongues import Tongue, tongue_of

FARTHEST_DATE = 3  # sentences over which "on Tuesday" holds for the same speaker
OPEN_DAYS = 7
SHORTEST_PARAGRAPH = 12
PLAIN_SENTENCES = 2  # of a speaker who is not heard otherwise
SHARE_OF_QUOTATION = 0.75
_LETTER = re.compile(r"[^\W\d_]")


def read_statements(document: Document, gazetteer: Gazetteer) -> tuple[Statement, ...]:
    """The attributed statements of a document, in the order of their sentences.

    Pure, in time proportional to the text. Of the news every attributed sentence is given, those that lean no way as
    ``neutral``; of transcripts and signed texts the sentences that do something or speak of sanctions or of a country
    under pressure. Nothing is attributed to reporters, publications, photographers or places.
    """
    day = _day(document)
    blocks = paragraphs(document.text)
    tongue = tongue_of(document.text)
    day = _dateline(document.text, blocks, day, tongue)
    register = Register(gazetteer, day)
    publisher = publisher_of(document, register)
    register.home = publisher.jurisdiction if publisher else ""
    form = form_of(document, blocks, register, tongue.label)
    state = State(
        document, day, register, form, publisher, tongue, turn=form.author, topical=topical(document.title, tongue)
    )
    for block in blocks:
        _read_paragraph(state, block)
    return _finished(state)


def _day(document: Document) -> date | None:
    if document.published_on is not None or document.published_at is None:
        return document.published_on
    return document.published_at.astimezone(ZoneInfo(document.zone)).date()


def _dateline(text: str, blocks: list[Paragraph], day: date | None, tongue: Tongue) -> date | None:
    """The day of "BERLIN, Nov 11 (Reuters) -", if that is near the day of publication."""
    for block in blocks[:4]:
        words = tokens(text, block.span.start, min(block.span.end, block.span.start + 80))[:14]
        if tongue.dateline is not None and (known := tongue.dateline(words, day)) is not None:
            return known
        dash = next((at for at, word in enumerate(words) if word.text in {"-", "\u2013", "\u2014"}), 0)
        if dash and words[0].text.isupper() and len(words[0].text) > 2:
            found = tongue.find(words[:dash], day)
            if found and found.since and (day is None or abs((found.since - day).days) <= 7):
                return found.since
    return day


def _read_paragraph(state: State, block: Paragraph) -> None:
    text, span = state.document.text, block.span
    state.paragraph += 1
    if state.form.name == "transcript" and (labelled_here := state.tongue.label(text, span)) is not None:
        written, start = labelled_here
        state.turn = labelled(written, state.register, state.form.author, state.publisher)
        state.in_turn = True
        block = Paragraph(Span(start, span.end), block.quotes, block.open)
    elif span.end - span.start < SHORTEST_PARAGRAPH or furniture(text, span):
        return
    for one in sentences(text, block):
        state.sentence += 1
        if not _LETTER.search(text, one.start, one.end):
            continue
        words = tokens(text, one.start, one.end, block.quotes)
        if words:
            _read_sentence(state, one, words)


def _read_sentence(state: State, span: Span, words: list[Token]) -> None:
    if state.form.name == "transcript":
        if state.in_turn and state.turn is not None:
            read_own(state, span, words, state.turn, "turn")
        else:
            note_topic(state, [word.low for word in words])  # what is asked is what the answer is about
        return
    author = state.form.author
    if state.form.name == "authored" and author is not None:
        if author.actor != author.institution or state.form.order or not _by_others(state, span, words):
            read_own(state, span, words, author, "author")
        return
    if _headline(state, span):
        state.unsaid = span, words
        return
    if state.unsaid is not None and state.tongue.points_back(words):
        span, words, state.unsaid = Span(state.unsaid[0].start, span.end), state.unsaid[1] + words, None
    elif state.found and state.tongue.points_back(words):
        return  # who said it is known already
    else:
        state.unsaid = span, words
    named, said = state.tongue.read(words, state.register.gazetteer, state.register.by_surname)
    resolved = _resolved(state, named, said)
    made = False
    if said and not _unnamed(state.document.text[span.start : span.end].casefold()):
        made = _add_attributed(
            state, span, words, [(one, resolved[one.who.start]) for one in said if one.who.start in resolved]
        )
    state.unsaid = None if made else state.unsaid
    if not made and not said:
        _unattributed(state, span, words)
    _remember_subject(state, words, named, resolved)


def _unnamed(lowered: str) -> bool:
    return any(mark in lowered for mark in UNNAMED)


def _by_others(state: State, span: Span, words: list[Token]) -> bool:
    """Take what a text of an institution tells of its people: "the Commission's President reaffirmed"."""
    named, told = state.tongue.read(words, state.register.gazetteer, state.register.by_surname)
    said = [one for one in told if one.who.kind in {"person", "pronoun"}]
    resolved = _resolved(state, named, said)
    known = [(one, resolved[one.who.start]) for one in said if one.who.start in resolved]
    return _add_attributed(state, span, words, [one for one in known if one[1] != state.form.author])


def _headline(state: State, span: Span) -> bool:
    """Whether a sentence is a headline: without a full stop, alone in one of the first paragraphs."""
    return (
        state.form.name == "news"
        and state.paragraph <= 1
        and state.document.text[span.end - 1] not in ".!?\"'\u201d\u2019:)\u2026\u00bb\u00ab\u201c"
    )


def _resolved(state: State, named: list[Mention], said: list[Attribution]) -> dict[int, Speaker]:
    """Who each mention is. In order, since a pronoun means somebody named before it."""
    speaking = {one.who.start for one in said}
    found: dict[int, Speaker] = {}
    for one in named:
        if one.kind == "pronoun" and one.start not in speaking:
            continue
        if one.kind in {"institution", "office"} and one.start not in speaking:
            continue
        last = state.register.last_person
        speaker = state.tongue.resolve(one, state.register)
        author = state.form.author
        if speaker is not None and author is not None and speaker.actor == f"{author.jurisdiction} Government":
            speaker = author  # "the United States announced" in a fact sheet of the White House
        if speaker is None and author is not None and one.kind in {"office", "pronoun"}:
            speaker = author  # "the leaders agreed", in a readout, is what its publisher tells of both sides
        if speaker is not None:
            found[one.start] = speaker
        if one.kind == "person" and one.start not in speaking and not one.titled and not one.actors:
            state.register.last_person = last  # capitals that are perhaps no person
    return found


def _add_attributed(state: State, span: Span, words: list[Token], said: list[tuple[Attribution, Speaker]]) -> bool:
    """One statement for each speaker of a sentence: the one that says most. Whether there was any."""
    first = len(state.found)
    for one, speaker in said:
        _attributed(state, span, words, one, speaker)
    best: dict[str, tuple[Statement, Speaker, Coding, str]] = {}
    for entry in state.found[first:]:
        before = best.get(entry[0].actor)
        if before is None:
            best[entry[0].actor] = entry
        elif entry[2].strength > before[2].strength:
            dated = before[0] if entry[0].date_basis == "open" else entry[0]
            known = replace(entry[0], since=dated.since, until=dated.until, date_basis=dated.date_basis)
            best[entry[0].actor] = (known, *entry[1:])
    state.found[first:] = best.values()
    return bool(best)


def _attributed(state: State, span: Span, words: list[Token], one: Attribution, speaker: Speaker) -> None:
    content = [token for start, end in one.content for token in words[start:end]]
    coding = state.tongue.code(
        content,
        words,
        hint=state.tongue.hints.get(one.verb, ""),
        verb_negated=one.negated,
        jurisdiction=speaker.jurisdiction,
    )
    if one.verb == "act" and coding.strength < 2:
        return  # a verb that does something says nothing unless it does it with a measure
    when = _when(state, words, one.circumstances, speaker)
    if when is None and state.form.author is not None and state.day is not None:
        when = When(state.day, state.day, "document")
    add(state, span, content, speaker, coding, when, one.form)
    state.register.last_speaker = speaker
    if speaker.actor == speaker.institution:
        state.register.last_institution = speaker
    else:
        state.register.last_person = speaker
    state.subject = (state.paragraph, speaker)


def _when(state: State, words: list[Token], parts: tuple[tuple[int, int], ...], speaker: Speaker) -> When | None:
    """The day the attributing words give, or one given for the same speaker just before; None leaves it open."""
    for start, end in parts:
        found = state.tongue.find(words[start:end], state.day)
        if found is not None:
            state.dated[speaker.actor] = (state.sentence, found)
            return found
    before = state.dated.get(speaker.actor)
    if before is not None and state.sentence - before[0] <= FARTHEST_DATE:
        state.dated[speaker.actor] = (state.sentence, before[1])
        return before[1]
    return None


def _unattributed(state: State, span: Span, words: list[Token]) -> None:
    """A sentence that names no speaker: direct speech that goes on, or an institution's own text."""
    quoted = sum(token.quoted for token in words)
    if quoted >= SHARE_OF_QUOTATION * len(words) and quoted > 3:
        last = state.subject[0] if state.subject else -9
        near = state.paragraph - 1 <= last
        if near and state.subject:
            speaker = state.subject[1]
            coding = state.tongue.code(words, words, hint="", verb_negated=False, jurisdiction=speaker.jurisdiction)
            add(state, span, words, speaker, coding, _when(state, words, (), speaker), "continued")
            state.subject = (state.paragraph, speaker)
        return
    if state.form.name == "institutional" and state.form.author is not None:
        read_own(state, span, words, state.form.author, "author")


def _remember_subject(state: State, words: list[Token], named: list[Mention], resolved: dict[int, Speaker]) -> None:
    """ "Responding on Wednesday, X was dismissive." speaks through the quotation that follows."""
    for one in named:
        if (
            one.kind != "person"
            or one.start not in resolved
            or (one.start and words[one.start - 1].text not in {",", "-", "\u2014"})
        ):
            continue
        speaker = resolved[one.start]
        if words[-1].text == ":":
            spoken = state.tongue.find(words, state.day)
            if spoken is not None:
                state.dated[speaker.actor] = (state.sentence, spoken)
        if state.subject is None or state.subject[0] != state.paragraph:
            state.subject = (state.paragraph, speaker)
            state.register.last_speaker = speaker
            opening = state.tongue.find(words[: one.start], state.day)
            if opening is not None:
                state.dated[speaker.actor] = (state.sentence, opening)
        return


def _finished(state: State) -> tuple[Statement, ...]:
    """Open dates get the days the document allows; every statement its confidence."""
    heard = Counter({speaker.actor: PLAIN_SENTENCES for _, speaker, _, _ in state.found})
    for entry in state.plain:
        heard[entry[1].actor] += 1
        if heard[entry[1].actor] <= PLAIN_SENTENCES:
            state.found.append(entry)
    state.found.sort(key=lambda entry: entry[0].span)
    day = state.day
    earliest = None
    if day is not None:
        known = [
            one.since
            for one, _, _, _ in state.found
            if one.since and one.since == one.until and 0 <= (day - one.since).days < OPEN_DAYS
        ]
        earliest = min((one for one in known if one < day), default=day - timedelta(days=OPEN_DAYS))
    done = []
    for statement, speaker, coding, form in state.found:
        sure = confidence(features(speaker, coding, form=form, basis=statement.date_basis))
        if statement.date_basis == "open" and day is not None:
            done.append(replace(statement, since=earliest, until=day, confidence=sure))
        else:
            done.append(replace(statement, confidence=sure))
    return tuple(done)
