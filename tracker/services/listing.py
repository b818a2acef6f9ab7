"""Lists into the ledger: one complete snapshot, or what a publisher itself published of changes, in a transaction.

A delisting is an absence, so a file that lost its tail would delist people. A snapshot is therefore taken as a whole or
not at all, and nobody is taken off a list by one that is not believed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from tracker.errors import CheckError, UsageError
from tracker.events.changes import AMENDMENT, DELISTING, DESIGNATION, diff
from tracker.model.announcement import MISSING, ListChange, ListDocument
from tracker.model.instants import to_the_second, zone
from tracker.services.list_doubts import doubts_about
from tracker.sources.parsing.listed_days import AHEAD

if TYPE_CHECKING:
    from tracker.model.source import SourceInfo
    from tracker.sources.base import Records
    from tracker.store.list_reading import ListSnapshot
    from tracker.store.lists import Step
    from tracker.store.unit_of_work import UnitOfWork

NOBODY = "Nothing of it was taken, nobody was taken off the list, and what was stored before is unchanged."

_STILL_THERE = 0.5
"""Least share of the entries of the snapshot before that are still there under their ids: otherwise the publisher gave
everybody a new id, or it is another list."""

_FEW = 20
"""Below so many entries a share says nothing of a list's ids."""

_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a document of a list.

    Attributes
    ----------
    entries : int
        Of the snapshot; 0 where the document is none.
    first : bool
        Whether no snapshot of the list was stored before: nothing can have changed.
    new : int
        Designations, delistings and missing parties stored, or every entry of a first snapshot.
    amended : int
        Amendments stored.
    put_on, taken_off : int
        Designations and delistings stored; of a first snapshot none.
    was_missing : int
        Parties new in the snapshot that were on the list before, by their own account, and missing in the one before.
    doubts : tuple of str
        Sentences for people: what speaks against a snapshot, or one next to it, being complete.
    """

    entries: int = 0
    first: bool = False
    new: int = 0
    amended: int = 0
    put_on: int = 0
    taken_off: int = 0
    was_missing: int = 0
    doubts: tuple[str, ...] = ()


def take(
    unit: UnitOfWork, info: SourceInfo, records: Records, *, at: datetime, sha256: str | None, confirmed: bool = False
) -> Taken:
    """Store what a document says of a list: a snapshot retrieved ``at`` (UTC), published changes, or both.

    ``confirmed`` accepts a snapshot that shrank: somebody looked at it. Raises ``CheckError`` for a snapshot that is
    not believed to be complete; then nothing is stored of it.
    """
    taken = Taken()
    _require_past(info, records, at=at)
    if records.listing is not None:
        taken = _take_snapshot(unit, info, records.listing, at=at, sha256=sha256, confirmed=confirmed)
    if records.changes:
        _require_of(info.key, records.changes)
        stored = {
            kind: unit.lists.add_changes(change for change in records.changes if change.change == kind)
            for kind in (AMENDMENT, DESIGNATION, DELISTING)
        }
        taken = replace(
            taken,
            new=taken.new + stored[DESIGNATION] + stored[DELISTING],
            amended=taken.amended + stored[AMENDMENT],
            put_on=taken.put_on + stored[DESIGNATION],
            taken_off=taken.taken_off + stored[DELISTING],
        )
    return taken


def found_changes(info: SourceInfo, steps: Sequence[Step]) -> tuple[ListChange, ...]:
    """The changes between neighbouring snapshots."""
    return tuple(
        change
        for step in steps
        for change in diff(
            step.old,
            step.new,
            from_at=step.before.snapshot_at,
            to_at=step.after.snapshot_at,
            zone_name=info.zone,
            same_form=step.before.form == step.after.form,
            placed_by=info.placed_by,
        )
    )


def _take_snapshot(
    unit: UnitOfWork, info: SourceInfo, listing: ListDocument, *, at: datetime, sha256: str | None, confirmed: bool
) -> Taken:
    if listing.list_key != info.key:
        raise CheckError(f"it is the list {listing.list_key}, another one.", source=info.key, remedy=NOBODY)
    before, after = unit.lists.neighbours(info.key, at)
    _require_complete(unit, info, listing, at=at, confirmed=confirmed)
    try:
        recorded = unit.lists.record(info.key, listing.entries, snapshot_at=at, sha256=sha256, form=listing.form)
    except UsageError as error:
        raise CheckError(error.message, source=info.key, remedy=error.remedy) from error
    stored: Counter[str] = Counter()
    if recorded.stale:
        stored = unit.lists.replace_found(info.key, recorded.stale, found_changes(info, recorded.steps))
    first = before is None and after is None and bool(recorded.opened)
    count = len(listing.entries)
    on, off, missing = stored[DESIGNATION], stored[DELISTING], stored[MISSING]
    return Taken(
        entries=count,
        first=first,
        new=count if first else on + off + missing,
        amended=stored[AMENDMENT],
        put_on=on,
        was_missing=missing,
        taken_off=off,
        doubts=doubts_about(recorded.steps),
    )


def _require_past(info: SourceInfo, records: Records, *, at: datetime) -> None:
    """Refuse a document that was made, or holds a change that was published, after it was retrieved."""
    listing, latest = records.listing, at + AHEAD
    later = f"later than it was retrieved, {to_the_second(at)}"
    made: object = None
    if listing is not None and listing.dated_at is not None and listing.dated_at > latest:
        made = to_the_second(listing.dated_at)
    elif listing is not None and listing.dated_on is not None:
        made = listing.dated_on if listing.dated_on > latest.astimezone(zone(info.zone)).date() else None
    if made is not None:
        raise CheckError(f"it says that it was made on {made}, {later}.", source=info.key, remedy=NOBODY)
    late = next((change for change in records.changes if change.to_snapshot_at > latest), None)
    if late is not None:
        raise CheckError(
            f"its {late.change} of {late.entry.entry_id} was published on {to_the_second(late.to_snapshot_at)},"
            f" {later}.",
            source=info.key,
            remedy=NOBODY,
        )


def _require_complete(
    unit: UnitOfWork, info: SourceInfo, listing: ListDocument, *, at: datetime, confirmed: bool
) -> None:
    """Refuse a snapshot that lacks entries by its own count, by the source's floor or against the one before it."""
    count, expected = len(listing.entries), info.expectations
    if listing.announced is not None and listing.announced != count:
        raise CheckError(
            f"it says that it holds {listing.announced:,} entries, and {count:,} were read.",
            source=info.key,
            remedy=f"{NOBODY} The file is cut, or this program misreads it; get it again.",
        )
    if confirmed and count:
        return
    confirm = (
        f"{NOBODY} Where the list did shrink, accept it: tracker lists import FILE --list {info.key}"
        " --retrieved INSTANT --confirm (without FILE and INSTANT: the document fetched last)."
    )
    if count < expected.min_records:
        raise CheckError(
            f"it holds {count:,} entries where at least {expected.min_records:,} are expected.",
            source=info.key,
            remedy=confirm,
        )
    before = unit.lists.latest_snapshot(info.key, as_of=at)
    if not listing.ends and (before is None or before.snapshot_at < at):
        _require_nobody_cut_off_before(unit, info, listing, at=at)
    if before is None:
        return
    if count < expected.min_share_of_last * before.entries:
        raise CheckError(
            f"it holds {count:,} entries, and the snapshot before it, of {to_the_second(before.snapshot_at)},"
            f" {before.entries:,}: at least {expected.min_share_of_last:.0%} of them are expected.",
            source=info.key,
            remedy=confirm,
        )
    if not listing.ends:
        _require_nobody_cut_off(unit, info, listing, before, side="before")
    if before.entries < _FEW:
        return
    there = unit.lists.ids(info.key, as_of=at)
    still = len(there.intersection(entry.entry_id for entry in listing.entries))
    if still < _STILL_THERE * len(there):
        raise CheckError(
            f"of the {len(there):,} entries of the snapshot before it, of {to_the_second(before.snapshot_at)}, it holds"
            f" only {still:,} under the same ids.",
            source=info.key,
            remedy=confirm,
        )


