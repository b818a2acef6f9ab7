"""Which recording of a label is in use, told from all its recordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from tracker.model.instants import Label
from tracker.model.observation import ACCEPTED, RELEASED, is_set_aside

Row = Sequence[Any]
"""Label first, the value second, the quality last; of a label the oldest recording first."""


def in_use(rows: Sequence[Row]) -> tuple[dict[Label, Row], dict[Label, Row]]:
    """The recording in use of each label, and the newest one where that is set aside; both in the order of ``rows``.

    A suspicious value does not take the one before it out of use: a label may be in both. A value that is itself set
    aside or rejected is out of use; what its source replaced by it does not come back, what a decision replaced does.
    """
    newest = {row[0]: row for row in rows}
    if not any(is_set_aside(quality) for quality in {row[-1] for row in rows}):
        return newest, {}
    doubted = {row[0] for row in rows if is_set_aside(row[-1])}
    aside = {label: row for label, row in newest.items() if label in doubted and is_set_aside(row[-1])}
    for label, vintages in groupby((row for row in rows if row[0] in doubted), key=itemgetter(0)):
        used = _used(vintages)
        if used is None:
            del newest[label]
        else:
            newest[label] = used
    return newest, aside


def _used(vintages: Iterable[Row]) -> Row | None:
    used: Row | None = None
    beneath: Row | None = None  # what a value once set aside replaced when it was accepted or released
    for row in vintages:
        if is_set_aside(row[-1]):
            beneath = None if _same(beneath, row) else beneath
            if _same(used, row):
                used, beneath = beneath, None
        elif _same(used, row):
            used = row
        else:
            beneath = used if row[-1].startswith((ACCEPTED, RELEASED)) else None
            used = row
    return used


def _same(one: Row | None, other: Row) -> bool:
    return one is not None and Decimal(one[1]) == Decimal(other[1])
