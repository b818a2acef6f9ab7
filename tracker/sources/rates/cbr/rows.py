"""One published rate: so many roubles for so many units, divided exactly, checked against the rate per unit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact

from tracker.model.instants import Label
from tracker.model.observation import Quote
from tracker.sources.base import Records, SetAside
from tracker.sources.parsing.bank_of_russia import number
from tracker.sources.rates.cbr.currencies import out_of_its_time

FIRST_LABEL = "2003-04-16"
"""Label of the first rate made the way the oldest known method says; how earlier ones were made is not known."""

_EXACT = Context(prec=28, traps=[Inexact])
_NOMINAL = re.compile(r"1(?:0{0,7})")
_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rate as published, every field still text. ``unit_rate`` is empty where it is not given."""

    currency: str
    label: Label
    nominal: str
    value: str
    unit_rate: str = ""


def day_of(text: str) -> date:
    """``03.03.2026`` as a date; ``ValueError`` otherwise."""
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is not a date like 31.12.2026")
    return date(int(match[3]), int(match[2]), int(match[1]))


def per_unit(row: Row) -> Decimal:
    """Roubles per one unit: value ÷ nominal, without a trace of rounding.

    The nominal is a power of ten and changes with time. ``ValueError`` for any other, and where the published rate per
    unit, which may carry fewer digits, contradicts the quotient.
    """
    if _NOMINAL.fullmatch(row.nominal) is None:
        raise ValueError(f"its nominal is {row.nominal[:20]!r}, not a power of ten")
    value = number(row.value)
    digits = -len(row.nominal) + 1 + int(value.as_tuple().exponent)
    try:
        unit = _EXACT.divide(value, Decimal(row.nominal))
        unit = unit.quantize(Decimal(1).scaleb(digits), context=_EXACT)  # all digits published, trailing zeros too
    except ArithmeticError:
        raise ValueError(f"its value is {row.value[:40]!r}, of more digits than a rate has") from None
    if row.unit_rate:
        said = number(row.unit_rate)
        half = Decimal(5).scaleb(int(said.as_tuple().exponent) - 1)
        if abs(said - unit) > half:
            raise ValueError(f"{row.value} for {row.nominal} is not the {row.unit_rate} it says for one")
    return unit


def problem_of(row: Row) -> str:
    """Why a rate cannot be read, or ``""``."""
    if _CURRENCY.fullmatch(row.currency) is None:
        return f"{row.currency[:20]!r} is not the code of a currency"
    try:
        per_unit(row)
    except ValueError as error:
        return f"{row.currency} of {row.label}: {error}"
    return ""


def records_of(rows: Iterable[Row], warnings: Iterable[str]) -> Records:
    """The quotes ``XXX/RUB@cbr`` of rows; raises ``ValueError`` naming the first that is unsound.

    Values under a code out of its time are set aside; labels older than the oldest known method are left out and said.
    """
    quotes, aside, said, early = [], [], list(warnings), 0
    seen: set[tuple[str, Label]] = set()
    for row in rows:
        problem = problem_of(row)
        if problem:
            raise ValueError(problem)
        unit = per_unit(row)
        if (row.currency, row.label) in seen:
            raise ValueError(f"{row.currency} of {row.label} comes twice")
        seen.add((row.currency, row.label))
        quote = Quote(series=f"{row.currency}/RUB@cbr", label=row.label, value=unit)
        reason = out_of_its_time(row.currency, row.label)
        if row.label < FIRST_LABEL:
            early += 1
        elif reason:
            aside.append(SetAside(quote=quote, reason=reason))
        else:
            quotes.append(quote)
    if early:
        said.append(f"{early} rates labelled before {FIRST_LABEL} are left out: how they were made is not known.")
    if aside:
        said.append(f"{len(aside)} values were set aside, the first: {aside[0].reason}.")
    return Records(quotes=tuple(quotes), warnings=tuple(said), set_aside=tuple(aside))
