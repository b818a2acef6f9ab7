"""What lists and announcements say besides: other names, identifiers, days of listing, expiries, acts.

Revision: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


ADDED: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "announcement_version": ({"acts": "[]", "tier": "official"}, ("expires_on",)),
    "list_snapshot": ({"form": ""}, ()),
    "list_entry": ({"aliases": "[]", "identifiers": "[]"}, ("listed_on",)),
    "list_change": (
        {"aliases": "[]", "identifiers": "[]", "entry_details": "", "basis": "diff"},
        ("listed_on", "stated_on"),
    ),
}
"""By table: new texts with what they hold in the rows of before, and new days."""


def upgrade() -> None:
    """Add the columns; rows of before have nothing in them."""
    for table, (texts, days) in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, before in texts.items():
                batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=before))
            for name in days:
                batch.add_column(sa.Column(name, sa.Date()))
        with op.batch_alter_table(table) as batch:  # the program gives every value itself
            for name in texts:
                batch.alter_column(name, existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    """Remove them."""
    for table, (texts, days) in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name in (*texts, *days):
                batch.drop_column(name)
