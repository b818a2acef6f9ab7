"""Vintages: an equal value adds nothing, a different one is added, none is ever changed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update

from tests.thorough import THOROUGH
from tracker.errors import CheckError
from tracker.model.observation import Quote, QuoteTable
from tracker.store.observations import Added, StoredValue
from tracker.store.tables import OBSERVATION
from tracker.store.unit_of_work import UnitOfWork

HOUR = timedelta(hours=1)


def quote(label: str, value: str, *, series: str = "EUR/RUB@ecb", provisional: bool = False) -> Quote:
    return Quote(series=series, label=label, value=Decimal(value), provisional=provisional)


def add(engine: Engine, at: datetime, *quotes: Quote) -> Added:
    with UnitOfWork(engine, write=True) as work:
        added = work.observations.add(quotes, vintage=at, sha256=None)
        work.commit()
    return added


def read(engine: Engine, series: str = "EUR/RUB@ecb", **bounds: object) -> list[StoredValue]:
    with UnitOfWork(engine, write=False) as work:
        return work.observations.read(series, **bounds)


def test_new_values_come_back_in_label_order_with_digits_and_vintage(engine: Engine, noon: datetime) -> None:
    assert add(engine, noon, quote("2014-11-11", "58.10"), quote("2014-11-10", "57.1234")) == Added(new=2)
    assert read(engine) == [
        StoredValue(label="2014-11-10", value=Decimal("57.1234"), vintage=noon),
        StoredValue(label="2014-11-11", value=Decimal("58.10"), vintage=noon),
    ]
    assert str(read(engine)[1].value) == "58.10"


def test_an_equal_value_adds_nothing_however_it_is_written(engine: Engine, noon: datetime) -> None:
    add(engine, noon, quote("2014-11-10", "57.1"), quote("2014-11-11", "58.10"))
    again = add(engine, noon + HOUR, quote("2014-11-10", "57.10"), quote("2014-11-11", "58.10"))
    assert again == Added(unchanged=2)
    assert {value.vintage for value in read(engine)} == {noon}


def test_a_different_value_adds_a_vintage_and_keeps_the_old_one(engine: Engine, noon: datetime) -> None:
    add(engine, noon, quote("2014-11-10", "57.1"), quote("2014-11-11", "58.1"))
    assert add(engine, noon + HOUR, quote("2014-11-10", "57.1"), quote("2014-11-11", "58.2")) == Added(
        revised=1, unchanged=1
    )
    assert [str(value.value) for value in read(engine)] == ["57.1", "58.2"]
    with UnitOfWork(engine, write=False) as work:
        history = work.observations.vintages("EUR/RUB@ecb", "2014-11-11")
    assert [(str(value.value), value.vintage) for value in history] == [("58.1", noon), ("58.2", noon + HOUR)]


def test_a_value_that_returns_is_one_more_vintage(engine: Engine, noon: datetime) -> None:
    for hours, value in enumerate(("1", "2", "1")):
        add(engine, noon + hours * HOUR, quote("2014-11-11", value))
    assert read(engine)[0].vintage == noon + 2 * HOUR


def test_as_of_shows_what_was_recorded_by_then(engine: Engine, noon: datetime) -> None:
    add(engine, noon, quote("2014-11-10", "57"))
    add(engine, noon + HOUR, quote("2014-11-10", "58"), quote("2014-11-11", "59"))
    before = read(engine, as_of=noon - HOUR)
    at_first = read(engine, as_of=noon)
    between = read(engine, as_of=noon + HOUR / 2)
    assert before == []
    assert [str(value.value) for value in at_first] == ["57"]
    assert at_first == between
    assert [str(value.value) for value in read(engine, as_of=noon + HOUR)] == ["58", "59"]


def test_later_recordings_win_even_when_the_clock_stepped_back(engine: Engine, noon: datetime) -> None:
    add(engine, noon, quote("2014-11-10", "57"))
    add(engine, noon - HOUR, quote("2014-11-10", "58"))
    assert str(read(engine)[0].value) == "58"
    assert add(engine, noon - HOUR, quote("2014-11-10", "58")) == Added(unchanged=1)


def test_two_documents_of_one_instant_may_correct_each_other(engine: Engine, noon: datetime) -> None:
    add(engine, noon, quote("2014-11-10", "57"))
    assert add(engine, noon, quote("2014-11-10", "58")) == Added(revised=1)
    assert str(read(engine, as_of=noon)[0].value) == "58"


def test_bounds_are_inclusive_below_and_exclusive_above(engine: Engine, noon: datetime) -> None:
    add(engine, noon, *[quote(f"2014-11-{day:02}", str(day)) for day in range(10, 15)])
    assert [value.label for value in read(engine, since="2014-11-11", until="2014-11-13")] == [
        "2014-11-11",
        "2014-11-12",
    ]


def test_a_confirmed_value_is_recorded_once(engine: Engine, noon: datetime) -> None:
    live = quote("2014-11-11", "58", provisional=True)
    final = quote("2014-11-11", "58.0")
    assert add(engine, noon, live) == Added(new=1)
    assert read(engine)[0].quality == "provisional"
    assert add(engine, noon, live) == Added(unchanged=1)
    assert add(engine, noon + HOUR, final) == Added(confirmed=1)
    assert (read(engine)[0].quality, read(engine)[0].vintage) == ("ok", noon + HOUR)
    assert add(engine, noon + 2 * HOUR, final) == Added(unchanged=1)
    assert add(engine, noon + 2 * HOUR, live) == Added(unchanged=1)


def test_gaps_and_both_ends_are_filled_in_one_go(engine: Engine, noon: datetime) -> None:
    add(engine, noon, *[quote(f"2014-11-{day:02}", str(day)) for day in (5, 7, 9)])
    added = add(engine, noon, *[quote(f"2014-11-{day:02}", str(day)) for day in range(3, 12)])
    assert added == Added(new=6, unchanged=3)
    assert [int(value.value) for value in read(engine)] == list(range(3, 12))


def test_the_same_quote_twice_counts_once(engine: Engine, noon: datetime) -> None:
    added = add(engine, noon, quote("2014-11-11", "58", provisional=True), quote("2014-11-11", "58.0"))
    assert added == Added(new=1)
    assert read(engine)[0].quality == "ok"


def test_two_values_for_one_label_are_refused_and_nothing_is_added(engine: Engine, noon: datetime) -> None:
    with pytest.raises(CheckError, match=r"ecb.*EUR/RUB@ecb on 2014-11-11: 58 and 59"):
        add(engine, noon, quote("2014-11-10", "57"), quote("2014-11-11", "58"), quote("2014-11-11", "59"))
    assert read(engine) == []


def test_series_are_kept_apart(engine: Engine, noon: datetime) -> None:
    usd = "EUR/USD@ecb"
    add(engine, noon, quote("2014-11-11", "58"), quote("2014-11-12", "1.2", series=usd), quote("2014-11-12", "59"))
    with UnitOfWork(engine, write=False) as work:
        observations = work.observations
        assert observations.series() == ["EUR/RUB@ecb", usd]
        assert observations.newest_labels() == {"EUR/RUB@ecb": "2014-11-12", usd: "2014-11-12"}
        assert observations.newest_labels([usd, "none"]) == {usd: "2014-11-12"}
        newest = observations.newest("EUR/RUB@ecb")
        many = observations.read_many([usd, "none", "EUR/RUB@ecb"])
        levels = observations.levels([usd, "none", "EUR/RUB@ecb"])
    assert newest is not None
    assert (newest.label, str(newest.value)) == ("2014-11-12", "59")
    assert {key: [value.label for value in values] for key, values in many.items()} == {
        usd: ["2014-11-12"],
        "none": [],
        "EUR/RUB@ecb": ["2014-11-11", "2014-11-12"],
    }
    assert levels == {key: {value.label: value.value for value in values} for key, values in many.items()}


def test_what_nobody_stored_is_empty(engine: Engine) -> None:
    assert read(engine, "USD/RUB@none") == []
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.newest("USD/RUB@none") is None
        assert work.observations.first_vintage() is None


def test_the_first_vintage_is_the_beginning_of_as_of(engine: Engine, noon: datetime) -> None:
    add(engine, noon + HOUR, quote("2014-11-12", "1"))
    add(engine, noon, quote("2014-11-11", "1"))
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.first_vintage() == noon


def test_adding_nothing_is_nothing(engine: Engine, noon: datetime) -> None:
    assert add(engine, noon) == Added()


@pytest.mark.parametrize("count", [1, 99, 100, 101, 250])
def test_every_row_of_a_load_arrives_whatever_their_number(engine: Engine, noon: datetime, count: int) -> None:
    quotes = [quote(f"{2000 + number}-01-01", f"{number}.5") for number in range(count)]
    assert add(engine, noon, *quotes) == Added(new=count)
    assert [(one.label, one.value) for one in read(engine)] == [(one.label, one.value) for one in quotes]


def test_a_table_is_stored_as_the_quotes_it_stands_for(engine: Engine, noon: datetime) -> None:
    table = QuoteTable(
        columns={
            "EUR/RUB@ecb": {"2014-11-11": Decimal("58.10"), "2014-11-10": Decimal("57.1")},
            "EUR/USD@ecb": {"2014-11-10": Decimal("1.2"), "2014-11-12": Decimal("1.3"), "2014-11-11": Decimal("1.1")},
        }
    )
    for at, expected in ((noon, Added(new=5)), (noon + HOUR, Added(unchanged=5))):
        with UnitOfWork(engine, write=True) as work:
            assert work.observations.add(table, vintage=at, sha256=None) == expected
            work.commit()
    assert add(engine, noon + HOUR, *table) == Added(unchanged=5)
    stored = [(key, one.label, str(one.value)) for key in table.columns for one in read(engine, key)]
    assert stored == sorted((one.series, one.label, str(one.value)) for one in table)


def test_floats_leave_out_what_is_set_aside_even_where_an_older_value_was_not(engine: Engine, noon: datetime) -> None:
    add(engine, noon, quote("2014-11-10", "57.1"), quote("2014-11-11", "5.8"), quote("2014-11-12", "59"))
    with engine.begin() as connection:
        aside = update(OBSERVATION).where(OBSERVATION.c.label == "2014-11-11")
        connection.execute(aside.values(quality="set aside: ten times too low"))
    add(engine, noon + HOUR, quote("2014-11-12", "60"))
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.floats(["EUR/RUB@ecb", "X/Y@none"]) == {
            "EUR/RUB@ecb": {"2014-11-10": 57.1, "2014-11-12": 60.0},
            "X/Y@none": {},
        }
        found = work.observations.floats(["EUR/RUB@ecb"], since="2014-11-11", until="2014-11-13", as_of=noon)
    assert found == {"EUR/RUB@ecb": {"2014-11-12": 59.0}}


def test_a_whole_archive_with_one_day_more(engine: Engine, noon: datetime) -> None:
    draw = random.Random(2014)  # noqa: S311 - numbers for a test
    archive = [
        quote(f"{1000 + day}", f"{draw.random():.4f}", series=f"EUR/{currency}@ecb")
        for day in range(500)
        for currency in ("USD", "RUB", "CHF")
    ]
    draw.shuffle(archive)
    assert add(engine, noon, *archive) == Added(new=1500)
    more = [quote("1500", "1", series=f"EUR/{currency}@ecb") for currency in ("USD", "RUB", "CHF")]
    assert add(engine, noon + HOUR, *archive, *more) == Added(new=3, unchanged=1500)
    assert add(engine, noon + HOUR, *archive, *more) == Added(unchanged=1503)


DOCUMENTS = st.lists(
    st.dictionaries(
        st.tuples(st.sampled_from("AB"), st.integers(1, 6).map(str)),
        st.tuples(st.sampled_from(["1", "1.0", "2", "3E+1", "0.00000001"]), st.booleans()),
    ),
    max_size=6,
)


@settings(
    max_examples=200 if THOROUGH else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(documents=DOCUMENTS)
def test_any_history_reads_back_as_a_plain_model_of_it_would(
    engine: Engine, noon: datetime, documents: list[dict[tuple[str, str], tuple[str, bool]]]
) -> None:
    """Against a dictionary that follows the rule one quote at a time, after every document."""
    expected: dict[tuple[str, str], list[tuple[Decimal, str, datetime]]] = {}
    with UnitOfWork(engine, write=True) as work:  # never committed: each example starts from nothing
        for hours, document in enumerate(documents):
            at = noon + hours * HOUR
            quotes = [
                quote(label, value, series=series, provisional=provisional)
                for (series, label), (value, provisional) in document.items()
            ]
            work.observations.add(quotes, vintage=at, sha256=None)
            for one in quotes:
                history = expected.setdefault((one.series, one.label), [])
                quality = "provisional" if one.provisional else "ok"
                if history and history[-1][0] == one.value and not (history[-1][1] != "ok" and quality == "ok"):
                    continue
                history.append((one.value, quality, at))
        for hours in range(len(documents)):
            as_of = noon + hours * HOUR
            wanted = {
                key: next(entry for entry in reversed(history) if entry[2] <= as_of)
                for key, history in expected.items()
                if history[0][2] <= as_of
            }
            found = {
                (series, value.label): (value.value, value.quality, value.vintage)
                for series in "AB"
                for value in work.observations.read(series, as_of=as_of)
            }
            assert found == wanted
