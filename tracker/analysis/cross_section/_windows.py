"""The windows of a pool as arrays, one row each, in an order that does not depend on the events'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.blocks import Block
from tracker.analysis.column import Flags, Floats, Positions
from tracker.analysis.estimation import joined
from tracker.analysis.pooled import Pool
from tracker.analysis.regression import Fit
from tracker.model.held_flat import reason_alone

Found = TypeVar("Found")
Number = TypeVar("Number", bound=np.generic)

_SAME = 1e-12  # spread below this share of the largest value is rounding of values that are equal
_ALIKE = 1e-9  # the same for residuals worked out in two ways
_KEY = "windows"

NO_SPREAD = "the windows do not differ from one another"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Windows:
    """N distinct windows with an abnormal return, sorted by series, first and last observation.

    Attributes
    ----------
    pool : Pool
        Where they come from.
    series : array of int, shape (N,)
        Series of each, numbered in the order of their names.
    start, stop : array of int, shape (N,)
        First and last position on the series, both inside.
    car : array, shape (N,)
        Cumulative abnormal returns, log points.
    variance, scale, df : array, shape (N,)
        s², the variance of the CAR in units of it, and T − k.
    nobs : array of int, shape (N,)
        T.
    because : array of str, shape (N,)
        Why a window's CAR has no scale; empty where it has.
    source, row : array of int, shape (N,)
        Block of the pool and row in it.
    """

    pool: Pool
    series: Positions
    start: Positions
    stop: Positions
    car: Floats
    variance: Floats
    scale: Floats
    df: Floats
    nobs: Positions
    because: NDArray[np.object_]
    source: Positions
    row: Positions

    def __len__(self) -> int:
        return len(self.car)

    def once(self, key: str, make: Callable[[], Found]) -> Found:
        """What was worked out of these windows under ``key``, now or by a test before."""
        found = self.pool.worked_out
        if key not in found:
            found[key] = make()
        return cast("Found", found[key])

    @property
    def scaled(self) -> Floats:
        r"""SCAR: :math:`CAR_i / (s_i\sqrt{L + g_i'(X_i'X_i)^{-1}g_i})`, shape (N,)."""
        scaled: Floats = self.car / np.sqrt(self.variance * self.scale)
        return scaled

    @property
    def daily_scaled(self) -> Floats:
        r"""Patell's own sum over days, :math:`\sum_t SAR_{it}/\sqrt{L_i}`, shape (N,)."""
        return self.once("daily", self._daily)

    def _daily(self) -> Floats:
        parts: list[Floats] = []
        for alike in _alike(self._used()):
            returns, moves, fit = _laid_end_to_end(alike, 0, 0)
            scaled = (returns - _expected(fit, moves)) / np.sqrt(fit.variance[:, None] * _scales(fit, moves))
            parts.append(scaled.sum(axis=1, keepdims=True) / np.sqrt(returns.shape[1]))
        return self._gather(parts, np.nan)[:, 0]

    @property
    def residuals(self) -> Floats:
        """Residuals of the estimation windows, shape (N, longest T): the latest last, NaN before a shorter one's."""
        return self.once("residuals", self._residuals)

    @property
    def places(self) -> Positions:
        """Row of the frame of each residual, −1 where there is none; shape of ``residuals``."""
        return self.once("places", self._places)

    def _residuals(self) -> Floats:
        return self._gather([block.fit.residuals for block in self._used()], np.nan)

    def _places(self) -> Positions:
        return self._gather([_places(block, self.pool) for block in self._used()], -1)

    def _used(self) -> list[Block]:
        """Blocks the windows come from."""
        return [self.pool.blocks[number] for number in np.unique(self.source).tolist()]

    def _gather(self, parts: list[NDArray[Number]], nothing: float) -> NDArray[Number]:
        """Rows of the used blocks' matrices in the order of the windows, all as wide as the widest."""
        width = max(part.shape[1] for part in parts)
        wide = np.full((sum(len(part) for part in parts), width), nothing, dtype=parts[0].dtype)
        row = 0
        for part in parts:
            wide[row : row + len(part), width - part.shape[1] :] = part
            row += len(part)
        gathered: NDArray[Number] = wide[self._flat()]
        return gathered

    def _flat(self) -> Positions:
        """Row of each window in the used blocks laid end to end."""
        used, place = np.unique(self.source, return_inverse=True)
        sizes = [len(self.pool.blocks[number].rows) for number in used.tolist()]
        first = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
        flat: Positions = first[place] + self.row
        return flat

    def ranked_days(self) -> tuple[Floats, Floats]:
        """Abnormal returns and their scales on the days ranked beside estimation, both of shape (N, R).

        Those of the window, or of the spec's ``rank_window`` around it; NaN where the series has no such day. The
        scale of a day is its forecast variance in units of s². All windows must have one L and one T.
        """
        return self.once("ranked days", self._ranked_days)

    def _ranked_days(self) -> tuple[Floats, Floats]:
        returns, moves, fit = _laid_end_to_end(self._used(), *self.around)
        flat = self._flat()
        return (returns - _expected(fit, moves))[flat], _scales(fit, moves)[flat]

    @property
    def around(self) -> tuple[int, int]:
        """How many days before and after the window are ranked beside it."""
        spec = self.pool.spec
        if spec.rank_window is None:
            return 0, 0
        return spec.window[0] - spec.rank_window[0], spec.rank_window[1] - spec.window[1]


