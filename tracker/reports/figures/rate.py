"""The rate with lanes of announcements beneath, as an object: what is drawn, and the same in words.

Headline, tables and this figure read the same briefing, so the picture cannot contradict the letter around it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from tracker.data.catalogue_file import catalogue
from tracker.model.event import PolicyEvent
from tracker.model.instants import Label, zone
from tracker.reports import dates
from tracker.reports.backdrop import Backdrop
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean, plain
from tracker.reports.currencies import pair_of
from tracker.reports.figures.palette import OTHERS
from tracker.reports.figures.told_events import events_said, rate_said
from tracker.reports.levels import Level
from tracker.reports.numbers import level
from tracker.reports.phrases import jurisdiction
from tracker.reports.ranking import largest_windows
from tracker.reports.wording import Words

_MOST_LANES = 6
_MOST_WEEKS = 104
_MOST_NOTES = 3
_NOTE = 38
_TICKS = 5
_LONG = timedelta(hours=36)
_NOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One rate: when on the wall clock of its series, its level, and in which ``run`` of days in a row it stands.

    ``said``: the same in words. ``is_shown``: whether a report of the period tells of it by itself. ``expected``: the
    range of levels to be expected of one of the period, where one can be told.
    """

    at: datetime
    value: Decimal
    run: int
    label: Label = ""
    said: str = ""
    is_shown: bool = False
    expected: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One day of a lane: where it is drawn, for how many announcements, and from when to when if it took long.

    ``event_ids``: theirs, in order; ``said``: which, when they were public, which rate met them.
    """

    at: datetime
    count: int
    event_ids: tuple[str, ...] = ()
    said: str = ""
    begins: datetime | None = None
    ends: datetime | None = None

    @property
    def leads(self) -> tuple[str, ...]:
        """Where it leads to, for each of them."""
        return tuple(f"#event-{one}" for one in self.event_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The announcements of one authority. ``key``: a jurisdiction of the code book, or ``OTHERS``."""

    key: str
    name: str
    signs: tuple[Sign, ...]

    @property
    def count(self) -> int:
        """How many announcements it holds."""
        return sum(sign.count for sign in self.signs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A moment marked with a few words: what the rate's makers did, or (``is_break``) that it is made differently."""

    at: datetime
    text: str
    is_break: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One line of the scale: its level, and the level in words."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFigure:
    """Rates over some weeks, with lanes of announcements. Times are wall clocks of the series, without a zone.

    Attributes
    ----------
    since, until : datetime
        Both ends of the time axis.
    shaded : tuple of datetime
        The period itself.
    dots : tuple of Dot
        In order; a line joins neighbours of one run, and nothing joins two runs.
    ticks : tuple of Tick
    bottom, top : Decimal
        Levels at both ends of the scale.
    weeks : tuple of (datetime, str)
        Where weeks begin, with their dates.
    axis, credit, last : str
        Words beside it: what the scale is, whose rates, the newest level.
    title, caption : str
        What it shows; its rates in one sentence.
    spoken, reading : str
        The figure in words, for who does not see it; how it is read, for who does.
    """

    language: str
    since: datetime
    until: datetime
    shaded: tuple[datetime, datetime]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    bottom: Decimal
    top: Decimal
    lanes: tuple[Lane, ...]
    notes: tuple[Note, ...]
    weeks: tuple[tuple[datetime, str], ...]
    axis: str
    credit: str
    last: str
    title: str
    caption: str
    spoken: str
    reading: str


def rate_with_events(briefing: Briefing, words: Words) -> RateFigure | None:
    """The figure of a briefing, or None where there is nothing to draw. ``words`` are those of its reader."""
    backdrop = briefing.backdrop
    if backdrop is None or len(backdrop.levels) < 2:
        return None
    period = briefing.period
    dots = tuple(_dots(briefing, backdrop.levels, words))
    ranges = [Decimal(str(end)) for dot in dots for end in dot.expected or ()]
    bottom, top, ticks = _scale([*(dot.value for dot in dots), *ranges], words)
    lanes = _lanes(briefing, backdrop.events, words)
    notes = _notes(briefing, backdrop, words)
    pair = pair_of(briefing.info.series.name, words)
    credit = clean(words.of(briefing.info.credit), 90)
    caption = _caption(briefing, dots, notes, words)
    shown = words(f"figure.period.{period.kind if period.kind in {'week', 'day'} else 'range'}")
    return RateFigure(
        language=words.language,
        since=_midnight(backdrop.since),
        until=_midnight(backdrop.until),
        shaded=(_midnight(period.since), _midnight(period.until)),
        dots=dots,
        ticks=ticks,
        bottom=bottom,
        top=top,
        lanes=lanes,
        notes=notes,
        weeks=tuple(_weeks(backdrop, words)),
        axis=words.sentence("figure.rate.axis", unit=pair.unit, quote=pair.quote),
        credit=words("figure.credit", credit=credit) if credit else "",
        last=level(dots[-1].value, words=words),
        title=words.sentence("figure.rate.title", the_quote=pair.the_quote),
        caption=caption,
        spoken=f"{caption} {_lanes_spoken(lanes, words)}",
        reading=" ".join(_reading(briefing, lanes, shown, ranges=bool(ranges), words=words)),
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock, on purpose


def _wall(instant: datetime, clock: str) -> datetime:
    return instant.astimezone(zone(clock)).replace(tzinfo=None)


def _at(one: Level, clock: str) -> datetime:
    """When a rate was made; of a label without that, noon of its day."""
    return _midnight(_label_day(one.label)) + _NOON if one.made is None else _wall(one.made, clock)


def _label_day(label: Label) -> date:
    return date.fromisoformat(label[:10])


def _dots(briefing: Briefing, levels: Sequence[Level], words: Words) -> Iterator[Dot]:
    run, before = 0, None
    found = {one.label: one for one in briefing.windows}
    shown = {one.label for one in largest_windows(briefing.windows)}
    for one in levels:
        at = _at(one, briefing.info.zone)
        if before is not None and (at.date() - before.date()).days > 1:
            run += 1
        before, finding = at, found.get(one.label)
        yield Dot(
            at=at,
            value=one.value,
            run=run,
            label=one.label,
            said=rate_said(briefing, one, at.date(), words, finding),
            is_shown=one.label in shown,
            expected=None if finding is None else finding.expected_range,
        )


def _scale(values: Sequence[Decimal], words: Words) -> tuple[Decimal, Decimal, tuple[Tick, ...]]:
    """Both ends of the scale and its lines: round numbers, four to six of them where rates moved at all."""
    low, high = min(values), max(values)
    spread = (high - low) or abs(high) / 50 or Decimal(1)
    bottom, top = low - spread / 8, high + spread / 8
    step = _round_step((top - bottom) / _TICKS)
    number = (bottom / step).to_integral_value(ROUND_FLOOR) + 1
    ticks = []
    while (at := number * step) < top:
        digits = max(0, -int(step.normalize().as_tuple().exponent))
        ticks.append(Tick(value=at, text=words.number(f"{at:.{digits}f}")))
        number += 1
    return bottom, top, tuple(ticks)


def _round_step(rough: Decimal) -> Decimal:
    """The next larger of 1, 2, 5 times a power of ten."""
    power = Decimal(1).scaleb(rough.adjusted())
    return next(power * times for times in (1, 2, 5, 10) if power * times >= rough)


def _lanes(briefing: Briefing, events: Sequence[PolicyEvent], words: Words) -> tuple[Lane, ...]:
    """A lane for each authority, the busiest first; the least busy share one where there are too many."""
    counts = Counter(_lane_key(event) for event in events)
    busiest = sorted((key for key in counts if key != OTHERS), key=lambda key: (-counts[key], key))
    if len(busiest) + (OTHERS in counts) > _MOST_LANES:
        busiest = busiest[: _MOST_LANES - 1]
    lanes = []
    for key in (*busiest, OTHERS):
        members = [
            event for event in events if _lane_key(event) == key or (key == OTHERS and _lane_key(event) not in busiest)
        ]
        if members:
            signs = tuple(_signs(briefing, members, words))
            lanes.append(
                Lane(
                    key=key,
                    name=words("figure.lane.others") if key == OTHERS else jurisdiction(key, words),
                    signs=signs,
                )
            )
    return tuple(lanes)


def _lane_key(event: PolicyEvent) -> str:
    return event.jurisdiction if f"jurisdiction.{event.jurisdiction}" in catalogue() else OTHERS


def _signs(briefing: Briefing, events: Iterable[PolicyEvent], words: Words) -> Iterator[Sign]:
    """One sign for each day, in its middle; one of its own for what took longer."""
    clock = briefing.info.zone
    days: defaultdict[date, list[PolicyEvent]] = defaultdict(list)
    for event in events:
        begins, ends = (_wall(instant, clock) for instant in (event.time.interval.start, event.time.interval.end))
        if ends - begins > _LONG:
            said = events_said(briefing, [event], words)
            middle = begins + (ends - begins) / 2
            yield Sign(at=middle, count=1, event_ids=(event.id,), said=said, begins=begins, ends=ends)
        else:
            days[dates.local_day_of(event.time.interval.start, event.time.zone)].append(event)
    for day, members in sorted(days.items()):
        said = events_said(briefing, members, words)
        ids = tuple(event.id for event in members)
        yield Sign(at=_midnight(day) + _NOON, count=len(members), event_ids=ids, said=said)


def _notes(briefing: Briefing, backdrop: Backdrop, words: Words) -> tuple[Note, ...]:
    """What the rate's makers did, and changes of method; the newest few, in order."""
    clock = briefing.info.zone
    marks = briefing.rate.marks_shown() if briefing.rate is not None else ()
    found = [Note(at=_midnight(mark.day) + _NOON, text=clean(mark.text, _NOTE)) for mark in marks]
    found += [
        Note(
            at=_midnight(dates.local_day_of(one.fixing.made_to, clock)), text=words("figure.rate.break"), is_break=True
        )
        for one in backdrop.breaks
    ]
    inside = [note for note in found if backdrop.since <= note.at.date() < backdrop.until]
    return tuple(sorted(inside, key=lambda note: (note.at, note.text))[-_MOST_NOTES:])


def _weeks(backdrop: Backdrop, words: Words) -> Iterator[tuple[datetime, str]]:
    """The Mondays shown, every second, third … of them where there are many; of more than two years the years."""
    first = backdrop.since + timedelta(days=-backdrop.since.weekday() % 7)
    number = ((backdrop.until - first).days + 6) // 7
    if number > _MOST_WEEKS:
        years = range(backdrop.since.year + 1, backdrop.until.year + 1)
        yield from ((_midnight(date(year, 1, 1)), str(year)) for year in years[:: 1 + len(years) // 12])
        return
    for week in range(0, number, 1 + number // 10):
        day = first + timedelta(days=7 * week)
        month = words(f"date.month_short.{day.month}")  # room is scarce there
        yield _midnight(day), words("date.day", day=day.day, month=month)


def _caption(briefing: Briefing, dots: Sequence[Dot], notes: Sequence[Note], words: Words) -> str:
    pair = pair_of(briefing.info.series.name, words)
    first, last = dots[0], dots[-1]
    moves = [(abs((after.value / before.value).ln()), after) for before, after in pairwise(dots)]
    size, steepest = max(moves, key=lambda move: move[0])
    return words.sentence(
        "figure.rate.spoken",
        unit=pair.unit,
        first=plain(dates.short(first.at.date(), year=first.at.year != last.at.year, words=words)),
        last=plain(dates.short(last.at.date(), year=True, words=words)),
        from_level=level(first.value, words=words),
        to_level=level(last.value, words=words),
        steepest=words("figure.rate.steepest", day=plain(dates.short(steepest.at.date(), words=words))) if size else "",
        marks="".join(
            words("figure.rate.mark", text=note.text, day=plain(dates.short(note.at.date(), words=words)))
            for note in notes
        ),
    )


def _lanes_spoken(lanes: Sequence[Lane], words: Words) -> str:
    if not lanes:
        return words("figure.rate.no_lanes")
    return words("figure.rate.lanes", lanes=", ".join(f"{lane.name} {lane.count}" for lane in lanes))


def _reading(briefing: Briefing, lanes: Sequence[Lane], period: str, *, ranges: bool, words: Words) -> Iterator[str]:
    yield words("figure.rate.reading" if lanes else "figure.rate.reading_no_lanes", period=period)
    if ranges:
        yield words("figure.rate.reading_ranges" if briefing.factors else "figure.rate.reading_ranges_mean")
