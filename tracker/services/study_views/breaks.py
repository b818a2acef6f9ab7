"""When the series changed for good: breaks in volatility and drift, changes of method and of the regime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from tracker.analysis.beyond.breaks import SHORTEST, Break, Breaks, drift_breaks, volatility_breaks
from tracker.analysis.column import Column
from tracker.data.loader import target_of
from tracker.events.windows import claimed
from tracker.model.instants import Label
from tracker.services.prepared import Prepared
from tracker.services.view_words import column, counted, dated, finite, folded_lines, log_per_cent, period_labels

_AROUND = 250
_FEWEST = 20
_MOST = 4
_UNITS = {"before": "log points per rate", "after": "log points per rate", "penalty": "squared units of what is cut"}
_WORDS = {"volatility": "volatility", "drift": "drift", "method": "method of making", "regime": "regime"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One break with the events logged nearest to it. ``kind``: volatility, drift, method or regime.

    ``before`` and ``after`` are means for drift and standard deviations for all others: of the stretches for
    volatility, of 250 rates at most on either side for the declared ones.
    """

    kind: str
    found: Break
    words: str
    n_candidates: int
    candidates: tuple[tuple[str, int], ...]

    def record(self) -> dict[str, object]:
        """Under the documented JSON names."""
        numbers = {
            key: finite(value) if isinstance(value, float) else value for key, value in asdict(self.found).items()
        }
        return {
            "kind": self.kind,
            **numbers,
            "words": self.words or None,
            "n_candidates": self.n_candidates,
            "candidates": [{"event_id": one, "rates_away": away} for one, away in self.candidates],
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BreaksAnswer:
    """What was found, and what it was looked for with."""

    prepared: Prepared
    first: Label
    last: Label
    searched: Mapping[str, Breaks]
    changes: tuple[Change, ...]

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
            "first": self.first,
            "last": self.last,
            "searches": [
                {
                    "kind": kind,
                    "n": one.n,
                    "penalty": finite(one.penalty),
                    "n_found": len(one.found),
                    "because": one.because or None,
                }
                for kind, one in self.searched.items()
            ],
            "breaks": [change.record() for change in self.changes],
            "credits": list(self.credits),
        }

    def table(self) -> pd.DataFrame:
        """One break per row."""
        rows = [
            {
                "kind": change.kind,
                **asdict(change.found),
                "words": change.words,
                "n_candidates": change.n_candidates,
                "candidates": " ".join(one for one, _ in change.candidates),
            }
            for change in self.changes
        ]
        return pd.DataFrame(rows, columns=_COLUMNS)

    def lines(self) -> Iterator[str]:
        """The breaks in order of time, and what they are worth."""
        yield from folded_lines(
            f"{counted(len(self.changes), 'break')} of {self.prepared.frames.column} from {self.first} to {self.last}"
        )
        yield ""
        yield f"{'from':<12}{'95 % between':<26}{'what':<18}{'before':>8}{'after':>8}  events logged in between"
        for change in self.changes:
            one = change.found
            between = f"{one.earliest[:10]} … {one.latest[:10]}" if one.earliest != one.latest else "that day"
            yield (
                f"{one.label[:10]:<12}{between:<26}{_WORDS[change.kind]:<18}{log_per_cent(one.before):>8}"
                f"{log_per_cent(one.after):>8}  {change.n_candidates or 'none'}"
            )
            if change.words:
                yield from folded_lines(change.words, indent=4)
            yield from (f"    {_away(away)} {event_id}" for event_id, away in change.candidates)
        yield ""
        yield from self._notes()
        for said in (*self.barred, *self.credits):
            yield from folded_lines(said)

    def _notes(self) -> Iterator[str]:
        for kind, one in self.searched.items():
            if one.because:
                yield from folded_lines(f"breaks in {kind} not looked for, because {one.because}")
            elif not one.found:
                yield from folded_lines(
                    f"no break in {kind} found over {one.n} rates: a break needs {SHORTEST} rates on either side, and"
                    " a short time hides all but large ones"
                )
        yield from folded_lines(
            "before and after, in per cent a rate: standard deviation of the moves; of drift their mean; a dash under"
            f" {_FEWEST} rates. 95 % between: how well the rates tell the day of a break (Bai 1997); a declared change"
            " has its own day."
        )
        yield from folded_lines(
            "An event nearby is a candidate and no cause: a break is placed where it fits the rates best, whatever"
            " happened. Volatility that clusters for months can look like breaks: of 100 simulated series without any,"
            " between 0 and 45 show one, by how long their storms last."
        )


_COLUMNS = [
    "kind",
    "label",
    "earliest",
    "latest",
    "before",
    "after",
    "n_before",
    "n_after",
    "words",
    "n_candidates",
    "candidates",
]


def _away(rates: int) -> str:
    if not rates:
        return "that rate:"
    return f"{counted(abs(rates), 'rate')} {'after' if rates > 0 else 'before'}:"


