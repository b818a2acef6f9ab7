"""One question under every reasonable choice of model, window and estimation: the specification curve."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from tracker.analysis.circle import Circle, at_every_shift, window_weights
from tracker.analysis.column import Floats, Positions
from tracker.analysis.comparing.common import LEAST, Common
from tracker.analysis.comparing.dated import Dated, dated
from tracker.analysis.comparing.together import together
from tracker.analysis.localised import LEVEL
from tracker.analysis.merging import one_event_each
from tracker.analysis.selection import Event
from tracker.analysis.spec import StudySpec

WINDOWS = ((0, 0), (-1, 0), (-1, 1), (0, 1), (0, 2))
ESTIMATIONS = (120, 250, 500)
GAPS = (0, 10, 30)


Placed = tuple[Circle, Positions]
"""A circle of standardised returns, and windows of its series."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """One series with its events: what a specification is made of. Fields are arguments of `run_study`."""

    name: str
    returns: pd.DataFrame
    events: Sequence[Event]
    factors: pd.DataFrame | None = None
    gaps: pd.DataFrame | None = None
    method_breaks: pd.DataFrame | None = None
    max_gap_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One choice of everything, and what came of it."""

    series: str
    model: str
    window: tuple[int, int]
    estimation: int
    gap: int
    common: Common


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """All specifications, smallest estimate first, those without one last.

    Attributes
    ----------
    specifications : tuple of Specification
    n_tested, n_significant, n_positive : int
        With a p; of them with p ≤ 0.05, and with a positive estimate.
    median : float
        Median estimate, log points.
    joint_median, joint_share : float
        Of the specifications at the first series: share of all shifts of the dates at which the median of the
        standardised means, or the number of them with p ≤ 0.05, is as large as the one observed. NaN without any.
    joint_n : int
        How many specifications that is over.
    n_shifts : int
        Shifts looked at: all there are.
    """

    specifications: tuple[Specification, ...]
    n_tested: int
    n_significant: int
    n_positive: int
    median: float
    joint_median: float
    joint_share: float
    joint_n: int
    n_shifts: int


def curve(
    materials: Sequence[Material],
    models: Mapping[str, bool],
    *,
    windows: Sequence[tuple[int, int]] = WINDOWS,
    estimations: Sequence[int] = ESTIMATIONS,
    gaps: Sequence[int] = GAPS,
) -> Curve:
    r"""Every specification of a selection, and what all of them say together.

    Parameters
    ----------
    materials : sequence of Material
        Series, the first of which the joint test is of.
    models : mapping of str to bool
        Models to use, and whether each needs factors; those a series has no factors for are left out.
    windows, estimations, gaps : sequences
        Other choices, all combined.

    Notes
    -----
    Each specification gives the common effect of the windows with its interval and p, of a single window its own part
    and the default p (`tracker.analysis.comparing.together`). Ordinary days are the same in all of them: those outside
    the widest window of any event.

    Joint test: under the null the dates could have been any others with the same spacing. Shifting them by every k,
    in all specifications at once, gives the distribution of the whole curve, dependence between specifications
    included. ``joint_median`` is the share of shifts with a median of :math:`S_k/\mathrm{sd}(S)` over specifications
    as large in size as that observed, ``joint_share`` that of shifts at which as many specifications have p ≤ 0.05.
    Observations that any of the specifications lacks are left out of the circle. A single window has no spacing to
    keep, and there is no joint test of it.

    References
    ----------
    Simonsohn, Simmons and Nelson (2020), "Specification curve analysis", *Nature Human Behaviour* 4, 1208-1214.

    Examples
    --------
    >>> days = pd.bdate_range("2018-01-01", periods=500).strftime("%Y-%m-%d")
    >>> frame = pd.DataFrame({"x": np.random.default_rng(0).normal(0, 0.01, 500)}, index=days)
    >>> material = Material(name="x", returns=frame, events=[("x", days[400]), ("x", days[430])])
    >>> found = curve([material], {"mean": False}, estimations=(120,), gaps=(0, 10))
    >>> found.n_tested, len(found.specifications), found.joint_n
    (10, 10, 10)
    """
    made: list[Specification] = []
    first: list[Placed] = []
    for number, material in enumerate(materials):
        for model, estimation, gap in product(models, estimations, gaps):
            if models[model] and material.factors is None:
                continue
            spec = StudySpec(model=model, estimation=estimation, gap=gap, max_gap_days=material.max_gap_days)
            for one, placed in _of_windows(material, spec, windows):
                made.append(one)
                if number == 0 and placed is not None:
                    first.append(placed)
    known = [one for one in made if not one.common.because]
    median, share, n_shifts = _joint(first)
    return Curve(
        specifications=tuple(sorted(made, key=_order)),
        n_tested=len(known),
        n_significant=sum(one.common.pvalue <= LEVEL for one in known),
        n_positive=sum(one.common.effect > 0 for one in known),
        median=float(np.median([one.common.effect for one in known])) if known else math.nan,
        joint_median=median,
        joint_share=share,
        joint_n=len(first),
        n_shifts=n_shifts,
    )


