"""Bringing a site up to date in turns: the newest weeks first, so that no single build takes long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tracker.model.period import Period
from tracker.services.site.inputs import Inputs
from tracker.services.site.manifest import Kept, Manifest
from tracker.services.site.planning import plan_of


def turn_of(inputs: Inputs, before: Manifest, most: int) -> tuple[date | None, int]:
    """From which day the next turn looks at weeks (None: at all), and how many weeks wait for later ones.

    Weeks are judged by the pages there are: links to those that a turn adds are brought up to date beside it.
    """
    there = frozenset(name for name, kept in before.events.items() if not kept.withdrawn)
    looked = replace(inputs, paged=there)
    plan = plan_of(inputs, before.weeks, before.events, since=None, until=None)
    waiting = [
        period
        for period in reversed(plan.periods)
        if period.label in plan.asked and _waits(looked, period, before.weeks.get(period.label))
    ]
    if len(waiting) <= most:
        return None, 0
    return waiting[most - 1].first_day, len(waiting) - most


def _waits(inputs: Inputs, period: Period, known: Kept | None) -> bool:
    """Whether a week is missing or rests on something else now; the few that have not settled are made each time."""
    if known is None:
        return True
    if not inputs.settled(period):
        return False
    return any(known.parts.get(name) != found for name, found in inputs.parts(period).items())
