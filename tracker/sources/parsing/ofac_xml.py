"""OFAC's plain XML (``SDN.XML``, ``CONSOLIDATED.XML``): one element a party, and how many there are in its head."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from lxml import etree

from tracker.model.source import Snapshot
from tracker.sources.parsing import ofac_words as words
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.strange import first_few
from tracker.sources.parsing.xml_stream import local_name, stream, text_of

ROOT = "sdnList"
_WHAT = "OFAC's list as XML"
_HEAD = "publshInformation"  # as OFAC spells it
_PLAIN = frozenset(("uid", "firstName", "lastName", "title", "sdnType", "remarks"))
_LISTS = {
    "programList": ("program", None),
    "idList": ("id", ("uid", "idType", "idNumber", "idCountry", "issueDate", "expirationDate")),
    "akaList": ("aka", ("uid", "type", "category", "lastName", "firstName")),
    "addressList": (
        "address",
        ("uid", "address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country"),
    ),
    "nationalityList": ("nationality", ("uid", "country", "mainEntry")),
    "citizenshipList": ("citizenship", ("uid", "country", "mainEntry")),
    "dateOfBirthList": ("dateOfBirthItem", ("uid", "dateOfBirth", "mainEntry")),
    "placeOfBirthList": ("placeOfBirthItem", ("uid", "placeOfBirth", "mainEntry")),
}
_VESSEL = {
    "callSign": "Call Sign",
    "vesselType": "Vessel Type",
    "tonnage": "Tonnage",
    "grossRegisteredTonnage": "Gross Registered Tonnage",
    "vesselFlag": "Vessel Flag",
    "vesselOwner": "Vessel Owner",
}
_BORN = {
    "nationality": ("nationality", "country"),
    "citizenship": ("citizen", "country"),
    "dateOfBirthItem": ("DOB", "dateOfBirth"),
    "placeOfBirthItem": ("POB", "placeOfBirth"),
}
_NAME_KINDS = frozenset(("a.k.a.", "f.k.a.", "n.k.a."))


@dataclass(slots=True, kw_only=True)
class Plain:
    """What such a document holds."""

    parties: dict[str, words.Party] = field(default_factory=dict)
    dated_on: date | None = None
    announced: int
    warnings: list[str] = field(default_factory=list)


def read(snapshot: Snapshot, opened: IO[bytes]) -> Plain:
    """The parties. ``ParseError`` when there are not as many of them as the head says, or one is there twice."""
    found: Plain | None = None
    unread: dict[str, None] = {}
    strangers: set[str] = set()  # its head counts the parties, so these are none
    for element in stream(snapshot, _WHAT, _HEAD, "sdnEntry", root=ROOT, opened=opened, strangers=strangers):
        if local_name(element) == _HEAD:
            found = _head(snapshot, element, unread)
            continue
        if found is None:
            raise damaged(snapshot, f"{_WHAT} does not say in its head how many parties it holds")
        party = _party(snapshot, element, unread, found.warnings)
        if party.uid in found.parties:
            raise damaged(snapshot, f"party {party.uid} is there twice")
        found.parties[party.uid] = party
    if found is None:
        raise damaged(snapshot, f"{_WHAT} has no parties")
    if len(found.parties) != found.announced:
        raise damaged(snapshot, f"it says that it holds {found.announced:,} parties and holds {len(found.parties):,}")
    unread |= dict.fromkeys(f"{ROOT}/{name}" for name in sorted(strangers))
    if unread:
        found.warnings.append(f"OFAC's XML has parts this program does not read: {first_few(unread)}.")
    found.warnings = list(dict.fromkeys(found.warnings))
    return found


def _head(snapshot: Snapshot, element: etree._Element, unread: dict[str, None]) -> Plain:
    fields = _fields(element, ("Publish_Date", "Record_Count"), unread)
    written, count = fields.get("Publish_Date", ""), fields.get("Record_Count", "")
    try:
        made = datetime.strptime(written, "%m/%d/%Y").date()  # noqa: DTZ007  # only its day is used
    except ValueError as error:
        raise damaged(snapshot, f"its Publish_Date is {written[:40]!r}, not month/day/year") from error
    if not (count.isascii() and count.isdecimal()) or len(count) > 9:
        raise damaged(snapshot, f"its Record_Count is {count[:40]!r}")
    return Plain(dated_on=made, announced=int(count))


def _fields(element: etree._Element, known: tuple[str, ...], unread: dict[str, None]) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in element:
        name = local_name(child)
        if name not in known or name in found or len(child):
            unread[f"{local_name(element)}/{name}"] = None
        else:
            found[name] = text_of(child)
    return found


def _party(snapshot: Snapshot, element: etree._Element, unread: dict[str, None], warnings: list[str]) -> words.Party:
    plain: dict[str, str] = {}
    lists: list[tuple[str, dict[str, str]]] = []
    programmes: list[str] = []
    for child in element:
        name = local_name(child)
        if name in _PLAIN and name not in plain:
            plain[name] = text_of(child)
        elif name == "vesselInfo":
            lists.append((name, _fields(child, tuple(_VESSEL), unread)))
        elif name in _LISTS:
            item, known = _LISTS[name]
            for one in child:
                if local_name(one) != item:
                    unread[f"{name}/{local_name(one)}"] = None
                elif known is None:
                    programmes.append(text_of(one))
                else:
                    lists.append((item, _fields(one, known, unread)))
        else:
            unread[f"sdnEntry/{name}"] = None
    uid, last = plain.get("uid", ""), plain.get("lastName", "")
    if not uid.isdecimal() or not last or not any(programmes):
        raise damaged(snapshot, f"party {uid[:20]!r} ({last[:60]!r}) lacks its number, name or programme")
    kind = words.entity_type(plain.get("sdnType", "")) if plain.get("sdnType") else None
    if kind is None:
        warnings.append(f"A kind of party this program does not know: {first_few([plain.get('sdnType', '')])}.")
    party = words.Party(
        uid=uid, name=_name(plain), entity_type=kind or "unknown", programmes=[name for name in programmes if name]
    )
    party.details += words.labelled("Title:", plain.get("title", ""))
    for item, fields in lists:
        _add(party, item, fields, warnings)
    party.remark(plain.get("remarks", ""))
    return party


def _add(party: words.Party, item: str, fields: dict[str, str], warnings: list[str]) -> None:
    if item == "vesselInfo":
        for name, label in _VESSEL.items():
            party.details += words.labelled(label, fields.get(name, ""))
    elif item == "aka":
        if fields.get("type") not in _NAME_KINDS:
            warnings.append(f"A kind of name this program does not know: {first_few([fields.get('type', '')])}.")
        party.aliases.append(_name(fields))
    elif item == "id":
        party.clause(numbered(fields))
    elif item == "address":
        place = " ".join(filter(None, (fields.get(key, "") for key in ("city", "stateOrProvince", "postalCode"))))
        lines = [fields.get(key, "") for key in ("address1", "address2", "address3")]
        party.details += words.address([*lines, place, fields.get("country", "")])
    else:
        label, name = _BORN[item]
        alternative = "alt. " if fields.get("mainEntry") == "false" else ""
        party.details += words.labelled(alternative + label, fields.get(name, ""))


def _name(fields: dict[str, str]) -> str:
    return ", ".join(filter(None, (fields.get("lastName", ""), fields.get("firstName", ""))))


def numbered(fields: dict[str, str]) -> str:
    """A number as the remarks of the delimited set write it.

    >>> numbered({"idType": "Passport", "idNumber": "A1", "idCountry": "Iraq", "expirationDate": "21 Aug 2005"})
    'Passport A1 (Iraq) expires 21 Aug 2005'
    """
    country = f"({fields['idCountry']})" if fields.get("idCountry") else ""
    issued = f"issued {fields['issueDate']}" if fields.get("issueDate") else ""
    expires = f"expires {fields['expirationDate']}" if fields.get("expirationDate") else ""
    return " ".join(filter(None, (fields.get("idType", ""), fields.get("idNumber", ""), country, issued, expires)))
