"""``--focus EVENT,…``: single events alone, their place among all that were selected, and all of these together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tracker.analysis.comparing.common import Common
from tracker.analysis.comparing.dated import TOO_EARLY, Dated
from tracker.analysis.comparing.together import ranks, together
from tracker.analysis.merging import unions
from tracker.analysis.verdicts import BORDERLINE, CANNOT_TELL, ORDINARY, Verdict, verdict
from tracker.errors import UsageError
from tracker.events.windows import confounders
from tracker.model.alignment import Alignment
from tracker.reports.numbers import odds, percent, value_of_log
from tracker.services.calibrations import calibration_lines
from tracker.services.prepared import Prepared
from tracker.services.study_views import ViewAnswer
from tracker.services.study_views import _words as words

_UNITS = {
    **dict.fromkeys(("raw", "car", "mean", "effect", "interval", "without_one"), words.LOG),
    "pvalue": "share of comparable ordinary days, or of all shifts of the dates, with a move at least as large",
    "pvalue_mean_model": "the same of the whole move, less its usual drift alone",
    "score": words.SWINGS,
}
_ID = 38
_HOW = (
    "place: by the size of the move over its window in usual swings, 1 is the largest; events of one window share it."
    " together: the own part common to the windows, each weighted by how calm its days were; those that overlap and end"
    " at different rates both weigh in. Its interval and p shift all dates along the series, every way there is."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """One event by itself: the row of its own study, its verdict, and its place among the selected ones."""

    event_id: str
    row: dict[str, Any]
    pvalue_mean_model: float
    verdict: Verdict
    rank: int

    @property
    def pvalue(self) -> float:
        """Headline p, corrected where several rates could have known it first."""
        return float(self.row["pvalue"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All selected events: separate windows, plain mean, what is common, its verdict, and with one window left out.

    ``without_one`` has for each distinct window left out its last label and the common effect of the others.
    """

    n_events: int
    n_windows: int
    mean: float
    common: Common
    verdict: Verdict
    without_one: tuple[tuple[str, float], ...]


class Focus:
    """Some events among their like."""

    key = "focus"

    def answer(self, prepared: Prepared, option: str | None) -> ViewAnswer:
        """Each event of the option alone and among the selected, then these together, then in words."""
        import pandas as pd

        alignments = _wanted(prepared, option or "")
        found = words.dated_of(prepared.frames, prepared.alignments, words.spec_of(prepared))
        places = dict(zip((one.event_id for one in prepared.alignments), ranks(found).tolist(), strict=True))
        alone = tuple(_alone(prepared, one, places[one.event_id]) for one in alignments)
        whole = _whole(prepared, found)
        ranked = sum(place > 0 for place in places.values())
        record = {
            "view": "focus",
            "series": prepared.chosen.levels.series.key,
            "window": list(prepared.question.window),
            "model": words.spec_of(prepared).model,
            "focus": [_alone_record(one, ranked) for one in alone],
            "together": _whole_record(whole),
            "words": list(_sentences(prepared, alone, whole, ranked)),
            "left_out": words.left_out_record(prepared),
        }
        frame = pd.DataFrame([_flat(one) for one in alone] + [_flat_whole(whole)])
        return words.Answer(
            said=tuple(_lines(prepared, alone, whole, ranked)),
            found=record,
            frame=frame,
            units=_UNITS,
            barred=prepared.barred,
            credits=prepared.credits(),
        )


def _wanted(prepared: Prepared, text: str) -> list[Alignment]:
    """The selected events the option names, each once, by id or a part of it that only one of them has."""
    by_id = {one.event_id: one for one in prepared.alignments}
    found: dict[str, Alignment] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        near = [part] if part in by_id else [event_id for event_id in by_id if part.lower() in event_id]
        if len(near) != 1:
            said = f"{len(near)} of the selected events match" if near else "None of the selected events matches"
            raise UsageError(f"{said} {part!r}.", remedy=f"Selected: {', '.join(near or by_id)}.")
        found[near[0]] = by_id[near[0]]
    if not found:
        raise UsageError("--focus names no event.", remedy="Write --focus EVENT or --focus EVENT,EVENT.")
    return list(found.values())


def _alone(prepared: Prepared, alignment: Alignment, rank: int) -> Alone:
    row: dict[str, Any] = {str(k): v for k, v in prepared.run([alignment]).rows.iloc[0].to_dict().items()}
    plain = prepared.run([alignment], model="mean").rows.iloc[0]
    interval = (float(row["interval_lower"]), float(row["interval_upper"]))
    judged = verdict(
        float(row["pvalue"]),
        interval if all(map(math.isfinite, interval)) else None,
        prepared.context.settings.plausible_effect,
        gap_days=float(row["gap_days"]) if math.isfinite(row["gap_days"]) else 0.0,
        longest_gap=prepared.frames.longest_gap,
        method_break=bool(row["method_break"]),
    )
    return Alone(
        event_id=alignment.event_id,
        row=row,
        pvalue_mean_model=float(plain["pvalue"]),
        verdict=judged,
        rank=rank,
    )


