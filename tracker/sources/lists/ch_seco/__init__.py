"""Switzerland: SECO's list of everybody under sanctions, with its whole history, as one XML file.

De-listed targets stay in the file, and each target tells when it was listed, amended and de-listed. So one document
gives two things: the list of those listed now, and the changes the publisher itself published, dated by the day of
publication. Those are told of the target as it stands in this file: what it was called before is told by the words of
a change, as far as the file tells them.

The date in the root element is not used: it has stood still while the list moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from lxml import etree

from tracker.model.announcement import ListChange, ListDocument
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo
from tracker.sources.base import Records
from tracker.sources.listing import PresentList
from tracker.sources.lists.ch_seco.target import KEY, ZONE, Reader
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import only_part, require_no_strangers, require_once
from tracker.sources.parsing.listed_days import with_days_that_can_be
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.xml_stream import local_name, stream

LIST = "list"

_HOST = "www.sesam.search.admin.ch"
_URL = (
    f"https://{_HOST}/sesam-search-web/pages/downloadXmlGesamtliste.xhtml?lang=en&action=downloadXmlGesamtlisteAction"
)
_WHAT = "the Swiss sanctions list"
_ROOT = "swiss-sanctions-list"
_SLIPS = 3
"""Changes that may be published long after the file was retrieved, before it is taken for a file of a later day."""
_TAGS = ("sanctions-program", "target", "place")


class ChSeco(PresentList):
    """The source ``ch_seco``."""

    info = SourceInfo(
        key=KEY,
        kind="lists",
        title="Swiss sanctions: SECO's complete list with its history",
        publisher="State Secretariat for Economic Affairs (SECO)",
        homepage="https://www.seco.admin.ch/",
        hosts=(_HOST,),
        cadence=timedelta(hours=12),
        zone=ZONE,
        rights=Rights(
            licence="no licence is stated",
            credit="Source: State Secretariat for Economic Affairs (SECO).",
            url="https://www.seco.admin.ch/",
            because="the publisher states no licence",
        ),
        expectations=Expectations(max_age=timedelta(days=90)),
        verified=False,
        note="Tells its own history: when each party was listed, amended and de-listed.",
    )

    document = Request(url=_URL, kind=LIST, size=45_000_000)
    past = "The history comes whole with the present list, whatever time is asked for."

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """Those listed now; see ``ListSource.read``. The file bears no date that could be relied on."""
        return _whole(only_part(parts, _WHAT))[0]

    def parse(self, snapshot: Snapshot) -> Records:
        """Those listed now, and every change the file tells of."""
        whole, changes = _whole(snapshot)
        listing = with_days_that_can_be(whole, at=snapshot.retrieved_at, zone_name=ZONE)
        return Records(listing=listing, changes=changes, warnings=listing.warnings)


def _whole(snapshot: Snapshot) -> tuple[ListDocument, tuple[ListChange, ...]]:
    strange = Strange()
    reader = Reader(strange=strange)
    for element in _direct(snapshot):  # what the targets refer to may stand after them
        if local_name(element) != "target":
            reader.learn(element)
    strangers: set[str] = set()
    targets = [
        reader.target(snapshot, element) for element in _direct(snapshot, strangers) if local_name(element) == "target"
    ]
    require_no_strangers(snapshot, strangers, _WHAT)
    if reader.later > _SLIPS:
        raise damaged(snapshot, f"{_WHAT} tells of {reader.later} changes published later than it was retrieved")
    require_once(snapshot, (target.entry for target in targets), _WHAT)
    listed = (target.entry for target in targets if target.listed)
    document = ListDocument(
        list_key=KEY,
        entries=require_once(snapshot, listed, _WHAT),
        warnings=strange.warnings("The Swiss list"),
        form="complete list XML",
    )
    return document, tuple(change for target in targets for change in target.changes)


def _direct(snapshot: Snapshot, strangers: set[str] | None = None) -> Iterator[etree._Element]:
    """The programmes, targets and places; ``ParseError`` for a list of changes or of a search."""
    for element in stream(snapshot, _WHAT, *_TAGS, root=_ROOT, strangers=strangers):
        root = element.getparent()
        if root is None or root.getparent() is not None:
            continue
        if root.get("list-type") != "whole-list":
            raise damaged(snapshot, f"{_WHAT} is of the type {root.get('list-type', '')[:40]!r}, not the whole list")
        yield element


SOURCE = ChSeco()
