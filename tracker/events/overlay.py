"""User edits over the shipped ledger: history kept, upgrades merged by id, conflicts shown, nothing overwritten.

An edit records the new text of each column and the text it replaced. When an upgrade of the shipped ledger brings a
third text, the reader's decision stands and the conflict is reported. Edits speak the columns of the event file, which
lives in ``tracker.data``; the two callables ``row_of`` and ``event_of`` of that room are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from tracker.events.merging import Decided, Merger, Suggestion
from tracker.model.event import EventEdit, PolicyEvent

Row = Mapping[str, str]
RowOf = Callable[[PolicyEvent], Row]

ADD, EDIT, CORRECT, REJECT, ACCEPT = "add", "edit", "correct", "reject", "accept"
WITHDRAW = "withdraw"
"""Out of review, for the copy of a list it rested on was taken back; undone when it follows from the lists again."""

ACTIONS = (ADD, EDIT, CORRECT, REJECT, ACCEPT, WITHDRAW)
"""Decisions about the columns and the status of one event; ``correct`` is an edit of what was published wrongly."""

MERGE, SEPARATE, UNDO = "merge", "separate", "undo"
"""Decisions about two events (``changes`` names the other one as ``into`` or ``from``), and the one that takes the last
standing decision about an event back."""

_TIMING = frozenset(("zone", "precision", "time_utc", "time_basis"))
_DATE = len("2014-11-11")
_BOUNDS = ("earliest_utc", "latest_utc")


class EventOf(Protocol):
    """``tracker.data.event_file.event_of``: a row to an event, ``ValueError`` listing all that is wrong with it."""

    def __call__(self, row: Mapping[str, str], *, provenance: str, status: str = "accepted") -> PolicyEvent:
        """The event of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One disagreement between an edit and the shipped ledger of today.

    ``kind``: ``changed`` (the shipped text of an edited column is not the one that was edited), ``shipped`` (an added
    id has since been shipped with another text), ``withdrawn`` (the edited event is shipped no more) or ``invalid``
    (the edits no longer make a valid event; the shipped one is shown). ``message`` is for people.
    """

    event_id: str
    kind: str
    message: str
    column: str = ""
    yours: str = ""
    shipped_then: str = ""
    shipped_now: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """The ledger as its reader sees it; ``edited`` holds the ids of events that carry a decision of theirs.

    ``mergers`` are the events that another one tells of; ``suggestions`` those that may be of one act with another.
    """

    events: tuple[PolicyEvent, ...]
    conflicts: tuple[Conflict, ...] = ()
    edited: frozenset[str] = field(default=frozenset())
    mergers: tuple[Merger, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(slots=True)
class _Draft:
    """The decisions about one event so far: texts by column, and the shipped text each of them was made against."""

    texts: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)
    added: bool = False
    status: str = ""

    def record(self, edit: EventEdit) -> None:
        if edit.action in {REJECT, ACCEPT, WITHDRAW}:
            self.status = "accepted" if edit.action == ACCEPT else "rejected"
        if edit.action == ADD:
            self.added, self.status = True, "accepted"
        base = dict(edit.base)
        for column, text in edit.changes:
            replaced = base.get(column, "")
            # An edit of one's own earlier text says nothing about what was shipped meanwhile.
            if column not in self.texts or replaced != self.texts[column]:
                self.anchors[column] = replaced
            self.texts[column] = text


def standing(edits: Iterable[EventEdit]) -> tuple[EventEdit, ...]:
    """The decisions that hold, in the order they were taken: each ``undo`` takes back the last one of its event."""
    held: list[EventEdit] = []
    for edit in edits:
        if edit.action != UNDO:
            held.append(edit)
            continue
        last = next((number for number in reversed(range(len(held))) if held[number].event_id == edit.event_id), None)
        if last is not None:
            del held[last]
    return tuple(held)


def moved_with(edit: EventEdit, standing: Sequence[EventEdit]) -> EventEdit | None:
    """The other half of a new date (``redate``), where the edit is one and both are the last about their events."""
    wanted = {ADD: REJECT, REJECT: ADD}.get(edit.action)
    latest = {one.event_id: one for one in standing}
    return next(
        (
            one
            for one in latest.values()
            if one.action == wanted
            and one.recorded_at == edit.recorded_at
            and one.event_id != edit.event_id
            and one.event_id[_DATE:] == edit.event_id[_DATE:]
        ),
        None,
    )


def decided(edits: Iterable[EventEdit]) -> Decided:
    """What people decided about merging; of two decisions about the same events the later one holds."""
    together: dict[str, str] = {}
    apart: set[frozenset[str]] = set()
    for edit in standing(edits):
        if edit.action not in {MERGE, SEPARATE}:
            continue
        other = dict(edit.changes)["into" if edit.action == MERGE else "from"]
        pair = frozenset((edit.event_id, other))
        if edit.action == MERGE:
            together[edit.event_id] = other
            apart.discard(pair)
            continue
        apart.add(pair)
        for one, two in ((edit.event_id, other), (other, edit.event_id)):
            if together.get(one) == two:
                del together[one]
    return Decided(together=together, apart=frozenset(apart))


def apply(shipped: Sequence[PolicyEvent], edits: Sequence[EventEdit], *, row_of: RowOf, event_of: EventOf) -> Overlay:
    """Lay edits, in the order they were taken, over shipped events (or candidates). Events come by day, then id."""
    drafts: dict[str, _Draft] = {}
    for edit in standing(edits):
        if edit.action in ACTIONS:
            drafts.setdefault(edit.event_id, _Draft()).record(edit)
    events = {event.id: event for event in shipped}
    conflicts: list[Conflict] = []
    for event_id, draft in drafts.items():
        before = events.get(event_id)
        if before is None and not draft.added:
            conflicts.append(
                Conflict(
                    event_id=event_id,
                    kind="withdrawn",
                    message=f"{event_id} is shipped no more; your edit is kept, but there is nothing to edit",
                )
            )
            continue
        merged, found = _merge(event_id, before, draft, row_of, event_of)
        conflicts.extend(found)
        if merged is not None:
            events[event_id] = merged
    ordered = sorted(events.values(), key=lambda event: (event.published_on, event.id))
    return Overlay(events=tuple(ordered), conflicts=tuple(conflicts), edited=frozenset(drafts.keys() & events.keys()))


def _merge(
    event_id: str, before: PolicyEvent | None, draft: _Draft, row_of: RowOf, event_of: EventOf
) -> tuple[PolicyEvent | None, list[Conflict]]:
    row = dict(row_of(before)) if before else {}
    conflicts = _conflicts(event_id, row, draft) if before else []
    provenance = before.provenance if before and not draft.added else "user"
    status = draft.status or (before.status if before else "accepted")
    if before is not None and not draft.texts:
        return replace(before, status=status), conflicts
    try:
        base = {} if draft.added else row  # an added event is its author's whole, also where it leaves a column empty
        event = event_of({**base, **draft.texts, "id": event_id}, provenance=provenance, status=status)
    except ValueError as error:
        message = f"{event_id}: your edits and the shipped log no longer fit together ({error}); "
        message += "the shipped version is shown" if before else "the event is left out"
        return before, [*conflicts, Conflict(event_id=event_id, kind="invalid", message=message)]
    if before is not None and draft.texts.get("source_urls", row["source_urls"]) == row["source_urls"]:
        event = replace(event, sources=before.sources)
    return event, conflicts


def _conflicts(event_id: str, row: Row, draft: _Draft) -> list[Conflict]:
    found = []
    for column, now in row.items():
        if column not in draft.texts and not draft.added:
            continue
        yours, then = draft.texts.get(column, ""), draft.anchors.get(column, "")
        if now == yours or (now == then and not draft.added):
            continue
        if draft.added:
            kind, message = "shipped", f"{event_id}: you added it, and the shipped log now has it with another {column}"
        else:
            kind, message = (
                "changed",
                f"{event_id}: the shipped log changed {column} since you edited it; yours stands",
            )
        found.append(
            Conflict(
                event_id=event_id,
                kind=kind,
                message=message,
                column=column,
                yours=yours,
                shipped_then=then,
                shipped_now=now,
            )
        )
    return found


def edit_of(
    event_before: PolicyEvent | None,
    changes: Mapping[str, str],
    *,
    action: str,
    reason: str,
    recorded_at: datetime,
    row_of: RowOf,
    event_of: EventOf,
) -> EventEdit:
    """The record of one decision, checked: what it makes of the event must be a valid event.

    ``event_before`` is None for ``add`` only. When a change of zone, precision or time leaves the bounds unsaid and the
    precision is day or minute, the bounds follow. A change of ``date`` is refused, because the id begins with it: use
    ``redate``. ``ValueError`` says everything that is wrong, in words for people.
    """
    if action not in ACTIONS:
        raise ValueError(f"unknown decision {action!r}: one of {', '.join(ACTIONS)}")
    if (event_before is None) != (action == ADD):
        raise ValueError("only an addition starts from nothing, and it starts from nothing only")
    if action in {EDIT, CORRECT, REJECT} and not reason.strip():
        raise ValueError("say why: a reason is kept with every correction and rejection")
    before = dict(row_of(event_before)) if event_before else {}
    if event_before is not None:
        for column in ("id", "date"):
            if changes.get(column, before[column]) != before[column]:
                raise ValueError(f"an event keeps its {column}; reject it and add one under its own day")
    merged = {**before, **changes}
    if _TIMING & changes.keys() and not set(_BOUNDS) & changes.keys() and merged.get("precision") in {"day", "minute"}:
        merged.update(dict.fromkeys(_BOUNDS, ""))
    after = event_of(merged, provenance=event_before.provenance if event_before else "user")
    row = row_of(after)
    changed = tuple((column, text) for column, text in row.items() if text != before.get(column, ""))
    if action in {EDIT, CORRECT} and not changed:
        raise ValueError(f"{after.id}: nothing would change")
    return EventEdit(
        event_id=after.id,
        action=action,
        changes=changed,
        base=tuple((column, before.get(column, "")) for column, _ in changed) if event_before else (),
        reason=reason,
        recorded_at=recorded_at,
    )


def redate(
    event_before: PolicyEvent,
    changes: Mapping[str, str],
    *,
    reason: str,
    recorded_at: datetime,
    row_of: RowOf,
    event_of: EventOf,
) -> tuple[EventEdit, EventEdit]:
    """Move an event to another day: the rejection of the old id and the addition of the new one, in that order.

    ``changes`` holds at least ``date``. Bounds that are not given with it follow for precision day and minute; an event
    bounded by an interval needs its new bounds.
    """
    old = dict(row_of(event_before))
    if changes.get("date", old["date"]) == old["date"]:
        raise ValueError(f"{event_before.id} is already dated {old['date']}")
    new = {**old, **changes, "id": changes["date"] + event_before.id[len(old["date"]) :]}
    if not set(_BOUNDS) & changes.keys():
        if new["precision"] == "interval":
            raise ValueError("give the new bounds (earliest_utc, latest_utc) with the new date")
        new.update(dict.fromkeys(_BOUNDS, ""))
        if "time_utc" not in changes:
            new.update(time_utc="", time_basis="", precision="day")
    record = partial(edit_of, reason=reason, recorded_at=recorded_at, row_of=row_of, event_of=event_of)
    return record(event_before, {}, action=REJECT), record(None, new, action=ADD)
