"""The event study over a selection of the ledger, in words and for programs."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tracker.analysis import StudyResult
from tracker.analysis.verdicts import Verdict, verdict
from tracker.errors import NoDataError, UsageError
from tracker.events.alignment import FixingIndex
from tracker.events.windows import confounders
from tracker.model.event import PolicyEvent
from tracker.services import ledger
from tracker.services.aligning import AlignedSeries, align_events
from tracker.services.calibrations import calibration_record
from tracker.services.context import Context
from tracker.services.findings import study_events
from tracker.services.frames import frames_of
from tracker.services.known_events import assumed, known_events
from tracker.services.ledger import Selection
from tracker.services.rates import KnownBy, Levels, asked_series, read_levels, resolve
from tracker.services.rights import allowed, credits_of, left_out
from tracker.services.study_words import study_lines

Row = Mapping[Hashable, Any]

_LOG = "log points; > 0: the quote currency weakened"
_UNITS = {
    **dict.fromkeys(("raw", "car", "caar", "abnormal", "factor_moves", "interval", "mean"), _LOG),
    **dict.fromkeys(("se", "sigma", "mde"), "log points"),
    "pvalue": "share of comparable ordinary days with a move at least as large",
}
"""What the numbers of the record are measured in."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyAnswer:
    """A study with the events it is about. ``left_out`` names events that no rate could be set against, and why.

    ``barred`` says which sources are missing because others read this, ``credits`` whose numbers are in it.
    ``no_factors`` says why the normal return is the mean alone, where the data allow nothing better.
    """

    aligned: AlignedSeries
    events: tuple[PolicyEvent, ...]
    result: StudyResult
    verdicts: tuple[Verdict, ...]
    others: Mapping[str, tuple[str, ...]]
    left_out: tuple[tuple[str, str], ...]
    no_factors: str = ""
    barred: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()

    @property
    def units(self) -> Mapping[str, str]:
        """What the numbers of the record are measured in, by name of field."""
        return _UNITS

    def record(self) -> dict[str, object]:
        """Under the documented JSON names; not applicable is null with its reason."""
        rows = self.result.rows.to_dict("records")
        return {
            "spec": asdict(self.result.spec),
            "series": self.aligned.levels.series.key,
            "no_factors": self.no_factors or None,
            "rows": [self._row(number, row) for number, row in enumerate(rows)],
            "aggregate": [_finite(row) for row in self.result.aggregate.to_dict("records")],
            "path": [
                {**_finite(row), "lower": None, "upper": None, "lower_simultaneous": None, "upper_simultaneous": None}
                for row in self.result.path.to_dict("records")
            ],
            "calibration": calibration_record(self.result.spec, self.aligned.levels.series.name.source),
            "credits": list(self.credits),
            "left_out": [{"event_id": event_id, "because": because} for event_id, because in self.left_out],
        }

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal, none wider than 100 columns but for ids."""
        return study_lines(self)

    def _row(self, number: int, row: Row) -> dict[str, object]:
        spec, event_id = self.result.spec, str(row["event_id"])
        abnormal = self.result.abnormal[self.result.abnormal["row"] == number].to_dict("records")
        reasons = self.result.not_applicable[self.result.not_applicable["row"] == number].to_dict("records")
        numbers = _finite(row)
        return {
            "event_id": event_id,
            "series": numbers["column"],
            **{key: numbers.get(key) for key in _ROW_FIELDS},
            "interval": None
            if numbers.get("interval_lower") is None
            else [numbers["interval_lower"], numbers["interval_upper"]],
            "statistics": {key: _statistic(key, numbers) for key in spec.statistics},
            "factor_moves": {
                str(key).removeprefix("move_"): value for key, value in numbers.items() if str(key).startswith("move_")
            },
            "abnormal": [
                {"tau": one["tau"], "label": one["label_tau"], "value": _number(one["abnormal"])} for one in abnormal
            ],
            "confounders": list(self.others.get(event_id, ())),
            "verdict": self.verdicts[number].word,
            "borderline": self.verdicts[number].borderline,
            "not_applicable": [{"statistic": one["statistic"], "because": one["because"]} for one in reasons],
        }


_ROW_FIELDS = (
    "pre",
    "label",
    "spans",
    "ambiguous",
    "n_estimation",
    "n_excluded",
    "raw",
    "car",
    "se",
    "sigma",
    "mde",
    "variance_ratio",
    "pvalue",
    "pvalue_earliest",
    "pvalue_latest",
    "pvalue_span",
)


def study(
    context: Context,
    selection: Selection,
    *,
    event_ids: Sequence[str] = (),
    series: str | None = None,
    window: tuple[int, int] = (0, 0),
    model: str | None = None,
    known: KnownBy | None = None,
) -> StudyAnswer:
    """Study the selected events, or those named, at one series (the most trusted one that has rates by default).

    Raises ``NoDataError`` when nothing is selected or no rate could be set against any of it, ``UsageError`` for
    choices that make no sense.
    """
    known = (known or KnownBy()).at(context.now)
    then = context.at(known.instant(context.now))
    levels = _levels(context, series or context.settings.pairs[0], known)
    named = {
        event.id: event
        for event in (assumed(context, ledger.get(context, wanted, as_of=known.as_of)) for wanted in event_ids)
    }
    events = tuple(named.values()) or known_events(context, known, selection)
    if not events:
        raise NoDataError("No event is selected.", remedy="tracker events list shows what there is.")
    everything = {event.id: event for event in (*known_events(context, known), *events)}
    aligned = align_events(then, tuple(everything.values()), levels)
    ready, unmet = _usable(events, aligned)
    if not ready:
        reasons = "; ".join(sorted({because for _, because in unmet}))
        raise NoDataError(f"No rate of {levels.series.key} can be set against any of these events: {reasons}.")
    frames = frames_of(context, levels, known)
    if model == "factor" and frames.factors is None:
        raise UsageError(
            f"The factor model cannot be used at {levels.series.key}: {frames.no_factors}.",
            remedy="Leave out --model, or say --model mean.",
        )
    options: dict[str, object] = {"window": window} | ({"model": model} if model else {})
    alignments = [aligned.events[event.id].alignment for event in ready]
    try:
        result = study_events(frames, alignments, **options)
    except ValueError as error:
        raise UsageError(f"The study cannot be made: {error}.") from error
    index = FixingIndex(levels.fixings)
    before, after = max(0, -window[0]), max(0, window[1])
    return StudyAnswer(
        aligned=aligned,
        events=ready,
        result=result,
        verdicts=tuple(_verdict(row, context.settings.plausible_effect) for row in result.rows.to_dict("records")),
        others={
            one.event_id: confounders(one, aligned.alignments, index, before=before, after=after) for one in alignments
        },
        left_out=unmet,
        no_factors=frames.no_factors,
        barred=left_out(asked_series(levels.series.name.pair, context), known),
        credits=credits_of((levels.series, *(resolve("EUR/USD@ecb") if frames.factors is not None else ())), known),
    )


def _levels(context: Context, name: str, known: KnownBy) -> Levels:
    """The most trusted series of that name that has rates; an empty one when none has."""
    asked = allowed(asked_series(name, context, as_of=known.as_of), known)
    found = [read_levels(context, declared.name, known) for declared in asked]
    return next((levels for levels in found if levels.observations), found[0])


def _usable(
    events: Sequence[PolicyEvent], aligned: AlignedSeries
) -> tuple[tuple[PolicyEvent, ...], tuple[tuple[str, str], ...]]:
    ready, unmet = [], []
    for event in events:
        alignment = aligned.events[event.id].alignment
        if alignment.pre is not None and alignment.latest is not None:
            ready.append(event)
        else:
            unmet.append((event.id, alignment.note or "no rate has been made since"))
    return tuple(ready), tuple(unmet)


def _verdict(row: Row, plausible_effect: float) -> Verdict:
    lower, upper, pvalue = _number(row["interval_lower"]), _number(row["interval_upper"]), _number(row["pvalue"])
    return verdict(
        pvalue,
        None if lower is None or upper is None else (lower, upper),
        plausible_effect,
        gap_days=_number(row["gap_days"]) or 0.0,
        method_break=bool(row["method_break"]),
        applicable=pvalue is not None,
    )


def _statistic(key: str, numbers: Mapping[str, object]) -> dict[str, object]:
    prefix = f"{key}_"
    return {name.removeprefix(prefix): value for name, value in numbers.items() if name.startswith(prefix)}


def _finite(row: Row) -> dict[str, object]:
    return {str(key): _number(value) if isinstance(value, float) else _plain(value) for key, value in row.items()}


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None
