"""A source behind its own calendar, or that fails again and again; and one trouble where hardly any can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tracker.model.instants import format_instant
from tracker.services.alerts.kind import Found, Kind, Looking, Saying
from tracker.services.alerts.outage import Outage, others_answer, outage_of
from tracker.services.failure_words import in_short, unreached
from tracker.services.freshness import tolerated
from tracker.services.source_status import SourceStatus, source_statuses

if TYPE_CHECKING:
    from tracker.reports.wording import Words

FAILING_AFTER = 5
"""Failures in a row, which are more than an hour of them: the source is then left alone for hours."""


def _find(looking: Looking) -> Iterator[Found]:
    """Of an outage one trouble: a single source is told when it fails though others answer, or was told before."""
    now, memory = looking.context.now, looking.memory
    sources = source_statuses(looking.context)
    going_on = bool(memory.get("outage"))
    outage = outage_of(sources, now, going_on=going_on)
    spared, told = memory.get("spared"), memory.get("told")
    before = dict(spared) if isinstance(spared, dict) else {}
    told_before = set(told) if isinstance(told, list) else set()
    failures = {one.info.key: one.consecutive_failures for one in sources}
    down = () if outage is None else outage.down
    # After an outage, who was not asked again yet has not failed again.
    waiting = {key: failures[key] for key in before if 0 < failures.get(key, 0) <= int(str(before[key]))}
    waiting |= {key: failures[key] for key in down}
    memory["outage"], memory["spared"] = outage is not None, waiting
    if outage is not None:
        yield _outage(outage)
    found = [
        trouble
        for one in sources
        if not one.off and not one.missing
        for trouble in _troubles(one)
        if trouble.subject in told_before or (one.info.key not in waiting and others_answer(one, sources, now))
    ]
    memory["told"] = [one.subject for one in found]
    yield from found


def _outage(outage: Outage) -> Found:
    since = None if outage.since is None else format_instant(outage.since)
    return Found(
        subject="outage",
        episode=since or "never",
        lasting=True,
        facts={"trouble": "outage", "down": len(outage.down), "asked": outage.asked, "since": since},
    )


def _troubles(one: SourceStatus) -> Iterator[Found]:
    fresh = one.freshness
    behind = fresh is not None and fresh.behind > tolerated(fresh.series)
    never_missed = one.last_success_at is None and fresh is not None and not behind  # what the package ships is new
    if one.consecutive_failures >= FAILING_AFTER and not never_missed:
        yield _failing(one)
    if fresh is not None and behind:
        yield Found(
            subject=f"stale-{one.info.key}",
            episode=fresh.newest.replace(":", ""),
            lasting=True,
            facts={
                "trouble": "stale",
                "source": one.info.key,
                "title": one.info.title,
                "link": one.info.homepage,
                "series": fresh.series,
                "newest": fresh.newest,
                "due": fresh.due,
                "behind": fresh.behind,
                "more": fresh.more,
            },
        )


def _failing(one: SourceStatus) -> Found:
    since = one.last_success_at
    return Found(
        subject=f"failing-{one.info.key}",
        episode="never" if since is None else format_instant(since),
        lasting=True,
        facts={
            "trouble": "failing",
            "source": one.info.key,
            "title": one.info.title,
            "link": one.info.homepage,
            "failures": one.consecutive_failures,
            "last_success_at": None if since is None else format_instant(since),
            "newest": one.newest,
            "error": in_short(one.info.key, one.last_error),
            "reached": not unreached(one.last_error),
        },
    )


def _say_outage(facts: Mapping[str, object], words: Words) -> Saying:
    from tracker.reports.alerts.saying import instant_of, text_of

    many = {"down": text_of(facts["down"]), "asked": text_of(facts["asked"])}
    since = facts["since"]
    title = (
        words("alert.outage.since", at=instant_of(since, words), **many)
        if since
        else words("alert.outage.never", **many)
    )
    return Saying(title=title, lines=(words("alert.outage.single"),), caveat=words("alert.outage.caveat"))


def _say(facts: Mapping[str, object], words: Words) -> Saying:
    from tracker.reports.alerts.saying import day_of, instant_of, text_of

    if facts["trouble"] == "outage":
        return _say_outage(facts, words)
    title, link = text_of(facts["title"]), text_of(facts["link"])
    if facts["trouble"] == "stale":
        behind = int(str(facts["behind"]))
        more = "alert.stale.more" if facts["more"] else "alert.stale.missing"
        newest = words("alert.stale.newest", series=text_of(facts["series"]), day=day_of(facts["newest"], words))
        return Saying(
            title=words("alert.stale.title", source=title),
            lines=(newest, words.count(more, behind)),
            caveat=words("alert.stale.caveat"),
            link=link,
        )
    since = facts["last_success_at"]
    lines = [words("alert.failing.since", at=instant_of(since, words)) if since else words("alert.failing.never")]
    if not since and facts.get("newest"):
        lines.append(words("alert.failing.stored", day=day_of(facts["newest"], words)))
    if facts.get("reached", True):
        error = in_short(text_of(facts["source"]), text_of(facts["error"], most=600))
        lines.append(words("alert.failing.error", error=error))
    else:
        lines.append(words("alert.failing.unreached"))
    return Saying(
        title=words("alert.failing.title", source=title, n=text_of(facts["failures"])),
        lines=tuple(lines),
        caveat=words("alert.failing.caveat"),
        link=link,
    )


KIND = Kind(key="sources", find=_find, say=_say)
