"""``tracker db``: the database by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option
from tracker.cli._output import emit, json_text, table
from tracker.services.places import size_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.services.archive import Leaving, Standing

_SHOWN = 20


@click.group("db", no_args_is_help=True, short_help="Upgrade, compare, copy, back up or restore the database.")
def db() -> None:
    """Upgrade, compare, copy, back up or restore the database.

    \b
    Examples:
      tracker db upgrade
      tracker db current
      tracker db backup
      tracker db copy postgresql://tracker@db.example.org/tracker

    A missing database is made by any command.
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


@db.command("current", short_help="Say which schema the database has, and which it needs.")
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
    """Compare the tables with what this program declares, and the stored documents with their digests.

    \b
    Examples:
      tracker db check

    Exit code 6 when they differ. Documents whose bytes left the archive as announced are no difference.
    """
    from tracker.services import database

    differences = database.differences(invocation.settings)
    if not differences:
        differences = tuple(
            f"the stored document {one} no longer has its own digest: restore a backup (tracker db restore)"
            for one in database.damaged_documents(invocation.settings)
        )
    emit(invocation, "\n".join(differences) or "The tables are as this program declares them.")
    if differences:
        raise click.exceptions.Exit(6)


@db.command("archive")
@format_option("text", "json")
@pass_invocation
def archive(invocation: Invocation, form: str) -> None:
    """Show the archive of fetched documents: how large it is, what is announced to leave it, and what left it.

    \b
    Examples:
      tracker db archive
      tracker db archive --format json

    What leaves it is for archive_days and archive_megabytes to say; nothing is removed here. Only bytes go, a week
    after they were announced; what was read from them stays.
    """
    from tracker.services.archive import standing

    found = standing(invocation.context)
    if form == "json":
        emit(invocation, json_text(invocation, _archive_json(found)))
        return
    emit(invocation, "\n".join(_archive_lines(found)))


def _archive_lines(found: Standing) -> Iterator[str]:
    forever = "" if found.days or found.megabytes else ": everything is kept for ever"
    yield f"stored     {_documents(found.documents, found.size)} packed"
    yield f"rules      archive_days = {found.days}, archive_megabytes = {found.megabytes}{forever}"
    yield f"may go     {_documents(found.spare, found.spare_size)}: nothing asks for their bytes any more"
    if found.over:
        yield f"           {size_words(found.over)} more than archive_megabytes allows are still needed and stay"
    yield f"announced  {_documents(len(found.going), sum(one.size for one in found.going))}"
    yield f"removed    {len(found.gone):,}; what was read from them stays"
    if found.going:
        rows = [
            (f"{one.goes_at:%Y-%m-%d %H:%M}", one.source, size_words(one.size), one.because, one.sha256[:12], one.url)
            for one in found.going[:_SHOWN]
        ]
        yield ""
        yield table(("goes from (UTC)", "source", "size", "because", "SHA-256", "address"), rows)
        if len(found.going) > _SHOWN:
            yield f"… and {len(found.going) - _SHOWN:,} more: tracker db archive --format json"


def _documents(count: int, size: int) -> str:
    return f"{count:,} {'document' if count == 1 else 'documents'}, {size_words(size)}"


def _archive_json(found: Standing) -> dict[str, object]:
    return {
        "archive_days": found.days,
        "archive_megabytes": found.megabytes,
        "documents": found.documents,
        "packed_bytes": found.size,
        "may_go": {"documents": found.spare, "packed_bytes": found.spare_size},
        "announced": [{**_removal_json(one), "packed_bytes": one.size, "goes_at": one.goes_at} for one in found.going],
        "removed": [{**_removal_json(one), "removed_at": one.removed_at} for one in found.gone],
    }


def _removal_json(one: Leaving) -> dict[str, object]:
    return {
        "sha256": one.sha256,
        "source": one.source,
        "url": one.url,
        "because": one.because,
        "announced_at": one.announced_at,
    }


