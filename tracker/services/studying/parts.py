"""The parts of a study's page, in the order a reader needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.reports.document import Block, FigureBlock, Paragraph, Section, Text, text
from tracker.reports.phrases import headline_of
from tracker.services.study_second import second_lines
from tracker.services.study_tests import volatility_lines
from tracker.services.studying.figures import Drawn, drawn_of, wider, windows_of
from tracker.services.studying.notes import left_out_part, method_part
from tracker.services.studying.tables import FOUND, STAR, judged_table, rates_table, tests_table

if TYPE_CHECKING:
    from tracker.model.event_set import EventSet
    from tracker.reports.briefing import Briefing
    from tracker.reports.figures.figure import Figure
    from tracker.services.prepared import Prepared
    from tracker.services.studies import StudyAnswer

_NAME = 60
_UNITS = (
    "A window here is the rates around one first rate that must have known: each counts by itself, though neighbours"
    " share rates. The tests of all together take those that overlap as one stretch of time."
)


def parts_of(
    answer: StudyAnswer, prepared: Prepared, briefing: Briefing, sets: Sequence[EventSet]
) -> tuple[Section, ...]:
    """Every part there is something to say in; the announcements themselves follow in the page's own list."""
    figures = _figures(answer, prepared)
    found = (
        ("judged", "IS THAT MORE THAN AN ORDINARY DAY?", _judged(answer, briefing, figures)),
        ("together", "ALL OF IT TOGETHER", _together(answer)),
        ("path", "BEFORE AND AFTER", _path(answer, figures)),
        ("rates", "WHICH RATES COULD HAVE KNOWN", _rates(briefing, figures)),
        ("second", "AT ANOTHER HOUR OF THE DAY", _second(answer)),
        ("left", "WHAT WAS LEFT OUT, AND WHY", left_out_part(answer, briefing)),
        ("method", "HOW THIS WAS RECKONED", method_part(answer, prepared, sets)),
    )
    made = ((key, title, tuple(blocks)) for key, title, blocks in found)
    return tuple(Section(key=key, title=title, blocks=blocks) for key, title, blocks in made if blocks)


def _judged(answer: StudyAnswer, briefing: Briefing, figures: dict[str, Figure]) -> Iterator[Block]:
    yield from _drawn(figures, "own-parts")
    yield judged_table(answer, briefing)
    yield _said(FOUND)
    if (answer.result.rows["spans"] > 1).any():
        yield _said(STAR)


def _together(answer: StudyAnswer) -> Iterator[Block]:
    table = tests_table(answer)
    if table is not None:
        total = answer.result.aggregate.iloc[0]
        events, separate = int(total["n_events"]), int(total["n_windows"])
        merged = "; those that overlap are one, so that a shared move counts once" if separate < events else ""
        apart = "one stretch of time" if separate == 1 else f"{separate} separate stretches of time"
        yield _said(f"{events} announcements in {apart}{merged}.")
        yield table


def _path(answer: StudyAnswer, figures: dict[str, Figure]) -> Iterator[Block]:
    yield from _drawn(figures, "path")
    if "path" in figures:
        if len(answer.result.rows) > 1:
            yield _said(_UNITS)
        yield from (_said(line) for line in volatility_lines(answer.result))


def _rates(briefing: Briefing, figures: dict[str, Figure]) -> Iterator[Block]:
    yield rates_table(briefing)
    yield _said("Announcements that share a rate share its move: it is one move, and is not to be added up.")
    yield from _drawn(figures, "rate")


def _second(answer: StudyAnswer) -> Iterator[Block]:
    said = [" ".join(line.split()) for line in second_lines(answer.events, answer.aligned, answer.second)]
    yield from (_said(line) for line in said)


def _drawn(figures: dict[str, Figure], key: str) -> Iterator[Block]:
    if key in figures:
        yield FigureBlock(figure=figures[key])


def _said(words: str) -> Paragraph:
    content: Text = text(words)
    return Paragraph(content=content)


def _figures(answer: StudyAnswer, prepared: Prepared) -> dict[str, Figure]:
    """The figures, the path over a wider window where the study's own is of one rate."""
    import pandas as pd

    spec, levels = answer.result.spec, prepared.chosen.levels
    window = wider(spec.window)
    around = answer.result if window == spec.window else prepared.run(window=window, statistics=(spec.headline,))
    rows = answer.result.to_frame()
    rows["verdict"] = [str(one) for one in answer.verdicts]
    values = {observation.label: float(observation.value) for observation in levels.observations}
    return drawn_of(
        Drawn(
            series=prepared.frames.column,
            rows=rows,
            path=around.path,
            windows=windows_of(around, around.spec),
            levels=pd.Series(values, dtype=float),
            alignments=prepared.alignments,
            unit=levels.series.unit,
            model=spec.model,
            show_levels=True,
            names={event.id: headline_of(event, _NAME) for event in answer.events},
        )
    )
