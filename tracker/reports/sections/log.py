"""The log: what each reference tag stands for, where it was read, and the id other commands take."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.briefing import Briefing, EventItem
from tracker.reports.cleaning import clean
from tracker.reports.document import Block, Column, Paragraph, Section, Table, Text, text, toned, typed
from tracker.reports.numbers import count
from tracker.reports.phrases import host_of, main_source, unconfirmed
from tracker.reports.ranking import tags

_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSection:
    """WHERE WE READ IT."""

    key: str = "log"
    order: int = 90

    def build(self, briefing: Briefing) -> Section | None:
        """One line per event the report names."""
        named = briefing.named
        if not named:
            return None
        all_tags = tags(briefing.events)
        shown = named[:_MOST]
        columns = (Column(title=""), Column(title="id"), Column(title="page"))
        blocks: list[Block] = [Table(columns=columns, rows=tuple(_row(item, all_tags) for item in shown))]
        if len(named) > len(shown):
            left = count(len(named) - len(shown), "more", "more")
            blocks.append(Paragraph(content=text(f"and {left}; the JSON form has all")))
        return Section(
            key=self.key,
            title="WHERE WE READ IT",
            aside=text(typed("tracker events show ID"), typed("tracker align ID", before=" · ")),
            blocks=tuple(blocks),
        )


def _row(item: EventItem, all_tags: dict[str, str]) -> tuple[Text, ...]:
    event = item.event
    source = main_source(event)
    where = host_of(source.url) if source else "no page on record"
    copied = " (a copy)" if source is not None and source.tier == "copy" else ""
    tag = toned(f"[{all_tags[event.id]}]", "reference")
    return tag, text(clean(event.id, 80)), text(where, copied, " †" if unconfirmed(event) else "")


SECTION = LogSection()
