"""Parties that copies of lists hold: since when each is seen, and until when it was not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from tests.store.test_lists_store import DAY, entry
from tracker.store.unit_of_work import UnitOfWork


def test_every_party_with_its_first_copy_and_the_one_before_it(engine: Engine, noon: datetime) -> None:
    copies = [[entry(1), entry(2)], [entry(1), entry(3)], [entry(1, name="New"), entry(2), entry(3)]]
    with UnitOfWork(engine, write=True) as work:
        for days, entries in enumerate(copies):
            work.lists.record("us_sdn", entries, snapshot_at=noon + days * DAY, sha256=None)
        work.lists.record("eu", [entry(1, list_key="eu")], snapshot_at=noon + DAY, sha256=None)
        found = [(one.entry.list_key, one.entry.name, one.first_at, one.missing_at) for one in work.lists.held()]
    assert found == [
        ("eu", "Party 1", noon + DAY, None),
        ("us_sdn", "New", noon, None),
        ("us_sdn", "Party 2", noon, None),
        ("us_sdn", "Party 3", noon + DAY, noon),
    ]
