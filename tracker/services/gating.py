"""The quality gate at work: new values among what is stored, what other sources say, and what people decided."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from tracker.data.loader import schedule_of, series_of
from tracker.model.instants import Label
from tracker.model.observation import (
    ACCEPTED,
    RELEASED,
    SET_ASIDE,
    Judged,
    Quote,
    QuoteTable,
    SetAside,
    is_decided,
    is_set_aside,
)
from tracker.model.series import Series, SeriesName
from tracker.services.calendars import calendars
from tracker.services.deriving import fixing_of, stored_values
from tracker.services.imported import declared_in
from tracker.services.rates import report_series
from tracker.sources.gate import Verdicts, judge, quiet

if TYPE_CHECKING:
    from tracker.model.source import Expectations
    from tracker.sources.base import Records
    from tracker.store.judgements import Marked
    from tracker.store.unit_of_work import UnitOfWork

_BEFORE = timedelta(days=120)
"""As much of what is stored before new values says what is usual."""

_AFTER = timedelta(days=30)
_APART = timedelta(hours=36)
_SATURDAY = 5
_OUTSIDE = "is outside"
_MANY = 0.1
"""A document with a larger share of values out of range is not one with bad ticks but a wrong one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """A document's records without what is set aside, and the values whose quality is to be recorded.

    ``judged`` holds what is set aside, with its reason, and what was and is not any more.
    """

    records: Records
    judged: tuple[Judged, ...] = ()


