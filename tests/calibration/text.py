"""A result as plain tables of at most 100 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.calibration.design import FULL
from tests.calibration.judging import DEFAULT, TEXTBOOK
from tests.calibration.measures import Figures
from tests.calibration.pooled_measures import pooled_lines

_RULE = "─" * 98


def lines(result: Figures) -> Iterator[str]:
    """Everything, in reading order; per cent unless said otherwise."""
    data = result["data"]
    yield f"CALIBRATION   version {result['version']}, seed {result['seed']}"
    yield data["name"][0].upper() + data["name"][1:]
    yield f"{data['first']} to {data['last']}, sha256 {data['sha256'][:12]}"
    pairs = "every pair" if result["every"] == 1 else f"one in {result['every']} pairs"
    dates = f"random dates: {result['dates']} per currency"
    yield f"{len(data['currencies'])} currencies; census: {pairs} of neighbouring days; {dates}"
    yield "Per cent; ± is one standard error, clustered by date over all currencies and, in windows of L"
    yield "rates, over the L − 1 dates on which neighbouring windows overlap."
    for model in result["census"]:
        yield from _model(result, model)
    yield ""
    yield from _rouble(result)
    yield from _currencies(result)
    yield ""
    yield from pooled_lines(result["pooled"], draws=result["draws"], panels=result["panels"])
    yield ""
    yield from _day_kinds(result)
    yield ""
    yield "REQUIREMENTS on the default test, and what was measured (power: up to two standard errors)"
    for one in result["targets"]:
        yield f"  {'met' if one['met'] else 'NOT MET':<8}{one['measured'] * 100:5.1f}   {one['text']}"


def _model(result: Figures, model: str) -> Iterator[str]:
    yield ""
    yield f"MODEL {model}"
    yield _RULE
    yield "Size: ordinary windows called significant. Fifths: volatility forecast before it, calmest first"
    yield f"  {'':<17}{'n':>8}  {'at 5 %':>11} {'at 1 %':>11}   {'fifths at 5 %':<29}{'random dates':>13}"
    for length, found in result["census"][model].items():
        for key, size in found["size"].items():
            fifths = "".join(f"{_number(fifth):>6}" for fifth in size["fifths"])
            random = result["random"][model][length][key]["size5"]
            overall = f"{_with_error(size['size5']):>11} {_with_error(size['size1']):>11}"
            yield f"  L = {length}  {key:<11}{size['size5']['n']:>7}  {overall}  {fifths:<30}{_with_error(random):>13}"
    for length, found in result["census"][model].items():
        hindsight = " ".join(_number(one) for one in found["size"][DEFAULT]["fifths_with_hindsight"])
        yield f"  L = {length}  {DEFAULT} by fifths of a currency's whole history, later days included: {hindsight}"
    yield ""
    yield "Power: injected effects found at 5 %; size-adjusted: where each marks 5 of 100 ordinary windows"
    yield f"  {'':<18}{'effect':<10}{'raw':>12} {'size-adjusted':>14}   {'raw, by fifth':<32}"
    for length, kinds in result["power"][model].items():
        for kind, powers in kinds.items():
            for key, one in powers.items():
                fifths = "".join(f"{_number(fifth, 0):>6}" for fifth in one["fifths"])
                overall = f"{_with_error(one['raw']):>12} {_with_error(one['adjusted']):>14}"
                yield f"  L = {length}  {key:<11}{kind:<10}{overall}  {fifths}"
    yield ""
    yield from _estimates(result, model)


def _estimates(result: Figures, model: str) -> Iterator[str]:
    yield f"What {DEFAULT} prints beside its p; fifths as above"
    for length, found in result["census"][model].items():
        yield _row(f"  L = {length}  the 95 % interval holds zero (ordinary days)", found["coverage"])
    for length, found in result["estimates"][model].items():
        yield _row(f"  L = {length}  the 95 % interval holds an injected effect", found["coverage"])
    for length, found in result["estimates"][model].items():
        yield _row(f"  L = {length}  an effect of the printed mde is found (80)", found["mde"])
    yield ""
    yield f"Verdicts on ordinary windows (an effect up to {result['plausible_effect'] * 100:.0f} % counts as ordinary)"
    for length, found in result["census"][model].items():
        words = "   ".join(f"{word} {_number(one)}" for word, one in found["verdicts"].items())
        yield f"  L = {length}  {words}"
    hour = result["without_hour"][model]
    yield ""
    yield "Day known, hour not: two rates could have been the first to know"
    yield (
        f"  ordinary days marked: {_with_error(hour['size'])}; the smaller of two p, never used, would mark"
        f" {_with_error(hour['size_uncorrected'])}"
    )
    yield (
        f"  effects of 3 sigma found: {_with_error(hour['power'])}; where the hour is known"
        f" {_with_error(hour['power_hour_known'])}"
    )


def _rouble(result: Figures) -> Iterator[str]:
    """Years of the rouble under each model: default and textbook test."""
    if FULL not in result["data"]["currencies"]:
        return
    yield f"USD/{FULL} BY YEAR   all days, at 5 %; not a requirement: one year has 250 days"
    for model, lengths in result["census"].items():
        columns = [(length, key) for length in lengths for key in (DEFAULT, TEXTBOOK)]
        yield f"  {model:<8}" + "".join(f"{f'L = {length}  {key}':>14}" for length, key in columns)
        years = lengths["1"]["size"][DEFAULT]["years"]
        for year in years:
            cells = (lengths[length]["size"][key]["years"].get(year) for length, key in columns)
            yield f"  {year:<8}" + "".join(f"{_with_error(cell):>14}" for cell in cells)


def _currencies(result: Figures) -> Iterator[str]:
    for model, lengths in result["census"].items():
        if "currencies" not in lengths["1"]["size"][DEFAULT]:
            continue
        columns = [(length, key) for length in lengths for key in (DEFAULT, TEXTBOOK)]
        yield ""
        yield f"EACH CURRENCY, model {model}, at 5 %"
        yield f"  {'':<8}" + "".join(f"{f'L = {length}  {key}':>14}" for length, key in columns)
        for currency in lengths["1"]["size"][DEFAULT]["currencies"]:
            cells = (lengths[length]["size"][key]["currencies"].get(currency) for length, key in columns)
            yield f"  {currency:<8}" + "".join(f"{_with_error(cell):>14}" for cell in cells)


def _day_kinds(result: Figures) -> Iterator[str]:
    """How often each answer to "whose day" is given: a census of days, so no seed is in it."""
    years = result["day_kinds"]["USD"][FULL]
    yield f"WHOSE DAY   every ECB day, {years['first']} to {years['last']}; not a requirement"
    yield f"  {'':<22}{'n':>8}" + "".join(f"{one:>14}" for one in ("own", "base", "both", "neither"))
    for base, found in result["day_kinds"].items():
        for name, one in found.items():
            words = f"{base}, {one['currencies']} currencies" if name == "all" else f"{base}/{name}"
            cells = "".join(f"{_with_error(one[kind]):>14}" for kind in ("own", "base", "both", "neither"))
            yield f"  {words:<22}{one['n']:>8}{cells}"


def _row(words: str, found: Figures) -> str:
    fifths = "".join(f"{_number(fifth):>6}" for fifth in found["fifths"])
    return f"{words:<53}{_with_error(found['overall']):>13}{fifths}"


def _with_error(one: Any) -> str:
    return "–" if one is None or one["share"] is None else f"{one['share'] * 100:.1f} ± {one['se'] * 100:.1f}"


def _number(one: Any, digits: int = 1) -> str:
    return "–" if one["share"] is None else f"{one['share'] * 100:.{digits}f}"
