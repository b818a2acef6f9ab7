"""Acts that texts of the US Government name: executive orders, general licences, parts of the regulations; and days."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

_FIRST_HALF = ("january", "february", "march", "april", "may", "june")
_MONTHS = (*_FIRST_HALF, "july", "august", "september", "october", "november", "december")
_DAY = re.compile(rf"\b({'|'.join(_MONTHS)})\s+([0-9]{{1,2}}),?\s+([0-9]{{4}})\b", re.IGNORECASE)
_SLASHED = re.compile(r"\b([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\b")

_AND = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|and/or)\s+)"
_ORDER = re.compile(
    rf"\b(?:executive orders?|e\.\s?o\.|eo)\s+(?:nos?\.?\s*)?(1[0-9]{{4}}(?:{_AND}1[0-9]{{4}})*)\b", re.IGNORECASE
)
_NUMBERS = rf"[0-9]{{1,3}}[A-Z]{{0,2}}\b(?:{_AND}[0-9]{{1,3}}[A-Z]{{0,2}}\b)*"
_GENERAL = r"[Gg]eneral\s+[Ll]icen[cs]es?\s+"
_RELATED = r"[A-Z][\w/-]*[- ][Rr]elated"
_LICENCE = re.compile(rf"\b{_GENERAL}(?:[Nn]os?\.?\s*)?({_NUMBERS})")
_PART = re.compile(r"\b31\s+(?:CFR|C\.F\.R\.)\s+(?:[Pp]arts?\s+)?([0-9]{3})\b")
_EACH = {"EO": re.compile(r"1[0-9]{4}"), "GL": re.compile(r"[0-9]{1,3}[A-Z]{0,2}\b")}

_IN_ONE_BREATH = 50

_ISSUED = re.compile(r"\bissu(?:ing|ed|es|ance)\b", re.IGNORECASE)
_NOT_ISSUED = re.compile(
    r"frequently asked|\bfaqs?\b|\b(?:regarding|concerning|pursuant to|relat(?:ed|ing) to|information (?:on|about)"
    r"|authori[sz](?:es?|ed|ing)|revok(?:es?|ed|ing)|revocation)\b"
    rf"|\bunder(?=(?:\s+(?:the|an?|any|this|its|{_RELATED})){{0,3}}\s+general\s+licen)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?<!\b[A-Za-z])(?<!\bNo)(?<!\bNos)(?<!\bInc)(?<!\bLtd)(?<!\bCorp)[.!?][\"\u201d)\]]*\s+(?=[A-Z\"\u201c(\[])"
)
_ITEM = re.compile(rf"(?:{_RELATED}\s+)?{_GENERAL}(?:[Nn]os?\.?\s*)?{_NUMBERS}\s*(?:[.;(\"\u201c]|,\s*[\"\u201c]|\Z)")
"""A sentence that is but the name of a licence: one more of those that the sentence before it issues."""
_MARK = re.compile('[;"\u201d]')
_REPLACED = re.compile(
    r"\b(?:replac|supersed)\w+(?:\s+(?:and|replac\w+|supersed\w+|in|its|their|entirety|the)|,)*"
    rf"(?:\s+{_RELATED})?\s*\Z"
)
_PROGRAMME = re.compile(rf"({_RELATED})\s+\Z")
_EXPIRES = re.compile(
    r"\b(?:12:01\s*a|11:59\s*p)\.?m\.?,?\s*(?:eastern\s+(?:standard\s+|daylight\s+)?time|e[sd]?t)\b\s*,?\s*(?:on\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A general licence that a text says is issued.

    ``number`` is as written (``8C``); ``expires_on`` the Washington day on which it says it ends; ``replaces`` the
    numbers it takes the place of; ``passage`` what is said of it, from its name on; ``programme`` the word before that
    (``Russia-related``).
    """

    number: str
    passage: str
    programme: str = ""
    expires_on: date | None = None
    replaces: tuple[str, ...] = ()


def acts_in(text: str) -> tuple[str, ...]:
    """Executive orders, general licences and parts of title 31 of the regulations, each once, in the text's order.

    >>> acts_in("Executive Orders 13660, 13661, and 13662; General License 8C; 31 CFR part 587")
    ('EO 13660', 'EO 13661', 'EO 13662', 'GL 8C', '31 CFR 587')
    """
    found = [
        (match.start(1) + number.start(), f"{kind} {number[0]}")
        for kind, pattern in (("EO", _ORDER), ("GL", _LICENCE))
        for match in pattern.finditer(text)
        for number in _EACH[kind].finditer(match[1])
    ]
    found += [(match.start(1), f"31 CFR {match[1]}") for match in _PART.finditer(text)]
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def days_in(text: str) -> tuple[date, ...]:
    """The days written as ``June 12, 2024`` or ``06/12/2024`` (month first), in the text's order; no such day, none.

    >>> [day.isoformat() for day in days_in("From June 12, 2024 to 2/30/2025")]
    ['2024-06-12']
    """
    found = [(m.start(), int(m[3]), _MONTHS.index(m[1].lower()) + 1, int(m[2])) for m in _DAY.finditer(text)]
    found += [(m.start(), int(m[3]), int(m[1]), int(m[2])) for m in _SLASHED.finditer(text)]
    return tuple(day for _, *parts in sorted(found) for day in _real(*parts))


