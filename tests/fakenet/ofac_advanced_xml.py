"""OFAC's Advanced XML with synthetic parties, of any size, in the order and with the attributes of its schema."""

from __future__ import annotations

from collections.abc import Iterator

_WORDS: dict[str, tuple[str, dict[str, str]]] = {
    "AliasType": ("", {"1": "A.K.A.", "2": "Name"}),
    "AreaCode": ('AreaCodeTypeID="1"', {"1": "97"}),
    "AreaCodeType": ("", {"1": "ISO"}),
    "CalendarType": ("", {"1": "Gregorian"}),
    "Country": ("", {"1": "Russia", "2": "Cyprus"}),
    "CountryRelevance": ("", {"1": "Unknown"}),
    "DecisionMakingBody": ('OrganisationID="1"', {"1": "OFAC"}),
    "DetailReference": ("", {"1": "Male", "2": "Oil Tanker"}),
    "DetailType": ("", {"1": "LOOKUP", "2": "TEXT"}),
    "DocNameStatus": ("", {"1": "Primary Latin"}),
    "EntryEventType": ("", {"1": "Created"}),
    "EntryLinkType": ("", {"1": "Unknown"}),
    "ExRefType": ("", {"1": "Unknown"}),
    "FeatureType": (
        'FeatureTypeGroupID="1"',
        {
            "1": "Birthdate", "2": "Place of Birth", "3": "Nationality Country", "4": "Location", "5": "Gender",
            "6": "Vessel Type", "7": "MMSI", "8": "Secondary sanctions risk:",
        },
    ),
    "FeatureTypeGroup": ("", {"1": "Unknown"}),
    "IDRegDocDateType": ("", {"1": "Issue Date", "2": "Expiration Date"}),
    "IDRegDocType": ("", {"1": "Passport", "2": "Tax ID No.", "3": "Vessel Registration Identification"}),
    "IdentityFeatureLinkType": ("", {"1": "Unknown"}),
    "LegalBasis": ('LegalBasisTypeID="1" SanctionsProgramID="1"', {"1": "Executive Order 14024"}),
    "LegalBasisType": ("", {"1": "Executive Order"}),
    "List": ("", {"1": "SDN List", "2": "Consolidated List", "3": "Sectoral Sanctions Identifications List"}),
    "LocPartType": ("", {"1": "ADDRESS1", "2": "CITY"}),
    "LocPartValueStatus": ("", {"1": "Unknown"}),
    "LocPartValueType": ("", {"1": "Unknown"}),
    "NamePartType": ("", {"1": "Last Name", "2": "First Name", "3": "Entity Name", "4": "Vessel Name"}),
    "Organisation": ("", {"1": "OFAC"}),
    "PartySubType": ("", {}),
    "PartyType": ("", {"1": "Individual", "2": "Entity", "3": "Transport"}),
    "RelationQuality": ("", {"1": "Unknown"}),
    "RelationType": ('Symmetrical="false"', {"1": "Owned or Controlled By"}),
    "Reliability": ("", {"1": "Unknown"}),
    "SanctionsProgram": ('SubsidiaryBodyID="1"', {"1": "RUSSIA-EO14024"}),
    "SanctionsType": ("", {"1": "Program", "2": "Block"}),
    "Script": ("", {"1": "Latin", "2": "Cyrillic"}),
    "ScriptStatus": ("", {"1": "Unknown"}),
    "SubsidiaryBody": ('Notional="true" DecisionMakingBodyID="1"', {"1": "OFAC"}),
    "SupInfoType": ("", {"1": "Unknown"}),
    "TargetType": ("", {"1": "Unknown"}),
    "Validity": ("", {"1": "Valid"}),
}  # fmt: skip
_SUB_TYPES = (("1", "3", "Vessel"), ("2", "3", "Aircraft"), ("3", "2", "Unknown"), ("4", "1", "Unknown"))
_FIXED = 'YearFixed="false" MonthFixed="false" DayFixed="false"'


