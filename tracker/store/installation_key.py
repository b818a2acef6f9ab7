"""The random key of this installation, made once: by it installations spread what they ask over time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.store.bulk import insert_missing
from tracker.store.tables import INSTALLATION

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_THE_ONE = 1


class InstallationKey:
    """One row at most; a copy of the database keeps it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self) -> str | None:
        """The key; None where none was made yet."""
        query = select(INSTALLATION.c.key).order_by(INSTALLATION.c.id).limit(1)
        found: str | None = self._connection.scalar(query)
        return found

    def keep(self, key: str, at: datetime) -> str:
        """Keep this key unless there is one already; the one that holds."""
        insert_missing(self._connection, INSTALLATION, {"id": _THE_ONE, "key": key, "created_at": at})
        return self.read() or key
