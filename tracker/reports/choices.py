"""Why a report rests on the series it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.model.choice import Choice
from tracker.model.target import Regime, RulePeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceInfo:
    """A choice with the words for its sources. ``titles``: source → whose it is; only sources the pair has are in it.

    ``seen``: the day somebody looks from, who cannot know that a period of the rule will end later; None: all is told.
    ``regimes``: how the currency of the profile was kept in the period; ``closures``: of its exchange, meanwhile.
    ``rule`` False: none is declared for the pair, or the series was asked for by name; ``because`` then says so.
    """

    pair: str
    titles: dict[str, str]
    choice: Choice
    rule: bool = True
    because: str = ""
    seen: date | None = None
    regimes: tuple[Regime, ...] = ()
    closures: tuple[Regime, ...] = ()

    def until(self, period: RulePeriod | Regime) -> date | None:
        """The day on which a period of the rule, or a regime, ends, as far as it can be known."""
        later = period.until is not None and self.seen is not None and period.until > self.seen
        return None if later else period.until
