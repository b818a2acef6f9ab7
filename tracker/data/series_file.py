"""The shipped series: families of pairs per source, and the making of any series of a family from its name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.model.derivation import Cross, Derivation, Sample
from tracker.model.schedule import FixingSchedule
from tracker.model.series import Series, SeriesName


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What one source quotes. ``base``/``quote``: the only ones it stores (empty = any); see ``series.toml``.

    ``unit``: of a source whose series are no exchange rates; it then has those of ``pairs`` and no others.
    """

    source: str
    kind: str
    schedule: str
    ending: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    quote: str = ""
    currencies: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    sampled_from: str = ""
    indicative: bool = False
    unit: str = ""
    crosses: bool = False
    rounded: bool = False
    cross_check: bool = False
    fixed: bool = False
    schedules: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    opt_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFile:
    """The declarations: families by source, singular and plural of currencies, when each schedule ends.

    ``units`` are the words of what is no pair of currencies.
    """

    families: Mapping[str, Family]
    currencies: Mapping[str, tuple[str, str]]
    ends: Mapping[str, date | None]
    units: Mapping[str, str]

    def make(self, name: SeriesName) -> Series:
        """The series of a name with its source. ``ValueError`` for an unknown source, or a pair it cannot quote."""
        family = self.families.get(name.source)
        if family is None:
            known = ", ".join(sorted(self.families))
            raise ValueError(f"{name}: unknown source of rates {name.source!r}; known are {known}")
        self._require_quotable(family, name)
        schedule = family.schedules.get(name.pair) or next(
            (key for code, key in family.ending.items() if code in (name.base, name.quote)), family.schedule
        )
        return Series(
            name=name,
            kind=family.kind,
            schedule=schedule,
            unit=family.unit or family.units.get(name.pair) or self.unit(name.base, name.quote),
            derivation=_derivation(family, name),
            ends=self.ends[schedule],
            indicative=family.indicative,
            rounded=family.rounded,
            cross_check=family.cross_check,
            opt_in=family.opt_in,
        )

    def made_of_stored(self, name: SeriesName) -> Series | None:
        """The series of a name where its source has any pair of its currencies; None where it has listed pairs alone.

        ``ValueError`` for a pair it cannot quote.
        """
        family = self.families.get(name.source)
        return self.make(name) if family is not None and (family.base or family.crosses) else None

    def unit(self, base: str, quote: str) -> str:
        """Quote per base in words: ``roubles per dollar``; the codes where no word is declared."""
        if f"{base}/{quote}" in self.units:
            return self.units[f"{base}/{quote}"]
        return f"{self.currencies.get(quote, (quote, quote))[1]} per {self.currencies.get(base, (base, base))[0]}"

    def listed(self) -> Iterable[Series]:
        """Every series that is declared without being asked for, in the order of the file."""
        for family in self.families.values():
            for currency in family.currencies:
                base, quote = (family.base, currency) if family.base else (currency, family.quote)
                yield self.make(SeriesName(base=base, quote=quote, source=family.source))
            for pair in family.pairs:
                base, _, quote = pair.partition("/")
                yield self.make(SeriesName(base=base, quote=quote, source=family.source))

    def of_publisher(self, publisher: str) -> Iterable[SeriesName]:
        """The pairs that the families of a publisher list, those that are stored and those that are computed."""
        for source, family in self.families.items():
            for pair in family.pairs:
                base, _, quote = pair.partition("/")
                name = SeriesName(base=base, quote=quote, source=source)
                if name.publisher == publisher:
                    yield name

    @staticmethod
    def _require_quotable(family: Family, name: SeriesName) -> None:
        if family.unit and name.pair not in family.pairs:
            raise ValueError(f"{name}: {family.source} publishes {', '.join(family.pairs)} only")
        if not family.unit and not name.is_pair and name.pair not in family.pairs:
            raise ValueError(f"{name}: {family.source} publishes exchange rates only")
        if family.unit:
            return
        if name.base == name.quote:
            raise ValueError(f"{name}: a currency against itself is no series")
        if family.quote and name.quote != family.quote and not family.crosses:
            raise ValueError(f"{name}: {family.source} quotes against {family.quote} only")
        if family.fixed and name.pair not in family.pairs:
            raise ValueError(f"{name}: {family.source} has {', '.join(family.pairs)} and nothing else")
        known = (family.base, family.quote, *family.currencies)
        for currency in (name.base, name.quote):
            if family.currencies and currency not in known:
                raise ValueError(f"{name}: {family.source} has never quoted {currency}")
        if family.base and name.quote == family.base:
            raise ValueError(f"{name}: {family.source} quotes per {family.base}; ask for {name.quote}/{name.base}")
        if family.crosses and name.base == family.quote:
            raise ValueError(f"{name}: {family.source} quotes in {family.quote}; ask for {name.quote}/{name.base}")


def _derivation(family: Family, name: SeriesName) -> Derivation | None:
    """What a pair of a family is computed from; None where the family stores it."""
    source = name.source
    if family.sampled_from:
        return Sample(bars=SeriesName(base=name.base, quote=name.quote, source=family.sampled_from))
    if family.base and name.base != family.base:
        return Cross(
            numerator=SeriesName(base=family.base, quote=name.quote, source=source),
            denominator=SeriesName(base=family.base, quote=name.base, source=source),
        )
    if family.crosses and name.quote != family.quote:
        return Cross(
            numerator=SeriesName(base=name.base, quote=family.quote, source=source),
            denominator=SeriesName(base=name.quote, quote=family.quote, source=source),
        )
    return None


def parse_series(text: str, schedules: Mapping[str, FixingSchedule]) -> SeriesFile:
    """The declarations in TOML, checked against the schedules. ``ValueError`` when a family names an unknown one."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    families = {}
    for source, table in tables["families"].items():
        rest: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
        family = families[source] = Family(source=source, **rest)
        for schedule in (family.schedule, *family.ending.values(), *family.schedules.values()):
            if schedule not in schedules:
                raise ValueError(f"series of {source}: unknown schedule {schedule!r}")
    return SeriesFile(
        families=families,
        currencies={code: (one, many) for code, (one, many) in tables["currencies"].items()},
        ends={key: schedule.ends for key, schedule in schedules.items()},
        units={pair: str(words) for pair, words in tables["units"].items()},
    )
