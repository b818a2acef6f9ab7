"""Web pages: the article within a page, its title, writer and time. No script is run and nothing is fetched."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from tracker.model.plain_text import clean
from tracker.sources.parsing.articles.days import in_lines, published_as
from tracker.sources.parsing.articles.forms import Article, Published, one_line, paragraphs, unreadable
from tracker.sources.parsing.web_page import Element

MOST_ELEMENTS = 25_000
"""Of one page; the fullest front pages have a third of it."""

_UNSEEN = ("script", "style", "template", "noscript", "svg", "iframe", "object", "canvas")
_AROUND = ("nav", "footer", "aside", "form", "button", "figure", "figcaption", "select", "menu", "dialog")
_BLOCKS = frozenset(
    """address article blockquote body br dd div dl dt fieldset footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre
    section table td th tr ul""".split()  # noqa: SIM905  # a table of names reads better so
)
_METADATA = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "pubdate",
    "parsely-pub-date",
)
_LEAVES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "dt", "pre", "td", "th", "tr"))
_LINKS = 0.6
"""Share of a block's characters in links from which it is a menu."""
_MOST_JSON = 200_000
_ARTICLES = frozenset(("article", "newsarticle", "reportagenewsarticle", "blogposting", "webpage"))


@dataclass(slots=True)
class _Block:
    """One paragraph: its text, the characters of it in links, and the element around it."""

    text: str
    linked: int
    parent: Any


def web_article(markup: str, name: str, zone_name: str) -> Article:
    """The article of a page. Raises ``UsageError`` for what is no page and for one of more elements than any has."""
    root = _root(markup, name)
    described = _described(root)
    published = _published(root, described, zone_name)
    title = _title(root, described)
    etree.strip_elements(root, *_UNSEEN, *_AROUND, with_tail=False)
    lines = _lines(root)
    return Article(
        form="web page",
        text=paragraphs(lines),
        title=title,
        byline=one_line(described.get("author", "")),
        published=published or in_lines([line for line in lines[:60] if len(line) < 200], zone_name),
        language=(root.get("lang") or "")[:2].lower(),
        address=_canonical(root),
    )


def text_of_markup(markup: str, name: str) -> str:
    """The text of a fragment, paragraphs separated by blank lines."""
    root = _root(f"<html><body>{markup}</body></html>", name)
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    return paragraphs([line for block in _blocks(root) for line in (block.text, "")])


def _root(markup: str, name: str) -> Element:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml_html.document_fromstring(markup.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise unreadable(name, f"it is no web page ({clean(str(error))[:80]})") from None
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise unreadable(name, f"the page has more than {MOST_ELEMENTS:,} elements, far more than any article")
    return root


def _lines(root: Element) -> list[str]:
    """The paragraphs of the element that holds most of the text, menus left out, each with a blank line after it."""
    blocks = [one for one in _blocks(root) if one.linked <= _LINKS * len(one.text)]
    named = [
        element
        for element in root.iter("article", "main", "div", "section")
        if element.tag in {"article", "main"} or "articlebody" in (element.get("itemprop") or "").lower()
    ]
    weights: defaultdict[Any, float] = defaultdict(float)
    inside = set(named)
    for block in blocks:
        weight, element, depth = float(len(block.text)), block.parent, 0
        if len(block.text) < 40:  # a heading, a caption, a label
            weight /= 4
        while element is not None and depth < 60:
            if element in inside or (not inside and depth < 3):
                weights[element] += weight / (1 if element in inside else depth + 1)
            element, depth = element.getparent(), depth + 1
    best = max(weights, key=lambda element: weights[element], default=None)
    total = sum(len(block.text) for block in blocks)
    if best is None or weights[best] < 0.25 * total:
        chosen = blocks
    else:
        within = set(best.iter())
        chosen = [block for block in blocks if block.parent in within]
    return [line for block in chosen for line in (block.text, "")]


def _blocks(root: Element) -> Iterator[_Block]:
    held: list[str] = []
    linked = 0
    links = 0
    parents: list[Any] = [root]
    for event, one in etree.iterwalk(root, events=("start", "end")):
        block = one.tag in _BLOCKS
        if block:
            text = clean("".join(held))
            if text:
                leaf = event == "end" and one.tag in _LEAVES and len(parents) > 1
                yield _Block(text, linked, parents[-2 if leaf else -1])
            held.clear()
            linked = 0
            if event == "start":
                parents.append(one)
            elif len(parents) > 1:
                parents.pop()
        if one.tag == "a":
            links += 1 if event == "start" else -1
        words = (one.text if event == "start" else one.tail if one is not root else "") or ""
        held.append(words)
        linked += len(words.strip()) if links > 0 else 0
    text = clean("".join(held))
    if text:
        yield _Block(text, linked, parents[-1])


def _described(root: Element) -> dict[str, str]:
    """Names and values of the page's own metadata, the first of each, then what its JSON-LD says."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if name and element.get("content"):
            found.setdefault(name, element.get("content")[:2000])
    for element in root.iter("script"):
        if (element.get("type") or "").lower() == "application/ld+json":
            for key, value in _linked_data(element.text or ""):
                found.setdefault(key, value)
    return found


def _linked_data(text: str) -> Iterator[tuple[str, str]]:
    if len(text) > _MOST_JSON:
        return
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    for _ in range(1000):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(reversed(one[:100]))
        if not isinstance(one, dict):
            continue
        waiting.extend(value for key, value in one.items() if key == "@graph")
        kinds = one.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if not any(isinstance(kind, str) and kind.lower() in _ARTICLES for kind in kinds):
            continue
        for key in ("datePublished", "headline"):
            if isinstance(one.get(key), str):
                yield f"json-ld {key}".lower(), one[key][:2000]
        author = one.get("author")
        author = author[0] if isinstance(author, list) and author else author
        name = author.get("name") if isinstance(author, dict) else author
        if isinstance(name, str):
            yield "author", name[:2000]


def _published(root: Element, described: dict[str, str], zone_name: str) -> Published | None:
    written = [(described.get("json-ld datepublished", ""), "its JSON-LD (datePublished)")]
    written += [(described.get(name, ""), f"its metadata ({name})") for name in _METADATA]
    for element in list(root.iter("time"))[:50]:
        written.append((element.get("datetime") or "", "its time element"))
    for text, basis in written:
        found = published_as(text, zone_name) if text else None
        if found is not None:
            return replace(found, basis=basis)
    return None


def _title(root: Element, described: dict[str, str]) -> str:
    heading = next((clean(one.text_content()) for one in root.iter("h1")), "")
    page = next((clean(one.text_content()) for one in root.iter("title")), "")
    own = described.get("og:title", "") or described.get("json-ld headline", "")
    return one_line(own or heading or re.split(r" [|–—] ", page)[0])


def _canonical(root: Element) -> str:
    for element in root.iter("link"):
        if (element.get("rel") or "").lower() == "canonical":
            address = (element.get("href") or "").strip()
            if re.fullmatch(r"https://[^\s\"<>]{4,2000}", address):
                return address
    return ""
