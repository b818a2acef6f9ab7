"""A letter as one RFC 5322 message: text and HTML side by side, pictures beside the HTML, files at the end.

The same arguments give the same bytes (no random boundary, no clock), so a message is rendered once, stored, and
every further attempt sends what was stored.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.policy import default as default_policy
from email.utils import parseaddr
from urllib.parse import quote

from tracker.errors import DeliveryError
from tracker.model.instants import require_utc
from tracker.model.work import Letter

_PLAIN = "@!$'*+-._~"
_LONGEST_ADDRESS = 800


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter. With a ``content_id`` it is a picture its HTML shows by ``cid:``, else a file."""

    content: bytes
    media_type: str
    filename: str
    content_id: str = ""


def reader_token(recipient: str, key: str) -> str:
    """What an address of unsubscribing names a reader by: the same for every letter, and none without the key.

    32 hexadecimal signs of the HMAC-SHA256 of the bare address; ``key`` is a secret of the installation, or else
    everybody could unsubscribe whoever's address is known.
    """
    return hmac.new(key.encode(), mailbox_key(recipient).encode(), hashlib.sha256).hexdigest()[:32]


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
    enclosures: Sequence[Enclosure] = (),
    reply_to: str = "",
    unsubscribe_url: str = "",
    reader_key: str = "",
) -> bytes:
    """The complete message with CRLF line ends, every line within 998 bytes.

    ``identity`` is the Message-ID, ``date`` an aware instant, ``list_name`` the local part of the List-ID. Replies and
    requests to stop go to ``reply_to``, or to the sender. Only with an https ``unsubscribe_url`` and a
    ``reader_key`` is a click promised to be enough (RFC 8058): that address is told who by ``reader_token``.
    Raises ``DeliveryError`` (permanent) when a header would not stay in its line or an address is none.
    """
    try:
        origin, target = parse_address(sender), parse_address(recipient)
        answers = parse_address(reply_to) if reply_to else origin
    except ValueError as error:
        raise DeliveryError(f"The letter has no valid sender and recipient: {error}.", permanent=True) from error
    headers = {
        "From": str(origin),
        "To": str(target),
        "Reply-To": str(answers) if reply_to else answers.addr_spec,
        "Message-ID": identity,
        "List-ID": f"<{list_name}.{origin.domain}>",
        "Auto-Submitted": "auto-generated",
    }
    ways = [f"<mailto:{quote(answers.addr_spec, safe=_PLAIN)}?subject=unsubscribe>"]
    one_click = bool(unsubscribe_url and reader_key)
    if one_click:
        ways.insert(0, f"<{_with_reader(unsubscribe_url, reader_token(recipient, reader_key))}>")
    for name, value in {"Subject": subject, **headers, "List-Unsubscribe": " ".join(ways)}.items():
        if "\r" in value or "\n" in value:
            raise DeliveryError(f"The {name} header of the letter holds a line break: {value!r}.", permanent=True)
    message = _with_bodies(text, html, enclosures, seed=identity)
    for name, value in headers.items():
        message[name] = value
    if one_click:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Date"] = require_utc(date, "date of the letter")
    first = b"Subject: " + _encoded_subject(subject) + b"\r\nList-Unsubscribe: " + _folded(ways) + b"\r\n"
    return first + message.as_bytes()


def _with_bodies(text: str, html: str, enclosures: Sequence[Enclosure], *, seed: str) -> EmailMessage:
    """Text and HTML as alternatives, the pictures related to the HTML, then the files; boundaries made of the seed."""
    message = EmailMessage(policy=SMTP)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    page = message.get_body(("html",))
    if not isinstance(page, EmailMessage):
        raise TypeError("a message with an HTML alternative has an HTML body")
    for one in enclosures:
        main, _, sub = one.media_type.partition("/")
        if one.content_id:
            page.add_related(
                one.content, main, sub, cid=f"<{one.content_id}>", filename=one.filename, disposition="inline"
            )
    for one in enclosures:
        main, _, sub = one.media_type.partition("/")
        if not one.content_id:
            message.add_attachment(one.content, main, sub, filename=one.filename)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{number} {seed}'.encode()).hexdigest()[:32]}")
    return message


def _with_reader(url: str, token: str) -> str:
    """The address with the reader in its query; ``DeliveryError`` for one that could not stand in a header."""
    address, mark, fragment = url.partition("#")
    if (
        not address.startswith("https://")
        or not all(33 <= ord(sign) < 127 and sign not in '<>"' for sign in url)
        or len(url) > _LONGEST_ADDRESS
    ):
        raise DeliveryError(f"The address of unsubscribing is no plain https address: {url!r}.", permanent=True)
    return f"{address}{'&' if '?' in address else '?'}reader={token}{mark}{fragment}"


def _folded(ways: Sequence[str]) -> bytes:
    """Not left to ``EmailMessage``: it writes a long address as an encoded word, and no program can follow that."""
    return ",\r\n ".join(ways).encode("ascii")


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
