"""The shipped derived series: inverses, baskets and gaps, made from the declarations of their parts."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tracker.model.derivation import Basket, Composition, Cross, Derivation, Gap, Inverse
from tracker.model.series import Series, SeriesName

GAP = "GAP"
"""What stands for the second currency in the name of a gap."""

Declared = Callable[[SeriesName], Series]
"""The series of a name; ``ValueError`` where nobody declares it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFamily:
    """Two sources and how their rates are matched; see ``derived.toml``."""

    official: str
    market: str
    match: str
    pairs: tuple[str, ...]
    least: int = 1
    reach_hours: int = 0
    told_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketTable:
    """A basket with its own schedule, which says when it ends."""

    schedule: str
    unit: str
    basket: Basket


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedFile:
    """The declarations by name (inverses, baskets) and by source (gaps)."""

    inverses: Mapping[str, SeriesName]
    baskets: Mapping[str, BasketTable]
    gaps: Mapping[str, GapFamily]
    ends: Mapping[str, date | None]

    def make(self, name: SeriesName, declared: Declared) -> Series | None:
        """The derived series of a name; None where the name is not one of these.

        Raises ``ValueError`` for a gap of two sources of which one has no such pair.
        """
        if name.source in self.gaps:
            return self._gap(name, self.gaps[name.source], declared)
        if str(name) in self.inverses:
            of = self.inverses[str(name)]
            part = declared(of)
            return _made(name, Inverse(of=of), [part], kind=part.kind, schedule=part.schedule, ends=part.ends)
        if str(name) in self.baskets:
            table = self.baskets[str(name)]
            parts = [declared(part) for part in table.basket.parts]
            ends = self.ends[table.schedule]
            return _made(name, table.basket, parts, kind="fixing", schedule=table.schedule, ends=ends, unit=table.unit)
        return None

    def names(self) -> Iterable[SeriesName]:
        """Every name that is declared without being asked for, in the order of the file."""
        yield from map(SeriesName.parse, (*self.inverses, *self.baskets))
        for source, family in self.gaps.items():
            for pair in family.pairs:
                yield SeriesName(base=pair.replace("/", ""), quote=GAP, source=source)

    @staticmethod
    def _gap(name: SeriesName, family: GapFamily, declared: Declared) -> Series:
        base, quote = name.base[:3], name.base[3:]
        if name.quote != GAP or len(name.base) != 6:
            raise ValueError(f"{name}: {name.source} has gaps of currency pairs only, like USDRUB/GAP@{name.source}")
        official = SeriesName(base=base, quote=quote, source=family.official)
        market = SeriesName(base=base, quote=quote, source=family.market)
        parts = [declared(official), declared(market)]
        cross = parts[0].derivation if isinstance(parts[0].derivation, Cross) else None
        if cross is not None:  # computed from two official rates, it is nobody's official one
            raise ValueError(f"{name}: {family.official} publishes rates against {cross.numerator.quote} only")
        ended = [part.ends for part in parts if part.ends is not None]
        derivation = Gap(
            official=official,
            market=market,
            match=family.match,
            least=family.least,
            reach=timedelta(hours=family.reach_hours),
            told_from=family.told_from,
        )
        unit = f"per cent by which {family.official} is above {family.market}"
        ends = min(ended, default=None)
        return _made(name, derivation, parts, kind="gap", schedule=parts[0].schedule, ends=ends, unit=unit)


def _made(
    name: SeriesName,
    derivation: Derivation,
    parts: Iterable[Series],
    *,
    kind: str,
    schedule: str,
    ends: date | None,
    unit: str = "",
) -> Series:
    """A derived series that is as indicative, as rounded and as far off by default as any of its parts."""
    parts = tuple(parts)
    return Series(
        name=name,
        kind=kind,
        schedule=schedule,
        unit=unit,
        derivation=derivation,
        ends=ends,
        indicative=any(part.indicative for part in parts),
        rounded=any(part.rounded for part in parts),
        cross_check=any(part.cross_check for part in parts),
        opt_in=any(part.opt_in for part in parts),
    )


def parse_derived(text: str, ends: Mapping[str, date | None]) -> DerivedFile:
    """The declarations in TOML; ``ends`` by key of schedule. ``ValueError`` where a basket has a gap in its history."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    return DerivedFile(
        inverses={name: SeriesName.parse(of) for name, of in tables["inverses"].items()},
        baskets={name: _basket(name, table, ends) for name, table in tables["baskets"].items()},
        gaps={
            source: GapFamily(**{**table, "pairs": tuple(table["pairs"])}) for source, table in tables["gaps"].items()
        },
        ends=ends,
    )


def _basket(name: str, table: Mapping[str, Any], ends: Mapping[str, date | None]) -> BasketTable:
    compositions = tuple(
        Composition(
            valid_from=one["valid_from"],
            valid_until=one["valid_until"],
            units=tuple((SeriesName.parse(part), Decimal(amount)) for part, amount in one["units"].items()),
        )
        for one in table["compositions"]
    )
    for earlier, later in pairwise(compositions):
        if earlier.valid_until != later.valid_from:
            raise ValueError(f"{name}: compositions must follow one another without gap or overlap")
    if table["schedule"] not in ends:
        raise ValueError(f"{name}: unknown schedule {table['schedule']!r}")
    basket = Basket(compositions=compositions, reference=table["reference"])
    return BasketTable(schedule=table["schedule"], unit=table["unit"], basket=basket)
