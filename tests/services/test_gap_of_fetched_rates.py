"""From the sources to the gap: official and market rates fetched over the network, matched by when they were made."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import mean

import pytest

from tests.databases import BOTH, Server, text_of
from tests.fakenet.bank_of_russia import weekday_values
from tests.fakenet.fakenet import FakeNet
from tests.fakenet.ground import rouble
from tests.fakenet.patience import PATIENCE
from tests.fakenet.upstreams import world
from tests.services.fetched import Surroundings
from tracker.config import load
from tracker.net.http import HttpClient
from tracker.services.fetching import fetch
from tracker.services.rates import read_levels
from tracker.store.engine import open_engine

NOW = datetime(2026, 11, 20, 23, tzinfo=UTC)
SINCE = date(2026, 11, 2)


@pytest.fixture(scope="module", params=BOTH)
def fetched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    """Three weeks of the Bank of Russia, of Yahoo's hours and of Ottawa, on a Friday evening; for tests that read."""
    client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=0, max_bytes=5_000_000, **PATIENCE)
    with ExitStack() as stack:
        if request.param == "sqlite":
            file = shutil.copy(request.getfixturevalue("ready_file"), tmp_path_factory.mktemp("gap") / "tracker.db")
            url = f"sqlite:///{file}"
        else:
            server: Server = request.getfixturevalue("postgresql_server")
            made = server.new(request.getfixturevalue("ready_template"))
            stack.callback(server.drop, made)
            url = text_of(made)
        engine = open_engine(url)
        stack.callback(engine.dispose)
        context = Surroundings(engine=engine, now=NOW, http=client, settings=load({}, cwd=Path()))
        with FakeNet() as network, pytest.MonkeyPatch.context() as once:
            once.setattr(sys, "executable", request.getfixturevalue("stand_in"))  # for Yahoo's child
            for name, value in network.env.items():
                once.setenv(name, value)
            network.routes(world(lambda: NOW))
            for source in ("cbr", "yahoo", "bank_of_canada"):
                (outcome,) = fetch(context, [source], since=SINCE)  # type: ignore[arg-type]
                assert (outcome.state, outcome.error) == ("ok", "")
        yield context


def test_each_official_rate_stands_beside_the_market_of_the_hours_in_which_it_was_made(fetched: Surroundings) -> None:
    found = read_levels(fetched, "USDRUB/GAP@cbr-yahoo").observations  # type: ignore[arg-type]
    official = read_levels(fetched, "USD/RUB@cbr").observations  # type: ignore[arg-type]
    assert [one.label for one in found][-5:] == [one.label for one in official][-5:]
    assert found[-1].label == "2026-11-21"  # a Saturday, made on Friday
    for one in found[-5:]:
        label = date.fromisoformat(one.label)
        midnight = datetime.combine(label - timedelta(days=1), datetime.min.time(), tzinfo=UTC)
        market = mean(
            rouble(midnight + timedelta(hours=hour)) for hour in range(7, 13)
        )  # bars that ended 10:00-15:00 Moscow
        rate = weekday_values("USD", label)
        assert rate is not None
        assert float(one.value) == pytest.approx(100 * (float(rate) / market - 1), abs=0.001)
        assert (one.fixing.made_from.hour, one.fixing.made_to.hour) == (7, 12)


def test_ottawas_rate_of_the_same_day_stands_eight_or_nine_hours_later(fetched: Surroundings) -> None:
    found = read_levels(fetched, "USDRUB/GAP@cbr-bank_of_canada").observations  # type: ignore[arg-type]
    assert found
    for one in found:
        made = datetime.combine(date.fromisoformat(one.label) - timedelta(days=1), datetime.min.time(), tzinfo=UTC)
        assert one.fixing.made_to - made == timedelta(hours=21, minutes=30)  # 16:30 in Ottawa, in winter
        assert one.span is not None
        assert one.span.low <= one.value <= one.span.high
