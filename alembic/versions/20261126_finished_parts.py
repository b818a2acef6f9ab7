"""The finished parts of back-fills, so that an interrupted one goes on where it stopped.

Revision: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """Make the table; what was fetched before is not in it and is asked for once more."""
    op.create_table(
        "finished_part",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("finished_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("source", "part", "first_day", "last_day", name="pk_finished_part"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("finished_part")
