"""The alerts there are, in words and with what became of each for everybody who is told; and a test of each channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker.errors import ConfigError, DeliveryError, UsageError
from tracker.model.alert import FOUND, TOLD, Alert
from tracker.model.instants import format_instant, parse_instant
from tracker.services.alerts.addressees import EMAIL, Addressee, addressees, channels
from tracker.services.context import Context
from tracker.services.reader_tokens import known_reader_key

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.services.alerts.kind import Saying

RECENTLY = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one recipient got of an alert. ``state``: that of the delivery, or ``held`` with the reason."""

    recipient: str
    channel: str
    state: str
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An alert with its words (English) and its tellings."""

    alert: Alert
    saying: Saying
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What a test of one channel came to. ``sent`` False: ``detail`` says why, and what helps."""

    recipient: str
    channel: str
    sent: bool
    detail: str


def listed(context: Context, *, since: datetime | None = None, limit: int | None = None) -> tuple[Listed, ...]:
    """The alerts found since an instant (of the last 30 days) up to now, newest first."""
    from tracker.store.unit_of_work import UnitOfWork

    begin = context.now - RECENTLY if since is None else since
    with UnitOfWork(context.engine, write=False) as work:
        found = work.alerts.recent(since=begin, until=context.now + timedelta(microseconds=1), limit=limit)
        states = {
            (one.key, who): work.deliveries.find(_report(told), told["period"], who)
            for one in found
            for who, told in one.tellings.items()
            if told["period"]
        }
    if not found:
        return ()
    from tracker.reports.wording import ENGLISH
    from tracker.services.alerts.documents import said

    rows = []
    for one in found:
        tellings = []
        for who, told in one.tellings.items():
            delivery = states.get((one.key, who))
            tellings.append(
                Telling(
                    recipient=who,
                    channel=delivery.channel if delivery else EMAIL if "@" in who else who.partition(" ")[0],
                    state=delivery.state if delivery else told["state"],
                    at=delivery.sent_at if delivery else parse_instant(told["at"]),
                    detail=delivery.detail if delivery else told.get("because", ""),
                )
            )
        rows.append(Listed(alert=one, saying=said(one, ENGLISH), tellings=tuple(tellings)))
    return tuple(rows)


def newest(context: Context, *, limit: int = 3) -> tuple[Listed, ...]:
    """The newest alerts, for a screen that shows everything."""
    return listed(context, limit=limit)


def try_channels(context: Context) -> tuple[Tested, ...]:
    """Send a test to everybody who is told of alerts, past the outbox: what comes of it is said at once.

    ``UsageError`` where nobody is.
    """
    settings = context.settings
    results = []
    try:
        everybody = addressees(settings)
    except ConfigError as error:  # a slip in the wishes of readers is no reason not to try the channels
        everybody = channels(settings)
        results.append(Tested(recipient="readers of e-mail", channel=EMAIL, sent=False, detail=str(error)))
    if not everybody and not results:
        raise UsageError(
            "Nobody is told of alerts.",
            remedy="Give a reader the wish alerts in TRACKER_EMAIL_OPTIONS, or set TRACKER_ALERT_WEBHOOK or"
            " TRACKER_ALERT_APPRISE.",
        )
    at = context.clock()
    alert = Alert(key=f"test:{at:%Y%m%dT%H%M%SZ}", kind="test", state=FOUND, found_at=at, facts=_facts(at))
    known = known_reader_key(context)
    for to in everybody:
        try:
            _carry(settings, to, alert, at, known)
        except (ConfigError, DeliveryError) as error:
            results.append(Tested(recipient=to.key, channel=to.channel, sent=False, detail=str(error)))
        else:
            results.append(Tested(recipient=to.key, channel=to.channel, sent=True, detail=_PROVED[to.channel]))
    return tuple(results)


def _carry(settings: Settings, to: Addressee, alert: Alert, at: datetime, reader_key: str) -> None:
    """Hand one alert to one addressee, past the outbox."""
    from tracker.delivery.message import letter_of
    from tracker.model.work import Letter
    from tracker.services.alerts.documents import document_of
    from tracker.services.carriers import carrier_of

    if to.channel == EMAIL and not settings.email_from:
        raise ConfigError("TRACKER_EMAIL_FROM is not set.", remedy="Set it in the environment or in tracker.toml.")
    document = document_of([alert], to, settings, period=alert.key, at=at, reader_key=reader_key)
    carrier = carrier_of(settings, to.channel)
    if to.channel == EMAIL:
        carrier.send(letter_of(document.raw))
    else:
        carrier.send(Letter(recipient=to.key, sender="", message_id=document.identity, raw=document.raw))


_PROVED = {
    "email": "the mail server took it; look into the mailbox, and among what it takes for junk",
    "webhook": "the other side took it (HTTP 2xx); what it does with it is its own",
    "apprise": "the package says that the service took it",
}


def _facts(at: datetime) -> Mapping[str, object]:
    return {"at": format_instant(at)}


def _report(told: Mapping[str, str]) -> str:
    from tracker.services.alerts.documents import DIGEST, REPORT

    return DIGEST if told["state"] == TOLD else REPORT
