"""Differences between the tables the program declares and those a database has, one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

from tracker.store.engine import open_connection
from tracker.store.tables import METADATA
from tracker.store.translation import translated
from tracker.store.types import compare_type, render_item

if TYPE_CHECKING:
    from sqlalchemy import Column, Table
    from sqlalchemy.engine import Connection, Engine

_OPTIONS = {"compare_type": compare_type, "compare_server_default": True, "render_item": render_item}
_ATTRIBUTES = {
    "modify_type": "has the type {found}, declared is {declared}",
    "modify_nullable": "{may} be empty, declared otherwise",
    "modify_default": "has the default {found} in the database, declared is {declared}",
}


def differences(engine: Engine) -> list[str]:
    """Every table, column, type, null, default, key, reference and index that is otherwise; empty when all agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            context = MigrationContext.configure(connection, opts=dict(_OPTIONS))
            found = [line for one in compare_metadata(context, METADATA) for line in _told(one, connection)]
            return [*found, *_about_keys(connection)]
        finally:
            connection.close()


def _told(one: Any, connection: Connection) -> list[str]:
    if isinstance(one, list):  # what differs in one column
        return [_about_column(*change, connection=connection) for change in one]
    kind, *parts = one
    verb = "is missing" if kind.startswith("add_") else "is not declared"
    thing = kind.partition("_")[2]
    if thing == "column":
        _, table, column = parts
        return [f"column {table}.{column.name} {verb}"]
    if thing == "table":
        return [f"table {parts[0].name} {verb}"]
    return [f"{_THINGS.get(thing, thing)} {_named(parts[0])} {verb}"]


_THINGS = {"index": "index", "constraint": "unique constraint", "fk": "foreign key"}


def _named(item: Any) -> str:
    columns = ", ".join(column.name for column in item.columns)
    return f"{item.name or '(without a name)'} on {item.table.name} ({columns})"


def _about_column(
    kind: str,
    _schema: object,
    table: str,
    column: str,
    _more: object,
    found: Any,
    declared: Any,
    *,
    connection: Connection,
) -> str:
    words = _ATTRIBUTES.get(kind, "differs: {found}, declared is {declared}")
    if kind == "modify_type":
        found, declared = (one.compile(dialect=connection.dialect) for one in (found, declared))
    shown = words.format(found=_shown(found), declared=_shown(declared), may="may" if found else "may not")
    return f"column {table}.{column} {shown}"


def _shown(value: object) -> str:
    return "none" if value is None else str(getattr(value, "arg", value))


def _about_keys(connection: Connection) -> list[str]:
    """What Alembic does not compare: primary keys, and on PostgreSQL whether ids are given by the database."""
    inspector = inspect(connection)
    present = set(inspector.get_table_names())
    problems = []
    for table in METADATA.sorted_tables:
        if table.name not in present:
            continue
        wanted = [column.name for column in table.primary_key.columns]
        has = inspector.get_pk_constraint(table.name)["constrained_columns"]
        if has != wanted:
            problems.append(f"the key of {table.name} is ({', '.join(has)}), declared is ({', '.join(wanted)})")
        problems += _about_numbering(connection, table, inspector.get_columns(table.name))
    return problems


def _about_numbering(connection: Connection, table: Table, columns: list[Any]) -> list[str]:
    column: Column[Any] | None = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return []
    (found,) = [one for one in columns if one["name"] == column.name] or [{}]
    if found.get("identity") or "nextval(" in str(found.get("default")):
        return []
    return [f"column {table.name}.{column.name} is not numbered by the database"]
