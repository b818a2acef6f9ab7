"""What is for others and what is for oneself: the same rows from Python and from the command line, either way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import tracker as package
from tests.cli.barred_home import NAME, RATE, fill
from tests.conftest import Answer
from tracker.errors import NoDataError
from tracker.model.instants import format_instant

NOW = "2026-11-22T12:00Z"
SINCE, UNTIL = "2014-11-10", "2014-11-17"
DAYS = ("--since", SINCE, "--until", UNTIL)


@pytest.fixture(scope="module")
def home(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("both") / "home")))


def plain(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as JSON of the command line has them, but for digits that a float does not hold."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(name): _cell(cell) for name, cell in row.items()} for row in rows]


def ordered(rows: list[dict[str, object]], by: list[str]) -> list[dict[str, object]]:
    return sorted(rows, key=lambda row: [str(row[name]) for name in by])


def _cell(cell: object) -> object:
    if isinstance(cell, pd.Timestamp):
        return format_instant(cell.to_pydatetime()) if cell.tzinfo else f"{cell:%Y-%m-%d}"
    return cell or None


@pytest.mark.parametrize("public", [False, True], ids=["oneself", "others"])
def test_rows_and_credits_are_the_same(home: Path, tracker: Callable[..., Answer], public: bool) -> None:
    words = ("--home", str(home), "--offline", "--now", NOW, "export")
    more = (*DAYS, "--format", "json", *(("--public",) if public else ()))
    with package.connect(home, now=NOW) as store:
        frames = {
            "rates": store.rates("USD/RUB", SINCE, UNTIL, public=public),
            "events": store.events(SINCE, UNTIL, public_by=NOW, public=public),
            "list_changes": store.list_changes(SINCE, UNTIL, public=public),
            "windows": store.windows("USD/RUB@ecb", SINCE, UNTIL, public=public),
        }
    series = {"rates": ("--series", "USD/RUB"), "windows": ("--series", "USD/RUB@ecb")}
    told = {}
    for table, frame in frames.items():
        printed = json.loads(tracker(*words, table, *series.get(table, ()), *more).out)
        rows = [{name: cell or None for name, cell in row.items()} for row in printed["rows"]]
        by = printed["key"]
        assert ordered(plain(frame), by) == ordered(rows, by), table
        assert frame.attrs["credits"] == printed["credits"]
        told[table] = frame.to_csv()
    assert (RATE in told["rates"], NAME in told["events"], NAME in told["list_changes"]) == ((not public,) * 3)


@pytest.mark.parametrize("public", [False, True], ids=["oneself", "others"])
def test_reports_and_studies_are_the_same(home: Path, tracker: Callable[..., Answer], public: bool) -> None:
    words = ("--home", str(home), "--offline", "--now", NOW)
    more = ("--public",) if public else ()
    with package.connect(home, now=NOW) as store:
        report = store.report(week="2014-W46", public=public)
        assert report.render("json") == tracker(*words, "report", "--week", "2014-W46", "--format", "json", *more).out
        study = store.study(since=SINCE, until=UNTIL, public=public)
        printed = json.loads(tracker(*words, "study", *DAYS, "--format", "json", *more).out)
        assert json.loads(json.dumps(study.record()["rows"])) == printed["rows"]


def test_a_barred_series_is_refused_with_the_same_words(home: Path, tracker: Callable[..., Answer]) -> None:
    printed = tracker("--home", str(home), "--offline", "rates", "USD/RUB@yahoo.1d", "--public")
    with package.connect(home, now=NOW) as store:
        for ask in (store.rates, store.windows):
            with pytest.raises(NoDataError) as refused:
                ask("USD/RUB@yahoo.1d", public=True)
            assert refused.value.message in printed.err
            assert (printed.code, printed.out) == (refused.value.exit_code, "")


def test_without_a_word_of_others_the_answer_is_for_oneself(home: Path) -> None:
    with package.connect(home, now=NOW) as store:
        assert store.events().equals(store.events(public=False))
        assert NAME in store.events().to_csv()
        assert NAME not in store.events(public=True).to_csv()
        sources, pages = store.sources(), store.event_sources()
    assert set(sources["may_republish"]) == {True, False}  # the terms themselves are everybody's to read
    assert NAME not in pages.to_csv()