def document(parties: int, *, prefix: str = "", pseudo: bool = True) -> Iterator[str]:
    """The document in pieces. Of four parties two are people, one is an entity and one a ship.

    Party ``n`` has the number ``1000 + n`` and was listed on a day of 2022; with ``pseudo`` every tenth is said to be
    on "Consolidated List" too. ``prefix`` is the prefix of every element ("" or like ``x:``).
    """
    pieces = _pieces(parties, pseudo)
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    yield '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    yield f'<{prefix}Sanctions {name}="http://www.un.org/sanctions/1.0" Version="0">\n'
    for piece in pieces:
        yield piece.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}") if prefix else piece
    yield f"</{prefix}Sanctions>\n"


def _pieces(parties: int, pseudo: bool) -> Iterator[str]:
    yield f'<DateOfIssue CalendarTypeID="1">{_day(2026, 9, 23)}</DateOfIssue>\n<ReferenceValueSets>\n'
    for kind, (attributes, values) in _WORDS.items():
        said = [f'<{kind} ID="{number}" {attributes}>{word}</{kind}>' for number, word in values.items()]
        if kind == "PartySubType":
            said = [f'<{kind} ID="{one}" PartyTypeID="{of}">{word}</{kind}>' for one, of, word in _SUB_TYPES]
        yield "\n".join((f"<{kind}Values>", *said, f"</{kind}Values>", ""))
    yield "</ReferenceValueSets>\n"
    for container, one in (
        ("Locations", _location),
        ("IDRegDocuments", _document),
        ("DistinctParties", _party),
        ("ProfileRelationships", _relationship),
    ):
        yield f"<{container}>\n"
        for number in range(parties):
            yield one(number)
        yield f"</{container}>\n"
    yield "<SanctionsEntries>\n"
    for number in range(parties):
        if pseudo and number % 10 == 0:
            yield _entry(number, 2)
        yield _entry(number, 1)
    yield "</SanctionsEntries>\n<SanctionsEntryLinks></SanctionsEntryLinks>\n"


def _day(year: int, month: int, day: int) -> str:
    return f"<Year>{year}</Year><Month>{month}</Month><Day>{day}</Day>"


def _period(first: str, last: str, about: str = "false") -> str:
    ends = f"<From>{first}</From><To>{last}</To>"
    said = "".join(f'<{end} Approximate="{about}" {_FIXED}>{ends}</{end}>\n' for end in ("Start", "End"))
    return f'<DatePeriod CalendarTypeID="1" {_FIXED}>\n{said}</DatePeriod>\n'


def _location(number: int) -> str:
    parts = "".join(
        f'<LocationPart LocPartTypeID="{kind}">\n<LocationPartValue Primary="true" LocPartValueTypeID="1"'
        f' LocPartValueStatusID="1">\n<Comment/>\n<Value>{value}</Value>\n</LocationPartValue>\n</LocationPart>\n'
        for kind, value in (("1", f"{number} Example Street"), ("2", "Moscow"))
    )
    return (
        f'<Location ID="{5000 + number}">\n<LocationAreaCode AreaCodeID="1"/>\n'
        f'<LocationCountry CountryID="1" CountryRelevanceID="1"/>\n{parts}'
        f'<FeatureVersionReference FeatureVersionID="{10 * number + 4}"/>\n</Location>\n'
    )


def _document(number: int) -> str:
    kind = ("1", "1", "2", "3")[number % 4]
    value = f"IMO {9000000 + number}" if kind == "3" else f"{700000 + number}"
    made = _period(_day(2014, 3, 4), _day(2014, 3, 4))
    return (
        f'<IDRegDocument ID="{number}" IDRegDocTypeID="{kind}" IdentityID="{number}" IssuedBy-CountryID="1"'
        f' ValidityID="1">\n<Comment/>\n<IDRegistrationNo>{value}</IDRegistrationNo>\n<IssuingAuthority/>\n'
        f'<DocumentDate IDRegDocDateTypeID="1">\n{made}</DocumentDate>\n</IDRegDocument>\n'
    )


