"""Which days are looked at: a census of pairs of days, and random dates such as somebody's list of events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from tests.calibration.judging import DEFAULT, ENOUGH_PAST, Bench
from tests.calibration.rates import CURRENCIES, Rates
from tracker.analysis import StudySpec, run_study
from tracker.analysis.column import Flags, Floats, Positions
from tracker.analysis.model import factors_of, models
from tracker.analysis.statistic import statistics
from tracker.analysis.volatility import START_UP
from tracker.model.alignment import Alignment
from tracker.model.schedule import Fixing

LENGTHS = (1, 3, 6)
FULL = "RUB"
"""Its years are looked at one by one, so more of its days are judged than are pooled with the others'."""

KINDS: dict[int, tuple[str, ...]] = {
    1: ("1 sigma", "2 sigma", "3 sigma", "2 %", "5 %", "mde"),
    3: ("2 sigma", "3 sigma", "mde"),
    6: ("2 sigma", "3 sigma", "mde"),
}
"""Effects put into windows of each length; sigma stands for σ√L, ``mde`` for the smallest effect printed for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Which days; the defaults are those of the shipped result.

    Attributes
    ----------
    seed : int
        Of the random dates and of the directions of injected effects.
    every : int
        The census takes one of each so many pairs of neighbouring days.
    dates : int
        Random dates per currency.
    rouble_every : int
        The same as ``every`` for the years of the rouble.
    draws : int
        Selections of many dates, per currency and kind of selection.
    panels : int
        Panels of currencies, per kind of panel.
    """

    seed: int = 2014
    every: int = 4
    dates: int = 150
    rouble_every: int = 1
    draws: int = 10
    panels: int = 120


