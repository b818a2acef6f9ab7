"""The rate as a Vega-Lite specification: everything at fixed places, so that its size is known before it is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import Any

from tracker.reports.figures.calendar_ticks import calendar_ticks
from tracker.reports.figures.drawing import Margins, Row, Scale, Sheet, credit_lines, fitting, wide, wrapped
from tracker.reports.figures.figure import LETTER, WIDE, Frame
from tracker.reports.figures.palette import GRID, INK, LINE, OTHERS, PAPER, RANGE, SHADE, SIGNS, SOFT
from tracker.reports.figures.rate import Lane, Note, RateFigure
from tracker.reports.wording import Words

_PRICE = 172
_GAP = 10
_DATES = 20
_CREDIT = 16
_SIZE, _LARGER = 95, 150
_TOUCHING = 9
"""Pixels between two signs that hide much of one another."""

_BESIDE = 22
"""Pixels to the next sign that leave room for a number between both."""

_CROWDED = 15
"""Pixels to the sign after next, at the same height, that leave no room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where things are: names of lanes stand beside them where there is room, above them where there is not."""

    left: int
    right: int
    top: int
    edge: int
    lane: int
    named_above: bool = False


def _layout(figure: RateFigure, frame: Frame) -> _Layout:
    if frame.width < LETTER.width:
        ticks = max((wide(tick.text) for tick in figure.ticks), default=0)
        left, right = (int(one) + 1 for one in (ticks + 12, wide(figure.last, 14, bold=True) + 11))
        lines = len(wrapped(figure.axis, frame.width - 8, bold=True))
        return _Layout(left=left, right=right, top=16 + 17 * lines, edge=4, lane=38, named_above=True)
    usual, edge = (94, 10) if frame.width < WIDE.width else (112, 24)
    named = max((wide(lane.name) for lane in figure.lanes), default=0) + 12
    return _Layout(left=int(min(max(usual, named), 1.4 * usual)), right=66, top=34, edge=edge, lane=24)


def height_of(figure: RateFigure, frame: Frame = LETTER) -> int:
    """Pixels from top to bottom."""
    layout = _layout(figure, frame)
    return layout.top + _down(figure, layout) + _beneath_plot(figure, frame, layout)


def _down(figure: RateFigure, layout: _Layout) -> int:
    return _PRICE + (_GAP + layout.lane * len(figure.lanes) if figure.lanes else 0)


def _beneath_plot(figure: RateFigure, frame: Frame, layout: _Layout) -> int:
    lines = credit_lines(figure.credit, frame.width, layout.edge)
    return _DATES + (_CREDIT * len(lines) + 8 if lines else 6)


def spec_of(figure: RateFigure, frame: Frame = LETTER) -> dict[str, Any]:
    """The Vega-Lite specification; the same figure gives the same one. It names no data but its own."""
    layout = _layout(figure, frame)
    across = frame.width - layout.left - layout.right
    sheet = Sheet(
        width=frame.width,
        down=_down(figure, layout),
        margins=Margins(
            left=layout.left, right=layout.right, top=layout.top, bottom=_beneath_plot(figure, frame, layout)
        ),
        x=Scale(low=_time(figure.since), high=_time(figure.until), begin=0, end=across),
        y=Scale(low=float(figure.bottom), high=float(figure.top), begin=_PRICE, end=0),
    )
    _ground(sheet, figure, layout)
    _rate(sheet, figure)
    _lanes(sheet, figure, layout)
    for number, note in enumerate(figure.notes):
        _note(sheet, figure, note, number)
    return sheet.spec()


def _time(wall: datetime) -> int:
    """Milliseconds of a wall clock: the time axis knows no zone."""
    return int(wall.replace(tzinfo=UTC).timestamp() * 1000)


def _ground(sheet: Sheet, figure: RateFigure, layout: _Layout) -> None:
    """The shaded period, the lines of the scale, where weeks begin, and the words around."""
    begins, ends = (_time(one) for one in figure.shaded)
    ticks = [{"v": float(tick.value), "s": tick.text} for tick in figure.ticks]
    weeks = _with_room(sheet, [{"t": _time(at), "s": text} for at, text in figure.weeks])
    rules = [{"t": _time(at)} for at, _ in figure.weeks]
    if figure.is_long:
        words = Words(language=figure.language)
        marks = calendar_ticks(figure.since.date(), figure.until.date(), sheet.across, sheet.margins.right, words)
        rules = weeks = [{"t": _time(datetime.combine(day, time())), "s": text} for day, text in marks]
    sheet.add("rect", [{"t": begins, "u": ends}], {"color": SHADE}, x="t", x2="u", y=0, y2=sheet.down)
    sheet.add("rule", ticks, {"color": GRID}, y="v", x=0, x2=sheet.across)
    sheet.add("text", ticks, {"align": "right", "baseline": "middle"}, y="v", x=-8, text="s")
    sheet.add("rule", rules, {"color": GRID}, x="t", y=0, y2=sheet.down)
    looks = {"align": "left", "baseline": "middle", "dx": 2}
    sheet.add("text", weeks, looks, x="t", y=sheet.down + 11, text="s")
    axis = wrapped(figure.axis, sheet.width - 2 * layout.edge, bold=True)
    sheet.write(axis, layout.edge - layout.left, 15 - layout.top, fontWeight="bold", color=INK)
    lines = credit_lines(figure.credit, sheet.width, layout.edge)
    if lines:
        sheet.write(lines, layout.edge - layout.left, sheet.down + _DATES + 8, fontSize=11)


def _with_room(sheet: Sheet, weeks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every week's date, or every second, third … to the last where each has not the room; none that would be cut."""
    if len(weeks) < 2:
        return list(weeks)
    apart = sheet.x.at(weeks[1]["t"]) - sheet.x.at(weeks[0]["t"])
    each = max(wide(week["s"]) for week in weeks) + 6
    step = max(1, -int(-each // max(apart, 1)))
    kept = weeks[(len(weeks) - 1) % step :: step]
    return [week for week in kept if sheet.x.at(week["t"]) + wide(week["s"]) <= sheet.across + sheet.margins.right]


def _rate(sheet: Sheet, figure: RateFigure) -> None:
    rows = [{"t": _time(dot.at), "v": float(dot.value), "run": dot.run, "d": dot.said} for dot in figure.dots]
    expected = [
        {"t": _time(dot.at), "v": dot.expected[0], "v2": dot.expected[1]} for dot in figure.dots if dot.expected
    ]
    broad = 2 if figure.is_long else 9
    sheet.add("rule", expected, {"color": RANGE, "strokeWidth": broad}, x="t", y="v", y2="v2")
    bare = [{name: row[name] for name in ("t", "v", "run")} for row in rows]
    sheet.add("line", bare, {"color": LINE, "strokeWidth": 2}, x="t", y="v", detail="run")
    looks = {"color": LINE, "filled": True, "opacity": 1, "stroke": PAPER, "strokeWidth": 0}
    linked = [
        {**row, "h": f"#rate-{dot.label}", "size": 24 if figure.is_long else 34}
        for row, dot in zip(rows, figure.dots, strict=True)
        if dot.is_shown
    ]
    runs = Counter(dot.run for dot in figure.dots)  # of many dots in a row the line alone is drawn
    others = [
        {**row, "size": 16}
        for row, dot in zip(rows, figure.dots, strict=True)
        if not dot.is_shown and (not figure.is_long or runs[dot.run] == 1)
    ]
    newest = {**rows[-1], "size": 55, **({"h": f"#rate-{figure.dots[-1].label}"} if figure.dots[-1].is_shown else {})}
    linked = [row for row in linked if row["t"] != newest["t"]]
    others = [row for row in others if row["t"] != newest["t"]]
    for signs in (others, linked, [newest]):
        sheet.add("point", signs, looks, x="t", y="v", size="size")
    sheet.add(
        "text",
        [{"t": newest["t"], "v": newest["v"], "s": figure.last}],
        {"align": "left", "baseline": "middle", "dx": 8, "fontWeight": "bold", "fontSize": 14, "color": LINE},
        x="t",
        y="v",
        text="s",
    )


def _lanes(sheet: Sheet, figure: RateFigure, layout: _Layout) -> None:
    names: list[Row] = []
    rules: list[Row] = []
    long: list[Row] = []
    signs: list[Row] = []
    counts: list[Row] = []
    for number, lane in enumerate(figure.lanes):
        top = _PRICE + _GAP + layout.lane * number
        middle = top + layout.lane - 11 if layout.named_above else top + layout.lane / 2 + 2
        shape, color = SIGNS.get(lane.key, SIGNS[OTHERS])
        if layout.named_above:
            names.append({"px": 2, "py": middle - 17, "s": fitting(lane.name, sheet.across)})
        else:
            names.append({"px": -8, "py": middle, "s": fitting(lane.name, layout.left - 10)})
        rules.append({"py": middle})
        for sign, (lower, right, down) in zip(lane.signs, _staggered(sheet, lane), strict=True):
            at = {"t": _time(sign.at), "py": middle + lower}
            if sign.begins and sign.ends:
                long.append({**at, "t": _time(sign.begins), "u": _time(sign.ends), "c": color})
            if sign.count > 1:
                counts.append({"px": sheet.x.at(at["t"]) + right, "py": at["py"] + down, "s": str(sign.count)})
            look = {"c": color, "shape": shape, "size": _LARGER if shape.startswith("M") else _SIZE}
            signs.append({**at, **look, "d": sign.said, "h": sign.leads[0]})
    align = "left" if layout.named_above else "right"
    sheet.add("rule", rules, {"color": GRID}, x=0, x2=sheet.across, y="py")
    sheet.add("text", names, {"align": align, "baseline": "middle", "color": INK}, x="px", y="py", text="s")
    sheet.add("rule", long, {"strokeWidth": 4, "opacity": 0.45, "clip": True}, x="t", x2="u", y="py", color="c")
    looks = {"filled": True, "opacity": 1, "stroke": PAPER, "strokeWidth": 1}
    sheet.add("point", signs, looks, x="t", y="py", color="c", shape="shape", size="size")
    words: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 10, "fontWeight": "bold"}
    ground: dict[str, Any] = {"color": PAPER, "stroke": PAPER, "strokeWidth": 3}  # no neighbour runs into them
    sheet.add("text", counts, words | ground, x="px", y="py", text="s")
    sheet.add("text", counts, words | {"color": INK}, x="px", y="py", text="s")


def _staggered(sheet: Sheet, lane: Lane) -> list[tuple[int, int, int]]:
    """Pixels down for each sign; to the right of it and further down for its number.

    Neighbours that would hide one another or a number stand higher and lower by turns, and numbers with them: so each
    is nearest to its own sign and within its lane.
    """
    places = [sheet.x.at(_time(sign.at)) for sign in lane.signs]
    apart = [after - at for at, after in pairwise(places)] + [_BESIDE]
    beyond = [after - at for at, after in zip(places, places[2:], strict=False)] + [_BESIDE] * 2
    found: list[tuple[int, int, int]] = []
    follows = False
    for sign, room, second in zip(lane.signs, apart, beyond, strict=False):
        close = room < (_BESIDE if sign.count > 1 else _TOUCHING)
        lower = -found[-1][0] if follows else -4 if close else 0
        way = (lower > 0) - (lower < 0)
        found.append((lower, *((8, 0) if room >= _BESIDE else (4, 5 * way) if second >= _CROWDED else (1, 7 * way))))
        follows = close
    return found


def _note(sheet: Sheet, figure: RateFigure, note: Note, number: int) -> None:
    at = sheet.x.at(_time(note.at))
    left = at > sheet.across / 2
    dash = (2, 3) if note.is_break else (6, 3)
    sheet.rule((at, 0, at, _PRICE), color=SOFT, strokeDash=dash)
    room = (at if left else sheet.across - at) - 6
    y = _free(figure, note, left=left) + 16 * number
    sheet.write(
        fitting(note.text, room, 12),
        at - 5 if left else at + 5,
        y,
        align="right" if left else "left",
        fontSize=12,
        color=INK,
    )


def _free(figure: RateFigure, note: Note, *, left: bool) -> int:
    """Pixels from the top where words beside a moment do not lie on the line: above it or beneath it."""
    width = (figure.until - figure.since) * 2 / 5
    begins, ends = (note.at - width, note.at) if left else (note.at, note.at + width)
    beside = [dot.value for dot in figure.dots if begins <= dot.at <= ends] or [figure.dots[-1].value]
    middle = sum(beside) / len(beside)
    return 10 if middle < (figure.bottom + figure.top) / 2 else _PRICE - 10 - 16 * len(figure.notes)
