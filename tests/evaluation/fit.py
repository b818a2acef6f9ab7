"""Fit the weights of confidence: ``python -m tests.evaluation.fit`` prints them.

``first_readings.csv`` holds what the reader knew of each statement of documents it had not been adapted to, and whether
a label agreed with speaker, action and stance. What the reader was adapted to would flatter it.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

from tracker.statements.confidence import FEATURES

READINGS = Path(__file__).parent / "first_readings.csv"
RIDGE = 1.0  # on all but the constant: a feature seen a few times must not decide


def readings() -> tuple[np.ndarray, np.ndarray]:
    """The features, one row per statement, and whether each was right."""
    with READINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = np.array([[float(row[name]) for name in FEATURES] for row in rows])
    return table, np.array([float(row["right"]) for row in rows])


def fit(table: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """The weights of a logistic model with a ridge, by Newton's method."""
    penalty = np.diag([0.0] + [RIDGE] * (table.shape[1] - 1))
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        said = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (right - said) - penalty @ weights
        curve = (table * (said * (1 - said))[:, None]).T @ table + penalty
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return dict(zip(FEATURES, weights.tolist(), strict=True))


if __name__ == "__main__":
    sys.stdout.writelines(f'"{name}": {weight:.2f},\n' for name, weight in fit(*readings()).items())
