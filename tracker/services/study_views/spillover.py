"""``--spillover``: the same events at other series, each its own test: did the rest of the world move too?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from tracker.analysis.comparing.common import Common
from tracker.analysis.comparing.dated import Dated
from tracker.analysis.comparing.together import together
from tracker.analysis.factors import EMERGING, NAMES, OIL
from tracker.analysis.localised import LEVEL
from tracker.analysis.multiplicity.holm import holm
from tracker.analysis.panel import FLOATING
from tracker.analysis.returns import log_returns
from tracker.data.loader import quotable
from tracker.errors import NoDataError
from tracker.model.alignment import Alignment
from tracker.services.aligning import align_events
from tracker.services.frames import Frames, frames_of
from tracker.services.prepared import Prepared
from tracker.services.rates import known_series, read_levels, read_stored, resolve
from tracker.services.rights import allowed, credits_of
from tracker.services.study_views import ViewAnswer
from tracker.services.study_views import _words as words

if TYPE_CHECKING:
    import pandas as pd

WORLD = 0.25
"""Share of the other currencies with p ≤ 0.05 from which the days count as world-wide."""

_OIL = "BRENT/USD"
_MARGIN = timedelta(days=14)
_UNITS = {
    **dict.fromkeys(("effect", "interval"), words.LOG),
    "pvalue": "share of comparable ordinary days, or of all shifts of the dates, with a move at least as large",
    "adjusted_pvalue": "Holm's over the other series",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The events at one series. ``role``: ``own``, ``currency``, ``oil`` or ``factor``."""

    name: str
    role: str
    common: Common
    adjusted: float = float("nan")


class Spillover:
    """The studied series, what the model takes out of it, other currencies against the same base, and oil."""

    key = "spillover"

    def answer(self, prepared: Prepared, option: str | None) -> ViewAnswer:  # noqa: ARG002 - a bare flag
        """Each series by the mean model: there is no factor that would not itself be among them."""
        import pandas as pd

        own = Elsewhere(
            name=prepared.frames.column,
            role="own",
            common=_tested(words.dated_of(prepared.frames, prepared.alignments, _spec(prepared))),
        )
        by_factors = _by_factors(prepared)
        factors = tuple(_factors(prepared))
        others = _adjusted([*_currencies(prepared), *_oil(prepared)])
        if not any(not one.common.because for one in others):
            raise NoDataError(
                "No other series has rates around these events.", remedy="tracker fetch ecb brings currencies."
            )
        rows = [
            {"series": one.name, "role": one.role, **words.common_fields(one.common), "adjusted_pvalue": one.adjusted}
            for one in (own, *factors, *others)
        ]
        known = [one for one in others if not one.common.because]
        moved = [one for one in known if one.common.pvalue <= LEVEL]
        record = {
            "view": "spillover",
            "series": own.name,
            "model": "mean",
            "rows": [
                words.nested({**row, "adjusted_pvalue": words.number(float(str(row["adjusted_pvalue"])))})
                for row in rows
            ],
            "own_by_factor_model": None
            if by_factors is None
            else words.nested({"series": own.name, **words.common_fields(by_factors)}),
            "n_tested": len(known),
            "n_significant": len(moved),
            "world_wide": len(moved) >= WORLD * len(known),
            "bad_controls": [one.name for one in factors if _reacted(one)],
            "left_out": words.left_out_record(prepared),
        }
        return words.Answer(
            said=tuple(_lines(prepared, own, by_factors, factors, others)),
            found=record,
            frame=pd.DataFrame(rows),
            units=_UNITS,
            barred=prepared.barred,
            credits=credits_of((prepared.chosen.levels.series, *resolve("EUR/USD@ecb")), prepared.known),
        )


def _spec(prepared: Prepared, **choices: object):  # type: ignore[no-untyped-def]  # StudySpec
    return words.spec_of(prepared, **{"model": "mean", **choices})


