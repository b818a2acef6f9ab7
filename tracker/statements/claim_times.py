"""The times claims speak of: single days, and spans that begin on a day, resolved against the document's own day.

"Since the start of the year" begins with the last value of the year before; "since March" with the last one of
February; "since 6 March" with that day's. A record "since March" is one among all values after March.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.model.claim import When
from tracker.statements.claim_tokens import Token, follows, number

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_WEEKDAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_LENGTHS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365, "decade": 3652}
_STARTS = frozenset(("start", "beginning", "turn"))
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A time that is written at tokens [start, end): local days ``first`` to ``last``.

    ``kind``: ``since`` (a beginning), ``span`` (the whole of it is meant), ``on`` (one day), ``unknown``.
    """

    start: int
    end: int
    kind: str
    words: str
    first: date = date.min
    last: date = date.min


def mentions(words: Sequence[Token], text: str, day: date | None) -> list[Mention]:
    """Every time in a sentence, in order; relative ones need the document's day."""
    found: list[Mention] = []
    at = 0
    while at < len(words):
        one = next(_at(words, at, text, day), None)
        if one is not None:
            found.append(one)
        at = at + 1 if one is None else max(one.end, at + 1)
    return found


def when(mention: Mention | None, measure: str, day: date | None) -> When:
    """What a mentioned time means for a claim of that measure; ``found``: when a record of all time was reached."""
    if mention is None:
        return When()
    if mention.kind == "unknown":
        return When(words=mention.words, unknown=f"“{mention.words}” names no day that can be told")
    among_values = measure in {"record", "largest"}
    if mention.kind == "on":
        return When(on=mention.first, words=mention.words)
    if measure == "found":
        return When(until=mention.last if day is None else min(mention.last, day), words=mention.words)
    begin = mention.last if among_values else _eve(mention)
    until = mention.last if mention.kind == "span" and (day is None or mention.last < day) else None
    if mention.kind == "span" and among_values:
        begin = mention.first - _DAY
    return When(since=begin, until=until, words=mention.words)


def _eve(mention: Mention) -> date:
    """A single day begins with its own value, a month or a year with the last one before it."""
    return mention.first if mention.kind == "since" and mention.first == mention.last else mention.first - _DAY


def _at(words: Sequence[Token], at: int, text: str, day: date | None) -> Iterator[Mention]:
    word = words[at].word
    if word == "since":
        yield _since(words, at, text, day)
    if word in _STARTS:
        yield from _start_of(words, at, text, day)
    if word in {"year-on-year", "year-over-year"} or follows(words, at, ("year", "on", "year")):
        yield _made(words, at, at + (1 if "-" in word else 3), text, "since", _back(day, 365))
    if word == "a" and (follows(words, at, ("a", "year", "earlier")) or follows(words, at, ("a", "year", "ago"))):
        yield _made(words, at, at + 3, text, "since", _back(day, 365))
    if follows(words, at, ("year", "to", "date")) or word == "year-to-date":
        yield _made(words, at, at + (1 if "-" in word else 3), text, "span", _this(day, "year"))
    if word in {"this", "last", "past", "previous"}:
        yield from _named_span(words, at, text, day)
    if word in {"in", "over", "within", "during"}:
        yield from _length(words, at, text, day)
    if follows(words, at, ("on", "the", "day")):
        yield _made(words, at, at + 3, text, "on", _back(day, 0))
    if word in {"today", "yesterday"}:
        yield _made(words, at, at + 1, text, "on", _back(day, word == "yesterday"))
    if word in _WEEKDAYS:
        yield _made(words, at, at + 1, text, "on", _weekday(day, _WEEKDAYS[word]))
    dated = _date(words, at, day)
    if dated is not None and _is_base(words, at):
        day_known = dated[1:] if dated[1] == dated[2] else None  # of a month nobody can say which of its days is meant
        yield _made(words, at, dated[0], text, "since", day_known)
    if dated is not None and (dated[1] == dated[2] or (at and words[at - 1].word in {"in", "during"})):
        kind = "on" if dated[1] == dated[2] else "span"
        yield _made(words, at, dated[0], text, kind, dated[1:])


def _is_base(words: Sequence[Token], at: int) -> bool:
    """Whether a day is what something is compared with: "weaker than in January"."""
    before = [word.word for word in words[max(0, at - 2) : at]]
    return before[-1:] == ["than"] or (before[:1] == ["than"] and before[1:] in (["in"], ["on"]))


def _since(words: Sequence[Token], at: int, text: str, day: date | None) -> Mention:
    following = at + 1
    while following < len(words) and words[following].word in {"the", "early", "late", "mid", "last", "at", "least"}:
        following += 1
    if following < len(words):
        word = words[following].word
        started = next(_start_of(words, following, text, day), None)
        if started is not None:
            return _made(words, at, started.end, text, started.kind, _days_of(started))
        dated = _date(words, following, day)
        vague = dated is not None and dated[1] != dated[2] and words[following - 1].word in {"late", "mid"}
        if dated is not None:
            return _made(words, at, dated[0], text, "since", None if vague else dated[1:])
        if word in _WEEKDAYS:
            return _made(words, at, following + 1, text, "since", _weekday(day, _WEEKDAYS[word]))
        if word == "yesterday":
            return _made(words, at, following + 1, text, "since", _back(day, 1))
    end = at + 1
    while end < len(words) and end < at + 7 and words[end].word not in {",", ".", ";", "—", "–", "and", "but"}:
        end += 1
    cut = end < len(words) and words[end].word.isalpha()
    found = _made(words, at, end, text, "unknown", None)
    return replace(found, words=f"{found.words} …") if cut else found


