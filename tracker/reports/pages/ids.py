"""The names of places on a page, which links, figures and the site agree on."""

from __future__ import annotations

import re

_OTHER = re.compile(r"[^A-Za-z0-9.-]+")


def event_place(event_id: str) -> str:
    """Where an event is told.

    >>> event_place("2014-11-10-cbr-free-float")
    'event-2014-11-10-cbr-free-float'
    """
    return f"event-{_one_word(event_id)}"


def rate_place(label: str) -> str:
    """Where an observation and what met it are told.

    >>> rate_place("2014-11-10")
    'rate-2014-11-10'
    """
    return f"rate-{_one_word(label)}"


def origin_place(key: str) -> str:
    """Where the origin of a number is told.

    >>> origin_place("USD/RUB@ecb 2014-11-10")
    'from-USD-RUB-ecb-2014-11-10'
    """
    return f"from-{_OTHER.sub('-', key)}"


def _one_word(text: str) -> str:
    """An id may hold anything but white space."""
    return "-".join(text.split())
