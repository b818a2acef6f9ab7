"""``tracker lists show``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from tracker.cli._common import Instant
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, folded, json_text, page_width, table
from tracker.cli.lists.changes import change_json
from tracker.model.instants import to_the_second
from tracker.model.list_words import CHANGE_WORDS, interval_words
from tracker.model.plain_text import clean

if TYPE_CHECKING:
    from tracker.model.announcement import ListEntry
    from tracker.services.list_views import Entry


@click.command("show", short_help="One entry of a list with its history, by its id or its name.")
@click.argument("words", metavar="NAME-or-ID")
@click.option("--list", "list_key", metavar="LIST", help="Look in one list only.")
@click.option(
    "--at", metavar="INSTANT", type=Instant(), help="As the list stood then, by the newest copy of that time."
)
@format_option("text", "json")
@output_option
@pass_invocation
def show(
    invocation: Invocation, words: str, list_key: str | None, at: datetime | None, form: str, output: str | None
) -> None:
    """Show an entry of a list with its history; where several have the words in a name, those are listed.

    \b
    Examples:
      tracker lists show 8116 --list us_ofac_sdn
      tracker lists show "some bank"
      tracker lists show "some bank" --at 2022-02-23T12:00Z --format json
    """
    from tracker.services.list_views import MOST_FOUND, find_entries

    found = find_entries(invocation.context, words, list_key=list_key, at=at or invocation.now)
    if form == "json":
        emit(invocation, json_text(invocation, {"entries": [_json(one) for one in found]}), output)
    elif len(found) > 3:
        emit(invocation, table(("list", "id", "on it", "name"), map(_line, found), width=page_width(output)), output)
        if len(found) == MOST_FOUND:
            invocation.note(f"There may be more than these {MOST_FOUND}; ask for more of the name.")
    else:
        width = page_width(output)
        emit(invocation, "\n\n".join("\n".join(folded(_page(one), width)) for one in found), output)


_TOO_OLD = "no copy so old is stored"


def _line(one: Entry) -> tuple[str, ...]:
    return one.list_key, clean(one.entry_id), "yes" if one.entry else "no", clean(one.name)


def _page(one: Entry) -> Iterator[str]:
    yield f"{clean(one.name)}"
    copy = (
        f"{'on' if one.entry else 'not on'} the copy of {to_the_second(one.copied_at)}" if one.copied_at else _TOO_OLD
    )
    yield f"{one.list_key}, id {clean(one.entry_id)}: {copy}"
    entry = one.entry or one.history[-1][0]
    said = (
        ("type", entry.entity_type),
        ("programmes", ", ".join(map(clean, entry.programmes))),
        ("other names", "; ".join(map(clean, entry.aliases))),
        ("identifiers", "; ".join(map(clean, entry.identifiers))),
        ("listed on", entry.listed_on.isoformat() if entry.listed_on else ""),
        ("details", clean(entry.details)),
    )
    yield from (f"  {name}: {text}" for name, text in said if text)
    yield "  seen:"
    for form, first, last in one.history:
        until = f" until {to_the_second(last)}" if last is not None else " on"
        yield f"    from {to_the_second(first)}{until}: {clean(form.name)}"
    if one.changes:
        yield "  changes:"
    for change in one.changes:
        details = f": {clean(change.details)}" if change.details else ""
        yield f"    {CHANGE_WORDS.get(change.told_as, change.change)}, {interval_words(change)}{details}"


def _json(one: Entry) -> dict[str, object]:
    return {
        "list": one.list_key,
        "entry_id": clean(one.entry_id),
        "name": clean(one.name),
        "copied_at": one.copied_at,
        "entry": _entry_json(one.entry) if one.entry else None,
        "history": [
            {"first_snapshot": first, "last_snapshot": last, **_entry_json(entry)} for entry, first, last in one.history
        ],
        "changes": [change_json(change) for change in one.changes],
    }


def _entry_json(entry: ListEntry) -> dict[str, object]:
    return {
        "name": clean(entry.name),
        "entity_type": entry.entity_type,
        "programmes": [clean(one) for one in entry.programmes],
        "aliases": [clean(one) for one in entry.aliases],
        "identifiers": [clean(one) for one in entry.identifiers],
        "listed_on": entry.listed_on,
        "details": clean(entry.details),
    }


COMMAND = show
