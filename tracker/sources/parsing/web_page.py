"""Web pages as documents: complete to their last tag, bounded, read without scripts and without the network."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from tracker.model.plain_text import clean, hidden_characters
from tracker.model.source import Snapshot
from tracker.net.addresses import refusal
from tracker.sources.parsing.documents import as_text, damaged

Element: TypeAlias = Any
"""An element of a page: what its searches give has no useful type."""

_MEBIBYTE = 1024 * 1024
_HEAD = 4096
_TAIL = 4096
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_UNSEEN = ("script", "style", "template", "noscript", "svg")
_BLOCKS = frozenset(
    ("article", "br", "div", "h1", "h2", "h3", "h4", "h5", "li", "ol", "p", "section", "td", "th", "tr", "ul")
)
_LONG = 2000


def page_of(snapshot: Snapshot, expected: str, *, max_bytes: int = 8 * _MEBIBYTE) -> Element:
    """The root of a page in UTF-8 without what a reader does not see. ``expected`` names it in words.

    Raises ``ParseError`` for more than ``max_bytes``, another encoding, what is no page, and a page that is cut.
    """
    if len(snapshot.content) > max_bytes:
        raise damaged(snapshot, f"{expected} of {len(snapshot.content):,} bytes is larger than any of them")
    text = as_text(snapshot, snapshot.content)
    head = text[:_HEAD].lower().lstrip()
    if not head.startswith("<") or "<html" not in head:
        raise damaged(snapshot, f"{expected} was expected, and it is no web page")
    if "</html" not in text[-_TAIL:].lower():
        raise damaged(snapshot, f"{expected} is cut: its last tag is missing")
    try:
        root = lxml_html.document_fromstring(text.encode(), parser=_parser())
    except (etree.LxmlError, ValueError) as error:
        raise damaged(snapshot, f"{expected} cannot be read as a web page ({str(error)[:80]})") from error
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    return root


def seen_of(markup: str, *, most: int = 10_000) -> str:
    """What a reader sees of a piece of a page, on one line; of a longer one than ``most`` characters the beginning.

    >>> seen_of("Sanctions <b>on&nbsp;ships</b><script>x()</script><p>and ports, 1 < 2")
    'Sanctions on ships and ports, 1 < 2'
    """
    root = lxml_html.fragment_fromstring(clean(markup[:most]), create_parent="div", parser=_parser())
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    return text_of(root)


def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )


def text_of(element: Element) -> str:
    """What a reader sees of an element, on one line."""
    return " ".join(blocks(element))


def blocks(element: Element) -> Iterator[str]:
    """The text within, paragraph by paragraph (items, headings, cells and lines too), each as one line, none empty."""
    held: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if one.tag in _BLOCKS:
            text = clean("".join(held))
            held.clear()
            if text:
                yield text
        held.append((one.text if event == "start" else one.tail if one is not element else "") or "")
    text = clean("".join(held))
    if text:
        yield text


def innermost(elements: Iterable[Element]) -> list[Element]:
    """Those that hold none of the others: what they show is read once, however deep a page nests them."""
    given = list(elements)
    holding: set[Element] = set()
    for element in given:
        for around in element.iterancestors():
            if around in holding:
                break
            holding.add(around)
    return [element for element in given if element not in holding]


def link_of(element: Element, base: str, hosts: tuple[str, ...]) -> str:
    """Where a link leads: an https address on the hosts, without ``/index.php`` and fragment; empty for elsewhere."""
    written = (element.get("href") or "").strip()
    if not written or hidden_characters(written) or len(written) > _LONG:
        return ""
    try:
        address = urljoin(base, written)
        parts = urlsplit(address)
    except ValueError:
        return ""
    address = parts._replace(path=parts.path.replace("/index.php/", "/", 1), fragment="").geturl()
    return "" if refusal(address, hosts) else address


def plain(text: str) -> str:
    """Text that may hold markup, as one line without it.

    >>> plain("Blocking <em>Property</em> &amp; Interests")
    'Blocking Property & Interests'
    """
    return clean(html.unescape(_TAG.sub("", text)))
