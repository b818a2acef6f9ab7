"""The pages of sources: who publishes, on which terms, how often, how far it reaches and how fresh it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from tracker.model.source import SourceInfo
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.tables import Head, Row, table
from tracker.reports.pages.telling import said
from tracker.reports.phrases import host_of, web_address
from tracker.reports.site import places
from tracker.reports.site.site import Site, facts, instant, opening, page, part

_KINDS = {"rates": "rates", "announcements": "announcements", "lists": "sanctions lists"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One series of a source: how many values are stored, of which first and last label; ``corrected`` how many of them
    have an earlier value."""

    series: str
    n: int
    first: str
    last: str
    corrected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSource:
    """A source. ``state`` says how it is in a word, ``fresh`` in a sentence, ``off`` that it is not asked."""

    info: SourceInfo
    newest: str
    state: str
    fresh: str = ""
    off: str = ""
    success: datetime | None = None
    failures: int = 0
    reach: Sequence[Reach] = ()


def sources_page(site: Site, sources: Sequence[ToldSource]) -> str:
    """All sources by kind."""
    root = places.root_of(places.SOURCES)
    parts = [
        part(
            kind, words[:1].upper() + words[1:], _table([one for one in sources if one.info.kind == kind], root, words)
        )
        for kind, words in _KINDS.items()
        if any(one.info.kind == kind for one in sources)
    ]
    main = together(
        opening(
            "Where everything comes from",
            "Sources",
            element("p", "What each publisher allows, how far its data reach here, and whether they are late."),
        ),
        parts,
    )
    return page(site, places.SOURCES, title=f"{site.title}: sources", main=main)


def source_page(site: Site, one: ToldSource) -> str:
    """One source."""
    info = one.info
    path = places.source_page(info.key)
    rights = info.rights
    terms = (
        element("a", host_of(rights.url), href=web_address(rights.url), rel="noopener noreferrer")
        if web_address(rights.url)
        else None
    )
    home = (
        element("a", host_of(info.homepage), href=web_address(info.homepage), rel="noopener noreferrer")
        if web_address(info.homepage)
        else said(info.homepage, 120)
    )
    rows: list[tuple[str, Markup | str]] = [
        ("Publisher", said(info.publisher, 160)),
        ("Its page", home),
        ("Brings", _KINDS.get(info.kind, said(info.kind, 40))),
        ("State", one.state),
        ("Newest", one.newest or "nothing stored"),
        ("Asked every", _every(info.cadence.total_seconds())),
        ("Last read", instant(one.success) if one.success else "never by this installation"),
        ("Licence", together(said(rights.licence, 300), " " if terms else None, terms)),
        ("Others may read it", "yes" if rights.republish else f"no: {said(rights.because or rights.licence, 300)}"),
        ("Credit", said(rights.credit, 300)),
        ("Its clock", said(info.zone, 40)),
    ]
    if one.failures:
        rows.append(("Failures in a row", str(one.failures)))
    if one.off:
        rows.append(("Off", said(one.off, 400)))
    main = together(
        opening(
            "Source", said(info.title, 160), element("p", said(info.note, 600), class_="lede") if info.note else None
        ),
        element("p", said(one.fresh, 300), class_="notice") if one.fresh else None,
        part("facts", "What it is", facts(rows)),
        part("reach", "How far it reaches here", _reach(one.reach, info.title)) if one.reach else None,
        element("p", element("a", "All sources", href=f"{places.root_of(path)}{places.SOURCES}")),
    )
    return page(site, path, title=f"{said(info.title, 120)} – source", main=main)


def _table(sources: Sequence[ToldSource], root: str, caption: str) -> Markup:
    heads = (Head(title="Source"), Head(title="Newest"), Head(title="State"), Head(title="Others may read it"))
    rows = [
        Row(
            cells=(
                element("a", said(one.info.title, 120), href=f"{root}{places.source_page(one.info.key)}"),
                together(one.newest or "nothing stored"),
                element("strong", one.state, class_="warning")
                if one.state in ("late", "failing")
                else together(one.state),
                together("yes" if one.info.rights.republish else "no"),
            )
        )
        for one in sources
    ]
    return table(heads, rows, caption=caption, class_="list")


def _reach(reach: Sequence[Reach], title: str) -> Markup:
    heads = (
        Head(title="Series"),
        Head(title="Values", right=True),
        Head(title="from"),
        Head(title="to"),
        Head(title="corrected", right=True),
    )
    rows = [
        Row(
            cells=(
                element("code", said(one.series, 60)),
                together(f"{one.n:,}".replace(",", "\u202f")),
                together(said(one.first, 20)),
                together(said(one.last, 20)),
                together(str(one.corrected) if one.corrected else "–"),
            )
        )
        for one in reach
    ]
    return table(heads, rows, caption=f"Series of {title}", class_="list")


def _every(seconds: float) -> str:
    for size, one, many in ((86_400, "day", "days"), (3_600, "hour", "hours"), (60, "minute", "minutes")):
        if seconds >= size:
            n = round(seconds / size)
            return one if n == 1 else f"{n} {many}"
    return f"{round(seconds)} seconds"
