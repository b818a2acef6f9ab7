"""The ledger as its reader sees it: the shipped log and proposed events under the reader's own decisions.

Decisions are appended, never overwritten, and survive upgrades of the shipped log. Rejected events stay in the ledger
with that status; only ``accepted`` ones are reported.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from tracker.data.event_file import COLUMNS, event_of, parse_events, row_of, write_events
from tracker.errors import NoDataError, RowsError, UsageError
from tracker.events import overlay
from tracker.events.overlay import Conflict, Overlay
from tracker.model.event import EventEdit, PolicyEvent
from tracker.model.instants import zone
from tracker.services.context import Context

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which events are asked for. Empty means any; ``since`` and ``until`` bound where an event's interval begins.

    ``first_day`` and ``until_day`` (the day after the last) bound its day at the place of announcement, as reports do.

    ``issuers``, ``actors`` and ``text`` match any part, whatever the case; the others match whole words.
    """

    since: datetime | None = None
    until: datetime | None = None
    first_day: date | None = None
    until_day: date | None = None
    kinds: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    text: str = ""
    statuses: tuple[str, ...] = ("accepted",)

    def __contains__(self, event: PolicyEvent) -> bool:
        begins = event.time.interval.start
        began = begins.astimezone(zone(event.time.zone)).date()
        return (
            (self.since is None or self.since <= begins)
            and (self.until is None or begins < self.until)
            and (self.first_day is None or self.first_day <= began)
            and (self.until_day is None or began < self.until_day)
            and _among(event.status, self.statuses)
            and _among(event.kind, self.kinds)
            and _among(event.action, self.actions)
            and _among(event.stance, self.stances)
            and _among(event.jurisdiction, self.jurisdictions)
            and _mentions(event.issuer, self.issuers)
            and _mentions(event.actor, self.actors)
            and (not self.sets or bool(set(self.sets) & set(event.sets)))
            and _mentions(f"{event.id} {event.title} {event.summary}", (self.text,) if self.text else ())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, by event id."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event with the decisions ever taken about it, oldest first, and their conflicts with today's shipped log."""

    event: PolicyEvent
    edits: tuple[EventEdit, ...] = field(default=())
    conflicts: tuple[Conflict, ...] = field(default=())


def read(context: Context, *, as_of: datetime | None = None) -> Overlay:
    """The whole ledger with its conflicts; ``as_of``: as this installation had recorded it at that instant."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return _read_in(work, as_of)


def _read_in(work: UnitOfWork, as_of: datetime | None = None) -> Overlay:
    shipped = work.events.shipped(as_of=as_of)
    candidates = work.events.candidates()
    edits = work.events.edits(as_of=as_of)
    known = {event.id for event in shipped}
    proposed = tuple(event for event in candidates if event.id not in known)
    return overlay.apply((*shipped, *proposed), edits, row_of=row_of, event_of=event_of)


def list_events(
    context: Context, selection: Selection | None = None, *, as_of: datetime | None = None
) -> tuple[PolicyEvent, ...]:
    """The selected events by day and id; all accepted ones when nothing is selected."""
    wanted = selection or Selection()
    return tuple(event for event in read(context, as_of=as_of).events if event in wanted)


def get(context: Context, event_id: str, *, as_of: datetime | None = None) -> PolicyEvent:
    """The event of that id, or the only one whose id contains the text; ``NoDataError`` naming the nearest ids."""
    return _find(read(context, as_of=as_of).events, event_id)


def entry(context: Context, event_id: str) -> Entry:
    """One event with its history."""
    from tracker.store.unit_of_work import UnitOfWork

    ledger = read(context)
    event = _find(ledger.events, event_id)
    with UnitOfWork(context.engine, write=False) as work:
        edits = work.events.edits(event_id=event.id)
    conflicts = tuple(conflict for conflict in ledger.conflicts if conflict.event_id == event.id)
    return Entry(event=event, edits=edits, conflicts=conflicts)


def conflicts(context: Context) -> tuple[Conflict, ...]:
    """Where the reader's decisions and today's shipped log disagree."""
    return read(context).conflicts


def review(context: Context) -> tuple[PolicyEvent, ...]:
    """Events proposed from announcements that nobody has decided on."""
    return list_events(context, Selection(statuses=("review",)))


def add(context: Context, columns: Mapping[str, str], *, reason: str = "") -> PolicyEvent:
    """Add an event given in columns of the event file. ``UsageError`` says everything that is wrong with it."""
    edit = _checked(None, columns, action=overlay.ADD, reason=reason, at=context.clock())
    taken = UsageError(
        f"There is an event {edit.event_id} already; nothing was added.",
        remedy=f"Correct it with: tracker events edit {edit.event_id} --reason …",
    )
    _append(context, (edit,), new=edit.event_id, taken=taken)
    return get(context, edit.event_id)


def edit(context: Context, event_id: str, changes: Mapping[str, str], *, reason: str) -> PolicyEvent:
    """Correct columns of an event; the reason is kept with the correction.

    A new ``date`` moves the event: its old id is rejected and a new one added.
    """
    before = _exactly(context, event_id)
    changes = _with_bounds(changes)
    dated = row_of(before)["date"]
    if changes.get("date", dated) != dated:
        moved = _moved(before, changes, reason=reason, at=context.clock())
        taken = UsageError(f"There is an event {moved[1].event_id} already; nothing was changed.")
        _append(context, moved, new=moved[1].event_id, taken=taken)
        return get(context, moved[1].event_id)
    _append(context, (_checked(before, changes, action=overlay.EDIT, reason=reason, at=context.clock()),))
    return get(context, event_id)


def _with_bounds(changes: Mapping[str, str]) -> Mapping[str, str]:
    """A clock time given without bounds replaces the bounds, and the precision, that stood for not knowing it."""
    if not changes.get("time_utc") or changes.keys() & {"earliest_utc", "latest_utc"}:
        return changes
    return {"precision": "", "earliest_utc": "", "latest_utc": "", **changes}


def decide(
    context: Context, event_id: str, *, accept: bool, reason: str = "", changes: Mapping[str, str] | None = None
) -> PolicyEvent:
    """Accept an event into the ledger (with corrections, if any) or reject it with a reason."""
    action = overlay.ACCEPT if accept else overlay.REJECT
    before = _exactly(context, event_id)
    _append(context, (_checked(before, changes or {}, action=action, reason=reason, at=context.clock()),))
    return get(context, event_id)


def import_file(context: Context, text: str, *, file: str, reason: str = "", dry_run: bool = False) -> Imported:
    """Take in an event file: new ids are added, known ones corrected in the columns the file has.

    All rows or none: ``RowsError`` names every row that cannot be used. ``dry_run`` only says what would happen.
    """
    given = parse_events(text, file=file, provenance="user")
    if dry_run:
        return _imported(_compared(context, read(context), given, text, file=file, reason=reason))
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        edits, unchanged = _compared(context, _read_in(work), given, text, file=file, reason=reason)
        for one in edits:
            work.events.append(one)
        work.commit()
    return _imported((edits, unchanged))


def _compared(
    context: Context, stored: Overlay, given: Iterable[PolicyEvent], text: str, *, file: str, reason: str
) -> tuple[list[EventEdit], list[str]]:
    """The decisions a file comes to beside the stored ledger, and the ids about which it says nothing new."""
    present = _columns_of(text)
    known = {event.id: event for event in stored.events}
    because = reason or f"imported from {file}"
    edits: list[EventEdit] = []
    unchanged: list[str] = []
    problems: list[tuple[int, str]] = []
    for event in given:
        before = known.get(event.id)
        row = row_of(event)
        try:
            if before is None:
                edits.append(_edit(None, row, action=overlay.ADD, reason=because, at=context.clock()))
                continue
            old = row_of(before)
            changes = {column: row[column] for column in present if row[column] != old[column]}
            if changes:
                edits.append(_edit(before, changes, action=overlay.EDIT, reason=because, at=context.clock()))
            else:
                unchanged.append(event.id)
        except ValueError as error:
            problems.append((_line_of(event.id, text), str(error)))
    if problems:
        raise RowsError(file, problems)
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


def _append(context: Context, edits: Iterable[EventEdit], *, new: str = "", taken: UsageError | None = None) -> None:
    """Record decisions; raises ``taken`` instead where there is an event ``new`` already.

    Looked up and written in one unit: of two processes that add the same event the second finds the first one's.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        if taken is not None and any(event.id == new for event in _read_in(work).events):
            raise taken
        for one in edits:
            work.events.append(one)
        work.commit()


LONGEST_TITLE = 200
"""Characters: twice what a report prints of one. Titles of registers may be longer until somebody accepts them."""


def _edit(
    before: PolicyEvent | None, changes: Mapping[str, str], *, action: str, reason: str, at: datetime
) -> EventEdit:
    _require_short(changes)
    return overlay.edit_of(
        before, changes, action=action, reason=reason, recorded_at=at, row_of=row_of, event_of=event_of
    )


def _checked(
    before: PolicyEvent | None, changes: Mapping[str, str], *, action: str, reason: str, at: datetime
) -> EventEdit:
    _require_columns(changes)
    try:
        return _edit(before, changes, action=action, reason=reason, at=at)
    except ValueError as error:
        raise UsageError(f"{error}. Nothing was recorded.") from None


def _moved(
    before: PolicyEvent, changes: Mapping[str, str], *, reason: str, at: datetime
) -> tuple[EventEdit, EventEdit]:
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


def _exactly(context: Context, event_id: str) -> PolicyEvent:
    """Only the whole id will do where something is recorded."""
    found = get(context, event_id)
    if found.id != event_id:
        raise NoDataError(f"There is no event {event_id}.", remedy=f"Did you mean {found.id}?")
    return found


def _find(events: Iterable[PolicyEvent], event_id: str) -> PolicyEvent:
    by_id = {event.id: event for event in events}
    if event_id in by_id:
        return by_id[event_id]
    containing = [known for known in by_id if event_id.strip() and event_id.strip().lower() in known]
    if len(containing) == 1:
        return by_id[containing[0]]
    near = containing[:5] or _nearest(event_id, by_id)
    message = f"{len(containing)} events match {event_id!r}." if containing else f"There is no event {event_id!r}."
    listing = "`tracker events list` shows all."
    raise NoDataError(message, remedy=f"Did you mean {' or '.join(near)}? {listing}" if near else listing)


def _nearest(wanted: str, known: Iterable[str]) -> list[str]:
    """The ids most like the wanted one, or beginning most like it: people leave out the end."""

    def likeness(event_id: str) -> float:
        return difflib.SequenceMatcher(None, wanted, event_id[: len(wanted)]).ratio()

    return [event_id for event_id in sorted(known, key=likeness, reverse=True)[:3] if likeness(event_id) > 0.5]


def _columns_of(text: str) -> tuple[str, ...]:
    """The columns an event file names in its first line; of what it leaves out nothing is said."""
    header = set(re.findall(r"[a-z_]+", text.split("\n", 1)[0].lower()))
    return tuple(column for column in COLUMNS if column in header and column != "id")


def _line_of(event_id: str, text: str) -> int:
    return next((number for number, line in enumerate(text.splitlines(), 1) if event_id in line), 1)


def _among(word: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or word in wanted


def _mentions(text: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(part.lower() in text.lower() for part in wanted)
