"""The same pair at another hour of the day: what events met at the series that stands beside the first."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model.event import PolicyEvent
from tracker.services.aligning import AlignedSeries, align_events
from tracker.services.context import Context
from tracker.services.rates import Levels


def second_of(context: Context, beside: Sequence[Levels], events: Sequence[PolicyEvent]) -> AlignedSeries | None:
    """The first of the series the rule sets beside the chosen one at which any of these events met a move, or None.

    ``context`` is the one in which ``now`` is the instant asked about.
    """
    for levels in beside:
        aligned = align_events(context, events, levels)
        if any(one.reaction is not None for one in aligned.events.values()):
            return aligned
    return None
