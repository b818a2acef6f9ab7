"""The quality of a ledger: which of its events rest on little, wait, or may be there twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tracker.events.likeness import AUTOMATIC, SUGGESTED, likeness, profile
from tracker.events.merging import BY_SCORE, Merger, Suggestion
from tracker.events.overlay import Overlay
from tracker.model.event import NO_DAY, PolicyEvent

NARROWLY = 10
"""A merge with less than this above the threshold deserves a look."""

CHECKS = {
    "no_source": "no page is named",
    "no_official_source": "no official page or transcript is named",
    "single_source": "rests on one page alone",
    "only_secondary": "every page is secondary, a copy, or of unknown standing",
    "day_only": "the hour is not known",
    "wide_interval": "known to an interval longer than two days only",
    "not_verified": "nobody has verified it",
    "partly_verified": "verified in part only",
    "waiting": "proposed, and waiting for a decision",
    "merge_suggested": "may be of one act with another",
    "merged_narrowly": "merged by a score that only just suffices",
    "no_single_day": "sums up a long gap between two snapshots",
    "duplicate": "another accepted event of this issuer, target and day, or the next, may be the same",
    "unknown_programme": "a list writes a programme that the table does not have",
    "conflict": "your decision and today's shipped log disagree",
}
"""What is looked for, by code, with the words for it."""

_NEAR_ORIGIN = frozenset({"official", "transcript"})
_FAR_FROM_ORIGIN = frozenset({"secondary", "copy", ""})
_LONG = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found: a code of ``CHECKS``, the event (or list) it is about, and words about this one."""

    check: str
    event_id: str
    words: str


def audit(ledger: Overlay, *, unknown: Sequence[tuple[str, str, int]] = ()) -> tuple[Finding, ...]:
    """Everything found, in the order of ``CHECKS``, then by event; ``unknown`` is what ``list_candidates`` told."""
    accepted = [event for event in ledger.events if event.status == "accepted"]
    found = [
        *(finding for event in accepted for finding in _of_one(event)),
        *(_waiting(event) for event in ledger.events if event.status == "review"),
        *(
            Finding(check="no_single_day", event_id=event.id, words=event.title)
            for event in ledger.events
            if NO_DAY in event.sets and event.status != "rejected"
        ),
        *map(_suggested, ledger.suggestions),
        *(
            _narrow(merger)
            for merger in ledger.mergers
            if merger.by == BY_SCORE and merger.score < AUTOMATIC + NARROWLY
        ),
        *_duplicates(accepted),
        *(
            Finding(check="unknown_programme", event_id=list_key, words=f"{written} ({count} listed)")
            for list_key, written, count in unknown
        ),
        *(Finding(check="conflict", event_id=one.event_id, words=one.message) for one in ledger.conflicts),
    ]
    order = list(CHECKS)
    return tuple(sorted(found, key=lambda one: (order.index(one.check), one.event_id, one.words)))


def _of_one(event: PolicyEvent) -> Iterator[Finding]:
    tiers = [source.tier for source in event.sources]
    pages = ", ".join(f"{source.url} ({source.tier or 'unknown'})" for source in event.sources[:2])

    def finding(check: str, words: str) -> Finding:
        return Finding(check=check, event_id=event.id, words=words)

    if not tiers:
        yield finding("no_source", event.title)
    elif not _NEAR_ORIGIN & set(tiers):
        yield finding("no_official_source", pages)
        if set(tiers) <= _FAR_FROM_ORIGIN:
            yield finding("only_secondary", pages)
    if len(tiers) == 1:
        yield finding("single_source", pages)
    if event.time.precision == "day":
        yield finding("day_only", event.title)
    elif event.time.interval.end - event.time.interval.start > _LONG:
        yield finding("wide_interval", event.title)
    if event.verified != "yes":
        yield finding("not_verified" if event.verified == "no" else "partly_verified", event.title)


def _waiting(event: PolicyEvent) -> Finding:
    return Finding(check="waiting", event_id=event.id, words=event.title)


def _suggested(one: Suggestion) -> Finding:
    return Finding(check="merge_suggested", event_id=one.event_id, words=f"{one.into}, {one.score} points: {one.words}")


def _narrow(one: Merger) -> Finding:
    return Finding(
        check="merged_narrowly", event_id=one.event.id, words=f"into {one.into}, {one.score} points: {one.words}"
    )


def _duplicates(accepted: Sequence[PolicyEvent]) -> Iterator[Finding]:
    """Pairs of one issuer and target within a day of each other that a person would be asked about."""
    by_issuer: defaultdict[str, list[PolicyEvent]] = defaultdict(list)
    for event in accepted:
        by_issuer[event.issuer].append(event)
    for events in by_issuer.values():
        ordered = sorted(events, key=lambda event: (event.published_on, event.id))
        for number, one in enumerate(ordered):
            for other in ordered[number + 1 :]:
                if other.published_on - one.published_on > timedelta(days=1):
                    break
                like = likeness(profile(one), profile(other))
                same = one.target == other.target or bool(profile(one).countries & profile(other).countries)
                if same and like.score >= SUGGESTED:
                    yield Finding(
                        check="duplicate", event_id=one.id, words=f"{other.id}, {like.score} points: {like.words}"
                    )
