"""The pages that tell of all weeks and announcements at once: written at every build, each only where it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.model.instants import format_instant, parse_instant
from tracker.reports.site import feeds, places
from tracker.reports.site.front import front_page
from tracker.reports.site.listings import events_page, issuer_page, weeks_page, year_page
from tracker.reports.site.method import about_page, method_page
from tracker.reports.site.site import Made, Site
from tracker.reports.site.source import source_page, sources_page
from tracker.reports.site.versions import versions_page
from tracker.services.ledger_version import ledger_version_of
from tracker.services.site.folder import Folder
from tracker.services.site.fronts import calendar_of, front_of
from tracker.services.site.inputs import Inputs, digest
from tracker.services.site.manifest import Kept, next_version
from tracker.services.site.methods import method_of
from tracker.services.site.sources import told_sources
from tracker.services.site.weeks import versions_of
from tracker.services.site.whole_ledger import whole_ledger

FIGURE = "figure"
"""What is kept of the figure of the front page."""

_LEDGER = "ledger"

_EVER = "2000-01-01T00:00:00Z"
"""Stands where an instant will stand, while it is looked whether a page tells anything new."""


@dataclass(slots=True, kw_only=True)
class _Pages:
    folder: Folder
    inputs: Inputs
    site: Site
    shared: dict[str, Kept] = field(default_factory=dict)

    def since(self, name: str, content: str) -> Made:
        """The version of a page that tells ``content``: made now where that is new."""
        before = self.folder.before.shared.get(name)
        now = format_instant(self.inputs.context.now)
        kept = next_version(before, digest([content]), now, (), final=False)
        self.shared[name] = kept
        return Made(number=1, made_at=kept.newest.made_at)

    def write(self, path: str, content: str) -> None:
        """A page without an instant of its own."""
        self.folder.write(path, content)


def write_overviews(
    folder: Folder,
    inputs: Inputs,
    site: Site,
    weeks: Mapping[str, Kept],
    events: Mapping[str, Kept],
    *,
    drawn: Kept,
) -> dict[str, Kept]:
    """Write them all; returns what is kept of those that name the instant of their making.

    ``drawn`` tells the label of the newest whole week and its first figure as HTML.
    """
    pages = _Pages(folder=folder, inputs=inputs, site=site)
    told = {label: dict(kept.told) for label, kept in weeks.items()}
    there = {name: dict(kept.told) for name, kept in sorted(events.items()) if not kept.withdrawn}
    _listings(pages, told, there)
    _versions(pages, weeks, events)
    sources = told_sources(inputs)
    pages.write(places.SOURCES, sources_page(site, sources))
    for source in sources:
        pages.write(places.source_page(source.info.key), source_page(site, source))
    pages.write(places.METHOD, method_page(site, method_of(inputs)))
    pages.shared[FIGURE] = drawn
    ledger = pages.shared[_LEDGER] = whole_ledger(inputs, folder.before.shared.get(_LEDGER))
    front = front_of(
        inputs,
        told,
        len(there),
        label=str(drawn.told["label"]),
        figure=str(drawn.told["html"]),
        ledger=str(ledger.told["html"]),
    )
    version = pages.since("front", front_page(site, front, Made(number=1, made_at=_EVER)))
    pages.write(places.FRONT, front_page(site, front, version))
    _about(pages, told, there, front.credited)
    _feeds(pages, weeks)
    _calendar(pages)
    if site.url:
        pages.write(places.SITEMAP, feeds.sitemap(site, _mapped(folder, weeks, events)))
    return pages.shared


def _listings(pages: _Pages, weeks: Mapping[str, dict[str, Any]], events: Mapping[str, dict[str, Any]]) -> None:
    site = pages.site
    pages.write(places.WEEKS, weeks_page(site, weeks))
    pages.write(places.EVENTS, events_page(site, events))
    for year in sorted({int(one["day"][:4]) for one in events.values()}):
        pages.write(places.events_of_year(year), year_page(site, year, _of(events, "year", str(year))))
    by_file: dict[str, str] = {}
    for issuer in sorted({one["issuer"] for one in events.values() if one["issuer"]}):
        path = places.events_of_issuer(issuer)
        if path not in by_file:
            by_file[path] = issuer
            pages.write(path, issuer_page(site, issuer, _of(events, "issuer", issuer)))


def _of(events: Mapping[str, dict[str, Any]], by: str, value: str) -> dict[str, dict[str, Any]]:
    return {
        name: told for name, told in events.items() if (told["day"][:4] if by == "year" else told["issuer"]) == value
    }


def _versions(pages: _Pages, weeks: Mapping[str, Kept], events: Mapping[str, Kept]) -> None:
    page = versions_page(
        pages.site,
        {label: versions_of(kept) for label, kept in sorted(weeks.items())},
        {name: (kept.told["title"], versions_of(kept)) for name, kept in sorted(events.items()) if not kept.withdrawn},
        {name: kept.withdrawn for name, kept in sorted(events.items()) if kept.withdrawn},
        [name for name, kept in sorted(events.items()) if not kept.withdrawn and _later(kept, weeks)],
    )
    pages.write(places.VERSIONS, page)


def _later(event: Kept, weeks: Mapping[str, Kept]) -> bool:
    week = weeks.get(str(event.told.get("week")))
    return week is not None and event.versions[0].made_at > week.versions[0].made_at


def _about(pages: _Pages, weeks: Mapping[str, Any], events: Mapping[str, Any], credited: Iterable[str]) -> None:
    ledger = ledger_version_of(pages.inputs.context, pages.inputs.recorded)

    def page(version: Made) -> str:
        return about_page(
            pages.site, version, ledger=ledger, weeks=len(weeks), events=len(events), credited=tuple(credited)
        )

    # What is cited is the site as it stands: any page that changed makes it another.
    state = digest(f"{path} {one.sha256}" for path, one in sorted(pages.folder.files.items()))
    pages.write(places.ABOUT, page(pages.since("about", f"{state} {page(Made(number=1, made_at=_EVER))}")))


def _feeds(pages: _Pages, weeks: Mapping[str, Kept]) -> None:
    site = pages.site
    over = [(label, kept) for label, kept in sorted(weeks.items(), reverse=True) if kept.told["complete"]]
    entries = [
        feeds.Entry(
            label=label,
            title=str(kept.told["title"]),
            text=str(kept.told["headline"]),
            ended=parse_instant(str(kept.told["end"])),
            version=versions_of(kept)[-1],
        )
        for label, kept in over
    ]
    pages.write(places.FEED, feeds.rss(site, entries))
    pages.write(places.JSON_FEED, feeds.json_feed(site, entries))
    told = {label: dict(kept.told) for label, kept in weeks.items()}
    pages.write(places.DATA, feeds.index(site, told, {label: versions_of(kept)[-1] for label, kept in weeks.items()}))


def _calendar(pages: _Pages) -> None:
    stamp = parse_instant(_EVER)
    version = pages.since("calendar", calendar_of(pages.inputs, stamp))
    pages.write(places.CALENDAR, calendar_of(pages.inputs, version.instant))


def _mapped(folder: Folder, weeks: Mapping[str, Kept], events: Mapping[str, Kept]) -> Iterable[tuple[str, str]]:
    changed = {
        path: kept.newest.made_at
        for one in (weeks, events)
        for kept in one.values()
        for path in kept.paths
        if kept.versions
    }
    gone = {path for kept in events.values() if kept.withdrawn for path in kept.paths}
    for path in sorted(folder.files):
        if path.endswith(".html") and path not in gone:
            yield path, changed.get(path, "")
