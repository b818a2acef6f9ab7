"""A sheet that figures are drawn on: everything at fixed places, so that sizes are known and words stay whole.

Each layer is written by Altair once in a process and filled with its rows and scales afterwards: writing it anew for
each figure takes three times as long as drawing it, and a site of years draws thousands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tracker.reports.cleaning import shorten
from tracker.reports.figures.palette import PAPER, SOFT

FONT = "Liberation Sans"
"""Comes with the renderer, so that a figure is the same wherever it is drawn."""

SIZE, SMALL = 13, 11
"""Pixels of letters: of most words, and of asides; the same in every frame."""

_NARROW, _WIDE = frozenset("iIjl.,:;'|!ftr()[]-/ \u00a0\u202f·’"), frozenset("mwMWGOQ%@—…")
_TAKEN = {**dict.fromkeys(_NARROW, 0.32), **dict.fromkeys(_WIDE, 0.86)}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From values to pixels across or down the plot; ``begin`` and ``end`` are drawn at ``low`` and ``high``."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        """Pixels of a value."""
        return self.begin + (value - self.low) / (self.high - self.low) * (self.end - self.begin)

    def spec(self) -> dict[str, Any]:
        """The same as Vega-Lite says it."""
        return {
            "domain": [self.low, self.high],
            "range": [round(self.begin, 2), round(self.end, 2)],
            "nice": False,
            "zero": False,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """Pixels around the plot."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What is drawn so far, in order. ``x`` and ``y`` are the scales of values; everything else is in pixels.

    ``width`` is that of the whole; ``down`` the height of the plot.
    """

    width: int
    down: float
    margins: Margins
    x: Scale
    y: Scale
    layers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def across(self) -> int:
        """Pixels of the plot from left to right."""
        return self.width - self.margins.left - self.margins.right

    def add(self, mark: str, rows: Iterable[Row], looks: Row | None = None, /, **channels: str | float) -> None:
        """Draw rows. A channel names a field of them or is itself a place in pixels.

        Fields of ``x`` and ``y`` are values of the scales, those that begin with ``px`` are pixels; fields of colours,
        shapes and sizes say these themselves. Fields ``d`` and ``h`` of a row are its words and where it leads to.
        """
        values = list(rows)
        if not values:
            return
        if "d" in values[0]:
            channels |= {"description": "d", "tooltip": "d"} | ({"href": "h"} if "h" in values[0] else {})
        layer = json.loads(_layer(mark, tuple(sorted((looks or {}).items(), key=str)), tuple(channels.items())))
        for name, scale in (("x", self.x), ("y", self.y)):
            placed = layer["encoding"].get(name, {})
            if "field" in placed and "scale" not in placed:
                placed["scale"] = scale.spec()
        if "d" not in values[0]:
            layer["mark"]["aria"] = False
        self.layers.append({"data": {"values": values}, **layer})

    def write(self, text: str | Sequence[str], x: float, y: float, **looks: Any) -> None:
        """Words at a place in pixels, one line or several."""
        lines = [text] if isinstance(text, str) else list(text)
        apart = looks.get("fontSize", SIZE) + 4
        rows = [{"px": round(x, 2), "py": round(y + apart * number, 2), "s": line} for number, line in enumerate(lines)]
        self.add("text", rows, {"align": "left", "baseline": "middle", **looks}, x="px", y="py", text="s")

    def rule(self, ends: tuple[float, float, float, float], **looks: Any) -> None:
        """A line between two places in pixels: x, y, x, y."""
        row = dict(zip(("px", "py", "px2", "py2"), (round(one, 2) for one in ends), strict=True))
        self.add("rule", [row], looks, x="px", y="py", x2="px2", y2="py2")

    def clear(self, bands: Iterable[tuple[float, float]]) -> None:
        """Paper from edge to edge between two heights each, so that no line runs through words."""
        rows = [{"py": top, "py2": bottom} for top, bottom in bands]
        ends = {"x": -self.margins.left, "x2": self.across + self.margins.right}
        self.add("rect", rows, {"color": PAPER, "opacity": 1}, y="py", y2="py2", **ends)

    def spec(self) -> dict[str, Any]:
        """The Vega-Lite specification."""
        return {
            "$schema": _schema(),
            "background": "white",
            "width": self.across,
            "height": self.down,
            "padding": {
                "left": self.margins.left,
                "right": self.margins.right,
                "top": self.margins.top,
                "bottom": self.margins.bottom,
            },
            "autosize": {"type": "none"},
            "config": {"view": {"stroke": None}, "text": {"font": FONT, "fontSize": SIZE, "color": SOFT}},
            "layer": self.layers,
        }


@lru_cache(maxsize=1)
def _schema() -> str:
    import altair as alt

    return str(alt.SCHEMA_URL)


@lru_cache(maxsize=512)
def _layer(mark: str, looks: tuple[tuple[str, Any], ...], channels: tuple[tuple[str, str | float], ...]) -> str:
    """A layer without rows, as JSON. No validation: a test holds whole figures against the schema."""
    import altair as alt
    from altair.utils.schemapi import debug_mode

    with debug_mode(arg=False):
        chart = getattr(alt.Chart(alt.InlineData(values=[{}])), f"mark_{mark}")(
            **{name: list(value) if isinstance(value, tuple) else value for name, value in looks}
        )
        layer = chart.encode(**{name: _channel(alt, name, value) for name, value in channels}).to_dict(validate=False)
    return json.dumps({name: layer[name] for name in ("mark", "encoding")})


def _channel(alt: Any, name: str, value: str | float) -> Any:
    kind = getattr(alt, name[:1].upper() + name[1:])
    if not isinstance(value, str):
        return getattr(alt, f"{name.upper()}Value")(value)
    if name in {"x2", "y2"}:
        return kind(f"{value}:Q")
    if name in {"x", "y"}:
        return kind(f"{value}:Q", axis=None, **({"scale": None} if value.startswith("p") else {}))
    if name in {"color", "shape", "size", "strokeWidth", "opacity"}:
        return kind(f"{value}:{'N' if name in {'color', 'shape'} else 'Q'}", scale=None, legend=None)
    return kind(f"{value}:N")


def wide(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """About how many pixels words take; rather too many than too few."""
    return size * sum(_TAKEN.get(one, 0.68 if one.isupper() else 0.57) for one in text) * (1.06 if bold else 1)


def wrapped(text: str, room: float, size: float = SIZE, *, bold: bool = False, most: int = 3) -> list[str]:
    """The words on lines of so many pixels, the last one cut where it is too long."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and wide(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [fitting(line, room, size, bold=bold) for line in lines]


def fitting(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> str:
    """The words, or their beginning that has room."""
    while len(text) > 1 and (taken := wide(text, size, bold=bold)) > room:
        text = shorten(text, max(2, min(len(text) - 1, int(len(text) * room / taken))))
    return text


def credit_lines(credit: str, width: float, margin: float) -> list[str]:
    """The credit beneath a figure."""
    return wrapped(credit, width - 2 * margin, SMALL, most=2) if credit else []
