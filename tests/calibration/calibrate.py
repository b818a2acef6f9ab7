"""Measure every declared test on ordinary days: ``python -m tests.calibration.calibrate`` (or ``make calibrate``).

The same seed and the same archive give the same bytes. Exit code 1 when the default test misses a requirement.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import pandas as pd

from tests.calibration import measures, pooled_measures
from tests.calibration.design import (
    LENGTHS,
    Design,
    census,
    injected,
    injected_without_hour,
    random_dates,
    selected,
    studied,
    studied_without_hour,
)
from tests.calibration.judging import Bench
from tests.calibration.kinds import kinds
from tests.calibration.pooling import dates_of, panels_of
from tests.calibration.rates import CURRENCIES, archive, rates
from tests.calibration.record import record, table
from tests.calibration.targets import targets
from tests.calibration.text import lines
from tracker import __version__
from tracker.analysis.model import models
from tracker.analysis.statistic import statistics

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "tracker" / "data" / "calibration.json"
README = ROOT / "README.md"
MODELS = ("mean", "factor")
DESIGN = ("seed", "every", "dates", "rouble_every", "draws", "panels")

Frames = dict[str, pd.DataFrame]
_Name = tuple[str, str]
_Found = TypeVar("_Found")
_PANELS_AT_ONCE = 10


def judge(currency: str, model: str, design: Design) -> Frames:
    """Everything that is measured on one currency under one model."""
    one = rates(currency)
    plain = Bench.of(one, model)
    dates = random_dates(plain, design)
    frames = {"census": census(one, model, design)}
    runs, effects = [], []
    for length in LENGTHS:
        runs.append(studied(one, model, dates, plain, length).assign(length=length))
        bench = Bench.of(one, model, excluded=selected(plain, dates, length))
        effects.append(injected(bench, dates, length, design))
        if length == 1:
            frames["effects_without_hour"] = injected_without_hour(bench, dates, design)
    frames["studied"], frames["effects"] = pd.concat(runs), pd.concat(effects)
    frames["studied_without_hour"] = studied_without_hour(one, model, dates, plain)
    return frames


def collect(currencies: list[str], models: list[str], design: Design, workers: int) -> dict[str, Frames]:
    """The frames of each model over all currencies, in the order of the currencies whoever finishes first."""
    tasks = {(model, currency): partial(judge, currency, model, design) for model in models for currency in currencies}
    done = _done(tasks, workers, "currencies and models judged")
    return {
        model: {
            name: pd.concat([done[model, currency][name] for currency in currencies], ignore_index=True)
            for name in done[model, currencies[0]]
        }
        for model in models
    }


def collect_pooled(currencies: list[str], design: Design, workers: int) -> Frames:
    """The draws for tests over many windows: ``dates`` of each currency, and ``panels`` of all there are."""
    tasks: dict[_Name, Callable[[], pd.DataFrame]] = {
        ("dates", currency): partial(dates_of, currency, design) for currency in currencies
    }
    for begin in range(0, design.panels, _PANELS_AT_ONCE):
        numbers = range(begin, min(begin + _PANELS_AT_ONCE, design.panels))
        tasks["panels", str(begin)] = partial(panels_of, numbers, design)
    done = _done(tasks, workers, "groups of selections judged")
    return {
        name: pd.concat([done[task] for task in tasks if task[0] == name] or [pd.DataFrame()], ignore_index=True)
        for name in ("dates", "panels")
    }


def _done(
    tasks: Mapping[tuple[str, str], Callable[[], _Found]], workers: int, words: str
) -> dict[tuple[str, str], _Found]:
    """What each task found."""
    found: dict[tuple[str, str], _Found] = {}
    for task, one in _each(tasks, workers):
        found[task] = one
        _progress(len(found), len(tasks), words)
    return found


def _each(tasks: Mapping[_Name, Callable[[], _Found]], workers: int) -> Iterator[tuple[_Name, _Found]]:
    """Each task as it is finished."""
    if workers == 1:
        for task, work in tasks.items():
            yield task, work()
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(work): task for task, work in tasks.items()}
        for future in as_completed(running):
            yield running[future], future.result()


def measure(
    frames: dict[str, Frames], selections: Frames, design: Design, currencies: list[str], *, detail: bool = False
) -> measures.Figures:
    """All figures, with what they rest on."""
    found = archive()
    keys = sorted(statistics())
    result: measures.Figures = {
        "version": __version__,
        "seed": design.seed,
        "every": design.every,
        "dates": design.dates,
        "rouble_every": design.rouble_every,
        "draws": design.draws,
        "panels": design.panels,
        "plausible_effect": measures.PLAUSIBLE,
        "data": {
            "name": "euro reference rates of the European Central Bank, crosses against the dollar",
            "sha256": found.sha256,
            "first": str(found.levels.index[0]),
            "last": str(found.levels.index[-1]),
            "currencies": list(currencies),
        },
        "census": {},
        "random": {},
        "power": {},
        "estimates": {},
        "without_hour": {},
    }
    for model, parts in frames.items():
        census_of: measures.Figures = {}
        studied_of: measures.Figures = {}
        power_of: measures.Figures = {}
        estimates_of: measures.Figures = {}
        for length in LENGTHS:
            name = str(length)
            days, events, effects = (_of(parts[part], length) for part in ("census", "studied", "effects"))
            pooled = days[days["pooled"]].reset_index(drop=True)
            census_of[name] = {
                "size": measures.size(days, length, detail=detail),
                "coverage": measures.interval(pooled, length),
                "verdicts": measures.verdicts(days, length),
            }
            studied_of[name] = measures.studied_size(events, length, keys)
            power_of[name] = measures.power(effects, length, measures.thresholds(days))
            estimates_of[name] = {
                "coverage": measures.interval(effects, length),
                "mde": measures.smallest_found(effects, length),
            }
        result["census"][model], result["random"][model] = census_of, studied_of
        result["power"][model], result["estimates"][model] = power_of, estimates_of
        result["without_hour"][model] = measures.ambiguous(parts["studied_without_hour"], parts["effects_without_hour"])
    result["pooled"] = {
        "dates": pooled_measures.cells(selections["dates"], ["times", "events", "length"]),
        "panels": pooled_measures.cells(selections["panels"], ["times", "length"]),
    }
    result["day_kinds"] = kinds()
    result["targets"] = targets(result)
    return result


def as_json(result: measures.Figures) -> str:
    """The figures as they are kept: one order, one form."""
    return json.dumps(result, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and keep what was asked to be kept."""
    asked = _parser().parse_args(arguments)
    design = Design(**{name: getattr(asked, name) for name in DESIGN})
    frames = collect(asked.currencies, asked.models, design, asked.workers)
    selections = collect_pooled(asked.currencies, design, asked.workers)
    result = measure(frames, selections, design, asked.currencies, detail=asked.detail)
    sys.stdout.write("\n".join(lines(result)) + "\n")
    if asked.output:
        Path(asked.output).write_text(as_json(result), encoding="utf-8")
    if asked.record:
        RECORD.write_text(as_json(record(result)), encoding="utf-8")
        README.write_text(with_block(README.read_text(encoding="utf-8"), table(record(result))), encoding="utf-8")
    elif not another_design(result):
        ours, shipped = record(result), json.loads(RECORD.read_text(encoding="utf-8"))
        same = all(ours[part] == shipped[part] for part in ("tests", "pooled", "day_kinds"))
        sys.stdout.write(f"\nThe same figures as those shipped: {'yes' if same else 'no'}.\n")
    return 0 if all(one["met"] for one in result["targets"]) else 1


