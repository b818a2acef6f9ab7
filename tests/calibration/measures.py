"""From judged windows to the figures that are printed: size, power, coverage, verdicts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tests.calibration.design import FULL
from tests.calibration.judging import DEFAULT, FIFTHS, TEXTBOOK
from tests.calibration.shares import by_fifth, by_group, mean_of, share
from tracker.analysis.column import Flags
from tracker.analysis.verdicts import VERDICTS, verdict

LEVEL, STRICT = 0.05, 0.01
PLAUSIBLE = 0.02
"""Default of the setting ``plausible_effect``, on which "ordinary" and "cannot tell" depend."""

Figures = dict[str, Any]


def statistics_in(frame: pd.DataFrame) -> list[str]:
    """Keys of the statistics whose p-values the frame holds."""
    return [name.removesuffix("_pvalue") for name in frame.columns if name.endswith("_pvalue")]


def size(frame: pd.DataFrame, length: int, *, detail: bool = False) -> Figures:
    """Rejections of ordinary windows of one length by every statistic, of which the frame holds ``KEY_pvalue``."""
    pooled = frame[frame["pooled"]]
    pooled = pooled.assign(hindsight=hindsight(pooled))
    found: Figures = {}
    for key in statistics_in(frame):
        days, flags = _marked(pooled, key)
        rouble, in_years = _marked(frame[frame["currency"] == FULL], key)
        found[key] = {
            "size5": share(flags, days["label"], length),
            "size1": share((days[f"{key}_pvalue"] <= STRICT).to_numpy(), days["label"], length),
            "fifths": by_fifth(flags, days, length),
            "fifths_with_hindsight": by_fifth(flags, days.assign(fifth=days["hindsight"]), length),
            "years": by_group(in_years, rouble, rouble["label"].str[:4], length),
        }
        if detail:
            found[key]["currencies"] = by_group(flags, days, days["currency"], length)
    return found


def _marked(frame: pd.DataFrame, key: str, level: float = LEVEL) -> tuple[pd.DataFrame, Flags]:
    """The windows a statistic could judge, and which of them it calls significant."""
    rows = frame[frame[f"{key}_pvalue"].notna()].reset_index(drop=True)
    return rows, (rows[f"{key}_pvalue"] <= level).to_numpy()


def hindsight(frame: pd.DataFrame) -> pd.Series:
    """Fifths over a currency's whole history, later days included: the other way to cut them."""
    rank = frame.groupby("currency")["sigma"].rank(pct=True)
    return (rank * FIFTHS).astype(int).clip(upper=FIFTHS - 1)


def studied_size(frame: pd.DataFrame, length: int, keys: list[str]) -> Figures:
    """The same for rows of `run_study`."""
    found: Figures = {}
    for key in keys:
        rows, flags = _marked(frame, key)
        strict = (rows[f"{key}_pvalue"] <= STRICT).to_numpy()
        found[key] = {"size5": share(flags, rows["label"], length), "size1": share(strict, rows["label"], length)}
    return found


def thresholds(frame: pd.DataFrame) -> dict[str, float]:
    """The p at which each statistic rejects five of 100 ordinary windows: size-adjusted power is judged at it."""
    pooled = frame[frame["pooled"]]
    known = {key: pooled[f"{key}_pvalue"].dropna() for key in statistics_in(frame)}
    return {key: float(np.quantile(one, LEVEL, method="lower")) if len(one) else 0.0 for key, one in known.items()}


def power(frame: pd.DataFrame, length: int, limits: dict[str, float]) -> Figures:
    """How many injected effects of each kind each statistic finds: raw, size-adjusted, and by fifth.

    ``lead`` is by how much its size-adjusted power exceeds that of the textbook test on the same windows, with its
    standard error.
    """
    found: Figures = {}
    for kind, group in frame.groupby("kind", sort=False):
        rows = group.reset_index(drop=True)
        if kind in {"none", "mde"}:
            continue
        found[str(kind)] = {}
        for key in statistics_in(frame):
            here, raw = _marked(rows, key)
            adjusted = (here[f"{key}_pvalue"] <= limits[key]).to_numpy()
            lead = adjusted.astype(float) - (here[f"{TEXTBOOK}_pvalue"] <= limits[TEXTBOOK]).to_numpy()
            found[str(kind)][key] = {
                "lead": [round(one, 6) for one in mean_of(lead, here["label"], length)] if len(here) else None,
                "raw": share(raw, here["label"], length),
                "adjusted": share(adjusted, here["label"], length),
                "fifths": by_fifth(raw, here, length),
                "fifths_adjusted": by_fifth(adjusted, here, length),
            }
    return found


def interval(frame: pd.DataFrame, length: int) -> Figures:
    """How often the printed interval holds the injected effect."""
    rows = frame[frame["kind"] != "mde"].reset_index(drop=True) if "kind" in frame else frame
    shift = rows.get("shift", 0.0)
    inside = ((rows["interval_lower"] <= shift) & (shift <= rows["interval_upper"])).to_numpy()
    return {"overall": share(inside, rows["label"], length), "fifths": by_fifth(inside, rows, length)}


def smallest_found(frame: pd.DataFrame, length: int, key: str = DEFAULT) -> Figures:
    """How often an effect as large as the printed mde is found by the statistic that printed it."""
    rows = frame[frame["kind"] == "mde"].reset_index(drop=True)
    flags = (rows[f"{key}_pvalue"] <= LEVEL).to_numpy()
    return {"overall": share(flags, rows["label"], length), "fifths": by_fifth(flags, rows, length)}


def verdicts(frame: pd.DataFrame, length: int, key: str = DEFAULT) -> Figures:
    """Share of ordinary windows that get each of the four verdicts."""
    rows = frame[frame["pooled"]].reset_index(drop=True)
    columns = rows[[f"{key}_pvalue", "interval_lower", "interval_upper", "gap_days"]].to_numpy(dtype=float)
    words = np.array([verdict(p, (low, high), PLAUSIBLE, gap_days=gap).word for p, low, high, gap in columns])
    return {word: share(words == word, rows["label"], length) for word in VERDICTS}


def ambiguous(studied: pd.DataFrame, injected: pd.DataFrame) -> Figures:
    """Two admissible first fixings: the headline p, and beside it the smaller p that is never used."""
    least = studied[["pvalue_earliest", "pvalue_latest"]].min(axis=1)
    labels = injected["label"]
    return {
        "size": share((studied["pvalue"] <= LEVEL).to_numpy(), studied["label"], 2),
        "size_uncorrected": share((least <= LEVEL).to_numpy(), studied["label"], 2),
        "power": share((2 * injected["least"] <= LEVEL).to_numpy(), labels, 2),
        "power_hour_known": share((injected["known"] <= LEVEL).to_numpy(), labels, 2),
    }
