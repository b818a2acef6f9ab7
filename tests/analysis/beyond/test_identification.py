"""Two estimators of one effect: published where they must agree, withheld where they cannot."""

from __future__ import annotations

import numpy as np
import pytest

from tracker.analysis.beyond.identification import (
    DISAGREE,
    NO_SHIFT,
    Identified,
    through_heteroskedasticity,
)

EVENT = np.arange(1200) < 200


def simulated(seed: int, *, effect: float, own: float, common: float = 1.0) -> Identified:
    """x = 0.3 y + 0.5 z + e, y = effect x + z + eta; on event days the variances of e and z are multiplied."""
    draw = np.random.default_rng(seed)
    e, z, eta = (draw.standard_normal(len(EVENT)) for _ in range(3))
    e, z = e * np.where(EVENT, np.sqrt(own), 1.0), z * np.where(EVENT, np.sqrt(common), 1.0)
    x = (0.3 * (z + eta) + 0.5 * z + e) / (1 - 0.3 * effect)
    return through_heteroskedasticity(x, effect * x + z + eta, EVENT)


def test_an_effect_is_found_with_its_interval() -> None:
    found = [simulated(seed, effect=0.5, own=16.0) for seed in range(60)]
    published = [one for one in found if not one.because]
    assert len(published) >= 45
    holds = sum(one.lower <= 0.5 <= one.upper for one in published)
    assert holds >= 0.86 * len(published)
    assert np.mean([one.effect for one in published]) == pytest.approx(0.5, abs=0.05)


def test_nothing_is_published_where_the_assumption_fails_or_there_is_no_effect() -> None:
    assert {simulated(seed, effect=0.5, own=16.0, common=16.0).because for seed in range(20)} == {DISAGREE}
    assert all(simulated(seed, effect=0.0, own=16.0).because for seed in range(20))


def test_nothing_is_published_where_the_variance_does_not_rise() -> None:
    for seed in range(10):
        found = simulated(seed, effect=0.5, own=1.0)
        assert found.because == NO_SHIFT
        assert np.isnan([found.effect, found.se, found.lower, found.upper]).all()


def test_units_and_order_change_nothing() -> None:
    draw = np.random.default_rng(3)
    x = draw.standard_normal(len(EVENT)) * np.where(EVENT, 4.0, 1.0)
    y = 0.5 * x + draw.standard_normal(len(EVENT))
    plain = through_heteroskedasticity(x, y, EVENT)
    assert not plain.because
    other = through_heteroskedasticity(100 * x + 7, 10 * y - 3, EVENT)
    assert (other.effect, other.se) == pytest.approx((plain.effect / 10, plain.se / 10))
    shuffled = draw.permutation(len(EVENT))
    again = through_heteroskedasticity(x[shuffled], y[shuffled], EVENT[shuffled])
    assert (again.effect, again.se, again.strength) == pytest.approx((plain.effect, plain.se, plain.strength))


@pytest.mark.parametrize("event", [np.arange(100) < 9, np.arange(100) > 8, np.zeros(100, dtype=bool)])
def test_few_observations_are_refused(event: np.ndarray) -> None:
    found = through_heteroskedasticity(np.arange(100.0), np.arange(100.0), event)
    assert "too few" in found.because
    assert np.isnan(found.first)


def test_a_series_that_stands_still_is_refused() -> None:
    assert through_heteroskedasticity(np.zeros(1200), np.ones(1200), EVENT).because == NO_SHIFT