def _real(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


def licences_in(text: str, *, described: bool = False) -> tuple[Licence, ...]:
    """The general licences that a passage says are issued, each once, in its order, with the end it gives for each.

    What is said between one licence and the next belongs to the first; an end or a number that is told after another
    licence, which is neither issued nor replaced, is not known to be its own. Of licences named in one breath
    ("General Licenses 8C and 13B"), fifty at most, nothing is known but their numbers, with which their passage ends.
    In a ``described`` passage every sentence is read as one that issues.
    """
    named = list(_LICENCE.finditer(text))
    replaced = [match for match in named if _REPLACED.search(text, max(0, match.start() - 120), match.start())]
    old_at = [match.start() for match in replaced]
    told, is_issued = {*old_at}, _Issuing(text, described=described)
    issued = [match for match in named if match.start() not in told and is_issued(match.start())]
    told.update(match.start() for match in issued)
    others = [match.start() for match in named if match.start() not in told]
    programmes = [_PROGRAMME.search(text, max(0, match.start() - 60), match.start()) for match in issued]
    begins = [(word or match).start() for match, word in zip(issued, programmes, strict=True)]
    found: dict[str, Licence] = {}
    for match, programme, end in zip(issued, programmes, [*begins[1:], len(text)], strict=False):
        places = [number.span() for number in islice(_EACH["GL"].finditer(match[1]), _IN_ONE_BREATH)]
        numbers = [match[1][first:last] for first, last in places]
        passage = text[match.start() : end if len(numbers) == 1 else match.start(1) + places[-1][1]]
        own = min([end, *others[bisect_right(others, match.start()) : bisect_left(others, end)][:1]])
        ends = _EXPIRES.search(text, match.start(), own) if len(numbers) == 1 else None
        days = days_in(text[ends.end() : min(ends.end() + 40, own)]) if ends else ()
        within = replaced[bisect_right(old_at, match.start()) : bisect_left(old_at, own)]
        old = [number for other in within for number in _EACH["GL"].findall(other[1])]
        for number in numbers:
            licence = Licence(
                number=number,
                programme=programme[1] if programme else "",
                passage=passage.strip(),
                expires_on=days[0] if days else None,
                replaces=tuple(old) if len(numbers) == 1 else (),
            )
            found.setdefault(number, licence)
    return tuple(found.values())


class _Issuing:
    """Whether the last word of issuing before a place of a text is about what stands there.

    It is about its own sentence and names of licences that follow as sentences of their own. A title in quotation
    marks that stands between the two says nothing of the second. The text is searched once, however many licences it
    names.
    """

    def __init__(self, text: str, *, described: bool) -> None:
        ends = [match.end() for match in _SENTENCE.finditer(text)]
        issued = [match.end() for match in _ISSUED.finditer(text)]
        self._issued = sorted({0, *issued, *ends}) if described else issued
        self._ends = [] if described else [end for end in ends if not _ITEM.match(text, end)]
        self._marks = [match.end() for match in _MARK.finditer(text)]
        self._not_issued = [match.span() for match in _NOT_ISSUED.finditer(text)]

    def __call__(self, place: int) -> bool:
        before = bisect_right(self._issued, place)
        if not before:
            return False
        last = self._issued[before - 1]
        if bisect_right(self._ends, place) > bisect_right(self._ends, last):
            return False
        marks = bisect_right(self._marks, place)
        since = max(last, self._marks[marks - 1] if marks else 0)
        after = bisect_left(self._not_issued, (since, 0))
        return after == len(self._not_issued) or self._not_issued[after][1] > place


def instant_of(written: str) -> tuple[datetime | None, date]:
    """The instant and the written day in the ``datetime`` of a ``time`` element; no instant where it gives none.

    A page's software writes a day without an hour as noon UTC to the second, so that is no hour; nor is a time
    without its zone an instant. ``ValueError`` for what is no date.

    >>> instant_of("2024-06-12T12:00:00Z")
    (None, datetime.date(2024, 6, 12))
    """
    moment = datetime.fromisoformat(written.strip())
    no_hour = written.strip().endswith(("T12:00:00Z", "T12:00:00+00:00"))
    return (None if moment.tzinfo is None or no_hour else moment), moment.date()
