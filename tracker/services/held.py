"""What was read of the rates in a database, held while nothing is recorded there: most questions ask for the same."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

from tracker.model.instants import Label

if TYPE_CHECKING:
    from tracker.services.rates import Levels
    from tracker.store.engine import Engine

T = TypeVar("T")

MOST = 250_000
"""Values held of one kind and one database, some thirty megabytes: several times what a report reads."""


@dataclass(slots=True)
class Held(Generic[T]):
    """What was read, by what was asked for; what was read longest ago goes first.

    The state of a database is its newest recording: nothing recorded is ever changed. Hold only what a reading unit
    sees; what a writing one sees may never come to be.
    """

    most: int = MOST
    _state: Hashable = None
    _kept: OrderedDict[Hashable, tuple[int, T]] = field(default_factory=OrderedDict)
    _weight: int = 0
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, state: Hashable) -> T | None:
        """What is held under a key in this state of the database."""
        with self._lock:
            if state != self._state:
                self._kept.clear()
                self._state, self._weight = state, 0
            return self._kept[key][1] if key in self._kept else None

    def keep(self, key: Hashable, value: T, weight: int, state: Hashable) -> None:
        """Hold what was read in a state; nothing where another one was seen meanwhile."""
        with self._lock:
            if state != self._state:
                return
            replaced = self._kept.pop(key, None)
            self._kept[key] = (weight, value)
            self._weight += weight - (replaced[0] if replaced else 0)
            while self._weight > self.most:
                _, (gone, _) = self._kept.popitem(last=False)
                self._weight -= gone


@dataclass(frozen=True, slots=True)
class Stretch:
    """The values of one series with labels in [since, until), in label order; None where there is no bound."""

    since: Label | None
    until: Label | None
    values: dict[Label, float]

    def covers(self, since: Label, until: Label) -> bool:
        """Whether nothing from ``since`` to before ``until`` is missing."""
        return (self.since is None or self.since <= since) and (self.until is None or until <= self.until)

    def cut(self, since: Label, until: Label) -> dict[Label, float]:
        """A copy of what lies from ``since`` to before ``until``."""
        labels = list(self.values)
        return dict(islice(self.values.items(), bisect_left(labels, since), bisect_left(labels, until)))


@dataclass(frozen=True, slots=True)
class HeldRates:
    """Of one database: whole series with their instants, and plain numbers."""

    levels: Held[Levels] = field(default_factory=Held)
    stretches: Held[Stretch] = field(default_factory=Held)


_BY_DATABASE: WeakKeyDictionary[Engine, HeldRates] = WeakKeyDictionary()


def held_of(engine: Engine) -> HeldRates:
    """What is held of one database in this process."""
    return _BY_DATABASE.setdefault(engine, HeldRates())
