"""What the daemon is going to do next and which sources it does not ask, in a few words for a service manager."""

from __future__ import annotations

from datetime import datetime

from jobs.upcoming import upcoming
from tracker.model.instants import format_instant
from tracker.services.circuits import CLOSED, circuits
from tracker.services.context import Context
from tracker.services.installation import Slot


def outlook(context: Context) -> str:
    """One line. Raises ``DatabaseError`` where the database cannot be asked."""
    slots = upcoming(context)
    waiting = [one for one in slots if one.due]
    first = min(waiting or slots, key=_at, default=None)
    said = "leading" if first is None else f"leading; next {first.job} {'now' if first.due else _when(first)}"
    failing = sorted(key for key, circuit in circuits(context).items() if circuit.state != CLOSED)
    return f"{said}; circuits open: {', '.join(failing)}" if failing else said


def _at(slot: Slot) -> datetime:
    return slot.slot if slot.retry_at is None else min(slot.slot, slot.retry_at)


def _when(slot: Slot) -> str:
    return f"at {format_instant(_at(slot).replace(microsecond=0))}"
