"""Series read as long texts are the same as row by row, and what needs judging is never read so."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, update

from tracker.model.observation import Judged, Quote
from tracker.store.columns import Columns, plain_columns
from tracker.store.engine import open_connection
from tracker.store.observations import StoredValue
from tracker.store.tables import OBSERVATION
from tracker.store.unit_of_work import UnitOfWork

HOUR = timedelta(hours=1)
PLAIN, REVISED, LIVE, DOUBTED = (f"EUR/{code}@desk" for code in ("USD", "RUB", "CHF", "TRY"))
DAYS = [f"2014-11-{day}" for day in range(10, 15)]


def quotes(series: str, *values: str, live: bool = False) -> list[Quote]:
    return [
        Quote(series=series, label=label, value=Decimal(value), provisional=live and label == DAYS[-1])
        for label, value in zip(DAYS, values, strict=True)
    ]


@pytest.fixture
def filled(engine: Engine, noon: datetime) -> Engine:
    """One series of each kind; the later days of the plain one were recorded later."""
    with UnitOfWork(engine, write=True) as work:
        plain = quotes(PLAIN, "1.10", "1.2", "30", "0.00000001", "1.5")
        work.observations.add(plain[:3], vintage=noon, sha256=None)
        work.observations.add(quotes(REVISED, *"12345"), vintage=noon, sha256=None)
        work.observations.add(quotes(LIVE, *"12345", live=True), vintage=noon, sha256=None)
        work.observations.add(quotes(DOUBTED, *"12345"), vintage=noon, sha256=None)
        work.observations.add(plain[3:], vintage=noon + HOUR, sha256=None)
        work.observations.add(quotes(REVISED, *"12945"), vintage=noon + HOUR, sha256=None)
        doubt = Judged(quote=quotes(DOUBTED, *"12345")[1], quality="set aside: a jump")
        work.judgements.record([doubt], vintage=noon + HOUR, sha256=None)
        work.commit()
    return engine


def plain_keys(engine: Engine, **bounds: object) -> set[str]:
    """The series read as texts that have any values."""
    with open_connection(engine, write=False) as connection:
        found = plain_columns(connection, [PLAIN, REVISED, LIVE, DOUBTED, "X/Y@none"], **bounds)  # type: ignore[arg-type]
    assert not found["X/Y@none"].labels
    return {key for key, columns in found.items() if columns.labels}


def test_a_series_without_values_there_is_empty_and_not_asked_for_again(filled: Engine, noon: datetime) -> None:
    with open_connection(filled, write=False) as connection:
        found = plain_columns(connection, [PLAIN, REVISED, "X/Y@none"], since=DAYS[-1], until=DAYS[-1])
        assert plain_columns(connection, ["X/Y@none"]) == {"X/Y@none": found[PLAIN]}
        before = plain_columns(connection, [DOUBTED, LIVE], as_of=noon - HOUR)
    assert set(found) == {PLAIN, REVISED, "X/Y@none"}
    assert set(before) == {DOUBTED, LIVE}
    assert all(columns == Columns(labels=(), values=(), ingests=()) for columns in (*found.values(), *before.values()))


def test_only_series_that_need_no_judging_are_read_as_texts(filled: Engine, noon: datetime) -> None:
    assert plain_keys(filled) == {PLAIN}
    assert plain_keys(filled, as_of=noon) == {PLAIN, REVISED, DOUBTED}  # before anything came after
    assert plain_keys(filled, since=DAYS[3]) == {PLAIN, REVISED, DOUBTED}
    assert plain_keys(filled, until=DAYS[1]) == {PLAIN, REVISED, LIVE, DOUBTED}
    assert plain_keys(filled, as_of=noon - HOUR) == set()
    with open_connection(filled, write=False) as connection:
        assert plain_columns(connection, []) == {}


def test_values_digits_and_vintages_are_those_recorded(filled: Engine, noon: datetime) -> None:
    with UnitOfWork(filled, write=False) as work:
        rows = work.observations.read(PLAIN)
        since = work.observations.read(PLAIN, since=DAYS[1], until=DAYS[4], as_of=noon)
    printed = ["1.10", "1.2", "30", "0.00000001", "1.5"]
    vintages = [noon] * 3 + [noon + HOUR] * 2
    assert rows == [
        StoredValue(label=label, value=Decimal(value), vintage=vintage)
        for label, value, vintage in zip(DAYS, printed, vintages, strict=True)
    ]
    assert [f"{row.value:f}" for row in rows] == printed
    assert [row.label for row in since] == DAYS[1:3]


def test_both_ways_of_reading_agree_on_every_kind(filled: Engine, noon: datetime) -> None:
    keys = [DOUBTED, PLAIN, "X/Y@none", LIVE, REVISED]
    for bounds in ({}, {"as_of": noon}, {"since": DAYS[1]}, {"until": DAYS[3]}, {"since": DAYS[2], "until": DAYS[2]}):
        with UnitOfWork(filled, write=False) as work:
            quick = work.observations.read_many(keys, **bounds)  # type: ignore[arg-type]
            floats = work.observations.floats(keys, **bounds)  # type: ignore[arg-type]
            slow = {
                key: work.observations._judged(key, bounds.get("as_of"), bounds.get("since"), bounds.get("until"))
                for key in keys
            }
        assert list(quick.items()) == list(slow.items())
        assert floats == {
            key: {row.label: float(row.value) for row in rows if not row.quality.startswith("set aside")}
            for key, rows in slow.items()
        }


def test_a_label_that_would_break_the_text_is_read_by_row(filled: Engine) -> None:
    odd = "2014-11-14\n2014-11-15"
    with filled.begin() as connection:
        connection.execute(update(OBSERVATION).where(OBSERVATION.c.label == DAYS[-1]).values(label=odd))
    assert plain_keys(filled) == set()
    with UnitOfWork(filled, write=False) as work:
        assert [row.label for row in work.observations.read(PLAIN)] == [*DAYS[:-1], odd]


def test_the_state_is_the_newest_recording(engine: Engine, noon: datetime) -> None:
    def state() -> object:
        with UnitOfWork(engine, write=False) as work:
            return work.observations.state()

    assert state() is None
    seen = [state()]
    for later, value in enumerate(("1", "1", "2")):
        with UnitOfWork(engine, write=True) as work:
            work.observations.add(quotes(PLAIN, value, *"2345"), vintage=noon - later * HOUR, sha256=None)
            work.commit()
        seen.append(state())
    assert seen[1] == seen[2]  # an equal value adds nothing
    assert len({seen[0], seen[1], seen[3]}) == 3
