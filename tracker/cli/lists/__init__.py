"""``tracker lists``: the sanctions lists, one file per command; without one, how each list is doing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from tracker.cli._group import LazyGroup
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, emit_csv, json_text, page_width, table, wrapped
from tracker.model.instants import to_the_second

if TYPE_CHECKING:
    from tracker.services.list_views import ListStatus

_HEADERS = ("list", "newest snapshot", "entries", "changes in 30 days", "verified", "last success", "publisher, terms")
_KINDS = ("designation", "delisting", "amendment")


@click.group(
    "lists",
    cls=LazyGroup,
    package="tracker.cli.lists",
    invoke_without_command=True,
    short_help="The sanctions lists: copies, what changed between them, one entry with its history.",
)
@format_option("table", "json", "csv")
@output_option
@pass_invocation
@click.pass_context
def lists(context: click.Context, invocation: Invocation, form: str, output: str | None) -> None:
    """The sanctions lists: how each is doing, what changed, one entry with its history.

    \b
    Examples:
      tracker lists                                     how each list is doing
      tracker lists changes --since 30d                 who was put on a list or taken off it
      tracker lists show "some bank"                    an entry with its history
      tracker lists import sdn.csv --list us_ofac_sdn --retrieved 2022-02-23T01:52Z

    A change is known to lie between two complete copies of a list, and is said so. A copy that lacks entries is not
    taken, and nobody is delisted by it.
    """
    if context.invoked_subcommand is not None:
        return
    from tracker.services.list_views import overview

    found = overview(invocation.context)
    if form == "json":
        emit(invocation, json_text(invocation, {"lists": [_json(one) for one in found]}), output)
        return
    if form == "csv":
        emit_csv(invocation, _COLUMNS, map(_cells, found), output)
        return
    off = [f"{one.source.info.key} is off: {one.source.off}" for one in found if one.source.off]
    lacking = [
        f"{one.source.info.key} is not available: {one.source.missing}"
        for one in found
        if one.source.missing and not one.source.off
    ]
    failing = [
        f"{one.source.info.key} failed: {one.source.last_error}" for one in found if one.source.consecutive_failures
    ]
    width = page_width(output)
    remarks = (line for remark in (*lacking, *off, *failing) for line in wrapped(remark, width, further="  "))
    emit(invocation, "\n".join((table(_HEADERS, map(_row, found), width=width), *remarks)), output)
    if not found:
        invocation.note("No list is declared.")


def _row(one: ListStatus) -> tuple[str, ...]:
    info, newest, recent = one.source.info, one.newest, one.recent
    changed = "-"
    if recent is not None:
        changed = f"{recent['designation']} on, {recent['delisting']} off, {recent['amendment']} amended"
    state = "off" if one.source.off else "unverified" if one.source.unverified else "yes"
    return (
        info.key,
        to_the_second(newest.snapshot_at if newest else None, "none"),
        f"{newest.entries:,}" if newest else "-",
        changed,
        state,
        to_the_second(one.source.last_success_at, "never"),
        f"{info.publisher}; {info.rights.licence}",
    )


def _json(one: ListStatus) -> dict[str, object]:
    info, newest = one.source.info, one.newest
    return {
        "list": info.key,
        "title": info.title,
        "publisher": info.publisher,
        "licence": info.rights.licence,
        "republish": info.rights.republish,
        "newest_snapshot": newest.snapshot_at if newest else None,
        "entries": newest.entries if newest else None,
        "form": newest.form if newest else None,
        "sha256": newest.sha256 if newest else None,
        "changes_in_30_days": _counts(one),
        "verified": info.verified,
        "unverified": one.source.unverified,
        "last_success_at": one.source.last_success_at,
        "consecutive_failures": one.source.consecutive_failures,
        "last_error": one.source.last_error or None,
        "enabled": not one.source.off,
        "off": one.source.off or None,
        "missing": one.source.missing or None,
    }


def _counts(one: ListStatus) -> dict[str, int | None]:
    """Changes in 30 days by kind; None where they are not known."""
    return {kind: None if one.recent is None else one.recent[kind] for kind in _KINDS}


_SAID = ("list", "title", "publisher", "licence", "republish", "newest_snapshot", "entries", "form", "sha256")
_STATE = ("enabled", "unverified", "last_success_at", "consecutive_failures", "last_error")
_COLUMNS = (*_SAID, *(f"{kind}s_in_30_days" for kind in _KINDS), *_STATE)


def _cells(one: ListStatus) -> tuple[str, ...]:
    """The JSON form as cells; what is not known is empty."""
    found = _json(one) | {f"{kind}s_in_30_days": count for kind, count in _counts(one).items()}
    for name in ("newest_snapshot", "last_success_at"):
        at = found[name]
        found[name] = to_the_second(at) if isinstance(at, datetime) else None
    told = (found[name] for name in _COLUMNS)
    return tuple("" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in told)


COMMAND = lists
