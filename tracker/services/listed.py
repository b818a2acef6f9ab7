"""What a report says of the sanctions lists: what changed in its period, and what can only be said of a longer time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tracker.model.announcement import MISSING, ListChange
from tracker.model.period import Period
from tracker.model.programme import Programme, ProgrammeOf
from tracker.reports.briefing import ListGap, ListsInfo
from tracker.services.accessed import source_info
from tracker.services.context import Context
from tracker.services.rights import lists_left_out, republishable

_WEEK = timedelta(days=7)
"""The longest interval between two copies that is still told as a change of the period in which it ended."""


def lists_of(context: Context, period: Period, instant: datetime, *, pair: str, public: bool) -> ListsInfo:
    """What copies of the lists that were there by ``instant`` tell of the period; not stored where they tell nothing.

    A change belongs to the period in which it became visible, or to the one of the day its publisher gives. Where two
    copies lie more than a week apart and no day is given it belongs to none: such changes are counted, for every period
    they may have happened in. A party that was missing in the earlier copy (``told_as``) is no change. Programmes
    about the target of ``pair`` are told apart from others. ``public``: lists that may not be republished are left
    out whole, names and numbers, and only that they are is said.
    """
    from tracker.data.programmes import programme_of
    from tracker.events.list_grouping import OWNERS
    from tracker.store.unit_of_work import UnitOfWork

    about = _about(pair)
    with UnitOfWork(context.engine, write=False) as work:
        found = work.lists.changes(since=period.start, until=instant, begun_before=period.end)
        compared = work.lists.compared(period.start, min(period.end, instant))
    found = tuple(change for change in found if change.told_as != MISSING)
    names, left_out = {key: owner.name for key, owner in OWNERS.items()}, dict[str, str]()
    if public:
        there = dict.fromkeys((*compared, *(change.list_key for change in found)))
        shut = lists_left_out({key: list_name(key) for key in (*there, *names)})
        left_out = {key: said for key, said in shut.items() if key in there}
        found, compared = republishable(found), tuple(key for key in compared if key not in shut)
        names = {key: name for key, name in names.items() if key not in shut}
    dated, undated = [], []
    for change in found:
        if change.stated_on is None and change.to_snapshot_at - change.from_snapshot_at > _WEEK:
            undated.append(change)
        elif _within(change, period.first_day, period.last_day, period.start, period.end):
            dated.append(change)
    described = _programmes(found, programme_of)
    return ListsInfo(
        stored=bool(found or compared),
        changes=tuple(dated),
        compared=compared,
        gaps=_gaps(undated, described, about),
        names=names,
        families={key: one.family for key, one in described.items()},
        about=about,
        left_out=tuple(left_out.values()),
        near=frozenset(key for key, one in described.items() if about in (one.target, one.family)),
    )


def list_name(list_key: str) -> str:
    """What a list is called: by its owner, or where none is told of as its source is."""
    from tracker.events.list_grouping import OWNERS

    if list_key in OWNERS:
        return OWNERS[list_key].name
    info = source_info(list_key)
    return list_key if info is None else info.title


def _about(pair: str) -> str:
    """The country of a pair's target; of a placebo, that of the ledger it is held against."""
    from tracker.data.loader import target_of, targets

    own = target_of(*pair.split("/"))
    if own is not None and own.role == "target":
        return own.name
    return next((one.name for one in targets().values() if one.whole_ledger), "")


def _within(change: ListChange, first: date, last: date, start: datetime, end: datetime) -> bool:
    if change.stated_on is not None and change.to_snapshot_at - change.from_snapshot_at > _WEEK:
        return first <= change.stated_on <= last
    return start <= change.to_snapshot_at < end


def _programmes(changes: Iterable[ListChange], programme_of: ProgrammeOf) -> dict[tuple[str, str], Programme]:
    written = {(change.list_key, programme) for change in changes for programme in change.entry.programmes}
    known = {key: programme_of(*key) for key in sorted(written)}
    return {key: one for key, one in known.items() if one is not None}


def _gaps(
    changes: Iterable[ListChange], described: dict[tuple[str, str], Programme], about: str
) -> tuple[ListGap, ...]:
    every: dict[tuple[str, datetime, datetime], tuple[Counter[str], Counter[str]]] = {}
    for change in changes:
        key = change.list_key, change.from_snapshot_at, change.to_snapshot_at
        counts, near = every.setdefault(key, (Counter(), Counter()))
        counts[change.change] += 1
        programmes = (described.get((change.list_key, programme)) for programme in change.entry.programmes)
        near[change.change] += any(one is not None and about in (one.target, one.family) for one in programmes)
    return tuple(
        ListGap(list_key=key, since=since, until=until, counts=dict(counts), near=dict(near))
        for (key, since, until), (counts, near) in sorted(every.items())
    )
