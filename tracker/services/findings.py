"""What the tests say: of each fixing of a period, of the year's tally, of the period's move, of each event."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
from tracker.model.series import SeriesName
from tracker.reports.cleaning import plain
from tracker.reports.currencies import pair_of
from tracker.reports.dates import short
from tracker.reports.findings import Decomposition, DecompositionPart, OtherMove, Tally, WindowFinding
from tracker.reports.reasons import told_reason
from tracker.reports.wording import told
from tracker.services.frames import Frames

if TYPE_CHECKING:
    import pandas as pd

_ORDINALS = {1: "Largest", 2: "Second-largest", 3: "Third-largest"}
_YEAR = 365
_FEW = 20
"""Of so few fixings chance marks not even one: no tally of a year."""
_LAST = 250
"""As many as a year has, counted instead."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Daily:
    """Every fixing of a series judged by itself, once, for all the questions of one report."""

    table: pd.DataFrame
    rows: Mapping[Hashable, Mapping[Hashable, Any]]
    plausible_effect: float
    longest_gap: float

    @classmethod
    def of(cls, frames: Frames, plausible_effect: float, *, since: Label, through: Label) -> Daily:
        """Judge the fixings from a year before ``since`` up to ``through``; each uses its whole past."""
        first = min(f"{int(since[:4]) - 1}{since[4:10]}", through[:4])  # the tally is of the calendar year
        labels = [label for label in frames.returns.index if first <= label <= through]
        table = daily_findings(
            frames.returns,
            frames.factors,
            frames.column,
            frames.spec(),
            labels=labels,
            gaps=frames.gaps,
            method_breaks=frames.method_breaks,
        )
        rows = table.to_dict("index")
        return cls(table=table, rows=rows, plausible_effect=plausible_effect, longest_gap=frames.longest_gap)

    def finding(self, window: Window) -> WindowFinding:
        """What the tests say of one fixing."""
        row = self.rows.get(window.fixing.label)
        if row is None:
            return WindowFinding(window=window, not_applicable=told("judged.too_little"))
        judged = self._verdict(row)
        pvalue = number(row["pvalue"])
        lower, upper = number(row["interval_lower"]), number(row["interval_upper"])
        rank_note, rank_labels = self._rank(window)
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
            not_applicable=told_reason(str(row["because"])),
            rank_note=rank_note,
            rank_labels=rank_labels,
        )

    def verdict(self, label: Label) -> str:
        """The verdict of one fixing, or nothing where it was not judged."""
        return self._verdict(self.rows[label]).word if label in self.rows else ""

    def tally(self, label: Label, through: Label) -> Tally | None:
        """How often each test spoke up in the year of one fixing, up to ``through`` or the end of that year.

        While a new year has too few fixings to be counted, the last ones of the old year are counted with them.
        """
        labels = [str(one) for one in self.table.index[self.table["pvalue"].notna()] if str(one) <= through]
        counted = [one for one in labels if one[:4] == label[:4]]
        stretch = "so far" if through[:4] == label[:4] else "year"
        if stretch == "so far" and len(counted) < _FEW:
            counted, stretch = labels[-_LAST:], "last"
        if not counted:
            return None
        found, years = tally(self.table.loc[counted]), dict.fromkeys((counted[0][:4], counted[-1][:4]))
        return Tally(
            year="/".join(years),
            n=found.n,
            marked=found.marked,
            textbook=found.textbook,
            by_chance=found.by_chance,
            stretch=stretch,
            through=counted[-1],
        )

    def _verdict(self, row: Mapping[Hashable, Any]) -> Verdict:
        lower, upper, gap = number(row["interval_lower"]), number(row["interval_upper"]), number(row["gap_days"])
        return verdict(
            number(row["pvalue"]),
            None if lower is None or upper is None else (lower, upper),
            self.plausible_effect,
            gap_days=gap or 0.0,
            longest_gap=self.longest_gap,
            method_break=bool(row["method_break"]),
            applicable=row["because"] == "",
        )

    def _rank(self, window: Window) -> tuple[str, tuple[Label, ...]]:
        """Where one of a year's three largest moves of its direction stands, and the larger one next to it, named."""
        label, move = window.fixing.label, window.move.log_return
        if not move:
            return "", ()
        labels: list[Label] = list(self.table.index)
        first = bisect_right(labels, f"{int(label[:4]) - 1}{label[4:10]}")
        year = labels[first : bisect_right(labels, label)]
        if len(year) < _YEAR // 2:
            return "", ()
        sizes = {one: self.rows[one]["raw"] * math.copysign(1, move) for one in year if one != label}
        larger = {one: size for one, size in sizes.items() if size > abs(move) * (1 + 1e-12)}
        ordinal = _ORDINALS.get(len(larger) + 1)
        if ordinal is None:
            return "", ()
        noun = "fall" if move > 0 else "rise"
        if not larger:
            return f"{ordinal} {noun} in a year", ()
        nearest = min(larger, key=lambda one: larger[one])
        size = abs(math.expm1(-self.rows[nearest]["raw"]))
        told_as = f"{ordinal} {noun} in a year ({plain(short(date.fromisoformat(nearest[:10])))}: {size * 100:.1f} %)"
        position = labels.index(nearest)
        return told_as, tuple(labels[max(position - 1, 0) : position + 1])


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
    parts = [
        DecompositionPart(key=key, text=factor_words(frames.column, key), value=value)
        for key, value in found.parts.items()
    ]
    parts.append(DecompositionPart(key="drift", text="usual drift", value=found.drift))
    own = found.total - sum(part.value for part in parts)
    parts.append(DecompositionPart(key="own", text="own part", value=own))
    base = SeriesName.parse(frames.column).base
    noun = pair_of(SeriesName.parse(frames.column)).base
    others = tuple(
        OtherMove(
            key=key,
            name="dollar" if key == "dollar" and base == "EUR" else _OTHERS[key],
            change=math.expm1(-move),
            against=noun,
        )
        for key, move in found.factor_moves.items()
        if key in _OTHERS
    )
    return Decomposition(total=found.total, parts=tuple(parts)), others


def factor_words(series: str, key: str) -> str:
    """A factor in words. Every factor is a return against the pair's own base, so the first is named after it."""
    if key != "dollar":
        return NAMES.get(key, key)
    name = SeriesName.parse(series)
    return f"the {pair_of(name).base} itself (against the {'dollar' if name.base == 'EUR' else 'euro'})"


_OTHERS = {"dollar": "euro", "emerging": "emerging-market basket", "oil": "oil currencies"}


def study_events(frames: Frames, alignments: Sequence[Alignment], **choices: object) -> StudyResult:
    """The event study over aligned events; raises ``ValueError`` for choices that make no sense."""
    spec = frames.spec(**choices)
    return run_study(
        frames.returns,
        alignments,
        spec,
        frames.factors,
        gaps=frames.gaps,
        method_breaks=frames.method_breaks,
    )


def number(value: object) -> float | None:
    """A finite float, or None."""
    return value if isinstance(value, float) and math.isfinite(value) else None
