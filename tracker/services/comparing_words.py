"""Sources side by side, in words for a terminal of 100 columns."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median
from textwrap import wrap

from tracker.model.observation import Observation
from tracker.model.schedule import Fixing
from tracker.reports.numbers import level, percent
from tracker.services.comparing import Comparison, Couple, Match
from tracker.services.official_gaps_words import gap_lines

_WIDTH = 98
_SHOWN = 12
_AXIS = 60
_DIGITS = 4
_LONGEST = 18
_EMPTY = 2


def lines_of(found: Comparison) -> Iterator[str]:
    """The comparison as plain lines. All instants UTC."""
    yield from _body(found)
    if found.left_out or found.credits:
        yield ""
        yield from found.left_out
        yield from found.credits


def _body(found: Comparison) -> Iterator[str]:
    quote = found.pair.partition("/")[2]
    yield f"{found.pair}   {found.unit} · instants in UTC · weaker and stronger speak of the {_currency(quote)}"
    yield ""
    yield "NEWEST"
    yield from _newest(found)
    if found.at is not None:
        yield ""
        yield f"AROUND {_stamp(found.at)}"
        for side in found.stored:
            yield f"  {_name(side.series.key):<18} before: {_beside(side.before, found.at)}"
            yield f"  {'':<18} after:  {_beside(side.after, found.at)}"
    if len(found.stored) < 2:
        yield ""
        yield from _alone(found)
        return
    if found.begins is not None or found.ends is not None:
        yield ""
        yield from _axis(found)
    if found.gaps:
        yield ""
        yield from gap_lines(found.gaps)
    idle = {side.series.key for side in found.stored if not side.observations}
    apart = [one for one in found.couples if not one.matches and not idle & {one.first.key, one.second.key}]
    for couple in found.couples:
        if couple.matches or (len(apart) <= _EMPTY and couple in apart):
            yield ""
            yield from _couple(couple, found.tolerance)
    if idle:
        yield ""
        yield from wrap(f"No rate made in this period: {', '.join(sorted(idle))}.", _WIDTH)
    if len(apart) > _EMPTY:
        yield ""
        names = "; ".join(f"{couple.second.key} and {couple.first.key}" for couple in apart)
        yield from wrap(f"No two rates made within 24 hours of each other: {names}.", _WIDTH)
    yield ""
    yield from _explanation(found)


def direction(move: float) -> str:
    """The word for a move of the pair: up is a weaker quote currency."""
    return "weaker" if move > 0 else "stronger" if move < 0 else "unchanged"


def _newest(found: Comparison) -> Iterator[str]:
    for side in found.stored:
        one = side.newest
        if one is None:
            continue
        made = f"made {_made(one.fixing)}, public {_stamp(one.fixing.published_at)}"
        yield f"  {_name(side.series.key):<18} {level(one.value, _DIGITS):>9}   {made}"
        remarks = ["indicative: nobody has to trade at it"] if side.series.indicative else []
        if side.series.cross_check:
            remarks.append("a copy at second hand: it checks others and carries no report")
        if one.span is not None:
            remarks.append(f"rounded: known to ±{percent(one.span.share, digits=3)}")
        if side.ended:
            remarks.append(f"ended {side.series.ends}")
        if remarks:
            yield f"  {'':<18} {'':>9}   {'; '.join(remarks)}"
    if found.lacking:
        text = f"nothing stored of {', '.join(side.series.key for side in found.lacking)}"
        yield from wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _beside(one: Observation | None, at: datetime) -> str:
    if one is None:
        return "none"
    if one.fixing.made_to <= at:
        apart = f"{_hours(at - one.fixing.made_to)} earlier"
    else:
        apart = f"{_hours(one.fixing.made_from - at)} later"
    public = one.fixing.published_at
    known = "" if public <= max(at, one.fixing.made_to) else f", public {public:%d %b %H:%M}"
    return f"{level(one.value, _DIGITS)}, made {_made(one.fixing)}, {apart}{known}"


def _axis(found: Comparison) -> Iterator[str]:
    """Every rate of the period in order of making, with the move since the one before of its own series."""
    matched = {id(one) for couple in found.couples for match in couple.matches for one in (match.first, match.second)}
    rows: list[tuple[Observation, Observation | None]] = []
    thinned: list[str] = []
    for side in found.stored:
        shown = side.observations
        if len(shown) > _AXIS:
            shown = tuple(one for one in shown if id(one) in matched)
            thinned.append(_name(side.series.key))
        rows += zip(shown, (None, *shown), strict=False)
    rows.sort(key=lambda pair: (pair[0].fixing.made_to, pair[0].series))
    yield "ON ONE AXIS   in order of making"
    if not rows:
        yield "  no rate was made in this period"
        return
    if thinned:
        yield f"  of {', '.join(thinned)} only those that stand beside another rate; moves are between the ones shown"
    yield f"  {'made':<27} {'series':<18} {'label':<10} {'value':>9}  {'since its last':<15} public"
    for one, previous in rows[:_AXIS]:
        move = "" if previous is None else _move(math.log(one.value / previous.value))
        value, public = level(one.value, _DIGITS), f"{one.fixing.published_at:%d %b %H:%M}"
        yield f"  {_made(one.fixing):<27} {_name(one.series):<18} {one.label[:10]:<10} {value:>9}  {move:<15} {public}"
    if len(rows) > _AXIS:
        yield f"  … {len(rows) - _AXIS} more; --format json has all"


def _couple(couple: Couple, tolerance: float) -> Iterator[str]:
    first, second = couple.first.key, couple.second.key
    matches = couple.matches
    yield f"{second} BESIDE {first}"
    if not matches:
        yield "  no two of their rates were made within 24 hours of each other"
        return
    gaps = [abs(match.gap) for match in matches]
    number = f"{len(matches)} match" if len(matches) == 1 else f"{len(matches)} matches"
    sizes = f"typical gap {percent(median(gaps), digits=2)}, largest {_size(max(gaps))}"
    yield f"  {number}, {_typical_hours(matches)}; {sizes}"
    short = couple.second.name.source
    yield (
        f"  {'made':<11}  {couple.first.name.source[:9]:>9} {short[:10]:>10}  {'hours':<14} {'gap':<13}"
        " moves since the match before"
    )
    for match in matches[-_SHOWN:]:
        moves = "" if match.moves is None else f"{_move(match.moves[0])}, {_move(match.moves[1])}"
        mark = " !" if match.disagrees else " (within rounding)" if match.within_rounding else ""
        values = f"{level(match.first.value, _DIGITS):>9} {level(match.second.value, _DIGITS):>10}"
        apart = f"{_apart(match.hours):<14} {_gap(match.gap):<13}"
        yield f"  {match.first.fixing.made_to:%d %b %Y}  {values}  {apart} {moves}{mark}".rstrip()
    if len(matches) > _SHOWN:
        yield f"  the newest {_SHOWN} of {len(matches)}; --format csv has all"
    yield from _disagreements(couple, tolerance)


def _disagreements(couple: Couple, tolerance: float) -> Iterator[str]:
    found = couple.disagreements
    if not found:
        yield f"  none disagrees by more than {percent(tolerance)} and what the hours between explain"
        return
    worst = sorted(found, key=lambda match: -abs(match.gap))[:5]
    yield f"  ! {len(found)} of {len(couple.matches)} disagree; the largest:"
    for match in worst:
        why = "; ".join(match.reasons) or "for no reason known here: check both values"
        yield (
            f"    {match.first.fixing.made_to:%d %b %Y}: {_gap(match.gap)}, where {percent(match.allowed, digits=2)}"
            " could be expected"
        )
        yield from wrap(why, _WIDTH, initial_indent="      ", subsequent_indent="      ")


def _alone(found: Comparison) -> Iterator[str]:
    pair = found.pair
    if found.stored:
        yield f"Only one source of {pair} is stored, {found.stored[0].series.key}: there is nothing to compare it with."
    else:
        yield f"No source of {pair} is stored."
    yield "Get another:"
    names = dict.fromkeys(side.series.name.publisher for side in found.lacking if side.fetchable)
    for name in names:
        yield f"  tracker fetch {name}"
    yield f"  tracker rates import FILE --series {pair}@desk --made-at 18:00 --zone Europe/Moscow"


def _explanation(found: Comparison) -> Iterator[str]:
    text = (
        "How to read it: each rate stands beside the one of the other source made nearest to it, whatever their labels"
        " say; hours tells how much later (or earlier) the second was made, from the middle of one making to the middle"
        " of the other. A gap is how much more of the quote"
        f" currency the second source asks for one {found.pair.partition('/')[0]}. ! marks a gap larger than"
        f" {percent(found.tolerance)} and than the market usually moves in so many hours."
    )
    if any(match.within_rounding for couple in found.couples for match in couple.matches):
        text += " (within rounding): the two may be one and the same rate, one or both printed with few digits."
    return iter(wrap(text, _WIDTH))


def _name(key: str) -> str:
    """A series beside others of its pair: in full, or without the pair where that is too long for its column."""
    return key if len(key) <= _LONGEST else key[key.index("@") :]


def _typical_hours(matches: tuple[Match, ...]) -> str:
    typical = median(match.hours for match in matches)
    return "made at the same time" if abs(typical) < 0.05 else f"usually made {_apart(typical)}"


def _apart(hours: float) -> str:
    if abs(hours) < 0.05:
        return "same time"
    return f"{abs(hours):.1f} h {'later' if hours > 0 else 'earlier'}"


def _gap(gap: float) -> str:
    if round(abs(gap), 4) == 0:
        return "none"
    return f"{_size(abs(gap))} {'higher' if gap > 0 else 'lower'}"


def _size(gap: float) -> str:
    """A gap in per cent; one of a slipped decimal sign as a multiple."""
    return percent(gap, digits=2) if gap < 5 else f"{1 + gap:.0f} times"


def _move(log_return: float) -> str:
    change = abs(math.expm1(log_return))
    size = percent(change) if change < 5 else f"{1 + change:.0f} times"
    return "unchanged" if abs(log_return) < 0.0005 else f"{size} {direction(log_return)}"


def _made(fixing: Fixing) -> str:
    if fixing.made_from == fixing.made_to:
        return _stamp(fixing.made_to)
    return f"{_stamp(fixing.made_from)}–{fixing.made_to:%H:%M}"


def _stamp(instant: datetime) -> str:
    return f"{instant:%a %d %b %Y %H:%M}"


def _hours(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.0f} days"


def _currency(code: str) -> str:
    return "rouble" if code == "RUB" else code
