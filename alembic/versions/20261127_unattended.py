"""What unattended work needs: whose installation this is, alerts, what letters said, what leaves the archive.

Revision: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """Make the tables; every delivery known so far went by e-mail."""
    op.add_column("delivery", sa.Column("channel", sa.Text(), nullable=False, server_default="email"))
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.UniqueConstraint("key", name="uq_alert_key"),
    )
    op.create_index("ix_alert_found_at", "alert", ["found_at"])
    op.create_table(
        "told_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("told_in", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_told_figures"),
        sa.UniqueConstraint("report", "period", "told_in", name="uq_told_figures_report_period_told_in"),
    )
    op.create_table(
        "archive_removal",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("announced_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name="fk_archive_removal_sha256_blob"),
        sa.PrimaryKeyConstraint("sha256", name="pk_archive_removal"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("archive_removal")
    op.drop_table("told_figures")
    op.drop_index("ix_alert_found_at", "alert")
    op.drop_table("alert")
    op.drop_table("installation")
    with op.batch_alter_table("delivery") as table:
        table.drop_column("channel")
