"""``--curve``: the same question under every reasonable choice of the study, sorted, with what all of them say."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tracker.analysis.comparing.specifications import Curve, Material, Specification, curve
from tracker.analysis.localised import LEVEL
from tracker.analysis.model import models
from tracker.errors import NoDataError
from tracker.model.alignment import Alignment
from tracker.model.series import Series
from tracker.services.aligning import align_events
from tracker.services.frames import Frames, frames_of
from tracker.services.prepared import Prepared
from tracker.services.rates import known_series, read_levels
from tracker.services.rights import allowed
from tracker.services.study_views import ViewAnswer
from tracker.services.study_views import _words as words

USED = ("mean", "market", "factor", "robust")
"""Models of a curve, as far as this version has them; others say the same or take minutes."""

_MOST = 3
"""Series beside the first, so that the answer comes while somebody waits."""

_UNITS = {
    **dict.fromkeys(("effect", "interval", "median"), words.LOG),
    "pvalue": "share of all shifts of the dates with a mean at least as large",
    "joint_median_pvalue": "share of all shifts of the dates at which the median specification is as large",
    "joint_share_pvalue": "share of all shifts of the dates at which as many specifications have p ≤ 0.05",
}
_COLUMNS = 80
_ROWS = 11


class SpecificationCurve:
    """Models, windows, estimation lengths, gaps and series, all combined."""

    key = "curve"

    def answer(self, prepared: Prepared, option: str | None) -> ViewAnswer:  # noqa: ARG002 - a bare flag
        """Every specification of these events."""
        import pandas as pd

        others = _others(prepared)
        materials = [_material(prepared.frames, prepared.alignments), *(material for _, material in others)]
        there = models()
        used = {name: there[name].least_factors > 0 for name in USED if name in there}
        result = curve(materials, used)
        if not result.n_tested:
            because = result.specifications[0].common.because if result.specifications else "no model applies"
            raise NoDataError(f"No specification of these events can be tested: {because}.")
        rows = [_row(one) for one in result.specifications]
        record = {
            "view": "curve",
            "series": [one.name for one in materials],
            "n_specifications": len(rows),
            "n_tested": result.n_tested,
            "n_significant": result.n_significant,
            "n_positive": result.n_positive,
            "median": result.median,
            "joint_n": result.joint_n,
            "joint_median_pvalue": words.number(result.joint_median),
            "joint_share_pvalue": words.number(result.joint_share),
            "n_shifts": result.n_shifts,
            "specifications": [
                {name: value for name, value in row.items() if name not in {"interval_lower", "interval_upper"}}
                | {
                    "interval": None if row["effect"] is None else [row["interval_lower"], row["interval_upper"]],
                    "because": row["because"] or None,
                }
                for row in rows
            ],
            "left_out": words.left_out_record(prepared),
        }
        return words.Answer(
            said=tuple(_lines(prepared, result)),
            found=record,
            frame=pd.DataFrame(rows),
            units=_UNITS,
            barred=prepared.barred,
            credits=prepared.credits(*(declared for declared, _ in others)),
        )


def _material(frames: Frames, events: Sequence[Alignment]) -> Material:
    return Material(
        name=frames.column,
        returns=frames.returns,
        events=events,
        factors=frames.factors,
        gaps=frames.gaps,
        method_breaks=frames.method_breaks,
        max_gap_days=frames.longest_gap,
    )


def _others(prepared: Prepared) -> list[tuple[Series, Material]]:
    """The same events at other series of the pair, where rates of them are stored and may be shown."""
    own = prepared.chosen.levels.series
    found: list[tuple[Series, Material]] = []
    there = known_series(prepared.context, own.name.pair, as_of=prepared.known.as_of)
    for declared in allowed(there, prepared.known):
        if declared.key == own.key or declared.gap or len(found) == _MOST:
            continue
        levels = read_levels(prepared.context, declared.name, prepared.known)
        if len(levels.observations) < 2:
            continue
        aligned = align_events(prepared.then, prepared.events, levels)
        ready = [one for one in aligned.alignments if one.pre is not None and one.latest is not None]
        if ready:
            frames = frames_of(prepared.context, levels, prepared.known)
            found.append((declared, _material(frames, tuple(ready))))
    return found


def _lines(prepared: Prepared, result: Curve) -> list[str]:
    lines = [*words.head(prepared, "every choice of the study"), ""]
    known = [one for one in result.specifications if not one.common.because]
    lines += [*_chart(known), ""]
    significant = f"{result.n_significant} of {result.n_tested} specifications have p ≤ 0.05"
    lines += words.wrapped(
        f"{significant} ({100 * result.n_significant / result.n_tested:.0f} %); {result.n_positive} estimates are"
        f" positive; median {words.move(result.median)} %, from {words.move(known[0].common.effect)} to"
        f" {words.move(known[-1].common.effect)} %."
    )
    lines += words.wrapped(_joint_words(result, prepared.chosen.levels.series.key))
    lines += ["", f"{'choice':<24}{'specifications':>15}{'median':>9}{'p ≤ 0.05':>10}"]
    for name, chosen in _choices(known).items():
        share = sum(one.common.pvalue <= LEVEL for one in chosen)
        middle = sorted(one.common.effect for one in chosen)[len(chosen) // 2]
        lines.append(f"{name:<24}{len(chosen):>15}{words.move(middle):>9}{share:>10}")
    lines.append("")
    lines += words.wrapped(
        "Each is the own part common to the windows, each window weighted by how calm its days were. Longer windows"
        " hold more days, so that their estimates are of more. In all of them ordinary days are those outside the"
        " widest window."
    )
    failed = [one for one in result.specifications if one.common.because]
    for because in dict.fromkeys(one.common.because for one in failed):
        those = sum(one.common.because == because for one in failed)
        lines += words.wrapped(f"{words.count(those, 'specification')} without an answer: {because}")
    lines += words.left_out_lines(prepared)
    return lines


def _joint_words(result: Curve, key: str) -> str:
    if not math.isfinite(result.joint_median):
        return "One window alone: all of them together cannot be held against shifted dates."
    smaller = max(result.joint_median, result.joint_share)
    verdict = (
        "more than chance, whatever the choice"
        if smaller <= LEVEL
        else "chance gives as much"
        if min(result.joint_median, result.joint_share) > LEVEL
        else "cannot tell: the two disagree"
    )
    return (
        f"All {result.joint_n} at {key} together, against the same dates shifted {result.n_shifts:,} ways: a median as"
        f" large {words.p_is(result.joint_median)}, as many with p ≤ 0.05 {words.p_is(result.joint_share)}: {verdict}."
    )


def _choices(known: list[Specification]) -> dict[str, list[Specification]]:
    """The specifications by each single choice, in the order of the choices."""
    found: dict[str, list[Specification]] = {}
    for name, of in (
        ("series", lambda one: one.series),
        ("model", lambda one: one.model),
        ("window", lambda one: f"{one.window[0]},{one.window[1]}"),
        ("estimation", lambda one: one.estimation),
        ("gap", lambda one: one.gap),
    ):
        values = sorted({of(one) for one in known}, key=lambda value: (isinstance(value, str), value))
        if len(values) > 1:
            for value in values:
                found[f"{name} {value}"] = [one for one in known if of(one) == value]
    return found


def _chart(known: list[Specification]) -> list[str]:
    """Estimates from the smallest to the largest as dots, ● where p ≤ 0.05; one column stands for several at times."""
    effects = [one.common.effect for one in known]
    low, high = min(0.0, *effects), max(0.0, *effects)
    width = min(_COLUMNS, len(known))
    step = (high - low) / (_ROWS - 1) or 1.0
    grid = [[" "] * width for _ in range(_ROWS)]
    zero = round((high - 0.0) / step)
    grid[zero] = ["·"] * width
    for column in range(width):
        part = known[column * len(known) // width : (column + 1) * len(known) // width]
        middle = part[len(part) // 2]
        row = min(_ROWS - 1, max(0, round((high - middle.common.effect) / step)))
        significant = 2 * sum(one.common.pvalue <= LEVEL for one in part) > len(part)
        grid[row][column] = "●" if significant else "○"
    lines = []
    for row, cells in enumerate(grid):
        label = words.move(0.0 if row == zero else high - row * step)
        lines.append(f"{label:>8} % {''.join(cells)}".rstrip())
    lines.append(f"{'':>10} {'● p ≤ 0.05   ○ p > 0.05   each column '}{_per(len(known), width)}")
    return lines


def _per(number: int, width: int) -> str:
    return "one specification" if number == width else f"about {number / width:.1f} specifications"


def _row(one: Specification) -> dict[str, object]:
    common = one.common
    return {
        "series": one.series,
        "model": one.model,
        "window": f"{one.window[0]},{one.window[1]}",
        "estimation": one.estimation,
        "gap": one.gap,
        "n_windows": common.n_windows,
        "effect": words.number(common.effect),
        "interval_lower": words.number(common.lower),
        "interval_upper": words.number(common.upper),
        "pvalue": words.number(common.pvalue),
        "because": common.because,
    }


VIEW = SpecificationCurve()