def _tested(found: Dated) -> Common:
    windows = found.windows()
    if len(windows):
        return together(found, windows)
    reasons = [str(one) for one in found.because if one]
    return Common(n_windows=0, because=reasons[0] if reasons else "no event could be studied")


def _reacted(one: Elsewhere) -> bool:
    return not one.common.because and one.common.pvalue <= LEVEL


def _by_factors(prepared: Prepared) -> Common | None:
    """The studied series by the factor model, None where that cannot be had."""
    if prepared.frames.factors is None:
        return None
    return _tested(words.dated_of(prepared.frames, prepared.alignments, _spec(prepared, model="factor")))


def _factors(prepared: Prepared) -> Iterator[Elsewhere]:
    """What the factor model would take out of the own part, tested like any series."""
    frames = prepared.frames
    if frames.factors is None:
        return
    for name in frames.factors.columns:
        inside = replace(frames, column=name, returns=frames.factors[[name]], gaps=_named(frames, name))
        inside = replace(inside, method_breaks=frames.method_breaks.iloc[:, :0])
        events = [replace(one, series=name) for one in prepared.alignments]
        yield Elsewhere(name=name, role="factor", common=_tested(words.dated_of(inside, events, _spec(prepared))))


def _named(frames: Frames, name: str) -> pd.DataFrame:
    return frames.gaps.set_axis([name], axis=1)


def _currencies(prepared: Prepared) -> Iterator[Elsewhere]:
    """Currencies that the European Central Bank fixes and that float, against the base of the studied series."""
    import pandas as pd

    name, context = prepared.chosen.levels.series.name, prepared.context
    anchor = quotable("EUR", name.base if name.base != "EUR" else "USD", "ecb")
    if anchor is None:
        return
    levels = read_levels(context, anchor.name, prepared.known)
    events = _aligned(prepared, levels)
    if not events or not levels.observations:
        return
    wanted = [code for code in dict.fromkeys(FLOATING) if code not in (name.base, name.quote)]
    fixed = {code: quotable("EUR", code, "ecb") for code in (*wanted, name.base) if code != "EUR"}
    stored = read_stored(
        context,
        [one.key for one in fixed.values() if one is not None],
        prepared.known,
        since=levels.observations[0].label,
        through=levels.observations[-1].label,
    )
    columns = {code: stored.get(one.key, {}) for code, one in fixed.items() if one is not None}
    wide = pd.DataFrame({code: pd.Series(values, dtype=float) for code, values in columns.items() if values})
    wide = wide.sort_index()
    if name.base != "EUR" and name.base not in wide.columns:
        return
    wide["EUR"] = 1.0
    base = wide[name.base]
    for code in (one for one in wanted if one in wide.columns):
        column = f"{name.base}/{code}@ecb"
        prices = (wide[[code]].div(base, axis=0)).dropna().set_axis([column], axis=1)
        frames = Frames(
            column=column,
            returns=log_returns(prices),
            gaps=_gaps(prices),
            method_breaks=pd.DataFrame(index=prices.index),
            factors=None,
        )
        found = words.dated_of(frames, [replace(one, series=column) for one in events], _spec(prepared))
        yield Elsewhere(name=column, role="currency", common=_tested(found))


def _gaps(prices: pd.DataFrame) -> pd.DataFrame:
    from tracker.analysis.returns import gap_days

    return gap_days(prices)


def _oil(prepared: Prepared) -> Iterator[Elsewhere]:
    """A price of oil where one is stored: the first series of it that has any around the events."""
    for declared in allowed(known_series(prepared.context, _OIL, as_of=prepared.known.as_of), prepared.known):
        levels = read_levels(prepared.context, declared.name, prepared.known)
        events = _aligned(prepared, levels) if len(levels.observations) > 1 else []
        if events:
            frames = frames_of(prepared.context, levels, prepared.known)
            found = words.dated_of(frames, events, _spec(prepared, max_gap_days=frames.longest_gap))
            yield Elsewhere(name=declared.key, role="oil", common=_tested(found))
            return


