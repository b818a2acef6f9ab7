"""The store from Python: the same answers as the command line, as tidy frames, and nothing written."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import tracker as package
from tests.databases import NewDatabase
from tests.reports.test_hostile_text import HOSTILE, assert_printable
from tests.reports.test_letter_words import Page
from tracker.config import load
from tracker.errors import DatabaseError, OutdatedDatabaseError, UsageError
from tracker.model.tidy import KINDS
from tracker.services.context import open_context
from tracker.services.data_frames import DTYPES
from tracker.store.unit_of_work import UnitOfWork

NOW = "2026-11-22T12:00Z"


@pytest.fixture(scope="module")
def home(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("api") / "home"))


@pytest.fixture
def store(home: Path) -> Iterator[package.Store]:
    with package.connect(home, now=NOW) as opened:
        yield opened


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, tracker; print(sorted({'tracker', 'tracker.api', 'pandas', 'sqlalchemy'} & sys.modules.keys()))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert answer.stdout.strip() == "['tracker']"


def test_rates_are_tidy_and_their_instants_aware(store: package.Store) -> None:
    rates = store.rates("USD/RUB@ecb", since="2014-11-10", until="2014-11-15")
    assert list(rates["label"]) == [f"2014-11-{day}" for day in range(10, 15)]
    assert rates.loc[1, "value"] == pytest.approx(46.673374)
    assert rates.loc[1, "made_to"] == datetime(2014, 11, 11, 13, 10, tzinfo=UTC)
    assert str(rates["made_to"].dtype) == "datetime64[us, UTC]"
    assert rates.attrs["credits"] == ["Source: European Central Bank, euro foreign exchange reference rates."]
    assert rates.attrs["key"] == ["series", "label"]
    assert rates.attrs["units"]["value"] == "quote units per base unit"
    assert set(rates.attrs["columns"]) == set(rates.columns)
    instants = store.rates("USD/RUB@ecb", since="2014-11-10T13:10Z", until=datetime(2014, 11, 11, 13, 10, tzinfo=UTC))
    assert list(instants["label"]) == ["2014-11-10"]
    for since in (date(2014, 11, 14), pd.Timestamp("2014-11-14"), pd.Timestamp("2014-11-14", tz="UTC")):
        assert list(store.rates("USD/RUB@ecb", since=since, until="2014-11-15")["label"]) == ["2014-11-14"]


def test_columns_and_dtypes_are_the_same_whatever_is_found(store: package.Store) -> None:
    some, none = store.windows(week="2014-W46"), store.windows(since="1990-01-01", until="1990-02-01")
    assert len(none) == 0 < len(some)
    assert dict(some.dtypes.astype(str)) == dict(none.dtypes.astype(str))
    assert set(some.dtypes.astype(str)) <= set(DTYPES.values())
    assert DTYPES.keys() == KINDS.keys()


def test_windows_are_those_of_the_report_of_their_week(store: package.Store) -> None:
    """A fixing is judged by its own past: in a year of windows as in the report of a week."""
    year = store.windows("USD/RUB@ecb", since="2014-06-01", until="2015-01-01").set_index("label")
    report = store.report(week="2014-W46")
    week = report.windows().set_index("label")
    pd.testing.assert_frame_equal(year.loc[week.index], week, check_exact=False, rtol=1e-12)
    assert report.headline.startswith("The rouble lost 2.5 % against the dollar")
    assert report.series == "USD/RUB@ecb"
    assert report.period == "2014-W46"
    assert report.warnings == ()
    assert "2014-11-11-rhodes-beijing" in week.loc["2014-11-11", "certain"].split()
    assert set(report.alignments()["verdict"].dropna()) == {"cannot tell"}
    assert list(report.rates()["label"])[-1] == "2014-11-14"
    assert len(report.list_changes()) == 0


def test_the_command_line_says_the_same(
    store: package.Store, home: Path, tracker: Callable[..., Any], tmp_path: Path
) -> None:
    words = ("--home", str(home), "--offline", "--now", NOW)
    report = store.report(week="2014-W46")
    assert report.render("text") == tracker(*words, "report", "--week", "2014-W46").out
    path = report.save(tmp_path / "week.csv")
    assert path.read_text("utf-8") == tracker(*words, "report", "--week", "2014-W46", "--format", "csv").out
    listed = json.loads(tracker(*words, "events", "list", "--text", "merkel", "--format", "json").out)
    assert [one["id"] for one in listed["events"]] == list(store.events(text="merkel")["id"])
    ids = ("2014-11-11-merkel-no-new-sanctions", "2014-11-11-rhodes-beijing")
    study = store.study(*ids)
    printed = json.loads(tracker(*words, "study", *ids, "--format", "json").out)
    assert study.record()["rows"] == printed["rows"]
    assert list(study.to_frame()["verdict"]) == [row["verdict"] for row in printed["rows"]]
    aligned = json.loads(tracker(*words, "align", ids[0], "--format", "json").out)["alignments"]
    assert list(store.alignments(ids[0])["earliest"]) == [one["earliest"]["label"] for one in aligned]


def test_events_are_selected_as_on_the_command_line(store: package.Store) -> None:
    found = store.events(week="2014-W46", kind="statement", jurisdiction=["us", "EU"])
    assert len(found) > 1
    assert set(found["jurisdiction"]) <= {"US", "EU"}
    assert (found["latest_utc"] >= found["earliest_utc"]).all()
    pages = store.event_sources("merkel-no-new-sanctions")
    assert set(pages["event_id"]) == {"2014-11-11-merkel-no-new-sanctions"}
    hidden = store.events(since="2014-11-11", until="2014-11-12", public_by="2014-11-11T12:00Z")
    assert "2014-11-11-merkel-no-new-sanctions" not in set(hidden["id"])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda store: store.events(kind="designations"), "There is no kind"),
        (lambda store: store.events(status="waiting"), "There is no status"),
        (lambda store: store.rates(since="yesterday"), "not a day"),
        (lambda store: store.rates(since="2014-11-10T12:00"), "no time zone"),
        (lambda store: store.rates(since=datetime(2014, 11, 10, 12)), "no time zone"),  # noqa: DTZ001 - the mistake
        (lambda store: store.rates(since="2014-11-12", until="2014-11-10"), "reversed"),
        (lambda store: store.windows(week="2014-W46", since="2014-11-10"), "periods of their own"),
        (lambda store: store.report(week="2014-W46", day="2014-11-11"), "different periods"),
        (lambda store: store.report(week="2014-W46").render("docx"), "There is no format"),
        (lambda store: store.rates("roubles"), "not a series"),
    ],
)
def test_what_cannot_be_understood_is_a_usage_error(
    store: package.Store, asked: Callable[[package.Store], object], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        asked(store)


def test_the_rest_answers_too(store: package.Store) -> None:
    sources = store.sources().set_index("key")
    assert bool(sources.loc["ecb", "may_republish"])
    assert not bool(sources.loc["yahoo", "may_republish"])
    assert "Bank of Russia" in " ".join(store.calendar("2027-01-01", "2027-12-31")["title"])
    assert list(store.list_changes().columns)[:3] == ["list", "change", "entry_id"]
    assert repr(store).startswith("<tracker.Store ")
    assert repr(store.report(day="2014-11-11")) == "<tracker.Report 2014-11-11, USD/RUB@ecb>"


def test_the_calendar_is_asked_by_days_and_takes_no_instant_for_another_day(store: package.Store) -> None:
    assert set(store.calendar("2027-01-01", "2027-02-01")["date"].astype(str)) <= {
        f"2027-01-{d:02}" for d in range(1, 32)
    }
    for wrong in ({"since": "2027-01-01T00:00Z"}, {"until": datetime(2027, 1, 1, tzinfo=UTC)}):
        with pytest.raises(UsageError, match="is an instant"):
            store.calendar(**wrong)
    with pytest.raises(UsageError, match="ends before it begins"):
        store.calendar("2027-02-01", "2027-01-01")


def test_the_file_of_a_place_is_in_it_whatever_it_is_called(
    home: Path, tmp_path: Path, tracker: Callable[..., Any]
) -> None:
    place = Path(shutil.copytree(home, tmp_path / "what? 50%25 #1 & ü"))
    for named in (place, place / "tracker.sqlite3"):
        with package.connect(named, now=NOW) as opened:
            assert len(opened.events()) > 0
    words = ("--home", str(place), "--offline")
    columns = {"title": "Mine", "kind": "statement", "issuer": "Me", "jurisdiction": "INT", "zone": "UTC"}
    given = [word for name, text in columns.items() for word in ("--column", f"{name}={text}")]
    added = tracker(*words, "events", "add", "--column", "date=2026-11-20", *given)
    assert added.code == 0, added.err
    with package.connect(place, now=NOW) as opened:
        assert "Mine" in set(opened.events()["title"])
    assert {one.name for one in tmp_path.iterdir()} & {"what", "what?"} == set()
    with package.connect(str(place / "tracker.sqlite3"), now=NOW) as opened:
        assert str(place) in repr(opened)


def test_a_notebook_shows_reports_and_studies(store: package.Store) -> None:
    for shown in (store.report(week="2014-W46"), store.study("rhodes-beijing")):
        bundle = shown._repr_mimebundle_()
        assert bundle["text/plain"] == str(shown)
        page = Page(bundle["text/html"])
        assert page.open == []
        assert "cannot tell" in page.text


def test_hostile_events_are_harmless_in_a_notebook(home: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(home, tmp_path / "hostile"))
    context = open_context(load({"TRACKER_HOME": str(copy), "TRACKER_OFFLINE": "true"}, cwd=copy))
    with UnitOfWork(context.engine, write=True) as work:
        known = {event.id: event for event in work.events.shipped()}
        like = known["2014-11-11-rhodes-beijing"]
        work.events.add_candidates(
            [
                dataclasses.replace(like, id=f"2014-11-11-hostile-{name}", title=text, issuer=text, status="accepted")
                for name, text in HOSTILE.items()
                if name != "surrogate"
            ],
            recorded_at=datetime(2026, 11, 20, tzinfo=UTC),
        )
        work.commit()
    context.engine.dispose()
    with package.connect(copy, now=NOW) as store:
        events = store.events(since="2014-11-11", until="2014-11-12", status=())
        assert len(events[events["id"].str.contains("hostile")]) == len(HOSTILE) - 1
        for column in ("title", "issuer"):
            assert_printable("".join(events[column].dropna()))
        study = store.study(*events["id"][events["id"].str.contains("hostile")][:2])
        assert "<script" not in study._repr_html_()


def test_a_database_that_cannot_be_read_says_which_command_helps(tmp_path: Path, home: Path) -> None:
    with pytest.raises(DatabaseError, match="There is no database of the tracker"):
        package.connect(tmp_path / "none")
    assert list(tmp_path.glob("none*")) == []
    copy = Path(shutil.copytree(home, tmp_path / "older"))
    context = open_context(load({"TRACKER_HOME": str(copy), "TRACKER_OFFLINE": "true"}, cwd=copy))
    with UnitOfWork(context.engine, write=True) as work:
        events = work.events.shipped()[:-1]
        work.events.sync_shipped(events, ledger_version="0ld", recorded_at=datetime(2026, 11, 21, tzinfo=UTC))
        work.commit()
    context.engine.dispose()
    with pytest.raises(OutdatedDatabaseError, match=r"version 0ld of the ledger.*tracker status"):
        package.connect(copy / "tracker.sqlite3")


@pytest.mark.postgresql
def test_postgresql_answers_the_same(
    store: package.Store, new_postgresql: NewDatabase, prepared_template: str, home: Path
) -> None:
    with package.connect(new_postgresql(prepared_template), now=NOW) as other:
        for asked in (
            lambda one: one.rates("USD/RUB@ecb", since="2014-11-01", until="2014-12-01"),
            lambda one: one.windows(week="2014-W46"),
            lambda one: one.events(week="2014-W46"),
        ):
            pd.testing.assert_frame_equal(asked(other), asked(store))


def test_a_closed_store_answers_nothing(home: Path) -> None:
    with package.connect(home, now=NOW) as opened:
        assert len(opened.rates("USD/RUB@ecb", "2014-11-10", "2014-11-17"))
    with pytest.raises(UsageError, match="closed"):
        opened.rates("USD/RUB@ecb", "2014-11-10", "2014-11-17")
    opened.close()
    assert "read-only" in repr(opened)


@pytest.mark.parametrize("named", [{"week": 3}, {"day": 20141112}])
def test_a_week_or_a_day_that_is_no_text_is_refused(store: package.Store, named: dict[str, Any]) -> None:
    for asked in (store.windows, store.report, store.events):
        with pytest.raises(UsageError, match="is no text"):
            asked(**named)
