"""What news that moved this series carried over to another one: identified by heteroskedasticity. Experimental."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from tracker.analysis.beyond.identification import Identified, through_heteroskedasticity
from tracker.analysis.column import Column, column_of
from tracker.errors import NoDataError, UsageError
from tracker.events.windows import claimed
from tracker.model.series import Series
from tracker.reports.numbers import signed
from tracker.services.frames import frames_of
from tracker.services.prepared import Prepared
from tracker.services.rates import asked_series, read_levels
from tracker.services.rights import allowed
from tracker.services.view_words import column, counted, finite, folded_lines

_BEFORE = 5
"""Ordinary days are so many rates before each event."""

_UNITS = dict.fromkeys(("effect", "se", "interval"), "log points of the other series for a log point of this one")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CarriedAnswer:
    """The effect, or why none is given."""

    prepared: Prepared
    other: Series
    found: Identified

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
        return self.prepared.credits(self.other)

    def record(self) -> dict[str, object]:
        """Under the documented JSON names; estimates that disagree are not published."""
        found = self.found
        return {
            "experimental": True,
            "series": self.prepared.frames.column,
            "other": self.other.key,
            "event_ids": [event.id for event in self.prepared.events],
            "effect": finite(found.effect),
            "se": finite(found.se),
            "interval": None if found.because else [found.lower, found.upper],
            "second_estimate": None if found.because else found.second,
            "strength": finite(found.strength),
            "variance_ratio": finite(found.variance_ratio),
            "n_events": found.n_events,
            "n_others": found.n_others,
            "because": found.because or None,
            "left_out": [{"event_id": one, "because": because} for one, because in self.prepared.left_out],
            "credits": list(self.credits),
        }

    def table(self) -> pd.DataFrame:
        """One row."""
        found = asdict(self.found)
        if self.found.because:
            found |= {"first": float("nan"), "second": float("nan"), "difference_t": float("nan")}
        row = {"series": self.prepared.frames.column, "other": self.other.key, **found, "experimental": True}
        return pd.DataFrame([row])

    def lines(self) -> Iterator[str]:
        """The effect in words."""
        found, this = self.found, self.prepared.frames.column
        told = counted(len(self.prepared.events), "event")
        yield from folded_lines(
            f"EXPERIMENTAL. What the news of {told} that moved {this} carried over to {self.other.key}"
        )
        yield ""
        if found.because:
            yield from folded_lines(f"No effect is given, because {found.because}. That is no evidence of none.")
        else:
            yield from folded_lines(
                f"A move of {this} by one per cent moved {self.other.key} by {signed(found.effect)} per cent (95 %:"
                f" {signed(found.lower)} to {signed(found.upper)}); the second estimator says {signed(found.second)}."
            )
        ratio = finite(found.variance_ratio)
        said = " and" if ratio is None else f", on which the variance of {this} was {ratio:.1f} times that of"
        rates = counted(found.n_events, "rate")
        yield from folded_lines(f"{rates} of events{said} {found.n_others} others.")
        yield from folded_lines(
            f"Others: the {_BEFORE} rates before each event. It is assumed that on event days only the events' news"
            " came more strongly than usual, and all else as before (Rigobon and Sack 2004). If that were wrong, two"
            " estimators would differ; where they do, nothing is published. Not calibrated, and in no report."
        )
        for line in (*self.barred, *self.credits):
            yield from folded_lines(line)


@dataclass(frozen=True, slots=True)
class CarriedView:
    """``--carried-over SERIES``."""

    key: str = "carried_over"

    def answer(self, prepared: Prepared, option: str | None) -> CarriedAnswer:
        """Of the selected events; ``option`` is the other series, of the same source."""
        this = prepared.chosen.levels.series
        declared = _other(prepared, option or "")
        if this.key == declared.key:
            raise UsageError(f"{this.key} is the series itself.", remedy="Name another one of the same source.")
        levels = read_levels(prepared.context, declared.name, prepared.known)
        if not levels.observations:
            raise NoDataError(f"No rates of {declared.key} are stored.", remedy="tracker rates shows what there is.")
        frames = frames_of(prepared.context, levels, prepared.known)
        other = column_of(frames.returns, frames.column, gaps=frames.gaps, method_breaks=frames.method_breaks)
        series = column(prepared, factors=False)
        places = _same(series, other, prepared.frames.longest_gap)
        event, ordinary = _groups(prepared, series)
        chosen = (event | ordinary) & (places >= 0)
        x, y = series.returns[chosen], other.returns[places[chosen]]
        return CarriedAnswer(prepared=prepared, other=declared, found=through_heteroskedasticity(x, y, event[chosen]))


def _other(prepared: Prepared, name: str) -> Series:
    """The declared series; ``UsageError`` where its rates are not made at the same instants."""
    this = prepared.chosen.levels.series
    asked = name if "@" in name else f"{name}@{this.name.source}"
    (declared,) = allowed(asked_series(asked, prepared.context, as_of=prepared.known.as_of)[:1], prepared.known)
    if declared.name.source != this.name.source:
        raise UsageError(
            f"{declared.key} and {this.key} are not made at the same instants, so one cannot be told by the other.",
            remedy=f"Name a series of {this.name.source}.",
        )
    return declared


def _same(series: Column, other: Column, longest: float) -> np.ndarray:
    """For each observation the place of the other's return over the very same span; −1 where there is none."""
    places = other.positions(list(series.labels))
    before = np.concatenate([[-2], places[:-1]])
    whole = (places >= 0) & (before == places - 1)
    whole[0] = False
    ordinary = series.usable(longest) & other.usable(longest)[np.maximum(places, 0)]
    return np.where(whole & ordinary, places, -1)


def _groups(prepared: Prepared, series: Column) -> tuple[np.ndarray, np.ndarray]:
    """Which observations could have known a selected event first, and which lie shortly before one."""
    event = np.zeros(len(series), dtype=bool)
    ordinary = np.zeros(len(series), dtype=bool)
    for alignment in prepared.alignments:
        places = series.positions(list(claimed(alignment)))
        places = places[places >= 0]
        if len(places):
            event[places] = True
            ordinary[max(0, int(places.min()) - _BEFORE) : int(places.min())] = True
    return event, ordinary & ~event


VIEW = CarriedView()
