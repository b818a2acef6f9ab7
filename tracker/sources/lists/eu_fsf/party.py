"""One party of the EU list, collected from whichever form of the file, as an entry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tracker.model.announcement import ListEntry
from tracker.model.plain_text import clean
from tracker.model.source import Snapshot
from tracker.sources.parsing.days import day_first
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import require_not_later
from tracker.sources.parsing.parties import NAMELESS, described, distinct, listed, once, spaced, with_about
from tracker.sources.parsing.strange import Strange

KEY = "eu_fsf"
ZONE = "Europe/Brussels"
WHAT = "the EU list"

_TYPES = {"P": "individual", "person": "individual", "E": "entity", "enterprise": "entity", "entity": "entity"}
_FLAGS = (
    ("diplomatic", "diplomatic"),
    ("knownExpired", "known to be expired"),
    ("knownFalse", "known to be false"),
    ("reportedLost", "reported lost"),
    ("revokedByIssuer", "revoked by its issuer"),
)
_AROUND = re.compile(r"\((.*)\)", re.DOTALL)


@dataclass(slots=True, kw_only=True)
class Party:
    """What the file says of one party; texts as they stand there, in its order."""

    logical_id: str
    subject: str = ""
    reference: str = ""
    united_nations: str = ""
    designated: list[str] = field(default_factory=list)
    designation_details: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    in_force: list[str] = field(default_factory=list)
    regulations: list[str] = field(default_factory=list)
    births: list[str] = field(default_factory=list)
    citizenships: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def add_name(self, *, whole: str, first: str = "", middle: str = "", last: str = "") -> None:
        """A name; its parts where the whole one is missing."""
        self.names.append(clean(whole) or spaced(first, middle, last))

    def add_regulation(
        self, *, title: str, programme: str, published: str, in_force: str = "", kind: str = "", url: str = ""
    ) -> None:
        """A regulation it is listed under: number, day of publication, day of entry into force, address."""
        self.programmes.append(programme)
        self.in_force.append(in_force or published)
        day = f"in force {in_force}" if in_force else ""
        self.regulations.append(listed(spaced(kind, title), f"published {published}" if published else "", day, url))

    def add_remark(self, text: str) -> None:
        """A remark; tables put several into one cell and each into brackets."""
        for part in text.replace("\\n", "\n").splitlines():
            stripped = part.strip()
            around = _AROUND.fullmatch(stripped)
            self.said.append(around[1] if around and ")" not in around[1].replace("(", "") else stripped)


def entry_of(party: Party, strange: Strange) -> ListEntry:
    """The party as an entry; what cannot be understood is told and kept as text."""
    entity_type = _TYPES.get(party.subject, "unknown")
    if entity_type == "unknown":
        strange.met("parties of a kind new to this program", f"{party.logical_id} {party.subject}")
    names = once(party.names)
    if not names:
        strange.met("parties without a name", party.logical_id)
    name = names[0] if names else NAMELESS
    days = [day for text in (*party.designated, *party.in_force) if (day := _day(text, strange)) is not None]
    identifiers = [
        *(f"EU reference {text}" for text in once([party.reference])),
        *(f"UN {text}" for text in once([party.united_nations])),
        *once(party.documents),
    ]
    return ListEntry(
        list_key=KEY,
        entry_id=party.logical_id,
        name=name,
        entity_type=entity_type,
        programmes=once(party.programmes),
        aliases=distinct(names, but=[name]),
        identifiers=distinct(identifiers),
        listed_on=min(days, default=None),
        details=described(
            ("Regulation", party.regulations),
            ("Designation", (*party.designated, *party.designation_details)),
            ("Title", party.titles),
            ("Function", party.functions),
            ("Born", party.births),
            ("Citizenship", party.citizenships),
            ("Address", party.addresses),
            ("Remark", party.said),
        ),
    )


def birth(found: dict[str, str]) -> str:
    """A day, a year or a span of years of birth and a place, from the attributes of XML 1.1."""
    years = "–".join(once([found.get("yearRangeFrom", ""), found.get("yearRangeTo", "")]))
    when = found.get("birthdate", "") or found.get("year", "") or years
    circa = "circa" if found.get("circa") == "true" else ""
    calendar = found.get("calendarType", "")
    other = f"({calendar.lower()} calendar)" if calendar and calendar != "GREGORIAN" else ""
    return listed(spaced(circa, when, other), place(found))


def place(found: dict[str, str]) -> str:
    """Where, from the narrowest to the country; ``00`` is the file's word for an unknown country."""
    country = found.get("countryDescription", "") or found.get("countryIso2Code", "")
    names = ("street", "poBox", "place", "zipCode", "city", "region")
    return listed(*(found.get(name, "") for name in names), "" if country in {"00", "UNKNOWN"} else country)


def document(found: dict[str, str]) -> str:
    """A number with its kind, its country and what is known against it."""
    kind = found.get("identificationTypeDescription", "") or found.get("identificationTypeCode", "") or "document"
    number = found.get("number", "") or found.get("latinNumber", "")
    if not number:
        return ""
    country = found.get("countryDescription", "") or found.get("countryIso2Code", "")
    flags = [words for name, words in _FLAGS if found.get(name) == "true"]
    about = listed("" if country in {"00", "UNKNOWN"} else country, *flags)
    return with_about(spaced(kind, number), about)


def issued(found: dict[str, str]) -> str:
    """Who made out a document, when, to which name and for how long: its remark."""
    labels = (
        ("issuedBy", "issued by"),
        ("issuedDate", "issued"),
        ("nameOnDocument", "in the name of"),
        ("validFrom", "valid from"),
        ("validTo", "valid to"),
        ("region", "region"),
    )
    told = listed(*(f"{words} {found[name]}" for name, words in labels if found.get(name)))
    return spaced(document(found), told) if told else ""


def day_made(snapshot: Snapshot, text: str) -> date | None:
    """The day the file says it was made on, written day first in the older forms and in tables; ``ParseError``."""
    try:
        found = day_first(text)
    except ValueError as error:
        raise damaged(snapshot, f"its date is not understood: {error}") from error
    require_not_later(snapshot, found, ZONE)
    return found


def entries_of(parties: Iterable[Party], strange: Strange) -> tuple[ListEntry, ...]:
    """All of them, in the order of the file."""
    return tuple(entry_of(party, strange) for party in parties)


def _day(text: str, strange: Strange) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        strange.met("days that are not written year-month-day, kept as text alone", text)
        return None
