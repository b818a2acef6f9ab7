"""The event study: 1,000 events, 250 observations to estimate from, windows of 21, three factors.

The plain program computes the same coefficients, abnormal returns, t and sample-quantile p-values with numpy alone and
keeps nothing else; asked for everything, also the default test of every window and the smallest effect it could find.
The package ``eventstudy`` from PyPI gets the same returns, event by event, through its own interface (its three-factor
model is the same regression); its standard errors follow another convention, so the cumulative abnormal returns are
compared. It is installed into a throw-away environment, never into the project's.
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
from tracker.analysis.blocks import Block
from tracker.analysis.column import column_of
from tracker.analysis.daily import daily_findings
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.pooled import Pool, date_statistics
from tracker.analysis.selection import Selection, covered, place
from tracker.analysis.statistic import statistics

ESTIMATION, GAP, BEFORE, AFTER = 250, 10, -10, 10
LENGTH = AFTER - BEFORE + 1
SERIES = "USD/RUB@ecb"
PEER = "eventstudy==0.1a12"
PEER_ENVIRONMENT = Path(__file__).resolve().parents[2] / ".venv" / "bench-eventstudy"


class Data:
    """Returns and factors of invented days, and the days of the events; the same on every machine."""

    def __init__(self, tiny: bool, events: int = 1_000) -> None:
        events, self.n = (min(events, 40), 1_500) if tiny else (events, 6_000)
        rng = np.random.default_rng(20141111)
        self.labels = pd.bdate_range("2000-01-03", periods=self.n).strftime("%Y-%m-%d")
        self.x = rng.standard_normal((self.n, 3)) * 0.005
        self.y = self.x @ np.array([0.2, 0.8, 0.1]) + rng.standard_normal(self.n) * 0.008
        choice = np.arange(ESTIMATION + 50, self.n - 50)
        self.day0 = np.sort(rng.choice(choice, events, replace=events > len(choice)))
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


COLUMNS = ("car", "t_pvalue", "sq_pvalue")
EVERY = (*COLUMNS, "fhs_pvalue", "fhs_pvalue_up", "fhs_pvalue_down", "mde")


def ours(
    tiny: bool,
    _: Path,
    *,
    columns: tuple[str, ...] = (),
    statistics: tuple[str, ...] = ("t", "sq"),
    events: int = 1_000,
) -> Prepared:
    data = Data(tiny, events)

    def answer(result: object) -> Answer:
        rows = result.rows  # type: ignore[attr-defined]
        return [value for column in columns for value in np.nan_to_num(rows[column].to_numpy(), nan=-1.0).tolist()]

    return Prepared(work=lambda: run_study(data.returns, data.events, spec(*statistics), data.factors), answer=answer)


def over_dates(tiny: bool, _: Path, *, key: str, dates: int = 20) -> Prepared:
    """A test over many dates alone, on a study already made: 20 dates, windows of one, about 6,000 days."""
    data = Data(tiny, dates)
    asked = StudySpec(model="mean", statistics=("fhs", key))
    column = column_of(data.returns, SERIES)
    placed = place(Selection.of(data.events), column, asked.window, uses_factors=False)
    evaluator = Evaluator.of(column, asked, excluded=covered(placed, len(column)))
    rows = np.flatnonzero(placed.because == "")
    block = Block.of(0, column, placed, rows, evaluator.judge(placed.start[rows], 1))
    pool = Pool(spec=asked, blocks=(block,), judges={0: evaluator})
    return Prepared(work=lambda: date_statistics()[key].evaluate(pool))


def plain(tiny: bool, _: Path, *, every: bool = False) -> Prepared:
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
        found = [car, 2 * stdtr(df, -np.abs(t)), sq]
        return found + plain_default(y, x, day0 + BEFORE) if every else found

    def answer(found: object) -> Answer:
        return [value for part in found for value in np.nan_to_num(part, nan=-1.0).tolist()]  # type: ignore[attr-defined]

    return Prepared(work=work, answer=answer)


def plain_default(y: np.ndarray, x: np.ndarray, starts: np.ndarray) -> list[np.ndarray]:
    """The default test written down once, for every window at once: p, up, down and the smallest effect."""
    n, skip = len(y), ESTIMATION + GAP
    ey, ex = (
        sliding_window_view(y, ESTIMATION)[: n - skip + 1],
        sliding_window_view(x, ESTIMATION, axis=0)[: n - skip + 1],
    )
    ey, ex = ey[: n - skip], np.swapaxes(ex[: n - skip], 1, 2)
    my, mx = ey.mean(axis=1), ex.mean(axis=1)
    cx = ex - mx[:, None, :]
    moments, products = np.swapaxes(cx, 1, 2) @ cx, np.einsum("mtk,mt->mk", cx, ey - my[:, None])
    slopes = np.linalg.solve(moments, products[:, :, None])[:, :, 0]
    u = y[skip:] - my + ((mx - x[skip:]) * slopes).sum(axis=1)
    variance, forecast = float((u[:60] ** 2).mean()), []
    for square in (u**2).tolist():
        forecast.append(variance)
        variance = 0.94 * variance + 0.06 * square
    sums, sigma = sliding_window_view(u, LENGTH).sum(axis=1), np.sqrt(np.array(forecast))
    z, log_sigma = sums / (np.sqrt(LENGTH) * sigma[: len(sums)]), np.log(sigma)
    at = starts - skip  # in days from the first abnormal return; reference windows begin at 60 and end before
    days = np.arange(60, len(sums))
    inside = (days <= at[:, None] - LENGTH) & (days > at[:, None] - LENGTH - 3_000)
    distance = np.where(inside, (log_sigma[days] - log_sigma[at][:, None]) ** 2, np.inf)
    width = np.full(len(at), 0.15)
    weights = np.exp(-0.5 * distance / width[:, None] ** 2)
    for _ in range(13):
        thin = weights.sum(axis=1) < 300
        width[thin] *= 1.25
        weights[thin] = np.exp(-0.5 * distance[thin] / width[thin, None] ** 2)
    total, ours, past = weights.sum(axis=1), z[at], z[days]
    two = (1 + (weights * (np.abs(past) >= np.abs(ours)[:, None])).sum(axis=1)) / (1 + total)
    up = (1 + (weights * (past >= ours[:, None])).sum(axis=1)) / (1 + total)
    down = (1 + (weights * (past <= ours[:, None])).sum(axis=1)) / (1 + total)
    by_size, by_z = np.argsort(np.abs(past)), np.argsort(past)
    ordered = weights[:, by_size]
    beyond = np.cumsum(ordered[:, ::-1], axis=1)[:, ::-1]
    marks = (1 + beyond <= 0.05 * (1 + total)[:, None]) & (ordered > 0)
    critical = np.where(marks.any(axis=1), np.abs(past)[by_size][marks.argmax(axis=1)], np.nan)
    reached = np.cumsum(weights[:, by_z], axis=1) / np.maximum(total, 1e-300)[:, None] + 1e-12
    low, high = (past[by_z][(reached >= share).argmax(axis=1)] for share in (0.2, 0.8))
    mde = np.sqrt(LENGTH) * sigma[at] * np.fmax(critical - low, critical + high)
    few = inside.sum(axis=1) < 100
    return [np.where(few, np.nan, one) for one in (two, up, down, mde)]


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
PLAIN = "plain vectorised numpy"
DEFAULTS = ("t", "sq", "fhs")

BENCHES = (
    Bench(what=STUDY, ours=partial(ours, columns=COLUMNS), against=PLAIN, theirs=plain, goal=1.5, rounds=9),
    Bench(
        what=STUDY,
        ours=partial(ours, columns=("car",)),
        against=f"PyPI {PEER}, event by event",
        theirs=peer,
        interpreter=peer_python,
        rounds=3,
    ),
    Bench(
        what="study: the same with the default test fhs",
        ours=partial(ours, columns=EVERY, statistics=DEFAULTS),
        against=PLAIN,
        theirs=partial(plain, every=True),
        goal=1.5,
    ),
    Bench(
        what="study: the same with every test of one window",
        ours=partial(ours, statistics=tuple(sorted(statistics()))),
    ),
    *(
        Bench(
            what=f"study: {events:,} events, t, sq and fhs",
            ours=partial(ours, columns=(), statistics=DEFAULTS, events=events),
        )
        for events in (100, 10_000)
    ),
    *(
        Bench(what=f"{key}: 20 dates on 6,000 days, alone (goal: 100 ms)", ours=partial(over_dates, key=key))
        for key in sorted(date_statistics())
    ),
    Bench(what="every one of 6,000 days judged by itself", ours=census),
)

if __name__ == "__main__":
    child(BENCHES)
