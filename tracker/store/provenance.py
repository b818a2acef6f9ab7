"""Where stored values come from: of each the recording in use, and the document it was read from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Text, select, type_coerce

from tracker.model.instants import Label
from tracker.store.in_use import in_use
from tracker.store.observations import PROVISIONAL
from tracker.store.tables import INGEST, OBSERVATION, RETRIEVAL, SERIES

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_AT_ONCE = 500

_Row: TypeAlias = tuple[Label, str, datetime, str | None, str]
"""Label, value, when recorded, the document's digest, quality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A value that was in use until another one was recorded ``at`` that instant (UTC); ``by`` which value."""

    value: Decimal
    by: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A value in use: since when it is recorded (UTC), and the digest of the document it stands in.

    ``sha256`` is empty where a person typed it; a decision about a value keeps the document of that value.
    ``replaced`` are the values that were in use before, the first one first; provisional ones were never meant to stay.
    """

    label: Label
    value: Decimal
    recorded_at: datetime
    quality: str
    sha256: str
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """One retrieval of a document: of which source, from where, when (UTC)."""

    source: str
    url: str
    retrieved_at: datetime


class Provenance:
    """Values with their documents, in bulk."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def recorded(
        self, wanted: Mapping[str, Collection[Label]], *, as_of: datetime | None = None
    ) -> dict[str, dict[Label, Recorded]]:
        """The values in use of these series at their labels, by series and label; what is not stored is left out.

        ``as_of`` looks at what had been recorded by that instant (inclusive). Series with the same labels are read
        together.
        """
        together: dict[frozenset[Label], list[str]] = {}
        for key, labels in wanted.items():
            together.setdefault(frozenset(labels), []).append(key)
        found: dict[str, dict[Label, Recorded]] = {}
        for labels, keys in together.items():
            found |= self._recorded(sorted(keys), sorted(labels), as_of)
        return found

    def _recorded(
        self, keys: list[str], labels: list[Label], as_of: datetime | None
    ) -> dict[str, dict[Label, Recorded]]:
        rows: dict[str, list[_Row]] = {}
        columns = (SERIES.c.key, OBSERVATION.c.label, type_coerce(OBSERVATION.c.value, Text), INGEST.c.recorded_at)
        query = (
            select(*columns, INGEST.c.sha256, OBSERVATION.c.quality)
            .join(SERIES, SERIES.c.id == OBSERVATION.c.series_id)
            .join(INGEST, INGEST.c.id == OBSERVATION.c.ingest_id)
            .where(SERIES.c.key.in_(keys))
            .order_by(OBSERVATION.c.label, OBSERVATION.c.ingest_id)
        )
        if as_of is not None:
            query = query.where(INGEST.c.recorded_at <= as_of)
        for some in _pieces(labels):
            for key, *row in self._connection.execute(query.where(OBSERVATION.c.label.in_(some))):
                rows.setdefault(key, []).append(tuple(row))
        return {key: _used(found) for key, found in rows.items()}

    def retrieved(self, sha256s: Collection[str]) -> dict[str, list[Retrieved]]:
        """Every retrieval of these documents, the first one first."""
        found: dict[str, list[Retrieved]] = {}
        columns = (RETRIEVAL.c.sha256, RETRIEVAL.c.source, RETRIEVAL.c.url, RETRIEVAL.c.retrieved_at)
        for some in _pieces(sorted(sha256s)):
            query = select(*columns).where(RETRIEVAL.c.sha256.in_(some)).order_by(RETRIEVAL.c.id)
            for row in self._connection.execute(query):
                one = Retrieved(source=row.source, url=row.url, retrieved_at=row.retrieved_at)
                found.setdefault(row.sha256, []).append(one)
        return found


def _used(rows: list[_Row]) -> dict[Label, Recorded]:
    used, _ = in_use(rows)
    again = {label: list(same) for label, same in groupby(rows, itemgetter(0))} if len(used) < len(rows) else {}
    documents = {(label, Decimal(value)): sha256 for label, value, _, sha256, _ in reversed(rows) if sha256}
    return {
        label: Recorded(
            label=label,
            value=Decimal(value),
            recorded_at=recorded_at,
            quality=quality,
            sha256=sha256 or documents.get((label, Decimal(value)), ""),
            replaced=_replaced(again.get(label, [])),
        )
        for label, value, recorded_at, sha256, quality in used.values()
    }


def _replaced(rows: list[_Row]) -> tuple[Replaced, ...]:
    """What was in use after each recording of one label, where that became another value."""
    found: list[Replaced] = []
    before: _Row | None = None
    for position in range(len(rows) if len(rows) > 1 else 0):
        used, _ = in_use(rows[: position + 1])
        for now in used.values():
            if before is not None and Decimal(before[1]) != Decimal(now[1]) and before[-1] != PROVISIONAL:
                found.append(Replaced(value=Decimal(before[1]), by=Decimal(now[1]), at=rows[position][2]))
            before = tuple(now)
    return tuple(found)


def _pieces(found: list[str]) -> Iterator[list[str]]:
    return (found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE))
