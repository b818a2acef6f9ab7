"""Profiles of targets: one TOML file each, every key used or refused, with errors that name file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from tracker.model.series import SeriesName
from tracker.model.target import KINDS_OF_RATE, ROLES, ChoiceRule, Ground, Regime, RulePeriod, Target


class _Table:
    """One TOML table whose keys are taken out one by one; what is left at the end is an error."""

    def __init__(self, given: Mapping[str, Any], file: str, where: str = "") -> None:
        self._left = dict(given)
        self._file, self._where = file, where

    def wrong(self, key: str, why: str) -> ValueError:
        return ValueError(f"{self._file}: {self._where}{key}: {why}")

    def text(self, key: str, *, required: bool = True) -> str:
        value = self._left.pop(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            raise self.wrong(key, "a text is needed")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.wrong(key, "a list of texts is needed")
        if len(set(value)) < len(value):
            raise self.wrong(key, "something is in it twice")
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false is needed")
        return value

    def day(self, key: str) -> date | None:
        value = self._left.pop(key, None)
        if value is not None and type(value) is not date:
            raise self.wrong(key, "a date is needed, like 2022-03-02 without quotes")
        return value

    def tables(self, key: str) -> list[_Table]:
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, "tables are needed")
        return [_Table(one, self._file, f"{self._where}{key}[{number}].") for number, one in enumerate(value, 1)]

    def table(self, key: str) -> _Table:
        value = self._left.pop(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table is needed")
        return _Table(value, self._file, f"{self._where}{key}.")

    def end(self) -> None:
        if self._left:
            raise self.wrong(next(iter(self._left)), "unknown key")


def parse_target(text: str, *, file: str, sources: Iterable[str]) -> Target:
    """One profile. ``sources`` are those of declared series.

    ``ValueError`` names the file and the key that is missing, unknown or makes no sense.
    """
    try:
        top = _Table(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: no TOML: {error}") from None
    role = top.text("role")
    if role not in ROLES:
        raise top.wrong("role", f"{role!r} is none of {', '.join(sorted(ROLES))}")
    key, name, currency = file.removesuffix(".toml"), top.text("name"), top.text("currency")
    if len(currency) != 3 or not currency.isalpha() or not currency.isupper():
        raise top.wrong("currency", f"{currency!r} is no code of a currency")
    codes, because = top.texts("codes"), top.text("because")
    if role == "later":
        top.end()
        return Target(key=key, name=name, currency=currency, codes=codes, role=role, because=because)
    known = frozenset(sources)
    found = Target(
        key=key,
        name=name,
        currency=currency,
        codes=codes,
        unit=_unit(top),
        role=role,
        because=because,
        pairs=_pairs(top, currency),
        rates=_rates(top, known),
        programmes=top.texts("programmes"),
        covers=top.texts("covers"),
        whole_ledger=top.flag("whole_ledger"),
        regimes=_spans(top, "regime"),
        closures=_spans(top, "closure"),
        rules=tuple(_rule(one, currency, known) for one in top.tables("rule")),
    )
    if not found.rules:
        raise top.wrong("rule", "no rule says on which series a report rests")
    if sum(not one.pairs for one in found.rules) > 1:
        raise top.wrong("rule", "more than one rule is for every pair")
    if not found.covers and not found.whole_ledger:
        raise top.wrong("covers", "no word says which events are about this target")
    top.end()
    return found


def _unit(top: _Table) -> tuple[str, str]:
    words = top.texts("unit")
    if len(words) == 1:
        return words[0], words[0]
    if len(words) != 2:
        raise top.wrong("unit", "one word, or one and its plural, are needed")
    return words[0], words[1]


def _pairs(table: _Table, currency: str, *, required: bool = True) -> tuple[str, ...]:
    pairs = table.texts("pairs")
    if required and not pairs:
        raise table.wrong("pairs", "a pair is needed")
    for pair in pairs:
        try:
            name = SeriesName.parse(pair)
        except ValueError:
            raise table.wrong("pairs", f"{pair!r} is no pair") from None
        if str(name) != pair or currency not in (name.base, name.quote):
            raise table.wrong("pairs", f"{pair!r} is no pair of {currency} (write it like USD/{currency})")
    return pairs


def _rates(top: _Table, sources: frozenset[str]) -> dict[str, tuple[str, ...]]:
    table = top.table("rates")
    found = {kind: table.texts(kind) for kind in KINDS_OF_RATE}
    for kind, named in found.items():
        if unknown := [one for one in named if one not in sources]:
            raise table.wrong(kind, f"no series is declared for the source {unknown[0]!r}")
    table.end()
    return {kind: named for kind, named in found.items() if named}


def _spans(top: _Table, key: str) -> tuple[Regime, ...]:
    found: list[Regime] = []
    for table in top.tables(key):
        regime = Regime(
            since=table.day("since"),
            until=table.day("until"),
            words=table.text("words"),
            reference=table.text("reference"),
        )
        if regime.since and regime.until and regime.until <= regime.since:
            raise table.wrong("until", "is not after since")
        if found and (regime.since is None or (found[-1].since or date.min) > regime.since):
            raise table.wrong("since", f"each {key} stands in order of its beginning")
        table.end()
        found.append(regime)
    return tuple(found)


def _rule(table: _Table, currency: str, sources: frozenset[str]) -> ChoiceRule:
    pairs = _pairs(table, currency, required=False)
    periods = []
    for one in table.tables("period"):
        period = RulePeriod(
            since=one.day("since"),
            until=one.day("until"),
            because=one.text("because"),
            grounds=_grounds(one, "grounds", sources),
            seconds=_grounds(one, "seconds", sources),
        )
        if not period.grounds:
            raise one.wrong("grounds", "no series is named")
        one.end()
        periods.append((one, period))
    if not periods:
        raise table.wrong("period", "a rule has at least one period")
    if periods[0][1].since is not None or periods[-1][1].until is not None:
        raise table.wrong("period", "the first has no since and the last no until")
    for (_, earlier), (one, later) in pairwise(periods):
        if earlier.until is None or earlier.until != later.since:
            raise one.wrong("since", "a period begins on the day on which the one before it ends")
        if earlier.since is not None and earlier.until <= earlier.since:
            raise one.wrong("since", "the period before it is empty")
    table.end()
    return ChoiceRule(pairs=pairs, periods=tuple(period for _, period in periods))


def _grounds(table: _Table, key: str, sources: frozenset[str]) -> tuple[Ground, ...]:
    found: list[Ground] = []
    for one in table.tables(key):
        source = one.text("source")
        if source not in sources:
            raise one.wrong("source", f"no series is declared for the source {source!r}")
        if any(source == earlier.source for earlier in found):
            raise one.wrong("source", f"{source!r} is named twice")
        found.append(Ground(source=source, because=one.text("because")))
        one.end()
    return tuple(found)
