"""Names of the Swiss list: each in parts, and each part perhaps in other spellings.

A name in another spelling is put together only where the file leaves no choice: the name has one part, or each of its
parts has exactly one spelling in that language and script. Other spellings are told as the parts they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from tracker.model.plain_text import clean
from tracker.sources.parsing.parties import spaced
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.xml_stream import text_of

_TYPES = frozenset({"primary-name", "alias", "formerly-known-as"})
_PARTS = frozenset(
    {
        "title",
        "given-name",
        "further-given-name",
        "father-name",
        "grand-father-name",
        "family-name",
        "maiden-name",
        "suffix",
        "tribal-name",
        "whole-name",
        "other",
    }
)


@dataclass(slots=True)
class Named:
    """The names of one party. ``low`` and ``former`` are among the aliases too; ``spellings`` are parts of names."""

    name: str = ""
    aliases: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    spellings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    value: str
    spellings: tuple[tuple[str, str], ...]  # language and script, text


def names_of(identities: Iterable[etree._Element], strange: Strange) -> Named:
    """The names of the identities, the main one first: its first primary name is the party's."""
    found = Named()
    for identity in identities:
        names = sorted(identity.findall("{*}name"), key=lambda one: one.get("name-type", "") != "primary-name")
        for name in names:
            parts = _parts(name, strange)
            whole = spaced(*(part.value for part in parts if part.kind != "title"))
            others, loose = _other_spellings([part for part in parts if part.kind != "title"])
            found.titles += (part.value for part in parts if part.kind == "title")
            found.spellings += loose
            kind = name.get("name-type", "primary-name")
            if kind not in _TYPES:
                strange.met("names of a type new to this program", kind)
            if kind == "formerly-known-as":
                found.former.append(whole)
            if name.get("quality") == "low":
                found.low.append(whole)
            if not found.name:
                found.name = whole
            else:
                found.aliases.append(whole)
            found.aliases += others
    return found


def _parts(name: etree._Element, strange: Strange) -> list[_Part]:
    found = []
    for place, part in enumerate(name.findall("{*}name-part"), start=1):
        kind, order = part.get("name-part-type", "whole-name"), part.get("order", "")
        if kind not in _PARTS:
            strange.met("parts of names of a kind new to this program", kind)
        value = part.find("{*}value")
        text = clean(text_of(value if value is not None else part))
        spellings = tuple(
            (spaced(one.get("lang", ""), one.get("script", "")), clean(text_of(one)))
            for one in part.findall("{*}spelling-variant")
        )
        number = int(order) if order.isascii() and order.isdigit() and len(order) < 4 else place
        found.append((number, place, _Part(kind, text, spellings)))
    return [part for _, _, part in sorted(found, key=lambda one: one[:2])]


def _other_spellings(parts: list[_Part]) -> tuple[list[str], list[str]]:
    whole, loose = [], []
    if len(parts) == 1:
        return [text for _, text in parts[0].spellings], []
    by_tongue: dict[str, list[list[str]]] = {}  # of each part that has any, its spellings
    for part in parts:
        own: dict[str, list[str]] = {}
        for tongue, text in part.spellings:
            own.setdefault(tongue, []).append(text)
        for tongue, texts in own.items():
            by_tongue.setdefault(tongue, []).append(texts)
    for tongue, by_part in by_tongue.items():
        if len(by_part) == len(parts) and all(len(texts) == 1 for texts in by_part):
            whole.append(spaced(*(texts[0] for texts in by_part)))
        else:
            loose += [f"{text} ({tongue})" if tongue else text for texts in by_part for text in texts]
    return whole, loose
