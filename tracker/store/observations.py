"""Observations: values of series with their vintages. A value is added or superseded, never changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from tracker.errors import CheckError
from tracker.model.instants import Label
from tracker.model.observation import Quote, QuoteTable
from tracker.store.bulk import insert_columns, new_id
from tracker.store.columns import Columns, plain_columns
from tracker.store.in_use import in_use
from tracker.store.stretches import STRETCH, newest_last, stretch_as_texts
from tracker.store.tables import INGEST, OBSERVATION, SERIES

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

OK = "ok"
PROVISIONAL = "provisional"
_FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one recording did, in quotes.

    ``new`` labels had no value before; ``revised`` ones had another; ``confirmed`` ones had the same value, but only
    provisionally, or one set aside came after it; ``unchanged`` ones added nothing.
    """

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    confirmed: int = 0


class StoredValue(NamedTuple):
    """One value as stored: the exact decimal, and the UTC instant at which this installation recorded it.

    A tuple because thousands are made for each answer.
    """

    label: Label
    value: Decimal
    vintage: datetime
    quality: str = OK


class Observations:
    """Values by series and label, every vintage kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, quotes: Iterable[Quote], *, vintage: datetime, sha256: str | None) -> Added:
        """Record quotes: an equal value adds nothing, a different one (or a confirmation) adds a vintage.

        Parameters
        ----------
        quotes : iterable of Quote
            In any order, of any series. The same quote twice counts once.
        vintage : datetime
            The instant of recording. Later recordings supersede earlier ones even if a clock stepped back.
        sha256 : str or None
            The stored document they were read from; ``None`` for what a person typed.

        Raises
        ------
        CheckError
            Two different values for one label of one series; nothing is added.
        """
        columns: dict[str, list[Any]] = {"series_id": [], "label": [], "value": [], "quality": []}
        new = revised = confirmed = total = 0
        grouped = _by_series(quotes)
        known = self._known(grouped)
        for key, found in grouped.items():
            labels, values = found.in_order()  # of the key, so that the table's tree grows at its end
            number, last = known[key] if key in known else (self._new_series(key), "")
            after = bisect_right(labels, last)  # nothing is stored beyond the last label: all of that is new
            difference = self._difference(number, labels[:after], values[:after], found)
            added = difference.labels + labels[after:]
            columns["series_id"].extend(repeat(number, len(added)))
            columns["label"].extend(added)
            columns["value"].extend(map(found.values.__getitem__, difference.labels))
            columns["value"].extend(values[after:])
            columns["quality"].extend(map(found.quality, added) if found.provisional else repeat(OK, len(added)))
            new += len(added) - difference.revised - difference.confirmed
            revised += difference.revised
            confirmed += difference.confirmed
            total += len(labels)
        count = len(columns["label"])
        if count:
            ingest = new_id(self._connection, INGEST, {"recorded_at": vintage, "sha256": sha256})
            columns["ingest_id"] = [ingest] * count
            insert_columns(self._connection, OBSERVATION, columns)
        return Added(new=new, revised=revised, confirmed=confirmed, unchanged=total - count)

    def read(
        self,
        series: str,
        *,
        as_of: datetime | None = None,
        since: Label | None = None,
        until: Label | None = None,
    ) -> list[StoredValue]:
        """The value in use of every label, in label order, and after it the newest one where that is set aside.

        ``as_of`` looks at what had been recorded by that instant (inclusive). ``since`` is inclusive, ``until``
        exclusive, both compared as labels. A series nobody stored is an empty list.
        """
        return self.read_many([series], as_of=as_of, since=since, until=until)[series]

    def read_many(
        self,
        series: Sequence[str],
        *,
        as_of: datetime | None = None,
        since: Label | None = None,
        until: Label | None = None,
    ) -> dict[str, list[StoredValue]]:
        """``read`` for each of the series, in the order asked."""
        plain = self._plain(series, as_of, since, until)
        recorded = self._recorded_at({number for columns in plain.values() for number in columns.ingests})
        found = {}
        for key in series:
            columns = plain.get(key)
            found[key] = (
                self._judged(key, as_of, since, until)
                if columns is None
                else list(
                    map(
                        StoredValue,
                        columns.labels,
                        map(Decimal, columns.values),
                        map(recorded.__getitem__, columns.ingests),
                    )
                )
            )
        return found

    def _plain(
        self, series: Sequence[str], as_of: datetime | None, since: Label | None, until: Label | None
    ) -> dict[str, Columns]:
        """What can be read as long texts, except of one or two series between bounds: those are few rows."""
        if len(series) <= _FEW and since is not None and until is not None:
            return {}
        return plain_columns(self._connection, series, as_of=as_of, since=since, until=until)

    def _judged(
        self, series: str, as_of: datetime | None, since: Label | None, until: Label | None
    ) -> list[StoredValue]:
        """One series row by row, for what has more than one recording of a label, or doubts."""
        used, aside = in_use(self._newest_last(series, as_of, since, until))
        rows = sorted((*used.values(), *aside.values()), key=itemgetter(0)) if aside else list(used.values())
        recorded = self._recorded_at({row[2] for row in rows})
        return [
            StoredValue(label=label, value=Decimal(value), vintage=recorded[ingest], quality=quality)
            for label, value, ingest, quality in rows
        ]

    def levels(self, series: Sequence[str]) -> dict[str, dict[Label, Decimal]]:
        """The values in use by label in order, set aside or not where a label has no other: faster than ``read``."""
        found: dict[str, dict[Label, Decimal]] = {}
        for key in series:
            used, aside = in_use(self._newest_last(key))
            held = dict(sorted({**aside, **used}.items())) if aside else used
            found[key] = {label: Decimal(row[1]) for label, row in held.items()}
        return found

    def floats(
        self,
        series: Sequence[str],
        *,
        as_of: datetime | None = None,
        since: Label | None = None,
        until: Label | None = None,
    ) -> dict[str, dict[Label, float]]:
        """The values in use as floats by label in order: for arithmetic, faster still."""
        plain = self._plain(series, as_of, since, until)
        found: dict[str, dict[Label, float]] = {}
        for key in series:
            if key in plain:
                found[key] = dict(zip(plain[key].labels, map(float, plain[key].values), strict=True))
                continue
            used, _ = in_use(self._newest_last(key, as_of, since, until))
            found[key] = {label: float(row[1]) for label, row in used.items()}
        return found

    def _newest_last(
        self, series: str, as_of: datetime | None = None, since: Label | None = None, until: Label | None = None
    ) -> Sequence[Row[Any]]:
        given = {"as_of": as_of, "since": since, "until": until}
        query = newest_last(**{name: value is not None for name, value in given.items()})
        bound = {name: value for name, value in given.items() if value is not None}
        return self._connection.execute(query, {"series": series, **bound}).all()

    def vintages(self, series: str, label: Label) -> list[StoredValue]:
        """Every recording of one label, oldest first: the history of its revisions."""
        query = (
            select(OBSERVATION.c.label, OBSERVATION.c.value, INGEST.c.recorded_at, OBSERVATION.c.quality)
            .join(INGEST, INGEST.c.id == OBSERVATION.c.ingest_id)
            .join(SERIES, SERIES.c.id == OBSERVATION.c.series_id)
            .where(SERIES.c.key == series, OBSERVATION.c.label == label)
            .order_by(OBSERVATION.c.ingest_id)
        )
        return [
            StoredValue(label=row.label, value=row.value, vintage=row.recorded_at, quality=row.quality)
            for row in self._connection.execute(query)
        ]

    def newest(self, series: str) -> StoredValue | None:
        """The value of the last label of a series, or ``None``."""
        label = self.newest_labels([series]).get(series)
        return self.vintages(series, label)[-1] if label is not None else None

    def newest_labels(self, series: Sequence[str] | None = None) -> dict[str, Label]:
        """The last label of each series (all by default); a series without values is left out."""
        query = select(SERIES.c.key, _LAST).order_by(SERIES.c.key)
        if series is not None:
            query = query.where(SERIES.c.key.in_(series))
        return {key: label for key, label in self._connection.execute(query) if label is not None}

    def series(self) -> list[str]:
        """Keys of all series that have values, sorted."""
        return sorted(self.newest_labels())

    def first_vintage(self) -> datetime | None:
        """When this installation first recorded a value: before it, ``as_of`` has nothing to say."""
        first: datetime | None = self._connection.scalar(
            select(func.min(INGEST.c.recorded_at, type_=INGEST.c.recorded_at.type))
        )
        return first

    def state(self) -> tuple[int, datetime] | None:
        """Number and instant of the newest recording: while it is the same, so is all that can be read here."""
        query = select(INGEST.c.id, INGEST.c.recorded_at).order_by(INGEST.c.id.desc()).limit(1)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else (row.id, row.recorded_at)

    def _known(self, keys: Iterable[str]) -> dict[str, tuple[int, Label]]:
        """Number and last label of the series that exist already."""
        rows = self._connection.execute(select(SERIES.c.key, SERIES.c.id, _LAST).where(SERIES.c.key.in_(list(keys))))
        return {key: (number, last or "") for key, number, last in rows}

    def _recorded_at(self, ingests: set[int]) -> dict[int, datetime]:
        """When each of these recordings was made: a handful for thousands of values."""
        if not ingests:
            return {}
        query = select(INGEST.c.id, INGEST.c.recorded_at).where(INGEST.c.id.between(min(ingests), max(ingests)))
        return {number: recorded for number, recorded in self._connection.execute(query) if number in ingests}

    def _new_series(self, key: str) -> int:
        return new_id(self._connection, SERIES, {"key": key})  # writers come one at a time: nobody else adds it now

    def _difference(self, number: int, labels: list[Label], values: list[Decimal], found: _Found) -> _Difference:
        """Which of these sorted labels say something the stored values do not."""
        if not labels or (not found.provisional and self._same(number, labels, values)):
            return _Difference()
        stretch = {"number": number, "first": labels[0], "last": labels[-1]}
        used, aside = in_use(self._connection.execute(STRETCH, stretch).all())
        difference = _Difference()
        for label in labels:
            before = aside.get(label) or used.get(label)
            if before is None:
                pass
            elif before[1] != found.values[label]:
                if label in used and used[label][1] == found.values[label]:
                    difference.confirmed += 1  # against the suspicious value that came after it
                else:
                    difference.revised += 1
            elif before[2] == PROVISIONAL and label not in found.provisional:
                difference.confirmed += 1
            else:
                continue
            difference.labels.append(label)
        return difference

    def _same(self, number: int, labels: list[Label], values: list[Decimal]) -> bool:
        """Whether the stored rows between the first and last of these labels are exactly these values.

        The usual case, a whole archive again with a day more, is told by two long texts per series, several times
        faster than row by row. ``False`` may also mean "not sure": values revised before or once provisional.
        """
        texts = stretch_as_texts(ordered=self._connection.dialect.name == "postgresql")
        stretch = {"number": number, "first": labels[0], "last": labels[-1]}
        stored_labels, stored_values, *qualities = self._connection.execute(texts, stretch).one()
        return bool(
            qualities == [OK, OK]
            and stored_labels == "\n".join(labels)
            and list(map(Decimal, stored_values.split("\n"))) == values
        )


_LAST = (
    select(func.max(OBSERVATION.c.label, type_=OBSERVATION.c.label.type))
    .where(OBSERVATION.c.series_id == SERIES.c.id)
    .scalar_subquery()
)


@dataclass(slots=True)
class _Found:
    """The quotes of one series in one document."""

    values: Mapping[Label, Decimal]
    provisional: set[Label] = field(default_factory=set)

    def in_order(self) -> tuple[list[Label], list[Decimal]]:
        """Labels, sorted, and their values."""
        labels, values = list(self.values), list(self.values.values())
        ordered = sorted(labels)
        if ordered == labels:
            return labels, values
        if ordered == labels[::-1]:  # the newest first, as archives often come
            return ordered, values[::-1]
        return ordered, [self.values[label] for label in ordered]

    def quality(self, label: Label) -> str:
        """As it is stored."""
        return PROVISIONAL if label in self.provisional else OK


@dataclass(slots=True)
class _Difference:
    """Labels to write, and how many of them supersede another value or confirm a provisional one."""

    labels: list[Label] = field(default_factory=list)
    revised: int = 0
    confirmed: int = 0


def _by_series(quotes: Iterable[Quote]) -> dict[str, _Found]:
    if isinstance(quotes, QuoteTable):
        return {series: _Found(values=values) for series, values in quotes.columns.items()}
    columns: dict[str, dict[Label, Decimal]] = {}
    grouped: dict[str, _Found] = {}
    for quote in quotes:
        values = columns.get(quote.series)
        if values is None:
            values = columns[quote.series] = {}
            grouped[quote.series] = _Found(values=values)
        label = quote.label
        if label not in values:
            values[label] = quote.value
            if quote.provisional:
                grouped[quote.series].provisional.add(label)
        else:
            _require_same(quote, values[label])
            if not quote.provisional:
                grouped[quote.series].provisional.discard(label)
    return grouped


def _require_same(quote: Quote, before: Decimal) -> None:
    if before != quote.value:
        raise CheckError(
            f"two different values for {quote.series} on {quote.label}: {before} and {quote.value}",
            source=quote.series.partition("@")[2] or quote.series,
            remedy="The document was kept, none of its values were stored.",
        )
