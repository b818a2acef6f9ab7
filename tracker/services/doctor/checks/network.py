"""Every host that may be asked, asked by its real route; the clock against theirs; Yahoo through its own library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tracker.errors import FetchError
from tracker.net.probe import Probe, probe_all
from tracker.services.clock import utc_now
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn
from tracker.services.enabled import enabled_sources

_SECONDS = 8.0
_SKEW = timedelta(minutes=2)


def _run(subject: Subject) -> Iterator[Line]:
    asked = enabled_sources(subject.settings).values()
    wanted = {host: info.key for info in (one.info for one in asked) for host in info.hosts}
    found = probe_all(sorted(wanted), ca_bundle=subject.settings.ca_bundle, seconds=_SECONDS)
    for one in found:
        yield _line(one, wanted[one.host])
    yield from _clock(found)
    yield _yahoo(subject)


def _line(one: Probe, source: str) -> Line:
    told = f"{one.host} ({source})"
    if one.reached and not one.remedy:
        return ok(f"{told} answers")
    if one.reached:
        return warn(f"{told}: {one.problem}", one.remedy)
    return fail(f"{told}: {one.problem}", one.remedy)


def _clock(found: tuple[Probe, ...]) -> Iterator[Line]:
    """The middle of what the servers' Date headers say, so that one wrong server does not matter."""
    now = utc_now()  # the servers' dates are of this moment, whatever --now pretends
    told: list[datetime] = sorted(one.date for one in found if one.date is not None)
    if not told:
        return
    away = now - told[len(told) // 2]
    if abs(away) > _SKEW:
        side = "ahead of" if away > timedelta(0) else "behind"
        yield fail(f"the clock is {abs(away).total_seconds():.0f} s {side} the servers'", "Set the clock (NTP).")
    else:
        yield ok("the clock agrees with the servers'")


def _yahoo(subject: Subject) -> Line:
    """A few daily bars through the child process, as a fetch would ask for them."""
    from tracker.net.http import HttpClient
    from tracker.net.identity import user_agent
    from tracker.sources.rates.yahoo import SOURCE
    from tracker.sources.rates.yahoo.process import run_child

    host = SOURCE.info.hosts[0]
    now = int(utc_now().timestamp())
    arguments = {"symbol": "RUB=X", "interval": "1d", "start": str(now - 14 * 86_400), "end": str(now)}
    try:
        client = HttpClient(user_agent=user_agent(), ca_bundle=subject.settings.ca_bundle)
        client.contact(host, source=SOURCE.key)
        run_child(arguments, ca_bundle=client.ca_bundle, url=f"https://{host}/", deadline=client.library)
    except FetchError as error:
        return fail(
            f"yfinance: {error.message}", error.remedy or "If the host above answers, try again in half an hour."
        )
    return ok("yfinance gets quotes")


CHECK = Check(key="network", title="Network", order=100, run=_run, network=True)
