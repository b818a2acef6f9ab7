"""OFAC's feed of changes: which publications there were in a year, and what each of them changed.

The history is JSON, a publication an XML document that never changes and tells of all lists at once. Its stamp is often
midnight in Washington, which is a day and no moment; the history may tell the moment. What the history says is
therefore put into the fragment of a publication's address, which is never sent: ``#made=…&after=…``.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from lxml import etree

from tracker.errors import ParseError
from tracker.model.announcement import ListChange
from tracker.model.instants import to_the_second, zone
from tracker.model.plain_text import clean
from tracker.model.source import Snapshot
from tracker.sources.parsing import ofac_words as words
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.json_documents import as_json
from tracker.sources.parsing.listed_days import may_be
from tracker.sources.parsing.strange import Strange, first_few
from tracker.sources.parsing.xml_stream import local_name, stranger_at_end, stranger_before, stream, text_of

ZONE = "America/New_York"
SDN_LIST = "SDN List"
_WHAT = "a publication of OFAC's feed of changes"
_ROOT = "sanctionsData"
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,7})?(?:Z|[+-]\d\d:\d\d)?)?")
_BESIDE = frozenset({"entity", "publicationInfo"})
_ACTIONS = {
    "add": "designation", "added": "designation",
    "remove": "delisting", "removed": "delisting", "delete": "delisting", "deleted": "delisting",
    "modify": "amendment", "modified": "amendment", "update": "amendment", "updated": "amendment",
    "change": "amendment", "changed": "amendment",
}  # fmt: skip

_DELISTING, _AMENDMENT = "delisting", "amendment"
_KNOWN = {
    "entity": {
        "generalInfo", "sanctionsLists", "sanctionsPrograms", "sanctionsTypes", "legalAuthorities", "names",
        "addresses", "identityDocuments", "features", "relationships",
    },
    "generalInfo": {"identityId", "entityType", "title"},
    "sanctionsLists": {"sanctionsList"},
    "sanctionsPrograms": {"sanctionsProgram"},
    "sanctionsTypes": {"sanctionsType"},
    "legalAuthorities": {"legalAuthority"},
    "names": {"name"},
    "addresses": {"address"},
    "address": {"country", "translations"},
    "addressPart": {"type", "value"},
    "identityDocuments": {"identityDocument"},
    "features": {"feature"},
    "relationships": {"relationship"},
    "relationship": {"type", "relatedEntity"},
}  # fmt: skip
"""The children of an element that are read, or say nothing that is not read elsewhere; others are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One publication of a history: its number and its stamp, as written."""

    number: int
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something was published: an instant, or a whole local day, which ``ends`` when the next begins (UTC)."""

    on: date
    at: datetime | None

    @property
    def begins(self) -> datetime:
        """The first instant it may mean."""
        return self.at or _midnight(self.on)

    @property
    def ends(self) -> datetime:
        """The instant from which on it was surely public."""
        return self.at or _midnight(self.on + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), zone(ZONE)).astimezone(UTC)


def moment(snapshot: Snapshot, stamp: str) -> Moment:
    """A stamp: ISO day, or day and time with or without a zone (then Washington's). Midnight there is a day alone."""
    try:
        if "T" not in _STAMP.fullmatch(stamp)[0]:  # type: ignore[index]  # no match is no stamp
            return Moment(on=date.fromisoformat(stamp), at=None)
        local = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", stamp))
        local = local.replace(tzinfo=zone(ZONE)) if local.tzinfo is None else local.astimezone(zone(ZONE))
    except (TypeError, ValueError, OverflowError) as error:
        raise damaged(snapshot, f"its time of publication is {clean(stamp)[:60]!r}, not an ISO date or time") from error
    return Moment(on=local.date(), at=local.astimezone(UTC) if local.time() != time() else None)


