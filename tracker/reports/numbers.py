"""Numbers in words a reader trusts: percentages, levels, odds, counts. The minus sign is U+2212, never a hyphen."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal

from tracker.reports.cleaning import NARROW, NO_BREAK
from tracker.reports.findings import WindowFinding
from tracker.reports.wording import ENGLISH, Words

MINUS = "−"
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def percent(fraction: float, *, signed: bool = False, digits: int = 1, words: Words = ENGLISH) -> str:
    """A fraction as a percentage: ``percent(-0.0246, signed=True)`` is "−2.5 %". Zero carries no sign."""
    rounded = round(100 * fraction, digits)
    sign = "" if not signed or rounded == 0 else (MINUS if rounded < 0 else "+")
    return f"{sign}{words.number(f'{abs(rounded):.{digits}f}')}{NARROW}%"


def signed(number: float, digits: int = 2) -> str:
    """A signed number: "+2.49", "−0.10", "0.00"."""
    rounded = round(number, digits)
    sign = "" if rounded == 0 else (MINUS if rounded < 0 else "+")
    return f"{sign}{abs(rounded):.{digits}f}"


def level(value: Decimal, digits: int = 2, words: Words = ENGLISH) -> str:
    """A level with ``digits`` decimals, or four significant digits where that is finer (1.239, 0.02116).

    >>> level(Decimal("47.30460")), level(Decimal("1.23930"))
    ('47.30', '1.239')
    """
    if value and abs(value) < 10:
        digits = max(digits, 3 - value.adjusted())
    return words.number(f"{value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN):f}")


def value_of_log(log_points: float) -> float:
    """What log points of the pair mean for the value of the quote currency: +0.0208 → −0.0206."""
    return math.expm1(-log_points)


def size_of_log(log_points: float) -> float:
    """The size of a fall in the value of the quote currency that so many log points of the pair are, as a fraction.

    >>> round(size_of_log(0.0508), 4)
    0.0495
    """
    return abs(value_of_log(abs(log_points)))


def stands_out(finding: WindowFinding) -> bool:
    """Whether the verdict says so: a small p over a gap or a change of method does not count."""
    return finding.verdict in {"unusual", "somewhat unusual"}


def untold(finding: WindowFinding, words: Words = ENGLISH) -> str:
    """Why a move whose p is small still cannot be judged, as a clause; empty where it can."""
    if finding.pvalue is None or finding.pvalue > 0.05 or stands_out(finding):
        return ""
    if finding.window.method_break:
        return words("untold.method")
    return words("untold.gap")


def odds(pvalue: float, *, at_floor: bool = False) -> str:
    """How rare a move is: "as large on 9 of 100 ordinary days"; below one in a hundred "1 of 200".

    >>> odds(0.004)
    'as large on 1 of 250 ordinary days'
    """
    if at_floor:
        return "largest of all comparable moves"
    if pvalue < 0.01:
        days = 1 / max(pvalue, 1e-6)
        return f"as large on 1 of {_round_to_two_digits(days)} ordinary days"
    share = round(100 * pvalue)
    return "as large on nearly every ordinary day" if share >= 100 else f"as large on {share} of 100 ordinary days"


def rare(finding: WindowFinding, words: Words = ENGLISH) -> str:
    """The same as a clause with a count of days: "one ordinary day in eleven is as large". Needs a p-value."""
    if finding.at_floor:
        return words("rare.floor")
    days = round(1 / max(finding.pvalue or 0.0, 1e-6))
    return words.count("rare", days, n=words.cardinal(days))


def odds_of(finding: WindowFinding) -> str:
    """The odds of a finding, or why there are none."""
    if finding.pvalue is None:
        return finding.not_applicable or "not tested"
    return odds(finding.pvalue, at_floor=finding.at_floor)


def verdict_of(finding: WindowFinding, words: Words = ENGLISH) -> str:
    """The verdict with "borderline" where it belongs."""
    verdict = words(f"verdict.{finding.verdict.replace(' ', '_')}")
    return words("verdict.borderline", verdict=verdict) if finding.borderline else verdict


def count(number: int, singular: str, plural: str = "") -> str:
    """A small number as a word with its noun: ``count(2, "announcement")`` is "two announcements"."""
    word = _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}".replace(",", NO_BREAK)
    return f"{word} {singular if number == 1 else plural or singular + 's'}"


def ordinal_largest(position: int) -> str:
    """ "largest", "2nd largest", "7th largest", "11th largest"."""
    if position == 1:
        return "largest"
    ending = "th" if position % 100 in (11, 12, 13) else _ORDINALS.get(position % 10, "th")
    return f"{position}{ending} largest"


def _round_to_two_digits(number: float) -> int:
    step: int = 10 ** max(math.floor(math.log10(number)) - 1, 0)
    return round(number / step) * step
