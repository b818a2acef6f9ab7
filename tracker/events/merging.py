"""Merging: accounts of one act become one event, by points that are shown, and come apart again as they were.

Nothing is stored of a merge but the decisions of people. Given the same events and decisions, in any order, the same
events come out, so two runs never make two events of one. Merged without asking is only what waits in review: into an
accepted event, or into another that waits. An accepted event keeps its time and all its columns, and gains sources.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tracker.events.likeness import (
    AUTOMATIC,
    NEAR,
    SUGGESTED,
    TRAILING,
    Likeness,
    Profile,
    is_all_of_page,
    likeness,
    profile,
    tells_of_page,
)
from tracker.model.event import NO_DAY, EventSource, PolicyEvent

MOST_QUESTIONS = 3
"""Suggestions for one event; the likeliest ones."""

BY_HAND = "by hand"
BY_SCORE = "by score"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """One event that is told by another: ``event`` as it was, ``into`` an id, and why (``by``, points, words)."""

    event: PolicyEvent
    into: str
    by: str
    score: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An event in review that may be of the same act as another."""

    event_id: str
    into: str
    score: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The events after merging, in the order given; what was merged, and what a person is asked about."""

    events: tuple[PolicyEvent, ...]
    mergers: tuple[Merger, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What people decided: ``together`` maps an event to what it belongs to, ``apart`` are pairs that never merge."""

    together: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()

    def forbids(self, one: str, other: str) -> bool:
        """Whether somebody said that these two are of two acts."""
        return frozenset((one, other)) in self.apart


def merge(events: Sequence[PolicyEvent], decided: Decided | None = None) -> Merged:
    """Merge what is of one act; the same whatever the order of the events, and again merging changes nothing."""
    decided = decided or Decided()
    by_id = {event.id: event for event in events}
    waiting = {event.id for event in events if event.status == "review"}
    if not waiting and not decided.together:
        return Merged(events=tuple(events))
    links = _by_hand(by_id, decided)
    pairs = _pairs({key: event for key, event in by_id.items() if key not in links}, waiting - links.keys(), decided)
    links |= _by_score(by_id, pairs)
    return _made(events, by_id, links, pairs)


def _by_hand(by_id: Mapping[str, PolicyEvent], decided: Decided) -> dict[str, Merger]:
    """Merges somebody decided, of events that are there; a decision that would go round in a circle is left out."""
    found: dict[str, Merger] = {}
    for event_id in sorted(decided.together):
        into = decided.together[event_id]
        if event_id not in by_id or into not in by_id:
            continue
        if "rejected" in (by_id[event_id].status, by_id[into].status):
            continue
        if _end(into, found) == event_id:
            continue
        like = likeness(profile(by_id[event_id]), profile(by_id[into]))
        found[event_id] = Merger(event=by_id[event_id], into=into, by=BY_HAND, score=like.score, words=like.words)
    return found


def _pairs(
    by_id: Mapping[str, PolicyEvent], waiting: Iterable[str], decided: Decided
) -> dict[tuple[str, str], Likeness]:
    """Every two events near enough to be compared and worth a question, of which the first one waits in review."""
    # A summary of a long gap is near everything: no question about it has an answer.
    able = {key: event for key, event in by_id.items() if event.status != "rejected" and NO_DAY not in event.sets}
    profiles = {key: profile(event) for key, event in able.items()}
    index: defaultdict[tuple[str, bool], list[tuple[date, str]]] = defaultdict(list)
    for key, one in profiles.items():
        for day in one.days:
            index[one.jurisdiction, one.read].append((day, key))
    for days in index.values():
        days.sort()
    found: dict[tuple[str, str], Likeness] = {}
    for key in sorted(set(waiting) & profiles.keys()):
        mine = profiles[key]
        # What was read in the news, by machine or not, names no act: it trails nothing, and there may be thousands.
        reach = NEAR if mine.read or not mine.sphere else TRAILING
        published = _near(mine, index[mine.jurisdiction, False], reach)
        for other in sorted(published | _near(mine, index[mine.jurisdiction, True], NEAR)):
            if other == key or decided.forbids(key, other) or (other, key) in found:
                continue
            like = likeness(mine, profiles[other])
            if like.score >= SUGGESTED:
                found[key, other] = like
    return found


def _near(one: Profile, days: Sequence[tuple[date, str]], apart: timedelta) -> set[str]:
    begin = bisect_left(days, (min(one.days) - apart, ""))
    end = bisect_left(days, (max(one.days) + apart + timedelta(days=1), ""))
    return {key for _, key in days[begin:end]}


