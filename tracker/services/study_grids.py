"""A grid of studies as it is asked for, in a file or a line of text, and the data it needs."""

from __future__ import annotations

import hashlib
import itertools
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.analysis.grid import Grid, SeriesData, grid_of
from tracker.analysis.grid_run import GridResult, run_grid
from tracker.analysis.spec import StudySpec
from tracker.errors import ConfigError, NoDataError, UsageError
from tracker.services.context import Context
from tracker.services.executors import place
from tracker.services.ledger import Selection
from tracker.services.prepared import Question, prepare

if TYPE_CHECKING:
    import pandas as pd

    from tracker.analysis.selection import Event

SELECTED = "selection"
"""The name of the events chosen on the command line."""

_AXES = ("model", "window", "estimation", "gap", "exclude_events")
_LISTS = ("kinds", "actions", "stances", "jurisdictions", "issuers", "actors", "sets")
_EXAMPLE = 'Write for instance --grid "model=mean,factor; window=0,0|-1,1; estimation=120,250", or the name of a file.'
_MOST_CELLS = 100_000
_MOST_DRAWS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """A named set of events: those selected, or those named."""

    name: str
    selection: Selection
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A grid as asked for; ``series`` and ``events`` empty: those of the command line. ``axes`` by field of a spec."""

    axes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    series: tuple[str, ...] = ()
    events: tuple[Events, ...] = ()
    statistics: tuple[str, ...] = ()
    draws: int = 0
    seed: int = 0
    placebo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ready:
    """A grid with the hashes of its data (sha256 of float64 bytes, by series), and whose numbers are in it."""

    grid: Grid
    hashes: Mapping[str, Mapping[str, str]]
    credits: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()


def read_asked(text: str) -> Asked:
    """Read a grid from a file in TOML, where the text names one, or from a line like ``model=mean,factor; gap=5,10``.

    Raises ``UsageError`` that says what is wrong where.
    """
    asked = _read(text)
    for name, values in {**asked.axes, "series": asked.series}.items():
        if len(set(values)) < len(values):
            raise UsageError(f"The grid has a value of {name} twice.", remedy="Name each value once.")
    return asked


def _read(text: str) -> Asked:
    path = Path(text)
    if text.endswith(".toml") or (len(text) < 256 and path.is_file()):
        try:
            with path.open("rb") as file:
                return _of_table(tomllib.load(file), str(path))
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}.", remedy=_EXAMPLE) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} is no TOML file: {error}.", remedy=_EXAMPLE) from None
    return _of_line(text)


def prepare_grid(context: Context, asked: Asked, question: Question) -> Ready:
    """Choose, align and read for every series and set of events.

    A set that cannot be studied at a series stays in the grid with its reason; ``NoDataError`` where none can be.
    """
    if asked.draws > _MOST_DRAWS:
        raise UsageError(
            f"{asked.draws:,} draws are too many; at most {_MOST_DRAWS:,} are taken.", remedy="Say fewer --draws."
        )
    names = asked.series or (question.series or context.settings.pairs[0],)
    sets = asked.events or (Events(name=SELECTED, selection=question.selection, ids=tuple(question.event_ids)),)
    data: dict[str, SeriesData] = {}
    events: dict[tuple[str, str], Sequence[Event] | str] = {}
    credits_: list[str] = []
    barred: list[str] = []
    for series, chosen in itertools.product(names, sets):
        wanted = replace(question, series=series, selection=chosen.selection, event_ids=chosen.ids, model=None)
        try:
            prepared = prepare(context, wanted)
        except NoDataError as error:
            events[series, chosen.name] = error.message
            continue
        frames = prepared.frames
        data[frames.column] = SeriesData(
            returns=frames.returns,
            factors=frames.factors,
            gaps=frames.gaps,
            method_breaks=frames.method_breaks,
            max_gap_days=frames.longest_gap,
        )
        if (frames.column, chosen.name) in events:
            raise UsageError(f"{series} and another series of the grid are both {frames.column} here.")
        events[frames.column, chosen.name] = prepared.alignments
        credits_ += prepared.credits()
        barred += prepared.barred
    if not data:
        raise NoDataError(next(str(because) for because in events.values()))
    return Ready(
        grid=_grid(asked, data, events, question),
        hashes={name: hashes_of(one) for name, one in data.items()},
        credits=tuple(dict.fromkeys(credits_)),
        barred=tuple(dict.fromkeys(barred)),
    )


def work_grid(
    ready: Ready,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    told: Callable[[int, int], None] | None = None,
) -> GridResult:
    """Work a grid here, in processes or on a cluster; the answer is the same bytes."""
    small = len(ready.grid.cells) * (1 + ready.grid.draws // 10_000) <= _SMALL
    try:
        with place(1 if workers is None and scheduler is None and small else workers, scheduler) as there:
            return run_grid(
                ready.grid,
                there.executor,
                in_flight=2 * there.workers,
                parts=max(1, min(8, len(ready.grid.cells) // (2 * there.workers))),
                told=told,
            )
    except BrokenExecutor:
        raise ConfigError(
            "A process that worked the grid was ended from outside, perhaps for want of memory. Nothing was written.",
            remedy="Say fewer --workers.",
        ) from None


_SMALL = 8
"""Cells that are worked before a process has started."""


def hashes_of(data: SeriesData) -> dict[str, str]:
    """The sha256 of the labels and of each frame's float64 bytes (little-endian, row by row)."""
    found = {"labels": hashlib.sha256("\n".join(map(str, data.returns.index)).encode()).hexdigest()}
    for name in ("returns", "factors"):
        frame: pd.DataFrame | None = getattr(data, name)
        if frame is not None:
            found[name] = hashlib.sha256(frame.to_numpy(dtype="<f8").tobytes()).hexdigest()
    return found


