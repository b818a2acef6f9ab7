"""The event-time path: how a currency's own part added up around events, with its bands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from tracker.reports.cleaning import plain
from tracker.reports.currencies import Pair
from tracker.reports.figures.drawing import SMALL, Margins, Scale, Sheet, credit_lines, fitting, wide, wrapped
from tracker.reports.figures.figure import Figure, Frame
from tracker.reports.figures.palette import GRID, INK, LINE, PAPER, RANGE, SOFT
from tracker.reports.figures.reactions import lost, size_said
from tracker.reports.figures.scales import around, round_values, small_ticks, ticks_of
from tracker.reports.wording import Words

_DOWN, _FOOT = 220, 44
_MOST_LINES = 30

Band = tuple[tuple[int, float, float], ...]
"""For each step its lower and upper bound, log points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path in log points, > 0: the quote currency was weaker; zero at step −1.

    Attributes
    ----------
    steps, mean : tuple
        Rates before (−) and after the first that must have known the event (0), and the mean over ``n`` windows.
    pointwise, simultaneous : Band
        95 % for each step by itself, and for the whole path at once; empty where not known.
    windows : tuple of tuple of float
        Single windows over the same steps.
    """

    steps: tuple[int, ...]
    mean: tuple[float, ...]
    n: int
    pointwise: Band = ()
    simultaneous: Band = ()
    windows: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFigure:
    """A path with the words beside it."""

    path: Path
    axis: str
    beneath: str
    right: str
    credit: str
    words: Words


def path_figure(path: Path, pair: Pair, words: Words, *, credit: str = "", key: str = "path") -> Figure:
    """The figure of a path."""
    content = PathFigure(
        path=path,
        axis=words.sentence("figure.path.axis", a_quote=pair.a_quote),
        beneath=words.sentence("figure.path.beneath"),
        right=words("figure.small.right", a_base=pair.a_base),
        credit=credit,
        words=words,
    )
    caption = plain(_caption(path, pair, words))
    means = zip(path.steps, path.mean, strict=True)
    told = ", ".join(f"{_step(step)}: {size_said(value, words)}" for step, value in means)
    return Figure(
        key=key,
        title=words.sentence("figure.path.title", the_quote=pair.the_quote),
        caption=caption,
        spoken=plain(f"{caption} {words('figure.path.spoken', steps=told)}"),
        reading=" ".join(_reading(path, words)),
        credit=credit,
        content=content,
        draw=_draw,
    )


def _caption(path: Path, pair: Pair, words: Words) -> str:
    last, value = path.steps[-1], path.mean[-1]
    bounds = {step: (low, high) for step, low, high in path.simultaneous or path.pointwise}
    known = bounds.get(last)
    key = "bare" if known is None else "zero" if known[0] <= 0 <= known[1] else "beyond"
    low, high = ("", "") if known is None else (size_said(end, words) for end in known)
    return words.sentence(
        f"figure.path.caption.{key}",
        n=words.count("figure.path.windows", path.n),
        the_quote=pair.the_quote,
        step=_step(last),
        size=size_said(value, words),
        low=low,
        high=high,
    )


def _reading(path: Path, words: Words) -> list[str]:
    said = [words("figure.path.reading")]
    if path.pointwise:
        said.append(words("figure.path.reading_pointwise"))
    if path.simultaneous:
        said.append(words("figure.path.reading_simultaneous"))
    if 1 < len(path.windows) <= _MOST_LINES:
        said.append(words("figure.path.reading_windows"))
    if path.n > 1:
        said.append(words("figure.path.reading_shared"))
    elif path.n == 1:
        said.append(words("figure.path.reading_alone"))
    return said


def _step(step: int) -> str:
    return f"−{-step}" if step < 0 else f"+{step}" if step else "0"


def _draw(content: PathFigure, frame: Frame) -> dict[str, Any]:
    path = content.path
    lines = path.windows if 1 < len(path.windows) <= _MOST_LINES else ()
    values = [*path.mean, *(end for band in (path.pointwise, path.simultaneous) for _, *ends in band for end in ends)]
    values += [value for line in lines for value in line]
    low, high = around((lost(value) for value in values if math.isfinite(value)), least=0.5)
    ticks = ticks_of(low, high, 8, content.words, turned=True)
    small = small_ticks(ticks, content.words)
    left = int(max(wide(str(tick["s"])) for tick in ticks) + 16)
    right = int(max(wide(str(tick["s"]), SMALL) for tick in small) + 16)
    axis = wrapped(content.axis, frame.width - 16, bold=True)
    beneath = wrapped(content.beneath, frame.width - 16, 12)
    credit = credit_lines(content.credit, frame.width, 8)
    foot = 26 + 16 * len(beneath)
    sheet = Sheet(
        width=frame.width,
        down=_DOWN,
        margins=Margins(
            left=left, right=right, top=30 + 17 * len(axis), bottom=foot + 6 + (16 * len(credit) + 4 if credit else 0)
        ),
        x=Scale(low=path.steps[0] - 0.3, high=path.steps[-1] + 0.3, begin=0, end=frame.width - left - right),
        y=Scale(low=low, high=high, begin=_DOWN, end=0),
    )
    sheet.add("rule", ticks, {"color": GRID}, y="v", x=0, x2=sheet.across)
    sheet.add("text", ticks, {"align": "right", "baseline": "middle"}, y="v", x=-7, text="s")
    looks = {"align": "left", "baseline": "middle", "fontSize": SMALL}
    sheet.add("text", small, looks, y="v", x=sheet.across + 7, text="s")
    _path(sheet, path, lines, content.words)
    sheet.write(axis, 8 - left, 14 - sheet.margins.top, fontWeight="bold", color=INK)
    sheet.write(
        fitting(content.right, frame.width - 16, 11), sheet.across + right - 8, -14, align="right", fontSize=SMALL
    )
    sheet.write(beneath, 8 - left, _DOWN + 32, fontSize=12)
    if credit:
        sheet.write(credit, 8 - left, _DOWN + foot + 12, fontSize=SMALL)
    return sheet.spec()


def _path(sheet: Sheet, path: Path, lines: tuple[tuple[float, ...], ...], words: Words) -> None:
    for band, opacity in ((path.simultaneous, 0.5), (path.pointwise, 1)):
        rows = [{"t": step, "v": _shown(lower), "v2": _shown(upper)} for step, lower, upper in band]
        sheet.add("area", rows, {"color": RANGE, "opacity": opacity}, x="t", y="v", y2="v2")
    sheet.add("rule", [{"v": 0.0}], {"color": SOFT}, y="v", x=0, x2=sheet.across)
    sheet.add("rule", [{"t": 0}], {"color": SOFT, "strokeDash": (3, 3)}, x="t", y=0, y2=sheet.down)
    thin = [
        {"t": step, "v": _shown(value), "run": number}
        for number, line in enumerate(lines)
        for step, value in zip(path.steps, line, strict=True)
        if math.isfinite(value)
    ]
    sheet.add("line", thin, {"color": SOFT, "strokeWidth": 0.7, "opacity": 0.6}, x="t", y="v", detail="run")
    mean = [{"t": step, "v": _shown(value)} for step, value in zip(path.steps, path.mean, strict=True)]
    sheet.add("line", mean, {"color": LINE, "strokeWidth": 2.5}, x="t", y="v")
    dots = [
        {**row, "d": f"{_step(step)}: {size_said(value, words)}"}
        for row, step, value in zip(mean, path.steps, path.mean, strict=True)
    ]
    looks = {"color": LINE, "filled": True, "opacity": 1, "size": 40, "stroke": PAPER, "strokeWidth": 1}
    sheet.add("point", dots, looks, x="t", y="v")
    most = max(2, sheet.across // 40)
    steps = [value for value in round_values(path.steps[0], path.steps[-1], most) if value == int(value)]
    marks = [{"t": int(value), "s": _step(int(value))} for value in steps]
    sheet.add("text", marks, {"align": "center", "baseline": "middle"}, x="t", y=sheet.down + 12, text="s")


def _shown(log_points: float) -> float:
    return round(lost(log_points), 5)
