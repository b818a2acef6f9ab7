"""What the tests say: of each fixing of a period, of the year's tally, of the period's move, of each event."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.analysis import StudyResult, run_study
from tracker.analysis.daily import daily_findings
from tracker.analysis.decomposition import Decomposition as Parts
from tracker.analysis.decomposition import decompose
from tracker.analysis.factors import NAMES
from tracker.analysis.tally import tally
from tracker.analysis.verdicts import Verdict, verdict
from tracker.model.alignment import Alignment, Window
from tracker.model.instants import Label
from tracker.reports.findings import Decomposition, DecompositionPart, OtherMove, Tally, WindowFinding
from tracker.services.frames import Frames

if TYPE_CHECKING:
    import pandas as pd

_ORDINALS = {1: "Largest", 2: "Second-largest", 3: "Third-largest"}
_YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Daily:
    """Every fixing of a series judged by itself, once, for all the questions of one report."""

    frames: Frames
    table: pd.DataFrame
    plausible_effect: float

    @classmethod
    def of(cls, frames: Frames, plausible_effect: float, *, through: Label) -> Daily:
        """Judge the fixings from the year before that of ``through`` up to it; each uses its whole past."""
        since = f"{int(through[:4]) - 1}{through[4:10]}"
        labels = [label for label in frames.returns.index if min(since, through[:4]) <= label <= through]
        table = daily_findings(
            frames.returns,
            frames.factors,
            frames.column,
            frames.spec(),
            labels=labels,
            gaps=frames.gaps,
            method_breaks=frames.method_breaks,
        )
        return cls(frames=frames, table=table, plausible_effect=plausible_effect)

    def finding(self, window: Window) -> WindowFinding:
        """What the tests say of one fixing."""
        label = window.fixing.label
        if label not in self.table.index:
            return WindowFinding(window=window, not_applicable="too little came before it")
        row = self.table.loc[label].to_dict()
        judged = self._verdict(row)
        pvalue = number(row["pvalue"])
        lower, upper = number(row["interval_lower"]), number(row["interval_upper"])
        return WindowFinding(
            window=window,
            own_part=number(row["abnormal"]),
            pvalue=pvalue,
            at_floor=pvalue is not None and pvalue <= row["floor"] * (1 + 1e-9),
            sigma=number(row["sigma"]),
            threshold=number(row["critical"]),
            mde=number(row["mde"]),
            interval=None if lower is None or upper is None else (lower, upper),
            textbook_t=number(row["t_stat"]),
            textbook_pvalue=number(row["t_pvalue"]),
            verdict=judged.word,
            borderline=judged.borderline,
            not_applicable=str(row["because"]),
            rank_note=self._rank_note(window),
        )

    def verdict(self, label: Label) -> str:
        """The verdict of one fixing, or nothing where it was not judged."""
        return self._verdict(self.table.loc[label].to_dict()).word if label in self.table.index else ""

    def tally(self, through: Label) -> Tally | None:
        """How often each test spoke up in the year so far."""
        counted = tally(self.table, through=through)
        if not counted.n:
            return None
        return Tally(
            year=through[:4],
            n=counted.n,
            marked=counted.marked,
            textbook=counted.textbook,
            by_chance=counted.by_chance,
        )

    def _verdict(self, row: Mapping[Hashable, Any]) -> Verdict:
        lower, upper, gap = number(row["interval_lower"]), number(row["interval_upper"]), number(row["gap_days"])
        return verdict(
            number(row["pvalue"]),
            None if lower is None or upper is None else (lower, upper),
            self.plausible_effect,
            gap_days=gap or 0.0,
            method_break=bool(row["method_break"]),
            applicable=row["because"] == "",
        )

    def _rank_note(self, window: Window) -> str:
        """Where one of a year's three largest moves of its direction stands, naming the larger one next to it."""
        label = window.fixing.label
        move = window.move.log_return
        since = f"{int(label[:4]) - 1}{label[4:10]}"
        raw = self.table["raw"]
        year = raw[(raw.index > since) & (raw.index <= label)]
        if len(year) < _YEAR // 2:
            return ""
        same = year[year * move > 0].abs().sort_values(ascending=False)
        larger = same[(same > abs(move) * (1 + 1e-12)) & (same.index != label)]
        ordinal = _ORDINALS.get(len(larger) + 1)
        if ordinal is None:
            return ""
        noun = "fall" if move > 0 else "rise"
        if larger.empty:
            return f"{ordinal} {noun} in a year"
        before = larger.iloc[-1] if move > 0 else -larger.iloc[-1]
        return f"{ordinal} {noun} in a year ({_day(str(larger.index[-1]))}: {abs(-math.expm1(-before)) * 100:.1f} %)"


def decomposition(frames: Frames, labels: Sequence[Label]) -> tuple[Decomposition | None, tuple[OtherMove, ...]]:
    """The period's move as a sum, and how the others moved; None and nothing where the data do not allow it."""
    if frames.factors is None or not labels:
        return None, ()
    found = decompose(
        frames.returns,
        frames.factors,
        frames.column,
        labels,
        frames.spec(),
        gaps=frames.gaps,
        method_breaks=frames.method_breaks,
    )
    if not isinstance(found, Parts):
        return None, ()
    parts = [DecompositionPart(key=key, text=NAMES.get(key, key), value=value) for key, value in found.parts.items()]
    parts.append(DecompositionPart(key="drift", text="usual drift", value=found.drift))
    own = found.total - sum(part.value for part in parts)
    parts.append(DecompositionPart(key="own", text="own part", value=own))
    others = tuple(
        OtherMove(name=_OTHERS[key], change=math.expm1(-move))
        for key, move in found.factor_moves.items()
        if key in _OTHERS
    )
    return Decomposition(total=found.total, parts=tuple(parts)), others


_OTHERS = {"dollar": "euro", "emerging": "emerging-market basket", "oil": "oil currencies"}


def study_events(frames: Frames, alignments: Sequence[Alignment], **choices: object) -> StudyResult:
    """The event study over aligned events; raises ``ValueError`` for choices that make no sense."""
    return run_study(
        frames.returns,
        alignments,
        frames.spec(**choices),
        frames.factors,
        gaps=frames.gaps,
        method_breaks=frames.method_breaks,
    )


def number(value: object) -> float | None:
    """A finite float, or None."""
    return value if isinstance(value, float) and math.isfinite(value) else None


def _day(label: Label) -> str:
    from datetime import date

    day = date.fromisoformat(label[:10])
    return f"{day.day} {day:%b}"
