"""Candidates for the default p-value: how each scales a window, and which past windows it compares it with."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tracker.analysis.column import Floats, Positions
from tracker.analysis.localised import BANDWIDTH, DEPTH, ENOUGH, WIDENING, WIDENINGS
from tracker.analysis.volatility import START_UP, OutOfSample, ewma

_ROWS = 256
_REFIT = 500
_TINY = 1e-12

Measure = Callable[[OutOfSample], Floats]
"""A number for every day, known the day before; shape (n,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to a p-value: the rank of the scaled CAR among weighted past windows.

    Attributes
    ----------
    name, words : str
        As in the table, and what it is.
    scale : Measure
        What a window's CAR is divided by, times √L.
    places : tuple of (Measure, float)
        What a reference day must be like the tested one in, and the bandwidth; nothing: all past days count alike.
    enough, depth : float, int
        Σw to be reached by widening, and the longest memory in windows.
    half_life : float
        Windows after which a reference day counts half.
    smooth : float
        Spread of the normal step that takes the place of 1{|z_j| ≥ |z|}, in units of z.
    mid : float
        What the tested window itself counts in the numerator: 1, or ½ for a mid-p.
    """

    name: str
    words: str
    scale: Measure
    places: tuple[tuple[Measure, float], ...] = ()
    enough: float = ENOUGH
    depth: int = DEPTH
    half_life: float = np.inf
    smooth: float = 0.0
    mid: float = 1.0

    def pvalues(self, history: OutOfSample, starts: Positions, length: int, shifts: Floats) -> Floats:
        """p of each window after each shift, shape (s, m) as ``shifts``, which are in log points; starts increasing."""
        sums = history.cumulative(length)
        days = np.arange(len(sums))
        scale = self.scale(history)[: len(sums)]
        places = np.column_stack([np.zeros(len(sums)), *(of(history)[: len(sums)] / h for of, h in self.places)])
        whole = sliding_window_view(history.ordinary, length).all(axis=1) & (days >= history.first + START_UP)
        scores = sums / (np.sqrt(length) * scale)
        chosen = np.flatnonzero(whole & np.isfinite(scores) & np.isfinite(places).all(axis=1))
        moved = (sums[starts] + shifts) / (np.sqrt(length) * scale[starts])
        out = np.full(shifts.shape, np.nan)
        last = np.searchsorted(chosen, starts - length, side="right")
        first = np.maximum(last - self.depth, 0)
        for begin in range(0, len(starts), _ROWS):
            rows = np.arange(begin, min(begin + _ROWS, len(starts)))
            here = chosen[int(first[rows].min()) : int(last[rows].max())]
            if here.size:
                inside = np.arange(int(first[rows].min()), int(last[rows].max()))
                members = (inside >= first[rows, None]) & (inside < last[rows, None])
                weights = self._weights(places[here], places[starts[rows]], members)
                if np.isfinite(self.half_life):
                    weights *= 0.5 ** (np.maximum(starts[rows, None] - here, 0) / self.half_life)
                out[:, rows] = self._ranks(weights, np.abs(scores[here]), np.abs(moved[:, rows]))
        return out

    def _weights(self, reference: Floats, target: Floats, members: Floats) -> Floats:
        """As in `tracker.analysis.localised`, in any number of directions, all widened together."""
        if not self.places:
            return members.astype(np.float64)
        distance = sum((reference[:, j] - target[:, j, None]) ** 2 for j in range(1, reference.shape[1]))
        exponent = np.where(members, -0.5 * distance, -np.inf)
        weights, width = np.exp(exponent), np.ones(len(target))
        for _ in range(WIDENINGS):
            thin = np.flatnonzero(weights.sum(axis=1) < self.enough)
            if not thin.size:
                break
            width[thin] *= WIDENING
            weights[thin] = np.exp(exponent[thin] / width[thin, None] ** 2)
        return weights

    def _ranks(self, weights: Floats, size: Floats, moved: Floats) -> Floats:
        total = weights.sum(axis=1)
        found = np.empty(moved.shape)
        for place, one in enumerate(moved):
            if self.smooth:
                beyond = 1.0 / (1.0 + np.exp(np.clip(1.702 * (one[:, None] - size) / self.smooth, -40, 40)))
            else:
                beyond = (size >= one[:, None]).astype(np.float64)
            found[place] = (self.mid + np.einsum("mr,mr->m", weights, beyond)) / (1.0 + total)
        return np.where(np.isnan(moved), np.nan, found)


def speed(history: OutOfSample, decay: float = 0.94) -> Floats:
    """EWMA of u²: the forecast of the default test at 0.94."""
    sigma = ewma(history.abnormal, decay=decay)
    return np.where(np.isfinite(history.sigma), sigma, np.nan)


def absolute(history: OutOfSample, decay: float = 0.94) -> Floats:
    """EWMA of |u|: one very large move lifts it less than it lifts the EWMA of squares."""
    forecast = ewma(np.sqrt(np.abs(history.abnormal)), decay=decay) ** 2
    return np.where(np.isfinite(history.sigma), forecast, np.nan)


def blend(history: OutOfSample) -> Floats:
    """Two speeds, 0.94 and 0.97: the root of their product."""
    return np.sqrt(speed(history) * speed(history, 0.97))


def absolutes(history: OutOfSample) -> Floats:
    """Two speeds of the EWMA of |u|, 0.94 and 0.97: the root of their product."""
    return np.sqrt(absolute(history) * absolute(history, 0.97))


def level(measure: Measure, history: OutOfSample) -> Floats:
    """Log of a forecast."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(measure(history)))


def change(history: OutOfSample, fast: float = 0.90, slow: float = 0.97) -> Floats:
    """Log of a fast over a slow forecast: volatility is rising where it is positive."""
    return level(partial(speed, decay=fast), history) - level(partial(speed, decay=slow), history)


def tails(history: OutOfSample, decay: float = 0.97) -> Floats:
    """Log of the recent root mean square over the recent mean size of u/σ: heavy tails lately."""
    z = history.abnormal / history.sigma
    known = np.where(np.isfinite(z), z, np.nan)
    both = ewma(known, decay=decay) / np.maximum(ewma(np.sqrt(np.abs(known)), decay=decay) ** 2, _TINY)
    return np.asarray(np.log(np.maximum(both, _TINY)))


@lru_cache(maxsize=1)  # by the series itself: every length asks for the same
def har(history: OutOfSample) -> Floats:
    """Mean size of u over one, five and 22 days, weighted by least squares on the past 1,000 days, anew every 500."""
    size = np.abs(history.abnormal)
    filled = np.where(np.isfinite(size), size, 0.0)
    total = np.concatenate([[0.0], np.cumsum(filled)])
    known = np.concatenate([[0], np.cumsum(np.isfinite(size))])
    days = np.arange(len(size))

    def mean(width: int) -> Floats:
        back = np.maximum(days - width, 0)
        return (total[days] - total[back]) / np.maximum(known[days] - known[back], 1)

    fallback = speed(history)
    regressors = np.column_stack([np.ones(len(size)), mean(1), mean(5), mean(22)])
    forecast = fallback * np.sqrt(2 / np.pi)
    for day in range(history.first + 500, len(size), _REFIT):
        past = np.arange(max(day - 1_000, history.first + START_UP), day)
        past = past[np.isfinite(size[past]) & (fallback[past] > 0)]
        if len(past) >= 250:
            weight = 1.0 / fallback[past]
            found = np.linalg.lstsq(regressors[past] * weight[:, None], size[past] * weight, rcond=None)[0]
            ahead = slice(day, min(day + _REFIT, len(size)))
            forecast[ahead] = np.maximum(regressors[ahead] @ found, 0.2 * forecast[ahead])
    return np.where(np.isfinite(history.sigma), forecast, np.nan)


@lru_cache(maxsize=1)
def garch(history: OutOfSample) -> Floats:
    """GARCH(1,1) with Student's t, by `arch` on the past 2,000 days, anew every 500; the recursion runs every day."""
    from arch import arch_model

    u = np.where(np.isfinite(history.abnormal), history.abnormal, 0.0)
    variance = speed(history) ** 2
    for day in range(history.first + 500, len(u), _REFIT):
        past = u[max(day - 2_000, history.first) : day]
        unit = past.std()
        if not unit > 0:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a fit that did not converge is a worse forecast, nothing else
            fit = arch_model(past / unit, mean="Zero", dist="t", rescale=False).fit(disp="off", show_warning=False)
        omega, alpha, beta = (float(fit.params[name]) for name in ("omega", "alpha[1]", "beta[1]"))
        now = float(fit.conditional_volatility[-1]) ** 2
        now = omega + alpha * (past[-1] / unit) ** 2 + beta * now
        for ahead in range(day, min(day + _REFIT, len(u))):
            variance[ahead] = now * unit**2
            now = omega + alpha * (u[ahead] / unit) ** 2 + beta * now
    return np.where(np.isfinite(history.sigma) & (variance > 0), np.sqrt(variance), np.nan)


def _localised(name: str, words: str, scale: Measure = speed, h: float = BANDWIDTH, **more: object) -> Candidate:
    return Candidate(name=name, words=words, scale=scale, places=((partial(level, scale), h),), **more)  # type: ignore[arg-type]


def _also(name: str, words: str, other: Measure, h: float, **more: object) -> Candidate:
    places = ((partial(level, speed), BANDWIDTH), (other, h))
    return Candidate(name=name, words=words, scale=speed, places=places, **more)  # type: ignore[arg-type]


DEFAULT = "fhs"
CANDIDATES = (
    Candidate(name="rank", words="EWMA 0.94, the past 1,000 days alike", scale=speed, depth=1_000),
    Candidate(name="rank garch", words="GARCH-t, the past 1,000 days alike", scale=garch, depth=1_000),
    _localised(DEFAULT, "EWMA 0.94, days of like σ: the default"),
    _localised("h 0.10", "fhs, narrower", h=0.10),
    _localised("h 0.25", "fhs, wider", h=0.25),
    _localised("h 0.40", "fhs, much wider", h=0.40),
    _localised("Σw 150", "fhs, half the weights wanted", enough=150.0),
    _localised("Σw 600", "fhs, twice the weights wanted", enough=600.0),
    _localised("depth 1500", "fhs, half the memory", depth=1_500),
    _localised("depth 6000", "fhs, twice the memory", depth=6_000),
    _localised("half 750", "fhs, older days count less", half_life=750.0),
    _localised("0.90", "fhs, faster forecast", partial(speed, decay=0.90)),
    _localised("0.97", "fhs, slower forecast", partial(speed, decay=0.97)),
    _localised("0.94 and 0.97", "fhs, two speeds", blend),
    _localised("absolute", "fhs, EWMA of |u|", absolute),
    _localised("absolute 0.97", "fhs, slow EWMA of |u|", partial(absolute, decay=0.97)),
    _localised("absolutes", "fhs, EWMA of |u| at two speeds", absolutes),
    _localised("har", "fhs, means of |u| over 1, 5, 22 days", har),
    _localised("garch", "fhs, GARCH-t", garch),
    _also("change", "fhs, and like recent change of σ", change, 0.15),
    _also("change wide", "the same, wider", change, 0.30),
    _also("slow", "fhs, and like σ over its long run", partial(change, fast=0.94, slow=0.99), 0.30),
    _also("tails", "fhs, and like tails lately", tails, 0.10),
    _also("change Σw 150", "change, half the weights wanted", change, 0.15, enough=150.0),
    _localised("smooth", "fhs, a smooth step of 0.2", smooth=0.2),
    _localised("mid-p", "fhs, mid-p", mid=0.5),
)
