"""Parties on the lists of two authorities: whose list had them first, as far as copies and lists themselves tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from tracker.events.lags import day_of, family_of, name_keys
from tracker.events.list_grouping import OWNERS
from tracker.model.announcement import HeldParty, ListChange
from tracker.model.instants import zone
from tracker.model.programme import ProgrammeOf


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedParties:
    """How many parties two authorities both listed, by who was first; ``unknown`` where the copies do not tell.

    Which was first can be known where no day is: one list had a party in a copy older than the other's listing.
    """

    one: str
    other: str
    parties: int
    one_first: int
    other_first: int
    same_day: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """The local days between which a party was put on a list, and which party it is there."""

    since: date
    by: date
    party: tuple[str, str]


def shared_parties(
    held: Iterable[HeldParty], changes: Iterable[ListChange], *, programme_of: ProgrammeOf, target: str = ""
) -> tuple[SharedParties, ...]:
    """One row for each two authorities that listed parties of one name and target, by their names.

    A party counts once for each pair of entries. The day is the one the list states or the change was dated by; else
    it lies after the last copy without the party, if there is one, and by the first with it. ``target``: only
    programmes about it, in any case.
    """
    dated: dict[tuple[str, str], date] = {}
    for change in changes:
        day = day_of(change)
        if day is not None:
            party = change.list_key, change.entry.entry_id
            dated[party] = min(day, dated.get(party, day))
    found: defaultdict[tuple[str, str], dict[str, _Listed]] = defaultdict(dict)
    for one in held:
        owner, family = OWNERS.get(one.entry.list_key), family_of(one.entry, programme_of)
        if owner is None or not family or target.casefold() not in {"", family.casefold()}:
            continue
        listed = _listed(one, dated.get((one.entry.list_key, one.entry.entry_id)), owner.zone)
        for key in name_keys(one.entry):
            known = found[family, key].setdefault(owner.issuer, listed)
            if (listed.by, listed.since, listed.party) < (known.by, known.since, known.party):
                found[family, key][owner.issuer] = listed
    pairs: defaultdict[tuple[str, str], dict[tuple[object, object], str]] = defaultdict(dict)
    for issuers in found.values():
        for (first, mine), (second, theirs) in combinations(sorted(issuers.items()), 2):
            pairs[first, second][mine.party, theirs.party] = _order(mine, theirs)
    return tuple(_counted(*names, list(told.values())) for names, told in sorted(pairs.items()))


def _listed(held: HeldParty, dated: date | None, zone_name: str) -> _Listed:
    place, entry = zone(zone_name), held.entry
    party = entry.list_key, entry.entry_id
    days = [day for day in (entry.listed_on, dated) if day is not None]
    if days:
        return _Listed(min(days), min(days), party)
    since = date.min if held.missing_at is None else held.missing_at.astimezone(place).date()
    return _Listed(since, held.first_at.astimezone(place).date(), party)


def _order(mine: _Listed, theirs: _Listed) -> str:
    if mine.by < theirs.since:
        return "one"
    if theirs.by < mine.since:
        return "other"
    return "same" if mine.since == mine.by == theirs.since == theirs.by else "unknown"


def _counted(one: str, other: str, orders: list[str]) -> SharedParties:
    return SharedParties(
        one=one,
        other=other,
        parties=len(orders),
        one_first=orders.count("one"),
        other_first=orders.count("other"),
        same_day=orders.count("same"),
        unknown=orders.count("unknown"),
    )