def history(snapshot: Snapshot) -> tuple[Publication, ...]:
    """The publications of a year, oldest first. ``ParseError`` for anything else."""
    document = as_json(snapshot, "OFAC's history of publications")
    if not isinstance(document, list):
        raise damaged(snapshot, "OFAC's history of publications is no list")
    found: dict[int, Publication] = {}
    for number, entry in enumerate(document, start=1):
        written = entry.get("publicationID") if isinstance(entry, dict) else None
        stamp = entry.get("datePublished") if isinstance(entry, dict) else None
        if not isinstance(written, str) or not re.fullmatch(r"[0-9]{1,9}", written) or not isinstance(stamp, str):
            raise damaged(snapshot, f"publication {number} of the history lacks its number or its time")
        moment(snapshot, stamp)
        found[int(written)] = Publication(number=int(written), stamp=stamp)
    return tuple(sorted(found.values(), key=lambda one: (moment(snapshot, one.stamp).begins, one.number)))


def fragment(publication: Publication, before: Publication | None) -> str:
    """What the history says of a publication, for its address."""
    return urlencode({"made": publication.stamp, **({"after": before.stamp} if before else {})})


def changes(snapshot: Snapshot, list_key: str, *, of_sdn: bool) -> tuple[tuple[ListChange, ...], tuple[str, ...]]:
    """What a publication changed of one list, and warnings: of the SDN List, or of the others together."""
    stamp = ""
    found: list[tuple[str, words.Party, date | None]] = []
    actions: dict[str, None] = {}
    nowhere: list[str] = []
    strange = Strange()
    last: etree._Element | None = None
    for element in stream(
        snapshot, _WHAT, "publicationInfo", "entity", root=_ROOT, opened=io.BytesIO(snapshot.content)
    ):
        if local_name(element) == "publicationInfo":
            stamp = _text(element, "datePublished")
            continue
        strange.look([stranger_before(element, _BESIDE)])
        last = element.getparent()
        told = _entity(snapshot, element, strange)
        action = _action(element)
        if action not in _ACTIONS:
            actions[action] = None
        if not told.lists and not told.left and not told.blocked:
            nowhere.append(told.party.uid)
        elif change := told.change(_ACTIONS.get(action, _AMENDMENT), of_sdn=of_sdn):
            found.append((change, told.party, told.listed_on))
    strange.look([stranger_at_end(last, _BESIDE)])
    if not stamp:
        raise damaged(snapshot, f"{_WHAT} does not say when it was published")
    warnings = list(strange.warnings("OFAC's feed"))
    if actions:
        warnings.append(
            f"Actions of OFAC's feed this program does not know, taken as amendments: {first_few(actions)}."
        )
    if nowhere:
        warnings.append(
            f"{len(nowhere)} changes of OFAC's feed name neither a list nor a blocking and were left to the next whole "
            f"list: {first_few(nowhere)}."
        )
    since, until = _span(snapshot, stamp)
    return tuple(
        ListChange(
            list_key=list_key,
            change=change,
            entry=party.entry(list_key, listed_on),
            from_snapshot_at=since,
            to_snapshot_at=until.ends,
            basis="publication",
            stated_on=until.on,
        )
        for change, party, listed_on in found
    ), tuple(warnings)


