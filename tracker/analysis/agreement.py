"""How far coders who judged the same units agree beyond chance: Krippendorff's alpha.

Krippendorff, K. (2011), "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania,
https://repository.upenn.edu/asc_papers/43: the general form alpha = 1 - Do/De at its beginning, the coincidence matrix
of section C (any number of observers, missing data), and the differences of section D (nominal, ordinal).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Unit = Mapping[str, str]
"""What was said of one unit: coder to value. A coder who said nothing is not in it."""

NOMINAL, ORDINAL = "nominal", "ordinal"

FEWEST = 10
"""Units that two coders valued, below which a coefficient of agreement says nothing worth printing."""

UNDEFINED_AT_MOST = 0.05
"""Share of the resamples that may show one value alone, and so no coefficient, before no interval is given."""

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement on one field.

    Attributes
    ----------
    units, pairable : int
        Units with two values or more, and the values in them (n.. of the paper).
    same : float or None
        Share, 0 to 1, of the pairs of values within units that are the same, every unit counting alike.
    observed, expected : float or None
        Do and De. For ``ordinal`` in squared ranks: only their ratio has a meaning of its own.
    alpha : float or None
        1 is perfect agreement, 0 what chance would give, below 0 systematic disagreement.
    interval : pair of floats or None
        95 % of the bootstrap over units.
    refused : str
        Why there is no alpha: ``few`` units, ``constant`` values (one alone, so nothing is to be told apart), or empty.
    """

    level: str
    units: int
    pairable: int
    same: float | None = None
    observed: float | None = None
    expected: float | None = None
    alpha: float | None = None
    interval: tuple[float, float] | None = None
    refused: str = ""


def agreement(
    units: Sequence[Unit], values: Sequence[str], *, level: str, seed: int, resamples: int = 2_000, fewest: int = FEWEST
) -> Agreement:
    """Alpha of ``units`` whose values are among ``values``, given in their order where ``level`` is ordinal.

    The interval is the percentile bootstrap over units, drawn with ``seed`` (after Zapf and others, 2016,
    https://doi.org/10.1186/s12874-016-0200-9). ``ValueError`` for a value not in ``values`` or an unknown level.
    """
    if level not in {NOMINAL, ORDINAL}:
        raise ValueError(f"unknown level {level!r}: nominal or ordinal")
    pairable = [unit for unit in units if len(unit) > 1]
    number = sum(len(unit) for unit in pairable)
    if not pairable or len(pairable) < fewest:
        return Agreement(level=level, units=len(pairable), pairable=number, refused="few")
    by_unit = np.stack([_coincidences(list(unit.values()), values) for unit in pairable])
    weights = np.ones((1, len(pairable)))
    observed, expected = (float(one[0]) for one in _disagreements(weights, by_unit, level))
    shares = [float(np.trace(one)) / len(unit) for one, unit in zip(by_unit, pairable, strict=True)]
    found = {
        "level": level,
        "units": len(pairable),
        "pairable": number,
        "same": float(np.mean(shares)),
        "observed": observed,
        "expected": expected,
    }
    if expected == 0:
        return Agreement(**found, refused="constant")  # type: ignore[arg-type]  # one dict of several types
    interval = _interval(by_unit, level, seed=seed, resamples=resamples)
    return Agreement(**found, alpha=1 - observed / expected, interval=interval)  # type: ignore[arg-type]  # as above


def disagreement(unit: Unit, values: Sequence[str], *, level: str) -> float:
    """How far a unit's coders are apart, from 0 (they agree) to 1, to put the worst first.

    The mean over its pairs of 1 for different values; where ``level`` is ordinal, of the square of the steps between
    them as a share of all steps there are.
    """
    places = [values.index(value) for value in unit.values()]
    steps = len(values) - 1
    pairs = [
        ((one - other) / steps) ** 2 if level == ORDINAL else float(one != other)
        for one, other in combinations(places, 2)
    ]
    return sum(pairs) / len(pairs) if pairs else 0.0


def _coincidences(said: Sequence[str], values: Sequence[str]) -> Floats:
    """Section C, step 2: the part of the coincidence matrix that one unit adds, its pairs over m - 1."""
    counts = np.zeros(len(values))
    for value in said:
        if value not in values:
            raise ValueError(f"{value!r} is not one of {', '.join(values)}")
        counts[values.index(value)] += 1
    pairs: Floats = (np.outer(counts, counts) - np.diag(counts)) / (len(said) - 1)
    return pairs


def _disagreements(weights: Floats, by_unit: Floats, level: str) -> tuple[Floats, Floats]:
    """Do and De for each row of ``weights``, which says how often each unit is counted.

    Do = sum of o_ck d_ck / n and De = sum of n_c n_k d_ck / (n (n - 1)), with d the squared difference.
    """
    together = np.tensordot(weights, by_unit, axes=1)
    marginals = together.sum(axis=2)
    total = marginals.sum(axis=1)
    differences = _differences(marginals, level)
    observed = (together * differences).sum(axis=(1, 2)) / total
    expected = (marginals[:, :, None] * marginals[:, None, :] * differences).sum(axis=(1, 2)) / (total * (total - 1))
    return observed, expected


def _differences(marginals: Floats, level: str) -> Floats:
    """Section D: squared differences of values; ordinal ones depend on how often the values between were used."""
    count = marginals.shape[1]
    if level == NOMINAL:
        return np.broadcast_to(1 - np.eye(count), (len(marginals), count, count))
    # The sum from c to k less half of both ends is the distance of the middles of the two ranks.
    middles = marginals.cumsum(axis=1) - marginals / 2
    squared: Floats = (middles[:, :, None] - middles[:, None, :]) ** 2
    return squared


def _interval(by_unit: Floats, level: str, *, seed: int, resamples: int) -> tuple[float, float] | None:
    count = len(by_unit)
    drawn = np.random.default_rng(seed).integers(0, count, size=(resamples, count))
    weights = np.stack([np.bincount(row, minlength=count) for row in drawn]).astype(np.float64)
    observed, expected = _disagreements(weights, by_unit, level)
    defined = expected > 0
    if (~defined).mean() > UNDEFINED_AT_MOST:
        return None
    alphas = 1 - observed[defined] / expected[defined]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(alphas, [tail, 1 - tail])
    return float(low), float(high)