def gate(unit: UnitOfWork, expected: Expectations, records: Records, *, own: Series | None = None) -> Gated:
    """Pass the values of one document through the gate its source declares; nothing is written.

    ``own`` declares the series of a document where the program does not ship its declaration.
    """
    columns = _columns(records.quotes)
    if not columns and not records.set_aside:
        return Gated(records=records)
    marks = unit.judgements.marked(sorted({*columns, *(one.quote.series for one in records.set_aside)}))
    asides = list(_of_parser(unit, records.set_aside, marks))
    total = sum(map(len, columns.values()))
    removed: dict[str, set[Label]] = {}
    out: list[SetAside] = []
    judged: list[Judged] = [Judged(quote=one.quote, quality=one.quality) for one in asides]
    read_aside = {(one.quote.series, one.quote.label) for one in records.set_aside}
    around = _around(unit, columns)
    for key, values in columns.items():
        judging = _Judging(
            unit=unit,
            key=key,
            values=values,
            stored=around[key],
            marks=marks.get(key, {}),
            expected=expected,
            own=own,
        )
        found = judging.verdicts(frozenset(label for series, label in read_aside if series == key))
        if found is None:
            continue
        for label, reason in found.aside.items():
            if label not in values:
                continue  # still waiting, and not in this document
            removed.setdefault(key, set()).add(label)
            quote = Quote(series=key, label=label, value=values[label])
            out.append(SetAside(quote=quote, reason=reason))
            judged.append(Judged(quote=quote, quality=f"{SET_ASIDE}: {reason}"))
        judged += judging.released(found)
    if sum(_OUTSIDE in one.reason for one in out) > max(1, _MANY * total):
        return Gated(records=records)  # which the checks refuse as a whole
    kept = replace(records, quotes=_without(records.quotes, removed), set_aside=(*records.set_aside, *out))
    return Gated(records=kept, judged=tuple(judged))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judging:
    """One series of a document, and what is ``stored`` around it; ``marks`` are its labels that were ever judged."""

    unit: UnitOfWork
    key: str
    values: Mapping[Label, Decimal]
    stored: Mapping[Label, float]
    marks: Marked
    expected: Expectations
    own: Series | None = None

    def verdicts(self, read_aside: frozenset[Label]) -> Verdicts | None:
        """What the gate says of the values and of those waiting around them; None where all is quiet."""
        ordered = sorted(self.values)
        excluded = {**self._outside(), **self._weekends(ordered), **self._rejected()}
        around = self._around(read_aside)
        merged = {**around, **{label: float(self.values[label]) for label in ordered if self.values[label] > 0}}
        merged = dict(sorted(merged.items())) if around else merged
        if not excluded and not any(is_set_aside(rows[-1].quality) for rows in self.marks.values()):
            numbers = list(merged.values())
            if quiet(numbers):
                return None
        accepted = {label for label in merged if self._decision(label, self.values.get(label)).startswith(ACCEPTED)}
        others = Others(unit=self.unit, key=self.key, own=self.own)
        out = {label: reason for label, reason in excluded.items() if label not in accepted}
        return judge(merged, self.expected.gate, elsewhere=others, accepted=accepted, excluded=out)

    def released(self, found: Verdicts) -> Iterator[Judged]:
        """The values set aside before that the gate believes now."""
        for label, rows in self.marks.items():
            newest = rows[-1]
            if not is_set_aside(newest.quality) or is_decided(newest.quality) or label in found.aside:
                continue
            if self.values.get(label, newest.value) != newest.value or not self._within(label):
                continue
            by = found.confirmed.get(label, "its neighbours")
            quote = Quote(series=self.key, label=label, value=newest.value)
            yield Judged(quote=quote, quality=f"{RELEASED}set aside until confirmed by {by}")

    def _within(self, label: Label) -> bool:
        """Whether a label was among those judged."""
        if label in self.values:
            return True
        since, until = _reach(min(self.values), max(self.values))
        return (since <= label < min(self.values)) or (max(self.values) < label < until)

    def _outside(self) -> dict[Label, str]:
        pair = self.key.partition("@")[0]
        expected = self.expected
        bounds = expected.gate.ranges.get(pair, (expected.min_value, expected.max_value))
        least, most = map(Decimal, bounds)
        numbers = self.values.values()
        if least <= min(numbers) and max(numbers) <= most:
            return {}
        return {
            label: f"{value} {_OUTSIDE} {bounds[0]} to {bounds[1]}"
            for label, value in self.values.items()
            if not least <= value <= most
        }

    def _weekends(self, labels: Sequence[Label]) -> dict[Label, str]:
        if self.expected.gate.weekends or "T" in labels[0]:
            return {}
        try:
            schedule = schedule_of(series_of(SeriesName.parse(self.key)).schedule)
        except ValueError:  # a currency nobody declared
            return {}
        found = {}
        for label in labels:
            if _weekday(label) < _SATURDAY and schedule.label == "same_day":
                continue
            day = schedule.made_on(label)
            if day.weekday() >= _SATURDAY and not calendars(day, day)[schedule.calendar].is_open(day):
                found[label] = f"made on a {day:%A}, when this source makes no rates"
        return found

    def _rejected(self) -> dict[Label, str]:
        decided = {label: self._decision(label, value) for label, value in self._marked_values()}
        return {label: said.removeprefix(f"{SET_ASIDE}: ") for label, said in decided.items() if is_set_aside(said)}

    def _marked_values(self) -> Iterator[tuple[Label, Decimal]]:
        return ((label, self.values[label]) for label in self.marks if label in self.values)

    def _decision(self, label: Label, value: Decimal | None) -> str:
        """The last decision of a person on this very value of a label (its newest where None); empty for none."""
        rows = self.marks.get(label, ())
        wanted = rows[-1].value if value is None and rows else value
        return next((row.quality for row in reversed(rows) if row.value == wanted and is_decided(row.quality)), "")

    def _around(self, read_aside: frozenset[Label]) -> dict[Label, float]:
        """What is stored before and after the document, and what still waits there."""
        found = dict(self.stored)
        for label, rows in self.marks.items():
            waits = is_set_aside(rows[-1].quality) and not is_decided(rows[-1].quality)
            if waits and label not in self.values and label not in read_aside and self._within(label):
                found[label] = float(rows[-1].value)
        return {label: value for label, value in found.items() if value > 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What the other sources of a pair say; asked only where a value is in doubt.

    ``own`` declares the series, where it is neither shipped nor declared by an import in this unit.
    """

    unit: UnitOfWork
    key: str
    own: Series | None = None

    def __call__(self, label: Label) -> Sequence[tuple[str, float]]:
        """The rate of each other source made nearest to that of a label, a day and a half away at most."""
        try:
            own = self.own or declared_in(self.unit).get(self.key) or series_of(SeriesName.parse(self.key))
            made = fixing_of(own.schedule, label).made_to
            others = report_series(own.name.pair)
        except ValueError:
            return ()
        day = date.fromisoformat(label[:10])
        since, until = ((day + timedelta(days=days)).isoformat() for days in (-4, 5))
        found = []
        for other in others:
            if _family(other) == _family(own):
                continue
            values = stored_values(self.unit, other, since=since, until=until)
            near = [(abs(one.fixing.made_to - made), float(one.value)) for one in values]
            apart, value = min(near, default=(_APART * 2, math.nan))
            if apart <= _APART and value > 0:
                found.append((other.key, value))
        return found


def _family(series: Series) -> str:
    return series.name.source.partition(".")[0]


def _of_parser(unit: UnitOfWork, found: Sequence[SetAside], marks: Mapping[str, Marked]) -> Iterator[SetAside]:
    """What the parser sets aside, without what a person decided on and what is stored as credible already.

    The parser sees one document; what was judged among all that is stored is not undone by it.
    """
    for one in found:
        rows = marks.get(one.quote.series, {}).get(one.quote.label)
        if rows is None:
            rows = unit.observations.vintages(one.quote.series, one.quote.label)
        same = [row for row in rows if row.value == one.quote.value]
        if any(is_decided(row.quality) for row in same):
            continue
        if rows and rows[-1].value == one.quote.value and not is_set_aside(rows[-1].quality):
            continue
        yield one


def _around(unit: UnitOfWork, columns: Mapping[str, Mapping[Label, Decimal]]) -> dict[str, dict[Label, float]]:
    """What is stored before and after each series of a document, asked at once for all that begin and end together."""
    together: dict[tuple[Label, Label], list[str]] = {}
    for key, values in columns.items():
        together.setdefault((min(values), max(values)), []).append(key)
    found: dict[str, dict[Label, float]] = {}
    for (first, last), keys in together.items():
        since, until = _reach(first, last)
        before = unit.observations.floats(keys, since=since, until=first)
        after = unit.observations.floats(keys, since=f"{last}~", until=until)
        found |= {key: before[key] | after[key] for key in keys}
    return found


def _reach(first: Label, last: Label) -> tuple[Label, Label]:
    return (
        (date.fromisoformat(first[:10]) - _BEFORE).isoformat(),
        (date.fromisoformat(last[:10]) + _AFTER).isoformat(),
    )


@lru_cache(maxsize=20_000)
def _weekday(label: Label) -> int:
    return date.fromisoformat(label).weekday()  # an archive asks of each day once for every currency


def _columns(quotes: Sequence[Quote]) -> Mapping[str, Mapping[Label, Decimal]]:
    if isinstance(quotes, QuoteTable):
        return {key: values for key, values in quotes.columns.items() if values}
    found: dict[str, dict[Label, Decimal]] = {}
    for quote in quotes:
        found.setdefault(quote.series, {})[quote.label] = quote.value
    return found


def _without(quotes: Sequence[Quote], removed: Mapping[str, set[Label]]) -> Sequence[Quote]:
    if not removed:
        return quotes
    if isinstance(quotes, QuoteTable):
        return QuoteTable(
            columns={
                key: {label: value for label, value in values.items() if label not in removed[key]}
                if key in removed
                else values
                for key, values in quotes.columns.items()
            }
        )
    return tuple(quote for quote in quotes if quote.label not in removed.get(quote.series, ()))
