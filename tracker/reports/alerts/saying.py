"""The parts of an alert's sentences in a reader's language: days, instants, shares, levels, names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from tracker.data.catalogue_file import catalogue
from tracker.model.instants import parse_instant, zone
from tracker.reports.cleaning import NARROW, clean
from tracker.reports.wording import Words

_MOST = 120
_NAME, _NAMES = 60, 150


def text_of(value: object, *, most: int = _MOST) -> str:
    """Text from outside, made harmless: one printable line of at most ``most`` characters; empty for nothing."""
    return "" if value is None else clean(str(value), most)


def names_of(value: object, *, most: int) -> tuple[str, ...]:
    """The first names of a list, made harmless and short, as many as fit one line; at least one where there is any."""
    names: list[str] = []
    for one in value[:most] if isinstance(value, list) else ():
        name = text_of(one, most=_NAME)
        if names and sum(map(len, names)) + len(name) > _NAMES:
            break
        names.append(name)
    return tuple(names)


def day_of(value: object, words: Words) -> str:
    """A day of an ISO date or label: "28 February 2022", "28. Februar 2022".

    >>> day_of("2022-02-28", Words(language="de"))
    '28. Februar 2022'
    """
    day = date.fromisoformat(str(value)[:10])
    return words("alert.day", day=day.day, month=words(f"alert.month.{day.month}"), year=day.year)


def instant_of(value: object, words: Words) -> str:
    """An instant (RFC 3339) to the minute, in the zone of the words and with its name.

    >>> instant_of("2022-02-28T09:10:00Z", Words(zone="Europe/Berlin"))
    '28 February 2022, 10:10 (Europe/Berlin)'
    """
    at = parse_instant(str(value)).astimezone(zone(words.zone))
    return words("alert.instant", day=day_of(at.date().isoformat(), words), time=f"{at:%H:%M}", zone=words.zone)


def fraction(share: float, words: Words, *, digits: int = 1) -> str:
    """A share as a percentage: 0.0246 is "2.5 %"."""
    return f"{words.number(f'{100 * share:.{digits}f}')}{NARROW}%"


def level_of(value: object, words: Words, *, digits: int = 2) -> str:
    """A level with ``digits`` decimals, or four significant digits where that is finer."""
    try:
        level = Decimal(str(value))
    except InvalidOperation:
        return text_of(value)
    if level and abs(level) < 10:
        digits = max(digits, 3 - level.adjusted())
    return words.number(f"{level.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN):f}")


def currency(code: str, words: Words, *, one: bool = False) -> str:
    """A currency by its name, or with an article (``one``); its code where the catalogue has no name."""
    key = f"alert.currency.one.{code}" if one else f"alert.currency.{code}"
    return words(key) if key in catalogue() else text_of(code)


def publisher_of(facts: Mapping[str, object], words: Words) -> str:
    """Whose rate it is: by the name in the reader's language where the catalogue has one, else as it is credited."""
    key = f"alert.publisher.{facts.get('publisher')}"
    return words(key) if key in catalogue() else text_of(facts.get("source"))


def odds_of(facts: Mapping[str, object], words: Words) -> str:
    """How rare a move is, from its p-value, as a clause."""
    if facts.get("at_floor"):
        return words("alert.odds.floor")
    days = round(1 / max(float(str(facts.get("pvalue"))), 1e-6))
    return words("alert.odds.days", days=words.number(str(days)))
