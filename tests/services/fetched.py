"""What tests of fetching share: surroundings with a clock of their own, and an ECB history of any days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from tests.fakenet.ground import zipped
from tracker.config import Settings
from tracker.net.http import HttpClient
from tracker.services.context import Say, silent
from tracker.services.fetching import FetchOutcome, fetch
from tracker.store.hashes import table_hashes

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday, before the concertation
ECB = "www.ecb.europa.eu"
REGISTER = "www.federalregister.gov"
HISTORY_URL = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
CODES = "USD,JPY,GBP,CHF,CZK,DKK,HUF,PLN,RON,SEK,ISK,NOK,TRY,AUD,BRL,CAD,CNY,HKD,INR,KRW,"


@dataclass(frozen=True)
class Surroundings:
    engine: Engine
    now: datetime
    http: HttpClient
    settings: Settings

    step: Say = silent
    ticks: Iterator[int] | None = None  # each look at the clock shows a second more

    def clock(self) -> datetime:
        return self.now + timedelta(seconds=next(self.ticks)) if self.ticks else self.now


def running(context: Surroundings) -> Surroundings:
    """The same on a clock that goes on: each look at it shows a second more."""
    return replace(context, ticks=count())


def at(context: Surroundings, **later: float) -> Surroundings:
    return replace(context, now=context.now + timedelta(**later))


def history(last: date = date(2026, 11, 19), *, days: int = 30, rate: str = "1.1") -> bytes:
    found: list[str] = []
    day = last
    while len(found) < days:
        if day.weekday() < 5:
            found.append(f"{day.isoformat()}," + f"{rate}," * CODES.count(","))
        day -= timedelta(days=1)
    return zipped("eurofxref-hist.csv", "\n".join([f"Date,{CODES}", *found]) + "\n")


def one(context: Surroundings, source: str = "ecb", **more: object) -> FetchOutcome:
    (outcome,) = fetch(context, [source], **more)  # type: ignore[arg-type]
    return outcome


def stored(context: Surroundings) -> dict[str, str]:
    """Hashes of everything the product knows, the kept bytes aside."""
    return {name: value for name, value in table_hashes(context.engine).items() if name != "blob"}
