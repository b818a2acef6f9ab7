"""The quality gate: which single values of a series are not believed until something confirms them. Pure.

A value is compared with the last credible one before it. Moves are natural logarithms; what is usual is the median
size of the moves before it, scaled to the standard deviation of a normal distribution (Rousseeuw and Croux,
Alternatives to the Median Absolute Deviation, JASA 88, 1993). The rule, in this order:

1. outside the range its source declares, or made on a weekend day without rates: set aside;
2. another nominal or the inverse of its neighbours: set aside, whatever follows;
3. a move beyond ``Gate.spike`` and ``Gate.times`` usual ones, after which one of the next three values is back: set
   aside;
4. a move beyond ``Gate.jump`` and as many usual ones that no later value confirms yet: set aside;
5. whatever 2 to 4 would set aside is credible when another source says nearly the same at nearly the same instant.

Set aside values are looked at again with each new document; a decision of a person ends it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import median

from tracker.model.instants import Label
from tracker.model.source import Gate

FOLLOWING = 3
"""As many later values are asked whether a move lasted."""

_QUIET = 0.08
"""A move this small is never looked at twice: what makes the gate cheap on whole archives."""

_DOWN, _UP = math.exp(-_QUIET), math.exp(_QUIET)
_LEAST = 10
_TO_SIGMA = 1.4826
_NEAR = 0.35  # of a move: a value that close to where it began is back
_SLIP = 0.2  # how far from a power of ten, or from the inverse, a slip of the pen may lie
_LONG_AGO = 30  # days after which the value before says little about the next
_FIRST = 5

Elsewhere = Callable[[Label], Sequence[tuple[str, float]]]
"""What other sources say nearest to the making of a label: series key and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Reasons by label of what is set aside; of the rest, the jumps and what confirmed them: a series, or words."""

    aside: Mapping[Label, str]
    confirmed: Mapping[Label, str]


def quiet(values: Sequence[float]) -> bool:
    """Whether no move is worth looking at: so it is with most series of most documents, and costs little to see."""
    return all(_DOWN < two / one < _UP for one, two in pairwise(values))


def judge(
    values: Mapping[Label, float],
    gate: Gate,
    *,
    elsewhere: Elsewhere = lambda _: (),
    accepted: Collection[Label] = (),
    excluded: Mapping[Label, str] | None = None,
) -> Verdicts:
    """Judge the values of one series.

    Parameters
    ----------
    values : mapping
        In the order of the labels; positive.
    accepted : collection of label
        What a person believes; nothing is said against it. What follows goes on from it or from the one before it.
    excluded : mapping
        Reasons of what is out whatever its neighbours say.
    """
    excluded = excluded or {}
    judging = _Judging(
        labels=[label for label in values if label not in excluded],
        logs=[math.log(value) for label, value in values.items() if label not in excluded],
        gate=gate,
    )
    found = judging.verdicts(elsewhere, frozenset(accepted))
    return Verdicts(aside={**excluded, **found.aside}, confirmed=found.confirmed)


@dataclass(slots=True, kw_only=True)
class _Judging:
    """One series on its way through the gate; ``bad`` are the positions set aside so far."""

    labels: Sequence[Label]
    logs: Sequence[float]
    gate: Gate
    bad: set[int] = field(default_factory=set)

    def verdicts(self, elsewhere: Elsewhere, accepted: Collection[Label]) -> Verdicts:
        aside: dict[Label, str] = {}
        confirmed: dict[Label, str] = {}
        for at in self._suspects():
            label = self.labels[at]
            if label in accepted:
                continue
            back = self._credible_before(at)
            before = self.logs[back] if back >= 0 else self._first()
            reason, lasted = self._reason(at, back, before)
            if reason and back >= 0 and self.labels[back] in accepted and self._fits_before(at, back):
                continue
            witness = _witness(self.logs[at], elsewhere(label), abs(self.logs[at] - before)) if reason else ""
            if reason and not witness:
                self.bad.add(at)
                aside[label] = reason
            elif witness or lasted:
                confirmed[label] = witness or lasted
        return Verdicts(aside=aside, confirmed=confirmed)

    def _suspects(self) -> Iterator[int]:
        """Positions of moves worth looking at, and of what comes after a value that was set aside."""
        logs = self.logs
        if len(logs) > 1 and abs(logs[0] - self._first()) > _QUIET:
            yield 0
        jumps = {at for at, (one, two) in enumerate(pairwise(logs), 1) if not -_QUIET < two - one < _QUIET}
        for jump in sorted(jumps):
            at = jump
            while at < len(logs):
                yield at
                at += 1
                if at in jumps or at - 1 not in self.bad:
                    break

    def _fits_before(self, at: int, accepted: int) -> bool:
        """Whether a value goes on from the one before a value that only a person believes: that one was alone."""
        back = self._credible_before(accepted)
        return back >= 0 and not self._reason(at, back, self.logs[back])[0]

    def _first(self) -> float:
        return median(self.logs[:_FIRST])

    def _credible_before(self, at: int) -> int:
        """The newest credible position before another; -1 for none."""
        return next((back for back in range(at - 1, -1, -1) if back not in self.bad), -1)

    def _reason(self, at: int, back: int, before: float) -> tuple[str, str]:
        """Why a value is not believed, or empty; and for a jump that is, the words for what confirms it."""
        move = self.logs[at] - before
        size = abs(move)
        slip = _slip(self.logs[at], before) if self.gate.slips else ""
        if slip:
            return slip, ""
        least = self.gate.times * self._usual(back)
        spike, jump = max(self.gate.spike, least), max(self.gate.jump, least)
        if size <= min(spike, jump) or (back >= 0 and _days(self.labels[back], self.labels[at]) > _LONG_AGO):
            return "", ""
        later = self.logs[at + 1 : at + 1 + FOLLOWING]
        said = f"{math.exp(self.logs[at]):.6g} is {math.expm1(move):+.0%} from the value before it"
        if size > spike and any(abs(one - before) < _NEAR * size for one in later):
            return f"{said}, and those after it are back", ""
        if size > jump and not later:
            return f"{said}, which nothing confirms yet", ""
        return "", "the values after it" if size > jump else ""

    def _usual(self, back: int) -> float:
        """The usual move before a position, as a standard deviation; of the first ones where there are too few."""
        end = back + 1 if back >= _LEAST else min(len(self.logs), self.gate.usual)
        credible = [at for at in range(max(0, end - 1 - self.gate.usual), end) if at not in self.bad]
        sizes = [abs(self.logs[two] - self.logs[one]) for one, two in pairwise(credible)]
        return _TO_SIGMA * median(sizes) if len(sizes) >= _LEAST else 0.0


def _slip(log: float, before: float) -> str:
    """Which slip of the pen makes a value what it is beside its neighbours; empty for none."""
    value, neighbours = f"{math.exp(log):.6g}", f"its neighbours ({math.exp(before):.4g})"
    powers = (log - before) / math.log(10)
    nearest = round(powers)
    if nearest and abs(powers - nearest) * math.log(10) < _SLIP:
        times = 10 ** abs(nearest)
        return f"{value} is {f'{times:,} times' if nearest > 0 else _SHARES.get(times, f'1/{times:,} of')} {neighbours}"
    if abs(log + before) < _SLIP and abs(before) > 2 * _SLIP:
        return f"{value} is the inverse of {neighbours}"
    return ""


_SHARES = {10: "a tenth of", 100: "a hundredth of", 1000: "a thousandth of"}


def _witness(log: float, others: Sequence[tuple[str, float]], size: float) -> str:
    """The other source that says nearly the same, or empty."""
    near = min(_SLIP, _NEAR * size)
    return next((key for key, value in others if abs(log - math.log(value)) < near), "")


def _days(earlier: Label, later: Label) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days
