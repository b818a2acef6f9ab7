"""The EU list as XML 1.1: ``export`` with one ``sanctionEntity`` a party, everything in attributes.

Built from descriptions: what is not understood is told and costs no party.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from lxml import etree

from tracker.model.announcement import ListDocument
from tracker.model.source import Snapshot
from tracker.sources.lists.eu_fsf.party import KEY, WHAT, ZONE, Party, birth, document, entries_of, issued, place
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import require_no_strangers, require_not_later, require_once
from tracker.sources.parsing.parties import spaced
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.xml_stream import local_name, stream, text_of

EXPECTED = "the EU list as XML 1.1"
ENTITY = "sanctionEntity"

_PLACE = frozenset({"region", "countryIso2Code", "countryDescription", "city", "zipCode", "place"})
_IGNORED = frozenset({"logicalId", "regulationLanguage"})  # numbers and languages of the parts, not of the party
_KNOWN = {
    ENTITY: {"designationDate", "designationDetails", "unitedNationId", "euReferenceNumber", "logicalId"},
    "remark": set[str](),
    "regulation": {
        *("regulationType", "publicationDate", "entryIntoForceDate", "numberTitle", "programme"),
        *("organisationType", "logicalId"),  # not read: who made it is in its number
    },
    "subjectType": {"code", "classificationCode"},
    "nameAlias": {
        *("firstName", "middleName", "lastName", "wholeName", "function", "title", *_IGNORED),
        *("gender", "nameLanguage", "strong"),  # not read
    },
    "citizenship": {*_PLACE, *_IGNORED},
    "birthdate": {
        *("circa", "calendarType", "birthdate", "year", "yearRangeFrom", "yearRangeTo", *_PLACE, *_IGNORED),
        *("dayOfMonth", "monthOfYear"),  # not read: parts of the birthdate
    },
    "address": {"street", "poBox", *_PLACE, *_IGNORED, "asAtListingTime"},
    "identification": {
        *("identificationTypeCode", "identificationTypeDescription", "number", "latinNumber", *_PLACE, *_IGNORED),
        *("diplomatic", "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer"),
        *("issuedBy", "issuedDate", "nameOnDocument", "validFrom", "validTo"),
    },
}
_CHILDREN = {
    "regulation": {"publicationUrl", "remark"},
    **{name: {"remark", "regulationSummary"} for name in ("nameAlias", "citizenship", "birthdate", "identification")},
    "address": {"remark", "regulationSummary", "contactInfo"},
}  # regulationSummary is not read: it says in which act the part was printed


def read(snapshot: Snapshot) -> ListDocument:
    """The list; raises ``ParseError`` for anything but a complete one."""
    strange = Strange()
    parties: list[Party] = []
    made = ""
    strangers: set[str] = set()
    for element in stream(snapshot, EXPECTED, ENTITY, root="export", strangers=strangers):
        root = element.getroottree().getroot()
        made = made or root.get("generationDate", "")
        strange.look((str(name) for name in root.attrib), {"generationDate", "globalFileId"}, "export/@")
        party = _party(element, strange)
        if party is None:
            raise damaged(snapshot, f"party {len(parties) + 1} has no logicalId")
        parties.append(party)
    require_no_strangers(snapshot, strangers, EXPECTED)
    entries = require_once(snapshot, entries_of(parties, strange), WHAT)
    dated_at, dated_on = _made(snapshot, made)
    require_not_later(snapshot, dated_on, ZONE)
    return ListDocument(
        list_key=KEY,
        entries=entries,
        dated_on=dated_on,
        dated_at=dated_at,
        warnings=strange.warnings("The EU list"),
        form="XML 1.1",
    )


def _made(snapshot: Snapshot, text: str) -> tuple[datetime | None, date | None]:
    if not text:
        return None, None
    try:
        written = datetime.fromisoformat(text)
    except ValueError as error:
        raise damaged(snapshot, f"its generationDate is {text[:40]!r}, no date") from error
    if written.tzinfo is None:
        return None, written.date()
    return written.astimezone(UTC), written.date()


def _party(element: etree._Element, strange: Strange) -> Party | None:
    about = _attributes(element, ENTITY, strange)
    if not about.get("logicalId"):
        return None
    party = Party(
        logical_id=about["logicalId"],
        reference=about.get("euReferenceNumber", ""),
        united_nations=about.get("unitedNationId", ""),
        designated=[about.get("designationDate", "")],
        designation_details=[about.get("designationDetails", "")],
    )
    for child in element:
        name = local_name(child)
        if name not in _KNOWN:
            strange.look([name], where=f"{ENTITY}/")
            continue
        found = _attributes(child, name, strange)
        strange.look((local_name(one) for one in child), _CHILDREN.get(name, ()), f"{name}/")
        _add(party, name, found, child)
    return party


def _add(party: Party, name: str, found: dict[str, str], child: etree._Element) -> None:
    match name:
        case "remark":
            party.add_remark(" ".join((child.text or "").split()))
        case "subjectType":
            party.subject = found.get("code", "") or found.get("classificationCode", "")
        case "regulation":
            party.add_regulation(
                title=found.get("numberTitle", ""),
                programme=found.get("programme", ""),
                published=found.get("publicationDate", ""),
                in_force=found.get("entryIntoForceDate", ""),
                kind=found.get("regulationType", ""),
                url=text_of(child.find("{*}publicationUrl")),
            )
        case "nameAlias":
            party.add_name(
                whole=found.get("wholeName", ""),
                first=found.get("firstName", ""),
                middle=found.get("middleName", ""),
                last=found.get("lastName", ""),
            )
            party.functions.append(found.get("function", ""))
            party.titles.append(found.get("title", ""))
        case "birthdate":
            party.births.append(birth(found))
        case "citizenship":
            party.citizenships.append(place(found))
        case "address":
            party.addresses.append(place(found))
            party.said.extend(_contact(info) for info in child.findall("{*}contactInfo"))
        case _:
            party.documents.append(document(found))
            party.said.append(issued(found))
    if name != "remark":
        for remark in child.findall("{*}remark"):
            party.add_remark(text_of(remark))


def _contact(info: etree._Element) -> str:
    return spaced(info.get("key", ""), info.get("value", ""), text_of(info))


def _attributes(element: etree._Element, name: str, strange: Strange) -> dict[str, str]:
    found = {str(key): str(value).strip() for key, value in element.attrib.items()}
    strange.look((key for key, value in found.items() if value), _KNOWN[name], f"{name}/@")
    return found
