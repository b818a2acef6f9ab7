"""Candidates for the default p-value on one census: ``make bench ARGS=--search``.

Chosen on one half of the currencies, confirmed on the other: both are printed, and a candidate that is good on the
first alone was tuned to it. Every candidate judges the same days of the same currencies, the fifths are those of the
default's forecast, and the same effects are put in for all. They come in two units: σ√L of the default's forecast, in
which requirements are worded, and s√L of the estimation window, which no candidate scales by: an effect that grows with
one's own forecast is found more easily than one that does not.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np
import pandas as pd

from tests.benchmarks.candidates import CANDIDATES, DEFAULT, Candidate
from tests.calibration.judging import FIFTHS, Bench
from tests.calibration.rates import CURRENCIES, rates
from tests.calibration.shares import mean_of
from tracker.analysis.column import Floats, Positions
from tracker.analysis.statistic import statistics

LENGTHS = (1, 3, 6)
NOTHING, EFFECTS = "0", ("2σ", "3σ", "3s")
TEXTBOOK = ("t", "sq")
LEVEL, STRICT = 0.05, 0.01
HALVES = {"chosen on": CURRENCIES[::2], "confirmed on": CURRENCIES[1::2]}
MODELS = ("mean", "factor")
NOISE = 2.0
"""Standard errors a difference has to exceed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One candidate on some currencies: plain fractions.

    ``away`` is the root mean square distance from the level over every length and fifth, ``worst`` the largest;
    ``calmest`` and ``stormiest`` are means over the lengths; ``powers``, raw and size-adjusted, one pair per effect.
    """

    size5: float
    size1: float
    calmest: float
    stormiest: float
    worst: float
    away: float
    powers: tuple[float, ...]


def judge(model: str, currency: str, every: int, names: tuple[str, ...]) -> tuple[pd.DataFrame, dict[str, float]]:
    """p of every candidate on one currency; columns ``NAME EFFECT``. And the seconds each took."""
    bench = Bench.of(rates(currency), model)
    history = bench.evaluator.out_of_sample
    assert history is not None
    parts, seconds = [], dict.fromkeys([*TEXTBOOK, *names], 0.0)
    for length in LENGTHS:
        starts = bench.starts(length)
        starts = starts[(starts // 2 % every == 0) & (bench.fifth[starts] >= 0)]
        sign = np.where(starts // 2 // every % 2, 1.0, -1.0)
        usual = np.sqrt(bench.evaluator._sample(starts, length, residuals=False).fit.variance)
        unit = {NOTHING: 0.0 * usual, "2σ": 2 * history.sigma[starts], "3σ": 3 * history.sigma[starts], "3s": 3 * usual}
        shifts = np.array(list(unit.values())) * sign * np.sqrt(length)
        found: dict[str, Floats] = {}
        for name in names:
            began = time.process_time()
            found[name] = _named(name).pvalues(history, starts, length, shifts)
            seconds[name] += time.process_time() - began
        for key in TEXTBOOK:
            began = time.process_time()
            found[key] = textbook(bench, key, starts, length, shifts)
            seconds[key] += time.process_time() - began
        frame = {"label": bench.column.labels[starts], "fifth": bench.fifth[starts], "length": length}
        frame |= {f"{name} {effect}": p for name, ps in found.items() for effect, p in zip(unit, ps, strict=True)}
        parts.append(pd.DataFrame(frame).dropna())  # every candidate on the same windows
    return pd.concat(parts, ignore_index=True).assign(currency=currency, model=model), seconds


def textbook(bench: Bench, key: str, starts: Positions, length: int, shifts: Floats) -> Floats:
    """The same of a declared statistic that looks at the CAR and the estimation window alone."""
    sample = bench.evaluator._sample(starts, length, residuals=True)
    return np.array([statistics()[key].evaluate(replace(sample, car=sample.car + shift)).pvalue for shift in shifts])


def score(frame: pd.DataFrame, name: str) -> Score:
    """All figures of one candidate."""
    null, labels = frame[f"{name} {NOTHING}"].to_numpy(), frame["length"].to_numpy()
    fifth = frame["fifth"].to_numpy()
    by_length = [labels == length for length in LENGTHS]
    table = np.array([[(null[here & (fifth == one)] <= LEVEL).mean() for one in range(FIFTHS)] for here in by_length])
    powers = []
    for effect in EFFECTS:
        moved = frame[f"{name} {effect}"].to_numpy()
        limits = [np.quantile(null[here], LEVEL, method="lower") for here in by_length]
        powers.append(np.mean([(moved[here] <= LEVEL).mean() for here in by_length]))
        powers.append(np.mean([(moved[h] <= limit).mean() for h, limit in zip(by_length, limits, strict=True)]))
    flat = table.ravel()
    return Score(
        size5=float(np.mean([(null[here] <= LEVEL).mean() for here in by_length])),
        size1=float(np.mean([(null[here] <= STRICT).mean() for here in by_length])),
        calmest=float(table[:, 0].mean()),
        stormiest=float(table[:, -1].mean()),
        worst=float(flat[np.abs(flat - LEVEL).argmax()]),
        away=float(np.sqrt(np.mean((flat - LEVEL) ** 2))),
        powers=tuple(float(one) for one in powers),
    )


def lead(frame: pd.DataFrame, name: str, effect: str) -> tuple[float, float]:
    """By how much more of the effects it finds than the default does, both size-adjusted, and the standard error."""
    found = {}
    for one in (name, DEFAULT):
        null, moved = frame[f"{one} {NOTHING}"], frame[f"{one} {effect}"]
        limit = frame["length"].map(
            {length: null[frame["length"] == length].quantile(LEVEL, interpolation="lower") for length in LENGTHS}
        )
        found[one] = (moved <= limit).to_numpy(dtype=np.float64)
    return mean_of(found[name] - found[DEFAULT], frame["label"], max(LENGTHS))


def chosen(frame: pd.DataFrame, names: tuple[str, ...]) -> str:
    """The candidate whose fifths are nearest to the level among those that lose no power beside the default."""
    fit = []
    for name in names:
        leads = [lead(frame, name, effect) for effect in EFFECTS]
        if all(gain >= -NOISE * error for gain, error in leads):
            fit.append((score(frame, name).away, name))
    return min(fit)[1] if fit else DEFAULT


def lines(frame: pd.DataFrame, seconds: dict[str, float], names: tuple[str, ...]) -> Iterator[str]:
    """The table of each half and model, the choice, and what became of it."""
    yield f"DEFAULT P   {frame['currency'].nunique()} currencies, windows of {', '.join(map(str, LENGTHS))}; per cent"
    yield "away: root mean square distance from 5 over all fifths and lengths; worst: the fifth farthest from it"
    yield "power at 2σ and 3σ of the default's forecast and 3s of the estimation window, as it is, and (adj) where"
    yield "each marks 5 of 100 ordinary windows; sec: seconds of processor, both halves and models"
    for model in dict.fromkeys(frame["model"]):
        for half, currencies in HALVES.items():
            here = _part(frame, model, currencies)
            if here.empty:
                continue
            yield ""
            yield f"MODEL {model}, {half} {' '.join(dict.fromkeys(here['currency']))}: {len(here):,} windows"
            head = ("5 %", "1 %", "calm", "storm", "worst", "away", "2σ", "adj", "3σ", "adj", "3s", "adj", "sec")
            yield f"  {'':<14}" + "".join(f"{one:>6}" for one in head)
            for name in (*TEXTBOOK, *names):
                one = score(here, name)
                cells = [one.size5, one.size1, one.calmest, one.stormiest, one.worst, one.away, *one.powers]
                digits = [2] * 6 + [1] * 6
                text = "".join(f"{100 * cell:>6.{d}f}" for cell, d in zip(cells, digits, strict=True))
                yield f"  {name:<14}{text}{seconds[name]:>6.0f}"
    yield ""
    yield from _outcome(frame, names)
    yield ""
    yield from (f"  {one.name:<15}{one.words}" for one in CANDIDATES if one.name in names)


def _outcome(frame: pd.DataFrame, names: tuple[str, ...]) -> Iterator[str]:
    """Which candidate each first half would choose, and how it compares with the default on the second."""
    for model in dict.fromkeys(frame["model"]):
        first, second = (_part(frame, model, currencies) for currencies in HALVES.values())
        if first.empty or second.empty:
            continue
        winner = chosen(first, names)
        yield f"MODEL {model}: the first half chooses {winner}"
        parts = {"the other half of the currencies": second}
        for years, these in (("to 2012", second["label"] < "2013"), ("from 2013", second["label"] >= "2013")):
            parts[f"of these the years {years}"] = second[these].reset_index(drop=True)
        for words, part in parts.items():
            ours, default = score(part, winner), score(part, DEFAULT)
            gains = ", ".join(
                f"{gain * 100:+.1f} ± {error * 100:.1f} at {effect}"
                for effect in EFFECTS
                for gain, error in [lead(part, winner, effect)]
            )
            yield f"  {words}: away {ours.away * 100:.2f}, {DEFAULT} {default.away * 100:.2f}; power {gains}"


def _part(frame: pd.DataFrame, model: str, currencies: tuple[str, ...]) -> pd.DataFrame:
    return frame[(frame["model"] == model) & frame["currency"].isin(currencies)].reset_index(drop=True)


def _named(name: str) -> Candidate:
    return next(one for one in CANDIDATES if one.name == name)


def collect(
    models: list[str], currencies: list[str], every: int, names: tuple[str, ...], workers: int
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Every currency under every model, in the order asked for."""
    tasks = [(model, currency, every, names) for model in models for currency in currencies]
    if workers == 1:
        done = [judge(*task) for task in tasks]
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            done = list(pool.map(judge, *zip(*tasks, strict=True)))
    seconds = {name: sum(taken[name] for _, taken in done) for name in done[0][1]}
    return pd.concat([frame for frame, _ in done], ignore_index=True), seconds


def main(arguments: list[str] | None = None) -> int:
    """Search and print."""
    parser = argparse.ArgumentParser(prog="make bench ARGS='--search …'", description=__doc__)
    parser.add_argument("--every", type=int, default=4, help="of so many pairs of days take one; 1 = all")
    parser.add_argument("--models", nargs="+", default=list(MODELS))
    parser.add_argument("--currencies", nargs="+", default=list(CURRENCIES), choices=CURRENCIES)
    parser.add_argument("--candidates", nargs="+", default=[one.name for one in CANDIDATES])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", metavar="FILE.pickle", help="also keep every p")
    asked = parser.parse_args(arguments)
    names = tuple(dict.fromkeys([DEFAULT, *asked.candidates]))
    frame, seconds = collect(asked.models, asked.currencies, asked.every, names, asked.workers)
    if asked.keep:
        frame.to_pickle(asked.keep)
    sys.stdout.write("\n".join(lines(frame, seconds, names)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
