"""Whether one announcement met moves in the same direction at two rates made at different hours. Never an average."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.alignment import Move
from tracker.reports.findings import EventItem, Reaction
from tracker.reports.phrases import direction

SAME, OPPOSITE = "the same direction", "they disagree in sign"


def same_direction(first: Move | None, second: Move | None) -> bool | None:
    """True for the same sign, False for opposite ones; None where a move is missing or one did not move at all."""
    if first is None or second is None:
        return None
    product = first.log_return * second.log_return
    return None if product == 0 else product > 0


def agreement(first: Reaction, second: Reaction) -> str:
    """The same in words, of the moves to the first rate that must know; empty where a rate of either is missing.

    Where an hour nobody knows decides whether they agree, both ends are told. A move that rounds to nothing agrees with
    none and contradicts none.
    """
    if first.to_latest is None or second.to_latest is None:
        return ""
    late = at_latest(first, second)
    if not late:
        return "they cannot be compared: the way a rate is made changed in between"
    early = late
    if first.to_earliest is not None and second.to_earliest is not None:
        early = _words(first.to_earliest, second.to_earliest)
    return late if early == late else f"to the first that must know {late}, to the first that could know {early}"


def at_latest(first: Reaction, second: Reaction) -> str:
    """`SAME`, `OPPOSITE` or that one did not move, to the first rate that must know; empty where nobody can say."""
    if first.to_latest is None or second.to_latest is None:
        return ""
    if first.alignment.method_break or second.alignment.method_break:
        return ""
    return _words(first.to_latest, second.to_latest)


def _words(first: Move, second: Move) -> str:
    one, two = direction(first), direction(second)
    if "unchanged" in (one, two):
        return "both unchanged" if one == two else "one of them unchanged"
    return SAME if one == two else OPPOSITE


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """The two moves of announcements that met opposite ones; ``items`` share both moves."""

    first: Move
    second: Move
    items: tuple[EventItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Announcements with a move at both rates: how many met the same direction, and those that met opposite ones."""

    n: int
    same: int
    contrasts: tuple[Contrast, ...]

    @property
    def opposite(self) -> int:
        """How many met opposite directions."""
        return sum(len(contrast.items) for contrast in self.contrasts)


def tally(items: tuple[EventItem, ...], first: str, second: str) -> Tally:
    """Count the announcements by whether two series agree on them, to the first rate that must know."""
    counted = same = 0
    apart: dict[tuple[float, float], list[EventItem]] = {}
    moves: dict[tuple[float, float], tuple[Move, Move]] = {}
    for item in items:
        here, there = item.reaction(first), item.reaction(second)
        said = "" if here is None or there is None else at_latest(here, there)
        counted += bool(said)
        same += said == SAME
        if said == OPPOSITE and here and there and here.to_latest and there.to_latest:
            key = (here.to_latest.log_return, there.to_latest.log_return)
            apart.setdefault(key, []).append(item)
            moves[key] = (here.to_latest, there.to_latest)
    return Tally(
        n=counted,
        same=same,
        contrasts=tuple(
            Contrast(first=moves[key][0], second=moves[key][1], items=tuple(found)) for key, found in apart.items()
        ),
    )
