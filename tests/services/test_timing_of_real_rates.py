"""Real rates: the Bank of Russia's, the European Central Bank's and Yahoo's daily bars, as they were published."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from statistics import median

import pytest

from tracker.analysis.timing import LAGS, Timing
from tracker.model.instants import local_instant, zone
from tracker.model.source import Snapshot
from tracker.services.context import Context
from tracker.services.importing import Made, import_rates
from tracker.services.rates import KnownBy
from tracker.services.timing import timing_of
from tracker.services.timing_words import TimingAnswer
from tracker.sources.rates.yahoo.bars import read_bars
from tracker.store.unit_of_work import UnitOfWork

pytestmark = pytest.mark.extended

FROM, UNTIL = datetime(2012, 1, 1, tzinfo=UTC), datetime(2017, 1, 1, tzinfo=UTC)
RETRIEVED = datetime(2024, 7, 16, 12, tzinfo=UTC)


def bars(shared: Path) -> list[tuple[date, str, str]]:
    """Label, open and close of the recorded daily bars, labelled in London."""
    with (shared / "payloads/fx_yahoo/USDRUB_2024-07-16.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    place = zone("Europe/London")
    return [(datetime.fromisoformat(row["Date"]).astimezone(place).date(), row["Open"], row["Close"]) for row in rows]


def record_bars(context: Context, shared: Path) -> None:
    """The same bars as the source would have stored them."""
    rows = [
        [int(local_instant(day, time(0), "Europe/London").timestamp()), opened, closed]
        for day, opened, closed in bars(shared)
    ]
    frame = {"outcome": "Ok", "symbol": "RUB=X", "interval": "1d", "timezone": "Europe/London", "currency": "RUB"}
    content = json.dumps({**frame, "bars": rows}).encode()
    snapshot = Snapshot(
        source="yahoo",
        url="https://query2.finance.yahoo.com/v8/finance/chart/RUB=X?interval=1d",
        kind="1d",
        retrieved_at=RETRIEVED,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    with UnitOfWork(context.engine, write=True) as work:
        work.snapshots.add(snapshot)
        work.observations.add(read_bars(snapshot).quotes, vintage=RETRIEVED, sha256=snapshot.sha256)
        work.commit()


@pytest.fixture
def official(own_context: Context, shared: Path) -> Context:
    """The Bank of Russia's rates, imported with their schedule beside the embedded ones of the ECB."""
    import_rates(
        own_context,
        (shared / "parity/rub/input_cbr_rubusd.csv").read_bytes().replace(b"rub_per_usd", b"rate"),
        file="cbr.csv",
        series="USD/RUB@official",
        made=Made(at="10:00-11:30", zone="Europe/Moscow", label="next_day"),
    )
    return own_context


def between(answer: TimingAnswer, one: str, two: str) -> list[Timing]:
    return [row for row in (*answer.found, *answer.supposed) if {row.first, row.second} == {one, two} and row.n >= 100]


def test_yahoo_s_bars_read_at_their_opening_are_not_flagged_and_their_closes_are(
    official: Context, shared: Path, plain: Callable[[TimingAnswer], str]
) -> None:
    record_bars(official, shared)
    answer = timing_of(official, ["USD/RUB"], known=KnownBy(), begins=FROM, ends=UNTIL)
    declared = [row for key in ("ecb", "official") for row in between(answer, "USD/RUB@yahoo.1d", f"USD/RUB@{key}")]
    assert len(declared) == 10
    assert {row.verdict for row in declared} <= {"agree", "too wide"}
    assert all(abs(row.shift or 0) <= 9 for row in declared)
    supposed = [
        row for key in ("ecb", "official") for row in between(answer, "USD/RUB@yahoo.1d closes", f"USD/RUB@{key}")
    ]
    assert len(supposed) == 10
    assert all(row.verdict == "conflict" for row in supposed)
    assert -27 <= median(row.shift or 0 for row in supposed) <= -20
    assert answer.odd == ()
    assert "rejected in 2012 to 2016: the data fit 24" in plain(answer)
    assert "No declared instant is found wrong" in plain(answer)


def test_in_2022_to_2024_most_of_yahoo_s_closes_are_a_copy_of_the_open(own_context: Context, shared: Path) -> None:
    record_bars(own_context, shared)
    answer = timing_of(own_context, ["USD/RUB"], known=KnownBy())
    shares = {year: same / total for year, (same, total) in answer.stale_closes.items()}
    assert all(0.6 <= shares[year] <= 0.87 for year in (2022, 2023, 2024))


def test_closes_a_person_imports_as_closes_are_the_odd_one_of_three(
    official: Context, shared: Path, plain: Callable[[TimingAnswer], str]
) -> None:
    text = "date,close\n" + "\n".join(f"{day},{float(closed):.4f}" for day, _, closed in bars(shared))
    import_rates(
        official,
        text.encode(),
        file="closes.csv",
        series="USD/RUB@desk",
        made=Made(at="23:59", zone="Europe/London"),
    )
    answer = timing_of(official, ["USD/RUB@desk"], known=KnownBy(), begins=FROM, ends=UNTIL)
    assert {row.verdict for row in between(answer, "USD/RUB@desk", "USD/RUB@ecb")} == {"conflict"}
    assert answer.odd == ("USD/RUB@desk",)
    assert "The odd one is USD/RUB@desk" in plain(answer)


def test_joined_on_dates_the_bank_of_russia_s_return_follows_the_market_by_two_labels(
    official: Context, shared: Path
) -> None:
    """The fact behind alignment by instant: 0.06, 0.21 and 0.72 at t, t-1, t-2 over 2012 to 2016."""
    record_bars(official, shared)
    closes = [
        row
        for row in timing_of(official, ["USD/RUB"], known=KnownBy(), begins=FROM, ends=UNTIL).supposed
        if row.second == "USD/RUB@official" and row.by_label
    ]
    middle = LAGS.index(0)
    before, same, later = (median(row.by_label[middle + lag] for row in closes) for lag in (-1, 0, 1))
    # what the bars call the close of t is the market's of t-1: lags 0, 1 and 2 of the market are -1, 0 and 1 of these
    assert before == pytest.approx(0.06, abs=0.08)
    assert same == pytest.approx(0.21, abs=0.15)
    assert later == pytest.approx(0.72, abs=0.06)


def test_the_two_official_rates_agree_each_at_its_own_hours(official: Context) -> None:
    answer = timing_of(official, ["USD/RUB@ecb", "USD/RUB@official"], known=KnownBy(), begins=FROM, ends=UNTIL)
    assert [row.verdict for row in answer.found] == ["agree"] * 5


@pytest.fixture
def plain() -> Callable[[TimingAnswer], str]:
    return lambda answer: "\n".join(answer.lines())
