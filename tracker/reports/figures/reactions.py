"""The forest plot of reactions: each own part with its interval, what would have stood out, and what could be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.reports.figures.drawing import SMALL, Margins, Row, Scale, Sheet, credit_lines, fitting, wide, wrapped
from tracker.reports.figures.figure import Frame
from tracker.reports.figures.palette import GRID, INK, LINE, PAPER, RANGE, SOFT, VERMILION
from tracker.reports.figures.scales import around, small_ticks, ticks_of
from tracker.reports.numbers import percent, value_of_log
from tracker.reports.wording import Words

MOST_ROWS = 25
_ROW, _ABOVE, _HEAD, _FOOT = 26, 44, 28, 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One row. Values are in log points, > 0: the quote currency was weaker.

    ``threshold``: size above which a move stands out; ``mde``: smallest true effect found four times in five.
    ``href``: where the sign leads, empty for nowhere. ``said``: the row in words.
    """

    name: str
    own: float
    interval: tuple[float, float] | None = None
    threshold: float | None = None
    mde: float | None = None
    stands_out: bool = False
    note: str = ""
    href: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionsFigure:
    """Rows in order of time with the words beside them. ``left``, ``right``: what both directions mean."""

    readings: tuple[Reading, ...]
    axis: str
    left: str
    right: str
    small: str
    credit: str
    words: Words


def shown_of(readings: Sequence[Reading], most: int = MOST_ROWS) -> tuple[Reading, ...]:
    """The largest of too many, in their order."""
    if len(readings) <= most:
        return tuple(readings)
    kept = sorted(range(len(readings)), key=lambda number: -abs(readings[number].own))[:most]
    return tuple(readings[number] for number in sorted(kept))


def size_said(log_points: float, words: Words) -> str:
    """ "2.1 % weaker", "0.4 % stronger", "unchanged"."""
    value = value_of_log(log_points)
    if round(100 * value, 1) == 0:
        return words("figure.size.unchanged")
    return words(f"figure.size.{'weaker' if value < 0 else 'stronger'}", share=percent(abs(value), words=words))


def lost(log_points: float) -> float:
    """Per cent less that a unit of the quote currency buys."""
    return -100 * value_of_log(log_points)


def draw_reactions(content: ReactionsFigure, frame: Frame) -> dict[str, Any]:
    """The Vega-Lite specification."""
    narrow = frame.width < 500
    rows = content.readings
    notes = max((wide(one.note, 12) for one in rows), default=0)
    names = max(wide(one.name) for one in rows)
    left = 12 if narrow else int(min(max(names + 16, 90), frame.width * 0.36))
    right = 12 if narrow else int(min(max(notes + 16, 24), frame.width * 0.3))
    axis = wrapped(content.axis, frame.width - 16, bold=True)
    credit = credit_lines(content.credit, frame.width, 8)
    row = _ABOVE if narrow else _ROW
    ends = [end for one in rows for end in _ends(one)]
    low, high = around((lost(end) for end in ends), least=1.0, margin=0.04)
    sheet = Sheet(
        width=frame.width,
        down=row * len(rows) + 6,
        margins=Margins(
            left=left,
            right=right,
            top=_HEAD + 17 * len(axis),
            bottom=_FOOT + 4 + (16 * len(credit) + 4 if credit else 0),
        ),
        x=Scale(low=low, high=high, begin=0, end=frame.width - left - right),
        y=Scale(low=0, high=1, begin=0, end=1),
    )
    _axis(sheet, content, axis, credit)
    _rows(sheet, content, row, narrow=narrow)
    return sheet.spec()


def _ends(one: Reading) -> list[float]:
    found = [one.own, *(one.interval or ())]
    return found + [sign * size for size in (one.threshold, one.mde) if size is not None for sign in (-1, 1)]


