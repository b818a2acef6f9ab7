"""Back-fills in parts: what is asked again, what is not, and the currencies of the Bank of Russia by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from tests.fakenet.bank_of_russia import DAILY, DYNAMIC, bank_of_russia, daily, weekday_values, without_scripts
from tests.fakenet.fakenet import Ask, FakeNet, Handler, Reply
from tests.fakenet.patience import PATIENCE
from tests.fakenet.upstreams import world
from tests.services.fetched import Surroundings
from tracker.config import load
from tracker.errors import UsageError
from tracker.model.source import Span
from tracker.net.http import HttpClient
from tracker.services.backfill import Expected, Step, expected, seconds_of
from tracker.services.currencies import resolved
from tracker.services.fetching import FetchOutcome, fetch
from tracker.sources.catalog import sources
from tracker.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy import Engine

BANK = "www.cbr.ru"
REGISTER = "www.federalregister.gov"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = date(2024, 7, 1)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        network.routes(world(now=lambda: NOW))
        yield network


@pytest.fixture
def context(engine: Engine) -> Surroundings:
    client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=0, **PATIENCE)
    return Surroundings(engine=engine, now=NOW, http=client, settings=load({}, cwd=Path()))


def fill(context: Any, source: str, **more: Any) -> FetchOutcome:
    (outcome,) = fetch(context, [source], due_only=False, **{"since": SINCE, **more})
    return outcome


def cost(context: Any, source: str, **more: Any) -> Expected:
    (found,) = expected(context, [source], **{"since": SINCE, "until": None, **more})
    return found


def step(outcome: FetchOutcome) -> tuple[int, int, int]:
    assert outcome.step is not None
    return outcome.step.parts, outcome.step.before, outcome.step.done


def test_what_is_past_is_asked_for_once_and_the_year_that_goes_on_again(net: FakeNet, context: Surroundings) -> None:
    assert step(fill(context, "cbr")) == (9, 0, 9)
    net.asked.clear()
    assert (cost(context, "cbr").documents, cost(context, "cbr").finished) == (3, 6)
    again = fill(context, "cbr")
    assert (step(again), again.state) == ((9, 6, 9), "unchanged")
    assert {ask.query["date_req1"][0] for ask in net.asked} == {"01/01/2026"}
    assert {ask.query["date_req2"][0] for ask in net.asked} == {"21/11/2026"}


def test_days_inside_of_finished_years_are_finished(net: FakeNet, context: Surroundings) -> None:
    fill(context, "cbr", currencies=("USD",))
    net.asked.clear()
    inner = fill(context, "cbr", since=date(2024, 9, 1), until=date(2025, 3, 1), currencies=("USD",))
    assert (step(inner), inner.state, net.asked) == ((2, 2, 2), "unchanged", [])
    assert fill(context, "cbr", since=date(2024, 6, 1), until=date(2025, 1, 1), currencies=("USD",)).documents == 1
    with UnitOfWork(context.engine, write=False) as unit:
        assert [run.state for run in unit.runs.recent_fetches("cbr")] == ["done", "done"], "no run without a question"


def test_again_asks_for_everything(net: FakeNet, context: Surroundings) -> None:
    fill(context, "cbr")
    net.asked.clear()
    assert fill(context, "cbr", again=True).state == "unchanged"
    assert len(net.asked) == cost(context, "cbr", again=True).documents == 9


def test_a_part_that_cannot_be_read_stops_no_other_and_is_asked_for_again(net: FakeNet, context: Surroundings) -> None:
    bank = bank_of_russia(lambda: NOW)

    def torn(ask: Ask) -> Reply:
        wrong = ask.method == "GET" and ask.query.get("date_req1") == ["01/01/2025"]
        return Reply(status=403) if wrong or ask.method == "POST" else bank(ask)

    net.route(BANK, torn)
    outcome = fill(context, "cbr", currencies=("USD",))
    assert (outcome.state, step(outcome)) == ("failed", (3, 0, 2))
    net.route(BANK, bank)
    net.asked.clear()
    assert step(fill(context, "cbr", currencies=("USD",))) == (3, 1, 3)
    assert [ask.query["date_req1"][0] for ask in net.asked] == ["01/01/2025", "01/01/2026"]


def test_a_part_is_finished_with_its_last_page_not_with_its_first(net: FakeNet, context: Surroundings) -> None:
    register = world(now=lambda: NOW)[REGISTER]

    def torn(ask: Ask) -> Reply:
        return Reply(status=500) if ask.query.get("page") == ["2"] else register(ask)

    net.route(REGISTER, torn)
    until = date(2026, 1, 1)
    assert step(fill(context, "us_federal_register", until=until)) == (4, 0, 3)
    net.route(REGISTER, register)
    net.asked.clear()
    assert step(fill(context, "us_federal_register", until=until)) == (4, 3, 4)
    assert [ask.query.get("page", ["1"])[0] for ask in net.asked] == ["1", "2"]


def test_what_lacks_a_part_is_not_finished(net: FakeNet, context: Surroundings) -> None:
    bank = bank_of_russia(lambda: NOW)

    def torn(ask: Ask) -> Reply:
        reply = bank(ask)
        return replace(reply, body=reply.body.replace(b"<Rate>21.00</Rate>", b"<Rate>soon</Rate>", 1))

    net.route(BANK, torn)
    until = date(2025, 7, 1)
    (warning,) = fill(context, "cbr_key_rate", until=until).warnings
    assert "1 of" in warning
    net.route(BANK, bank)
    assert step(fill(context, "cbr_key_rate", until=until)) == (1, 0, 1)
    assert step(fill(context, "cbr_key_rate", until=until)) == (1, 1, 1)


def test_steps_are_told_as_they_are_made(net: FakeNet, context: Surroundings) -> None:
    told: list[Step] = []
    fill(context, "cbr", currencies=("USD",), watch=told.append)
    assert [(one.done, one.parts) for one in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert told[-1].new > told[1].new > 0


def test_sources_of_one_host_wait_for_each_other_and_hosts_do_not(context: Surroundings) -> None:
    costs = expected(context, ["cbr", "cbr_key_rate", "fred"], since=SINCE, until=None)  # type: ignore[arg-type]
    assert [one.documents for one in costs] == [9, 1, 3]
    assert seconds_of(costs) == 10.0


@pytest.mark.parametrize("key", sorted(sources()))
def test_every_source_says_what_of_a_long_time_it_cannot_give(key: str, context: Surroundings) -> None:
    enabled = replace(context, settings=load({"TRACKER_SOURCES_ENABLED": ",".join(sources())}, cwd=Path()))
    found = cost(enabled, key, since=date(1990, 1, 1))
    assert found.documents > 0
    assert all(limit.endswith(".") for limit in found.limits)
    if sources()[key].info.kind == "rates" and key not in {"frankfurter", "fred", "moex"}:
        assert found.limits


def test_yahoo_says_how_far_back_its_hours_reach(context: Surroundings) -> None:
    assert cost(context, "yahoo").limits == ("Hourly bars reach back 729 days only, to 2024-11-21.",)
    assert cost(context, "yahoo", since=date(2026, 1, 1)).limits == ()


# --- currencies by name ---

#: By code of the Bank.
MANY = {"R01335": "KZT", "R01090B": "BYN", "R01090": "BYR", "R01820": "JPY", "R01700J": "TRY", "R01235": "USD"}


def redenominated(values: dict[str, list[tuple[str, int, str]]]) -> Handler:
    """XML_dynamic.asp of a few currencies, each rate with the nominal of its day."""

    def answer(ask: Ask) -> Reply:
        if ask.path != DYNAMIC:
            return Reply(status=404)
        code = ask.query["VAL_NM_RQ"][0]
        first, last = (ask.query[name][0].split("/")[::-1] for name in ("date_req1", "date_req2"))
        rows = "".join(
            f'<Record Date="{day[8:]}.{day[5:7]}.{day[:4]}" Id="{code}"><Nominal>{nominal}</Nominal>'
            f"<Value>{value.replace('.', ',')}</Value></Record>"
            for day, nominal, value in values.get(MANY[code], [])
            if first <= day.split("-") <= last
        )
        span = f'DateRange1="{".".join(first[::-1])}" DateRange2="{".".join(last[::-1])}"'
        body = f'<?xml version="1.0" encoding="windows-1251"?><ValCurs ID="{code}" {span} name="x">{rows}</ValCurs>'
        return Reply(body=body.encode("cp1251"), media_type="application/xml")

    return answer


def read(context: Any, series: str) -> dict[str, Decimal]:
    with UnitOfWork(context.engine, write=False) as unit:
        return {one.label: one.value for one in unit.observations.read(series)}


def test_a_nominal_that_changes_leaves_one_continuous_series_of_one_unit(net: FakeNet, context: Surroundings) -> None:
    published = [("2015-12-29", 1000, "210.50"), ("2015-12-30", 100, "21.0613"), ("2016-01-13", 10, "2.10")]
    net.route(
        BANK, redenominated({"KZT": published, "JPY": [("2015-12-29", 100, "60.1234"), ("2016-01-13", 1, "0.6")]})
    )
    outcome = fill(context, "cbr", since=date(2015, 1, 1), until=date(2017, 1, 1), currencies=("KZT", "JPY"))
    assert (outcome.state, step(outcome), outcome.warnings) == ("ok", (4, 0, 4), ())
    assert read(context, "KZT/RUB@cbr") == {
        "2015-12-29": Decimal("0.21050"), "2015-12-30": Decimal("0.210613"), "2016-01-13": Decimal("0.210"),
    }  # fmt: skip
    assert read(context, "JPY/RUB@cbr") == {"2015-12-29": Decimal("0.601234"), "2016-01-13": Decimal("0.6")}


def test_a_unit_that_replaced_another_comes_with_it_as_a_series_of_its_own(net: FakeNet, context: Surroundings) -> None:
    values = {"BYR": [("2016-06-30", 10000, "32.10")], "BYN": [("2016-07-01", 1, "32.0021")]}
    net.route(BANK, redenominated(values))
    asked = {"since": date(2016, 6, 1), "until": date(2016, 8, 1), "currencies": ("BYN",)}
    found = cost(context, "cbr", **asked)
    assert (found.documents, found.limits) == (
        2,
        ("BYN begins on 2016-07-01; the BYR before it is asked for too, a series of its own.",),
    )
    assert fill(context, "cbr", **asked).state == "ok"
    assert [(ask.query["VAL_NM_RQ"][0], ask.query["date_req1"][0]) for ask in net.asked] == [
        ("R01090", "01/06/2016"),
        ("R01090B", "01/07/2016"),
    ]
    assert read(context, "BYR/RUB@cbr") == {"2016-06-30": Decimal("0.003210")}
    assert read(context, "BYN/RUB@cbr") == {"2016-07-01": Decimal("32.0021")}


def test_a_currency_the_bank_did_not_quote_is_told_once_and_the_dollar_may_not_be_missing(
    net: FakeNet, context: Surroundings
) -> None:
    net.route(BANK, redenominated({}))
    outcome = fill(context, "cbr", since=date(2014, 1, 1), until=date(2017, 1, 1), currencies=("KZT",))
    assert (outcome.state, outcome.documents, outcome.warnings) == (
        "unchanged",
        3,
        ("The Bank of Russia did not quote KZT in all of the time asked for.",),
    )
    dollar = fill(context, "cbr", since=date(2014, 1, 1), until=date(2015, 1, 1), currencies=("USD",))
    assert dollar.state == "failed"


def test_the_pairs_followed_are_asked_for_beside_the_usual_ones(context: Surroundings) -> None:
    followed = replace(context, settings=load({"TRACKER_PAIRS": "KZT/RUB,EUR/RUB"}, cwd=Path()))
    assert cost(followed, "cbr", since=date(2025, 1, 1)).documents == 4 * 2
    assert cost(context, "cbr", since=date(2025, 1, 1)).documents == 3 * 2


def test_where_the_scripts_fail_the_service_gives_the_named_currency(net: FakeNet, context: Surroundings) -> None:
    net.route(BANK, without_scripts(bank_of_russia(lambda: NOW)))
    outcome = fill(context, "cbr", until=date(2024, 9, 1), currencies=("KZT",))
    assert (outcome.state, step(outcome)) == ("ok", (1, 0, 1))
    assert len(read(context, "KZT/RUB@cbr")) > 40


def test_a_currency_nobody_has_is_refused_with_the_nearest(context: Any) -> None:
    assert resolved(context, ["cbr"], ["kzt", "KZT"]) == ("KZT",)
    assert len(resolved(context, [], ["all"])) > 40
    with pytest.raises(UsageError, match=r"Bank of Russia has no rate of 'KTZ'.*Did you mean KZT"):
        resolved(context, ["cbr"], ["KTZ"])
    with pytest.raises(UsageError, match="None of these sources can be asked for single currencies"):
        resolved(context, ["ecb"], ["KZT"])


def test_finished_parts_hold_days_within_them_and_are_recorded_once(engine: Engine) -> None:
    year = Span(of="USD", first=date(2014, 1, 1), last=date(2014, 12, 31))
    with UnitOfWork(engine, write=True) as unit:
        for _ in range(2):
            unit.parts.finish("cbr", year, NOW)
        unit.commit()
    with UnitOfWork(engine, write=False) as unit:
        assert unit.parts.finished("cbr") == (year,)
        assert unit.parts.finished("ecb") == ()
    assert replace(year, first=date(2014, 3, 1)).within(year)
    assert not replace(year, last=date(2015, 1, 1)).within(year)
    assert not replace(year, of="EUR").within(year)


# --- tables in force ---

WEEK = {"since": date(2026, 11, 9), "until": date(2026, 11, 14)}


def stuck(day: date) -> Handler:
    """The scripts answer every day with one table, and there is no other way."""
    body = f'<?xml version="1.0" encoding="windows-1251"?>{daily(day, weekday_values)}'.encode("cp1251")
    return lambda ask: Reply(body=body, media_type="application/xml") if ask.path == DAILY else Reply(status=404)


def test_an_old_table_passes_for_no_day_and_finishes_none(net: FakeNet, context: Surroundings) -> None:
    net.route(BANK, stuck(date(2016, 8, 23)))
    outcome = fill(context, "cbr", **WEEK)
    assert (outcome.state, outcome.records, step(outcome)) == ("failed", 0, (5, 0, 0))
    assert read(context, "USD/RUB@cbr") == {}
    net.route(BANK, bank_of_russia(lambda: NOW))
    assert (fill(context, "cbr", **WEEK).state, len(read(context, "USD/RUB@cbr"))) == ("ok", 5)
    assert step(fill(context, "cbr", **WEEK)) == (5, 5, 5)


def test_a_table_one_working_day_too_old_is_taken_and_its_day_asked_for_again(
    net: FakeNet, context: Surroundings
) -> None:
    bank, late = bank_of_russia(lambda: NOW), stuck(date(2026, 11, 12))
    net.route(BANK, lambda ask: late(ask) if ask.query.get("date_req") == ["13/11/2026"] else bank(ask))
    assert fill(context, "cbr", **WEEK).state == "ok"
    net.route(BANK, bank)
    net.asked.clear()
    assert step(fill(context, "cbr", **WEEK)) == (5, 4, 5)
    assert [ask.query["date_req"] for ask in net.asked] == [["13/11/2026"]]
    assert "2026-11-13" in read(context, "USD/RUB@cbr")


def test_what_came_another_way_than_the_days_table_leaves_the_day_to_be_asked_for(
    net: FakeNet, context: Surroundings
) -> None:
    bank = bank_of_russia(lambda: NOW)
    net.route(BANK, without_scripts(bank))
    assert fill(context, "cbr", **WEEK).state == "ok"
    assert read(context, "GBP/RUB@cbr") == {}
    net.route(BANK, bank)
    assert step(fill(context, "cbr", **WEEK)) == (5, 0, 5)
    assert len(read(context, "GBP/RUB@cbr")) == 5


# --- documents that do not exist ---


def test_a_document_that_is_not_there_is_believed_between_two_that_came_and_nowhere_else(
    net: FakeNet, context: Surroundings
) -> None:
    enabled = replace(context, settings=load({"TRACKER_SOURCES_ENABLED": "currency_api"}, cwd=Path()))
    host = "cdn.jsdelivr.net"
    snapshots = world(now=lambda: NOW)[host]

    def without(*days: int) -> Handler:
        lost = [f"2026.11.{day}/" for day in days]
        return lambda ask: Reply(status=404) if any(day in ask.path for day in lost) else snapshots(ask)

    net.route(host, without(2, 5, 6, 9))
    span = {"since": date(2026, 11, 1), "until": date(2026, 11, 10)}
    outcome = fill(enabled, "currency_api", **span)
    assert (outcome.state, step(outcome), len(outcome.warnings)) == ("ok", (9, 0, 9), 4)
    net.route(host, snapshots)
    net.asked.clear()
    assert step(fill(enabled, "currency_api", **span)) == (9, 6, 9)
    assert sorted(re.findall(r"@2026.11.(\d+)/", " ".join(unquote(ask.path) for ask in net.asked))) == ["5", "6", "9"]
    assert step(fill(enabled, "currency_api", **span)) == (9, 9, 9)


def test_a_host_that_wants_longer_pauses_is_announced_with_them(context: Surroundings) -> None:
    patient = replace(context, settings=load({"TRACKER_SOURCES_ENABLED": "gdelt_doc"}, cwd=Path()))
    since, until = date(2026, 11, 1), date(2026, 11, 5)
    announced = cost(patient, "gdelt_doc", since=since, until=until)
    assert (announced.documents, announced.seconds) == (4, 26.0)
    assert seconds_of([announced, Expected(source="x", documents=10, host="other.example")]) == 26.0
