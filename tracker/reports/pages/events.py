"""The announcements of a page: what each says and who, when and how well that is known, where it was read, and which
observations could and must know it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from markupsafe import Markup

from tracker.model.event import EventSource, PolicyEvent
from tracker.model.instants import format_instant
from tracker.model.schedule import Fixing
from tracker.reports import dates
from tracker.reports.briefing import EventItem
from tracker.reports.coded import coded
from tracker.reports.numbers import level, percent
from tracker.reports.pages.ids import event_place
from tracker.reports.pages.markup import element, hidden, together
from tracker.reports.pages.telling import Telling, said
from tracker.reports.phrases import (
    direction,
    event_day,
    host_of,
    jurisdiction,
    made_day,
    time_phrase,
    unconfirmed,
    web_address,
)

_QUOTED = re.compile(r"“(.{12,600}?)”")
_MOST_SOURCES = 8
_FOLDED = 40
_TIERS = {"official": "the authority's own page", "transcript": "transcript", "copy": "a copy", "wire": "news agency"}


def event_list(telling: Telling, items: Sequence[EventItem]) -> Markup:
    """Every event, in the order given, each under its id; of very many each is opened by who wants it."""
    cards = [event_card(telling, item) for item in items]
    if len(items) > _FOLDED:
        names = [_summary(telling, item) for item in items]
        cards = [element("details", name, card) for name, card in zip(names, cards, strict=True)]
    return element("ol", [element("li", card) for card in cards], class_="events", role="list")


def _summary(telling: Telling, item: EventItem) -> Markup:
    tag, day = telling.tags.get(item.event.id, ""), dates.short(event_day(item.event), year=True)
    title = said(item.event.title, 300) or said(item.event.id, 80)
    return element(
        "summary", element("span", tag, class_="tag") if tag else None, " " if tag else None, f"{day}: {title}"
    )


def event_card(telling: Telling, item: EventItem, *, heading: str = "h3") -> Markup:
    """One event."""
    event = item.event
    tag = telling.tags.get(event.id, "")
    return element(
        "article",
        element(
            heading,
            element("span", tag, class_="tag") if tag else None,
            " " if tag else None,
            said(event.title, 300) or said(event.id, 80),
            element("span", " †", hidden(" (not fully confirmed)"), class_="muted") if unconfirmed(event) else None,
        ),
        element("p", _who(event), class_="who"),
        element("p", said(event.summary, 600), class_="summary") if event.summary else None,
        [element("blockquote", element("p", quote)) for quote in quotations(event)],
        element("dl", [element("div", element("dt", key), element("dd", told)) for key, told in _rows(telling, item)]),
        class_="event",
        id=event_place(event.id),
        data_title=said(event.title, 120),
        tabindex="-1",
    )


def quotations(event: PolicyEvent) -> tuple[str, ...]:
    """What the record holds in quotation marks, word for word."""
    return tuple(dict.fromkeys(f"“{said(found, 600)}”" for found in _QUOTED.findall(event.evidence[:20_000])))[:3]


def _who(event: PolicyEvent) -> Markup:
    role = f", {said(event.role, 80)}" if event.actor and event.role else ""
    parts = [
        f"{said(event.actor, 80)}{role}" if event.actor else "",
        said(event.issuer, 80),
        jurisdiction(event.jurisdiction),
        coded("kind", event.kind),
    ]
    return together(" · ".join(dict.fromkeys(part for part in parts if part)))


def _rows(telling: Telling, item: EventItem) -> Iterator[tuple[str, Markup]]:
    yield "When", when(telling, item.event)
    yield from _met(telling, item)
    yield "Read in", sources(item.event) or together("no page on record")
    yield "Id", element("code", said(item.event.id, 120))


def when(telling: Telling, event: PolicyEvent) -> Markup:
    """When it became public, and how precisely that is known, in words."""
    day, info = event_day(event), telling.briefing.info
    place = dates.place_of(event.time.zone)
    start, end = event.time.interval.start, event.time.interval.end
    if event.time.precision == "day":
        shown = element("time", dates.day_name(day, year=True), datetime=day.isoformat())
        return together(shown, f", by the clocks of {place}; the hour is not known")
    phrase = time_phrase(event, info, beside=day)
    if event.time.precision == "minute":
        began = f"{dates.day_name(day, year=True)}, {dates.clock(start, event.time.zone)}"
        shown = element("time", began, datetime=format_instant(start))
        there = "" if event.time.zone == info.zone else f" ({dates.clock(start, info.zone)} {info.place})"
        return together(shown, f" in {place}{there}; known to the minute")
    shown = element("time", dates.day_name(day, year=True), datetime=day.isoformat())
    bounds = ("; not before ", _instant(start, info.zone), ", public by ", _instant(end, info.zone), f" {info.place}")
    return together(shown, f", {phrase}" if phrase else None, bounds)


def _instant(instant: datetime, zone: str) -> Markup:
    day = dates.day_name(dates.local_day_of(instant, zone))
    return element("time", f"{day}, {dates.clock(instant, zone)}", datetime=format_instant(instant))


def _met(telling: Telling, item: EventItem) -> Iterator[tuple[str, Markup]]:
    """The observation that must know it, the ones that could, and the move there; or which is expected, or why none."""
    briefing = telling.briefing
    info, found = briefing.info, item.reaction(briefing.series)
    noun = info.observation
    if found is None:
        return
    alignment = found.alignment
    if alignment.latest is not None:
        first, last = alignment.earliest, alignment.latest
        if first is None or first.label == last.label:
            yield "Met", together(f"the {noun} of ", _fixing(telling, last), ", for certain")
        elif alignment.spans > 2:
            yield "Met", together(f"one of the {noun}s from ", _fixing(telling, first), " to ", _fixing(telling, last))
        else:
            or_then = (", or that of ", _fixing(telling, last), " if it came too late for it")
            yield "Met", together(f"the {noun} of ", _fixing(telling, first), or_then)
        moved = found.to_latest
        if moved is not None and found.value_pre is not None and found.value_latest is not None:
            shared = f"; shared with {len(found.shared_with)} more" if found.shared_with else ""
            numbers = [
                telling.number(together(level(value, 3)), [f"{briefing.series} {fixing.label}"])
                for value, fixing in ((found.value_pre, alignment.pre), (found.value_latest, last))
                if fixing is not None
            ]
            yield (
                "The move",
                together(
                    Markup(" → ").join(numbers),
                    f": {percent(moved.value_change, signed=True)} ({direction(moved)}){shared}",
                ),
            )
    elif alignment.pending is not None:
        expected = alignment.pending.expected_at
        yield "Expected in", together(f"the {noun} of about ", _instant(expected, info.zone), f" {info.place}")
    elif alignment.note:
        yield "In no rate", together(said(alignment.note, 200))


def _fixing(telling: Telling, fixing: Fixing) -> Markup:
    day = made_day(fixing, telling.briefing.info)
    shown = element("time", dates.day_name(day, year=True), datetime=format_instant(fixing.made_to))
    return telling.rate_link(fixing.label, shown)


def sources(event: PolicyEvent) -> Markup | None:
    """The pages it was read in, as links shown by their hosts; what is no web address stays text."""
    shown = [_source(one) for one in event.sources[:_MOST_SOURCES]]
    left = len(event.sources) - len(shown)
    if left > 0:
        shown.append(together(f"and {left} more"))
    return element("ul", [element("li", one) for one in shown], class_="sources", role="list") if shown else None


def _source(source: EventSource) -> Markup:
    address, tier = web_address(source.url), _TIERS.get(source.tier, said(source.tier, 20))
    kind = f" ({tier})" if tier else ""
    if not address:
        return together(said(source.url, 120), kind)
    link = element("a", host_of(source.url), href=address, rel="noopener noreferrer nofollow", class_="away")
    return together(link, kind)