def _aligned(prepared: Prepared, levels) -> list[Alignment]:  # type: ignore[no-untyped-def]  # Levels
    found = align_events(prepared.then, prepared.events, levels).alignments
    return [one for one in found if one.pre is not None and one.latest is not None]


def _adjusted(others: list[Elsewhere]) -> tuple[Elsewhere, ...]:
    """With Holm's p over those that were tested, the smallest p first, those without an answer last."""
    known = [one for one in others if not one.common.because]
    adjusted = holm(np.array([one.common.pvalue for one in known])) if known else ()
    made = [replace(one, adjusted=float(value)) for one, value in zip(known, adjusted, strict=True)]
    made.sort(key=lambda one: (one.common.pvalue, one.name))
    return (*made, *(one for one in others if one.common.because))


def _lines(
    prepared: Prepared,
    own: Elsewhere,
    by_factors: Common | None,
    factors: tuple[Elsewhere, ...],
    others: tuple[Elsewhere, ...],
) -> Iterator[str]:
    base = prepared.chosen.levels.series.name.base
    yield from words.head(prepared, "and elsewhere by the mean model")
    yield ""
    yield words.common_head("series") + f"{'Holm':>8}"
    yield words.common_row(own.name, own.common)
    for one in factors:
        yield words.common_row(f"factor {one.name}", one.common)
    for one in others:
        code = one.name.partition("@")[0].rpartition("/")[2]
        mark = " (oil)" if code in OIL else " (emerging)" if code in EMERGING else ""
        yield words.common_row(f"{one.name}{mark}", one.common) + f"{words.p(one.adjusted):>8}"
    yield ""
    known = [one for one in others if not one.common.because]
    moved = [one for one in known if one.common.pvalue <= LEVEL]
    sure = [one.name for one in known if one.adjusted <= LEVEL]
    text = f"Of {len(known)} other series {len(moved)} have p ≤ 0.05, by chance {LEVEL * len(known):.1f}"
    text += f"; after Holm's correction {', '.join(sure)}." if sure else "; after Holm's correction none."
    yield from words.wrapped(text)
    yield from words.wrapped(_world(own, by_factors, moved, known))
    for one in factors:
        if _reacted(one):
            yield from words.wrapped(
                f"The factor {one.name} ({NAMES.get(one.name, one.name)}) moved too: a factor that itself reacts is a"
                " bad control, because it takes a part of the reaction out of the own part."
            )
    yield from words.wrapped(
        f"Each is tested by itself, all against the {base}; several windows by shifts of their dates, a single one by"
        " its rank among ordinary days of like volatility."
    )
    yield from words.left_out_lines(prepared)


def _world(own: Elsewhere, by_factors: Common | None, moved: list[Elsewhere], known: list[Elsewhere]) -> str:
    """What the series itself and the others say together; what does not stand out has not been shown to stand still."""
    if len(moved) >= WORLD * len(known):
        return (
            "A world-wide day, or days: so many others moved that the move of this series need not have to do with"
            " these events."
        )
    sure = sum(one.adjusted <= LEVEL for one in known)
    told = (
        f" Of the {len(known)} others {sure or 'none'} can be told from chance after Holm's correction: that does not"
        " show that the others stood still, see their intervals."
    )
    return _own(own, by_factors) + told


def _own(own: Elsewhere, by_factors: Common | None) -> str:
    """Whether the series stands out, by each model that can say."""
    said = [("mean", own.common), *([("factor", by_factors)] if by_factors is not None else [])]
    able = [(model, one) for model, one in said if not one.because]
    if not able:
        return f"{own.name} itself could not be tested."
    by = {
        stands: " and ".join(
            f"by the {model} model ({words.p_is(one.pvalue)})" for model, one in able if (one.pvalue <= LEVEL) is stands
        )
        for stands in (True, False)
    }
    if by[True]:
        return f"{own.name} stands out {by[True]}" + (f", not {by[False]}." if by[False] else ".")
    return f"{own.name} does not stand out {by[False]}."


VIEW = Spillover()
