"""The quality gate: what is set aside, with which reason, and what never is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.source import Gate, Snapshot
from tracker.sources.gate import FOLLOWING, Verdicts, judge, quiet
from tracker.sources.rates import ecb

CALM = [82.0, 82.5, 82.1, 81.9, 82.3, 82.6, 82.2, 82.4, 82.1, 82.0, 82.2, 82.3]


def days(values: Sequence[float]) -> dict[str, float]:
    return {(date(2026, 9, 1) + timedelta(days=at)).isoformat(): value for at, value in enumerate(values)}


def reasons(*values: float, gate: Gate | None = None) -> dict[float, str]:
    series = days([*CALM, *values])
    return {series[label]: reason for label, reason in judge(series, gate or Gate()).aside.items()}


@pytest.mark.parametrize(
    ("values", "bad", "reason"),
    [
        ((0.823, 82.4), 0.823, "0.823 is a hundredth of its neighbours (82.3)"),
        ((8230, 82.4), 8230, "8230 is 100 times its neighbours (82.3)"),
        ((0.01215, 82.4), 0.01215, "0.01215 is the inverse of its neighbours (82.3)"),
        ((5.0, 82.4), 5.0, "5 is -94% from the value before it, and those after it are back"),
        ((95, 82.4), 95, "95 is +15% from the value before it, and those after it are back"),
        ((120,), 120, "120 is +46% from the value before it, which nothing confirms yet"),
    ],
)
def test_a_bad_value_is_set_aside_and_its_neighbours_are_not(
    values: tuple[float, ...], bad: float, reason: str
) -> None:
    assert reasons(*values) == {bad: reason}


def test_two_bad_values_side_by_side_are_both_set_aside() -> None:
    assert set(reasons(40, 41, 82.3, 82.4)) == {40, 41}


def test_a_bad_first_value_does_not_condemn_what_follows() -> None:
    series = days([0.82, *CALM])
    assert list(judge(series, Gate()).aside) == [next(iter(series))]


@pytest.mark.parametrize("values", [(103.12,), (103.12, 117.2), (120, 121, 119)])
def test_a_crash_is_believed_at_once_or_when_it_lasts(values: tuple[float, ...]) -> None:
    assert reasons(*values) == {}


def test_where_wild_moves_are_usual_a_wild_move_is_no_reason() -> None:
    wild = days([82 * (1.06 if at % 2 else 1.0) for at in range(40)] + [97, 82])
    assert judge(wild, Gate()).aside == {}


def test_another_nominal_is_not_confirmed_by_its_own_persistence() -> None:
    assert set(reasons(8230, 8240, 8225, 8231)) == {8230, 8240, 8225, 8231}


def test_what_a_person_accepts_is_the_ground_of_what_follows() -> None:
    series = days([*CALM, 8230, 8240, 8225])
    first = list(series)[len(CALM)]
    assert judge(series, Gate(), accepted=[first]).aside == {}


def test_one_value_that_a_person_accepts_does_not_put_what_follows_in_doubt() -> None:
    series = days([*CALM, 8230, *CALM])
    first = list(series)[len(CALM)]
    assert judge(series, Gate(), accepted=[first]).aside == {}


def test_another_source_that_says_so_confirms_a_jump_and_a_distant_one_does_not() -> None:
    series = days([*CALM, 120])

    def found(other: float) -> Verdicts:
        return judge(series, Gate(), elsewhere=lambda _: [("USD/RUB@other", other)])

    assert found(118.0).aside == {}
    assert list(found(118.0).confirmed.values()) == ["USD/RUB@other"]
    assert len(found(83.0).aside) == 1


def test_other_sources_are_asked_only_of_values_in_doubt() -> None:
    asked: list[str] = []
    series = days([*CALM, 120, 121])
    judge(series, Gate(), elsewhere=lambda label: asked.append(label) or ())  # type: ignore[func-returns-value]
    assert asked == []


def test_after_a_long_silence_the_old_value_says_nothing() -> None:
    series = {**days(CALM), "2028-02-01": 140.0}
    assert judge(series, Gate()).aside == {}


@given(st.lists(st.floats(min_value=0.001, max_value=100_000), min_size=1, max_size=60))
def test_quiet_series_are_never_judged_and_judged_ones_keep_their_labels(values: list[float]) -> None:
    series = days(values)
    found = judge(series, Gate())
    assert set(found.aside) <= set(series)
    assert not set(found.aside) & set(found.confirmed)
    if quiet(values):
        assert found == Verdicts(aside={}, confirmed={})


def test_of_the_whole_ecb_history_nothing_is_set_aside_and_on_the_day_itself_two_values_wait() -> None:
    """221,702 values: the lira of 22 Feb 2001 and the krona of 6 Nov 2008 wait for the value after them."""
    snapshot = Snapshot(
        source="ecb",
        url="",
        kind=ecb.HISTORY,
        retrieved_at=datetime(2026, 11, 1, tzinfo=UTC),
        sha256="",
        content=ecb.embedded().read_bytes(),
    )
    gate = ecb.SOURCE.info.expectations.gate
    table = ecb.SOURCE.parse(snapshot).quotes
    waited = []
    for series, values in table.columns.items():  # type: ignore[attr-defined]
        numbers = {label: float(values[label]) for label in sorted(values)}
        if quiet(list(numbers.values())):
            continue
        assert judge(numbers, gate).aside == {}, series
        labels = list(numbers)
        for at in range(1, len(labels)):
            if quiet([numbers[labels[at - 1]], numbers[labels[at]]]):
                continue
            known = {label: numbers[label] for label in labels[max(0, at - gate.usual - FOLLOWING) : at + 1]}
            if labels[at] in judge(known, gate).aside:
                waited.append((series, labels[at]))
    assert sorted(waited) == [("EUR/ISK@ecb", "2008-11-06"), ("EUR/TRL@ecb", "2001-02-22")]


@pytest.mark.extended
def test_yahoos_known_bad_ticks_and_nothing_else(shared: Path) -> None:
    with (shared / "payloads/fx_yahoo/USDRUB_2024-07-16.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {
        name: judge({row["Date"][:10]: float(row[name]) for row in rows}, Gate()).aside for name in ("Open", "Close")
    }
    assert found["Open"] == {}
    assert found["Close"] == {
        "2016-01-06": "0.7162 is a hundredth of its neighbours (73.12)",
        "2023-03-16": "5 is -93% from the value before it, and those after it are back",
    }
