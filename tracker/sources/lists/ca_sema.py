"""Canada: the Consolidated Canadian Autonomous Sanctions List, one XML file of records without a number of their own.

``Country`` is the regulation a party is listed under, not its nationality. A record is found in the law by schedule and
item, and neither is an identity: items begin again with each schedule, a schedule is divided anew (``1`` became
``1, Part 1``), and a repeal may renumber what follows. So a party is known by regulation and name (a ship by its IMO
number), and schedule and item belong to its details: a renumbering is an amendment of many, never a delisting and a
listing. A name spelled anew is one too where it stands in its old place; the price is that one with a new spelling and
a new place at once looks like both.
Namesakes under one regulation are told apart by their order in the file.

Since August 2026 the names of the fields are in two languages (``LastName-NomDeFamille``): the English half is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from lxml import etree

from tracker.model.announcement import ListDocument, ListEntry
from tracker.model.plain_text import clean
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo
from tracker.sources.listing import PresentList
from tracker.sources.parsing.days import MONTHS, year_first
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import only_part, require_no_strangers, require_once
from tracker.sources.parsing.parties import described, distinct, name_key, spaced
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.xml_stream import local_name, stream, text_of

KEY = "ca_sema"
LIST = "list"

_HOST = "www.international.gc.ca"
_URL = (
    f"https://{_HOST}/world-monde/assets/office_docs/international_relations-relations_internationales"
    "/sanctions/sema-lmes.xml"
)
_WHAT = "the Canadian sanctions list"
_FIELDS = {
    "Country": "country",
    "Entity": "entity",
    "EntityOrShip": "entity",
    "LastName": "last",
    "GivenName": "given",
    "Aliases": "aliases",
    "Title": "title",
    "TitleOrShip": "title",
    "TitleOrShipType": "title",
    "ShipIMONumber": "imo",
    "DateOfBirth": "born",
    "DateOfBirthOrShipBuildDate": "born",
    "Schedule": "schedule",
    "Item": "item",
    "DateOfListing": "listed",
}
_EXCEL = date(1899, 12, 30)  # day 0 of a spreadsheet's dates, as far as they are after February 1900
_DAY_MONTH = re.compile(r"([0-9]{1,2})-([A-Za-z]{3})-([0-9]{2}|[0-9]{4})")
_BILINGUAL = re.compile(r"\s+/\s+")
_IMO = re.compile(r"(?:IMO\s*)?([0-9]{7})")
_LONGEST = 1000  # a regulation and the longest of names, in two languages
_NO_LISTING_YET = 2100
_FIRST_LISTING = date(1992, 6, 4)
"""The Special Economic Measures Act: no listing under it is older."""


class CanadaSema(PresentList):
    """The source ``ca_sema``."""

    info = SourceInfo(
        key=KEY,
        kind="lists",
        title="Consolidated Canadian Autonomous Sanctions List",
        publisher="Global Affairs Canada",
        homepage=(
            "https://www.international.gc.ca/world-monde/international_relations-relations_internationales"
            "/sanctions/consolidated-consolide.aspx?lang=eng"
        ),
        hosts=(_HOST,),
        cadence=timedelta(hours=6),
        zone="America/Toronto",
        rights=Rights(
            licence="Crown copyright: non-commercial reproduction with credit",
            credit="Source: Global Affairs Canada.",
            url=f"https://{_HOST}/important-notices-avis_importants.aspx?lang=eng",
            because="Crown copyright allows non-commercial reproduction alone",
        ),
        expectations=Expectations(max_age=timedelta(days=90)),
        verified=True,
        not_verified=("the layout with field names in two languages, which came in August 2026",),
        placed_by=("Schedule", "Item"),
        note="Parties have no number: a new schedule or item is an amendment, as is a new spelling in its old place.",
    )

    document = Request(url=_URL, kind=LIST, size=2_000_000)

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """The list in its one file, which bears no date; see ``ListSource.read``."""
        snapshot = only_part(parts, _WHAT)
        strange = Strange()
        entries: list[ListEntry] = []
        namesakes: Counter[str] = Counter()
        strangers: set[str] = set()
        records = stream(snapshot, _WHAT, "record", root="data-set", strangers=strangers)
        for number, element in enumerate(records, start=1):
            root = element.getparent()
            if root is None or root.getparent() is not None:
                raise damaged(snapshot, f"record {number} of {_WHAT} lies within another element")
            cells = _cells(snapshot, element, number, strange)
            entries.append(_entry(snapshot, cells, number, namesakes, strange))
        require_no_strangers(snapshot, strangers, _WHAT)
        return ListDocument(
            list_key=KEY,
            entries=require_once(snapshot, entries, _WHAT, longest=_LONGEST),
            warnings=strange.warnings("The Canadian list"),
            form="consolidated XML",
        )


def _cells(snapshot: Snapshot, element: etree._Element, number: int, strange: Strange) -> Mapping[str, str]:
    """The fields of a record by the names of this module, each on one line."""
    found: dict[str, str] = {}
    for child in element:
        name = local_name(child)
        known = _FIELDS.get(name.partition("-")[0])
        if known is None or len(child):
            strange.look([name])
        elif known in found:
            raise damaged(snapshot, f"record {number} of {_WHAT} has two fields for {known!r}")
        else:
            found[known] = clean(text_of(child))
    return found


def _entry(
    snapshot: Snapshot, cells: Mapping[str, str], number: int, namesakes: Counter[str], strange: Strange
) -> ListEntry:
    def cell(name: str) -> str:
        return cells.get(name, "")

    person = spaced(cell("given"), cell("last"))
    name, country = cell("entity") or person, cell("country")
    if not name_key(name) or not name_key(country):
        raise damaged(snapshot, f"record {number} of {_WHAT} has no name or no regulation")
    if cell("entity") and person:
        strange.met("records that are a person and an entity at once", name)
    imo = _IMO.fullmatch(cell("imo"))
    if cell("imo") and imo is None:
        strange.met("ships' IMO numbers that are none", f"{name} {cell('imo')}")
    ship = bool(cell("entity") and (cell("imo") or cell("title")))
    listed_on = _day_of_listing(cell("listed"))
    if cell("listed") and listed_on is None:
        strange.met("days of listing that are no dates or may be read two ways", f"{name} {cell('listed')}")
    schedule = "" if cell("schedule") == "N/A" else cell("schedule")
    return ListEntry(
        list_key=KEY,
        entry_id=_identity(country, f"imo-{imo[1]}" if imo else name_key(name), namesakes),
        name=name,
        entity_type="vessel" if ship else "entity" if cell("entity") else "individual",
        programmes=(country,),
        # A comma parts names and belongs to them ("Co., Ltd."): what stands between semicolons is left whole.
        aliases=distinct(cell("aliases").split(";"), but=[name]),
        identifiers=(f"IMO {imo[1]}",) if imo else (),
        listed_on=listed_on,
        details=described(
            ("Ship type" if ship else "Title", [cell("title")]),
            ("Built" if ship else "Born", [_as_told(cell("born"))]),
            ("Schedule", [schedule]),
            ("Item", [cell("item")]),
            ("IMO number as written", [] if imo else [cell("imo")]),
            ("Listed, as written", [] if listed_on else [cell("listed")]),
        ),
    )


def _identity(country: str, party: str, namesakes: Counter[str]) -> str:
    """Regulation and party; from the second namesake in the file on, with its place among them.

    The English half of the regulation's name counts: the French one came and went.
    """
    identity = f"{name_key(_BILINGUAL.split(country, maxsplit=1)[0])}/{party}"
    namesakes[identity] += 1
    return identity if namesakes[identity] == 1 else f"{identity}#{namesakes[identity]}"


def _serial(text: str) -> date | None:
    """The day of a spreadsheet's number of five digits (1927 to 2099)."""
    if not (text.isascii() and text.isdigit() and len(text) == 5):
        return None
    day = _EXCEL + timedelta(days=int(text))
    return day if day.year < _NO_LISTING_YET else None


def _day_of_listing(text: str) -> date | None:
    """``2025-02-21``, a spreadsheet's number, ``21-Feb-25`` or ``21-Feb-2025``; None for what may be read two ways."""
    day = year_first(text) or _serial(text)
    found = _DAY_MONTH.fullmatch(text)
    if day is None and found is not None and found[2].lower() in MONTHS:
        year = int(found[3])
        if len(found[3]) == 2:  # the Act is of 1992, so 92 to 99 are of that century
            year += 1900 if year >= _FIRST_LISTING.year % 100 else 2000
        try:
            day = date(year, MONTHS.index(found[2].lower()) + 1, int(found[1]))
        except ValueError:
            return None
    return day if day is not None and day >= _FIRST_LISTING else None


def _as_told(written: str) -> str:
    """A birth or build date as written; a spreadsheet's number with the day it stands for."""
    day = _serial(written)
    return f"{day.isoformat()} (written {written})" if day else written


SOURCE = CanadaSema()
