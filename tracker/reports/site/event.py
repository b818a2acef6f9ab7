"""The page of an announcement: who, what, when, where it was read, and what each rate could and must know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from tracker.model.event import EventSource, PolicyEvent
from tracker.reports import dates
from tracker.reports.briefing import Briefing, EventItem
from tracker.reports.cleaning import plain
from tracker.reports.coded import coded
from tracker.reports.numbers import percent
from tracker.reports.pages.events import quotations, when
from tracker.reports.pages.markup import element, named, together
from tracker.reports.pages.telling import Telling, said
from tracker.reports.phrases import direction, event_day, host_of, jurisdiction, unconfirmed, web_address
from tracker.reports.site import places
from tracker.reports.site.reactions import WeekTelling, reactions
from tracker.reports.site.site import Made, Site, facts, instant, made, opening, page, part

_MOST_NEAR = 12


def event_page(
    site: Site, item: EventItem, briefing: Briefing, version: Made, *, others: Mapping[str, PolicyEvent]
) -> str:
    """The whole document. ``others`` are the events near it that have pages, by id, in order."""
    event = item.event
    path = places.event_page(event.id)
    root = places.root_of(path)
    title = said(event.title, 300) or said(event.id, 120)
    telling = WeekTelling(briefing=briefing, root=root)
    shared = {other for one in item.reactions for other in one.shared_with}
    main = together(
        opening(
            "Announcement",
            title,
            element("p", _who(event), class_="who"),
            element("p", "Not fully confirmed.", class_="notice") if unconfirmed(event) else None,
            element("p", said(event.summary, 1200), class_="lede") if event.summary else None,
        ),
        [element("blockquote", element("p", quote)) for quote in quotations(event)],
        part("when", "When, and by whom", facts([*_facts(telling, event), _week(briefing, root)])),
        part("rates", "What the rates could know", *reactions(telling, item)),
        part("else", "What else happened", _else(item, others, shared, root)),
        part("related", "Related announcements", _related(event, others, root)) if _like(event, others) else None,
        part("read", "Where we read it", _sources(event)),
        made(version, root=root, place=f"event-{places.safe(event.id)}"),
    )
    return page(
        site,
        path,
        title=f"{plain(title)} – {dates.short(event_day(event), year=True)}",
        main=main,
        description=said(event.summary or event.title, 300),
        credited=briefing.credits,
    )


def withdrawn_page(site: Site, event_id: str, since: str, into: str = "") -> str:
    """What stands at the address of an announcement that is no longer in the ledger: people cite addresses."""
    path = places.event_page(event_id)
    root = places.root_of(path)
    version = Made(number=1, made_at=since)
    told = element("p", "It was in our ledger and is no longer. It was taken out by ", instant(version.instant), ".")
    link = (
        element("p", "The same act is told under ", element("a", into, href=f"{root}{places.event_page(into)}"), ".")
        if into
        else None
    )
    main = together(
        opening("Announcement", "Withdrawn", element("p", element("code", said(event_id, 160)))), told, link
    )
    robots = named("meta", {"name": "robots", "content": "noindex"})
    return page(site, path, title="Withdrawn", main=main, head=robots)


def told_of_event(item: EventItem, briefing: Briefing) -> dict[str, Any]:
    """What other pages tell of an announcement, as plain values."""
    event = item.event
    reaction = item.reaction(briefing.series)
    moved = reaction.to_latest if reaction is not None else None
    return {
        "title": said(event.title, 300) or said(event.id, 120),
        "issuer": said(event.issuer, 80),
        "actor": said(event.actor, 80),
        "kind": said(event.kind, 40),
        "action": said(event.action, 40),
        "stance": said(event.stance, 40),
        "jurisdiction": said(event.jurisdiction, 20),
        "day": event_day(event).isoformat(),
        "week": briefing.period.label,
        "hour_known": event.time.precision != "day",
        "confirmed": not unconfirmed(event),
        "moved": f"{percent(moved.value_change, signed=True)}, {direction(moved)}" if moved else "",
        "verdict": reaction.verdict if reaction is not None else "",
    }


def _who(event: PolicyEvent) -> str:
    role = f", {said(event.role, 80)}" if event.actor and event.role else ""
    parts = (
        f"{said(event.actor, 80)}{role}" if event.actor else "",
        said(event.issuer, 80),
        jurisdiction(event.jurisdiction),
    )
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _facts(telling: Telling, event: PolicyEvent) -> Iterator[tuple[str, Markup | str]]:
    yield "When", when(telling, event)
    yield "Known as", _interval(event)
    yield "What", f"{coded('kind', event.kind)}: {coded('action', event.action)}"
    yield "Direction", coded("stance", event.stance)
    if event.target:
        yield "About", said(event.target, 120)
    if event.programme:
        yield "Programme", said(event.programme, 160)
    legal = (("Adopted", event.adopted_on), ("In force", event.effective_on), ("Legal date", event.legal_on))
    for name, day in legal:
        if day is not None:
            yield name, element("time", dates.short(day, year=True), datetime=day.isoformat())
    if event.expectedness not in ("", "unknown"):
        yield "Expected", _word(event.expectedness)
    yield "Id", element("code", said(event.id, 160))


def _interval(event: PolicyEvent) -> Markup:
    interval = event.time.interval
    words = {"minute": "to the minute", "interval": "within bounds", "day": "by its day alone"}
    return together(
        f"{words.get(event.time.precision, said(event.time.precision, 20))}: between ",
        instant(interval.start),
        " and ",
        instant(interval.end),
        f" (place: {said(event.time.zone, 40)})",
    )


def _week(briefing: Briefing, root: str) -> tuple[str, Markup]:
    label = briefing.period.label
    link = element(
        "a", dates.span(briefing.period.since, briefing.period.until), href=f"{root}{places.week_page(label)}"
    )
    return "Week", link


def _else(item: EventItem, others: Mapping[str, PolicyEvent], shared: set[str], root: str) -> Markup:
    if not item.confounders and not shared:
        return element("p", "Nothing else is logged that the same rates could know.")
    every = list(dict.fromkeys((*item.confounders, *sorted(shared))))
    links = [_link(others.get(one), one, root, shares=one in shared) for one in every]
    return together(
        element("p", "The same rates could know these, too; nobody can tell apart what each did."),
        element("ul", [element("li", one) for one in links], class_="items", role="list"),
    )


def _link(event: PolicyEvent | None, event_id: str, root: str, *, shares: bool = False) -> Markup:
    if event is None:
        return element("code", said(event_id, 160))
    day = dates.short(event_day(event), year=True)
    link = element("a", said(event.title, 200) or said(event_id, 120), href=f"{root}{places.event_page(event_id)}")
    return together(link, element("span", f" {day}" + (", shares a rate with it" if shares else ""), class_="muted"))


def _like(event: PolicyEvent, others: Mapping[str, PolicyEvent]) -> list[PolicyEvent]:
    """Announcements near it by the same actor, of the same programme, or by the same authority in the same way."""

    def related(one: PolicyEvent) -> bool:
        return one.id != event.id and (
            (bool(event.actor) and one.actor == event.actor)
            or (bool(event.programme) and one.programme == event.programme)
            or (one.issuer == event.issuer and one.kind == event.kind)
        )

    return [one for one in others.values() if related(one)][:_MOST_NEAR]


def _related(event: PolicyEvent, others: Mapping[str, PolicyEvent], root: str) -> Markup:
    items = [element("li", _link(one, one.id, root)) for one in _like(event, others)]
    return element("ul", items, class_="items", role="list")


def _sources(event: PolicyEvent) -> Markup:
    if not event.sources:
        return element("p", "No page is on record.")
    return element("ul", [element("li", _source(one)) for one in event.sources[:40]], class_="sources", role="list")


def _source(source: EventSource) -> Markup:
    address = web_address(source.url)
    shown: Markup | str = said(source.url, 200)
    if address:
        shown = element("a", host_of(source.url), href=address, rel="noopener noreferrer nofollow", class_="away")
    kind = f" ({said(source.tier, 20)})" if source.tier else ""
    got = together(", retrieved ", instant(source.retrieved_at)) if source.retrieved_at else None
    proof = together(", sha256 ", element("code", said(source.sha256, 64)[:16])) if source.sha256 else None
    return together(shown, kind, got, proof)


def _word(text: str) -> str:
    return said(text.replace("_", " "), 60)
