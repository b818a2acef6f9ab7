"""OFAC's Advanced XML (``SDN_ADVANCED.XML``, ``CONS_ADVANCED.XML``): everything by number, read as a stream.

Parties come before the lists they are on, so what is kept of a party is text alone. A party may be on several lists;
the one named "Consolidated List" repeats those of a more specific list and is passed over where there is such a one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from sys import intern
from typing import IO

from lxml import etree

from tracker.model.announcement import ListEntry
from tracker.model.plain_text import clean
from tracker.model.source import Snapshot
from tracker.sources.parsing import ofac_words as words
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.ofac_advanced_parts import Reading
from tracker.sources.parsing.ofac_xml import numbered
from tracker.sources.parsing.strange import first_few
from tracker.sources.parsing.xml_stream import local_name, stream, text_of

ROOT = "Sanctions"
PSEUDO_LIST = "Consolidated List"
_WHAT = "OFAC's list as Advanced XML"
_TOP = (
    "DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "ProfileRelationship",
    "SanctionsEntry", "SanctionsEntryLink",
)  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = {
    "Birthdate": "DOB",
    "Place of Birth": "POB",
    "Nationality Country": "nationality",
    "Citizenship Country": "citizen",
}
_DATED = {"Issue Date": "issueDate", "Expiration Date": "expirationDate"}


@dataclass(slots=True, kw_only=True)
class Listed:
    """A party, the lists it is on, and the day it was put on the first of them."""

    party: words.Party
    lists: tuple[str, ...] = ()
    on: date | None = None


@dataclass(slots=True, kw_only=True)
class Advanced:
    """What such a document holds."""

    listed: dict[str, Listed] = field(default_factory=dict)
    dated_on: date | None = None
    warnings: list[str] = field(default_factory=list)

    def take_entries(self, list_key: str) -> Iterator[ListEntry]:
        """The parties that are on a list and under a programme, each forgotten as it is given."""
        for uid in tuple(self.listed):
            one = self.listed.pop(uid)
            if one.lists and one.party.programmes:
                yield one.party.entry(list_key, one.on)


class _Reader:
    """The state of one reading."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.found = Advanced()
        self.names: dict[str, dict[str, str]] = {}
        self.party_types: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.documents: dict[str, list[str]] = defaultdict(list)
        self.profiles: dict[str, str] = {}
        self.read = Reading()
        self.container: etree._Element | None = None
        self.where = ""

    def meaning(self, kind: str, number: str | None) -> str:
        """What a number stands for; empty for None, and loud where the document does not say."""
        if number is None:
            return ""
        try:
            return self.names[kind][number]
        except KeyError as error:
            raise damaged(self.snapshot, f"{_WHAT} uses the {kind} {number[:20]}, which it does not explain") from error

    def take(self, element: etree._Element) -> None:
        """An element of the stream, and a look at the one before it, which may be none of the stream's."""
        container, before = element.getparent(), element.getprevious()
        if container is not self.container:
            self.container, self.where = container, "" if container is None else local_name(container)
        if before is not None and before.tag != element.tag:
            self.read.name(self.where, before)
        name = self.read.name(self.where, element)
        if name == "Location":
            self.places[element.get("ID", "")] = self.place(element)
        elif name == "IDRegDocument":
            self.document(element)
        elif name == "DistinctParty":
            self.party(element)
        elif name == "ProfileRelationship":
            self.relationship(element)
        elif name == "SanctionsEntry":
            self.entry(element)
        elif name == "ReferenceValueSets":
            self.references(element)
        elif name == "DateOfIssue":
            self.found.dated_on = self.day(element, name)

    def point(self, element: etree._Element, name: str) -> tuple[str, str, str]:
        """Year, month and day as written."""
        said = {part: text_of(one) for part, one in self.read.parts(element, name)}
        return said.get("Year", ""), said.get("Month", ""), said.get("Day", "")

    def day(self, element: etree._Element, name: str) -> date | None:
        """A day; None where a part of it is missing or is no day."""
        try:
            year, month, day = map(int, self.point(element, name))
            return date(year, month, day)
        except (ValueError, OverflowError):
            return None

    def references(self, element: etree._Element) -> None:
        for group in element:
            kind = local_name(group).removesuffix("Values")
            self.names[kind] = {one.get("ID", ""): text_of(one) for one in group}
            if kind == "PartySubType":
                self.party_types = {one.get("ID", ""): one.get("PartyTypeID", "") for one in group}

    def place(self, element: etree._Element) -> str:
        lines, area, country = [], [], []
        for name, one in self.read.parts(element, "Location"):
            if name == "LocationAreaCode":
                area.append(self.meaning("AreaCode", one.get("AreaCodeID", "")))
            elif name == "LocationCountry":
                country.append(self.meaning("Country", one.get("CountryID")))
            else:
                values = (value for _, value in self.read.parts(one, name))
                lines += [text_of(text) for value in values for _, text in self.read.parts(value, "LocationPartValue")]
        return clean(", ".join(dict.fromkeys(part for part in (*lines, *area, *country) if part)))

    def document(self, element: etree._Element) -> None:
        fields = {
            "idType": self.meaning("IDRegDocType", element.get("IDRegDocTypeID", "")),
            "idCountry": self.meaning("Country", element.get("IssuedBy-CountryID")),
        }
        for name, one in self.read.parts(element, "IDRegDocument"):
            if name == "IDRegistrationNo":
                fields["idNumber"] = text_of(one)
                continue
            kind = self.meaning("IDRegDocDateType", one.get("IDRegDocDateTypeID", ""))
            dated = _DATED.get(kind)
            if dated is None:
                self.read.unread[kind] = f"IDRegDocDateType {kind}"
                continue
            for _, period in self.read.parts(one, name):
                fields[dated] = self.period(period)
        self.documents[element.get("IdentityID", "")].append(numbered(fields))

    def period(self, element: etree._Element) -> str:
        """Days as text, as exact as they are: ``04 Mar 1970``, ``1965``, ``circa 1965``, ``1951 to 1953``."""
        points, about = [], False
        for end, one in self.read.parts(element, "DatePeriod"):
            about = about or one.get("Approximate") == "true"
            points += [self.point(point, side) for side, point in self.read.parts(one, end)]
        if not points:
            return ""
        first, last = points[0], points[-1]
        if first == last:
            said = _written(first)
        elif first[0] == last[0] and (first[1:], last[1:]) == (("1", "1"), ("12", "31")):
            said = first[0]
        elif (first[1:], last[1:]) == (("1", "1"), ("12", "31")):
            said = f"{first[0]} to {last[0]}"
        else:
            said = f"{_written(first)} to {_written(last)}"
        return f"circa {said}" if about else said

    def party(self, element: etree._Element) -> None:
        uid = element.get("FixedRef", "")
        if not uid.isdecimal() or uid in self.found.listed:
            raise damaged(self.snapshot, f"party {uid[:20]!r} is there twice or has no number")
        party, comments = words.Party(uid=uid, name="", entity_type="unknown"), []
        for name, one in self.read.parts(element, "DistinctParty"):
            if name == "Comment":
                comments.append(text_of(one))
            else:
                comments += self.profile(party, one)
        party.details += filter(None, comments)
        if not party.name:
            raise damaged(self.snapshot, f"party {uid} has no name")
        self.found.listed[uid] = Listed(party=party)

    def profile(self, party: words.Party, element: etree._Element) -> list[str]:
        """Take a profile in; its comments, which go last."""
        comments = []
        number = element.get("ID", "")
        self.profiles[party.uid if number == party.uid else number] = party.uid  # mostly the same, and kept once
        kind = self.kind(element.get("PartySubTypeID"))
        if party.name == "":
            party.entity_type = kind
        for name, one in self.read.parts(element, "Profile"):
            if name == "Identity":
                comments += self.identity(party, one)
            elif name == "Feature":
                comments += self.feature(party, one)
            else:
                comments.append(text_of(one))
        return comments

    def kind(self, number: str | None) -> str:
        """The kind of party: of its sub-type where that says so, or of the type above it."""
        names = self.meaning("PartySubType", number), self.meaning("PartyType", self.party_types.get(number or ""))
        for name in names:
            found = words.entity_type(name) if name and name.lower() != "unknown" else None
            if found:
                return found
        self.found.warnings.append(f"A kind of party this program does not know: {first_few(names)}.")
        return "unknown"

    def identity(self, party: words.Party, element: etree._Element) -> list[str]:
        aliases: list[etree._Element] = []
        groups: dict[str, str] = {}
        comments = []
        for name, one in self.read.parts(element, "Identity"):
            if name == "Alias":
                aliases.append(one)
            elif name == "NamePartGroups":
                for master, within in self.read.parts(one, name):
                    for _, group in self.read.parts(within, master):
                        kind = self.meaning("NamePartType", group.get("NamePartTypeID", ""))
                        groups[group.get("ID", "")] = kind
            else:
                comments.append(text_of(one))
        first = element.get("Primary") == "true"
        for alias in aliases:
            primary = first and alias.get("Primary") == "true"
            for name, one in self.read.parts(alias, "Alias"):
                if name == "Comment":
                    comments.append(text_of(one))
                    continue
                written = self.name(one, groups, comments)
                if primary and not party.name:
                    party.name = written
                else:
                    party.aliases.append(written)
        party.identifiers += [_number(one) for one in self.documents.pop(element.get("ID", ""), ())]
        return comments

    def name(self, element: etree._Element, groups: dict[str, str], comments: list[str]) -> str:
        """A name, its last part first."""
        last: list[str] = []
        others: list[str] = []
        for name, one in self.read.parts(element, "DocumentedName"):
            if name == "Comment":
                comments.append(text_of(one))
                continue
            for _, value in self.read.parts(one, name):
                kind = groups.get(value.get("NamePartGroupID", ""))
                (last if kind == "Last Name" else others).append(text_of(value))
        return clean(", ".join(filter(None, (" ".join(last), " ".join(others)))))

    def feature(self, party: words.Party, element: etree._Element) -> list[str]:
        kind = self.meaning("FeatureType", element.get("FeatureTypeID", ""))
        comments = []
        for name, version in self.read.parts(element, "Feature"):
            periods, said, places = [], [], []
            for what, one in self.read.parts(version, name):
                if what == "DatePeriod":
                    periods.append(self.period(one))
                elif what == "VersionDetail":
                    said.append(text_of(one) or self.meaning("DetailReference", one.get("DetailReferenceID")))
                elif what == "VersionLocation":
                    places.append(self.located(one.get("LocationID", "")))
                else:
                    comments.append(text_of(one))
            text = ", ".join(filter(None, (*periods, *said, *places)))
            if kind == "Location":
                party.details += words.address([text])
            elif text:
                party.clause(f"{_LONG.get(kind, kind)} {text}")
        return comments

    def located(self, number: str) -> str:
        if number not in self.places:
            self.read.unread.setdefault("@Location", "places that are not in it")
        return self.places.get(number, "")

    def entry(self, element: etree._Element) -> None:
        self.places.clear()  # every party is there by now, and what they hold has to find room beside the document
        uid = self.profiles.get(element.get("ProfileID", ""))
        if uid is None:
            raise damaged(self.snapshot, f"{_WHAT} lists a party it does not hold")
        listed = self.found.listed[uid]
        on = self.meaning("List", element.get("ListID", ""))
        if on == PSEUDO_LIST and listed.lists:
            return
        if PSEUDO_LIST in listed.lists:
            listed.lists = ()
            listed.party.programmes.clear()
            listed.on = None
        listed.lists = tuple(dict.fromkeys((*listed.lists, on)))
        notes = []
        for name, one in self.read.parts(element, "SanctionsEntry"):
            if name == "EntryEvent":
                self.event(listed, one)
            elif name == "SanctionsMeasure":
                self.measure(listed.party, one)
            elif name == "SupportingInfo":
                notes += [text_of(text) for _, text in self.read.parts(one, name)]
            else:
                notes.append(text_of(one))
        for note in notes:
            listed.party.details += words.labelled("Note:", note)

    def event(self, listed: Listed, element: etree._Element) -> None:
        for name, one in self.read.parts(element, "EntryEvent"):
            listed.on = min(filter(None, (listed.on, self.day(one, name))), default=None)
        basis = self.meaning("LegalBasis", element.get("LegalBasisID"))
        listed.party.details += map(intern, words.labelled("Legal basis:", basis))

    def measure(self, party: words.Party, element: etree._Element) -> None:
        kind = self.meaning("SanctionsType", element.get("SanctionsTypeID", ""))
        comment = clean(" ".join(text_of(one) for _, one in self.read.parts(element, "SanctionsMeasure")))
        if kind != "Program":
            party.details.append(intern(clean(f"Measure: {kind} {comment}")))
        elif comment:
            party.programmes.append(intern(comment))

    def rest(self, root: etree._Element) -> None:
        """Look at what is left of the document at its end: its containers, and what nobody took out of them."""
        if root.get("DeltaBaseVersion") is not None:
            raise damaged(self.snapshot, f"{_WHAT} holds only what changed since another version, and is no whole list")
        if self.documents:
            self.found.warnings.append(f"Documents of parties that are not in {_WHAT}, not read.")
        for part in root:
            name = self.read.name(ROOT, part)
            for one in part if name not in _TOP else ():
                self.read.name(name, one)

    def relationship(self, element: etree._Element) -> None:
        ends = [self.profiles.get(element.get(f"{end}-ProfileID", "")) for end in ("From", "To")]
        kind = self.meaning("RelationType", element.get("RelationTypeID", ""))
        if ends[0] is not None and ends[1] is not None:
            other = self.found.listed[ends[1]].party.name
            self.found.listed[ends[0]].party.details.append(f"{kind}: {other}")
        else:
            self.found.warnings.append(f"Relations to parties that are not in {_WHAT}, not read.")


