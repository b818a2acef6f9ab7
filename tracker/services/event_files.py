"""Files of events: taken into the ledger whole or not at all, and written so that they are read back without loss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import itemgetter

from tracker.data.event_file import COLUMNS, EventFile, read_events, row_of, write_events
from tracker.errors import RowsError
from tracker.events import overlay
from tracker.events.overlay import Overlay
from tracker.model.event import EventEdit, PolicyEvent
from tracker.services.context import Context
from tracker.services.event_edits import edited, name_of
from tracker.services.ledger import read, read_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, by event id."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def import_file(
    context: Context, text: str, *, file: str, reason: str = "", by: str = "", dry_run: bool = False
) -> Imported:
    """Take in an event file: new ids are added, known ones corrected in the columns the file has.

    All rows or none: ``RowsError`` names every row that cannot be used, by line. ``dry_run`` only says what would
    happen.
    """
    given = read_events(text, file=file, provenance="user")
    if dry_run:
        return _imported(_compared(context, read(context), given, file=file, reason=reason))
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        edits, unchanged = _compared(context, read_in(work), given, file=file, reason=reason)
        for one in edits:
            work.events.append(replace(one, by=name_of(by)))
        work.commit()
    return _imported((edits, unchanged))


def _compared(
    context: Context, stored: Overlay, given: EventFile, *, file: str, reason: str
) -> tuple[list[EventEdit], list[str]]:
    """The decisions a file comes to beside the stored ledger, and the ids about which it says nothing new."""
    present = [column for column in COLUMNS if column in given.columns and column != "id"]
    known = {event.id: event for event in stored.events}
    because = reason or f"imported from {file}"
    edits: list[EventEdit] = []
    unchanged: list[str] = []
    problems = list(given.problems)
    for line, event in given.rows:
        before = known.get(event.id)
        row = row_of(event)
        try:
            if before is None:
                edits.append(edited(None, row, action=overlay.ADD, reason=because, at=context.clock()))
                continue
            old = row_of(before)
            changes = {column: row[column] for column in present if row[column] != old[column]}
            if changes:
                edits.append(edited(before, changes, action=overlay.EDIT, reason=because, at=context.clock()))
            else:
                unchanged.append(event.id)
        except ValueError as error:
            problems.append((line, str(error)))
    if problems:
        raise RowsError(file, sorted(problems, key=itemgetter(0)))
    return edits, unchanged


def _imported(compared: tuple[list[EventEdit], list[str]]) -> Imported:
    edits, unchanged = compared
    return Imported(
        added=tuple(one.event_id for one in edits if one.action == overlay.ADD),
        changed=tuple(one.event_id for one in edits if one.action == overlay.EDIT),
        unchanged=tuple(unchanged),
    )


def export(events: Iterable[PolicyEvent]) -> str:
    """The events as an event file that ``import_file`` reads back without loss."""
    return write_events(events)
