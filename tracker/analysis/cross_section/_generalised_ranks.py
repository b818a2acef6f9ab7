"""The CAR as one day more among the days of estimation, and its rank there."""

from __future__ import annotations

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.cross_section._ranks import ranks
from tracker.analysis.cross_section._windows import NO_SPREAD, Windows, against, spread


def against_ranks(windows: Windows, minimum: int) -> str:
    """Why windows cannot be ranked so; empty where they can."""
    return against(windows, minimum, ranked=True) or ("" if spread(windows.scaled) else NO_SPREAD)


def generalised_ranks(windows: Windows) -> Floats:
    """U of the T residuals and of the CAR, which comes last; shape (N, T + 1), between −½ and ½."""
    return windows.once("generalised ranks", lambda: _units(windows))


def _units(windows: Windows) -> Floats:
    scaled = windows.scaled
    estimation = windows.residuals / np.sqrt(windows.variance)[:, None]
    days = np.column_stack([estimation, scaled / spread(scaled)])
    units: Floats = ranks(days) / (days.shape[1] + 1.0) - 0.5
    return units
