"""How much the frames, reasons and checks of `run_study` cost over the bare arithmetic.

Run ``python tests/benchmarks/bench_analysis.py``. 1,000 events, 250 estimation observations, windows of 21: the plain
program computes the same coefficients, abnormal returns, t and sample-quantile p-values with numpy alone and keeps
nothing. The default test ``fhs`` has no plain counterpart; its time is printed alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import stdtr

from tracker.analysis import StudySpec, run_study
from tracker.analysis.daily import daily_findings

EVENTS, ESTIMATION, GAP, BEFORE, AFTER = 1_000, 250, 10, -10, 10
LENGTH = AFTER - BEFORE + 1


def plain(y: np.ndarray, x: np.ndarray, day0: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same arithmetic for every event at once: least squares, CAR, t and its p, sample-quantile p."""
    first = day0 + BEFORE - GAP - ESTIMATION
    ey = sliding_window_view(y, ESTIMATION)[first]
    ex = np.swapaxes(sliding_window_view(x, ESTIMATION, axis=0)[first], 1, 2)
    my, mx = ey.mean(axis=1), ex.mean(axis=1)
    cy, cx = ey - my[:, None], ex - mx[:, None, :]
    inverse = np.linalg.inv(np.swapaxes(cx, 1, 2) @ cx)
    slopes = np.einsum("mij,mj->mi", inverse, np.einsum("mtk,mt->mk", cx, cy))
    residuals = cy - (cx @ slopes[:, :, None])[:, :, 0]
    constant = my - (mx * slopes).sum(axis=1)
    inside = (day0 + BEFORE)[:, None] + np.arange(LENGTH)
    abnormal = y[inside] - constant[:, None] - (x[inside] @ slopes[:, :, None])[:, :, 0]
    car = abnormal.sum(axis=1)
    away = x[inside].sum(axis=1) - LENGTH * mx
    scale = LENGTH + LENGTH**2 / ESTIMATION + np.einsum("mi,mij,mj->m", away, inverse, away)
    df = ESTIMATION - x.shape[1] - 1
    t = car / np.sqrt((residuals**2).sum(axis=1) / df * scale)
    sums = sliding_window_view(residuals, LENGTH, axis=1).sum(axis=2)
    sq = (1 + (np.abs(sums) >= np.abs(car)[:, None]).sum(axis=1)) / (sums.shape[1] + 1)
    return car, 2 * stdtr(df, -np.abs(t)), sq


def best(run: Callable[[], object], repeats: int = 7) -> float:
    """Shortest of several runs, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the times and their ratio."""
    rng = np.random.default_rng(20141111)
    n = 6_000
    labels = pd.bdate_range("2000-01-03", periods=n).strftime("%Y-%m-%d")
    x = rng.standard_normal((n, 3)) * 0.005
    y = x @ np.array([0.2, 0.8, 0.1]) + rng.standard_normal(n) * 0.008
    day0 = np.sort(rng.choice(np.arange(ESTIMATION + 50, n - 50), EVENTS, replace=False))
    returns = pd.DataFrame({"USD/RUB@ecb": y}, index=labels)
    factors = pd.DataFrame(x, index=labels, columns=["dollar", "emerging", "oil"])
    events = [("USD/RUB@ecb", labels[i]) for i in day0]

    def spec(*statistics: str) -> StudySpec:
        return StudySpec(
            model="factor", window=(BEFORE, AFTER), statistics=statistics, exclude_events=False, gap=GAP, estimation=250
        )

    result = run_study(returns, events, spec("t", "sq"), factors)
    car, t_p, sq_p = plain(y, x, day0)
    worst = max(
        np.abs(result.rows["car"] - car).max(),
        np.abs(result.rows["t_pvalue"] - t_p).max(),
        np.abs(result.rows["sq_pvalue"] - sq_p).max(),
    )
    bare = best(lambda: plain(y, x, day0))
    study = best(lambda: run_study(returns, events, spec("t", "sq"), factors))
    default = best(lambda: run_study(returns, events, spec("t", "sq", "fhs"), factors), 3)
    daily = best(lambda: daily_findings(returns, factors, "USD/RUB@ecb", spec("t")), 3)
    out = sys.stdout.write
    out(f"{EVENTS} events x {ESTIMATION} x {LENGTH}, three factors; largest difference {worst:.1e}\n")
    out(f"plain numpy            {bare * 1e3:8.1f} ms\n")
    out(f"run_study (t, sq)      {study * 1e3:8.1f} ms   ratio {study / bare:.2f}\n")
    out(f"run_study (t, sq, fhs) {default * 1e3:8.1f} ms\n")
    out(f"daily findings of {n} days {daily * 1e3:.0f} ms\n")


if __name__ == "__main__":
    main()
