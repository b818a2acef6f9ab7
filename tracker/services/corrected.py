"""What of a report was corrected after it could first be made: values replaced, announcements changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker.data.event_file import row_of
from tracker.model.event import PolicyEvent
from tracker.model.instants import Label
from tracker.reports.briefing import Briefing, Correction, belongs
from tracker.reports.cleaning import clean
from tracker.reports.coded import FIELDS, coded
from tracker.services.ledger import read_in
from tracker.services.rates import KnownBy

if TYPE_CHECKING:
    from tracker.store.provenance import Recorded
    from tracker.store.unit_of_work import UnitOfWork

_MOST_COLUMNS = 3
_LONGEST = 80
_BEFORE = timedelta(days=10)
"""So long before a period lie announcements that its first rate may have met."""

_TOLD = (
    *("date", "zone", "precision", "earliest_utc", "latest_utc", "kind", "action", "stance", "issuer", "jurisdiction"),
    *("actor", "title", "verified", "source_urls"),
)
"""Columns of the event file of which a report tells something."""


def corrections_since(
    work: UnitOfWork,
    briefing: Briefing,
    stored: Mapping[str, Mapping[Label, Recorded]],
    recorded: Sequence[PolicyEvent],
    known: KnownBy,
) -> tuple[Correction, ...]:
    """What was recorded after the end of the period, or after this installation began, and replaced what was told.

    ``stored`` are the values the report rests on, ``recorded`` the accepted events of today (or of ``as_of``). A value
    that its source had called provisional is not corrected by the final one.
    """
    until = known.instant(briefing.generated_at)
    since = briefing.period.end
    if until <= since:
        return ()
    found = [*_values(stored, since, until), *_events(work, briefing, recorded, since, until, known)]
    return tuple(sorted(found, key=lambda one: (one.recorded_at, one.about, one.text)))


def _values(stored: Mapping[str, Mapping[Label, Recorded]], since: datetime, until: datetime) -> Iterator[Correction]:
    for key, values in stored.items():
        for label, one in values.items():
            for other in one.replaced:
                if since < other.at <= until:
                    text = f"the value labelled {label} was {other.value:f}; it is {other.by:f}"
                    yield Correction(recorded_at=other.at, about=key, text=text)


def _events(
    work: UnitOfWork,
    briefing: Briefing,
    recorded: Sequence[PolicyEvent],
    since: datetime,
    until: datetime,
    known: KnownBy,
) -> Iterator[Correction]:
    began = work.events.began()
    if began is None or until <= max(began, since):
        return
    since = max(began, since)
    period = briefing.period
    first, last = ((day).isoformat() for day in (period.since - _BEFORE, period.until))
    touched = work.events.touched(first, last, since=since, until=until)
    if not touched:
        return
    stood = read_in(work, since, public=known.republish).events
    was = {event.id: event for event in stood if event.status == "accepted"}
    now = {event.id: event for event in recorded}
    named = {item.event.id for item in briefing.named}
    for event_id in sorted(touched):
        before, after = was.get(event_id), now.get(event_id)
        ours = event_id in named or (after is None and before is not None and belongs(before, period))
        text = _changed(before, after) if ours else ""
        if text:
            yield Correction(recorded_at=touched[event_id], about=event_id, text=text)


def _changed(before: PolicyEvent | None, after: PolicyEvent | None) -> str:
    """What became of an event, to go on with after its id; empty where a report tells nothing else of it."""
    if before is None:
        return "" if after is None else f"logged since: “{clean(after.title, _LONGEST)}”"
    if after is None:
        return f"no longer an accepted entry of its own: “{clean(before.title, _LONGEST)}”"
    old, new = row_of(before), row_of(after)
    columns = [name for name in _TOLD if old[name] != new[name]]
    said = [
        f"{name.replace('_', ' ')} was “{_value(name, old[name])}”, is “{_value(name, new[name])}”"
        for name in columns[:_MOST_COLUMNS]
    ]
    more = len(columns) - len(said)
    return "; ".join(said) + (f"; and {more} more" if more else "")


def _value(column: str, value: str) -> str:
    """As readers say it."""
    return coded(column, value) if column in FIELDS else clean(value, _LONGEST)
