"""A grid of studies: the same bytes wherever it is worked, each failure in its own place, files whole or not at all."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudySpec, run_study
from tracker.analysis.grid import Grid, SeriesData, chunks, count_chunks, grid_of, run_chunk
from tracker.analysis.grid_run import GridResult, run_grid
from tracker.analysis.placebo import Placebo, pvalue_of
from tracker.errors import ConfigError, UsageError
from tracker.services.executors import place
from tracker.services.grid_words import GridAnswer
from tracker.services.study_grids import Ready, read_asked

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = pd.bdate_range("2015-01-01", periods=900).strftime("%Y-%m-%d")


def series(name: str, seed: int, jump: int | None = None) -> SeriesData:
    moves = np.random.default_rng(seed).standard_t(5, len(DAYS)) * 0.01
    if jump is not None:
        moves[jump] = 0.12
    return SeriesData(returns=pd.DataFrame({name: moves}, index=DAYS))


@pytest.fixture(scope="module")
def grid() -> Grid:
    data = {"a": series("a", 1, jump=700), "b": series("b", 2)}
    events = {
        ("a", "jump"): [("a", DAYS[700])],
        ("a", "five"): [("a", DAYS[i]) for i in (620, 650, 651, 800, 880)],
        ("b", "five"): [("b", DAYS[i]) for i in (620, 650, 651, 800, 880)],
        ("b", "none"): "none of these events met a rate",
    }
    specs = [
        StudySpec(model=m, window=w, statistics=("t", "fhs")) for m in ("mean", "factor") for w in ((0, 0), (-1, 1))
    ]
    return grid_of(data, events, specs, draws=499, seed=7, placebo="fhs")


@pytest.fixture(scope="module")
def serial(grid: Grid) -> GridResult:
    return run_grid(grid)


def same(one: GridResult, other: GridResult) -> None:
    for name in ("rows", "aggregate", "draws"):
        left, right = getattr(one, name), getattr(other, name)
        pd.testing.assert_frame_equal(left, right, check_exact=True)
        floats = left.select_dtypes("float").columns
        assert left[floats].to_numpy().tobytes() == right[floats].to_numpy().tobytes()


def test_the_order_in_which_pieces_finish_changes_nothing(grid: Grid, serial: GridResult) -> None:
    pieces = list(chunks(grid, parts=2, draws=250))
    worked = {piece.number: run_chunk(piece) for piece in reversed(pieces)}
    assert len(pieces) == count_chunks(grid, parts=2, draws=250)
    from tracker.analysis.grid_run import _frames

    same(serial, _frames(grid, (one for number in sorted(worked) for one in worked[number])))


def test_no_more_is_handed_out_than_allowed(grid: Grid, serial: GridResult) -> None:
    handed: list[int] = []

    class Counting(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future = super().submit(fn, *args, **kwargs)
            handed.append(1)
            return future

    told: list[tuple[int, int]] = []
    with Counting(2) as pool:
        found = run_grid(grid, pool, in_flight=3, parts=1, told=lambda done, total: told.append((done, total)))
        total = count_chunks(grid, parts=1)
        assert len(handed) == total
        assert told[-1] == (total, total)
    same(serial, found)


def test_an_interruption_takes_back_what_nobody_began(grid: Grid) -> None:
    class Stuck(Executor):
        def __init__(self) -> None:
            self.futures: list[Future[Any]] = []

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            self.futures.append(future)
            if len(self.futures) == 3:
                self.futures[0].set_exception(KeyboardInterrupt())
            return future

    stuck = Stuck()
    with pytest.raises(KeyboardInterrupt):
        run_grid(grid, stuck, in_flight=3, parts=1)
    assert [future.cancelled() for future in stuck.futures] == [False, True, True]


def test_a_process_pool_gives_the_same_bytes(grid: Grid, serial: GridResult) -> None:
    with place(2) as there:
        assert there.executor is not None
        same(serial, run_grid(grid, there.executor, in_flight=4, parts=3))


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, root: Path) -> Iterator[str]:
    """A real cluster on loopback: a scheduler, and a worker in a process of its own."""
    import dask
    from distributed import LocalCluster

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]))
    settings = {"temporary-directory": str(tmp_path), "distributed.worker.daemon": True}
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=1,
            threads_per_worker=2,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        ) as cluster,
    ):
        yield cluster.scheduler_address


@pytest.mark.watches_processes
def test_a_dask_cluster_gives_the_same_bytes(grid: Grid, serial: GridResult, scheduler: str) -> None:
    with place(None, scheduler) as there:
        assert there.workers == 2
        assert there.executor is not None
        same(serial, run_grid(grid, there.executor, in_flight=2 * there.workers, parts=3))


def test_a_cluster_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="two places"), place(2, "tcp://127.0.0.1:1"):
        pass
    with pytest.raises(ConfigError, match="No Dask scheduler answers at nonsense"), place(None, "nonsense"):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match="distributed, which is not installed") as told, place(None, "tcp://x:1"):
        pass
    assert "sanctions-pressure-tracker[cluster]" in told.value.remedy


def test_a_cell_is_the_study_itself(grid: Grid, serial: GridResult) -> None:
    cell = grid.cells[0]
    alone = run_study(grid.data["a"].returns, grid.events["a", "jump"], cell.spec)
    rows = serial.rows[serial.rows["cell"] == 0]
    assert rows["car"].to_list() == alone.rows["car"].to_list()
    assert rows["fhs_pvalue"].to_list() == alone.rows["fhs_pvalue"].to_list()


def test_what_fails_says_why_and_spoils_nothing_else(serial: GridResult) -> None:
    means = (
        serial.aggregate[serial.aggregate["statistic"] == "caar"].set_index(["series", "events", "model"]).sort_index()
    )
    assert set(means.loc[("b", "none"), "because"]) == {"none of these events met a rate"}
    assert means.loc[("a", "jump", "factor"), "because"].str.contains("needs factor returns").all()
    assert means.loc[("a", "jump", "mean"), "n_events"].tolist() == [1, 1]
    unknown = serial.aggregate["pvalue"].isna()
    assert (serial.aggregate.loc[unknown, "because"] != "").all()
    assert (serial.rows.loc[serial.rows["pvalue"].isna(), "because"] != "").all()


def test_draws_of_a_cell_depend_on_its_number_alone(grid: Grid, serial: GridResult) -> None:
    cell = grid.cells[4]
    rng = np.random.default_rng(np.random.SeedSequence(7, spawn_key=(4,)))
    found = Placebo.of(grid.data["a"].returns, grid.events["a", "five"], cell.spec, statistic="fhs")
    drawn = serial.draws[serial.draws["cell"] == 4]
    assert drawn["shift"].to_list() == found.shifts(rng, 499).tolist()
    placebo = serial.aggregate.query("cell == 4 and statistic == 'placebo_fhs'").iloc[0]
    assert placebo["pvalue"] == pvalue_of(placebo["stat"], drawn["value"].to_numpy())


def test_the_placebo_counts_its_own_windows() -> None:
    """Windows before the first day that can be judged leave the mean that draws are compared with, and are counted."""
    data, spec = series("b", 2), StudySpec(model="mean", statistics=("t", "fhs"))
    early = next(i for i in range(len(DAYS)) if _studied_alone(data, i, spec))
    places = (early, 700, 700, 800)
    events = [("b", DAYS[i]) for i in places]
    found = run_grid(grid_of({"b": data}, {("b", "x"): events}, [spec], draws=99, placebo="fhs"))
    mean, placebo = found.aggregate.query("statistic in ('caar', 'placebo_fhs')").to_dict("records")
    assert (mean["n_events"], mean["n_windows"], mean["n_left_out"]) == (4, 3, 0)
    assert (placebo["n_events"], placebo["n_windows"], placebo["n_left_out"]) == (3, 2, 1)
    fhs = found.rows.query("label != @DAYS[@early]").drop_duplicates("label")["fhs_stat"]
    assert placebo["stat"] == pytest.approx(fhs.mean())


def _studied_alone(data: SeriesData, place: int, spec: StudySpec) -> bool:
    rows = run_study(data.returns, [("b", DAYS[place])], spec).rows
    return bool(np.isfinite(rows["car"].iloc[0]))


def table(*specs: StudySpec, draws: int = 0) -> list[str]:
    """The lines of a grid of these choices."""
    data = {"b": series("b", 2)}
    events = {("b", "x"): [("b", DAYS[i]) for i in (620, 700)]}
    made = grid_of(data, events, specs, draws=draws)
    return list(GridAnswer(ready=Ready(grid=made, hashes={}), result=run_grid(made), now=NOW).lines())


def test_rows_of_different_choices_look_different() -> None:
    t = {"statistics": ("t",)}
    lines = table(
        *(StudySpec(gap=gap, exclude_events=apart, **t) for gap in (5, 10) for apart in (True, False)),
        StudySpec(estimation=100_000, window=(-100, 100), model="comparison", **t),
    )
    head, *rows = (re.split(r" {2,}", line.strip()) for line in lines[2:8])
    assert head[:8] == ["series", "events", "model", "window", "from", "gap", "apart", "windows"]
    assert [row[6:8] for row in rows] == [["5", "yes"], ["5", "no"], ["10", "yes"], ["10", "no"], ["10", "yes"]]
    assert rows[-1][3:6] == ["comparison", "-100,100", "100000"]
    assert "– not studied (4): 100000 ordinary observations are needed" in " ".join(lines)
    assert "gap" not in table(StudySpec(**t))[2]


def test_a_placebo_p_is_said_to_be_what_it_is() -> None:
    few = " ".join(table(StudySpec(statistics=("t",)), StudySpec(gap=5, statistics=("t",)), draws=9))
    assert "(1 + k) / (1 + n)" in few
    assert "no placebo p can be below 0.100" in few
    assert "by chance" not in few
    enough = " ".join(table(StudySpec(statistics=("t",)), StudySpec(gap=5, statistics=("t",)), draws=19))
    assert "of so many 0.1 are at most 0.05 by chance" in enough
    assert "no placebo p" not in enough


@pytest.mark.thorough
def test_a_table_says_what_a_placebo_leaves_out() -> None:
    data, spec = series("b", 2), StudySpec(statistics=("t", "fhs"))
    early = next(i for i in range(len(DAYS)) if _studied_alone(data, i, spec))
    made = grid_of({"b": data}, {("b", "x"): [("b", DAYS[i]) for i in (early, 700)]}, [spec], draws=19, placebo="fhs")
    lines = GridAnswer(ready=Ready(grid=made, hashes={}), result=run_grid(made), now=NOW).lines()
    assert "The placebo of 0 leaves out 1 of 2 windows" in " ".join(lines)
    none = table(spec, StudySpec(estimation=100_000, statistics=("t", "fhs")), draws=19)
    assert not any("leaves out" in line for line in none)


@pytest.mark.parametrize("draws", ["1000001", "99999999999999999999"])
def test_too_many_draws_are_refused(tracker: Callable[..., Any], ready_home: Path, draws: str) -> None:
    answer = tracker("study", "rhodes-beijing", "--grid", "gap=5,10", "--draws", draws, "--offline")
    assert (answer.code, answer.out) == (2, "")
    assert "at most 1,000,000" in answer.err


def test_a_shifted_date_is_studied_as_if_the_event_were_there(grid: Grid) -> None:
    """A draw is the mean of what a study of the shifted dates finds, the events' own windows left out of estimation."""
    data, spec = grid.data["b"], StudySpec(model="mean", statistics=("t",), exclude_events=False)
    places = [620, 700, 820]
    found = Placebo.of(data.returns, [("b", DAYS[i]) for i in places], spec)
    for shift in (1, 37):
        there = [("b", DAYS[i + shift]) for i in places]
        study = run_study(data.returns, there, spec)
        assert found.values(np.array([shift]))[0] == pytest.approx(study.rows["car"].mean(), abs=1e-15)


