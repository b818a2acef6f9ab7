"""What a parser may answer to a spoiled document, and which recorded documents there are to spoil."""

from __future__ import annotations

import io
import json
import signal
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from tests.fuzzing import mutators
from tracker.errors import CheckError, ParseError
from tracker.model.announcement import ListDocument
from tracker.model.instants import parse_instant
from tracker.model.source import Snapshot
from tracker.sources.base import Records, Source
from tracker.sources.catalog import sources
from tracker.sources.checks import check
from tracker.sources.listing import ListSource

RECORDED = Path(__file__).parents[1] / "sources"
NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)
SECONDS = 2.0
"""Of processor time, for a document below a megabyte."""

_HANGS = 30.0
_LONGEST_MESSAGE = 1500
"""Characters: it goes into tables, letters and logs."""


class Hang(BaseException):
    """A parser that does not come back; no ``except Exception`` on the way may keep it."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A recorded document, and the recorded ones that belong to the same snapshot of a list."""

    source: Source
    name: str
    snapshot: Snapshot
    parts: tuple[Snapshot, ...] = field(default=())

    @property
    def id(self) -> str:
        return f"{self.source.key}/{self.name}"

    @property
    def body(self) -> bytes:
        """What is spoiled: what is in the archive, where the document is one."""
        content = self.snapshot.content
        if content[:2] != b"PK" or self.name.endswith(".xlsx"):
            return content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(archive.namelist()[0])

    def packed(self, body: bytes) -> bytes:
        """A body as the publisher would send it."""
        if self.body == self.snapshot.content:
            return body
        with zipfile.ZipFile(io.BytesIO(self.snapshot.content)) as archive:
            name = archive.namelist()[0]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(zipfile.ZipInfo(name), body)
        return out.getvalue()

    def read(self, body: bytes) -> Records:
        """What the source makes of a body in place of the recorded one."""
        snapshot = replace(self.snapshot, content=self.packed(body))
        if self.parts and isinstance(self.source, ListSource):
            listing = self.source.read((snapshot, *self.parts))
            return Records(listing=listing, warnings=listing.warnings)
        return self.source.parse(snapshot)

    @cached_property
    def whole(self) -> Records | None:
        """What the recorded document holds; None where it is no document by itself."""
        try:
            return self.read(self.body)
        except ParseError:
            return None


def documents(keys: Sequence[str] = ()) -> tuple[Document, ...]:
    """The recorded documents of these sources, or of all; those of a list alone, and again with its other parts."""
    found: list[Document] = []
    for key, source in sources().items():
        if keys and key not in keys:
            continue
        folder = RECORDED / source.info.kind / key
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        at = parse_instant(expected["retrieved_at"])
        snapshots = {
            name: Snapshot(
                source=key,
                url=f"https://publisher.example/{name}",
                kind=document["kind"],
                retrieved_at=at,
                sha256="",
                content=(folder / name).read_bytes(),
            )
            for name, document in expected["documents"].items()
        }
        for name, snapshot in snapshots.items():
            found.append(Document(source=source, name=name, snapshot=snapshot))
            others = tuple(one for other, one in snapshots.items() if other != name)
            together = Document(source=source, name=name, snapshot=snapshot, parts=others)
            if others and isinstance(source, ListSource) and together.whole is not None:
                found.append(replace(together, name=f"{name} with its parts"))
    return tuple(found)


@contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _HANGS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def fault(document: Document, body: bytes, names: Sequence[str] = ()) -> str:
    """What is wrong with how a spoiled document was read, in a few words that stay the same for the same fault.

    Refused with ``ParseError`` or ``CheckError`` is right, and so is read. Wrong are any other error, more than
    ``SECONDS`` of work, and a list that lacks a part: of a document that was cut (whole or refused), or of one in which
    a few bytes were spoiled.
    """
    began = time.process_time()
    try:
        with _limited():
            records = document.read(body)
            check(document.source, records, now=NOW, previous_count=None, judge_age=False)
    except (ParseError, CheckError) as error:
        if not error.message.strip() or len(error.message) > _LONGEST_MESSAGE:
            return "a message without end"
        records = None
    except Hang:
        return "it does not come back"
    except Exception as error:  # noqa: BLE001  # any other is the fault that is looked for
        return type(error).__name__
    if time.process_time() - began > SECONDS:
        return f"more than {SECONDS:g} s"
    return "" if records is None else _lacking(document, records, body, names)


def is_whole_or_says_so(read: ListDocument, whole: ListDocument) -> bool:
    """Whether a list read of a beginning of a file is the whole one, or has no end mark and is its beginning.

    Of a party in a beginning there may be further rows.
    """
    ids, beginning = ([entry.entry_id for entry in one.entries] for one in (whole, read))
    return read == whole or (not read.ends and beginning == ids[: len(beginning)])


def _lacking(document: Document, records: Records, body: bytes, names: Sequence[str]) -> str:
    whole = document.whole
    if whole is None or whole.listing is None:
        return ""
    if records.listing is None:
        return "a list that became something else"
    if document.body.startswith(body) and not is_whole_or_says_so(records.listing, whole.listing):
        return "a list that was cut and not refused"
    fewer = len(records.listing.entries) < len(whole.listing.entries)
    if fewer and names and set(names) <= set(mutators.LOCAL):
        return "a list that lacks an entry for a few wrong bytes"
    return ""
