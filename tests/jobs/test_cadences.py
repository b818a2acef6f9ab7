"""The jobs' slots give every source the chance it wants: soon after it publishes, and as often as its cadence says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest

from jobs.catalog import jobs
from jobs.schedule import due_slots
from jobs.spreading import SPREAD, offset
from tracker.data.loader import schedule_of
from tracker.model.source import SourceInfo
from tracker.model.work import JobRun
from tracker.services.expected import worth_asking_at
from tracker.sources.catalog import sources

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEK, MINUTE = timedelta(weeks=1), timedelta(minutes=1)
HEARTBEAT = timedelta(seconds=30)
KEYS = ("", "a", "twelve", "another installation")

by_key = {job.key: job for job in jobs()}
of_kind: dict[str, list[SourceInfo]] = {}
for one in sources().values():
    of_kind.setdefault(one.info.kind, []).append(one.info)


def passes(kind: str, key: str) -> Iterator[datetime]:
    """The instants of a week at which a daemon gives sources of a kind their chance, seconds after they are due."""
    job = by_key[f"fetch_{kind}"]
    shift, runs, now = offset(key, job.spread), list[JobRun](), MONDAY
    for beat in count():
        now = MONDAY + beat * HEARTBEAT
        if now >= MONDAY + WEEK:
            return
        for slot in due_slots(job, runs=runs[-5:], now=now, shift=shift):
            runs.append(JobRun(job=job.key, slot=slot, state="done", started_at=now, finished_at=now))
            yield now + timedelta(seconds=7 * (beat % 5))


def asks(info: SourceInfo, key: str, newest: Callable[[datetime], Mapping[str, str]]) -> list[datetime]:
    """When the source is asked in that week; each conversation takes some seconds, and not always as many."""
    asked: list[datetime] = []
    ended: datetime | None = None
    for number, now in enumerate(passes(info.kind, key)):
        if ended is None or now >= worth_asking_at(info, newest(ended), ended):
            asked.append(now)
            ended = now + timedelta(seconds=1 + 40 * (number % 3))
    return asked


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("source", "series", "schedule"),
    [("cbr", "USD/RUB@cbr", "cbr"), ("ecb", "EUR/USD@ecb", "ecb")],
)
def test_a_rate_is_asked_for_within_half_an_hour_of_its_publication(
    source: str, series: str, schedule: str, key: str
) -> None:
    declared = schedule_of(schedule)
    days = (MONDAY.date() + timedelta(days=day) for day in range(-4, 8))
    labels = [day.isoformat() for day in days if day.weekday() < 5]
    fixings = [declared.fixing(label) for label in labels]

    def newest(at: datetime) -> Mapping[str, str]:
        return {series: max(one.label for one in fixings if one.published_at <= at)}

    asked = asks(sources()[source].info, key, newest)
    out = [one.published_at for one in fixings if MONDAY < one.published_at < MONDAY + WEEK - timedelta(hours=1)]
    assert len(out) >= 4
    for published in out:
        first = min(at for at in asked if at >= published)
        assert first - published <= 31 * MINUTE
    assert len(asked) <= 8 * 7, "no more often than its cadence, and when a rate should be out"


@pytest.mark.parametrize("key", KEYS[:2])
@pytest.mark.parametrize("kind", ["announcements", "lists", "rates"])
def test_every_source_is_asked_as_often_as_its_cadence_says(kind: str, key: str) -> None:
    every = by_key[f"fetch_{kind}"].cadence.every
    for info in {info.cadence: info for info in of_kind[kind]}.values():
        asked = asks(info, key, lambda _: {})
        assert len(asked) > 1
        for one, two in pairwise(asked[1:]):  # the first came with the start, between two slots
            # a cadence that is a multiple of the job's is kept; another one to the next slot
            whole = -(-info.cadence // every) * every
            assert abs(two - one - whole) <= 2 * MINUTE, f"{info.key} is asked every {two - one}, not {info.cadence}"


def test_feeds_are_asked_hourly_and_the_quickest_lists_every_two_hours() -> None:
    assert min(info.cadence for info in of_kind["announcements"]) == timedelta(hours=1)
    assert min(info.cadence for info in of_kind["lists"]) == timedelta(hours=2)


def test_what_asks_publishers_is_spread_and_what_works_on_it_as_far() -> None:
    spread = {job.key for job in jobs() if job.spread}
    assert spread == {"fetch_rates", "fetch_announcements", "fetch_lists", "grouping", "statements"}
    assert {by_key[key].spread for key in spread} == {SPREAD}
    assert by_key["weekly_letter"].spread == timedelta(0)
