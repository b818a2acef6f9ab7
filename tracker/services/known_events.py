"""The events of a report or a study as they were known: recorded, public, and under the printed assumptions."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.events.assumptions import OfficeHours, narrow_to_office_hours
from tracker.model.event import PolicyEvent
from tracker.services import ledger
from tracker.services.context import Context
from tracker.services.ledger import Selection
from tracker.services.rates import KnownBy


def known_events(
    context: Context, known: KnownBy | None = None, selection: Selection | None = None
) -> tuple[PolicyEvent, ...]:
    """Accepted (or otherwise selected) events as this installation had recorded them, as far as they were public."""
    known = known or KnownBy()
    return public_events(context, known, ledger.list_events(context, selection, as_of=known.as_of))


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
