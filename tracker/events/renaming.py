"""Parties without numbers that seem to go and to come, and are only spelled anew: found by their place in the law."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tracker.model.announcement import ListEntry

_ALIKE = 0.75
"""Least likeness of two names in one place: a letter more, another transcription, a name in another order."""

_COMPARED = 200
"""Characters of a name that are compared."""


def renamed(gone: Iterable[ListEntry], come: Iterable[ListEntry], labels: Sequence[str]) -> dict[str, ListEntry]:
    """By the id of one that came, the one that went and is the same party.

    ``labels`` are the clauses of an entry's details that together say its place under its programmes. A pair stands
    alone in its place, is of one type, and has names that are alike, or one that is among the other's.
    """
    if not labels:
        return {}
    went, came = _by_place(gone, labels), _by_place(come, labels)
    found = {}
    for place in went.keys() & came.keys():
        if len(went[place]) == len(came[place]) == 1:
            (old,), (new,) = went[place], came[place]
            if old.entity_type == new.entity_type and _alike(old, new):
                found[new.entry_id] = old
    return found


def _by_place(entries: Iterable[ListEntry], labels: Sequence[str]) -> dict[tuple[object, ...], list[ListEntry]]:
    found: defaultdict[tuple[object, ...], list[ListEntry]] = defaultdict(list)
    for entry in entries:
        clauses = dict(reversed([clause.partition(": ")[::2] for clause in entry.details.split("; ")]))
        if clauses.get(labels[-1]):  # the last one tells places under one heading apart
            found[entry.programmes, *(clauses.get(label, "") for label in labels)].append(entry)
    return found


def _alike(old: ListEntry, new: ListEntry) -> bool:
    mine, theirs = (one.name.casefold()[:_COMPARED] for one in (old, new))
    if mine in map(str.casefold, new.aliases) or theirs in map(str.casefold, old.aliases):
        return True
    return _likeness(mine, theirs) >= _ALIKE or _likeness(_in_order(mine), _in_order(theirs)) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _in_order(name: str) -> str:
    return " ".join(sorted(name.replace(",", " ").split()))
