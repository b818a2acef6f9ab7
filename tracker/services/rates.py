"""Levels: stored values, declared crosses and daily samples as observations with the instants of their making."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Context as DecimalContext
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from tracker.data.loader import schedule_of, series, series_of, sources_of_series
from tracker.errors import NoDataError, UsageError
from tracker.model.instants import Label, format_instant, local_instant
from tracker.model.observation import Observation, is_set_aside
from tracker.model.rounding import Span, as_printed, quotient
from tracker.model.schedule import Fixing, FixingSchedule
from tracker.model.series import Series, SeriesName
from tracker.services.context import Context

if TYPE_CHECKING:
    from tracker.store.observations import StoredValue
    from tracker.store.unit_of_work import UnitOfWork

_CROSS_DIGITS = DecimalContext(prec=8)
"""Parts are printed with five or six significant digits; eight keep their quotient exact enough to divide again."""


Row = tuple[Label, Decimal, datetime, str, Span | None]
"""Label, value, vintage and quality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBy:
    """Which past is asked for.

    ``public_by``: only what was public then. ``as_of``: only what this installation had recorded then. None: all.
    ``republish``: only what may be put where others read it.
    """

    public_by: datetime | None = None
    as_of: datetime | None = None
    republish: bool = False

    def at(self, now: datetime) -> KnownBy:
        """The same past seen at ``now``: what was made public after it does not exist yet, whatever is stored."""
        return replace(self, public_by=now if self.public_by is None else min(now, self.public_by))

    @property
    def seen(self) -> date | None:
        """The day (UTC) from which somebody with this knowledge looks; None for one who knows all."""
        given = [instant for instant in (self.public_by, self.as_of) if instant is not None]
        return min(given).date() if given else None

    def instant(self, now: datetime) -> datetime:
        """The instant at which somebody with this knowledge stands, at most ``now``."""
        return min(instant for instant in (now, self.public_by, self.as_of) if instant is not None)


@dataclass(frozen=True, kw_only=True)
class Levels:
    """One series as observations in order of making, with its schedule. (Without slots: its views are made once.)

    ``aside`` are the values of it, or of its parts, that are set aside: to be shown with their reason, never used.
    """

    series: Series
    schedule: FixingSchedule
    observations: tuple[Observation, ...]
    aside: tuple[Observation, ...] = ()

    @cached_property
    def fixings(self) -> tuple[Fixing, ...]:
        """The makings, in order."""
        return tuple(observation.fixing for observation in self.observations)

    @cached_property
    def values(self) -> Mapping[Label, Decimal]:
        """Value by label."""
        return {observation.label: observation.value for observation in self.observations}

    def before(self, instant: datetime) -> tuple[Observation, ...]:
        """The observations whose making had ended before an instant."""
        return self.observations[: self._made_before(instant)]

    def made_within(self, start: datetime, end: datetime) -> bool:
        """Whether the making of any observation ended in [start, end)."""
        return self._made_before(start) < self._made_before(end)

    def _made_before(self, instant: datetime) -> int:
        return bisect_left(self.fixings, instant, key=lambda fixing: fixing.made_to)


def resolve(name: str | SeriesName) -> tuple[Series, ...]:
    """The declared series a name stands for: one for ``PAIR@source``, all sources of a bare pair in order of trust.

    Raises ``UsageError`` for a name that cannot be read or a source nobody declares.
    """
    try:
        parsed = SeriesName.parse(name) if isinstance(name, str) else name
        if parsed.source:
            return (series_of(parsed),)
        found = tuple(declared for declared in series().values() if declared.name.pair == parsed.pair)
        first: tuple[Series, ...] = ()
        if all(declared.opt_in for declared in found):  # what a user must enable takes no pair away from the others
            first = (series_of(SeriesName(base=parsed.base, quote=parsed.quote, source="ecb")),)
    except ValueError as error:
        raise UsageError(str(error), remedy="See `tracker sources` for what can be asked.") from None
    return (*first, *found)