def _whole(prepared: Prepared, found: Dated) -> Whole:
    windows = found.windows()
    merged = unions(windows)
    common = together(found, windows)
    cars = found.cars(merged)
    labels = found.judge.column.labels
    judged = verdict(
        None if common.because else common.pvalue,
        None if common.because else (common.lower, common.upper),
        prepared.context.settings.plausible_effect,
    )
    without = []
    for start, stop in merged[:, 1:].tolist() if len(merged) > 2 else []:
        rest = windows[(windows[:, 2] < start) | (windows[:, 1] > stop)]
        without.append((words.period(str(labels[start]), str(labels[stop])), together(found, rest).effect))
    return Whole(
        n_events=int((found.because == "").sum()),
        n_windows=len(merged),
        mean=float(np.nanmean(cars)) if np.isfinite(cars).any() else math.nan,
        common=common,
        verdict=judged,
        without_one=tuple(without),
    )


def _lines(prepared: Prepared, alone: tuple[Alone, ...], whole: Whole, ranked: int) -> Iterator[str]:
    many = len(prepared.events) > 1
    yield from words.head(prepared, f"{len(alone)} of them alone, and all together" if many else "alone")
    yield ""
    yield f"{'alone':<{_ID + 2}} {'first that must know':<21}{'move':>7}{'own part':>10}{'p ':>8}{'place':>9}"
    for one in alone:
        row = one.row
        mark = "○" if row["ambiguous"] else "●"
        label = f"{row['label']}" + (f" ({row['spans']} rates)" if row["spans"] > 1 else "")
        moves = f"{words.move(float(row['raw'])):>7}{words.move(float(row['car'])):>10}"
        star = "*" if row["spans"] > 1 else " "
        place = f"{one.rank} of {ranked}" if one.rank else "–"
        told = f"{words.p(one.pvalue) + star:>8}{place:>9}"
        yield f"{mark} {words.cut(one.event_id, _ID):<{_ID}} {label:<21}{moves}{told}"
    yield ""
    if many:
        yield words.common_head("together")
        yield words.common_row(words.count(whole.n_events, "event"), whole.common, windows=whole.n_windows)
        for label, effect in whole.without_one:
            yield f"{f'  without {label}':<36}{words.move(effect):>10}"
        yield ""
    for sentence in _sentences(prepared, alone, whole, ranked):
        yield from words.wrapped(sentence)
    yield ""
    yield "● hour known or bounded   ○ day known, hour not"
    if any(one.row["spans"] > 1 for one in alone):
        yield from words.wrapped(
            "* the smallest p of the single rates that could have known it first, times their number, at most 1"
        )
    if many:
        yield from words.wrapped(_HOW)
    if bare := [one.event_id for one in alone if not one.rank]:
        yield from words.wrapped(f"no place, because not studied or {TOO_EARLY}: {', '.join(bare)}")
    yield from words.left_out_lines(prepared)
    yield from calibration_lines(words.spec_of(prepared), prepared.chosen.levels.series.name.source)


def _sentences(prepared: Prepared, alone: tuple[Alone, ...], whole: Whole, ranked: int) -> Iterator[str]:
    """The findings in plain words, the verdict last."""
    name = prepared.chosen.levels.series.name
    for one in alone:
        yield _alone_words(one, name.base, name.quote, ranked)
    yield from _beside(prepared, alone)
    many = len(prepared.events) > 1
    if many:
        yield _whole_words(prepared, whole)
    yield _verdict_words(alone, whole if many else None)


def _beside(prepared: Prepared, alone: tuple[Alone, ...]) -> Iterator[str]:
    """What else became known in the same windows, so that nobody can tell whose move it was."""
    first, last = prepared.question.window
    wanted = {one.event_id for one in alone}
    found: dict[str, None] = {}
    for alignment in prepared.alignments:
        if alignment.event_id in wanted:
            around = confounders(
                alignment, prepared.aligned.alignments, prepared.index, before=max(0, -first), after=max(0, last)
            )
            found |= dict.fromkeys(around)
    shared = sorted(found.keys() & wanted)
    if shared:
        yield f"{' and '.join(shared)} share rates: nobody can tell whose move it was."
    if others := sorted(found.keys() - wanted):
        yield f"The same rates could also have known: {', '.join(others)}."


def _alone_words(one: Alone, base: str, quote: str, ranked: int) -> str:
    row, move = one.row, float(one.row["raw"])
    if not math.isfinite(move) or not math.isfinite(one.pvalue):
        return f"{one.event_id}: not tested."
    way = "lost" if move > 0 else "gained"
    value = percent(abs(value_of_log(move)), digits=1)
    dearer = f"the {base} {'+' if move > 0 else '−'}{percent(abs(math.expm1(move)), digits=1)}"
    rates = "" if row["spans"] == 1 else f" over the {row['spans']} rates that could have known it first"
    place = f" Place {one.rank} of {ranked} by size." if one.rank else ""
    return (
        f"{one.event_id}: to {row['label']}{rates} the {quote} {way} {value} of its value ({dearer}); its own part is"
        f" {words.move(float(row['car']))} %. {odds(one.pvalue).capitalize()} ({words.p_is(one.pvalue)}; of the whole"
        f" move, by the mean model, {words.p_is(one.pvalue_mean_model)}). Alone: {one.verdict}.{place}"
    )


