"""Round numbers along a scale."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

from tracker.reports.numbers import MINUS
from tracker.reports.wording import Words


def step_of(rough: float) -> float:
    """The next larger of 1, 2, 5 times a power of ten.

    >>> step_of(0.3), step_of(7)
    (0.5, 10.0)
    """
    power = 10.0 ** math.floor(math.log10(rough))
    return next(round(power * times, 12) for times in (1.0, 2.0, 5.0, 10.0) if power * times >= rough * (1 - 1e-9))


def around(values: Iterable[float], *, least: float, margin: float = 0.08) -> tuple[float, float]:
    """Both ends of a scale that has zero and all values in it, at least so wide."""
    known = [0.0, *values]
    low, high = min(known), max(known)
    more = max((high - low) * margin, (least - (high - low)) / 2, 0.0)
    return low - more, high + more


def round_values(low: float, high: float, most: int) -> list[float]:
    """Round numbers between both ends, about ``most`` at the most.

    >>> round_values(-1.2, 4.1, 6)
    [-1.0, 0.0, 1.0, 2.0, 3.0, 4.0]
    """
    step = step_of((high - low) / max(most, 1))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 12) + 0.0 for number in range(first, last + 1)]


def digits_of(values: list[float]) -> int:
    """Decimals that tell neighbours apart."""
    step = min((after - before for before, after in pairwise(values)), default=1.0)
    return max(0, -math.floor(math.log10(step) + 1e-9))


def signed_text(value: float, digits: int, words: Words) -> str:
    """A number with its sign, in a reader's manner: "+1.5", "−2.0", "0.00"."""
    sign = "" if round(value, digits) == 0 else MINUS if value < 0 else "+"
    return f"{sign}{words.number(f'{abs(value):.{digits}f}')}"


def other_measure(percent: float) -> float:
    """From per cent less that the quote currency buys to per cent more that the base costs.

    >>> other_measure(20.0)
    25.0
    """
    return round(100 * (1 / max(1 - percent / 100, 1e-6) - 1), 10)


def ticks_of(low: float, high: float, most: int, words: Words, *, turned: bool = False) -> list[dict[str, float | str]]:
    """Round values with their words, as rows ``v`` and ``s``; zero without decimals.

    ``turned``: drawn are losses, told are changes, so that the words have the sign that the report around gives them.
    """
    values = round_values(low, high, most)
    digits = digits_of(values)
    sign = -1 if turned else 1
    return [{"v": value, "s": "0" if value == 0 else signed_text(sign * value, digits, words)} for value in values]


def small_ticks(ticks: list[dict[str, float | str]], words: Words) -> list[dict[str, float | str]]:
    """The same ticks with the other measure as their words."""
    others = [other_measure(float(tick["v"])) for tick in ticks]
    largest = max((abs(one) for one in others), default=0.0)
    digits = 2 if largest < 1 else 1 if largest < 100 else 0
    return [
        {"v": tick["v"], "s": "0" if other == 0 else signed_text(other, digits, words)}
        for tick, other in zip(ticks, others, strict=True)
    ]
