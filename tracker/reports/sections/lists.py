"""Changes of the sanctions lists between two complete snapshots, or that none are stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tracker.model.announcement import ListChange
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean
from tracker.reports.document import Block, Item, Listing, Section, Text, text
from tracker.reports.numbers import count

_MOST = 12
_WORDS = {"designation": "put on the list", "delisting": "taken off the list", "amendment": "entry changed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsSection:
    """LISTS."""

    key: str = "lists"
    order: int = 60

    def build(self, briefing: Briefing) -> Section:
        """Counts beside the title, the changes below; an unknown past is said to be unknown."""
        lists, year = briefing.lists, briefing.period.since.year
        note = f" {clean(lists.note, 300)}" if lists.note else ""
        blocks: tuple[Block, ...] = ()
        if not lists.stored:
            said = f"no list snapshots of {year} are stored: who was put on a list then cannot be shown."
        elif not lists.changes:
            said = "no change between the stored snapshots of this period."
        else:
            counts = Counter(change.change for change in lists.changes)
            said = ", ".join(f"{_WORDS.get(kind, kind)}: {number}" for kind, number in sorted(counts.items()))
            blocks = (_listing(lists.changes, years=dates.crosses_years(briefing.period)),)
        return Section(key=self.key, title="LISTS", aside=text(said, note), blocks=blocks)


def _listing(changes: tuple[ListChange, ...], *, years: bool) -> Listing:
    items = [Item(content=_content(change, years=years)) for change in changes[:_MOST]]
    if len(changes) > _MOST:
        items.append(Item(content=text(f"and {count(len(changes) - _MOST, 'more', 'more')}")))
    return Listing(items=tuple(items))


def _content(change: ListChange, *, years: bool) -> Text:
    first, last = change.from_snapshot_at.date(), change.to_snapshot_at.date()
    word = _WORDS.get(change.change, clean(change.change, 30))
    programmes = ", ".join(clean(programme, 40) for programme in change.entry.programmes[:3])
    return text(
        f"{clean(change.list_key, 30)}: {clean(change.entry.name, 120)} – {word}",
        f" ({programmes})" if programmes else "",
        f", seen between {dates.short(first, year=years)} and {dates.short(last, year=years)}",
    )


SECTION = ListsSection()