def _by_score(by_id: Mapping[str, PolicyEvent], pairs: Mapping[tuple[str, str], Likeness]) -> dict[str, Merger]:
    """Merges above the threshold: first each into the one accepted event most like it, then those that wait together.

    Where two accepted events are equally like it, nothing is merged: that is a question for a person.
    """
    sure = {pair: like for pair, like in pairs.items() if like.score >= AUTOMATIC}
    links: dict[str, Merger] = {}
    into_accepted: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for (key, other), like in sure.items():
        if by_id[other].status == "accepted":
            into_accepted[key].append((like.score, other))
    for key, found in into_accepted.items():
        found.sort(reverse=True)
        if len(found) == 1 or found[0][0] > found[1][0]:
            links[key] = _merger(by_id, key, found[0][1], sure[key, found[0][1]])
    pages = _into_pages(by_id, {pair: like for pair, like in sure.items() if not into_accepted.keys() & set(pair)})
    links |= {key: _merger(by_id, key, into, like) for key, (into, like) in pages.items()}
    groups: dict[str, frozenset[str]] = {}
    among = [
        (-like.score, min(pair), max(pair))
        for pair, like in sure.items()
        if by_id[pair[1]].status == "review"
        and not (into_accepted.keys() | pages.keys()) & set(pair)
        and not any(is_all_of_page(profile(by_id[a]), profile(by_id[b])) for a, b in (pair, pair[::-1]))
    ]
    known = {frozenset(pair) for pair in sure}
    for _, one, other in sorted(among):
        mine, theirs = groups.get(one, frozenset((one,))), groups.get(other, frozenset((other,)))
        # Every one of a group must be like every other: a chain of likenesses leads to another act.
        if mine != theirs and all(frozenset((a, b)) in known for a in mine for b in theirs):
            groups.update(dict.fromkeys(mine | theirs, mine | theirs))
    for group in set(groups.values()):
        lead = min(group, key=lambda key: _earliest(by_id[key]))
        for key in group - {lead}:
            links[key] = _merger(by_id, key, lead, sure.get((key, lead)) or sure[lead, key])
    return links


def _into_pages(
    by_id: Mapping[str, PolicyEvent], sure: Mapping[tuple[str, str], Likeness]
) -> dict[str, tuple[str, Likeness]]:
    """What was read in a page goes into the announcement of that page, whatever else the page says.

    An announcement that says nothing itself goes into the word of a person that is read in its only page.
    """
    found: dict[str, tuple[str, Likeness]] = {}
    profiles = {key: profile(by_id[key]) for pair in sure for key in pair if by_id[key].status == "review"}
    pairs = [(key, other, like) for pair, like in sorted(sure.items()) for key, other in (pair, pair[::-1])]
    pairs = [one for one in pairs if one[0] in profiles and one[1] in profiles]
    for key, other, like in pairs:
        better = key not in found or found[key][1].score < like.score
        if better and tells_of_page(profiles[key], profiles[other]):
            found[key] = other, like
    taken = {other for other, _ in found.values()}
    for key, other, like in pairs:
        better = key not in found or found[key][1].score < like.score
        if better and key not in taken and other not in found and is_all_of_page(profiles[other], profiles[key]):
            found[key] = other, like
    return found


def _earliest(event: PolicyEvent) -> tuple[object, ...]:
    """What leads a group: the account that was surely public first, then the closer one, then the id."""
    return event.time.interval.end, event.time.interval.end - event.time.interval.start, event.id


def _merger(by_id: Mapping[str, PolicyEvent], key: str, into: str, like: Likeness) -> Merger:
    return Merger(event=by_id[key], into=into, by=BY_SCORE, score=like.score, words=like.words)


def _made(
    events: Sequence[PolicyEvent],
    by_id: Mapping[str, PolicyEvent],
    links: Mapping[str, Merger],
    pairs: Mapping[tuple[str, str], Likeness],
) -> Merged:
    gained: defaultdict[str, list[PolicyEvent]] = defaultdict(list)
    ends = {key: _end(key, links) for key in by_id}
    for key in sorted(links):
        gained[ends[key]].append(by_id[key])
    mergers = tuple(replace(links[key], into=ends[key]) for key in sorted(links))
    suggestions: dict[tuple[str, str], Suggestion] = {}
    for (key, other), like in pairs.items():
        one, two = ends[key], ends[other]
        if one == two or by_id[one].status != "review":
            continue
        best = suggestions.get((one, two))
        if best is None or best.score < like.score:
            suggestions[one, two] = Suggestion(event_id=one, into=two, score=like.score, words=like.words)
    asked: defaultdict[str, list[Suggestion]] = defaultdict(list)
    for one_of in sorted(suggestions.values(), key=lambda found: (found.event_id, -found.score, found.into)):
        asked[one_of.event_id].append(one_of)
    return Merged(
        events=tuple(
            absorb(event, gained[event.id]) if gained.get(event.id) else event
            for event in events
            if event.id not in links
        ),
        mergers=mergers,
        suggestions=tuple(one_of for found in asked.values() for one_of in found[:MOST_QUESTIONS]),
    )


def _end(key: str, links: Mapping[str, Merger]) -> str:
    """The event that tells of this one in the end."""
    seen = {key}
    while key in links and links[key].into not in seen:
        key = links[key].into
        seen.add(key)
    return key


def absorb(event: PolicyEvent, others: Sequence[PolicyEvent]) -> PolicyEvent:
    """The event with every source of the others, and those of their legal days it has none of itself.

    Its id, time, title and status stay. Sources keep their tiers; each address is there once.
    """
    sources: dict[str, EventSource] = {}
    for source in (*event.sources, *(source for other in others for source in other.sources)):
        sources.setdefault(source.url, source)
    evidence = (event.evidence, *(other.evidence for other in others))
    return replace(
        event,
        sources=tuple(sources.values()),
        adopted_on=event.adopted_on or _first(other.adopted_on for other in others),
        effective_on=event.effective_on or _first(other.effective_on for other in others),
        legal_on=event.legal_on or _first(other.legal_on for other in others),
        evidence=" ; ".join(dict.fromkeys(filter(None, evidence))),
    )


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
