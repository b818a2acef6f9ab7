"""The rate itself around events: one small figure for each move, however many events share it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.reports import dates
from tracker.reports.cleaning import plain
from tracker.reports.figures.drawing import SMALL, Margins, Scale, Sheet, credit_lines, fitting, wide, wrapped
from tracker.reports.figures.figure import Frame
from tracker.reports.figures.palette import GRID, INK, LINE, PAPER, RANGE, SOFT, VERMILION
from tracker.reports.figures.scales import digits_of, round_values
from tracker.reports.numbers import level
from tracker.reports.wording import Words

_CLOSED = 4
"""Days without a rate after which the line breaks: more than a weekend with a holiday."""

_PRICE, _HEAD, _FOOT, _BETWEEN = 130, 44, 30, 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One move: the rates around it in order, from which to which it goes, whose it is and how large, in words.

    ``points`` are day (with its part of a day) and level; ``before`` and ``after`` are places in it.
    """

    name: str
    move: str
    points: tuple[tuple[float, float], ...]
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelsFigure:
    """Panels in order of time, and what their scales are."""

    panels: tuple[Panel, ...]
    axis: str
    credit: str
    words: Words


def draw_panels(content: PanelsFigure, frame: Frame) -> dict[str, Any]:
    """The Vega-Lite specification."""
    columns = 1 if frame.width < 500 or len(content.panels) == 1 else 2
    lines = -(-len(content.panels) // columns)
    axis = wrapped(content.axis, frame.width - 16, bold=True)
    credit = credit_lines(content.credit, frame.width, 8)
    each = _HEAD + _PRICE + _FOOT
    down = each * lines
    sheet = Sheet(
        width=frame.width,
        down=down,
        margins=Margins(left=8, right=8, top=8 + 17 * len(axis), bottom=6 + 16 * len(credit)),
        x=Scale(low=0, high=1, begin=0, end=1),
        y=Scale(low=0, high=1, begin=0, end=1),
    )
    sheet.write(axis, 0, 14 - sheet.margins.top, fontWeight="bold", color=INK)
    room = (sheet.across - _BETWEEN * (columns - 1)) / columns
    for number, panel in enumerate(content.panels):
        left = (room + _BETWEEN) * (number % columns)
        _panel(sheet, content, panel, (left, each * (number // columns) + _HEAD, room))
    if credit:
        sheet.write(credit, 0, down + 6, fontSize=SMALL)
    return sheet.spec()


def _panel(sheet: Sheet, content: PanelsFigure, panel: Panel, place: tuple[float, float, float]) -> None:
    left, top, room = place
    words = content.words
    values = [value for _, value in panel.points]
    low, high = min(values), max(values)
    more = (high - low or abs(high) * 0.02 or 1.0) * 0.1
    ticks = round_values(low - more, high + more, 4)
    digits = digits_of(ticks)
    texts = [words.number(f"{value:.{digits}f}") for value in ticks]
    edge = max(wide(text, SMALL) for text in texts) + 8
    x = Scale(
        low=panel.points[0][0] - 0.5,
        high=panel.points[-1][0] + 0.5,
        begin=left + edge,
        end=left + room - 4,
    )
    y = Scale(low=low - more, high=high + more, begin=top + _PRICE, end=top)
    sheet.write(fitting(panel.name, room, bold=True), left, top - 28, fontWeight="bold", color=INK)
    sheet.write(fitting(panel.move, room, 12), left, top - 12, fontSize=12)
    first, last = panel.points[panel.before], panel.points[panel.after]
    shaded = {"px": x.at(first[0]), "px2": x.at(last[0]), "py": top, "py2": top + _PRICE}
    sheet.add("rect", [shaded], {"color": RANGE, "opacity": 0.6}, x="px", x2="px2", y="py", y2="py2")
    grid = [
        {"px": x.begin, "px2": x.end, "py": y.at(value), "s": text} for value, text in zip(ticks, texts, strict=True)
    ]
    sheet.add("rule", grid, {"color": GRID}, x="px", x2="px2", y="py")
    looks = {"align": "right", "baseline": "middle", "fontSize": SMALL, "dx": -5}
    sheet.add("text", grid, looks, x="px", y="py", text="s")
    line, run = [], 0
    for number, (day, value) in enumerate(panel.points):
        run += number > 0 and day - panel.points[number - 1][0] > _CLOSED
        line.append({"px": round(x.at(day), 2), "py": round(y.at(value), 2), "run": run})
    sheet.add("line", line, {"color": LINE, "strokeWidth": 1.5}, x="px", y="py", detail="run")
    ends = [
        {"px": round(x.at(day), 2), "py": round(y.at(value), 2), "d": _said(day, value, words)}
        for day, value in (first, last)
    ]
    looks = {"color": VERMILION, "filled": True, "opacity": 1, "size": 55, "stroke": PAPER, "strokeWidth": 1}
    sheet.add("point", ends, looks, x="px", y="py")
    for day in (panel.points[0][0], last[0]):
        text, at = _day(day, words), x.at(day)
        align = "left" if at + wide(text, SMALL) <= left + room else "right"
        sheet.write(text, at, top + _PRICE + 11, align=align, fontSize=SMALL)
    sheet.rule((x.begin, top + _PRICE, x.end, top + _PRICE), color=SOFT)


def _said(day: float, value: float, words: Words) -> str:
    return f"{_day(day, words)}: {level(Decimal(repr(value)), words=words)}"


def _day(day: float, words: Words) -> str:
    return plain(dates.short(date.fromordinal(int(day)), year=True, words=words))
