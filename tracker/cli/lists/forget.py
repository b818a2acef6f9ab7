"""``tracker lists forget``: take back a copy of a list that was wrongly taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from tracker.cli._common import Instant
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import by_option, format_option
from tracker.cli._output import emit, folded, json_text, page_width
from tracker.cli.lists.changes import change_json
from tracker.errors import UsageError
from tracker.model.instants import to_the_second
from tracker.model.list_words import CHANGE_WORDS
from tracker.model.plain_text import clean

if TYPE_CHECKING:
    from tracker.model.announcement import ListChange
    from tracker.model.event import PolicyEvent
    from tracker.services.list_forgetting import Copies, Forgotten, KeptCopy

_SHOWN = 20


@click.command("forget", short_help="Take back a copy of a list that was wrongly taken, with what rests on it.")
@click.option("--list", "list_key", metavar="LIST", required=True, help="Which list it is, like us_ofac_sdn.")
@click.option(
    "--retrieved",
    "instants",
    metavar="INSTANT",
    type=Instant(),
    multiple=True,
    help="When the copy was got. Repeatable.",
)
@click.option("--confirm", is_flag=True, help="Do it; without it is said what would happen.")
@click.option("--reason", metavar="TEXT", default="", help="Why; needed with --confirm, and kept.")
@by_option
@format_option("text", "json")
@pass_invocation
def forget(
    invocation: Invocation,
    list_key: str,
    instants: tuple[datetime, ...],
    confirm: bool,
    reason: str,
    by: str,
    form: str,
) -> None:
    """Take back a copy of a list that was wrongly imported or confirmed, with what rests on it.

    \b
    Examples:
      tracker lists forget --list us_ofac_sdn                                        which copies are kept
      tracker lists forget --list us_ofac_sdn --retrieved 2022-02-24T01:52:20Z       what would happen
      tracker lists forget --list us_ofac_sdn --retrieved 2022-02-24T01:52:20Z --confirm --reason "it was cut"

    The list then stands as if the copy had never been taken: its changes go, and what its neighbours differ in is found
    anew. Proposed events that rested on it alone leave the review; what is in the ledger, or decided on, is named and
    stays. The bytes are kept. To have it back, import it again.
    """
    from tracker.services import list_forgetting as service

    if not instants:
        if confirm:
            raise UsageError("Which copy?", remedy=f"See them: tracker lists forget --list {list_key}")
        copies = service.copies_of(invocation.context, list_key)
        if form == "json":
            emit(invocation, json_text(invocation, _copies_json(list_key, copies)))
            return
        emit(invocation, "\n".join(folded(_kept(copies), page_width())))
        return
    done = service.forget(invocation.context, list_key, instants, reason=reason, by=by, confirm=confirm)
    if form == "json":
        emit(invocation, json_text(invocation, _json(list_key, done)))
    else:
        emit(invocation, "\n".join(folded(_lines(done), page_width())))
    if not confirm:
        invocation.note("Nothing was changed. To do it: the same with --confirm --reason TEXT")


def _kept(copies: Copies) -> Iterator[str]:
    yield from (_copy(one) for one in copies.kept)
    if not copies.kept:
        yield "No copy is kept."
    for one in copies.taken_back:
        by = f" by {clean(one.by)}" if one.by else ""
        yield (
            f"{to_the_second(one.snapshot_at)}  was taken back on {to_the_second(one.recorded_at)}{by}:"
            f" {clean(one.reason)}"
        )


def _copy(one: KeptCopy) -> str:
    form = f", {clean(one.form)}" if one.form else ""
    return f"{to_the_second(one.snapshot_at)}  {one.entries:,} entries{form}"


def _lines(done: Forgotten) -> Iterator[str]:
    would = "" if done.done else "would be "
    for copy in done.copies:
        yield f"{would}taken back: {_copy(copy)}"
    yield f"changes that {'went' if done.done else 'would go'}: {_counts(done.gone)}"
    yield f"changes found between the copies around it instead: {_counts(done.found)}"
    yield from _events(f"proposed events that rested on it alone, {would}out of review", done.withdrawn)
    if done.proposed:
        yield f"proposed events that {'are' if done.done else 'would be'} new or changed: {done.proposed:,}"
    yield from _events("events of the ledger, or decided on, that it told of; they stay as they are", done.left)
    if done.left:
        yield "  see on what else each rests, and reject what did not happen: tracker events show EVENT"
    for one in done.same:
        at = to_the_second(one.snapshot_at)
        yield f"the copy of {at} has the very same bytes and stays; to take it back too: --retrieved {at}"


def _counts(changes: Sequence[ListChange]) -> str:
    found = Counter(one.told_as for one in changes)
    return ", ".join(f"{word}: {found[kind]:,}" for kind, word in CHANGE_WORDS.items() if found[kind]) or "none"


def _events(heading: str, events: Sequence[PolicyEvent]) -> Iterator[str]:
    if not events:
        return
    yield f"{heading}: {len(events):,}"
    yield from (f"  {event.id}: {clean(event.title)}" for event in events[:_SHOWN])
    if len(events) > _SHOWN:
        yield f"  … and {len(events) - _SHOWN:,} more; see them with --format json"


def _copies_json(key: str, copies: Copies) -> dict[str, object]:
    return {
        "list": key,
        "copies": [_copy_json(one) for one in copies.kept],
        "taken_back": [
            {
                "retrieved_at": one.snapshot_at,
                "taken_back_at": one.recorded_at,
                "by": clean(one.by) or None,
                "reason": clean(one.reason),
            }
            for one in copies.taken_back
        ],
    }


def _copy_json(one: KeptCopy) -> dict[str, object]:
    return {
        "retrieved_at": one.snapshot_at,
        "entries": one.entries,
        "form": one.form or None,
        "sha256": one.sha256,
    }


def _json(key: str, done: Forgotten) -> dict[str, object]:
    return {
        "list": key,
        "done": done.done,
        "copies": [_copy_json(one) for one in done.copies],
        "same_bytes": [_copy_json(one) for one in done.same],
        "changes_gone": [change_json(one) for one in done.gone],
        "changes_found": [change_json(one) for one in done.found],
        "events_withdrawn": [event.id for event in done.withdrawn],
        "events_proposed": done.proposed,
        "events_left": [event.id for event in done.left],
    }


COMMAND = forget
