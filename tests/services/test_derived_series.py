"""Baskets, inverses and gaps read from what is stored: only usable values, known when all their parts are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tracker.data.loader import shipped_events
from tracker.errors import NoDataError, UsageError
from tracker.model.observation import SET_ASIDE, Judged, Quote
from tracker.services.aligning import align_events
from tracker.services.comparing import compare
from tracker.services.context import Context
from tracker.services.rates import KnownBy, asked_series, known_series, read_levels
from tracker.services.rights import barred, credits_of, left_out
from tracker.services.timing import timing_of
from tracker.store.unit_of_work import UnitOfWork

GAP = "USDRUB/GAP@cbr-yahoo"
# Made on Thursday 13 June 2024, 10:00-15:30 Moscow (07:00-12:30 UTC), and labelled the day after.
OFFICIAL = {"2024-06-14": "88.2080", "2024-06-15": "89.0658"}
HOURS = {
    "2024-06-13T06:00:00Z": "80",
    "2024-06-13T07:00:00Z": "87.8",
    "2024-06-13T09:00:00Z": "88.0",
    "2024-06-13T12:00:00Z": "88.2",
    "2024-06-13T13:00:00Z": "95",
    "2024-06-14T08:00:00Z": "89.0",
    "2024-06-14T09:00:00Z": "89.0",
}


def store(context: Context, key: str, values: dict[str, str], vintage: datetime | None = None) -> None:
    quotes = [Quote(series=key, label=label, value=Decimal(value)) for label, value in values.items()]
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=vintage or context.now, sha256=None)
        work.commit()


@pytest.fixture
def summer(own_context: Context) -> Context:
    store(own_context, "USD/RUB@cbr", OFFICIAL)
    store(own_context, "USD/RUB@yahoo.1h", HOURS, own_context.now + timedelta(hours=1))
    return own_context


def test_the_gap_is_the_official_rate_over_the_mean_of_the_quotes_in_its_window(summer: Context) -> None:
    (found,) = read_levels(summer, GAP).observations  # the second day has two quotes, and three are the least
    assert (found.label, str(found.value)) == ("2024-06-14", "0.2364")
    assert found.fixing.made_from == datetime(2024, 6, 13, 7, tzinfo=UTC)
    assert found.fixing.made_to == datetime(2024, 6, 13, 12, 30, tzinfo=UTC)
    assert found.fixing.published_at == datetime(2024, 6, 13, 14, 30, tzinfo=UTC)
    assert found.fixing.method == "banks' reports 15:30; hourly bar"
    assert found.vintage == summer.now + timedelta(hours=1)  # recorded when the later of its parts was


def test_a_gap_is_unknown_until_both_sides_are(summer: Context) -> None:
    published = datetime(2024, 6, 13, 14, 30, tzinfo=UTC)
    assert read_levels(summer, GAP, KnownBy(public_by=published - timedelta(seconds=1))).observations == ()
    assert len(read_levels(summer, GAP, KnownBy(public_by=published)).observations) == 1
    assert read_levels(summer, GAP, KnownBy(as_of=summer.now)).observations == ()


def test_what_is_set_aside_enters_no_derived_value_and_is_shown_with_it(summer: Context) -> None:
    quote = Quote(series="USD/RUB@yahoo.1h", label="2024-06-13T09:00:00Z", value=Decimal("88.0"))
    with UnitOfWork(summer.engine, write=True) as work:
        bad = Judged(quote=quote, quality=f"{SET_ASIDE}: a bad tick")
        work.judgements.record([bad], vintage=summer.now + timedelta(hours=2), sha256=None)
        work.commit()
    levels = read_levels(summer, GAP)
    assert levels.observations == ()
    assert [(one.series, one.label, one.quality) for one in levels.aside] == [
        ("USD/RUB@yahoo.1h", "2024-06-13T09:00:00Z", f"{SET_ASIDE}: a bad tick")
    ]


def test_the_gap_to_a_rounded_cross_is_made_when_the_cross_is_and_carries_its_rounding(own_context: Context) -> None:
    store(own_context, "USD/RUB@cbr", OFFICIAL)
    store(own_context, "RUB/CAD@bank_of_canada", {"2024-06-13": "0.01550"})
    store(own_context, "USD/CAD@bank_of_canada", {"2024-06-13": "1.3742"})
    (found,) = read_levels(own_context, "USDRUB/GAP@cbr-bank_of_canada").observations
    assert found.value == Decimal("-0.5076")
    assert found.fixing.made_to == found.fixing.published_at == datetime(2024, 6, 13, 20, 30, tzinfo=UTC)
    assert found.span is not None
    assert (round(found.span.low, 3), round(found.span.high, 3)) == (Decimal("-0.543"), Decimal("-0.472"))
    (turned,) = read_levels(own_context, "CAD/RUB@bank_of_canada").observations
    assert str(turned.value) == "64.516129"


def test_the_basket_is_read_from_the_official_rates_and_ends_with_them(own_context: Context) -> None:
    store(own_context, "USD/RUB@cbr", {"2014-07-30": "35.6339", "2014-07-31": "35.7271"})
    store(own_context, "EUR/RUB@cbr", {"2014-07-30": "47.8635"})
    (found,) = read_levels(own_context, "BASKET/RUB@cbr").observations
    assert (str(found.value), found.label) == ("41.137220", "2014-07-30")
    assert found.fixing.made_to == datetime(2014, 7, 29, 7, 30, tzinfo=UTC)


def test_nothing_derived_is_stored(summer: Context) -> None:
    read_levels(summer, GAP)
    with UnitOfWork(summer.engine, write=False) as work:
        assert not {GAP, "BASKET/RUB@cbr"} & set(work.observations.newest_labels())


def test_a_bare_gap_leaves_out_the_exchange_while_it_is_off(summer: Context) -> None:
    assert [one.key for one in known_series(summer, "USDRUB/GAP")] == [GAP, "USDRUB/GAP@cbr-bank_of_canada"]


def test_others_may_read_a_gap_only_where_they_may_read_both_its_sides(summer: Context) -> None:
    gap, canada = known_series(summer, "USDRUB/GAP")
    assert barred(gap)
    assert left_out([gap], KnownBy(republish=True))[0].startswith("The rates of Yahoo are left out: ")
    assert bool(barred(canada)) == any(
        barred(one) for key in ("USD/RUB@cbr", "USD/RUB@bank_of_canada") for one in known_series(summer, key)
    )
    assert len(credits_of([gap], KnownBy(republish=True))) == 2


def test_a_gap_is_neither_aligned_nor_studied_nor_timed_and_says_why(summer: Context) -> None:
    with pytest.raises(UsageError, match="the distance between two rates made over different hours"):
        asked_series(GAP, summer)
    with pytest.raises(UsageError, match="has no returns to time"):
        timing_of(summer, [GAP], known=KnownBy())


def test_a_gap_stands_for_its_pair_where_sources_are_compared(summer: Context) -> None:
    assert compare(summer, GAP, known=KnownBy()).pair == "USD/RUB"


def test_a_derived_series_without_parts_says_what_is_missing(own_context: Context) -> None:
    assert read_levels(own_context, GAP).observations == ()
    with pytest.raises(NoDataError):
        read_levels(own_context, GAP, KnownBy(as_of=datetime(2020, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("pair", ["USD/CNY", "CNY/USD"])
def test_a_change_in_how_either_part_of_a_cross_is_made_is_a_change_of_the_cross(
    own_context: Context, pair: str
) -> None:
    """The dollar left the exchange on 13 June 2024 and the yuan stayed: above or below, the quotient is broken."""
    days = {"2024-06-11": "89.0", "2024-06-12": "89.1", "2024-06-14": "88.2", "2024-06-15": "89.1"}
    store(own_context, "USD/RUB@cbr", days)
    store(own_context, "CNY/RUB@cbr", {label: f"{Decimal(value) / 8:.4f}" for label, value in days.items()})
    levels = read_levels(own_context, f"{pair}@cbr")
    methods = [one.fixing.method for one in levels.observations]
    assert len(set(methods[:2])) == len(set(methods[2:])) == 1
    assert methods[1] != methods[2]
    assert set(methods[2].split("; ")) == {"banks' reports 15:30", "exchange 10:00-15:30"}
    assert [levels.schedule.fixing(label).method for label in days] == methods  # and so is the next one expected
    assert date(2024, 6, 13) in {version.valid_from for version in levels.schedule.versions}  # what `compare` looks for
    event = next(one for one in shipped_events() if one.id == "2024-06-12-ofac-moex")
    (found,) = align_events(own_context, [event], levels).alignments
    assert found.method_break
