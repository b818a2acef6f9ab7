"""A study in plain lines for a terminal."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.analysis.factors import BENCHMARK, NAMES
from tracker.analysis.model import models
from tracker.model.held_flat import reason_alone
from tracker.reports.choice_words import chosen_lines
from tracker.reports.numbers import percent
from tracker.services.calibrations import calibration_lines, own_years
from tracker.services.study_second import second_lines
from tracker.services.study_tests import family_lines, path_lines, together_lines, volatility_lines

if TYPE_CHECKING:
    from tracker.services.studies import StudyAnswer

Row = Mapping[Hashable, Any]

_WIDTH = 100
_ID = 38
_LABEL = 21
UNMEASURED = "How often this test is wrong on ordinary rates of such a series was not measured."


def study_lines(answer: StudyAnswer) -> Iterator[str]:
    """The table, what its figures mean, and what could not be done and why."""
    series = answer.aligned.levels.series
    rows = answer.result.rows.to_dict("records")
    yield from _wrapped(
        f"{_count(len(answer.events), 'event')} at {series.key}; moves in per cent, up = {series.name.quote} weaker;"
        f" {window_words(answer.result.spec.window)}"
    )
    yield ""
    labels = [_label(row) for row in rows]
    wide = max(_LABEL, *map(len, labels))
    narrow = _ID - (wide - _LABEL)
    yield f"{'':<2}{'event':<{narrow}} {'first that must know':<{wide}}{'move':>7}{'own part':>10}{'p ':>8}  verdict"
    for event, row, label, judged in zip(answer.events, rows, labels, answer.verdicts, strict=True):
        mark = "○" if row["ambiguous"] else "●"
        moves = f"{_per_cent(row['raw']):>7}{_per_cent(row['car']):>10}"
        yield f"{mark} {_cut(event.id, narrow):<{narrow}} {label:<{wide}}{moves}{_p(row):>8}  {judged}"
    yield ""
    total = answer.result.aggregate.iloc[0]
    studied = int(total["n_events"])
    yield from _wrapped(_together(total) if studied else "No event could be studied.")
    for lines in (together_lines, family_lines, volatility_lines, path_lines) if studied else ():
        for said in lines(answer.result):
            yield from _wrapped(said)
    yield from _reasons(answer, rows)
    yield from _long_gaps(answer, rows)
    yield "● hour known or bounded   ○ day known, hour not"
    if any(row["spans"] > 1 and _number(row["pvalue"]) is not None for row in rows):
        yield from _wrapped(
            "* not the p of the move beside it: the smallest p of the single rates that could have known the event"
            " first, times their number, at most 1"
        )
    if studied:
        yield from _wrapped(ordinary_days(answer))
    for said in second_lines(answer.events, answer.aligned, answer.second):
        yield from _wrapped(said)
    yield from _wrapped(answer.ledger_note)
    if answer.choice is not None:
        for said in chosen_lines(answer.choice):
            yield from _wrapped(said)
    model = answer.result.spec.model
    if model not in ("factor", "mean"):
        benchmark = f" (the benchmark: {NAMES[BENCHMARK]})" if model == "market" else ""
        yield from _wrapped(f"model {model}: {models()[model].title}{benchmark}")
    if answer.no_factors and model not in ("raw", "comparison"):
        yield from _wrapped(f"own part: the move less its usual drift, nothing else, because {answer.no_factors}")
    for because in dict.fromkeys(because for _, because in answer.left_out):
        left = [event_id for event_id, reason in answer.left_out if reason == because]
        yield from _wrapped(f"left out, because {because}: {', '.join(left)}")
    if studied:
        yield from calibration_lines(answer.result.spec, series.name.source) or (UNMEASURED,)
        for said in own_years(answer.result.spec, series.name, years_of(answer)):
            yield from _wrapped(said)
    for said in (*answer.barred, *answer.credits):
        yield from _wrapped(said)


def ordinary_days(answer: StudyAnswer) -> str:
    """Which days the moves are held against: the series' own past, and whether the other events are in it."""
    total = answer.result.aggregate.iloc[0]
    studied, said = int(total["n_events"]), "Ordinary days are earlier days of this same series"
    if int(total["family_size"]) > 1 and answer.result.spec.exclude_events:
        return (
            f"{said}, without the other {studied - 1} of these {studied} events: with others selected, these figures"
            " change."
        )
    return f"{said}."


