"""What the reading of one document has told so far, and how a statement is added to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tracker.model.document import Document
from tracker.model.statement import Statement
from tracker.statements.coding import Coding
from tracker.statements.dates import When
from tracker.statements.forms import Form
from tracker.statements.speaker import Register, Speaker
from tracker.statements.text import Span
from tracker.statements.tokens import Token
from tracker.statements.tongues import Tongue


@dataclass(slots=True)
class State:
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
    dated: dict[str, tuple[int, When]] = field(default_factory=dict)
    pressed: int = -9
    about: int = -99
    topical: bool = False
    plain: list[tuple[Statement, Speaker, Coding, str]] = field(default_factory=list)
    found: list[tuple[Statement, Speaker, Coding, str]] = field(default_factory=list)


def add(
    state: State, span: Span, content: list[Token], speaker: Speaker, coding: Coding, when: When | None, form: str
) -> None:
    """Add a statement whose confidence is not known yet; its quotation is the direct speech in ``content``."""
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
