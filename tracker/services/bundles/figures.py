"""Figures of a study as files: the same study gives the same bytes, with no dates in them and nothing of the user's."""

from __future__ import annotations

import json

from tracker.reports.figures.figure import WIDE
from tracker.reports.figures.inline import svg_file
from tracker.reports.figures.picture import png_of
from tracker.services.studying.figures import Drawn, drawn_of


def figures_of(drawn: Drawn) -> dict[str, bytes]:
    """PNG, SVG and Vega-Lite specification of each figure that the study has something for, by file name."""
    found: dict[str, bytes] = {}
    for name, figure in drawn_of(drawn).items():
        spec = figure.spec(WIDE)
        found[f"figures/{name}.png"] = png_of(spec)
        found[f"figures/{name}.svg"] = svg_file(figure, WIDE)
        found[f"figures/{name}.vl.json"] = (json.dumps(spec, ensure_ascii=False, indent=1) + "\n").encode()
    return found
