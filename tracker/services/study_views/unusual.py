"""The reverse question: the most unusual days of a period, what is logged of each, and what nothing logged explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from tracker.analysis.beyond.unusual import UnusualDays, unusual_days
from tracker.errors import UsageError
from tracker.model.event import NO_DAY
from tracker.model.instants import Label, zone
from tracker.model.scheduled import Scheduled
from tracker.reports.cleaning import clean
from tracker.services.agenda import scheduled_between
from tracker.services.findings import Daily
from tracker.services.prepared import Prepared
from tracker.services.view_words import (
    LOG,
    candidates,
    counted,
    finite,
    folded_lines,
    named,
    per_cent,
    period_labels,
    plain_p,
)

_MOST = 100
_NEAR = 3
"""Rates for which what was met before is still shown."""

_UNITS = {
    **dict.fromkeys(("raw", "abnormal"), LOG),
    "sigma": "log points",
    "pvalue": "share of comparable ordinary days with a move at least as large",
    "holm": "p, adjusted for all judged days of the period",
    "benjamini_hochberg": "p, adjusted for all judged days of the period",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One unusual day and what is known of it."""

    label: Label
    before: Label
    numbers: Mapping[str, float | None]
    verdict: str
    certain: tuple[str, ...]
    possible: tuple[str, ...]
    scheduled: tuple[str, ...]
    preceding: tuple[str, ...] = ()
    rates_since: int | None = None
    before_ledger: bool = False

    @property
    def unexplained(self) -> bool:
        """Whether no logged event could have met it first, of a time that the ledger reaches back to."""
        return not self.certain and not self.possible and not self.before_ledger

    def record(self) -> dict[str, object]:
        """Under the documented JSON names."""
        return {
            "label": self.label,
            "pre": self.before or None,
            **self.numbers,
            "verdict": self.verdict or None,
            "candidates": [
                *({"event_id": one, "certain": True} for one in self.certain),
                *({"event_id": one, "certain": False} for one in self.possible),
            ],
            "scheduled": list(self.scheduled),
            "preceding": None
            if self.rates_since is None
            else {"rates": self.rates_since, "events": list(self.preceding)},
            "nothing_logged": None if self.before_ledger else self.unexplained,
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnusualAnswer:
    """The most unusual days, and how many there should be."""

    prepared: Prepared
    first: Label
    last: Label
    found: UnusualDays
    days: tuple[Day, ...]
    marked_unexplained: tuple[Label, ...]
    share_marked: float | None
    share_other: float | None
    ledger_begins: str
    n_marked_before: int

    @property
    def units(self) -> Mapping[str, str]:
        """What the numbers are measured in."""
        return _UNITS

    @property
    def barred(self) -> tuple[str, ...]:
        """Which sources are missing because others read this."""
        return self.prepared.barred

    @property
    def credits(self) -> tuple[str, ...]:
        """Whose numbers are in it."""
        return self.prepared.credits()

    def record(self) -> dict[str, object]:
        """Under the documented JSON names."""
        return {
            "series": self.prepared.frames.column,
            "model": self.prepared.frames.model,
            "first": self.first,
            "last": self.last,
            "n_judged": self.found.n_judged,
            "n_marked": self.found.n_marked,
            "by_chance": self.found.by_chance,
            "n_benjamini_hochberg": int((self.found.table["benjamini_hochberg"] <= 0.05).sum()),
            "days": [day.record() for day in self.days],
            "nothing_logged": list(self.marked_unexplained),
            "ledger_begins": self.ledger_begins or None,
            "n_marked_before_ledger": self.n_marked_before,
            "share_with_candidates": {"marked": self.share_marked, "other_days": self.share_other},
            "unjudged": [{"label": label, "because": because} for label, because in self.found.unjudged],
            "credits": list(self.credits),
        }

    def table(self) -> pd.DataFrame:
        """One day per row."""
        rows = [
            {
                "label": day.label,
                "pre": day.before,
                **day.numbers,
                "verdict": day.verdict,
                "certain": " ".join(day.certain),
                "possible": " ".join(day.possible),
                "nothing_logged": None if day.before_ledger else day.unexplained,
            }
            for day in self.days
        ]
        return pd.DataFrame(rows)

    def lines(self) -> Iterator[str]:
        """The days with their candidates, and what chance alone would bring."""
        name, shown = self.prepared.chosen.levels.series.name, len(self.days)
        yield from folded_lines(
            f"The {counted(shown, 'most unusual day')} of {self.prepared.frames.column} from {self.first} to"
            f" {self.last}; moves in per cent, up = {name.quote} weaker"
        )
        yield ""
        yield f"{'rate':<21}{'move':>7}{'own part':>10}{'p':>7}  {'verdict':<18}what is logged"
        for day in self.days:
            head = (
                f"{day.label.removesuffix('Z'):<21}{per_cent(day.numbers['raw']):>7}"
                f"{per_cent(day.numbers['abnormal']):>10}{plain_p(day.numbers['pvalue']):>7}  {day.verdict:<18}"
            )
            yield f"{head}{_met(day)}".rstrip()
            yield from (f"    ● {one}" for one in day.certain)
            yield from (f"    ○ {one}" for one in day.possible)
            if day.unexplained and day.rates_since is not None:
                yield from folded_lines(f"{counted(day.rates_since, 'rate')} after {named(day.preceding, 2)}", indent=4)
            yield from (line for one in day.scheduled for line in folded_lines(f"scheduled: {one}", indent=4))
        yield ""
        yield "● this rate must have known it first   ○ it may have, the hour is not known"
        yield from self._notes()
        for said in (*self.barred, *self.credits):
            yield from folded_lines(said)

    def _notes(self) -> Iterator[str]:
        found = self.found
        survive = int((found.table["benjamini_hochberg"] <= 0.05).sum())
        yield from folded_lines(
            f"{counted(found.n_judged, 'day')} judged: chance alone would mark about {found.by_chance:.0f} of them at"
            f" the 5 % level, marked are {found.n_marked}; adjusted for having looked at all of them"
            f" (Benjamini–Hochberg) {survive} remain. The p of a day that was picked for being unusual proves nothing."
        )
        if self.share_marked is not None and self.share_other is not None:
            yield from folded_lines(
                f"Something is logged that may have met {100 * self.share_marked:.0f} % of the marked days, and"
                f" {100 * self.share_other:.0f} % of the others: a candidate is no cause."
            )
        if self.marked_unexplained:
            labels = list(self.marked_unexplained)
            yield from folded_lines(
                f"Of the marked days, nothing logged could have met {len(labels)}: {named(labels, most=12)}. That says"
                " what this ledger holds, not that nothing happened."
            )
        if self.n_marked_before:
            yield from folded_lines(
                f"The ledger begins on {self.ledger_begins}: of the marked days {self.n_marked_before} lie before it,"
                " and of those it can say nothing."
            )
        reasons = [(label, _without_count(because)) for label, because in found.unjudged]
        for because in dict.fromkeys(because for _, because in reasons):
            labels = [label for label, why in reasons if why == because]
            yield from folded_lines(
                f"{counted(len(labels), 'day')} not judged, because {because}: {named(labels, most=6)}"
            )


def _without_count(because: str) -> str:
    """The reason without the number of observations a day had of those it needs.

    >>> _without_count("250 are needed before the window, there are 7")
    '250 are needed before the window, there are fewer'
    """
    return re.sub(r", there (?:are|is) \d+$", ", there are fewer", because)


def _met(day: Day) -> str:
    if day.before_ledger:
        return "before the ledger"
    if day.unexplained:
        return "nothing logged"
    return counted(len(day.certain) + len(day.possible), "event")


@dataclass(frozen=True, slots=True)
class UnusualView:
    """``--unusual N``."""

    key: str = "unusual"
    of_period: bool = True

    def answer(self, prepared: Prepared, option: str | None) -> UnusualAnswer:
        """The ``option`` most unusual days."""
        most = _most(option)
        labels = period_labels(prepared)
        frames = prepared.frames
        daily = Daily.of(frames, prepared.context.settings.plausible_effect, since=labels[0], through=labels[-1])
        inside = daily.table.loc[[label for label in labels if label in daily.rows]]
        found = unusual_days(inside, longest_gap=frames.longest_gap)
        certain, possible = candidates(prepared)
        met = certain.keys() | possible.keys()
        ranked = [str(label) for label in found.table.index]
        begins = _begins(prepared)
        reached = {label for label in ranked if label in met or (begins and label[:10] >= begins)}
        marked, other = (
            [label for label in those if label in reached]
            for those in (ranked[: found.n_marked], ranked[found.n_marked :])
        )
        top = ranked[:most]
        before = dict(zip(frames.returns.index[1:], frames.returns.index[:-1], strict=True))
        planned = _planned(prepared, top, before)
        every = [str(label) for label in frames.returns.index]
        rows = found.table.to_dict("index")
        names = ("raw", "abnormal", "sigma", "pvalue", "holm", "benjamini_hochberg")
        days = []
        for label in top:
            preceding, rates_since = _preceding(every, every.index(label), certain, possible)
            days.append(
                Day(
                    label=label,
                    before=str(before.get(label, "")),
                    numbers={name: finite(rows[label][name]) for name in names},
                    verdict=daily.verdict(label),
                    certain=tuple(certain.get(label, ())),
                    possible=tuple(possible.get(label, ())),
                    scheduled=planned[label],
                    preceding=preceding,
                    rates_since=rates_since,
                    before_ledger=label not in reached,
                )
            )
        return UnusualAnswer(
            prepared=prepared,
            first=labels[0],
            last=labels[-1],
            found=found,
            days=tuple(days),
            marked_unexplained=tuple(sorted(label for label in marked if label not in met)),
            share_marked=_share(marked, met),
            share_other=_share(other, met),
            ledger_begins=begins,
            n_marked_before=found.n_marked - len(marked),
        )


def _most(option: str | None) -> int:
    try:
        most = int(option or "10")
    except ValueError:
        most = 0
    if not 1 <= most <= _MOST:
        raise UsageError(f"{option!r} is no number of days.", remedy=f"Write --unusual 10; {_MOST} at most.")
    return most


def _begins(prepared: Prepared) -> str:
    """The day, at its place, of the first logged event whose day is known; empty where there is none."""
    times = [event.time for event in prepared.everything.values() if NO_DAY not in event.sets]
    days = [one.interval.start.astimezone(zone(one.zone)).date().isoformat() for one in times]
    return min(days, default="")


def _preceding(
    every: Sequence[Label], place: int, certain: Mapping[Label, list[str]], possible: Mapping[Label, list[str]]
) -> tuple[tuple[str, ...], int | None]:
    """The events met last, at most ``_NEAR`` rates before, and how many rates before: a reaction may go on."""
    for rates in range(1, _NEAR + 1):
        label = every[place - rates] if place >= rates else ""
        met = (*certain.get(label, ()), *possible.get(label, ()))
        if met:
            return met, rates
    return (), None


def _share(labels: Sequence[Label], met: set[Label]) -> float | None:
    return sum(label in met for label in labels) / len(labels) if labels else None


def _planned(prepared: Prepared, labels: Sequence[Label], before: Mapping[str, str]) -> dict[Label, tuple[str, ...]]:
    """What was scheduled after the rate before each of these and up to its own day."""
    if not labels:
        return {}
    first = min(date.fromisoformat(str(before.get(label, label))[:10]) for label in labels)
    until = max(date.fromisoformat(label[:10]) for label in labels) + timedelta(days=1)
    items = [
        one
        for one in scheduled_between(
            prepared.then, first, until, prepared.known, events=tuple(prepared.everything.values())
        )
        if one.kind != "holiday"
    ]
    return {label: _between(items, str(before.get(label, label))[:10], label[:10]) for label in labels}


def _between(items: Sequence[Scheduled], pre: str, day: str) -> tuple[str, ...]:
    return tuple(
        clean(f"{one.day.isoformat()} {one.title}", 90)
        for one in items
        if one.day.isoformat() <= day and (one.last or one.day).isoformat() > pre
    )


VIEW = UnusualView()
