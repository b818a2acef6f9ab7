"""What a sign of a figure stands for, in a sentence or two: what was said, when it was public, which rate met it.

Titles come from outside: they are cleaned and cut here, and escaped by whoever draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tracker.model.event import PolicyEvent
from tracker.reports import dates
from tracker.reports.briefing import Briefing, WindowFinding
from tracker.reports.cleaning import clean, plain
from tracker.reports.levels import Level
from tracker.reports.numbers import level, percent
from tracker.reports.phrases import headline_of
from tracker.reports.wording import Words

_TITLE = 140
_MOST_TITLES = 3


def event_said(briefing: Briefing, event: PolicyEvent, words: Words) -> str:
    """ "Merkel: no new sanctions (Tue 11 Nov). It met the rate of Tue 11 Nov (2.6 % weaker) or …"."""
    title = words("figure.sign.one", title=headline_of(event, _TITLE), when=_when(briefing, event, words))
    return plain(f"{title} {_met(briefing, event, words)}".strip())


def events_said(briefing: Briefing, events: Sequence[PolicyEvent], words: Words) -> str:
    """The same of the announcements of one day: of one all, of several their titles and the rate the first met."""
    if len(events) == 1:
        return event_said(briefing, events[0], words)
    titles = "; ".join(headline_of(event, _TITLE) for event in events[:_MOST_TITLES])
    if len(events) > _MOST_TITLES:
        titles += f"; {words('figure.sign.more', n=len(events) - _MOST_TITLES)}"
    day = dates.local_day_of(events[0].time.interval.start, events[0].time.zone)
    said = words("figure.sign.several", n=len(events), day=_day(briefing, day, words), titles=titles)
    met = {_met(briefing, event, words) for event in events}
    return plain(f"{said} {met.pop()}".strip() if len(met) == 1 else said)


def rate_said(briefing: Briefing, one: Level, day: date, words: Words, found: WindowFinding | None) -> str:
    """ "Tue 11 Nov: 46.67, 2.6 % weaker than the one before. Own part …"; of other rates day and level alone."""
    at = words("figure.dot.level", day=_day(briefing, day, words), level=level(one.value, words=words))
    if found is None:
        return plain(at)
    said = f"{at}, {_moved(found, words)}"
    if found.expected_range is not None:
        low, high = (level(Decimal(str(end)), words=words) for end in found.expected_range)
        said = f"{said}. {words('figure.dot.expected', low=low, high=high)}"
    return plain(f"{said}.")


def _moved(found: WindowFinding, words: Words) -> str:
    change = found.window.move.value_change
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
    """Which rate could know it, by the windows of the period; of others, the next rate that is drawn."""
    met = [one for one in briefing.windows if event.id in (*one.window.certain, *one.window.possible)]
    told = [
        words("figure.met.rate", day=_day(briefing, _made(briefing, one), words), move=_moved(one, words))
        for one in met
    ]
    if len(met) == 1 and event.id in met[0].window.certain:
        return words("figure.met.certain", rate=told[0])
    if told:
        return words("figure.met.possible", rates=f" {words('figure.met.or')} ".join(told))
    levels = () if briefing.backdrop is None else briefing.backdrop.levels
    after = next((one for one in levels if one.made is not None and one.made >= event.time.interval.end), None)
    if after is None or after.made is None:
        return words("figure.met.none")
    day = dates.local_day_of(after.made, briefing.info.zone)
    return words("figure.met.next", day=_day(briefing, day, words), level=level(after.value, words=words))


def _made(briefing: Briefing, found: WindowFinding) -> date:
    return dates.local_day_of(found.window.fixing.made_to, briefing.info.zone)


def _day(briefing: Briefing, day: date, words: Words) -> str:
    return clean(dates.day_name(day, year=day.year != briefing.period.since.year, words=words), 60)
