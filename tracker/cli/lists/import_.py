"""``tracker lists import``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli._common import Instant
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option
from tracker.cli._output import emit, folded, json_text, page_width, wrapped
from tracker.config.files import read_limited
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.services.list_import import ImportedCopy

_PARTLY = 4


@click.command("import", short_help="Take in copies of a list from files: one copy, or a whole archive.")
@click.argument("files", metavar="[FILE…]", nargs=-1)
@click.option("--list", "list_key", metavar="LIST", required=True, help="Which list it is, like us_ofac_sdn.")
@click.option("--retrieved", metavar="INSTANT", type=Instant(), help="When these files, parts of ONE copy, were got.")
@click.option("--confirm", is_flag=True, help="Accept a copy that shrank far or may have been cut.")
@click.option("--dry-run", is_flag=True, help="Read the files and say what would happen; store nothing.")
@format_option("text", "json")
@pass_invocation
def import_command(
    invocation: Invocation,
    files: tuple[str, ...],
    list_key: str,
    retrieved: datetime | None,
    confirm: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Take in copies of a list from files, older ones than those that are stored, too.

    \b
    Examples:
      tracker lists import sdn.csv add.csv alt.csv --list us_ofac_sdn --retrieved 2022-02-23T01:52Z
      tracker lists import archive/ --list us_ofac_sdn --dry-run
      tracker lists import sdn_20220223T015237Z.csv sdn_20220224T015220Z.csv --list us_ofac_sdn
      tracker lists import --list us_ofac_sdn --confirm

    With --retrieved the files are the parts of one copy. Without it each name carries its instant (UTC), files of one
    instant are the parts of one copy, and a folder stands for the files in it. A copy that is refused delists nobody
    and stops none of the others; the exit code is then 4. Without files the document that was fetched last is taken.

    Events are proposed for what changed, as after a fetch: see tracker events review. Importing again changes nothing.
    """
    from tracker.services.cycle import group_announcements
    from tracker.services.list_import import copies, import_copies, import_newest_fetched, words_of

    if files:
        found = copies(_files(files), retrieved_at=retrieved, now=invocation.instant)
        done = import_copies(invocation.context, list_key, found, _content, confirm=confirm, dry_run=dry_run)
    elif retrieved is not None:
        raise UsageError("--retrieved is said of files, and none is named.")
    else:
        done = import_newest_fetched(invocation.context, list_key, confirm=confirm, dry_run=dry_run)
    # Also where nothing is new: an import that was killed may have stored its copies and proposed nothing.
    proposed = 0 if dry_run else group_announcements(invocation.context)
    if form == "json":
        copies_json = [
            {
                "files": list(one.copy.files),
                "retrieved_at": one.copy.retrieved_at,
                "state": one.state,
                "form": one.form,
                "entries": one.entries,
                "first": one.first,
                "new": one.new,
                "put_on": one.put_on,
                "taken_off": one.taken_off,
                "was_missing": one.was_missing,
                "amended": one.amended,
                "warnings": list(one.warnings),
                "error": one.error,
            }
            for one in done
        ]
        told = {"list": list_key, "dry_run": dry_run, "copies": copies_json, "events_proposed": proposed}
        emit(invocation, json_text(invocation, told))
    else:
        emit(invocation, "\n".join(folded(map(words_of, done), page_width())))
        _check(invocation, done)
        if proposed:
            events = "1 event is" if proposed == 1 else f"{proposed:,} events are"
            invocation.note(f"{events} proposed, or changed, by what was imported. Look at them: tracker events review")
        if dry_run:
            invocation.note("Nothing was stored: this was a dry run.")
    if any(one.state == "refused" for one in done):
        raise click.exceptions.Exit(_PARTLY)


def _check(invocation: Invocation, done: Sequence[ImportedCopy]) -> None:
    """What is strange about the copies, each sentence once, with how many copies have it where there are several."""
    for warning, count in Counter(warning for one in done for warning in one.warnings).items():
        of = f" ({count} of the {len(done)} copies)" if len(done) > 1 else ""
        invocation.note("\n".join(wrapped(f"Check: {warning}{of}", page_width(), further="  ")))


def _files(given: Sequence[str]) -> list[str]:
    """The files, and those in the folders, by name; hidden ones aside."""
    found: list[str] = []
    for name in given:
        path = Path(name)
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
            if not inside:
                raise UsageError(f"There is no file in {name}. Nothing was imported.")
            found += map(str, inside)
        elif path.is_file():
            found.append(name)
        else:
            raise UsageError(f"There is no file {name}. Nothing was imported.")
    return list(dict.fromkeys(found))


def _content(file: str) -> bytes:
    from tracker.services.list_import import MOST_BYTES

    try:
        return read_limited(Path(file), most=MOST_BYTES)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}. What was imported before it is kept.") from None


COMMAND = import_command
