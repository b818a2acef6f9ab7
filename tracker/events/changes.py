"""List changes: the difference between two complete snapshots of one list.

A delisting is the absence of an entry, so it can be seen between two complete snapshots only. Completeness is judged
before; here both are taken at their word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from tracker.model.announcement import ListChange, ListEntry

DESIGNATION, DELISTING, AMENDMENT = "designation", "delisting", "amendment"

_COMPARED = tuple(field.name for field in fields(ListEntry) if field.name not in {"list_key", "entry_id"})


def diff(
    before: Iterable[ListEntry], after: Iterable[ListEntry], *, from_at: datetime, to_at: datetime
) -> tuple[ListChange, ...]:
    """What changed after ``from_at`` and was visible at ``to_at`` (UTC), by entry: put on, taken off, amended.

    Ordered by entry id within designations, delistings, amendments. A delisting carries the entry as it last stood.
    ``ValueError`` when the snapshots are of different lists, repeat an entry, or come in the wrong order of time.
    """
    if to_at <= from_at:
        raise ValueError(f"the later snapshot ({to_at.isoformat()}) is not later than {from_at.isoformat()}")
    old, new = _by_id(before), _by_id(after)
    lists = {entry.list_key for entry in (*old.values(), *new.values())}
    if len(lists) > 1:
        raise ValueError(f"snapshots of different lists cannot be compared: {', '.join(sorted(lists))}")

    def change(kind: str, entry: ListEntry, details: str = "") -> ListChange:
        return ListChange(
            list_key=entry.list_key,
            change=kind,
            entry=entry,
            from_snapshot_at=from_at,
            to_snapshot_at=to_at,
            details=details,
        )

    return (
        *(change(DESIGNATION, new[key]) for key in sorted(new.keys() - old.keys())),
        *(change(DELISTING, old[key]) for key in sorted(old.keys() - new.keys())),
        *(
            change(AMENDMENT, new[key], _amended(old[key], new[key]))
            for key in sorted(new.keys() & old.keys())
            if old[key] != new[key]
        ),
    )


def _by_id(entries: Iterable[ListEntry]) -> dict[str, ListEntry]:
    found: dict[str, ListEntry] = {}
    for entry in entries:
        if found.setdefault(entry.entry_id, entry) is not entry:
            raise ValueError(f"list {entry.list_key}: entry {entry.entry_id} occurs twice in one snapshot")
    return found


def _amended(old: ListEntry, new: ListEntry) -> str:
    parts = []
    for name in _COMPARED:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            parts.append(f"{name.replace('_', ' ')}: {_text(was)} → {_text(now)}")
    return "; ".join(parts)


def _text(value: str | tuple[str, ...]) -> str:
    return (value if isinstance(value, str) else ", ".join(value)) or "(empty)"
