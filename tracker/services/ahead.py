"""What a report says lies ahead: what was known to be scheduled when its period ended, and nothing learned since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.model.event import PolicyEvent
from tracker.model.period import Period
from tracker.model.scheduled import Scheduled
from tracker.reports.ahead_words import REACH
from tracker.reports.briefing import AheadItem
from tracker.reports.wording import told
from tracker.services.agenda import scheduled_between
from tracker.services.context import Context
from tracker.services.rates import KnownBy


def items_ahead(
    context: Context, period: Period, known: KnownBy, *, recorded: Sequence[PolicyEvent], public: Sequence[PolicyEvent]
) -> tuple[AheadItem, ...]:
    """What is scheduled in the fourteen days after the period.

    Of the calendar and of licences that end, what was public by the end of the period, or by the instant somebody with
    this knowledge stands at where that is earlier; a term that was prolonged by then does not end, and an announcement
    nobody has decided on is not reported. Of the ledger (``recorded``), events that are logged as scheduled: their day
    was known, whatever became of them. ``public`` are those of its events that may be named.
    """
    first, until = period.until, period.until + REACH
    stand = min(period.end, known.instant(context.now))
    then = replace(known, public_by=stand)
    prolonging = tuple(event for event in public if event.time.interval.end <= stand)
    calendar = [
        one
        for one in scheduled_between(context, first, until, then, events=prolonging)
        if one.settled_on is None and one.status == "accepted"
    ]
    named = {event.id for event in public}
    logged = [event for event in recorded if event.expectedness == "scheduled" and first <= event.published_on < until]
    told = {(one.day, one.source): one for one in calendar if one.kind == "rate_meeting"}
    ids = {(event.published_on, event.issuer): event.id for event in logged if event.id in named}
    items = [_item(one, ids.get((one.day, one.source), "")) for one in calendar]
    items += [
        AheadItem.of(event, event.published_on, public=event.id in named)
        for event in logged
        if (event.published_on, event.issuer) not in told
    ]
    return tuple(sorted(items, key=lambda one: (one.day, one.at is not None, one.at or period.end, one.what)))


def _item(one: Scheduled, event_id: str) -> AheadItem:
    unlogged = one.kind in ("rollover", "emergency")
    return AheadItem(
        day=one.day,
        last=one.last,
        at=one.at,
        zone=one.zone,
        what=told("ahead.no_prolongation", title=one.title) if unlogged else one.title,
        kind=one.kind,
        expectedness="usual" if one.certainty == "usual" else "scheduled",
        event_id=event_id,
        source=one.source,
        reference=one.reference,
        url=one.url,
    )
