"""Decisions about the ledger: adding, correcting, accepting, rejecting and merging events.

Decisions are appended, never overwritten, and survive upgrades of the shipped log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.data.event_file import event_of, row_of
from tracker.errors import NoDataError, UsageError
from tracker.events import overlay
from tracker.events.list_grouping import WIDEST
from tracker.model.event import NO_DAY, UNSURE, EventEdit, PolicyEvent
from tracker.services.context import Context
from tracker.services.event_edits import about_two, append, checked, moved, name_of
from tracker.services.ledger import get, read_in, read_unmerged

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork


def add(context: Context, columns: Mapping[str, str], *, reason: str = "", by: str = "") -> PolicyEvent:
    """Add an event given in columns of the event file. ``UsageError`` says everything that is wrong with it."""
    edit = checked(None, columns, action=overlay.ADD, reason=reason, at=context.clock())
    taken = UsageError(
        f"There is an event {edit.event_id} already; nothing was added.",
        remedy=f"Correct it with: tracker events edit {edit.event_id} --reason …",
    )
    append(context, (edit,), by=by, new=edit.event_id, taken=taken)
    return get(context, edit.event_id)


def edit(context: Context, event_id: str, changes: Mapping[str, str], *, reason: str, by: str = "") -> PolicyEvent:
    """Correct columns of an event; the reason is kept with the correction.

    A new ``date`` moves the event: its old id is rejected and a new one added.
    """
    return _edited(context, event_id, changes, reason=reason, by=by, action=overlay.EDIT)


def correct(context: Context, event_id: str, changes: Mapping[str, str], *, reason: str, by: str = "") -> PolicyEvent:
    """Correct what an accepted event says of a published fact; shown as a correction wherever the event is shown.

    Otherwise as ``edit``. ``UsageError`` for an event that nobody has accepted.
    """
    before = _exactly(context, event_id)
    if before.status != "accepted":
        raise UsageError(
            f"{event_id} is not in the ledger ({before.status}); nothing was recorded.",
            remedy=f"Accept it with the right columns: tracker events review {event_id} --accept",
        )
    return _edited(context, event_id, changes, reason=reason, by=by, action=overlay.CORRECT)


def _edited(
    context: Context, event_id: str, changes: Mapping[str, str], *, reason: str, by: str, action: str
) -> PolicyEvent:
    before = _exactly(context, event_id)
    changes = _with_bounds(changes)
    dated = row_of(before)["date"]
    if changes.get("date", dated) != dated:
        both = moved(before, changes, reason=reason, at=context.clock())
        taken = UsageError(f"There is an event {both[1].event_id} already; nothing was changed.")
        append(context, both, by=by, new=both[1].event_id, taken=taken)
        return get(context, both[1].event_id)
    append(context, (checked(before, changes, action=action, reason=reason, at=context.clock()),), by=by)
    return get(context, event_id)


def _with_bounds(changes: Mapping[str, str]) -> Mapping[str, str]:
    """A clock time given without bounds replaces the bounds, and the precision, that stood for not knowing it."""
    if not changes.get("time_utc") or changes.keys() & {"earliest_utc", "latest_utc"}:
        return changes
    return {"precision": "", "earliest_utc": "", "latest_utc": "", **changes}


def decide(
    context: Context,
    event_id: str,
    *,
    accept: bool,
    reason: str = "",
    by: str = "",
    changes: Mapping[str, str] | None = None,
) -> PolicyEvent:
    """Accept an event into the ledger (with corrections, if any) or reject it with a reason.

    What stands already (``stands_already``) is recorded only where it comes with corrections.
    """
    action = overlay.ACCEPT if accept else overlay.REJECT
    if not changes and stands_already(context, event_id, action):
        return get(context, event_id)
    before = _exactly(context, event_id)
    changes = _with_its_days(before, changes or {}) if accept and NO_DAY in before.sets else changes or {}
    if accept and UNSURE in before.sets:
        changes = {"sets": "", **changes}  # a person has looked at it
    append(context, (checked(before, changes, action=action, reason=reason, at=context.clock()),), by=by)
    return get(context, event_id)


def stands_already(context: Context, event_id: str, action: str, other: str = "") -> bool:
    """Whether this very decision (``accept``, ``reject``; ``merge`` or ``separate`` with another event) stands.

    Recorded once more it would have to be taken back twice.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        ledger, edits = read_unmerged(work)
    if action == overlay.ACCEPT:
        return any(event.id == event_id and event.status == "accepted" for event in ledger.events)
    if action == overlay.REJECT:
        own = [one.action for one in overlay.standing(edits) if one.event_id == event_id]
        judged = [one for one in own if one in {overlay.ADD, overlay.ACCEPT, overlay.REJECT, overlay.WITHDRAW}]
        return judged[-1:] == [overlay.REJECT]
    decided = overlay.decided(edits)
    if action == overlay.MERGE:
        return decided.together.get(event_id) == other
    return frozenset((event_id, other)) in decided.apart


