"""When what a report rests on was had from its source, also of a report that is asked of the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.services.fetched import Surroundings
from tests.store.test_snapshots_store import snapshot
from tracker.services.rates import resolve
from tracker.services.used_sources import used_sources
from tracker.store.unit_of_work import UnitOfWork

FIRST = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_what_was_had_after_as_of_was_not_had_then(context: Surroundings) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        for days, content in enumerate((b"first", b"second")):
            work.snapshots.add(snapshot(content, FIRST + days * DAY))
        work.commit()

    def had(as_of: datetime | None) -> datetime | None:
        series = resolve("USD/RUB@ecb")
        (source,) = used_sources(context, series, as_of=as_of)  # type: ignore[arg-type]  # as much as it needs
        return source.retrieved_at

    assert had(None) == had(FIRST + DAY) == FIRST + DAY
    assert had(FIRST + DAY - timedelta(seconds=1)) == FIRST
    assert had(FIRST - DAY) is None
