"""What was read of the items of feeds: by which reader, and which events were proposed from each.

Revision: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """Make the table; no item stored before counts as read."""
    op.create_table(
        "read_item",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("page_attempts", sa.Integer(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name="fk_read_item_announcement_id_announcement"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["announcement_version.id"], name="fk_read_item_version_id_announcement_version"
        ),
        sa.PrimaryKeyConstraint("announcement_id", name="pk_read_item"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("read_item")
