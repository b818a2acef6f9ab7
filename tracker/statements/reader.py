"""Statements of a document: who said what, when, and which way it leans."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tracker.model.actor import Gazetteer
from tracker.model.document import Document
from tracker.model.statement import Statement
from tracker.statements import verbs
from tracker.statements.attribution import Attribution
from tracker.statements.coding import Coding, on_country
from tracker.statements.confidence import confidence, features
from tracker.statements.dates import When
from tracker.statements.forms import Form, form_of, furniture, labelled, publisher_of
from tracker.statements.names import Mention
from tracker.statements.speaker import Register, Speaker
from tracker.statements.text import Paragraph, Span, paragraphs, sentences
from tracker.statements.titles import UNNAMED
from tracker.statements.tokens import Token, tokens
from tracker.statements.tongues import Tongue, tongue_of

FARTHEST_DATE = 3  # sentences over which "on Tuesday" holds for the same speaker
OPEN_DAYS = 7
SHORTEST_PARAGRAPH = 12
PLAIN_SENTENCES = 2  # of a speaker who is not heard otherwise
MOST_PLAIN = 200
SHARE_OF_QUOTATION = 0.75
IN_PERSON = frozenset({"i", "my", "we", "our", "hereby"})
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
)


_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class _State:
    """What the sentences so far have told."""

    document: Document
    day: date | None
    register: Register
    form: Form
    publisher: Speaker | None
    tongue: Tongue
    unsaid: tuple[Span, list[Token]] | None = None
    turn: Speaker | None = None
    in_turn: bool = False
    sentence: int = 0
    paragraph: int = -1
    subject: tuple[int, Speaker] | None = None
    carried: bool = False
    announced: int = -9
    dated: dict[str, tuple[int, When]] = field(default_factory=dict)
    plain: list[tuple[Statement, Speaker, Coding, str]] = field(default_factory=list)
    found: list[tuple[Statement, Speaker, Coding, str]] = field(default_factory=list)


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
    state = _State(document, day, register, form, publisher, tongue, turn=form.author)
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


def _read_paragraph(state: _State, block: Paragraph) -> None:
    text, span = state.document.text, block.span
    carried, state.carried = state.carried, block.open
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
            _read_sentence(state, one, words, carried=carried)


def _read_sentence(state: _State, span: Span, words: list[Token], *, carried: bool) -> None:
    if state.form.name == "transcript":
        if state.in_turn and state.turn is not None:
            _own(state, span, words, state.turn, "turn")
        return
    if state.form.name == "authored" and state.form.author is not None:
        _own(state, span, words, state.form.author, "author")
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
    lowered = state.document.text[span.start : span.end].casefold()
    resolved = _resolved(state, named, said)
    made = False
    if not any(mark in lowered for mark in UNNAMED):
        made = _add_attributed(
            state, span, words, [(one, resolved[one.who.start]) for one in said if one.who.start in resolved]
        )
    state.unsaid = None if made else state.unsaid
    if not made and not said:
        _unattributed(state, span, words, carried=carried)
    _remember_subject(state, words, named, resolved)


def _headline(state: _State, span: Span) -> bool:
    """Whether a sentence is a headline: without a full stop, alone in one of the first paragraphs."""
    return (
        state.form.name == "news"
        and state.paragraph <= 1
        and state.document.text[span.end - 1] not in ".!?\"'\u201d\u2019:)\u2026\u00bb\u00ab\u201c"
    )


def _resolved(state: _State, named: list[Mention], said: list[Attribution]) -> dict[int, Speaker]:
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
        if speaker is not None:
            found[one.start] = speaker
        if one.kind == "person" and one.start not in speaking and not one.titled and not one.actors:
            state.register.last_person = last  # capitals that are perhaps no person
    return found


def _add_attributed(state: _State, span: Span, words: list[Token], said: list[tuple[Attribution, Speaker]]) -> bool:
    """One statement for each speaker of a sentence: the one that says most. Whether there was any."""
    first = len(state.found)
    for one, speaker in said:
        _attributed(state, span, words, one, speaker)
    best: dict[str, tuple[Statement, Speaker, Coding, str]] = {}
    for entry in state.found[first:]:
        before = best.get(entry[0].actor)
        if before is None or entry[2].strength > before[2].strength:
            dated = before[0] if before and entry[0].date_basis == "open" else entry[0]
            known = replace(entry[0], since=dated.since, until=dated.until, date_basis=dated.date_basis)
            best[entry[0].actor] = (known, *entry[1:])
    state.found[first:] = best.values()
    return bool(best)


def _attributed(state: _State, span: Span, words: list[Token], one: Attribution, speaker: Speaker) -> None:
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
    _add(state, span, content, speaker, coding, when, one.form)
    state.register.last_speaker = speaker
    if speaker.actor == speaker.institution:
        state.register.last_institution = speaker
    else:
        state.register.last_person = speaker
    state.subject = (state.paragraph, speaker)


def _when(state: _State, words: list[Token], parts: tuple[tuple[int, int], ...], speaker: Speaker) -> When | None:
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


def _unattributed(state: _State, span: Span, words: list[Token], *, carried: bool) -> None:
    """A sentence that names no speaker: direct speech that goes on, or an institution's own text."""
    quoted = sum(token.quoted for token in words)
    if quoted >= SHARE_OF_QUOTATION * len(words) and quoted > 3:
        last = state.subject[0] if state.subject else -9
        near = last == state.paragraph or (last == state.paragraph - 1 and (carried or state.announced == last))
        if near and state.subject:
            speaker = state.subject[1]
            coding = state.tongue.code(words, words, hint="", verb_negated=False, jurisdiction=speaker.jurisdiction)
            _add(state, span, words, speaker, coding, _when(state, words, (), speaker), "continued")
            state.subject = (state.paragraph, speaker)
        return
    if state.form.name == "institutional" and state.form.author is not None:
        _own(state, span, words, state.form.author, "author")


