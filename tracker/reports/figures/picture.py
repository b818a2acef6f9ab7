"""Specifications of figures as pictures: drawn without a browser and without the network, in few colours."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tracker.reports.figures.rate import RateFigure
from tracker.reports.figures.spec import WIDTH, height_of, spec_of

_SCALE = 2
_COLOURS = 64
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
    """The figure on white at twice its pixels; None where there is none, or where it cannot be drawn here.

    A letter goes without its picture rather than not at all; why there is none stands in the log.
    """
    if figure is None:
        return None
    try:
        png = _of(figure)
    except (ImportError, ValueError, OSError) as error:  # the renderer says everything by a ValueError
        _LOG.warning("The figure cannot be drawn, the letter goes without: %s", error)
        return None
    return Picture(png=png, width=WIDTH, height=height_of(figure), spoken=figure.spoken, reading=figure.reading)


@lru_cache(maxsize=8)
def _of(figure: RateFigure) -> bytes:
    """Readers of one language share one picture."""
    return png_of(spec_of(figure))


def png_of(spec: dict[str, Any]) -> bytes:
    """A specification as a PNG of few colours. Data elsewhere than in it are refused (``ValueError``)."""
    import vl_convert
    from PIL import Image, ImageFile

    full = vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[])
    parser = ImageFile.Parser()
    parser.feed(full)
    few = parser.close().convert("RGB").quantize(colors=_COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, format="PNG", optimize=True)
    return out.getvalue()
