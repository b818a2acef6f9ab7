"""One whole cycle: fetch what is due, group what was announced, report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracker.model.plain_text import brief
from tracker.services.context import Context
from tracker.services.following import facts_in, following, propose

if TYPE_CHECKING:
    from tracker.reports.briefing import Briefing
    from tracker.services.heard import Heard

_NAMED = 5
_LONGEST_PROGRAMME = 60


def run_cycle(context: Context) -> Briefing:
    """Fetch every due source, propose events for new announcements and statements, and brief the last complete week.

    What could not be fetched is said, one line a source, or one for all of them where none could be reached; the
    cycle goes on with what is stored.
    """
    from tracker.services.briefing import brief_newest  # here: grouping alone needs no analysis
    from tracker.services.fetching import fetch

    outcomes = fetch(context, None)
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    waiting = [outcome for outcome in outcomes if outcome.state == "skipped" and outcome.next_attempt_at is not None]
    if len(failed) > 1 and len(failed) == len(outcomes) and all(one.reason == "network" for one in failed):
        context.say(
            f"None of the {len(failed)} sources could be reached: is this machine connected? The first of them:"
            f" {failed[0].error} The others: tracker status"
        )
    elif len(waiting) > 1 and len(waiting) == len(outcomes):
        context.say(
            f"None of the {len(waiting)} sources is asked again yet, because all of them failed a short while ago. The"
            f" first of them: {waiting[0].source}: {waiting[0].error} The others: tracker status"
        )
    else:
        for outcome in failed:
            context.say(outcome.error)
        for outcome in waiting:
            context.say(f"{outcome.source}: not asked again yet; {outcome.error}")
    if all(outcome.reason == "offline" for outcome in outcomes):
        context.say("Offline: no source was asked; the report rests on what is stored.")
    group_announcements(context)
    read_feeds(context)
    return brief_newest(context)


def read_feeds(context: Context, *, pages: bool = True) -> Heard:
    """Read what was said in new items of feeds, and say so where there were any; ``pages`` as in ``hear``."""
    from tracker.services.heard import hear  # here: grouping alone needs no reader
    from tracker.services.heard_words import heard_words

    heard = hear(context, pages=pages)
    if heard.items:
        words = heard_words(heard)
        context.say(f"{words}.")
    for sentence in heard.failures:
        context.say(sentence)
    return heard


def group_announcements(context: Context) -> int:
    """Propose an event for each group of announcements and of list changes; the number of new or changed candidates.

    What was proposed before and follows from the facts no more is withdrawn, unless somebody decided about it. A
    programme that the table does not have is said, with the list that writes it.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        facts = facts_in(work)
    follow = following(facts)
    with UnitOfWork(context.engine, write=True) as work:
        # Read again while nobody else can write: a slower process must not put an older judgement over a newer one.
        newest = facts_in(work)
        follow = follow if newest == facts else following(newest)
        added = propose(work, follow, at=context.clock())
        work.commit()
    if added:
        for sentence in _unknown_words(follow.unknown):
            context.say(sentence)
    return added


def _unknown_words(unknown: Iterable[tuple[str, str, int]]) -> Iterator[str]:
    """A sentence for each list about its programmes without a target: as written, and of how many parties."""
    by_list: dict[str, list[str]] = {}
    for list_key, written, count in unknown:
        parties = "1 party" if count == 1 else f"{count:,} parties"
        by_list.setdefault(list_key, []).append(f"{brief(written, _LONGEST_PROGRAMME)!r} of {parties}")
    for list_key, programmes in by_list.items():
        more = f" and {len(programmes) - _NAMED} more" if len(programmes) > _NAMED else ""
        which = "a programme that is" if len(programmes) == 1 else f"{len(programmes):,} programmes that are"
        named = ", ".join(programmes[:_NAMED])
        yield f"{list_key} has {which} not in the table, so that no target is known: {named}{more}."
