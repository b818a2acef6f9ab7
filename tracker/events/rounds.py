"""Rounds of designations and delistings under watched programmes: what one list changed at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.model.announcement import ListChange
from tracker.model.programme import ProgrammeOf

LONGEST = timedelta(days=7)
"""Two copies further apart say too little about when a party was put on a list to call anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one list changed at once under the watched programmes, each party once.

    ``since`` and ``until`` (UTC) bound when it happened; ``stated_on`` is the day its publisher gives, where all
    parties have the same. ``families`` are those of the programmes, or the programmes as written, sorted.
    """

    list_key: str
    since: datetime
    until: datetime
    basis: str
    designated: tuple[ListChange, ...]
    delisted: tuple[ListChange, ...]
    families: tuple[str, ...]
    stated_on: date | None = None

    @property
    def parties(self) -> frozenset[tuple[str, str]]:
        """The kind of change and the entry of each party."""
        return frozenset((one.change, one.entry.entry_id) for one in (*self.designated, *self.delisted))


def rounds(
    changes: Iterable[ListChange],
    *,
    watched: Sequence[str],
    programme_of: ProgrammeOf,
    least: int,
    since: datetime,
) -> tuple[Round, ...]:
    """The rounds with at least ``least`` designations, or as many delistings, in order of time and list.

    ``watched`` names programmes as lists write them, families or targets, in any case. A party that was missing in
    the earlier copy was not put on the list. Nothing counts that happened, for all that is known, long before
    ``since``: of a change found between two copies more than a week apart nobody knows when it was.
    """
    wanted = frozenset(one.casefold() for one in watched)
    groups: defaultdict[tuple[datetime, str, str], list[tuple[ListChange, frozenset[str]]]] = defaultdict(list)
    for change in changes:
        if change.told_as not in {"designation", "delisting"} or not _lately(change, since):
            continue
        families = _families(change, wanted, programme_of)
        if families:
            groups[change.to_snapshot_at, change.list_key, change.basis].append((change, families))
    found = (_round(group) for _, group in sorted(groups.items(), key=lambda item: item[0]))
    return tuple(one for one in found if max(len(one.designated), len(one.delisted)) >= least)


def _lately(change: ListChange, since: datetime) -> bool:
    if change.stated_on is not None:
        return change.stated_on >= (since - LONGEST).date()
    return change.to_snapshot_at - change.from_snapshot_at <= LONGEST


def _families(change: ListChange, wanted: frozenset[str], programme_of: ProgrammeOf) -> frozenset[str]:
    """The families of those of its programmes that are watched."""
    found = set()
    for written in change.entry.programmes:
        programme = programme_of(change.list_key, written)
        names = {written, written.split(" / ", maxsplit=1)[0]}
        if programme is not None:
            names |= {programme.written, programme.family, programme.target}
        if wanted & {name.casefold() for name in names if name}:
            found.add(written if programme is None else programme.family)
    return frozenset(found)


def _round(group: Sequence[tuple[ListChange, frozenset[str]]]) -> Round:
    each = {(change.change, change.entry.entry_id): change for change, _ in group}
    changes = sorted(each.values(), key=lambda one: (one.entry.name, one.entry.entry_id))
    stated = {one.stated_on for one in changes}
    first = changes[0]
    return Round(
        list_key=first.list_key,
        since=min(one.from_snapshot_at for one in changes),
        until=first.to_snapshot_at,
        basis=first.basis,
        designated=tuple(one for one in changes if one.change == "designation"),
        delisted=tuple(one for one in changes if one.change == "delisting"),
        families=tuple(sorted({family for _, families in group for family in families})),
        stated_on=stated.pop() if len(stated) == 1 else None,
    )
