"""UN Security Council: the consolidated list, one XML file of individuals and entities under all its regimes.

An entry is known by its permanent reference number (``KPi.033``); the letters before the point say the regime and
whether it is an individual or an entity, as ``UN_LIST_TYPE`` and the section say again. A removal is silent: the entry
is not in the next file. Dates may carry an offset (``2014-11-07-05:00``): the date as written is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from lxml import etree

from tracker.model.announcement import ListDocument, ListEntry
from tracker.model.plain_text import clean
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo
from tracker.sources.listing import PresentList
from tracker.sources.parsing.days import year_first
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import only_part, require_no_strangers, require_once
from tracker.sources.parsing.parties import described, distinct, listed, once, spaced, with_about
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.xml_stream import local_name, stranger_at_end, stream, text_of

KEY = "un_sc"
LIST = "list"

_URL = "https://scsanctions.un.org/resources/xml/en/consolidated.xml"
_WHAT = "the UN consolidated list"
_ROOT = "CONSOLIDATED_LIST"
_KINDS = {"INDIVIDUAL": "individual", "ENTITY": "entity"}
_SECTIONS = {"INDIVIDUAL": "INDIVIDUALS", "ENTITY": "ENTITIES"}
_REFERENCE = re.compile(r"[A-Z]{2}([ie])\.[0-9]{3,4}")
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_PLAIN = frozenset(
    {
        *_NAMES,
        "DATAID",
        "UN_LIST_TYPE",
        "REFERENCE_NUMBER",
        "LISTED_ON",
        "COMMENTS1",
        "NAME_ORIGINAL_SCRIPT",
        "GENDER",
        "SUBMITTED_ON",
        "SUBMITTED_BY",
        "DELISTED_ON",
    }
)
_PLACE = frozenset({"STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE"})
_ALIAS = frozenset(
    {"QUALITY", "ALIAS_NAME", "NOTE", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "YEAR_OF_BIRTH"}
)
_VALUE = frozenset({"VALUE"})
_GROUPS: Mapping[str, frozenset[str]] = {
    "DESIGNATION": _VALUE,
    "NATIONALITY": _VALUE,
    "TITLE": _VALUE,
    "LIST_TYPE": _VALUE,
    "LAST_DAY_UPDATED": _VALUE,
    "INDIVIDUAL_ALIAS": _ALIAS,
    "ENTITY_ALIAS": _ALIAS,
    "INDIVIDUAL_ADDRESS": _PLACE,
    "ENTITY_ADDRESS": _PLACE,
    "INDIVIDUAL_PLACE_OF_BIRTH": _PLACE,
    "INDIVIDUAL_DATE_OF_BIRTH": frozenset({"TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE"}),
    "INDIVIDUAL_DOCUMENT": frozenset(
        {
            "TYPE_OF_DOCUMENT",
            "TYPE_OF_DOCUMENT2",
            "NUMBER",
            "COUNTRY_OF_ISSUE",
            "ISSUING_COUNTRY",
            "CITY_OF_ISSUE",
            "DATE_OF_ISSUE",
            "NOTE",
        }
    ),
}
_IGNORED = frozenset({"VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD"})  # book-keeping of the file, not of the party
_GOOD, _LOW, _FORMER = {"", "good", "a.k.a."}, "low", "f.k.a."

Values = Mapping[str, list[str]]
Groups = Mapping[str, list[dict[str, str]]]


class UnSecurityCouncil(PresentList):
    """The source ``un_sc``."""

    info = SourceInfo(
        key=KEY,
        kind="lists",
        title="UN Security Council Consolidated List",
        publisher="United Nations Security Council",
        homepage="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
        hosts=("scsanctions.un.org",),
        cadence=timedelta(hours=6),
        zone="America/New_York",
        rights=Rights(
            licence="United Nations terms of use",
            credit="Source: United Nations Security Council.",
            url="https://www.un.org/en/about-us/terms-of-use",
            because="the United Nations' terms allow personal, non-commercial use alone",
        ),
        expectations=Expectations(max_age=timedelta(days=90)),
        verified=True,
        note="A removal is silent: it is seen between two snapshots only.",
    )

    document = Request(url=_URL, kind=LIST, size=2_000_000)

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """The list in its one file; see ``ListSource.read``."""
        snapshot = only_part(parts, _WHAT)
        strange = Strange()
        entries: list[ListEntry] = []
        root: etree._Element | None = None
        strangers: set[str] = set()
        for element in stream(snapshot, _WHAT, *_KINDS, root=_ROOT, strangers=strangers):
            parent = element.getparent()
            tag = local_name(element)
            if parent is None or local_name(parent) != _SECTIONS[tag]:
                raise damaged(snapshot, f"{_WHAT} has an {tag} outside {_SECTIONS[tag]}")
            root = parent.getparent()
            entries.append(_entry(snapshot, element, tag, strange))
        made_at = _made_at(snapshot, root, strangers)
        require_no_strangers(snapshot, strangers, _WHAT)
        return ListDocument(
            list_key=KEY,
            entries=require_once(snapshot, entries, _WHAT),
            dated_on=made_at.date(),
            dated_at=made_at.astimezone(UTC),
            warnings=strange.warnings("The UN consolidated list"),
            form="consolidated XML",
        )


def _made_at(snapshot: Snapshot, root: etree._Element | None, strangers: set[str]) -> datetime:
    """When the file says it was made, in its own offset; both sections are there, and known to their ends."""
    if root is None:
        raise damaged(snapshot, f"{_WHAT} holds no entry")
    found = [local_name(child) for child in root]
    if sorted(found) != sorted(_SECTIONS.values()):
        raise damaged(
            snapshot,
            f"{_WHAT} consists of {', '.join(found)[:200]} where {' and '.join(_SECTIONS.values())} are expected",
        )
    # A section of elements nobody knows alone gives none to the stream, and so has none beside them.
    strangers.update(filter(None, (stranger_at_end(section, _KINDS) for section in root)))
    written = root.get("dateGenerated", "")
    try:
        made_at = datetime.fromisoformat(written)
    except ValueError:
        made_at = None
    if made_at is None or made_at.tzinfo is None:
        raise damaged(snapshot, f"{_WHAT} says it was made at {written[:60]!r}, which is no instant")
    return made_at


def _fields(element: etree._Element, strange: Strange) -> tuple[Values, Groups]:
    """The plain fields and the groups of a party; the strange ones are remembered."""
    values: dict[str, list[str]] = {}
    groups: dict[str, list[dict[str, str]]] = {}
    for child in element:
        name = local_name(child)
        known = _GROUPS.get(name)
        if known is not None:
            group: dict[str, str] = {}
            texts: list[str] = []
            for cell in child:
                inner = local_name(cell)
                if inner not in known or len(cell):
                    strange.look([inner], where=f"{name}/")
                elif inner == "VALUE":
                    texts.append(clean(text_of(cell)))
                else:
                    group[inner] = "; ".join(filter(None, (group.get(inner, ""), clean(text_of(cell)))))
            values.setdefault(name, []).extend(filter(None, texts))
            groups.setdefault(name, []).append(group)
        elif name in _PLAIN and not len(child):
            values.setdefault(name, []).append(clean(text_of(child)))
        elif name not in _IGNORED:
            strange.look([name])
    return values, groups


def _entry(snapshot: Snapshot, element: etree._Element, tag: str, strange: Strange) -> ListEntry:
    values, groups = _fields(element, strange)

    def one(name: str) -> str:
        return "; ".join(filter(None, values.get(name, ())))

    reference, regime = one("REFERENCE_NUMBER"), one("UN_LIST_TYPE")
    name = spaced(*map(one, _NAMES))
    if not (reference and regime and name):
        raise damaged(
            snapshot, f"an {tag} has no reference number, regime or name (data id {one('DATAID')[:20] or 'none'})"
        )
    form = _REFERENCE.fullmatch(reference)
    if form is None or (form[1] == "i") != (tag == "INDIVIDUAL"):
        strange.met("reference numbers of another form than their section's", reference)
    written = one("LISTED_ON")
    listed_on = year_first(written)
    if listed_on is None:
        strange.met("entries without a day of listing that is a date", f"{reference} {written}")
    for kind in values.get("LIST_TYPE", ()):
        if kind != "UN List":
            strange.met("entries of another type than 'UN List'", f"{reference} {kind}")
    aliases = list(_aliases(groups, strange))
    documents = groups.get("INDIVIDUAL_DOCUMENT", ())
    updates = sorted(filter(None, map(year_first, values.get("LAST_DAY_UPDATED", ()))))
    return ListEntry(
        list_key=KEY,
        entry_id=reference,
        name=name,
        entity_type=_KINDS[tag],
        programmes=(regime,),
        aliases=distinct((*(alias for alias, _, _ in aliases), *values.get("NAME_ORIGINAL_SCRIPT", ())), but=[name]),
        identifiers=distinct(
            f"{_document_kind(group)} {group['NUMBER']}" for group in documents if group.get("NUMBER")
        ),
        listed_on=listed_on,
        details=described(
            ("Title", values.get("TITLE", ())),
            ("Designation", values.get("DESIGNATION", ())),
            ("Gender", values.get("GENDER", ())),
            ("Nationality", values.get("NATIONALITY", ())),
            ("Born", map(_birth, groups.get("INDIVIDUAL_DATE_OF_BIRTH", ()))),
            ("Place of birth", map(_place, groups.get("INDIVIDUAL_PLACE_OF_BIRTH", ()))),
            ("Address", map(_place, (*groups.get("INDIVIDUAL_ADDRESS", ()), *groups.get("ENTITY_ADDRESS", ())))),
            ("Documents", map(_document, documents)),
            ("Low quality aliases", (alias for alias, quality, _ in aliases if quality == _LOW)),
            ("Formerly", (alias for alias, quality, _ in aliases if quality == _FORMER)),
            ("Of aliases", (f"{alias}: {told}" for alias, _, told in aliases if told)),
            ("Submitted on", values.get("SUBMITTED_ON", ())),
            ("Submitted by", values.get("SUBMITTED_BY", ())),
            ("Delisted on", values.get("DELISTED_ON", ())),
            ("Comments", values.get("COMMENTS1", ())),
            ("Last updated", [updates[-1].isoformat()] if updates else ()),
        ),
    )


def _aliases(groups: Groups, strange: Strange) -> Iterator[tuple[str, str, str]]:
    """Each other name with its quality in lower case and what else is told of it; several may share one field."""
    for group in (*groups.get("INDIVIDUAL_ALIAS", ()), *groups.get("ENTITY_ALIAS", ())):
        quality = group.get("QUALITY", "").lower()
        if quality not in {*_GOOD, _LOW, _FORMER}:
            strange.met("aliases of a quality new to this program", quality)
        born = _of(group, "DATE_OF_BIRTH", "YEAR_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")
        told = listed(f"born {born}" if born else "", group.get("NOTE", ""))
        names = once(group.get("ALIAS_NAME", "").split(";"))
        for name in names or ([""] if told else []):
            yield name, quality, told


def _of(group: Mapping[str, str], *names: str) -> str:
    return listed(*(group.get(name, "") for name in names))


def _place(group: Mapping[str, str]) -> str:
    return with_about(_of(group, "STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY"), group.get("NOTE", ""))


def _birth(group: Mapping[str, str]) -> str:
    """A day, a year or a range as written, with how sure it is; the offset of a day is not part of it."""
    written = group.get("DATE", "")
    day = year_first(written)
    years = "–".join(filter(None, (group.get("FROM_YEAR", ""), group.get("TO_YEAR", ""))))
    told = listed(day.isoformat() if day else written, group.get("YEAR", ""), years)
    sure = group.get("TYPE_OF_DATE", "").lower()
    if not told:
        return group.get("NOTE", "")
    return with_about(told, listed("" if sure == "exact" else sure, group.get("NOTE", "")))


def _document_kind(group: Mapping[str, str]) -> str:
    return group.get("TYPE_OF_DOCUMENT") or group.get("TYPE_OF_DOCUMENT2") or "Document"


def _document(group: Mapping[str, str]) -> str:
    second = group.get("TYPE_OF_DOCUMENT2", "") if group.get("TYPE_OF_DOCUMENT") else ""
    more = listed(second, _of(group, "CITY_OF_ISSUE", "COUNTRY_OF_ISSUE", "ISSUING_COUNTRY", "DATE_OF_ISSUE", "NOTE"))
    return with_about(spaced(_document_kind(group), group.get("NUMBER", "")), more) if more else ""


SOURCE = UnSecurityCouncil()
