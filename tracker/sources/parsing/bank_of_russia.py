"""The Bank of Russia's service DailyInfo: its operations that give one value a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tracker.model.instants import Label
from tracker.model.observation import Quote
from tracker.model.source import Request, Rights, Snapshot, Span
from tracker.sources.base import Records
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.markup import fields, local, unknown
from tracker.sources.parsing.numbers import strict_decimal
from tracker.sources.parsing.soap import arguments_of, call, result_of
from tracker.sources.parsing.strange import unread

HOST = "www.cbr.ru"
ZONE = "Europe/Moscow"
RIGHTS = Rights(
    licence="use with reference to the source",
    credit="Source: Bank of Russia.",
    url="https://www.cbr.ru/development/",
    republish=True,
)

_URL = f"https://{HOST}/DailyInfoWebServ/DailyInfo.asmx"
_NAMESPACE = "http://web.cbr.ru/"


def ask(operation: str, arguments: dict[str, str], *, kind: str) -> Request:
    """One operation of the service."""
    return call(_URL, namespace=_NAMESPACE, operation=operation, arguments=arguments, kind=kind)


def ask_between(operation: str, first: date, last: date, *, kind: str, size: int = 0) -> Request:
    """An operation over days, both included; ``size`` is how many bytes its answer usually has."""
    asked = ask(operation, {"fromDate": midnight(first), "ToDate": midnight(last)}, kind=kind)
    return replace(asked, span=Span(of=operation, first=first, last=last), size=size)


def midnight(day: date) -> str:
    """A day as the service wants it."""
    return f"{day.isoformat()}T00:00:00"


def written_day(text: str) -> date:
    """The date as written at the head of ``2026-03-03T00:00:00+03:00``, or ``20260303``; ``ValueError`` otherwise.

    Never converted: midnight in Moscow is the evening before in UTC.
    """
    return date.fromisoformat(text.strip().partition("T")[0])


def number(text: str) -> Decimal:
    """A decimal with a point (the service) or a comma (the scripts); ``ValueError`` for anything else."""
    return strict_decimal(text.strip().replace(",", ".", 1))


def dated_values(snapshot: Snapshot, operation: str, *, series: str, row: str, day: str, value: str) -> Records:
    """Quotes of one series out of elements ``row`` with the children ``day`` and ``value``, by date.

    Built from the documentation: a row that is not understood is told in a warning and left out. ``ParseError`` for
    another document, for one without any row that is understood, and for two values of one date.
    """
    result = result_of(snapshot, operation, f"the Bank of Russia's answer to {operation}")
    rows = [element for element in result.iter() if local(element.tag) == row]
    found: dict[Label, Decimal] = {}
    strange: set[str] = set()
    problems: list[str] = []
    for element in rows:
        try:
            cells = fields(element)
            label, number_ = written_day(cells[day]).isoformat(), number(cells[value])
        except (KeyError, ValueError) as error:
            problems.append(f"no {error} in it" if isinstance(error, KeyError) else str(error))
            continue
        strange.update(unknown(cells, {day, value}))
        if found.setdefault(label, number_) != number_:
            raise damaged(snapshot, f"{series} of {label} is {found[label]} and {number_} in one document")
    if not found:
        detail = f"; the first of {len(problems)} problems: {problems[0]}" if problems else ""
        raise damaged(snapshot, f"the answer to {operation} holds no {row} that can be read{detail}")
    _require_asked(snapshot, found)
    warnings = []
    if problems:
        warnings.append(f"{len(problems)} of {len(rows)} rows of {operation} were not read, the first: {problems[0]}.")
    warnings += unread(operation, strange)
    quotes = (Quote(series=series, label=label, value=found[label]) for label in sorted(found))
    return Records(quotes=tuple(quotes), warnings=tuple(warnings), partial=bool(problems))


def _require_asked(snapshot: Snapshot, found: dict[Label, Decimal]) -> None:
    asked = arguments_of(snapshot)
    if "fromDate" not in asked or "ToDate" not in asked:
        return
    first, last = asked["fromDate"][:10], asked["ToDate"][:10]
    outside = [label for label in found if not first <= label <= last]
    if outside:
        raise damaged(snapshot, f"{outside[0]} lies outside the {first} to {last} asked for")
