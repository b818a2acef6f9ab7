"""Derived values: from the values of the parts to those of the whole, each with all that its parts were.

A derived value is known only when every part of it is: its making begins with the earliest and ends with the latest of
its parts, it is public when the last of them is, and its vintage is the newest of theirs. Its quality is the worst of
theirs, and what rounding leaves open of the parts is carried on to it. Values set aside never get here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

from tracker.model.derivation import WITHIN, Basket, Cross, Derivation, Gap, Inverse
from tracker.model.instants import Label, format_instant, local_instant
from tracker.model.observation import ACCEPTED, RELEASED
from tracker.model.rounding import Span, exactly, quotient
from tracker.model.schedule import Fixing, FixingSchedule, joined_methods

_DIGITS = Context(prec=8)
"""Parts are printed with five or six significant digits; eight keep their quotient exact enough to divide again."""

_MEAN = Context(prec=12)
_EXACT = Context(prec=28)
_PER_CENT = Decimal("0.0001")
"""The step of a gap: a ten-thousandth of one per cent."""

_WEEKEND = 5
_ONE, _HUNDRED = Decimal(1), Decimal(100)


class Value(NamedTuple):
    """One usable value of a series: ``span`` is None where rounding does not show."""

    fixing: Fixing
    value: Decimal
    vintage: datetime
    quality: str
    span: Span | None

    @property
    def label(self) -> Label:
        """Its label."""
        return self.fixing.label


Values = Sequence[Value]
"""In order of making."""


def derive(derivation: Derivation, parts: Sequence[Values], schedule: FixingSchedule) -> list[Value]:
    """The values of a derived series from those of its parts, in the order of ``derivation.parts``.

    ``schedule`` is the derived series' own; only a sample asks it for instants.
    """
    if isinstance(derivation, Cross):
        return _quotients(parts[0], parts[1])
    if isinstance(derivation, Inverse):
        return [_reciprocal(one) for one in parts[0]]
    if isinstance(derivation, Basket):
        return _baskets(derivation, parts)
    if isinstance(derivation, Gap):
        return _gaps(derivation, parts[0], parts[1])
    return _samples(parts[0], schedule)


def _quotients(above: Values, below: Values) -> list[Value]:
    under = {one.fixing.label: one for one in below}
    divide = _DIGITS.divide
    return [
        Value(
            _spanning((one.fixing, other.fixing)),
            divide(one.value, other.value),
            max(one.vintage, other.vintage),
            one.quality if one.quality == other.quality else _worst((one.quality, other.quality)),
            None if one.span is other.span is None else quotient(_span_of(one), _span_of(other)),
        )
        for one in above
        if (other := under.get(one.fixing.label)) is not None
    ]


def _reciprocal(one: Value) -> Value:
    span = None if one.span is None else quotient(exactly(_ONE), one.span)
    return one._replace(value=_DIGITS.divide(_ONE, one.value), span=span)


def _baskets(basket: Basket, parts: Sequence[Values]) -> list[Value]:
    by_name = {name: {one.label: one for one in values} for name, values in zip(basket.parts, parts, strict=True)}
    found = []
    for label in sorted(set.intersection(*map(set, by_name.values()))):
        composition = basket.on(label)
        if composition is None:
            continue
        held = [(by_name[name][label], amount) for name, amount in composition.units]
        fixing = _spanning([one.fixing for one, _ in held])
        method = f"{composition.words}, {fixing.method}"
        found.append(
            Value(
                Fixing(
                    label=label,
                    made_from=fixing.made_from,
                    made_to=fixing.made_to,
                    published_at=fixing.published_at,
                    method=method,
                ),
                sum((_EXACT.multiply(amount, one.value) for one, amount in held), Decimal(0)),
                max(one.vintage for one, _ in held),
                _worst([one.quality for one, _ in held]),
                _sum_span(held),
            )
        )
    return found


def _gaps(gap: Gap, official: Values, market: Values) -> list[Value]:
    found = []
    for one, others in matched(gap, official, market):
        fixing = _spanning([one.fixing, *(other.fixing for other in others)])
        paid = _mean([other.value for other in others])
        spans = [other.span for other in others]
        paid_span = None
        if any(span is not None for span in spans):
            known = [_span_of(other) for other in others]
            paid_span = Span(low=_mean([span.low for span in known]), high=_mean([span.high for span in known]))
        span = None
        if one.span is not None or paid_span is not None:
            whole = quotient(_span_of(one), exactly(paid) if paid_span is None else paid_span)
            span = Span(low=_excess(whole.low), high=_excess(whole.high))
        found.append(
            Value(
                fixing,
                _excess(_MEAN.divide(one.value, paid)).quantize(_PER_CENT),
                max(one.vintage, *(other.vintage for other in others)),
                _worst([one.quality, *(other.quality for other in others)]),
                span,
            )
        )
    return found


def _excess(ratio: Decimal) -> Decimal:
    return _EXACT.multiply(_EXACT.subtract(ratio, _ONE), _HUNDRED)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return values[0] if len(values) == 1 else _MEAN.divide(sum(values, Decimal(0)), Decimal(len(values)))


def matched(gap: Gap, official: Values, market: Values) -> list[tuple[Value, Values]]:
    """Each official rate that has a gap, with the market's rates it is set against; both in order of making."""
    if gap.match != WITHIN:
        return _nearest(gap.reach, official, market)
    begins = [other.fixing.made_from for other in market]
    found: list[tuple[Value, Values]] = []
    for one in official:
        position = bisect_left(begins, one.fixing.made_from)
        inside = []
        while position < len(market) and market[position].fixing.made_from <= one.fixing.made_to:
            if market[position].fixing.made_to <= one.fixing.made_to:
                inside.append(market[position])
            position += 1
        if len(inside) >= gap.least:
            found.append((one, inside))
    return found


