"""Which series a period rests on: the declared rule applied to what there is. Pure, and never a mixture of two."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tracker.model.target import ChoiceRule, Ground, RulePeriod

REACH = timedelta(days=11)
"""How much later than another a series may begin, or earlier end, and still carry a period: holidays are shorter."""


def _always(start: datetime, end: datetime) -> bool:
    return start < end


@dataclass(frozen=True, slots=True, kw_only=True)
class Available:
    """What there is of one source: when its rates were made (UTC, in order), or why it may not be used (``barred``).

    ``makes``: whether its calendar has it make a rate in [start, end); asked only where none is stored. A part in which
    it makes none is not a gap of it.
    """

    made: Sequence[datetime] = ()
    barred: str = ""
    makes: Callable[[datetime, datetime], bool] = _always

    def within(self, start: datetime | None, end: datetime | None) -> Sequence[datetime]:
        """The makings in [start, end); None = open."""
        first = 0 if start is None else bisect_left(self.made, start)
        after = len(self.made) if end is None else bisect_left(self.made, end)
        return self.made[first:after]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A source that the rule prefers and that was not taken.

    ``missing`` False: its terms do not allow it here. ``closed``: it makes no rate on these days, so none is
    missing.
    """

    source: str
    because: str
    missing: bool = True
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the chosen series is taken for its rates ``since`` a day (UTC; None: from the beginning of the period)."""

    since: date | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The series of a period, by source.

    Attributes
    ----------
    source : str
        Empty where no source the rule allows has a rate in the period.
    reasons : tuple of Reason
        The declared reasons for it, clauses in words: one for each period of the rule of which it has rates, unless it
        is the same as before.
    seconds : tuple of Ground
        What stands beside it with another cut-off, the most fitting first.
    periods : tuple of RulePeriod
        Of the rule that the period meets, in order.
    passed : tuple of Passed
        What the rule prefers and why it was not taken.
    breaks_at : datetime or None
        Where the period crosses a change of the rule that no one series carries: the chosen series holds on one side
        of it alone, and nothing is joined to it.
    """

    source: str = ""
    reasons: tuple[Reason, ...] = ()
    seconds: tuple[Ground, ...] = ()
    periods: tuple[RulePeriod, ...] = ()
    passed: tuple[Passed, ...] = field(default=())
    breaks_at: datetime | None = None


