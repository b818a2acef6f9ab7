"""Titles of sections in the letters of a sentence: capitals alone are hard to read, and some voices spell them."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_NAMES = frozenset(
    (
        *("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"),
        *("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"),
        *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER"),
        *("NOVEMBER", "DECEMBER", "JAN", "FEB", "MAR", "APR", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
        *("MOSCOW", "FRANKFURT", "LONDON", "RUSSIA", "RUSSIAN", "CHINESE", "INDIAN", "TURKISH", "SWISS", "BRITISH"),
    )
)
_SHORT = frozenset(
    ("EU", "US", "UK", "UN", "ECB", "MOEX", "OFAC", "SDN", "RUB", "USD", "EUR", "CNY", "TRY", "INR", "KZT")
)


def sentence_case(title: str) -> str:
    """A title in capitals as a sentence writes it; any other title stays.

    >>> sentence_case("WHAT EACH FIXING COULD HAVE KNOWN"), sentence_case("TUESDAY 11 NOV"), sentence_case("As it is")
    ('What each fixing could have known', 'Tuesday 11 Nov', 'As it is')
    """
    if title != title.upper():
        return title
    lowered = _WORD.sub(_word, title)
    return lowered[:1].upper() + lowered[1:]


def _word(match: re.Match[str]) -> str:
    word = match[0]
    if word in _SHORT:
        return word
    return word.capitalize() if word in _NAMES else word.lower()
