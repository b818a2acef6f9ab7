"""The EU list as it was until 2018: ``WHOLE`` with one ``ENTITY`` a party."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from tracker.model.announcement import ListDocument
from tracker.model.source import Snapshot
from tracker.sources.lists.eu_fsf.party import KEY, WHAT, Party, day_made, entries_of
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import require_no_strangers, require_once
from tracker.sources.parsing.parties import listed, spaced, with_about
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.xml_stream import local_name, stream, text_of

ROOT = "WHOLE"
EXPECTED = "the EU list in its form until 2018"

_ABOUT = frozenset({"Id", "Type", "legal_basis", "reg_date", "pdf_link", "programme", "remark"})
_PART = frozenset({"Id", "Entity_id", "legal_basis", "reg_date", "pdf_link", "programme"})
# Of a part only Entity_id is read: in which act a name or an address was printed says nothing of the party's listing.
_FIELDS = {
    "NAME": {"LASTNAME", "FIRSTNAME", "MIDDLENAME", "WHOLENAME", "TITLE", "FUNCTION", "GENDER", "LANGUAGE"},
    "BIRTH": {"DATE", "PLACE", "COUNTRY"},
    "PASSPORT": {"NUMBER", "COUNTRY"},
    "CITIZEN": {"COUNTRY"},
    "ADDRESS": {"NUMBER", "STREET", "ZIPCODE", "CITY", "COUNTRY", "OTHER"},
}
_APPROXIMATE = re.compile(r"(.*\S)\s*\(approximative\)")


def read(snapshot: Snapshot) -> ListDocument:
    """The list; raises ``ParseError`` for anything but a complete one."""
    strange = Strange()
    parties = []
    made = ""
    strangers: set[str] = set()
    for element in stream(snapshot, EXPECTED, "ENTITY", root=ROOT, strangers=strangers):
        made = made or element.getroottree().getroot().get("Date", "")
        parties.append(_party(snapshot, element, strange))
    require_no_strangers(snapshot, strangers, EXPECTED)
    entries = require_once(snapshot, entries_of(parties, strange), WHAT)
    dated_on = day_made(snapshot, made)
    return ListDocument(
        list_key=KEY,
        entries=entries,
        dated_on=dated_on,
        warnings=strange.warnings("The EU list"),
        form="XML until 2018",
    )


def _party(snapshot: Snapshot, element: etree._Element, strange: Strange) -> Party:
    about = {str(key): str(value) for key, value in element.attrib.items()}
    strange.look(about, _ABOUT, "ENTITY/@")
    number = about.get("Id", "").strip()
    if not number:
        raise damaged(snapshot, "a party has no Id")
    party = Party(logical_id=number, subject=about.get("Type", ""))
    party.add_regulation(
        title=about.get("legal_basis", ""),
        programme=about.get("programme", ""),
        published=about.get("reg_date", ""),
        url=about.get("pdf_link", ""),
    )
    party.add_remark(about.get("remark", ""))
    for child in element:
        name = local_name(child)
        if name not in _FIELDS:
            strange.look([name], where="ENTITY/")
            continue
        strange.look((str(key) for key in child.attrib), _PART, f"{name}/@")
        if child.get("Entity_id", number) != number:
            raise damaged(snapshot, f"party {number} holds a {name} of party {child.get('Entity_id')}")
        found = {local_name(one): text_of(one) for one in child}
        strange.look(found, _FIELDS[name], f"{name}/")
        _add(party, name, found)
    return party


def _add(party: Party, name: str, found: Mapping[str, str]) -> None:
    def of(*names: str) -> list[str]:
        return [found.get(one, "") for one in names]

    match name:
        case "NAME":
            whole, first, middle, last = of("WHOLENAME", "FIRSTNAME", "MIDDLENAME", "LASTNAME")
            party.add_name(whole=whole, first=first, middle=middle, last=last)
            party.titles += of("TITLE")
            party.functions += of("FUNCTION")
        case "BIRTH":
            party.births.append(listed(born_about(found.get("DATE", "")), *of("PLACE", "COUNTRY")))
        case "PASSPORT":
            party.documents.append(document_text(*of("NUMBER", "COUNTRY")))
        case "CITIZEN":
            party.citizenships += of("COUNTRY")
        case _:
            street = spaced(*of("NUMBER", "STREET"))
            party.addresses.append(listed(street, *of("ZIPCODE", "CITY", "OTHER", "COUNTRY")))


def born_about(text: str) -> str:
    """``circa 1963`` for ``1963 (approximative)``; anything else as it stands."""
    found = _APPROXIMATE.fullmatch(text.strip())
    return f"circa {found[1]}" if found else text


def document_text(number: str, country: str) -> str:
    """A number in the older forms, whose kind stands in brackets behind it: kept as it is written."""
    if not number.strip():
        return ""
    return with_about(spaced("document", number), country)
