"""What a document of OFAC's Advanced XML may hold, by OFAC's schema: what is read, and what is passed over on purpose.

Passed over are references back to what is read where it stands, how names are drawn, and remarks on single facts.
Anything else is told, elements and attributes alike: in this form most of what is said stands in attributes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from tracker.sources.parsing.xml_stream import local_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An element: its attributes, the children that are read, and those passed over with all they hold."""

    attributes: frozenset[str]
    read: frozenset[str]
    passed: frozenset[str]


def _part(attributes: str = "", read: str = "", passed: str = "") -> Part:
    return Part(
        attributes=frozenset(attributes.split()), read=frozenset(read.split()), passed=frozenset(passed.split())
    )


_ENDS = "Approximate YearFixed MonthFixed DayFixed"

PARTS: Mapping[str, Part] = {
    "Sanctions": _part(
        "Version",
        "DateOfIssue ReferenceValueSets Locations IDRegDocuments DistinctParties ProfileRelationships SanctionsEntries"
        " SanctionsEntryLinks",
    ),
    "Locations": _part(read="Location"),
    "IDRegDocuments": _part(read="IDRegDocument"),
    "DistinctParties": _part(read="DistinctParty"),
    "ProfileRelationships": _part(read="ProfileRelationship"),
    "SanctionsEntries": _part(read="SanctionsEntry"),
    "SanctionsEntryLinks": _part(passed="SanctionsEntryLink"),
    "DateOfIssue": _part("CalendarTypeID", "Year Month Day"),
    "ReferenceValueSets": _part(),
    "Location": _part(
        "ID",
        "LocationAreaCode LocationCountry LocationPart",
        "Comment FeatureVersionReference IDRegDocumentReference",
    ),
    "LocationAreaCode": _part("AreaCodeID"),
    "LocationCountry": _part("CountryID CountryRelevanceID"),
    "LocationPart": _part("LocPartTypeID", "LocationPartValue"),
    "LocationPartValue": _part("Primary LocPartValueTypeID LocPartValueStatusID", "Value", "Comment"),
    "IDRegDocument": _part(
        "ID IDRegDocTypeID IdentityID IssuedBy-CountryID IssuedIn-LocationID ValidityID",
        "IDRegistrationNo DocumentDate",
        "Comment IssuingAuthority IDRegDocumentMention FeatureVersionReference DocumentedNameReference"
        " ProfileRelationshipReference",
    ),
    "DocumentDate": _part("IDRegDocDateTypeID", "DatePeriod"),
    "DatePeriod": _part(
        "CalendarTypeID YearFixed MonthFixed DayFixed", "Start End", "Comment DurationMinimum DurationMaximum"
    ),
    "Start": _part(_ENDS, "From To"),
    "End": _part(_ENDS, "From To"),
    "From": _part(read="Year Month Day"),
    "To": _part(read="Year Month Day"),
    "DistinctParty": _part("FixedRef", "Comment Profile"),
    "Profile": _part("ID PartySubTypeID", "Comment Identity Feature", "SanctionsEntryReference ExternalReference"),
    "Identity": _part("ID FixedRef Primary False", "Comment Alias NamePartGroups", "IDRegDocumentReference"),
    "Alias": _part("FixedRef AliasTypeID Primary LowQuality", "Comment DocumentedName", "DatePeriod"),
    "DocumentedName": _part(
        "ID FixedRef DocNameStatusID", "Comment DocumentedNamePart", "DocumentedNameCountry IDRegDocumentReference"
    ),
    "DocumentedNamePart": _part(read="NamePartValue"),
    "NamePartValue": _part("NamePartGroupID ScriptID ScriptStatusID Acronym"),
    "NamePartGroups": _part(read="MasterNamePartGroup"),
    "MasterNamePartGroup": _part(read="NamePartGroup"),
    "NamePartGroup": _part("ID NamePartTypeID"),
    "Feature": _part("ID FeatureTypeID", "FeatureVersion", "IdentityReference"),
    "FeatureVersion": _part(
        "ID ReliabilityID", "Comment DatePeriod VersionDetail VersionLocation", "IDRegDocumentReference"
    ),
    "VersionDetail": _part("DetailTypeID DetailReferenceID"),
    "VersionLocation": _part("LocationID"),
    "ProfileRelationship": _part(
        "ID From-ProfileID To-ProfileID RelationTypeID RelationQualityID Former SanctionsEntryID",
        passed="Comment DatePeriod IDRegDocumentReference",
    ),
    "SanctionsEntry": _part(
        "ID ProfileID ListID",
        "Comment LimitationsToListing EntryEvent SanctionsMeasure SupportingInfo",
        "ProfileRelationshipReference",
    ),
    "EntryEvent": _part("ID EntryEventTypeID LegalBasisID", "Date", "Comment"),
    "Date": _part("CalendarTypeID", "Year Month Day"),
    "SanctionsMeasure": _part("ID SanctionsTypeID", "Comment", "DatePeriod"),
    "SupportingInfo": _part("ID SupInfoTypeID", "Text", "DirectURL"),
}
_NOTHING = _part()


class Reading:
    """What is read of a document, and in ``unread`` what it holds that this program knows nothing of, in words."""

    def __init__(self) -> None:
        self.unread: dict[str, str] = {}
        self._seen: defaultdict[str, dict[str | bytes | tuple[str | bytes, ...], str]] = defaultdict(dict)

    def parts(self, element: etree._Element, name: str) -> Iterator[tuple[str, etree._Element]]:
        """The children of an element with this name that are read, each with its own name."""
        seen = self._seen[name]
        for child in element:
            keys = child.keys()
            found = seen.get((child.tag, *keys) if keys else child.tag)
            if found is None:
                found = self.name(name, child)
            if found:
                yield found, child

    def name(self, parent: str, element: etree._Element) -> str:
        """The name of an element that is read where it stands, else an empty one.

        Each combination of names is looked at once: a large document has millions of elements and a hundred of those.
        """
        seen = self._seen[parent]
        keys = element.keys()
        key = (element.tag, *keys) if keys else element.tag
        found = seen.get(key)
        if found is None:
            found = seen[key] = self._look(parent, element)
        return found

    def _look(self, parent: str, element: etree._Element) -> str:
        part, name, above = PARTS.get(parent, _NOTHING), local_name(element), element.getparent()
        foreign = above is not None and _vocabulary(above) != _vocabulary(element)
        if name in part.passed and not foreign:
            return ""
        if name not in part.read or foreign:
            self.unread.setdefault(name, f"{name} in {parent}")
            return ""
        known = PARTS.get(name, _NOTHING).attributes
        for attribute in map(str, element.keys()):
            if attribute not in known:
                self.unread.setdefault(f"@{attribute}", f"{attribute} of {name}")
        return name


def _vocabulary(element: etree._Element) -> str:
    """The namespace of an element, with its prefix where that is declared nowhere."""
    return str(element.tag).removesuffix(local_name(element))
