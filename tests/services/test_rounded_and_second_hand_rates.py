"""The Bank of Canada's cross with its rounding, copies that no report rests on, and revisions of late controls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet
from tests.fakenet.patience import PATIENCE
from tests.fakenet.upstreams import world
from tests.services.fetched import Surroundings
from tracker.config import load
from tracker.net.http import HttpClient
from tracker.services.comparing import compare
from tracker.services.comparing_words import lines_of
from tracker.services.fetching import FetchOutcome, fetch
from tracker.services.rates import KnownBy, read_levels
from tracker.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOW = datetime(2026, 11, 20, 23, tzinfo=UTC)
COPIES_IN_ORDER = ("CBR", "CBA", "NBKR", "NBM", "TCMB")
CANADA, FRED, COPIES = "www.bankofcanada.ca", "fred.stlouisfed.org", "api.frankfurter.dev"


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        network.routes(world(lambda: NOW))
        yield network


@pytest.fixture
def context(engine: Engine) -> Surroundings:
    client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=0, max_bytes=5_000_000, **PATIENCE)
    return Surroundings(engine=engine, now=NOW, http=client, settings=load({}, cwd=Path()))


def one(context: Surroundings, source: str, since: date | None = date(2026, 11, 2)) -> FetchOutcome:
    (outcome,) = fetch(context, [source], since=since)  # type: ignore[arg-type]
    assert (outcome.state, outcome.error, outcome.warnings) == ("ok", "", ())
    return outcome


def document(*rows: tuple[str, str, str]) -> bytes:
    observations = ",".join(
        f'{{"d":"{day}","FXRUBCAD":{{"v":"{rouble}"}},"FXUSDCAD":{{"v":"{dollar}"}}}}' for day, rouble, dollar in rows
    )
    return f'{{"seriesDetail":{{"FXRUBCAD":{{}},"FXUSDCAD":{{}}}},"observations":[{observations}]}}'.encode()


def test_a_cross_is_never_stored_and_carries_what_rounding_leaves_open(net: FakeNet, context: Surroundings) -> None:
    net.route(CANADA, scenarios.ok(document(("2026-11-20", "0.01710", "1.3716"))))
    one(context, "bank_of_canada")
    with UnitOfWork(context.engine, write=False) as unit:
        assert set(unit.observations.newest_labels()) == {"RUB/CAD@bank_of_canada", "USD/CAD@bank_of_canada"}
        assert str(unit.observations.read("RUB/CAD@bank_of_canada")[0].value) == "0.01710"
    (cross,) = read_levels(context, "USD/RUB@bank_of_canada").observations  # type: ignore[arg-type]
    assert cross.value == Decimal("80.210526")
    assert cross.span is not None
    assert (cross.span.low, cross.span.high) == (Decimal("80.1841566793"), Decimal("80.2369113776"))
    (part,) = read_levels(context, "RUB/CAD@bank_of_canada").observations  # type: ignore[arg-type]
    assert part.span is not None
    assert (part.span.low, part.span.high) == (Decimal("0.017095"), Decimal("0.017105"))


def test_a_gap_that_rounding_explains_is_none(net: FakeNet, context: Surroundings) -> None:
    """Of 80.1842 to 80.2369: four rates inside, at the end, just outside, far outside, and one more."""
    net.route(CANADA, scenarios.ok(document(("2026-11-19", "0.01710", "1.3716"))))
    row = '[{{"date":"2026-11-{2}","base":"USD","quote":"RUB","rate":{0},"providers":[{{"key":"{1}","rate":{0}}}]}}]'
    rates, labels = ("80.19", "80.2369", "80.237", "82.9", "80.2"), (20, 19, 19, 19, 19)  # the first a day ahead
    copied = zip(rates, COPIES_IN_ORDER, labels, strict=True)
    net.route(COPIES, scenarios.in_turn([scenarios.ok(row.format(*copy).encode()) for copy in copied]))
    one(context, "bank_of_canada")
    one(context, "frankfurter")
    found = compare(context, "USD/RUB", known=KnownBy())  # type: ignore[arg-type]
    assert {couple.first.key for couple in found.couples} == {"USD/RUB@bank_of_canada"}  # no copy beside a copy
    judged = {couple.second.name.source.partition(".")[2]: couple.matches[0] for couple in found.couples}
    assert {bank: (match.within_rounding, match.disagrees) for bank, match in judged.items()} == {
        "cbr": (True, False),
        "cba": (True, False),
        "nbkr": (False, False),
        "nbm": (False, True),
        "tcmb": (True, False),
    }
    text = "\n".join(lines_of(found))
    assert text.count(" (within rounding)") == 4  # three matches, and how to read it
    assert "rounded: known to ±0.033" in text
    assert text.count("a copy at second hand") == 5
    assert max(map(len, text.splitlines())) <= 100


def test_copies_miss_what_the_bank_of_russia_fixes_on_fridays_and_each_bank_is_one_request(
    net: FakeNet, context: Surroundings
) -> None:
    one(context, "frankfurter")
    assert [ask.query["providers"] for ask in net.asked] == [[key] for key in COPIES_IN_ORDER]
    with UnitOfWork(context.engine, write=False) as unit:
        russian = {row.label for row in unit.observations.read("USD/RUB@frankfurter.cbr")}
        armenian = {row.label for row in unit.observations.read("USD/RUB@frankfurter.cba")}
    assert {date.fromisoformat(label).weekday() for label in russian} == {1, 2, 3, 4}
    assert {date.fromisoformat(label).weekday() for label in armenian} == {0, 1, 2, 3, 4}
    later = replace(context, now=NOW + timedelta(hours=13))
    again = fetch(later, ["frankfurter"], since=date(2026, 11, 2))[0]  # type: ignore[arg-type]
    assert (again.state, again.documents) == ("unchanged", 0)
    assert net.asked[-1].header("If-None-Match")


def test_a_revised_control_becomes_another_vintage_and_is_public_late(net: FakeNet, context: Surroundings) -> None:
    def tables(brent: str) -> None:
        net.route(
            FRED,
            scenarios.in_turn(
                [
                    scenarios.ok(f"observation_date,DCOILBRENTEU\n2026-11-10,{brent}\n2026-11-11,\n".encode()),
                    scenarios.ok(b"DATE,DTWEXBGS\n2026-11-10,121.3000\n"),
                    scenarios.ok(b"observation_date,VIXCLS\n2026-11-10,17.90\n"),
                ]
            ),
        )

    tables("81.20")
    assert one(context, "fred").new == 3
    tables("81.35")
    later = replace(context, now=NOW + timedelta(days=1))
    assert one(later, "fred").revised == 1
    newest = read_levels(later, "BRENT/USD@fred").observations  # type: ignore[arg-type]
    before = read_levels(later, "BRENT/USD@fred", KnownBy(as_of=NOW)).observations  # type: ignore[arg-type]
    assert [str(found[0].value) for found in (newest, before)] == ["81.35", "81.20"]
    assert read_levels(later, "BRENT/USD@fred", KnownBy(public_by=NOW - timedelta(days=3))).observations == ()  # type: ignore[arg-type]