def years_of(answer: StudyAnswer) -> tuple[str, ...]:
    """The years of the rates that must know the events."""
    return tuple(sorted({str(row["label"])[:4] for row in answer.result.rows.to_dict("records")}))


def _label(row: Row) -> str:
    """The first rate that must know: its day, or the end of its hour, and how many rates the reaction runs over."""
    day, _, clock = str(row["label"]).partition("T")
    return f"{day}{f' {clock[:5]}Z' if clock else ''}" + (f" ({row['spans']} rates)" if row["spans"] > 1 else "")


def window_words(window: tuple[int, int]) -> str:
    """Which rates a window holds, around those that could have known the event first.

    >>> window_words((0, 0))
    'window 0,0: the rates that could have known it first'
    >>> window_words((-1, 2))
    'window -1,2: from 1 rate before the rates that could have known it first to 2 after them'
    """
    first, last = window
    core = "the rates that could have known it first"
    begins = f"{_count(abs(first), 'rate')} {'before' if first < 0 else 'after'} " if first else ""
    if not first and not last:
        return f"window 0,0: {core}"
    ends = f" to {abs(last)} {'before' if last < 0 else 'after'} them" if last else " to the last of them"
    return f"window {first},{last}: from {begins}{core}{ends}"


def _together(total: Any) -> str:
    studied, separate = int(total["n_events"]), int(total["n_windows"])
    apart = "separate window" if separate == 1 else "separate windows"
    merged = " Windows that overlap are one, so that a shared move counts once." if separate < studied else ""
    mean = f"{'mean ' if separate > 1 else ''}own part {_per_cent(total['caar'])} %"
    return f"{_count(studied, 'event')} in {separate} {apart}; {mean}.{merged}"


def _reasons(answer: StudyAnswer, rows: list[dict[Hashable, Any]]) -> Iterator[str]:
    """Why rows have no p, each reason once with its events."""
    found: dict[str, list[str]] = {}
    for entry in answer.result.not_applicable.to_dict("records"):
        number = entry["row"]
        if entry["statistic"] == "pvalue" and _number(rows[number]["pvalue"]) is None:
            found.setdefault(str(entry["because"]), []).append(answer.events[number].id)
    for because, ids in found.items():
        lead = because if reason_alone(because) != because else f"no p, because {because}"
        yield from _wrapped(f"{lead}: {', '.join(ids)}")


def _long_gaps(answer: StudyAnswer, rows: list[dict[Hashable, Any]]) -> Iterator[str]:
    """Reactions across a time without rates, which no usual move can be held against."""
    longest = answer.result.spec.max_gap_days
    gaps = {event.id: _number(row["gap_days"]) or 0.0 for event, row in zip(answer.events, rows, strict=True)}
    if longest is not None and (across := [event_id for event_id, gap in gaps.items() if gap > longest]):
        limit = f"{longest:.0f} days" if longest >= 1 else f"{longest * 24:.0f} hours"
        yield from _wrapped(f"cannot tell, because no rate was made for more than {limit}: {', '.join(across)}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


def _per_cent(value: object) -> str:
    found = _number(value)
    return "–" if found is None else percent(math.expm1(found), signed=True, digits=2).removesuffix("%").strip()


def _p(row: Row) -> str:
    found = _number(row["pvalue"])
    if found is None:
        return "– "
    return f"{f'{found:.3f}' if found >= 0.0005 else '<0.001'}{'*' if row['spans'] > 1 else ' '}"


def _cut(text: str, width: int) -> str:
    """An id of at most that width; it loses its middle, because ids that begin alike differ at their ends."""
    if len(text) <= width:
        return text
    end = width // 3
    return f"{text[: width - end - 1]}…{text[-end:]}"
