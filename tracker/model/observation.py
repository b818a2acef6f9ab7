"""Observations: one value of one series, with the instants it speaks of and when we learned it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tracker.model.instants import Label
from tracker.model.schedule import Fixing


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a source's parser yields: series key, label and the exact value as printed, nothing else.

    ``provisional`` marks a value the source itself may still change (today's live bar).
    """

    series: str
    label: Label
    value: Decimal
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One value with its making. ``vintage`` is the UTC instant at which this installation recorded the value.

    ``quality`` is ``ok``, ``provisional`` or ``set aside: <reason>``.
    """

    series: str
    fixing: Fixing
    value: Decimal
    vintage: datetime
    quality: str = "ok"

    @property
    def label(self) -> Label:
        """What the source calls it."""
        return self.fixing.label
