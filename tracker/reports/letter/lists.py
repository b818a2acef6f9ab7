"""List changes of the letter's period, issuer by issuer, and what could not be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracker.model.announcement import ListChange
from tracker.reports import dates
from tracker.reports.briefing import Briefing, ListsInfo
from tracker.reports.cleaning import clean
from tracker.reports.wording import Words

_MOST_LISTS = 8
_MOST_NAMES = 4
_KINDS = {"designation": "put_on", "delisting": "taken_off", "amendment": "amended"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """Changes of one issuer's list: which list, how many of each kind, a few of those put on it, the issuer's page."""

    issuer: str
    what: str
    names: str = ""
    link: str = ""


def list_rows(briefing: Briefing, words: Words) -> tuple[ListRow, ...]:
    """A row for each list that changed, those about the letter's target first; empty where no copies are stored."""
    lists = briefing.lists
    by_list: dict[str, list[ListChange]] = {}
    for change in lists.changes:
        by_list.setdefault(change.list_key, []).append(change)
    ordered = sorted(by_list.items(), key=lambda one: (-sum(_is_near(c, lists) for c in one[1]), -len(one[1]), one[0]))
    rows = [_row(key, changes, lists, words) for key, changes in ordered]
    return (*rows, *_undated(lists, words))[:_MOST_LISTS]


def lists_note(briefing: Briefing, words: Words) -> str:
    """Which lists were compared, and of how many nothing can be said; empty where no copies are stored."""
    lists = briefing.lists
    if not lists.stored:
        return ""
    said = []
    rows = len({change.list_key for change in lists.changes}) + len(lists.gaps)
    if rows > _MOST_LISTS:
        said.append(words.count("lists.and_more", rows - _MOST_LISTS))
    if lists.compared:
        key = "lists.compared" if rows else "lists.compared_no_change"
        said.append(words(key, names=", ".join(_name(one, lists) for one in lists.compared)))
    others = len(set(lists.names) - set(lists.compared))
    if others:
        said.append(words.count("lists.others", others))
    return " ".join(said)


def _row(list_key: str, changes: list[ListChange], lists: ListsInfo, words: Words) -> ListRow:
    near = [change for change in changes if _is_near(change, lists)]
    counts = counts_words(Counter(change.change for change in changes), words)
    what = counts
    if near and len(near) < len(changes) and lists.about:
        about = counts_words(Counter(change.change for change in near), words)
        what = words("lists.about", counts=counts, country=clean(lists.about, 60), near=about)
    put_on = [change for change in near or changes if change.change == "designation"]
    names = ", ".join(clean(change.entry.name, 60) for change in put_on[:_MOST_NAMES])
    if len(put_on) > _MOST_NAMES:
        names = words("lists.names_and_more", names=names, n=len(put_on) - _MOST_NAMES)
    return ListRow(issuer=_name(list_key, lists), what=what, names=names)


def _undated(lists: ListsInfo, words: Words) -> Iterator[ListRow]:
    """Two copies far apart: what changed in between has no day of this period."""
    for gap in sorted(lists.gaps, key=lambda one: (one.since, one.until, one.list_key)):
        since, until = (dates.short(one.date(), year=True, words=words) for one in (gap.since, gap.until))
        what = words("lists.undated", since=since, until=until, counts=counts_words(gap.counts, words))
        yield ListRow(issuer=_name(gap.list_key, lists), what=what)


def counts_words(counts: Mapping[str, int], words: Words) -> str:
    """ "12 put on the list, 3 taken off"; empty without any."""
    return ", ".join(words.count(f"lists.{key}", counts[kind]) for kind, key in _KINDS.items() if counts.get(kind))


def _is_near(change: ListChange, lists: ListsInfo) -> bool:
    return any((change.list_key, programme) in lists.near for programme in change.entry.programmes)


def _name(list_key: str, lists: ListsInfo) -> str:
    return clean(lists.names.get(list_key, list_key), 60)
