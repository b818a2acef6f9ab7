"""``tracker status``: how the installation is, and what to do about what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, folded, json_text, table
from tracker.cli._scheduler import upcoming
from tracker.cli.sources import source_json
from tracker.errors import DatabaseError
from tracker.model.instants import to_the_second
from tracker.services.places import size_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.services.installation import Installation
    from tracker.services.source_status import SourceStatus
    from tracker.services.status import Status

_PATIENCE = 5.0
"""Seconds to wait for a database another process holds: a person waits for this answer."""


@click.command("status", short_help="Runs, deliveries and freshness; each finding with its remedy.")
@format_option("text", "json")
@output_option
@pass_invocation
def status(invocation: Invocation, form: str, output: str | None) -> None:
    """Show runs, deliveries and freshness, and each finding with its remedy.

    \b
    Examples:
      tracker status
      tracker status --format json

    A source is fresh when what its own calendar promised is stored, whenever it was last asked. Exit code 6 when the
    database cannot be used; where it is and what helps are shown all the same.
    """
    found, error = _read(invocation)
    if form == "json":
        emit(invocation, json_text(invocation, _json(found)), output)
    else:
        emit(invocation, "\n".join(folded(_lines(found))), output)
    if error is not None:
        raise error


def _read(invocation: Invocation) -> tuple[Status, DatabaseError | None]:
    """The status; where the database cannot be used, what is left of it and the error that says why."""
    from tracker.services.status import broken
    from tracker.services.status import status as read_status

    try:
        return read_status(invocation.opened(wait=_PATIENCE), upcoming=upcoming()), None
    except DatabaseError as error:
        return broken(invocation.settings, error), error


def _lines(found: Status) -> Iterator[str]:
    yield f"data      {found.home}, {size_words(found.disk_free)} free"
    yield f"database  {found.database}"
    if found.installation is not None:
        yield from _about(found, found.installation)
    if found.jobs:
        yield ""
        yield table(
            ("job", "slot", "state", "finished", ""),
            (
                (run.job, to_the_second(run.slot), run.state, to_the_second(run.finished_at), run.detail)
                for run in found.jobs
            ),
        )
    if found.deliveries:
        yield ""
        yield table(
            ("letter", "to", "state", "sent", ""),
            (
                (one.period, one.recipient, one.state, to_the_second(one.sent_at), one.detail)
                for one in found.deliveries
            ),
        )
    if found.alerts:
        yield ""
        yield table(
            ("alert", "state", "what"),
            ((to_the_second(one.alert.found_at), one.alert.standing, one.saying.title) for one in found.alerts),
        )
    if found.broken:
        yield ""
        yield "The database cannot be used."  # why, and what helps, is said on standard error
        return
    unfinished = [run for run in found.fetches if run.state == "started"]
    if unfinished:
        yield ""
        yield table(
            ("fetch", "begun", "state"),
            ((run.source, to_the_second(run.started_at), "not finished") for run in unfinished),
        )
    yield ""
    yield "Findings" if found.findings else "Nothing needs attention."
    for finding in found.findings:
        yield f"  {finding.what}"
        yield f"    {finding.remedy}"


def _about(found: Status, here: Installation) -> Iterator[str]:
    """The database, the scheduler and the sources of an installation that can be read."""
    noun = "document" if here.documents == 1 else "documents"
    documents = f"{here.documents} stored {noun}, {size_words(here.archive)}"
    yield f"          {here.kind}, schema {here.revision}, {size_words(here.size)}; {documents}"
    yield f"ledger    {found.events} events, shipped log {found.ledger_version}, {found.awaiting_review} to review"
    if found.items_read or found.items_waiting:
        left = f", {found.items_waiting:,} not yet: tracker read --feeds" if found.items_waiting else ""
        at = to_the_second(found.items_read_at)
        yield f"feeds     {found.items_read:,} items read for statements, last {at}{left}"
    who = {True: "a daemon leads", False: "no daemon leads", None: "nobody can tell who leads"}[here.led]
    last = (
        "the schedule was never worked"
        if here.newest_run is None
        else f"the last run began {to_the_second(here.newest_run)}"
    )
    yield f"schedule  {who}; {last}"
    for slot in here.slots if here.led or here.newest_run else ():  # who runs no schedule has no use for its slots
        again = f", tried again from {to_the_second(slot.retry_at)}" if slot.retry_at else ""
        yield f"          {slot.job}: {'due since' if slot.due else 'next'} {to_the_second(slot.slot)}{again}"
    if found.watch_port is not None or found.switch:
        port = "" if found.watch_port is None else f"http://127.0.0.1:{found.watch_port}/healthz, /readyz, /metrics"
        switch = "a dead man's switch is called" if found.switch else ""
        yield f"watched   {'; '.join(filter(None, (port, switch)))}"
    yield ""
    sources = (
        (
            one.info.key,
            one.newest or "-",
            _behind(one),
            to_the_second(one.last_success_at),
            f"{one.consecutive_failures}{'' if one.circuit == 'closed' else f', {one.circuit}'}",
            to_the_second(one.next_attempt_at),
            "off, see tracker sources" if one.off else one.last_error,
        )
        for one in found.sources
    )
    yield table(("source", "newest", "missing", "last success", "failures", "left alone until", "last error"), sources)


def _behind(one: SourceStatus) -> str:
    if one.freshness is None:
        return "-"
    return f"{one.freshness.behind}{'+' if one.freshness.more else ''}"


def _freshness(one: SourceStatus) -> dict[str, object] | None:
    fresh = one.freshness
    if fresh is None:
        return None
    return {
        "series": fresh.series,
        "newest": fresh.newest,
        "due": fresh.due,
        "behind": fresh.behind,
        "more": fresh.more,
    }


def _installation(here: Installation | None) -> dict[str, object] | None:
    if here is None:
        return None
    return {
        "kind": here.kind,
        "revision": here.revision,
        "size_bytes": here.size,
        "archive_bytes": here.archive,
        "documents": here.documents,
        "led": here.led,
        "newest_run": here.newest_run,
        "next": [{"job": one.job, "slot": one.slot, "due": one.due, "retry_at": one.retry_at} for one in here.slots],
    }


def _json(found: Status) -> dict[str, object]:
    return {
        "home": found.home,
        "database": found.database,
        "usable": not found.broken,
        "disk_free_bytes": found.disk_free,
        "installation": _installation(found.installation),
        "ledger": {
            "version": found.ledger_version,
            "events": found.events,
            "awaiting_review": found.awaiting_review,
            "conflicts": [
                {"event_id": one.event_id, "kind": one.kind, "message": one.message} for one in found.conflicts
            ],
        },
        "set_aside": found.set_aside,
        "statements": {
            "items_read": found.items_read,
            "items_waiting": found.items_waiting,
            "read_at": found.items_read_at,
        },
        "sources": [{**source_json(one), "freshness": _freshness(one)} for one in found.sources],
        "jobs": [
            {
                "job": run.job,
                "slot": run.slot,
                "state": run.state,
                "started_at": run.started_at,
                "finished_at": run.finished_at,
                "detail": run.detail,
            }
            for run in found.jobs
        ],
        "fetches": [
            {
                "source": run.source,
                "state": run.state,
                "started_at": run.started_at,
                "finished_at": run.finished_at,
                "documents": run.documents,
                "records": run.records,
                "error": run.error or None,
            }
            for run in found.fetches
        ],
        "deliveries": [
            {
                "report": one.report,
                "period": one.period,
                "recipient": one.recipient,
                "state": one.state,
                "attempts": one.attempts,
                "sent_at": one.sent_at,
                "next_attempt_at": one.next_attempt_at,
                "detail": one.detail,
            }
            for one in found.deliveries
        ],
        "alerts": [
            {
                "key": one.alert.key,
                "found_at": one.alert.found_at,
                "state": one.alert.standing,
                "title": one.saying.title,
            }
            for one in found.alerts
        ],
        "watched": {"port": found.watch_port, "switch": found.switch},
        "findings": [{"what": one.what, "remedy": one.remedy} for one in found.findings],
    }


COMMAND = status
