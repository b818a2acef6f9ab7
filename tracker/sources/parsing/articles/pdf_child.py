"""The child process that reads one PDF: its bytes on standard input, the article as JSON on standard output."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date, datetime

from tracker.errors import UsageError
from tracker.sources.parsing.articles.forms import MOST_BYTES, Article, Published
from tracker.sources.parsing.articles.pdf import pdf_article


def article_of(answer: bytes) -> Article:
    """What the child said. ``UsageError`` where it could not read the document, ``ValueError`` for anything else."""
    told = json.loads(answer)
    if "error" in told:
        raise UsageError(told["error"], remedy=told["remedy"])
    published = told.pop("published")
    made = None
    if published is not None:
        at = published.pop("at")
        day = date.fromisoformat(published.pop("day"))
        made = Published(day=day, at=None if at is None else datetime.fromisoformat(at), **published)
    return Article(**{**told, "warnings": tuple(told["warnings"])}, published=made)


def _main(name: str, zone_name: str) -> None:
    try:
        told = asdict(pdf_article(sys.stdin.buffer.read(MOST_BYTES), name, zone_name))
    except UsageError as error:
        told = {"error": error.message, "remedy": error.remedy}
    sys.stdout.write(json.dumps(told, default=lambda one: one.isoformat()))


if __name__ == "__main__":
    _main(*sys.argv[1:3])
