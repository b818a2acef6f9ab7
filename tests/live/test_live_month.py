"""A month as an installation lives it: at each hour that matters the due sources are asked, then ``now`` is asked.

What it has to say comes from ``oracle``, which knows the publishers' timetable and nothing of the product.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from yfinance.data import SingletonMeta

from tests.fakenet.fakenet import Ask, FakeNet, Handler, Reply
from tests.fakenet.patience import PATIENCE
from tests.live.months import AUTUMN, EMBEDDED_UNTIL, HOSTS, LONGEST_PAUSE, TRANSFER, Event, Month, Part, shipped_events
from tests.live.oracle import screen
from tests.thorough import THOROUGH
from tracker.config import load
from tracker.net.http import HttpClient
from tracker.services import decisions
from tracker.services.context import Context, open_context
from tracker.services.fetching import fetch
from tracker.services.now import now_of
from tracker.sources.rates import yahoo as yahoo_source
from tracker.sources.rates.yahoo import child
from tracker.sources.rates.yahoo.process import Outcome, failure

MIDST = datetime(2026, 11, 4, tzinfo=UTC)
"""Where the autumn is cut in two for two workers: after both changes of clock, on the eve of the Russian holiday."""

CLOCKS_CHANGE = {date(2025, 10, 26), date(2025, 11, 2), date(2026, 10, 25), date(2026, 11, 1)}
"""In Europe and, a week later, in America."""

pytestmark = [pytest.mark.longest, pytest.mark.timeout(600)]


@dataclass
class Line:
    """The one way out: the client of the product, without its pauses."""

    client: HttpClient


class Told:
    """Watches the network: until when each publisher has told all it was asked."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._statuses: dict[str, list[int]] = {}
        self.until: dict[str, datetime] = {"ecb": EMBEDDED_UNTIL}

    def watched(self, handlers: Mapping[str, Handler]) -> dict[str, Handler]:
        """The same handlers; what they answer is noted."""
        source_of = {host: source for source, hosts in HOSTS.items() for host in hosts}

        def watch(host: str, handler: Handler) -> Handler:
            def answer(ask: Ask) -> Reply:
                reply = handler(ask)
                if host != "fc.yahoo.com":  # it answers 404 with a cookie, which is all that is wanted of it
                    self._statuses.setdefault(source_of[host], []).append(reply.status)
                return reply

            return answer

        return {host: watch(host, handler) for host, handler in handlers.items()}

    def end_of_hour(self) -> None:
        """Close the books of one hour."""
        for source, statuses in self._statuses.items():
            if all(status in {200, 304} for status in statuses):
                self.until[source] = max(self._clock(), self.until.get(source, self._clock()))
        self._statuses.clear()


class Life:
    """One installation in one simulated span."""

    def __init__(self, month: Month, home: Path, net: FakeNet, shipped: list[Event]) -> None:
        self.month, self.shipped = month, shipped
        self.now = month.start
        self.told = Told(lambda: self.now)
        net.routes(self.told.watched(month.world(lambda: self.now)))
        self.makings = month.makings()
        settings = load({**month.environment, "TRACKER_HOME": str(home)}, cwd=home)
        client = HttpClient(user_agent="t", spacing=0.0, retries=0, **PATIENCE)
        opened = open_context(settings, now=month.start).rehearsal(lambda: self.now)
        self.context: Context = replace(opened, _network=Line(client))

    def hour(self, now: datetime) -> dict[str, object]:
        """Work one hour and give back what the screen has to say at its end."""
        before, self.now = self.now, now
        for event in self.month.events:
            if event.entered <= now and (event.entered > before or before == self.month.start):
                self._enter(event)
        for outcome in fetch(self.context, list(self.month.sources)):
            refused = self.month.is_down(outcome.source, now)
            assert outcome.state in ({"failed", "skipped"} if refused else {"ok", "unchanged", "skipped"}), (
                outcome.error
            )
            assert refused or outcome.warnings == (), outcome
        self.told.end_of_hour()
        tables = self.month.tables(self.makings, self.told.until)
        for key, table in tables.items():
            source = key.partition("@")[2]
            if not table.ended and source in self.month.sources:
                public = [one for one in table.makings if one.out <= now]
                behind = self.month.is_down(source, now, with_pause=LONGEST_PAUSE)
                assert behind or table.known(now) == public, f"{key} was out and was not fetched at {now}"
        return screen(now, tables, [*self.shipped, *self.month.events])

    def _enter(self, event: Event) -> None:
        bounds = {"earliest_utc": event.a.isoformat(), "latest_utc": event.b.isoformat(), "precision": "interval"}
        decisions.add(
            self.context,
            {
                "id": event.id,
                "date": event.id[:10],
                "zone": event.zone,
                **(bounds if event.hour_known else {}),
                "kind": event.id[11:].replace("-", "_"),
                "issuer": "Made for a test",
                "jurisdiction": "INT",
                "title": event.id[11:],
            },
        )


