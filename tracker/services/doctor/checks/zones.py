"""Time: zone data that know Moscow's changes, and a clock that does not contradict what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata

from tracker.model.instants import format_instant, zone
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn

_RULES = (
    (datetime(2011, 1, 1, 12, tzinfo=UTC), 3),
    (datetime(2014, 7, 1, 12, tzinfo=UTC), 4),
    (datetime(2014, 11, 11, 12, tzinfo=UTC), 3),
)
"""Moscow: winter time until March 2011, four hours ahead until 26 October 2014, three since."""

_OLD = 2
_SKEW = timedelta(minutes=5)


def _run(subject: Subject) -> Iterator[Line]:
    place = zone("Europe/Moscow")
    wrong = [at for at, hours in _RULES if at.astimezone(place).utcoffset() != timedelta(hours=hours)]
    if wrong:
        yield fail(
            f"the time-zone data are wrong about Moscow on {wrong[0]:%d %b %Y}: rates would get wrong hours",
            "Run: pip install --upgrade tzdata (and update the system's tzdata).",
        )
    else:
        yield ok("time-zone data know Moscow's changes of 2011 and 2014")
    yield _version(subject)
    yield _clock(subject)


def _version(subject: Subject) -> Line:
    try:
        version = metadata.version("tzdata")
    except metadata.PackageNotFoundError:
        return warn("the package tzdata is not installed; the system's own data are used", "Run: pip install tzdata")
    year = int(version.partition(".")[0])
    if year < subject.now.year - _OLD:
        return warn(f"tzdata {version} is old", "Run: pip install --upgrade tzdata")
    return ok(f"tzdata {version}")


def _clock(subject: Subject) -> Line:
    """A clock behind the newest record would file new rates before old ones."""
    from tracker.services.doctor.stored import health_of

    found = health_of(subject)
    newest = found.newest_vintage if found is not None else None
    if newest is not None and newest > subject.now + _SKEW:
        return fail(
            f"the clock says {format_instant(subject.now.replace(microsecond=0))}, before the newest record of"
            f" {format_instant(newest.replace(microsecond=0))}",
            "Set the clock (NTP); what is recorded meanwhile would stand in the wrong order.",
        )
    says = f"the clock says {format_instant(subject.now.replace(microsecond=0))}"
    return ok(f"{says}, after everything recorded" if newest is not None else says)


CHECK = Check(key="time", title="Time", order=20, run=_run)