def _grid(
    asked: Asked,
    data: Mapping[str, SeriesData],
    events: Mapping[tuple[str, str], Sequence[Event] | str],
    question: Question,
) -> Grid:
    best = "factor" if all(one.factors is not None for one in data.values()) else "mean"
    axes = {"model": (question.model or best,), "window": (question.window,), **asked.axes}
    fixed: dict[str, Any] = {"seed": asked.seed} | ({"statistics": asked.statistics} if asked.statistics else {})
    number = len(events)
    for values in axes.values():
        number *= len(values)
    if number > _MOST_CELLS:
        raise UsageError(f"That grid has {number:,} cells; at most {_MOST_CELLS:,} are taken.")
    try:
        specs = [
            StudySpec(**fixed, **dict(zip(axes, chosen, strict=True))) for chosen in itertools.product(*axes.values())
        ]
        return grid_of(data, events, specs, draws=asked.draws, seed=asked.seed, placebo=asked.placebo)
    except (TypeError, ValueError) as error:
        raise UsageError(f"The grid cannot be made: {error}.", remedy=_EXAMPLE) from None


def _of_line(text: str) -> Asked:
    axes: dict[str, tuple[Any, ...]] = {}
    series: tuple[str, ...] = ()
    for part in filter(None, map(str.strip, text.split(";"))):
        name, equals, given = (one.strip() for one in part.partition("="))
        if not equals or not given:
            raise UsageError(f"{part!r} is no axis of a grid.", remedy=_EXAMPLE)
        if name in axes or (name == "series" and series):
            raise UsageError(f"The grid names {name} twice.", remedy=_EXAMPLE)
        values = tuple(one.strip() for one in given.split("|" if "|" in given or name == "window" else ","))
        if name == "series":
            series = values
        else:
            axes[name] = tuple(_value(name, one) for one in values)
    if not axes and not series:
        raise UsageError("The grid names nothing to vary.", remedy=_EXAMPLE)
    return Asked(axes=axes, series=series)


