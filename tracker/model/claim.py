"""Claims: what a text says of a number that is measured here, and what the measured numbers say to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from tracker.model.instants import Label

HOLDS = "holds"
HOLDS_ONLY_AS = "holds only as"
DOES_NOT_HOLD = "does not hold"
CANNOT_BE_CHECKED = "cannot be checked"
VERDICTS = (HOLDS, HOLDS_ONLY_AS, DOES_NOT_HOLD, CANNOT_BE_CHECKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What a wording allows, both ends included; an end that is None is open.

    >>> Band(low=Fraction(9, 25), high=Fraction(2, 5)).holds(Fraction(19, 50))
    True
    """

    low: Fraction | None
    high: Fraction | None

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies in it."""
        return self.meets(value, value)

    def meets(self, low: Fraction, high: Fraction) -> bool:
        """Whether any value from ``low`` to ``high`` lies in it."""
        return (self.low is None or high >= self.low) and (self.high is None or low <= self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The time a claim is about, in local days of the document.

    Attributes
    ----------
    since : date or None
        The day whose last value, or the last one before it, is the beginning; None where nothing is compared.
    until : date or None
        The day of the end; None: the newest value that was public when the document was.
    on : date or None
        A single day: the move made on it, from the value before.
    words : str
        As written; empty where the text says no time.
    unknown : str
        Why a time that is written cannot be told; then the others are None.
    """

    since: date | None = None
    until: date | None = None
    on: date | None = None
    words: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence about a measured number.

    Attributes
    ----------
    text, span : str, tuple of int
        The sentence, and its characters in the document's text, [start, end).
    subject : str
        Whose number it is: ``rouble``, ``dollar``, ``euro``, ``yuan``, ``oil``, ``key rate``, ``reserves``.
    pair : str
        Whose series is asked: ``USD/RUB``, ``BRENT/USD``, ``RU/KEYRATE``, ``RU/RESERVES``; empty where none is
        measured, with the reason in ``when.unknown``.
    direction : str
        ``fall`` or ``rise`` of the subject; empty where only a level is stated.
    measure : str
        ``change`` (a fraction of the value before), ``level`` (in the unit of the series), ``points`` (a difference of
        levels), ``record`` (the lowest or highest), ``largest`` (the largest move).
    wording : str
        The number with its words: ``nearly 40 percent``.
    value : Fraction or None
        The number itself; of a change a fraction (2/5).
    band : Band or None
        What the wording allows.
    days : int
        Of ``largest``: the length of the move in days; 1 is from one value to the next.
    first : bool
        Of a level that is crossed: whether this is said to be the first time since then, or ever.
    moment : bool
        Of a level: whether it was only touched ("hit"), perhaps within a day.
    """

    text: str
    span: tuple[int, int]
    subject: str
    pair: str
    direction: str
    measure: str
    wording: str
    value: Fraction | None = None
    band: Band | None = None
    when: When = When()
    days: int = 1
    first: bool = False
    moment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value a claim was compared with: its label, the day it was made on at its place, its exact value."""

    label: Label
    day: date
    value: Fraction
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to understand a claim, and what was measured.

    Attributes
    ----------
    measure : str
        ``a dollar costs``, ``a rouble buys``, ``roubles per dollar``.
    computed : Fraction
        A change as a signed fraction, a level in its unit.
    met : bool
        Whether it is what the claim says.
    exactly : bool
        False where it is so only within ``slack``.
    words : str
        For people: ``a dollar cost 40.9 % more``.
    range : tuple of Fraction
        Its size in the claimed direction, of a level the level, at the ends of the slack.
    """

    measure: str
    computed: Fraction
    met: bool
    exactly: bool
    words: str
    range: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A claim with its answer.

    Attributes
    ----------
    verdict : str
        One of ``VERDICTS``; ``only_as`` completes "holds only as".
    because : str
        What decided it, in words.
    series : str
        The key of the series that was asked; empty where none could be.
    before, after : Point or None
        The two values compared; of a level only ``after``.
    slack : Fraction
        How far the newest value may be off, as a fraction of itself: the usual move of a day then.
    """

    claim: Claim
    verdict: str
    only_as: str = ""
    because: str = ""
    series: str = ""
    before: Point | None = None
    after: Point | None = None
    readings: tuple[Reading, ...] = ()
    slack: Fraction = Fraction(0)
    note: str = ""
