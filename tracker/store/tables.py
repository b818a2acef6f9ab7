"""The tables, in the order of the flow: bytes, observations, announcements, lists, events, work.

Rows are appended; the few that change are marks of progress (a run's state, a delivery's state, the end of a validity
interval, a review status). States and kinds are plain text, never a database enum.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from tracker.store.types import ExactDecimal, Instant, JsonText, LabelText

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _instant(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Instant, nullable=optional)


def _sha256() -> Column[Any]:
    """The stored bytes a row was read from; NULL for what a person typed."""
    return Column("sha256", Text, ForeignKey("blob.sha256"))


# --- bytes ---------------------------------------------------------------------------------------------------------

BLOB = Table(
    "blob",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),  # zlib
)

RETRIEVAL = Table(
    "retrieval",
    METADATA,
    _id(),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False),
    _text("source"),
    _text("url"),
    _text("kind"),
    _text("media_type"),
    _instant("retrieved_at"),
    _instant("checked_at"),  # the last instant at which the publisher confirmed these bytes (200 or 304)
    Column("etag", Text),
    Column("last_modified", Text),
    Index(None, "source", "url"),
)

# --- observations --------------------------------------------------------------------------------------------------

SERIES = Table("series", METADATA, _id(), Column("key", Text, nullable=False, unique=True))

INGEST = Table(
    "ingest",  # one recording of values; its id orders vintages even when a clock steps back
    METADATA,
    _id(),
    _instant("recorded_at"),
    _sha256(),
)

OBSERVATION = Table(
    "observation",
    METADATA,
    Column("series_id", Integer, ForeignKey("series.id"), nullable=False),
    Column("label", LabelText, nullable=False),
    Column("ingest_id", Integer, ForeignKey("ingest.id"), nullable=False),
    Column("value", ExactDecimal, nullable=False),
    Column("quality", Text, nullable=False),
    PrimaryKeyConstraint("series_id", "label", "ingest_id"),
    sqlite_with_rowid=False,
)

# --- announcements -------------------------------------------------------------------------------------------------

ANNOUNCEMENT = Table(
    "announcement",
    METADATA,
    _id(),
    _text("source"),
    _text("external_id"),
    _text("status"),  # review, accepted, rejected
    UniqueConstraint("source", "external_id"),
)

ANNOUNCEMENT_VERSION = Table(
    "announcement_version",  # what the publisher said, each time it said something different
    METADATA,
    _id(),
    Column("announcement_id", Integer, ForeignKey("announcement.id"), nullable=False),
    Column("published_on", Date, nullable=False),
    _instant("published_at", optional=True),
    Column("adopted_on", Date),
    Column("effective_on", Date),
    _text("title"),
    _text("summary"),
    _text("url"),
    _text("issuer"),
    _text("jurisdiction"),
    _text("document_type"),
    Column("topics", JsonText, nullable=False),
    Column("expires_on", Date),
    Column("acts", JsonText, nullable=False),
    _text("tier"),
    _instant("recorded_at"),
    _sha256(),
    Index(None, "announcement_id"),
    Index(None, "published_on"),
)

# --- lists ---------------------------------------------------------------------------------------------------------

LIST_SNAPSHOT = Table(
    "list_snapshot",
    METADATA,
    _id(),
    _text("list_key"),
    _instant("snapshot_at"),
    Column("entries", Integer, nullable=False),
    _sha256(),
    _text("form"),  # which of the publisher's formats it was read from
    UniqueConstraint("list_key", "snapshot_at"),
)

LIST_ENTRY = Table(
    "list_entry",  # valid from its first snapshot to its last; open (NULL) while it still stands
    METADATA,
    _id(),
    _text("list_key"),
    _text("entry_id"),
    Column("first_snapshot_id", Integer, ForeignKey("list_snapshot.id"), nullable=False),
    Column("last_snapshot_id", Integer, ForeignKey("list_snapshot.id")),
    _text("name"),
    _text("entity_type"),
    Column("programmes", JsonText, nullable=False),
    Column("aliases", JsonText, nullable=False),
    Column("identifiers", JsonText, nullable=False),
    Column("listed_on", Date),
    _text("details"),
    UniqueConstraint("list_key", "entry_id", "first_snapshot_id"),
)

LIST_CHANGE = Table(
    "list_change",
    METADATA,
    _id(),
    _text("list_key"),
    _text("entry_id"),
    _text("change"),
    _instant("from_snapshot_at"),
    _instant("to_snapshot_at"),
    _text("name"),
    _text("entity_type"),
    Column("programmes", JsonText, nullable=False),
    Column("aliases", JsonText, nullable=False),
    Column("identifiers", JsonText, nullable=False),
    Column("listed_on", Date),
    _text("entry_details"),
    _text("details"),
    _text("basis"),  # diff, publication
    Column("stated_on", Date),
    UniqueConstraint("list_key", "entry_id", "to_snapshot_at", "change"),
    Index(None, "to_snapshot_at"),
)

# --- events --------------------------------------------------------------------------------------------------------

LEDGER = Table("ledger", METADATA, _id(), _text("version"), _instant("recorded_at"))

SHIPPED_EVENT = Table(
    "shipped_event",  # valid from its first ledger to its last; open (NULL) in the newest
    METADATA,
    _id(),
    _text("event_id"),
    Column("first_ledger_id", Integer, ForeignKey("ledger.id"), nullable=False),
    Column("last_ledger_id", Integer, ForeignKey("ledger.id")),
    Column("document", JsonText, nullable=False),
    UniqueConstraint("event_id", "first_ledger_id"),
)

EVENT_EDIT = Table(
    "event_edit",  # append-only
    METADATA,
    _id(),
    _text("event_id"),
    _text("action"),
    Column("changes", JsonText, nullable=False),
    Column("base", JsonText, nullable=False),
    _text("reason"),
    _instant("recorded_at"),
    Index(None, "event_id"),
)

CANDIDATE_EVENT = Table(
    "candidate_event",
    METADATA,
    Column("event_id", Text, primary_key=True),
    Column("document", JsonText, nullable=False),
    _instant("recorded_at"),
)

READ_ITEM = Table(
    "read_item",  # an item of a feed that was read for statements: which version, by which reader, and what came of it
    METADATA,
    Column("announcement_id", Integer, ForeignKey("announcement.id"), primary_key=True, autoincrement=False),
    Column("version_id", Integer, ForeignKey("announcement_version.id"), nullable=False),
    _text("reader"),
    _text("basis"),  # text, summary, page, unreadable, gone
    Column("page_attempts", Integer, nullable=False),
    Column("events", JsonText, nullable=False),  # ids of the events proposed from it
    _instant("read_at"),
)

# --- work ----------------------------------------------------------------------------------------------------------

JOB_RUN = Table(
    "job_run",
    METADATA,
    _id(),
    _text("job"),
    _instant("slot"),
    _text("state"),
    Column("attempts", Integer, nullable=False),
    _instant("started_at"),
    _instant("finished_at", optional=True),
    _text("detail"),
    UniqueConstraint("job", "slot"),
)

FETCH_RUN = Table(
    "fetch_run",
    METADATA,
    _id(),
    _text("source"),
    _text("state"),
    _instant("started_at"),
    _instant("finished_at", optional=True),
    Column("documents", Integer, nullable=False),
    Column("records", Integer, nullable=False),
    _text("error"),
    Index(None, "source"),
)

SOURCE_STATE = Table(
    "source_state",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("consecutive_failures", Integer, nullable=False),
    _instant("last_success_at", optional=True),
    _instant("next_attempt_at", optional=True),
    _text("last_error"),
)

FINISHED_PART = Table(
    "finished_part",  # days of a back-fill that are stored for good, so that it can go on after an interruption
    METADATA,
    Column("source", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("last_day", Date, primary_key=True),
    _instant("finished_at"),
)

DELIVERY = Table(
    "delivery",
    METADATA,
    _id(),
    _text("report"),
    _text("period"),
    _text("recipient"),
    _text("state"),
    _text("message_id"),
    Column("message", LargeBinary, nullable=False),
    _instant("created_at"),
    Column("attempts", Integer, nullable=False),
    _instant("lease_until", optional=True),
    _instant("next_attempt_at", optional=True),
    _instant("sent_at", optional=True),
    _text("detail"),
    Column("channel", Text, nullable=False, server_default="email"),
    UniqueConstraint("report", "period", "recipient"),
    Index(None, "state"),
)

ALERT = Table(
    "alert",  # something worth a message, found once; ``document`` is what the message is made of
    METADATA,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    _text("kind"),
    _text("state"),
    _instant("found_at"),
    Column("document", JsonText, nullable=False),
    _text("detail"),
    Index(None, "found_at"),
)

TOLD_FIGURES = Table(
    "told_figures",  # numbers and verdicts readers were told of a period, first in its own letter, later in corrections
    METADATA,
    _id(),
    _text("report"),
    _text("period"),
    _text("told_in"),  # the period of the letter that told them
    Column("document", JsonText, nullable=False),
    _instant("recorded_at"),
    UniqueConstraint("report", "period", "told_in"),
)

ARCHIVE_REMOVAL = Table(
    "archive_removal",  # bytes that will leave the archive, or left it; what was read from them stays
    METADATA,
    Column("sha256", Text, ForeignKey("blob.sha256"), primary_key=True),
    _text("because"),
    _instant("announced_at"),
    _instant("removed_at", optional=True),
)

INSTALLATION = Table(
    "installation",  # one row: a random key by which installations spread their requests over the hour
    METADATA,
    _id(),
    _text("key"),
    _instant("created_at"),
)

DATA_TABLES = (
    BLOB,
    SERIES,
    INGEST,
    OBSERVATION,
    ANNOUNCEMENT,
    ANNOUNCEMENT_VERSION,
    LIST_SNAPSHOT,
    LIST_ENTRY,
    LIST_CHANGE,
    LEDGER,
    SHIPPED_EVENT,
    EVENT_EDIT,
    CANDIDATE_EVENT,
)
"""What the product knows, when a list was last seen as it is among it.

The others record that it worked: retrievals, runs, states, finished parts, items read, deliveries, alerts, what letters
told, removals from the archive.
"""
