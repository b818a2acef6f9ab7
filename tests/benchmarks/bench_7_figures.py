"""Figures of a page: as specifications, beside Altair writing each layer anew, and as SVG that stands in a page."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path

from harness import Answer, Bench, Prepared, child


def of_a_week() -> list[object]:
    """The figures of a report, from a briefing made by hand."""
    from tests.reports.figures_of_all_kinds import every_figure

    return list(every_figure())


def digest(found: object) -> Answer:
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def specifications(tiny: bool, _: Path, *, anew: bool) -> Prepared:
    from tracker.reports.figures import drawing
    from tracker.reports.figures.figure import NARROW, WIDE

    figures, weeks = of_a_week(), 1 if tiny else 20

    def work() -> object:
        found = []
        for _ in range(weeks):
            for figure in figures:
                for frame in (WIDE, NARROW):
                    if anew:
                        drawing._layer.cache_clear()
                    found.append(figure.spec(frame))  # type: ignore[attr-defined]
        return found

    return Prepared(work=work, answer=digest)


def pictures(tiny: bool, _: Path) -> Prepared:
    from tracker.reports.figures.figure import NARROW, WIDE
    from tracker.reports.figures.inline import svg_of

    figures, weeks = of_a_week(), 1 if tiny else 5

    def work() -> object:
        frames = (WIDE, NARROW)
        return [svg_of(figure, frame) for _ in range(weeks) for figure in figures for frame in frames]  # type: ignore[arg-type]

    return Prepared(work=work, answer=digest)


BENCHES = [
    Bench(
        what="14 specifications of figures, 20 times",
        ours=partial(specifications, anew=False),
        against="Altair writing every layer anew",
        theirs=partial(specifications, anew=True),
        goal=0.1,
    ),
    Bench(what="14 figures as SVG, 5 times", ours=pictures),
]

if __name__ == "__main__":
    child(BENCHES)
