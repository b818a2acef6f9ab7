"""Verdicts: a claim set against the values that were public when it was made, in exact fractions.

A change of a currency has two readings. From b to a roubles per dollar a dollar costs a / b − 1 more, and a rouble buys
1 − b / a less. Said of the rouble, the second one is what the words mean; said of the dollar, the first.

A writer's rate was made at another hour than ours. So a reading that misses the wording still counts as met, and the
answer says so, where it misses it by no more than the usual move of a day then (the median of twenty), and by no more
than a tenth of the number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from tracker.model.claim import (
    CANNOT_BE_CHECKED,
    DOES_NOT_HOLD,
    HOLDS,
    HOLDS_ONLY_AS,
    Band,
    Checked,
    Claim,
    Point,
    Reading,
)
from tracker.statements.claim_phrases import band_words, change_words, day_words, level_words, nouns, one_decimal, rate
from tracker.statements.claim_records import check_first_time, check_largest, check_record, recent

_MOVES = 20
_STALE = timedelta(days=14)
_CURRENCIES = frozenset(("rouble", "dollar", "euro", "yuan"))


def check(claim: Claim, points: Sequence[Point], *, series: str, today: date) -> Checked:
    """The verdict on a claim by the values of one series that were public then, in order of making.

    ``today`` is the local day the claim was published. Where a value is missing the answer says which.
    """
    if claim.when.unknown:
        return unchecked(claim, claim.when.unknown)
    if not points:
        return unchecked(claim, f"no value of {series} from before then is stored", series=series)
    if points[-1].day < today - _STALE and claim.when.until is None and claim.when.on is None:
        return unchecked(claim, f"the newest value known then is of {day_words(points[-1].day)}", series=series)
    kinds = {
        "change": _check_change,
        "level": _check_level,
        "points": _check_points,
        "record": check_record,
        "largest": check_largest,
    }
    return replace(kinds[claim.measure](claim, points, today), series=series)


def unchecked(claim: Claim, because: str, *, series: str = "") -> Checked:
    """The answer where there is none, and why."""
    return Checked(claim=claim, verdict=CANNOT_BE_CHECKED, because=f"{because}.", series=series)


_ANOTHER_TIME = re.compile(
    r"\b(?:ago|earlier|назад)\b|\bat the (?:end|start|beginning|turn|close) of\b"
    r"|\bvor (?:einem|einer|zwei|drei|vier|sechs) (?:jahr|monat|woche|tag)"
    r"|\b(?:ende|anfang|mitte|в конце|в начале) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
"""Words that place a level on another day than that of the text."""


def usual_move(points: Sequence[Point]) -> Fraction:
    """The median size of the last moves, as a fraction of the value; 0 where there are too few to say."""
    near = points[-_MOVES - 1 :]
    sizes = sorted(abs(after.value / before.value - 1) for before, after in pairwise(near))
    middle = len(sizes) // 2
    return (sizes[middle] + sizes[~middle]) / 2 if len(sizes) >= 5 else Fraction(0)


def _check_change(claim: Claim, points: Sequence[Point], _: date) -> Checked:
    ends = _ends(claim, points)
    if isinstance(ends, str):
        return unchecked(claim, ends)
    before, after = ends
    slack = usual_move(points[: points.index(after) + 1])
    readings = _readings(claim, before, after, slack)
    own = readings[0]
    if own.met:
        verdict, only = HOLDS, ""
    else:
        other = next((one for one in readings[1:] if one.met), None)
        verdict, only = (HOLDS_ONLY_AS, other.measure) if other is not None else (DOES_NOT_HOLD, "")
    met = next((one for one in readings if one.met), None)
    note = ""
    if met is None and claim.when.on is not None:
        verdict, note = _rest_of_the_day(claim, points, before, after)
    because = f"{_meaning(claim)}: {change_words(readings, before, after)}."
    if met is not None and not met.exactly:
        because += _allowance(slack, *(f"{one_decimal(100 * end)} %" for end in met.range))
    return Checked(
        claim=claim,
        verdict=verdict,
        only_as=only,
        because=because,
        before=before,
        after=after,
        readings=readings,
        slack=slack,
        note=note,
    )


def _rest_of_the_day(claim: Claim, points: Sequence[Point], before: Point, after: Point) -> tuple[str, str]:
    """The verdict on a move of one day that its rate does not show: what came after its making is in the next one."""
    at = points.index(after)
    if at + 1 == len(points):
        return DOES_NOT_HOLD, "By the rate of that day; what came after its making was in no rate yet."
    following = points[at + 1]
    for one, two in zip(
        _readings(claim, before, after, Fraction(0)), _readings(claim, before, following, Fraction(0)), strict=True
    ):
        low, high = sorted((one.range[0], two.range[0]))
        if claim.band is not None and high > 0 and claim.band.meets(max(low, Fraction(0)), high):
            words = change_words(_readings(claim, before, following, Fraction(0)), before, following)
            return CANNOT_BE_CHECKED, f"A rate is of one moment of its day. By the next one {words}: it lies between."
    return DOES_NOT_HOLD, ""


def _ends(claim: Claim, points: Sequence[Point]) -> tuple[Point, Point] | str:
    """The two values a change runs between, or why they cannot be told."""
    when = claim.when
    if when.on is not None:
        made = [at for at, point in enumerate(points) if point.day == when.on]
        if not made:
            return f"no value made on {day_words(when.on)} was public then"
        return (
            (points[made[0] - 1], points[made[-1]]) if made[0] else f"{day_words(when.on)} is where the series begins"
        )
    since = when.since
    if since is None:
        return "it does not say since when"
    before = next((point for point in reversed(points) if point.day <= since), None)
    after = next((point for point in reversed(points) if when.until is None or point.day <= when.until), None)
    if before is None or after is None:
        return f"the series begins on {day_words(points[0].day)}, after the time that is meant"
    if before.day < since - _STALE or (when.until is not None and after.day < when.until - _STALE):
        return "there is no value near the time that is meant"
    return (before, after) if before.day < after.day else "no value was made since then"


def _readings(claim: Claim, before: Point, after: Point, slack: Fraction) -> tuple[Reading, ...]:
    """The claim's own reading first. Of what is no currency there is one."""
    made = [_dearer(claim, before, after, slack)]
    if claim.subject in _CURRENCIES:
        made.append(_buys_less(claim, before, after, slack))
    return tuple(reversed(made)) if claim.subject == "rouble" else tuple(made)


