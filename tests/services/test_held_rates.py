"""What was read of rates is held while nothing is recorded, and never a moment longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from tracker.model.observation import Judged, Quote
from tracker.services.context import Context
from tracker.services.held import Held, Stretch
from tracker.services.rates import KnownBy, Levels, read_levels, read_stored
from tracker.store.engine import open_engine
from tracker.store.unit_of_work import UnitOfWork

KEY = "EUR/USD@ecb"
LATER = datetime(2026, 11, 23, 12, tzinfo=UTC)


@contextmanager
def watched(engine: Engine) -> Iterator[list[str]]:
    """The statements a database is asked that read values."""
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM observation" in statement:
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def quote(label: str, value: str) -> Quote:
    return Quote(series=KEY, label=label, value=Decimal(value))


def record(engine: Engine, *quotes: Quote, at: datetime = LATER) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.observations.add(quotes, vintage=at, sha256=None)
        work.commit()


def value(context: Context, label: str, known: KnownBy | None = None) -> str | None:
    """The value of a label, the same by both ways of reading."""
    found = read_levels(context, KEY, known).values.get(label)
    plain = read_stored(context, [KEY], known, since=label, through=label)[KEY]
    assert plain == ({} if found is None else {label: float(found)})
    return None if found is None else str(found)


def test_the_same_question_again_reads_no_value(own_context: Context) -> None:
    first = read_levels(own_context, "USD/RUB@ecb")
    read_stored(own_context, [KEY], since="2014-01-01", through="2014-12-31")
    with watched(own_context.engine) as asked:
        assert read_levels(own_context, "USD/RUB@ecb") is first
        read_stored(own_context, [KEY], since="2014-03-01", through="2014-12-31")
    assert asked == []
    with watched(own_context.engine) as asked:
        read_stored(own_context, [KEY], since="2013-03-01", through="2014-12-31")
    assert len(asked) == 1


def test_what_is_recorded_decided_or_recorded_by_another_is_seen_at_once(own_context: Context) -> None:
    assert value(own_context, "2014-11-11") == "1.2424"
    assert value(own_context, "2026-11-23") is None
    record(own_context.engine, quote("2026-11-23", "1.17"))
    assert value(own_context, "2026-11-23") == "1.17"
    shipped = read_levels(own_context, KEY).observations[0].vintage  # by the machine's clock
    record(own_context.engine, quote("2014-11-11", "1.2425"), at=shipped + timedelta(hours=1))
    assert value(own_context, "2014-11-11") == "1.2425"
    assert value(own_context, "2014-11-11", KnownBy(as_of=shipped)) == "1.2424"
    with UnitOfWork(own_context.engine, write=True) as work:
        rejected = Judged(quote=quote("2026-11-23", "1.17"), quality="set aside: rejected by anna: no")
        work.judgements.record([rejected], vintage=LATER, sha256=None)
        work.commit()
    assert value(own_context, "2026-11-23") is None
    another = open_engine(own_context.engine.url.render_as_string(hide_password=False))
    record(another, quote("2026-11-23", "1.18"))
    another.dispose()
    assert value(own_context, "2026-11-23") == "1.18"


def test_what_was_never_committed_is_not_held(own_context: Context) -> None:
    with UnitOfWork(own_context.engine, write=True) as work:
        work.observations.add([quote("2026-11-23", "9.99")], vintage=LATER, sha256=None)
    assert value(own_context, "2026-11-23") is None
    record(own_context.engine, quote("2026-11-23", "1.17"), at=LATER + timedelta(seconds=1))
    assert value(own_context, "2026-11-23") == "1.17"


def test_who_stands_in_the_past_is_shown_no_more_of_what_is_held(own_context: Context) -> None:
    whole = read_levels(own_context, KEY)
    noon = datetime(2014, 11, 11, 12, tzinfo=UTC)
    for by in (noon, noon + timedelta(hours=6), own_context.now):
        known = KnownBy(public_by=by)
        expected = tuple(one for one in whole.observations if one.fixing.published_at <= by)
        assert len(expected) > 0
        assert read_levels(own_context, KEY, known).observations == expected
        stored = read_stored(own_context, [KEY], known, since="2014-01-01", through="2026-12-31")[KEY]
        assert list(stored) == [one.label for one in expected if one.label >= "2014"]
    assert read_levels(own_context, KEY) is whole


def test_what_a_caller_takes_out_of_its_copy_is_there_for_the_next(own_context: Context) -> None:
    asked = {"since": "2014-11-10", "through": "2014-11-12"}
    first = read_stored(own_context, [KEY], **asked)[KEY]
    assert list(first) == ["2014-11-10", "2014-11-11", "2014-11-12"]
    first.clear()
    assert len(read_stored(own_context, [KEY], **asked)[KEY]) == 3


def test_two_databases_are_held_apart(own_context: Context, shipped_context: Context) -> None:
    record(own_context.engine, quote("2026-11-23", "1.17"))
    assert value(own_context, "2026-11-23") == "1.17"
    assert value(shipped_context, "2026-11-23") is None


def test_all_is_public_only_when_the_last_of_it_is(shipped_context: Context) -> None:
    levels = read_levels(shipped_context, KEY)
    last = levels.observations[-1].fixing.published_at
    assert levels.all_public_at == last
    late = replace(levels.observations[0], fixing=replace(levels.observations[0].fixing, published_at=LATER))
    assert replace(levels, aside=(late,)).all_public_at == LATER
    assert Levels(series=levels.series, schedule=levels.schedule, observations=()).all_public_at is None


LABELS = st.integers(0, 9).map(str)


@given(values=st.sets(LABELS), own=st.tuples(LABELS, LABELS), bounds=st.lists(st.tuples(LABELS, LABELS), min_size=1))
def test_a_stretch_gives_what_the_whole_would_where_it_covers_it(
    values: set[str], own: tuple[str, str], bounds: list[tuple[str, str]]
) -> None:
    whole = {label: float(label) for label in sorted(values)}
    stretch = Stretch(*own, {label: number for label, number in whole.items() if own[0] <= label < own[1]})
    every = Stretch(None, None, whole)
    for since, until in bounds:
        expected = {label: number for label, number in whole.items() if since <= label < until}
        assert every.covers(since, until)
        assert every.cut(since, until) == expected
        if stretch.covers(since, until):
            assert stretch.cut(since, until) == expected


@pytest.mark.parametrize("size", [1, 4])
def test_no_more_is_held_than_the_bound_and_the_oldest_goes_first(size: int) -> None:
    held: Held[str] = Held(most=10)
    assert held.get("first", 1) is None
    for number in range(20):
        held.keep(number, f"{number}", size, 1)
    kept = [number for number in range(20) if held.get(number, 1) == f"{number}"]
    assert kept == list(range(20 - 10 // size, 20))
    held.keep(19, "again", size, 1)
    assert [held.get(number, 1) for number in kept] == [*(f"{number}" for number in kept[:-1]), "again"]
    held.keep("late", "of a state that is over", 1, 0)
    assert held.get("late", 1) is None
    assert held.get(19, 2) is None
    assert held.get(19, 1) is None
