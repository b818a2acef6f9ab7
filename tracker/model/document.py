"""A text that somebody published, as the reader of statements takes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article, briefing or feed item.

    Attributes
    ----------
    text : str
        Plain text; paragraphs are separated by blank lines. Offsets of everything read from it count its characters.
    title, byline : str
        As printed; empty where there is none.
    published_at : datetime or None
        Aware UTC instant where a clock time is known.
    published_on : date or None
        The local day of publication in ``zone``; None where not known: relative dates then stay open.
    zone : str
        IANA zone of the publisher, in which "Tuesday" is meant.
    source : str
        Address or file name.
    language : str
        ``en``, ``de`` or ``ru``.
    """

    text: str
    title: str = ""
    byline: str = ""
    published_at: datetime | None = None
    published_on: date | None = None
    zone: str = "UTC"
    source: str = ""
    language: str = "en"
