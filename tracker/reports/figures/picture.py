"""Specifications of figures as pictures: drawn without a browser and without the network, in few colours."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tracker.reports.figures.figure import LETTER
from tracker.reports.figures.rate import RateFigure
from tracker.reports.figures.spec import height_of, spec_of

WIDTH = 576
"""Pixels a letter has for it on a desk."""

_LARGER = WIDTH / LETTER.width
_SHARP = 2
_COLOURS = 128
"""Of half as many, those of small signs were mixed."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure drawn: PNG bytes, the pixels it is shown at, what it says in words, and how it is read."""

    png: bytes
    width: int
    height: int
    spoken: str
    reading: str


def picture_of(figure: RateFigure | None) -> Picture | None:
    """The figure on white at twice the pixels it is shown at; None where there is none, or it cannot be drawn here.

    A letter goes without its picture rather than not at all; why there is none stands in the log.
    """
    if figure is None:
        return None
    try:
        png = _of(figure)
    except (ImportError, ValueError, OSError) as error:  # the renderer says everything by a ValueError
        _LOG.warning("The figure cannot be drawn, the letter goes without: %s", error)
        return None
    height = round(height_of(figure) * _LARGER)
    return Picture(png=png, width=WIDTH, height=height, spoken=figure.spoken, reading=figure.reading)


@lru_cache(maxsize=8)
def _of(figure: RateFigure) -> bytes:
    """Readers of one language share one picture."""
    return png_of(spec_of(figure), scale=_SHARP * _LARGER)


def png_of(spec: dict[str, Any], *, scale: float = _SHARP) -> bytes:
    """A specification as a PNG of few colours, at so many times its pixels.

    Data elsewhere than in it are refused (``ValueError``).
    """
    import vl_convert
    from PIL import Image, ImageFile

    full = vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[])
    parser = ImageFile.Parser()
    parser.feed(full)
    few = parser.close().convert("RGB").quantize(colors=_COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, format="PNG", optimize=True)
    return out.getvalue()
