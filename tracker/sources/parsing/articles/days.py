"""Days and clock times of publication, as documents write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from tracker.model.instants import local_instant, zone
from tracker.sources.parsing.articles.forms import Published

_LONGEST = 120
_LINES = 15
_MONTHS = (
    "january jan januar января",
    "february feb februar februar февраля",
    "march mar märz марта",
    "april apr апреля",
    "may mai мая",
    "june jun juni июня",
    "july jul juli июля",
    "august aug августа",
    "september sep sept сентября",
    "october oct oktober октября",
    "november nov ноября",
    "december dec dezember декабря",
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_ZONES = {
    "utc": "UTC",
    "gmt": "UTC",
    "z": "UTC",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "cet": "Europe/Berlin",
    "cest": "Europe/Berlin",
    "mez": "Europe/Berlin",
    "bst": "Europe/London",
    "msk": "Europe/Moscow",
}
_NAMES = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_DAY = re.compile(
    rf"(?:(?P<month>{_NAMES})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th|\.)? (?P<month2>{_NAMES})\.?,? (?P<year2>\d{{4}})"
    r"|(?P<iso>\d{4}-\d\d-\d\d))(?!\d)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.]\d\d)?(?: ?(?P<half>[ap])\.?m\.?)?"
    r"(?: ?\(?(?P<zone>[A-Za-z]{1,4})\b)?",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?P<hour>\d{1,2}) ?(?P<half>[ap])\.?m\b", re.IGNORECASE)


# "Berlin, 8. Juli 2016. Die Kanzlerin …", "МОСКВА, 15 апреля 2021 года. /ТАСС/"
_HEAD = re.compile(
    rf"(?P<place>[^\W\d_][\w/ -]{{1,40}}, )?(?:{_DAY.pattern})(?: года| г\.)?(?:\.| ?[(/\u2013\u2014-])", re.IGNORECASE
)


def published_as(written: str, zone_name: str) -> Published | None:
    """What a date in metadata says; a clock time without a zone is one of ``zone_name``. None where it says nothing.

    >>> found = published_as("2014-11-12T19:15:00-05:00", "UTC")
    >>> found.day.isoformat(), found.at.isoformat()
    ('2014-11-12', '2014-11-13T00:15:00+00:00')
    """
    written = " ".join(written[: 2 * _LONGEST].split()).strip("'\"")
    if len(written) > _LONGEST:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return _checked(_day(written), None, zone_name)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(written)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        if found.tzinfo is None and written.endswith("-0000"):
            found = found.replace(tzinfo=UTC)
        if found.tzinfo is not None:
            return _at(found.date(), found, zone_name)
        return _local(found.date(), found.time(), zone_name, assumed=True)
    return in_line(written, zone_name)


def in_line(line: str, zone_name: str) -> Published | None:
    """The day, and the clock time after it, in one short line: "November 12, 2014, 7:15pm"."""
    if len(line) > _LONGEST:
        return None
    found = _DAY.search(line)
    if found is None:
        return None
    if found["iso"]:
        day = _day(found["iso"])
    else:
        month = _NUMBER_OF[(found["month"] or found["month2"]).lower()]
        day = _made(int(found["year"] or found["year2"]), month, int(found["day"] or found["day2"]))
    if day is None:
        return None
    rest = line[found.end() :]
    clock = _CLOCK.search(rest) or _BARE.search(rest) or _CLOCK.search(line[: found.start()])
    if clock is None:
        return _checked(day, None, zone_name)
    hour = int(clock["hour"])
    half = (clock["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute = int(clock["minute"]) if "minute" in clock.re.groupindex else 0
    if hour > 23 or minute > 59:
        return _checked(day, None, zone_name)
    named = _ZONES.get(((clock["zone"] if "zone" in clock.re.groupindex else "") or "").lower(), "")
    return _local(day, time(hour, minute), named or zone_name, assumed=not named)


def in_lines(lines: Iterable[str], zone_name: str) -> Published | None:
    """The first line near the top that is a date of publication and little more, or begins with place and date."""
    looked_at = 0
    for line in lines:
        text = line.strip()
        if not text:
            continue
        looked_at += 1
        if looked_at > _LINES:
            return None
        found = in_line(text, zone_name)
        if found is not None and _is_dateline(text):
            return replace(found, basis=f"its line “{text}”")
        head = _HEAD.match(text)
        if head is not None and not head["place"] and not head.group().endswith("года."):
            head = None  # "12 November 2014 – …": a chronology
        at_head = in_line(head.group(), zone_name) if head else None
        if head is not None and at_head is not None:
            return replace(at_head, basis=f"its first words “{head.group()}”")
    return None


def _is_dateline(text: str) -> bool:
    """Whether a line is little more than a date: a sentence that names one is none."""
    day = _DAY.search(text)
    rest = "" if day is None else _CLOCK.sub("", _BARE.sub("", text[: day.start()] + text[day.end() :]))
    return len(re.findall(r"[^\W\d_]+", rest)) <= 6 and not text.endswith((".", "?", "!"))


def _at(day: date, instant: datetime, zone_name: str) -> Published | None:
    try:
        return _checked(day, instant.astimezone(UTC), zone_name)
    except (ValueError, OverflowError):
        return None


def _local(day: date, clock: time, zone_name: str, *, assumed: bool) -> Published | None:
    try:
        made = _checked(day, local_instant(day, clock, zone_name), zone_name)
    except (ValueError, OverflowError):
        return None
    return None if made is None else replace(made, assumed=assumed)


def _checked(day: date | None, at: datetime | None, zone_name: str) -> Published | None:
    """Nothing from before the web, and no day nobody can compute with."""
    if day is None or not 1990 <= day.year <= 2199:
        return None
    zone(zone_name)
    return Published(day=day, at=at, zone=zone_name)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
