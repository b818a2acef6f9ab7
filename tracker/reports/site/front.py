"""The front page: the newest rates and when they were made, what was announced lately, the newest week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from tracker.reports.pages.markup import element, together
from tracker.reports.pages.tables import Head, Row, table
from tracker.reports.pages.telling import said
from tracker.reports.site import places
from tracker.reports.site.site import Made, Site, instant, opening, page, part


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRate:
    """The newest rate of a series; without one, ``level`` is empty. ``late``: what should be out by now, in words."""

    series: str
    credit: str
    unit: str
    level: str
    label: str
    made: str
    made_at: datetime | None
    late: str = ""
    upcoming: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """An announcement of the last days: ``met`` the rates that must know it, ``waits`` those it still waits for."""

    id: str
    title: str
    day: str
    hour_known: bool
    paged: bool = True
    met: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What the front page tells. ``figure`` and ``headline`` are those of the week named; ``stale`` are warnings.

    ``ledger`` is the figure of all announcements; empty where nothing is logged.
    """

    rates: Sequence[NewRate]
    lately: Sequence[Lately]
    label: str
    told: dict[str, Any]
    figure: Markup
    recent: Sequence[tuple[str, dict[str, Any]]]
    stale: Sequence[str]
    counts: tuple[int, int]
    ledger: Markup
    credited: Sequence[str] = ()


def front_page(site: Site, front: Front, version: Made) -> str:
    """The whole document."""
    weeks, events = front.counts
    week = f"The week of {front.told.get('dates', front.label)}"
    main = together(
        opening(
            f"What was announced, when could the market first know, what did the {site.noun} do, and is that unusual?",
            f"Sanctions and the {site.noun}",
            element(
                "p",
                element("a", week, href=places.week_page(front.label), class_="week", title="The newest whole week"),
                " ",
                front.told.get("headline", "").replace(" %", "\N{NO-BREAK SPACE}%"),
                class_="headline",
            )
            if front.label
            else None,
            [element("p", said(one, 300), class_="notice") for one in front.stale],
            small=True,
        ),
        front.figure,
        part("now", "The newest rates", _rates(front.rates)),
        part("lately", "Announced lately", _lately(front.lately)),
        part("weeks", "The last weeks", weeks_table(front.recent, "", noun=site.noun), _more(weeks, events)),
        part("ledger", "The ledger over the years", front.ledger) if front.ledger else None,
        element("p", "This page was last changed ", instant(version.instant), ".", class_="version"),
    )
    return page(
        site,
        places.FRONT,
        title=f"{site.title}: {week[:1].lower()}{week[1:]}" if front.label else f"{site.title}: now",
        main=main,
        description=front.told.get("headline", "") or site.title,
        credited=front.credited,
    )


def _more(weeks: int, events: int) -> Markup:
    return element(
        "p",
        element("a", f"All {weeks} weeks", href=places.WEEKS),
        " · ",
        element("a", f"all {events} announcements", href=places.EVENTS),
    )


def _rates(rates: Sequence[NewRate]) -> Markup:
    heads = (
        Head(title="Source"),
        Head(title="Level", right=True),
        Head(title="of"),
        Head(title="made"),
        Head(title="next"),
    )
    rows = [
        Row(
            cells=(
                together(said(one.credit, 80), element("span", f" {said(one.unit, 60)}", class_="muted")),
                together(one.level or "nothing stored"),
                element("span", said(one.label, 30), class_="day"),
                together(one.made),
                element("strong", one.late, class_="warning")
                if one.late
                else instant(one.upcoming)
                if one.upcoming
                else together("–"),
            )
        )
        for one in rates
    ]
    return table(heads, rows, caption="The newest rates", class_="list") if rows else element("p", "No rate is stored.")


def _lately(events: Sequence[Lately]) -> Markup:
    if not events:
        return element("p", "Nothing was logged in the last 14 days; that is not to say that nothing happened.")
    return element("ul", [element("li", _event(one)) for one in events], class_="items", role="list")


def _event(one: Lately) -> Markup:
    notes = [one.day, "" if one.hour_known else "hour not known", one.met, one.waits]
    title = said(one.title, 200)
    link = element("a", title, href=places.event_page(one.id)) if one.paged else title
    return together(link, element("span", f" {'; '.join(filter(None, notes))}", class_="muted"))


def weeks_table(weeks: Sequence[tuple[str, dict[str, Any]]], root: str, *, noun: str, caption: str = "Weeks") -> Markup:
    """Weeks with their level, move, verdict and numbers of announcements, in the order given."""
    heads = (
        Head(title="Week"),
        Head(title="Level", right=True),
        Head(title=noun[:1].upper() + noun[1:], right=True),
        Head(title="Most unusual move"),
        Head(title="Announcements", right=True),
        Head(title="New sanctions", right=True),
    )
    return table(heads, [_week(label, told, root) for label, told in weeks], caption=caption, class_="list")


def _number(told: dict[str, Any], key: str) -> str:
    """How many were logged; of a week in which nobody looked none is no number."""
    return "not seen" if told.get("unseen") and not told["announcements"] else str(told[key])


def _week(label: str, told: dict[str, Any], root: str) -> Row:
    change = told.get("value_change")
    tone = "" if not change else "weaker" if change < 0 else "stronger"
    running = "" if told["complete"] else " (not over)"
    return Row(
        cells=(
            element("a", f"{told['dates']}{running}", href=f"{root}{places.week_page(label)}"),
            together(told["level"] or "–"),
            element("span", told["change"], class_=tone) if tone else together(told["change"] or "–"),
            together(told["verdict"] or "–"),
            together(_number(told, "announcements")),
            together(_number(told, "sanctions")),
        ),
        place=f"week-{label}",
    )
