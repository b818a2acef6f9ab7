"""Keys of PostgreSQL's advisory locks. One set for each schema: those locks belong to a whole database."""

from __future__ import annotations

WRITER = 727_461_401
"""Held by a writer until its commit."""

UPGRADE = 727_461_402
"""Held by an upgrade until its commit."""

LEADER = 727_461_410
"""Held by the leading process for as long as it leads."""

# Without a schema to work in the function would be given NULL, and lock nothing.
_SCHEMA = "coalesce(hashtext(current_schema()::text), 0)"


def key(lock: int) -> str:
    """The two arguments of ``pg_advisory_lock`` and its relatives, for the schema a connection works in."""
    return f"{lock}, {_SCHEMA}"


def held(lock: int) -> str:
    """A query for the number of sessions that hold a lock of the schema a connection works in."""
    return (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"  # noqa: S608  # a number of our own
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        f" AND classid = {lock} AND objid::bigint = ({_SCHEMA}::bigint & 4294967295)"
    )