def choose(rule: ChoiceRule, start: datetime, end: datetime, available: Mapping[str, Available]) -> Choice:
    """Apply the rule to [start, end), UTC; ``available`` by source, what is not in it counts as nothing stored.

    In a period inside one period of the rule the first source that has a rate and is not barred is taken. In one that
    crosses a change, the first that carries all of it: that is allowed on both sides, and on each begins and ends with
    the others or makes no rate there. Where none does, the first source of the earliest side that has rates, and
    ``breaks_at`` says where it ends.
    """
    touched = rule.touched(start, end)
    if not touched:
        return Choice()
    sides = [_Side.of(period, start, end, available) for period in touched]
    filled = [side for side in sides if side.usable]
    if not filled:
        return Choice(periods=touched, passed=_passed(touched, "", sides, available))
    whole = [source for source in _in_order(filled) if all(side.carried_by(source) for side in filled)]
    if len(filled) == 1:
        whole = [filled[0].usable[0].source]
    source = whole[0] if whole else filled[0].usable[0].source
    holding = filled if whole else [side for side in filled if side.carried_by(source)] or filled[:1]
    return Choice(
        source=source,
        reasons=_reasons(source, holding),
        seconds=_seconds(source, holding),
        periods=touched,
        passed=_passed(touched, source, sides, available),
        breaks_at=None if whole else _break(filled, source),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """The part of the period inside one period of the rule. ``usable`` grounds have a rate in it; ``first``, ``last``:
    of all of them. ``closed`` are the sources of grounds that make none in it."""

    period: RulePeriod
    start: datetime
    made: Mapping[str, Sequence[datetime]]
    usable: tuple[Ground, ...]
    closed: frozenset[str]
    first: datetime
    last: datetime

    @classmethod
    def of(cls, period: RulePeriod, start: datetime, end: datetime, available: Mapping[str, Available]) -> _Side:
        begins = start if period.begins is None else max(start, period.begins)
        ends = end if period.ends is None else min(end, period.ends)
        made = {
            one.source: available[one.source].within(begins, ends)
            for one in (*period.grounds, *period.seconds)
            if one.source in available and not available[one.source].barred
        }
        usable = tuple(one for one in period.grounds if made.get(one.source))
        return cls(
            period=period,
            start=begins,
            made=made,
            usable=usable,
            closed=frozenset(
                one.source
                for one in period.grounds
                if one.source in made
                and not made[one.source]
                and available[one.source].made
                and not available[one.source].makes(begins, ends)
            ),
            first=min((made[one.source][0] for one in usable), default=begins),
            last=max((made[one.source][-1] for one in usable), default=begins),
        )

    def carried_by(self, source: str) -> bool:
        if source in self.closed:
            return True
        if not any(one.source == source for one in self.usable):
            return False
        made = self.made[source]
        return made[0] - self.first <= REACH and self.last - made[-1] <= REACH

    def ground(self, source: str) -> Ground:
        return next(one for one in self.period.grounds if one.source == source)


def _in_order(sides: Sequence[_Side]) -> tuple[str, ...]:
    """The sources with a rate on any side, as the rule prefers them on the earliest that allows them."""
    stored = {one.source for side in sides for one in side.usable}
    named = (one.source for side in sides for one in side.period.grounds)
    return tuple(dict.fromkeys(source for source in named if source in stored))


def _break(filled: Sequence[_Side], source: str) -> datetime | None:
    """Where the chosen series stops being what the rule allows or what there is, inside the period."""
    return next((side.start for side in filled[1:] if not side.carried_by(source)), None)


def _reasons(source: str, holding: Sequence[_Side]) -> tuple[Reason, ...]:
    found: list[Reason] = []
    for side in holding:
        because = side.ground(source).because
        if side.made.get(source) and (not found or found[-1].because != because):
            found.append(Reason(since=side.period.since if found else None, because=because))
    return tuple(found)


def _seconds(source: str, holding: Sequence[_Side]) -> tuple[Ground, ...]:
    """The first second with a rate on every side, else on the latest, and what the rule would rest on of one side.

    That one is passed over because it does not carry the others; its rates of that side are shown all the same.
    """
    declared = [
        one
        for side in reversed(holding)
        for one in side.period.seconds
        if one.source != source and side.made.get(one.source)
    ]
    everywhere = (one for one in declared if all(side.made.get(one.source) for side in holding))
    first = next(everywhere, declared[0] if declared else None)
    found = {} if first is None else {first.source: first}
    for side in holding:
        preferred = side.usable[0] if side.usable else None
        if preferred is not None and preferred.source != source and source not in side.closed:
            named = next((one for one in side.period.seconds if one.source == preferred.source), preferred)
            found.setdefault(named.source, named)
    return tuple(found.values())


def _passed(
    touched: Sequence[RulePeriod], source: str, sides: Sequence[_Side], available: Mapping[str, Available]
) -> tuple[Passed, ...]:
    """The grounds that stand before the chosen one in the rule and were not taken."""
    found: dict[str, Passed] = {}
    for side, period in zip(sides, touched, strict=True):
        if source and all(one.source != source for one in period.grounds):
            continue
        for one in period.grounds:
            if one.source == source:
                break
            barred = available[one.source].barred if one.source in available else ""
            closed = one.source in side.closed
            because = (
                barred
                or ("it makes no rate on these days" if closed else "")
                or ("" if side.made.get(one.source) else "no rate of it is stored for this period")
                or ("it does not reach across this period" if len(touched) > 1 and source else "")
            )
            if because and (one.source not in found or found[one.source].closed):
                found[one.source] = Passed(source=one.source, because=because, missing=not barred, closed=closed)
    return tuple(found.values())
