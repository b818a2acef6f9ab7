"""How Alembic meets the database: through the program's own connection, or a developer's ``-x url=…``.

The program (tracker/store/migrate.py) hands over a connection whose transaction is open; it commits, checks and backs
up. A developer types ``python -m alembic -x url=sqlite:///scratch.db revision --autogenerate -m "what changes"``.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy.engine import Connection

from tracker.store.engine import open_engine
from tracker.store.tables import METADATA
from tracker.store.types import compare_type, render_item


def run(connection: Connection) -> None:
    """Run what was asked for on this connection."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_item=render_item,
        render_as_batch=True,
        compare_type=compare_type,
        transactional_ddl=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations look at the data they move; they cannot be written out as SQL.")

handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    url = context.get_x_argument(as_dictionary=True).get("url")
    if url is None:
        raise SystemExit("Say which database: python -m alembic -x url=sqlite:///scratch.db …")
    with open_engine(url).connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        run(connection)
        connection.commit()
