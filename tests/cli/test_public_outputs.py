"""What others read holds no number that may not be republished, says what is left out, and gives credit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tracker import connect
from tracker.config import load
from tracker.errors import NoDataError
from tracker.model.announcement import ListChange, ListEntry
from tracker.model.observation import Quote
from tracker.services.context import open_context
from tracker.services.rights import UNDECLARED
from tracker.sources.catalog import sources
from tracker.store.unit_of_work import UnitOfWork

MARKER = "46.9137"
CREDIT = "Source: European Central Bank, euro foreign exchange reference rates."
LEFT_OUT = "The rates of Yahoo are left out: their terms do not allow republishing."
NAME, OPEN_NAME = "Zarya Trading House", "Allowed Shipping"
FREE, SHUT = "us_ofac_sdn", ("ch_seco", "opensanctions", "un_sc")
NAMES_LEFT_OUT = (
    "Any changes of the list “SECO list” are left out: the publisher states no licence.",
    "Any changes of the list “UN Security Council list” are left out: the United Nations' terms allow personal,",
)
ASKED = {
    "report": ("report", "--week", "2014-W46"),
    "explain": ("explain", "2014-W46"),
    "study": ("study", "merkel-no-new-sanctions"),
    "export": ("export", "rates", "--series", "USD/RUB"),
    "rates show": ("rates", "USD/RUB", "--week", "2014-W46"),
    "rates compare": ("rates", "compare", "USD/RUB", "--week", "2014-W46"),
}
FORMS = {
    "report": ("text", "markdown", "json"),
    "export": ("csv", "json"),
    "explain": ("text", "markdown", "json"),
    "study": ("text", "json", "csv"),
    "rates show": ("table", "json", "csv"),
    "rates compare": ("table", "json", "csv"),
}


@pytest.fixture
def yahoo_home(ready_home: Path) -> Path:
    """A home in which every quote of Yahoo is one number that stands nowhere else."""
    hours = [datetime(2014, 11, 3, 8, tzinfo=UTC) + timedelta(hours=number) for number in range(14 * 24)]
    labels = {
        "USD/RUB@yahoo.1h": [f"{hour:%Y-%m-%dT%H:%M:%SZ}" for hour in hours],
        "USD/RUB@yahoo.1d": sorted({f"{hour:%Y-%m-%d}" for hour in hours if hour.weekday() < 5}),
    }
    quotes = [Quote(series=key, label=label, value=Decimal(MARKER)) for key, found in labels.items() for label in found]
    context = open_context(load({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, cwd=ready_home))
    with UnitOfWork(context.engine, write=True) as unit:
        unit.observations.add(quotes, vintage=datetime(2026, 11, 22, tzinfo=UTC), sha256=None)
        put_on_lists(unit)
        unit.commit()
    context.engine.dispose()
    return ready_home


def put_on_lists(unit: UnitOfWork) -> None:
    """A party new in the second of two copies of each list: of one that may be told, and of some that may not be."""
    first, second = (datetime(2014, 11, day, 6, tzinfo=UTC) for day in (10, 13))
    for key, name in {FREE: OPEN_NAME, **dict.fromkeys(SHUT, NAME)}.items():
        old = ListEntry(
            list_key=key, entry_id="1", name="Party 1", entity_type="entity", programmes=("UKRAINE-EO13661",)
        )
        new = replace(old, entry_id="2", name=name)
        added = ListChange(list_key=key, change="designation", entry=new, from_snapshot_at=first, to_snapshot_at=second)
        unit.lists.record(key, [old], snapshot_at=first, sha256=None)
        unit.lists.record(key, [old, new], snapshot_at=second, sha256=None)
        unit.lists.add_changes([added])


def squeezed(text: str) -> str:
    return " ".join(text.replace("\\", "").split())


@pytest.mark.parametrize("command", sorted(ASKED))
def test_no_public_output_holds_a_number_of_a_source_that_forbids_it(
    command: str, tracker: Callable[..., Any], yahoo_home: Path
) -> None:
    for form in FORMS[command]:
        answer = tracker("--offline", *ASKED[command], "--public", "--format", form)
        assert answer.code in {0, 4}, answer.err
        both = squeezed(answer.out + answer.err)
        assert MARKER not in both
        assert NAME not in both
        assert MARKER.rstrip("7") not in both  # nor rounded
        assert LEFT_OUT in both, (command, form)
        assert CREDIT in both, (command, form)
        if form == "json":
            document = json.loads(answer.out)
            assert LEFT_OUT in [one["message"] for one in document["warnings"] if one["code"] == "left_out"]
            assert document["credits"] == [CREDIT]


def test_the_marker_is_there_for_those_who_run_the_program(tracker: Callable[..., Any], yahoo_home: Path) -> None:
    for command in ("rates compare", "report"):
        answer = tracker("--offline", *ASKED[command], "--format", "json")
        assert MARKER in answer.out, command
    yahoo = "Indicative quotes: Yahoo Finance."
    found = json.loads(answer.out)  # of the report
    assert set(found["credits"]) == {CREDIT, yahoo}
    for form in ("text", "markdown"):
        told = squeezed(tracker("--offline", *ASKED["report"], "--format", form).out)
        assert CREDIT in told
        assert yahoo in told


def test_no_public_report_or_export_holds_a_name_of_a_list_that_forbids_it(
    tracker: Callable[..., Any], yahoo_home: Path
) -> None:
    def told(form: str, *more: str) -> str:
        if form != "xlsx":
            return unescape(squeezed(tracker("--offline", *ASKED["report"], "--format", form, *more).out))
        assert tracker("--offline", *ASKED["report"], "-o", "week.xlsx", *more).code == 0
        return str([row for sheet in load_workbook("week.xlsx") for row in sheet.iter_rows(values_only=True)])

    for form in ("text", "html", "json", "xlsx"):
        public = told(form, "--public")
        assert OPEN_NAME in public, form
        assert NAME not in public, form
        if form != "xlsx":
            assert all(said in public for said in NAMES_LEFT_OUT), form
    whole = told("json")
    assert whole.count(NAME) == len(SHUT)
    assert "Any changes of" not in whole
    asked = ("--offline", "export", "list_changes", "--since", "2014-11-10", "--until", "2014-11-17")
    assert NAME in tracker(*asked).out
    exported = tracker(*asked, "--public").out
    assert OPEN_NAME in exported
    assert NAME not in exported
    with connect(yahoo_home) as store:
        assert set(store.list_changes()["list"]) == {FREE, *SHUT}
        assert set(store.list_changes(public=True)["list"]) == {FREE}
        assert set(store.report(week="2014-W46", public=True).list_changes()["list"]) == {FREE}


def test_where_no_list_may_be_told_no_copy_is_said_to_be_missing(tracker: Callable[..., Any], yahoo_home: Path) -> None:
    context = open_context(load({"TRACKER_HOME": str(yahoo_home), "TRACKER_OFFLINE": "true"}, cwd=yahoo_home))
    with UnitOfWork(context.engine, write=True) as unit:
        forgotten = unit.lists.forget(FREE, datetime(2014, 11, 10, 6, tzinfo=UTC))
        unit.lists.replace_found(FREE, forgotten.stale, ())
        unit.commit()
    context.engine.dispose()
    report = squeezed(tracker("--offline", *ASKED["report"], "--public").out)
    assert "of no list that may be republished are there two copies" in report
    assert "are stored that can be compared" not in report


def test_a_series_asked_for_by_name_is_refused_with_the_reason(tracker: Callable[..., Any], yahoo_home: Path) -> None:
    for words in (
        ("rates", "USD/RUB@yahoo.1d"),
        ("study", "merkel-no-new-sanctions", "--series", "USD/RUB@yahoo.1d"),
        ("explain", "2014-W46", "--series", "USD/RUB@yahoo.1d"),
    ):
        answer = tracker("--offline", *words, "--public")
        assert answer.code == 3
        assert "their terms do not allow republishing" in answer.err
        assert MARKER not in answer.out


def test_an_event_of_a_pair_is_aligned_with_what_may_be_republished(yahoo_home: Path) -> None:
    with connect(yahoo_home) as store:
        whole = store.alignments("merkel-no-new-sanctions", "USD/RUB")
        public = store.alignments("merkel-no-new-sanctions", "USD/RUB", public=True)
        with pytest.raises(NoDataError, match="their terms do not allow republishing") as refused:
            store.alignments("merkel-no-new-sanctions", "USD/RUB@yahoo.1d", public=True)
    assert set(whole["series"]) - set(public["series"]) == {"USD/RUB@yahoo"}
    assert "USD/RUB@ecb" in set(public["series"])
    assert "in Python, public=False" in refused.value.remedy


def test_own_rates_are_not_republished_by_accident(tracker: Callable[..., Any], yahoo_home: Path) -> None:
    Path("desk.csv").write_text(f"label,value\n2014-11-10,{MARKER}\n2014-11-11,{MARKER}\n", encoding="utf-8")
    made = ("--made-at", "18:00", "--zone", "Europe/Moscow")
    assert tracker("--offline", "rates", "import", "desk.csv", "--series", "USD/RUB@desk", *made).code == 0
    answer = tracker("--offline", *ASKED["rates compare"], "--public")
    assert f"The rates of desk are left out: {UNDECLARED}." in answer.out
    assert MARKER not in answer.out
    assert tracker("--offline", "rates", "USD/RUB@desk", "--public").code == 3


def test_a_letter_is_read_by_others_unless_its_one_reader_says_so(
    tracker: Callable[..., Any], yahoo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("--offline", "email", "preview", "--week", "2014-W46")
    letter = tracker(*asked)
    assert letter.code == 0
    assert MARKER not in letter.out
    assert NAME not in letter.out
    assert LEFT_OUT in squeezed(letter.out)
    assert NAMES_LEFT_OUT[0] in unescape(squeezed(letter.out))
    monkeypatch.setenv("TRACKER_LETTER_PUBLIC", "false")
    own = tracker(*asked)
    assert own.code == 0
    assert LEFT_OUT not in squeezed(own.out)
    assert NAME in own.out


def test_rights_are_declared_without_contradiction() -> None:
    for source in sources().values():
        rights = source.info.rights
        assert rights.republish <= rights.show <= rights.store, source.key
        assert source.info.kind != "rates" or rights.republish or rights.because, source.key


def test_a_letter_credits_every_source_whose_numbers_are_in_it(ready_home: Path, tracker: Callable[..., Any]) -> None:
    context = open_context(load({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, cwd=ready_home))
    days = [f"2021-{month:02}-{day:02}" for month in range(1, 7) for day in range(1, 29)]
    quotes = [
        Quote(series="USD/RUB@cbr", label=label, value=Decimal(75) + Decimal(at % 7) / 10)
        for at, label in enumerate(days)
    ]
    with UnitOfWork(context.engine, write=True) as unit:
        unit.observations.add(quotes, vintage=datetime(2026, 11, 22, tzinfo=UTC), sha256=None)
        unit.commit()
    context.engine.dispose()
    letter = squeezed(tracker("--offline", "email", "preview", "--week", "2021-W20", "--part", "text").out)
    page = squeezed(tracker("--offline", "email", "preview", "--week", "2021-W20", "--part", "html").out)
    for said in (letter, page):
        assert "rates: European Central Bank, Bank of Russia" in said or "Bank of Russia, European Central" in said
        assert CREDIT in said
        assert "Source: Bank of Russia." in said.split("Please quote")[1], "its own credit"