def another_design(result: measures.Figures) -> bool:
    """Whether something else was asked for than is shipped, so that the two cannot be compared."""
    shipped, ours = (json.loads(text) for text in (RECORD.read_text(encoding="utf-8"), as_json(record(result))))
    asked = [
        (one["provenance"]["data"]["currencies"], list(one["tests"]), *(one["provenance"][key] for key in DESIGN))
        for one in (shipped, ours)
    ]
    return asked[0] != asked[1]


def with_block(readme: str, table: str) -> str:
    """The README with the table between its two marks replaced."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"README.md has no place for the table: {BEGIN} … {END}")
    return f"{before}{begin}\n{table}\n{end}{after}"


BEGIN = "<!-- what stands between these two marks is written by: make calibrate ARGS=--record -->"
END = "<!-- end of calibration -->"


def _of(frame: pd.DataFrame, length: int) -> pd.DataFrame:
    return frame[frame["length"] == length].reset_index(drop=True)


def _progress(done: int, of: int, words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {of} {words}" + ("\n" if done == of else ""))
        sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make calibrate ARGS=…", description=__doc__)
    parser.add_argument("--seed", type=int, default=Design().seed)
    parser.add_argument("--every", type=int, default=Design().every, help="of so many pairs of days take one; 1 = all")
    parser.add_argument("--rouble-every", type=int, default=Design().rouble_every, help="the same for its years")
    parser.add_argument("--dates", type=int, default=Design().dates, help="random dates per currency")
    parser.add_argument(
        "--draws", type=int, default=Design().draws, help="selections of many dates, per currency and kind"
    )
    parser.add_argument("--panels", type=int, default=Design().panels, help="panels of currencies")
    parser.add_argument("--models", nargs="+", default=list(MODELS), choices=sorted(models()))
    parser.add_argument("--currencies", nargs="+", default=list(CURRENCIES), choices=CURRENCIES)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--detail", action="store_true", help="also each currency by itself")
    parser.add_argument("-o", "--output", metavar="FILE.json", help="also keep every figure as JSON")
    parser.add_argument("--record", action="store_true", help="replace the shipped result and the table of the README")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
