"""Taking back a copy of a list that was wrongly taken: its changes go, and with them what was proposed from it alone.

The bytes of the copy stay, and who took it back, when and why is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from tracker.errors import NoDataError, UsageError
from tracker.events import overlay
from tracker.model.announcement import ListChange
from tracker.model.event import EventEdit, PolicyEvent
from tracker.model.instants import format_instant, parse_instant, to_the_second
from tracker.model.plain_text import clean
from tracker.model.source import Snapshot
from tracker.services.context import Context
from tracker.services.following import Following, facts_in, following, propose
from tracker.services.ledger import read_in
from tracker.services.list_views import list_source
from tracker.services.listing import found_changes

if TYPE_CHECKING:
    from tracker.store.list_reading import ListSnapshot
    from tracker.store.unit_of_work import UnitOfWork

KeptCopy: TypeAlias = "ListSnapshot"
"""What commands know of a copy, which is stored in a room they do not enter."""

_RECORD = "list copy taken back"
"""The kind, and the source, of the documents that say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A copy that was taken back before: of which instant, when (both UTC), by whom and why."""

    snapshot_at: datetime
    recorded_at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The copies of a list that are kept, in time order, and those that were taken back, in the order of doing so."""

    kept: tuple[ListSnapshot, ...]
    taken_back: tuple[TakenBack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What taking copies back does, or without ``done`` would do.

    Attributes
    ----------
    copies : tuple of ListSnapshot
        Those that are taken back.
    same : tuple of ListSnapshot
        Kept ones that were read from the very same bytes, and stay.
    gone, found : tuple of ListChange
        Changes that rest on them and go; what is found between their neighbours instead.
    withdrawn : tuple of PolicyEvent
        Proposed events that rested on them alone: out of review, by a recorded decision.
    proposed : int
        Events proposed, or changed, by what is found instead.
    left : tuple of PolicyEvent
        Events they told of that are in the ledger or that a person decided about: they stay as they are.
    """

    copies: tuple[ListSnapshot, ...]
    same: tuple[ListSnapshot, ...]
    gone: tuple[ListChange, ...]
    found: tuple[ListChange, ...]
    withdrawn: tuple[PolicyEvent, ...]
    proposed: int
    left: tuple[PolicyEvent, ...]
    done: bool


def copies_of(context: Context, key: str) -> Copies:
    """The copies of a list. ``UsageError`` for a list that is neither stored nor declared."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        kept = work.lists.snapshots(key)
        records = [json.loads(one.content) for one in work.snapshots.of_kind(_RECORD)]
    if not kept:
        list_source(key)
    return Copies(
        kept=kept,
        taken_back=tuple(
            TakenBack(
                snapshot_at=parse_instant(one["snapshot_at"]),
                recorded_at=parse_instant(one["recorded_at"]),
                by=one["by"],
                reason=one["reason"],
            )
            for one in records
            if one["list"] == key
        ),
    )


def forget(
    context: Context, key: str, instants: Sequence[datetime], *, reason: str = "", by: str = "", confirm: bool = False
) -> Forgotten:
    """Take back the copies of a list of these instants (UTC, to the second); without ``confirm`` only say what it does.

    ``NoDataError`` where one of them is not kept, ``UsageError`` without a reason; then nothing is changed. What the
    publisher itself published of changes stays: it rests on no copy.
    """
    from tracker.store.unit_of_work import UnitOfWork

    source, why = list_source(key), " ".join(clean(reason).split())
    if confirm and not why:
        raise UsageError("Taking a copy back needs its reason; nothing was changed.", remedy='Say --reason "…".')
    with UnitOfWork(context.engine, write=False) as work:
        facts = facts_in(work)
    before = following(facts)
    with UnitOfWork(context.engine, write=True) as work:
        wanted = _wanted(work.lists.snapshots(key), instants, key)
        found = facts_in(work)
        before = before if found == facts else following(found)
        for copy in wanted:
            recorded = work.lists.forget(key, copy.snapshot_at)
            work.lists.replace_found(key, recorded.stale, found_changes(source.info, recorded.steps))
        newest = facts_in(work)
        follow, now = following(newest), context.clock()
        withdrawn, left = _judged(work, before, follow)
        because = f"the copy of {key} it rested on was taken back: {why}"
        for event in withdrawn:
            work.events.append(
                EventEdit(
                    event_id=event.id, action=overlay.WITHDRAW, changes=(), reason=because, by=by, recorded_at=now
                )
            )
        proposed = propose(work, follow, at=now)
        for copy in wanted:
            work.snapshots.add(_record(key, copy, now, by=by, reason=why))
        remaining = work.lists.snapshots(key)
        if confirm:
            work.commit()
    digests = {copy.sha256 for copy in wanted if copy.sha256 is not None}
    return Forgotten(
        copies=wanted,
        same=tuple(one for one in remaining if one.sha256 in digests),
        gone=_without(found[1], newest[1]),
        found=_without(newest[1], found[1]),
        withdrawn=withdrawn,
        proposed=proposed,
        left=left,
        done=confirm,
    )


def _without(some: Iterable[ListChange], others: Iterable[ListChange]) -> tuple[ListChange, ...]:
    known = set(others)
    return tuple(one for one in some if one not in known)


def _wanted(kept: Sequence[ListSnapshot], instants: Sequence[datetime], key: str) -> tuple[ListSnapshot, ...]:
    found: dict[datetime, ListSnapshot] = {}
    for at in instants:
        same = [one for one in kept if one.snapshot_at == at or one.snapshot_at.replace(microsecond=0) == at]
        if not same:
            near = sorted(kept, key=lambda one: abs(one.snapshot_at - at))[:2]
            told = " or ".join(to_the_second(one.snapshot_at) for one in near)
            raise NoDataError(
                f"No copy of {key} of {to_the_second(at)} is kept. Nothing was changed.",
                remedy=f"Nearest is {told}; see all: tracker lists forget --list {key}" if told else "",
            )
        found |= {one.snapshot_at: one for one in same}
    return tuple(found[at] for at in sorted(found))


def _judged(
    work: UnitOfWork, before: Following, after: Following
) -> tuple[tuple[PolicyEvent, ...], tuple[PolicyEvent, ...]]:
    """The proposed events that go, and those in the ledger or decided on that lose what they, or a part, rest on."""
    were, are = ({event.id: event for event in one.events} for one in (before, after))
    ledger, edits = read_in(work), overlay.standing(work.events.edits())
    decided = {edit.event_id for edit in edits}
    decided |= {text for edit in edits for name, text in edit.changes if name in {"into", "from"}}
    events = {event.id: event for event in (*ledger.events, *(merger.event for merger in ledger.mergers))}
    touched = {key for key, event in were.items() if are.get(key) != event and key in events}
    withdrawn = {key for key in touched if key not in decided and key not in are}
    left = {key for key in touched & decided if events[key].status != "rejected"}
    told = {merger.into for merger in ledger.mergers if merger.event.id in withdrawn}
    left |= {key for key in told if events[key].status == "accepted"}
    return tuple(events[key] for key in sorted(withdrawn)), tuple(events[key] for key in sorted(left))


def _record(key: str, copy: ListSnapshot, at: datetime, *, by: str, reason: str) -> Snapshot:
    said = {
        "list": key,
        "snapshot_at": format_instant(copy.snapshot_at),
        "sha256": copy.sha256,
        "entries": copy.entries,
        "form": copy.form,
        "recorded_at": format_instant(at),
        "by": clean(by)[:100],
        "reason": reason,
    }
    content = json.dumps(said, sort_keys=True).encode()
    return Snapshot(
        source=_RECORD,
        url=f"{key}@{format_instant(copy.snapshot_at)}",
        kind=_RECORD,
        retrieved_at=at,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type="application/json",
    )
