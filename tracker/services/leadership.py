"""Who does the unattended work: one process per database, the others stand by.

SQLite: a lock on a file beside the database, held by the operating system and gone with the process, however it
ends. PostgreSQL: an advisory lock on a connection of its own, in a transaction that stays open: a pooler in transaction
mode, too, leaves it the session it began with. Holding it, a process knows that every run still marked as started
belongs to the dead.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tracker.errors import DatabaseError
from tracker.services import file_lock
from tracker.services.context import Context

if TYPE_CHECKING:
    from tracker.store.engine import Connection, Engine


class Leadership(Protocol):
    """Won by one process at a time."""

    def acquire(self) -> bool:
        """Take it if nobody has it; never waits."""

    def held(self) -> bool:
        """Whether it is still ours: a database server may have dropped the line."""

    def release(self) -> None:
        """Give it back."""


def leadership(context: Context) -> Leadership:
    """The leadership that belongs to the context's database, not yet acquired."""
    return leadership_of(context.engine)


def leadership_of(engine: Engine) -> Leadership:
    """The leadership that belongs to a database, not yet acquired."""
    from tracker.store.engine import database_path

    if engine.dialect.name == "postgresql":
        return AdvisoryLock(engine)
    path = database_path(engine)
    return FileLock(None if path is None else path.with_name(f"{path.name}.leader"))


class FileLock:
    """An exclusive lock on a file that is never deleted. A database in memory (no path) has one user anyway."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take it if nobody has it."""
        if self._path is None or self._descriptor is not None:
            return True
        try:
            # not inheritable: a child left behind must not keep its dead parent in office
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise DatabaseError(
                f"cannot open the lock file {self._path}: {error.strerror}.",
                remedy="The folder of the database must be writable for the user the daemon runs as.",
            ) from error
        if not file_lock.take(descriptor):
            os.close(descriptor)
            return False
        with suppress(OSError):  # a full disk: the number is for people, the lock itself is the truth
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor
        return True

    def held(self) -> bool:
        """Whether this process has it."""
        return self._path is None or self._descriptor is not None

    def release(self) -> None:
        """Give it back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class AdvisoryLock:
    """``pg_try_advisory_xact_lock`` on a connection that does nothing else, for as long as its transaction is open.

    The transaction reads by statement and writes nothing, so it holds no snapshot and is in no vacuum's way.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        """Take it if no other session has it."""
        from tracker.store import locks
        from tracker.store.translation import translated

        if self.held():
            return True
        with translated(self._engine):
            connection = self._engine.connect().execution_options(isolation_level="READ COMMITTED")
            try:
                for limit in _limits(connection):
                    connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
                asked = f"SELECT pg_try_advisory_xact_lock({locks.key(locks.LEADER)})"
                won = bool(connection.exec_driver_sql(asked).scalar())
            except BaseException:
                connection.invalidate()
                connection.close()
                raise
        if won:
            self._connection = connection
        else:
            connection.close()
        return won

    def held(self) -> bool:
        """Whether the session that has it still answers."""
        from tracker.store.translation import translated

        if self._connection is None:
            return False
        try:
            with translated(self._engine):
                self._connection.exec_driver_sql("SELECT 1")
        except DatabaseError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Free the lock at once by ending the transaction, then end the session."""
        from tracker.store.translation import translated

        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DatabaseError), translated(self._engine):
                connection.rollback()
            connection.invalidate()
            connection.close()


_TRANSACTIONS_END_SINCE = (17,)


def _limits(connection: Connection) -> tuple[str, ...]:
    """What would end a transaction that waits, as far as this server knows it."""
    version = connection.dialect.server_version_info or ()
    idle = "idle_in_transaction_session_timeout"
    return (idle, "transaction_timeout") if version >= _TRANSACTIONS_END_SINCE else (idle,)