def _start_of(words: Sequence[Token], at: int, text: str, day: date | None) -> Iterator[Mention]:
    """ "start of the year", "beginning of 2014", "start of November"."""
    if words[at].word not in _STARTS or not follows(words, at + 1, ("of",)):
        return
    after = at + 2
    while after < len(words) and words[after].word in {"the", "this"}:
        after += 1
    if after >= len(words):
        return
    if words[after].word in {"year", "month", "week"}:
        yield _made(words, at, after + 1, text, "span", _this(day, words[after].word))
    dated = _date(words, after, day)
    if dated is not None:
        # From its beginning to the document, not to its own end.
        last = max(dated[2], day) if day is not None else dated[2]
        yield _made(words, at, dated[0], text, "span", (dated[1], last))


def _named_span(words: Sequence[Token], at: int, text: str, day: date | None) -> Iterator[Mention]:
    following = words[at + 1].word if at + 1 < len(words) else ""
    if words[at].word == "this" and following in {"week", "month", "quarter", "year"}:
        yield _made(words, at, at + 2, text, "span", _this(day, following))
    elif words[at].word == "last" and following in {"week", "month", "year"} and not _is_length(words, at):
        yield _made(words, at, at + 2, text, "span", _before_this(day, following))


def _is_length(words: Sequence[Token], at: int) -> bool:
    """Whether "the last week" is meant as a length: with the article and a word of time before it."""
    return at >= 2 and words[at - 1].word == "the" and words[at - 2].word in {"in", "over", "within", "during"}


def _length(words: Sequence[Token], at: int, text: str, day: date | None) -> Iterator[Mention]:
    """ "in the past two months", "over a week", "in five years"."""
    after = at + 1
    marked = False
    while after < len(words) and words[after].word in {
        "the",
        "a",
        "past",
        "last",
        "previous",
        "just",
        "one",
        "about",
        "single",
    }:
        marked = marked or words[after].word in {"past", "last", "previous", "a", "one"}
        after += 1
    many = number(words[after].word) if after < len(words) else None
    if many is not None and 0 < many <= 60 and many.denominator == 1:
        after, marked = after + 1, True
    word = words[after].word.removesuffix("s") if after < len(words) else ""
    if marked and word in _LENGTHS:
        days = int(many if many is not None and many <= 60 else 1) * _LENGTHS[word]
        if days == 1:  # "in a single day" does not say which
            return
        yield _made(words, at, after + 1, text, "since", _back(day, days))


def _date(words: Sequence[Token], at: int, day: date | None) -> tuple[int, date, date] | None:
    """ "6 March 2014", "March 6", "March", "March 2014", "2014": the position after it, first and last day."""
    word = words[at].word if at < len(words) else ""
    if word in _MONTHS and not (word == "may" and at and words[at - 1].word not in {"in", "since", "on", "of", "by"}):
        return _month_first(words, at, day)
    if word.isdigit() and len(word) <= 2 and at + 1 < len(words) and words[at + 1].word in _MONTHS:
        year, end = _year(words, at + 2)
        return _single(end, int(word), _MONTHS[words[at + 1].word], year, day)
    if word.isdigit() and len(word) == 4 and 1990 <= int(word) <= 2100:
        return at + 1, date(int(word), 1, 1), date(int(word), 12, 31)
    return None


def _month_first(words: Sequence[Token], at: int, day: date | None) -> tuple[int, date, date] | None:
    month, after = _MONTHS[words[at].word], at + 1
    if follows(words, after, (".",)) and after + 1 < len(words) and words[after + 1].word.isdigit():
        after += 1
    if after < len(words) and words[after].word.isdigit() and len(words[after].word) <= 2:
        year, end = _year(words, after + 1)
        return _single(end, int(words[after].word), month, year, day)
    year, end = _year(words, after)
    if year is None:
        if day is None:
            return None
        year = day.year if month <= day.month else day.year - 1
    return end, date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year(words: Sequence[Token], at: int) -> tuple[int | None, int]:
    skipped = at + 1 if follows(words, at, (",",)) else at
    word = words[skipped].word if skipped < len(words) else ""
    return (int(word), skipped + 1) if word.isdigit() and len(word) == 4 and 1990 <= int(word) <= 2100 else (None, at)


def _single(end: int, number_of: int, month: int, year: int | None, day: date | None) -> tuple[int, date, date] | None:
    if year is None and day is None:
        return None
    try:
        found = date(year or (day or date.min).year, month, number_of)
        if year is None and day is not None and found > day:
            found = found.replace(year=found.year - 1)
    except ValueError:
        return None
    return end, found, found


def _made(
    words: Sequence[Token], start: int, end: int, text: str, kind: str, days: tuple[date, date] | None
) -> Mention:
    written = " ".join(text[words[start].start : words[min(end, len(words)) - 1].end].split())
    if days is None:
        return Mention(start=start, end=end, kind="unknown", words=written)
    return Mention(start=start, end=end, kind=kind, words=written, first=days[0], last=days[1])


def _days_of(mention: Mention) -> tuple[date, date] | None:
    return None if mention.kind == "unknown" else (mention.first, mention.last)


def _back(day: date | None, days: int) -> tuple[date, date] | None:
    return None if day is None else (day - timedelta(days=days), day - timedelta(days=days))


def _weekday(day: date | None, wanted: int) -> tuple[date, date] | None:
    """The newest such day up to the document's own."""
    return None if day is None else _back(day, (day.weekday() - wanted) % 7)


def _this(day: date | None, word: str) -> tuple[date, date] | None:
    if day is None:
        return None
    first = {
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1),
        "year": day.replace(month=1, day=1),
    }[word]
    return first, day


def _before_this(day: date | None, word: str) -> tuple[date, date] | None:
    this = _this(day, word)
    if this is None:
        return None
    last = this[0] - _DAY
    first = _this(last, word)
    return None if first is None else (first[0], last)
