"""Lead and lag of two series of one rate: whether their declared instants can be right, from their returns alone.

If both series observe one random walk at the instants declared, the correlation of their returns at each lag is the
share of time the two returns have in common (`tracker.analysis.overlap`). The observed correlations are set against
that profile with the instants of one series moved by so many hours; the move that fits best is the estimate. A common
factor is left free, because noise in either series lowers all correlations alike.

The clock stands still at weekends. How much a weekday's hours matter is not known, so the estimate is made twice, for a
day that runs evenly and for one that is busy in Moscow's trading hours: the better fit is shown, the interval spans
both. What that leaves moves honest estimates by up to seven hours on rouble rates of 2012 to 2021, so only an interval
wholly beyond `TOLERANCE` hours is called wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tracker.analysis.overlap import EVEN, MOSCOW, business_hours, expected_correlation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tracker.analysis.overlap import Floats

    Indices = NDArray[np.intp]

LAGS = tuple(range(-3, 4))
"""Lag k sets a return of the first series beside the k-th later one of the second."""

LEAST = 60
"""Fewer returns in common give no estimate."""

TOLERANCE = 8.0
"""Hours by which an unevenly busy day alone can move an estimate, with a margin."""

GRID: Floats = np.arange(-72.0, 72.5, 1.0)
_BLOCK = 10
_DRAWS = 400
_NEAR = 96.0  # calendar hours: a return without a partner within four days is left out
_BROKEN = 240.0  # calendar hours: over ten days without a rate there is no return
_ALIKE = 0.5
_BETTER = 0.02  # by so much of the profile must the busy day fit better than the even one to be shown
_NOTICED = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """One series as numbers: natural logs of its values and the windows in which they were made.

    ``made_from`` and ``made_to`` are hours since 1970 UTC, increasing; equal ones are points. ``days``
    numbers the days of the labels.
    """

    key: str
    logs: Floats
    made_from: Floats
    made_to: Floats
    days: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Lead or lag of ``first`` against ``second`` over one span.

    Attributes
    ----------
    n : int
        Returns compared.
    observed, declared : tuple of float
        Correlation at each of `LAGS`, as observed and as the declared instants give it before noise.
    by_label : tuple of float
        The same with returns of equal labels at lag 0, whatever their instants: what a join on dates would see.
    shift : float or None
        Hours by which the instants of ``first`` must move, negative to earlier, for the best fit; those of ``second``
        would have to move as far the other way. ``lower`` and ``upper`` are the 2.5 and 97.5 per cent quantiles of the
        estimates from resampled returns, the lesser and the greater of both clocks, widened to hold the shift.
    fit_declared, fit : float or None
        Share of the observed profile explained without and with the shift, 0 to 1.
    verdict : str
        ``agree`` (interval within `TOLERANCE`), ``conflict`` (wholly beyond it), ``too wide`` (neither), ``too few``
        or ``unrelated``.
    """

    first: str
    second: str
    year: int | None
    n: int
    observed: tuple[float, ...] = ()
    declared: tuple[float, ...] = ()
    by_label: tuple[float, ...] = ()
    shift: float | None = None
    lower: float | None = None
    upper: float | None = None
    fit_declared: float | None = None
    fit: float | None = None
    verdict: str = "too few"


