"""Tests over many windows on ordinary days: dates of one currency, and panels of currencies, drawn by the seed.

Every declared test is measured, each draw through `run_study` as a selection of events would go: with nothing put in
(size), and with one standard deviation of the forecast, in one direction, put into every window (power).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tests.calibration.design import Design
from tests.calibration.judging import FIFTHS, Bench
from tests.calibration.rates import CURRENCIES, rates
from tracker.analysis import StudySpec, run_study
from tracker.analysis.column import Positions
from tracker.analysis.pooled import cross_section_statistics, date_statistics

MODEL = "mean"
EFFECT = 1.0
"""Standard deviations put into every window: of the forecast for its first day, times √L."""

SELECTIONS = ((3, 1), (10, 1), (20, 1), (10, 3))
"""Events of one currency, and observations in the window of each."""

TIMES = ("random", "storm")
"""Anywhere in the history; or close together, from a day on whose forecast was in the stormiest fifth of its past."""

PANELS = ("own dates", "common date", "common date, storm")
"""A day for each currency by itself; one day for all; one day in whose stormiest fifth half of the currencies are."""

_STRETCH = 6
"""A storm's selection of n windows of L lies within 6nL observations."""

_HISTORY, _SPAN = 600, 900
"""Observations before the days of a panel, and over how many its days are spread when each currency has its own."""

