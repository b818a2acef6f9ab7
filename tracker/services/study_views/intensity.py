"""How much sanctioning the ledger holds, by month and issuer, kind or jurisdiction. Experimental."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from tracker.analysis.beyond.intensity import ACTION_WEIGHTS, Act, intensity
from tracker.data.csv_cells import guarded
from tracker.errors import NoDataError, UsageError
from tracker.model.event import NO_DAY, PolicyEvent
from tracker.model.instants import zone
from tracker.reports.cleaning import clean
from tracker.reports.numbers import signed
from tracker.services.prepared import Prepared
from tracker.services.view_words import counted, folded_lines, records

FIELDS = ("issuer", "kind", "jurisdiction")
_MOST = 6
_LONGEST = 40
_TICK = timedelta(microseconds=1)
_UNITS = {
    **dict.fromkeys(("added", "eased", "net"), "weighted acts of the month"),
    **dict.fromkeys(("level", "low", "high"), "weighted acts since the first month"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntensityAnswer:
    """The index of the selected events."""

    prepared: Prepared
    field: str
    found: pd.DataFrame
    events: tuple[PolicyEvent, ...]
    no_day: tuple[str, ...]
    on_border: tuple[str, ...]

    @property
    def units(self) -> Mapping[str, str]:
        """What the numbers are measured in."""
        return _UNITS

    @property
    def barred(self) -> tuple[str, ...]:
        """No rate is in it."""
        return ()

    @property
    def credits(self) -> tuple[str, ...]:
        """No rate is in it."""
        return ()

    def record(self) -> dict[str, object]:
        """Under the documented JSON names."""
        return {
            "experimental": True,
            "field": self.field,
            "weights": dict(ACTION_WEIGHTS),
            "n_events": len(self.events),
            "groups": [
                {"group": str(name), "months": records(one.drop(columns="group"))}
                for name, one in self.found.groupby("group", sort=False)
            ],
            "left_out": [{"event_id": one, "because": "no single day of it is known"} for one in self.no_day],
            "on_border": list(self.on_border),
        }

    def table(self) -> pd.DataFrame:
        """One group and month per row."""
        return self.found.assign(group=[guarded(str(one)) for one in self.found["group"]], experimental=True)

    def lines(self) -> Iterator[str]:
        """Each month's net and the level it makes, for the largest groups."""
        groups = list(dict.fromkeys(self.found["group"]))
        shown = groups[: _MOST + (groups[0] == "all")]
        wide = {name: self.found[self.found["group"] == name].set_index("month") for name in shown}
        whole = wide[shown[0]]
        yield from folded_lines(
            f"EXPERIMENTAL. Intensity of sanctions by {self.field}: {counted(len(self.events), 'event')} of the ledger,"
            " weighted; up = more pressure"
        )
        yield ""
        for number, name in enumerate(shown):
            yield f"  {chr(ord('A') + number)}  {name}"
        yield ""
        heads = "".join(f"{chr(ord('A') + number):>9}" for number in range(len(shown)))
        yield f"{'month':<9}{heads}   level of A, other weights"
        for month in whole.index:
            net = [float(wide[name].loc[month, "net"]) for name in shown]
            row = whole.loc[month]
            cells = "".join(f"{signed(one, 1) if one else '·':>9}" for one in net)
            reach = f"{float(row['level']):.1f} ({float(row['low']):.1f} … {float(row['high']):.1f})"
            yield f"{month:<9}{cells}   {reach}"
        yield ""
        if len(groups) > len(shown):
            yield from folded_lines(f"{counted(len(groups) - len(shown), 'more group')} in JSON and CSV.")
        yield from self._notes()

    def _notes(self) -> Iterator[str]:
        sizes = ", ".join(f"{action} {size:g}" for action, size in ACTION_WEIGHTS.items() if size)
        yield from folded_lines(
            f"A month's figure is what was added less what was eased. Weights, ours and not measured: {sizes}, times +1"
            " for what escalates, −1 for what eases, 0 for what holds. level: their sum since the first month shown; in"
            " brackets the least and the most of it when only measures count, and when every step counts alike."
        )
        yield from folded_lines(
            "It counts what this ledger holds, one act like the other, however large; nothing decays (after Dreger,"
            " Fidrmuc, Kholodilin and Ulbricht 2016, who weigh by trade). Not tested, not calibrated, and in no report."
        )
        if self.on_border:
            yield from folded_lines(
                f"{counted(len(self.on_border), 'event')} may belong to the month before; counted in the later one."
            )
        if self.no_day:
            yield from folded_lines(f"left out, because no single day of them is known: {', '.join(self.no_day)}")


@dataclass(frozen=True, slots=True)
class IntensityView:
    """``--intensity FIELD``."""

    key: str = "intensity"
    of_period: bool = True

    def answer(self, prepared: Prepared, option: str | None) -> IntensityAnswer:
        """By one of ``FIELDS``, over the selected events."""
        field = option or FIELDS[0]
        if field not in FIELDS:
            raise UsageError(f"Intensity by {field!r} is not known.", remedy=f"Known: {', '.join(FIELDS)}.")
        selected = {event.id for event in prepared.events} | {event_id for event_id, _ in prepared.left_out}
        wanted = [prepared.everything[event_id] for event_id in sorted(selected)]
        events = tuple(event for event in wanted if NO_DAY not in event.sets)
        if not events:
            raise NoDataError("No event is selected.", remedy="tracker events list shows what there is.")
        acts = [_act(event, field) for event in events]
        months = _months(min(act.months[1] for act in acts), max(act.months[1] for act in acts))
        return IntensityAnswer(
            prepared=prepared,
            field=field,
            found=intensity(acts, months),
            events=events,
            no_day=tuple(event.id for event in wanted if NO_DAY in event.sets),
            on_border=tuple(act.event_id for act in acts if act.months[0] != act.months[1]),
        )


def _act(event: PolicyEvent, field: str) -> Act:
    place, interval = zone(event.time.zone), event.time.interval
    first = interval.start.astimezone(place).date().isoformat()[:7]
    last = (interval.end - _TICK).astimezone(place).date().isoformat()[:7]
    return Act(
        event_id=event.id,
        months=(first, last),
        action=event.action,
        stance=event.stance,
        group=clean(str(getattr(event, field)), _LONGEST) or "unknown",
    )


def _months(first: str, last: str) -> list[str]:
    year, month = int(first[:4]), int(first[5:7])
    found = []
    while (name := f"{year}-{month:02d}") <= last:
        found.append(name)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


VIEW = IntensityView()
