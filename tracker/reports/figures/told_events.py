"""What a sign of a figure stands for, in a sentence or two: what was said, when it was public, which rate met it.

Titles come from outside: they are cleaned and cut here, and escaped by whoever draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tracker.model.alignment import Move
from tracker.model.event import PolicyEvent
from tracker.model.schedule import Fixing
from tracker.reports import dates
from tracker.reports.briefing import Briefing, Reaction, WindowFinding
from tracker.reports.cleaning import clean, plain
from tracker.reports.levels import Level
from tracker.reports.numbers import level, percent
from tracker.reports.phrases import headline_of
from tracker.reports.wording import Words

_TITLE = 140
_MOST_TITLES = 3
_MOST_BETWEEN = 2


def event_said(briefing: Briefing, event: PolicyEvent, words: Words) -> str:
    """ "Merkel: no new sanctions (Tue 11 Nov). It met the rate of Tue 11 Nov (2.6 % weaker) or …"."""
    title = words("figure.sign.one", title=headline_of(event, _TITLE), when=_when(briefing, event, words))
    return plain(f"{title} {_met(briefing, event, words)}".strip())


def events_said(briefing: Briefing, events: Sequence[PolicyEvent], words: Words) -> str:
    """The same of announcements that share a sign: of several their titles, and the rate where all met one."""
    if len(events) == 1:
        return event_said(briefing, events[0], words)
    titles = "; ".join(headline_of(event, _TITLE) for event in events[:_MOST_TITLES])
    if len(events) > _MOST_TITLES:
        titles += f"; {words('figure.sign.more', n=len(events) - _MOST_TITLES)}"
    days = {dates.local_day_of(event.time.interval.start, event.time.zone) for event in events}
    first, last = (_day(briefing, day, words) for day in (min(days), max(days)))
    day = first if len(days) == 1 else words("figure.sign.days", first=first, last=last)
    said = words("figure.sign.several", n=len(events), day=day, titles=titles)
    met = {_met(briefing, event, words) for event in events}
    return plain(f"{said} {met.pop()}".strip() if len(met) == 1 else said)


def rate_said(briefing: Briefing, one: Level, day: date, words: Words, found: WindowFinding | None) -> str:
    """ "Tue 11 Nov: 46.67, 2.6 % weaker than the one before. Own part …"; of other rates day and level alone."""
    at = words("figure.dot.level", day=_day(briefing, day, words), level=level(one.value, words=words))
    if found is None:
        return plain(at)
    said = f"{at}, {_moved(found.window.move, words)}"
    if found.expected_range is not None:
        low, high = (level(Decimal(str(end)), words=words) for end in found.expected_range)
        said = f"{said}. {words('figure.dot.expected', low=low, high=high)}"
    return plain(f"{said}.")


def _moved(move: Move, words: Words) -> str:
    change = move.value_change
    if round(100 * change, 1) == 0:
        return words("figure.move.unchanged")
    return words(f"figure.move.{'weaker' if change < 0 else 'stronger'}", share=percent(abs(change), words=words))


def _when(briefing: Briefing, event: PolicyEvent, words: Words) -> str:
    """Day and, where it is known, the hour, on the clock of the place where the rate is made."""
    info, time = briefing.info, event.time
    named = _day(briefing, dates.local_day_of(time.interval.start, time.zone), words)
    if time.precision == "day":
        return named
    start, end = (dates.clock(instant, info.zone) for instant in (time.interval.start, time.interval.end))
    opens, closes = (dates.clock(one, time.zone) != "00:00" for one in (time.interval.start, time.interval.end))
    place = clean(words.of(info.place), 40)
    if time.precision == "minute":
        return words("figure.when.at", day=named, clock=start, place=place)
    if opens and closes:
        return words("figure.when.between", day=named, start=start, end=end, place=place)
    return words(f"figure.when.{'after' if opens else 'by'}", day=named, clock=start if opens else end, place=place)


def _met(briefing: Briefing, event: PolicyEvent, words: Words) -> str:
    """Which rates could know it first, within the period and beyond; of others, the next rate that is drawn."""
    item = briefing.by_id.get(event.id)
    found = None if item is None else item.reaction(briefing.series)
    if found is not None and found.alignment.earliest is not None:
        return _candidates(briefing, found, words)
    levels = () if briefing.backdrop is None else briefing.backdrop.levels
    after = next((one for one in levels if one.made is not None and one.made >= event.time.interval.end), None)
    if after is None or after.made is None:
        return words("figure.met.none")
    day = dates.local_day_of(after.made, briefing.info.zone)
    return words("figure.met.next", day=_day(briefing, day, words), level=level(after.value, words=words))


def _candidates(briefing: Briefing, found: Reaction, words: Words) -> str:
    """The first rate made after an event, or each that may be it: those of other weeks, and one to come, as well."""
    one = found.alignment
    if not one.ambiguous and one.latest is not None:
        return words("figure.met.certain", rate=_rate(briefing, one.latest, found.to_latest, words))
    ends = [(one.earliest, found.to_earliest), (one.latest, found.last_step)]
    within = [
        (window.fixing, window.move)
        for window in (finding.window for finding in briefing.windows)
        if window.fixing.label in one.contaminated[1:]
    ]
    whole = len(within) == len(one.contaminated[1:]) <= _MOST_BETWEEN
    told = [
        _rate(briefing, fixing, move, words)
        for fixing, move in (ends[0], *(within if whole else ()), ends[1])
        if fixing is not None
    ]
    if one.latest is None and one.pending is not None:
        told.append(words("figure.met.to_come"))
    if not whole:
        return words("figure.met.possible", rates=words("figure.met.through", first=told[0], last=told[-1]))
    return words("figure.met.possible", rates=f" {words('figure.met.or')} ".join(told))


def _rate(briefing: Briefing, fixing: Fixing, move: Move | None, words: Words) -> str:
    zone = briefing.info.zone
    day = _day(briefing, dates.local_day_of(fixing.made_to, zone), words)
    if "T" in fixing.label:
        day = words("figure.met.clock", day=day, clock=dates.clock(fixing.made_to, zone))
    return words("figure.met.rate", day=day, move=_moved(move, words)) if move else words("figure.met.bare", day=day)


def _day(briefing: Briefing, day: date, words: Words) -> str:
    return clean(dates.day_name(day, year=day.year != briefing.period.since.year, words=words), 60)
