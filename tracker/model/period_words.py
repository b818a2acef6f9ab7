"""A period in one word, as people type it: a day, an ISO week, a month, today."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from tracker.errors import UsageError
from tracker.model.instants import zone as iana_zone
from tracker.model.period import Period, day_range, iso_week, single_day

_MONTH = re.compile(r"^(?P<year>\d{4})-(?P<month>\d{2})$")
_WEEK = re.compile(r"^\d{4}-?[Ww]")
_AGO = {"today": 0, "yesterday": 1}


def period_named(word: str, *, zone: str, now: datetime) -> Period:
    """The period a word names: ``2014-11-11``, ``2014-W46``, ``2014-11``, ``today``, ``yesterday``.

    Days begin in ``zone``. ``UsageError`` for anything else.

    >>> from datetime import UTC
    >>> period_named("2014-11", zone="UTC", now=datetime(2026, 1, 1, tzinfo=UTC)).last_day.isoformat()
    '2014-11-30'
    """
    text = word.strip()
    if text.lower() in _AGO:
        day = now.astimezone(iana_zone(zone)).date() - timedelta(days=_AGO[text.lower()])
        return single_day(day.isoformat(), zone=zone, now=now)
    if _WEEK.match(text):
        return iso_week(text, zone=zone, now=now)
    try:
        month = _MONTH.match(text)
        if month is None:
            return single_day(text, zone=zone, now=now)
        first = date(int(month["year"]), int(month["month"]), 1)
        following = (first + timedelta(days=31)).replace(day=1)
        return day_range(first.isoformat(), following.isoformat(), zone=zone, now=now)
    except (UsageError, ValueError):
        raise UsageError(
            f"{word!r} is not a day, a week or a month.",
            remedy="Write a day like 2014-11-11, an ISO week like 2014-W46, or a month like 2014-11.",
        ) from None