def windows_of(pool: Pool) -> Windows:
    """The distinct windows of a pool whose abnormal returns are known; worked out once per pool."""
    if _KEY not in pool.worked_out:
        pool.worked_out[_KEY] = _windows(pool)
    return cast("Windows", pool.worked_out[_KEY])


def _windows(pool: Pool) -> Windows:
    blocks = pool.blocks
    if not blocks:
        nothing, none = np.empty(0), np.empty(0, dtype=np.intp)
        return Windows(
            pool=pool, series=none, start=none, stop=none, car=nothing, variance=nothing, scale=nothing, df=nothing,
            nobs=none, because=np.empty(0, dtype=object), source=none, row=none,
        )  # fmt: skip
    sizes = [len(block.rows) for block in blocks]
    names = sorted({block.column.name for block in blocks})
    number = {name: place for place, name in enumerate(names)}
    series = np.repeat([number[block.column.name] for block in blocks], sizes).astype(np.intp)
    start = np.concatenate([block.start for block in blocks])
    stop = np.concatenate([block.stop for block in blocks])
    car = np.concatenate([block.abnormal.sum(axis=1) for block in blocks])
    source = np.repeat(np.arange(len(blocks)), sizes)
    row = np.concatenate([np.arange(size) for size in sizes])
    order = np.lexsort((stop, start, series))
    order = order[np.isfinite(car[order])]
    key = np.column_stack([series, start, stop])[order]
    order = order[np.append(np.ones(min(1, len(order)), dtype=bool), (key[1:] != key[:-1]).any(axis=1))]
    return Windows(
        pool=pool,
        series=series[order],
        start=start[order],
        stop=stop[order],
        car=car[order],
        variance=np.concatenate([block.fit.variance for block in blocks])[order],
        scale=np.concatenate([block.scale for block in blocks])[order],
        df=np.repeat([float(block.fit.df) for block in blocks], sizes)[order],
        nobs=np.repeat([block.fit.nobs for block in blocks], sizes)[order].astype(np.intp),
        because=np.concatenate([block.because for block in blocks])[order],
        source=source[order],
        row=row[order],
    )


def against(windows: Windows, minimum: int, *, scaled: bool = False, ranked: bool = False) -> str:
    """Why a test over windows of a panel is not applicable; empty where it is.

    ``scaled``: it divides by each window's own standard error. ``ranked``: it also lays the windows side by side, day
    by day of event time.
    """
    count = len(windows)
    if count < minimum:
        return f"{minimum} separate windows are needed, there are {count}"
    overlapping: Flags = (windows.series[1:] == windows.series[:-1]) & (windows.start[1:] <= windows.stop[:-1])
    if overlapping.any():
        block = windows.pool.blocks[windows.source[np.argmax(overlapping)]]
        return f"windows overlap on one series ({block.column.name}): they are not separate draws"
    if not (scaled or ranked):
        return ""
    failed = windows.because != ""
    if failed.any():
        why = reason_alone(str(windows.because[np.argmax(failed)]))
        return f"{failed.sum()} of {count} windows have no usual move to be held against: {why}"
    if (windows.df <= 2).any():
        return "more than two degrees of freedom are needed in every estimation window"
    if ranked and len(np.unique(windows.nobs)) > 1:
        return "the estimation windows have different lengths"
    return ""


