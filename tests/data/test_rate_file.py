"""A person's file of rates: what is read, what is refused by line, and what somebody must settle."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.data.declared_schedule import declared_schedule, schedule_key
from tracker.data.loader import schedule_of
from tracker.data.rate_file import RateRow, UnclearFileError, implausible, parse_rates


def values(text: str, **choices: str) -> dict[str, str]:
    return {row.label: str(row.value) for row in parse_rates(text, **choices).rows}


@pytest.mark.parametrize(
    "text",
    [
        "label,value\n2014-11-11,46.67\n2014-11-12,46.30\n",
        "date,rate\n2014-11-12,46.30\n2014-11-11,46.67\n",
        "2014-11-11,46.67\n2014-11-12,46.30\n",
        "value;label\n46,67;11.11.2014\n46,30;12.11.2014\n",
        "Date\tRate\n2014-11-11\t46.67\n\n2014-11-12\t46.30\n",
        "date,close,open\n2014-11-11,46.67,1\n2014-11-12,46.30,2\n",
        "date,rub_per_usd\n2014-11-11,46.67\n2014-11-12,46.30\n",
        'date,rate\n2014-11-11,"46,67"\n2014-11-12,"46,30"\n',
    ],
)
def test_many_spellings_of_one_file_are_the_same_exact_values(text: str) -> None:
    assert values(text) == {"2014-11-11": "46.67", "2014-11-12": "46.30"}


def test_every_bad_row_is_named_with_its_line_and_what_is_wrong() -> None:
    read = parse_rates(
        "date;rate\n11.11.2014;46,67\n12.11.2014;abc\n2014-13-01;46,1\n13.11.2014;\n14.11.2014;0\n;1,5\n"
    )
    assert [row.label for row in read.rows] == ["2014-11-11"]
    assert [line for line, _ in read.problems] == [3, 4, 5, 6, 7]
    for (_, said), word in zip(read.problems, ("'abc'", "'2014-13-01'", "no value", "zero", "not a date"), strict=True):
        assert word in said


def test_a_row_of_another_number_of_fields_than_the_first_is_no_rate() -> None:
    read = parse_rates("date,rate\n2014-11-11,46.67\n2014-11-12,46,5\n2014-11-13\n2014-11-14,46.7,\n")
    assert [row.label for row in read.rows] == ["2014-11-11"]
    assert [line for line, _ in read.problems] == [3, 4, 5]
    assert read.problems[0][1] == "3 fields, 2 expected; a decimal comma?"
    assert read.problems[1][1] == "1 field, 2 expected"
    assert parse_rates("2014-11-11,46\n2014-11-12,46,5\n").problems == ((2, read.problems[0][1]),)


def test_two_values_of_one_day_are_refused_and_the_same_value_twice_is_one() -> None:
    read = parse_rates("date,rate\n2014-11-11,46.67\n2014-11-11,46.670\n2014-11-11,46.68\n")
    assert len(read.rows) == 1
    assert read.problems == ((4, "2014-11-11 is 46.68 here and 46.67 on line 2"),)


def test_a_comma_that_may_be_two_things_is_asked_about() -> None:
    text = "date;rate\n2014-11-11;1,234\n2014-11-12;2,345\n"
    with pytest.raises(UnclearFileError, match=r"1\.234 or 1234") as raised:
        parse_rates(text)
    assert raised.value.option == "--decimal"
    assert values(text, decimal=",") == {"2014-11-11": "1.234", "2014-11-12": "2.345"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no row"),
        ("\n \n", "no row"),
        ("hello\nworld\n", "not two columns"),
        ("date;rate\n2014-11-11,46.67\n", "some lines hold"),
        ("2014-11-11,46.67,46.70\n", "no line of names"),
        ("day,open,high\n2014-11-11,1,2\n", "no column is named"),
    ],
)
def test_a_file_that_is_no_table_of_rates_is_refused(text: str, said: str) -> None:
    with pytest.raises(UnclearFileError, match=said):
        parse_rates(text)


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    try:
        read = parse_rates(text)
    except UnclearFileError:
        return
    assert all(row.value > 0 for row in read.rows)


def rows(*levels: str) -> list[RateRow]:
    return [RateRow(line=n + 2, label=f"2014-11-{n + 1:02}", value=Decimal(level)) for n, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("0.467", "a factor 100 below"),
        ("4670", "a factor 100 above"),
        ("0.0214", "the pair read backwards"),
        ("88.0", "88 % above"),
    ],
)
def test_a_slip_is_named_by_its_likely_cause(level: str, said: str) -> None:
    found = implausible(rows("46.7", "46.8", "46.9", level, "46.7", "46.8", "46.6"))
    assert [line for line, _ in found] == [5]
    assert said in found[0][1]


@pytest.mark.parametrize(
    ("levels", "lines"),
    [
        (("45.9", "4600", "46.5"), [3]),
        (("4590", "46.0", "46.5"), [2]),
        (("45.9", "46.0", "4650"), [4]),
        (("45.9", "4600"), [3]),
        (("45.9", "46.0", "46.5"), []),
        (("45.9", "46.0"), []),
        (("45.9",), []),
    ],
)
def test_a_slip_in_a_short_file_is_named_too(levels: tuple[str, ...], lines: list[int]) -> None:
    found = implausible(rows(*levels))
    assert [line for line, _ in found] == lines
    assert all("a factor 100 above" in why for _, why in found)


def test_a_crisis_whose_level_stays_is_no_slip() -> None:
    assert implausible(rows("82.5", "82.6", "83.0", "103.1", "105.0", "108.0", "116.0", "120.0")) == []


def test_a_declared_schedule_can_be_read_back_from_its_key() -> None:
    key = schedule_key(
        zone_name="Europe/Moscow",
        starts=time(10),
        ends=time(11, 30),
        published=time(9),
        label="next_day",
        every_day=False,
    )
    fixing = schedule_of(key).fixing("2014-11-12")
    assert fixing.made_from == datetime(2014, 11, 11, 7, tzinfo=UTC)
    assert fixing.made_to == datetime(2014, 11, 11, 8, 30, tzinfo=UTC)
    assert fixing.published_at == datetime(2014, 11, 12, 6, tzinfo=UTC)  # before the making in the day: the day after
    assert declared_schedule(key) == schedule_of(key)


def test_a_key_that_is_no_schedule_is_refused() -> None:
    with pytest.raises(KeyError):
        schedule_of("declared nonsense")
    with pytest.raises(ValueError, match="ends before it begins"):
        schedule_key(zone_name="UTC", starts=time(12), ends=time(11), published=None, label="same_day", every_day=True)
