"""Row hashes tell whether a second run changed the data."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Engine

from tracker.model.observation import Quote
from tracker.store.hashes import table_hashes
from tracker.store.tables import METADATA
from tracker.store.unit_of_work import UnitOfWork

QUOTES = [Quote(series="EUR/RUB@ecb", label=f"2014-11-{day}", value=Decimal(day)) for day in range(10, 20)]


def run(engine: Engine, at: datetime, quotes: list[Quote]) -> dict[str, str]:
    with UnitOfWork(engine, write=True) as work:
        number = work.runs.fetch_started("ecb", at)
        work.observations.add(quotes, vintage=at, sha256=None)
        work.runs.fetch_finished(number, at=at, state="done")
        work.runs.note_success("ecb", at)
        work.commit()
    return table_hashes(engine)


def test_a_second_run_over_the_same_bytes_changes_no_data_table(engine: Engine, noon: datetime) -> None:
    assert run(engine, noon, QUOTES) == run(engine, noon + timedelta(hours=1), QUOTES)


def test_one_different_digit_shows_in_its_table_alone(engine: Engine, noon: datetime) -> None:
    before = run(engine, noon, QUOTES)
    revised = Quote(series="EUR/RUB@ecb", label="2014-11-12", value=Decimal("12.01"))
    after = run(engine, noon, [*QUOTES[:2], revised, *QUOTES[3:]])
    assert {table for table in before if before[table] != after[table]} == {"observation", "ingest"}


def test_every_table_is_hashed_but_those_that_record_work(engine: Engine) -> None:
    work = {"retrieval", "job_run", "fetch_run", "source_state", "finished_part", "read_item", "delivery"}
    work |= {"alert", "told_figures", "archive_removal", "installation"}
    assert set(table_hashes(engine)) == {table.name for table in METADATA.sorted_tables} - work
