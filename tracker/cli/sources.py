"""``tracker sources``: where everything comes from, and how each source is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text, table
from tracker.model.instants import to_the_second

if TYPE_CHECKING:
    from datetime import timedelta

    from tracker.services.status import SourceStatus

_HEADERS = (
    "source",
    "kind",
    "every",
    "newest",
    "last success",
    "failures",
    "next attempt",
    "verified",
    "others may read",
    "credit",
)


@click.command("sources", short_help="Every source: rights, cadence, freshness, failures; an allow-list of hosts.")
@click.option("--hosts", is_flag=True, help="Only the hosts that may be reached, one a line, for an allow-list.")
@format_option("table", "json")
@output_option
@pass_invocation
def sources(invocation: Invocation, hosts: bool, form: str, output: str | None) -> None:
    """Show every source: kind, rights, cadence, newest observation, last success, failures, next attempt.

    \b
    Examples:
      tracker sources
      tracker sources --hosts
      tracker sources --format json

    "verified" means that its reader has been tried on real bytes of the publisher; an unverified source becomes "read
    here since" a day with the first document of the publisher that this installation has read. "others may read" says
    whether its terms allow republishing: `--public` leaves out the others.

    A source that is "off" is never asked until you enable it; below the table stands why, and the setting. Its hosts
    come last, as remarks.
    """
    from tracker.services.status import declared_hosts, source_statuses

    if hosts:
        emit(invocation, "\n".join(declared_hosts(invocation.settings)), output)
        return
    found = source_statuses(invocation.context)
    if form == "json":
        emit(invocation, json_text(invocation, {"sources": [source_json(one) for one in found]}), output)
        return
    lacking = [f"{one.info.key} is not available: {one.missing}" for one in found if one.missing and not one.off]
    off = [f"{one.info.key} is off: {one.off}" for one in found if one.off]
    emit(invocation, "\n".join((table(_HEADERS, map(_row, found)), *lacking, *off)), output)


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
        "read_here_since": one.read_since,
        "enabled": not one.off,
        "note": info.note,
        "newest": one.newest,
        "last_success_at": one.last_success_at,
        "consecutive_failures": one.consecutive_failures,
        "next_attempt_at": one.next_attempt_at,
        "last_error": one.last_error or None,
        "missing": one.missing or None,
    }


def _row(one: SourceStatus) -> tuple[str, ...]:
    info = one.info
    return (
        info.key,
        info.kind,
        _every(info.cadence),
        one.newest or "-",
        to_the_second(one.last_success_at, "never"),
        str(one.consecutive_failures),
        "off" if one.off else "not available" if one.missing else to_the_second(one.next_attempt_at, "when due"),
        _verified(one),
        "yes" if info.rights.republish else "no",
        info.rights.credit,
    )


def _verified(one: SourceStatus) -> str:
    if one.info.verified:
        return "yes"
    return "unverified" if one.read_since is None else f"read here since {one.read_since.date().isoformat()}"


def _every(cadence: timedelta) -> str:
    hours = cadence.total_seconds() / 3600
    return f"{hours / 24:g} d" if hours >= 48 else f"{hours:g} h" if hours >= 1 else f"{hours * 60:g} min"


COMMAND = sources
