"""Levels as the analysis wants them: returns, what else moved, gaps and changes of method, on one index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tracker.analysis.factors import DOLLAR_FROM_EURO, EMERGING, OIL, ecb_factors
from tracker.analysis.returns import MAX_GAP_DAYS, gap_days, log_returns, method_breaks
from tracker.analysis.spec import StudySpec
from tracker.data.loader import quotable
from tracker.model.instants import Label, long_gap, zone
from tracker.model.schedule import Fixing
from tracker.model.series import SeriesName
from tracker.services.context import Context
from tracker.services.deriving import fixing_of
from tracker.services.rates import KnownBy, Levels, read_stored

if TYPE_CHECKING:
    import pandas as pd

SYNCHRONOUS = timedelta(hours=2)
"""Factors stamped further than this from the series' own fixing are a sensitivity, not the headline model."""

ASYNCHRONOUS = (
    "the factors are the European Central Bank's fixings, and most rates of this series are not made within the two"
    " hours after one"
)
"""Why a series is studied without factors."""

_ENOUGH = 0.5
"""Share of the returns that need a factor fixing of their own at both ends; with fewer the model is the mean."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frames:
    """One series ready for the analysis. All frames share the index of labels; ``factors`` is None where none apply,
    and then ``no_factors`` says why.

    Returns over more than ``longest_gap`` days are no ordinary ones, and no verdict is given on them.
    ``returns`` has one column, named by the series key. Log returns, > 0 = weaker quote currency.
    """

    column: str
    returns: pd.DataFrame
    gaps: pd.DataFrame
    method_breaks: pd.DataFrame
    factors: pd.DataFrame | None
    no_factors: str = ""
    longest_gap: float = MAX_GAP_DAYS

    @property
    def model(self) -> str:
        """The normal-return model the data allow."""
        return "mean" if self.factors is None else "factor"

    @property
    def factor_keys(self) -> tuple[str, ...]:
        """Keys of the factors, in their order; empty where none apply."""
        return () if self.factors is None else tuple(str(name) for name in self.factors.columns)

    def spec(self, **choices: object) -> StudySpec:
        """The default choices of a study with that model."""
        return StudySpec(**{"model": self.model, "max_gap_days": self.longest_gap, **choices})  # type: ignore[arg-type]  # checked by StudySpec itself


def frames_of(context: Context, levels: Levels, known: KnownBy | None = None) -> Frames:
    """Arrays of one series. Factors come from the ECB's fixings where those are taken at about the same instant."""
    import pandas as pd

    key = levels.series.key
    index = pd.Index([observation.label for observation in levels.observations], dtype=object)
    values = pd.DataFrame({key: [float(o.value) for o in levels.observations]}, index=index, dtype=float)
    methods = pd.DataFrame({key: [fixing.method for fixing in levels.fixings]}, index=index)
    factors, because = _factors(context, levels, index, known)
    return Frames(
        column=key,
        returns=log_returns(values),
        gaps=gap_days(values),
        method_breaks=method_breaks(methods),
        factors=factors,
        no_factors=because,
        longest_gap=long_gap(index[0]) if len(index) else MAX_GAP_DAYS,
    )


def _factors(
    context: Context, levels: Levels, index: pd.Index, known: KnownBy | None
) -> tuple[pd.DataFrame | None, str]:
    """Factor returns on the index of labels, or None and why there are none."""
    import pandas as pd

    stamps = stamps_of(levels)
    moving = sum(one is not None and before not in (None, one) for before, one in pairwise(stamps))
    if moving < _ENOUGH * (len(stamps) - 1) or len(stamps) < 2:
        return None, ASYNCHRONOUS
    name = levels.series.name
    if name.base != "EUR" and quotable("EUR", name.base, "ecb") is None:
        return None, f"the European Central Bank has never quoted the {name.base}"
    stored = read_stored(context, factor_keys(name), known, since=index[0][:10], through=index[-1][:10])
    columns = {key: pd.Series(values, dtype=float) for key, values in stored.items() if values}
    wide = pd.DataFrame(columns).sort_index()
    if name.base != "EUR" and f"EUR/{name.base}@ecb" not in wide.columns:
        return None, f"no rate of the {name.base} is stored from the European Central Bank"
    return ecb_factors(wide, base=name.base, quote=name.quote, labels=index, stamps=stamps), ""


def factor_keys(name: SeriesName) -> list[str]:
    """Keys of the stored series from which the factors of a pair are made."""
    wanted = dict.fromkeys((*DOLLAR_FROM_EURO, name.base, *EMERGING, *OIL))
    return [f"EUR/{currency}@ecb" for currency in wanted if currency not in ("EUR", name.quote)]


def stamps_of(levels: Levels) -> list[Label | None]:
    """For each observation the label of the ECB fixing that may stand for it; None where none may.

    That is the fixing made at the observation's end or up to two hours before it. A later one, by however little,
    could know what the observation cannot.
    """
    from tracker.data.loader import schedules

    place = zone(schedules()["ecb"].zone)
    return [_stamp(fixing, place) for fixing in levels.fixings]


def stamp_of(fixing: Fixing) -> Label | None:
    """The same for one observation."""
    from tracker.data.loader import schedules

    return _stamp(fixing, zone(schedules()["ecb"].zone))


def _stamp(fixing: Fixing, place: ZoneInfo) -> Label | None:
    label = fixing.made_to.astimezone(place).date().isoformat()
    age = fixing.made_to - fixing_of("ecb", label).made_to
    return label if timedelta(0) <= age <= SYNCHRONOUS else None