def _require_nobody_cut_off_before(unit: UnitOfWork, info: SourceInfo, listing: ListDocument, *, at: datetime) -> None:
    """Refuse a table without an end where what it may have lost would look like put on the list after it.

    With a snapshot after it that is what that one has beyond the last row; a first one has nothing to be held against.
    """
    earlier, after = unit.lists.neighbours(info.key, at)
    if after is not None:
        _require_nobody_cut_off(unit, info, listing, after, side="after")
    elif earlier is None:
        raise _may_be_cut(
            info, "there is no other snapshot to hold it against: who is missing would be put on the list by the next"
        )


def _require_nobody_cut_off(
    unit: UnitOfWork, info: SourceInfo, listing: ListDocument, other: ListSnapshot, *, side: str
) -> None:
    """Refuse a table without an end where what it lacks of a neighbour may have stood after its last row.

    In one that is in the order of its ids only what belongs after the last of them can have been cut off, and further
    rows of that last party; in any other, whatever is missing.
    """
    held = {entry.entry_id: entry for entry in listing.entries}
    there = {entry.entry_id: entry for entry in unit.lists.current(info.key, as_of=other.snapshot_at)}
    last = listing.entries[-1]
    places = [_place(entry_id) for entry_id in held]
    in_order = all(one < two for one, two in pairwise(places))
    missing = [
        entry_id for entry_id in there if entry_id not in held and not (in_order and _place(entry_id) < places[-1])
    ]
    if missing:
        where = "after its last row" if in_order else "(its rows are in no order that shows where)"
        some = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        problem = f"{len(missing):,} entries of the snapshot {side} it are missing {where}: {some}"
    elif other.form == listing.form and there.get(last.entry_id, last) != last:
        problem = f"its last entry, {last.entry_id}, is another than in the snapshot {side} it"
    else:
        return
    raise _may_be_cut(info, problem)


def _may_be_cut(info: SourceInfo, problem: str) -> CheckError:
    return CheckError(
        f"this form of the list has no end mark, and {problem}. It may have been cut.",
        source=info.key,
        remedy=f"{NOBODY} Take the XML of the list, which shows its end; or, where this file is known to be whole,"
        f" accept it: tracker lists import FILE --list {info.key} --retrieved INSTANT --confirm",
    )


def _place(entry_id: str) -> list[tuple[int, str]]:
    """What orders ids: ``RUS9`` before ``RUS10``, whatever the length of a number."""
    parts = enumerate(_DIGITS.split(entry_id))
    return [(len(part.lstrip("0")), part.lstrip("0")) if number % 2 else (0, part) for number, part in parts]


def _require_of(key: str, changes: Sequence[ListChange]) -> None:
    other = next((change.list_key for change in changes if change.list_key != key), None)
    if other is not None:
        raise CheckError(f"it holds changes of {other}, another list.", source=key, remedy=NOBODY)
