"""All sources of a pair side by side, matched by the instants at which each rate was made, never by equal labels."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from statistics import median

from tracker.data.rate_file import misfit
from tracker.errors import NoDataError
from tracker.model.observation import Observation
from tracker.model.rounding import Span, exactly
from tracker.model.series import Series
from tracker.reports.official_gap import OfficialGap
from tracker.services.context import Context
from tracker.services.official_gaps import official_gaps
from tracker.services.rates import KnownBy, Levels, known_series, read_levels
from tracker.services.rights import allowed, credits_of, left_out

TOLERANCE = 0.005
"""Sources may differ by half a per cent at one instant before anybody asks why."""

_REACH = timedelta(hours=24)
"""Rates made further apart are not comparable."""

_OFTEN = 2.5
"""A move over the hours between two rates is allowed for up to so many times its usual size."""

_USUAL, _LEAST = 60, 10
_NEAR_BREAK = timedelta(days=30)
_TO_SIGMA = 1.4826  # of a normal distribution: standard deviation over median absolute deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two rates made at nearly the same time. ``gap``: second over first less one; ``hours``: second after first.

    ``moves``: of either series since its rate in the match before, as log returns; None at the first match. ``allowed``
    is how large a gap may be after so many hours and between values so far rounded; ``within_rounding`` says that one
    value may stand behind both, rounding alone. ``reasons`` say what may explain one beyond `TOLERANCE`,
    and ``slip`` whether one of them is a slip of the pen: the pair read backwards, another nominal, a bad tick.
    """

    first: Observation
    second: Observation
    hours: float
    gap: float
    allowed: float
    moves: tuple[float, float] | None
    reasons: tuple[str, ...]
    slip: bool
    within_rounding: bool = False

    @property
    def disagrees(self) -> bool:
        """Whether the gap is beyond tolerance and what the hours between explain."""
        return (abs(self.gap) > self.allowed and not self.within_rounding) or self.slip


