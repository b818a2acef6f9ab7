"""Which of many listed parties a reader should be told of first: a declared rule, the same every time.

First banks and funds, then companies and bodies of the state, then people whose entry gives an office, then other
companies, people, ships and aircraft; within each in the order of their names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tracker.model.announcement import ListEntry
from tracker.model.plain_text import clean

_BANK = re.compile(
    r"\b(\w*bank\w*|vtb|veb\.?rf|vnesheconombank|sberbank|promsvyaz\w*|(?:wealth|investment|pension) fund"
    r"|stock exchange|depository)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(state (?:corporation|company|enterprise|unitary)|federal|ministry|government|public joint stock|pjsc|pao"
    r"|gazprom\w*|rosneft\w*|rostec\w*|rosatom\w*|rosoboronexport|alrosa|aeroflot|sovcomflot|lukoil|transneft"
    r"|russian railways|nord stream\w*|national oil|petroleos|armed forces|intelligence service)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(president|prime minister|minister|duma|federation council|senator|governor|chairman|chairperson"
    r"|security council|director of|head of|commander|ambassador|prosecutor|chief of|supreme leader|parliament)\b",
    re.IGNORECASE,
)
_OTHERS = {"entity": 3, "individual": 4, "vessel": 5, "aircraft": 6}
_PLURALS = {"individual": "individuals", "entity": "entities", "vessel": "vessels", "aircraft": "aircraft"}


def rank(entry: ListEntry) -> int:
    """How early a party is named; smaller is earlier."""
    names = " ".join((entry.name, *entry.aliases))
    if entry.entity_type not in {"individual", "vessel", "aircraft"}:
        if _BANK.search(names):
            return 0
        if _STATE.search(names):
            return 1
    if entry.entity_type == "individual" and _OFFICE.search(entry.details):
        return 2
    return _OTHERS.get(entry.entity_type, 7)


def foremost(entries: Iterable[ListEntry], most: int) -> tuple[str, ...]:
    """The names of the parties a reader is told of first, each once, at most ``most``."""
    ordered = sorted(entries, key=lambda entry: (rank(entry), entry.name, entry.entry_id))
    return tuple(dict.fromkeys(clean(entry.name) for entry in ordered))[:most]


def counted(entries: Iterable[ListEntry]) -> str:
    """How many parties of each type there are.

    >>> counted([])
    'nobody'
    """
    types = Counter(entry.entity_type for entry in entries)
    words = [
        f"{types[kind]} {kind if types[kind] == 1 else plural}" for kind, plural in _PLURALS.items() if types[kind]
    ]
    if rest := sum(count for kind, count in types.items() if kind not in _PLURALS):
        words.append(f"{rest} of unknown type")
    return ", ".join(words) or "nobody"
