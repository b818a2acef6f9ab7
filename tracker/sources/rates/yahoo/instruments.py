"""What is asked of Yahoo: symbols, the series they become, and how their documents must look.

``RUB=X`` is roubles per dollar and leads: without it there is no document. The others come along in the same document,
each on its own; one that Yahoo has lost, or gives in another currency, costs only itself.
"""

from __future__ import annotations

from dataclasses import dataclass

CHART_HOST = "query2.finance.yahoo.com"
HOSTS = (CHART_HOST, "query1.finance.yahoo.com", "fc.yahoo.com", "guce.yahoo.com", "consent.yahoo.com")

HOURLY = "1h"
DAILY = "1d"
LONDON = "Europe/London"
_NEW_YORK = "America/New_York"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One symbol.

    Attributes
    ----------
    pair : str
        The series without its source.
    zone, currency : str
        As the chart must say: IANA zone in which its days are cut, currency of its values.
    unit : str
        In words, for messages.
    daily_open : bool
        Whether the value of a day is its open, which is the quote at midnight of the zone; its close otherwise.
    """

    symbol: str
    pair: str
    zone: str
    currency: str
    unit: str
    daily_open: bool

    def series(self, interval: str) -> str:
        """The key of its hourly or daily series."""
        return f"{self.pair}@yahoo.{interval}"


def _against_the_rouble(symbol: str, base: str, word: str) -> Instrument:
    """Quoted round the clock in London; the close of a day is often a copy of its open (see ``series.toml``)."""
    return Instrument(
        symbol=symbol, pair=f"{base}/RUB", zone=LONDON, currency="RUB", unit=f"roubles per {word}", daily_open=True
    )


LEADING = _against_the_rouble("RUB=X", "USD", "dollar")
BRENT = Instrument(
    symbol="BZ=F", pair="BRENT/USD", zone=_NEW_YORK, currency="USD", unit="dollars per barrel", daily_open=False
)
DOLLAR_INDEX = Instrument(
    symbol="DX-Y.NYB", pair="DXY/PTS", zone=_NEW_YORK, currency="USD", unit="points", daily_open=False
)
ALSO = (
    _against_the_rouble("EURRUB=X", "EUR", "euro"),
    _against_the_rouble("CNYRUB=X", "CNY", "yuan"),
    BRENT,
    DOLLAR_INDEX,
)
BY_SYMBOL = {one.symbol: one for one in (LEADING, *ALSO)}
