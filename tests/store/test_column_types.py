"""Instants keep their moment and decimals their digits on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from tracker.model.observation import Quote
from tracker.store.types import ExactDecimal, Instant, JsonText, LabelText, instant_text, render_item
from tracker.store.unit_of_work import UnitOfWork

METADATA = sa.MetaData()
SAMPLE = sa.Table(
    "sample",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Instant),
    sa.Column("value", ExactDecimal),
    sa.Column("label", LabelText),
    sa.Column("document", JsonText),
)


@pytest.fixture
def sample(engine: Engine) -> Engine:
    METADATA.create_all(engine)
    return engine


def stored(engine: Engine, **values: object) -> sa.Row[tuple[object, ...]]:
    with engine.begin() as connection:
        connection.execute(sa.delete(SAMPLE))
        connection.execute(sa.insert(SAMPLE).values(**values))
        return connection.execute(sa.select(SAMPLE)).one()


@pytest.mark.parametrize("hours", [0, 3, -8, 5.5])
def test_an_instant_comes_back_as_the_same_moment_in_utc(sample: Engine, hours: float) -> None:
    at = datetime(2014, 11, 11, 12, 34, 56, 123456, tzinfo=timezone(timedelta(hours=hours)))
    found = stored(sample, at=at).at
    assert found == at
    assert found.utcoffset() == timedelta(0)


def test_a_naive_datetime_is_refused(sample: Engine) -> None:
    with pytest.raises(sa.exc.StatementError, match="no time zone"):
        stored(sample, at=datetime(2014, 11, 11, 12))  # noqa: DTZ001 - that is the point


def test_a_naive_vintage_leaves_the_unit_of_work_as_a_value_error(engine: Engine) -> None:
    quote = Quote(series="USD/RUB@ecb", label="2014-11-11", value=Decimal(46))
    with pytest.raises(ValueError, match="no time zone"), UnitOfWork(engine, write=True) as work:
        work.observations.add([quote], vintage=datetime(2014, 11, 11), sha256=None)  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    "digits",
    ["46.30", "0.1", "123456789012.1234567890", "-0.0000001", "81.12345678901234567890123456789", "7", "1E-30"],
)
def test_a_decimal_keeps_its_digits(sample: Engine, digits: str) -> None:
    found = stored(sample, value=Decimal(digits)).value
    assert found == Decimal(digits)
    assert found.as_tuple().digits[-1] == Decimal(digits).as_tuple().digits[-1]


@pytest.mark.parametrize("wrong", [Decimal("NaN"), Decimal("Infinity"), 46.3, "46.3"])
def test_what_is_no_finite_decimal_is_refused(sample: Engine, wrong: object) -> None:
    with pytest.raises(sa.exc.StatementError, match="not a finite Decimal"):
        stored(sample, value=wrong)


@pytest.mark.parametrize("digits", ["1E+900000000", "-1E-900000000", "0E+900000000", "1E+61"])
def test_what_would_take_gigabytes_to_print_is_refused(sample: Engine, digits: str) -> None:
    with pytest.raises(sa.exc.StatementError, match="is no rate"):
        stored(sample, value=Decimal(digits))


def test_labels_sort_by_bytes(sample: Engine) -> None:
    labels = ["2014-11-11", "2014-11-11T10:00:00Z", "2014-11-12", "a", "B"]
    with sample.begin() as connection:
        connection.execute(sa.insert(SAMPLE), [{"label": label} for label in labels])
        found = connection.scalars(sa.select(SAMPLE.c.label).order_by(SAMPLE.c.label)).all()
    assert found == sorted(labels)


def test_documents_come_back_equal(sample: Engine) -> None:
    document = {"b": ["ö", None, 1], "a": "„“"}
    assert stored(sample, document=document).document == document


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2))
def test_text_order_of_instants_is_time_order(instants: list[datetime]) -> None:
    assert sorted(instants, key=instant_text) == sorted(instants)


@pytest.mark.parametrize("kind", [Instant(), ExactDecimal(), LabelText(), JsonText()])
def test_migrations_never_name_our_types(kind: object) -> None:
    text = render_item("type", kind, None)
    assert isinstance(text, str)
    assert "tracker" not in text
    eval(text, {"sa": sa})  # noqa: S307 - our own text, and it must be valid Python
