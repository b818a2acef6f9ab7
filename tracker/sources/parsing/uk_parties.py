"""What the two lists of the United Kingdom share: the same words for the same columns, names in six parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tracker.model.source import Rights
from tracker.sources.parsing.parties import spaced
from tracker.sources.parsing.strange import Strange

TYPES = {"individual": "individual", "entity": "entity", "ship": "vessel"}
PRIMARY = frozenset({"primary name", "prime alias"})
OTHER_NAMES = frozenset({"alias", "aka", "fka", "primary name variation"})

ZONE = "Europe/London"
RIGHTS = Rights(
    licence="Open Government Licence v3.0",
    credit="Contains public sector information licensed under the Open Government Licence v3.0.",
    url="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    republish=True,
)


@dataclass(slots=True, kw_only=True)
class Names:
    """The names of one party in the order of the file: the primary ones apart."""

    primary: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def add(self, name: str, kind: str, strange: Strange) -> None:
        """One name; a kind nobody knows is told and makes it another name."""
        word = " ".join(kind.lower().split())
        if not name:
            return
        if word not in PRIMARY | OTHER_NAMES:
            strange.met("names of a type new to this program" if word else "names without a type", word or name)
        (self.primary if word in PRIMARY else self.others).append(name)

    def all(self) -> list[str]:
        """The primary ones first."""
        return [*self.primary, *self.others]


def bare(name: str) -> str:
    """The name of a column or an element without case, spaces and punctuation.

    >>> bare("Business registration number (s)"), bare("UKStatementofReasons")
    ('businessregistrationnumbers', 'ukstatementofreasons')
    """
    return "".join(letter for letter in name.lower() if letter.isalnum())


def whole_name(cells: Mapping[str, str]) -> str:
    """The six parts of a name as it is spoken: the sixth is the family name, or all there is."""
    return spaced(*(cells.get(f"name{number}", "") for number in range(1, 7)))


def entity_type(number: str, words: Iterable[str], strange: Strange) -> str:
    """Individual, entity or vessel; ``unknown``, and told by the party's number, for another word."""
    found = {" ".join(word.lower().split()) for word in words if word.strip()}
    word = found.pop() if len(found) == 1 else " and ".join(sorted(found))
    if word not in TYPES:
        strange.met("parties of a kind new to this program", f"{number} {word}")
    return TYPES.get(word, "unknown")
