"""Many studies at once: series × sets of events × choices, described as values and cut into pieces of bounded size.

Nothing here starts a process. A `Chunk` carries all that `run_chunk` needs, so it can be worked anywhere; what comes
back depends neither on where, nor on how the grid was cut, nor on the order in which pieces are finished.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.analysis.placebo import Placebo
from tracker.analysis.results import StudyResult
from tracker.analysis.selection import Event
from tracker.analysis.spec import StudySpec
from tracker.analysis.statistic import statistics
from tracker.analysis.study import run_study

CAAR = "caar"
"""The placebo statistic that is the mean own part itself, over distinct windows."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeriesData:
    """One series as `run_study` takes it; all frames on one index.

    ``max_gap_days`` replaces that of the choices where it is not None: bars of an hour have other long gaps than
    fixings.
    """

    returns: pd.DataFrame
    factors: pd.DataFrame | None = None
    gaps: pd.DataFrame | None = None
    method_breaks: pd.DataFrame | None = None
    max_gap_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One study of the grid. ``because`` is set where its events cannot be set against its series at all."""

    number: int
    series: str
    events: str
    spec: StudySpec
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """All studies.

    Attributes
    ----------
    cells : tuple of Cell
        Numbered from 0 in their order (`grid_of`).
    data : mapping
        By series.
    events : mapping
        Aligned events, or (column, label) pairs, by (series, name of the set).
    draws : int
        Placebo draws per cell; 0 for none.
    seed : int
        From which the draws of every cell follow: those of cell k are of ``SeedSequence(seed, spawn_key=(k,))``.
    placebo : str
        Whose placebo distribution is drawn: the key of a statistic of one window, of which it is the mean over
        distinct windows, or ``caar``, the mean own part itself, which days of storm dominate.
    """

    cells: tuple[Cell, ...]
    data: Mapping[str, SeriesData]
    events: Mapping[tuple[str, str], tuple[Event, ...]]
    draws: int = 0
    seed: int = 0
    placebo: str = CAAR

    def __post_init__(self) -> None:
        if self.draws < 0 or self.seed < 0:
            raise ValueError("draws and seed cannot be negative")
        if self.placebo != CAAR:
            lacking = next((cell for cell in self.cells if self.placebo not in cell.spec.single), None)
            if self.placebo not in statistics() or lacking is not None:
                raise ValueError(
                    f"the placebo statistic {self.placebo!r} must be {CAAR} or a statistic of one window that every"
                    " study computes"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of one cell: the study itself, or some of its draws, [first, last)."""

    cell: Cell
    study: bool
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chunk:
    """Parts worked together, with the data of their series alone."""

    number: int
    parts: tuple[Part, ...]
    grid: Grid


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worked:
    """What became of a part; ``because`` is set where it could not be worked.

    ``n_events`` and ``n_windows`` are those in the mean that draws are compared with, ``n_left_out`` distinct windows
    of the study that are not.
    """

    cell: int
    first: int = 0
    result: StudyResult | None = None
    observed: float = float("nan")
    shifts: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    drawn: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    n_events: int = 0
    n_windows: int = 0
    n_left_out: int = 0
    because: str = ""
    placebo_because: str = ""