def _dearer(claim: Claim, before: Point, after: Point, slack: Fraction) -> Reading:
    base = nouns(claim)[0]
    up = (claim.direction == "rise") != (claim.subject == "rouble")
    sign = 1 if up else -1

    def size(level: Fraction) -> Fraction:
        return sign * (level / before.value - 1)

    change = after.value / before.value - 1
    way = "more" if change >= 0 else "less"
    words = f"{base} cost {one_decimal(abs(100 * change))} % {way}"
    return _reading(claim, f"{base} costs {'more' if up else 'less'}", change, size, after.value, slack, words)


def _buys_less(claim: Claim, before: Point, after: Point, slack: Fraction) -> Reading:
    up = (claim.direction == "rise") != (claim.subject == "rouble")
    sign = 1 if up else -1

    def size(level: Fraction) -> Fraction:
        return sign * (1 - before.value / level)

    change = before.value / after.value - 1
    way = "more" if change > 0 else "less"
    words = f"a rouble bought {one_decimal(abs(100 * change))} % {way}"
    return _reading(claim, f"a rouble buys {'less' if up else 'more'}", change, size, after.value, slack, words)


def _reading(
    claim: Claim,
    measure: str,
    change: Fraction,
    size: Callable[[Fraction], Fraction],
    level: Fraction,
    slack: Fraction,
    words: str,
) -> Reading:
    middle = size(level)
    ends = sorted((size(level * (1 - slack)), size(level * (1 + slack))))
    exactly, met = fits(claim.band, claim.value, middle, ends[0], ends[1])
    return Reading(measure=measure, computed=change, met=met, exactly=exactly, words=words, range=(ends[0], ends[1]))


