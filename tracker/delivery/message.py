"""A letter as one RFC 5322 message: text and HTML side by side, with the headers a mailing needs.

The same arguments give the same bytes (no random boundary, no clock), so a message is rendered once, stored, and
every further attempt sends what was stored.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.policy import default as default_policy
from email.utils import parseaddr

from tracker.errors import DeliveryError
from tracker.model.instants import require_utc
from tracker.model.work import Letter


def parse_address(text: str) -> Address:
    """One mailbox, with or without a display name: ``Jane Doe <jane@example.org>``; ``ValueError`` otherwise.

    >>> parse_address("Weekly letter <letters@example.org>").addr_spec
    'letters@example.org'
    """
    if "\r" in text or "\n" in text:
        raise ValueError(f"an e-mail address holds a line break: {text!r}")
    name, spec = parseaddr(text.strip())
    local, _, domain = spec.rpartition("@")
    if not local or not domain or any(character.isspace() for character in spec):
        raise ValueError(f"not an e-mail address (expected like name@example.org): {text!r}")
    try:
        return Address(display_name=name, username=local, domain=domain)
    except (ValueError, IndexError, MessageError) as error:
        raise ValueError(f"not an e-mail address: {text!r}") from error


def mailbox_key(text: str) -> str:
    """What makes two spellings of a mailbox one recipient: the bare address in lower case.

    >>> mailbox_key("Jane Doe <Jane@Example.org>")
    'jane@example.org'
    """
    return parse_address(text).addr_spec.casefold()


def message_id(*, report: str, period: str, recipient: str, sender: str) -> str:
    """The same for every attempt at one report of one period to one recipient: programs can see a copy as a copy.

    >>> message_id(report="weekly", period="2014-W46", recipient="a@example.org", sender="l@example.net")
    '<weekly.2014-W46.e16bfe08be114c7b@example.net>'
    """
    digest = hashlib.sha256(mailbox_key(recipient).encode()).hexdigest()[:16]
    return f"<{report}.{period}.{digest}@{parse_address(sender).domain}>"


def build_message(
    *,
    subject: str,
    text: str,
    html: str,
    sender: str,
    recipient: str,
    identity: str,
    date: datetime,
    list_name: str,
) -> bytes:
    """The complete message with CRLF line ends, every line within 998 bytes.

    ``identity`` is the Message-ID, ``date`` an aware instant, ``list_name`` the local part of the List-ID. Replies and
    requests to stop go to the sender. There is no List-Unsubscribe-Post: that promises an https address (RFC 8058).
    Raises ``DeliveryError`` (permanent) when a header would not stay in its line or an address is none.
    """
    try:
        origin, target = parse_address(sender), parse_address(recipient)
    except ValueError as error:
        raise DeliveryError(f"The letter has no valid sender and recipient: {error}.", permanent=True) from error
    message = EmailMessage(policy=SMTP)
    headers = {
        "From": str(origin),
        "To": str(target),
        "Reply-To": origin.addr_spec,
        "Message-ID": identity,
        "List-ID": f"<{list_name}.{origin.domain}>",
        "List-Unsubscribe": f"<mailto:{origin.addr_spec}?subject=unsubscribe>",
        "Auto-Submitted": "auto-generated",
    }
    for name, value in {"Subject": subject, **headers}.items():
        if "\r" in value or "\n" in value:
            raise DeliveryError(f"The {name} header of the letter holds a line break: {value!r}.", permanent=True)
    for name, value in headers.items():
        message[name] = value
    message["Date"] = require_utc(date, "date of the letter")
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message.set_boundary(f"=_{hashlib.sha256(identity.encode()).hexdigest()[:32]}")
    return b"Subject: " + _encoded_subject(subject) + b"\r\n" + message.as_bytes()


def letter_of(raw: bytes) -> Letter:
    """A stored message as a letter: envelope addresses are those of its own headers."""
    headers = BytesHeaderParser(policy=default_policy).parsebytes(raw)
    return Letter(
        recipient=parse_address(str(headers["To"])).addr_spec,
        sender=parse_address(str(headers["From"])).addr_spec,
        message_id=str(headers["Message-ID"]).strip(),
        raw=raw,
    )


def _encoded_subject(subject: str) -> bytes:
    """RFC 2047. Not left to ``EmailMessage``: folding a long subject with dashes it loses spaces (gh-92081)."""
    if subject.isascii() and "=?" not in subject and len(subject) < 900:
        return subject.encode("ascii")
    return Header(subject, "utf-8", maxlinelen=76, header_name="Subject").encode(linesep="\r\n").encode("ascii")
