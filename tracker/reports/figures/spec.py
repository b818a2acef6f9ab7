"""A figure as a Vega-Lite specification: everything at fixed places, so that its size is known before it is drawn.

Colours are Okabe and Ito's, which colour-blind readers tell apart; shapes differ as well, so none is needed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tracker.reports.figures.rate import OTHERS, Lane, Note, RateFigure

WIDTH = 576
"""Pixels of every figure, across."""

FONT = "Liberation Sans"
"""Comes with the renderer, so that a figure is the same wherever it is drawn."""

_LEFT, _RIGHT, _TOP = 110, 78, 38
_PRICE = 180
_LANE = 26
_GAP = 10
_DATES = 24
_CREDIT = 26
_NEXT = 19
_TEXT, _SMALL, _LARGE = 16, 14, 17
"""Pixels of letters. A phone shows the figure at less than two thirds of its width."""

_MARGIN = 12
_ACROSS = WIDTH - _LEFT - _RIGHT
_INK, _SOFT, _GRID, _SHADE, _LINE = "#1b1f24", "#57606a", "#e3e6ea", "#f0f2f5", "#1f4e79"
_SIZE, _LARGER = 95, 150
_SIGNS = {
    "US": ("circle", "#0072b2"),
    "EU": ("square", "#e69f00"),
    "UK": ("triangle-up", "#009e73"),
    "RU": ("diamond", "#d55e00"),
    "UA": ("triangle-down", "#56b4e9"),
    "DE": ("cross", "#cc79a7"),
    "G7": ("triangle-right", "#009e73"),
    "NATO": ("triangle-left", "#0072b2"),
    "OSCE": ("M0,-1L0.3,-0.3L1,0L0.3,0.3L0,1L-0.3,0.3L-1,0L-0.3,-0.3Z", "#57606a"),
    "CA": ("triangle-down", "#d55e00"),
    "CH": ("cross", "#d55e00"),
    "JP": ("circle", "#cc79a7"),
    "INT": ("M-1,-0.4L1,-0.4L1,0.4L-1,0.4Z", "#57606a"),
    OTHERS: ("M-0.4,-1L0.4,-1L0.4,1L-0.4,1Z", "#57606a"),
}


def height_of(figure: RateFigure) -> int:
    """Pixels from top to bottom."""
    return _TOP + _down(figure) + _DATES + (_CREDIT if figure.credit else 6)


def spec_of(figure: RateFigure) -> dict[str, Any]:
    """The Vega-Lite specification; the same figure gives the same one. It names no data but its own."""
    import altair as alt
    from altair.utils.schemapi import debug_mode

    with debug_mode(arg=False):  # a test holds it against the schema; doing so each time takes twice as long as drawing
        return _spec(alt, figure)


def _spec(alt: Any, figure: RateFigure) -> dict[str, Any]:
    layers = [*_ground(alt, figure), *_rate(alt, figure), *_beneath(alt, figure), *_notes(alt, figure)]
    chart = (
        alt.layer(*layers)
        .properties(
            width=_ACROSS,
            height=_down(figure),
            background="white",
            padding={"left": _LEFT, "right": _RIGHT, "top": _TOP, "bottom": height_of(figure) - _TOP - _down(figure)},
            autosize=alt.AutoSizeParams(type="none"),
        )
        .configure_view(stroke=None)
        .configure_text(font=FONT, fontSize=_TEXT, color=_SOFT)
    )
    return dict(chart.to_dict(validate=False))


def _down(figure: RateFigure) -> int:
    return _PRICE + (_GAP + _LANE * len(figure.lanes) if figure.lanes else 0)


def _time(wall: datetime) -> int:
    """Milliseconds of a wall clock: the time axis knows no zone."""
    return int(wall.replace(tzinfo=UTC).timestamp() * 1000)


def _x(alt: Any, figure: RateFigure, field: str = "t") -> Any:
    domain = [_time(figure.since), _time(figure.until)]
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=domain, range=[0, _ACROSS], nice=False, zero=False), axis=None)


def _y(alt: Any, figure: RateFigure) -> Any:
    domain = [float(figure.bottom), float(figure.top)]
    return alt.Y("v:Q", scale=alt.Scale(domain=domain, range=[_PRICE, 0], nice=False, zero=False), axis=None)


def _chart(alt: Any, rows: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.InlineData(values=rows))


def _written(alt: Any, text: str, x: float, y: float, **looks: Any) -> Any:
    """Words at a fixed place, measured from the corner of the price panel."""
    looks = {"align": "left", "baseline": "middle", **looks}
    return _chart(alt, [{}]).mark_text(text=text, **looks).encode(x=alt.XValue(x), y=alt.YValue(y))


def _ground(alt: Any, figure: RateFigure) -> list[Any]:
    """The shaded period, the lines of the scale, where weeks begin, and the words around."""
    down = _down(figure)
    shaded = [{"t": _time(figure.shaded[0]), "u": _time(figure.shaded[1])}]
    ticks = [{"v": float(tick.value), "s": tick.text} for tick in figure.ticks]
    weeks = [{"t": _time(at), "s": text} for at, text in figure.weeks]
    layers = [
        _chart(alt, shaded)
        .mark_rect(color=_SHADE)
        .encode(x=_x(alt, figure), x2="u:Q", y=alt.YValue(0), y2=alt.Y2Value(down)),
        _chart(alt, ticks).mark_rule(color=_GRID).encode(y=_y(alt, figure), x=alt.XValue(0), x2=alt.X2Value(_ACROSS)),
        _chart(alt, ticks)
        .mark_text(align="right", baseline="middle", dx=-8)
        .encode(y=_y(alt, figure), x=alt.XValue(0), text="s:N"),
        _chart(alt, weeks).mark_rule(color=_GRID).encode(x=_x(alt, figure), y=alt.YValue(0), y2=alt.Y2Value(down)),
        _chart(alt, weeks)
        .mark_text(align="left", baseline="middle", dx=2)
        .encode(x=_x(alt, figure), y=alt.YValue(down + 13), text="s:N"),
        _written(alt, figure.axis, _MARGIN - _LEFT, -21, fontWeight="bold", color=_INK),
    ]
    if figure.credit:
        layers.append(
            _written(alt, figure.credit, _MARGIN - _LEFT, down + _DATES + 8, fontSize=_SMALL, limit=WIDTH - 2 * _MARGIN)
        )
    return layers


def _rate(alt: Any, figure: RateFigure) -> list[Any]:
    dots = [{"t": _time(dot.at), "v": float(dot.value), "run": dot.run} for dot in figure.dots]
    newest = [{**dots[-1], "s": figure.last}]
    x, y = _x(alt, figure), _y(alt, figure)
    return [
        _chart(alt, dots).mark_line(color=_LINE, strokeWidth=2).encode(x=x, y=y, detail="run:N"),
        _chart(alt, dots).mark_point(color=_LINE, filled=True, opacity=1, size=16).encode(x=x, y=y),
        _chart(alt, newest).mark_point(color=_LINE, filled=True, opacity=1, size=55).encode(x=x, y=y),
        _chart(alt, newest)
        .mark_text(align="left", baseline="middle", dx=8, fontWeight="bold", fontSize=_LARGE, color=_LINE)
        .encode(x=x, y=y, text="s:N"),
    ]


def _beneath(alt: Any, figure: RateFigure) -> list[Any]:
    layers = []
    for number, lane in enumerate(figure.lanes):
        layers += _lane(alt, figure, lane, _PRICE + _GAP + _LANE * number + _LANE / 2 + 2)
    return layers


def _lane(alt: Any, figure: RateFigure, lane: Lane, middle: float) -> list[Any]:
    shape, color = _SIGNS.get(lane.key, _SIGNS[OTHERS])
    signs = [{"t": _time(sign.at), "s": str(sign.count)} for sign in lane.signs]
    long = [{"t": _time(sign.begins), "u": _time(sign.ends)} for sign in lane.signs if sign.begins and sign.ends]
    layers = [
        _written(alt, lane.name, -8, middle, align="right", limit=_LEFT - 12, color=_INK),
        _chart(alt, [{}]).mark_rule(color=_GRID).encode(x=alt.XValue(0), x2=alt.X2Value(_ACROSS), y=alt.YValue(middle)),
    ]
    if long:
        layers.append(
            _chart(alt, long)
            .mark_rule(color=color, strokeWidth=4, opacity=0.45, clip=True)
            .encode(x=_x(alt, figure), x2="u:Q", y=alt.YValue(middle))
        )
    layers.append(
        _chart(alt, signs)
        .mark_point(
            shape=shape,
            color=color,
            filled=True,
            opacity=1,
            size=_LARGER if shape.startswith("M") else _SIZE,
            stroke="white",
            strokeWidth=1,
        )
        .encode(x=_x(alt, figure), y=alt.YValue(middle))
    )
    many = [sign for sign in signs if sign["s"] != "1"]
    if many:
        layers.append(
            _chart(alt, many)
            .mark_text(align="center", baseline="bottom", fontSize=12, fontWeight="bold", color=_INK)
            .encode(x=_x(alt, figure), y=alt.YValue(middle - 5), text="s:N")
        )
    return layers


def _notes(alt: Any, figure: RateFigure) -> list[Any]:
    layers = []
    for number, note in enumerate(figure.notes):
        at = [{"t": _time(note.at), "s": note.text}]
        left = note.at - figure.since > (figure.until - figure.since) / 2
        layers += [
            _chart(alt, at)
            .mark_rule(color=_SOFT, strokeDash=[2, 3] if note.is_break else [6, 3])
            .encode(x=_x(alt, figure), y=alt.YValue(0), y2=alt.Y2Value(_PRICE)),
            _chart(alt, at)
            .mark_text(
                align="right" if left else "left",
                baseline="middle",
                dx=-5 if left else 5,
                fontSize=_SMALL + 1,
                color=_INK,
            )
            .encode(x=_x(alt, figure), y=alt.YValue(_free(figure, note, left=left) + _NEXT * number), text="s:N"),
        ]
    return layers


def _free(figure: RateFigure, note: Note, *, left: bool) -> int:
    """Pixels from the top where words beside a moment do not lie on the line: above it or beneath it."""
    width = (figure.until - figure.since) * 2 / 5
    begins, ends = (note.at - width, note.at) if left else (note.at, note.at + width)
    beside = [dot.value for dot in figure.dots if begins <= dot.at <= ends] or [figure.dots[-1].value]
    middle = sum(beside) / len(beside)
    return 10 if middle < (figure.bottom + figure.top) / 2 else _PRICE - 10 - _NEXT * len(figure.notes)
