"""What is scheduled after the period, without the outcomes learned since."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports import ahead_words
from tracker.reports.briefing import AheadItem, Briefing
from tracker.reports.document import Block, Item, Listing, Section, Span, text, typed
from tracker.reports.phrases import host_of

_MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadSection:
    """AHEAD."""

    key: str = "ahead"
    order: int = 70

    def build(self, briefing: Briefing) -> Section:
        """One line for each thing known, and how to see all of it."""
        until = briefing.period.until
        if not briefing.ahead:
            return Section(key=self.key, title="AHEAD", aside=text("nothing is known to be scheduled in 14 days"))
        items = [_item(one, briefing.period.since.year) for one in briefing.ahead[:_MOST]]
        if len(briefing.ahead) > _MOST:
            items.append(Item(content=text(f"and {len(briefing.ahead) - _MOST} more")))
        span = f"--since {until.isoformat()} --until {(until + ahead_words.REACH).isoformat()}"
        aside = text("the next 14 days", typed(f"tracker calendar {span}", before=" · more: "))
        blocks: tuple[Block, ...] = (Listing(items=tuple(items)),)
        return Section(key=self.key, title="AHEAD", aside=aside, blocks=blocks)


def _item(one: AheadItem, year: int) -> Item:
    host = host_of(one.url)
    said = f"{ahead_words.when(one, year=year)}: {ahead_words.what(one, 140)}"
    content = text(said, Span(text=f"   {host}" if host else "", tone="reference"))
    return Item(content=content, events=(one.event_id,) if one.event_id else ())


SECTION = AheadSection()