def timing(first: Track, second: Track, *, begin: float, end: float, year: int | None = None, seed: int = 0) -> Timing:
    """Estimate how far the instants of ``first`` are from where the returns of ``second`` place them.

    Parameters
    ----------
    first, second : Track
    begin, end : float
        Hours since 1970 UTC: returns of ``first`` whose later rate was made in [begin, end) are used.
    year : int or None
        Copied to the answer.
    seed : int
        Of the moving-block bootstrap (Künsch 1989; blocks of 10 returns, 400 draws).

    Notes
    -----
    Correlations are Spearman's, read as Pearson's by 2 sin(πρ/6) (exact for normal returns), so a bad tick or a fat
    tail weighs no more than a rank. Let ρ be the observed profile and e(δ) the expected one after a shift δ. The
    estimate is the δ with the largest (ρ'e)²/(e'e)(ρ'ρ) among ρ'e > 0: least squares with a free common factor.

    The interval speaks of sampling error under these two clocks and of no other: for what another kind of day does to
    an estimate there is `TOLERANCE`. Products of ranks are resampled; the ranks themselves are not made anew.

    Checked by simulation, 200 walks of a year each (t with 3 degrees, wandering volatility, an even day, noise of 0.7
    and 0.3 of a day's move, 13 hours apart). Declared rightly: none conflicts, 19 agree, 166 are too wide, 15 are
    unrelated; the interval held the shift in 180 of the 185 related. Declared 24 hours late: 167 conflict, 16 are too
    wide, 17 unrelated; it held the shift in 178 of 183. No flag in 200 leaves a rate of up to 1.5 per cent possible.
    On a day of which eight ninths happen from 07:00 to 15:00 UTC, declared rightly: 2 conflict, 1 agrees, 197 are too
    wide; the interval held the shift in only 137 of 200. So it is no 95 per cent interval where the day is neither.
    """
    at, beside = _partners(first, second, begin, end)
    if len(at) < LEAST:
        return Timing(first=first.key, second=second.key, year=year, n=len(at))
    places = beside[:, None] + np.array(LAGS)
    scores = _scores(np.diff(first.logs)[at])
    others = np.column_stack([_scores(np.diff(second.logs)[column]) for column in places.T])
    observed = _pearson((scores[:, None] * others).mean(axis=0))
    drawn = _draws(scores, others, seed)
    fitted = [_fit(observed, drawn, _expected(first, second, at, places, day)) for day in (EVEN, MOSCOW)]
    best = fitted[1] if fitted[1].fit > fitted[0].fit + _BETTER else fitted[0]
    bounds = (min(one.lower for one in fitted), max(one.upper for one in fitted))
    related = best.fit >= _ALIKE and observed.max() >= _NOTICED / np.sqrt(len(at))
    return Timing(
        first=first.key,
        second=second.key,
        year=year,
        n=len(at),
        observed=tuple(map(float, observed)),
        declared=best.declared,
        by_label=_by_label(first, second, at),
        shift=best.shift,
        lower=bounds[0],
        upper=bounds[1],
        fit_declared=best.fit_declared,
        fit=best.fit,
        verdict=_verdict(bounds, related=bool(related)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """The estimate under one clock."""

    shift: float
    lower: float
    upper: float
    fit: float
    fit_declared: float
    declared: tuple[float, ...]


def _fit(observed: Floats, drawn: Floats, shapes: Floats) -> _Fit:
    still = int(np.argmin(np.abs(GRID)))
    fits = _fits(observed[None, :], shapes)[0]
    best = int(fits.argmax())
    shift = float(GRID[best])
    lower, upper = np.quantile(GRID[_fits(drawn, shapes).argmax(axis=1)], [0.025, 0.975])
    return _Fit(
        shift=shift,
        lower=min(float(lower), shift),
        upper=max(float(upper), shift),
        fit=float(fits[best]),
        fit_declared=float(fits[still]),
        declared=tuple(map(float, shapes[:, still])),
    )


def _verdict(bounds: tuple[float, float], *, related: bool) -> str:
    if not related:
        return "unrelated"
    lower, upper = bounds
    if lower > TOLERANCE or upper < -TOLERANCE:
        return "conflict"
    return "agree" if lower >= -TOLERANCE and upper <= TOLERANCE else "too wide"


def _partners(first: Track, second: Track, begin: float, end: float) -> tuple[Indices, Indices]:
    """Positions of the returns of ``first``, and of the return of ``second`` whose later rate was made nearest."""
    nothing = np.empty(0, dtype=np.intp)
    if len(first.logs) < 2 or len(second.logs) < len(LAGS) + 1:
        return nothing, nothing
    middle = (first.made_from + first.made_to)[1:] / 2
    other = (second.made_from + second.made_to)[1:] / 2
    after = np.clip(np.searchsorted(other, middle), 1, len(other) - 1)
    beside = np.where(np.abs(other[after] - middle) < np.abs(other[after - 1] - middle), after, after - 1)
    gaps = np.diff(first.made_to), np.diff(second.made_to)[beside]
    sound = (gaps[0] <= _BROKEN) & (gaps[1] <= _BROKEN) & (np.abs(other[beside] - middle) <= _NEAR)
    inside = (beside >= -LAGS[0]) & (beside < len(other) - LAGS[-1])
    at = np.flatnonzero(sound & inside & (first.made_to[1:] >= begin) & (first.made_to[1:] < end))
    return at, beside[at]


def _by_label(first: Track, second: Track, at: Indices) -> tuple[float, ...]:
    """Correlations at each lag of the second series' own order, lag 0 being the equal label; empty for too few."""
    labels = first.days[at + 1]
    place = np.clip(np.searchsorted(second.days[1:], labels), 0, len(second.days) - 2)
    inside = (place >= -LAGS[0]) & (place < len(second.days) - 1 - LAGS[-1])
    same = (second.days[1:][place] == labels) & inside
    if same.sum() < LEAST:
        return ()
    scores, moves = _scores(np.diff(first.logs)[at[same]]), np.diff(second.logs)
    return tuple(float(_pearson((scores * _scores(moves[place[same] + lag])).mean())) for lag in LAGS)


def _windows(track: Track, positions: Indices) -> Floats:
    """The two windows of the returns at ``positions``: from, to, from, to in business hours; shape (n, 4)."""
    begins, ends = business_hours(track.made_from), business_hours(track.made_to)
    later = positions + 1
    return np.column_stack([begins[positions], ends[positions], begins[later], ends[later]])


def _expected(first: Track, second: Track, at: Indices, places: Indices, day: Floats) -> Floats:
    """Expected correlations; shape (lags, grid)."""
    one = _windows(first, at)
    return np.vstack([expected_correlation(one, _windows(second, column), GRID, day) for column in places.T])


def _scores(values: Floats) -> Floats:
    """Ranks with mean zero and variance one; all alike give zeros."""
    ranks = pd.Series(values).rank().to_numpy(dtype=np.float64)
    centred = ranks - ranks.mean()
    spread = centred.std()
    scored: Floats = centred / spread if spread > 0 else centred
    return scored


def _pearson(spearman: Floats) -> Floats:
    found: Floats = 2 * np.sin(np.pi * np.clip(spearman, -1, 1) / 6)
    return found


def _fits(profiles: Floats, shapes: Floats) -> Floats:
    """Share of each profile explained by each shape, none where they point apart; shape (profiles, grid)."""
    size = np.maximum((shapes * shapes).sum(axis=0), 1e-12)
    energy = np.maximum((profiles * profiles).sum(axis=1), 1e-12)
    along = np.maximum(profiles @ shapes, 0.0)
    found: Floats = along * along / size[None, :] / energy[:, None]
    return found


def _draws(scores: Floats, others: Floats, seed: int) -> Floats:
    """Profiles of moving-block resamples; shape (draws, lags)."""
    products = scores[:, None] * others
    n = len(products)
    blocks = -(-n // _BLOCK)
    sums = np.cumsum(np.vstack([np.zeros(products.shape[1]), products]), axis=0)
    totals = sums[_BLOCK:] - sums[:-_BLOCK]
    starts = np.random.default_rng(seed).integers(0, len(totals), size=(_DRAWS, blocks))
    return _pearson(totals[starts].sum(axis=1) / (blocks * _BLOCK))


def conflicts(found: Iterable[Timing]) -> Mapping[tuple[str, str], bool]:
    """By pair of series: True where their instants conflict, False where they agree; left out where neither is clear.

    They conflict where more than half of the spans in which they move together do, those too wide to tell included;
    they agree where more spans agree than conflict.
    """
    counted: dict[tuple[str, str], Counter[str]] = {}
    for one in found:
        counted.setdefault((one.first, one.second), Counter())[one.verdict] += 1
    judged = {}
    for pair, votes in counted.items():
        agree, conflict = votes["agree"], votes["conflict"]
        if 2 * conflict > agree + conflict + votes["too wide"]:
            judged[pair] = True
        elif agree > conflict:
            judged[pair] = False
    return judged


def odd_ones(judged: Mapping[tuple[str, str], bool]) -> Sequence[str]:
    """The series that agree with none and conflict with two that agree with each other.

    With two series alone nobody can say which of them is wrong: the answer is empty. ``judged`` is as `conflicts`
    gives it; what is known of other series is no evidence about these.
    """
    wrong = {frozenset(pair) for pair, conflict in judged.items() if conflict}
    right = [pair for pair, conflict in judged.items() if not conflict]
    agreeing = {name for pair in right for name in pair}
    names = sorted({name for pair in judged for name in pair} - agreeing)
    return [name for name in names if any(all(frozenset((name, one)) in wrong for one in pair) for pair in right)]
