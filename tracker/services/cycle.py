"""One whole cycle: fetch what is due, group what was announced, report."""

from __future__ import annotations

from tracker.reports.briefing import Briefing
from tracker.services.context import Context


def run_cycle(context: Context) -> Briefing:
    """Fetch every due source, propose events for new announcements, and brief the last complete week.

    What could not be fetched is said, one line a source; the cycle goes on with what is stored.
    """
    from tracker.services.briefing import brief_newest  # here: grouping alone needs no analysis
    from tracker.services.fetching import fetch

    outcomes = fetch(context, None)
    for outcome in outcomes:
        if outcome.state == "failed":
            context.say(outcome.error)
        elif outcome.next_attempt_at is not None:  # it failed lately and is left alone for a while
            context.say(f"{outcome.source}: not asked again yet; {outcome.error}")
    if all(outcome.reason == "offline" for outcome in outcomes):
        context.say("Offline: no source was asked; the report rests on what is stored.")
    group_announcements(context)
    return brief_newest(context)


def group_announcements(context: Context) -> int:
    """Propose an event for each group of announcements that has none yet; the number of new candidates."""
    from tracker.events.grouping import candidates
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        announcements = work.announcements.all()
    found = candidates(announcements)
    if not found:
        return 0
    with UnitOfWork(context.engine, write=True) as work:
        # Read again while nobody else can write: a slower process must not put an older judgement over a newer one.
        newest = work.announcements.all()
        if newest != announcements:
            found = candidates(newest)
        added = work.events.add_candidates(found, recorded_at=context.clock())
        work.commit()
    return added
