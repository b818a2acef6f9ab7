"""Which form a document has, by its bytes first and its name last, and reading it."""

from __future__ import annotations

import re

from tracker.model.source import Snapshot
from tracker.sources.parsing.articles.feed_item import feed_article
from tracker.sources.parsing.articles.forms import MOST_BYTES, Article, bounded, unreadable
from tracker.sources.parsing.articles.mail import mail_article
from tracker.sources.parsing.articles.plain import markdown_article, text_article
from tracker.sources.parsing.articles.web import web_article

_LOOKED_AT = 4096
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,50}){2}")
_MAIL_FIELDS = re.compile(rb"^(?:from|date|subject|received|mime-version):", re.IGNORECASE | re.MULTILINE)
_PAGE = re.compile(r"<(?:!doctype\s+html|(?:html|head|body|article|main|p|div|h1)\b)", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|item|entry)\b")
_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_CHARSETS = {
    "windows-1251": "cp1251",
    "cp1251": "cp1251",
    "windows-1252": "cp1252",
    "iso-8859-1": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "koi8-r": "koi8-r",
    "us-ascii": "ascii",
}


def read_article(snapshot: Snapshot, *, name: str, zone_name: str, item: int = 1) -> Article:
    """The article in the bytes. ``UsageError`` for what is empty, too large or no text in any form that is known."""
    content = snapshot.content
    if len(content) > MOST_BYTES:
        raise unreadable(name, f"it has more than {MOST_BYTES // 1_048_576} million bytes, far more than an article")
    if not content.strip():
        raise unreadable(name, "it is empty")
    start = content[:_LOOKED_AT]
    media_type = snapshot.media_type.partition(";")[0].strip().lower()
    ending = name.lower().rpartition(".")[2]
    if start.lstrip().startswith(b"%PDF-"):
        from tracker.sources.parsing.articles.pdf import pdf_article

        return pdf_article(content, name, zone_name)
    if b"\0" in content and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise unreadable(name, "it holds no text but binary data")
    if ending == "eml" or media_type == "message/rfc822" or _is_mail(start):
        return _with_text(mail_article(content, name, zone_name), name)
    text = _decoded(content, name, snapshot.media_type)
    head = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    if _FEED.search(head) and not _PAGE.match(head):
        return _with_text(feed_article(snapshot, name, zone_name, number=item), name)
    if _PAGE.match(head) or (head.startswith("<") and _PAGE.search(head)) or media_type == "text/html":
        return _with_text(web_article(text, name, zone_name), name)
    if ending in {"md", "markdown"} or head.startswith("---\n") or media_type == "text/markdown":
        return _with_text(markdown_article(text.lstrip("\ufeff"), zone_name), name)
    return _with_text(text_article(text.lstrip("\ufeff"), zone_name), name)


def _is_mail(start: bytes) -> bool:
    return bool(_MAIL.match(start)) and len(set(_MAIL_FIELDS.findall(start))) >= 2


def _with_text(article: Article, name: str) -> Article:
    if not any(sign.isalpha() for sign in article.text):
        raise unreadable(name, f"no text was found in it, read as {article.form}")
    return bounded(article)


def _decoded(content: bytes, name: str, media_type: str) -> str:
    """The text of the bytes: UTF-8, UTF-16 with its mark, or the single-byte encoding that the document declares."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise unreadable(name, "it begins as UTF-16 and is not") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        declared = _CHARSET.search(media_type.encode() + b" " + content[:_LOOKED_AT])
        known = _CHARSETS.get(declared[1].decode("ascii").lower(), "") if declared else ""
        if known:
            return content.decode(known, errors="replace")
        raise unreadable(
            name, f"byte {error.start} is not UTF-8, and it names no encoding", "Save it as UTF-8 and read that."
        ) from None
