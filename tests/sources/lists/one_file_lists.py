"""Files of lists as snapshots, and the recorded ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tracker.events.changes import diff
from tracker.model.announcement import ListChange, ListDocument
from tracker.model.source import Snapshot
from tracker.sources.catalog import sources
from tracker.sources.listing import ListSource

HERE = Path(__file__).parent
BEFORE = datetime(2026, 11, 17, tzinfo=UTC)
AFTER = datetime(2026, 11, 20, tzinfo=UTC)


def recorded(key: str, name: str) -> bytes:
    """A recorded document."""
    return (HERE / key / name).read_bytes()


def snapshot(
    key: str, content: bytes | str, *, kind: str = "list", url: str = "https://publisher.example/x"
) -> Snapshot:
    """A document as it was received."""
    return Snapshot(
        source=key,
        url=url,
        kind=kind,
        retrieved_at=AFTER,
        sha256="",
        content=content.encode() if isinstance(content, str) else content,
    )


def source_of(key: str) -> ListSource:
    """A source of the catalogue."""
    source = sources()[key]
    assert isinstance(source, ListSource)
    return source


def read(key: str, content: bytes | str) -> ListDocument:
    """The list in one file."""
    return source_of(key).read([snapshot(key, content)])


def changed(before: ListDocument, after: ListDocument) -> list[tuple[str, str]]:
    """What the difference of two snapshots says: kind and id."""
    changes: tuple[ListChange, ...] = diff(before.entries, after.entries, from_at=BEFORE, to_at=AFTER)
    return [(change.change, change.entry.entry_id) for change in changes]
