"""When licences end by themselves, read from the announcements that say so, and where each stands in review."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from tracker.events.grouping import HOME_ZONES, candidates
from tracker.events.overlay import Overlay
from tracker.model.announcement import Announcement
from tracker.model.instants import local_day, local_instant
from tracker.model.scheduled import Scheduled
from tracker.reports.cleaning import clean
from tracker.reports.wording import told
from tracker.services import ledger
from tracker.services.context import Context
from tracker.services.rates import KnownBy

_END_OF = {"us_ofac_recent_actions": time(0, 1)}
"""The hour, at the authority's seat, of every end a source reads: OFAC's licences end at 12:01 a.m."""

_LICENCE = re.compile(r"GL (\d+)([A-Z]*)")
_LONGEST = 160


def licence_ends(context: Context, first: date, until: date, known: KnownBy) -> tuple[Scheduled, ...]:
    """The ends in [first, until) that were public and recorded; one whose announcement was rejected is left out.

    A licence that a later one of the same number replaced does not end that day and is left out, too. An announcement
    nobody has decided on is given as proposed (``status`` review).
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        if not work.announcements.any_ending(first, until):
            return ()
        by_status = {one: work.announcements.all(one, as_of=known.as_of) for one in ("accepted", "review")}
        public = [one for found in by_status.values() for one in found if _public(one, known, context.now)]
        ending = [one for one in public if one.expires_on is not None and first <= one.expires_on < until]
        if not ending:
            return ()
        overlay = ledger.read_in(work, known.as_of)
    decided = _Decided(overlay, frozenset(_key(one) for one in by_status["accepted"]))
    return tuple(_ends(ending, public, decided))


class _Decided:
    """What people decided about announcements: each is part of the event that the grouping makes of it."""

    def __init__(self, overlay: Overlay, accepted: frozenset[tuple[str, str]]) -> None:
        self._accepted = accepted
        self._status: Mapping[str, str] = {event.id: event.status for event in overlay.events}
        self._into = {merger.event.id: merger.into for merger in overlay.mergers}

    def status(self, announcement: Announcement) -> str:
        """``accepted``, ``review`` or ``rejected``; what nobody has grouped yet waits in review."""
        if _key(announcement) in self._accepted:
            return "accepted"
        event_id = candidates((announcement,))[0].id
        return self._status.get(self._into.get(event_id, event_id), "review")


def _ends(ending: Sequence[Announcement], public: Sequence[Announcement], decided: _Decided) -> Iterator[Scheduled]:
    for one in ending:
        status = decided.status(one)
        if one.expires_on is None or status == "rejected" or any(_replaces(later, one) for later in public):
            continue
        clock, zone = _END_OF.get(one.source), HOME_ZONES.get(one.jurisdiction, "UTC")
        yield Scheduled(
            day=one.expires_on,
            title=told("ahead.ends", title=clean(one.title, _LONGEST)),
            kind="expiry",
            jurisdiction=one.jurisdiction,
            source=clean(one.issuer, _LONGEST),
            reference=f"announced {one.published_on.isoformat()}",
            url=one.url,
            certainty="published",
            at=None if clock is None else local_instant(one.expires_on, clock, zone),
            zone="" if clock is None else zone,
            public_on=one.published_on,
            status=status,
            key=f"{one.source} {one.external_id}",
        )


def _replaces(later: Announcement, one: Announcement) -> bool:
    """Whether a licence takes the place of another: the same number with another letter, which names the other."""
    if later.published_on < one.published_on or not set(later.topics) & set(one.topics):
        return False
    new, old = (_LICENCE.fullmatch(acts[0]) if acts else None for acts in (later.acts, one.acts))
    if new is None or old is None or new[1] != old[1]:
        return False
    newer = (len(new[2]), new[2]) > (len(old[2]), old[2])
    return newer and one.acts[0] in later.acts[1:]


def _public(one: Announcement, known: KnownBy, now: datetime) -> bool:
    """Whether it surely was public; in the present, what has begun counts, as everywhere."""
    if known.public_by is None:
        return True
    if one.published_at is not None:
        return one.published_at <= known.public_by
    day = local_day(one.published_on, HOME_ZONES.get(one.jurisdiction, "UTC"))
    return (day.start if known.public_by >= now else day.end) <= known.public_by


def _key(announcement: Announcement) -> tuple[str, str]:
    return announcement.source, announcement.external_id
