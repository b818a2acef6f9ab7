"""Calendars as RFC 5545 writes them: what a mail or calendar program takes in as appointments.

Everything is cleaned, escaped and folded here, so no title can begin a property or an appointment of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.model.instants import require_utc
from tracker.model.plain_text import clean

_OCTETS = 75
_BREAK = "\r\n"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})
_URI = re.compile(r"https?://[!-~]+")
_UID = re.compile(r"[^A-Za-z0-9@._-]")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One entry of a calendar.

    Attributes
    ----------
    uid : str
        The same whenever it is written; letters, digits and ``@._-``.
    start : date or datetime
        A whole day, or an instant (aware).
    last : date or None
        The last day of one that takes several whole days.
    tentative : bool
        Whether it may yet not be.
    """

    uid: str
    start: date
    summary: str
    description: str = ""
    url: str = ""
    category: str = ""
    last: date | None = None
    tentative: bool = False


def calendar_text(appointments: Iterable[Appointment], *, name: str, stamp: datetime) -> str:
    """The calendar, with CRLF at every line's end; ``stamp`` is when it is written (aware)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_escaped(name)}//EN", "CALSCALE:GREGORIAN"]
    for one in appointments:
        lines += _event(one, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}{_BREAK}" for line in lines for part in _folded(line))


def _event(one: Appointment, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_UID.sub('-', one.uid)}"
    yield f"DTSTAMP:{_instant(stamp)}"
    if isinstance(one.start, datetime):
        yield f"DTSTART:{_instant(one.start)}"
    else:
        yield f"DTSTART;VALUE=DATE:{one.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{(one.last or one.start) + _DAY:%Y%m%d}"
    yield f"SUMMARY:{_escaped(one.summary)}"
    if one.description:
        yield f"DESCRIPTION:{_escaped(one.description)}"
    if _URI.fullmatch(one.url):
        yield f"URL:{one.url}"
    if one.category:
        yield f"CATEGORIES:{_escaped(one.category)}"
    yield f"STATUS:{'TENTATIVE' if one.tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _instant(instant: datetime) -> str:
    return f"{require_utc(instant, 'instant'):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    r"""One line of text as a value.

    >>> print(_escaped("a; b, c\\d\nEND:VEVENT"))
    a\; b\, c\\d END:VEVENT
    """
    return clean(text).translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, none inside a character; all but the first begin with a space."""
    part, room = "", _OCTETS
    for character in line:
        size = len(character.encode("utf-8"))
        if size > room:
            yield part
            part, room = " ", _OCTETS - 1
        part += character
        room -= size
    yield part
