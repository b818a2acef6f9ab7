"""What the default test has to meet, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from tests.calibration.judging import DEFAULT, TEXTBOOK
from tests.calibration.measures import Figures

OVERALL = {1: 0.005, 3: 0.007, 6: 0.008}
"""Largest distance from five in a hundred, by observations in the window."""

STRICT = 0.004
FIFTH = (0.035, 0.065)


class Target(TypedDict):
    """One requirement, what was measured, and the answer."""

    text: str
    measured: float
    met: bool


def targets(result: Figures, key: str = DEFAULT) -> list[Target]:
    """Every requirement on the statistic ``key`` in each census, and on its power beside that of the textbook test.

    Both are judged on the same windows; a shortfall within two standard errors of the difference is not one.
    """
    found = [one for model, lengths in result["census"].items() for one in _sizes(model, lengths, key)]
    for model, lengths in result["power"].items():
        for length, kinds in lengths.items():
            for kind, powers in kinds.items():
                ours, theirs = (powers[one]["adjusted"]["share"] for one in (key, TEXTBOOK))
                lead, error = powers[key]["lead"]
                what = f"size-adjusted power at {kind} not below that of {TEXTBOOK}, {theirs * 100:.1f} %"
                met = lead >= -2 * error
                found.append({"text": f"{model}, L = {length}: {what}", "measured": ours, "met": met})
    return found


def _sizes(model: str, lengths: Figures, key: str) -> Iterator[Target]:
    for length, sizes in lengths.items():
        one, where = sizes["size"][key], f"{model}, L = {length}"
        away = OVERALL[int(length)]
        measured = one["size5"]["share"]
        yield {
            "text": f"{where}: 5 ± {away * 100:.1f} % of ordinary days at the 5 % level",
            "measured": measured,
            "met": abs(measured - 0.05) <= away,
        }
        measured = one["size1"]["share"]
        yield {
            "text": f"{where}: 1 ± {STRICT * 100:.1f} % of ordinary days at the 1 % level",
            "measured": measured,
            "met": abs(measured - 0.01) <= STRICT,
        }
        shares = [fifth["share"] for fifth in one["fifths"]]
        worst = max(shares, key=lambda value: abs(value - 0.05))
        yield {
            "text": f"{where}: {FIFTH[0] * 100:.1f} to {FIFTH[1] * 100:.1f} % in every fifth (the worst is shown)",
            "measured": worst,
            "met": all(FIFTH[0] <= value <= FIFTH[1] for value in shares),
        }