def test_dates_at_random_are_marked_about_as_often_as_they_should(grid: Grid) -> None:
    """On dates chosen without looking, p ≤ 0.2 in about a fifth of the studies."""
    data, rng = grid.data["b"], np.random.default_rng(3)
    spec = StudySpec(model="mean", statistics=("t",), estimation=120, exclude_events=False)
    marked = 0
    for _ in range(100):
        chosen = rng.choice(np.arange(200, 900), size=4, replace=False)
        found = Placebo.of(data.returns, [("b", DAYS[i]) for i in chosen], spec)
        marked += pvalue_of(found.observed, found.values(found.shifts(rng, 199))) <= 0.2
    assert 8 <= marked <= 32  # three standard deviations around 20


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing to vary"),
        ("model", "no axis"),
        ("colour=red", "cannot vary 'colour'"),
        ("window=0,x", "no window"),
        ("estimation=12.5", "no estimation"),
        ("model=mean;model=factor", "twice"),
        ("nothing.toml", "cannot be read"),
        ("model=mean,mean", "a value of model twice"),
        ("window=0,0|-1,1|0,0", "a value of window twice"),
        ("estimation=120,0120", "a value of estimation twice"),
        ("series=USD/RUB@ecb,USD/RUB@ecb", "a value of series twice"),
    ],
)
def test_a_grid_that_cannot_be_read_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_asked(text)


