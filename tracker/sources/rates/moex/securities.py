"""What is asked of the exchange: securities, and the three kinds of document of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of document. ``interval`` is ISS's own code of a candle's length: 60 an hour, 24 a day."""

    name: str
    path: str
    block: str
    suffix: str
    interval: str = ""
    step: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """A currency for delivery tomorrow. ``ends`` is its last trading day."""

    code: str
    currency: str
    ends: date | None = None

    def series(self, kind: Kind) -> str:
        """The key of the series a kind of document gives."""
        return f"{self.currency}/RUB@moex{kind.suffix}"


_CANDLES = "engines/currency/markets/selt/securities/{security}/candles.json"
CLOSES = Kind(
    name="closes",
    path="history/engines/currency/markets/selt/boards/CETS/securities/{security}.json",
    block="history",
    suffix="",
    step=timedelta(days=1),
)
HOURS = Kind(name="1h", path=_CANDLES, block="candles", suffix=".1h", interval="60", step=timedelta(hours=1))
DAYS = Kind(name="1d", path=_CANDLES, block="candles", suffix=".1d", interval="24", step=timedelta(days=1))

_LAST_DAY = date(2024, 6, 11)
SECURITIES = (
    Security(code="USD000UTSTOM", currency="USD", ends=_LAST_DAY),
    Security(code="EUR_RUB__TOM", currency="EUR", ends=_LAST_DAY),
    Security(code="CNYRUB_TOM", currency="CNY"),
)
KINDS = {kind.name: kind for kind in (CLOSES, HOURS, DAYS)}
BY_CODE = {security.code: security for security in SECURITIES}
