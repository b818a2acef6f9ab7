"""The screen of ``tracker now`` in words, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from tracker.model.event import PolicyEvent
from tracker.model.instants import zone
from tracker.model.schedule import Fixing
from tracker.reports.cleaning import plain
from tracker.reports.dates import label_day, short, stamp
from tracker.reports.numbers import level
from tracker.services.now import AnnouncedEvent, NewestRate, Now, PendingEvent, hour_known
from tracker.services.series_words import info_of
from tracker.sources.catalog import sources


def lines(found: Now) -> Iterator[str]:
    """Line by line; long ones are folded by whoever prints them."""
    words = _Words(found)
    yield f"NOW   {words.stamp(found.now)} {found.zone}"
    yield ""
    yield "RATES"
    for rate in found.rates:
        yield from words.rate(rate)
    for pair, because in found.left_out:
        yield f"  {pair}: {because}"
    yield ""
    yield "ANNOUNCED IN THE LAST 48 HOURS   ● hour known or bounded · ○ day known, hour not"
    for one in found.announced:
        yield from words.announced(one)
    if not found.announced:
        yield "  nothing logged"
    if found.review:
        wait = "waits" if found.review == 1 else "wait"
        yield f"  {found.review} proposed from the registers {wait} for you: tracker events review"
    yield ""
    yield "PENDING   announced in the last 14 days, and no rate out yet that must know it"
    for keys, group in _by_fixing(found.pending):
        yield from words.pending(keys, group)
    if not found.pending:
        yield "  nothing"


class _Words:
    def __init__(self, found: Now) -> None:
        self._now = found.now
        self._zone = zone(found.zone)
        self._zone_name = found.zone
        self._width = max((len(one.series.key) for one in found.rates), default=0)

    def stamp(self, instant: datetime) -> str:
        return stamp(instant.astimezone(self._zone))

    def rate(self, one: NewestRate) -> Iterator[str]:
        key, blank = f"  {one.series.key:<{self._width}} ", f"  {'':<{self._width}} "
        if one.observation is None:
            source = one.series.name.source.partition(".")[0]
            yield f"{key}nothing stored{f': tracker fetch {source}' if source in sources() else ''}"
        else:
            fixing = one.observation.fixing
            made = f"made {self._window(fixing)}, {_ago(self._now - fixing.made_to)}"
            yield f"{key}{level(one.observation.value, 3)}   {one.series.unit}, {made}"
        if one.late:
            yield f"{blank}late: {self._late(one.late)}"
        if one.upcoming is not None:
            changed = one.observation is not None and one.observation.fixing.method != one.upcoming.method
            method = f", by another method: {one.upcoming.method}" if changed else ""
            yield f"{blank}next: made {self._window(one.upcoming)}, {self._out(one.upcoming)}{method}"
        else:
            ended = info_of(one.series, self._now.date(), seen=self._now.date()).ended
            if ended:
                yield f"{blank}{ended}"

    def announced(self, one: AnnouncedEvent) -> Iterator[str]:
        yield f"  {_mark(one.event)} {one.event.issuer}: {one.event.title}   [{one.event.id}]"
        if one.met:
            rates = ", ".join(
                f"{series.key} labelled {plain(short(label_day(label, self._zone_name)))}" for series, label in one.met
            )
            noun = "rate" if len(one.met) == 1 else "rates"
            yield f"      first {noun} that must know it, out already: {rates}"

    def pending(self, keys: Sequence[str], group: Sequence[PendingEvent]) -> Iterator[str]:
        """The events that wait for one fixing, or for one of each of several series made at the same time."""
        first = group[0]
        out = self._due(first.fixing) + ", not here yet" if first.late else self._out(first.fixing)
        yield f"  {', '.join(keys)}, made {self._window(first.fixing)}, {out}"
        for can, waiting in groupby(group, key=lambda one: not one.could):
            yield "    is the first that can know:" if can else "    is the first that must know, an earlier one could:"
            for one in waiting:
                yield f"      {_mark(one.event)} {one.event.title}   [{one.event.id}]"

    def _late(self, missing: Sequence[Fixing]) -> str:
        newest = f"made {self._window(missing[-1])}, {self._due(missing[-1])}"
        return f"{newest}, not here yet" if len(missing) == 1 else f"{len(missing)} rates, the newest {newest}"

    def _due(self, fixing: Fixing) -> str:
        return f"was due about {self._clock_after(fixing.published_at, fixing.made_to)}"

    def _out(self, fixing: Fixing) -> str:
        if fixing.published_at == fixing.made_to:
            return "out at once"
        return f"out about {self._clock_after(fixing.published_at, fixing.made_to)}"

    def _clock_after(self, instant: datetime, before: datetime) -> str:
        """The time of an instant, with its day unless that is the day just named."""
        local = instant.astimezone(self._zone)
        return f"{local:%H:%M}" if local.date() == before.astimezone(self._zone).date() else self.stamp(instant)

    def _window(self, fixing: Fixing) -> str:
        begins = self.stamp(fixing.made_from)
        if fixing.made_from == fixing.made_to:
            return begins
        return f"{begins}–{self._clock_after(fixing.made_to, fixing.made_from)}"


def _by_fixing(pending: Sequence[PendingEvent]) -> Iterator[tuple[list[str], list[PendingEvent]]]:
    """The events by the fixing they wait for; series made and published together, of the same events, as one."""
    found: dict[object, tuple[list[str], list[PendingEvent]]] = {}
    for _, run in groupby(pending, key=lambda one: (one.series.key, one.fixing.label)):
        group = list(run)
        fixing = group[0].fixing
        events = tuple((one.event.id, bool(one.could)) for one in group)
        same = (fixing.made_from, fixing.made_to, fixing.published_at, group[0].late, events)
        found.setdefault(same, ([], group))[0].append(group[0].series.key)
    yield from found.values()


def _mark(event: PolicyEvent) -> str:
    return "●" if hour_known(event) else "○"


def _ago(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    if hours < 48:
        return "1 hour ago" if round(hours) == 1 else f"{hours:.0f} hours ago"
    days = hours / 24
    return f"{days:.0f} days ago" if days < 730 else f"{days / 365.25:.1f} years ago"
