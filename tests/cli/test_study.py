"""``tracker study`` as typed: selections, forms, and choices that make no sense."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tracker.analysis import StudySpec
from tracker.data.loader import calibration
from tracker.services.calibrations import calibration_lines, calibration_record

Tracker = Callable[..., Any]
FREEZE = ("study", "--since", "2022-02-26", "--until", "2022-03-01", "--offline")


def test_the_three_forms_are_of_one_study(tracker: Tracker, ready_home: Path) -> None:
    found = json.loads(tracker(*FREEZE, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(tracker(*FREEZE, "--format", "csv").out)))
    printed = tracker(*FREEZE).out
    assert [row["event_id"] for row in rows] == [row["event_id"] for row in found["rows"]]
    for row, exact in zip(found["rows"], rows, strict=True):
        assert row["event_id"] in printed
        assert row["car"] == pytest.approx(float(exact["car"]))
    assert found["units"]["car"].startswith("log points")
    assert found["public_by"] == found["generated_at"]


def test_a_selection_by_kind_holds_nothing_else(tracker: Tracker, ready_home: Path) -> None:
    words = ("study", "--kind", "central_bank", "--since", "2014-10-01", "--until", "2015-01-01", "--offline")
    found = json.loads(tracker(*words, "--format", "json").out)
    ids = {row["event_id"] for row in found["rows"]}
    assert "2014-12-16-cbr-emergency-17" in ids or any("cbr" in event_id for event_id in ids)
    assert "2014-11-11-merkel-no-new-sanctions" not in ids


def test_two_forms_of_past(tracker: Tracker, ready_home: Path) -> None:
    week = ("study", "--since", "2014-11-10", "--until", "2014-11-15", "--offline", "--format", "json")
    found = json.loads(tracker(*week, "--public-by", "2014-11-12T12:00Z").out)
    assert {row["label"] for row in found["rows"]} <= {"2014-11-10", "2014-11-11"}
    early = tracker(*week, "--as-of", "2014-11-20T00:00Z")
    assert early.code == 3
    assert "--public-by" in early.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--window", "2,1"), 2),
        (("--window", "wide"), 2),
        (("--series", "USD/RUB@nobody"), 2),
        (("--since", "2014-11-11", "--until", "2014-11-10"), 2),
        (("--issuer", "nobody of that name"), 3),
        (("--series", "USD/RUB@cbr"), 3),
    ],
)
def test_choices_without_an_answer(tracker: Tracker, ready_home: Path, words: tuple[str, ...], code: int) -> None:
    answer = tracker("study", *words, "--offline")
    assert answer.code == code
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert answer.err.strip()


def test_nothing_printed_claims_a_cause(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker(*FREEZE).out.lower()
    for word in ("because of", "caused", "due to", "impact", "effect of"):
        assert word not in printed


def test_the_test_that_was_used_shows_how_often_it_is_wrong(tracker: Tracker, ready_home: Path) -> None:
    found = json.loads(tracker(*FREEZE, "--window", "-1,1", "--format", "json").out)
    shown = found["calibration"]
    assert (shown["statistic"], shown["model"], shown["length"]) == ("fhs", found["spec"]["model"], 3)
    shipped = calibration().tests[shown["model"], 3, "fhs"]
    assert shown["size5"] == shipped.size5
    assert shown["fifths"] == list(shipped.fifths)
    assert shown["textbook"]["size5"] == calibration().tests[shown["model"], 3, "t"].size5
    assert shown["provenance"]["seed"] == calibration().provenance["seed"]
    printed = tracker(*FREEZE, "--model", "mean").out
    assert f"this test marks {calibration().tests['mean', 1, 'fhs'].size5 * 100:.1f}" in printed


def test_what_was_never_measured_is_not_shown() -> None:
    assert calibration_record(StudySpec(model="raw")) is None
    assert calibration_record(StudySpec(estimation=120)) is None
    assert calibration_lines(StudySpec(gap=0)) == ()
    textbook = calibration_record(StudySpec(statistics=("t",)))
    assert textbook is not None
    assert textbook["size5"] == calibration().tests["mean", 1, "t"].size5


def test_a_p_over_several_rates_is_marked_and_explained_beside_its_move(tracker: Tracker, ready_home: Path) -> None:
    words = ("study", "merkel-no-new-sanctions", "rhodes-beijing", "--offline")
    printed = tracker(*words).out
    rows = json.loads(tracker(*words, "--format", "json").out)["rows"]
    for row in rows:
        (line,) = [line for line in printed.splitlines() if row["event_id"] in line]
        assert (f"{row['pvalue']:.3f}*" in line) == (row["spans"] > 1)
    assert "* not the p of the move beside it" in printed
    assert "2 events in 1 separate window; own part" in printed
    assert "without the other 1 of these 2 events" in printed
    alone = tracker("study", "rhodes-beijing", "--offline").out
    assert "1 event in 1 separate window; own part" in alone
    assert "*" not in alone
    assert "without the other" not in alone


def test_a_window_is_named_and_one_that_cannot_be_gives_its_reason(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker("study", "rhodes-beijing", "--window", "-1,1", "--offline").out
    assert "window -1,1: from 1 rate before" in " ".join(printed.split())
    beyond = tracker("study", "rhodes-beijing", "--window", "0,9000", "--offline").out
    assert "No event could be studied." in beyond
    assert "no p, because" in beyond
    assert "100 ordinary days" not in beyond
    assert "this test marks" not in beyond


def test_a_study_fits_a_hundred_columns(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker(*FREEZE).out
    assert max(len(line) for line in printed.splitlines()) <= 100


def test_the_years_of_the_rouble_itself_are_said_beside_the_pool(tracker: Tracker, ready_home: Path) -> None:
    words = ("study", "rhodes-beijing", "--offline")
    found = json.loads(tracker(*words, "--format", "json").out)["calibration"]
    own, textbook = found["rouble_years"]["2014"]["share"], found["textbook"]["rouble_years"]["2014"]["share"]
    printed = " ".join(tracker(*words).out.split())
    said = f"of the rouble itself, with news or without, it marks {100 * own:.1f} in 2014 (the textbook test"
    assert f"{said} {100 * textbook:.1f})" in printed
    assert "Ordinary days are earlier days of this same series." in printed
    elsewhere = tracker("study", "rhodes-beijing", "--pair", "USD/TRY", "--offline").out
    assert "the rouble itself" not in elsewhere


def test_the_tests_go_beside_the_csv_and_the_verdict_into_it(
    tracker: Tracker, ready_home: Path, tmp_path: Path
) -> None:
    words = ("study", "merkel-no-new-sanctions", "rhodes-beijing", "--offline")
    found = json.loads(tracker(*words, "--format", "json").out)
    answer = tracker(*words, "-o", str(tmp_path / "two.csv"), "--csv-style", "excel-eu")
    assert (answer.code, answer.out) == (0, "")
    events, tests = (
        list(csv.DictReader(io.StringIO((tmp_path / name).read_text("utf-8-sig")), delimiter=";"))
        for name in ("two.csv", "two.tests.csv")
    )
    assert [row["verdict"] for row in events] == [row["verdict"] for row in found["rows"]]
    assert [row["borderline"] for row in events] == [str(row["borderline"]) for row in found["rows"]]
    assert [row["statistic"] for row in tests] == [row["statistic"] for row in found["aggregate"]]
    for row, exact in zip(tests, found["aggregate"], strict=True):
        assert row["pvalue"] == ("" if exact["pvalue"] is None else repr(exact["pvalue"]).replace(".", ","))
        assert bool(row["because"]) == (exact["pvalue"] is None and row["statistic"] != "caar")
    piped = tracker(*words, "--format", "csv")
    assert "FILE.tests.csv" in piped.err
    written = tracker(*words, "--format", "csv", "-o", "/dev/null")
    assert "FILE.tests.csv" in written.err
    assert not Path("/dev/null.tests.csv").exists()
    assert len(list(csv.DictReader(io.StringIO(piped.out)))) == 2
    assert "tests.csv" not in tracker("study", *words[1:], "--by", "stance", "--format", "csv").err


def test_the_ending_of_the_output_chooses_the_form(tracker: Tracker, ready_home: Path, tmp_path: Path) -> None:
    words = ("study", "rhodes-beijing", "--offline", "-o")
    for name, begins in (("a.html", "<!DOCTYPE html>"), ("a.json", "{"), ("a.txt", "1 event at"), ("a", "1 event at")):
        assert tracker(*words, str(tmp_path / name)).code == 0
        assert (tmp_path / name).read_text("utf-8").startswith(begins)
    grid = tracker("study", "rhodes-beijing", "--grid", "model=mean,factor", "--offline", "--format", "html")
    assert "Is the answer the same under every combination of choices?" in grid.out
    for refused in (("a.odt",), ("b.html", "--replay", "it.zip", "--format", "html")):
        assert tracker(*(word for word in words if word != "rhodes-beijing"), *refused).code == 2


def test_a_study_is_printed_as_its_page(chromium: str, tracker: Tracker, ready_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.pdf"
    assert tracker("study", "rhodes-beijing", "--offline", "-o", str(out)).code == 0
    document = PdfReader(out)
    assert document.metadata is not None
    assert str(document.metadata.title).startswith("Event study: 1 announcement at USD/RUB@ecb")
    text = " ".join("\n".join(page.extract_text() for page in document.pages).split())
    assert "nobody can tell whether that is more than an ordinary day" in text
