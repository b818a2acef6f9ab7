"""When a change of a list happened, in words: an interval is said as an interval, never as a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.model.announcement import MISSING, ListChange

CHANGE_WORDS = {
    "designation": "put on the list",
    "delisting": "taken off the list",
    "amendment": "entry changed",
    MISSING: "on the list before, missing in the earlier copy",
}
"""By what a change is told as (``ListChange.told_as``)."""

_FEW_DAYS = timedelta(days=4)
"""Below which the hours of both ends matter: they tell which rates could have known."""


def interval_words(change: ListChange) -> str:
    """When it happened, as well as that is known; days and hours are UTC, the stated day is the publisher's.

    "between 26 Jan 2018 and 23 Feb 2022", "between 23 Feb 2022 18:46 and 24 Feb 2022 01:52 UTC" where it is a matter of
    days, "on 23 Feb 2022 between 01:52 and 18:46 UTC", "published 24 Feb 2022 15:30
    UTC"; a day the publisher itself gives is added: ", by its own account on 22 Feb 2022".
    """
    first, last = change.from_snapshot_at, change.to_snapshot_at
    if change.basis == "publication":
        said = f"published {_day(last)} {last:%H:%M} UTC"
    elif first.date() == last.date():
        said = f"on {_day(last)} between {first:%H:%M} and {last:%H:%M} UTC"
    elif last - first < _FEW_DAYS:
        said = f"between {_day(first)} {first:%H:%M} and {_day(last)} {last:%H:%M} UTC"
    else:
        said = f"between {_day(first)} and {_day(last)}"
    if change.stated_on is None:
        return said
    day = change.stated_on
    return f"{said}, by its own account on {day.day} {day:%b %Y}"


def _day(instant: datetime) -> str:
    return f"{instant.day} {instant:%b %Y}"
