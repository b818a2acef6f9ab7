"""Whoever watches the daemon: its port on this machine, the dead man's switch, the webhook; if allowed, reached."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.config import Secret, Settings
from tracker.errors import ConfigError, FetchError
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn

_CALLED = (("ping_url", "the dead man's switch"), ("alert_webhook", "the webhook of alerts"))


def _run(subject: Subject) -> Iterator[Line]:
    yield from _port(subject)
    for name, what in _CALLED:
        yield from _address(subject, name, what)


def _port(subject: Subject) -> Iterator[Line]:
    port = subject.settings.watch_port
    if port is None:
        yield ok("the daemon answers no monitor (TRACKER_WATCH_PORT)")
        return
    place = f"http://127.0.0.1:{port}/healthz"
    if not subject.network:
        yield ok(f"a daemon answers monitors on {place}, /readyz and /metrics")
        return
    from tracker.net.ping import place_of, reach

    try:
        status = reach(place_of(place, what="TRACKER_WATCH_PORT"), path="/healthz", ca_bundle=None)
    except FetchError:
        yield warn(
            f"nobody answers on {place}",
            "Start the daemon with the same settings; where it runs, its log says why it cannot have the port.",
        )
        return
    if status == 200:
        yield ok(f"the daemon answers on {place}, and its scheduler lives")
    elif status == 503:
        yield fail(f"{place} says that the daemon's scheduler shows no sign of life", "Restart the daemon.")
    else:
        yield fail(f"something else answers on {place} (HTTP {status})", "Name another TRACKER_WATCH_PORT.")


def _address(subject: Subject, name: str, what: str) -> Iterator[Line]:
    from tracker.net.ping import place_of, reach

    settings, variable = subject.settings, f"TRACKER_{name.upper()}"
    if not _secret(settings, name):
        yield ok(f"{what} is not set ({variable})")
        return
    try:
        place = place_of(_secret(settings, name).reveal(), what=variable)
    except ConfigError as error:
        yield fail(error.message, error.remedy)
        return
    if place.in_the_clear:
        yield warn(f"{what} is called without encryption, its secret address included", "Give it an https address.")
    if not subject.network:
        yield ok(f"{what} is at {place.host}")
        return
    try:
        reach(place, path="/", ca_bundle=settings.ca_bundle)
    except (ConfigError, FetchError) as error:
        yield fail(f"{what}: {error.message}", error.remedy or f"Check the address in {variable}, and the way there.")
    else:
        yield ok(f"{what}: {place.host} answers; nothing was sent to its secret address")


def _secret(settings: Settings, name: str) -> Secret:
    found: Secret = getattr(settings, name)
    return found


CHECK = Check(key="watching", title="Watching", order=82, run=_run)
