"""Working a grid of studies through any executor, and its answer as tidy frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.analysis.grid import Chunk, Grid, Worked, chunks, count_chunks, run_chunk
from tracker.analysis.placebo import pvalue_of

_LEVELS = (0.05, 0.5, 0.95)
_COUNTS = ("cell", "window_first", "window_last", "estimation", "gap")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GridResult:
    """What all studies of a grid found, cell after cell. Moves are log points; positive is a weaker quote currency.

    Attributes
    ----------
    rows : DataFrame
        One row per cell and event: ``cell, series, events, model, window_first, window_last, estimation, gap,
        exclude_events``, then the columns of `StudyResult.rows` and ``because``: why there is no headline p, empty
        where there is one.
    aggregate : DataFrame
        Rows per cell: the columns of `StudyResult.aggregate` with ``because``; where draws were asked for, one more
        with ``statistic`` ``placebo_NAME``: ``stat`` is the mean over the events' ``n_windows`` distinct windows, of
        which ``n_left_out`` are missing: they lie before the first day that can be judged, or cannot be themselves;
        ``pvalue`` is (1 + draws at least as large) / (1 + draws), ``draws`` how many there are, ``q05, q50, q95`` their
        quantiles.
    draws : DataFrame
        ``cell, draw, shift, value``; empty without draws.
    """

    rows: pd.DataFrame
    aggregate: pd.DataFrame
    draws: pd.DataFrame


def run_grid(
    grid: Grid,
    executor: Executor | None = None,
    *,
    in_flight: int = 8,
    parts: int = 8,
    told: Callable[[int, int], None] | None = None,
) -> GridResult:
    """Work every cell and put the answers in the order of the cells.

    Parameters
    ----------
    grid : Grid
        What to compute.
    executor : Executor, optional
        Any `concurrent.futures.Executor`: threads, processes, a Dask cluster's. None works here, one after another.
    in_flight : int
        Most chunks handed out at a time.
    parts : int
        Studies, or lots of draws, per chunk.
    told : callable, optional
        Told how many chunks of how many are done.

    Returns
    -------
    GridResult
        The same bytes whichever executor worked it. A cell that failed has its reason in ``because``.

    Examples
    --------
    >>> from tracker.analysis.grid import SeriesData, grid_of
    >>> from tracker.analysis.spec import StudySpec
    >>> days = pd.bdate_range("2020-01-01", periods=600).strftime("%Y-%m-%d")
    >>> moves = np.random.default_rng(0).normal(0, 0.01, 600)
    >>> data = {"x": SeriesData(returns=pd.DataFrame({"x": moves}, index=days))}
    >>> specs = [StudySpec(estimation=n, statistics=("t",)) for n in (120, 250)]
    >>> found = run_grid(grid_of(data, {("x", "mine"): [("x", days[590])]}, specs, draws=99))
    >>> found.aggregate[["cell", "statistic", "draws"]].to_dict("list")
    {'cell': [0, 0, 1, 1], 'statistic': ['caar', 'placebo_t', 'caar', 'placebo_t'], 'draws': [0, 99, 0, 99]}
    """
    total = count_chunks(grid, parts=parts)
    found: dict[int, tuple[Worked, ...]] = {}
    pending = chunks(grid, parts=parts)
    if executor is None:
        for chunk in pending:
            found[chunk.number] = run_chunk(chunk)
            if told is not None:
                told(len(found), total)
    else:
        _through(executor, pending, found, in_flight, lambda done: told(done, total) if told is not None else None)
    return _frames(grid, (one for number in sorted(found) for one in found[number]))


def _through(
    executor: Executor,
    pending: Iterable[Chunk],
    found: dict[int, tuple[Worked, ...]],
    in_flight: int,
    told: Callable[[int], None],
) -> None:
    """Hand out chunks, never more than ``in_flight`` at once; an interruption takes back those nobody began."""
    handed: dict[Future[tuple[Worked, ...]], int] = {}
    left = iter(pending)
    try:
        while True:
            while len(handed) < max(1, in_flight) and (chunk := next(left, None)) is not None:
                handed[executor.submit(run_chunk, chunk)] = chunk.number
            if not handed:
                return
            done, _ = wait(handed, return_when=FIRST_COMPLETED)
            for future in done:
                found[handed.pop(future)] = future.result()
                told(len(found))
    finally:
        for future in handed:
            future.cancel()


def _frames(grid: Grid, worked: Iterable[Worked]) -> GridResult:
    rows: list[pd.DataFrame] = []
    aggregate: list[pd.DataFrame] = []
    draws: list[pd.DataFrame] = []
    by_cell: dict[int, list[Worked]] = {cell.number: [] for cell in grid.cells}
    for one in worked:
        by_cell[one.cell].append(one)
    for cell in grid.cells:
        study, *drawn = by_cell[cell.number]  # parts come in the order in which they were cut
        lead = {
            "cell": cell.number,
            "series": cell.series,
            "events": cell.events,
            "model": cell.spec.model,
            "window_first": cell.spec.window[0],
            "window_last": cell.spec.window[1],
            "estimation": cell.spec.estimation,
            "gap": cell.spec.gap,
            "exclude_events": cell.spec.exclude_events,
        }
        if study.result is None:
            aggregate.append(_lines(lead, [_nothing(study.because)]))
            continue
        rows.append(_rows(lead, study))
        aggregate.append(_lines(lead, _aggregate(study)))
        if drawn:
            aggregate.append(_lines(lead, [_placebo(grid.placebo, study, drawn)]))
            draws.append(_draws(cell.number, drawn))
    return GridResult(
        rows=_joined(rows, ["cell", "because"]),
        aggregate=_joined(aggregate, ["cell", "because"]),
        draws=_joined(draws, ["cell", "draw", "shift", "value"]),
    )


def _rows(lead: Mapping[str, object], study: Worked) -> pd.DataFrame:
    assert study.result is not None  # noqa: S101 - the caller looked
    own = study.result.rows.rename(columns={"column": "series"}).drop(columns="series")
    why = study.result.not_applicable
    reasons = why[why["statistic"] == "pvalue"].drop_duplicates("row").set_index("row")["because"]
    own["because"] = [str(reasons.get(number, "")) for number in range(len(own))]
    return pd.concat([pd.DataFrame([lead] * len(own), index=own.index), own], axis=1)


def _aggregate(study: Worked) -> list[dict[str, object]]:
    assert study.result is not None  # noqa: S101 - the caller looked
    why = study.result.not_applicable
    reasons = why[why["row"] == -1].drop_duplicates("statistic").set_index("statistic")["because"].to_dict()
    if not study.result.aggregate["n_events"].iloc[0]:  # no mean, for what keeps its events from being studied
        own = why[(why["row"] >= 0) & (why["statistic"] == "pvalue")]["because"]
        reasons["caar"] = "; ".join(dict.fromkeys(map(str, own))) or reasons.get("caar", "")
    nothing = float("nan")
    return [
        {
            **{str(name): value for name, value in row.items()},
            "n_left_out": 0,
            "draws": 0,
            "q05": nothing,
            "q50": nothing,
            "q95": nothing,
            "because": str(reasons.get(row["statistic"], "")),
        }
        for row in study.result.aggregate.to_dict("records")
    ]


def _nothing(because: str) -> dict[str, object]:
    """The row of a cell that could not be studied."""
    nothing = float("nan")
    numbers = ("k_effective", "caar", "stat", "pvalue", "adjusted_pvalue", "df", "q05", "q50", "q95")
    return {
        "statistic": "caar",
        **dict.fromkeys(("n_events", "n_windows", "family_size", "n_left_out", "draws"), 0),
        **dict.fromkeys(numbers, nothing),
        "because": because,
    }


def _placebo(name: str, study: Worked, drawn: list[Worked]) -> dict[str, object]:
    assert study.result is not None  # noqa: S101 - the caller looked
    first = study.result.aggregate.to_dict("records")[0]
    values = np.concatenate([one.drawn for one in drawn])
    known = values[np.isfinite(values)]
    because = next((one.because or one.placebo_because for one in drawn if one.because or one.placebo_because), "")
    if not because and not len(known):
        because = "at no shifted date half of the windows could be studied"
    nothing = float("nan")
    found = dict.fromkeys(("q05", "q50", "q95"), nothing)
    if not because:
        found = dict(zip(found, np.quantile(known, _LEVELS).tolist(), strict=True))
    return {
        **{str(key): value for key, value in first.items()},
        "statistic": f"placebo_{name}",
        "n_events": drawn[0].n_events,
        "n_windows": drawn[0].n_windows,
        "stat": nothing if because else drawn[0].observed,
        "pvalue": nothing if because else pvalue_of(drawn[0].observed, values),
        "df": nothing,
        "n_left_out": drawn[0].n_left_out,
        "draws": len(known),
        **found,
        "because": because,
    }


def _draws(number: int, drawn: list[Worked]) -> pd.DataFrame:
    values = np.concatenate([one.drawn for one in drawn])
    return pd.DataFrame(
        {
            "cell": np.full(len(values), number, dtype=np.int64),
            "draw": np.arange(len(values), dtype=np.int64),
            "shift": np.concatenate([one.shifts for one in drawn]),
            "value": values,
        }
    )


def _lines(lead: Mapping[str, object], found: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame([{**lead, **one} for one in found])


def _joined(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """One frame under the other, every column of any of them, in the order in which they first appear."""
    if not frames:
        return pd.DataFrame({name: [] for name in columns})
    every = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    last = [name for name in every if name == "because"]
    wide = [name for name in every if name != "because"] + last
    return pd.concat([frame.reindex(columns=wide) for frame in frames], ignore_index=True)
