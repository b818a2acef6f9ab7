"""What OFAC writes in one field: programmes, remarks with other names and numbers in them, and its word for nothing.

Remarks are clauses joined by semicolons. A clause that tells another name or a number is taken out of the text; the
rest stays text, dates of birth with it: ``DOB circa 1965`` is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tracker.model.announcement import ENTITY_TYPES, ListEntry
from tracker.model.plain_text import clean

NOTHING = "-0-"

_PROGRAMMES = re.compile(r"\]\s*\[")
_OTHER_NAME = re.compile(r"^(?:alt\. )?(?:[afn]\.k\.a\.|alias)\s*[:,]?\s*['\"](?P<name>.+)['\"]$")
_SHIP = re.compile(r"^(?:alt\. )?(?:Vessel Registration Identification|Vessel Registration Number) (IMO \d+)$")
_NUMBER = re.compile(
    r"^(?:alt\. |Previous )?"
    r"(?!Phone|Fax|Executive Order|Secondary|Additional|Linked|DOB|POB|Organization (?:Type|Established)|Target Type)"
    r"(?:(?:MMSI|SSN|RFC|NIT|RUC|ISIN|IMO|VAT|RTN|US FEIN|SWIFT/BIC|BIK|Cedula|License|Passport|Numero de Identidad|"
    r"(?:[A-Z]\.){2,4}|Digital Currency Address|Aircraft Tail|Aircraft Mode S|Vessel Registration Identification)(?= )|"
    r"[A-Z][\w.'()/ &-]{0,70}?(?:No\.?|Number|#|\bID|Code|Card|Passport|License|Ticker)(?= ))"
    r".*[0-9A-Z]"
)
_TYPES = {"": "entity", **{name: name for name in ENTITY_TYPES}}


@dataclass(slots=True, kw_only=True)
class Party:
    """One party while its files are read. ``details`` are clauses; ``listed`` is handed on as it is."""

    uid: str
    name: str
    entity_type: str
    programmes: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def remark(self, text: str, *, cut: bool = False) -> None:
        """Take remarks apart. Of ``cut`` ones the last clause, of which nobody knows how it ends, stays text."""
        clauses = [clause for clause in text.removesuffix(".").split("; ") if clause.strip()]
        ragged = clauses.pop() if cut and clauses else ""
        for clause in clauses:
            self.clause(clause)
        if ragged:
            self.details.append(f"{clean(ragged)} …")

    def clause(self, written: str) -> None:
        """One clause of the remarks, to where it belongs."""
        text = clean(written)
        other = _OTHER_NAME.match(text)
        ship = _SHIP.match(text)
        if other:
            self.aliases.append(other["name"])
        elif ship:
            self.identifiers.append(ship[1])
        elif _NUMBER.match(text):
            self.identifiers.append(text.removeprefix("alt. "))
        elif text:
            self.details.append(text)

    def entry(self, list_key: str, listed_on: date | None = None) -> ListEntry:
        """The party as an entry of a list."""
        name = clean(self.name)
        return ListEntry(
            list_key=list_key,
            entry_id=self.uid,
            name=name,
            entity_type=self.entity_type,
            programmes=tuple(dict.fromkeys(self.programmes)),
            aliases=once(clean(alias) for alias in self.aliases if clean(alias) != name),
            identifiers=once(self.identifiers),
            listed_on=listed_on,
            details="; ".join(dict.fromkeys(self.details)),
        )


def once(values: Iterable[str]) -> tuple[str, ...]:
    """The values that are not empty, sorted, each once.

    >>> once(["b", "a", "", "b"])
    ('a', 'b')
    """
    return tuple(sorted({value for value in values if value}))


def value(written: str) -> str:
    """A field without the word for nothing.

    >>> value("-0- "), value(" Havana ")
    ('', 'Havana')
    """
    text = written.strip()
    return "" if text == NOTHING else text


def programmes(written: str) -> list[str]:
    """The programmes of one field.

    >>> programmes("SDGT] [IFSR")
    ['SDGT', 'IFSR']
    """
    return [clean(part) for part in _PROGRAMMES.split(value(written).strip("[]")) if part.strip()]


def entity_type(written: str) -> str | None:
    """The kind of party; None for a word that no file has used before.

    >>> entity_type("-0- "), entity_type("Vessel"), entity_type("Satellite")
    ('entity', 'vessel', None)
    """
    return _TYPES.get(value(written).lower())


def labelled(label: str, written: str) -> list[str]:
    """A clause for a field of its own; nothing where the field is empty."""
    text = clean(value(written))
    return [f"{label} {text}"] if text else []


def address(parts: Iterable[str]) -> list[str]:
    """A clause for an address; nothing where all its parts are empty."""
    found = [clean(value(part)) for part in parts]
    return ["Address: " + ", ".join(part for part in found if part)] if any(found) else []
