"""``tracker study --grid``: many studies at once, here, in processes or on a cluster."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.cli._invocation import Invocation
    from tracker.services.grid_words import GridAnswer
    from tracker.services.prepared import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class GridOptions:
    """What was typed about a grid; ``grid`` None: nothing."""

    grid: str | None = None
    draws: int | None = None
    placebo: str | None = None
    grid_seed: int | None = None
    workers: int | None = None
    scheduler: str | None = None

    @property
    def asked(self) -> bool:
        """Whether a grid is asked for; ``UsageError`` where only what belongs to one is."""
        rest = {"--draws": self.draws, "--drawn": self.placebo, "--seed": self.grid_seed}
        rest |= {"--workers": self.workers, "--scheduler": self.scheduler}
        given = [name for name, value in rest.items() if value is not None]
        if self.grid is None and given:
            raise UsageError(f"{given[0]} belongs to a grid of studies.", remedy="Say what to vary with --grid.")
        return self.grid is not None


def grid_options(function: Callable[..., object]) -> Callable[..., object]:
    """Options of a grid, passed to the command as one ``gridded: GridOptions``."""

    @functools.wraps(function)
    def packed(*args: object, **given: object) -> object:
        options = GridOptions(**{name: given.pop(name) for name in GridOptions.__dataclass_fields__})  # type: ignore[arg-type]  # click made them
        return function(*args, gridded=options, **given)

    found: Callable[..., object] = packed
    for option in reversed(
        (
            click.option(
                "--grid",
                metavar="AXES|FILE",
                help='Many studies at once: "model=mean,factor; window=0,0|-1,1", or a TOML file.',
            ),
            click.option(
                "--draws", metavar="N", type=click.IntRange(0), help="Placebo draws for each study of a grid."
            ),
            click.option(
                "--drawn", "placebo", metavar="STATISTIC", help="What is drawn: fhs, or caar (the own part itself)."
            ),
            click.option(
                "--seed", "grid_seed", metavar="N", type=click.IntRange(0), help="Seed of the draws; 0 if not said."
            ),
            click.option("--workers", metavar="N", type=click.IntRange(1), help="Processes; one per processor."),
            click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster, like tcp://10.0.0.5:8786."),
        )
    ):
        found = option(found)
    return found


def worked_grid(
    invocation: Invocation, question: Question, options: GridOptions, output: str | None
) -> tuple[GridAnswer, str | None]:
    """The grid, worked; and where its text goes: to stdout where the output is the Parquet file it was written to."""
    from tracker.services import grid_files
    from tracker.services.grid_words import GridAnswer
    from tracker.services.study_grids import prepare_grid, read_asked, work_grid

    assert options.grid is not None  # noqa: S101 - `asked` was looked at
    asked = read_asked(options.grid)
    given = {"draws": options.draws, "placebo": options.placebo, "seed": options.grid_seed}
    asked = replace(asked, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # of those types
    to_parquet = output is not None and output.endswith(".parquet")
    if to_parquet:
        grid_files.require_parquet()
    ready = prepare_grid(invocation.context, asked, question)
    with _watched(invocation, len(ready.grid.cells)) as told:
        result = work_grid(ready, workers=options.workers, scheduler=options.scheduler, told=told)
    answer = GridAnswer(ready=ready, result=result, now=invocation.instant)
    if not to_parquet or output is None:
        return answer, output
    for path in grid_files.write(result, ready, invocation.instant, output).values():
        invocation.note(f"Written: {path}")
    return answer, None


@contextmanager
def _watched(invocation: Invocation, cells: int) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing anywhere else."""
    from tracker.cli._progress import draws

    if invocation.quiet or not draws():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=not invocation.stderr_color)
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as drawn:
        task = drawn.add_task(f"{cells} studies", total=None)
        yield lambda done, total: drawn.update(task, completed=done, total=total)
