"""``tracker lists changes``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import chosen_bounds, format_option, output_option, period_options
from tracker.cli._output import emit, emit_csv, json_text, page_width, wrapped
from tracker.model.announcement import MISSING, ListChange
from tracker.model.list_words import CHANGE_WORDS, interval_words
from tracker.model.plain_text import brief, clean

_DONE = {
    "designation": "put on it",
    "delisting": "taken off it",
    "amendment": "with a changed entry",
    MISSING: "on it before and missing in the earlier of two copies, seen",
}
_COLUMNS = (
    "list",
    "change",
    "entry_id",
    "name",
    "entity_type",
    "programmes",
    "from_snapshot",
    "to_snapshot",
    "observed_at",
    "stated_on",
    "basis",
    "when",
    "was_missing",
    "details",
)


_LONG = timedelta(days=7)
"""Longer between two copies, a change has no day worth a line; more than ``_FEW`` of one gap are told as a number."""
_FEW = 20
_LONGEST = 400
_WIDEST_ID = 16


@click.command("changes", short_help="Who was put on a list, taken off it, or whose entry changed.")
@click.option("--list", "list_key", metavar="LIST", help="One list, like us_ofac_sdn.")
@period_options
@click.option(
    "--change",
    "kinds",
    type=click.Choice(list(CHANGE_WORDS)),
    multiple=True,
    help="Only these. Repeatable. Without it the table counts amendments and leaves them out.",
)
@click.option("--programme", metavar="WORD", default="", help="Part of a programme's name, like RUSSIA.")
@click.option("--target", metavar="COUNTRY", default="", help="Programmes about a country, like Russia.")
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def changes(
    invocation: Invocation,
    list_key: str | None,
    week: str | None,
    day: str | None,
    since: str | None,
    until: str | None,
    kinds: tuple[str, ...],
    programme: str,
    target: str,
    form: str,
    output: str | None,
) -> None:
    """Show changes of the sanctions lists, by when they became visible.

    \b
    Examples:
      tracker lists changes --since 30d
      tracker lists changes --week 2022-W08 --target Russia
      tracker lists changes --list us_ofac_sdn --programme RUSSIA --change designation
      tracker lists changes --since 2022-02-20 --until 2022-03-01 --format csv -o changes.csv

    A change lies between two copies of a list: after from_snapshot, and seen at to_snapshot. stated_on is the day the
    publisher itself gives. basis is "publication" where the publisher published the change itself. A party that says it
    was listed well before the earlier copy was only missing in that one: it is told so (was_missing in JSON), makes no
    event and is in no report. There is no --as-of:
    of a copy is kept when it was taken, not when it was imported; --until DAY leaves out what was seen later.
    """
    from tracker.services.list_views import list_changes

    begins, ends = chosen_bounds(invocation, week=week, day=day, since=since, until=until)
    found = list_changes(
        invocation.context,
        list_key=list_key,
        since=begins,
        until=ends,
        kinds=kinds,
        programme=programme,
        target=target,
    )
    if form == "json":
        emit(invocation, json_text(invocation, {"changes": [change_json(one) for one in found]}), output)
    elif form == "csv":
        emit_csv(invocation, _COLUMNS, map(_cells, found), output)
    else:
        shown = [one for one in found if kinds or one.told_as != "amendment"]
        if shown:
            emit(invocation, "\n".join(_text(shown, page_width(output))), output)
        _count(invocation, found, shown)
    if not found:
        invocation.note("No change is stored for that. See which lists are stored: tracker lists")


def _count(invocation: Invocation, found: tuple[ListChange, ...], shown: list[ListChange]) -> None:
    hidden = len(found) - len(shown)
    counts = Counter(one.told_as for one in found)
    if found:
        said = ", ".join(f"{word}: {counts[kind]:,}" for kind, word in CHANGE_WORDS.items() if counts[kind])
        more = " (amendments are not shown; see them with --change amendment)" if hidden else ""
        invocation.note("\n".join(wrapped(f"{said}{more}", page_width())))
    if any(len(one.details) > _LONGEST for one in shown):
        invocation.note("Of long accounts the beginning and the end are shown, with … between; whole: --format csv")


def change_json(one: ListChange) -> dict[str, object]:
    """One change as scripts read it."""
    return {
        "list": one.list_key,
        "change": one.change,
        "entry_id": clean(one.entry.entry_id),
        "name": clean(one.entry.name),
        "entity_type": one.entry.entity_type,
        "programmes": [clean(programme) for programme in one.entry.programmes],
        "from_snapshot": one.from_snapshot_at,
        "to_snapshot": one.to_snapshot_at,
        "observed_at": one.to_snapshot_at,
        "stated_on": one.stated_on,
        "basis": one.basis,
        "when": interval_words(one),
        "was_missing": one.was_missing,
        "details": clean(one.details),
    }


def _cells(one: ListChange) -> tuple[str, ...]:
    from tracker.model.instants import format_instant

    found = change_json(one)
    found["programmes"] = "; ".join(clean(programme) for programme in one.entry.programmes)
    for name in ("from_snapshot", "to_snapshot", "observed_at"):
        found[name] = format_instant(one.from_snapshot_at if name == "from_snapshot" else one.to_snapshot_at)
    found["was_missing"] = str(one.was_missing).lower()
    return tuple("" if found[name] is None else str(found[name]) for name in _COLUMNS)


def _text(shown: list[ListChange], width: int) -> Iterator[str]:
    """What happened to one list at one time under one heading; last what is known least.

    Of many that lie in one long gap between two copies it is told how many they are.
    """
    groups: defaultdict[tuple[str, str, str, bool], list[ListChange]] = defaultdict(list)
    for one in shown:
        when = interval_words(replace(one, stated_on=None))
        groups[one.list_key, one.told_as, when, one.stated_on is None].append(one)
    for (list_key, change, when, _), group in sorted(groups.items(), key=lambda item: _in_a_long_gap(item[1])):
        parties = "1 party" if len(group) == 1 else f"{len(group):,} parties"
        heading = f"{list_key}: {parties} {_DONE.get(change, change)} {when}"
        if len(group) > _FEW and _in_a_long_gap(group):
            yield from wrapped(f"{heading}; see them with --format csv", width, further="  ")
            continue
        yield from wrapped(heading, width, further="  ")
        longest = min(_WIDEST_ID, max(len(clean(one.entry.entry_id)) for one in group))
        further = " " * (longest + 4)
        for one in group:
            line = f"{clean(one.entry.entry_id).ljust(longest)}  {_who(one)}"
            yield from wrapped(line, width, indent="  ", further=further)


def _in_a_long_gap(group: list[ListChange]) -> bool:
    """Whether nobody says a day for any of them."""
    return all(
        one.basis == "diff" and one.stated_on is None and one.to_snapshot_at - one.from_snapshot_at > _LONG
        for one in group
    )


def _who(one: ListChange) -> str:
    """The party, what it is, under what, and what is told of the change."""
    programmes = ", ".join(clean(programme) for programme in one.entry.programmes)
    stated = f"by its own account on {one.stated_on.day} {one.stated_on:%b %Y}" if one.stated_on else ""
    name = f"{clean(one.entry.name)} ({', '.join(filter(None, (one.entry.entity_type, programmes)))})"
    return "; ".join(filter(None, (name, stated, brief(one.details, _LONGEST))))


COMMAND = changes
