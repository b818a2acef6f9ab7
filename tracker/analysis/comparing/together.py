"""Windows as one finding: a single one by the default test, several by shifts of their dates."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Positions
from tracker.analysis.comparing.common import Common, common_effect
from tracker.analysis.comparing.dated import Dated
from tracker.analysis.merging import one_event_each, unions


@dataclass(frozen=True, slots=True, kw_only=True)
class Placebo:
    """The selection at dates so many observations later (< 0: earlier), less windows that touch a real one."""

    offset: int
    common: Common


def together(found: Dated, windows: Positions) -> Common:
    """What the windows have in common (`common_effect`); of a single one its own part with ``fhs``.

    Where several rates could have known a single event first, p is the smallest of theirs times their number, at most
    1, as in `tracker.analysis.run_study`.

    Parameters
    ----------
    found : Dated
        Events of one series.
    windows : array of int, shape (K, 3)
        As `Dated.windows` gives them.

    Examples
    --------
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec
    >>> from tracker.analysis.comparing.dated import dated
    >>> days = pd.bdate_range("2018-01-01", periods=500).strftime("%Y-%m-%d")
    >>> moves = np.random.default_rng(0).normal(0, 0.01, 500)
    >>> frame = pd.DataFrame({"x": moves}, index=days)
    >>> one = dated(frame, [("x", days[450])], StudySpec(model="mean"))
    >>> bool(together(one, one.windows()).effect == one.car[0])
    True
    """
    if len(one_event_each(windows)) != 1:
        return common_effect(found.judge, windows)
    start, stop = windows[-1, 1:].tolist()
    judged = found.judge.judge(np.array([start]), stop - start + 1, ("fhs",))
    told = judged.evaluations["fhs"]
    if told.because[0]:
        return Common(n_windows=1, because=str(told.because[0]))
    lower, upper = (float(told.shared[name][0]) for name in ("interval_lower", "interval_upper"))
    return Common(
        n_windows=1,
        effect=float(judged.car[0]),
        lower=lower,
        upper=upper,
        score=float(told.stat[0]) * math.sqrt(stop - start + 1),
        pvalue=_headline(found, start, stop, float(told.pvalue[0])),
    )


def _headline(found: Dated, start: int, stop: int, whole: float) -> float:
    length = found.judge.spec.length
    m = stop - start + 2 - length
    if m <= 1:
        return whole
    each = found.judge.judge(np.arange(start, start + m), length, ("fhs",)).evaluations["fhs"].pvalue
    return min(1.0, m * float(each.min()))


def placebos(found: Dated, offsets: Positions) -> tuple[Placebo, ...]:
    """The same selection at shifted dates, each as `together` has it."""
    windows = found.windows()
    real, n = unions(windows), len(found.judge.column)
    broken = np.concatenate([[0], np.cumsum(found.judge.column.broken | found.judge.column.method_break)])
    made = []
    for offset in offsets.tolist():
        moved = windows + np.array([0, offset, offset])
        inside = (moved[:, 1] >= 0) & (moved[:, 2] < n)
        safe = np.where(inside[:, None], moved, 0)
        whole = inside & (broken[safe[:, 2] + 1] == broken[safe[:, 1]])
        touching = (moved[:, 1, None] <= real[None, :, 2]) & (moved[:, 2, None] >= real[None, :, 1])
        kept = moved[whole & ~touching.any(axis=1)]
        made.append(Placebo(offset=offset, common=together(found, kept)))
    return tuple(made)


def ranks(found: Dated) -> Positions:
    """Place of each event by the size of z over its window, 1 = largest; 0 where it was not studied.

    Events with one window share its place.
    """
    places = np.zeros(len(found.car), dtype=np.intp)
    windows = found.windows()
    sizes = np.abs(found.scores(windows))
    for (_, start, stop), size in zip(windows.tolist(), sizes.tolist(), strict=True):
        if math.isfinite(size):
            here = (found.start == start) & (found.stop == stop) & (found.because == "")
            places[here] = 1 + int((sizes > size * (1 + 1e-9)).sum())
    return places
