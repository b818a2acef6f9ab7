"""Targets: whose currency is studied, and the declared rule by which a report chooses the series it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

ROLES = frozenset(("target", "placebo", "later"))
KINDS_OF_RATE = ("official", "market", "parallel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One series a period of the rule allows, by its source, and the one-line reason for it."""

    source: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePeriod:
    """Days on which a rate was made, [``since``, ``until``) in UTC dates (None = open), and what is chosen for them.

    ``grounds``: what a report may rest on, the first that has rates; ``seconds``: what stands beside it with another
    cut-off. Both in order of preference.
    """

    since: date | None = None
    until: date | None = None
    because: str
    grounds: tuple[Ground, ...]
    seconds: tuple[Ground, ...] = ()

    @property
    def begins(self) -> datetime | None:
        """The first instant, UTC; None = open."""
        return None if self.since is None else midnight(self.since)

    @property
    def ends(self) -> datetime | None:
        """The instant after the last, UTC; None = open."""
        return None if self.until is None else midnight(self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRule:
    """Periods in order, each beginning where the one before it ends.

    ``pairs`` empty: for every pair of the currency that no other rule names.
    """

    pairs: tuple[str, ...] = ()
    periods: tuple[RulePeriod, ...]

    def touched(self, start: datetime, end: datetime) -> tuple[RulePeriod, ...]:
        """The periods of the rule that meet [start, end)."""
        return tuple(
            one
            for one in self.periods
            if (one.begins is None or one.begins < end) and (one.ends is None or start < one.ends)
        )

    def sources(self) -> tuple[str, ...]:
        """Every source the rule names, those that a report may rest on first, in order of first mention."""
        named = [one.source for period in self.periods for one in period.grounds]
        beside = [one.source for period in self.periods for one in period.seconds]
        return tuple(dict.fromkeys((*named, *beside)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """How a currency was kept, or a closure: [``since``, ``until``) by local dates (None = open), with a reference."""

    since: date | None = None
    until: date | None = None
    words: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One profile.

    Attributes
    ----------
    key : str
        Name of its file.
    name : str
        Of the country, as readers say it.
    currency : str
        ISO code; ``codes`` adds former ones under which people ask for it.
    unit : (str, str)
        One and many in running text.
    role : str
        ``target``; ``placebo`` (no sanctions programme is studied, the ledger of another target is held against it to
        see what chance does); ``later`` (named, not supported yet).
    because : str
        A full sentence: what the role means for a reader.
    pairs : tuple of str
        Pairs shown when none is asked for.
    rates : dict
        Kind of rate (``official``, ``market``, ``parallel``) → sources of series.
    programmes : tuple of str
        Sanctions programmes and regimes tied to it, named as in the ledger.
    covers : tuple of str
        Words by which an event's ``target`` names it; empty with ``whole_ledger``.
    whole_ledger : bool
        True where every event of the shipped ledger was logged for this target.
    closures : tuple of Regime
        When some or all trading on its exchange was closed, beyond holidays; told beside its rates.
    """

    key: str
    name: str
    currency: str
    codes: tuple[str, ...] = ()
    unit: tuple[str, str] = ("", "")
    role: str
    because: str = ""
    pairs: tuple[str, ...] = ()
    rates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    programmes: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    whole_ledger: bool = False
    regimes: tuple[Regime, ...] = ()
    closures: tuple[Regime, ...] = ()
    rules: tuple[ChoiceRule, ...] = ()

    def rule(self, pair: str) -> ChoiceRule | None:
        """The rule for a pair: the one that names it, else the one for every pair."""
        named = next((one for one in self.rules if pair in one.pairs), None)
        return named or next((one for one in self.rules if not one.pairs), None)

    def regimes_of(self, first: date, until: date) -> tuple[Regime, ...]:
        """The regimes that held on a day of [first, until)."""
        return _meeting(self.regimes, first, until)

    def closures_of(self, first: date, until: date) -> tuple[Regime, ...]:
        """The closures that held on a day of [first, until)."""
        return _meeting(self.closures, first, until)

    def is_about(self, target: str, programme: str) -> bool:
        """Whether an event with that target and programme was logged for this one."""
        if self.whole_ledger:
            return True
        words = target.casefold()
        return any(one.casefold() in words for one in self.covers) or any(one in programme for one in self.programmes)


def _meeting(spans: tuple[Regime, ...], first: date, until: date) -> tuple[Regime, ...]:
    return tuple(
        one for one in spans if (one.since is None or one.since < until) and (one.until is None or first < one.until)
    )


def midnight(day: date) -> datetime:
    """The first instant of a UTC date."""
    return datetime.combine(day, time(0), tzinfo=UTC)


def day_before(day: date) -> date:
    """The last day of a period that ends before ``day``."""
    return day - timedelta(days=1)
