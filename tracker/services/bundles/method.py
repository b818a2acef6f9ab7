"""The method note of a bundle: what was computed, by which formulas, after whom; in Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.analysis.family import adjustments
from tracker.analysis.model import models
from tracker.analysis.pooled import pooled_statistics
from tracker.analysis.statistic import statistics
from tracker.services.calibrations import calibration_lines
from tracker.services.study_words import window_words

if TYPE_CHECKING:
    from tracker.analysis.spec import StudySpec
    from tracker.services.bundles.reading import Study

_REFERENCES = (
    "Campbell, J. Y., Lo, A. W. and MacKinlay, A. C. (1997), *The Econometrics of Financial Markets*, chapter 4.",
    "MacKinlay, A. C. (1997), Event Studies in Economics and Finance, *Journal of Economic Literature* 35(1), 13–39.",
)
"""Of what every study here does; those of its model and tests stand with them."""


def method_note(study: Study) -> str:
    """What the numbers of a study are, with formulas and references."""
    return "\n".join(_lines(study)) + "\n"


def _lines(study: Study) -> Iterator[str]:
    spec, question = study.spec, study.question
    series = question["series"]
    model = models()[spec.model]
    first, last = spec.window
    words = window_words(spec.window)
    yield "# Method"
    yield ""
    yield "## Returns and direction"
    yield ""
    yield from _paragraph(
        f"The series is {_inert(series['key'])}: {_inert(series['unit'])}, {_inert(series['words'])}. A return is"
        " r_t = ln(P_t / P_t′), where t′ is the observation before. Moves are in log points; a positive one means that"
        " the second currency weakened. 0.01 is about one per cent."
    )
    if spec.max_gap_days is not None:
        yield from _paragraph(
            f"Returns over more than {spec.max_gap_days:g} days are no ordinary ones: they enter neither estimation nor"
            " reference. Nothing is computed across a change in how the rate is made."
        )
    yield "## Events and windows"
    yield ""
    yield from _paragraph(
        "An event is known by the interval in which it became public. The last rate whose making had ended before the"
        " interval begins cannot have known it (`pre`); the first whose making begins at or after its end must have"
        " (`label`, τ = 0). Where several rates lie between them (`spans` above 1), each may have been the first: the"
        " move runs over all of them, and the p-value is min(1, m · min p) over the m of them."
    )
    yield from _paragraph(
        f"{words[:1].upper()}{words[1:]}; L = {last - first} + `spans` observations. Windows that overlap are one in"
        " the mean. Neither the choice of events nor anything here shows what caused a move."
    )
    yield f"## The usual move: model `{spec.model}`"
    yield ""
    yield from _paragraph(
        f"{model.title[:1].upper()}{model.title[1:]}. {model.formula}. Estimated on {spec.estimation} ordinary"
        f" observations that end {spec.gap} before the window"
        f"{'; windows of the selected events are left out' if spec.exclude_events else ''}. Reference:"
        f" {model.reference}."
    )
    if series["no_factors"]:
        yield from _paragraph(f"Nothing better than the mean was to be had: {_inert(series['no_factors'])}.")
    yield from _paragraph(
        "The own part of a move is CAR = Σ (r_t − E[r_t]) over the window. Its variance is s²[L + g′(X′X)⁻¹g],"
        " s² = e′e/(T − k), g = Σ x_t over the window, with the constant."
    )
    yield "## Tests"
    yield ""
    yield from _tests(spec)
    told = calibration_lines(spec, study.column.rpartition("@")[2])
    if told:
        yield "## How often the test is wrong on ordinary days"
        yield ""
        yield from _paragraph(" ".join(told))
    yield "## References"
    yield ""
    for reference in _REFERENCES:
        yield f"- {reference}"


def _tests(spec: StudySpec) -> Iterator[str]:
    for key in spec.single:
        one = statistics()[key]
        mark = " (the headline p)" if key == spec.headline else ""
        yield f"- **`{key}`**{mark}: {one.title}. Tests that {one.null}. Reference: {one.reference}."
    for key in spec.pooled:
        many = pooled_statistics()[key]
        yield f"- **`{key}`** (over all windows): {many.title}. Tests that {many.null}. Reference: {many.reference}."
    yield ""
    yield from _paragraph(
        "Windows tested side by side: the headline p of each also comes allowing for how many there are, in the columns"
        " `KEY_pvalue` of `tables/events.csv`. Why one is missing stands in `tables/not-applicable.csv`."
    )
    for key, adjustment in adjustments().items():
        yield f"- **`{key}`**: {adjustment.title}. Controls {adjustment.controls}. Reference: {adjustment.reference}."
    yield ""
    yield from _paragraph(
        "A p of 0.09 under the headline test says: as large on 9 of 100 ordinary days of like volatility. Of many"
        " events some are marked by chance: with a level of 5 %, one in twenty."
    )


def _paragraph(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False)
    yield ""


def _inert(text: object) -> str:
    """A text from the bundle, as plain words within Markdown."""
    from tracker.model.plain_text import clean

    return "".join(one for one in clean(str(text)) if one not in "`*<>[]|\\")
