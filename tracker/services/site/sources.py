"""What the pages of sources tell: each source's terms and state, and how far its series reach here."""

from __future__ import annotations

from tracker.model.series import publisher_of
from tracker.reports.site.source import Reach, ToldSource
from tracker.services.circuits import CLOSED
from tracker.services.site.inputs import Inputs
from tracker.services.source_status import SourceStatus, source_statuses

_MOST = 60


def told_sources(inputs: Inputs) -> tuple[ToldSource, ...]:
    """Every declared source, in the order of its key."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(inputs.context.engine, write=False) as work:
        reach = work.reach.of_each()
    by_publisher: dict[str, list[Reach]] = {}
    for one in reach:
        by_publisher.setdefault(publisher_of(one.series), []).append(
            Reach(series=one.series, n=one.n, first=one.first, last=one.last, corrected=one.corrected)
        )
    return tuple(_told(one, by_publisher.get(one.info.key, [])) for one in source_statuses(inputs.context))


def _told(one: SourceStatus, reach: list[Reach]) -> ToldSource:
    behind = one.freshness is not None and one.freshness.behind > 0
    state = "off" if one.off else "failing" if one.circuit != CLOSED else "late" if behind else "good"
    if one.newest is None and not one.off:
        state = "empty"
    return ToldSource(
        info=one.info,
        newest=one.newest or "",
        state=state,
        fresh=f"{one.freshness.words[:1].upper()}{one.freshness.words[1:]}." if one.freshness and behind else "",
        off="not asked by this installation" if one.off else "",
        success=one.last_success_at,
        failures=one.consecutive_failures,
        reach=sorted(reach, key=lambda each: each.series)[:_MOST],
    )
