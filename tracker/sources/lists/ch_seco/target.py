"""One target of the Swiss list: who it is, whether it is listed now, and what was published about it.

A modification repeats what it added and removed as elements of the same names as the target's own, so nothing here
looks further down than it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from lxml import etree

from tracker.model.announcement import ListChange, ListEntry
from tracker.model.instants import local_day
from tracker.model.plain_text import clean
from tracker.model.source import Snapshot
from tracker.sources.lists.ch_seco.names import Named, names_of
from tracker.sources.parsing.days import year_first
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.listed_days import may_be, was_public
from tracker.sources.parsing.parties import described, distinct, listed, once, spaced, with_about
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.xml_stream import local_name, text_of

KEY = "ch_seco"
ZONE = "Europe/Zurich"

_CHANGES = {"listed": "designation", "amended": "amendment", "de-listed": "delisting"}
_KINDS = {"individual": "individual", "entity": "entity", "object": ""}
_OBJECTS = {"vessel": "vessel", "aircraft": "aircraft"}
_OF_TARGET = frozenset({*_KINDS, "sanctions-set-id", "foreign-identifier", "generic-attribute", "modification"})
_OF_KIND = frozenset({"identity", "justification", "relation", "other-information"})
_OF_IDENTITY = frozenset(
    {"name", "nationality", "day-month-year", "place-of-birth", "address", "identification-document"}
)
_OF_PROGRAMME = frozenset({"program-key", "program-name", "sanctions-set", "origin"})
_OF_PLACE = frozenset({"location", "area", "country", "location-variant", "area-variant"})
_OF_ADDRESS = ("c-o", "address-details", "p-o-box", "zip-code")
_NUMBERED = re.compile(
    r"((?:IMO|MMSI|SWIFT/BIC|(?:tax(?:payer)?|state|business|main)?\s?(?:identification|registration))"
    r"(?:\s(?:number|no\.?|code))?)\s?:\s*([A-Z0-9][A-Z0-9 /-]{3,30}?)\.?",
    re.IGNORECASE,
)
_ENGLISH = ("eng", "en")
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target as the file has it now."""

    entry: ListEntry
    listed: bool
    changes: tuple[ListChange, ...]


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads targets, once it has learned of the programmes and places they refer to by number.

    ``later`` counts changes that were published, by their account, a week and more after the file was retrieved.
    """

    strange: Strange
    later: int = 0
    sets: dict[str, tuple[str, str]] = field(default_factory=dict)  # set -> key of its programme, its own words
    places: dict[str, str] = field(default_factory=dict)

    def learn(self, element: etree._Element) -> None:
        """A programme with its sets of sanctions, or a place.

        A programme's name is not kept: it names the annexes, so it changes for all its targets with each new annex.
        """
        kind = local_name(element)
        self._note_unknown(kind, element, _OF_PLACE if kind == "place" else _OF_PROGRAMME)
        if kind == "place":
            told = (text_of(_child(element, name)) for name in ("location", "area", "country"))
            self.places[element.get("ssid", "")] = listed(*told)
            return
        key = _in_english(_children(element, "program-key")) or _in_english(_children(element, "program-name"))
        for one in _children(element, "sanctions-set"):
            ssid = one.get("ssid", "")
            if ssid not in self.sets or one.get("lang") in _ENGLISH:
                self.sets[ssid] = (key, clean(text_of(one)))

    def target(self, snapshot: Snapshot, element: etree._Element) -> Target:
        """``ParseError`` for a target without a number; whatever else is strange about it is remembered."""
        ssid = clean(element.get("ssid", ""))
        if not ssid:
            raise damaged(snapshot, "a target of the Swiss sanctions list has no number (ssid)")
        self._note_unknown("target", element, _OF_TARGET)
        modifications = list(_modifications(snapshot, element, ssid, self.strange))
        entry = self._entry(element, ssid, modifications)
        for wrong in (wrong for one in modifications for wrong in one.wrong):
            self.strange.met("days of changes that cannot be, left out", f"{ssid} {wrong} {entry.name}")
            name, _, written = wrong.partition(" ")
            day = year_first(written) if name == _PUBLISHED else None
            self.later += day is not None and day > (snapshot.retrieved_at + _A_WEEK).date()
        newest = max(modifications, key=lambda one: one.rank, default=None)
        return Target(
            entry=entry,
            listed=newest is None or newest.change != "delisting",
            changes=tuple(_changes(entry, modifications)),
        )

    def _entry(self, element: etree._Element, ssid: str, modifications: Iterable[Modification]) -> ListEntry:
        kinds = [child for child in element if local_name(child) in _KINDS]
        if len(kinds) != 1:
            self.strange.met("targets that are not one individual, entity or object", ssid)
        node = kinds[0] if kinds else element
        self._note_unknown(local_name(node), node, _OF_KIND if kinds else _OF_TARGET)
        identities = sorted(_children(node, "identity"), key=lambda one: one.get("main") != "true")
        for identity in identities:
            self._note_unknown("identity", identity, _OF_IDENTITY)
        named = names_of(identities, self.strange)
        if not named.name:
            self.strange.met("targets without a name", ssid)
        programmes, measures = self._programmes(element, ssid)
        numbers, told = _told(_texts(node, "other-information"))
        documents = [one for identity in identities for one in _children(identity, "identification-document")]
        listed = [one.effective_on or one.published_on for one in modifications if one.change == "designation"]
        name = named.name or f"target {ssid}"
        return ListEntry(
            list_key=KEY,
            entry_id=ssid,
            name=name,
            entity_type=self._entity_type(node, ssid),
            programmes=programmes,
            aliases=distinct(named.aliases, but=[name]),
            identifiers=distinct((*numbers, *filter(None, map(_document_number, documents)))),
            listed_on=max((day for day in listed if day is not None), default=None),
            details=self._details(element, node, identities, named, told, measures),
        )

    def _entity_type(self, node: etree._Element, ssid: str) -> str:
        kind = _KINDS.get(local_name(node), "unknown")
        if kind:
            return kind
        found = _OBJECTS.get(node.get("object-type", ""), "unknown")
        if found == "unknown":
            self.strange.met("objects of a type new to this program", f"{ssid} {node.get('object-type', '')}")
        return found

    def _programmes(self, element: etree._Element, ssid: str) -> tuple[tuple[str, ...], list[str]]:
        numbers = [*_texts(element, "sanctions-set-id"), clean(element.get("sanctions-set-id", ""))]
        keys, measures = [], []
        for number in filter(None, numbers):
            if number not in self.sets:
                self.strange.met("targets of a set of sanctions the file does not name", f"{ssid} {number}")
            key, words = self.sets.get(number, (f"sanctions set {number}", ""))
            keys.append(key or f"sanctions set {number}")
            measures.append(words)
        if not keys:
            self.strange.met("targets without a set of sanctions", ssid)
        return once(keys), measures

    def _details(
        self,
        element: etree._Element,
        node: etree._Element,
        identities: Iterable[etree._Element],
        named: Named,
        told: Iterable[str],
        measures: Iterable[str],
    ) -> str:
        parts: dict[str, list[str]] = {
            name: [] for name in ("born", "birthplace", "nationality", "address", "document")
        }
        for identity in identities:
            parts["born"] += map(_born, _children(identity, "day-month-year"))
            parts["birthplace"] += map(self._place, _children(identity, "place-of-birth"))
            parts["nationality"] += (text_of(one) for child in _children(identity, "nationality") for one in child)
            parts["address"] += map(self._place, _children(identity, "address"))
            parts["document"] += map(self._document, _children(identity, "identification-document"))
        relations = (
            spaced(one.get("relation-type", ""), one.get("target-id", ""), *_texts(one, "remark"))
            for one in _children(node, "relation")
        )
        attributes = (spaced(one.get("name", ""), text_of(one)) for one in _children(element, "generic-attribute"))
        return described(
            ("Title", named.titles),
            ("Sex", [node.get("sex", "")]),
            ("Born", parts["born"]),
            ("Place of birth", parts["birthplace"]),
            ("Nationality", parts["nationality"]),
            ("Address", parts["address"]),
            ("Documents", parts["document"]),
            ("Low quality names", named.low),
            ("Formerly", named.former),
            ("Spelled also", named.spellings),
            ("Justification", _texts(node, "justification")),
            ("Information", told),
            ("Measures", measures),
            ("Relations", relations),
            ("Foreign identifier", _texts(element, "foreign-identifier")),
            ("Attributes", attributes),
        )

    def _place(self, element: etree._Element) -> str:
        own = [text for name in _OF_ADDRESS for text in _texts(element, name)]
        place = self.places.get(element.get("place-id", ""), "")
        return listed(*own, place, *_texts(element, "remarks"), *_texts(element, "remark"))

    def _document(self, element: etree._Element) -> str:
        more = [
            *_texts(element, "issuer"),
            *(f"issued {text}" for text in _texts(element, "date-of-issue")),
            *(f"expires {text}" for text in _texts(element, "expiry-date")),
            *(self._place(one) for one in _children(element, "place-of-issue")),
            *_texts(element, "remark"),
        ]
        told = _document_number(element) or element.get("document-type", "")
        return with_about(told, listed(*more)) if any(more) else ""

    def _note_unknown(self, where: str, element: etree._Element, known: frozenset[str]) -> None:
        self.strange.look(map(local_name, element), known, where=f"{where}/")


# --- what was published about a target ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Modification:
    """One change by the publisher's account. ``place`` counts from the newest.

    ``day`` is when it became public, or the nearest that is told; ``wrong`` are days that cannot be, with their fields.
    """

    change: str
    place: int
    published_on: date | None
    effective_on: date | None
    enacted_on: date | None
    day: date | None
    words: str
    wrong: tuple[str, ...]

    @property
    def rank(self) -> tuple[date, int]:
        """Which of two is the later state: by the day of effect, and on one day the one that stands first."""
        return (self.effective_on or self.day or date.min, -self.place)


_PUBLISHED = "publication-date"
_DAYS = (_PUBLISHED, "effective-date", "enactment-date")


def _modifications(snapshot: Snapshot, element: etree._Element, ssid: str, strange: Strange) -> Iterator[Modification]:
    for place, one in enumerate(_children(element, "modification")):
        kind = one.get("modification-type", "")
        if kind not in _CHANGES:
            strange.met("changes of a type new to this program, not read", f"{ssid} {kind}")
            continue
        wrong: list[str] = []
        published, effective, enacted = (_day_of(one, name, snapshot, wrong) for name in _DAYS)
        told = (day for day in (published, effective, enacted) if day is not None)
        found = Modification(
            change=_CHANGES[kind],
            place=place,
            published_on=published,
            effective_on=effective,
            enacted_on=enacted,
            day=next((day for day in told if was_public(day, snapshot.retrieved_at, ZONE)), None),
            words=_words(one),
            wrong=tuple(wrong),
        )
        if found.day is None:
            strange.met("changes without any day, counted for the present list alone", f"{ssid} {kind}")
        yield found


def _day_of(modification: etree._Element, name: str, snapshot: Snapshot, wrong: list[str]) -> date | None:
    """A day of a change; None for none, and for one that cannot be, which is added to the ``wrong`` ones."""
    written = modification.get(name, "").strip()
    day = year_first(written)
    credible = was_public if name == _PUBLISHED else may_be
    if day is not None and credible(day, snapshot.retrieved_at, ZONE):
        return day
    if written:
        wrong.append(f"{name} {written}")
    return None


def _changes(entry: ListEntry, modifications: Iterable[Modification]) -> Iterator[ListChange]:
    """One change for each day and kind, oldest first; of a day the whole local day is meant, for no hour is told."""
    found: dict[tuple[date, str], list[Modification]] = {}
    for one in modifications:
        if one.day is not None:
            found.setdefault((one.day, one.change), []).append(one)
    for (day, change), group in sorted(found.items()):
        public = local_day(day, ZONE)
        yield ListChange(
            list_key=KEY,
            change=change,
            entry=entry,
            from_snapshot_at=public.start,
            to_snapshot_at=public.end,
            details=" ".join(dict.fromkeys(filter(None, map(_account, group)))),
            basis="publication",
            stated_on=day,
        )


def _account(one: Modification) -> str:
    undated = "no day of publication is told" if one.published_on is None else ""
    if undated and any(wrong.startswith(_PUBLISHED) for wrong in one.wrong):
        undated = "the day of publication it tells cannot be"
    days = (("enacted", one.enacted_on), ("effective", one.effective_on))
    told = once((undated, *(f"{word} {day.isoformat()}" for word, day in days if day is not None), one.words))
    return f"Published by SECO: {'; '.join(told)}." if told else ""


def _words(modification: etree._Element) -> str:
    """What was added and removed: names in full, of the rest what it is."""
    sides = []
    for side in ("added", "removed"):
        names: list[str] = []
        kinds: list[str] = []
        for block in _children(modification, side):
            identities = list(block.iter("{*}identity"))
            named = names_of(identities, Strange())
            names += filter(None, (named.name, *named.aliases, *named.low, *named.former))
            kinds += sorted({local_name(one) for one in block.iter(*_TOLD)})
        told = [*(f"name {name}" for name in dict.fromkeys(names)), *kinds]
        if told:
            sides.append(f"{side} {', '.join(told)}")
    return "; ".join(sides)


_TOLD = tuple(f"{{*}}{name}" for name in sorted((_OF_KIND | _OF_IDENTITY) - {"identity", "name"}))


# --- cells ---


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return element.findall(f"{{*}}{name}")


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next(iter(_children(element, name)), None)


def _texts(element: etree._Element, name: str) -> list[str]:
    return [clean(text_of(one)) for one in _children(element, name)]


def _in_english(elements: Iterable[etree._Element]) -> str:
    """The text in English, or the first there is."""
    found = [(one.get("lang", ""), clean(text_of(one))) for one in elements]
    english = [text for language, text in found if language in _ENGLISH]
    return next(filter(None, (*english, *(text for _, text in found))), "")


def _born(element: etree._Element) -> str:
    day = "-".join(
        part.zfill(width)
        for part, width in ((element.get("year", ""), 4), (element.get("month", ""), 2), (element.get("day", ""), 2))
        if part
    )
    calendar = element.get("calendar", "Gregorian")
    more = [calendar if calendar != "Gregorian" else "", "low quality" if element.get("quality") == "low" else ""]
    return with_about(day, listed(*more))


def _document_number(element: etree._Element) -> str:
    number = next(iter(_texts(element, "number")), "")
    return f"{(element.get('document-type') or 'document').replace('-', ' ')} {number}" if number else ""


def _told(information: Iterable[str]) -> tuple[list[str], list[str]]:
    """Numbers with their kind, and the rest of the free information, as written."""
    numbers, rest = [], []
    for text in information:
        found = _NUMBERED.fullmatch(text)
        if found:
            kind = clean(found[1])
            numbers.append(f"{'IMO' if kind.upper().startswith('IMO') else kind} {found[2]}")
        else:
            rest.append(text)
    return numbers, rest
