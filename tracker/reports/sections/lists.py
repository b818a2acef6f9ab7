"""Changes of the sanctions lists between two complete snapshots, or that none are stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.model.announcement import ListChange
from tracker.model.list_words import CHANGE_WORDS, interval_words
from tracker.reports.briefing import Briefing, ListsInfo
from tracker.reports.cleaning import clean
from tracker.reports.document import Block, Item, Listing, Section, text
from tracker.reports.numbers import count

_MOST_GROUPS = 12
_MOST_NAMES = 5
_MOST_FAMILIES = 4
_AMENDMENT = "amendment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsSection:
    """LISTS."""

    key: str = "lists"
    order: int = 60

    def build(self, briefing: Briefing) -> Section:
        """Counts beside the title; below who it was, where the report is about them, and numbers of all others."""
        lists, year = briefing.lists, briefing.period.since.year
        blocks: tuple[Block, ...] = ()
        if not lists.stored and lists.left_out:
            said = "of no list that may be republished are there two copies of this time."
        elif not lists.stored:
            known = f"no list snapshots of {year} are stored that can be compared"
            said = f"{known}: who was put on a list then cannot be shown."
        else:
            counts = _counts(Counter(change.change for change in lists.changes))
            said = counts or f"no {'dated ' if lists.gaps else ''}change between the stored snapshots of this period."
            items = tuple(Item(content=text(line)) for line in (*_groups(lists), *_gaps(lists), *_compared(lists)))
            blocks = (Listing(items=items),)
        return Section(key=self.key, title="LISTS", aside=text(said), blocks=blocks)


def _groups(lists: ListsInfo) -> Iterator[str]:
    """One line for each list, kind of change and interval, of the target's parties by name."""
    groups: defaultdict[tuple[str, str, str], list[ListChange]] = defaultdict(list)
    for change in lists.changes:
        if change.change != _AMENDMENT:
            groups[change.list_key, change.change, interval_words(change)].append(change)
    ordered = sorted(groups.items(), key=lambda one: not any(_is_near(change, lists) for change in one[1]))
    for key, group in ordered[:_MOST_GROUPS]:
        yield _words(key, group, lists)
    if len(ordered) > _MOST_GROUPS:
        yield f"and {sum(len(group) for _, group in ordered[_MOST_GROUPS:]):,} more"


def _words(key: tuple[str, str, str], group: Sequence[ListChange], lists: ListsInfo) -> str:
    """ "OFAC SDN list: 4 put on the list, on 23 Feb 2022: Some Bank (RUSSIA-EO14024); 3 others (Terrorism 3)"."""
    list_key, kind, when = key
    near = [change for change in group if _is_near(change, lists)]
    others = Counter(_family(change, lists) for change in group if not _is_near(change, lists))
    names = []
    for change in near[:_MOST_NAMES]:
        programmes = ", ".join(clean(programme, 40) for programme in change.entry.programmes[:2])
        names.append(f"{clean(change.entry.name, 120)}{f' ({programmes})' if programmes else ''}")
    said = ", ".join(names) + (f" and {len(near) - len(names):,} more" if len(near) > len(names) else "")
    if others:
        kinds = [f"{clean(family, 60)} {number:,}" for family, number in others.most_common(_MOST_FAMILIES)]
        rest = f"{others.total():,} {'others' if near else 'under other programmes'}"
        said += f"{'; ' if near else ''}{rest} ({', '.join(kinds)}{', …' if len(others) > len(kinds) else ''})"
    return f"{_name(list_key, lists)}: {len(group):,} {_change_words(kind)}, {when}: {said}"


def _gaps(lists: ListsInfo) -> Iterator[str]:
    """ "OFAC SDN list, between 26 Jan 2018 and 23 Feb 2022, on days not known: put on the list: 3,703"."""
    for gap in sorted(lists.gaps, key=lambda one: (one.since, one.until, one.list_key)):
        near = _counts({kind: number for kind, number in gap.near.items() if kind != _AMENDMENT})
        about = f" (about {clean(lists.about, 60)}: {near})" if near and lists.about else ""
        between = f"between {_day(gap.since)} and {_day(gap.until)}"
        yield f"{_name(gap.list_key, lists)}, {between}, on days not known: {_counts(gap.counts)}{about}"


def _compared(lists: ListsInfo) -> Iterator[str]:
    """ "Compared: OFAC SDN list. Of 9 other lists no two copies of this time are stored."."""
    if lists.compared:
        yield f"Compared: {', '.join(_name(key, lists) for key in lists.compared)}."
    others = len(set(lists.names) - set(lists.compared))
    if others:
        yield f"Of {count(others, 'other list', 'other lists')} no two copies of this time are stored."


def _is_near(change: ListChange, lists: ListsInfo) -> bool:
    return any((change.list_key, programme) in lists.near for programme in change.entry.programmes)


def _family(change: ListChange, lists: ListsInfo) -> str:
    known = (lists.families.get((change.list_key, programme)) for programme in change.entry.programmes)
    return next((family for family in known if family), "programmes not in our table")


def _name(list_key: str, lists: ListsInfo) -> str:
    return clean(lists.names.get(list_key, list_key), 60)


def _change_words(kind: str) -> str:
    return CHANGE_WORDS.get(kind) or clean(kind, 30)


def _counts(counts: Mapping[str, int]) -> str:
    kinds = [*CHANGE_WORDS, *sorted(set(counts) - set(CHANGE_WORDS))]
    return ", ".join(f"{_change_words(kind)}: {counts[kind]:,}" for kind in kinds if counts.get(kind))


def _day(instant: datetime) -> str:
    return f"{instant.day} {instant:%b %Y}"


SECTION = ListsSection()
