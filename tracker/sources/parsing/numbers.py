"""Numbers as publishers print them, read strictly and exactly."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,18})?")
"""Digits, at most one point: no sign, no exponent, no thousands, no ``NaN``, none of what ``Decimal`` would forgive."""

MOST_WHOLE = 21
"""Digits before the point: more than the rate of any currency at its worst; printing 1e900000000 takes gigabytes."""

MOST_AFTER = 40
"""Digits after the point: more than the longest form of a binary float that is a rate."""


def in_reason(value: Decimal) -> bool:
    """Whether a number has no more digits before and after its point than a rate may have.

    >>> [in_reason(Decimal(text)) for text in ("81.129", "-1E+5", "1E+21", "0E+900000000", "1E-41", "NaN")]
    [True, True, False, False, False, False]
    """
    return value.is_finite() and value.adjusted() < MOST_WHOLE and int(value.as_tuple().exponent) >= -MOST_AFTER


def decimal_or_text(text: str) -> Decimal | str:
    """A JSON number with a point or an exponent, exactly; the text itself where no ``Decimal`` can hold it.

    For ``json.loads(parse_float=…)``: what a document holds beside the rates is no reason to refuse it.
    """
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def json_rate(found: object, what: str) -> Decimal:
    """The exact value of a JSON number ``in_reason``, of any sign; ``ValueError`` naming ``what`` for all else."""
    if type(found) is int or isinstance(found, Decimal):
        value = Decimal(found)
        if in_reason(value):
            return value
    raise ValueError(f"{what} is {str(found)[:20]!r}, not a number that can be a rate")


def printed_rate(found: object, what: str) -> Decimal:
    """The exact value of a rate as a document has it: plain decimal text above zero. ``ValueError`` naming ``what``."""
    if not (isinstance(found, str) and PLAIN.fullmatch(found) and found.strip("0.")):
        raise ValueError(f"{what} is {str(found)[:20]!r}, not a number above zero")
    return Decimal(found)


def strict_decimal(text: str) -> Decimal:
    """The exact value of a plain decimal number; ``ValueError`` for everything else.

    >>> strict_decimal("81.1290")
    Decimal('81.1290')
    """
    if PLAIN.fullmatch(text) is None:
        raise ValueError(f"not a plain decimal number: {text[:40]!r}")
    return Decimal(text)
