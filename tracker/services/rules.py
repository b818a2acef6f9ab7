"""The declared rules of choice, printed whole: which series a report of a pair rests on, when and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.data.loader import quotable, target_of
from tracker.errors import UsageError
from tracker.model.choice import Choice
from tracker.model.series import Series, SeriesName
from tracker.model.target import KINDS_OF_RATE, Target
from tracker.reports.choice_words import days_of, period_record, regime_record
from tracker.reports.choices import ChoiceInfo
from tracker.reports.cleaning import plain
from tracker.services.choosing import NO_RULE, rule_of, titles_of
from tracker.services.context import Context
from tracker.services.rates import report_series, resolve
from tracker.services.rights import barred
from tracker.services.series_words import info_of

_ROLES = {"target": "a target of sanctions", "placebo": "a placebo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRule:
    """The rule of one pair with what it is about. ``target`` None: no profile, and no rule."""

    pair: str
    target: Target | None
    series: tuple[Series, ...]

    @property
    def info(self) -> ChoiceInfo:
        """The sources of the pair in words."""
        return ChoiceInfo(pair=self.pair, titles=titles_of(self.series), choice=Choice())

    def record(self) -> dict[str, object]:
        """As plain values; days are half-open, null is open."""
        target = self.target
        name = SeriesName.parse(self.pair)
        rule = rule_of(name)
        return {
            "pair": self.pair,
            "target": None if target is None else _target_record(target),
            "series": [
                {"series": one.key, "title": self.info.titles[one.name.source], "republish": not barred(one)}
                for one in self.series
            ],
            "periods": [] if rule is None else [period_record(self.info, period) for period in rule.periods],
            "no_rule": NO_RULE if rule is None else None,
        }

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal."""
        return map(plain, self._lines())

    def _lines(self) -> Iterator[str]:
        target, rule = self.target, rule_of(SeriesName.parse(self.pair))
        if target is None or rule is None:
            yield f"{self.pair}   {NO_RULE}"
            for number, one in enumerate(self.series, 1):
                yield f"  {number}. {one.key}"
            return
        yield f"{self.pair}   {target.name}, {_ROLES[target.role]}"
        yield f"  {target.because}"
        yield from _kinds(target)
        titles = self.info.titles
        for period in rule.periods:
            yield ""
            yield f"  {days_of(period.since, period.until)}"
            yield f"    {period.because}"
            grounds = [one for one in period.grounds if one.source in titles]
            beside = [one for one in period.seconds if one.source in titles and one.source != grounds[0].source]
            wide = max(len(titles[one.source]) for one in (*grounds, *beside))
            for word, said in (("rests on", grounds), ("beside it", beside)):
                for step, ground in enumerate(said):
                    lead = word if step == 0 else "then"
                    yield f"    {lead:<10} {titles[ground.source]:<{wide}}   {ground.because}"
        if target.regimes:
            yield ""
            yield f"  how the {target.unit[0]} was kept"
            for regime in target.regimes:
                yield f"    {days_of(regime.since, regime.until)}: {regime.words} ({regime.reference})"
        if target.closures:
            yield ""
            yield "  what was closed, beyond holidays"
            for closure in target.closures:
                yield f"    {days_of(closure.since, closure.until)}: {closure.words} ({closure.reference})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of several pairs."""

    rules: tuple[PairRule, ...]

    def record(self) -> dict[str, object]:
        """As plain values."""
        return {"rules": [one.record() for one in self.rules]}

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal."""
        for number, one in enumerate(self.rules):
            if number:
                yield ""
            yield from one.lines()
        yield ""
        yield (
            "The first series with a rate in the period is taken; for one day or event, with the rates before and after"
            " it. A period that crosses a change rests on one series that carries all of it, days on which its market"
            " is closed apart, else on one side alone, and says so: two series are never joined."
        )


def rules_of(context: Context, pairs: Sequence[str] = ()) -> Rules:
    """The rules of these pairs, by default the configured ones. ``UsageError`` for what is no pair."""
    found = []
    for pair in pairs or context.settings.pairs:
        if "@" in pair:
            raise UsageError(
                f"{pair} names its source already; a rule chooses among them.",
                remedy=f"tracker rates rule {pair.partition('@')[0]}",
            )
        name = resolve(pair)[0].name
        declared = report_series(name.pair, context.settings.sources_enabled)
        found.append(PairRule(pair=name.pair, target=target_of(name.base, name.quote), series=declared))
    return Rules(rules=tuple(found))


def _kinds(target: Target) -> Iterator[str]:
    """Which kinds of rate there are of a currency, who makes them, and the programmes tied to it."""
    kinds = [f"{kind} {', '.join(_credits(target, kind))}" for kind in KINDS_OF_RATE if kind in target.rates]
    none = [kind for kind in KINDS_OF_RATE if kind not in target.rates]
    yield f"  rates: {'; '.join(kinds)}" + (f"; no {' and no '.join(none)} one" if none else "")
    yield f"  pairs: {', '.join(target.pairs)}"
    if target.programmes:
        yield f"  programmes: {'; '.join(target.programmes)}"


def _credits(target: Target, kind: str) -> list[str]:
    """Whose rates of a kind there are, for the first pair that each source has."""
    found = []
    for source in target.rates[kind]:
        names = (SeriesName.parse(pair) for pair in target.pairs)
        made = (quotable(name.base, name.quote, source) for name in names)
        found += [info_of(one).credit for one in made if one is not None][:1]
    return found


def _target_record(target: Target) -> dict[str, object]:
    return {
        "name": target.name,
        "role": target.role,
        "currency": target.currency,
        "because": target.because,
        "pairs": list(target.pairs),
        "rates": {kind: list(sources) for kind, sources in target.rates.items()},
        "programmes": list(target.programmes),
        "regimes": [regime_record(one, one.until) for one in target.regimes],
        "closures": [regime_record(one, one.until) for one in target.closures],
    }
