"""Events of a briefing: each against every series at hand, with verdicts, companions and what else happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.events.alignment import FixingIndex
from tracker.events.windows import confounders
from tracker.model.alignment import Alignment, Move, Window
from tracker.model.event import PolicyEvent
from tracker.model.held_flat import LENGTH, not_applicable, unchanged_share
from tracker.model.schedule import Fixing
from tracker.reports.briefing import PeriodInfo, belongs
from tracker.reports.findings import EventItem, Reaction
from tracker.services.aligning import AlignedSeries

if TYPE_CHECKING:
    from tracker.services.findings import Daily
    from tracker.services.frames import Frames


def event_items(
    events: Sequence[PolicyEvent],
    headline: AlignedSeries,
    others: Sequence[AlignedSeries],
    period: PeriodInfo,
    windows: Sequence[Window],
    frames: Frames | None,
    daily: Daily | None,
) -> tuple[EventItem, ...]:
    """Items for the events that begin in the period and those named by one of its windows; by time, then id."""
    named = {event_id for window in windows for event_id in (*window.certain, *window.possible)}
    chosen = sorted(
        (event for event in events if belongs(event, period) or event.id in named),
        key=lambda event: (event.time.interval.start, event.id),
    )
    pvalues = judged_events(chosen, headline, frames, daily)
    index = FixingIndex(headline.levels.fixings)
    items = []
    for event in chosen:
        reactions = [reaction_of(headline, event.id, daily, pvalues.get(event.id))]
        reactions += [reaction_of(other, event.id) for other in others]
        items.append(
            EventItem(
                event=event,
                reactions=tuple(reactions),
                confounders=confounders(headline.events[event.id].alignment, headline.alignments, index),
            )
        )
    return tuple(items)


_Judged = tuple[float | None, str]


def judged_events(
    events: Sequence[PolicyEvent], headline: AlignedSeries, frames: Frames | None, daily: Daily | None
) -> dict[str, _Judged]:
    """Headline p and verdict of the events whose fixings are all made and studied, by id."""
    if frames is None or daily is None:
        return {}
    from tracker.analysis.verdicts import verdict
    from tracker.services.findings import number, study_events

    labels = set(frames.returns.index)
    ready: list[Alignment] = []
    for event in events:
        alignment = headline.events[event.id].alignment
        if alignment.pre is not None and alignment.latest is not None and alignment.latest.label in labels:
            ready.append(alignment)
    if not ready:
        return {}
    rows = study_events(frames, ready, exclude_events=False).to_frame().to_dict("records")
    found = {}
    for alignment, row in zip(ready, rows, strict=True):
        lower, upper = number(row["interval_lower"]), number(row["interval_upper"])
        pvalue = number(row["pvalue"])
        judged = verdict(
            pvalue,
            None if lower is None or upper is None else (lower, upper),
            daily.plausible_effect,
            gap_days=alignment.gap_days,
            method_break=alignment.method_break,
            applicable=pvalue is not None,
        )
        found[alignment.event_id] = (pvalue, judged.word)
    return found


def reaction_of(
    aligned: AlignedSeries, event_id: str, daily: Daily | None = None, judged: _Judged | None = None
) -> Reaction:
    """One event against one series with its levels, both ends and, where given, what the tests say."""
    one = aligned.events[event_id]
    alignment = one.alignment
    values = aligned.levels.values
    ends = {name: getattr(alignment, name) for name in ("pre", "earliest", "latest")}
    levels = {name: values.get(fixing.label) if fixing else None for name, fixing in ends.items()}
    pvalue, word = judged or (None, "")
    return Reaction(
        alignment=alignment,
        value_pre=levels["pre"],
        value_earliest=levels["earliest"],
        value_latest=levels["latest"],
        to_latest=one.reaction,
        to_earliest=one.reaction_earliest,
        last_step=_last_step(aligned, alignment),
        verdict_earliest=daily.verdict(alignment.earliest.label) if daily and alignment.earliest else "",
        verdict_latest=daily.verdict(alignment.latest.label) if daily and alignment.latest else "",
        pvalue=pvalue,
        verdict=word,
        shared_with=one.shared_with,
        not_applicable="" if alignment.pre is None else _held(aligned, alignment.pre),
    )


def _held(aligned: AlignedSeries, pre: Fixing) -> str:
    """Why no test can judge what follows a rate: those up to it were held by decree. Empty where one can."""
    before = aligned.levels.up_to(pre.made_to)[-LENGTH - 1 :]
    return not_applicable(unchanged_share([observation.value for observation in before]))


def _last_step(aligned: AlignedSeries, alignment: Alignment) -> Move | None:
    """The move of the latest fixing from the one before it: what that day alone brought."""
    if alignment.latest is None or alignment.pre is None:
        return None
    before = alignment.contaminated[-1] if alignment.contaminated else alignment.pre.label
    values = aligned.levels.values
    if before not in values or alignment.latest.label not in values:
        return None
    return Move.between(values[before], values[alignment.latest.label])
