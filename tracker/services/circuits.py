"""The circuit of each source: closed while it answers, open once it failed so often that it is only probed.

A source that fails is left alone for a time that doubles with every failure, and that is recorded with it; the circuit
is a name for where it stands in this, so it survives a restart and needs no memory of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker.model.instants import to_the_second

if TYPE_CHECKING:
    from tracker.services.context import Context
    from tracker.store.runs import SourceState

OPENS_AFTER = 5
"""Failures in a row: more than an hour of them."""

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half-open"

_LONGEST_WISH = timedelta(hours=24)
"""What lies further ahead was recorded before the clock was set back, and is not waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """Where a source stands.

    Attributes
    ----------
    state : str
        ``closed``: it answers, or failed only a few times. ``open``: it is not asked until ``probe_at``.
        ``half-open``: that instant has come, and the next question is a probe of one conversation.
    failures : int
        In a row.
    answered_at : datetime or None
        When it last answered well, UTC; None for never.
    probe_at : datetime or None
        When it may be asked again, UTC.
    error : str
        What it failed with last, one sentence without secrets.
    """

    source: str
    state: str
    failures: int = 0
    answered_at: datetime | None = None
    probe_at: datetime | None = None
    error: str = ""


def circuit_of(state: SourceState, now: datetime) -> Circuit:
    """The circuit of a source with this recorded health, at ``now`` (aware, UTC)."""
    found = CLOSED
    if state.consecutive_failures >= OPENS_AFTER:
        at = state.next_attempt_at
        found = OPEN if at is not None and now < at <= now + _LONGEST_WISH else HALF_OPEN
    return Circuit(
        source=state.source,
        state=found,
        failures=state.consecutive_failures,
        answered_at=state.last_success_at,
        probe_at=state.next_attempt_at,
        error=state.last_error,
    )


def circuits(context: Context) -> dict[str, Circuit]:
    """The circuit of every source that was ever asked and is not off, by key, at the context's instant."""
    from tracker.services.enabled import enabled_sources
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        states = work.runs.states()
    enabled = enabled_sources(context.settings)
    return {one.source: circuit_of(one, context.now) for one in states if one.source in enabled}


def turns(before: Mapping[str, Circuit], after: Mapping[str, Circuit]) -> Iterator[str]:
    """A sentence for each circuit that changed its state; one that was not known before counts as closed."""
    for source, now in after.items():
        then = before.get(source, Circuit(source=source, state=CLOSED))
        if now.state == then.state:
            continue
        if now.state == OPEN and then.state == CLOSED:
            yield f"{source}: circuit open after {now.failures} failures in a row, {_until(now)}; the last: {now.error}"
        elif now.state == OPEN:
            yield f"{source}: circuit open again, the probe failed ({now.failures} failures in a row), {_until(now)}"
        elif now.state == HALF_OPEN:
            yield f"{source}: circuit half-open, the next question is a probe"
        else:
            yield f"{source}: circuit closed, it answers again after {then.failures} failures in a row"


def _until(circuit: Circuit) -> str:
    return "not asked" if circuit.probe_at is None else f"not asked before {to_the_second(circuit.probe_at)}"