def known_series(context: Context, name: str | SeriesName, *, as_of: datetime | None = None) -> tuple[Series, ...]:
    """What a name stands for here: as ``resolve``, and the series this installation imported from files.

    With ``as_of`` imported ones as declared by then. Raises ``NoDataError`` for one that was imported only later.
    A bare pair leaves out the sources that are off here.
    """
    from tracker.services.imported import imported_series

    try:
        parsed = SeriesName.parse(name) if isinstance(name, str) else name
    except ValueError:
        return resolve(name)
    if parsed.source in sources_of_series():
        return resolve(parsed)
    own = imported_series(context, as_of=as_of)
    if str(parsed) in own:
        return (own[str(parsed)],)
    if parsed.source:
        if as_of is not None and str(parsed) in imported_series(context):
            raise NoDataError(f"{parsed} was not imported yet by {format_instant(as_of)}.")
        return resolve(parsed)
    enabled = context.settings.sources_enabled
    shipped = (one for one in resolve(parsed) if not one.opt_in or one.name.source.partition(".")[0] in enabled)
    return (*shipped, *(one for one in own.values() if one.name.pair == parsed.pair))


def read_levels(context: Context, name: str | SeriesName, known: KnownBy | None = None) -> Levels:
    """One series as it is known: crosses computed, samples drawn, each value with the instants of its making.

    Raises ``NoDataError`` when ``as_of`` lies before the first record of this installation, also for
    a series that may not be republished where only such are wanted.
    """
    from tracker.services.rights import require_republishable
    from tracker.store.unit_of_work import UnitOfWork

    known = known or KnownBy()
    declared = known_series(context, name, as_of=known.as_of)[0]
    if known.republish:
        require_republishable(declared)
    with UnitOfWork(context.engine, write=False) as work:
        _require_recorded(work, known)
        stored = work.observations.read_many(stored_keys(declared), as_of=known.as_of)
    schedule = schedule_of(declared.schedule)
    aside = [
        (key, (row.label, row.value, row.vintage, row.quality, None))
        for key, part in stored.items()
        for row in part
        if not _usable(row)
    ]
    observations = [_observation(declared.key, schedule.key, row) for row in _values(declared, stored)]
    return Levels(
        series=declared,
        schedule=schedule,
        observations=tuple(one for one in observations if _public(one, known)),
        aside=tuple(one for key, row in aside if _public(one := _aside(declared, key, row), known)),
    )


def _observation(series: str, schedule: str, row: Row) -> Observation:
    label, value, vintage, quality, span = row
    fixing = fixing_of(schedule, label)
    return Observation(series=series, fixing=fixing, value=value, vintage=vintage, quality=quality, span=span)


def _aside(declared: Series, key: str, row: Row) -> Observation:
    """A value set aside, of the series itself or of the stored one that it is computed from."""
    part = declared if key == declared.key else series_of(SeriesName.parse(key))
    return _observation(key, part.schedule, row)


def _public(one: Observation, known: KnownBy) -> bool:
    return known.public_by is None or one.fixing.published_at <= known.public_by


def stored_rows(work: UnitOfWork, declared: Series, *, since: Label, until: Label) -> list[Row]:
    """Label, value, vintage, quality and rounding of the usable values of a series, its cross or sample computed."""
    return _values(declared, work.observations.read_many(stored_keys(declared), since=since, until=until))


def read_stored(
    context: Context, keys: Sequence[str], known: KnownBy | None = None, *, since: Label, through: Label
) -> dict[str, dict[Label, float]]:
    """Values of stored daily series as floats by label, both ends included, for arithmetic that needs no instants."""
    from tracker.services.rights import barred
    from tracker.store.unit_of_work import UnitOfWork

    known = known or KnownBy()
    if known.republish:
        keys = [key for key in keys if not barred(series_of(SeriesName.parse(key)))]
    with UnitOfWork(context.engine, write=False) as work:
        _require_recorded(work, known)
        found = work.observations.floats(keys, as_of=known.as_of, since=since, until=f"{through}~")
    for key, values in found.items():
        schedule = series_of(SeriesName.parse(key)).schedule
        while values and known.public_by is not None:
            newest = next(reversed(values))
            if fixing_of(schedule, newest).published_at <= known.public_by:
                break
            del values[newest]
    return found


