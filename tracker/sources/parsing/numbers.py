"""Numbers as publishers print them, read strictly and exactly."""

from __future__ import annotations

import re
from decimal import Decimal

PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,18})?")
"""Digits, at most one point: no sign, no exponent, no thousands, no ``NaN``, none of what ``Decimal`` would forgive."""


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
