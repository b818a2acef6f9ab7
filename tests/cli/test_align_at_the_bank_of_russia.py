"""The golden cases at the Bank of Russia with its values: fetched over the network, then ``tracker align``."""

from __future__ import annotations

import csv
import json
import math
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakenet.bank_of_russia import Values, bank_of_russia, weekday_values
from tests.fakenet.fakenet import FakeNet
from tests.fakenet.patience import PATIENCE
from tracker.config import Settings, load
from tracker.net.http import HttpClient
from tracker.services.calendars import calendars
from tracker.services.fetching import fetch
from tracker.store.engine import open_engine

if TYPE_CHECKING:
    from sqlalchemy import Engine

Tracker = Callable[..., Any]
CBR = "USD/RUB@cbr"
RHODES, MERKEL = "2014-11-11-rhodes-beijing", "2014-11-11-merkel-no-new-sanctions"
SPANS = (
    (date(2014, 10, 1), date(2015, 2, 1)),
    (date(2018, 3, 1), date(2018, 5, 1)),
    (date(2022, 2, 1), date(2022, 4, 1)),
    (date(2024, 5, 15), date(2024, 7, 1)),
)
WORKED = calendars(SPANS[0][0], SPANS[-1][1])["russia"]

GOLDEN = [
    (RHODES, "2014-11-11", "2014-11-12", "2014-11-12"),
    (MERKEL, "2014-11-11", "2014-11-12", "2014-11-13"),
    ("2018-04-06-ofac-oligarchs", "2018-04-06", "2018-04-07", "2018-04-10"),
    ("2022-02-26-joint-statement-swift-cbr", "2022-02-26", "2022-03-01", "2022-03-01"),
]


def invented(code: str, label: date) -> Decimal | None:
    """A value for each day after a Russian working day."""
    made = label - timedelta(days=1)
    if not WORKED.is_open(made):
        return None
    return weekday_values(code, label) or Decimal("77.7777")  # after a working Saturday


@dataclass(frozen=True)
class Surroundings:
    engine: Engine
    http: HttpClient
    settings: Settings

    def clock(self) -> datetime:
        return datetime(2026, 11, 20, tzinfo=UTC)

    def step(self, _: str) -> None:
        """Nobody watches."""


def home_with(prepared: Path, folder: Path, values: Values) -> Path:
    """A home that fetched the Bank of Russia's rates around the golden cases."""
    home = Path(shutil.copytree(prepared, folder / "home"))
    engine = open_engine(load({"TRACKER_HOME": str(home)}, cwd=home).database_url)
    with FakeNet() as net, pytest.MonkeyPatch.context() as patch:
        for name, value in net.env.items():
            patch.setenv(name, value)
        settings = load({"TRACKER_HOME": str(home)}, cwd=home)
        client = HttpClient(user_agent="t", spacing=0.0, retries=0, **PATIENCE)
        context = Surroundings(engine=engine, http=client, settings=settings)
        net.route("www.cbr.ru", bank_of_russia(context.clock, values))
        for since, until in SPANS:
            (outcome,) = fetch(context, ["cbr"], since=since, until=until)  # type: ignore[arg-type]
            assert (outcome.state, outcome.error) == ("ok", "")
    engine.dispose()
    return home


