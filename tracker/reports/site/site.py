"""What every page of a site shares: its name, its links, its foot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from tracker.model.instants import format_instant, parse_instant
from tracker.model.series import SeriesName
from tracker.reports import dates
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.pages import citing
from tracker.reports.pages.markup import Child, element, together
from tracker.reports.pages.shell import PRODUCT, NavLink, Page, written
from tracker.reports.phrases import NO_CAUSE_SENTENCE
from tracker.reports.site import places

STYLE = "site.css"
"""What only the pages of a site have, beside the style of every page."""

NOT_MEANT = f"{citing.NOT_MEANT} {NO_CAUSE_SENTENCE}."

_NAVIGATION = (
    ("Now", places.FRONT),
    ("Weeks", places.WEEKS),
    ("Announcements", places.EVENTS),
    ("Sources", places.SOURCES),
    ("Method", places.METHOD),
    ("Versions", places.VERSIONS),
    ("About", places.ABOUT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site.

    Attributes
    ----------
    pair : str
        What its weeks are about, ``USD/RUB``.
    url : str
        Its address with a slash at the end, or empty: then feeds have relative links.
    public : bool
        Whether it holds only what may be republished.
    software : str
        Version of the program that makes it.
    sources : tuple of str
        Keys of the sources that have a page.
    """

    pair: str
    url: str = ""
    public: bool = False
    software: str = ""
    sources: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        """The currency whose weeks they are, as people say it."""
        return pair_of(SeriesName.parse(self.pair)).quote

    @property
    def title(self) -> str:
        """What feeds call it."""
        return f"Sanctions and {self.pair}"

    def address(self, path: str) -> str:
        """A page's address for readers elsewhere; the front page is the folder itself."""
        return f"{self.url}{'' if path == places.FRONT and self.url else path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The version of a page: its number, when it was made (RFC 3339), why it is another than the one before."""

    number: int
    made_at: str
    why: tuple[str, ...] = field(default=())

    @property
    def instant(self) -> datetime:
        """When, in UTC."""
        return parse_instant(self.made_at)


def page(
    site: Site,
    path: str,
    *,
    title: str,
    main: Markup,
    description: str = "",
    contents: Sequence[NavLink] = (),
    head: Markup | None = None,
    credited: Sequence[str] = (),
) -> str:
    """A page of the site as a document. The navigation marks the part the page belongs to."""
    root = places.root_of(path)
    part = path.partition("/")[0]
    nav = [
        NavLink(
            text=text, href=f"{root}{target}", here=target == path or ("/" in path and target.startswith(f"{part}/"))
        )
        for text, target in _NAVIGATION
    ]
    feeds = together(
        element("link", rel="stylesheet", href=f"{root}{STYLE}"),
        element("link", rel="alternate", type="application/rss+xml", title=site.title, href=f"{root}{places.FEED}"),
        element(
            "link", rel="alternate", type="application/feed+json", title=site.title, href=f"{root}{places.JSON_FEED}"
        ),
        element("link", rel="canonical", href=site.address(path)) if site.url else None,
    )
    foot = together(
        [element("p", clean(one, 300)) for one in credited],
        element(
            "p",
            f"{PRODUCT} {site.software}. {NOT_MEANT} ",
            element("a", "How to cite", href=f"{root}{places.ABOUT}"),
            " · ",
            element("a", "RSS", href=f"{root}{places.FEED}"),
            " · ",
            element("a", "JSON feed", href=f"{root}{places.JSON_FEED}"),
            " · ",
            element("a", "Calendar", href=f"{root}{places.CALENDAR}"),
        ),
    )
    return written(
        Page(
            title=title,
            main=main,
            description=description,
            contents=contents,
            nav=nav,
            home=f"{root}{places.FRONT}",
            footer=foot,
            head=together(feeds, head),
            root=root,
        )
    )


@cache
def style() -> str:
    """The text of the style sheet ``STYLE``."""
    return files("tracker.reports.site").joinpath("assets", STYLE).read_text(encoding="ascii")


def opening(eyebrow: str, title: str, *rest: Child | Iterable[Child], small: bool = False) -> Markup:
    """The top of a page; ``small`` where something else in it is what the page says first."""
    return element(
        "header",
        element("p", eyebrow, class_="eyebrow"),
        element("h1", title, class_=None if small else "big"),
        *rest,
        class_="opening",
    )


def part(key: str, title: str, *children: Child | Iterable[Child]) -> Markup:
    """A titled part of a page."""
    place = f"part-{key}"
    return element(
        "section",
        element("h2", title, id=f"{place}-title"),
        *children,
        id=place,
        class_=f"part part-{key}",
        aria_labelledby=f"{place}-title",
    )


def facts(rows: Sequence[tuple[str, Markup | str]]) -> Markup:
    """Keyed facts."""
    return element(
        "dl", [element("div", element("dt", key), element("dd", told)) for key, told in rows], class_="facts"
    )


def instant(at: datetime) -> Markup:
    """An instant in words, UTC."""
    shown = f"{dates.short(at.date(), year=True)}, {at:%H:%M} UTC"
    return element("time", shown, datetime=format_instant(at))


def made(version: Made, *, root: str, place: str) -> Markup:
    """Which version a page is, when it was made and why it is another; with a link to all versions."""
    versions = f"{root}{places.VERSIONS}" + (f"#{place}" if version.number > 1 else "")
    why = f" What is new in it: {'; '.join(version.why)}." if version.why else ""
    return element(
        "p",
        element("a", f"Version {version.number}", href=versions),
        ", made ",
        instant(version.instant),
        f".{why}",
        class_="version",
    )
