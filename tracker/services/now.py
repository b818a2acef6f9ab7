"""One screen: the newest rates and when they were made, what was announced lately, what is late and what is pending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import UsageError
from tracker.model.event import PolicyEvent
from tracker.model.instants import Label, format_instant
from tracker.model.observation import Observation
from tracker.model.schedule import Fixing
from tracker.model.series import Series
from tracker.services import expected, ledger
from tracker.services.aligning import AlignedSeries, align_events
from tracker.services.context import Context
from tracker.services.known_events import public_events
from tracker.services.ledger import Selection
from tracker.services.rates import KnownBy, Levels, asked_series, read_levels

LATELY = timedelta(hours=48)
_RECENTLY = timedelta(days=14)
"""Longer than any calendar closes: an older event has met a rate, or its rates are missing here."""
_REACH = timedelta(days=35)
"""Longer than that and the longest holidays together: what is read holds the last rate before any recent event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestRate:
    """One series at the instant asked for.

    Attributes
    ----------
    observation : Observation or None
        Its newest public rate.
    late : tuple of Fixing
        What its schedule says was out by now and is not stored, in order; counted over 40 days after the newest.
    upcoming : Fixing or None
        The next to be published; None once the series has ended.
    """

    series: Series
    observation: Observation | None
    upcoming: Fixing | None
    late: tuple[Fixing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedEvent:
    """An event of the last 48 hours. ``met`` are the first rates that must know it, where they are public: day 0."""

    event: PolicyEvent
    met: tuple[tuple[Series, Label], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEvent:
    """An event that no public rate of a series need know yet.

    ``fixing`` is the one it waits for: the first that can know it or, where rates of ``could`` were made while the news
    came out (the day is known, the hour is not), the first that must. ``late``: it should be out already.
    """

    event: PolicyEvent
    series: Series
    fixing: Fixing
    could: tuple[Label, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What a newsroom wants to know at this instant.

    ``pending`` is in order of the series, then of the fixing waited for. ``left_out``: configured pairs of which there
    is no series to show, and why.
    """

    now: datetime
    zone: str
    rates: tuple[NewestRate, ...]
    announced: tuple[AnnouncedEvent, ...]
    review: int
    pending: tuple[PendingEvent, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def units(self) -> dict[str, str]:
        """The unit of each series, by key."""
        return {one.series.key: one.series.unit for one in self.rates}

    @property
    def warnings(self) -> list[dict[str, object]]:
        """The series of which something is late and the pairs left out, as the warnings of a JSON document."""
        late: list[dict[str, object]] = [
            {
                "code": "late",
                "message": f"{one.series.key}: {_labels(one.late)} should be out by now.",
                "source": one.series.name.publisher,
            }
            for one in self.rates
            if one.late
        ]
        left: list[dict[str, object]] = [
            {"code": "left_out", "message": f"{pair}: {because}", "source": None} for pair, because in self.left_out
        ]
        return late + left

    def record(self) -> dict[str, object]:
        """As plain values."""
        return {
            "rates": [_rate_record(one) for one in self.rates],
            "announced": [
                {
                    "id": one.event.id,
                    "title": one.event.title,
                    "issuer": one.event.issuer,
                    "hour_known": hour_known(one.event),
                    "met": [{"series": series.key, "label": label} for series, label in one.met],
                }
                for one in self.announced
            ],
            "awaiting_review": self.review,
            "left_out": [{"pair": pair, "because": why} for pair, why in self.left_out],
            "pending": [
                {
                    "event_id": one.event.id,
                    "series": one.series.key,
                    "could_know": list(one.could),
                    "late": one.late,
                    "next": _fixing(one.fixing),
                }
                for one in self.pending
            ],
        }

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal."""
        from tracker.services.now_words import lines

        return lines(self)


def now_of(context: Context, pairs: Sequence[str] = ()) -> Now:
    """Gather the screen for ``context.now``: only what was public then, of these pairs or of those of the settings.

    A pair of which there is no series is left out with its reason; where no pair is left, its ``UsageError`` is raised.
    """
    instant = context.now
    known = KnownBy().at(instant)
    recorded = ledger.read(context).events
    proposed = Selection(statuses=("review",))
    events = public_events(context, known, (event for event in recorded if event in Selection()))
    recent = tuple(event for event in events if instant - _RECENTLY < event.time.interval.end)
    rates: list[NewestRate] = []
    aligned: list[AlignedSeries] = []
    shown, refused = _declared(context, pairs or context.settings.pairs)
    for declared in shown:
        levels = _recent_levels(context, declared, known)
        rates.append(_newest(levels, instant))
        if levels.observations:
            aligned.append(align_events(context, recent, levels))
    return Now(
        now=instant,
        zone=context.settings.zone,
        rates=tuple(rates),
        announced=tuple(_announced(event, aligned) for event in events if event.time.interval.end > instant - LATELY),
        review=sum(event in proposed for event in recorded),
        pending=tuple(waiting for one in aligned for waiting in _pending(one, recent, instant)),
        left_out=refused,
    )


def _declared(context: Context, pairs: Sequence[str]) -> tuple[tuple[Series, ...], tuple[tuple[str, str], ...]]:
    """The series of the pairs that are on here, and the pairs without one with the reason."""
    shown: list[Series] = []
    refused: dict[str, UsageError] = {}
    for pair in pairs:
        try:
            shown += asked_series(pair, context)
        except UsageError as error:
            refused[pair] = error
    if refused and not shown:
        raise next(iter(refused.values()))
    return tuple(shown), tuple((pair, one.message.removeprefix(f"{pair}: ")) for pair, one in refused.items())


def hour_known(event: PolicyEvent) -> bool:
    """Whether more than the day of an event is known."""
    return event.time.precision != "day"


def _recent_levels(context: Context, declared: Series, known: KnownBy) -> Levels:
    """The last weeks of a series, which is all a screen of today needs; all of it where these hold nothing."""
    last = min(context.now.date(), declared.ends or context.now.date())
    recent = read_levels(context, declared.name, known, since=(last - _REACH).isoformat())
    return recent if recent.observations else read_levels(context, declared.name, known)


def _newest(levels: Levels, instant: datetime) -> NewestRate:
    newest = levels.observations[-1] if levels.observations else None
    return NewestRate(
        series=levels.series,
        observation=newest,
        upcoming=expected.upcoming(levels.schedule, instant, newest.fixing if newest else None),
        late=expected.late(levels.schedule, newest.fixing, instant) if newest else (),
    )


def _announced(event: PolicyEvent, aligned: Sequence[AlignedSeries]) -> AnnouncedEvent:
    met = (
        (one.levels.series, latest.label)
        for one in aligned
        if event.id in one.events and (latest := one.events[event.id].alignment.latest) is not None
    )
    return AnnouncedEvent(event=event, met=tuple(met))


def _pending(aligned: AlignedSeries, events: Sequence[PolicyEvent], instant: datetime) -> Iterator[PendingEvent]:
    """The events that no public rate of a series need know yet, by the fixing each is waiting for."""
    found = []
    for event in events:
        alignment = aligned.events[event.id].alignment
        waiting = alignment.pending
        if waiting is None or alignment.latest is not None:
            continue
        fixing = Fixing(
            label=waiting.label,
            made_from=waiting.made_from,
            made_to=waiting.made_to,
            published_at=waiting.expected_at,
            method=waiting.method,
        )
        found.append(
            PendingEvent(
                event=event,
                series=aligned.levels.series,
                fixing=fixing,
                could=alignment.contaminated,
                late=fixing.published_at <= instant,
            )
        )
    yield from sorted(found, key=lambda one: (one.fixing.made_to, bool(one.could)))


def _labels(missing: Sequence[Fixing]) -> str:
    first, last = missing[0].label, missing[-1].label
    return f"the rate labelled {first}" if len(missing) == 1 else f"{len(missing)} rates labelled {first} to {last}"


def _rate_record(one: NewestRate) -> dict[str, object]:
    newest = one.observation
    return {
        "series": one.series.key,
        "label": newest.label if newest else None,
        "value": float(newest.value) if newest else None,
        "made_from": format_instant(newest.fixing.made_from) if newest else None,
        "made_to": format_instant(newest.fixing.made_to) if newest else None,
        "published_at": format_instant(newest.fixing.published_at) if newest else None,
        "late": [_fixing(fixing) for fixing in one.late],
        "next": _fixing(one.upcoming),
    }


def _fixing(fixing: Fixing | None) -> dict[str, str] | None:
    if fixing is None:
        return None
    return {
        "label": fixing.label,
        "made_from": format_instant(fixing.made_from),
        "made_to": format_instant(fixing.made_to),
        "expected_at": format_instant(fixing.published_at),
    }
