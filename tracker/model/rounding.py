"""Rounding: what a value may have been before its publisher rounded it.

A value printed with n decimals stands for anything within half a unit of the last of them; trailing zeros count. Of a
quotient of two such values the lowest is low over high and the highest high over low.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

_DIGITS = 12
_DOWN = Context(prec=_DIGITS, rounding=ROUND_FLOOR)
_UP = Context(prec=_DIGITS, rounding=ROUND_CEILING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Everything a rounded value may stand for, both ends included. ``ValueError`` where empty.

    Of a rate both ends are above zero; of a difference of rates in per cent they may be of either sign.
    """

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"not a span: {self.low} to {self.high}")

    @property
    def share(self) -> float:
        """How far a rate in the middle may be off, relative to itself."""
        return float((self.high - self.low) / (self.high + self.low))

    def meets(self, other: Span) -> bool:
        """Whether one and the same value may stand behind both."""
        return self.low <= other.high and other.low <= self.high


def exactly(value: Decimal) -> Span:
    """The span of a value that is not rounded, or not so that it shows."""
    return Span(low=value, high=value)


def as_printed(value: Decimal) -> Span:
    """Within half a unit of the last printed digit of a rate, exact. ``ValueError`` where that may be nothing.

    >>> span = as_printed(Decimal("0.01710"))
    >>> str(span.low), str(span.high)
    ('0.017095', '0.017105')
    """
    half = Decimal((0, (5,), int(value.as_tuple().exponent) - 1))
    if value <= half:
        raise ValueError(f"not a span of rates: {value - half} to {value + half}")
    return Span(low=value - half, high=value + half)


def quotient(above: Span, below: Span) -> Span:
    """Everything ``above / below`` may be of two rates, to twelve digits and never narrower than exact.

    >>> span = quotient(as_printed(Decimal("1.3716")), as_printed(Decimal("0.01710")))
    >>> str(span.low), str(span.high)
    ('80.1841566793', '80.2369113776')
    """
    return Span(low=_DOWN.divide(above.low, below.high), high=_UP.divide(above.high, below.low))
