"""The daily sample of hourly bars: one value a weekday, at 15:00 Frankfurt, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from tracker.config import load
from tracker.model.observation import Quote
from tracker.services.context import open_context
from tracker.services.rates import read_levels, resolve
from tracker.store.unit_of_work import UnitOfWork

BARS = {
    "2026-03-27T14:00:00Z": "80.1",  # Friday, winter: 15:00 in Frankfurt
    "2026-03-27T13:00:00Z": "1.0",
    "2026-03-28T14:00:00Z": "2.0",  # Saturday
    "2026-03-30T13:00:00Z": "81.2",  # Monday, summer
    "2026-03-30T14:00:00Z": "3.0",
    "2026-03-31T12:00:00Z": "4.0",  # the bar of 15:00 is missing on this Tuesday
}


def test_bars_become_one_value_a_weekday(ready_home: Path) -> None:
    now = datetime(2026, 4, 1, tzinfo=UTC)
    context = open_context(load({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, cwd=ready_home), now=now)
    quotes = [Quote(series="USD/RUB@yahoo.1h", label=label, value=Decimal(value)) for label, value in BARS.items()]
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=now, sha256=None)
        work.commit()
    levels = read_levels(context, "USD/RUB@yahoo")
    assert {o.label: o.value for o in levels.observations} == {
        "2026-03-27": Decimal("80.1"),
        "2026-03-30": Decimal("81.2"),
    }
    assert [o.fixing.made_to.hour for o in levels.observations] == [14, 13]
    context.engine.dispose()


def test_a_bare_pair_means_its_sources_in_order_of_trust() -> None:
    assert resolve("RUB/USD")[0].key == "USD/RUB@ecb"
