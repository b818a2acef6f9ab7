"""Lead and lag of every series against every other, per year: are the instants declared for them possible?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from tracker.analysis.timing import Timing, Track, conflicts, odd_ones, timing
from tracker.data.loader import schedule_of
from tracker.errors import NoDataError, UsageError
from tracker.model.instants import local_instant
from tracker.model.series import Series, SeriesName
from tracker.services.context import Context
from tracker.services.rates import KnownBy, known_series, read_levels
from tracker.services.timing_words import TimingAnswer

if TYPE_CHECKING:
    from decimal import Decimal

    from tracker.model.observation import Observation

_NOON = time(12)
_NEAR_NOON = timedelta(hours=2)
_YAHOO_PAIR = "USD/RUB"
_YAHOO_DAILY = f"{_YAHOO_PAIR}@yahoo.1d"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    day: date
    opened: Decimal
    closed: Decimal

    @property
    def ended(self) -> datetime:
        """When the day of the bar was over in London."""
        return local_instant(self.day + timedelta(days=1), time(0), "Europe/London")


def timing_of(
    context: Context,
    names: Sequence[str],
    *,
    known: KnownBy,
    begins: datetime | None = None,
    ends: datetime | None = None,
    seed: int = 0,
) -> TimingAnswer:
    """Every series asked for against every other of its pair; of one series alone, what it is against all others.

    Raises ``NoDataError`` when fewer than two series have rates there.
    """
    asked = _asked(context, names, known.as_of)
    tracks = {}
    for declared in asked:
        observations = read_levels(context, declared.name, known).observations
        track = _track(declared, observations)
        if track is not None:
            tracks[declared.key] = track
    focus = {str(SeriesName.parse(name)) for name in names} if len(names) == 1 and "@" in names[0] else set()
    couples = [
        couple for couple in combinations(tracks, 2) if couple[0].partition("@")[0] == couple[1].partition("@")[0]
    ]
    if not any(focus <= set(couple) for couple in couples):
        raise _alone(asked, tracks)
    found = [one for couple in couples for one in _by_year(tracks, couple, begins, ends, seed)]
    bars = _daily_bars(context, known) if _YAHOO_DAILY in tracks and focus <= {_YAHOO_DAILY} else ()
    others = [key for key in tracks if key.partition("@")[0] == _YAHOO_PAIR and key != _YAHOO_DAILY]
    supposed = []
    if bars:
        closes = _closes(bars)
        tracks[closes.key] = closes
        supposed = [one for key in others for one in _by_year(tracks, (closes.key, key), begins, ends, seed)]
    judged = conflicts(found)
    return TimingAnswer(
        series=tuple(one for one in asked if one.key in tracks),
        found=tuple(one for one in found if focus <= {one.first, one.second}),
        supposed=tuple(supposed),
        conflicts={pair: wrong for pair, wrong in judged.items() if focus <= set(pair)},
        odd=tuple(one for one in odd_ones(judged) if not focus or one in focus),
        stale_closes=_stale(bars, begins, ends),
    )


def _asked(context: Context, names: Sequence[str], as_of: datetime | None) -> list[Series]:
    """The series to compare, in order of trust, each once; a sampling stands for the bars it is drawn from.

    Rates at second hand are compared where they are named: five copies would outvote those they are copied from.
    """
    given = names or context.settings.pairs
    wanted: dict[str, Series] = {}
    for name in given:
        whole = known_series(context, name, as_of=as_of)
        if len(given) == 1 and "@" in name:
            whole = (*whole, *known_series(context, whole[0].name.pair, as_of=as_of))
        wanted.update({one.key: one for one in whole})
    for one in wanted.values():
        if one.gap is not None:
            raise UsageError(
                f"{one.key} is the distance between two rates and has no returns to time.",
                remedy=f"Time the two: tracker rates timing {one.gap.official} {one.gap.market}",
            )
    named = {one.key for name in names if "@" in name for one in known_series(context, name, as_of=as_of)}
    drawn = {str(one.sampled_from) for one in wanted.values() if one.sampled_from is not None} - named
    left_out = drawn | {one.key for one in wanted.values() if one.cross_check and one.key not in named}
    return [one for one in wanted.values() if one.key not in left_out]


def _track(declared: Series, observations: Sequence[Observation]) -> Track | None:
    """The numbers of a series; of bars within the day the one a day that ends nearest to noon UTC."""
    import numpy as np

    if schedule_of(declared.schedule).label == "bar_end":
        observations = _one_a_day(observations)
    if not observations:
        return None
    return Track(
        key=declared.key,
        logs=np.log([float(one.value) for one in observations]),
        made_from=np.array([_hours(one.fixing.made_from) for one in observations]),
        made_to=np.array([_hours(one.fixing.made_to) for one in observations]),
        days=np.array([date.fromisoformat(one.label[:10]).toordinal() for one in observations]),
    )


def _one_a_day(observations: Sequence[Observation]) -> list[Observation]:
    nearest: dict[date, Observation] = {}
    for one in observations:
        day = one.fixing.made_to.date()
        noon = datetime.combine(day, _NOON, tzinfo=UTC)
        distance = abs(one.fixing.made_to - noon)
        before = nearest.get(day)
        if distance <= _NEAR_NOON and (before is None or distance < abs(before.fixing.made_to - noon)):
            nearest[day] = one
    return list(nearest.values())


def _hours(instant: datetime) -> float:
    return instant.timestamp() / 3600


def _by_year(
    tracks: Mapping[str, Track], couple: tuple[str, str], begins: datetime | None, ends: datetime | None, seed: int
) -> Iterator[Timing]:
    """One estimate a calendar year (UTC) in which both series have rates."""
    first, second = (tracks[key] for key in couple)
    start = max(first.made_to[0], second.made_to[0], -1e12 if begins is None else _hours(begins))
    stop = min(first.made_to[-1], second.made_to[-1], 1e12 if ends is None else _hours(ends))
    if stop <= start:
        return
    for year in range(_year(start), _year(stop - 0.001) + 1):
        begin, end = (_hours(datetime(one, 1, 1, tzinfo=UTC)) for one in (year, year + 1))
        begin = begin if begins is None else max(begin, _hours(begins))
        end = end if ends is None else min(end, _hours(ends))
        yield timing(first, second, begin=begin, end=end, year=year, seed=seed)


def _year(hours: float) -> int:
    return datetime.fromtimestamp(hours * 3600, tz=UTC).year


def _daily_bars(context: Context, known: KnownBy) -> tuple[_Bar, ...]:
    """Yahoo's daily bars as they were last received, from the stored bytes."""
    from tracker.sources.rates.yahoo.bars import DAILY, finished_bars
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        kept = [one for one in work.snapshots.of_kind(DAILY, as_of=known.as_of) if one.source == "yahoo"]
    newest = {label: (opened, closed) for one in kept for label, opened, closed in finished_bars(one)}
    found = (_Bar(day=date.fromisoformat(day), opened=pair[0], closed=pair[1]) for day, pair in sorted(newest.items()))
    return tuple(bar for bar in found if bar.closed > 0 and (known.public_by is None or bar.ended <= known.public_by))


