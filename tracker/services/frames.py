"""Levels as the analysis wants them: returns, what else moved, gaps and changes of method, on one index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tracker.analysis.factors import DOLLAR_FROM_EURO, EMERGING, OIL, ecb_factors
from tracker.analysis.returns import gap_days, log_returns, method_breaks
from tracker.analysis.spec import StudySpec
from tracker.services.context import Context
from tracker.services.rates import KnownBy, Levels, read_stored

if TYPE_CHECKING:
    import pandas as pd

SYNCHRONOUS = timedelta(hours=2)
"""Factors stamped further than this from the series' own fixing are a sensitivity, not the headline model."""

_BEFORE = timedelta(days=15)
"""The factors of a first label may rest on ECB fixings of the days before it, over any holidays."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frames:
    """One series ready for the analysis. All frames share the index of labels; ``factors`` is None where none apply.

    ``returns`` has one column, named by the series key. Log returns, > 0 = weaker quote currency.
    """

    column: str
    returns: pd.DataFrame
    gaps: pd.DataFrame
    method_breaks: pd.DataFrame
    factors: pd.DataFrame | None

    @property
    def model(self) -> str:
        """The normal-return model the data allow."""
        return "mean" if self.factors is None else "factor"

    def spec(self, **choices: object) -> StudySpec:
        """The default choices of a study with that model."""
        return StudySpec(**{"model": self.model, **choices})  # type: ignore[arg-type]  # checked by StudySpec itself


def frames_of(context: Context, levels: Levels, known: KnownBy | None = None) -> Frames:
    """Arrays of one series. Factors come from the ECB's fixings where those are taken at about the same instant."""
    import pandas as pd

    key = levels.series.key
    index = pd.Index([observation.label for observation in levels.observations], dtype=object)
    values = pd.DataFrame({key: [float(o.value) for o in levels.observations]}, index=index, dtype=float)
    methods = pd.DataFrame({key: [fixing.method for fixing in levels.fixings]}, index=index)
    return Frames(
        column=key,
        returns=log_returns(values),
        gaps=gap_days(values),
        method_breaks=method_breaks(methods),
        factors=_factors(context, levels, index, known),
    )


def _factors(context: Context, levels: Levels, index: pd.Index, known: KnownBy | None) -> pd.DataFrame | None:
    import pandas as pd

    if not len(index) or not _near_ecb(levels):
        return None
    name = levels.series.name
    currencies = [
        c for c in dict.fromkeys((*DOLLAR_FROM_EURO, name.base, *EMERGING, *OIL)) if c not in ("EUR", name.quote)
    ]
    since = date.fromisoformat(index[0][:10]) - _BEFORE
    keys = [f"EUR/{currency}@ecb" for currency in currencies]
    stored = read_stored(context, keys, known, since=since.isoformat(), through=index[-1])
    columns = {key: pd.Series(values, dtype=float) for key, values in stored.items() if values}
    wide = pd.DataFrame(columns).sort_index()
    if name.base != "EUR" and f"EUR/{name.base}@ecb" not in wide.columns:
        return None
    return ecb_factors(wide, base=name.base, quote=name.quote, labels=index)


def _near_ecb(levels: Levels) -> bool:
    """Whether the newest value was made within two hours of that day's ECB fixing."""
    from tracker.data.loader import schedules

    newest = levels.observations[-1].fixing
    ecb = schedules()["ecb"].fixing(newest.label[:10])
    return abs(newest.made_to - ecb.made_to) <= SYNCHRONOUS