@db.command("copy")
@click.argument("url")
@pass_invocation
def copy(invocation: Invocation, url: str) -> None:
    """Copy everything to another, empty database, and compare the two.

    \b
    Examples:
      tracker db copy postgresql://tracker@db.example.org/tracker
      tracker db copy sqlite:////srv/tracker.sqlite3
      tracker db copy /srv/tracker.sqlite3

    URL names SQLite or PostgreSQL, like TRACKER_DATABASE_URL. Keep its password out of the command line: in PGPASSWORD
    or in ~/.pgpass. What is written while the copy runs is not copied, so stop a daemon first. If anything fails, the
    other database stays empty.
    """
    from tracker.config.readers import database_url
    from tracker.errors import UsageError
    from tracker.services import database

    try:
        target = database_url(url)
    except ValueError as error:
        raise UsageError(f"URL cannot be used: {error}.", remedy="See 'tracker db copy --help'.") from None
    done = database.copy(invocation.settings, target)
    rows = [(name, f"{count:,}", sha256[:16]) for name, count, sha256 in done.tables]
    emit(invocation, table(("table", "rows", "same content (SHA-256)"), rows))
    invocation.note(f"Copied: {done.source} -> {done.target}")
    invocation.note("To work with the copy, set TRACKER_DATABASE_URL to its address.")


@db.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@pass_invocation
def backup(invocation: Invocation, file: Path | None) -> None:
    """Back up the database to a file, also while others work.

    \b
    Examples:
      tracker db backup                       to the folder "backups" of the tracker's home
      tracker db backup /mnt/tracker.sqlite3

    The file is looked through before it gets its name, and never written over another. PostgreSQL is backed up with
    pg_dump.
    """
    from tracker.services import backups

    done = backups.backup(invocation.settings, file, now=invocation.instant)
    invocation.note(f"Backed up {done.where}, schema {done.revision}, {done.size / 1e6:.1f} MB, looked through.")
    emit(invocation, str(done.file))


@db.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_invocation
def restore(invocation: Invocation, file: Path, yes: bool) -> None:
    """Put a backup in the place of the database.

    \b
    Examples:
      tracker db restore backups/tracker-20261123T070000Z.sqlite3
      tracker db restore tracker.dump --yes --database-url postgresql://tracker@localhost/empty

    A SQLite database that is there is kept beside the new one. A PostgreSQL database has to be empty: restore to a new
    one, then point TRACKER_DATABASE_URL at it. Stop a daemon first.
    """
    from tracker.errors import UsageError
    from tracker.services import backups

    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("Nobody is here to ask. Nothing was changed.", remedy="Say --yes to restore unasked.")
        question = f"Put {file} in the place of {invocation.settings.shown('database_url')}?"
        if not click.confirm(question, err=True):
            invocation.note("Nothing was changed.")
            return
    done = backups.restore(invocation.settings, file, now=invocation.instant)
    emit(invocation, f"{done.where}: restored from {file}, schema {done.revision}")
    if done.aside is not None:
        invocation.note(f"The database as it was: {done.aside}")
    if not done.up_to_date:
        invocation.note("Bring it up to date with: tracker db upgrade")
    if done.letters.remembered:
        invocation.note(
            f"Sent since that backup was made, and not known to it: {_named(done.letters.remembered)}. "
            "That was taken over; none of them is sent again."
        )
    if done.letters.forgotten:
        invocation.note(
            f"Sent since that backup was made, and not known to it: {_named(done.letters.forgotten)}. Its schema is "
            "older and cannot take that over: a daemon would send those of the last four weeks again."
        )


def _named(letters: tuple[tuple[str, str], ...]) -> str:
    more = f" and {len(letters) - 5} more" if len(letters) > 5 else ""
    return ", ".join(f"{week} to {reader}" for week, reader in letters[:5]) + more


COMMAND = db
