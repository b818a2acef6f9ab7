"""XML read strictly: a declared encoding, no entities and no document type, complete to its last tag."""

from __future__ import annotations

import re
from collections.abc import Collection
from xml.etree import ElementTree as ET

from tracker.model.source import Snapshot
from tracker.sources.parsing.documents import as_text, damaged, refuse_markup

MEBIBYTE = 1024 * 1024

_DEEPEST = 100
_ENCODINGS = {"windows-1251": "cp1251", "utf-8": "utf-8"}
_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}\?>")
_ENCODING = re.compile(rb"""encoding=["']([A-Za-z0-9_.-]{1,40})["']""")
_DOCUMENT_TYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def root_of(snapshot: Snapshot, expected: str, *, max_bytes: int = 16 * MEBIBYTE) -> ET.Element:
    """The root element of a document of any name.

    ``expected`` names what should have come, for people. Raises ``ParseError`` for a web page, an encoding other than
    windows-1251 or UTF-8, a document type (with which entities come), more than ``max_bytes``, elements within elements
    without end, and anything that is not well formed; a document cut off is that.
    """
    content = snapshot.content.removeprefix(b"\xef\xbb\xbf")
    if len(content) > max_bytes:
        raise damaged(snapshot, f"{expected} of {len(content):,} bytes is larger than any of them")
    refuse_markup(snapshot, expected)
    declared = _DECLARATION.match(content)
    encoding = _ENCODING.search(declared[0]) if declared else None
    name = encoding[1].decode("ascii").lower() if encoding else "utf-8"
    if name not in _ENCODINGS:
        raise damaged(snapshot, f"{expected} came in the encoding {name!r}")
    text = as_text(snapshot, content[declared.end() :] if declared else content, encoding=_ENCODINGS[name])
    if _DOCUMENT_TYPE.search(text):
        raise damaged(snapshot, f"{expected} came with a document type of its own, which is not read")
    try:
        parser = ET.XMLParser(target=_Levels())  # noqa: S314  # entities need a document type, refused above
        parser.feed(text)
        return parser.close()
    except (ET.ParseError, ValueError) as error:
        raise damaged(snapshot, f"it is no complete XML document ({error})") from error


class _Levels(ET.TreeBuilder):
    """Elements within elements as far as any document has them: what works on a tree calls itself for each level."""

    _depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError(f"more than {_DEEPEST} elements within each other")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self._depth -= 1
        return super().end(tag)


def local(tag: str) -> str:
    """The name of an element without its namespace.

    >>> local("{http://web.cbr.ru/}KeyRateXMLResult")
    'KeyRateXMLResult'
    """
    return tag.rpartition("}")[2]


def fields(element: ET.Element) -> dict[str, str]:
    """The children of an element as text by name, stripped. ``ValueError`` when one repeats or has children itself."""
    found: dict[str, str] = {}
    for child in element:
        name = local(child.tag)
        if name in found or len(child):
            raise ValueError(f"{name} comes twice or is no plain value")
        found[name] = (child.text or "").strip()
    return found


def unknown(names: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """The names that no reader has seen before, sorted."""
    return tuple(sorted(set(names) - set(known)))
