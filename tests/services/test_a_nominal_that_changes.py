"""A currency quoted per 10, per 1 and per 10 again is one series: nothing jumps, nothing is set aside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tracker.model.source import Snapshot
from tracker.services.context import Context
from tracker.services.gating import gate
from tracker.services.rates import read_levels
from tracker.sources.rates import cbr
from tracker.store.unit_of_work import UnitOfWork

HKD = "HKD/RUB@cbr"
DAYS = [day for day in (date(2026, 1, 13) + timedelta(days=n) for n in range(60)) if day.weekday() not in (6, 0)]
PER_ONE = range(len(DAYS) // 3, 2 * len(DAYS) // 3)


def document() -> bytes:
    records = ""
    for number, day in enumerate(DAYS):
        nominal = 1 if number in PER_ONE else 10
        unit = Decimal("9.90") + Decimal(number % 5) / 100
        value = f"{unit * nominal:.4f}".replace(".", ",")
        records += (
            f'<Record Date="{day:%d.%m.%Y}" Id="R01200"><Nominal>{nominal}</Nominal><Value>{value}</Value></Record>'
        )
    first, last = f"{DAYS[0]:%d.%m.%Y}", f"{DAYS[-1]:%d.%m.%Y}"
    text = f'<ValCurs ID="R01200" DateRange1="{first}" DateRange2="{last}" name="x">{records}</ValCurs>'
    return f'<?xml version="1.0" encoding="windows-1251"?>{text}'.encode("cp1251")


def test_the_hong_kong_dollar_goes_on_through_nominals_of_10_1_and_10(own_context: Context) -> None:
    snapshot = Snapshot(
        source="cbr",
        url="https://www.cbr.ru/scripts/XML_dynamic.asp?VAL_NM_RQ=R01200",
        kind=cbr.RANGE,
        retrieved_at=datetime(2026, 3, 20, tzinfo=UTC),
        sha256="",
        content=document(),
    )
    with UnitOfWork(own_context.engine, write=True) as work:
        found = gate(work, cbr.SOURCE.info.expectations, cbr.SOURCE.parse(snapshot))
        assert (found.judged, found.records.set_aside) == ((), ())
        work.observations.add(found.records.quotes, vintage=own_context.now, sha256=None)
        work.commit()
    levels = read_levels(own_context, HKD)
    assert [one.label for one in levels.observations] == [day.isoformat() for day in DAYS]
    assert levels.aside == ()
    values = [one.value for one in levels.observations]
    assert max(values) / min(values) < Decimal("1.01")
    assert values[:2] == [Decimal("9.90"), Decimal("9.91")]