def fits(
    band: Band | None, value: Fraction | None, middle: Fraction, low: Fraction, high: Fraction
) -> tuple[bool, bool]:
    """Whether a size is what the wording allows, and whether it is so within [low, high] and a tenth of the number.

    A size that is not above zero is a move the other way.
    """
    if band is None or middle <= 0:
        return False, False
    if band.holds(middle):
        return True, True
    most = abs(value or Fraction(0)) / 10
    return False, band.meets(max(low, middle - most), min(high, middle + most))


def _check_level(claim: Claim, points: Sequence[Point], today: date) -> Checked:
    elsewhere = _ANOTHER_TIME.search(claim.text)
    passed = elsewhere is not None and elsewhere[0].lower() in {"ago", "earlier", "назад"}
    if elsewhere is not None and not (passed and claim.when.on is not None):
        return unchecked(claim, "It speaks of the rate of another day, which could not be read from it")
    near = recent(claim, points, today)
    if isinstance(near, str):
        return unchecked(claim, near)
    slack = usual_move(points[: points.index(near[0]) + 1]) if claim.pair.endswith(("RUB", "USD")) else Fraction(0)
    judged = []
    for point in near:
        off = point.value * slack
        exactly, met = fits(claim.band, claim.value, point.value, point.value - off, point.value + off)
        judged.append((not exactly, not met, point))
    misses, fails, after = min(judged, key=lambda one: one[:2])
    reading = Reading(
        measure=nouns(claim)[1],
        computed=after.value,
        met=not fails,
        exactly=not misses,
        words=level_words(claim, after),
        range=(after.value * (1 - slack), after.value * (1 + slack)),
    )
    because = f"{_meaning(claim)}: {reading.words}."
    if reading.met and not reading.exactly:
        because += _allowance(slack, *(rate(end) for end in reading.range))
    note = ""
    verdict = HOLDS if reading.met else DOES_NOT_HOLD
    if claim.moment and not reading.met:
        verdict, note = CANNOT_BE_CHECKED, "It may have stood there for a moment, and the rates are made once a day."
    found = Checked(
        claim=claim,
        verdict=verdict,
        because=because,
        after=after,
        readings=(reading,),
        slack=slack,
        note=note,
    )
    return check_first_time(found, points, near[-1].day) if claim.first and verdict == HOLDS else found


def _check_points(claim: Claim, points: Sequence[Point], _: date) -> Checked:
    """The last change of a rate that is set, by so many points."""
    changes = [(before, after) for before, after in pairwise(points) if before.value != after.value]
    if not changes:
        return unchecked(claim, "no change of it was known then")
    before, after = changes[-1]
    difference = after.value - before.value
    size = difference if claim.direction == "rise" else -difference
    met = claim.band is not None and size > 0 and claim.band.holds(size)
    words = f"it was {rate(before.value)} and is {rate(after.value)} since {day_words(after.day)}"
    reading = Reading(measure="points", computed=difference, met=met, exactly=met, words=words)
    return Checked(
        claim=claim,
        verdict=HOLDS if met else DOES_NOT_HOLD,
        because=f"{_meaning(claim)}: {words}.",
        before=before,
        after=after,
        readings=(reading,),
    )


def _meaning(claim: Claim) -> str:
    return f"“{claim.wording}” ({band_words(claim)})"


def _allowance(slack: Fraction, low: str, high: str) -> str:
    share = one_decimal(100 * slack)
    return f" At a rate {share} % away, the usual move of a day then, that is {low} to {high}, which meets the wording."
