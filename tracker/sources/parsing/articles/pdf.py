"""The text of a PDF. Its links, scripts and attached files are left alone."""

from __future__ import annotations

import io
import logging
import warnings
from datetime import UTC
from typing import TYPE_CHECKING

from tracker.errors import UsageError
from tracker.sources.parsing.articles.days import in_lines
from tracker.sources.parsing.articles.forms import (
    MOST_CHARACTERS,
    Article,
    Published,
    bounded,
    one_line,
    paragraphs,
    unreadable,
)

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 60
"""Read of one document; an article has a few, a briefing a dozen."""


def pdf_article(content: bytes, name: str, zone_name: str) -> Article:
    """The text of the first pages. ``UsageError`` for a document that is encrypted, damaged or made of pictures.

    Damaged documents can keep the library busy for long: whoever calls bounds the time.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends on the way interests nobody
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(content), strict=False)
            _require_open(reader, name)
            return bounded(_article(reader, name, zone_name))
    except UsageError:
        raise
    except Exception as error:  # the library lets out whatever a damaged document makes it meet
        what = one_line(str(error))[:80] or type(error).__name__
        raise unreadable(name, f"it is a damaged PDF ({what})") from error


def _require_open(reader: PdfReader, name: str) -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise unreadable(name, "it is encrypted", "Save an open copy of it, or its text, and read that.")


def _article(reader: PdfReader, name: str, zone_name: str) -> Article:
    lines = _lines(reader)
    text = paragraphs(lines)
    if not text:
        raise unreadable(name, "no text was found in it, as of scanned pages")
    metadata = reader.metadata
    published = in_lines(lines, zone_name)
    made = metadata.creation_date if metadata else None
    if published is None and made is not None and 1990 <= made.year <= 2199:
        at = made.astimezone(UTC) if made.tzinfo is not None else None
        published = Published(day=made.date(), at=at, zone=zone_name, basis="the day on which the PDF was made")
    pages = len(reader.pages)
    return Article(
        form="PDF",
        text=text,
        title=one_line((metadata and metadata.title) or "") or one_line(text.split("\n", 1)[0]),
        byline=one_line((metadata and metadata.author) or ""),
        published=published,
        warnings=(f"The PDF has {pages} pages; the first {MOST_PAGES} were read.",) if pages > MOST_PAGES else (),
    )


def _lines(reader: PdfReader) -> list[str]:
    lines: list[str] = []
    length = 0
    for page in reader.pages[:MOST_PAGES]:
        text = page.extract_text()
        length += len(text)
        lines += [*text.splitlines(), ""]
        if length > MOST_CHARACTERS:
            break
    return lines
