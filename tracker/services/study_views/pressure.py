"""Exchange-market pressure by month, of what is stored of rate, key rate and reserves. Experimental."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from tracker.analysis.beyond.pressure import HIGH, Pressure, market_pressure
from tracker.errors import NoDataError
from tracker.model.series import Series
from tracker.reports.numbers import signed
from tracker.services.prepared import Prepared
from tracker.services.rates import KnownBy, Levels, read_levels, resolve
from tracker.services.rights import barred
from tracker.services.view_words import folded_lines, period_labels, records

_LEVELS = {
    "RUB": {"interest_rate": "RU/KEYRATE@cbr_key_rate", "reserves": "RU/RESERVES@cbr_reserves"},
}
"""Which declared series hold the key rate and the reserves of a currency."""

_WORDS = {"exchange_rate": "exchange rate", "interest_rate": "key rate", "reserves": "reserves"}
_UNITS = {
    "index": "standard deviations of each component, summed",
    "weights": "per log point of the rate and of the reserves, per percentage point of the key rate",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PressureAnswer:
    """The index over the months asked about, what is missing from it, and what it consists of."""

    prepared: Prepared
    found: Pressure
    shown: pd.DataFrame
    used: tuple[Series, ...]
    missing: Mapping[str, str]
    events: Mapping[str, tuple[str, ...]]

    @property
    def units(self) -> Mapping[str, str]:
        """What the numbers are measured in."""
        return _UNITS

    @property
    def barred(self) -> tuple[str, ...]:
        """Which sources are missing because others read this."""
        return self.prepared.barred

    @property
    def credits(self) -> tuple[str, ...]:
        """Whose numbers are in it."""
        return self.prepared.credits(*self.used)

    def record(self) -> dict[str, object]:
        """Under the documented JSON names."""
        months = records(self.shown.reset_index(names="month"))
        return {
            "experimental": True,
            "series": self.prepared.frames.column,
            "components": list(self.found.weights),
            "missing": [{"component": name, "because": because} for name, because in self.missing.items()],
            "weights": self.found.weights,
            "mean": self.found.mean,
            "deviation": self.found.deviation,
            "months": [{**row, "events": list(self.events.get(str(row["month"]), ()))} for row in months],
            "credits": list(self.credits),
        }

    def table(self) -> pd.DataFrame:
        """One month per row."""
        return self.shown.reset_index(names="month").assign(experimental=True)

    def lines(self) -> Iterator[str]:
        """The months, their parts, and what is missing."""
        parts = list(self.found.weights)
        yield from folded_lines(
            f"EXPERIMENTAL. Exchange-market pressure by month at {self.prepared.frames.column}, in standard deviations:"
            " up = pressure on the currency"
        )
        yield ""
        several = len(parts) > 1
        wide = 18 if several else 0
        heads = "".join(f"{_WORDS[name]:>15}" for name in parts) if several else ""
        yield f"{'month':<9}{'index':>7}{'other weights' if several else '':>{wide}}{heads}{'as high in':>13}  events"
        for month, row in zip(self.shown.index, self.shown.to_dict("records"), strict=True):
            if row["because"]:
                yield f"{month:<9}{'–':>7}  {row['because']}"
                continue
            cells = "".join(f"{signed(float(row[f'part_{name}'])):>15}" for name in parts) if several else ""
            reach = f"{signed(float(row['low']), 1)} … {signed(float(row['high']), 1)}" if several else ""
            mark = "*" if row["is_high"] else " "
            count = len(self.events.get(str(month), ()))
            share = f"{100 * float(row['share']):.0f} % of all"
            head = f"{month:<9}{signed(float(row['index'])):>6}{mark}{reach:>{wide}}{cells}{share:>13}"
            yield f"{head}  {count or ''}".rstrip()
        yield ""
        yield from self._notes()
        for said in (*self.barred, *self.credits):
            yield from folded_lines(said)

    def _notes(self) -> Iterator[str]:
        several = (
            " other weights: the least and the most of the index with weights that ignore outliers, and without each"
            " part in turn."
        )
        yield from folded_lines(
            f"* more than {HIGH} standard deviations above the mean of {int(self.found.table['index'].notna().sum())}"
            f" months.{several if len(self.found.weights) > 1 else ''} as high in: months with an index as high."
            " events: logged in that month."
        )
        for name, because in self.missing.items():
            yield from folded_lines(f"without the {_WORDS[name]}: {because}")
        if len(self.found.weights) == 1:
            yield from folded_lines(
                "With one part the index is the monthly move of the exchange rate by another name: it shows no pressure"
                " that was met by the key rate or the reserves."
            )
        yield from folded_lines(
            "Each change is divided by its standard deviation over all months (Eichengreen, Rose and Wyplosz 1996;"
            " theirs are against a centre country, these are not). The weights are those of the whole time, later"
            " months included. Not tested, not calibrated, and in no report."
        )


@dataclass(frozen=True, slots=True)
class PressureView:
    """``--pressure``."""

    key: str = "pressure"
    of_period: bool = True

    def answer(self, prepared: Prepared, option: str | None) -> PressureAnswer:
        """The months of the days asked about; ``option`` is not used."""
        del option
        labels = period_labels(prepared)
        levels = prepared.chosen.levels
        changes = {"exchange_rate": _log_changes(_month_ends(levels))}
        used, missing = [], {}
        for name in ("interest_rate", "reserves"):
            stored, because = _stored(prepared, name)
            if stored is None:
                missing[name] = because
                continue
            ends = _month_ends(stored)
            changes[name] = _log_changes(ends) if name == "reserves" else _plain_changes(ends)
            used.append(stored.series)
        frame = pd.DataFrame({name: pd.Series(values, dtype=float) for name, values in changes.items()}).sort_index()
        frame = frame[frame["exchange_rate"].notna()] if len(changes) == 1 else frame.loc[_months(changes)]
        try:
            found = market_pressure(frame)
        except ValueError as error:
            raise NoDataError(f"No index can be made at {levels.series.key}: {error}.") from None
        for name in frame.columns:
            if name not in found.weights:
                missing[name] = "it is known for too few months"
        shown = found.table.loc[(found.table.index >= labels[0][:7]) & (found.table.index <= labels[-1][:7])]
        return PressureAnswer(
            prepared=prepared,
            found=found,
            shown=shown,
            used=tuple(used),
            missing=missing,
            events=_events(prepared),
        )


def _stored(prepared: Prepared, name: str) -> tuple[Levels | None, str]:
    """The levels of a component, or why there are none."""
    quote = prepared.chosen.levels.series.name.quote
    key = _LEVELS.get(quote, {}).get(name)
    if key is None:
        return None, f"no series of it is declared for {quote}"
    declared = resolve(key)[0]
    known: KnownBy = prepared.known
    if known.republish and (why := barred(declared)):
        return None, f"{key} is left out of what others read: {why}"
    levels = read_levels(prepared.context, key, known)
    if not levels.observations:
        return None, f"{key} is not stored (tracker fetch {declared.name.source})"
    return levels, ""


def _month_ends(levels: Levels) -> dict[str, float]:
    """The last value of each month that is over in this series: its newest month may still go on."""
    ends = {observation.label[:7]: float(observation.value) for observation in levels.observations}
    return dict(list(ends.items())[:-1]) if len(ends) > 1 else ends


def _log_changes(ends: Mapping[str, float]) -> dict[str, float]:
    return {
        month: math.log(ends[month] / ends[before])
        for month in ends
        if (before := _month_before(month)) in ends and ends[month] > 0 and ends[before] > 0
    }


def _plain_changes(ends: Mapping[str, float]) -> dict[str, float]:
    return {month: ends[month] - ends[before] for month in ends if (before := _month_before(month)) in ends}


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def _months(changes: Mapping[str, Mapping[str, float]]) -> list[str]:
    """From the first to the last month of the exchange rate that another component also reaches."""
    rate = changes["exchange_rate"]
    others = [month for name, values in changes.items() if name != "exchange_rate" for month in values]
    return sorted(
        month for month in set().union(*changes.values()) if month in rate and min(others, default="") <= month
    )


def _events(prepared: Prepared) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for event in prepared.everything.values():
        found.setdefault(event.published_on.isoformat()[:7], []).append(event.id)
    return {month: tuple(sorted(ids)) for month, ids in found.items()}


VIEW = PressureView()
