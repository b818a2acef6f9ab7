"""List changes to candidate events: one list, day and family of programmes is one event, until a person says otherwise.

The day is the local one of the publication, or the one the list states. A difference between two snapshots that were
taken on different days has two days, from and until, and shares its event with no change that has others.

Only parties put on and taken off a list make events; amendments are housekeeping and are counted. What is known of the
time is kept: a publication has its moment, a difference between two snapshots an interval, and the day of listing that
the list itself states narrows it to that day. Where the interval is longer than ``WIDEST`` and no day is stated, one
summary tells of all of it; it carries the set ``NO_DAY``, and no study can use it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.events.changes import AMENDMENT, DELISTING, DESIGNATION
from tracker.events.relevance import counted, foremost
from tracker.model.announcement import MISSING, ListChange, ListEntry
from tracker.model.event import NO_DAY, EventSource, EventTime, PolicyEvent
from tracker.model.instants import Interval, format_instant, local_day, zone
from tracker.model.plain_text import clean, slug
from tracker.model.programme import Programme, ProgrammeOf

WIDEST = timedelta(days=7)
"""The longest interval between two snapshots that still tells a day well enough to be looked at as one event."""

_NAMES_IN_TITLE, _NAMES_IN_SUMMARY = 3, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOwner:
    """Who keeps a list: its issuer as the ledger writes it, jurisdiction, IANA zone of its seat, name, page."""

    issuer: str
    jurisdiction: str
    zone: str
    name: str
    url: str


OWNERS = {
    "us_ofac_sdn": ListOwner(
        issuer="US Treasury OFAC",
        jurisdiction="US",
        zone="America/New_York",
        name="OFAC SDN list",
        url="https://sanctionslist.ofac.treas.gov/Home/SdnList",
    ),
    "us_ofac_cons": ListOwner(
        issuer="US Treasury OFAC",
        jurisdiction="US",
        zone="America/New_York",
        name="OFAC non-SDN lists",
        url="https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList",
    ),
    "eu_fsf": ListOwner(
        issuer="EU Council",
        jurisdiction="EU",
        zone="Europe/Brussels",
        name="EU financial sanctions list",
        url="https://webgate.ec.europa.eu/fsd/fsf",
    ),
    "uk_sanctions_list": ListOwner(
        issuer="UK FCDO/OFSI",
        jurisdiction="UK",
        zone="Europe/London",
        name="UK sanctions list",
        url="https://www.gov.uk/government/publications/the-uk-sanctions-list",
    ),
    "uk_ofsi_conlist": ListOwner(
        issuer="UK FCDO/OFSI",
        jurisdiction="UK",
        zone="Europe/London",
        name="OFSI consolidated list",
        url="https://www.gov.uk/government/publications/the-uk-sanctions-list",
    ),
    "un_sc": ListOwner(
        issuer="UN Security Council",
        jurisdiction="INT",
        zone="America/New_York",
        name="UN Security Council list",
        url="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
    ),
    "ch_seco": ListOwner(
        issuer="Swiss SECO",
        jurisdiction="CH",
        zone="Europe/Zurich",
        name="SECO list",
        url="https://www.seco.admin.ch/",
    ),
    "ca_sema": ListOwner(
        issuer="Canadian Government",
        jurisdiction="CA",
        zone="America/Toronto",
        name="Canadian autonomous sanctions list",
        url="https://www.international.gc.ca/",
    ),
    "au_dfat": ListOwner(
        issuer="Australian Government",
        jurisdiction="INT",
        zone="Australia/Sydney",
        name="Australian consolidated list",
        url="https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list",
    ),
}
"""The lists whose changes become events. An aggregate of other people's lists is no issuer and makes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromLists:
    """What list changes come to.

    ``unknown`` counts the parties of each programme the table does not have, by list and programme as written;
    ``amended`` counts amendments by list; ``ownerless`` are lists with changes that make no events.
    """

    events: tuple[PolicyEvent, ...]
    unknown: tuple[tuple[str, str, int], ...] = ()
    amended: tuple[tuple[str, int], ...] = ()
    ownerless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    """One change with its time: the local day its event is named by, the interval, and how the day is known."""

    change: ListChange
    day: date
    until: date
    interval: Interval
    how: str
    family: str
    programmes: tuple[Programme | None, ...]


def list_candidates(changes: Iterable[ListChange], *, programme_of: ProgrammeOf) -> FromLists:
    """Events in review for parties put on or taken off lists, in order of day and id; the same in any order of changes.

    The id depends on list, day, family of programmes and kind of change alone, so it stays when another party of that
    day arrives. A party under several programmes counts once, under the one first in the table. One that was missing in
    the earlier copy (``told_as``) was listed before it, and makes no event of the interval.
    """
    groups: defaultdict[str, list[_Dated]] = defaultdict(list)
    unknown: defaultdict[tuple[str, str], int] = defaultdict(int)
    amended: defaultdict[str, int] = defaultdict(int)
    ownerless: set[str] = set()
    for change in dict.fromkeys(changes):
        owner = OWNERS.get(change.list_key)
        if owner is None:
            ownerless.add(change.list_key)
            continue
        if change.change == AMENDMENT:
            amended[change.list_key] += 1
            continue
        if change.told_as == MISSING:
            continue
        dated = _dated(change, owner, programme_of)
        for written, known in zip(change.entry.programmes, dated.programmes, strict=True):
            if known is None:
                unknown[change.list_key, clean(written)] += 1
        groups[_id(dated)].append(dated)
    return FromLists(
        events=tuple(_event(key, groups[key]) for key in sorted(groups)),
        unknown=tuple((*key, count) for key, count in sorted(unknown.items())),
        amended=tuple(sorted(amended.items())),
        ownerless=tuple(sorted(ownerless)),
    )