@dataclass(frozen=True, slots=True)
class BreaksView:
    """``--breaks``."""

    key: str = "breaks"
    of_period: bool = True

    def answer(self, prepared: Prepared, option: str | None) -> BreaksAnswer:
        """Breaks over the days asked about; ``option`` is not used."""
        del option
        labels = period_labels(prepared)
        whole = column(prepared, factors=False)
        series = _within(whole, labels[0], labels[-1])
        longest = finite(prepared.frames.longest_gap)
        searched = {
            "volatility": volatility_breaks(series, max_gap_days=longest),
            "drift": drift_breaks(series, max_gap_days=longest),
        }
        found = [(kind, one, "") for kind, breaks in searched.items() for one in breaks.found]
        found += [("method", one, words) for one, words in _methods(prepared, series)]
        found += [("regime", one, words) for one, words in _regimes(prepared, series)]
        near = _Near(prepared, [str(label) for label in whole.labels])
        return BreaksAnswer(
            prepared=prepared,
            first=labels[0],
            last=labels[-1],
            searched=searched,
            changes=tuple(
                near.change(kind, one, words)
                for kind, one, words in sorted(found, key=lambda item: (item[1].label, item[0]))
            ),
        )


class _Near:
    """Logged events by the last of the rates that could have known them first."""

    def __init__(self, prepared: Prepared, labels: Sequence[Label]) -> None:
        self._place = {label: number for number, label in enumerate(labels)}
        self._events = [
            (one.event_id, [self._place[label] for label in claimed(one) if label in self._place])
            for one in dated(prepared)
        ]

    def change(self, kind: str, one: Break, words: str) -> Change:
        """The break with the events between its earliest and latest day, the nearest first."""
        here, first, last = (self._place[label] for label in (one.label, one.earliest, one.latest))
        inside = [
            (min((place - here for place in places), key=lambda away: (abs(away), away)), event_id)
            for event_id, places in self._events
            if places and max(places) >= first and min(places) <= last
        ]
        inside.sort(key=lambda item: (abs(item[0]), item[0], item[1]))
        return Change(
            kind=kind,
            found=one,
            words=words,
            n_candidates=len(inside),
            candidates=tuple((event_id, away) for away, event_id in inside[:_MOST]),
        )


def _within(series: Column, first: Label, last: Label) -> Column:
    labels = series.labels.astype(str)
    kept = np.flatnonzero((labels >= first) & (labels <= last))
    return replace(
        series,
        index=series.index[kept],
        returns=series.returns[kept],
        factors=series.factors[kept],
        gap_days=series.gap_days[kept],
        method_break=series.method_break[kept],
        broken=series.broken[kept],
    )


def _methods(prepared: Prepared, series: Column) -> Iterator[tuple[Break, str]]:
    """Where the registry says that the way the rate is made changed."""
    method = {fixing.label: fixing.method for fixing in prepared.chosen.levels.fixings}
    labels = [str(label) for label in series.labels]
    every = [fixing.label for fixing in prepared.chosen.levels.fixings]
    before = dict(zip(every[1:], every[:-1], strict=True))
    for place in np.flatnonzero(series.method_break).tolist():
        label = labels[place]
        old, new = method.get(before.get(label, ""), ""), method.get(label, "")
        yield _declared(series, place), f"made otherwise from this rate on: {old or 'unknown'}, then {new or 'unknown'}"


def _regimes(prepared: Prepared, series: Column) -> Iterator[tuple[Break, str]]:
    """Where the profile of the currency says that it was kept otherwise from a day on."""
    name = prepared.chosen.levels.series.name
    target = target_of(name.base, name.quote)
    labels = [str(label) for label in series.labels]
    if target is None or not labels:
        return
    for regime in target.regimes_of(date.fromisoformat(labels[0][:10]), date.fromisoformat(f"{labels[-1][:10]}")):
        since = regime.since.isoformat() if regime.since is not None else ""
        place = next((number for number, label in enumerate(labels) if label >= since), None)
        if since > labels[0] and place:
            yield _declared(series, place), f"from {since}: {regime.words} ({regime.reference})"


def _declared(series: Column, place: int) -> Break:
    """A change whose day is known, with the volatility of the rates around it."""
    ordinary = ~(series.method_break | series.broken)
    before = series.returns[max(0, place - _AROUND) : place][ordinary[max(0, place - _AROUND) : place]]
    after = series.returns[place : place + _AROUND][ordinary[place : place + _AROUND]]
    label = str(series.labels[place])
    return Break(
        label=label,
        earliest=label,
        latest=label,
        before=float(np.std(before, ddof=1)) if len(before) >= _FEWEST else float("nan"),
        after=float(np.std(after, ddof=1)) if len(after) >= _FEWEST else float("nan"),
        n_before=len(before),
        n_after=len(after),
    )


VIEW = BreaksView()
