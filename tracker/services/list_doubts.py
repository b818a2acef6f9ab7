"""What speaks against two neighbouring copies of a list both being complete: for people to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracker.model.announcement import was_listed_before
from tracker.model.instants import to_the_second

if TYPE_CHECKING:
    from tracker.store.lists import Step

_MANY_GONE, _MANY_GONE_SHARE = 20, 0.05
"""More parties than both, of the copy before, are seldom taken off a list between two copies."""


def doubts_about(steps: Iterable[Step]) -> tuple[str, ...]:
    """A sentence for each doubt about each step from one copy to the next."""
    return tuple(doubt for step in steps for doubt in _of(step))


def _of(step: Step) -> Iterator[str]:
    old, new = ({entry.entry_id for entry in entries} for entries in (step.old, step.new))
    before, after = (to_the_second(one.snapshot_at) for one in (step.before, step.after))
    gone = len(old - new)
    if gone > max(_MANY_GONE, _MANY_GONE_SHARE * step.before.entries):
        yield (
            f"{gone:,} of {step.before.entries:,} parties of the copy of {before} are gone in that of {after}; if that"
            " is no true delisting, the copy was incomplete."
        )
    late = [one for one in step.new if one.entry_id not in old and was_listed_before(one, step.before.snapshot_at)]
    if late:
        who = "1 party new" if len(late) == 1 else f"{len(late):,} parties new"
        say = "says that it was" if len(late) == 1 else "say that they were"
        yield (
            f"{who} in the copy of {after} {say} listed before the copy before it, of {before}, was taken: that copy"
            " was not complete."
        )
