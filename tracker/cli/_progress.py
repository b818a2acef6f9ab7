"""A back-fill on a terminal: what it will cost, how far it is, and what is kept when somebody interrupts it.

All of it goes to stderr: bars on a terminal, plain lines anywhere else, nothing when quiet.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from tracker.cli._output import wrapped

if TYPE_CHECKING:
    from tracker.cli._invocation import Invocation
    from tracker.services.backfill import Expected, Step

_LINES = 10
"""Of a source, plain lines beyond its first."""


class Bars(Protocol):
    """What shows the steps of several sources at once."""

    def show(self, step: Step) -> None:
        """One step of one source."""


def announcement(costs: Sequence[Expected]) -> Iterator[str]:
    """What a back-fill will ask for, how much that is and how long it takes at least."""
    from tracker.services.backfill import seconds_of

    for cost in costs:
        yield from wrapped(f"{cost.source}: {_asked(cost)}.")
        for limit in cost.limits:
            yield from wrapped(f"{cost.source}: {limit}")
    documents = sum(cost.documents for cost in costs)
    if documents:
        unknown = [cost.source for cost in costs if cost.documents and not cost.size]
        size = f", about {_bytes(sum(cost.size for cost in costs))}" if len(unknown) < len(costs) else ""
        without = f" without {' and '.join(unknown)}, whose size is not known" if size and unknown else ""
        yield from wrapped(
            f"In all {_documents(documents)}{size}{without}; at least {_time(seconds_of(costs))}, as each host is asked"
            " once a second at most. Ctrl-C keeps what is read by then, and the same command goes on from there."
        )


def what_is_left(step: Step) -> str:
    """How far the back-fill of a source came, and how to go on."""
    return (
        f"{step.source}: {step.done} of {step.parts} parts are stored; the same command asks for"
        f" {'the one that is' if step.parts - step.done == 1 else f'the {step.parts - step.done} that are'} missing."
    )


@contextmanager
def progress(invocation: Invocation) -> Iterator[Watch]:
    """A ``Watch`` that shows what it is told; once an interruption has ended the drawing, it says what is kept."""
    watch = Watch(invocation)
    try:
        with _bars(invocation) as watch.bars:
            yield watch
    except KeyboardInterrupt:
        watch.interrupted()
        raise


@contextmanager
def _bars(invocation: Invocation) -> Iterator[Bars | None]:
    if invocation.quiet or not draws():
        yield None if invocation.quiet else _Lines(invocation)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[new]} new"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, no_color=not invocation.stderr_color)
    with Progress(*columns, console=console, transient=True) as drawn:
        yield _Drawn(drawn)


class Watch:
    """How far each source is; told by several threads."""

    def __init__(self, invocation: Invocation) -> None:
        self.bars: Bars | None = None
        self._invocation = invocation
        self._lock = threading.Lock()
        self._steps: dict[str, Step] = {}

    def step(self, step: Step) -> None:
        """Remember and show."""
        with self._lock:
            self._steps[step.source] = step
            if self.bars is not None:
                self.bars.show(step)

    def interrupted(self) -> None:
        """Say what is kept and how to go on."""
        with self._lock:
            open_steps = [step for step in self._steps.values() if step.done < step.parts]
        for step in open_steps:
            self._invocation.note(what_is_left(step))
        if not open_steps:
            self._invocation.note("What was read by now is kept; the same command goes on from there.")


class _Lines:
    """A line now and then: the first, each tenth of the way, and the last."""

    def __init__(self, invocation: Invocation) -> None:
        self._invocation = invocation

    def show(self, step: Step) -> None:
        way = step.parts - step.before
        gone = step.done - step.before
        if gone and (gone == way or gone * _LINES // way > (gone - 1) * _LINES // way):
            self._invocation.note(f"{step.source}: {step.done} of {step.parts} parts, {step.new:,} new values")


class _Drawn:
    def __init__(self, drawn: Any) -> None:
        self._drawn = drawn
        self._tasks: dict[str, Any] = {}

    def show(self, step: Step) -> None:
        if step.source not in self._tasks:
            self._tasks[step.source] = self._drawn.add_task(step.source, total=step.parts, new=0)
        self._drawn.update(self._tasks[step.source], completed=step.done, new=f"{step.new:,}")


def draws() -> bool:
    """Whether stderr is a terminal on which a bar can be drawn."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _asked(cost: Expected) -> str:
    if not cost.documents:
        if cost.finished:
            return f"nothing to ask for, {_here(cost.finished)} already; --again asks once more"
        return "it has nothing of that time"
    earlier = f"; {_here(cost.finished)} already" if cost.finished else ""
    size = f", about {_bytes(cost.size)}" if cost.size else ""
    pages = ", and the pages they may have" if cost.paged else ""
    return f"{_documents(cost.documents)}{pages}{size}{earlier}"


def _documents(count: int) -> str:
    return f"{count:,} {'document' if count == 1 else 'documents'}"


def _here(count: int) -> str:
    return f"{_documents(count)} {'is' if count == 1 else 'are'} here"


def _bytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 950_000 else f"{max(round(size / 1000), 1)} kB"


def _time(seconds: float) -> str:
    whole = max(round(seconds), 1)
    return f"{whole} s" if whole < 120 else f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")
