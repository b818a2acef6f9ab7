"""A source that is behind its own calendar, or that fails again and again: it does not answer, or is not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tracker.model.instants import format_instant
from tracker.services.alerts.kind import Found, Kind, Looking, Saying
from tracker.services.freshness import tolerated
from tracker.services.source_status import SourceStatus, source_statuses

if TYPE_CHECKING:
    from tracker.reports.wording import Words

FAILING_AFTER = 5
"""Failures in a row, which are more than an hour of them: the source is then left alone for hours."""


def _find(looking: Looking) -> Iterator[Found]:
    for one in source_statuses(looking.context):
        if one.off or one.missing:
            continue
        if one.consecutive_failures >= FAILING_AFTER:
            yield _failing(one)
        fresh = one.freshness
        if fresh is not None and fresh.behind > tolerated(fresh.series):
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
            "error": one.last_error[:300],
        },
    )


def _say(facts: Mapping[str, object], words: Words) -> Saying:
    from tracker.reports.alerts.saying import day_of, instant_of, text_of

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
    known = words("alert.failing.since", at=instant_of(since, words)) if since else words("alert.failing.never")
    lines = [known, words("alert.failing.error", error=text_of(facts["error"], most=300))]
    return Saying(
        title=words("alert.failing.title", source=title, n=text_of(facts["failures"])),
        lines=tuple(lines),
        caveat=words("alert.failing.caveat"),
        link=link,
    )


KIND = Kind(key="sources", find=_find, say=_say)
