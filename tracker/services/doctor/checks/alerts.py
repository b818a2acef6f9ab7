"""Alerts: whether what is set can work together, and whether anybody would be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tracker.config import Settings
from tracker.errors import ConfigError, DeliveryError
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn

_SECONDS = 10.0


def _run(subject: Subject) -> Iterator[Line]:
    from tracker.services.alerts.addressees import EMAIL, addressees, channels
    from tracker.services.carriers import carrier_of

    settings, slip = subject.settings, False
    try:
        everybody = addressees(settings)
    except ConfigError as error:
        yield fail(error.message, error.remedy)
        everybody, slip = channels(settings), True
    if not everybody and slip:
        return
    if not everybody:
        if settings.alert_programmes:
            yield warn(
                "programmes are watched, and nobody is told of alerts",
                "Give a reader the wish alerts in TRACKER_EMAIL_OPTIONS, or set TRACKER_ALERT_WEBHOOK.",
            )
        else:
            yield ok("no alert is set up")
        return
    cut_off = _no_mail(settings) if any(to.channel == EMAIL for to in everybody) else None
    told = [to.key for to in everybody if cut_off is None or to.channel != EMAIL]
    if told:
        yield ok(f"alerts go to {', '.join(told)}")
    if cut_off is not None:
        yield fail(f"no alert can go by e-mail: {cut_off.message}", cut_off.remedy)
    for programme in _unknown(settings.alert_programmes):
        yield warn(
            f"no list is known to write the watched programme {programme!r}",
            "See how lists write theirs: tracker lists changes; or watch a country, like Russia.",
        )
    for channel in dict.fromkeys(to.channel for to in everybody if to.channel != EMAIL):
        try:
            proved = carrier_of(replace(settings, offline=False), channel).check(timeout=_SECONDS)
        except (ConfigError, DeliveryError) as error:
            yield fail(error.message, error.remedy)
        else:
            yield ok(f"{proved}; nothing was sent")


def _no_mail(settings: Settings) -> ConfigError | None:
    """What is wrong with the settings of e-mail."""
    from tracker.services.outbox import transport_of

    try:
        transport_of(replace(settings, offline=False))
    except ConfigError as error:
        return error
    return None


def _unknown(watched: tuple[str, ...]) -> Iterator[str]:
    from tracker.data.programmes import programmes

    known = {name.casefold() for one in programmes() for name in (one.written, one.family, one.target)}
    yield from (one for one in watched if one.casefold() not in known)


CHECK = Check(key="alerts", title="Alerts", order=72, run=_run)