def _of_windows(
    material: Material, spec: StudySpec, windows: Sequence[tuple[int, int]]
) -> Iterator[tuple[Specification, Placed | None]]:
    """Each window under one choice of the rest, judged once; with its place on the circle where it has one."""
    widest = replace(spec, window=(min(a for a, _ in windows), max(b for _, b in windows)))
    wide = _dated(material, widest)
    for window in windows:
        found = _narrowed(wide, widest, window)
        common = together(found, found.windows())
        history = found.judge.out_of_sample
        several = common.n_windows >= LEAST and not common.because and history is not None
        yield (
            Specification(
                series=material.name,
                model=spec.model,
                window=window,
                estimation=spec.estimation,
                gap=spec.gap,
                common=common,
            ),
            (Circle.of(history), one_event_each(found.windows())) if several and history is not None else None,
        )


def _order(one: Specification) -> tuple[object, ...]:
    key = (one.series, one.model, one.window, one.estimation, one.gap)
    return (bool(one.common.because), 0.0 if one.common.because else one.common.effect, key)


def _dated(material: Material, spec: StudySpec) -> Dated:
    return dated(
        material.returns,
        material.events,
        spec,
        material.factors,
        gaps=material.gaps,
        method_breaks=material.method_breaks,
    )


def _narrowed(wide: Dated, spec: StudySpec, window: tuple[int, int]) -> Dated:
    """The same events with a window inside the widest, judged by the same days."""
    start, stop = wide.start + window[0] - spec.window[0], wide.stop + window[1] - spec.window[1]
    car, here = np.full(len(wide.car), np.nan), np.flatnonzero(wide.because == "")
    car[here] = wide.cars(np.column_stack([np.zeros_like(here), start[here], stop[here]]))
    judge = replace(wide.judge, spec=replace(spec, window=window))
    return replace(wide, judge=judge, start=start, stop=stop, car=car)


def _joint(parts: Sequence[Placed]) -> tuple[float, float, int]:
    """p of the median and of the count of significant specifications, over all shifts, and how many these are."""
    if not parts:
        return math.nan, math.nan, 0
    shared = np.logical_and.reduce([circle.place >= 0 for circle, _ in parts])
    place = np.cumsum(shared) - 1
    n = int(shared.sum())
    missing = np.concatenate([[0], np.cumsum(~shared)])
    rows: list[Floats] = []
    for circle, windows in parts:
        held = windows[missing[windows[:, 2] + 1] == missing[windows[:, 1]]]
        if not len(held):
            continue
        scores = circle.scores[circle.place[shared]]
        weights = window_weights(n, place[held[:, 1]], held[:, 2] - held[:, 1] + 1)
        shifts = at_every_shift(scores, weights)
        rows.append(shifts / shifts.std())
    if not rows:
        return math.nan, math.nan, 0
    every = np.vstack(rows)
    sizes = np.abs(every)
    limits = np.sort(sizes, axis=1)[:, n - int(LEVEL * n)]
    counts = (sizes >= limits[:, None] * (1 - 1e-9)).sum(axis=0)
    medians = np.abs(np.median(every, axis=0))
    return (
        float(np.mean(medians >= medians[0] * (1 - 1e-9))),
        float(np.mean(counts >= counts[0])),
        n,
    )
