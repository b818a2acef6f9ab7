"""Reading the bars: which are finished, which are credible, and what instant each one speaks of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from statistics import median

from tracker.model.instants import format_instant, local_instant, zone
from tracker.model.observation import Quote
from tracker.model.source import Snapshot
from tracker.sources.base import Records, SetAside
from tracker.sources.parsing.documents import damaged, refuse_markup
from tracker.sources.parsing.numbers import PLAIN

SYMBOL = "RUB=X"
HOURLY = "1h"
DAILY = "1d"
SERIES = {HOURLY: "USD/RUB@yahoo.1h", DAILY: "USD/RUB@yahoo.1d"}
ZONE = "Europe/London"
LEAST, MOST = Decimal(1), Decimal(1000)
"""Roubles per dollar beyond which a quote is not believed."""

_HOUR = 3600
_JUMP = Decimal("1.4")
_LOOK_AHEAD = 3
_FIELDS = frozenset({"outcome", "symbol", "interval", "timezone", "currency", "bars"})


def read_bars(snapshot: Snapshot) -> Records:
    """The finished, credible bars of a child's document; the others are set aside. Raises ``ParseError``."""
    series = SERIES[snapshot.kind]
    quotes: list[Quote] = []
    for begin, opened, closed in _bars(snapshot):
        label = _finished_label(snapshot, begin)
        if label is not None:
            value = closed if snapshot.kind == HOURLY else opened
            quotes.append(Quote(series=series, label=label, value=value))
    sound, set_aside = _credible(quotes)
    warnings: tuple[str, ...] = ()
    if set_aside:
        first = set_aside[0]
        said = f"{first.quote.series} of {first.quote.label} is {first.quote.value}: {first.reason}"
        warnings = (f"{len(set_aside)} of {len(quotes)} Yahoo values were set aside, the first: {said}.",)
    return Records(quotes=tuple(sound), warnings=warnings, set_aside=tuple(set_aside))


def finished_bars(snapshot: Snapshot) -> list[tuple[str, Decimal, Decimal]]:
    """Label, open and close of every finished bar, credible or not: for looking at the bars themselves."""
    labelled = ((_finished_label(snapshot, begin), opened, closed) for begin, opened, closed in _bars(snapshot))
    return [(label, opened, closed) for label, opened, closed in labelled if label is not None]


def _bars(snapshot: Snapshot) -> list[tuple[int, Decimal, Decimal]]:
    """The bars of the child's document, in time order; every field is used or the document is refused."""
    refuse_markup(snapshot, "a table of bars")
    try:
        document = json.loads(snapshot.content)
    except ValueError as error:
        raise damaged(snapshot, f"it is not JSON ({error})") from error
    if not isinstance(document, dict) or set(document) != _FIELDS or document["outcome"] != "Ok":
        raise damaged(snapshot, "it is not the document of the Yahoo child process")
    expected = {"symbol": SYMBOL, "interval": snapshot.kind, "timezone": ZONE, "currency": "RUB"}
    for name, value in expected.items():
        if document[name] != value:
            raise damaged(snapshot, f"its {name} is {document[name]!r} where {value!r} is expected")
    bars: list[tuple[int, Decimal, Decimal]] = []
    for number, row in enumerate(document["bars"], start=1):
        if not (isinstance(row, list) and len(row) == 3 and type(row[0]) is int):
            raise damaged(snapshot, f"bar {number} is not [begin, open, close]")
        if bars and row[0] <= bars[-1][0]:
            raise damaged(snapshot, f"bar {number} does not lie after the one before it")
        bars.append((row[0], _number(snapshot, number, row[1]), _number(snapshot, number, row[2])))
    return bars


def _number(snapshot: Snapshot, number: int, text: object) -> Decimal:
    if isinstance(text, str) and PLAIN.fullmatch(text):
        return Decimal(text)
    try:
        value = Decimal(text) if isinstance(text, str) else None
    except ArithmeticError:
        value = None
    if value is None or not value.is_finite():
        raise damaged(snapshot, f"bar {number} holds {text!r}, not a number")
    return value  # an exponent or a sign: a number, but no credible rate; it will be set aside


def _finished_label(snapshot: Snapshot, begin: int) -> str | None:
    """The label of a bar that was over when it was asked for; None for the one still running."""
    start = datetime.fromtimestamp(begin, tz=UTC)
    if snapshot.kind == HOURLY:
        end = start + timedelta(seconds=_HOUR)
        on_the_hour = begin % _HOUR == 0  # the newest quote comes as a row of its own, at the minute it was made
        return format_instant(end) if on_the_hour and end <= snapshot.retrieved_at else None
    day = start.astimezone(zone(ZONE)).date()
    over = local_instant(day + timedelta(days=1), time(0), ZONE)
    return day.isoformat() if over <= snapshot.retrieved_at else None


def _credible(quotes: Sequence[Quote]) -> tuple[list[Quote], list[SetAside]]:
    """Part the credible values from those outside all reason and from jumps that revert or are not yet confirmed."""
    bounded = [quote for quote in quotes if LEAST <= quote.value <= MOST]
    sound: list[Quote] = []
    set_aside = [
        SetAside(quote=quote, reason=f"outside {LEAST} to {MOST} roubles per dollar")
        for quote in quotes
        if not LEAST <= quote.value <= MOST
    ]
    reference = median(quote.value for quote in bounded[:5]) if bounded else LEAST
    for position, quote in enumerate(bounded):
        if _apart(quote.value, reference):
            later = [following.value for following in bounded[position + 1 : position + 1 + _LOOK_AHEAD]]
            reverts = any(not _apart(value, reference) for value in later)
            if reverts or not later:
                how = "reverts at once" if reverts else "no later bar confirms yet"
                set_aside.append(SetAside(quote=quote, reason=f"a jump of more than 40 % that {how}"))
                continue
        sound.append(quote)
        reference = quote.value
    return sound, set_aside


def _apart(one: Decimal, other: Decimal) -> bool:
    return max(one, other) > _JUMP * min(one, other)
