"""Answers to claims in words for people: numbers, days, and which rate was set against which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from tracker.model.claim import Claim, Point, Reading

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BASES = {"USD": "a dollar", "EUR": "a euro", "CNY": "a yuan"}
_UNITS = {
    "USD/RUB": "roubles per dollar",
    "EUR/RUB": "roubles per euro",
    "CNY/RUB": "roubles per yuan",
    "BRENT/USD": "dollars a barrel",
    "RU/KEYRATE": "per cent a year",
    "RU/RESERVES": "billions of dollars",
}


def one_decimal(value: Fraction) -> str:
    """A percentage as it is read.

    >>> one_decimal(Fraction(40857, 1000)), one_decimal(Fraction(36))
    ('40.9', '36.0')
    """
    return _rounded(value, 1)


def rate(value: Fraction) -> str:
    """A rate with two decimals, or four significant digits where that is finer.

    >>> rate(Fraction(463004, 10000)), rate(Fraction(12393, 10000))
    ('46.30', '1.239')
    """
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    digits = max(2, 3 - exact.adjusted()) if exact and abs(exact) < 10 else 2
    return _rounded(value, digits)


def day_words(day: date) -> str:
    """A day with its year: ``12 Nov 2014``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def nouns(claim: Claim) -> tuple[str, str]:
    """What gets dearer, and the unit of its level."""
    thing = {"oil": "oil", "reserves": "the reserves", "key rate": "the key rate"}.get(claim.subject, "")
    return thing or _BASES.get(claim.pair[:3], "it"), _UNITS.get(claim.pair, claim.pair)


def band_words(claim: Claim) -> str:
    """What the wording allows: ``36 to 40 %``, ``40 % or more``."""
    if claim.band is None:
        return ""
    share = claim.measure == "change"
    unit = " %" if share else ""
    low, high = (
        None if end is None else _plain(end * (100 if share else 1)) for end in (claim.band.low, claim.band.high)
    )
    if low is None:
        return f"{high}{unit} or less"
    if high is None:
        return f"{low}{unit} or more"
    return f"{low} to {high}{unit}"


def change_words(readings: Sequence[Reading], before: Point, after: Point) -> str:
    """Both readings with the days and values: the dearer one first, as rates are quoted."""
    first = next((one for one in readings if not one.measure.startswith("a rouble")), readings[0])
    rest = [one.words for one in readings if one is not first]
    span = f"on {day_words(after.day)} than on {day_words(before.day)} ({rate(before.value)} → {rate(after.value)})"
    return "; ".join((f"{first.words} {span}", *rest))


def level_words(claim: Claim, after: Point) -> str:
    """A level with its unit and day."""
    return f"{rate(after.value)} {nouns(claim)[1]} on {day_words(after.day)}"


def _plain(value: Fraction) -> str:
    """A bound of a wording, without digits that say nothing."""
    written = _rounded(value, 3)
    return written.rstrip("0").rstrip(".")


def _rounded(value: Fraction, digits: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN):f}"
