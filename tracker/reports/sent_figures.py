"""The figures a letter tells of a period, and what is other in them now: pure, and the same in every language.

A figure is kept exactly and compared as it was printed: a change that no reader could have seen is no correction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.reports.briefing import Briefing, LevelSpan
from tracker.reports.numbers import level, percent, stands_out
from tracker.reports.phrases import made_day
from tracker.reports.ranking import is_new_sanction

SPANS = ("period", "four_weeks", "year")
"""The times over which a letter tells a move, by their names in ``RateSummary``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure that is another now.

    Attributes
    ----------
    period : str
        ISO week or day the figure is about.
    kind : str
        ``series``, ``level``, one of ``SPANS`` (a move of the quote currency's value), ``watched`` (another pair's
        level), ``verdict`` or ``sanctions``.
    before, after : str
        A series key, a level as printed, a plain fraction, a verdict or a count, by ``kind``; empty for none.
    day : str
        ISO day a verdict is about; empty otherwise.
    pair : str
        The watched pair a level is of (``watched``); empty for the pair the letter is about.
    """

    period: str
    kind: str
    before: str
    after: str
    day: str = ""
    pair: str = ""


def figures_of(briefing: Briefing) -> dict[str, Any]:
    """What a letter about this briefing tells in numbers and verdicts, ready for JSON. Levels keep their digits."""
    rate, found = briefing.rate, briefing.most_unusual
    spans: dict[str, LevelSpan] = {}
    if rate is not None:
        named = ((name, getattr(rate, name)) for name in SPANS)
        spans = {name: span for name, span in named if span is not None}
    return {
        "series": briefing.series if rate is not None else "",
        "level": str(rate.period.to_value) if rate is not None else "",
        "moves": {name: span.move.value_change for name, span in spans.items()},
        "verdicts": {
            one.label: {"verdict": one.verdict, "day": made_day(one.window.fixing, briefing.info).isoformat()}
            for one in briefing.windows
            if one is found or stands_out(one)
        },
        "watched": {one.pair: str(one.period.to_value) for one in briefing.watched if one.period is not None},
        "sanctions": sum(is_new_sanction(item.event) for item in briefing.in_period),
        "complete": briefing.period.complete,
        "pair": briefing.info.series.name.pair,
        "plausible_effect": briefing.plausible_effect,
        "version": briefing.software_version,
    }


def changes(period: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What a reader of ``before`` has to be told, in the order of the letter; nothing where all prints the same.

    Where the numbers rest on another series now, that is the change: its numbers are not the other's, corrected. What
    came after a letter that had no rate, or was written before its period was over, was not wrong in it.
    """
    if not before["series"]:
        return tuple(_sanctions(period, before, after))
    if before["series"] and after["series"] and before["series"] != after["series"]:
        rests = Change(period=period, kind="series", before=before["series"], after=after["series"])
        moved: Iterator[Change] = iter((rests,))
    else:
        moved = _numbers(period, before, after)
    watched = _watched(period, before["watched"], after["watched"])
    return (*moved, *watched, *_verdicts(period, before, after), *_sanctions(period, before, after))


def _numbers(period: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    was, now = _printed(before["level"]), _printed(after["level"])
    if was != now:
        yield Change(period=period, kind="level", before=was, after=now)
    for name in SPANS:
        old, new = before["moves"].get(name), after["moves"].get(name)
        if old is None and new is None:
            continue
        if old is None or new is None or percent(old, signed=True) != percent(new, signed=True):
            yield Change(period=period, kind=name, before=_text(old), after=_text(new))


def _watched(period: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Of pairs watched then and now; one that is watched no more, or was not yet, was not wrong."""
    for pair in sorted(before.keys() & after.keys()):
        was, now = _printed(before[pair]), _printed(after[pair])
        if was != now:
            yield Change(period=period, kind="watched", before=was, after=now, pair=pair)


def _verdicts(period: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Of every day either letter told a verdict of. One that was not told before is only news where it stands out."""
    old, new = before["verdicts"], after["verdicts"]
    for label in sorted(old.keys() | new.keys()):
        was, now = old.get(label, {}).get("verdict", ""), new.get(label, {}).get("verdict", "")
        if was == now or (not was and now not in {"unusual", "somewhat unusual"}):
            continue
        if not now and was not in {"unusual", "somewhat unusual"}:
            continue  # another day is the least ordinary one now; this one was not called unusual then either
        day = (new.get(label) or old[label])["day"]
        yield Change(period=period, kind="verdict", before=was, after=now, day=day)


def _sanctions(period: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    if before["complete"] and before["sanctions"] != after["sanctions"]:
        yield Change(period=period, kind="sanctions", before=str(before["sanctions"]), after=str(after["sanctions"]))


def _printed(value: str) -> str:
    return level(Decimal(value)) if value else ""


def _text(value: float | None) -> str:
    return "" if value is None else repr(value)