@dataclass(frozen=True, slots=True, kw_only=True)
class Couple:
    """Two series and their matches in order of making."""

    first: Series
    second: Series
    matches: tuple[Match, ...]

    @property
    def disagreements(self) -> tuple[Match, ...]:
        """The matches that disagree."""
        return tuple(match for match in self.matches if match.disagrees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One source: its newest public rate, what it made in the period, and around an instant where one was given.

    ``fetchable``: whether ``tracker fetch`` knows it. ``ended``: whether it was over by what is known.
    """

    series: Series
    newest: Observation | None
    observations: tuple[Observation, ...]
    fetchable: bool = False
    ended: bool = False
    before: Observation | None = None
    after: Observation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The sources of a pair on one axis of instants, begins ≤ made < ends.

    ``gaps`` are the declared ones between official and market rates. ``left_out`` says which sources are missing
    because others read this, ``credits`` whose numbers are in it.
    """

    pair: str
    unit: str
    begins: datetime | None
    ends: datetime | None
    at: datetime | None
    tolerance: float
    sides: tuple[Side, ...]
    couples: tuple[Couple, ...]
    gaps: tuple[OfficialGap, ...] = ()
    left_out: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()

    @property
    def stored(self) -> tuple[Side, ...]:
        """The sources that have any rate."""
        return tuple(side for side in self.sides if side.newest is not None)

    @property
    def lacking(self) -> tuple[Side, ...]:
        """The sources that have none."""
        return tuple(side for side in self.sides if side.newest is None)


def compare(
    context: Context,
    pair: str,
    *,
    known: KnownBy,
    begins: datetime | None = None,
    ends: datetime | None = None,
    at: datetime | None = None,
    tolerance: float = TOLERANCE,
) -> Comparison:
    """Set every source of a pair against every other. ``pair`` may name one series or gap, which stands for its pair.

    Raises ``UsageError`` for a name that cannot be read, ``NoDataError`` when no source has a rate in the period.
    """
    named = known_series(context, pair, as_of=known.as_of)[0]
    every = known_series(context, (named.gap.official if named.gap else named.name).pair, as_of=known.as_of)
    asked = allowed(every, known)
    levels = [read_levels(context, one.name, known) for one in asked]
    sides = tuple(_side(one, begins, ends, at, known.seen) for one in levels)
    _require_rates(asked[0].name.pair, sides, bounded=at is None and (begins, ends) != (None, None))
    held = [one for one in levels if one.observations]
    told = _Telling(held, begins, ends)
    couples = tuple(_couple(one, two, begins, ends, tolerance) for one, two in combinations(held, 2) if told(one, two))
    return Comparison(
        pair=asked[0].name.pair,
        unit=asked[0].unit,
        begins=begins,
        ends=ends,
        at=at,
        tolerance=tolerance,
        sides=sides,
        couples=couples,
        gaps=tuple(official_gaps(context, asked[0].name.pair, known, begins=begins, ends=ends)),
        left_out=left_out(every, known),
        credits=credits_of((one.series for one in held), known),
    )


def _require_rates(pair: str, sides: Sequence[Side], *, bounded: bool) -> None:
    """A comparison of stored sources over a period in which none of them made a rate is no answer."""
    held = [side.newest for side in sides if side.newest is not None]
    if bounded and held and not any(side.observations for side in sides):
        newest = max(held, key=lambda one: one.fixing.made_to)
        raise NoDataError(
            f"No source of {pair} has a rate made in this period;"
            f" the newest known is {newest.series} of {newest.label[:10]}."
        )


class _Telling:
    """Which two series tell anything side by side: none that is drawn from the other, for those agree by construction.

    Rates at second hand stand beside official ones at first hand, and where the period has none of these beside any
    daily ones at first hand; never beside one another.
    """

    def __init__(self, held: Sequence[Levels], begins: datetime | None, ends: datetime | None) -> None:
        direct = [one for one in held if one.series.kind != "bar" and not one.series.cross_check]
        official = [
            one
            for one in direct
            if one.series.kind == "fixing"
            and not one.series.indicative
            and any(_within(observation, begins, ends) for observation in one.observations)
        ]
        self._beside_copies = {one.series.key for one in official or direct}

    def __call__(self, one: Levels, two: Levels) -> bool:
        for copy, other in ((one, two), (two, one)):
            if copy.series.cross_check and other.series.key not in self._beside_copies:
                return False
        return str(one.series.sampled_from) != two.series.key and str(two.series.sampled_from) != one.series.key


def _side(
    levels: Levels, begins: datetime | None, ends: datetime | None, at: datetime | None, seen: date | None
) -> Side:
    from tracker.sources.catalog import sources

    found = levels.observations
    before = [one for one in found if at is not None and one.fixing.made_to <= at]
    after = next((one for one in found if at is not None and one.fixing.made_from > at), None)
    return Side(
        series=levels.series,
        newest=found[-1] if found else None,
        observations=tuple(one for one in found if _within(one, begins, ends)),
        ended=levels.series.ended(seen),
        fetchable=levels.series.name.publisher in sources(),
        before=before[-1] if before else None,
        after=after,
    )


def _within(one: Observation, begins: datetime | None, ends: datetime | None) -> bool:
    made = one.fixing.made_to
    return (begins is None or begins <= made) and (ends is None or made < ends)


def middle(one: Observation) -> datetime:
    """The middle of the making: of a point itself, of an average its window's."""
    return one.fixing.made_from + (one.fixing.made_to - one.fixing.made_from) / 2


def _couple(one: Levels, two: Levels, begins: datetime | None, ends: datetime | None, tolerance: float) -> Couple:
    """Each rate of the sparser series in the period with the nearest of the other, whichever period that is in."""
    many = len(one.observations) > len(two.observations)
    few, rest = (two, one) if many else (one, two)
    others = rest.observations
    places = [middle(other) for other in others]
    partners: dict[int, tuple[timedelta, int]] = {}
    for number, observation in enumerate(few.observations):
        if not _within(observation, begins, ends):
            continue
        nearest = _nearest(places, middle(observation))
        apart = abs(places[nearest] - middle(observation))
        if apart <= _REACH and (nearest not in partners or apart < partners[nearest][0]):
            partners[nearest] = (apart, number)
    usual, usual_there = _UsualMoves(few.observations), _UsualMoves(others)
    found: list[Match] = []
    for nearest, (_, number) in sorted(partners.items()):
        observation = few.observations[number]
        pair = (others[nearest], observation) if many else (observation, others[nearest])
        sigma = min(usual.before(number), usual_there.before(nearest))
        found.append(_match(one, two, pair, found[-1] if found else None, sigma, tolerance))
    return Couple(first=one.series, second=two.series, matches=tuple(found))


def _nearest(places: Sequence[datetime], wanted: datetime) -> int:
    after = min(bisect_left(places, wanted), len(places) - 1)
    return after if after == 0 or places[after] - wanted < wanted - places[after - 1] else after - 1


def _match(
    one: Levels,
    two: Levels,
    pair: tuple[Observation, Observation],
    previous: Match | None,
    sigma: float,
    tolerance: float,
) -> Match:
    first, second = pair
    hours = (middle(second) - middle(first)).total_seconds() / 3600
    gap = float(second.value / first.value) - 1
    moves = None
    if previous is not None:
        moves = (_move(previous.first, first), _move(previous.second, second))
    drift = _OFTEN * sigma * math.sqrt(abs(hours) / 24)
    spans = _span(first), _span(second)
    return Match(
        first=first,
        second=second,
        hours=hours,
        gap=gap,
        allowed=tolerance + drift + sum(span.share for span in spans),
        moves=moves,
        reasons=_reasons(one, two, pair, hours) if abs(gap) > tolerance else (),
        slip=bool(misfit(second.value, first.value, "")),
        within_rounding=(first.span is not None or second.span is not None) and spans[0].meets(spans[1]),
    )


def _span(one: Observation) -> Span:
    return exactly(one.value) if one.span is None else one.span


def _move(before: Observation, after: Observation) -> float:
    return math.log(after.value / before.value)


class _UsualMoves:
    """How much a series usually moves in a day: a standard deviation that a few wild days do not lift."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self._daily = [
            abs(_move(before, after)) / math.sqrt(max((middle(after) - middle(before)).total_seconds() / 86_400, 0.04))
            for before, after in pairwise(observations)
        ]

    def before(self, number: int) -> float:
        """From the moves before the observation of that number; from the first ones where there are too few."""
        chosen = self._daily[max(0, number - _USUAL) : number]
        chosen = chosen if len(chosen) >= _LEAST else self._daily[:_USUAL]
        return _TO_SIGMA * median(chosen) if chosen else 0.0


def _reasons(one: Levels, two: Levels, pair: tuple[Observation, Observation], hours: float) -> tuple[str, ...]:
    """What is known that may explain a gap beyond tolerance; nothing where nothing is."""
    first, second = pair
    slip = misfit(second.value, first.value, f"{first.value:f}")
    found = [f"{second.value:f} is {slip}"] if slip else []
    if abs(hours) >= 0.5:
        found.append(f"made {abs(hours):.1f} h apart")
    for levels, observation in zip((one, two), pair, strict=True):
        changed = _method_change(levels, observation)
        if changed:
            found.append(f"{levels.series.key} is made in another way since {changed}")
        if levels.series.indicative:
            found.append(f"{levels.series.key} is indicative")
        if observation.quality != "ok":
            found.append(f"{levels.series.key} of {observation.label} is {observation.quality}")
    return tuple(found)


def _method_change(levels: Levels, observation: Observation) -> str:
    """The day on which the way a series is made changed, where that was in the month before this rate."""
    made = observation.fixing.made_to.date()
    for earlier, later in pairwise(levels.schedule.versions):
        since = later.valid_from
        if since is not None and earlier.method != later.method and timedelta(0) <= made - since <= _NEAR_BREAK:
            return since.isoformat()
    return ""
