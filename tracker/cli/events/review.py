"""``tracker events review``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import by_option, format_option, output_option
from tracker.cli._output import emit, emit_csv, folded, json_text, page_width
from tracker.cli._projections import event_json, merger_json, suggestion_json
from tracker.cli.events._columns import column_options
from tracker.cli.events._listing import twins, when
from tracker.errors import NoDataError, UsageError
from tracker.model.event import MACHINE_CODED, READ, UNSURE

if TYPE_CHECKING:
    from tracker.model.event import PolicyEvent
    from tracker.services.context import Context
    from tracker.services.ledger import Waiting

_STANDS = {
    "accept": "accepted",
    "reject": "rejected",
    "merge": "merged into {other}",
    "separate": "kept apart from {other}",
}
_HEADERS = ("id", "when", "stance", "issuer", "title", "suggested", "score", "because")


@click.command("review", short_help="Events that wait: accept, edit, merge or reject them.")
@click.argument("event_id", metavar="[EVENT]", required=False)
@click.option("--accept", is_flag=True, help="Take it into the ledger.")
@click.option("--reject", is_flag=True, help="Keep it out of the ledger.")
@click.option("--merge-into", metavar="OTHER", help="It is of the same act as another event, which then tells of it.")
@click.option("--separate-from", metavar="OTHER", help="The two are of two acts: they are never merged again.")
@click.option("--undo", is_flag=True, help="Take back the last decision about it, or a merge by score.")
@click.option("--reason", metavar="TEXT", default="", help="Why; needed for all but --accept.")
@click.option("--target", metavar="NAME", help="List only what is directed at it, like Russia.")
@click.option("--all", "everything", is_flag=True, help="List also what sums up a long gap between copies of a list.")
@by_option
@column_options
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def review(
    invocation: Invocation,
    event_id: str | None,
    accept: bool,
    reject: bool,
    merge_into: str | None,
    separate_from: str | None,
    undo: bool,
    reason: str,
    target: str | None,
    everything: bool,
    by: str,
    columns: Mapping[str, str],
    form: str,
    output: str | None,
) -> None:
    """List events proposed from announcements, list changes and statements, and decide on them.

    \b
    Examples:
      tracker events review
      tracker events review --target Russia
      tracker events review EVENT --accept --stance escalate
      tracker events review EVENT --reject --reason "a correction of an earlier notice"
      tracker events review EVENT --merge-into OTHER --reason "the notice of that act"
      tracker events review EVENT --separate-from OTHER --reason "another order of that day"
      tracker events review EVENT --undo --reason "decided on the wrong one"

    Until it is accepted, a proposed event is in no report. Columns given with --accept correct it at once. What is
    likely of one act is merged by itself, with its points shown; lower points are a suggestion. Every decision is kept
    once, and --undo takes back the last one.
    """
    asked = [accept, reject, merge_into is not None, separate_from is not None, undo]
    if event_id is None:
        if any(asked):
            raise UsageError("Which event?", remedy="tracker events review EVENT --accept")
        _listed(invocation, form, output, target or "", everything=everything)
        return
    if target is not None or everything:
        raise UsageError("--target and --all are for the list.", remedy="tracker events review --target Russia")
    if sum(asked) != 1:
        raise UsageError(
            "Say --accept or --reject, or one of --merge-into, --separate-from and --undo.",
            remedy=f"To look at it first: tracker events show {event_id}",
        )
    if columns and not accept and not reject:
        raise UsageError("Columns go with --accept.", remedy=f"Otherwise: tracker events edit {event_id} …")
    decision = accept if accept or reject else None
    why = {"reason": reason, "by": by}
    emit(invocation, _decided(invocation.context, event_id, decision, merge_into, separate_from, columns, why))
    about = _about(invocation.context, event_id)
    if about:
        invocation.note(about)


def _decided(
    context: Context,
    event_id: str,
    accept: bool | None,
    merge_into: str | None,
    separate_from: str | None,
    columns: Mapping[str, str],
    why: Mapping[str, str],
) -> str:
    from tracker.services import decisions

    asked = {True: "accept", False: "reject"}[accept] if accept is not None else "merge" if merge_into else "separate"
    other = merge_into or separate_from or ""
    if (accept is not None or other) and not columns and decisions.stands_already(context, event_id, asked, other):
        return f"{event_id}: {_STANDS[asked].format(other=other)} already; nothing was recorded"
    if accept is not None:
        decided = decisions.decide(context, event_id, accept=accept, changes=columns, **why)
        return f"{decided.id}: {decided.status}"
    if merge_into is not None:
        return f"{event_id}: merged into {decisions.merge(context, event_id, merge_into, **why).id}"
    if separate_from is not None:
        decisions.separate(context, event_id, separate_from, **why)
        return f"{event_id}: kept apart from {separate_from}"
    return f"{event_id}: {decisions.undo(context, event_id, **why)}"


def _about(context: Context, event_id: str) -> str:
    """What the id stands for, so that a decision about another one than was meant is seen at once."""
    from tracker.services import ledger

    try:
        event = ledger.entry(context, event_id).event
    except NoDataError:  # an event that somebody had added, taken back
        return ""
    return f"{when(event)}; {event.issuer}: {event.title}"


def _listed(invocation: Invocation, form: str, output: str | None, target: str, *, everything: bool) -> None:
    from tracker.services import ledger

    waiting = ledger.waiting(invocation.context, target=target)
    if form == "json":
        body = {
            "events": [event_json(event) for event in waiting.events],
            "suggestions": [suggestion_json(one) for one in waiting.suggestions],
            "mergers": [merger_json(one) for one in waiting.mergers],
        }
        emit(invocation, json_text(invocation, body), output)
    elif form == "csv":
        emit_csv(invocation, _HEADERS, _rows(waiting), output)
    elif waiting.events:
        hidden = frozenset() if everything else waiting.dayless
        emit(invocation, "\n".join(folded(_lines(waiting, hidden), page_width(output))), output)
    if not waiting.events:
        invocation.note("No proposed event waits for a decision.")


def _rows(waiting: Waiting) -> Iterator[tuple[str, ...]]:
    for event in waiting.events:
        own = (event.id, when(event), event.stance, event.issuer, event.title)
        found = [one for one in waiting.suggestions if one.event_id == event.id]
        yield from ((*own, one.into, str(one.score), one.words) for one in found)
        if not found:
            yield (*own, "", "", "")


def _lines(waiting: Waiting, hidden: frozenset[str]) -> Iterator[str]:
    from tracker.services.statement_words import quoted

    everything = (*waiting.events, *(merger.event for merger in waiting.mergers))
    unsure = False
    for event in waiting.events:
        if event.id in hidden:
            continue
        if UNSURE in event.sets and not unsure:
            unsure = True
            yield "Read with little confidence:"
            yield ""
        yield event.id
        yield from _what(event)
        told = {merger.event.id for merger in waiting.mergers if merger.into == event.id}
        yield from (f"    not {line}" for line in twins(event, (one for one in everything if one.id not in told)))
        for merger in waiting.mergers:
            if merger.into == event.id:
                yield f"    tells of {merger.event.id} too, {merger.by}, {merger.score} points: {merger.words}"
                if merger.event.provenance == READ:
                    yield f"      {quoted(merger.event.summary)}"
        for one in waiting.suggestions:
            if one.event_id == event.id:
                yield f"    the same act as {one.into}? {one.score} points: {one.words}"
                yield f"      tracker events review {event.id} --merge-into {one.into} --reason TEXT"
    if hidden:
        sums = "event sums up a long gap" if len(hidden) == 1 else "events sum up long gaps"
        yield (
            f"{len(hidden)} proposed {sums} between copies of a list: no day is known, so no study can use them. "
            "To see them too: tracker events review --all"
        )


def _what(event: PolicyEvent) -> Iterator[str]:
    """What is proposed; of what was read in a document who speaks, the sentences, how sure that is, and where."""
    from tracker.services.statement_words import ACTIONS, quoted

    if event.provenance != READ:
        yield f"    {when(event)}; {event.stance}, {event.issuer}: {event.title}"
        if event.provenance == MACHINE_CODED:
            yield from (f"    {source.url}" for source in event.sources)
        return
    office = f", {event.role}" if event.role else ""
    target = f", about {event.target}" if event.target else ""
    does = ACTIONS.get(event.action, event.action)
    yield f"    {when(event)}; {event.stance}, {event.actor or event.issuer}{office}: {does}{target}"
    yield f"    {quoted(event.summary)}"
    yield f"    {event.note}"
    yield from (f"    {source.tier}: {source.url}" for source in event.sources)


COMMAND = review