def _nearest(reach: timedelta, official: Values, market: Values) -> list[tuple[Value, Values]]:
    """Each official rate with the market rate nearest to its middle; where two claim one, the nearer has it."""
    middles = [_middle(other.fixing) for other in market]
    claims: dict[int, tuple[timedelta, Value]] = {}
    for one in official:
        wanted = _middle(one.fixing)
        after = bisect_left(middles, wanted)
        near = [number for number in (after - 1, after) if 0 <= number < len(market)]
        if not near:
            continue
        number = min(near, key=lambda number: abs(middles[number] - wanted))
        apart = abs(middles[number] - wanted)
        if _distance(one.fixing, market[number].fixing) > reach:
            continue
        if number not in claims or apart < claims[number][0]:
            claims[number] = (apart, one)
    return [(one, (market[number],)) for number, (_, one) in sorted(claims.items())]


def _middle(fixing: Fixing) -> datetime:
    return fixing.made_from + (fixing.made_to - fixing.made_from) / 2


def _distance(window: Fixing, other: Fixing) -> timedelta:
    return max(other.made_from - window.made_to, window.made_from - other.made_to, timedelta(0))


def _samples(bars: Values, schedule: FixingSchedule) -> list[Value]:
    by_end = {bar.label: bar for bar in bars}
    found = []
    for day in sorted({date.fromisoformat(bar.label[:10]) for bar in bars}):
        bar = by_end.get(sampled_label(schedule, day.isoformat()))
        if bar is not None and day.weekday() < _WEEKEND:
            found.append(bar._replace(fixing=schedule.fixing(day.isoformat())))
    return found


def sampled_label(schedule: FixingSchedule, label: Label) -> Label:
    """The label of the bar that a sample of that schedule takes for a day."""
    day = date.fromisoformat(label)
    return format_instant(local_instant(day, schedule.version_on(day).ends, schedule.zone))


def _spanning(fixings: Sequence[Fixing]) -> Fixing:
    """The making of the whole: from the earliest to the latest of the parts, by all methods; the first's label."""
    first, *others = fixings
    if all(_made_alike(first, other) for other in others):
        return first
    made_from, made_to, published_at = first.made_from, first.made_to, first.published_at
    for other in others:
        made_from = min(made_from, other.made_from)
        made_to = max(made_to, other.made_to)
        published_at = max(published_at, other.published_at)
    method = joined_methods(one.method for one in fixings)
    if (made_from, made_to, published_at, method) == (first.made_from, first.made_to, first.published_at, first.method):
        return first
    return Fixing(label=first.label, made_from=made_from, made_to=made_to, published_at=published_at, method=method)


def _made_alike(one: Fixing, other: Fixing) -> bool:
    """Whether the making of two values differs in nothing but the label: so it is in almost every quotient."""
    return one is other or (
        one.made_to == other.made_to
        and one.made_from == other.made_from
        and one.published_at == other.published_at
        and one.method == other.method
    )


def _worst(qualities: Sequence[str]) -> str:
    return max(qualities, key=_rank)


def _rank(quality: str) -> int:
    if quality == "ok":
        return 0
    return 1 if quality.startswith(RELEASED) else 2 if quality.startswith(ACCEPTED) else 3


def _span_of(one: Value) -> Span:
    return exactly(one.value) if one.span is None else one.span


def _sum_span(held: Sequence[tuple[Value, Decimal]]) -> Span | None:
    if all(one.span is None for one, _ in held):
        return None
    spans = [(_span_of(one), amount) for one, amount in held]
    down, up = Context(prec=28, rounding=ROUND_FLOOR), Context(prec=28, rounding=ROUND_CEILING)
    return Span(
        low=sum((down.multiply(amount, span.low) for span, amount in spans), Decimal(0)),
        high=sum((up.multiply(amount, span.high) for span, amount in spans), Decimal(0)),
    )
