"""How long lists trail announcements, and who listed a party after whom; with few cases said to be few."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from tracker.events.changes import DESIGNATION
from tracker.events.list_grouping import OWNERS, WIDEST
from tracker.events.merging import Merger
from tracker.model.announcement import HeldParty, ListChange, ListEntry
from tracker.model.event import PolicyEvent
from tracker.model.instants import zone
from tracker.model.plain_text import slug
from tracker.model.programme import ProgrammeOf

FEW = 5
"""Below this many cases a median says little, and the answer says so."""

_FORMS = re.compile(r"-(?:llc|ltd|ojsc|cjsc|pjsc|jsc|oao|zao|ooo|pao|ao|inc|co|company|limited|corp|corporation)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLag:
    """One act: the local day it was announced on, and the days between which a list came to show it."""

    issuer: str
    event_id: str
    title: str
    announced_on: date
    listed_from: date
    listed_by: date

    @property
    def days(self) -> int:
        """Days from the announcement to the list, at most."""
        return (self.listed_by - self.announced_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """One party put on the lists of two authorities: who was first, and how many days later the other followed."""

    name: str
    target: str
    first: str
    first_on: date
    follower: str
    followed_on: date

    @property
    def days(self) -> int:
        """Days between the two."""
        return (self.followed_on - self.first_on).days


def list_lags(events: Iterable[PolicyEvent], mergers: Iterable[Merger]) -> tuple[ListLag, ...]:
    """One case for each account of a list that is of one act with an announcement, by issuer and day.

    The announcement is the event that tells of the act, or, where that is the list's own account, the first other one
    that was public by then. An account that spans more than ``WIDEST`` gives no case.
    """
    told: defaultdict[str, list[PolicyEvent]] = defaultdict(list)
    for merger in mergers:
        told[merger.into].append(merger.event)
    found = []
    for lead in events:
        members = (lead, *told[lead.id])
        for account in members if told[lead.id] else ():
            if _list_of(account) is None or account.time.interval.end - account.time.interval.start > WIDEST:
                continue
            first, by = _listed_days(account)
            said = [lead] if _list_of(lead) is None else [one for one in members if _list_of(one) is None]
            said = [one for one in said if one is lead or one.published_on <= by]
            if not said:
                continue
            found.append(
                ListLag(
                    issuer=OWNERS[str(_list_of(account))].issuer,
                    event_id=lead.id,
                    title=lead.title,
                    announced_on=min(one.published_on for one in said),
                    listed_from=first,
                    listed_by=by,
                )
            )
    return tuple(sorted(found, key=lambda one: (one.issuer, one.announced_on, one.event_id)))


def _list_of(event: PolicyEvent) -> str | None:
    """The list an event was grouped from, if it was."""
    key = event.evidence.partition(":")[0]
    return key if key in OWNERS else None


def _listed_days(account: PolicyEvent) -> tuple[date, date]:
    """The first and the last local day on which the list can have come to show it."""
    begins, ends = account.time.interval.start, account.time.interval.end
    place = zone(account.time.zone)
    first = begins.astimezone(place).date()
    return first, max(begins, ends - timedelta(microseconds=1)).astimezone(place).date()


def followings(
    changes: Iterable[ListChange], held: Iterable[HeldParty] = (), *, programme_of: ProgrammeOf, target: str = ""
) -> tuple[Following, ...]:
    """Parties of one name and target that several authorities put on their lists, each follower beside the first.

    Names count without case, order of words and company forms; other names too. The days are those of changes
    (``day_of``), and of parties that are ``held`` the day of listing that the list itself states. On one day nobody
    follows. ``target``: only programmes about it, in any case.
    """
    first: dict[tuple[str, str, str], tuple[date, str]] = {}
    dated = [(change.entry, day_of(change)) for change in changes]
    dated += [(one.entry, one.entry.listed_on) for one in held]
    for entry, day in dated:
        owner = OWNERS.get(entry.list_key)
        family = family_of(entry, programme_of) if owner is not None and day is not None else ""
        if owner is None or day is None or not family or target.casefold() not in {"", family.casefold()}:
            continue
        for key in name_keys(entry):
            mine = (day, entry.name)
            first[family, key, owner.issuer] = min(mine, first.get((family, key, owner.issuer), mine))
    by_party: defaultdict[tuple[str, str], list[tuple[date, str, str]]] = defaultdict(list)
    for (family, key, issuer), (day, name) in first.items():
        by_party[family, key].append((day, issuer, name))
    found: set[Following] = set()
    for (family, _), listings in by_party.items():
        (day, issuer, name), *rest = sorted(listings)
        found |= {
            Following(name=name, target=family, first=issuer, first_on=day, follower=other, followed_on=later)
            for later, other, _ in rest
            if later > day
        }
    return tuple(sorted(found, key=lambda one: (one.first, one.follower, one.first_on, one.name)))


def day_of(change: ListChange) -> date | None:
    """The local day of a designation, as the list states it or as it was seen; None for what is none or has no day.

    A difference between snapshots more than ``WIDEST`` apart that states no day has none.
    """
    owner = OWNERS.get(change.list_key)
    if owner is None or change.told_as != DESIGNATION:
        return None
    if change.stated_on is not None:
        return change.stated_on
    if change.basis == "diff" and change.to_snapshot_at - change.from_snapshot_at > WIDEST:
        return None
    return change.to_snapshot_at.astimezone(zone(owner.zone)).date()


def family_of(entry: ListEntry, programme_of: ProgrammeOf) -> str:
    """What the programmes of a party are about, by the first of them in the table; empty where it has none of them."""
    known = [one for one in (programme_of(entry.list_key, text) for text in entry.programmes) if one]
    return min(known, key=lambda one: one.rank).family if known else ""


def name_keys(entry: ListEntry) -> set[str]:
    """What the names of a party are compared by."""
    return {_key(name) for name in (entry.name, *entry.aliases)} - {""}


def middle(days: Sequence[int]) -> tuple[float | None, str]:
    """The median in days, and what to say of how many cases it rests on.

    >>> middle([1, 3]), middle([])
    ((2.0, '2 cases, too few to say more'), (None, 'no case'))
    """
    if not days:
        return None, "no case"
    count = f"{len(days)} case{'' if len(days) == 1 else 's'}"
    return float(median(days)), count if len(days) >= FEW else f"{count}, too few to say more"


def _key(name: str) -> str:
    """The words of a name in order of the alphabet; empty for one too short to tell parties apart."""
    words = sorted(_FORMS.sub("", "-" + slug(name, limit=200)).strip("-").split("-"))
    joined = " ".join(words)
    return joined if len(joined) >= 5 else ""
