"""Claims of a document, checked against the rates that were public when it was published, and no later ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from tracker.errors import NoDataError, UsageError
from tracker.model.claim import Checked, Claim, Point
from tracker.model.document import Document
from tracker.model.instants import local_instant, zone
from tracker.services.choosing import chosen_levels
from tracker.services.context import Context
from tracker.services.rates import KnownBy, Levels, read_levels, report_series
from tracker.statements.claim_phrases import day_words
from tracker.statements.claim_verdicts import check, unchecked
from tracker.statements.claims import find_claims

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


def check_claims(context: Context, document: Document) -> tuple[Checked, ...]:
    """Every claim of a document with its verdict, in order.

    Known is what was public at its instant of publication; where only the day is given, by the end of that day at its
    place, and where the rate of that very day decides, the answer says so. Which series is asked follows the declared
    rule of the pair.
    """
    claims = find_claims(document)
    if not claims:
        return ()
    today = document.published_on
    if today is None:
        because = "it is not known when this was published: say it with --published"
        return tuple(unchecked(claim, because) for claim in claims)
    ends = local_instant(today + _DAY, time(0), document.zone)
    asked = _Asked(context, document.published_at or ends)
    found = tuple(asked.check(claim, today) for claim in claims)
    if document.published_at is not None:
        return found
    before = _Asked(context, local_instant(today, time(0), document.zone))
    return tuple(_with_the_day_before(one, before.check(one.claim, today)) for one in found)


def _with_the_day_before(one: Checked, other: Checked) -> Checked:
    """Where the hour of publication decides: say what the rates before that day come to."""
    if (one.verdict, one.only_as) == (other.verdict, other.only_as):
        return one
    told = f"{other.verdict} “{other.only_as}”" if other.only_as else other.verdict
    note = f"The hour of publication is not known; by the rates before that day it {_as_verb(told)}."
    return replace(one, note=f"{one.note} {note}".strip())


def _as_verb(verdict: str) -> str:
    return verdict if verdict.startswith(("holds", "does", "cannot")) else f"is {verdict}"


class _Asked:
    """The series as they were public at one instant, each read once."""

    def __init__(self, context: Context, instant: datetime) -> None:
        self._context = context
        self._known = KnownBy(public_by=instant).at(context.now)
        self._instant = self._known.instant(context.now)
        self._levels: dict[str, tuple[Levels, ...]] = {}
        self._points: dict[str, Sequence[Point]] = {}

    def check(self, claim: Claim, today: date) -> Checked:
        if claim.when.unknown or not claim.pair:
            return unchecked(claim, claim.when.unknown or "no such number is measured here")
        try:
            candidates = self._read(claim.pair)
        except (NoDataError, UsageError) as error:
            return unchecked(claim, error.message.rstrip("."))
        begin = claim.when.since or claim.when.on or today
        start = min(local_instant(begin, time(0), "UTC"), self._instant) - _WEEK
        levels = chosen_levels(
            candidates, start, self._instant, self._known, enabled=self._context.settings.sources_enabled
        ).levels
        ended = levels.series.ends
        if ended is not None and today > ended and claim.when.until is None and claim.when.on is None:
            ending = f"{levels.series.key} ended on {day_words(ended)}, and no rate that followed it is stored"
            return unchecked(claim, f"{ending}; bring one in with tracker fetch", series=levels.series.key)
        key = levels.series.key
        if key not in self._points:  # of one instant: a series has the same values for every claim
            self._points[key] = _points(levels)
        return check(claim, self._points[key], series=key, today=today)

    def _read(self, pair: str) -> tuple[Levels, ...]:
        if pair not in self._levels:
            declared = report_series(pair, self._context.settings.sources_enabled)
            if not declared:
                raise NoDataError(f"no series of {pair} is declared that is made once a day.")
            self._levels[pair] = tuple(read_levels(self._context, one.name, self._known) for one in declared)
        return self._levels[pair]


def _points(levels: Levels) -> Sequence[Point]:
    place = zone(levels.schedule.zone)
    return [
        Point(
            label=one.label,
            day=one.fixing.made_to.astimezone(place).date(),
            value=Fraction(one.value),
            published_at=one.fixing.published_at,
        )
        for one in levels.observations
    ]
