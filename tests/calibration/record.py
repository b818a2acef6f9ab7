"""The part of a result that is shipped, and the table of the README made from it."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.calibration.judging import DEFAULT, TEXTBOOK
from tests.calibration.measures import Figures

YEARS = ("2013", "2014", "2017", "2022")
"""Years of the rouble that are shipped: two quiet ones and two storms."""

_PROVENANCE = ("version", "seed", "every", "dates", "rouble_every", "draws", "panels", "data")


def record(result: Figures) -> Figures:
    """What `tracker.data.calibration_file` reads."""
    return {
        "provenance": {key: result[key] for key in _PROVENANCE},
        "tests": {
            model: {
                length: {key: _test(result, model, length, key) for key in found["size"]}
                for length, found in lengths.items()
            }
            for model, lengths in result["census"].items()
        },
        "pooled": result["pooled"],
        "day_kinds": result["day_kinds"],
    }


def table(recorded: Figures, model: str = "factor") -> str:
    """The default beside the textbook test, in Markdown; windows of one rate under the model used at ECB fixings."""
    tests = recorded["tests"][model]["1"]
    ours, data = tests[DEFAULT], recorded["provenance"]["data"]
    rows = [
        ("ordinary days, all", _overall),
        ("ordinary days, calmest fifth", partial(_fifth, 0)),
        ("ordinary days, stormiest fifth", partial(_fifth, -1)),
        *((f"USD/RUB, all days of {year}", partial(_year, year)) for year in ("2014", "2022")),
        *((f"days with {number} standard deviations added †", partial(_power, number)) for number in (2, 3)),
    ]
    lines = [
        "| of 100 days, marked at the 5 % level | this program | textbook t |",
        "|---|---|---|",
        *(f"| {words} | {of(ours)} | {of(tests[TEXTBOOK])} |" for words, of in rows),
    ]
    span = f"{data['first'][:4]} to {data['last'][:4]}"
    days = ours["rouble_years"]["2022"]["n"]
    note = (
        f"Measured on {ours['n']:,} days of {len(data['currencies'])} currencies against the dollar at ECB fixings,"
        f" {span}, with the\n`{model}` model; ± is one standard error, clustered by date. Fifths by the volatility"
        " forecast of the day before, within each\ncurrency's own past. For the rouble 2022 has"
        f" {days} days. † found after both tests are set to mark exactly 5 of 100 ordinary days."
    )
    return "\n".join([*lines, "", note])


def _overall(one: Any) -> str:
    return f"{one['size5'] * 100:.1f} ± {one['size5_se'] * 100:.1f}"


def _fifth(place: int, one: Any) -> str:
    return f"{one['fifths'][place] * 100:.1f}"


def _year(year: str, one: Any) -> str:
    found = one["rouble_years"][year]
    return f"{found['share'] * 100:.1f} ± {found['se'] * 100:.1f}"


def _power(number: int, one: Any) -> str:
    return f"{one['adjusted_power'][f'{number} sigma'] * 100:.1f}"


def _test(result: Figures, model: str, length: str, key: str) -> Figures:
    size = result["census"][model][length]["size"][key]
    power = {kind: found[key] for kind, found in result["power"][model][length].items()}
    return {
        "n": size["size5"]["n"],
        "size5": size["size5"]["share"],
        "size5_se": size["size5"]["se"],
        "size1": size["size1"]["share"],
        "size1_se": size["size1"]["se"],
        "fifths": [fifth["share"] for fifth in size["fifths"]],
        "rouble_years": {
            year: {name: size["years"][year][name] for name in ("n", "share", "se")}
            for year in YEARS
            if year in size["years"]
        },
        "power": {kind: found["raw"]["share"] for kind, found in power.items()},
        "adjusted_power": {kind: found["adjusted"]["share"] for kind, found in power.items()},
    }
