"""Series: what is measured, in which direction, by whom.

BASE/QUOTE is quote units per one base unit: USD/RUB is roubles per dollar, and it rises when the rouble weakens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tracker.model.derivation import Cross, Derivation, Gap, Inverse, Sample

SPOKEN_AS = {
    "RUB/USD": "USD/RUB",
    "RUB/EUR": "EUR/RUB",
    "RUB/CNY": "CNY/RUB",
    "RUB/BYN": "BYN/RUB",
    "BYN/USD": "USD/BYN",
    "BYN/EUR": "EUR/BYN",
}
"""Pairs people name rouble-first although they quote them the other way round; both spellings are accepted."""

POINTS = "PTS"
"""What stands for a currency in the name of an index: ``VIX/PTS``."""

_NAME = re.compile(
    r"^(?:(?:(?P<base>[A-Z]{3})/?|(?P<thing>[A-Z]{3,12})/)(?P<quote>[A-Z]{3})|(?P<place>[A-Z]{2})/(?P<quantity>[A-Z]{4,16}))"
    r"(?:@(?P<source>[a-z][a-z0-9_]*(?:\.[a-z0-9]+|-[a-z][a-z0-9_]*)?))?$"
)


def publisher_of(series: str) -> str:
    """Who publishes a series, from its key or from the source in it: the source without its frequency.

    >>> publisher_of("USD/RUB@yahoo.1h"), publisher_of("yahoo.1h"), publisher_of("USD/RUB@ecb")
    ('yahoo', 'yahoo', 'ecb')
    """
    return series.rpartition("@")[2].partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesName:
    """``PAIR@source``; a bare pair (``source`` empty) means all its sources.

    ``source`` may carry a frequency after a dot where one source publishes several series of one pair:
    ``USD/RUB@yahoo.1h``, ``USD/RUB@yahoo.1d``; or the maker, where a source passes on the rates of several:
    ``USD/RUB@frankfurter.cbr``. What is no currency has a longer code before the slash, and an index is in points:
    ``BRENT/USD@fred``, ``VIX/PTS@fred``.

    What is measured but is no exchange rate is named after its country, two letters, and the quantity, four or more,
    so that neither can be a currency: ``RU/KEYRATE@cbr_key_rate``. ``base`` and ``quote`` then hold these two.

    What is no pair of currencies is named alike, with its slash: ``BRENT/USD`` is dollars per barrel, ``DXY/PTS``
    points of the dollar index.

    How far two sources of a pair stand apart is named ``USDRUB/GAP@cbr-yahoo``: the pair without its slash, and the
    two, official rate first, with a hyphen. It is in per cent of the second, above zero where the first is higher. The
    value of a basket of currencies is named like a thing: ``BASKET/RUB@cbr`` is roubles per basket.

    >>> str(SeriesName.parse("rub/usd@ecb"))
    'USD/RUB@ecb'
    >>> SeriesName.parse("ru/keyrate").is_pair
    False
    >>> str(SeriesName.parse("brent/usd@yahoo"))
    'BRENT/USD@yahoo'
    >>> str(SeriesName.parse("usdrub/gap@cbr-bank_of_canada"))
    'USDRUB/GAP@cbr-bank_of_canada'
    """

    base: str
    quote: str
    source: str = ""

    @property
    def is_pair(self) -> bool:
        """Whether this is one currency in units of another; only then has a move a direction of a currency."""
        return len(self.base) == len(self.quote) == 3 and self.quote != POINTS

    @property
    def pair(self) -> str:
        """``BASE/QUOTE``."""
        return f"{self.base}/{self.quote}"

    @property
    def publisher(self) -> str:
        """`publisher_of` the source; empty for a bare pair."""
        return publisher_of(self.source)

    def __str__(self) -> str:
        return f"{self.pair}@{self.source}" if self.source else self.pair

    @classmethod
    def parse(cls, text: str) -> SeriesName:
        """Read a name in any case, with or without slash; ``RUB/USD`` means ``USD/RUB``. ``ValueError`` otherwise."""
        pair, at, source = text.strip().partition("@")
        match = _NAME.match(pair.strip().upper() + (at + source.strip().lower()))
        if match is None:
            raise ValueError(f"not a series (expected like USD/RUB or USD/RUB@ecb): {text!r}")
        base = match["base"] or match["thing"] or match["place"]
        quote = match["quote"] or match["quantity"]
        base, _, quote = SPOKEN_AS.get(f"{base}/{quote}", f"{base}/{quote}").partition("/")
        return cls(base=base, quote=quote, source=match["source"] or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A measured series.

    Attributes
    ----------
    name : SeriesName
        With its source.
    kind : str
        ``fixing`` (official, once a day), ``close`` or ``bar`` (market), ``level`` (a quantity that is no exchange
        rate), ``gap`` (per cent by which an official rate is above the market's).
    schedule : str
        Key of the fixing schedule that turns a label into instants.
    unit : str
        In words, quote per base: ``"roubles per dollar"``; of a level what it counts: ``"per cent a year"``.
    derivation : Derivation or None
        For a declared series that is computed when read and never stored: from what, and by which rule. None for a
        stored one.
    ends : date or None
        Last day of making where the series has ended, as its schedule says.
    indicative : bool
        True where the values are quotes nobody has to trade at; no headline rests on them alone.
    rounded : bool
        True where values are rounded so far that it shows: each is known to half a unit of its last printed digit, and
        a cross to the interval that follows.
    cross_check : bool
        True for the rates of one publisher as another passes them on: they check a source and no report rests on them.
    opt_in : bool
        True where the source is off until the user enables it: the series is looked at when it is named or its source
        is enabled, and no report rests on it unasked.
    """

    name: SeriesName
    kind: str
    schedule: str
    unit: str
    derivation: Derivation | None = None
    ends: date | None = None
    indicative: bool = False
    rounded: bool = False
    cross_check: bool = False
    opt_in: bool = False

    @property
    def key(self) -> str:
        """The name as text, the key in the database and on the command line."""
        return str(self.name)

    def ended(self, seen: date | None = None) -> bool:
        """Whether the series is over; seen from a day, whether somebody could know it then: no one sees ahead."""
        return self.ends is not None and (seen is None or self.ends < seen)

    @property
    def derived(self) -> bool:
        """Whether the values are computed from other series."""
        return self.derivation is not None

    @property
    def parts(self) -> tuple[SeriesName, ...]:
        """The series it is computed from; empty for a stored one."""
        return () if self.derivation is None else self.derivation.parts

    @property
    def numerator(self) -> SeriesName | None:
        """Of a cross what stands above; None for any other series."""
        return self.derivation.numerator if isinstance(self.derivation, Cross) else None

    @property
    def denominator(self) -> SeriesName | None:
        """Of a cross what stands below; None for any other series."""
        return self.derivation.denominator if isinstance(self.derivation, Cross) else None

    @property
    def sampled_from(self) -> SeriesName | None:
        """Of a daily sample the bars it is drawn from; None for any other series."""
        return self.derivation.bars if isinstance(self.derivation, Sample) else None

    @property
    def inverted(self) -> bool:
        """Whether this is another series turned over."""
        return isinstance(self.derivation, Inverse)

    @property
    def gap(self) -> Gap | None:
        """What a gap is between, and how the two are matched; None for any other series."""
        return self.derivation if isinstance(self.derivation, Gap) else None
