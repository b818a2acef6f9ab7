"""Student's t, against a library of special functions and against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtr

from tracker.analysis.students_t import two_sided

STATS = np.concatenate([np.linspace(0.0, 12.0, 601), -np.logspace(-6, 5, 200)])


@pytest.mark.parametrize("df", [2, 3, 4, 9, 30, 119, 246, 249, 1000])
def test_agrees_with_the_library_of_special_functions(df: int) -> None:
    theirs = 2.0 * stdtr(float(df), -np.abs(STATS))
    known = theirs > 1e-290
    np.testing.assert_allclose(two_sided(STATS, df)[known], theirs[known], rtol=1e-12)


def test_one_degree_of_freedom_is_cauchy() -> None:
    np.testing.assert_allclose(two_sided(STATS, 1), 2.0 / np.pi * np.arctan2(1.0, np.abs(STATS)), rtol=1e-13)


def test_two_degrees_of_freedom_have_a_closed_form() -> None:
    stats = np.linspace(-5.0, 5.0, 41)
    np.testing.assert_allclose(two_sided(stats, 2), 1.0 - np.abs(stats) / np.sqrt(2.0 + stats**2), rtol=1e-13)


def test_extremes_stay_where_they_belong() -> None:
    found = two_sided(np.array([0.0, np.inf, -np.inf, 1e200, np.nan]), 246)
    np.testing.assert_array_equal(found, [1.0, 0.0, 0.0, 0.0, np.nan])
    assert two_sided(np.empty(0), 5).shape == (0,)
    with pytest.raises(ValueError, match="at least 1"):
        two_sided(np.zeros(1), 0)
