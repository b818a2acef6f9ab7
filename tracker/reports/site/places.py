"""Where each page of a site lies: names of lower-case words that every file system takes."""

from __future__ import annotations

import hashlib
import re

from tracker.model.plain_text import slug

_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))))
_WEEK = re.compile(r"\d{4}-W\d{2}")

FRONT = "index.html"
WEEKS = "weeks/index.html"
EVENTS = "events/index.html"
SOURCES = "sources/index.html"
METHOD = "method.html"
VERSIONS = "versions.html"
ABOUT = "about.html"
FEED = "feed.xml"
JSON_FEED = "feed.json"
CALENDAR = "calendar.ics"
SITEMAP = "sitemap.xml"
DATA = "data/index.json"
ASSETS = ""
"""The folder of style and script is that of the front page."""


def week_page(label: str) -> str:
    """The report of a week.

    >>> week_page("2014-W46")
    'weeks/2014-W46.html'
    """
    return f"weeks/{_week(label)}.html"


def week_data(label: str) -> str:
    """The same for programs."""
    return f"data/{_week(label)}.json"


def event_page(event_id: str) -> str:
    """An announcement.

    >>> event_page("2014-11-10-cbr-free-float")
    'events/2014-11-10-cbr-free-float.html'
    """
    return f"events/{safe(event_id)}.html"


def events_of_year(year: int) -> str:
    """The announcements of a year."""
    return f"events/year-{year}.html"


def events_of_issuer(issuer: str) -> str:
    """The announcements of an authority."""
    return f"events/issuer-{safe(issuer)}.html"


def source_page(key: str) -> str:
    """A source."""
    return f"sources/{safe(key)}.html"


def root_of(path: str) -> str:
    """The way from a page to the front page's folder.

    >>> root_of("weeks/2014-W46.html"), root_of("method.html")
    ('../', '')
    """
    return "../" * path.count("/")


def safe(name: str) -> str:
    """A name for a file: itself where every system takes it, else words of it with a digest.

    >>> safe("../etc/passwd") == safe("../etc/passwd"), "/" in safe("../etc/passwd")
    (True, False)
    """
    if _SAFE.fullmatch(name) and name.partition(".")[0] not in _DEVICES and name != "index":
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return "-".join(part for part in (slug(name), digest) if part)


def _week(label: str) -> str:
    if not _WEEK.fullmatch(label):
        raise ValueError(f"not a week: {label!r}")
    return label