def _span(snapshot: Snapshot, stamp: str) -> tuple[datetime, Moment]:
    """When the publication before was made, or the local day began, and when this one was."""
    said = parse_qs(urlsplit(snapshot.url).fragment)
    inside = moment(snapshot, stamp)
    told = moment(snapshot, said["made"][0]) if "made" in said else inside
    made = told if told.on == inside.on and inside.at is None else inside
    if made.begins > snapshot.retrieved_at:
        later = f"later than it was retrieved, {to_the_second(snapshot.retrieved_at)}"
        raise damaged(snapshot, f"its time of publication is {stamp}, {later}")
    begins = _midnight(made.on)
    if made.at is not None and "after" in said:
        before = moment(snapshot, said["after"][0])
        if before.at is not None and before.at < made.at:
            return before.at, made
    return begins, made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a publication tells of a party: the lists it is on and those it left, and whether it is blocked."""

    party: words.Party
    lists: frozenset[str]
    left: frozenset[str]
    listed_on: date | None
    blocked: bool

    def change(self, change: str, *, of_sdn: bool) -> str:
        """The change of the SDN List, or of the others together; empty where it is none of theirs.

        A party that is amended off the last of its lists is taken off them.
        """
        if not self.lists and not self.left:
            return change if self.blocked == of_sdn else ""
        on, left = (any((name == SDN_LIST) == of_sdn for name in names) for names in (self.lists, self.left))
        if left and not on and change == _AMENDMENT:
            return _DELISTING
        return change if on or left else ""


def _entity(snapshot: Snapshot, element: etree._Element, strange: Strange) -> _Told:
    uid = element.get("id", "")
    before = _names(element)[0]
    for parent in element.iter("{*}*"):
        if known := _KNOWN.get(local_name(parent)):
            strange.look(map(local_name, parent), known, f"{local_name(parent)}/")
    removed = _without_removed(element, strange)
    primary, others = _names(element)
    primary = primary or before
    if not uid.isdecimal() or not primary:
        raise damaged(snapshot, f"{_WHAT} tells of party {uid[:20]!r} without its number or name")
    kind = words.entity_type(_text(element, "entityType")) if _text(element, "entityType") else None
    # A party that left everything is told with the programmes it was under.
    programmes = _texts(element, "sanctionsProgram") or removed.get("sanctionsProgram", [])
    party = words.Party(uid=uid, name=primary, entity_type=kind or "unknown", programmes=programmes, aliases=others)
    _describe(party, element)
    lists = list(element.iter("{*}sanctionsList"))
    days: list[date] = []
    for written in filter(None, (one.get("datePublished", "") for one in lists)):
        try:
            day = moment(snapshot, written).on
        except ParseError:
            day = None
        if day is not None and may_be(day, snapshot.retrieved_at, ZONE):
            days.append(day)
        else:
            strange.met("days of listing that cannot be, left out", f"{written[:30]} of {uid} {primary}")
    return _Told(
        party=party,
        lists=frozenset(_texts(element, "sanctionsList")),
        left=frozenset(removed.get("sanctionsList", ())),
        listed_on=min(days, default=None),
        blocked="Block" in _texts(element, "sanctionsType"),
    )


def _without_removed(element: etree._Element, strange: Strange) -> dict[str, list[str]]:
    """Take out of an entity what the publication removes of it; its texts by name. Of a removed party all stays."""
    removed: dict[str, list[str]] = {}
    if _ACTIONS.get(_action(element)) == _DELISTING:
        return removed
    for part in list(element.iterdescendants("{*}*")):
        action = _action(part)
        if action and action not in _ACTIONS:
            strange.met(
                "actions of parts new to this program, parts read as they stand", f"{action} {local_name(part)}"
            )
        elif _ACTIONS.get(action) == _DELISTING:
            for one in part.iter("{*}*"):
                if text_of(one):
                    removed.setdefault(local_name(one), []).append(text_of(one))
            parent = part.getparent()
            if parent is not None:
                parent.remove(part)
    return removed


def _describe(party: words.Party, element: etree._Element) -> None:
    """Title, numbers, features, legal basis, addresses and relationships, as clauses."""
    party.details += words.labelled("Title:", _text(element, "title"))
    for one in element.iter("{*}identityDocument"):
        party.clause(" ".join(filter(None, (_text(one, "type"), _text(one, "documentNumber")))))
    for one in element.iter("{*}feature"):
        party.clause(" ".join(filter(None, (_text(one, "type"), _text(one, "value")))))
    party.details += [f"Legal basis: {text}" for text in _texts(element, "legalAuthority")]
    for one in element.iter("{*}address"):
        # the first translation: the others are the same place in another script
        parts = next(one.iter("{*}translation"), one).iter("{*}addressPart")
        party.details += words.address([*(_text(part, "value") for part in parts), _text(one, "country")])
    for one in element.iter("{*}relationship"):
        party.details += words.labelled(f"{_text(one, 'type') or 'Related to'}:", _text(one, "relatedEntity"))


def _action(element: etree._Element) -> str:
    return element.get("action", "").strip().lower()


def _texts(element: etree._Element, name: str) -> list[str]:
    return [text for text in map(text_of, element.iter(f"{{*}}{name}")) if text]


def _names(element: etree._Element) -> tuple[str, list[str]]:
    primary, others = "", []
    for name in element.iter("{*}name"):
        for number, one in enumerate(name.iter("{*}formattedFullName")):
            text = clean(text_of(one))
            if _text(name, "isPrimary") == "true" and number == 0 and not primary:
                primary = text
            else:
                others.append(text)
    return primary, others


def _text(element: etree._Element, name: str) -> str:
    return text_of(next(element.iter(f"{{*}}{name}"), None))
