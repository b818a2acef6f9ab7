"""Figures as SVG that stands inside a page: links that work without a script, and no address but the page's own."""

from __future__ import annotations

from tracker.reports.figures.figure import Figure, Frame

_BASE = "https://vega.github.io/vega-datasets/"
"""What the renderer puts before a relative address."""


def svg_of(figure: Figure, frame: Frame) -> str:
    """The figure as one ``svg`` element for an HTML page."""
    import vl_convert

    drawn = str(vl_convert.vegalite_to_svg(figure.spec(frame), allowed_base_urls=[]))
    return drawn.replace(f'"{_BASE}#', '"#')
