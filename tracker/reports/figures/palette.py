"""Colours and signs of every figure, and the names by which a page sets the colours anew.

Okabe and Ito's colours, which colour-blind readers tell apart; shapes differ as well, so that none is needed.
"""

from __future__ import annotations

from types import MappingProxyType

INK, SOFT, GRID, SHADE, PAPER = "#1b1f24", "#57606a", "#e3e6ea", "#f0f2f5", "#ffffff"
"""Words and what is to be read first; asides; lines of a scale; a stretch of time; what is drawn upon."""

LINE, RANGE = "#1f4e79", "#cfdbe7"
"""What is told: the rate, an estimate; and the range in which it was to be expected."""

ORANGE, SKY, GREEN, BLUE, VERMILION, PURPLE, GREY = (
    "#e69f00",
    "#56b4e9",
    "#009e73",
    "#0072b2",
    "#d55e00",
    "#cc79a7",
    "#57606a",
)

NAMES = MappingProxyType(
    {
        INK: "ink",
        SOFT: "soft",
        GRID: "grid",
        SHADE: "shade",
        PAPER: "paper",
        LINE: "line",
        RANGE: "range",
        ORANGE: "orange",
        SKY: "sky",
        GREEN: "green",
        BLUE: "blue",
        VERMILION: "vermilion",
        PURPLE: "purple",
    }
)
"""Of each colour: a page finds it as the class ``f-ink`` of what is filled with it, ``s-ink`` of what is drawn so."""

DARK = MappingProxyType(
    {
        INK: "#e8eaed",
        SOFT: "#a9b1ba",
        GRID: "#363c44",
        SHADE: "#22272d",
        PAPER: "#14171b",
        LINE: "#8ab8e6",
        RANGE: "#34495e",
        BLUE: "#4aa3df",
        VERMILION: "#ef7b2d",
        GREEN: "#1fbd90",
    }
)
"""The same where a page is dark; colours that are not here can be told on both."""

OTHERS = "others"
"""Key of whoever has no sign of its own."""

SIGNS = MappingProxyType(
    {
        "US": ("circle", BLUE),
        "EU": ("square", ORANGE),
        "UK": ("triangle-up", GREEN),
        "RU": ("diamond", VERMILION),
        "UA": ("triangle-down", SKY),
        "DE": ("cross", PURPLE),
        "G7": ("triangle-right", GREEN),
        "NATO": ("triangle-left", BLUE),
        "OSCE": ("M0,-1L0.3,-0.3L1,0L0.3,0.3L0,1L-0.3,0.3L-1,0L-0.3,-0.3Z", GREY),
        "CA": ("triangle-down", VERMILION),
        "CH": ("cross", VERMILION),
        "JP": ("circle", PURPLE),
        "INT": ("M-1,-0.4L1,-0.4L1,0.4L-1,0.4Z", GREY),
        OTHERS: ("M-0.4,-1L0.4,-1L0.4,1L-0.4,1Z", GREY),
    }
)
"""Shape and colour of each authority, in every figure."""


def styles() -> str:
    """Rules for a page's own style sheet: the colours by class, dark where the reader likes that.

    Letters are set as they were measured, in Liberation Sans or one as wide: in others words may be cut.

    The page may set any of the variables ``--fig-ink`` … itself.
    """
    light = "".join(f"--fig-{name}:{colour};" for colour, name in NAMES.items())
    dark = "".join(f"--fig-{NAMES[colour]}:{other};" for colour, other in DARK.items())
    rules = "".join(
        f".fig .f-{name}{{fill:var(--fig-{name})}}.fig .s-{name}{{stroke:var(--fig-{name})}}" for name in NAMES.values()
    )
    return (
        f".fig{{{light}display:block;max-width:100%;height:auto;overflow:visible}}{rules}"
        ".fig a:focus{outline:none}.fig a:focus-visible *,.fig a:hover *{stroke:var(--fig-ink);stroke-width:2.5}"
        f"@media (prefers-color-scheme:dark){{.fig{{{dark}}}}}@media print{{.fig{{{light}}}}}"
    )
