"""Coded reports of the news to candidate events: one for each day, pair of actors and code, with its counts and pages.

A machine read them: it sees neither negation nor who is quoted, and a day at best. So each waits in review, says that
it was not read by a person, and is held against the ledger by issuer, day, target and speaker alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tracker.events.grouping import HOME_ZONES
from tracker.model.announcement import Announcement
from tracker.model.cameo import SENDER, TARGET, CameoCode
from tracker.model.coded_report import MOST_LINKS, Counts, Page, page_of
from tracker.model.event import MACHINE_CODED, EventSource, EventTime, PolicyEvent
from tracker.model.instants import local_day
from tracker.model.plain_text import clean


def coded_candidates(
    announcements: Iterable[Announcement], codes: Mapping[tuple[str, str], CameoCode], targets: frozenset[str]
) -> tuple[PolicyEvent, ...]:
    """The candidates among announcements of any kind, by day and id.

    ``codes`` say what each code means by who acts, ``targets`` are the codes of the countries under pressure. What the
    table does not have any more is not proposed.
    """
    groups: defaultdict[str, list[Page]] = defaultdict(list)
    for announcement in announcements:
        page = page_of(announcement)
        if page is not None:
            words = f"{announcement.published_on.isoformat()}-reported-{page.first}-{page.second}-{page.code}"
            groups[words.lower()].append(page)
    found = []
    for event_id in sorted(groups):
        pages = sorted(groups[event_id], key=lambda one: (one.announcement.source, one.announcement.external_id))
        meaning = codes.get((pages[0].code, TARGET if pages[0].first in targets else SENDER))
        counts = _counts(pages)
        if meaning is not None and counts.enough:
            found.append(_candidate(event_id, pages, meaning, counts))
    return tuple(found)


def _counts(pages: Sequence[Page]) -> Counts:
    """Those of the product that tells most: its files are of different hours, and all products read the same news."""
    files = {(page.announcement.source, page.file): page.counts for page in pages}
    products: dict[str, Counts] = {}
    for (source, _), counts in sorted(files.items(), key=lambda one: one[0]):
        products[source] = products[source].plus(counts) if source in products else counts
    return max(products.values(), key=lambda counts: (counts.articles, counts.sources, counts.mentions))


def _candidate(event_id: str, pages: Sequence[Page], meaning: CameoCode, counts: Counts) -> PolicyEvent:
    named = next((page for page in pages if page.named), pages[0])
    first = named.announcement
    zone = HOME_ZONES.get(first.jurisdiction, "UTC")
    best = sorted(pages, key=lambda page: (page.announcement.external_id[-1], -page.counts.articles, page.file))
    links = {page.announcement.url: page.announcement.tier for page in best}
    target = first.topics[0] if meaning.by == SENDER else ""
    return PolicyEvent(
        id=event_id,
        title=f"{clean(first.title)}; CAMEO {meaning.code}, {counts.sources} sources, {counts.articles} articles",
        summary=f"{clean(first.title)}. A machine's reading of news: {counts}.",
        kind=meaning.kind,
        action=meaning.action,
        stance=meaning.stance,
        issuer=clean(first.issuer),
        jurisdiction=first.jurisdiction,
        actor=clean(named.named),
        target=target,
        time=EventTime(interval=local_day(first.published_on, zone), zone=zone, precision="day"),
        published_on=first.published_on,
        sources=tuple(EventSource(url=url, tier=tier) for url, tier in list(links.items())[:MOST_LINKS]),
        evidence=" ; ".join(dict.fromkeys(f"reports: {page.announcement.source} {page.file}" for page in pages)),
        verified="no",
        note="coded by a machine from news, not read by a person; it knows no negation, and its day may be off by one",
        provenance=MACHINE_CODED,
        status="review",
    )