@pytest.fixture(scope="module")
def fetched(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_with(prepared_home, tmp_path_factory.mktemp("bank"), invented)


@pytest.fixture
def bank(fetched: Path, tmp_path: Path) -> None:
    shutil.copytree(fetched, tmp_path / "home")


def aligned(tracker: Tracker, *words: str) -> Any:
    answer = tracker("align", *words, "-s", CBR, "--offline", "--format", "json")
    assert answer.code == 0, answer.err
    (found,) = json.loads(answer.out)["alignments"]
    return found


def move(values: Values, first: str, last: str) -> float:
    before, after = values("USD", date.fromisoformat(first)), values("USD", date.fromisoformat(last))
    assert before is not None
    assert after is not None
    return math.log(after / before)


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(("event", "pre", "earliest", "latest"), GOLDEN)
def test_golden_cases_with_values(tracker: Tracker, event: str, pre: str, earliest: str, latest: str) -> None:
    found = aligned(tracker, event)
    assert [found[end]["label"] for end in ("pre", "earliest", "latest")] == [pre, earliest, latest]
    assert found["ambiguous"] == (earliest != latest)
    assert found["reaction"]["log_return"] == pytest.approx(move(invented, pre, latest))
    assert found["reaction_earliest"]["log_return"] == pytest.approx(move(invented, pre, earliest))


@pytest.mark.usefixtures("bank")
def test_on_the_evening_of_the_exchange_sanctions_the_next_rate_is_pending_with_its_new_method(
    tracker: Tracker,
) -> None:
    asked = ("2024-06-12-ofac-moex", "--now", "2024-06-12T20:00Z")
    found = aligned(tracker, *asked)
    assert (found["earliest"], found["latest"], found["reaction"]) == (None, None, None)
    assert found["pre"]["label"] == "2024-06-12"
    pending = found["pending"]
    assert [pending[name] for name in ("label", "made_from", "made_to", "expected_at")] == [
        "2024-06-14", "2024-06-13T07:00:00Z", "2024-06-13T12:30:00Z", "2024-06-13T14:30:00Z",
    ]  # fmt: skip
    assert found["method_break"]
    assert found["note"] == "the next rate is made by another method: banks' reports 15:30"
    printed = " ".join(tracker("align", *asked, "-s", CBR, "--offline").out.split())
    assert "labelled 2024-06-14, made Thu 13 Jun 2024 10:00–15:30 Moscow (banks' reports 15:30)" in printed
    screen = " ".join(tracker("now", "--now", "2024-06-12T20:00Z", "--offline").out.split())
    assert "next: made Thu 13 Jun 2024 07:00–12:30, out about 14:30, by another method: banks' reports 15:30" in screen
    afterwards = aligned(tracker, "2024-06-12-ofac-moex")
    assert (afterwards["pending"], afterwards["latest"]["label"]) == (None, "2024-06-14")


@pytest.mark.usefixtures("bank")
def test_after_the_second_of_january_no_rate_is_made_for_days(tracker: Tracker) -> None:
    given = {
        "date": "2015-01-02",
        "zone": "America/New_York",
        "kind": "designation",
        "issuer": "US Treasury OFAC",
        "jurisdiction": "US",
        "title": "Made for a test",
    }
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    added = tracker("events", "add", *words, "--offline")
    assert added.code == 0, added.err
    found = aligned(tracker, added.out.split()[0])
    assert (found["pre"]["label"], found["latest"]["label"]) == ("2015-01-01", "2015-01-13")


def test_what_is_no_exchange_rate_is_aligned_with_nothing(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker("align", RHODES, "-s", "RU/KEYRATE@cbr_key_rate", "--offline")
    assert answer.code == 2
    assert "RU/KEYRATE@cbr_key_rate is no exchange rate" in answer.err


@pytest.mark.extended
def test_the_bank_of_russias_own_numbers_of_the_week(
    tracker: Tracker, prepared_home: Path, tmp_path: Path, shared: Path
) -> None:
    with (shared / "parity" / "rub" / "input_cbr_rubusd.csv").open(encoding="utf-8") as file:
        real = {date.fromisoformat(row["date"]): Decimal(row["rub_per_usd"]) for row in csv.DictReader(file)}

    def values(code: str, label: date) -> Decimal | None:
        return real.get(label) if code == "USD" and label in real else invented(code, label)

    home_with(prepared_home, tmp_path, values)
    for event, pre, earliest, latest in GOLDEN[:2]:
        found = aligned(tracker, event)
        assert found["reaction"]["log_return"] == pytest.approx(move(values, pre, latest))
        assert found["reaction_earliest"]["log_return"] == pytest.approx(move(values, pre, earliest))
        assert found["pre"]["value"] == float(real[date(2014, 11, 11)])
