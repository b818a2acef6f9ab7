"""The initial schema: bytes, observations, announcements, lists, events, work.

Revision: 0001
Revises: none
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
DECIMAL = sa.Text().with_variant(sa.Numeric(), "postgresql")
LABEL = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

TABLES = (
    "announcement",
    "blob",
    "candidate_event",
    "delivery",
    "event_edit",
    "fetch_run",
    "job_run",
    "ledger",
    "list_change",
    "series",
    "source_state",
    "announcement_version",
    "ingest",
    "list_snapshot",
    "retrieval",
    "shipped_event",
    "list_entry",
    "observation",
)
"""In the order of creation: no table refers to a later one."""


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
        sa.UniqueConstraint("source", "external_id", name="uq_announcement_source_external_id"),
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_blob"),
    )
    op.create_table(
        "candidate_event",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_candidate_event"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("next_attempt_at", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("report", "period", "recipient", name="uq_delivery_report_period_recipient"),
    )
    op.create_index("ix_delivery_state", "delivery", ["state"])
    op.create_table(
        "event_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_edit"),
    )
    op.create_index("ix_event_edit_event_id", "event_edit", ["event_id"])
    op.create_table(
        "fetch_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fetch_run"),
    )
    op.create_index("ix_fetch_run_source", "fetch_run", ["source"])
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("slot", INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job_run"),
        sa.UniqueConstraint("job", "slot", name="uq_job_run_job_slot"),
    )
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
    )
    op.create_table(
        "list_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_key", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("from_snapshot_at", INSTANT, nullable=False),
        sa.Column("to_snapshot_at", INSTANT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("programmes", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_list_change"),
        sa.UniqueConstraint(
            "list_key",
            "entry_id",
            "to_snapshot_at",
            "change",
            name="uq_list_change_list_key_entry_id_to_snapshot_at_change",
        ),
    )
    op.create_index("ix_list_change_to_snapshot_at", "list_change", ["to_snapshot_at"])
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.UniqueConstraint("key", name="uq_series_key"),
    )
    op.create_table(
        "source_state",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("consecutive_failures", sa.Integer(), nullable=False),
        sa.Column("last_success_at", INSTANT, nullable=True),
        sa.Column("next_attempt_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_source_state"),
    )
    op.create_table(
        "announcement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name="fk_announcement_version_announcement_id_announcement"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name="fk_announcement_version_sha256_blob"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement_version"),
    )
    op.create_index("ix_announcement_version_announcement_id", "announcement_version", ["announcement_id"])
    op.create_index("ix_announcement_version_published_on", "announcement_version", ["published_on"])
    op.create_table(
        "ingest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name="fk_ingest_sha256_blob"),
        sa.PrimaryKeyConstraint("id", name="pk_ingest"),
    )
    op.create_table(
        "list_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_key", sa.Text(), nullable=False),
        sa.Column("snapshot_at", INSTANT, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name="fk_list_snapshot_sha256_blob"),
        sa.PrimaryKeyConstraint("id", name="pk_list_snapshot"),
        sa.UniqueConstraint("list_key", "snapshot_at", name="uq_list_snapshot_list_key_snapshot_at"),
    )
    op.create_table(
        "retrieval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("retrieved_at", INSTANT, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name="fk_retrieval_sha256_blob"),
        sa.PrimaryKeyConstraint("id", name="pk_retrieval"),
    )
    op.create_index("ix_retrieval_source_url", "retrieval", ["source", "url"])
    op.create_table(
        "shipped_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("first_ledger_id", sa.Integer(), nullable=False),
        sa.Column("last_ledger_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["first_ledger_id"], ["ledger.id"], name="fk_shipped_event_first_ledger_id_ledger"),
        sa.ForeignKeyConstraint(["last_ledger_id"], ["ledger.id"], name="fk_shipped_event_last_ledger_id_ledger"),
        sa.PrimaryKeyConstraint("id", name="pk_shipped_event"),
        sa.UniqueConstraint("event_id", "first_ledger_id", name="uq_shipped_event_event_id_first_ledger_id"),
    )
    op.create_table(
        "list_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_key", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("first_snapshot_id", sa.Integer(), nullable=False),
        sa.Column("last_snapshot_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("programmes", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_snapshot_id"], ["list_snapshot.id"], name="fk_list_entry_first_snapshot_id_list_snapshot"
        ),
        sa.ForeignKeyConstraint(
            ["last_snapshot_id"], ["list_snapshot.id"], name="fk_list_entry_last_snapshot_id_list_snapshot"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_list_entry"),
        sa.UniqueConstraint(
            "list_key", "entry_id", "first_snapshot_id", name="uq_list_entry_list_key_entry_id_first_snapshot_id"
        ),
    )
    op.create_table(
        "observation",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("label", LABEL, nullable=False),
        sa.Column("ingest_id", sa.Integer(), nullable=False),
        sa.Column("value", DECIMAL, nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ingest_id"], ["ingest.id"], name="fk_observation_ingest_id_ingest"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_observation_series_id_series"),
        sa.PrimaryKeyConstraint("series_id", "label", "ingest_id", name="pk_observation"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove every table, the referring ones first."""
    for table in reversed(TABLES):
        op.drop_table(table)
