"""The usual run: what a source thinks worth asking for now, and for some which days are finished with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tracker.model.source import Request, Span
from tracker.services.backfill import gone_for_good, settled_until
from tracker.services.context import Context
from tracker.services.conversation import Tally, converse, is_pointless
from tracker.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tracker.sources.base import FetchPlan, Source


def ask_as_usual(context: Context, source: Source, plan: FetchPlan, tally: Tally) -> None:
    """Ask for the usual documents; of a source that goes on from finished days, record what is finished by each."""
    requests = source.requests(plan)
    if not source.info.goes_on:
        converse(context, source, requests, tally)
        return
    there: set[Span | None] = set(plan.finished)
    gone: list[Request] = []
    for request in requests:
        failures, tally.partial, tally.absent = len(tally.failures), False, False
        converse(context, source, (request,), tally)
        failed = tally.failures[failures:]
        if any(map(is_pointless, failed)):
            break
        if tally.absent:
            gone.append(request)
        elif not failed and not tally.partial:
            there.add(request.span)
            _record(context, source, plan, request)
    for request in gone_for_good(requests, there, gone):
        _record(context, source, plan, request)


def _record(context: Context, source: Source, plan: FetchPlan, request: Request) -> None:
    """Record the settled days of a document, as one span with those before them that it goes on from."""
    span = request.span
    if span is None:
        return
    last = min(span.last, settled_until(source, plan.now))
    if last < span.first:
        return
    with UnitOfWork(context.engine, write=True) as unit:
        first = _beginning(span, unit.parts.finished(source.key))
        unit.parts.finish(source.key, replace(span, first=first, last=last), context.clock())
        unit.commit()


def _beginning(span: Span, finished: tuple[Span, ...]) -> date:
    """The first day of the finished ones that reach up to a span without a gap."""
    first = span.first
    for one in sorted((one for one in finished if one.of == span.of), key=lambda one: one.first, reverse=True):
        if one.first < first <= one.last + timedelta(days=1):
            first = one.first
    return first
