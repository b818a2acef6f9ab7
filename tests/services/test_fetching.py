"""Fetching into a store: short transactions, bytes before meaning, health that is remembered, nothing half-written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet, Handler, Reply, closed_port_env
from tests.fakenet.upstreams import federal_register, rouble, world, zipped
from tracker.config import Settings, load
from tracker.errors import UsageError
from tracker.model.source import Snapshot
from tracker.net.http import HttpClient
from tracker.services.fetching import FetchOutcome, fetch, load_embedded, pause_after
from tracker.sources.rates import ecb
from tracker.store.hashes import table_hashes
from tracker.store.tables import RETRIEVAL
from tracker.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday, before the concertation
ECB = "www.ecb.europa.eu"
REGISTER = "www.federalregister.gov"
HISTORY_URL = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
CODES = "USD,JPY,GBP,CHF,CZK,DKK,HUF,PLN,RON,SEK,ISK,NOK,TRY,AUD,BRL,CAD,CNY,HKD,INR,KRW,"


@dataclass(frozen=True)
class Surroundings:
    engine: Engine
    now: datetime
    http: HttpClient
    settings: Settings

    ticks: Iterator[int] | None = None  # each look at the clock shows a second more

    def clock(self) -> datetime:
        return self.now + timedelta(seconds=next(self.ticks)) if self.ticks else self.now


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


@pytest.fixture
def context(engine: Engine) -> Surroundings:
    client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=0, total=5.0, read=2.0, max_bytes=5_000_000)
    return Surroundings(engine=engine, now=NOW, http=client, settings=load({}, cwd=Path()))


def running(context: Surroundings) -> Surroundings:
    """The same on a clock that goes on: each look at it shows a second more."""
    return replace(context, ticks=count())


def at(context: Surroundings, **later: float) -> Surroundings:
    return replace(context, now=context.now + timedelta(**later))


def history(last: date = date(2026, 11, 19), *, days: int = 30, rate: str = "1.1") -> bytes:
    found: list[str] = []
    day = last
    while len(found) < days:
        if day.weekday() < 5:
            found.append(f"{day.isoformat()}," + f"{rate}," * CODES.count(","))
        day -= timedelta(days=1)
    return zipped("eurofxref-hist.csv", "\n".join([f"Date,{CODES}", *found]) + "\n")


def one(context: Surroundings, source: str = "ecb", **more: object) -> FetchOutcome:
    (outcome,) = fetch(context, [source], **more)  # type: ignore[arg-type]
    return outcome


def stored(context: Surroundings) -> dict[str, str]:
    """Hashes of everything the product knows, the kept bytes aside."""
    return {name: value for name, value in table_hashes(context.engine).items() if name != "blob"}


def test_values_arrive_with_their_document(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(history(), media_type="application/zip"))
    outcome = one(context)
    assert (outcome.state, outcome.documents, outcome.new, outcome.url) == ("ok", 1, 600, HISTORY_URL)
    with UnitOfWork(context.engine, write=False) as unit:
        newest = unit.observations.newest("EUR/USD@ecb")
        document = unit.snapshots.latest("ecb", HISTORY_URL)
        assert newest is not None
        assert (newest.label, str(newest.value), newest.vintage) == ("2026-11-19", "1.1", NOW)
        assert document is not None
        assert (document.content, document.media_type, document.kind) == (history(), "application/zip", "history")
        assert [run.state for run in unit.runs.recent_fetches("ecb")] == ["done"]
        assert unit.runs.state("ecb").last_success_at == NOW


def test_a_second_run_changes_nothing(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(history()))
    one(context)
    before = table_hashes(context.engine)
    assert one(at(context, days=10), due_only=False).state == "unchanged"
    assert table_hashes(context.engine) == before


def test_an_unchanged_document_is_not_even_sent(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.conditional(scenarios.ok(history())))
    one(context, since=date(2020, 1, 1))
    later = at(context, hours=7)
    outcome = one(later, since=date(2020, 1, 1))
    assert (outcome.state, outcome.documents) == ("unchanged", 0)
    assert net.asked[1].header("If-None-Match")
    with context.engine.connect() as connection:
        assert connection.scalars(select(RETRIEVAL.c.checked_at)).all() == [later.now]


def test_an_unchanged_document_is_not_even_sent_on_a_clock_that_runs(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.conditional(scenarios.ok(history())))
    one(running(context), since=date(2020, 1, 1))
    outcome = one(running(at(context, hours=7)), since=date(2020, 1, 1))
    assert (outcome.state, outcome.documents) == ("unchanged", 0)
    assert net.asked[1].header("If-None-Match")


def test_after_a_sound_run_the_register_is_asked_from_its_newest_document_on(
    net: FakeNet, context: Surroundings
) -> None:
    net.route(REGISTER, federal_register(lambda: NOW))
    one(running(context), "us_federal_register")
    with UnitOfWork(context.engine, write=False) as unit:
        newest = unit.announcements.newest("us_federal_register")
    assert newest is not None
    asked = len(net.asked)
    one(running(at(context, days=1)), "us_federal_register")
    since = date.fromisoformat(net.asked[asked].query["conditions[publication_date][gte]"][0])
    assert newest.published_on - timedelta(days=20) < since <= newest.published_on


def test_a_revision_becomes_another_vintage(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(history()))
    one(context)
    net.route(ECB, scenarios.ok(history(rate="1.2")))
    later = at(context, days=1)
    assert one(later, since=date(2020, 1, 1)).revised == 600
    with UnitOfWork(context.engine, write=False) as unit:
        assert str(unit.observations.read("EUR/USD@ecb")[-1].value) == "1.2"
        assert str(unit.observations.read("EUR/USD@ecb", as_of=NOW)[-1].value) == "1.1"


FAILURES: dict[str, tuple[Handler, str]] = {
    "404": (scenarios.not_found(), "status"),
    "403": (scenarios.forbidden(), "status"),
    "429": (scenarios.rate_limited(), "rate-limit"),
    "500": (scenarios.broken(500), "status"),
    "redirect": (scenarios.redirect("https://elsewhere.example/"), "redirect"),
    "line dropped": (scenarios.truncated(scenarios.ok(history())), "network"),
    "too large": (scenarios.oversized(6_000_000), "size"),
    "bomb": (scenarios.gzip_bomb(20_000_000), "size"),
    "web page": (scenarios.web_page(), "parse"),
    "cut": (scenarios.cut(scenarios.ok(history())), "parse"),
    "garbage": (scenarios.ok(b"\x00\x01\x02 garbage"), "parse"),
    "bad numbers": (scenarios.ok(history(rate="1,1e")), "parse"),
    "too short": (scenarios.ok(history(days=20)), "check"),
    "beyond reason": (scenarios.ok(history(rate="0")), "check"),
    "the future": (scenarios.ok(history(last=date(2026, 12, 4))), "check"),
}


@pytest.mark.parametrize(("handler", "reason"), FAILURES.values(), ids=FAILURES.keys())
def test_every_failure_is_told_and_leaves_the_data_as_they_were(
    net: FakeNet, context: Surroundings, handler: Handler, reason: str
) -> None:
    net.route(ECB, scenarios.ok(history()))
    one(context)
    before = stored(context)
    net.route(ECB, handler)
    later = at(context, days=1)
    outcome = one(later, since=date(2020, 1, 1))
    assert (outcome.state, outcome.reason, outcome.new) == ("failed", reason, 0)
    assert outcome.error.startswith("ecb: ")
    assert outcome.next_attempt_at is not None
    assert outcome.next_attempt_at > later.now
    assert stored(context) == before
    with UnitOfWork(context.engine, write=False) as unit:
        state = unit.runs.state("ecb")
        assert (state.consecutive_failures, state.last_error, state.last_success_at) == (1, outcome.error, NOW)
        assert unit.runs.recent_fetches("ecb", limit=1)[0].state == "failed"


@pytest.mark.parametrize("scenario", [scenarios.silent, scenarios.drip_headers, scenarios.drip_body])
def test_endless_answers_end(net: FakeNet, context: Surroundings, scenario: Callable[[], Handler]) -> None:
    net.route(ECB, scenario())
    impatient = replace(context, http=HttpClient(user_agent="t", spacing=0.0, total=0.5, read=0.4))
    assert one(impatient).reason == "deadline"


def test_bytes_are_kept_before_they_are_understood(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(b"who knows"))
    one(context)
    with UnitOfWork(context.engine, write=False) as unit:
        assert unit.snapshots.load(hashlib.sha256(b"who knows").hexdigest()) == b"who knows"
        assert unit.observations.series() == []


def test_a_document_that_could_not_be_read_is_read_again(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.conditional(scenarios.ok(b"who knows")))
    one(context)
    outcome = one(at(context, hours=1), due_only=False)
    assert (outcome.state, outcome.reason) == ("failed", "parse")
    assert not net.asked[1].header("If-None-Match")


def test_a_run_that_died_between_storing_and_reading_is_made_good(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.conditional(scenarios.ok(history())))
    one(context)
    content = history(days=31)
    net.route(ECB, scenarios.conditional(scenarios.ok(content)))
    with UnitOfWork(context.engine, write=True) as unit:  # what a crash leaves: an open run, and bytes nobody read
        unit.runs.fetch_started("ecb", NOW)
        unit.snapshots.add(
            Snapshot(
                source="ecb",
                url=HISTORY_URL,
                kind="history",
                retrieved_at=NOW,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
            )
        )
        unit.commit()
    assert one(at(context, hours=7), since=date(2020, 1, 1)).new == 20


def test_sources_are_asked_within_their_cadence_once(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(history()))
    one(context)
    outcome = one(at(context, hours=5))
    assert (outcome.state, len(net.asked)) == ("skipped", 1)
    assert "2026-11-20T18:00:00Z" in outcome.error
    assert one(at(context, hours=6)).state != "skipped"
    assert one(at(context, hours=6), due_only=False).state != "skipped"


def test_a_failing_source_is_left_alone_longer_and_longer(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.broken(500))
    first = one(context)
    assert first.next_attempt_at == NOW + timedelta(minutes=5)
    skipped = one(at(context, minutes=4))
    assert (skipped.state, len(net.asked)) == ("skipped", 1)
    assert "HTTP 500" in skipped.error
    again = at(context, minutes=5)
    assert one(again).next_attempt_at == again.now + timedelta(minutes=10)
    assert [pause_after(failures) for failures in (1, 2, 7, 8, 9, 5000)] == [
        timedelta(minutes=5),
        timedelta(minutes=10),
        timedelta(minutes=320),
        *[timedelta(hours=6)] * 3,
    ]
    net.route(ECB, scenarios.ok(history()))
    assert one(at(context, minutes=20)).state == "ok"
    with UnitOfWork(context.engine, write=False) as unit:
        assert unit.runs.state("ecb").consecutive_failures == 0


def test_the_servers_wish_outlasts_our_own_pause(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.rate_limited(retry_after="7200"))
    assert one(context).next_attempt_at == NOW + timedelta(hours=2)


def test_a_missing_network_is_never_waited_out_for_hours(net: FakeNet, context: Surroundings) -> None:
    net.unplug()
    moment = context
    for _ in range(6):
        outcome = one(moment)
        assert outcome.next_attempt_at is not None
        assert outcome.next_attempt_at - moment.now <= timedelta(minutes=15)
        moment = replace(moment, now=outcome.next_attempt_at)


def test_one_failing_source_stops_no_other(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.broken(500))
    net.route(REGISTER, federal_register(lambda: NOW))
    outcomes = {outcome.source: outcome for outcome in fetch(context, ["us_federal_register", "ecb"])}
    assert list(outcomes) == ["us_federal_register", "ecb"]
    assert (outcomes["ecb"].state, outcomes["us_federal_register"].state) == ("failed", "ok")


def test_announcements_wait_for_review_and_pages_are_followed(net: FakeNet, context: Surroundings) -> None:
    net.route(REGISTER, federal_register(lambda: NOW))
    outcome = one(context, "us_federal_register", since=date(2024, 11, 22))
    assert outcome.documents == 6  # for each of two years, two pages of OFAC and one of the President
    with UnitOfWork(context.engine, write=False) as unit:
        found = unit.announcements.all(status="review")
    assert len(found) == outcome.new
    assert {item.issuer for item in found} == {"US OFAC", "US White House"}
    assert not any("Cuban" in item.title for item in found)
    assert min(item.published_on for item in found) < date(2024, 12, 15)


def test_a_broken_page_keeps_the_pages_before_it(net: FakeNet, context: Surroundings) -> None:
    usual = federal_register(lambda: NOW)

    def second_page_breaks(ask: object) -> Reply:
        return Reply(status=500) if ask.query.get("page") == ["2"] else usual(ask)  # type: ignore[attr-defined, arg-type]

    net.route(REGISTER, second_page_breaks)
    outcome = one(context, "us_federal_register", since=date(2024, 11, 22))
    assert outcome.state == "failed"
    assert outcome.new > 0
    with UnitOfWork(context.engine, write=False) as unit:
        assert len(unit.announcements.all()) == outcome.new


def test_offline_nothing_is_asked_and_nothing_remembered(context: Surroundings) -> None:
    outcomes = fetch(replace(context, http=HttpClient(user_agent="t", offline=True)))
    assert {(outcome.state, outcome.reason) for outcome in outcomes} == {("skipped", "offline")}
    with UnitOfWork(context.engine, write=False) as unit:
        assert unit.runs.recent_fetches() == ()
        assert unit.runs.states() == ()


def test_without_network_every_source_says_so_in_one_line(
    context: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in closed_port_env().items():
        monkeypatch.setenv(name, value)
    before = table_hashes(context.engine)
    outcomes = fetch(context)
    assert {outcome.source for outcome in outcomes} >= {"ecb", "yahoo", "us_federal_register"}
    for outcome in outcomes:
        assert (outcome.state, outcome.reason) == ("failed", "network")
        assert outcome.error.startswith(f"{outcome.source}: ")
        assert "\n" not in outcome.error
        assert len(outcome.error) < 300
    assert table_hashes(context.engine) == before


def test_an_unknown_source_names_the_nearest(context: Surroundings) -> None:
    with pytest.raises(UsageError, match="Did you mean ecb"):
        fetch(context, ["ebc"])


def test_the_embedded_archive_is_loaded_once(context: Surroundings) -> None:
    load_embedded(context)
    load_embedded(at(context, days=1))
    with UnitOfWork(context.engine, write=False) as unit:
        assert len(unit.observations.series()) == 41
        assert {value.vintage for value in unit.observations.read("EUR/USD@ecb")} == {NOW}
        newest = unit.observations.newest("EUR/RUB@ecb")
        assert newest is not None
        assert newest.label == "2022-03-01"
        assert unit.snapshots.latest("ecb", ecb.EMBEDDED_URL) is not None
        assert unit.runs.states() == ()


def test_the_whole_catalogue_against_a_plausible_world(net: FakeNet, context: Surroundings) -> None:
    net.routes({**world(lambda: NOW), ECB: scenarios.ok(history())})
    patient = replace(context, http=HttpClient(user_agent="t", spacing=0.0))
    outcomes = fetch(patient)
    assert {outcome.source: (outcome.state, outcome.warnings) for outcome in outcomes} == {
        "bank_of_canada": ("ok", ()),
        "cbr": ("ok", ()),
        "cbr_key_rate": ("ok", ()),
        "cbr_reserves": ("ok", ()),
        "ecb": ("ok", ()),
        "frankfurter": ("ok", ()),
        "fred": ("ok", ()),
        "us_federal_register": ("ok", ()),
        "yahoo": ("ok", ()),
    }
    assert not {ask.host for ask in net.asked} & {"iss.moex.com", "cdn.jsdelivr.net"}  # off until enabled
    with UnitOfWork(context.engine, write=False) as unit:
        newest = unit.observations.newest_labels(["EUR/USD@ecb", "USD/RUB@yahoo.1h", "USD/RUB@yahoo.1d"])
    assert newest == {
        "EUR/USD@ecb": "2026-11-19",
        "USD/RUB@yahoo.1h": "2026-11-20T12:00:00Z",
        "USD/RUB@yahoo.1d": "2026-11-19",
    }


def test_what_is_enabled_is_fetched_page_by_page_and_a_day_without_a_snapshot_is_no_failure(
    net: FakeNet, context: Surroundings
) -> None:
    upstreams = world(lambda: NOW)
    gone, usual = scenarios.not_found(), upstreams["cdn.jsdelivr.net"]
    net.routes({**upstreams, "cdn.jsdelivr.net": lambda ask: gone(ask) if "@2024.6.3/" in ask.path else usual(ask)})
    settings = load({"TRACKER_SOURCES_ENABLED": "moex, currency_api"}, cwd=Path())
    enabled = replace(context, http=HttpClient(user_agent="t", spacing=0.0), settings=settings)
    (moex,) = fetch(enabled, ["moex"], since=date(2024, 1, 2), until=date(2024, 6, 20))
    (api,) = fetch(enabled, ["currency_api"], since=date(2024, 6, 1), until=date(2024, 6, 6))
    assert (moex.state, moex.warnings) == ("ok", ())
    pages = [ask for ask in net.asked if "/history/" in ask.path and "USD000UTSTOM" in ask.path]
    assert [ask.query["start"] for ask in pages] == [["0"], ["100"]]
    assert (api.state, api.new) == ("ok", 12)
    assert api.warnings == ("currency-api has no snapshot of 2024-06-03, or not yet.",)
    with UnitOfWork(context.engine, write=False) as unit:
        newest = {key: unit.observations.newest(key) for key in ("USD/RUB@moex", "CNY/RUB@moex.1h", "USD/RUB@moex.1h")}
        days = [value.label for value in unit.observations.read("USD/RUB@currency_api")]
    assert {key: value.label for key, value in newest.items() if value} == {
        "USD/RUB@moex": "2024-06-11",
        "USD/RUB@moex.1h": "2024-06-11T16:00:00Z",
        "CNY/RUB@moex.1h": "2024-06-19T16:00:00Z",
    }
    last = newest["USD/RUB@moex"]
    assert last is not None
    assert float(last.value) == rouble(datetime(2024, 6, 10, 21, tzinfo=UTC))
    assert days == ["2024-06-01", "2024-06-02", "2024-06-04", "2024-06-05"]