def _party(number: int) -> str:
    words = (("1", f"PARTY{number}"), ("2", "Ivan")) if number % 4 < 2 else ((str(1 + number % 4), f"PARTY{number}"),)
    groups = "".join(
        f'<MasterNamePartGroup>\n<NamePartGroup ID="{2 * number + at}" NamePartTypeID="{kind}"/>\n'
        "</MasterNamePartGroup>\n"
        for at, (kind, _) in enumerate(words)
    )
    names = "".join(
        f'<Alias FixedRef="{1000 + number}" AliasTypeID="{2 - other}" Primary="{str(not other).lower()}"'
        f' LowQuality="false">\n<DocumentedName ID="{2 * number + other}" FixedRef="{1000 + number}"'
        ' DocNameStatusID="1">\n'
        + "".join(
            f'<DocumentedNamePart>\n<NamePartValue NamePartGroupID="{2 * number + at}" ScriptID="1"'
            f' ScriptStatusID="1" Acronym="false">{"OTHER " * other}{value}</NamePartValue>\n</DocumentedNamePart>\n'
            for at, (_, value) in enumerate(words)
        )
        + "</DocumentedName>\n</Alias>\n"
        for other in (0, 1)
    )
    return (
        f'<DistinctParty FixedRef="{1000 + number}">\n<Comment/>\n'
        f'<Profile ID="{1000 + number}" PartySubTypeID="{(4, 4, 3, 1)[number % 4]}">\n'
        f'<Identity ID="{number}" FixedRef="{1000 + number}" Primary="true" False="false">\n{names}'
        f'<NamePartGroups>\n{groups}</NamePartGroups>\n<IDRegDocumentReference IDRegDocumentID="{number}"/>\n'
        f"</Identity>\n{''.join(_features(number))}</Profile>\n</DistinctParty>\n"
    )


def _features(number: int) -> Iterator[str]:
    born = _day(1970, 1 + number % 12, 4)
    detail = '<VersionDetail DetailTypeID="{}"{}>{}</VersionDetail>\n'
    found = [(4, f'<VersionLocation LocationID="{5000 + number}"/>\n')]
    if number % 4 < 2:
        found += [
            (1, _period(born, born) if number % 2 else _period(_day(1965, 1, 1), _day(1965, 12, 31), "true")),
            (2, detail.format(2, "", "Omsk, Russia")),
            (5, detail.format(1, ' DetailReferenceID="1"', "")),
        ]
    elif number % 4 == 3:
        found += [(6, detail.format(1, ' DetailReferenceID="2"', "")), (7, detail.format(2, "", 352000000 + number))]
    else:
        found.append((8, detail.format(2, "", "Section 11 of Executive Order 14024.")))
    for kind, said in found:
        key = 10 * number + kind
        yield (
            f'<Feature ID="{key}" FeatureTypeID="{kind}">\n<FeatureVersion ID="{key}" ReliabilityID="1">\n<Comment/>\n'
            f'{said}</FeatureVersion>\n<IdentityReference IdentityID="{number}" IdentityFeatureLinkTypeID="1"/>\n'
            "</Feature>\n"
        )


def _relationship(number: int) -> str:
    return (
        f'<ProfileRelationship ID="{number}" From-ProfileID="{1000 + number}" To-ProfileID="1000" RelationTypeID="1"'
        f' RelationQualityID="1" Former="false" SanctionsEntryID="{2 * number + 1}">\n<Comment/>\n'
        "</ProfileRelationship>\n"
    )


def _entry(number: int, listed: int) -> str:
    key = 2 * number + (listed == 1)
    on = _day(2021 if listed == 2 else 2022, 1 + number % 12, 24)
    measures = "".join(
        f'<SanctionsMeasure ID="{10 * key + kind}" SanctionsTypeID="{kind}">\n<Comment>{comment}</Comment>\n'
        f'<DatePeriod CalendarTypeID="1" {_FIXED}/>\n</SanctionsMeasure>\n'
        for kind, comment in ((1, "SDGT" if number % 4 == 2 else "RUSSIA-EO14024"), (2, ""))
    )
    return (
        f'<SanctionsEntry ID="{key}" ProfileID="{1000 + number}" ListID="{listed}">\n'
        f'<EntryEvent ID="{key}" EntryEventTypeID="1" LegalBasisID="1">\n<Comment/>\n'
        f'<Date CalendarTypeID="1">{on}</Date>\n</EntryEvent>\n{measures}</SanctionsEntry>\n'
    )
