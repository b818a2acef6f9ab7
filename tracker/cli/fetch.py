"""``tracker fetch``: get what the sources have published and store it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, range_options
from tracker.cli._output import emit, json_text, table
from tracker.model.period import since_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.services.fetching import FetchOutcome


@click.command("fetch", short_help="Fetch and store what the sources have published.")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@range_options
@format_option("table", "json")
@pass_invocation
def fetch(invocation: Invocation, sources: tuple[str, ...], since: str | None, until: str | None, form: str) -> None:
    """Fetch and store what the sources have published.

    \b
    Examples:
      tracker fetch                                  every source that is due
      tracker fetch ecb yahoo                        these two, due or not
      tracker fetch yahoo --since 2024-01-01         a back-fill; its size is told first

    A source that fails stops no other, and nothing stored is lost. Exit code 5: nothing asked for was reachable;
    4: only a part.
    """
    from tracker.services.cycle import group_announcements
    from tracker.services.fetching import fetch as fetch_sources

    context = invocation.context
    first, end = since_until(since, until, zone=invocation.settings.zone, now=invocation.instant)
    if first is not None or end is not None:
        _announce(invocation, sources, first, end)
    outcomes = fetch_sources(context, sources or None, since=first, until=end, due_only=not sources)
    group_announcements(context)
    if form == "json":
        emit(invocation, json_text(invocation, {"sources": [_json(one) for one in outcomes]}))
    else:
        emit(invocation, table(("source", "state", "documents", "new", "revised", ""), map(_row, outcomes)))
        for one in outcomes:
            for warning in one.warnings:
                invocation.note(f"{one.source}: {warning}")
    code = _exit_code(outcomes)
    if code:
        raise click.exceptions.Exit(code)


def _announce(invocation: Invocation, names: Sequence[str], since: date | None, until: date | None) -> None:
    from tracker.services.backfill import expected

    costs = expected(invocation.context, names or None, since=since, until=until)
    for cost in costs:
        noun = "document" if cost.documents == 1 else "documents"
        invocation.note(f"{cost.source}: {cost.documents} {noun} or more, about {max(cost.seconds, 1):.0f} s")


def _exit_code(outcomes: Sequence[FetchOutcome]) -> int:
    asked = [one for one in outcomes if one.state != "skipped" or one.reason == "offline"]
    failed = [one for one in asked if one.state in {"failed", "skipped"}]
    if not failed:
        return 0
    return 5 if len(failed) == len(asked) else 4


def _row(one: FetchOutcome) -> tuple[str, ...]:
    return one.source, one.state, str(one.documents), str(one.new), str(one.revised), one.error


def _json(one: FetchOutcome) -> dict[str, object]:
    return {
        "source": one.source,
        "state": one.state,
        "documents": one.documents,
        "records": one.records,
        "new": one.new,
        "revised": one.revised,
        "warnings": list(one.warnings),
        "reason": one.reason or None,
        "error": one.error or None,
        "url": one.url or None,
        "seconds": round(one.duration, 3),
        "next_attempt_at": one.next_attempt_at,
    }


COMMAND = fetch