def lived(month: Month, part: Part, *, thorough: bool = THOROUGH) -> Iterator[tuple[datetime, bool]]:
    """The hours of a part; by default every sixth, and all of a change of clock, a holiday and an outage's edge."""
    edges = [moment for spans in month.down.values() for span in spans for moment in span]
    whole = {*CLOCKS_CHANGE, *month.russia_closed, *month.canada_closed, *month.russia_works}
    for number, (now, looked_at) in enumerate(month.walk(month.makings(), part)):
        at_an_edge = any(abs(now - edge) <= LONGEST_PAUSE for edge in edges)
        if thorough or number % 6 == 0 or (looked_at and (now.date() in whole or at_an_edge)):
            yield now, looked_at


def said(record: Mapping[str, Any]) -> dict[str, object]:
    """The record of the screen in the shape of the oracle's."""
    return {
        "rates": {one["series"]: {k: v for k, v in one.items() if k != "series"} for one in record["rates"]},
        "announced": {
            one["id"]: {
                "hour_known": one["hour_known"],
                "met": {met["series"]: met["label"] for met in one["met"]},
            }
            for one in record["announced"]
        },
        "pending": {
            (one["event_id"], one["series"]): {k: v for k, v in one.items() if k not in {"event_id", "series"}}
            for one in record["pending"]
        },
    }


def near(expected: dict[str, Any]) -> dict[str, Any]:
    """The oracle's answer with values that need only be near: a quotient is rounded somewhere."""
    rates = {
        key: {**rate, "value": rate["value"] and pytest.approx(rate["value"], rel=1e-6)}
        for key, rate in expected["rates"].items()
    }
    return {**expected, "rates": rates}


def differences(found: object, expected: object, where: str = "") -> Iterator[str]:
    """Where two answers differ, one line each."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in {**found, **expected}:
            yield from differences(found.get(key, "absent"), expected.get(key, "absent"), f"{where} {key}")
    elif found != expected:
        yield f"{where}: {found} where the timetable says {expected}"


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


@pytest.fixture
def yahoo_in_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The child's own work without a process for each hour, of which starting alone takes a second."""

    def ask(arguments: Mapping[str, str], *, url: str, **_: object) -> bytes:
        also = (one.partition("@") for one in arguments["also"].split(",") if one)
        wanted = {arguments["symbol"]: int(arguments["start"]), **{name: int(start) for name, _, start in also}}
        cache = str(tmp_path)
        most = int(arguments["most"])
        interval, end = arguments["interval"], int(arguments["end"])
        document = child.ask(wanted=wanted, interval=interval, end=end, cache=cache, max_bytes=most)
        for known in SingletonMeta._instances.values():  # as if the process ended: lines closed, nothing remembered
            known._session.close()
        SingletonMeta._instances.clear()
        if document["outcome"] != "Ok":
            raise failure(Outcome(str(document["outcome"])), str(document.get("detail", "")), url=url)
        return json.dumps(document, separators=(",", ":")).encode()

    monkeypatch.setattr(yahoo_source, "run_child", ask)


def test_the_parts_of_the_autumn_look_at_each_of_its_hours_once() -> None:
    makings = AUTUMN.makings()
    parts = [Part(AUTUMN.start, MIDST), Part(MIDST, AUTUMN.end)]
    looked_at = [now for part in parts for now, looks in AUTUMN.walk(makings, part) if looks]
    assert looked_at == list(AUTUMN.hours(makings))


@pytest.mark.usefixtures("yahoo_in_this_process")
@pytest.mark.parametrize(
    ("month", "part"),
    [
        (AUTUMN, Part(AUTUMN.start, MIDST)),
        (AUTUMN, Part(MIDST, AUTUMN.end if THOROUGH else MIDST + timedelta(days=7))),
        (TRANSFER, Part(TRANSFER.start, TRANSFER.end)),
    ],
    ids=["autumn until November", "autumn from November", "transfer"],
)
def test_now_is_right_at_every_hour_that_matters(
    month: Month,
    part: Part,
    net: FakeNet,
    prepared_home: Path,
    tmp_path: Path,
    root: Path,
    tracker: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = Path(shutil.copytree(prepared_home, tmp_path / "home"))
    for name, value in month.environment.items():
        monkeypatch.setenv(name, value)
    first = month.start.date() - timedelta(days=20)
    life = Life(month, home, net, shipped_events(root, first, month.end.date()))
    for now, looked_at in lived(month, part):
        answer_of_the_timetable = life.hour(now)
        if not looked_at:
            continue
        expected = near(answer_of_the_timetable)
        found = said(now_of(life.context.at(now)).record())
        assert list(differences(found, expected)) == [], f"at {now}"
        if now.date() in month.critical and now.hour % 3 == 0:
            answer = tracker("now", "--now", now.isoformat(), "--offline", "--format", "json")
            assert answer.code == 0, answer.err
            assert list(differences(said(json.loads(answer.out)), expected)) == [], f"on the command line at {now}"
    life.context.engine.dispose()