def _with_its_days(before: PolicyEvent, changes: Mapping[str, str]) -> Mapping[str, str]:
    """The corrections that make an event of days that are known out of the summary of a long gap."""
    try:
        after = event_of({**row_of(before), **changes}, provenance=before.provenance)
    except ValueError:
        return changes  # what is wrong with them is said where they are recorded
    if after.time.interval.end - after.time.interval.start > WIDEST:
        raise UsageError(
            f"{before.id} sums up a long time between two snapshots: no study can date it. Nothing was recorded.",
            remedy="Say by when it was public (--column latest_utc=…), or add the events it stands for and reject it.",
        )
    return {"sets": "", **changes}


def merge(context: Context, event_id: str, into: str, *, reason: str, by: str = "") -> PolicyEvent:
    """Say that an event is of the same act as another, which then tells of it; that one as it stands afterwards.

    ``UsageError`` without a reason, for an event and itself, for one that is rejected, and where ``into`` is told by
    ``event_id`` already.
    """
    one, other = _exactly(context, event_id), _exactly(context, into)
    if one.id == other.id:
        raise UsageError(f"{one.id} is one event already. Nothing was recorded.")
    for event in (one, other):
        if event.status == "rejected":
            raise UsageError(f"{event.id} is rejected. Nothing was recorded.", remedy="Undo or accept it first.")
    if one.provenance == "shipped" and one.status == "accepted" and other.status == "review":
        raise UsageError(
            f"{one.id} is in the ledger and {other.id} is not. Nothing was recorded.",
            remedy=f"The other way round: tracker events review {other.id} --merge-into {one.id} --reason …",
        )
    if get(context, other.id).id == one.id:
        raise UsageError(
            f"{one.id} tells of {other.id} already. Nothing was recorded.",
            remedy=f"First: tracker events review {other.id} --separate-from {one.id} --reason …",
        )
    append(context, (about_two(one.id, overlay.MERGE, "into", other.id, reason, context.clock()),), by=by)
    return get(context, other.id)


def separate(context: Context, event_id: str, other: str, *, reason: str, by: str = "") -> PolicyEvent:
    """Say that two events are of two acts, for good: both stand as they were. The first one is returned."""
    one, two = _exactly(context, event_id), _exactly(context, other)
    if one.id == two.id:
        raise UsageError(f"{one.id} cannot be parted from itself. Nothing was recorded.")
    append(context, (about_two(one.id, overlay.SEPARATE, "from", two.id, reason, context.clock()),), by=by)
    return get(context, one.id)


def undo(context: Context, event_id: str, *, reason: str, by: str = "") -> str:
    """Take back the last decision about an event that still stands, and say what was done.

    A new date was two decisions, about the old id and the new one: both are taken back. Of an event that was merged by
    its score alone there is nothing to take back: it is parted from the one that tells of it instead. ``UsageError``
    where there is neither, and where an event of the ledger would be told of by one that is not in it.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        standing = overlay.standing(work.events.edits())
        own = [one for one in standing if one.event_id == event_id]
        if own:
            last = own[-1]
            _require_nobody_hidden(work, last)
            words = f"took back its last decision, to {last.action}"
            done = about_two(event_id, overlay.UNDO, "", "", reason, context.clock())
            other = overlay.moved_with(last, standing)
            if other is not None:
                words = f"took back the move between {event_id} and {other.event_id}"
                work.events.append(replace(done, event_id=other.event_id, by=name_of(by)))
        else:
            into = next((one.into for one in read_in(work).mergers if one.event.id == event_id), None)
            if into is None:
                raise UsageError(
                    f"No decision about {event_id} stands; nothing was recorded.",
                    remedy=f"See: tracker events show {event_id}",
                )
            words = f"parted from {into}"
            done = about_two(event_id, overlay.SEPARATE, "from", into, reason, context.clock())
        work.events.append(replace(done, by=name_of(by)))
        work.commit()
    return words


def _require_nobody_hidden(work: UnitOfWork, last: EventEdit) -> None:
    """Refuse to take out of the ledger what tells of another event that is in it."""
    if last.action not in {overlay.ADD, overlay.ACCEPT}:
        return
    hidden = [
        one.event.id for one in read_in(work).mergers if one.into == last.event_id and one.event.status == "accepted"
    ]
    if hidden:
        raise UsageError(
            f"{last.event_id} tells of {', '.join(hidden)} too, which would then be in no list. Nothing was recorded.",
            remedy=f"First: tracker events review {hidden[0]} --undo --reason …",
        )


def _exactly(context: Context, event_id: str) -> PolicyEvent:
    """The event on its own, without what was merged into it; only the whole id will do where something is recorded."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        single, _ = read_unmerged(work)
    found = next((event for event in single.events if event.id == event_id), None)
    if found is None:
        near = get(context, event_id)
        raise NoDataError(f"There is no event {event_id}.", remedy=f"Did you mean {near.id}?")
    return found
