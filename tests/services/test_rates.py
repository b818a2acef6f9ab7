"""Levels of series: crosses, what was public, what was recorded, and the names people type."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tracker.errors import NoDataError, UsageError
from tracker.model.observation import Quote
from tracker.services.context import Context
from tracker.services.rates import (
    KnownBy,
    asked_series,
    known_series,
    read_levels,
    read_stored,
    report_series,
    resolve,
)
from tracker.store.unit_of_work import UnitOfWork

TUESDAY = "2014-11-11"
PUBLISHED = datetime(2014, 11, 11, 13, 30, tzinfo=UTC)  # 14:30 in Frankfurt


def record(context: Context, series: str, label: str, value: str, vintage: datetime, *, live: bool = False) -> None:
    quote = Quote(series=series, label=label, value=Decimal(value), provisional=live)
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add([quote], vintage=vintage, sha256=None)
        work.commit()


def first_record(context: Context) -> datetime:
    with UnitOfWork(context.engine, write=False) as work:
        found = work.observations.first_vintage()
    assert found is not None
    return found


def test_a_cross_is_the_quotient_of_its_parts(shipped_context: Context) -> None:
    parts = {name: read_levels(shipped_context, name).values[TUESDAY] for name in ("EUR/RUB@ecb", "EUR/USD@ecb")}
    levels = read_levels(shipped_context, "USD/RUB@ecb")
    assert float(levels.values[TUESDAY]) == pytest.approx(float(parts["EUR/RUB@ecb"] / parts["EUR/USD@ecb"]), rel=1e-7)
    assert round(levels.values[TUESDAY], 3) == Decimal("46.673")


def test_a_cross_has_a_value_only_where_both_parts_have(shipped_context: Context) -> None:
    labels = [o.label for o in read_levels(shipped_context, "USD/RUB@ecb").observations]
    assert labels == sorted(labels)
    assert labels[-1] == "2022-03-01"  # the dollar has gone on, the rouble has not


def test_the_cross_of_a_pair_read_backwards_is_the_same_series() -> None:
    assert resolve("RUB/USD@ecb") == resolve("USD/RUB@ecb")


def test_a_value_appears_at_the_instant_of_its_publication(shipped_context: Context) -> None:
    def newest(public_by: datetime) -> str:
        return read_levels(shipped_context, "USD/RUB@ecb", KnownBy(public_by=public_by)).observations[-1].label

    assert newest(PUBLISHED - timedelta(seconds=1)) == "2014-11-10"
    assert newest(PUBLISHED) == TUESDAY


def test_factors_that_were_not_public_are_left_out(shipped_context: Context) -> None:
    def labels(public_by: datetime | None) -> list[str]:
        known = KnownBy(public_by=public_by)
        stored = read_stored(shipped_context, ["EUR/USD@ecb"], known, since="2014-11-07", through=TUESDAY)
        return list(stored["EUR/USD@ecb"])

    assert labels(None) == ["2014-11-07", "2014-11-10", TUESDAY]
    assert labels(PUBLISHED - timedelta(minutes=1)) == ["2014-11-07", "2014-11-10"]


def test_a_revision_is_unknown_before_it_was_recorded(own_context: Context) -> None:
    later = first_record(own_context) + timedelta(days=1)
    record(own_context, "EUR/RUB@ecb", TUESDAY, "99.0", later)
    before = read_levels(own_context, "EUR/RUB@ecb", KnownBy(as_of=later - timedelta(seconds=1)))
    after = read_levels(own_context, "EUR/RUB@ecb", KnownBy(as_of=later))
    assert before.values[TUESDAY] != Decimal("99.0")
    assert after.values[TUESDAY] == read_levels(own_context, "EUR/RUB@ecb").values[TUESDAY] == Decimal("99.0")
    cross = read_levels(own_context, "USD/RUB@ecb").observations
    assert next(o.vintage for o in cross if o.label == TUESDAY) == later


def test_a_cross_of_a_provisional_part_is_provisional(own_context: Context) -> None:
    at = first_record(own_context) + timedelta(days=1)
    record(own_context, "EUR/USD@ecb", TUESDAY, "1.25", at, live=True)
    cross = read_levels(own_context, "USD/RUB@ecb").observations
    assert next(o.quality for o in cross if o.label == TUESDAY) == "provisional"


def test_before_the_first_record_the_other_past_is_named(shipped_context: Context) -> None:
    with pytest.raises(NoDataError) as caught:
        read_levels(shipped_context, "USD/RUB@ecb", KnownBy(as_of=datetime(2020, 1, 1, tzinfo=UTC)))
    assert "--public-by" in caught.value.remedy


def test_the_past_never_reaches_beyond_now() -> None:
    now, then = datetime(2014, 11, 12, tzinfo=UTC), datetime(2014, 11, 10, tzinfo=UTC)
    assert KnownBy().at(now).public_by == now
    assert KnownBy(public_by=then).at(now).public_by == then
    assert KnownBy(public_by=now).at(then).public_by == then
    assert KnownBy(public_by=now, as_of=then).instant(now) == then


def test_a_report_rests_on_no_bar(shipped_context: Context) -> None:
    keys = [declared.key for declared in report_series("USD/RUB")]
    assert keys[0] == "USD/RUB@ecb"
    assert not any(key.endswith((".1h", ".1d")) for key in keys)
    asked = asked_series("USD/RUB@yahoo.1h", shipped_context)
    assert [declared.key for declared in asked] == ["USD/RUB@yahoo.1h"]
    assert asked_series("USD/RUB", shipped_context) == report_series("USD/RUB")


@pytest.mark.parametrize("name", ["nonsense", "USD/RUB@nobody", "USD", "USD/RUB@"])
def test_an_unreadable_name_is_a_usage_error(shipped_context: Context, name: str) -> None:
    with pytest.raises(UsageError):
        asked_series(name, shipped_context)


def test_which_observations_were_made_when(shipped_context: Context) -> None:
    levels = read_levels(shipped_context, "USD/RUB@ecb")
    made = datetime(2014, 11, 11, 13, 10, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert levels.before(made)[-1].label == "2014-11-10"
    assert levels.before(made + second)[-1].label == TUESDAY
    assert levels.made_within(made, made + second)
    assert not levels.made_within(made - second, made)
    assert not levels.made_within(made + second, made + timedelta(hours=20))


def test_a_pair_that_else_only_a_source_that_is_off_has_is_the_central_bank_s(shipped_context: Context) -> None:
    assert [declared.key for declared in known_series(shipped_context, "USD/CNY")] == ["USD/CNY@ecb"]
    enabled = replace(shipped_context, settings=replace(shipped_context.settings, sources_enabled=("currency_api",)))
    found = [declared.key for declared in known_series(enabled, "USD/CNY")]
    assert found == ["USD/CNY@ecb", "USD/CNY@currency_api"]
    with pytest.raises(UsageError, match="ask for EUR/USD"):
        known_series(enabled, "USD/EUR")
