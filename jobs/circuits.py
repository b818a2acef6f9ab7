"""Says in the daemon's log when the circuit of a source opens, is probed and closes, each once."""

from __future__ import annotations

from datetime import datetime

from jobs.listening import Listener, Unit
from tracker.errors import TrackerError
from tracker.services.circuits import Circuit, circuits, turns
from tracker.services.context import Context, Say


class CircuitLog(Listener):
    """Compares the circuits with what they were, before and after each fetch.

    Those open at the start are said, too, unless ``known``: for a pass that is one of many.
    """

    def __init__(self, tell: Say, *, known: bool = False) -> None:
        self._tell = tell
        self._are_known = known
        self._context: Context | None = None
        self._known: dict[str, Circuit] = {}

    def on_start(self, context: Context) -> None:
        """Remember where to look."""
        self._context = context
        if self._are_known:
            self._known = self._found() or {}

    def on_reload(self, context: Context) -> None:
        """Another set of sources, perhaps."""
        self._context = context

    def on_begin(self, job: str, slot: datetime | None) -> None:  # noqa: ARG002
        """One whose time has come is about to be probed."""
        self._look(job)

    def on_unit(self, unit: Unit) -> None:
        """What the fetch made of them."""
        self._look(unit.job)

    def _look(self, job: str) -> None:
        found = self._found() if job.startswith("fetch_") else None
        if found is None:
            return
        for words in turns(self._known, found):
            self._tell(words)
        self._known = found

    def _found(self) -> dict[str, Circuit] | None:
        if self._context is None:
            return None
        try:
            return circuits(self._context.at(self._context.clock()))
        except TrackerError:
            return None  # a database that is away is told of by the look itself