def test_both_ways_to_ask_are_one(tmp_path: Path) -> None:
    file = tmp_path / "grid.toml"
    file.write_text(
        'series = ["USD/RUB@ecb"]\n[spec]\nmodel = ["mean", "factor"]\nwindow = [[0, 0], [-1, 1]]\ngap = 5\n',
        encoding="utf-8",
    )
    line = read_asked("series=USD/RUB@ecb; model=mean,factor; window=0,0|-1,1; gap=5")
    assert read_asked(str(file)) == line


def test_the_file_that_readers_are_shown_can_be_read(root: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (block,) = (one for one in blocks if "refusals" in one)
    (tmp_path / "grid.toml").write_text(block, encoding="utf-8")
    found = read_asked(str(tmp_path / "grid.toml"))
    assert [one.name for one in found.events] == ["refusals of 2014", "two statements"]
    assert len(found.axes["window"]) * len(found.axes["model"]) * len(found.series) == 8


def test_workers_of_a_grid_that_is_given_up_are_ended() -> None:
    before = set(multiprocessing.active_children())

    def give_up() -> None:
        with place(2) as there:
            assert there.executor is not None
            there.executor.submit(time.sleep, 600)
            there.executor.submit(time.sleep, 600)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert set(multiprocessing.active_children()) <= before


def test_a_grid_as_typed_goes_to_parquet_with_what_made_it(tracker: Callable[..., Any], ready_home: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    Path("grid.toml").write_text(
        'draws = 49\nseed = 5\nstatistics = ["t"]\n[spec]\nmodel = ["mean", "factor"]\n'
        '[[events]]\nname = "two"\nids = ["merkel-no-new-sanctions", "rhodes-beijing"]\n'
        '[[events]]\nname = "nobody"\nissuers = ["nobody of that name"]\n',
        encoding="utf-8",
    )
    answer = tracker("study", "--grid", "grid.toml", "-o", "out.parquet", "--offline", "--workers", "1")
    assert answer.code == 0, answer.err
    assert "4 studies at USD/RUB@ecb" in answer.out
    assert "No event is selected" in answer.out
    rows, means = pq.read_table("out.parquet"), pq.read_table("out.aggregate.parquet").to_pandas()
    assert rows.num_rows == 4
    assert set(means["statistic"]) >= {"caar", "placebo_t"}
    assert pq.read_table("out.draws.parquet").num_rows == 98
    told = json.loads(rows.schema.metadata[b"sanctions-pressure-tracker"])
    beside = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert {name: beside[name] for name in told} == told
    assert told["seed"] == 5
    assert len(told["data_sha256"]["USD/RUB@ecb"]["returns"]) == 64
    assert told["cells"][1]["spec"]["model"] == "factor"
    assert sorted(path.name for path in Path().iterdir()) == [
        "grid.toml",
        "out.aggregate.parquet",
        "out.draws.parquet",
        "out.json",
        "out.parquet",
    ]


@pytest.mark.parametrize("words", [("--draws", "9"), ("--workers", "2"), ("--scheduler", "tcp://x"), ("--seed", "1")])
def test_what_belongs_to_a_grid_needs_one(tracker: Callable[..., Any], words: tuple[str, ...]) -> None:
    answer = tracker("study", *words, "--offline")
    assert answer.code == 2
    assert "--grid" in answer.err


def test_an_interrupted_grid_leaves_nothing(
    tracker: Callable[..., Any], ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow.parquet as pq

    real, written = pq.write_table, []

    def second_fails(table: Any, where: Any, **kwargs: Any) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(where)
        real(table, where, **kwargs)

    monkeypatch.setattr(pq, "write_table", second_fails)
    words = ("study", "rhodes-beijing", "--grid", "gap=5,10", "-o", "out.parquet", "--offline")
    assert tracker(*words).code == 130
    assert list(Path().iterdir()) == []
