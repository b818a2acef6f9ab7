"""European Union: the consolidated list of financial sanctions (FSF), as its XML and CSV 1.1 and as its older forms.

The list follows the Official Journal by days or weeks: it tells who is listed and under which regulation, never when
that became public. The file is made on demand, which takes a minute and more, and its server fails in bursts.

The key of a party is the logical id, which every form of the file has had; the forms differ in what else they tell, so
a change of form amends many entries and lists or delists nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tracker.model.announcement import ListDocument
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo
from tracker.sources.listing import PresentList
from tracker.sources.lists.eu_fsf import global_xml, table, xml_1_1
from tracker.sources.lists.eu_fsf.party import KEY, WHAT, ZONE
from tracker.sources.parsing.list_files import is_markup, only_part, require_bytes, root_name

XML = "xml-1.1"

_URL = "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content"
_TOKEN = "dG9rZW4tMjAxNw"  # noqa: S105  # the one the Commission publishes for everybody
_SLOW = 240.0


class EuFsf(PresentList):
    """The source ``eu_fsf``."""

    info = SourceInfo(
        key=KEY,
        kind="lists",
        title="EU consolidated list of financial sanctions",
        publisher="European Commission",
        homepage="https://webgate.ec.europa.eu/fsd/fsf",
        hosts=("webgate.ec.europa.eu",),
        cadence=timedelta(hours=12),
        zone=ZONE,
        rights=Rights(
            licence="reuse allowed with acknowledgement (Commission Decision 2011/833/EU)",
            credit="Source: European Union, consolidated list of financial sanctions.",
            url="https://commission.europa.eu/legal-notice_en",
            republish=True,
        ),
        expectations=Expectations(max_age=timedelta(days=30)),
        verified=False,
        not_verified=("XML 1.1", "CSV 1.1"),
        note="Follows the Official Journal by days or weeks: who is listed under which act, never when that was news.",
    )

    document = Request(url=_URL, kind=XML, params={"token": _TOKEN}, size=25_000_000, patience=_SLOW)

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """The list in one file of any of its forms; raises ``ParseError``."""
        snapshot = only_part(parts, WHAT)
        require_bytes(snapshot, WHAT)
        if not is_markup(snapshot.content):
            return table.read(snapshot)
        older = root_name(snapshot.content) == global_xml.ROOT
        return global_xml.read(snapshot) if older else xml_1_1.read(snapshot)


SOURCE = EuFsf()
