"""Days out of the simulated year in which the calendar is hard, and proof that its books see damage.

The whole year is ``make year``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from tests.fakenet.fakenet import FakeNet
from tests.live import year_accounts
from tests.live.year import Killed, Year, installed
from tests.live.year_accounts import Books, weeks
from tests.live.year_world import World
from tracker.store.tables import INGEST, OBSERVATION

pytestmark = [pytest.mark.longest, pytest.mark.timeout(600)]


STEP = timedelta(hours=12)


@pytest.fixture(scope="module")
def net() -> Iterator[FakeNet]:
    with FakeNet() as network:
        yield network


@contextmanager
def year_in(folder: Path, net: FakeNet, prepared: Path, *, start: datetime, days: int) -> Iterator[Year]:
    """A few days of a year, in a house of its own."""
    home = Path(shutil.copytree(prepared, folder / "year"))
    with pytest.MonkeyPatch.context() as once:
        for name, value in net.env.items():
            once.setenv(name, value)
        with installed(home, net, seed=days, start=start, days=days, step=STEP) as year:
            yield year


def die_at_once(year: Year) -> None:
    """The very first process dies in the midst of its first work."""
    year.clock.fuse = 3
    with pytest.raises(Killed):
        year.process.beat()
    year.clock.fuse = None


@pytest.fixture(scope="module")
def new_year(
    net: FakeNet, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Year, Books]]:
    """The days around New Year, to the Monday after week 53, lived."""
    folder = tmp_path_factory.mktemp("new-year")
    start = datetime(2026, 12, 30, 18, tzinfo=UTC)
    with year_in(folder, net, prepared_home, start=start, days=5) as year:
        die_at_once(year)
        yield year, year.live()


def require_sound(year: Year, books: Books, expected: list[str]) -> None:
    """Nothing lost, nothing doubled, and there was something that could have been."""
    assert books.violations == []
    assert weeks(year.world.start, year.world.now) == expected
    assert len(year.mail.received) == 2 * len(expected), "one for each of two readers"
    assert len(year.world.rates(year.world.end)) > 50
    assert year.world.announcements(year.world.end)
    assert year.met["passes"] > 4


def test_week_53_and_new_year_lose_nothing_and_double_nothing(new_year: tuple[Year, Books]) -> None:
    require_sound(*new_year, ["2026-W52", "2026-W53"])


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param(datetime(2027, 10, 29, 8, tzinfo=UTC), ["2027-W42", "2027-W43"], id="the hour that comes twice"),
        pytest.param(datetime(2027, 3, 26, 8, tzinfo=UTC), ["2027-W11", "2027-W12"], id="the hour that is missing"),
    ],
)
def test_a_change_of_clock_loses_nothing_and_doubles_nothing(
    start: datetime, expected: list[str], net: FakeNet, prepared_home: Path, tmp_path: Path
) -> None:
    with year_in(tmp_path, net, prepared_home, start=start, days=2) as year:
        die_at_once(year)
        require_sound(year, year.live(), expected)


def test_a_year_that_holds_week_53_has_53_weeks() -> None:
    start = datetime(2026, 11, 2, 12, tzinfo=UTC)
    found = weeks(start, start + timedelta(days=365))
    assert len(found) == len(set(found)) == 53
    assert (found[0], found[-1]) == ("2026-W44", "2027-W43")
    assert "2026-W53" in found
    assert "2027-W53" not in found


def test_the_books_see_what_is_lost_and_what_is_doubled(new_year: tuple[Year, Books]) -> None:
    year, _ = new_year
    label = "2026-12-31"
    engine = year.process.context.engine
    with engine.begin() as connection:
        here = OBSERVATION.c.label == label
        rows = connection.execute(select(OBSERVATION).where(here).order_by(OBSERVATION.c.series_id)).mappings().all()
        values = {"recorded_at": year.world.now, "sha256": None}
        ingest = connection.execute(insert(INGEST).values(values).returning(INGEST.c.id)).scalar_one()
        connection.execute(insert(OBSERVATION).values({**rows[0], "ingest_id": ingest}))
        connection.execute(delete(OBSERVATION).where(here, OBSERVATION.c.series_id == rows[1]["series_id"]))
    damaged = Books()
    year_accounts.observations(year.process.context, year.world, year.world.end, damaged)
    assert [damaged.figures[name] for name in ("rates lost", "rates doubled")] == [1, 1]
    assert len(damaged.violations) == 2
    with pytest.MonkeyPatch.context() as once:
        once.setattr(year.mail, "received", [*year.mail.received, year.mail.received[0]])
        assert any("letters that arrived twice: 1" in one for one in year.books().violations)


def test_the_world_is_the_same_for_the_same_seed_only() -> None:
    start, end = datetime(2026, 11, 2, tzinfo=UTC), datetime(2027, 11, 2, tzinfo=UTC)
    one, again, other = (World(start, end, seed) for seed in (1, 1, 2))
    spans = [[(outage.source, outage.since, outage.until) for outage in world.outages] for world in (one, again, other)]
    assert spans[0] == spans[1] != spans[2]
    assert {source for source, _, _ in spans[0]} == set(one.asked)
    assert one.corrections
