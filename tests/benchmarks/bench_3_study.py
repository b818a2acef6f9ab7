"""The event study: 1,000 events, 250 observations to estimate from, windows of 21, three factors.

The plain program computes the same coefficients, abnormal returns, t and sample-quantile p-values with numpy alone and
keeps nothing else. The package ``eventstudy`` from PyPI gets the same returns, event by event, through its own
interface (its three-factor model is the same regression); its standard errors follow another convention, so the
cumulative abnormal returns are compared. It is installed into a throw-away environment, never into the project's.
"""

from __future__ import annotations

import subprocess
import venv
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from harness import Answer, Bench, Prepared, child
from numpy.lib.stride_tricks import sliding_window_view

from tracker.analysis import StudySpec, run_study
from tracker.analysis.daily import daily_findings

ESTIMATION, GAP, BEFORE, AFTER = 250, 10, -10, 10
LENGTH = AFTER - BEFORE + 1
SERIES = "USD/RUB@ecb"
PEER = "eventstudy==0.1a12"
PEER_ENVIRONMENT = Path(__file__).resolve().parents[2] / ".venv" / "bench-eventstudy"


class Data:
    """Returns and factors of invented days, and the days of the events; the same on every machine."""

    def __init__(self, tiny: bool) -> None:
        events, self.n = (40, 1_500) if tiny else (1_000, 6_000)
        rng = np.random.default_rng(20141111)
        self.labels = pd.bdate_range("2000-01-03", periods=self.n).strftime("%Y-%m-%d")
        self.x = rng.standard_normal((self.n, 3)) * 0.005
        self.y = self.x @ np.array([0.2, 0.8, 0.1]) + rng.standard_normal(self.n) * 0.008
        choice = np.arange(ESTIMATION + 50, self.n - 50)
        self.day0 = np.sort(rng.choice(choice, events, replace=False))
        self.returns = pd.DataFrame({SERIES: self.y}, index=self.labels)
        self.factors = pd.DataFrame(self.x, index=self.labels, columns=["dollar", "emerging", "oil"])
        self.events = [(SERIES, self.labels[i]) for i in self.day0]


def spec(*statistics: str) -> StudySpec:
    return StudySpec(
        model="factor",
        window=(BEFORE, AFTER),
        statistics=statistics,
        exclude_events=False,
        gap=GAP,
        estimation=ESTIMATION,
    )


def ours(tiny: bool, _: Path, *, only_car: bool = False, statistics: tuple[str, ...] = ("t", "sq")) -> Prepared:
    data = Data(tiny)

    def answer(result: object) -> Answer:
        rows = result.rows  # type: ignore[attr-defined]
        columns = ["car"] if only_car else ["car", "t_pvalue", "sq_pvalue"]
        return [float(value) for column in columns for value in rows[column]]

    return Prepared(work=lambda: run_study(data.returns, data.events, spec(*statistics), data.factors), answer=answer)


def plain(tiny: bool, _: Path) -> Prepared:
    from scipy.special import stdtr

    data = Data(tiny)
    y, x, day0 = data.y, data.x, data.day0

    def work() -> list[np.ndarray]:
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
        return [car, 2 * stdtr(df, -np.abs(t)), sq]

    return Prepared(work=work, answer=lambda found: [float(v) for part in found for v in part])  # type: ignore[attr-defined]


def peer(tiny: bool, _: Path) -> Prepared:
    """Runs inside the throw-away environment, where the program is imported from the checkout."""
    from eventstudy import Single, models  # type: ignore[import-not-found]

    data = Data(tiny)

    def work() -> list[float]:
        found = []
        for day in data.day0:
            first = day + BEFORE - GAP - ESTIMATION
            rows = slice(first, day + AFTER + 1)
            x = data.x[rows]
            returns = {"security_returns": data.y[rows], "RF": np.zeros(len(x))}
            event = Single(
                models.FamaFrench_3factor,
                returns | {"Mkt_RF": x[:, 0], "SMB": x[:, 1], "HML": x[:, 2]},
                event_window=(BEFORE, AFTER),
                estimation_size=ESTIMATION,
                buffer_size=GAP,
            )
            found.append(float(event.CAR[-1]))
        return found

    return Prepared(work=work, answer=list, repeatable=False)  # type: ignore[arg-type]


def peer_python() -> str:
    """The interpreter of the throw-away environment, made on first use; empty where it cannot be made."""
    python = PEER_ENVIRONMENT / "bin" / "python"
    if (PEER_ENVIRONMENT / "ready").exists():
        return str(python)
    try:
        venv.create(PEER_ENVIRONMENT, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--pre", PEER]
        subprocess.run(install, check=True, capture_output=True, timeout=600)
    except (OSError, subprocess.SubprocessError):
        return ""
    (PEER_ENVIRONMENT / "ready").touch()
    return str(python)


def census(tiny: bool, _: Path) -> Prepared:
    data = Data(tiny)
    return Prepared(work=lambda: daily_findings(data.returns, data.factors, SERIES, spec("t")))


STUDY = f"study: 1,000 events × {ESTIMATION} × {LENGTH}, t and sq"

BENCHES = (
    Bench(what=STUDY, ours=ours, against="plain vectorised numpy", theirs=plain, goal=1.5, rounds=9),
    Bench(
        what=STUDY,
        ours=partial(ours, only_car=True),
        against=f"PyPI {PEER}, event by event",
        theirs=peer,
        interpreter=peer_python,
        rounds=3,
    ),
    Bench(what="study: the same with the default test fhs", ours=partial(ours, statistics=("t", "sq", "fhs"))),
    Bench(what="every one of 6,000 days judged by itself", ours=census),
)

if __name__ == "__main__":
    child(BENCHES)
