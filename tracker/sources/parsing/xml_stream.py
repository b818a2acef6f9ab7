"""XML of any size, read as a stream: no entities, no document type, no network, complete to its last tag."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from typing import IO, Any

from lxml import etree

from tracker.model.source import Snapshot
from tracker.sources.parsing.documents import damaged, refuse_markup

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How UTF-16 begins. The parser would read it, whatever encoding the document declares; no publisher here sends it."""


_CHUNK = 32_768
_KEPT = 100
"""How many elements nobody asked for are kept beside each other: enough for the parts of any document read here."""


def stream(
    snapshot: Snapshot,
    expected: str,
    *tags: str,
    root: str,
    opened: IO[bytes] | None = None,
    strangers: set[str] | None = None,
) -> Iterator[etree._Element]:
    """Every element with one of the ``tags`` (names without namespace), in document order, whole, then forgotten.

    One that lies within another of them is a part of that one and does not come on its own.

    ``root`` is the name the root element must have, without its namespace. ``opened`` is read instead of the
    snapshot's bytes (a member of an archive). ``strangers`` takes the names of the other elements beside these; it is
    complete when the stream is. What the caller keeps of an element it must copy. ``ParseError`` for a web page,
    UTF-16, another root, a document type, an undefined entity, an unknown encoding, or anything not well formed;
    a document cut off is that, raised at its end: what was yielded before must not be used on its own.
    """
    if opened is None:
        refuse_markup(snapshot, expected)
        if snapshot.content.startswith(_WIDE):
            raise damaged(snapshot, f"{expected} came in UTF-16: byte 0 is not utf-8")
        opened = io.BytesIO(snapshot.content)
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{tag}" for tag in (root, *tags)],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    ending = f"}}{root}"
    first = True
    depth = 0
    beside = _Beside(frozenset(tags), set() if strangers is None else strangers)
    try:
        for event, element in _events(parser, opened, beside):
            if first:
                first = False
                _refuse_others(snapshot, expected, element, root)
                beside.root = element.getroottree().getroot()
            tag = str(element.tag)
            if tag == root or tag.endswith(ending):
                continue
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 0:
                beside.enter(element)
                yield element
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise damaged(snapshot, f"{expected} is no complete XML document ({error})") from error
    beside.leave()
    if first:
        raise damaged(snapshot, f"{expected} has another root element than {root!r}")


class _Beside:
    """What stands beside the elements of a stream: its names are noted, and not much of it is kept."""

    def __init__(self, tags: frozenset[str], strangers: set[str]) -> None:
        self.root: etree._Element | None = None
        self._tags = tags
        self._strangers = strangers
        self._parent: etree._Element | None = None

    def enter(self, element: etree._Element) -> None:
        """An element of the stream ended: those before it are whole and will be forgotten."""
        parent = element.getparent()
        if parent is not self._parent:
            self.leave()
            self._parent = parent
        before = element.getprevious()
        while before is not None:
            if before.tag != element.tag:  # mostly it is the one of the stream that came before
                self._note((before,))
            before = before.getprevious()

    def leave(self) -> None:
        """No more of the stream comes beside the last one."""
        if self._parent is not None:
            self._note(self._parent)

    def prune(self) -> None:
        """Forget what nobody asked for, all the way down to the element that is not whole yet."""
        at: Any = self.root  # the stubs know no slices
        while at is not None and len(at):
            at = self._shorten(at)

    def _shorten(self, parent: Any) -> etree._Element | None:
        """The last child where it may be shortened too."""
        if len(parent) > _KEPT:
            if any(parent is one for one in (self._parent, self.root)):
                self._note(parent[_KEPT - 1 : -1])
            del parent[_KEPT - 1 : -1]
        last: etree._Element = parent[-1]
        return None if local_name(last) in self._tags else last

    def _note(self, elements: Iterable[etree._Element]) -> None:
        self._strangers.update(name for name in map(local_name, elements) if name not in self._tags)


def _events(parser: etree.XMLPullParser, opened: IO[bytes], beside: _Beside) -> Iterator[tuple[str, Any]]:
    """The events of a document, also those before the place where it breaks off, which is raised last."""
    chunk = b" "
    while chunk:
        chunk = opened.read(_CHUNK)
        broken: etree.XMLSyntaxError | None = None
        try:
            if chunk:
                parser.feed(chunk)
            else:
                parser.close()
        except etree.XMLSyntaxError as error:
            broken = error
        yield from parser.read_events()
        if broken is not None:
            raise broken
        beside.prune()


def _refuse_others(snapshot: Snapshot, expected: str, element: etree._Element, root: str) -> None:
    tree = element.getroottree()
    if tree.docinfo.doctype:  # type: ignore[attr-defined]  # missing from the stubs
        raise damaged(snapshot, f"{expected} came with a document type of its own, which is not read")
    found = local_name(tree.getroot())
    if found != root:
        raise damaged(snapshot, f"{expected} has the root element {found!r} where {root!r} is expected")


def text_of(element: etree._Element | None) -> str:
    """The text of an element without children, in single spaces; empty for none.

    >>> text_of(etree.fromstring("<a> x \\n y </a>"))
    'x y'
    """
    return "" if element is None else " ".join((element.text or "").split())


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace, whatever it is: the parser lets names pass that are none.

    >>> local_name(etree.fromstring("<a xmlns='b'/>"))
    'a'
    """
    return str(element.tag).rpartition("}")[2]


def stranger_before(element: etree._Element, known: Iterable[str]) -> str:
    """The name of the element just before this one where a reader of a stream does not know it; empty otherwise.

    A stream gives the elements it is asked for alone: what stands between them would go by unseen.
    """
    before = element.getprevious()
    name = "" if before is None else local_name(before)
    return "" if name in known else name


def stranger_at_end(parent: etree._Element | None, known: Iterable[str]) -> str:
    """The same for the last child of an element that has been read to its end."""
    name = "" if parent is None or not len(parent) else local_name(parent[-1])
    return "" if name in known else name
