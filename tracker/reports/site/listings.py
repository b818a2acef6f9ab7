"""The lists of a site: its weeks by year, its announcements by year and by authority."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from tracker.reports import dates
from tracker.reports.coded import coded
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.shell import NavLink
from tracker.reports.pages.tables import Head, Row, table
from tracker.reports.pages.telling import said
from tracker.reports.site import places
from tracker.reports.site.front import weeks_table
from tracker.reports.site.site import Site, opening, page, part


def weeks_page(site: Site, weeks: Mapping[str, dict[str, Any]]) -> str:
    """All weeks by year, the newest first."""
    root = places.root_of(places.WEEKS)
    years = sorted({_year(label) for label in weeks}, reverse=True)
    parts = []
    for year in years:
        of_year = [(label, told) for label, told in sorted(weeks.items(), reverse=True) if _year(label) == year]
        parts.append(part(str(year), str(year), weeks_table(of_year, root, noun=site.noun, caption=f"Weeks of {year}")))
    main = together(
        opening("All reports", "Weeks", element("p", f"{len(weeks)} weeks, the newest first.", class_="lede")), parts
    )
    contents = [NavLink(text=str(year), href=f"#part-{year}") for year in years]
    return page(site, places.WEEKS, title=f"{site.title}: weeks", main=main, contents=contents)


def events_page(site: Site, events: Mapping[str, dict[str, Any]]) -> str:
    """The index of announcements: by year, by authority, by kind, and the newest."""
    root = places.root_of(places.EVENTS)
    years = Counter(told["day"][:4] for told in events.values())
    issuers = Counter(told["issuer"] for told in events.values() if told["issuer"])
    kinds = Counter(told["kind"] for told in events.values())
    newest = sorted(events.items(), key=lambda one: (one[1]["day"], one[0]), reverse=True)[:40]
    main = together(
        opening(
            "The ledger",
            "Announcements",
            element("p", f"{len(events)} announcements by kind: {_kinds(kinds)}.", class_="lede"),
        ),
        part(
            "years",
            "By year",
            _chosen([(year, n, f"{root}{places.events_of_year(int(year))}") for year, n in sorted(years.items())]),
        ),
        part(
            "issuers",
            "By authority",
            _chosen(
                [
                    (issuer, n, f"{root}{places.events_of_issuer(issuer)}")
                    for issuer, n in sorted(issuers.items(), key=lambda one: (-one[1], one[0]))
                ]
            ),
        ),
        part("newest", "The newest", events_table(newest, root, caption="The newest announcements")),
    )
    return page(site, places.EVENTS, title=f"{site.title}: announcements", main=main)


def year_page(site: Site, year: int, events: Mapping[str, dict[str, Any]]) -> str:
    """The announcements of a year, by day."""
    path = places.events_of_year(year)
    return _events(site, path, f"Announcements of {year}", events)


def issuer_page(site: Site, issuer: str, events: Mapping[str, dict[str, Any]]) -> str:
    """The announcements of an authority, by day."""
    return _events(site, places.events_of_issuer(issuer), said(issuer, 80), events)


def _events(site: Site, path: str, title: str, events: Mapping[str, dict[str, Any]]) -> str:
    root = places.root_of(path)
    ordered = sorted(events.items(), key=lambda one: (one[1]["day"], one[0]))
    main = together(
        opening("The ledger", title, element("p", f"{len(events)} announcements.", class_="lede")),
        events_table(ordered, root, caption=title),
        element("p", element("a", "All announcements", href=f"{root}{places.EVENTS}")),
    )
    return page(site, path, title=f"{site.title}: {title}", main=main)


def events_table(events: Sequence[tuple[str, dict[str, Any]]], root: str, *, caption: str) -> Markup:
    """Announcements with their day, authority, kind, and the move of the rate that must know each."""
    heads = (
        Head(title="Announcement"),
        Head(title="Day"),
        Head(title="Authority"),
        Head(title="Kind"),
        Head(title="Moved with it", right=True),
        Head(title="Verdict"),
    )
    return table(heads, [_row(event_id, told, root) for event_id, told in events], caption=caption, class_="list")


def _row(event_id: str, told: dict[str, Any], root: str) -> Row:
    title = element("a", said(told["title"], 200), href=f"{root}{places.event_page(event_id)}")
    day = date.fromisoformat(told["day"])
    moved = told["moved"]
    tone = next((word for word in ("weaker", "stronger") if moved.endswith(word)), "")
    return Row(
        cells=(
            together(
                title, "" if told["confirmed"] else element("span", " †", class_="muted", title="not fully confirmed")
            ),
            element("time", dates.short(day, year=True), datetime=told["day"], class_="day"),
            together(told["issuer"]),
            together(coded("kind", told["kind"])),
            element("span", moved, class_=tone) if tone else together(moved or "–"),
            together(told["verdict"] or "–"),
        )
    )


def _chosen(links: Sequence[tuple[str, int, str]]) -> Markup:
    items = [
        element("li", element("a", said(name, 80), href=href), element("span", f" {n}", class_="muted"))
        for name, n, href in links
    ]
    return element("ul", items, class_="chosen", role="list")


def _kinds(kinds: Counter[str]) -> str:
    return ", ".join(f"{coded('kind', kind)} {n}" for kind, n in kinds.most_common())


def _year(label: str) -> int:
    return int(label[:4])
