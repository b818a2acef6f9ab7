"""The version of a report: a digest of what it tells, the same whenever and wherever that is computed anew.

Every field of a briefing counts, and every field of what is in it, but for those of ``UNTOLD``: when and by whom it was
looked at, and what is known of sources beyond the period. Numbers count as far as they are printed, so that a rounding
of another machine is no new version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.reports.briefing import Briefing

_DIGITS = 12
_DECIMALS = 4

_LOOKED_AT = {
    "Briefing": "generated_at public_by as_of recorded_since ledger_version software_version",
    "PeriodInfo": "complete begun",
    "ChoiceInfo": "seen",
    "Observation": "vintage",
    "Origin": "recorded_at retrieved_at document address sha256",
    "EventSource": "retrieved_at sha256",
    "AheadItem": "event_id",
}
"""When it was made, with which program, and what of it was known or fetched where and when."""

_LOOKED_BY = {"Briefing": "stale credits"}
"""What somebody had asked for, and what is said where others read it."""

_BEYOND = {"Briefing": "coverage warnings sources", "ListsInfo": "names", "OfficialGap": "schedule"}
_BEYOND |= {"SeriesInfo": "ended", "Series": "ends"}
"""How fresh the sources are today, when a series ended later, and catalogues of which a report names what it uses."""

_OURS = {"PolicyEvent": "note status sets"}
"""What is kept with an announcement for those who keep the ledger."""

UNTOLD = frozenset(
    f"{name}.{field}"
    for group in (_LOOKED_AT, _LOOKED_BY, _BEYOND, _OURS)
    for name, listed in group.items()
    for field in listed.split()
)
"""The fields that are no part of a version, as ``Class.field``."""


def version_of(briefing: Briefing) -> str:
    """Twelve hexadecimal digits; another number, verdict, event, count or list change gives others."""
    return digest_of(briefing)


def digest_of(answer: object) -> str:
    """The same of any answer: a record or an object of this program."""
    text = json.dumps(_told(answer), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:_DIGITS]


@cache
def _counted(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass that count."""
    return tuple(one.name for one in fields(kind) if f"{kind.__name__}.{one.name}" not in UNTOLD)


def _told(value: Any) -> Any:
    """A value of a briefing as JSON has it, the same on every machine."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return f"{round(float(value), _DECIMALS) + 0.0:.{_DECIMALS}f}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.6f}"
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _told(getattr(value, name)) for name in _counted(type(value))}
    if isinstance(value, Mapping):
        return sorted(([_told(key), _told(one)] for key, one in value.items()), key=json.dumps)
    if isinstance(value, AbstractSet):
        return sorted((_told(one) for one in value), key=json.dumps)
    if isinstance(value, tuple | list):
        return [_told(one) for one in value]
    raise TypeError(f"a version cannot count a {type(value).__name__}")
