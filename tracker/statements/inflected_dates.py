"""When something was said, in the words of German and Russian, resolved against the day of publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tracker.statements.dates import MONTHS, WEEKDAYS, When, numeric, on
from tracker.statements.lexicon import words
from tracker.statements.tokens import Token

LAST = words("""
    letzten letzte letzter vergangenen vergangene vergangener vorigen vorige voriger
    прошлую прошлой прошлый прошлом минувшую минувшей минувший минувшем
""")
THIS = words("diese dieser diesen этой этом эту нынешней текущей")
AHEAD = words("""
    bis ab kommenden kommende kommender nächsten nächste nächster künftigen zum до к следующий следующую следующей с со
    следующем будущей будущую
""")
TODAY = words("heute heutigen сегодня")
YESTERDAY = words("gestern gestrigen вчера накануне")
BEFORE_YESTERDAY = words("vorgestern позавчера")
WEEK = words("woche wochenbeginn неделе неделю недели")
WEEKEND = words("wochenende wochenendes выходные выходных")
DAYS = words("tag tage tagen день дня дней")
ABBREVIATED = {
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "мая": 5, "май": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "сент": 9,
    "окт": 10, "ноя": 11, "нояб": 11, "дек": 12, "jänner": 1, "maerz": 3,
}  # fmt: skip
NUMBERS = {
    "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "wenigen": 3,
    "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "несколько": 3,
}  # fmt: skip
PARTS = ("abend", "morgen", "nachmittag", "mittag", "vormittag", "nacht", "früh")
LONGEST_DATELINE = 12
NEAR = 7


def find(tokens: Sequence[Token], day: date | None) -> When | None:
    """The first date expression among the words; ``day`` is that of publication. None where there is none."""
    tokens = [token for token in tokens if not token.quoted]
    for at in range(len(tokens)):
        found = _explicit(tokens, at, day) or _weekday(tokens, at, day) or _relative(tokens, at, day)
        if found:
            return found
    return None


def _number(token: Token) -> int:
    text = token.text.rstrip(".")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0


def _explicit(tokens: Sequence[Token], at: int, day: date | None) -> When | None:
    low = tokens[at].low
    month = MONTHS.get(low) or ABBREVIATED.get(low)
    if not month:
        return numeric(tokens, at)
    place = at - 1
    if place > 0 and tokens[place].text == ".":  # 11. November
        place -= 1
    number = _number(tokens[place]) if place >= 0 else 0
    if not 1 <= number <= 31:
        return None
    lead = tokens[place - 1].low if place else ""
    if lead in AHEAD - {"zum", "к"}:
        return None
    rest = [token for token in tokens[at + 1 : at + 4] if token.text not in {",", "."}]
    year = _number(rest[0]) if rest else 0
    return on(number, month, year if year > 1900 else 0, day)


def _weekday(tokens: Sequence[Token], at: int, day: date | None) -> When | None:
    low = tokens[at].low
    number = WEEKDAYS.get(low)
    if number is None and low.endswith(PARTS):
        number = next((WEEKDAYS.get(low[: -len(part)]) for part in PARTS if low.endswith(part)), None)
    if number is None or (low < "\u0400" and len(low) < 6):
        return None
    before = [token.low for token in tokens[max(0, at - 2) : at]]
    if AHEAD & set(before[-1:]) or (before and before[-1] in {"до", "bis"}):
        return None
    if day is None:
        return When(None, None, "weekday")
    back = (day.weekday() - number) % 7
    if back == 0 and LAST & set(before):
        back = 7
    found = day - timedelta(days=back)
    if {"nacht"} & {token.low for token in tokens[max(0, at - 3) : at]}:  # in der Nacht auf Mittwoch
        return When(found - timedelta(days=1), found, "weekday")
    return When(found, found, "weekday")


def _relative(tokens: Sequence[Token], at: int, day: date | None) -> When | None:
    low = tokens[at].low
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    back: tuple[int, int] | None = None
    weekday = day.weekday() if day else 0
    if low in TODAY:
        back = (0, 0)
    elif low in YESTERDAY:
        back = (1, 1)
    elif low in BEFORE_YESTERDAY:
        back = (2, 2)
    elif low in LAST and following in WEEK:
        back = (weekday + 7, weekday + 1)
    elif low in THIS and following in WEEK:
        back = (weekday, 0)
    elif low in {"anfang", "начале"} and WEEK & {token.low for token in tokens[at + 1 : at + 3]}:
        back = (weekday, max(0, weekday - 1)) if day else (0, 0)
    elif low in WEEKEND:
        last = (weekday - 6) % 7
        back = (last + 1, last)
    elif following in DAYS:
        count = NUMBERS.get(low) or _number(tokens[at])
        ago = (at > 0 and tokens[at - 1].low == "vor") or (at + 2 < len(tokens) and tokens[at + 2].low == "назад")
        back = (count, count) if 0 < count < 100 and ago else None
    if back is None:
        return None
    if day is None:
        return When(None, None, "relative")
    return When(day - timedelta(days=back[0]), day - timedelta(days=back[1]), "relative")


def dateline(tokens: list[Token], day: date | None) -> date | None:
    """The day a paragraph begins with: "Berlin, 8. Juli 2016.", "МОСКВА, 15 апр —"; None where it begins otherwise."""
    for at, token in enumerate(tokens[:LONGEST_DATELINE]):
        found = _explicit(tokens, at, day)
        if found and found.since and (day is None or abs((found.since - day).days) <= NEAR):
            return found.since
        if not (token.capital or not token.word or token.text[0].isdecimal()):
            return None
    return None
