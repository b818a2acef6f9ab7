"""One screen at an instant: what was out, what was on its way, and what no rate could know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tracker.errors import UsageError
from tracker.model.observation import Quote
from tracker.services import decisions
from tracker.services.context import Context
from tracker.services.now import Now, now_of
from tracker.store.unit_of_work import UnitOfWork

BREEDLOVE = "2014-11-12-breedlove-sofia"


def screen(context: Context, *instant: int) -> Now:
    return now_of(context.at(datetime(*instant, tzinfo=UTC)))  # type: ignore[misc,arg-type]


def ecb(found: Now) -> tuple[str, str]:
    """The newest label and the next one."""
    rate = next(one for one in found.rates if one.series.key == "USD/RUB@ecb")
    return (
        rate.observation.label if rate.observation else "nothing",
        rate.upcoming.label if rate.upcoming else "nothing",
    )


def test_between_making_and_publication_a_rate_is_the_next_one(shipped_context: Context) -> None:
    assert ecb(screen(shipped_context, 2014, 11, 12, 13, 0)) == ("2014-11-11", "2014-11-12")
    made_not_out = screen(shipped_context, 2014, 11, 12, 13, 20)
    assert ecb(made_not_out) == ("2014-11-11", "2014-11-12")
    assert BREEDLOVE in {waiting.event.id for waiting in made_not_out.pending}
    out = screen(shipped_context, 2014, 11, 12, 13, 30)
    assert ecb(out) == ("2014-11-12", "2014-11-13")
    assert BREEDLOVE not in {waiting.event.id for waiting in out.pending}


def test_over_a_weekend_the_next_rate_is_mondays(shipped_context: Context) -> None:
    found = screen(shipped_context, 2022, 2, 26, 23, 0)
    assert ecb(found) == ("2022-02-25", "2022-02-28")
    waiting = {one.event.id: one.fixing.label for one in found.pending}
    assert waiting["2022-02-26-joint-statement-swift-cbr"] == "2022-02-28"


def test_what_was_announced_is_not_from_the_future(shipped_context: Context) -> None:
    found = screen(shipped_context, 2014, 11, 12, 12, 0)
    named = {one.event.id for one in found.announced}
    assert BREEDLOVE in named
    assert "2014-11-10-cbr-free-float" not in named  # more than 48 hours ago
    assert all(one.event.time.interval.start <= found.now for one in found.announced)


def test_a_series_that_ended_awaits_nothing(shipped_context: Context) -> None:
    found = screen(shipped_context, 2022, 3, 3, 12, 0)
    assert ecb(found) == ("2022-03-01", "nothing")
    assert not [waiting for waiting in found.pending if waiting.series.key == "USD/RUB@ecb"]
    assert "rouble ends 1 Mar 2022" in "\n".join(found.lines())


def test_the_record_and_the_lines_say_the_same(shipped_context: Context) -> None:
    found = screen(shipped_context, 2014, 11, 12, 12, 0)
    record, printed = found.record(), "\n".join(found.lines())
    for rate in record["rates"]:  # type: ignore[attr-defined]
        assert rate["series"] in printed
        assert rate["value"] is None or f"{rate['value']:.3f}" in printed
    for waiting in record["pending"]:  # type: ignore[attr-defined]
        assert waiting["event_id"] in printed
    assert "nothing stored" in printed


def test_a_day_whose_hour_is_open_waits_for_the_rate_that_must_know_it(shipped_context: Context) -> None:
    found = screen(shipped_context, 2014, 11, 12, 12, 0)
    merkel = next(one for one in found.pending if one.event.id == "2014-11-11-merkel-no-new-sanctions")
    assert (merkel.fixing.label, merkel.could, merkel.late) == ("2014-11-12", ("2014-11-11",), False)
    rhodes = next(one for one in found.announced if one.event.id == "2014-11-11-rhodes-beijing")
    assert [(series.key, label) for series, label in rhodes.met] == [("USD/RUB@ecb", "2014-11-11")]
    printed = [line.strip() for line in found.lines()]
    assert "first rate that must know it, out already: USD/RUB@ecb labelled 11 Nov" in printed
    waiting = printed[printed.index("USD/RUB@ecb, made Wed 12 Nov 2014 13:10, out about 13:30") :]
    can, must = (
        waiting.index(f"is the first that {words}:") for words in ("can know", "must know, an earlier one could")
    )
    assert can < must
    assert any(BREEDLOVE in line for line in waiting[can:must])
    assert any("merkel" in line for line in waiting[must:])


@pytest.fixture
def at_the_bank(own_context: Context) -> Callable[..., Context]:
    """An installation to which the Bank of Russia has told the dollar and the yuan made on given days of 2026."""

    def told(*labels: str, at: datetime) -> Context:
        pairs = ("USD/RUB", "CNY/RUB")
        quotes = [Quote(series=f"{pair}@cbr", label=label, value=Decimal(80)) for pair in pairs for label in labels]
        with UnitOfWork(own_context.engine, write=True) as work:
            work.observations.add(quotes, vintage=at, sha256=None)
            work.commit()
        return replace(own_context, settings=replace(own_context.settings, pairs=pairs))

    return told


def test_what_is_late_is_said_and_what_waits_for_it(at_the_bank: Callable[..., Context]) -> None:
    context = at_the_bank("2026-11-17", at=datetime(2026, 11, 16, 15, tzinfo=UTC))
    decisions.add(
        context,
        {
            "date": "2026-11-17",
            "zone": "Europe/Moscow",
            "kind": "statement",
            "issuer": "Somebody",
            "jurisdiction": "INT",
            "title": "Said on a Tuesday",
        },
    )
    found = screen(context, 2026, 11, 19, 16)
    rate = next(one for one in found.rates if one.series.key == "USD/RUB@cbr")
    assert [one.label for one in rate.late] == ["2026-11-18", "2026-11-19", "2026-11-20"]
    assert {(one.series.key, one.fixing.label, one.late) for one in found.pending} == {
        ("USD/RUB@cbr", "2026-11-18", True),
        ("CNY/RUB@cbr", "2026-11-18", True),
    }
    (dollar, _) = found.warnings
    assert (dollar["code"], dollar["source"]) == ("late", "cbr")
    assert dollar["message"] == "USD/RUB@cbr: 3 rates labelled 2026-11-18 to 2026-11-20 should be out by now."
    printed = [line.strip() for line in found.lines()]
    assert "late: 3 rates, the newest made Thu 19 Nov 2026 07:00–12:30, was due about 14:30" in printed
    due = "USD/RUB@cbr, CNY/RUB@cbr, made Tue 17 Nov 2026 07:00–12:30, was due about 14:30, not here yet"
    assert printed.count(due) == 1  # both are made together
    assert printed.count("○ Said on a Tuesday   [2026-11-17-said-on-a-tuesday]") == 1


def test_a_rate_that_came_early_is_there_from_when_it_came(at_the_bank: Callable[..., Context]) -> None:
    context = at_the_bank("2026-11-17", "2026-11-18", at=datetime(2026, 11, 17, 13, tzinfo=UTC))

    def labels(*instant: int) -> tuple[str, str]:
        rate = next(one for one in screen(context, *instant).rates if one.series.key == "USD/RUB@cbr")
        assert rate.observation is not None
        assert rate.upcoming is not None
        return rate.observation.label, rate.upcoming.label

    assert labels(2026, 11, 17, 12, 59) == ("2026-11-17", "2026-11-18")
    assert labels(2026, 11, 17, 13) == ("2026-11-18", "2026-11-19")  # an hour and a half before its time


def with_settings(context: Context, **changes: tuple[str, ...]) -> Context:
    return replace(context, settings=replace(context.settings, **changes))  # type: ignore[arg-type]


def test_a_source_that_is_switched_on_is_on_the_screen(shipped_context: Context) -> None:
    def sources(context: Context) -> set[str]:
        return {one.series.name.source for one in screen(context, 2024, 2, 1).rates}

    assert "moex" not in sources(shipped_context)
    enabled = with_settings(shipped_context, sources_enabled=("moex",))
    assert sources(enabled) == {*sources(shipped_context), "moex"}


def test_a_pair_for_later_takes_nothing_from_the_others(shipped_context: Context) -> None:
    found = screen(with_settings(shipped_context, pairs=("USD/IRR", "USD/RUB")), 2014, 11, 12, 12, 0)
    assert ecb(found) == ("2014-11-11", "2014-11-12")
    ((pair, because),) = found.left_out
    assert pair == "USD/IRR"
    assert because.startswith("Iran is not covered yet, because")
    assert f"  USD/IRR: {because}" in list(found.lines())
    assert found.record()["left_out"] == [{"pair": pair, "because": because}]
    assert [one["message"] for one in found.warnings if one["code"] == "left_out"] == [f"USD/IRR: {because}"]
    with pytest.raises(UsageError, match="which rate would speak for the rial"):
        screen(with_settings(shipped_context, pairs=("USD/IRR",)), 2014, 11, 12, 12, 0)