def _own(state: _State, span: Span, words: list[Token], speaker: Speaker, form: str) -> None:
    """A sentence of the one whose turn or text it is: kept when it does something or is about sanctions."""
    if any(mark in state.document.text[span.start : span.end].casefold() for mark in HOUSEKEEPING):
        return
    coding = state.tongue.code(
        words,
        words,
        hint=_first_person(words),
        verb_negated=False,
        jurisdiction=speaker.jurisdiction,
        announcing=state.form.own,
        reported=False,
        past=_past(words, state),
    )
    if state.form.order and coding.action != "extend" and not IN_PERSON & {word.low for word in words}:
        return
    spare = coding.strength == 0 and not state.tongue.plainly([word.low for word in words])
    if spare and (len(state.plain) > MOST_PLAIN or not on_country([word.low for word in words])):
        return
    when = When(state.day, state.day, "document") if state.day else When(None, None, "open")
    _add(state, span, words, speaker, coding, when, form)
    if spare:
        state.plain.append(state.found.pop())


def _past(words: list[Token], state: _State) -> bool:
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


def _remember_subject(state: _State, words: list[Token], named: list[Mention], resolved: dict[int, Speaker]) -> None:
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
            state.announced = state.paragraph
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


def _add(
    state: _State, span: Span, content: list[Token], speaker: Speaker, coding: Coding, when: When | None, form: str
) -> None:
    text = state.document.text
    statement = Statement(
        actor=speaker.actor,
        role=speaker.role,
        institution=speaker.institution,
        jurisdiction=speaker.jurisdiction,
        since=when.since if when else None,
        until=when.until if when else None,
        date_basis=when.basis if when else "open",
        kind=coding.kind,
        action=coding.action,
        stance=coding.stance,
        target=coding.target,
        quotation=_quotation(text, content),
        sentence=" ".join(text[span.start : span.end].split()),
        span=(span.start, span.end),
        confidence=0.0,
    )
    state.found.append((statement, speaker, coding, form))


def _quotation(text: str, content: list[Token]) -> str:
    """The longest run of direct speech, verbatim but for line ends."""
    runs: list[tuple[int, int]] = []
    for at, token in enumerate(content):
        if not token.quoted:
            continue
        if runs and at and content[at - 1].quoted:
            runs[-1] = (runs[-1][0], token.end)
        else:
            runs.append((token.start, token.end))
    if not runs:
        return ""
    start, end = max(runs, key=lambda run: run[1] - run[0])
    return " ".join(text[start:end].split()).strip('"\u201c\u201d\u201e\u00ab\u00bb')


def _finished(state: _State) -> tuple[Statement, ...]:
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
        one = statement
        if one.date_basis == "open" and day is not None:
            one = replace(one, since=earliest, until=day)
        done.append(replace(one, confidence=confidence(features(speaker, coding, form=form, basis=one.date_basis))))
    return tuple(done)
