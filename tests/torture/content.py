"""What a database says, free of row numbers, and what must hold of it at any instant whatever was killed."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from itertools import pairwise

from sqlalchemy import select, text
from sqlalchemy.engine import Connection, Engine

from tracker.store import tables as t
from tracker.store.engine import database_path, open_connection
from tracker.store.types import canonical_json

Rows = list[tuple[object, ...]]

_QUERIES = {
    "observation": select(t.SERIES.c.key, t.OBSERVATION.c.label, t.OBSERVATION.c.value, t.OBSERVATION.c.quality)
    .join(t.SERIES, t.SERIES.c.id == t.OBSERVATION.c.series_id)
    .order_by(t.SERIES.c.key, t.OBSERVATION.c.label, t.OBSERVATION.c.ingest_id),
    "ingest": select(t.INGEST.c.sha256),
    "announcement": select(t.ANNOUNCEMENT.c.source, t.ANNOUNCEMENT.c.external_id, t.ANNOUNCEMENT.c.status),
    "announcement_version": select(
        t.ANNOUNCEMENT.c.source,
        t.ANNOUNCEMENT.c.external_id,
        *[
            column
            for column in t.ANNOUNCEMENT_VERSION.c
            if column.name not in {"id", "announcement_id", "recorded_at", "sha256"}
        ],
    )
    .join(t.ANNOUNCEMENT, t.ANNOUNCEMENT.c.id == t.ANNOUNCEMENT_VERSION.c.announcement_id)
    .order_by(t.ANNOUNCEMENT.c.source, t.ANNOUNCEMENT.c.external_id, t.ANNOUNCEMENT_VERSION.c.id),
    "list_snapshot": select(*[column for column in t.LIST_SNAPSHOT.c if column.name != "id"]),
    "list_entry": select(
        *[column for column in t.LIST_ENTRY.c if column.name not in {"id", "first_snapshot_id", "last_snapshot_id"}],
        t.LIST_SNAPSHOT.c.snapshot_at,
    ).join(t.LIST_SNAPSHOT, t.LIST_SNAPSHOT.c.id == t.LIST_ENTRY.c.first_snapshot_id),
    "list_entry closed": select(t.LIST_ENTRY.c.list_key, t.LIST_ENTRY.c.entry_id, t.LIST_SNAPSHOT.c.snapshot_at).join(
        t.LIST_SNAPSHOT, t.LIST_SNAPSHOT.c.id == t.LIST_ENTRY.c.last_snapshot_id
    ),
    "list_change": select(*[column for column in t.LIST_CHANGE.c if column.name != "id"]),
    "ledger": select(t.LEDGER.c.version),
    "shipped_event": select(t.SHIPPED_EVENT.c.event_id, t.SHIPPED_EVENT.c.document),
    "candidate_event": select(t.CANDIDATE_EVENT.c.event_id, t.CANDIDATE_EVENT.c.document),
}
_ORDERED = frozenset({"observation", "announcement_version"})  # vintages and versions: by insertion

_FROM_DOCUMENT = {
    "observation": select(t.INGEST.c.sha256).join(t.OBSERVATION, t.OBSERVATION.c.ingest_id == t.INGEST.c.id),
    "announcement_version": select(t.ANNOUNCEMENT_VERSION.c.sha256),
    "list_snapshot": select(t.LIST_SNAPSHOT.c.sha256),
}
_NATURAL_KEYS = {
    "observation": (t.OBSERVATION.c.series_id, t.OBSERVATION.c.label, t.OBSERVATION.c.ingest_id),
    "announcement": (t.ANNOUNCEMENT.c.source, t.ANNOUNCEMENT.c.external_id),
    "list_snapshot": (t.LIST_SNAPSHOT.c.list_key, t.LIST_SNAPSHOT.c.snapshot_at),
    "list_change": (
        t.LIST_CHANGE.c.list_key,
        t.LIST_CHANGE.c.entry_id,
        t.LIST_CHANGE.c.to_snapshot_at,
        t.LIST_CHANGE.c.change,
    ),
    "delivery": (t.DELIVERY.c.report, t.DELIVERY.c.period, t.DELIVERY.c.recipient),
    "job_run": (t.JOB_RUN.c.job, t.JOB_RUN.c.slot),
}


def content(engine: Engine) -> dict[str, str]:
    """A digest per table of what the product knows: equal where the same was learned, on either database."""
    connection = open_connection(engine, write=False)
    try:
        return {name: _digest(_rows(connection, name)) for name in _QUERIES}
    finally:
        connection.close()


def documents(engine: Engine) -> set[str]:
    """Digests of the stored documents. A cut run's successor may ask for one more, never for one less."""
    connection = open_connection(engine, write=False)
    try:
        return set(connection.scalars(select(t.BLOB.c.sha256)))
    finally:
        connection.close()


