"""Reading the bars: which are finished, which are credible, and what instant each one speaks of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from tracker.errors import ParseError
from tracker.model.instants import format_instant, local_instant, zone
from tracker.model.observation import Quote
from tracker.model.plain_text import clean
from tracker.model.source import Snapshot
from tracker.sources.base import Records, SetAside
from tracker.sources.parsing.documents import damaged, refuse_markup
from tracker.sources.parsing.numbers import PLAIN, in_reason
from tracker.sources.rates.yahoo.instruments import BY_SYMBOL, DAILY, HOURLY, LEADING, Instrument

__all__ = ["DAILY", "HOURLY", "LEAST", "MOST", "finished_bars", "read_bars"]

LEAST, MOST = Decimal(1), Decimal(1000)
"""Beyond these no value is believed: roubles per dollar, euro or yuan, dollars per barrel, points of the index."""

_HOUR = 3600
_LAST_SECOND = 253_402_300_800  # the end of the year 9999
_CLOCKS_DIFFER = timedelta(hours=1)
_JUMP = Decimal("1.4")
_LOOK_AHEAD = 3
_FIELDS = frozenset({"outcome", "interval", "charts"})
_FIELDS_OF_ONE = frozenset({"outcome", "symbol", "interval", "timezone", "currency", "bars"})
"""The form of documents stored before other symbols than the leading one were asked for."""

_CHART_FIELDS = frozenset({"symbol", "outcome", "timezone", "currency", "bars"})
_FAILED_FIELDS = frozenset({"symbol", "outcome", "detail"})
_Bar = tuple[int, Decimal, Decimal]


def read_bars(snapshot: Snapshot) -> Records:
    """The finished, credible bars of a child's document; the others are set aside. Raises ``ParseError``.

    A chart that is not the leading one and cannot be read is told in a warning and left out.
    """
    sound: list[Quote] = []
    set_aside: list[SetAside] = []
    warnings: list[str] = []
    partial = False
    for chart in _charts(snapshot):
        instrument = BY_SYMBOL.get(str(chart.get("symbol")))
        if instrument is None:
            warnings.append(f"Yahoo's document holds a symbol nobody asked for: {_shown(chart.get('symbol'))}.")
            continue
        try:
            quotes = _quotes(snapshot, instrument, _bars(snapshot, instrument, chart))
        except ParseError as error:
            if instrument is LEADING:
                raise
            warnings.append(f"Yahoo's {instrument.symbol} was left out: {error.message}")
            partial = True
            continue
        believed, doubted = _credible(quotes, instrument)
        sound += believed
        set_aside += doubted
        if doubted:
            first = doubted[0]
            said = f"{first.quote.series} of {first.quote.label} is {first.quote.value}: {first.reason}"
            warnings.append(f"{len(doubted)} of {len(quotes)} Yahoo values were set aside, the first: {said}.")
    return Records(quotes=tuple(sound), warnings=tuple(warnings), set_aside=tuple(set_aside), partial=partial)


def finished_bars(snapshot: Snapshot) -> list[tuple[str, Decimal, Decimal]]:
    """Label, open and close of every finished bar of the leading symbol, credible or not: for looking at them."""
    labelled = (
        (_finished_label(snapshot, LEADING, begin), opened, closed)
        for begin, opened, closed in _bars(snapshot, LEADING, _charts(snapshot)[0])
    )
    return [(label, opened, closed) for label, opened, closed in labelled if label is not None]


def _charts(snapshot: Snapshot) -> Sequence[Mapping[str, Any]]:
    """The charts of the child's document, the leading one first; every field is used or the document is refused."""
    refuse_markup(snapshot, "a table of bars")
    try:
        document = json.loads(snapshot.content)
    except (ValueError, RecursionError) as error:
        raise damaged(snapshot, f"it is not JSON ({error})") from error
    if not isinstance(document, dict) or document.get("outcome") != "Ok":
        raise damaged(snapshot, "it is not the document of the Yahoo child process")
    if document.get("interval") != snapshot.kind:
        wrong = document.get("interval")
        raise damaged(snapshot, f"its interval is {wrong!r} where {snapshot.kind!r} is expected")
    if set(document) == _FIELDS_OF_ONE:
        charts = [{name: document[name] for name in _CHART_FIELDS}]
    elif set(document) == _FIELDS and isinstance(document["charts"], list):
        charts = document["charts"]
    else:
        raise damaged(snapshot, "it is not the document of the Yahoo child process")
    if not charts or not all(isinstance(chart, dict) for chart in charts):
        raise damaged(snapshot, "it holds no charts")
    symbols = [chart.get("symbol") for chart in charts]
    if symbols[0] != LEADING.symbol or any(symbols.count(symbol) > 1 for symbol in symbols):
        raise damaged(snapshot, f"its symbols are {_shown(symbols)} where {LEADING.symbol} comes first and each once")
    return charts


