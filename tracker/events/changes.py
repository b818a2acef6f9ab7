"""List changes: the difference between two complete snapshots of one list.

A delisting is the absence of an entry, so it can be seen between two complete snapshots only. Completeness is judged
before; here both are taken at their word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime

from tracker.events.renaming import renamed
from tracker.model.announcement import ListChange, ListEntry
from tracker.model.instants import zone

DESIGNATION, DELISTING, AMENDMENT = "designation", "delisting", "amendment"

_COMPARED = tuple(field.name for field in fields(ListEntry) if field.name not in {"list_key", "entry_id"})
_IN_EVERY_FORM = ("name", "entity_type", "programmes")
"""What every format of a list says alike; the rest is written more or less fully in one or another."""


def diff(
    before: Iterable[ListEntry],
    after: Iterable[ListEntry],
    *,
    from_at: datetime,
    to_at: datetime,
    zone_name: str = "",
    same_form: bool = True,
    placed_by: Sequence[str] = (),
) -> tuple[ListChange, ...]:
    """What changed after ``from_at`` and was visible at ``to_at`` (UTC), by entry: put on, taken off, amended.

    Ordered by entry id within designations, delistings, amendments. A delisting carries the entry as it last stood.
    With the publisher's ``zone_name`` a designation has ``stated_on`` where the entry's own day of listing lies in the
    local days of the interval. Without ``same_form`` the two were read from different formats of the list, and only
    what every format says alike makes an amendment. ``placed_by`` are the clauses of the details that say the place of
    a party in the law, where its name is all that it is known by: one spelled anew in its place (``renamed``) is an
    amendment, and neither put on nor taken off.

    ``ValueError`` when the snapshots are of different lists, repeat an entry, or come in the wrong order of time.
    """
    if to_at <= from_at:
        raise ValueError(f"the later snapshot ({to_at.isoformat()}) is not later than {from_at.isoformat()}")
    old, new = _by_id(before), _by_id(after)
    lists = {entry.list_key for entry in (*old.values(), *new.values())}
    if len(lists) > 1:
        raise ValueError(f"snapshots of different lists cannot be compared: {', '.join(sorted(lists))}")
    compared = _COMPARED if same_form else _IN_EVERY_FORM
    first, last = _local_days(from_at, to_at, zone_name)

    def change(kind: str, entry: ListEntry, details: str = "") -> ListChange:
        stated = entry.listed_on if kind == DESIGNATION else None
        return ListChange(
            list_key=entry.list_key,
            change=kind,
            entry=entry,
            from_snapshot_at=from_at,
            to_snapshot_at=to_at,
            details=details,
            stated_on=stated if stated is not None and first <= stated <= last else None,
        )

    spelled = renamed((old[key] for key in old.keys() - new), (new[key] for key in new.keys() - old), placed_by)
    were = {one.entry_id for one in spelled.values()}
    amended = ((key, _amended(old[key], new[key], compared)) for key in sorted(new.keys() & old.keys()))
    return (
        *(change(DESIGNATION, new[key]) for key in sorted(new.keys() - old.keys() - spelled.keys())),
        *(change(DELISTING, old[key]) for key in sorted(old.keys() - new.keys() - were)),
        *(change(AMENDMENT, new[key], details) for key, details in amended if details),
        *(
            change(AMENDMENT, new[key], f"renamed; {_amended(spelled[key], new[key], compared)}")
            for key in sorted(spelled)
        ),
    )


def _local_days(from_at: datetime, to_at: datetime, zone_name: str) -> tuple[date, date]:
    """The publisher's first and last day of the interval; no day at all without a zone."""
    if not zone_name:
        return date.max, date.min
    there = zone(zone_name)
    return from_at.astimezone(there).date(), to_at.astimezone(there).date()


def _by_id(entries: Iterable[ListEntry]) -> dict[str, ListEntry]:
    found: dict[str, ListEntry] = {}
    for entry in entries:
        if found.setdefault(entry.entry_id, entry) is not entry:
            raise ValueError(f"list {entry.list_key}: entry {entry.entry_id} occurs twice in one snapshot")
    return found


def _amended(old: ListEntry, new: ListEntry, compared: tuple[str, ...]) -> str:
    """What was amended, in words; empty for nothing."""
    if old == new:
        return ""
    parts = []
    for name in compared:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            parts.append(f"{name.replace('_', ' ')}: {_text(was)} → {_text(now)}")
    return "; ".join(parts)


def _text(value: str | tuple[str, ...] | date | None) -> str:
    if isinstance(value, tuple):
        value = ", ".join(value)
    return str(value or "(empty)")
