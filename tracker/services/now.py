"""One screen: the newest rates and when they were made, what was announced lately, what is pending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.model.event import PolicyEvent
from tracker.model.instants import format_instant, zone
from tracker.model.observation import Observation
from tracker.model.schedule import Fixing
from tracker.model.series import Series
from tracker.reports.dates import stamp
from tracker.reports.numbers import level
from tracker.services import ledger
from tracker.services.aligning import align_events
from tracker.services.calendars import calendars
from tracker.services.context import Context
from tracker.services.known_events import known_events
from tracker.services.rates import KnownBy, Levels, read_levels, report_series
from tracker.services.series_words import info_of

LATELY = timedelta(hours=48)
_RECENTLY = timedelta(days=14)
"""Longer than any calendar closes: an older event has met a rate, or the series has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestRate:
    """One series at the instant asked for: its newest public rate, and the next one expected (None once it ended)."""

    series: Series
    observation: Observation | None
    upcoming: Fixing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEvent:
    """An event no rate of a series can know yet."""

    event: PolicyEvent
    series: Series
    fixing: Fixing


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What a newsroom wants to know at this instant. ``pending`` names, per event, the first rate that can know it."""

    now: datetime
    zone: str
    rates: tuple[NewestRate, ...]
    announced: tuple[PolicyEvent, ...]
    review: int
    pending: tuple[PendingEvent, ...]

    @property
    def units(self) -> dict[str, str]:
        """The unit of each series, by key."""
        return {one.series.key: one.series.unit for one in self.rates}

    def record(self) -> dict[str, object]:
        """As plain values."""
        return {
            "rates": [
                {
                    "series": one.series.key,
                    "label": one.observation.label if one.observation else None,
                    "value": float(one.observation.value) if one.observation else None,
                    "made_to": format_instant(one.observation.fixing.made_to) if one.observation else None,
                    "next": _fixing(one.upcoming),
                }
                for one in self.rates
            ],
            "announced": [
                {"id": e.id, "title": e.title, "issuer": e.issuer, "hour_known": _mark(e) == "●"}
                for e in self.announced
            ],
            "awaiting_review": self.review,
            "pending": [
                {"event_id": one.event.id, "series": one.series.key, "next": _fixing(one.fixing)}
                for one in self.pending
            ],
        }

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal."""
        yield f"NOW   {self._stamp(self.now)} {self.zone}"
        yield ""
        yield "RATES"
        for one in self.rates:
            words = info_of(one.series, self.now.date(), seen=self.now.date())
            if one.observation is None:
                yield f"  {one.series.key:<18} nothing stored"
            else:
                made = one.observation.fixing.made_to
                yield (
                    f"  {one.series.key:<18} {level(one.observation.value, 3)}   {one.series.unit},"
                    f" made {self._stamp(made)}, {_ago(self.now - made)}"
                )
            if one.upcoming is not None:
                out = self._stamp(one.upcoming.published_at)
                yield f"  {'':<18} next: made {self._window(one.upcoming)}, out about {out}"
            elif words.ended:
                yield f"  {'':<18} {words.ended}"
        yield ""
        yield "ANNOUNCED IN THE LAST 48 HOURS   ● hour known or bounded · ○ day known, hour not"
        for event in self.announced:
            yield f"  {_mark(event)} {event.issuer}: {event.title}   [{event.id}]"
        if not self.announced:
            yield "  nothing logged"
        if self.review:
            yield f"  {self.review} proposed from the registers wait for you: tracker events review"
        yield ""
        yield "PENDING   announced, and no rate made since"
        for waiting in self.pending:
            yield f"  {_mark(waiting.event)} {waiting.event.title}   [{waiting.event.id}]"
            yield f"      {waiting.series.key}: the first that can know is made {self._window(waiting.fixing)}"
        if not self.pending:
            yield "  nothing"

    def _stamp(self, instant: datetime) -> str:
        return stamp(instant.astimezone(zone(self.zone)))

    def _window(self, fixing: Fixing) -> str:
        begins = self._stamp(fixing.made_from)
        if fixing.made_from == fixing.made_to:
            return begins
        return f"{begins}–{fixing.made_to.astimezone(zone(self.zone)):%H:%M}"


def now_of(context: Context) -> Now:
    """Gather the screen for ``context.now``: only what was public then."""
    instant = context.now
    known = KnownBy().at(instant)
    events = known_events(context, known)
    recent = tuple(event for event in events if instant - _RECENTLY < event.time.interval.end)
    rates: list[NewestRate] = []
    pending: list[PendingEvent] = []
    for pair in context.settings.pairs:
        for declared in report_series(pair):
            levels = read_levels(context, declared.name, known)
            newest = levels.observations[-1] if levels.observations else None
            rates.append(NewestRate(series=declared, observation=newest, upcoming=_upcoming(levels, instant)))
            if newest is not None:
                pending += _pending(context, recent, levels)
    return Now(
        now=instant,
        zone=context.settings.zone,
        rates=tuple(rates),
        announced=tuple(event for event in events if event.time.interval.end > instant - LATELY),
        review=len(ledger.review(context)),
        pending=tuple(pending),
    )


def _upcoming(levels: Levels, instant: datetime) -> Fixing | None:
    """The next rate to be published, perhaps made already."""
    since = instant - timedelta(days=4)
    days = calendars(since.date(), (instant + timedelta(days=40)).date())[levels.schedule.calendar]
    return next((one for one in levels.schedule.upcoming(since, days) if one.published_at > instant), None)


def _pending(context: Context, events: Sequence[PolicyEvent], levels: Levels) -> Iterator[PendingEvent]:
    """The events no public rate of a series can know yet, and the fixing each is waiting for."""
    aligned = align_events(context, events, levels).events
    for event in events:
        alignment = aligned[event.id].alignment
        if alignment.pending is None or alignment.earliest is not None:
            continue
        waiting = alignment.pending
        fixing = Fixing(
            label=waiting.label,
            made_from=waiting.made_from,
            made_to=waiting.made_to,
            published_at=waiting.expected_at,
            method=waiting.method,
        )
        yield PendingEvent(event=event, series=levels.series, fixing=fixing)


def _fixing(fixing: Fixing | None) -> dict[str, str] | None:
    if fixing is None:
        return None
    return {
        "label": fixing.label,
        "made_from": format_instant(fixing.made_from),
        "made_to": format_instant(fixing.made_to),
        "expected_at": format_instant(fixing.published_at),
    }


def _mark(event: PolicyEvent) -> str:
    return "○" if event.time.precision == "day" else "●"


def _ago(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    if hours < 48:
        return f"{hours:.0f} hours ago"
    days = hours / 24
    return f"{days:.0f} days ago" if days < 730 else f"{days / 365.25:.1f} years ago"
