"""Days out of the simulated year in which the calendar is hard, and proof that its books see damage.

The whole year is ``make year``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from tests.fakenet.fakenet import FakeNet
from tests.live import year_accounts
from tests.live.year import Killed, installed
from tests.live.year_accounts import Books, weeks
from tests.live.year_world import World
from tracker.store.tables import INGEST, OBSERVATION

pytestmark = [pytest.mark.longest, pytest.mark.timeout(600)]


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared_home, tmp_path / "year"))


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (datetime(2026, 12, 26, 18, tzinfo=UTC), 10, ["2026-W51", "2026-W52", "2026-W53"]),
        (datetime(2027, 3, 26, 18, tzinfo=UTC), 3, ["2027-W11", "2027-W12"]),
        (datetime(2027, 10, 30, 6, tzinfo=UTC), 3, ["2027-W42", "2027-W43"]),
    ],
    ids=["week 53 and New Year", "the hour that is missing", "the hour that comes twice"],
)
def test_hard_days_lose_nothing_and_double_nothing(
    start: datetime, days: int, expected: list[str], home: Path, net: FakeNet
) -> None:
    with installed(home, net, seed=days, start=start, days=days, step=timedelta(hours=12)) as year:
        books = year.live()
        assert books.violations == []
        assert weeks(start, year.world.now) == expected
        assert books.figures["letters missing"] == 0
        assert len(year.mail.received) == 2 * len(expected), "one for each of two readers"
        assert year.world.rates(year.world.end)
        assert year.world.announcements(year.world.end)


def test_a_year_that_holds_week_53_has_53_weeks() -> None:
    start = datetime(2026, 11, 2, 12, tzinfo=UTC)
    found = weeks(start, start + timedelta(days=365))
    assert len(found) == len(set(found)) == 53
    assert (found[0], found[-1]) == ("2026-W44", "2027-W43")
    assert "2026-W53" in found
    assert "2027-W53" not in found


def test_the_books_see_what_is_lost_and_what_is_doubled(home: Path, net: FakeNet) -> None:
    start = datetime(2027, 3, 2, 18, tzinfo=UTC)
    with installed(home, net, seed=1, start=start, days=1, step=timedelta(hours=12)) as year:
        until = start + timedelta(days=1)
        year.world.calm = True
        for _ in range(2):
            year.world.now += timedelta(days=1)
            year.process.beat()
        context, sound = year.process.context, Books()
        year_accounts.observations(context, year.world, until, sound)
        year_accounts.events(context, year.world, until, sound)
        assert sound.violations == []
        with context.engine.begin() as connection:
            row = connection.execute(
                select(OBSERVATION).where(OBSERVATION.c.label == "2027-03-03").order_by(OBSERVATION.c.series_id)
            ).mappings().all()  # fmt: skip
            ingest = connection.execute(insert(INGEST).values(recorded_at=until).returning(INGEST.c.id)).scalar_one()
            connection.execute(insert(OBSERVATION).values({**row[0], "ingest_id": ingest}))
            connection.execute(
                delete(OBSERVATION).where(
                    OBSERVATION.c.series_id == row[1]["series_id"], OBSERVATION.c.label == "2027-03-03"
                )
            )
        damaged = Books()
        year_accounts.observations(context, year.world, until, damaged)
        assert [(damaged.figures[name]) for name in ("rates lost", "rates doubled")] == [1, 1]
        assert len(damaged.violations) == 2


def test_a_fuse_ends_the_process_wherever_it_looks_at_the_clock(home: Path, net: FakeNet) -> None:
    start = datetime(2027, 3, 2, 18, tzinfo=UTC)
    with installed(home, net, seed=1, start=start, days=1, step=timedelta(hours=12)) as year:
        year.clock.fuse = 3
        with pytest.raises(Killed):
            year.process.beat()
        year.clock.fuse = None
        assert year.process.beat() > 0


def test_the_world_is_the_same_for_the_same_seed_only() -> None:
    start, end = datetime(2026, 11, 2, tzinfo=UTC), datetime(2027, 11, 2, tzinfo=UTC)
    one, again, other = (World(start, end, seed) for seed in (1, 1, 2))
    spans = [[(outage.source, outage.since, outage.until) for outage in world.outages] for world in (one, again, other)]
    assert spans[0] == spans[1] != spans[2]
    assert {source for source, _, _ in spans[0]} == set(one.asked)
    assert one.corrections
