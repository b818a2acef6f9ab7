"""Which events are meant, from words people type: what no event can carry is refused, never an empty selection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from tracker.errors import UsageError
from tracker.model import event
from tracker.services.ledger import Selection

if TYPE_CHECKING:
    from tracker.services.context import Context


def selection_of(
    context: Callable[[], Context],
    *,
    first_day: date | None = None,
    until_day: date | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    kind: Sequence[str] = (),
    action: Sequence[str] = (),
    stance: Sequence[str] = (),
    jurisdiction: Sequence[str] = (),
    issuer: Sequence[str] = (),
    actor: Sequence[str] = (),
    sets: Sequence[str] = (),
    text: str = "",
    statuses: Sequence[str] = ("accepted",),
) -> Selection:
    """The selection for ``tracker.services.ledger``; an event's day is that of its place, as in reports.

    ``context`` is asked for the store where sets are named, and only there. Raises ``UsageError`` for a word that no
    event can carry and for a set that is not there.
    """
    from tracker.services.event_sets import named_sets

    jurisdictions = tuple(one.upper() for one in jurisdiction)
    for name, given, known in (
        ("kind", kind, event.KINDS),
        ("action", action, event.ACTIONS),
        ("stance", stance, event.STANCES),
        ("jurisdiction", jurisdictions, event.JURISDICTIONS),
        ("status", statuses, event.STATUSES),
    ):
        if wrong := [word for word in given if word not in known]:
            raise UsageError(f"There is no {name} {wrong[0]!r}.", remedy=f"Known: {', '.join(sorted(known))}.")
    frozen, marks = named_sets(context(), sets) if sets else ((), ())
    return Selection(
        first_day=first_day,
        until_day=until_day,
        since=since,
        until=until,
        kinds=tuple(kind),
        actions=tuple(action),
        stances=tuple(stance),
        jurisdictions=jurisdictions,
        issuers=tuple(issuer),
        actors=tuple(actor),
        sets=marks,
        frozen=frozen,
        text=text,
        statuses=tuple(statuses),
    )