def census(rates: Rates, model: str, design: Design) -> pd.DataFrame:
    """Windows of every length; ``pooled`` is false for days taken for the rouble's years alone."""
    bench = Bench.of(rates, model)
    every = design.rouble_every if rates.currency == FULL else design.every
    parts = []
    for length in LENGTHS:
        starts = bench.starts(length)
        pairs = starts // 2
        frame = bench.frame(starts[(pairs % every == 0) | (pairs % design.every == 0)], length)
        parts.append(frame.assign(length=length, pooled=frame["start"] // 2 % design.every == 0))
    return pd.concat(parts, ignore_index=True)


def random_dates(bench: Bench, design: Design) -> Positions:
    """One random day in each of ``dates`` equal stretches, far enough apart for their longest windows not to meet."""
    history = bench.evaluator.out_of_sample
    assert history is not None
    longest = max(LENGTHS) + 2
    first, last = history.first + START_UP + ENOUGH_PAST + longest, len(bench.column) - longest
    width = (last - first) // design.dates
    if width <= longest:
        raise ValueError(f"{design.dates} dates do not fit into {last - first} days of {bench.currency}")
    rng = np.random.default_rng([design.seed, CURRENCIES.index(bench.currency)])
    drawn = first + width * np.arange(design.dates) + rng.integers(0, width - longest, design.dates)
    return drawn[np.isin(drawn, bench.starts(longest))]


def studied(rates: Rates, model: str, dates: Positions, bench: Bench, length: int) -> pd.DataFrame:
    """The random dates through `run_study`, as a selection of events of known hour would go."""
    events = [(rates.currency, bench.column.labels[day]) for day in dates]
    return _run(rates, model, events, (0, length - 1))


def studied_without_hour(rates: Rates, model: str, dates: Positions, bench: Bench) -> pd.DataFrame:
    """The same dates as events of which the day is known and the hour is not: two fixings could be the first."""
    labels = bench.column.labels
    events = [_two_fixings(rates.currency, *(str(label) for label in labels[day - 1 : day + 2])) for day in dates]
    return _run(rates, model, events, (0, 0))


def selected(bench: Bench, dates: Positions, length: int) -> Flags:
    """The days which a study of these dates leaves out of estimation and reference."""
    chosen = np.zeros(len(bench.column), dtype=bool)
    chosen[dates[:, None] + np.arange(length)] = True
    return chosen


def injected(bench: Bench, dates: Positions, length: int, design: Design) -> pd.DataFrame:
    """The random dates with each kind of effect put in, half of them upwards; and, as kind ``none``, without."""
    before = bench.frame(dates, length).set_index("start")
    dates = dates[np.isin(dates, before.index)]
    before = before.loc[dates]
    rng = np.random.default_rng([design.seed, CURRENCIES.index(bench.currency), length])
    sign = rng.permutation(np.where(np.arange(len(dates)) % 2, 1.0, -1.0))
    parts = [before.reset_index().assign(kind="none", shift=0.0)]
    for kind in KINDS[length]:
        shift = sign * _size(kind, before, length)
        ready = np.isfinite(shift)
        frame = bench.shifted(dates[ready], length, shift[ready])
        parts.append(frame.assign(kind=kind, shift=frame["start"].map(dict(zip(dates, shift, strict=True)))))
    return pd.concat(parts, ignore_index=True).assign(length=length)


def injected_without_hour(bench: Bench, dates: Positions, design: Design, sigmas: float = 3.0) -> pd.DataFrame:
    """An effect at the first or at the second of two admissible fixings, by the default test.

    Columns ``known`` (p of the true fixing alone) and ``least`` (the smaller p of the two, uncorrected).
    """
    rng = np.random.default_rng([design.seed, CURRENCIES.index(bench.currency), 2])
    sign = rng.permutation(np.where(np.arange(len(dates)) % 2, 1.0, -1.0))
    sigma = bench.evaluator.out_of_sample.sigma[dates]  # type: ignore[union-attr]
    true = bench.shifted(dates, 1, sign * sigmas * sigma).set_index("start")
    after = bench.shifted(dates, 1, sign * sigmas * sigma, at=1).set_index("start")
    before = bench.frame(dates - 1, 1).set_index("start")
    parts = []
    for other, offset in ((after, 1), (before, -1)):
        both = dates[np.isin(dates, true.index) & np.isin(dates + offset, other.index)]
        one, two = true.loc[both].reset_index(), other.loc[both + offset].reset_index()
        known, neighbour = (side[f"{DEFAULT}_pvalue"].to_numpy() for side in (one, two))
        parts.append(one[["currency", "label", "fifth"]].assign(known=known, least=np.minimum(known, neighbour)))
    return pd.concat(parts, ignore_index=True)


def _size(kind: str, before: pd.DataFrame, length: int) -> Floats:
    """Size of an effect of this kind on each window, in log points."""
    if kind == "mde":
        return before["mde"].to_numpy()
    number, unit = kind.split()
    if unit == "%":
        return np.full(len(before), np.log1p(float(number) / 100))
    sizes: Floats = float(number) * before["sigma"].to_numpy() * np.sqrt(length)
    return sizes


def _run(
    rates: Rates, model: str, events: list[Alignment] | list[tuple[str, str]], window: tuple[int, int]
) -> pd.DataFrame:
    spec = StudySpec(model=model, window=window, statistics=tuple(sorted(statistics())))
    rows = run_study(rates.returns, events, spec, factors_of(models()[model], rates.factors)).rows
    found = rows.rename(columns={"column": "currency"})
    return found[found["pvalue"].notna()].reset_index(drop=True)


def _two_fixings(currency: str, pre: str, earliest: str, latest: str) -> Alignment:
    return Alignment(
        event_id=latest,
        series=currency,
        pre=_fixing(pre),
        earliest=_fixing(earliest),
        latest=_fixing(latest),
        contaminated=(earliest,),
        ambiguous=True,
        spans=2,
    )


def _fixing(label: str) -> Fixing:
    made = datetime.fromisoformat(f"{label}T13:10:00+00:00")
    return Fixing(label=label, made_from=made, made_to=made, published_at=made, method="point")
