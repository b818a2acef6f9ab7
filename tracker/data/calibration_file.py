"""How often each test of one event was wrong on ordinary days, as measured once and shipped with the program.

The file is written by ``make calibrate ARGS=--record``; every number in it is a plain fraction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FILE = "calibration.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredTest:
    """One statistic under one model, for windows of one length.

    Attributes
    ----------
    n : int
        Ordinary windows judged.
    size5, size5_se, size1, size1_se : float
        Share rejected at the 5 and at the 1 per cent level, with standard errors clustered by date.
    fifths : tuple of float
        Share rejected at 5 % in each fifth of the volatility forecast before the window, calmest first.
    rouble_years : mapping
        The same for every day of USD/RUB in some years: ``n``, ``share``, ``se``.
    power : mapping
        Share of injected effects found at 5 %, by size of the effect.
    adjusted_power : mapping
        The same at the level at which exactly five of 100 ordinary windows are rejected.
    """

    n: int
    size5: float
    size5_se: float
    size1: float
    size1_se: float
    fifths: tuple[float, ...]
    rouble_years: Mapping[str, Mapping[str, float]]
    power: Mapping[str, float]
    adjusted_power: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredKinds:
    """How often each answer to "whose day" was given: of all days of some years, the shares of the four answers.

    ``own``, ``base``, ``both``, ``neither``: plain fractions that add up to one. ``n``: days judged; ``currencies``:
    how many took their turn as the studied one. ``first``, ``last``: labels.
    """

    n: int
    first: str
    last: str
    own: float
    base: float
    both: float
    neither: float
    currencies: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """All of them by (model, observations in the window, statistic), and what they were measured on.

    ``provenance`` holds version, seed, design, and name, hash, first and last label of the data. ``day_kinds`` are by
    (base, currency), the currency ``all`` being every one of the panel in turn.
    """

    provenance: Mapping[str, Any]
    tests: Mapping[tuple[str, int, str], MeasuredTest]
    day_kinds: Mapping[tuple[str, str], MeasuredKinds]

    def kinds(self, base: str, currency: str) -> MeasuredKinds | None:
        """Those of a pair; of all currencies against its base where the pair was not measured by itself."""
        return self.day_kinds.get((base, currency)) or self.day_kinds.get((base, "all"))

    def nearest(self, model: str, length: int) -> int | None:
        """The measured window length nearest to this one, the shorter of two; None when the model was not measured."""
        lengths = sorted({one for name, one, _ in self.tests if name == model})
        return min(lengths, key=lambda one: abs(one - length)) if lengths else None

    def test(self, model: str, length: int, key: str) -> MeasuredTest | None:
        """One of them; None when it was not measured."""
        return self.tests.get((model, length, key))


def parse_calibration(text: str) -> Calibration:
    """Read the shipped file. ``ValueError`` naming what is missing when it is not one.

    >>> parse_calibration("{}")
    Traceback (most recent call last):
        ...
    ValueError: calibration.json: 'tests' is missing
    """
    table = json.loads(text)
    try:
        tests = {
            (model, int(length), key): MeasuredTest(**{**measured, "fifths": tuple(measured["fifths"])})
            for model, lengths in table["tests"].items()
            for length, keys in lengths.items()
            for key, measured in keys.items()
        }
        provenance = table["provenance"]
        day_kinds = {
            (base, currency): _kinds(measured)
            for base, currencies in table["day_kinds"].items()
            for currency, measured in currencies.items()
        }
        return Calibration(provenance=provenance, tests=tests, day_kinds=day_kinds)
    except KeyError as error:
        raise ValueError(f"{FILE}: {error} is missing") from error
    except TypeError as error:
        raise ValueError(f"{FILE}: {error}") from error


def _kinds(measured: Mapping[str, Any]) -> MeasuredKinds:
    shares = {kind: measured[kind]["share"] for kind in ("own", "base", "both", "neither")}
    rest = {name: measured[name] for name in ("n", "first", "last", "currencies") if name in measured}
    return MeasuredKinds(**rest, **shares)