def _closes(bars: Sequence[_Bar]) -> Track:
    """The same bars supposed to be what they are called: their closes, each at the end of its London day."""
    import numpy as np

    ends = np.array([_hours(bar.ended) for bar in bars])
    return Track(
        key=f"{_YAHOO_DAILY} closes",
        logs=np.log([float(bar.closed) for bar in bars]),
        made_from=ends,
        made_to=ends,
        days=np.array([bar.day.toordinal() for bar in bars]),
    )


def _stale(bars: Sequence[_Bar], begins: datetime | None, ends: datetime | None) -> Mapping[int, tuple[int, int]]:
    """By year: bars whose close is exactly their open, and all bars."""
    counted: dict[int, tuple[int, int]] = {}
    for bar in bars:
        day = datetime.combine(bar.day, time(0), tzinfo=UTC)
        if (begins is None or begins <= day) and (ends is None or day < ends):
            same, total = counted.get(bar.day.year, (0, 0))
            counted[bar.day.year] = (same + (bar.opened == bar.closed), total + 1)
    return counted


def _alone(asked: Sequence[Series], tracks: Mapping[str, Track]) -> NoDataError:
    stored = [one.key for one in asked if one.key in tracks]
    if len({key.partition("@")[0] for key in stored}) > 1:
        raise UsageError("These series are of different pairs; a lead or lag is told between series of one pair.")
    have = f"Only {stored[0]} has rates" if stored else "No series has rates"
    lacking = ", ".join(one.key for one in asked if one.key not in tracks)
    without = f" Without rates: {lacking}." if lacking else ""
    own = f"tracker rates import FILE --series {asked[0].name.pair}@desk"
    return NoDataError(
        f"{have} here, and a lead or lag is told between two.{without}",
        remedy=f"Fetch another (tracker fetch), or bring in your own: {own}.",
    )