def _whole_words(prepared: Prepared, whole: Whole) -> str:
    common = whole.common
    if common.because:
        return f"Together they cannot be tested: {common.because}."
    quote = prepared.chosen.levels.series.name.quote
    events = f"{words.count(whole.n_events, 'event')} in {words.count(whole.n_windows, 'separate window')}"
    shifts = "shifts of the dates" if whole.n_windows > 1 else "comparable ordinary days"
    share = round(100 * common.pvalue)
    effects = [effect for _, effect in whole.without_one if math.isfinite(effect)]
    leaving = (
        f" With one window left out it runs from {words.move(min(effects))} to {words.move(max(effects))} %."
        if effects
        else ""
    )
    return (
        f"Together the {events} have an own part of {words.move(common.effect)} % in common (up = {quote} weaker),"
        f" somewhere between {words.move(common.lower)} and {words.move(common.upper)} %; {share} of 100 {shifts} show"
        f" one as large: {whole.verdict}.{leaving} Their plain mean is {words.move(whole.mean)} %, in which the"
        " windows of stormy days weigh most."
    )


def _verdict_words(alone: tuple[Alone, ...], whole: Whole | None) -> str:
    """The verdict on each alone and, where there are several events, on all together."""
    standing = [one for one in alone if one.verdict.word not in {CANNOT_TELL, ORDINARY}]
    near = [one for one in alone if one.verdict.borderline or BORDERLINE[0] <= one.pvalue_mean_model <= BORDERLINE[1]]
    if standing:
        names = " and ".join(one.event_id for one in standing)
        first = f"{names} {'stands' if len(standing) == 1 else 'stand'} out alone"
        first += ", on the border" if all(one.verdict.borderline for one in standing) else ""
    else:
        first = "none of them stands out alone" if len(alone) > 1 else "it does not stand out alone"
        if near:
            first += f", though {' and '.join(one.event_id for one in near)} {'is' if len(near) == 1 else 'are'}"
            first += " on the border by one of the two models"
    if whole is None:
        return f"Verdict: {first}. A move beside an event is not yet its effect."
    last = {CANNOT_TELL: "nor can an effect be told from none in all of them together"}.get(
        whole.verdict.word,
        "and all of them together are as ordinary days are"
        if whole.verdict.word == ORDINARY
        else "and all of them together do stand out",
    )
    if standing and whole.verdict.word == CANNOT_TELL:
        last = "but all of them together cannot be told from none"
    return f"Verdict: {first}, {last}. A move beside an event is not yet its effect."


def _alone_record(one: Alone, ranked: int) -> dict[str, object]:
    row = one.row
    numbers = {name: words.number(float(row[name])) for name in ("raw", "car", "se", "sigma", "mde", "pvalue")}
    interval = [words.number(float(row[name])) for name in ("interval_lower", "interval_upper")]
    return {
        "event_id": one.event_id,
        "pre": row["pre"],
        "label": row["label"],
        "spans": int(row["spans"]),
        "ambiguous": bool(row["ambiguous"]),
        **numbers,
        "interval": None if interval[0] is None else interval,
        "pvalue_mean_model": words.number(one.pvalue_mean_model),
        "verdict": one.verdict.word,
        "borderline": one.verdict.borderline,
        "rank": one.rank or None,
        "of": ranked,
    }


def _whole_record(whole: Whole) -> dict[str, object]:
    return {
        "n_events": whole.n_events,
        "mean": words.number(whole.mean),
        **words.nested(words.common_fields(whole.common)),
        "n_windows": whole.n_windows,
        "n_weighed": whole.common.n_windows,
        "verdict": whole.verdict.word,
        "borderline": whole.verdict.borderline,
        "without_one": [{"window": label, "effect": words.number(effect)} for label, effect in whole.without_one],
    }


def _flat(one: Alone) -> dict[str, object]:
    names = ("label", "spans", "raw", "car", "interval_lower", "interval_upper", "pvalue")
    return {
        "event_id": one.event_id,
        **{name: one.row[name] for name in names},
        "verdict": one.verdict.word,
        "borderline": one.verdict.borderline,
        "rank": one.rank or None,
    }


def _flat_whole(whole: Whole) -> dict[str, object]:
    common = whole.common
    return {
        "event_id": "",
        "car": common.effect,
        "interval_lower": common.lower,
        "interval_upper": common.upper,
        "pvalue": common.pvalue,
        "verdict": whole.verdict.word,
        "borderline": whole.verdict.borderline,
    }


VIEW = Focus()
