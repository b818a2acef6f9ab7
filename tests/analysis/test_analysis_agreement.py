"""Krippendorff's alpha: published values, a brute force written from the definition, and what must not matter."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis.agreement import NOMINAL, ORDINAL, Agreement, agreement, disagreement

Data = list[dict[str, str]]

FOUR_OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . .",
    ". 3 3 3 2 3 4 2 2 5 1 3",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Krippendorff (2011), section C, and the "C" data of https://rdrr.io/pkg/irr/man/kripp.alpha.html."""

THREE_OBSERVERS = (
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)
"""The computational example of https://en.wikipedia.org/wiki/Krippendorff's_alpha."""


def units(rows: tuple[str, ...]) -> Data:
    columns = zip(*(row.split() for row in rows), strict=True)
    return [{f"coder {n}": value for n, value in enumerate(column) if value != "."} for column in columns]


def judged(data: Data, level: str = NOMINAL, values: str = "12345", resamples: int = 10) -> Agreement:
    return agreement(data, values, level=level, seed=1, resamples=resamples, fewest=1)


@pytest.mark.parametrize(
    ("rows", "level", "published", "pairable"),
    [
        (FOUR_OBSERVERS, NOMINAL, 0.743, 40),
        (FOUR_OBSERVERS, ORDINAL, 0.815, 40),
        (THREE_OBSERVERS, NOMINAL, 0.691, 26),
    ],
)
def test_published_values(rows: tuple[str, ...], level: str, published: float, pairable: int) -> None:
    found = judged(units(rows), level)
    assert found.alpha == pytest.approx(published, abs=0.0005)
    assert found.pairable == pairable
    assert found.units == sum(len(unit) > 1 for unit in units(rows))


def brute_force(data: Data, level: str, order: str) -> float | None:
    """Mean difference of pairs within units over that of all pairs of values there are, pair by pair."""
    kept = [list(unit.values()) for unit in data if len(unit) > 1]
    everything = [value for unit in kept for value in unit]

    def difference(one: str, other: str) -> float:
        if level == NOMINAL:
            return float(one != other)
        low, high = sorted((order.index(one), order.index(other)))
        between = sum(everything.count(value) for value in order[low : high + 1])
        return (between - (everything.count(one) + everything.count(other)) / 2) ** 2

    within = sum(difference(a, b) / (len(unit) - 1) for unit in kept for a, b in permutations(unit, 2))
    across = sum(difference(a, b) for a, b in permutations(everything, 2))
    n = len(everything)
    return None if across == 0 else 1 - (within / n) / (across / (n * (n - 1)))


DATA = st.lists(
    st.dictionaries(st.sampled_from("ABCD"), st.sampled_from("123"), min_size=0, max_size=4), min_size=1, max_size=12
)
LEVELS = st.sampled_from((NOMINAL, ORDINAL))


@settings(max_examples=30)
@given(DATA, LEVELS)
def test_the_brute_force_finds_the_same(data: Data, level: str) -> None:
    found = judged(data, level, "123")
    if found.refused == "few":
        assert all(len(unit) < 2 for unit in data)
        return
    wanted = brute_force(data, level, "123")
    assert (found.alpha is None) == (wanted is None) == (found.refused == "constant")
    if wanted is not None:
        assert found.alpha == pytest.approx(wanted)


@settings(max_examples=30)
@given(DATA, LEVELS, st.permutations("ABCD"))
def test_it_does_not_matter_who_is_who_or_in_which_order_units_come(data: Data, level: str, names: list[str]) -> None:
    renamed = [{names["ABCD".index(coder)]: value for coder, value in unit.items()} for unit in reversed(data)]
    one, other = judged(data, level, "123").alpha, judged(renamed, level, "123").alpha
    assert one == (None if other is None else pytest.approx(other))


@settings(max_examples=30)
@given(DATA, st.permutations("123"))
def test_names_of_nominal_values_do_not_matter(data: Data, names: list[str]) -> None:
    renamed = [{coder: names["123".index(value)] for coder, value in unit.items()} for unit in data]
    one, other = judged(data, values="123").alpha, judged(renamed, values="123").alpha
    assert one == (None if other is None else pytest.approx(other))


@settings(max_examples=30)
@given(DATA)
def test_an_order_read_backwards_is_the_same_order(data: Data) -> None:
    one, other = judged(data, ORDINAL, "123").alpha, judged(data, ORDINAL, "321").alpha
    assert one == (None if other is None else pytest.approx(other))


@settings(max_examples=30)
@given(st.lists(st.sampled_from("123"), min_size=2, max_size=20).filter(lambda said: len(set(said)) > 1), LEVELS)
def test_perfect_agreement_is_one(said: list[str], level: str) -> None:
    found = judged([{"A": value, "B": value, "C": value} for value in said], level, "123")
    assert (found.alpha, found.same, found.observed) == (1, 1, 0)


def test_a_unit_that_one_coder_valued_changes_nothing() -> None:
    data = units(FOUR_OBSERVERS)
    assert judged([*data, {"A": "5"}, {}]) == judged(data)


def test_nobody_who_gave_one_value_alone_is_told_that_they_agree_beyond_chance() -> None:
    found = judged([{"A": "1", "B": "1"}] * 30)
    assert (found.alpha, found.refused, found.same) == (None, "constant", 1)


def test_few_units_are_refused_and_their_number_is_said() -> None:
    found = agreement(units(FOUR_OBSERVERS)[:9], "12345", level=NOMINAL, seed=1)
    assert (found.alpha, found.refused, found.units) == (None, "few", 9)
    assert agreement(units(FOUR_OBSERVERS)[:10], "12345", level=NOMINAL, seed=1).alpha is not None


def test_unknown_values_and_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="'6' is not one of"):
        judged([{"A": "6", "B": "1"}])
    with pytest.raises(ValueError, match="unknown level"):
        judged(units(FOUR_OBSERVERS), "ratio")


def test_the_interval_is_that_of_alphas_of_resampled_units_and_its_seed_decides() -> None:
    data = units(FOUR_OBSERVERS)
    found = [judged(data, resamples=500) for _ in range(2)]
    assert found[0] == found[1]
    kept = [unit for unit in data if len(unit) > 1]
    alphas = []
    for row in np.random.default_rng(1).integers(0, len(kept), size=(500, len(kept))):
        alpha = brute_force([kept[place] for place in row], NOMINAL, "12345")
        assert alpha is not None
        alphas.append(alpha)
    assert found[0].interval == pytest.approx(tuple(np.quantile(alphas, [0.025, 0.975])))
    other = agreement(data, "12345", level=NOMINAL, seed=2, resamples=500, fewest=1)
    assert other.alpha == found[0].alpha
    assert other.interval != found[0].interval


def test_no_interval_where_too_many_resamples_show_one_value_alone() -> None:
    data: Data = [{"A": "1", "B": "1"}] * 20 + [{"A": "2", "B": "2"}]
    found = judged(data, resamples=200)
    assert (found.alpha, found.interval) == (1, None)


def test_the_worst_are_further_apart() -> None:
    order = ("deescalate", "hold", "escalate")
    near, far = {"A": "hold", "B": "escalate"}, {"A": "deescalate", "B": "escalate"}
    assert disagreement(near, order, level=ORDINAL) == 0.25
    assert disagreement(far, order, level=ORDINAL) == 1
    assert disagreement(far, order, level=NOMINAL) == 1
    assert disagreement({"A": "hold", "B": "hold"}, order, level=ORDINAL) == 0