def read(snapshot: Snapshot, opened: IO[bytes]) -> Advanced:
    """The parties with their lists. ``ParseError`` for a number nobody explains, a party without name or twice there.

    What has no programme or is on no list is named in a warning, but refused where that may stand in parts that are not
    read; the form has no count of its own, and a file cut off is no complete XML.
    """
    reader = _Reader(snapshot)
    last: etree._Element | None = None
    for element in stream(snapshot, _WHAT, *_TOP, root=ROOT, opened=opened):
        reader.take(element)
        last = element
    found = reader.found
    if not found.listed:
        raise damaged(snapshot, f"{_WHAT} holds no parties")
    if last is not None:
        reader.rest(last.getroottree().getroot())
    bare = [uid for uid, one in found.listed.items() if not one.lists or not one.party.programmes]
    if bare and reader.read.unread:
        raise damaged(
            snapshot,
            f"{len(bare)} parties are on no list or under no programme ({first_few(bare)}), and {_WHAT} has parts"
            f" this program does not read: {first_few(reader.read.unread.values())}",
        )
    if bare:
        found.warnings.append(f"{len(bare)} parties are on no list or under no programme: {first_few(bare)}.")
    if reader.read.unread:
        found.warnings.append(
            f"OFAC's Advanced XML has parts this program does not read: {first_few(reader.read.unread.values())}."
        )
    found.warnings = list(dict.fromkeys(found.warnings))
    return found


def _number(written: str) -> str:
    text = clean(written)
    return text.removeprefix("Vessel Registration Identification ") if " IMO " in text else text


def _written(point: tuple[str, ...]) -> str:
    year, month, day = point
    named = _MONTHS[int(month) - 1] if month.isdecimal() and 1 <= int(month) <= 12 else ""
    return " ".join(filter(None, (day.zfill(2) if named and day not in {"", "0"} else "", named, year)))
