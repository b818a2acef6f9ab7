"""``tracker fetch``: get what the sources have published and store it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation, say
from tracker.cli._options import format_option, range_options
from tracker.cli._output import emit, json_text, page_width, table, wrapped
from tracker.cli._progress import announcement, progress, what_is_left
from tracker.errors import UsageError
from tracker.model.instants import to_the_second
from tracker.model.period import since_until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.services.fetching import FetchOutcome


@click.command("fetch", short_help="Fetch and store what the sources have published, now or in the past (--since).")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@range_options
@click.option(
    "--currency",
    "currencies",
    metavar="CODE",
    multiple=True,
    help="Of a source with many currencies only this one, like KZT, or all. Repeatable.",
)
@click.option("--again", is_flag=True, help="In a back-fill, ask also for what an earlier one finished.")
@format_option("table", "json")
@pass_invocation
def fetch(
    invocation: Invocation,
    sources: tuple[str, ...],
    since: str | None,
    until: str | None,
    currencies: tuple[str, ...],
    again: bool,
    form: str,
) -> None:
    """Fetch and store what the sources have published.

    \b
    Examples:
      tracker fetch                                  every source that is due
      tracker fetch ecb yahoo                        these two, due or not
      tracker fetch yahoo --since 2024-01-01         a back-fill; its size is told first
      tracker fetch cbr --since 2014-01-01 --currency KZT --currency BYN

    A back-fill that is interrupted keeps what it has read, and the same command goes on with what is missing.

    What was said in new items of feeds is then read, and waits in `tracker events review`.

    A source that fails stops no other, and nothing stored is lost; why it failed stands on standard error. Exit code
    5: nothing asked for was reachable; 4: only a part.
    """
    from tracker.services.backfill import expected
    from tracker.services.currencies import resolved
    from tracker.services.cycle import group_announcements, read_feeds
    from tracker.services.fetching import fetch as fetch_sources

    context = invocation.context
    first, end = since_until(since, until, zone=invocation.settings.zone, now=invocation.instant)
    codes = resolved(context, sources, currencies) if currencies else ()
    back_fill = first is not None or end is not None
    if again and not back_fill:
        raise UsageError("--again is for a back-fill.", remedy="Say which time with --since and --until.")
    if back_fill and not invocation.settings.offline:
        announced = expected(context, sources or None, since=first, until=end, currencies=codes, again=again)
        for line in announcement(announced):
            invocation.note(line)
    with progress(invocation) as watch:
        outcomes = fetch_sources(
            context,
            sources or None,
            since=first,
            until=end,
            due_only=not sources,
            currencies=codes,
            again=again,
            watch=watch.step if back_fill else None,
        )
    group_announcements(context)
    heard = read_feeds(context, pages=not sources)  # who names sources means those alone
    if form == "json":
        from tracker.services.heard_words import heard_record

        body = {"sources": [_json(one) for one in outcomes], "statements": heard_record(heard)}
        emit(invocation, json_text(invocation, body))
    else:
        headers = ("source", "state", "documents", "new", "revised", "")
        emit(invocation, table(headers, map(_row, outcomes), width=page_width()))
        for one in outcomes:
            for warning in one.warnings:
                invocation.note("\n".join(wrapped(f"{one.source}: {warning}", page_width(), further="  ")))
            if one.step is not None and one.step.done < one.step.parts:
                invocation.note(what_is_left(one.step))
        for one in outcomes:
            if one.state == "failed":
                say(
                    "\n".join(wrapped(one.error, page_width(), further="  "))
                )  # quiet or not: it is why the code is not 0
    code = _exit_code(outcomes)
    if code:
        raise click.exceptions.Exit(code)


def _exit_code(outcomes: Sequence[FetchOutcome]) -> int:
    asked = [one for one in outcomes if one.state != "skipped" or one.reason == "offline"]
    failed = [one for one in asked if one.state in {"failed", "skipped"}]
    if not failed:
        return 0
    return 5 if len(failed) == len(asked) and not any(one.sound for one in failed) else 4


def _row(one: FetchOutcome) -> tuple[str, ...]:
    last = f"next attempt at {to_the_second(one.next_attempt_at)}" if one.state == "failed" else one.error
    if one.passed_over:
        items = "1 item is" if one.passed_over == 1 else f"{one.passed_over:,} items are"
        last = "; ".join(filter(None, (last, f"{items} about other things, not taken")))
    return one.source, one.state, str(one.documents), str(one.new), str(one.revised), last


def _json(one: FetchOutcome) -> dict[str, object]:
    return {
        "source": one.source,
        "state": one.state,
        "documents": one.documents,
        "records": one.records,
        "new": one.new,
        "revised": one.revised,
        "passed_over": one.passed_over,
        "warnings": list(one.warnings),
        "reason": one.reason or None,
        "error": one.error or None,
        "url": one.url or None,
        "seconds": round(one.duration, 3),
        "next_attempt_at": one.next_attempt_at,
        "parts": one.step and {"of": one.step.parts, "stored": one.step.done, "stored_before": one.step.before},
    }


COMMAND = fetch
