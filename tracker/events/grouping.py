"""Announcements to candidate events: what one issuer published on one day is one event, until a person says otherwise.

A candidate waits in review: its kind, action and stance are read off the titles with a few plain words, and its day is
the day of publication, which in an official journal trails the announcement.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from tracker.model.announcement import IN_ITS_TEXT, Announcement
from tracker.model.coded_report import is_coded
from tracker.model.event import EventSource, EventTime, PolicyEvent
from tracker.model.instants import Interval, local_day
from tracker.model.news_story import is_story
from tracker.model.plain_text import clean, slug

HOME_ZONES = {
    "US": "America/New_York",
    "EU": "Europe/Brussels",
    "UK": "Europe/London",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "DE": "Europe/Berlin",
    "JP": "Asia/Tokyo",
    "CA": "America/Toronto",
    "CH": "Europe/Zurich",
    "G7": "UTC",
    "NATO": "Europe/Brussels",
    "OSCE": "Europe/Vienna",
    "INT": "UTC",
}
"""IANA zone of each jurisdiction's seat; UTC for those without one."""

_DESIGNATES = re.compile(r"\bdesignations?\b", re.IGNORECASE)
_REMOVES = re.compile(
    r"\b((?:designations?\s+)?removals?|remov(?:es|ed|ing)|delist\w*|revo(?:kes?|king|cation)|terminat\w+)\b",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"\bgeneral licen[cs]e\w*\b", re.IGNORECASE)
_TRADE = re.compile(r"\b(import|export)s?\b", re.IGNORECASE)
_BANS = re.compile(r"\b(ban|prohibit\w*|embargo)\b", re.IGNORECASE)
_SIGNS: tuple[tuple[re.Pattern[str], tuple[str, str, str]], ...] = (
    (_REMOVES, ("delisting_easing", "lift", "deescalate")),
    (_LICENCE, ("delisting_easing", "ease", "deescalate")),
    (re.compile(r"\bcontinuation of the national emergency\b", re.IGNORECASE), ("legal_framework", "extend", "hold")),
    (re.compile(r"\b(key rate|monetary policy)\b", re.IGNORECASE), ("central_bank", "neutral", "hold")),
    (re.compile(r"\bprice cap\b", re.IGNORECASE), ("price_cap", "expand", "escalate")),
    (_TRADE, ("trade_embargo", "expand", "escalate")),
    (
        re.compile(r"\b(directive|prohibitions? related to)\b", re.IGNORECASE),
        ("sectoral_sanctions", "expand", "escalate"),
    ),
    (
        re.compile(r"\b(executive order|blocking property|national emergency)\b", re.IGNORECASE),
        ("legal_framework", "impose", "escalate"),
    ),
    (
        re.compile(r"\b(designat\w+|sanctions actions?|blocked persons|block(?:s|ed|ing))\b", re.IGNORECASE),
        ("designation", "expand", "escalate"),
    ),
)
_OTHERWISE = ("legal_framework", "neutral", "hold")
_DESIGNATED, _BOTH_WAYS = ("designation", "expand", "escalate"), ("designation", "neutral", "hold")

_MAIN = frozenset(("Russia", "Ukraine"))
"""What is about these, or does not say what it is about, is one strand of an issuer's day; the rest are others."""


def candidates(announcements: Iterable[Announcement]) -> tuple[PolicyEvent, ...]:
    """One event in review per issuer, day of publication and strand of programmes, in order of day and id.

    Documents about Russia or Ukraine, and those that name no programme, are one strand, with an id of day, jurisdiction
    and issuer alone; what is about another programme only, like Belarus, is another one, named in the id. The id stays
    when another document of that day arrives. What only names sanctions in its text announces none and is left out.
    """
    groups: defaultdict[str, list[Announcement]] = defaultdict(list)
    for announcement in announcements:
        # Of reports and stories others make their own, and what stands in a text alone is read there.
        if announcement.topics == (IN_ITS_TEXT,) or is_coded(announcement) or is_story(announcement):
            continue
        name = slug(announcement.issuer) or "unnamed"
        key = (
            f"{announcement.published_on.isoformat()}-{announcement.jurisdiction.lower()}-{name}{_strand(announcement)}"
        )
        groups[key].append(announcement)
    return tuple(_candidate(key, groups[key]) for key in sorted(groups))


def _strand(announcement: Announcement) -> str:
    topics = announcement.topics
    return "" if not topics or _MAIN & set(topics) else f"-about-{slug(topics[0]) or 'other'}"


def _candidate(event_id: str, group: Sequence[Announcement]) -> PolicyEvent:
    documents = sorted(group, key=lambda one: (one.source, one.external_id, one.url))
    first = documents[0]
    titles = list(dict.fromkeys(clean(document.title) for document in documents))
    kind, action, stance = _reading(titles)
    tiers = {document.url: document.tier for document in documents}
    zone = HOME_ZONES.get(first.jurisdiction, "UTC")
    more = f" (and {len(titles) - 1} more)" if len(titles) > 1 else ""
    summary = clean(first.summary) if len(titles) == 1 else " · ".join(titles)
    return PolicyEvent(
        id=event_id,
        title=titles[0] + more,
        summary=summary,
        kind=kind,
        action=action,
        stance=stance,
        issuer=clean(first.issuer),
        jurisdiction=first.jurisdiction,
        time=_time(documents, zone),
        programme="; ".join(
            dict.fromkeys(clean(word) for document in documents for word in (*document.topics, *document.acts))
        ),
        adopted_on=_earliest(document.adopted_on for document in documents),
        published_on=first.published_on,
        effective_on=_earliest(document.effective_on for document in documents),
        sources=tuple(EventSource(url=url, tier=tier) for url, tier in tiers.items()),
        evidence=" ; ".join(f"{one.source} {one.external_id}" for one in documents),
        verified="no",
        note="grouped from publications, not read by a person; the announcement may precede its publication",
        provenance="source",
        status="review",
    )


def _time(documents: Sequence[Announcement], zone_name: str) -> EventTime:
    """The local day, or its part up to the last posting where every document has a clock time of that day."""
    whole = local_day(documents[0].published_on, zone_name)
    posted = [one.published_at for one in documents if one.published_at is not None and one.published_at in whole]
    if len(posted) < len(documents):
        return EventTime(interval=whole, zone=zone_name, precision="day")
    last = max(posted)
    until = Interval(start=whole.start, end=last)
    return EventTime(interval=until, zone=zone_name, precision="interval", basis="posting", at=last)


def _reading(titles: Sequence[str]) -> tuple[str, str, str]:
    """Kind, action and stance by the first sign, in order of specificity, that any title shows.

    A licence that comes with designations eases nothing on the whole, and designations that come with removals show no
    one direction.
    """
    designates = any(_DESIGNATES.search(_REMOVES.sub(" ", title)) for title in titles)
    if designates and any(_REMOVES.search(title) for title in titles):
        return _BOTH_WAYS
    if designates and any(_LICENCE.search(title) for title in titles):
        return _DESIGNATED
    for pattern, reading in _SIGNS:
        if any(_shows(title, pattern) for title in titles):
            return reading
    return _OTHERWISE


def _shows(title: str, sign: re.Pattern[str]) -> bool:
    """Whether the sign is in a title; trade is one only where a ban follows it."""
    found = sign.search(title)
    return found is not None and (sign is not _TRADE or _BANS.search(title, found.end()) is not None)


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
