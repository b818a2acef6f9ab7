"""Reading the lists: how each is doing, what changed, and one entry with its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker.errors import NoDataError, UsageError
from tracker.model.announcement import ListChange, ListEntry
from tracker.services.context import Context
from tracker.services.rights import republishable
from tracker.services.source_status import SourceStatus, source_statuses

if TYPE_CHECKING:
    from tracker.sources.listing import ListSource
    from tracker.store.list_reading import ListSnapshot
    from tracker.store.unit_of_work import UnitOfWork

RECENTLY = timedelta(days=30)
MOST_FOUND = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStatus:
    """One list: its source, the newest snapshot, and how many changes of each kind became visible in 30 days.

    ``recent`` is None where no snapshot and no published change is so new: whether there were any is not known.
    """

    source: SourceStatus
    newest: ListSnapshot | None
    recent: Counter[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as it stood in a copy (None: it was not on that), its forms in time order, its changes.

    ``copied_at``: when that copy was taken (UTC); None where none so old is stored.
    ``history`` holds each form with the first and the last snapshot (UTC) that had it; None: it is still so.
    """

    list_key: str
    entry_id: str
    entry: ListEntry | None
    copied_at: datetime | None
    history: tuple[tuple[ListEntry, datetime, datetime | None], ...]
    changes: tuple[ListChange, ...] = field(default=())

    @property
    def name(self) -> str:
        """Its present name, or the last one it had."""
        return (self.entry or self.history[-1][0]).name


def list_source(key: str) -> ListSource:
    """The source of a list; ``UsageError`` naming the nearest for an unknown one."""
    import difflib

    from tracker.sources.catalog import sources

    known = {name: source for name, source in sources().items() if source.info.kind == "lists"}
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known) or 'none'}."
        raise UsageError(f"There is no list {key!r}.", remedy=hint)
    return known[key]  # type: ignore[return-value]  # every source of that kind is one


def overview(context: Context) -> tuple[ListStatus, ...]:
    """Every declared list, in the order of the keys."""
    from tracker.store.unit_of_work import UnitOfWork

    found = [one for one in source_statuses(context) if one.info.kind == "lists"]
    with UnitOfWork(context.engine, write=False) as unit:
        recent = unit.lists.changes(since=context.now - RECENTLY, until=context.now + timedelta(microseconds=1))
        statuses = []
        for one in found:
            newest = unit.lists.latest_snapshot(one.info.key)
            counts = Counter(change.told_as for change in recent if change.list_key == one.info.key)
            is_known = bool(counts) or (newest is not None and newest.snapshot_at >= context.now - RECENTLY)
            statuses.append(ListStatus(source=one, newest=newest, recent=counts if is_known else None))
    return tuple(statuses)


def list_changes(
    context: Context,
    *,
    list_key: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Sequence[str] = (),
    programme: str = "",
    target: str = "",
    public: bool = False,
) -> tuple[ListChange, ...]:
    """Changes by when they became visible: ``since`` inclusive, ``until`` exclusive; nothing later than the present.

    ``programme`` is part of a programme's name, in any case; ``target`` is the country a programme is about, by the
    shipped table of programmes; ``kinds``: what changes are told as; ``public``: without lists that may not be
    republished. ``UsageError`` for a list that is neither declared nor stored, and for a country no programme is about.
    """
    from tracker.data.programmes import programme_of, targets
    from tracker.store.unit_of_work import UnitOfWork

    present = context.now + timedelta(microseconds=1)
    with UnitOfWork(context.engine, write=False) as unit:
        if list_key is not None and list_key not in unit.lists.stored():
            list_source(list_key)
        found = unit.lists.changes(list_key, since, min(until, present) if until is not None else present)
    if public:
        found = republishable(found)
    wanted, country = programme.casefold(), target.casefold()
    if country and country not in {one.casefold() for one in targets()}:
        raise UsageError(
            f"No programme in the table of programmes is about {target!r}.", remedy=f"Known are {', '.join(targets())}."
        )

    def about(change: ListChange) -> bool:
        known = (programme_of(change.list_key, one) for one in change.entry.programmes)
        return any(one is not None and one.target.casefold() == country for one in known)

    return tuple(
        change
        for change in found
        if (not kinds or change.told_as in kinds)
        and (not wanted or any(wanted in one.casefold() for one in change.entry.programmes))
        and (not country or about(change))
    )


def find_entries(
    context: Context, words: str, *, list_key: str | None = None, at: datetime | None = None
) -> tuple[Entry, ...]:
    """Entries by their id, or by a part of a name they have or had, in any case; at most ``MOST_FOUND``.

    Where the words are an id or a whole name, those alone. ``NoDataError`` when there is none.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as unit:
        stored = unit.lists.stored()
        if list_key is not None and list_key not in stored:
            list_source(list_key)
        keys = unit.lists.find(words, list_key)
        if not keys:
            none = "" if stored else " No snapshot of any list is stored."
            raise NoDataError(
                f"No entry of a list has the id or the name {words!r}.{none}",
                remedy="Fetch the lists: tracker fetch. See which are stored: tracker lists",
            )
        return tuple(_entry(unit, *key, at=at) for key in keys[:MOST_FOUND])


def _entry(unit: UnitOfWork, list_key: str, entry_id: str, *, at: datetime | None) -> Entry:
    history = unit.lists.history(list_key, entry_id)
    snapshot = unit.lists.latest_snapshot(list_key, as_of=at)
    stood = None
    for entry, first, last in history:
        if snapshot is not None and first <= snapshot.snapshot_at and (last is None or last >= snapshot.snapshot_at):
            stood = entry
    return Entry(
        list_key=list_key,
        entry_id=entry_id,
        entry=stood,
        copied_at=snapshot.snapshot_at if snapshot is not None else None,
        history=history,
        changes=unit.lists.changes(list_key, entry_id=entry_id),
    )