def by_document(engine: Engine) -> dict[tuple[str, str], int]:
    """How many rows of each kind were read from each stored document: (kind, sha256) → rows."""
    connection = open_connection(engine, write=False)
    try:
        return {
            (kind, str(sha256)): count
            for kind, query in _FROM_DOCUMENT.items()
            for sha256, count in Counter(row[0] for row in connection.execute(query)).items()
        }
    finally:
        connection.close()


def torn(engine: Engine) -> list[str]:
    """What is broken: pages, references, a value without its bytes, a run that claims more than there is."""
    found: list[str] = []
    path = database_path(engine)
    if path is not None:
        with closing(sqlite3.connect(path)) as raw:
            found += [f"integrity: {row[0]}" for row in raw.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [f"{row[0]} refers to nothing in {row[2]}" for row in raw.execute("PRAGMA foreign_key_check")]
    connection = open_connection(engine, write=True)  # after whatever the database server still had in hand
    try:
        for name, count in (
            ("ingest without rows", "SELECT count(*) FROM ingest WHERE id NOT IN (SELECT ingest_id FROM observation)"),
            (
                "announcement without a version",
                "SELECT count(*) FROM announcement WHERE id NOT IN (SELECT announcement_id FROM announcement_version)",
            ),
            (
                "snapshot of a list with another number of entries than it says",
                (
                    "SELECT count(*) FROM list_snapshot s WHERE entries <> (SELECT count(*) FROM list_entry e WHERE "
                    "e.list_key = s.list_key AND e.first_snapshot_id <= s.id AND "
                    "(e.last_snapshot_id IS NULL OR e.last_snapshot_id >= s.id))"
                ),
            ),
            (
                "run done without documents retrieved",
                (
                    "SELECT count(*) FROM fetch_run f WHERE state = 'done' AND documents > "
                    "(SELECT count(*) FROM retrieval r WHERE r.source = f.source AND "
                    "r.retrieved_at >= f.started_at AND r.retrieved_at <= f.finished_at)"
                ),
            ),
        ):
            number = int(connection.scalar(text(count)) or 0)
            found += [f"{number} × {name}"] if number else []
    finally:
        connection.close()
    return found


def doubled(engine: Engine) -> list[str]:
    """What is there twice: natural keys, and a value or a text recorded again although nothing changed."""
    connection = open_connection(engine, write=False)
    try:
        found = []
        for name, columns in _NATURAL_KEYS.items():
            counts = Counter(tuple(row) for row in connection.execute(select(*columns)))
            found += [f"{name} {key} × {count}" for key, count in counts.items() if count > 1]
        for name, width in (("observation", 2), ("announcement_version", 2)):
            for one, other in pairwise(_rows(connection, name)):
                if one == other:
                    found.append(f"{name} {one[:width]} recorded twice")
        return found
    finally:
        connection.close()


def _rows(connection: Connection, name: str) -> Rows:
    rows = [tuple(row) for row in connection.execute(_QUERIES[name])]
    return rows if name in _ORDERED else sorted(rows, key=lambda row: list(map(_text, row)))


def _digest(rows: Iterable[tuple[object, ...]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join(map(_text, row)).encode() + b"\x1e")
    return digest.hexdigest()


def _text(value: object) -> str:
    return canonical_json(value) if isinstance(value, list | dict) else repr(value)


def newest_by_source(engine: Engine) -> dict[str, str]:
    """A digest per source of the values and texts it brought."""
    connection = open_connection(engine, write=False)
    try:
        found: dict[str, Rows] = {}
        for row in _rows(connection, "observation"):
            found.setdefault(str(row[0]).partition("@")[2], []).append(row)
        for row in _rows(connection, "announcement_version"):
            found.setdefault(str(row[0]), []).append(row)
        return {source: _digest(rows) for source, rows in found.items()}
    finally:
        connection.close()
