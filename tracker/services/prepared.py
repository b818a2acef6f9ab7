"""What every question about a selection of events starts from: the events, one series, its rates and returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from tracker.analysis import StudyResult
from tracker.errors import NoDataError, UsageError
from tracker.events.alignment import FixingIndex
from tracker.model.alignment import Alignment
from tracker.model.event import NO_DAY, PolicyEvent
from tracker.model.instants import local_instant
from tracker.model.series import Series
from tracker.services import ledger
from tracker.services.aligning import AlignedSeries, align_events
from tracker.services.choosing import Chosen, chosen_levels
from tracker.services.context import Context
from tracker.services.findings import study_events
from tracker.services.frames import Frames, frames_of
from tracker.services.known_events import assumed, known_events
from tracker.services.ledger import Selection
from tracker.services.rates import KnownBy, asked_series, companions, read_levels, require_recorded, resolve
from tracker.services.rights import allowed, barred, credits_of, left_out
from tracker.services.spans import events_span

_NEED_FACTORS = ("factor", "market")

_AFTER = timedelta(days=4)
"""Where no series has a rate for every event: those that could have known the last first are made by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: which events, at which series, what counted as known. ``model`` None: the best there is.

    ``of_period``: the question is about the days of the selection, in which nothing need have happened.
    """

    selection: Selection
    event_ids: Sequence[str] = ()
    series: str | None = None
    window: tuple[int, int] = (0, 0)
    model: str | None = None
    known: KnownBy = field(default_factory=KnownBy)
    of_period: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """Everything a study or a view of one needs; nothing below it reads the database again.

    ``events`` are those some rate could be set against, ``left_out`` the others with the reason; ``everything`` is
    every event known then, by id, selected or not. ``then`` is the context at the instant of what was known.
    """

    context: Context
    then: Context
    question: Question
    known: KnownBy
    events: tuple[PolicyEvent, ...]
    left_out: tuple[tuple[str, str], ...]
    everything: Mapping[str, PolicyEvent]
    chosen: Chosen
    aligned: AlignedSeries
    frames: Frames

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """Of ``events``, in their order."""
        return tuple(self.aligned.events[event.id].alignment for event in self.events)

    @property
    def index(self) -> FixingIndex:
        """The fixings of the series."""
        return FixingIndex(self.chosen.levels.fixings)

    @property
    def barred(self) -> tuple[str, ...]:
        """Which sources are missing because others read this."""
        return left_out(companions(self.chosen.levels.series.name, self.context), self.known)

    def credits(self, *others: Series) -> tuple[str, ...]:
        """Whose numbers are in the answer; ``others`` are further series it shows."""
        factors = resolve("EUR/USD@ecb") if self.frames.factors is not None else ()
        return credits_of((self.chosen.levels.series, *others, *factors), self.known)

    def run(self, alignments: Sequence[Alignment] | None = None, **choices: object) -> StudyResult:
        """The study of these alignments (all by default); ``choices`` are fields of `StudySpec` that differ."""
        wanted: dict[str, object] = {"window": self.question.window}
        if self.question.model:
            wanted["model"] = self.question.model
        try:
            return study_events(self.frames, self.alignments if alignments is None else alignments, **wanted | choices)
        except ValueError as error:
            raise UsageError(f"The study cannot be made: {error}.") from error


def prepare(context: Context, question: Question) -> Prepared:
    """Select, choose a series, align, read.

    Raises ``NoDataError`` when nothing is selected or no rate could be set against any of it, ``UsageError`` for
    choices that make no sense.
    """
    known = question.known.at(context.now)
    require_recorded(context, known)
    then = context.at(known.instant(context.now))
    named = {
        event.id: event
        for event in (
            assumed(context, ledger.get(context, wanted, as_of=known.as_of, public=known.republish))
            for wanted in question.event_ids
        )
    }
    events = tuple(named.values()) or known_events(context, known, question.selection)
    days = _days(question, context) if question.of_period else None
    if not events and days is None:
        raise NoDataError("No event is selected.", remedy="tracker events list shows what there is.")
    chosen = _chosen(context, question.series or context.settings.pairs[0], events, known, days)
    levels = chosen.levels
    everything = {event.id: event for event in (*known_events(context, known), *events)}
    aligned = align_events(then, tuple(everything.values()), levels)
    ready, unmet = _usable(events, aligned)
    if not ready and not question.of_period:
        reasons = "; ".join(sorted({because for _, because in unmet}))
        raise NoDataError(f"No rate of {levels.series.key} can be set against any of these events: {reasons}.")
    frames = frames_of(context, levels, known)
    if question.model in _NEED_FACTORS and frames.factors is None:
        raise UsageError(
            f"The {question.model} model cannot be used at {levels.series.key}: {frames.no_factors}.",
            remedy="Leave out --model, or say --model mean.",
        )
    return Prepared(
        context=context,
        then=then,
        question=question,
        known=known,
        events=ready,
        left_out=unmet,
        everything=everything,
        chosen=chosen,
        aligned=aligned,
        frames=frames,
    )


def _days(question: Question, context: Context) -> tuple[datetime, datetime] | None:
    """The time a selection names by its days, None where it leaves an end open."""
    first, until = question.selection.first_day, question.selection.until_day
    if first is None or until is None:
        return None
    zone = context.settings.zone
    return local_instant(first, time(0), zone), local_instant(until, time(0), zone)


def _chosen(
    context: Context,
    name: str,
    events: Sequence[PolicyEvent],
    known: KnownBy,
    days: tuple[datetime, datetime] | None = None,
) -> Chosen:
    """The series the rule names for these days, or else from the rate before the events to the first that must know
    each of them."""
    asked = allowed(asked_series(name, context, as_of=known.as_of), known)
    if "@" in name:
        others = (one for one in companions(asked[0].name, context) if one.key != asked[0].key)
        asked = (*asked, *(one for one in others if not (known.republish and barred(one))))
    found = [read_levels(context, declared.name, known) for declared in asked]
    start = days[0] if days else min(event.time.interval.start for event in events)
    end = days[1] if days else max(event.time.interval.end for event in events) + _AFTER
    return chosen_levels(
        found,
        start,
        end,
        known,
        enabled=context.settings.sources_enabled,
        named=found[0] if "@" in name else None,
        span=None if days else events_span([event.time.interval for event in events]),
    )


def _usable(
    events: Sequence[PolicyEvent], aligned: AlignedSeries
) -> tuple[tuple[PolicyEvent, ...], tuple[tuple[str, str], ...]]:
    ready, unmet = [], []
    for event in events:
        alignment = aligned.events[event.id].alignment
        if NO_DAY in event.sets:
            unmet.append((event.id, "it sums up a long time between two snapshots of a list: no day of it is known"))
        elif alignment.pre is not None and alignment.latest is not None:
            ready.append(event)
        else:
            unmet.append((event.id, alignment.note or "no rate has been made since"))
    return tuple(ready), tuple(unmet)
