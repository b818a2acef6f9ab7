"""When something was said: printed dates, weekdays and relative words, resolved against the day of publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tracker.statements.lexicon import words
from tracker.statements.tokens import Token


class When(NamedTuple):
    """The first and the last local day something can have been said, and on what basis."""

    since: date | None
    until: date | None
    basis: str


WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday mon montag понедельник",
            "tuesday tue tues dienstag вторник",
            "wednesday wed mittwoch среду среда",
            "thursday thu thurs donnerstag четверг",
            "friday fri freitag пятницу пятница",
            "saturday sat samstag sonnabend субботу суббота",
            "sunday sun sonntag воскресенье",
        )
    )
    for word in words.split()
}
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan januar января",
            "february feb februar февраля",
            "march mar märz марта",
            "april apr апреля",
            "may mai мая",
            "june jun juni июня",
            "july jul juli июля",
            "august aug августа",
            "september sept sep сентября",
            "october oct oktober октября",
            "november nov ноября",
            "december dec dezember декабря",
        ),
        start=1,
    )
    for word in words.split()
}
TODAY = words("today tonight heute сегодня")
YESTERDAY = words("yesterday gestern вчера")
LAST = words("""
    last previous letzten letzte letzter vergangenen vergangene прошлую прошлой прошлый прошлом
""")
THIS = words("this diese dieser diesen этой этом эту")
NUMBERS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "couple": 2,
    "few": 3,
}
WEEK = words("week woche неделе неделю")
MONTH = words("month monat месяце")
DAYS = words("day days tage tagen дней дня")
WORDS = (
    frozenset(WEEKDAYS)
    | (frozenset(MONTHS) - {"may", "mar", "march"})
    | TODAY
    | YESTERDAY
    | WEEK
    | MONTH
    | LAST
    | THIS
    | DAYS
    | frozenset(NUMBERS)
    | words("""
        earlier later early late morning afternoon evening night ago weekend past over during day
    """)
)
# Days of what is counted in round numbers: "two weeks ago" is half a week this side or that.
SPANS = {"week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365}


def find(words: Sequence[Token], day: date | None) -> When | None:
    """The first date expression among the words; ``day`` is that of publication. None where there is none."""
    for at in range(len(words)):
        found = _explicit(words, at, day) or _weekday(words, at, day) or _relative(words, at, day)
        if found:
            return found
    return None


def _number(token: Token) -> int:
    text = token.text.rstrip(".").removesuffix("th").removesuffix("st").removesuffix("nd").removesuffix("rd")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0


def _explicit(words: Sequence[Token], at: int, day: date | None) -> When | None:
    low = words[at].low
    month = MONTHS.get(low, 0) if words[at].capital or low > "\u0400" else 0
    if not month:
        return numeric(words, at)
    before = _number(words[at - 1]) if at else 0
    if not before and at > 1 and words[at - 1].text == ".":  # 11. November
        before = _number(words[at - 2])
    rest = [token for token in words[at + 1 : at + 5] if token.text not in {",", "."}]
    after = _number(rest[0]) if rest else 0
    if 1 <= before <= 31:
        return on(before, month, after if after > 1900 else 0, day)
    if 1 <= after <= 31:
        year = _number(rest[1]) if len(rest) > 1 else 0
        return on(after, month, year if year > 1900 else 0, day)
    return None


def numeric(words: Sequence[Token], at: int) -> When | None:
    """2014-11-11 and 11.11.2014."""
    parts = words[at].text.split(".")
    if len(parts) == 3 and all(part.isdecimal() for part in parts) and len(parts[2]) == 4:
        return on(int(parts[0][:4]), int(parts[1][:4]), int(parts[2]), None)
    if at + 4 < len(words) and words[at + 1].text == words[at + 3].text == "-" and 1900 < _number(words[at]) < 2200:
        return on(_number(words[at + 4]), _number(words[at + 2]), _number(words[at]), None)
    return None


def on(number: int, month: int, year: int, day: date | None) -> When | None:
    """The day of printed numbers; without a year the latest such day that is not ahead of publication."""
    try:
        if year:
            found = date(year, month, number)
        elif day is None:
            return None
        else:
            found = date(day.year, month, number)
            if found > day + timedelta(days=1):  # elsewhere it may be tomorrow already
                found = date(day.year - 1, month, number)
    except ValueError:
        return None
    return When(found, found, "explicit")


def _weekday(words: Sequence[Token], at: int, day: date | None) -> When | None:
    number = WEEKDAYS.get(words[at].low)
    if number is None or (len(words[at].low) <= 5 and not words[at].capital and words[at].low < "\u0400"):
        return None
    before = words[at - 1].low if at else ""
    if before in {"next", "nächsten", "until", "by", "till", "bis"}:
        return None
    if day is None:
        return When(None, None, "weekday")
    back = (day.weekday() - number) % 7
    if back == 0 and before in LAST:
        back = 7
    found = day - timedelta(days=back)
    return When(found, found, "weekday")


def _relative(words: Sequence[Token], at: int, day: date | None) -> When | None:
    low = words[at].low
    following = words[at + 1].low if at + 1 < len(words) else ""
    back: tuple[int, int] | None = None
    if low in TODAY or (low == "this" and following in {"morning", "afternoon", "evening"}):
        back = (0, 0)
    elif low in YESTERDAY or (low == "last" and following == "night"):
        before = [word.low for word in words[max(0, at - 3) : at]]
        back = (2, 2) if before[-2:] == ["day", "before"] else (1, 1)
    elif low in THIS and following in WEEK:
        back = (day.weekday() if day else 0, 0)
    elif low in LAST and following in WEEK:
        back = (day.weekday() + 7, day.weekday() + 1) if day else (0, 0)
    elif low in THIS and following in MONTH:
        back = (day.day - 1 if day else 0, 0)
    elif low in LAST and following in MONTH:
        return _last_month(day)
    elif low == "weekend":
        back = ((day.weekday() - 5) % 7, (day.weekday() - 6) % 7) if day else (0, 0)
        back = (back[1] + 1, back[1])
    elif following in SPANS and at + 2 < len(words) and words[at + 2].low in {"ago", "earlier"}:
        count, length = NUMBERS.get(low) or _number(words[at]), SPANS[following]
        if 0 < count < 100:
            back = (count * length + length // 2, count * length - length // 2)
    elif following in DAYS:
        count = NUMBERS.get(low) or _number(words[at])
        ago = at + 2 < len(words) and words[at + 2].low in {"ago", "earlier"}
        if 0 < count < 100 and ago:
            back = (count, count)
        elif 0 < count < 100 and at and words[at - 1].low in LAST | {"past"}:
            back = (count, 0)
    if back is None:
        return None
    if day is None:
        return When(None, None, "relative")
    return When(day - timedelta(days=back[0]), day - timedelta(days=back[1]), "relative")


def _last_month(day: date | None) -> When:
    if day is None:
        return When(None, None, "relative")
    last = day.replace(day=1) - timedelta(days=1)
    return When(last.replace(day=1), last, "relative")
