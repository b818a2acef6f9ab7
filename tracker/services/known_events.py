"""The events of a report or a study as they were known: recorded, public, and under the printed assumptions."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.events.assumptions import OfficeHours, narrow_to_office_hours
from tracker.model.event import PolicyEvent
from tracker.services import ledger
from tracker.services.context import Context
from tracker.services.ledger import Selection
from tracker.services.rates import KnownBy, require_recorded


def known_events(
    context: Context, known: KnownBy | None = None, selection: Selection | None = None
) -> tuple[PolicyEvent, ...]:
    """Accepted (or otherwise selected) events as this installation had recorded them, as far as they were public."""
    known = known or KnownBy()
    return public_events(
        context, known, ledger.list_events(context, selection, as_of=known.as_of, public=known.republish)
    )


def listed_events(context: Context, selection: Selection, known: KnownBy) -> tuple[PolicyEvent, ...]:
    """The selected events of the ledger, of one of the two pasts where one is asked for, as reports see it.

    Asked of the present the whole ledger is meant, what is still to come included. ``NoDataError`` when ``as_of`` lies
    before the first record of this installation.
    """
    if known.public_by is None and known.as_of is None:
        return ledger.list_events(context, selection, public=known.republish)
    require_recorded(context, known)
    return known_events(context, known.at(context.now), selection)


def public_events(context: Context, known: KnownBy, recorded: Iterable[PolicyEvent]) -> tuple[PolicyEvent, ...]:
    """Those of the recorded events that were public, under the assumptions of the settings.

    Asked of the past, only what was surely public counts: the whole interval of the event. Asked of the present, what
    has begun counts too: of something said today, at an hour nobody noted, the ledger knows because it was said.
    """
    events = (assumed(context, event) for event in recorded)
    if known.public_by is None:
        return tuple(events)
    live = known.public_by >= context.now
    return tuple(
        event for event in events if (event.time.interval.start if live else event.time.interval.end) <= known.public_by
    )


def assumed(context: Context, event: PolicyEvent) -> PolicyEvent:
    """The event under the assumptions of the settings; printed wherever they were used."""
    hours = context.settings.office_hours
    return narrow_to_office_hours(event, OfficeHours.parse(hours)) if hours else event