def require_recorded(context: Context, known: KnownBy) -> None:
    """``NoDataError``, naming the other past, when ``as_of`` lies before the first record of this installation."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        _require_recorded(work, known)


def _require_recorded(work: UnitOfWork, known: KnownBy) -> None:
    if known.as_of is None:
        return
    first = work.observations.first_vintage()
    if first is None or known.as_of < first:
        began = "nothing is recorded yet" if first is None else f"its first record is of {format_instant(first)}"
        raise NoDataError(
            f"This installation had recorded nothing by {format_instant(known.as_of)}; {began}.",
            remedy="To use only what was public by an instant, say --public-by INSTANT instead.",
        )


@lru_cache(maxsize=60_000)
def fixing_of(schedule_key: str, label: Label) -> Fixing:
    """The instants of a label under the schedule of that key."""
    return schedule_of(schedule_key).fixing(label)


def stored_keys(declared: Series) -> Sequence[str]:
    """Keys of the stored series whose values are, or make, those of a declared one."""
    if declared.sampled_from is not None:
        return (str(declared.sampled_from),)
    if declared.numerator is not None:
        return (str(declared.numerator), str(declared.denominator))
    return (declared.key,)


def _values(declared: Series, stored: Mapping[str, Sequence[StoredValue]]) -> list[Row]:
    parts = [stored.get(key, ()) for key in stored_keys(declared)]
    usable = [[row for row in part if _usable(row)] for part in parts]
    if declared.sampled_from is not None:
        return _sampled(declared, usable[0])
    if declared.numerator is None:
        return [(row.label, row.value, row.vintage, row.quality, _span(declared, row.value)) for row in usable[0]]
    below = {row.label: row for row in usable[1]}
    rows: list[Row] = []
    for row in usable[0]:
        other = below.get(row.label)
        if other is None:
            continue
        value = _CROSS_DIGITS.divide(row.value, other.value)
        quality = row.quality if row.quality != "ok" else other.quality
        above, below_it = _span(declared, row.value), _span(declared, other.value)
        span = None if above is None or below_it is None else quotient(above, below_it)
        rows.append((row.label, value, max(row.vintage, other.vintage), quality, span))
    return rows


def _span(declared: Series, value: Decimal) -> Span | None:
    """What a stored value may have been before it was rounded; None where its series is not said to be rounded."""
    return as_printed(value) if declared.rounded else None


def _usable(row: StoredValue) -> bool:
    return not is_set_aside(row.quality)


def _sampled(declared: Series, bars: Sequence[StoredValue]) -> list[Row]:
    """One value a weekday: the bar that ended at the sampling time of the schedule."""
    schedule = schedule_of(declared.schedule)
    by_end = {bar.label: bar for bar in bars}
    rows: list[Row] = []
    for day in sorted({date.fromisoformat(bar.label[:10]) for bar in bars}):
        ends = local_instant(day, schedule.version_on(day).ends, schedule.zone)
        bar = by_end.get(format_instant(ends))
        if bar is not None and day.weekday() < 5:
            rows.append((day.isoformat(), bar.value, bar.vintage, bar.quality, None))
    return rows


def report_series(pair: str) -> tuple[Series, ...]:
    """The series of a pair a report may rest on, in order of trust: daily, no bar whose close is not a close, no rates
    at second hand, and nothing of a source one must enable first."""
    return tuple(
        declared
        for declared in resolve(pair)
        if declared.kind != "bar" and not declared.cross_check and not declared.opt_in
    )


def asked_series(name: str, context: Context, *, as_of: datetime | None = None) -> tuple[Series, ...]:
    """What a person means: ``PAIR@source``, imported ones too; of a bare pair the series a report may rest on.

    ``UsageError`` for what is no pair.
    """
    found = known_series(context, name, as_of=as_of) if "@" in name else report_series(name)
    level = next((one.key for one in found if not one.name.is_pair), None)
    if level is not None:
        raise UsageError(
            f"{level} is no exchange rate, so nothing is aligned or studied with it.",
            remedy=f"Its values: tracker rates {level}",
        )
    return found
