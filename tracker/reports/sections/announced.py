"""Announcements no observation of the period could know: after its last rate, or where there is no rate at all."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.schedule import Fixing
from tracker.reports import dates
from tracker.reports.briefing import Briefing, EventItem
from tracker.reports.cleaning import clean
from tracker.reports.document import Item, Listing, Paragraph, Section, Text, joined, text, toned
from tracker.reports.headline import nothing_announced
from tracker.reports.numbers import count
from tracker.reports.phrases import event_day, headline_of, made_day, time_phrase, unconfirmed
from tracker.reports.ranking import by_relevance, tags

_MOST = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedSection:
    """WHAT WAS ANNOUNCED, with the first rate that could and the first that must know it."""

    key: str = "announced"
    order: int = 30

    def build(self, briefing: Briefing) -> Section | None:
        """Events of the period that no window of it names."""
        named = {event_id for found in briefing.windows for event_id in (*found.window.certain, *found.window.possible)}
        left = [item for item in briefing.in_period if item.event.id not in named]
        noun = briefing.info.observation
        if not left:
            if briefing.windows or briefing.in_period:
                return None
            nothing = Paragraph(content=text(nothing_announced(briefing)))
            return Section(key=self.key, title="WHAT WAS ANNOUNCED", blocks=(nothing,))
        title = f"ANNOUNCED AFTER THE LAST {noun.upper()}" if briefing.windows else "WHAT WAS ANNOUNCED"
        kept = {item.event.id for item in by_relevance(left)[:_MOST]}
        all_tags = tags(briefing.events)
        items = [
            Item(
                content=_content(briefing, item),
                mark="certain",
                tags=(all_tags[item.event.id],),
                events=(item.event.id,),
            )
            for item in left
            if item.event.id in kept
        ]
        if len(left) > len(items):
            items.append(Item(content=text(f"and {count(len(left) - len(items), 'more', 'more')}")))
        return Section(key=self.key, title=title, blocks=(Listing(items=tuple(items)),))


def _content(briefing: Briefing, item: EventItem) -> Text:
    event = item.event
    day = event_day(event)
    when = time_phrase(event, briefing.info, beside=day)
    return joined(
        (
            toned(dates.day_name(day, year=dates.crosses_years(briefing.period)), "strong"),
            text(headline_of(event)),
            toned(f"({when})", "muted") if when else (),
            text("†") if unconfirmed(event) else (),
            text("– ", knowable(briefing, item)),
        )
    )


def knowable(briefing: Briefing, item: EventItem) -> str:
    """Which rate could know the event first: past, expected, or none and why."""
    info, found = briefing.info, item.reaction(briefing.series)
    if found is None:
        return "not set against a rate"
    alignment = found.alignment
    if alignment.earliest is not None and alignment.latest is not None:
        first, last = (_made(briefing, fixing) for fixing in (alignment.earliest, alignment.latest))
        return f"first rate that must know it: {last}" + (f"; that could: {first}" if first != last else "")
    if alignment.pending is not None:
        pending = alignment.pending
        expected = dates.local_day_of(pending.expected_at, info.zone)
        years = dates.crosses_years(briefing.period)
        about = f"{dates.day_name(expected, year=years)}, {dates.clock(pending.expected_at, info.zone)} {info.place}"
        return f"no rate has been made since; the first that can know it is expected about {about}"
    return clean(alignment.note, 200) or "no rate was made after it"


def _made(briefing: Briefing, fixing: Fixing) -> str:
    return dates.day_name(made_day(fixing, briefing.info), year=dates.crosses_years(briefing.period))


SECTION = AnnouncedSection()
