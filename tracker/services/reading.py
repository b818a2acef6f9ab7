"""Reading a document: who said what in it, and whether its numbers hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tracker.model.claim import Checked
from tracker.model.document import Document
from tracker.model.instants import local_instant
from tracker.model.statement import Statement
from tracker.services.claims import check_claims
from tracker.services.context import Context
from tracker.services.intake import TakenIn, take_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document with its statements and its checked claims, both in the order of the text."""

    taken: TakenIn
    claims: tuple[Checked, ...]
    statements: tuple[Statement, ...] = ()

    @property
    def document(self) -> Document:
        """The document itself."""
        return self.taken.document

    @property
    def public_by(self) -> datetime | None:
        """By when what its claims were checked with was public: its publication, or the end of that day."""
        document = self.document
        if document.published_at is not None or document.published_on is None:
            return document.published_at
        return local_instant(document.published_on + timedelta(days=1), time(0), document.zone)


def read(context: Context, name: str, *, published: str = "", item: int = 1) -> Reading:
    """Read a file, standard input (``-``) or an address; raises as ``intake.take_in``."""
    taken = take_in(context, name, published=published, item=item)
    return Reading(taken=taken, statements=statements_of(taken.document), claims=check_claims(context, taken.document))


def statements_of(document: Document) -> tuple[Statement, ...]:
    """The attributed statements of a document, by the shipped gazetteer."""
    from tracker.data.actors import gazetteer
    from tracker.statements.reader import read_statements

    return read_statements(document, gazetteer())
