"""Days as publishers of lists write them: taken as written, never converted from one zone to another."""

from __future__ import annotations

import re
from datetime import date

from tracker.model.plain_text import clean

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The English months, by their first three letters in lower case."""

_DAY_FIRST = re.compile(r"(\d{1,2}|dd)[/.-](\d{1,2}|mm)[/.-](\d{4})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]{5,18})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")


def year_first(text: str) -> date | None:
    """The date at the head of ``2014-11-07`` or ``2014-11-07-05:00``; None for anything else.

    Months and days of nought (``1980-00-00``) are no date.

    >>> year_first("2020-03-10-04:00"), year_first("1980-00-00")
    (datetime.date(2020, 3, 10), None)
    """
    found = _YEAR_FIRST.fullmatch(text.strip())
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def day_first(text: str) -> date | None:
    """A whole day written ``11/02/2016`` (11 February); None for none and for a placeholder.

    ``ValueError`` for anything else.

    >>> [str(day_first(text)) for text in ("11/02/2016", "dd/mm/YYYY", "00/00/1980", "")]
    ['2016-02-11', 'None', 'None', 'None']
    """
    written = text.strip()
    if not written or written.lower() == "dd/mm/yyyy":
        return None
    found = _DAY_FIRST.fullmatch(written)
    if found is None:
        raise ValueError(f"{written[:40]!r} is no day written day/month/year")
    day, month = _day_and_month(found)
    return date(int(found[3]), month, day) if day and month else None


def either_first(text: str) -> date | None:
    """The day of ``2022-12-09`` or ``2022-12-09T00:00:00``, or one that is written day first.

    ``ValueError`` for anything else.
    """
    return date.fromisoformat(text[:10]) if text[4:5] == "-" else day_first(text)


def born(text: str) -> str:
    """A day of birth as much of it as is known: ``1980`` for ``00/00/1980`` and ``dd/mm/1980``.

    What is not written day first is kept as it stands.

    >>> [born(text) for text in ("05/02/1969", "00/03/1980", "dd/mm/1945", "circa 1950")]
    ['1969-02-05', '1980-03', '1945', 'circa 1950']
    """
    written = clean(text)
    found = _DAY_FIRST.fullmatch(written)
    if found is None:
        return written
    day, month = _day_and_month(found)
    if month and day:
        try:
            return date(int(found[3]), month, day).isoformat()
        except ValueError:
            return written
    return f"{found[3]}-{month:02d}" if month else found[3]


def _day_and_month(found: re.Match[str]) -> tuple[int, int]:
    """Nought for a placeholder."""
    day, month = (0 if part.lower() in {"dd", "mm"} else int(part) for part in found.groups()[:2])
    return day, month
