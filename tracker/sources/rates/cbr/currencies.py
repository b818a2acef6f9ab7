"""The Bank of Russia's own codes of currencies, and currencies that were re-denominated under another code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.model.instants import Label

BY_DEFAULT = ("USD", "EUR", "CNY")
"""What ranges are asked for unless others are named; a day's table brings all of them."""

CODES = {
    "AUD": "R01010", "AZN": "R01020A", "GBP": "R01035", "AMD": "R01060", "BYN": "R01090B", "BYR": "R01090",
    "BGN": "R01100", "BRL": "R01115", "HUF": "R01135", "VND": "R01150", "HKD": "R01200", "GEL": "R01210",
    "DKK": "R01215", "AED": "R01230", "USD": "R01235", "EUR": "R01239", "EGP": "R01240", "INR": "R01270",
    "IDR": "R01280", "KZT": "R01335", "CAD": "R01350", "QAR": "R01355", "KGS": "R01370", "CNY": "R01375",
    "MDL": "R01500", "NZD": "R01530", "NOK": "R01535", "PLN": "R01565", "RON": "R01585F", "XDR": "R01589",
    "SGD": "R01625", "TJS": "R01670", "THB": "R01675", "TRY": "R01700J", "TRL": "R01700", "TMT": "R01710A",
    "UZS": "R01717", "UAH": "R01720", "CZK": "R01760", "SEK": "R01770", "CHF": "R01775", "RSD": "R01805F",
    "ZAR": "R01810", "KRW": "R01815", "JPY": "R01820",
}  # fmt: skip
ISO = {code: currency for currency, code in CODES.items()}

_BEGAN = {"BYN": "2016-07-01", "TRY": "2005-01-01", "AZN": "2006-01-01", "RON": "2005-07-01", "TMT": "2009-01-01"}
_ENDED = {"BYR": "2017-01-01", "TRL": "2006-01-01", "AZM": "2007-01-01", "ROL": "2006-01-01", "TMM": "2010-01-01"}
"""First day of a new unit, and a day by which the old one was out of use."""

REPLACED = {"BYN": "BYR", "TRY": "TRL"}
"""The units that were replaced and have a code here; they are series of their own."""


def lifetime(currency: str) -> tuple[date, date]:
    """First and last day on which a unit can have had a rate."""
    ended = _ENDED.get(currency)
    last = date.fromisoformat(ended) - timedelta(days=1) if ended else date.max
    return date.fromisoformat(_BEGAN.get(currency, date.min.isoformat())), last


def chosen(named: Iterable[str], pairs: Iterable[str], since: date | None) -> tuple[str, ...]:
    """The currencies to ask for: those named; else the usual ones and those of the pairs followed.

    One that is younger than ``since`` comes with the unit it replaced.
    """
    followed = [code for pair in pairs for code in pair.split("/") if code in CODES]
    wanted: dict[str, None] = {}
    for currency in named or (*BY_DEFAULT, *followed):
        old = REPLACED.get(currency)
        if old is not None and since is not None and since < lifetime(currency)[0]:
            wanted[old] = None
        wanted[currency] = None
    return tuple(wanted)


def out_of_its_time(currency: str, label: Label) -> str:
    """Why a value under this code on that day cannot be in this unit, or ``""``.

    Five units of the region lost three or four zeros and took another code; a table that writes the one for the other
    is wrong by that factor and looks sound.
    """
    if label < _BEGAN.get(currency, ""):
        return f"{currency} did not exist before {_BEGAN[currency]}; the value may be in the unit it replaced"
    if label >= _ENDED.get(currency, "9999"):
        return f"{currency} was out of use by {_ENDED[currency]}; the value may be in the unit that replaced it"
    return ""
