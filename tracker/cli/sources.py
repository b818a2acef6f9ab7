"""``tracker sources``: where everything comes from, and how each source is doing."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text, page_width, table, wrapped
from tracker.errors import UsageError
from tracker.model.instants import to_the_second

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from tracker.model.feed import NoFeed
    from tracker.services.source_status import SourceStatus

_HEADERS = (
    "source",
    "every",
    "newest",
    "last success",
    "failures",
    "next attempt",
    "verified; others may read it or not; credit",
)

_KINDS = ("rates", "announcements", "lists")


@click.command("sources", short_help="Every source: rights, cadence, freshness, failures; an allow-list of hosts.")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--hosts", is_flag=True, help="Only the hosts that may be reached, one a line, for an allow-list.")
@format_option("table", "json")
@output_option
@pass_invocation
def sources(invocation: Invocation, names: tuple[str, ...], hosts: bool, form: str, output: str | None) -> None:
    """Show every source: kind, rights, cadence, newest observation, last success, failures, next attempt.

    \b
    Examples:
      tracker sources
      tracker sources ru_kremlin       one of them, with what is known of it
      tracker sources --hosts
      tracker sources --format json

    "verified" means that its reader has been tried on real bytes of the publisher ("verified, but not …" names
    documents that it has not been tried on); an unverified source becomes "read here since" a day with the
    first document of the
    publisher that this installation has read. "others may read it" says that its terms allow republishing:
    `--public` leaves out the others. Below the table stands which main series should be newer by its own calendar.

    A source that is "off" is never asked until you enable it; below the table stands why, and the setting. Its hosts
    come last, as remarks. Then come publishers that have no feed, what was found where one might be, and where their
    news is to be had instead.
    """
    from tracker.services.source_status import declared_hosts, source_statuses, without_feed

    if hosts:
        emit(invocation, "\n".join(declared_hosts(invocation.settings)), output)
        return
    found = _named(source_statuses(invocation.context), names)
    if form == "json":
        listed = {
            "sources": [source_json(one) for one in found],
            "without_feed": [_without_json(one) for one in without_feed()],
        }
        emit(invocation, json_text(invocation, listed), output)
        return
    lacking = [f"{one.info.key} is not available: {one.missing}" for one in found if one.missing and not one.off]
    off = [f"{one.info.key} is off: {one.off}" for one in found if one.off]
    behind = [
        f"{one.info.key} is behind: {one.freshness.words}"
        for one in found
        if not one.off and one.freshness is not None and one.freshness.behind
    ]
    none = [
        f"{one.publisher} has no feed to read ({one.found}, {one.probed_on.isoformat()}): {one.instead}."
        for one in without_feed()
    ]
    noted = [f"{one.info.key}: {one.info.note}" for one in found if names and one.info.note and not one.off]
    width = page_width(output)
    remarks = (*noted, *lacking, *off, *behind, *(() if names else none))
    lines = (line for remark in remarks for line in wrapped(remark, width, further="  "))
    emit(invocation, "\n".join((_tables(found, width), *lines)), output)


def _named(found: Sequence[SourceStatus], names: Sequence[str]) -> list[SourceStatus]:
    """Those that were named, or all; ``UsageError`` naming the nearest for an unknown one."""
    known = {one.info.key: one for one in found}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
            raise UsageError(f"There is no source {name!r}.", remedy=hint)
    return [known[name] for name in dict.fromkeys(names)] if names else list(found)


def source_json(one: SourceStatus) -> dict[str, object]:
    """One source as scripts read it."""
    info = one.info
    return {
        "key": info.key,
        "kind": info.kind,
        "title": info.title,
        "publisher": info.publisher,
        "homepage": info.homepage,
        "hosts": list(info.hosts),
        "cadence_seconds": int(info.cadence.total_seconds()),
        "zone": info.zone,
        "rights": {
            "licence": info.rights.licence,
            "credit": info.rights.credit,
            "url": info.rights.url,
            "store": info.rights.store,
            "show": info.rights.show,
            "republish": info.rights.republish,
            "because": info.rights.because,
        },
        "verified": info.verified,
        "unverified": one.unverified,
        "not_verified": list(info.not_verified),
        "read_here_since": one.read_since,
        "enabled": not one.off,
        "note": info.note,
        "newest": one.newest,
        "last_success_at": one.last_success_at,
        "consecutive_failures": one.consecutive_failures,
        "circuit": one.circuit,
        "next_attempt_at": one.next_attempt_at,
        "last_error": one.last_error or None,
        "missing": one.missing or None,
    }


def _without_json(one: NoFeed) -> dict[str, object]:
    return {
        "publisher": one.publisher,
        "tried": list(one.tried),
        "found": one.found,
        "probed_on": one.probed_on.isoformat(),
        "instead": one.instead,
    }


def _row(one: SourceStatus) -> tuple[str, ...]:
    info = one.info
    return (
        info.key,
        _every(info.cadence),
        one.newest or "-",
        to_the_second(one.last_success_at, "never"),
        str(one.consecutive_failures),
        "off" if one.off else "not available" if one.missing else to_the_second(one.next_attempt_at, "when due"),
        f"{_verified(one)}; others may {'' if info.rights.republish else 'not '}read it. {info.rights.credit}",
    )


def _verified(one: SourceStatus) -> str:
    if one.info.verified:
        return f"verified, but not {' and '.join(one.info.not_verified)}" if one.info.not_verified else "verified"
    return "unverified" if one.read_since is None else f"read here since {one.read_since.date().isoformat()}"


def _every(cadence: timedelta) -> str:
    hours = cadence.total_seconds() / 3600
    return f"{hours / 24:g} d" if hours >= 48 else f"{hours:g} h" if hours >= 1 else f"{hours * 60:g} min"


def _tables(found: Sequence[SourceStatus], width: int) -> str:
    """One table for all, so that its columns stand alike, with a heading above each kind."""
    by_kind = sorted(found, key=lambda one: _KINDS.index(one.info.kind))
    first = {one.info.key: one.info.kind for one in by_kind}
    lines, seen = [], set[str]()
    for line in table(_HEADERS, map(_row, by_kind), width=width).split("\n"):
        kind = first.get(line.partition(" ")[0])
        if kind is not None and kind not in seen:
            seen.add(kind)
            lines += ["", kind.upper()]
        lines.append(line)
    return "\n".join((*lines, ""))


COMMAND = sources
