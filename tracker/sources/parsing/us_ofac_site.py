"""What the pages of OFAC's own site share: lists, newest first, page after page.

An answer does not tell how far back it was asked for, so the address says so in a fragment, which is never sent. The
day of asking is in it too: an old list that never changes is read again the next day, and found to be old.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from tracker.model.instants import zone
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo, Span
from tracker.sources.base import FetchPlan
from tracker.sources.parsing.web_page import Element, link_of
from tracker.sources.spans import publication_days

HOST = "ofac.treasury.gov"
ZONE = "America/New_York"
ISSUER = "US OFAC"
RIGHTS = Rights(
    licence="US federal work, public domain (17 U.S.C. § 105)",
    credit="Source: US Department of the Treasury, Office of Foreign Assets Control.",
    url="https://home.treasury.gov/subfooter/site-policies-and-notices",
    republish=True,
)

_AGAIN = timedelta(days=14)
_MOST_PAGES = 400
_QUIET = timedelta(days=20)
"""Longer than OFAC has been without publishing anything about any programme."""
_WANTED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.[0-9]{4}-[0-9]{2}-[0-9]{2}")


def first_page(plan: FetchPlan, path: str, *, key: str, kind: str) -> tuple[Request, ...]:
    """The list's first page: those after it are asked for until they are older than what is wanted."""
    since, last = publication_days(plan, key, ZONE, overlap=_AGAIN)
    if since > last:
        return ()
    return (_page(path, 0, f"{since}..{last}", kind=kind, span=Span(of=kind, first=since, last=last)),)


def declared(key: str, path: str, *, title: str, note: str) -> SourceInfo:
    """The declaration of one list of the site, whose form is known from descriptions."""
    return SourceInfo(
        key=key,
        kind="announcements",
        title=title,
        publisher="US Department of the Treasury, Office of Foreign Assets Control",
        homepage=f"https://{HOST}{path}",
        hosts=(HOST,),
        cadence=timedelta(hours=1),
        zone=ZONE,
        rights=RIGHTS,
        expectations=Expectations(min_records=0, min_share_of_last=0.0, max_age=timedelta(days=365)),
        verified=False,
        paged=True,
        note=note,
    )


def warnings(snapshot: Snapshot, days: Iterable[date | None], lost: Sequence[str], what: str) -> tuple[str, ...]:
    """Sentences about one page of a list: that it has stopped, and ``lost`` titles, of which no day is given."""
    newest = max(filter(None, days), default=None)
    untold = (f"Of {len(lost)} of {what} no day is given; not taken: {lost[0][:100]} …",) if lost else ()
    return (*_stale(snapshot, newest, what), *untold)


def _stale(snapshot: Snapshot, newest: date | None, what: str) -> tuple[str, ...]:
    """A sentence for a list that stopped: its first page has nothing new on any programme."""
    asked = snapshot.retrieved_at.astimezone(zone(ZONE)).date()
    if newest is None or _number(urlsplit(snapshot.url).query) > 0 or asked - newest <= _QUIET:
        return ()
    days = _QUIET.days
    return (f"The newest of {what} on the first page is of {newest}, older than the {days} days usual there.",)


def next_page(snapshot: Snapshot, root: Element, days: Iterable[date | None]) -> tuple[Request, ...]:
    """The page after this one, if it names one and may hold what is wanted; ``days`` are those on this one."""
    if not _goes_on(snapshot, _oldest(days)):
        return ()
    parts = urlsplit(snapshot.url)
    following = _onward(snapshot, root)
    return (_page(parts.path, following, parts.fragment, kind=snapshot.kind),) if 0 < following <= _MOST_PAGES else ()


def beyond_the_last(snapshot: Snapshot, root: Element, days: Iterable[date | None], what: str) -> tuple[str, ...]:
    """A sentence where the next page may hold what is wanted and is not asked for; ``what`` names the list."""
    oldest = _oldest(days)
    if not _goes_on(snapshot, oldest) or _onward(snapshot, root) <= _MOST_PAGES:
        return ()
    return (f"Of {what} {_MOST_PAGES} pages are read at most, back to {oldest}; older ones were not asked for.",)


def _oldest(days: Iterable[date | None]) -> date | None:
    return min(filter(None, days), default=None)


def _goes_on(snapshot: Snapshot, oldest: date | None) -> bool:
    """Whether pages older than this one are wanted."""
    wanted = _WANTED.fullmatch(urlsplit(snapshot.url).fragment)
    return wanted is not None and oldest is not None and oldest >= date.fromisoformat(wanted[1])


def _onward(snapshot: Snapshot, root: Element) -> int:
    """The number of the later page that this one names as its next; 0 for none."""
    parts = urlsplit(snapshot.url)
    for link in root.iter("a"):
        if _leads_on(link):
            onward = urlsplit(link_of(link, snapshot.url, (HOST,)))
            following = _number(onward.query)
            if onward.path == parts.path and _number(parts.query) < following:
                return following
    return 0


def _page(path: str, number: int, wanted: str, *, kind: str, span: Span | None = None) -> Request:
    return Request(url=f"https://{HOST}{path}?page={number}#{wanted}", kind=kind, span=span)


def _number(query: str) -> int:
    written = parse_qs(query).get("page", ["0"])[0]
    return int(written) if re.fullmatch(r"[0-9]{1,4}", written) else 0


def _leads_on(link: Element) -> bool:
    around = link.getparent()
    classes = f"{link.get('class') or ''} {around.get('class') or '' if around is not None else ''}"
    return link.get("rel") == "next" or "next-page" in classes or "pager__item--next" in classes
