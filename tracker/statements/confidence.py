"""How often a statement read so is right, speaker and coding together.

A logistic model on what the reader knows of itself. Its weights were fitted on texts the reader had
not been adapted to; the tests hold those readings and repeat the fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from types import MappingProxyType

from tracker.statements.coding import Coding
from tracker.statements.speaker import Speaker

FEATURES = ("constant", "known", "inferred", "plain", "direct", "act", "tone", "dated", "spoken")
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "constant": 0.91,
        "known": -0.11,
        "inferred": 0.25,
        "plain": 0.12,
        "direct": 0.14,
        "act": 1.01,
        "tone": 0.73,
        "dated": -0.17,
        "spoken": -0.89,
    }
)
LOWEST, HIGHEST = 0.05, 0.95


def features(speaker: Speaker, coding: Coding, *, form: str, basis: str) -> tuple[float, ...]:
    """What confidence rests on, in the order of ``FEATURES``; each is 0 or 1."""
    return tuple(
        float(one)
        for one in (
            True,
            speaker.way in {"known", "titled", "institution"},
            speaker.way in {"pronoun", "role"},
            speaker.way == "plain",
            form == "quoted",
            coding.strength == 2,
            coding.strength == 1,
            basis in {"explicit", "weekday"},
            form in {"turn", "author", "continued"},
        )
    )


def confidence(values: tuple[float, ...], weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability that a statement with these features is right, two decimals.

    >>> confidence((1.0,) + (0.0,) * 8, dict.fromkeys(FEATURES, 0.0))
    0.5
    """
    score = sum(weights[name] * value for name, value in zip(FEATURES, values, strict=True))
    return round(min(HIGHEST, max(LOWEST, 1 / (1 + exp(-score)))), 2)