def _axis(sheet: Sheet, content: ReactionsFigure, axis: list[str], credit: list[str]) -> None:
    most = max(3, sheet.across // 56)
    ticks = ticks_of(sheet.x.low, sheet.x.high, most, content.words, turned=True)
    sheet.add("rule", ticks, {"color": GRID}, x="v", y=0, y2=sheet.down)
    zero = [{"v": 0.0}]
    sheet.add("rule", zero, {"color": SOFT}, x="v", y=0, y2=sheet.down)
    sheet.add("text", ticks, {"align": "center", "baseline": "middle"}, x="v", y=sheet.down + 11, text="s")
    small = small_ticks(ticks, content.words)
    looks = {"align": "center", "baseline": "middle", "fontSize": SMALL}
    sheet.add("text", small, looks, x="v", y=sheet.down + 26, text="s")
    sheet.write(content.small, 8 - sheet.margins.left, sheet.down + 43, fontSize=SMALL)
    sheet.write(axis, 8 - sheet.margins.left, 14 - sheet.margins.top, fontWeight="bold", color=INK)
    room = sheet.width / 2 - 12
    y = 14 + 17 * len(axis) - sheet.margins.top
    sheet.write(fitting(content.left, room, 12), 8 - sheet.margins.left, y, fontSize=12)
    sheet.write(fitting(content.right, room, 12), sheet.across + sheet.margins.right - 8, y, align="right", fontSize=12)
    if credit:
        sheet.write(credit, 8 - sheet.margins.left, sheet.down + _FOOT + 8, fontSize=11)


def _rows(sheet: Sheet, content: ReactionsFigure, row: int, *, narrow: bool) -> None:
    bars: list[Row] = []
    lines: list[Row] = []
    finds: list[Row] = []
    dots: list[dict[str, Any]] = []
    names: list[Row] = []
    notes: list[Row] = []
    for number, one in enumerate(content.readings):
        y = row * number + (row - 15 if narrow else row / 2 + 3)
        if one.threshold is not None:
            bars.append({"v": lost(-one.threshold), "v2": lost(one.threshold), "py": y})
        if one.interval is not None:
            lines.append({"v": lost(one.interval[0]), "v2": lost(one.interval[1]), "py": y})
        if one.mde is not None:
            finds += [{"v": lost(sign * one.mde), "py": y - 7, "py2": y + 7} for sign in (-1, 1)]
        colour, shape = (VERMILION, "diamond") if one.stands_out else (LINE, "circle")
        dots.append(
            {"v": lost(one.own), "py": y, "c": colour, "shape": shape, "size": 110, "d": one.said, "h": one.href}
        )
        if narrow:
            taken = wide(one.note, 12) + 12
            names.append({"px": 0, "py": y - 19, "s": fitting(one.name, sheet.across - taken)})
            notes.append({"px": sheet.across, "py": y - 19, "s": one.note})
        else:
            names.append({"px": -10, "py": y, "s": fitting(one.name, sheet.margins.left - 14)})
            notes.append({"px": sheet.across + 10, "py": y, "s": fitting(one.note, sheet.margins.right - 12, 12)})
    if narrow:
        sheet.clear((row * number, row * number + row - 25) for number in range(len(dots)))
    sheet.add("rule", bars, {"color": RANGE, "strokeWidth": 11}, x="v", x2="v2", y="py")
    sheet.add("rule", finds, {"color": SOFT, "strokeWidth": 1.5, "strokeDash": (2, 2)}, x="v", y="py", y2="py2")
    sheet.add("rule", lines, {"color": INK, "strokeWidth": 1.5}, x="v", x2="v2", y="py")
    looks = {"filled": True, "opacity": 1, "stroke": PAPER, "strokeWidth": 1}
    sheet.add("point", dots, looks, x="v", y="py", color="c", shape="shape", size="size")
    sheet.add(
        "text",
        names,
        {"align": "left" if narrow else "right", "baseline": "middle", "color": INK},
        x="px",
        y="py",
        text="s",
    )
    shown = [one for one in notes if one["s"]]
    looks = {"align": "right" if narrow else "left", "baseline": "middle", "fontSize": 12}
    sheet.add("text", shown, looks, x="px", y="py", text="s")
