"""Alerts as each channel carries them: a message for mailboxes, a JSON document, a title with a text."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker import __version__
from tracker.config import Settings
from tracker.delivery.message import build_message, message_id
from tracker.model.alert import Alert
from tracker.model.instants import format_instant
from tracker.reports.alerts.message import Item, message_of
from tracker.reports.wording import Words, words_for
from tracker.services.alerts.addressees import APPRISE, EMAIL, Addressee
from tracker.services.alerts.kind import Saying, kinds

LOG = logging.getLogger(__name__)

REPORT = "alert"
"""Name of alerts in the outbox, in Message-IDs and in the List-ID."""

DIGEST = "alert-digest"
"""Name of the message about alerts that had been held back."""

SCHEMA_VERSION = 1

_INTERNAL = ("entries",)
"""Facts that are only for telling two finds apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What goes into the outbox: ``identity`` is the Message-ID, or what says that two copies are one."""

    identity: str
    raw: bytes


def said(alert: Alert, words: Words) -> Saying:
    """An alert in words; of what this version cannot read, its key."""
    kind = kinds().get(alert.kind)
    try:
        return Saying(title=alert.key) if kind is None else kind.say(alert.facts, words)
    except (KeyError, ValueError, TypeError) as error:  # facts of another version: the alert must reach its readers
        LOG.debug("the facts of %s cannot be put in words", alert.key, exc_info=error)
        return Saying(title=alert.key)


def document_of(
    alerts: Sequence[Alert],
    to: Addressee,
    settings: Settings,
    *,
    period: str,
    at: datetime,
    digest: bool = False,
    reader_key: str = "",
) -> Document:
    """The bytes that one addressee gets about these alerts, rendered once; ``at`` (UTC) dates them.

    ``reader_key`` makes the token of the address of unsubscribing in an e-mail, which is left out without it.
    """
    words = replace(words_for(to.reader), zone=to.reader.zone)
    sayings = [said(alert, words) for alert in alerts]
    items = [Item(title=one.title, lines=one.lines, caveat=one.caveat, link=one.link) for one in sayings]
    report = DIGEST if digest else REPORT
    if to.channel == EMAIL:
        message = message_of(items, words, digest=digest, site_url=settings.site_url)
        identity = message_id(
            report=report, period=_short(period), recipient=to.reader.address, sender=settings.email_from
        )
        raw = build_message(
            subject=message.subject,
            text=message.text,
            html=message.html,
            sender=settings.email_from,
            recipient=to.reader.address,
            identity=identity,
            date=at,
            list_name=REPORT,
            reply_to=settings.email_reply_to,
            unsubscribe_url=settings.unsubscribe_url,
            reader_key=reader_key,
        )
        return Document(identity=identity, raw=raw)
    if to.channel == APPRISE:
        message = message_of(items, words, digest=digest, site_url=settings.site_url)
        return Document(identity=period, raw=_json({"title": message.subject, "body": message.text}))
    document = {
        "schema_version": SCHEMA_VERSION,
        "generated_at": format_instant(at),
        "generator": f"tracker {__version__}",
        "key": period,
        "digest": digest,
        "alerts": [_told(alert, saying) for alert, saying in zip(alerts, sayings, strict=True)],
    }
    return Document(identity=period, raw=_json(document))


def _told(alert: Alert, saying: Saying) -> dict[str, object]:
    return {
        "key": alert.key,
        "kind": alert.kind,
        "found_at": format_instant(alert.found_at),
        "title": saying.title,
        "lines": list(saying.lines),
        "not_meaning": saying.caveat or None,
        "link": saying.link or None,
        "facts": public_facts(alert.facts),
    }


def public_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts for programs."""
    return {name: value for name, value in facts.items() if name not in _INTERNAL}


def _json(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()


def _short(period: str) -> str:
    """A key as a Message-ID can carry it."""
    return hashlib.sha256(period.encode()).hexdigest()[:16]