def against_days(windows: Windows) -> str:
    """Why the days of windows cannot be ranked side by side; empty where they can. After `against`."""
    if len(np.unique(windows.stop - windows.start)) > 1:
        return "the windows have different lengths, because the hour of some events is not known"
    missing = ~np.isfinite(windows.ranked_days()[0]).all(axis=1)
    if missing.any():
        return f"ranked days of {missing.sum()} of {len(windows)} windows have no abnormal return"
    return ""


def spread(values: Floats) -> float:
    """Standard deviation across windows, divisor N − 1; zero where they differ by rounding alone."""
    deviation = float(values.std(ddof=1))
    return deviation if deviation > _SAME * float(np.abs(values).max()) else 0.0


def _days(block: Block, before: int, after: int) -> tuple[Floats, Floats]:
    """Returns (E, R) and factor returns (E, R, k), ``before`` to ``after`` the window; NaN outside the series."""
    column = block.column
    inside = block.start[:, None] + np.arange(-before, block.length + after)
    there = (inside >= 0) & (inside < len(column))
    inside = np.where(there, inside, 0)
    wanted = block.fit.slopes.shape[1]
    moves = column.factors[inside] if wanted else np.empty((*inside.shape, 0))
    if before or after:  # within the window itself neither is missing
        broken = column.broken | column.method_break
        there &= ~broken[inside]
    return np.where(there, column.returns[inside], np.nan), moves


def _places(block: Block, pool: Pool) -> Positions:
    """Rows of the frame of a block's residuals; −1 where they are not those of the days before the window."""
    estimation, fit = pool.judges[block.number].estimation, block.fit
    nowhere = np.full(fit.residuals.shape, -1, dtype=np.intp)
    if fit.residuals.shape[1] != estimation.length or estimation.ordinary.size < estimation.length:
        return nowhere
    ends = np.maximum(estimation.ends(block.start), estimation.length)
    inside = estimation.ordinary[ends[:, None] - estimation.length + np.arange(estimation.length)]
    # A model that looks at other days than these looks at others for every window: one tells.
    one = [int(np.argmax(np.isfinite(fit.constant) & np.isfinite(fit.slopes).all(axis=1)))]
    returns, factors = block.column.returns[inside[one]], block.column.factors[inside[one]]
    expected = _expected(fit.take(np.array(one)), factors[:, :, : fit.slopes.shape[1]])
    same = np.abs(returns - expected - fit.residuals[one]).max() <= _ALIKE * np.abs(returns).max()
    return block.column.places[inside] if same else nowhere


def _alike(blocks: list[Block]) -> list[list[Block]]:
    """Neighbouring blocks of one L and one T together, in the order they have."""

    def size(block: Block) -> tuple[int, int, int]:
        return block.length, block.fit.nobs, block.fit.n_parameters

    return [list(group) for _, group in groupby(blocks, size)]


def _laid_end_to_end(blocks: list[Block], before: int, after: int) -> tuple[Floats, Floats, Fit]:
    """Returns, factor returns and fits (without residuals) of blocks of one L and one T."""
    parts = [_days(block, before, after) for block in blocks]
    fits = [replace(block.fit, residuals=np.empty((len(block.rows), 0))) for block in blocks]
    returns, moves = (np.concatenate(each) for each in zip(*parts, strict=True))
    return returns, moves, joined(fits)


def _expected(fit: Fit, moves: Floats) -> Floats:
    expected: Floats = fit.constant[:, None] + np.einsum("erk,ek->er", moves, fit.slopes)
    return expected


def _scales(fit: Fit, moves: Floats) -> Floats:
    """Forecast variance of each day in units of s², shape (E, R)."""
    return np.column_stack([fit.forecast_scale(1, moves[:, day]) for day in range(moves.shape[1])])


def event_days(windows: Windows) -> Flags:
    """Which of the T + R days that are ranked lie in the window itself; one T and one L."""
    before, after = windows.around
    inside = np.zeros(windows.residuals.shape[1] + windows.ranked_days()[0].shape[1], dtype=bool)
    inside[windows.residuals.shape[1] + before : len(inside) - after] = True
    return inside
