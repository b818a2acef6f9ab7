"""What the API of the Federal Register answers: an envelope, and results whose fields are read one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.errors import ParseError
from tracker.model.plain_text import hidden_characters
from tracker.model.source import Snapshot
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.json_documents import as_json
from tracker.sources.parsing.web_page import plain

_UNIQUE_SINCE = 2016


def answer_of(snapshot: Snapshot) -> Mapping[str, Any]:
    """The envelope; ``results`` is left out where nothing was found, and only there."""
    document = as_json(snapshot, "an answer of the documents API", whole=int)
    if not isinstance(document, dict) or not isinstance(document.get("count"), int):
        raise damaged(snapshot, "it is not an answer of the documents API: 'count' is missing")
    if not isinstance(document.get("results", []), list) or (document["count"] > 0 and "results" not in document):
        raise damaged(snapshot, f"it announces {document['count']} documents but holds no list of results")
    if document.get("errors"):
        raise damaged(snapshot, f"the API reports errors: {str(document['errors'])[:200]}")
    return document


def identity(number: str, published: date) -> str:
    """What a document is known by: its number, and for the years in which numbers came twice its day as well.

    A filing has its number before it is printed, and the day may still be put off.
    """
    return number if published.year >= _UNIQUE_SINCE else f"{number} {published.isoformat()}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One result; its methods raise ``ParseError`` naming the result and the field."""

    snapshot: Snapshot
    number: int
    fields: Mapping[str, Any]

    def problem(self, text: str) -> ParseError:
        """An error about this result."""
        return damaged(self.snapshot, f"result {self.number}: {text}")

    def text(self, name: str, *, required: bool = False) -> str:
        """A text without markup and on one line; empty where there is none."""
        value = self.fields.get(name)
        if value is None and not required:
            return ""
        read = plain(value) if isinstance(value, str) else ""
        if not isinstance(value, str) or (required and not read):
            raise self.problem(f"{name} is {str(value)[:100]!r}")
        return read

    def day(self, name: str) -> date | None:
        """A day; None where there is none."""
        written = self.text(name)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError as error:
            raise self.problem(f"{name} is {written[:100]!r}, not a date") from error

    def published(self) -> date:
        """The day it is printed, or will be."""
        day = self.day("publication_date")
        if day is None:
            raise self.problem("publication_date is missing")
        return day

    def instant(self, name: str) -> datetime:
        """An instant with its offset."""
        written = self.text(name, required=True)
        try:
            moment = datetime.fromisoformat(written)
        except ValueError as error:
            raise self.problem(f"{name} is {written[:100]!r}, not an instant") from error
        if moment.tzinfo is None:
            raise self.problem(f"{name} is {written!r}, without its zone")
        return moment

    def address(self, name: str) -> str:
        """An https address."""
        value = self.fields.get(name)
        address = value.strip() if isinstance(value, str) else ""
        if not address.startswith("https://") or hidden_characters(address) or " " in address or len(address) > 2000:
            raise self.problem(f"{name} is {str(value)[:100]!r}")
        return address

    def objects(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """A list of objects; empty where there is none."""
        value = self.fields.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.problem(f"{name} is no list of objects")
        return tuple(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        value = self.fields.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.problem(f"{name} is no list of texts")
        return tuple(plain(one) for one in value)


def entries(snapshot: Snapshot) -> tuple[Entry, ...]:
    """The results of an answer."""
    found = []
    for number, fields in enumerate(answer_of(snapshot).get("results", ()), start=1):
        if not isinstance(fields, dict):
            raise damaged(snapshot, f"result {number} is not an object")
        found.append(Entry(snapshot, number, fields))
    return tuple(found)
