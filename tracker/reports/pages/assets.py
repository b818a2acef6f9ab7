"""The style and the script of a page: inside it with their hashes, or beside it in a folder."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from tracker.reports.figures import palette

STYLE = "style.css"
SCRIPT = "page.js"
NAMES = (STYLE, SCRIPT)


@cache
def asset(name: str) -> str:
    """The text of an asset: ASCII, so that any encoding of the page shows it alike."""
    shipped = files("tracker.reports.pages").joinpath("assets", name).read_text(encoding="ascii")
    return shipped + figure_styles() if name == STYLE else shipped


def figure_styles() -> str:
    """The colours of figures, light and dark as the page is, whoever chose that."""
    dark = {**palette.DARK, palette.INK: "var(--ink)", palette.PAPER: "var(--paper)"}
    pairs = "".join(
        f"--fig-{name}:{other if other.startswith('var') else f'light-dark({colour},{other})'};"
        for colour, name in palette.NAMES.items()
        if (other := dark.get(colour, ""))
    )
    return f"\n/* Figures */\n{palette.styles()}\n.fig{{{pairs}}}\n"


def hash_of(content: str) -> str:
    """What a content security policy calls an inline style or script.

    >>> hash_of("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
