"""Messages: the text of an e-mail, its subject, sender and date. Attachments are left alone."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from tracker.sources.parsing.articles.days import published_as
from tracker.sources.parsing.articles.forms import Article, one_line, paragraphs, unreadable
from tracker.sources.parsing.articles.web import text_of_markup

_LONGEST_HEADER = 1000
_MOST_PARTS = 100
_MOST_FIELDS = 2000
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")


def mail_article(content: bytes, name: str, zone_name: str) -> Article:
    """The first plain text of a message, else its first web page."""
    head = _HEAD_ENDS.split(content, maxsplit=1)[0]
    if head.count(b"\n") > _MOST_FIELDS or content.lower().count(b"boundary=") > _MOST_PARTS:
        raise unreadable(name, "the message has more fields or parts than any letter")
    try:
        message = message_from_bytes(content, policy=policy.compat32)
        texts = _texts(message)
    except (RecursionError, ValueError, LookupError, HeaderParseError) as error:
        raise unreadable(name, f"its parts cannot be told ({type(error).__name__})") from None
    text = texts.get("text/plain", "")
    if not text.strip() and "text/html" in texts:
        text = text_of_markup(texts["text/html"], name)
    published = published_as(str(message.get("Date", ""))[:_LONGEST_HEADER], zone_name)
    return Article(
        form="e-mail",
        text=paragraphs(text.splitlines()),
        title=_header(message, "Subject"),
        byline=_header(message, "From"),
        published=None if published is None else replace(published, basis="its Date"),
        language=_header(message, "Content-Language")[:2].lower(),
    )


def _texts(message: Message) -> dict[str, str]:
    """The first part of each kind of text that is no attachment."""
    found: dict[str, str] = {}
    for part in message.walk():
        # The library takes very long over a long list of parameters.
        if any(len(str(part.get(field, ""))) > _LONGEST_HEADER for field in ("Content-Type", "Content-Disposition")):
            continue
        kind = part.get_content_type()
        if part.is_multipart() or kind not in {"text/plain", "text/html"} or kind in found:
            continue
        if part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found[kind] = _decoded(payload, part.get_content_charset() or "utf-8")
    return found


def _decoded(payload: bytes, charset: str) -> str:
    try:
        return payload.decode(charset, errors="replace")
    except LookupError:
        return payload.decode("utf-8", errors="replace")


def _header(message: Message, name: str) -> str:
    written = str(message.get(name, ""))[:_LONGEST_HEADER]
    try:
        parts = decode_header(written)
    except (HeaderParseError, ValueError):
        return one_line(written)
    return one_line(
        "".join(part if isinstance(part, str) else _decoded(part, charset or "utf-8") for part, charset in parts)
    )
