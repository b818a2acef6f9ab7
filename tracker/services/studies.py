"""The event study over a selection of the ledger, in words and for programs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tracker.analysis import StudyResult
from tracker.analysis.verdicts import Verdict, verdict
from tracker.events.windows import confounders
from tracker.model.event import PolicyEvent
from tracker.reports.choice_words import choice_record
from tracker.reports.choices import ChoiceInfo
from tracker.services.about import ledger_note
from tracker.services.aligning import AlignedSeries
from tracker.services.calibrations import calibration_record
from tracker.services.context import Context
from tracker.services.ledger import Selection
from tracker.services.prepared import Prepared, Question, prepare
from tracker.services.rates import KnownBy
from tracker.services.second_cutoff import second_of
from tracker.services.study_second import second_record
from tracker.services.study_tests import adjusted_record, number, reasons_record, statistics_for
from tracker.services.study_words import study_lines

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Hashable, Any]

_LOG = "log points; > 0: the quote currency weakened"
_UNITS = {
    **dict.fromkeys(("raw", "car", "caar", "abnormal", "factor_moves", "interval", "mean"), _LOG),
    **dict.fromkeys(("lower", "upper", "lower_simultaneous", "upper_simultaneous"), _LOG),
    **dict.fromkeys(("se", "sigma", "mde"), "log points"),
    "adjusted": "pvalue, allowing for the number of windows",
    "adjusted_pvalue": "of the test over all windows named first; its sensitivities have none",
    "expected_false_flags": "windows",
    "pvalue": "share of comparable ordinary days with a move at least as large",
}
"""What the numbers of the record are measured in."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyAnswer:
    """A study with the events it is about. ``left_out`` names events that no rate could be set against, and why.

    ``barred`` says which sources are missing because others read this, ``credits`` whose numbers are in it.
    ``choice`` says why it is this series, ``ledger_note`` whose ledger it is where it is another's, ``no_factors``
    why the normal return is the mean alone, where the data allow nothing better.
    ``second`` has the same events at a series made at another hour, None where there is none.
    """

    aligned: AlignedSeries
    events: tuple[PolicyEvent, ...]
    result: StudyResult
    verdicts: tuple[Verdict, ...]
    others: Mapping[str, tuple[str, ...]]
    left_out: tuple[tuple[str, str], ...]
    choice: ChoiceInfo | None = None
    ledger_note: str = ""
    no_factors: str = ""
    barred: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    second: AlignedSeries | None = None

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
            "choice": None if self.choice is None else choice_record(self.choice),
            "ledger_note": self.ledger_note or None,
            "no_factors": self.no_factors or None,
            "rows": [self._row(place, row) for place, row in enumerate(rows)],
            "aggregate": [_finite(row) for row in self.result.aggregate.to_dict("records")],
            "path": [_finite(row) for row in self.result.path.to_dict("records")],
            "not_applicable": reasons_record(self.result),
            "calibration": calibration_record(self.result.spec, self.aligned.levels.series.name.source),
            "second": second_record(self.events, self.aligned, self.second),
            "credits": list(self.credits),
            "left_out": [{"event_id": event_id, "because": because} for event_id, because in self.left_out],
        }

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal, none wider than 100 columns but for ids."""
        return study_lines(self)

    def table(self) -> pd.DataFrame:
        """One event per row with its verdict, for CSV."""
        table = self.result.to_frame()
        table["verdict"] = [one.word for one in self.verdicts]
        table["borderline"] = [one.borderline for one in self.verdicts]
        return table

    def _row(self, place: int, row: Row) -> dict[str, object]:
        spec, event_id = self.result.spec, str(row["event_id"])
        abnormal = self.result.abnormal[self.result.abnormal["row"] == place].to_dict("records")
        reasons = self.result.not_applicable[self.result.not_applicable["row"] == place].to_dict("records")
        numbers = _finite(row)
        return {
            "event_id": event_id,
            "series": numbers["column"],
            **{key: numbers.get(key) for key in _ROW_FIELDS},
            "interval": None
            if numbers.get("interval_lower") is None
            else [numbers["interval_lower"], numbers["interval_upper"]],
            "statistics": {key: _statistic(key, numbers) for key in spec.single},
            "adjusted": adjusted_record(row),
            "factor_moves": {
                str(key).removeprefix("move_"): value for key, value in numbers.items() if str(key).startswith("move_")
            },
            "abnormal": [
                {"tau": one["tau"], "label": one["label_tau"], "value": number(one["abnormal"])} for one in abnormal
            ],
            "confounders": list(self.others.get(event_id, ())),
            "verdict": self.verdicts[place].word,
            "borderline": self.verdicts[place].borderline,
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
    question = Question(
        selection=selection,
        event_ids=event_ids,
        series=series,
        window=window,
        model=model,
        known=known or KnownBy(),
    )
    return answer_of(prepare(context, question))


def answer_of(prepared: Prepared) -> StudyAnswer:
    """The study itself, of events that were prepared."""
    result = prepared.run(statistics=statistics_for(prepared.alignments))
    levels, frames, window = prepared.chosen.levels, prepared.frames, prepared.question.window
    second = second_of(prepared.then, prepared.chosen.second, prepared.events)
    index, before, after = prepared.index, max(0, -window[0]), max(0, window[1])
    return StudyAnswer(
        aligned=prepared.aligned,
        events=prepared.events,
        result=result,
        verdicts=tuple(
            verdict_of(row, prepared.context.settings.plausible_effect, frames.longest_gap)
            for row in result.rows.to_dict("records")
        ),
        others={
            one.event_id: confounders(one, prepared.aligned.alignments, index, before=before, after=after)
            for one in prepared.alignments
        },
        left_out=prepared.left_out,
        choice=prepared.chosen.info,
        ledger_note=ledger_note(levels.series.name, prepared.everything.values()),
        no_factors=frames.no_factors,
        barred=prepared.barred,
        credits=prepared.credits(*((second.levels.series,) if second else ())),
        second=second,
    )


def verdict_of(row: Row, plausible_effect: float, longest_gap: float) -> Verdict:
    """The verdict of a row of a study."""
    lower, upper, pvalue = number(row["interval_lower"]), number(row["interval_upper"]), number(row["pvalue"])
    return verdict(
        pvalue,
        None if lower is None or upper is None else (lower, upper),
        plausible_effect,
        gap_days=number(row["gap_days"]) or 0.0,
        longest_gap=longest_gap,
        method_break=bool(row["method_break"]),
        applicable=pvalue is not None,
    )


def _statistic(key: str, numbers: Mapping[str, object]) -> dict[str, object]:
    prefix = f"{key}_"
    return {name.removeprefix(prefix): value for name, value in numbers.items() if name.startswith(prefix)}


def _finite(row: Row) -> dict[str, object]:
    return {str(key): number(value) if isinstance(value, float) else _plain(value) for key, value in row.items()}


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value
