"""Records and largest moves, judged among all values of a series that were public then.

One value that goes further is enough to refute; to confirm, the series must reach back to the time that is meant.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from tracker.model.claim import CANNOT_BE_CHECKED, DOES_NOT_HOLD, HOLDS, Checked, Claim, Point, Reading
from tracker.statements.claim_phrases import day_words, nouns, one_decimal, rate

_RECENT = timedelta(days=7)


def recent(claim: Claim, points: Sequence[Point], today: date) -> list[Point] | str:
    """The values a level or a record can be about, newest first: those of its day, else of the last week."""
    when = claim.when
    if when.on is not None:
        near = [point for point in points if point.day == when.on]
        return near[::-1] or f"no value made on {day_words(when.on)} was public then"
    last = when.until or today
    near = [point for point in points if last - _RECENT <= point.day <= last]
    return near[::-1] or f"no value of the week before {day_words(last)} was public then"


def _upwards(claim: Claim) -> bool:
    """Whether the number of the series is highest where the subject is lowest, or the other way round."""
    return (claim.direction == "rise") != (claim.subject == "rouble")


def check_record(claim: Claim, points: Sequence[Point], today: date) -> Checked:
    """Whether a recent value is the lowest or highest since the time that is meant, or of all."""
    near = recent(claim, points, today)
    if isinstance(near, str):
        return _unchecked(claim, near)
    sign = 1 if _upwards(claim) else -1
    best = max(near, key=lambda point: sign * point.value)
    since = claim.when.since
    others = [point for point in points if point.day < near[-1].day and (since is None or point.day > since)]
    rival = max(others, key=lambda point: sign * point.value, default=None)
    holds = rival is None or sign * best.value >= sign * rival.value
    unit = nouns(claim)[1]
    words = f"{rate(best.value)} {unit} on {day_words(best.day)}"
    if rival is not None:
        words += f"; {'most' if sign > 0 else 'least'} before: {rate(rival.value)} on {day_words(rival.day)}"
    return _judged(claim, words, unit, best.value, points, before=rival, after=best, holds=holds)


def check_largest(claim: Claim, points: Sequence[Point], today: date) -> Checked:
    """Whether a recent move of that length is the largest of its direction since then, or of all."""
    near = recent(claim, points, today)
    if isinstance(near, str):
        return _unchecked(claim, near)
    sign = 1 if _upwards(claim) else -1
    moves = _moves(points, claim.days)
    recents = {point.label for point in near}
    mine = max((one for one in moves if one[1].label in recents), key=lambda one: sign * one[2], default=None)
    if mine is None:
        return _unchecked(claim, "no such move was known then")
    since = claim.when.since
    others = [one for one in moves if one[1].day < near[-1].day and (since is None or one[0].day > since)]
    rival = max(others, key=lambda one: sign * one[2], default=None)
    holds = sign * mine[2] > 0 and (rival is None or sign * mine[2] >= sign * rival[2])
    base = nouns(claim)[0]
    words = f"{base} cost {_more(mine[2])} on {day_words(mine[1].day)} than on {day_words(mine[0].day)}"
    if rival is not None:
        words += f"; largest before: {_more(rival[2])} on {day_words(rival[1].day)}"
    return _judged(claim, words, f"{base} costs", mine[2], points, before=mine[0], after=mine[1], holds=holds)


def check_first_time(found: Checked, points: Sequence[Point], week: date) -> Checked:
    """A level that is crossed, with whether no value before that ``week`` had crossed it since then."""
    claim, since = found.claim, found.claim.when.since
    earlier = next(
        (
            point
            for point in reversed(points)
            if point.day < week
            and (since is None or point.day > since)
            and claim.band is not None
            and claim.band.holds(point.value)
        ),
        None,
    )
    begins = points[0].day
    if earlier is not None:
        told = f"{rate(earlier.value)} on {day_words(earlier.day)}"
        return replace(found, verdict=DOES_NOT_HOLD, note=f"Not the first time: it was {told}.", before=earlier)
    if since is not None and begins > since + timedelta(days=14):
        note = f"The series begins on {day_words(begins)}; nothing in it is against its being the first time."
        return replace(found, verdict=CANNOT_BE_CHECKED, note=note)
    if since is not None:
        return replace(found, note=f"No rate after {day_words(since)} had been beyond it.")
    return replace(found, note=f"No earlier rate of this series, which begins on {day_words(begins)}, was beyond it.")


def _more(change: Fraction) -> str:
    return f"{one_decimal(abs(100 * change))} % {'more' if change > 0 else 'less'}"


def _moves(points: Sequence[Point], days: int) -> list[tuple[Point, Point, Fraction]]:
    """Moves from one value to the next, or over so many days, as changes of the number."""
    made = [point.day for point in points]
    found = []
    for at, after in enumerate(points):
        from_ = at - 1 if days == 1 else bisect_right(made, after.day - timedelta(days=days)) - 1
        if from_ >= 0:
            found.append((points[from_], after, after.value / points[from_].value - 1))
    return found


def _unchecked(claim: Claim, because: str) -> Checked:
    return Checked(claim=claim, verdict=CANNOT_BE_CHECKED, because=f"{because}.")


def _judged(
    claim: Claim,
    words: str,
    measure: str,
    computed: Fraction,
    points: Sequence[Point],
    *,
    before: Point | None,
    after: Point,
    holds: bool,
) -> Checked:
    verdict, note = HOLDS if holds else DOES_NOT_HOLD, ""
    begins, since = points[0].day, claim.when.since
    if holds and since is not None and begins > since + timedelta(days=14):
        verdict, note = CANNOT_BE_CHECKED, f"The series begins on {day_words(begins)}; nothing in it is against it."
    elif not holds:
        note = "By rates made once a day, which do not show the furthest moment of a day."
    elif since is None:
        note = f"Of this series, which begins on {day_words(begins)}."
    reading = Reading(measure=measure, computed=computed, met=holds, exactly=holds, words=words)
    return Checked(
        claim=claim,
        verdict=verdict,
        because=f"“{claim.wording}”: {words}.",
        before=before,
        after=after,
        readings=(reading,),
        note=note,
    )