def _of_table(table: Mapping[str, Any], file: str) -> Asked:
    known = {"series", "events", "spec", "statistics", "draws", "seed", "placebo"}
    if unknown := sorted(set(table) - known):
        raise UsageError(f"{file}: unknown key {unknown[0]!r}.", remedy=f"Known: {', '.join(sorted(known))}.")
    spec = table.get("spec", {})
    if not isinstance(spec, Mapping):
        raise UsageError(f"{file}: spec must be a table.", remedy="[spec]\nmodel = ['mean', 'factor']")
    axes = {}
    for name, values in spec.items():
        several = values if isinstance(values, list) and not (name == "window" and _pair(values)) else [values]
        axes[name] = tuple(_value(name, one) for one in several)
    return Asked(
        axes=axes,
        series=_texts(table, "series", file),
        events=_sets(table.get("events", []), file),
        statistics=_texts(table, "statistics", file),
        draws=_whole(table, "draws", file),
        seed=_whole(table, "seed", file),
        placebo=str(table["placebo"]) if "placebo" in table else None,
    )


def _sets(given: object, file: str) -> tuple[Events, ...]:
    found = []
    for number, one in enumerate(given if isinstance(given, list) else [given], 1):
        where = f"{file}: events {number}"
        if not isinstance(one, Mapping):
            raise UsageError(f"{where} is no table.", remedy='[[events]]\nname = "refusals"\nactions = ["rule_out"]')
        known = {"name", "ids", "since", "until", "text", *_LISTS}
        if unknown := sorted(set(one) - known):
            raise UsageError(f"{where}: unknown key {unknown[0]!r}.", remedy=f"Known: {', '.join(sorted(known))}.")
        lists: dict[str, Any] = {name: _texts(one, name, where) for name in _LISTS}
        chosen = Selection(
            first_day=_day(one, "since", where),
            until_day=_day(one, "until", where),
            text=str(one.get("text", "")),
            **lists,
        )
        found.append(Events(name=str(one.get("name") or number), selection=chosen, ids=_texts(one, "ids", where)))
    if len({one.name for one in found}) < len(found):
        raise UsageError(f"{file}: two sets of events have one name.")
    return tuple(found)


def _value(name: str, given: object) -> object:
    """One value of an axis; numbers and windows may come as text."""
    try:
        if name == "model":
            return str(given)
        if name == "window":
            ends: Any = given.split(",") if isinstance(given, str) else given
            first, last = ends
            return int(first), int(last)
        if name in ("estimation", "gap"):
            if isinstance(given, bool | float):
                raise ValueError  # noqa: TRY301 - told below, as every other value
            return int(str(given))
        if name == "exclude_events":
            return {"true": True, "yes": True, "false": False, "no": False}[str(given).lower()]
    except (ValueError, TypeError, KeyError):
        raise UsageError(f"{given!r} is no {name} of a study.", remedy=_EXAMPLE) from None
    raise UsageError(f"A grid cannot vary {name!r}.", remedy=f"It can vary: series, {', '.join(_AXES)}.")


def _pair(values: list[Any]) -> bool:
    return len(values) == 2 and all(isinstance(one, int) for one in values)


def _texts(table: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    given = table.get(name, [])
    several = [given] if isinstance(given, str) else given
    if not isinstance(several, list) or not all(isinstance(one, str) and one for one in several):
        raise UsageError(f"{where}: {name} must be texts.", remedy=f'{name} = ["…", "…"]')
    return tuple(several)


def _whole(table: Mapping[str, Any], name: str, where: str) -> int:
    given = table.get(name, 0)
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise UsageError(f"{where}: {name} must be a whole number, 0 or more.")
    return given


def _day(table: Mapping[str, Any], name: str, where: str) -> date | None:
    given = table.get(name)
    try:
        return given if given is None or type(given) is date else date.fromisoformat(str(given))
    except ValueError:
        raise UsageError(f"{where}: {name} must be a day like 2014-11-10, not {given!r}.") from None
