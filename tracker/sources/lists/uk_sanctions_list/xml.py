"""The UK Sanctions List as XML: ``Designations`` with one ``Designation`` a party, in the layout of December 2025."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from lxml import etree

from tracker.model.announcement import ListDocument
from tracker.model.source import Snapshot
from tracker.sources.lists.uk_sanctions_list.designation import GROUPS, KEY, SINGLE, WHAT, Designation, entry_of
from tracker.sources.parsing.days import either_first
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import require_no_strangers, require_not_later, require_once
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.uk_parties import ZONE, bare
from tracker.sources.parsing.xml_stream import local_name, stream, text_of

EXPECTED = "the UK Sanctions List as XML"

_GROUPED = {name: group for group in GROUPS for name in group}
_NOT_READ = "SanctionsImposedIndicators"
"""The same as SanctionsImposed, measure by measure."""


def read(snapshot: Snapshot) -> ListDocument:
    """The list; raises ``ParseError`` for anything but a complete one."""
    strange = Strange()
    made: date | None = None
    entries = []
    strangers: set[str] = set()
    for element in stream(snapshot, EXPECTED, "DateGenerated", "Designation", root="Designations", strangers=strangers):
        name = local_name(element)
        if name == "DateGenerated":
            parent = element.getparent()
            if parent is not None and local_name(parent) == "Designations":
                made = _made(snapshot, text_of(element))
            continue
        entries.append(entry_of(_designation(snapshot, element, strange), strange))
    require_no_strangers(snapshot, strangers, EXPECTED)
    require_not_later(snapshot, made, ZONE)
    if made is None:
        strange.tell("the file does not say on which day it was made")
    return ListDocument(
        list_key=KEY,
        entries=require_once(snapshot, entries, WHAT),
        dated_on=made,
        warnings=strange.warnings("The UK Sanctions List"),
        form="XML",
    )


def _made(snapshot: Snapshot, text: str) -> date | None:
    try:
        return either_first(text)
    except ValueError as error:
        raise damaged(snapshot, f"its DateGenerated is {text[:40]!r}, no day") from error


def _designation(snapshot: Snapshot, element: etree._Element, strange: Strange) -> Designation:
    number = text_of(element.find("{*}UniqueID"))
    if not number:
        raise damaged(snapshot, "a designation has no UniqueID")
    found = Designation(unique_id=number)
    grouped: dict[tuple[int, frozenset[str]], dict[str, str]] = defaultdict(dict)
    parents: list[etree._Element] = []  # kept, so that no two have one identity
    for leaf in element.iter("{*}*"):
        if len(leaf):
            continue
        parent = leaf.getparent()
        if parent is None:
            continue
        tag, text = local_name(leaf), (leaf.text or "").strip()
        if not text or tag == "UniqueID" or _NOT_READ in {tag, local_name(parent)}:
            continue
        name = bare(tag)
        if name in _GROUPED:
            parents.append(parent)
            cells = grouped[id(parent), _GROUPED[name]]
            cells[name] = f"{cells[name]} {text}" if name in cells else text
        elif name in SINGLE:
            found.tell(name, text)
        else:
            strange.look([tag])
    for cells in grouped.values():
        found.tell_group(cells, strange)
    return found
