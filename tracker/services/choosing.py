"""The declared choice of series, applied to what is stored here and may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from tracker.data.loader import target_of
from tracker.model.choice import Available, Choice, choose
from tracker.model.series import Series, SeriesName
from tracker.model.target import ChoiceRule, Regime
from tracker.reports.choices import ChoiceInfo
from tracker.services.rates import KnownBy, Levels, report_series
from tracker.services.rights import barred
from tracker.services.series_words import info_of
from tracker.services.spans import Span, makes_rates

NO_RULE = "no rule is declared for this pair: the first of its series, in order of trust, that has a rate"
BY_NAME = "asked for by name"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """What a period rests on, what stands beside it, and the choice in words."""

    levels: Levels
    second: tuple[Levels, ...]
    info: ChoiceInfo


def rule_of(name: SeriesName) -> ChoiceRule | None:
    """The declared rule of a pair; None where no profile has one."""
    target = target_of(name.base, name.quote)
    return None if target is None else target.rule(name.pair)


def chosen_levels(
    candidates: Sequence[Levels],
    start: datetime,
    end: datetime,
    known: KnownBy,
    *,
    enabled: Sequence[str] = (),
    named: Levels | None = None,
    span: Span | None = None,
) -> Chosen:
    """Choose among the levels of one pair for [start, end), UTC; ``named`` was asked for and needs no rule.

    ``span``: the time that each series needs to answer what is asked. The first that the rule prefers over its own is
    taken, so that a holiday of its market is not held against it.

    Without a rule the first with a rate in the period is taken, else the first that has any. ``candidates`` is never
    empty, and what is chosen is one of them even where none has a rate.
    """
    name = candidates[0].series.name
    rule = rule_of(name)
    declared = report_series(name.pair, enabled) if rule else ()
    by_source = {levels.series.name.source: levels for levels in candidates}
    if (
        rule
        and named is None
        and len(candidates) == 1
        and candidates[0].series.key not in {one.key for one in declared}
    ):
        named = candidates[0]
    if rule is None or named is not None:
        return _unruled(candidates, start, end, known, named)
    available = _available(declared, by_source, known)
    choice = (span and _spanned(rule, start, end, available, by_source, span)) or choose(rule, start, end, available)
    stored = next((levels for levels in candidates if levels.observations), candidates[0])
    now = known.public_by
    # Of a period that has not begun: what the rule says of today, since nobody knows how it will change.
    steps = rule.touched(now, now + timedelta(seconds=1)) if now is not None and now < start else ()
    ahead = [one.source for step in steps for one in step.grounds]
    first = next((by_source[source] for source in ahead if source in by_source), stored)
    beside = (by_source.get(one.source) for one in choice.seconds)
    return Chosen(
        levels=by_source.get(choice.source, first),
        second=tuple(levels for levels in beside if levels is not None),
        info=ChoiceInfo(
            pair=name.pair,
            titles=titles_of(declared),
            choice=choice,
            seen=known.seen,
            regimes=_regimes(name, start, end),
            closures=_closures(name, start, end),
        ),
    )


def _unruled(
    candidates: Sequence[Levels], start: datetime, end: datetime, known: KnownBy, named: Levels | None
) -> Chosen:
    made = [levels for levels in candidates if levels.made_within(start, end)]
    stored = [levels for levels in candidates if levels.observations]
    levels = named or (*made, *stored, candidates[0])[0]
    because = "" if named is None and len(candidates) == 1 else BY_NAME if named is not None else NO_RULE
    name = levels.series.name
    return Chosen(
        levels=levels,
        second=tuple(one for one in made if one.series.key != levels.series.key)[:1],
        info=ChoiceInfo(
            pair=name.pair,
            titles=titles_of([one.series for one in candidates]),
            choice=Choice(source=name.source),
            rule=False,
            because=because,
            seen=known.seen,
            closures=_closures(name, start, end),
        ),
    )


def _spanned(
    rule: ChoiceRule,
    start: datetime,
    end: datetime,
    available: dict[str, Available],
    by_source: dict[str, Levels],
    span: Span,
) -> Choice | None:
    """The first source, as the rule prefers them, that the rule also takes over the time it needs itself."""
    named = (ground.source for period in rule.touched(start, end) for ground in period.grounds)
    for source in dict.fromkeys(named):
        own = span(by_source[source]) if source in by_source else None
        found = None if own is None else choose(rule, *own, available)
        if found is not None and found.source == source and found.breaks_at is None:
            return found
    return None


def _available(declared: Sequence[Series], by_source: dict[str, Levels], known: KnownBy) -> dict[str, Available]:
    found = {}
    for one in declared:
        levels = by_source.get(one.name.source)
        if levels is not None:
            found[one.name.source] = Available(
                made=[fixing.made_to for fixing in levels.fixings], makes=partial(makes_rates, levels)
            )
        elif known.republish:
            found[one.name.source] = Available(barred=barred(one))
    return found


def _regimes(name: SeriesName, start: datetime, end: datetime) -> tuple[Regime, ...]:
    target = target_of(name.base, name.quote)
    return () if target is None else target.regimes_of(*_days(start, end))


def _closures(name: SeriesName, start: datetime, end: datetime) -> tuple[Regime, ...]:
    target = target_of(name.base, name.quote)
    return () if target is None else target.closures_of(*_days(start, end))


def _days(start: datetime, end: datetime) -> tuple[date, date]:
    last = (end - timedelta(microseconds=1)).date()
    return start.date(), last + timedelta(days=1)


def titles_of(declared: Sequence[Series]) -> dict[str, str]:
    """Whose each series is, by source."""
    return {one.name.source: info_of(one).credit for one in declared}