def _dated(change: ListChange, owner: ListOwner, programme_of: ProgrammeOf) -> _Dated:
    programmes = tuple(programme_of(change.list_key, written) for written in change.entry.programmes)
    known = [one for one in programmes if one is not None]
    if known:
        family = min(known, key=lambda one: one.rank).family
    else:
        family = clean(change.entry.programmes[0]) if change.entry.programmes else "no programme"
    place = zone(owner.zone)
    begins, ends = change.from_snapshot_at, change.to_snapshot_at
    if change.stated_on is not None:
        interval = local_day(change.stated_on, owner.zone)
        how = "the day is the one the list itself states"
    elif change.basis == "publication":
        of_day = local_day(ends.astimezone(place).date(), owner.zone)
        # A publication that closes its day at midnight belongs to the day before.
        start = begins if ends == of_day.start else max(begins, of_day.start)
        interval = Interval(start=min(start, ends), end=ends)
        how = "the publisher's own account of its changes gives the time"
    else:
        interval = Interval(start=begins, end=ends)
        how = f"seen between two snapshots, of {format_instant(begins)} and {format_instant(ends)}"
    day = interval.start.astimezone(place).date()
    last = max(interval.start, interval.end - timedelta(microseconds=1))
    return _Dated(
        change=change,
        day=day,
        until=last.astimezone(place).date(),
        interval=interval,
        how=how,
        family=family,
        programmes=programmes,
    )


def _id(dated: _Dated) -> str:
    change = dated.change
    words = f"{change.list_key.replace('_', '-')}-{slug(dated.family) or 'unnamed'}-{change.change}"
    several = f"-until-{dated.until.isoformat()}" if dated.until != dated.day else ""
    return f"{dated.day.isoformat()}-{words}{several}"


def _is_wide(interval: Interval) -> bool:
    return interval.end - interval.start > WIDEST


def _event(event_id: str, group: Sequence[_Dated]) -> PolicyEvent:
    members = sorted(group, key=lambda one: (one.change.entry.entry_id, one.interval.start, one.interval.end))
    first = members[0]
    owner = OWNERS[first.change.list_key]
    entries = list({one.change.entry.entry_id: one.change.entry for one in members}.values())
    listed = first.change.change == DESIGNATION
    interval = Interval(start=min(one.interval.start for one in members), end=max(one.interval.end for one in members))
    whole = interval == local_day(first.day, owner.zone)
    wide = _is_wide(interval)
    known = sorted({one for member in members for one in member.programmes if one}, key=lambda one: one.rank)
    family = [one for one in known if one.family == first.family]
    written = dict.fromkeys(clean(text) for one in members for text in one.change.entry.programmes)
    days = {one.change.stated_on for one in members if one.change.stated_on}
    notes = [*dict.fromkeys(one.how for one in members), "grouped from list changes, not read by a person"]
    assumed = sorted({one.written for one in known if not one.found_in})
    if assumed:
        notes.append(f"that the list means this programme by {', '.join(assumed)} is assumed: nobody has seen it there")
    if wide:
        notes.insert(0, "no single day is known; not usable in a study")
    return PolicyEvent(
        id=event_id,
        title=_title(owner, first, entries, interval if wide else None),
        summary=_summary(entries),
        kind="designation" if listed else "delisting_easing",
        action="expand" if listed else "lift",
        stance="escalate" if listed else "deescalate",
        issuer=owner.issuer,
        jurisdiction=owner.jurisdiction,
        time=EventTime(interval=interval, zone=owner.zone, precision="day" if whole else "interval"),
        target="; ".join(dict.fromkeys(one.target for one in family if one.target)),
        programme="; ".join(sorted(written)),
        published_on=first.day,
        effective_on=days.pop() if len(days) == 1 else None,
        sources=(EventSource(url=owner.url, tier="official"),),
        evidence=f"{first.change.list_key}: {len(entries)} {'put on' if listed else 'taken off'} the list",
        verified="no",
        note="; ".join(notes),
        provenance="source",
        status="review",
        sets=(NO_DAY,) if wide else (),
    )


def _title(owner: ListOwner, first: _Dated, entries: Sequence[ListEntry], wide: Interval | None) -> str:
    from_words = {DESIGNATION: "puts {} on the list", DELISTING: "takes {} off the list"}[first.change.change]
    title = f"{owner.name}, {first.family}: {from_words.format(counted(entries))}"
    if wide is None:
        names = foremost(entries, _NAMES_IN_TITLE)
        return f"{title}: {', '.join(names)}{' …' if len(entries) > len(names) else ''}"
    place = zone(owner.zone)
    begins, ends = (instant.astimezone(place).date().isoformat() for instant in (wide.start, wide.end))
    return f"{title} between {begins} and {ends}"


def _summary(entries: Sequence[ListEntry]) -> str:
    names = foremost(entries, _NAMES_IN_SUMMARY)
    rest = len(entries) - len(names)
    return f"{counted(entries)}: {'; '.join(names)}{f'; and {rest} more' if rest > 0 else ''}"
