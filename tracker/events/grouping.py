"""Announcements to candidate events: what one issuer published on one day is one event, until a person says otherwise.

A candidate waits in review: its kind, action and stance are read off the titles with a few plain words, and its day is
the day of publication, which in an official journal trails the announcement.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from tracker.model.announcement import Announcement
from tracker.model.event import EventSource, EventTime, PolicyEvent
from tracker.model.instants import local_day
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

_SIGNS: tuple[tuple[re.Pattern[str], tuple[str, str, str]], ...] = (
    (
        re.compile(r"\b(removal|remov(?:es|ed|ing)|delist\w*|revo(?:kes?|king|cation)|terminat\w+)\b", re.IGNORECASE),
        ("delisting_easing", "lift", "deescalate"),
    ),
    (re.compile(r"\bgeneral licen[cs]e\w*\b", re.IGNORECASE), ("delisting_easing", "ease", "deescalate")),
    (re.compile(r"\bcontinuation of the national emergency\b", re.IGNORECASE), ("legal_framework", "extend", "hold")),
    (re.compile(r"\b(key rate|monetary policy)\b", re.IGNORECASE), ("central_bank", "neutral", "hold")),
    (re.compile(r"\bprice cap\b", re.IGNORECASE), ("price_cap", "expand", "escalate")),
    (
        re.compile(r"\b(import|export)s?\b.*\b(ban|prohibit\w*|embargo)\b", re.IGNORECASE),
        ("trade_embargo", "expand", "escalate"),
    ),
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


def candidates(announcements: Iterable[Announcement]) -> tuple[PolicyEvent, ...]:
    """One event in review per issuer and day of publication, in order of day and id.

    The id depends on day, jurisdiction and issuer alone, so it stays when another document of that day arrives.
    """
    groups: defaultdict[str, list[Announcement]] = defaultdict(list)
    for announcement in announcements:
        name = slug(announcement.issuer) or "unnamed"
        key = f"{announcement.published_on.isoformat()}-{announcement.jurisdiction.lower()}-{name}"
        groups[key].append(announcement)
    return tuple(_candidate(key, groups[key]) for key in sorted(groups))


def _candidate(event_id: str, group: Sequence[Announcement]) -> PolicyEvent:
    documents = sorted(group, key=lambda one: (one.source, one.external_id, one.url))
    first = documents[0]
    titles = list(dict.fromkeys(clean(document.title) for document in documents))
    kind, action, stance = _reading(titles)
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
        time=EventTime(interval=local_day(first.published_on, zone), zone=zone, precision="day"),
        programme=", ".join(dict.fromkeys(clean(topic) for document in documents for topic in document.topics)),
        adopted_on=_earliest(document.adopted_on for document in documents),
        published_on=first.published_on,
        effective_on=_earliest(document.effective_on for document in documents),
        sources=tuple(EventSource(url=url, tier="official") for url in dict.fromkeys(one.url for one in documents)),
        evidence=" ; ".join(f"{one.source} {one.external_id}" for one in documents),
        verified="no",
        note="grouped from publications, not read by a person; the announcement may precede its publication",
        provenance="source",
        status="review",
    )


def _reading(titles: Sequence[str]) -> tuple[str, str, str]:
    """Kind, action and stance by the first sign, in order of specificity, that any title shows."""
    for pattern, reading in _SIGNS:
        if any(pattern.search(title) for title in titles):
            return reading
    return _OTHERWISE


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
