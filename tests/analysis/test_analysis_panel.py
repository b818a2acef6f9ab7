"""The panel of currencies: ranks by what is usual for each, from the past alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tracker.analysis.panel import Across, across
from tracker.reports.explaining.words import crowd_of
from tracker.reports.explanation import Panel
from tracker.services.panels import panel_of

DAYS = [str(day)[:10] for day in pd.bdate_range("2014-01-01", periods=200)]


def levels() -> pd.DataFrame:
    noise = np.random.default_rng(5).normal(0, 0.004, (200, 4)).cumsum(axis=0)
    return pd.DataFrame(np.exp(noise), index=pd.Index(DAYS, dtype=object), columns=["USD", "RUB", "PLN", "NOK"])


def test_a_currency_that_always_moves_more_does_not_rank_higher_for_it() -> None:
    plain = levels()
    wilder = plain.assign(PLN=plain["USD"] * (plain["PLN"] / plain["USD"]) ** 10)
    for label in DAYS[100:110]:
        one = across(plain, base="USD", studied="RUB", labels=[label])[label]
        other = across(wilder, base="USD", studied="RUB", labels=[label])[label]
        assert other.swings == pytest.approx(one.swings)
        assert other.moves["PLN"] == pytest.approx(10 * one.moves["PLN"])


def test_nothing_later_changes_a_day() -> None:
    whole, label = levels(), DAYS[150]
    shown = across(whole, base="USD", studied="RUB", labels=[label])[label]
    assert across(whole.loc[:label], base="USD", studied="RUB", labels=[label])[label] == shown


def test_a_young_or_missing_currency_is_left_out_and_the_euro_is_one_of_them() -> None:
    young = levels()
    young.loc[: DAYS[120], "NOK"] = np.nan
    label = DAYS[150]
    found = across(young.drop(columns="RUB"), base="USD", studied="RUB", labels=[label, "2013-01-01"])
    assert set(found) == {label}
    assert found[label].rank is None
    assert set(found[label].ranked) == {"EUR", "PLN"}


def test_a_currency_that_did_not_move_neither_lost_nor_gained() -> None:
    still = levels()
    still.loc[DAYS[150], "PLN"] = still.loc[DAYS[149], "PLN"]
    day = across(still, base="EUR", studied="RUB", labels=[DAYS[150]])[DAYS[150]]
    assert day.moves["PLN"] == 0.0
    assert len(day.others) == 3
    assert day.weaker + day.stronger == 2
    shown = panel_of(day)
    assert (shown.weaker, shown.gained, shown.others) == (day.weaker, day.stronger, 3)


def test_unchanged_currencies_do_not_make_it_the_day_of_the_base() -> None:
    """Nine of ten did not move at all, or lost: one way in common they have only where they moved."""
    moves = {"RUB": 0.001, "A": 0.01, **{f"S{number}": 0.0 for number in range(9)}}
    swings = {name: 100 * move for name, move in moves.items()}
    assert panel_of(Across(studied="RUB", moves=moves, swings=swings)).kind == "neither"
    crowd = Panel(rank=9, of=11, swings=0.1, movers=(), weaker=1, gained=0, others=10, typical=1.0)
    assert crowd.kind == "neither"
    assert "1 of 10 others lost" in crowd_of(crowd, "dollar")