def _bars(snapshot: Snapshot, instrument: Instrument, chart: Mapping[str, Any]) -> list[_Bar]:
    """The bars of one chart, in time order."""
    if set(chart) == _FAILED_FIELDS:
        raise damaged(snapshot, f"Yahoo gave no bars of it ({_shown(chart['outcome'])}: {_shown(chart['detail'])})")
    if set(chart) != _CHART_FIELDS or chart["outcome"] != "Ok" or not isinstance(chart["bars"], list):
        raise damaged(snapshot, f"its fields are not those of a chart of {instrument.symbol}")
    for name, value in (("timezone", instrument.zone), ("currency", instrument.currency)):
        if chart[name] != value:
            raise damaged(snapshot, f"its {name} is {_shown(chart[name])} where {value!r} is expected")
    bars: list[_Bar] = []
    latest = (snapshot.retrieved_at + _CLOCKS_DIFFER).timestamp()
    for number, row in enumerate(chart["bars"], start=1):
        if not (isinstance(row, list) and len(row) == 3 and type(row[0]) is int):
            raise damaged(snapshot, f"bar {number} is not [begin, open, close]")
        if bars and row[0] <= bars[-1][0]:
            raise damaged(snapshot, f"bar {number} does not lie after the one before it")
        if row[0] > latest:
            raise damaged(snapshot, f"bar {number} begins at {_instant(row[0])}, which is in the future")
        if row[0] < 0:
            raise damaged(snapshot, f"bar {number} begins before 1970")
        bars.append((row[0], _number(snapshot, number, row[1]), _number(snapshot, number, row[2])))
    return bars


def _instant(begin: int) -> str:
    return format_instant(datetime.fromtimestamp(begin, tz=UTC)) if begin < _LAST_SECOND else f"{_shown(begin)} seconds"


def _number(snapshot: Snapshot, number: int, text: object) -> Decimal:
    if isinstance(text, str) and PLAIN.fullmatch(text):
        return Decimal(text)
    try:
        value = Decimal(text) if isinstance(text, str) else None
    except ArithmeticError:
        value = None
    if value is None or not in_reason(value):
        raise damaged(snapshot, f"bar {number} holds {str(text)[:20]!r}, not a number that can be a rate")
    return value  # an exponent or a sign: a number, but no credible rate; it will be set aside


def _quotes(snapshot: Snapshot, instrument: Instrument, bars: Sequence[_Bar]) -> list[Quote]:
    series = instrument.series(snapshot.kind)
    at_opening = snapshot.kind == DAILY and instrument.daily_open
    quotes = []
    for begin, opened, closed in bars:
        label = _finished_label(snapshot, instrument, begin)
        if label is not None:
            quotes.append(Quote(series=series, label=label, value=opened if at_opening else closed))
    return quotes


def _finished_label(snapshot: Snapshot, instrument: Instrument, begin: int) -> str | None:
    """The label of a bar that was over when it was asked for; None for the one still running."""
    start = datetime.fromtimestamp(begin, tz=UTC)
    if snapshot.kind == HOURLY:
        end = start + timedelta(seconds=_HOUR)
        on_the_hour = begin % _HOUR == 0  # the newest quote comes as a row of its own, at the minute it was made
        return format_instant(end) if on_the_hour and end <= snapshot.retrieved_at else None
    day = start.astimezone(zone(instrument.zone)).date()
    over = local_instant(day + timedelta(days=1), time(0), instrument.zone)
    return day.isoformat() if over <= snapshot.retrieved_at else None


def _credible(quotes: Sequence[Quote], instrument: Instrument) -> tuple[list[Quote], list[SetAside]]:
    """Part the credible values from those outside all reason and from jumps that revert or are not yet confirmed."""
    bounded = [quote for quote in quotes if LEAST <= quote.value <= MOST]
    sound: list[Quote] = []
    set_aside = [
        SetAside(quote=quote, reason=f"outside {LEAST} to {MOST} {instrument.unit}")
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


def _shown(value: object) -> str:
    return clean(str(value))[:200]
