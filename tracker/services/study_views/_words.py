"""What the views of a study share: numbers as a reader sees them, lines no wider than a terminal, one base answer."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.analysis.comparing.common import Common
from tracker.analysis.comparing.dated import Dated, dated
from tracker.analysis.spec import StudySpec
from tracker.errors import UsageError
from tracker.model.alignment import Alignment
from tracker.reports.numbers import percent
from tracker.services.frames import Frames
from tracker.services.prepared import Prepared

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 100
LOG = "log points; > 0: the quote currency weakened"
SWINGS = "standard deviations forecast the day before; > 0: the quote currency weakened"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """A view's finding, ready to be written in each form."""

    said: tuple[str, ...]
    found: Mapping[str, object]
    frame: pd.DataFrame
    units: Mapping[str, str]
    barred: tuple[str, ...]
    credits: tuple[str, ...]

    def record(self) -> dict[str, object]:
        """Under documented JSON names."""
        return {**self.found, "credits": list(self.credits)}

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal."""
        yield from self.said
        for one in (*self.barred, *self.credits):
            yield from wrapped(one)

    def table(self) -> pd.DataFrame:
        """One finding per row, for CSV."""
        return self.frame


def spec_of(prepared: Prepared, **choices: object) -> StudySpec:
    """The choices of the study itself, with those that differ."""
    wanted: dict[str, object] = {"window": prepared.question.window}
    if prepared.question.model:
        wanted["model"] = prepared.question.model
    return prepared.frames.spec(**wanted | choices)


def dated_of(frames: Frames, alignments: Sequence[Alignment], spec: StudySpec) -> Dated:
    """The events on their series, as the study itself places them."""
    try:
        return dated(
            frames.returns,
            alignments,
            spec,
            frames.factors,
            gaps=frames.gaps,
            method_breaks=frames.method_breaks,
        )
    except ValueError as error:
        raise UsageError(f"The study cannot be made: {error}.") from error


def head(prepared: Prepared, what: str) -> list[str]:
    """The first line of a view: how many events, at which series, and what the signs mean."""
    series = prepared.chosen.levels.series
    events = count(len(prepared.events), "event")
    return wrapped(f"{events} at {series.key}; {what}; in per cent, up = {series.name.quote} weaker")


def left_out_record(prepared: Prepared) -> list[dict[str, str]]:
    """Events no rate could be set against, for JSON."""
    return [{"event_id": event_id, "because": because} for event_id, because in prepared.left_out]


def left_out_lines(prepared: Prepared) -> Iterator[str]:
    """The same in plain lines, each reason once."""
    for because in dict.fromkeys(because for _, because in prepared.left_out):
        left = [event_id for event_id, reason in prepared.left_out if reason == because]
        yield from wrapped(f"left out, because {because}: {', '.join(left)}")


def number(value: float) -> float | None:
    """A finite float, or None."""
    return float(value) if math.isfinite(value) else None


def move(value: float, digits: int = 2) -> str:
    """Log points as a signed percentage without its sign: "+1.35"; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    return percent(math.expm1(value), signed=True, digits=digits).removesuffix("%").strip()


def between(lower: float, upper: float) -> str:
    """An interval of log points in per cent: "−0.40 to +1.20"."""
    return f"{move(lower)} to {move(upper)}" if math.isfinite(lower) and math.isfinite(upper) else "–"


def p(value: float) -> str:
    """A p with three digits, never "0.000"."""
    if not math.isfinite(value):
        return "–"
    return "<0.001" if value < 0.0005 else f"{value:.3f}"


def p_is(value: float) -> str:
    """ "p 0.031", or "p < 0.001"."""
    return "p < 0.001" if value < 0.0005 else f"p {value:.3f}"


def common_fields(common: Common) -> dict[str, object]:
    """What several windows have in common, as flat fields."""
    return {
        "n_windows": common.n_windows,
        "effect": number(common.effect),
        "interval_lower": number(common.lower),
        "interval_upper": number(common.upper),
        "score": number(common.score),
        "pvalue": number(common.pvalue),
        "because": common.because,
    }


def nested(row: Mapping[str, object]) -> dict[str, object]:
    """The same for JSON: the interval in one, and null where nothing stands against it."""
    kept = {name: value for name, value in row.items() if name not in {"interval_lower", "interval_upper", "because"}}
    interval = None if row["effect"] is None else [row["interval_lower"], row["interval_upper"]]
    return {**kept, "interval": interval, "because": row["because"] or None}


def common_head(first: str) -> str:
    """The head of a table of `common_row`."""
    return f"{first:<28}{'windows':>8}{'own part':>10}  {'interval, 95 %':<18}{'p':>7}"


def common_row(name: str, common: Common, *, windows: int | None = None) -> str:
    """One line: name, windows (those put together where none are given), effect, interval, p."""
    told = f"{move(common.effect):>10}  {between(common.lower, common.upper):<18}{p(common.pvalue):>7}"
    return f"{cut(name, 27):<28}{common.n_windows if windows is None else windows:>8}{told}"


def count(number_of: int, noun: str) -> str:
    """ "1 event", "3 events"."""
    return f"{number_of} {noun}" if number_of == 1 else f"{number_of} {noun}s"


def some(ids: Sequence[str], most: int = 10) -> str:
    """The ids, or the first of them and how many more there are."""
    more = len(ids) - most
    return ", ".join(ids[:most]) + (f" and {more} more, which the JSON names" if more > 0 else "")


def wrapped(text: str, lead: str = "") -> list[str]:
    """Lines no wider than a terminal; those after the first are set in."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=f"{lead}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def cut(text: str, width: int) -> str:
    """An id of at most that width; it loses its middle, because ids that begin alike differ at their ends."""
    if len(text) <= width:
        return text
    end = width // 3
    return f"{text[: width - end - 1]}…{text[-end:]}"


def period(first: str, last: str) -> str:
    """One label, or the first and the last."""
    return first if first == last else f"{first} … {last}"
