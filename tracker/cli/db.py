"""``tracker db``: the database by hand."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option
from tracker.cli._output import emit, json_text


@click.group("db", no_args_is_help=True, short_help="Upgrade the database, or see where it stands.")
def db() -> None:
    """Upgrade the database, or see where it stands.

    \b
    Examples:
      tracker db upgrade
      tracker db current
      tracker db check

    A missing database is made by any command; this is for one that an older version made.
    """


@db.command("upgrade")
@pass_invocation
def upgrade(invocation: Invocation) -> None:
    """Bring the database to this program's schema, after a copy of it.

    \b
    Examples:
      tracker db upgrade
      tracker db upgrade --database-url sqlite:////srv/tracker.sqlite3
    """
    from tracker.services import database

    done = database.upgrade(invocation.settings)
    if done.backup is not None:
        invocation.note(f"A copy of the database as it was: {done.backup}")
    told = "is up to date" if done.before == done.after else f"upgraded from {done.before or 'nothing'}"
    emit(invocation, f"{done.where}: {told}, schema {done.after}")


@db.command("current")
@format_option("text", "json")
@pass_invocation
def current(invocation: Invocation, form: str) -> None:
    """Say at which schema the database is, and which one this program needs.

    \b
    Examples:
      tracker db current
      tracker db current --format json

    Exit code 6 when they differ.
    """
    from tracker.services import database

    found = database.standing(invocation.settings)
    if form == "json":
        body = {"database": found.where, "revision": found.revision, "needed": found.head}
        emit(invocation, json_text(invocation, body))
    else:
        emit(invocation, f"{found.where}: schema {found.revision or 'none yet'}, needed {found.head}")
    if not found.up_to_date:
        invocation.note("Bring it up to date with: tracker db upgrade")
        raise click.exceptions.Exit(6)


@db.command("check")
@pass_invocation
def check(invocation: Invocation) -> None:
    """Compare the database's tables with what this program declares.

    \b
    Examples:
      tracker db check

    Exit code 6 when they differ.
    """
    from tracker.services import database

    differences = database.differences(invocation.settings)
    emit(invocation, "\n".join(differences) or "The tables are as this program declares them.")
    if differences:
        raise click.exceptions.Exit(6)


COMMAND = db
