"""The EU list as CSV: 1.1 with 118 columns, and 1.0 with 59; several lines a party, each with a part of what is known.

A table whose lines were quoted whole and filled up with tabs went through a spreadsheet, which broke the lines at their
commas and lost the letters its code page does not have: that is refused, for what was lost cannot be told from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tracker.model.announcement import ListDocument
from tracker.model.source import Snapshot
from tracker.sources.lists.eu_fsf.global_xml import born_about, document_text
from tracker.sources.lists.eu_fsf.party import KEY, WHAT, Party, birth, day_made, document, entries_of, issued, place
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import require_once
from tracker.sources.parsing.named_rows import NO_END, Table, named_rows
from tracker.sources.parsing.parties import listed, spaced
from tracker.sources.parsing.strange import Strange

EXPECTED = "the EU list as CSV"

Row = dict[str, str]

_REGULATION = ("Type", "OrganisationType", "PublicationDate", "EntryIntoForceDate", "NumberTitle", "Programme")
_PLACE = {
    "City": "city",
    "ZipCode": "zipCode",
    "Region": "region",
    "Place": "place",
    "CountryIso2Code": "countryIso2Code",
    "CountryDescription": "countryDescription",
}
_GROUPS: dict[str, dict[str, str]] = {
    "NameAlias": {
        **{name: name[0].lower() + name[1:] for name in ("LastName", "FirstName", "MiddleName", "WholeName")},
        "Title": "title",
        "Function": "function",
    },
    "Address": {**_PLACE, "Street": "street", "PoBox": "poBox", "ContactInfo": "contact"},
    "BirthDate": {
        **_PLACE,
        "BirthDate": "birthdate",
        "Year": "year",
        "YearRangeFrom": "yearRangeFrom",
        "YearRangeTo": "yearRangeTo",
        "Circa": "circa",
        "CalendarType": "calendarType",
    },
    "Identification": {
        **_PLACE,
        "TypeCode": "identificationTypeCode",
        "TypeDescription": "identificationTypeDescription",
        **{
            name: name[0].lower() + name[1:]
            for name in (
                *("Number", "LatinNumber", "Diplomatic", "KnownExpired", "KnownFalse", "ReportedLost"),
                *("RevokedByIssuer", "IssuedBy", "IssuedDate", "ValidFrom", "ValidTo", "NameOnDocument"),
            )
        },
    },
    "Citizenship": _PLACE,
}
_ENTITY = ("LogicalId", "EU_ReferenceNumber", "UnitedNationId", "DesignationDate", "DesignationDetails", "Remark")
_NOT_READ = {
    *("fileGenerationDate", "NameAlias_NameLanguage", "NameAlias_Gender", "Address_AsAtListingTime"),
    *("BirthDate_Day", "BirthDate_Month", "Entity_SubjectType_ClassificationCode"),
    *(f"{group}_{name}" for group in _GROUPS for name in ("LogicalId", "RegulationLanguage")),
    *(f"{group}_Regulation_{name}" for group in _GROUPS for name in (*_REGULATION, "PublicationUrl")),
}
_KNOWN = {
    *(f"Entity_{name}" for name in (*_ENTITY, "SubjectType")),
    *(f"Entity_Regulation_{name}" for name in (*_REGULATION, "PublicationUrl")),
    *(f"{group}_{name}" for group, names in _GROUPS.items() for name in (*names, "Remark")),
    *_NOT_READ,
}

_FIRST = "Date_file"
_OLD = {
    "Naal": ("lastname", "firstname", "middlename", "wholename", "gender", "title", "function", "language"),
    "Addr": ("number", "street", "zipcode", "city", "country", "other"),
    "Birt": ("date", "place", "country"),
    "Iden": ("number", "country"),
    "Citi": ("country",),
}
_OLD_KNOWN = {
    *("Subject_type", "Leba_numtitle", "Leba_publication_date", "Leba_url", "Programme", "Entity_remark", "EU_ref_num"),
    *(f"{group}_{name}" for group, names in _OLD.items() for name in names),
    *(f"{group}_leba_{name}" for group in _OLD for name in ("numtitle", "publication_date", "url")),
    *(f"{group}_{name}" for group in _OLD for name in ("logical_id", "programme")),
}


def read(snapshot: Snapshot) -> ListDocument:
    """The list; raises ``ParseError`` for another table, a damaged one, and one that a spreadsheet has saved again."""
    head = snapshot.content[:4096].removeprefix(b"\xef\xbb\xbf")
    if head.startswith(b'"') and b"\t" in head and head[1:].startswith((b"Date_file", b"fileGenerationDate")):
        raise damaged(snapshot, "a spreadsheet has saved it again: lines are broken at commas and letters are lost")
    strange = Strange()
    strange.tell(NO_END)
    old = head.startswith(_FIRST.encode())
    parties, made = _old(snapshot, strange) if old else _new(snapshot, strange)
    entries = require_once(snapshot, entries_of(parties.values(), strange), WHAT)
    if len(made) != 1:
        raise damaged(snapshot, f"its lines were made on {len(made)} different days")
    dated_on = day_made(snapshot, made.pop())
    return ListDocument(
        list_key=KEY,
        entries=entries,
        dated_on=dated_on,
        warnings=strange.warnings("The EU list"),
        form="CSV 1.0" if old else "CSV 1.1",
        ends=False,
    )


def _new(snapshot: Snapshot, strange: Strange) -> tuple[dict[str, Party], set[str]]:
    required = ("fileGenerationDate", "Entity_LogicalId", "Entity_Regulation_Programme", "NameAlias_WholeName")
    table = named_rows(snapshot, EXPECTED, required=required, delimiter=";")
    strange.look(table.columns, _KNOWN)
    parties: dict[str, Party] = {}
    for party, row in _parties(snapshot, table, "Entity_LogicalId", parties):
        party.subject = party.subject or row.get("Entity_SubjectType", "").strip()
        party.reference = party.reference or row.get("Entity_EU_ReferenceNumber", "")
        party.united_nations = party.united_nations or row.get("Entity_UnitedNationId", "")
        party.designated.append(row.get("Entity_DesignationDate", ""))
        party.designation_details.append(row.get("Entity_DesignationDetails", ""))
        party.add_remark(row.get("Entity_Remark", ""))
        party.add_regulation(
            title=row.get("Entity_Regulation_NumberTitle", ""),
            programme=row["Entity_Regulation_Programme"],
            published=row.get("Entity_Regulation_PublicationDate", ""),
            in_force=row.get("Entity_Regulation_EntryIntoForceDate", ""),
            kind=row.get("Entity_Regulation_Type", ""),
            url=row.get("Entity_Regulation_PublicationUrl", ""),
        )
        for group, names in _GROUPS.items():
            found = {ours: row.get(f"{group}_{theirs}", "").strip() for theirs, ours in names.items()}
            if any(found.values()):
                _PARTS[group](party, found)
            party.add_remark(row.get(f"{group}_Remark", ""))
    return parties, {row["fileGenerationDate"] for _, row in table.rows}


def _name(party: Party, found: Row) -> None:
    party.add_name(
        whole=found["wholeName"], first=found["firstName"], middle=found["middleName"], last=found["lastName"]
    )
    party.functions.append(found["function"])
    party.titles.append(found["title"])


def _address(party: Party, found: Row) -> None:
    party.addresses.append(place(found))
    party.said.append(found["contact"])


def _identification(party: Party, found: Row) -> None:
    party.documents.append(document(found))
    party.said.append(issued(found))


_PARTS: dict[str, Callable[[Party, Row], None]] = {
    "NameAlias": _name,
    "Address": _address,
    "BirthDate": lambda party, found: party.births.append(birth(found)),
    "Identification": _identification,
    "Citizenship": lambda party, found: party.citizenships.append(place(found)),
}


def _old(snapshot: Snapshot, strange: Strange) -> tuple[dict[str, Party], set[str]]:
    table = named_rows(
        snapshot, EXPECTED, required=("Date_file", "Programme"), delimiter=";", repeated="Entity_logical_id"
    )
    strange.look(table.columns, {"Date_file", "Entity_logical_id", *_OLD_KNOWN})
    parties: dict[str, Party] = {}
    for party, row in _parties(snapshot, table, "Entity_logical_id", parties):
        party.subject = party.subject or row.get("Subject_type", "").strip()
        party.reference = party.reference or row.get("EU_ref_num", "")
        party.add_remark(row.get("Entity_remark", ""))
        party.add_regulation(
            title=row.get("Leba_numtitle", ""),
            programme=row["Programme"],
            published=row.get("Leba_publication_date", ""),
            url=row.get("Leba_url", ""),
        )
        cells = {group: [row.get(f"{group}_{name}", "") for name in names] for group, names in _OLD.items()}
        last, first, middle, whole, _, title, function, _ = cells["Naal"]
        party.add_name(whole=whole, first=first, middle=middle, last=last)
        party.titles.append(title)
        party.functions.append(function)
        number, street, zipcode, city, country, other = cells["Addr"]
        party.addresses.append(listed(spaced(number, street), zipcode, city, other, country))
        party.births.append(listed(born_about(cells["Birt"][0]), *cells["Birt"][1:]))
        party.documents.append(document_text(*cells["Iden"]))
        party.citizenships += cells["Citi"]
    return parties, {row["Date_file"] for _, row in table.rows}


def _parties(snapshot: Snapshot, table: Table, column: str, parties: dict[str, Party]) -> Iterator[tuple[Party, Row]]:
    """Each row with the party it belongs to, new where the number is met first."""
    for line, row in table.rows:
        number = row[column].strip()
        if not number:
            raise damaged(snapshot, "a line belongs to no party", line=line)
        yield parties.setdefault(number, Party(logical_id=number)), row
