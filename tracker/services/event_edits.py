"""Edits of the ledger: checked, kept short, and appended in one unit."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from tracker.data.event_file import COLUMNS, event_of, row_of
from tracker.errors import UsageError
from tracker.events import overlay
from tracker.model.event import EventEdit, PolicyEvent
from tracker.model.plain_text import clean
from tracker.services.context import Context
from tracker.services.ledger import read_in

LONGEST_TITLE = 200
"""Characters: twice what a report prints of one. Titles of registers may be longer until somebody accepts them."""


def append(
    context: Context, edits: Iterable[EventEdit], *, by: str, new: str = "", taken: UsageError | None = None
) -> None:
    """Record decisions; raises ``taken`` instead where there is an event ``new`` already.

    Looked up and written in one unit: of two processes that add the same event the second finds the first one's.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        if taken is not None and any(event.id == new for event in read_in(work).events):
            raise taken
        for one in edits:
            work.events.append(replace(one, by=name_of(by)))
        work.commit()


def name_of(by: str) -> str:
    """Who decides, in one line of a length somebody is called by."""
    return clean(by)[:100]


def edited(
    before: PolicyEvent | None, changes: Mapping[str, str], *, action: str, reason: str, at: datetime
) -> EventEdit:
    """The edit that makes these changes of columns; ``ValueError`` says what is wrong with them."""
    _require_short(changes)
    return overlay.edit_of(
        before, changes, action=action, reason=reason, recorded_at=at, row_of=row_of, event_of=event_of
    )


def checked(
    before: PolicyEvent | None, changes: Mapping[str, str], *, action: str, reason: str, at: datetime
) -> EventEdit:
    """As ``edited``, for a person: ``UsageError`` for an unknown column or a value that cannot be."""
    _require_columns(changes)
    try:
        return edited(before, changes, action=action, reason=reason, at=at)
    except ValueError as error:
        raise UsageError(f"{error}. Nothing was recorded.") from None


def moved(before: PolicyEvent, changes: Mapping[str, str], *, reason: str, at: datetime) -> tuple[EventEdit, EventEdit]:
    """Two edits that move an event to another day: its old id is rejected and a new one added. ``UsageError``."""
    _require_columns(changes)
    try:
        _require_short(changes)
        return overlay.redate(before, changes, reason=reason, recorded_at=at, row_of=row_of, event_of=event_of)
    except ValueError as error:
        raise UsageError(f"{error}. Nothing was recorded.") from None


def _require_short(changes: Mapping[str, str]) -> None:
    """``ValueError`` for a title given at a length nobody can print."""
    length = len(changes.get("title", ""))
    if length > LONGEST_TITLE:
        raise ValueError(
            f"title has {length} characters, more than {LONGEST_TITLE}: give one neutral line, and the rest as summary"
        )


def _require_columns(changes: Mapping[str, str]) -> None:
    for column in changes:
        if column not in COLUMNS:
            near = difflib.get_close_matches(column, COLUMNS, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UsageError(
                f"{column!r} is no column of the event file.", remedy=f"{hint}Columns: {', '.join(COLUMNS)}."
            )


def about_two(event_id: str, action: str, name: str, other: str, reason: str, at: datetime) -> EventEdit:
    """A decision about an event that names ``other`` under ``name``; ``UsageError`` without a reason."""
    if not reason.strip():
        raise UsageError("A decision needs its reason; nothing was recorded.", remedy='Say --reason "…".')
    changes = ((name, other),) if name else ()
    return EventEdit(event_id=event_id, action=action, changes=changes, reason=reason.strip(), recorded_at=at)