_DATES_KEY, _PANELS_KEY = 1_000, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A selection: its rates, its events, and how large one standard deviation is in each window."""

    returns: pd.DataFrame
    events: tuple[tuple[str, str], ...]
    places: tuple[Positions, ...]
    sigmas: tuple[float, ...]
    length: int


def dates_of(currency: str, design: Design, *, selections: Sequence[tuple[int, int]] = SELECTIONS) -> pd.DataFrame:
    """Every test for one series and many dates on one currency: a row per draw and effect, ``KEY_pvalue`` each."""
    keys = sorted(date_statistics())
    bench, found = _bench(currency), []
    if not keys:
        return pd.DataFrame()
    for number, (n, length) in enumerate(selections):
        for when in TIMES:
            rng = np.random.default_rng(
                [design.seed, _DATES_KEY, CURRENCIES.index(currency), number, TIMES.index(when)]
            )
            for _ in range(design.draws):
                days = some_days(bench, n, length, storm=when == "storm", rng=rng)
                one = _selection(rates(currency).returns, [(currency, day, bench) for day in days], length)
                found += judged(one, keys, rng, {"times": when, "events": n, "length": length})
    return pd.DataFrame(found)


def panels_of(
    numbers: Sequence[int],
    design: Design,
    *,
    settings: Sequence[str] = PANELS,
    currencies: Sequence[str] = CURRENCIES,
) -> pd.DataFrame:
    """Every test for panels of currencies on the draws of these numbers, in each setting."""
    keys, found = sorted(cross_section_statistics()), []
    for number in numbers if keys else ():
        for setting in settings:
            rng = np.random.default_rng([design.seed, _PANELS_KEY, number, PANELS.index(setting)])
            found += judged(panel(setting, rng, currencies), keys, rng, {"times": setting, "length": 1})
    return pd.DataFrame(found)


def some_days(bench: Bench, n: int, length: int, *, storm: bool, rng: np.random.Generator) -> Positions:
    """First days of n windows that share no observation, in time order."""
    ready = bench.starts(length)
    ready = ready[bench.fifth[ready] >= 0]
    if storm:
        wide = _STRETCH * n * length
        begins = np.flatnonzero(bench.fifth[ready[: len(ready) - wide]] == FIFTHS - 1)
        first = int(rng.choice(begins))
        ready = ready[first : first + wide]
    slots = len(ready) - (n - 1) * (length - 1)
    apart: Positions = ready[np.sort(rng.choice(slots, n, replace=False)) + np.arange(n) * (length - 1)]
    return apart


def panel(setting: str, rng: np.random.Generator, currencies: Sequence[str] = CURRENCIES) -> Drawn:
    """One day of every currency that had a rate then, on rates from 600 observations before."""
    benches = {currency: _bench(currency) for currency in currencies}
    calendar = _calendar(tuple(currencies))
    first = int(rng.integers(_HISTORY, len(calendar) - _SPAN))
    common = str(rng.choice(_stormy())) if setting.endswith("storm") else calendar[first]
    last = calendar[first + _SPAN - 1] if setting == "own dates" else common
    chosen = []
    for currency, bench in benches.items():
        ready = bench.starts(1)
        ready = ready[bench.fifth[ready] >= 0]
        labels = bench.column.labels[ready]
        possible = ready[(labels >= calendar[first]) & (labels <= last)] if last != common else ready[labels == common]
        if possible.size:
            chosen.append((currency, int(rng.choice(possible)), bench))
    begin = calendar[max(calendar.index(last) - _HISTORY - (_SPAN if last != common else 0), 0)]
    return _selection(_all_returns().loc[begin:last], chosen, 1)


def judged(one: Drawn, keys: list[str], rng: np.random.Generator, about: dict[str, object]) -> list[dict[str, object]]:
    """One draw without and with an effect."""
    spec = StudySpec(model=MODEL, window=(0, one.length - 1), statistics=("t", *keys), seed=int(rng.integers(2**31)))
    sign = 1.0 if rng.random() < 0.5 else -1.0
    moved = one.returns.copy()
    for (currency, _), places, sigma in zip(one.events, one.places, one.sigmas, strict=True):
        part = sign * EFFECT * sigma / np.sqrt(one.length)
        moved.iloc[places, moved.columns.get_loc(currency)] += part
    found = []
    for effect, returns in ((0.0, one.returns), (EFFECT, moved)):
        result = run_study(returns, one.events, spec)
        table = result.aggregate.set_index("statistic")["pvalue"]
        row = {**about, "label": min(label for _, label in one.events), "effect": effect}
        found.append(row | {f"{key}_pvalue": float(table[key]) for key in keys})
    return found


def _selection(returns: pd.DataFrame, chosen: Sequence[tuple[str, int, Bench]], length: int) -> Drawn:
    events, places, sigmas = [], [], []
    rows = returns.index
    for currency, day, bench in chosen:
        history = bench.evaluator.out_of_sample
        assert history is not None
        events.append((currency, str(bench.column.labels[day])))
        places.append(rows.get_indexer(bench.column.labels[day : day + length]))
        sigmas.append(float(history.sigma[day]))
    return Drawn(returns=returns, events=tuple(events), places=tuple(places), sigmas=tuple(sigmas), length=length)


@cache
def _bench(currency: str) -> Bench:
    return Bench.of(rates(currency), MODEL)


@cache
def _calendar(currencies: tuple[str, ...]) -> list[str]:
    """Labels on which a study of any of them would accept a window."""
    ready = ((bench, bench.starts(1)) for bench in map(_bench, currencies))
    return sorted({label for bench, starts in ready for label in bench.column.labels[starts]})


@cache
def _all_returns() -> pd.DataFrame:
    return pd.concat([rates(currency).returns for currency in CURRENCIES], axis=1).sort_index()


@cache
def _stormy() -> NDArray[np.object_]:
    """Labels of days on which half of the currencies are in their stormiest fifth."""
    parts = []
    for bench in map(_bench, CURRENCIES):
        ready = bench.starts(1)
        parts.append(pd.Series(bench.fifth[ready], index=bench.column.labels[ready]))
    known = pd.concat(parts, axis=1).sort_index()
    counted = known.where(known >= 0)
    stormy = (counted == FIFTHS - 1).sum(axis=1) >= 0.5 * counted.notna().sum(axis=1)
    enough = counted.notna().sum(axis=1) >= 10
    return known.index.to_numpy(dtype=object)[_HISTORY:][(stormy & enough).to_numpy()[_HISTORY:]]