def grid_of(
    data: Mapping[str, SeriesData],
    events: Mapping[tuple[str, str], Sequence[Event] | str],
    specs: Sequence[StudySpec],
    *,
    draws: int = 0,
    seed: int = 0,
    placebo: str | None = None,
) -> Grid:
    """Every study of these events with these choices.

    Parameters
    ----------
    data : mapping
        The series by name, the column of their returns.
    events : mapping
        By (series, name of the set) the events, or a text: why they cannot be studied there.
    specs : sequence of StudySpec
        The choices.
    draws, seed, placebo
        As in `Grid`; the placebo statistic is the headline one of the first choices where none is named.

    Returns
    -------
    Grid
        Cells in the order of ``events``, and within each of ``specs``.

    Raises
    ------
    ValueError
        Negative draws, or a placebo statistic that the studies do not compute.

    Examples
    --------
    >>> days = pd.bdate_range("2020-01-01", periods=300).strftime("%Y-%m-%d")
    >>> moves = np.random.default_rng(0).normal(0, 0.01, 300)
    >>> data = {"x": SeriesData(returns=pd.DataFrame({"x": moves}, index=days))}
    >>> specs = [StudySpec(estimation=n, statistics=("t",)) for n in (120, 250)]
    >>> grid = grid_of(data, {("x", "mine"): [("x", days[290])]}, specs, draws=9)
    >>> [(cell.number, cell.spec.estimation) for cell in grid.cells]
    [(0, 120), (1, 250)]
    """
    cells: list[Cell] = []
    for (series, name), chosen in events.items():
        gap = data[series].max_gap_days if series in data else None
        for spec in specs:
            cells.append(
                Cell(
                    number=len(cells),
                    series=series,
                    events=name,
                    spec=spec if gap is None else replace(spec, max_gap_days=gap),
                    because=chosen if isinstance(chosen, str) else "",
                )
            )
    there = {key: tuple(chosen) for key, chosen in events.items() if not isinstance(chosen, str)}
    first = specs[0].headline if specs else CAAR
    return Grid(cells=tuple(cells), data=data, events=there, draws=draws, seed=seed, placebo=placebo or first)


def chunks(grid: Grid, *, parts: int = 8, draws: int = 10_000) -> Iterator[Chunk]:
    """The grid in pieces of at most ``parts`` parts, none with more than ``draws`` draws; made when asked for."""
    every = _parts(grid, draws)
    number = 0
    while some := tuple(islice(every, parts)):
        cells = {part.cell.number: part.cell for part in some}.values()
        keys = dict.fromkeys((cell.series, cell.events) for cell in cells if not cell.because)
        own = replace(
            grid,
            cells=tuple(cells),
            data={series: grid.data[series] for series, _ in keys},
            events={key: grid.events[key] for key in keys},
        )
        yield Chunk(number=number, parts=some, grid=own)
        number += 1


def count_chunks(grid: Grid, *, parts: int = 8, draws: int = 10_000) -> int:
    """How many pieces `chunks` makes."""
    return -(-len(grid.cells) * (1 + -(-grid.draws // draws)) // parts)


def run_chunk(chunk: Chunk) -> tuple[Worked, ...]:
    """Work all parts, in their order. A part that fails says why and leaves the others alone."""
    return tuple(_worked(chunk.grid, part) for part in chunk.parts)


def _parts(grid: Grid, most: int) -> Iterator[Part]:
    for cell in grid.cells:
        yield Part(cell=cell, study=True)
        for first in range(0, grid.draws, most):
            yield Part(cell=cell, study=False, first=first, last=min(first + most, grid.draws))


def _worked(grid: Grid, part: Part) -> Worked:
    cell = part.cell
    if cell.because:
        return Worked(cell=cell.number, first=part.first, because=cell.because)
    data, events = grid.data[cell.series], grid.events[cell.series, cell.events]
    try:
        if part.study:
            result = run_study(
                data.returns, events, cell.spec, data.factors, gaps=data.gaps, method_breaks=data.method_breaks
            )
            return Worked(cell=cell.number, result=result)
        found = Placebo.of(
            data.returns,
            events,
            cell.spec,
            data.factors,
            gaps=data.gaps,
            method_breaks=data.method_breaks,
            statistic=None if grid.placebo == CAAR else grid.placebo,
        )
        if found.because:
            return Worked(
                cell=cell.number, first=part.first, n_left_out=found.n_left_out, placebo_because=found.because
            )
        rng = np.random.default_rng(np.random.SeedSequence(grid.seed, spawn_key=(cell.number,)))
        shifts = found.shifts(rng, grid.draws)[part.first : part.last]
        return Worked(
            cell=cell.number,
            first=part.first,
            observed=found.observed,
            shifts=shifts,
            drawn=found.values(shifts),
            n_events=found.n_events,
            n_windows=found.n_windows,
            n_left_out=found.n_left_out,
        )
    except Exception as error:  # noqa: BLE001 - whatever a study fails of is told in its place
        text = " ".join(str(error).split()) or "no details"
        said = text if isinstance(error, ValueError) else f"{type(error).__name__}: {text}"
        return Worked(cell=cell.number, first=part.first, because=said)
