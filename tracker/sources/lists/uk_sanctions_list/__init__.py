"""United Kingdom: the UK Sanctions List of the Foreign, Commonwealth and Development Office, as XML and as CSV.

The only list of the United Kingdom since 28 January 2026; what the Treasury kept before has keys of its own and is the
list ``uk_ofsi_conlist``, so that the change of register delists nobody. The key of a party is the Unique ID.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tracker.model.announcement import ListDocument
from tracker.model.source import Expectations, Request, Snapshot, SourceInfo
from tracker.sources.listing import PresentList
from tracker.sources.lists.uk_sanctions_list import table, xml
from tracker.sources.lists.uk_sanctions_list.designation import KEY, WHAT
from tracker.sources.parsing.list_files import is_markup, only_part, require_bytes
from tracker.sources.parsing.uk_parties import RIGHTS, ZONE

XML = "xml"

_HOST = "sanctionslist.fcdo.gov.uk"
_URL = f"https://{_HOST}/docs/UK-Sanctions-List.xml"
_SLOW = 120.0


class UkSanctionsList(PresentList):
    """The source ``uk_sanctions_list``."""

    info = SourceInfo(
        key=KEY,
        kind="lists",
        title="UK Sanctions List",
        publisher="Foreign, Commonwealth and Development Office",
        homepage="https://www.gov.uk/government/publications/the-uk-sanctions-list",
        hosts=(_HOST,),
        cadence=timedelta(hours=6),
        zone=ZONE,
        rights=RIGHTS,
        expectations=Expectations(max_age=timedelta(days=30)),
        verified=False,
        not_verified=("XML", "CSV"),
        note="Days on which names were put on it are those of parties still listed; it says nothing of others.",
    )

    document = Request(url=_URL, kind=XML, size=30_000_000, patience=_SLOW)

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """The list in one file of either form; raises ``ParseError``."""
        snapshot = only_part(parts, WHAT)
        require_bytes(snapshot, WHAT)
        return xml.read(snapshot) if is_markup(snapshot.content) else table.read(snapshot)


SOURCE = UkSanctionsList()
