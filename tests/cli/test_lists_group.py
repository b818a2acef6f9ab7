"""``tracker lists``: copies from files, what changed between them, and one entry with its history."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.services.lists import KEY, Listed, content

AT = "2022-02-23T01:52Z"


@pytest.fixture
def typed(tracker: Callable[..., Any], ready_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Type ``tracker lists …`` where one list is declared and no copy of it is stored."""
    declared: Mapping[str, object] = {KEY: Listed()}
    monkeypatch.setattr("tracker.sources.catalog.sources", lambda: declared)

    def lists(*words: str) -> Any:
        return tracker("--offline", "lists", *words)

    return lists


@pytest.fixture
def archive(typed: Callable[..., Any]) -> Path:
    """Five copies with the instants in their names, one of them empty and one another thing."""
    folder = Path("archive")
    folder.mkdir()
    for stamp, body in {
        "20180126T120000Z": content(1, 2, 3, 4, 5, 6),
        "20220223T015237Z": content(1, 2, 3, 4, 5, 6, 7, 8),
        "20220223T184652Z": content(1, 2, 3, 4, 5, 6, 7, 9),
        "20240503T184323Z": content(1, 2, 3, 4, 5, 6, 7, 9, 10),
        "20240504T013619Z": b"",
    }.items():
        (folder / f"list_{stamp}_c71e5515.json").write_bytes(body)
    return folder


def changes(typed: Callable[..., Any], *words: str) -> list[tuple[str, str]]:
    answer = typed("changes", "--format", "json", *words)
    assert answer.code == 0, answer.err
    return [(one["change"], one["entry_id"]) for one in json.loads(answer.out)["changes"]]


ALL = [("designation", "7"), ("designation", "8"), ("designation", "9"), ("delisting", "8"), ("designation", "10")]


def test_an_archive_in_one_go_and_its_broken_copy_refused(typed: Callable[..., Any], archive: Path) -> None:
    preview = typed("import", str(archive), "--list", KEY, "--dry-run")
    assert "dry run" in preview.err
    assert changes(typed) == []
    answer = typed("import", str(archive), "--list", KEY)
    assert answer.code == 4
    assert answer.out == preview.out
    lines = answer.out.splitlines()
    assert "6 entries, the first snapshot" in lines[0]
    assert "8 entries; put on: 1, taken off: 1, changed: 0:" in answer.out
    said = " ".join(" ".join(lines[4:]).split())
    assert "refused: list_20240504T013619Z_c71e5515.json" in said
    assert "nobody was taken off the list" in said
    assert "will be fetched again" not in said, "a file is not fetched"
    assert changes(typed) == ALL
    again = typed("import", str(archive), "--list", KEY)
    assert again.out.count("nothing new") == 4
    assert changes(typed) == ALL


def test_older_copies_after_newer_ones(typed: Callable[..., Any], archive: Path) -> None:
    for file in sorted(archive.iterdir(), reverse=True):
        typed("import", str(file), "--list", KEY, "--confirm")
    assert changes(typed) == ALL


def test_changes_are_shown_with_their_interval(typed: Callable[..., Any], archive: Path) -> None:
    typed("import", str(archive), "--list", KEY)
    table = typed("changes").out
    assert "between 26 Jan 2018 and 23 Feb 2022" in table
    assert "on 23 Feb 2022 between 01:52 and 18:46 UTC" in table
    assert changes(typed, "--change", "delisting") == [("delisting", "8")]
    assert changes(typed, "--day", "2022-02-23", "--programme", "russia") == ALL[:4]
    assert changes(typed, "--programme", "IRAN") == []
    unknown = typed("changes", "--target", "Atlantis")
    assert (unknown.code, "Russia" in unknown.err) == (2, True)
    assert changes(typed, "--target", "iran") == [], "the list of the test is in no table of programmes"
    rows = list(csv.DictReader(typed("changes", "--format", "csv").out.splitlines()))
    assert [(row["change"], row["entry_id"]) for row in rows] == ALL
    assert rows[0]["from_snapshot"] == "2018-01-26T12:00:00Z"
    assert typed("changes", "--list", "nothing").code == 2


def test_many_changes_of_one_long_gap_are_a_number_in_the_table(typed: Callable[..., Any]) -> None:
    for at, names in (("2018-01-26T12:00Z", 3), ("2022-02-23T01:52Z", 30), ("2022-02-24T01:52Z", 31)):
        entries = {str(number): f"Party {number}" for number in range(names)}
        Path("list.json").write_text(json.dumps({"entries": entries}), encoding="utf-8")
        typed("import", "list.json", "--list", KEY, "--retrieved", at, "--confirm")
    text = " ".join(typed("changes").out.split())
    assert 0 < text.index("Party 30") < text.index("27 parties")
    assert "Party 5" not in text
    assert len(changes(typed)) == 28


OVERVIEW = ("--now", "2022-03-01T12:00Z")
PAGES = (OVERVIEW, ("changes",), ("changes", "--change", "amendment"), ("show", "party"), ("show", "party 30"))
LONG = "Party 30 of a very long name with many words in it for a line of a hundred columns, which is not enough"


def test_every_page_keeps_to_the_terminal_and_says_every_word(
    typed: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for at, name in ((AT, "Party"), ("2022-02-24T01:52Z", LONG)):
        entries = {str(number): f"Party {number}" for number in range(30)} | {"1": name, "2": name}
        entries |= {"30": LONG} if name == LONG else {}
        Path("list.json").write_text(json.dumps({"entries": entries}), encoding="utf-8")
        assert typed("import", "list.json", "--list", KEY, "--retrieved", at).code == 0
    for words in PAGES:
        monkeypatch.delenv("COLUMNS", raising=False)
        whole = typed(*words).out
        for columns in (200, 80, 60, 20):
            monkeypatch.setenv("COLUMNS", str(columns))
            printed = typed(*words).out
            assert max(map(len, printed.splitlines())) <= min(100, max(columns, 40))
            assert columns < 100 or printed == whole
            lost = set(re.findall(r"\w+", whole)) - set(re.findall(r"\w+", printed))
            assert lost <= {"list", "publisher", "terms", "name"}, "headings of the first and the last column"
            assert LONG in " ".join(printed.split()) or words == OVERVIEW


def test_amendments_are_counted_and_shown_where_they_are_asked_for(typed: Callable[..., Any]) -> None:
    for at, name in ((AT, "Some Bank"), ("2022-02-24T01:52Z", "=cmd|' /C calc'!A0")):
        Path("list.json").write_text(json.dumps({"entries": {"1": name, "2": "Other"}}), encoding="utf-8")
        typed("import", "list.json", "--list", KEY, "--retrieved", at)
    answer = typed("changes")
    assert answer.out == ""
    assert "entry changed: 1 (amendments are not shown" in answer.err
    shown = typed("changes", "--change", "amendment").out
    assert "name: Some Bank → =cmd" in " ".join(shown.split())
    (row,) = csv.DictReader(typed("changes", "--format", "csv").out.splitlines())
    assert row["name"].startswith("'=cmd")


def test_an_entry_with_its_history(typed: Callable[..., Any], archive: Path) -> None:
    typed("import", str(archive), "--list", KEY)
    page = typed("show", "party 8").out
    assert "id 8: not on the copy of 2024-05-03T18:43:23Z" in page
    assert "id 8: no copy so old is stored" in typed("show", "8", "--at", "2017-02-23T12:00Z").out
    assert "taken off the list, on 23 Feb 2022 between 01:52 and 18:46 UTC" in page
    (found,) = json.loads(typed("show", "8", "--at", "2022-02-23T12:00Z", "--format", "json").out)["entries"]
    assert found["entry"]["name"] == "Party 8"
    assert [one["first_snapshot"] for one in found["history"]] == ["2022-02-23T01:52:37Z"]
    assert len(typed("show", "party").out.splitlines()) == 11, "more than a few are listed"
    assert typed("show", "nobody").code == 3


def test_how_each_list_is_doing(typed: Callable[..., Any], archive: Path) -> None:
    assert "none" in typed().out
    typed("import", str(archive), "--list", KEY)
    assert "2024-05-03T18:43:23Z" in typed().out
    (one,) = json.loads(typed("--format", "json").out)["lists"]
    assert (one["entries"], one["licence"], one["enabled"]) == (9, "public domain", True)


def test_changes_of_the_last_days_are_unknown_where_no_copy_is_so_new(typed: Callable[..., Any]) -> None:
    now = ("--now", "2014-11-20T12:00Z")

    def seen() -> tuple[bool, list[int | None], str]:
        (one,) = json.loads(typed(*now, "--format", "json").out)["lists"]
        (row,) = csv.DictReader(typed(*now, "--format", "csv").out.splitlines())
        return " on, " in typed(*now).out, list(one["changes_in_30_days"].values()), row["designations_in_30_days"]

    unknown, newest = (False, [None, None, None], ""), "20141112T100000Z"
    assert seen() == unknown
    for stamp, parties in (("20140901T120000Z", (1, 2, 3)), ("20141001T120000Z", (1, 2, 3, 4)), (newest, (1, 2, 3, 4))):
        Path(f"list_{stamp}.json").write_bytes(content(*parties))
        typed("import", f"list_{stamp}.json", "--list", KEY)
        assert seen() == (unknown if stamp != newest else (True, [0, 0, 0], "0"))


def test_a_list_that_shrank_is_taken_when_a_person_says_so(typed: Callable[..., Any]) -> None:
    Path("one.json").write_bytes(content(1, 2, 3, 4, 5))
    Path("two.json").write_bytes(content(1, 2))
    typed("import", "one.json", "--list", KEY, "--retrieved", AT)
    words = ("import", "two.json", "--list", KEY, "--retrieved", "2022-02-24T01:52Z")
    refused = typed(*words)
    assert (refused.code, changes(typed)) == (4, [])
    said = " ".join(refused.out.split())
    assert "2 entries, and the snapshot before it, of 2022-02-23T01:52:00Z, 5" in said
    assert "--confirm" in said
    assert typed(*words, "--confirm").code == 0
    assert len(changes(typed)) == 3


def test_parts_of_one_copy_and_files_of_no_instant(typed: Callable[..., Any]) -> None:
    Path("a_20220223.json").write_bytes(content(1, 2))
    Path("b.json").write_bytes(content(3))
    names = ("a_20220223.json", "b.json")
    answer = typed("import", *names, "--list", KEY)
    assert answer.code == 2
    assert "a_20220223.json (and 1 more)" in answer.err
    assert "3 entries" in typed("import", *names, "--list", KEY, "--retrieved", AT).out
    assert typed("import", "c.json", "--list", KEY).code == 2
    assert typed("import", "b.json", "--list", KEY, "--retrieved", "2100-01-01T00:00Z").code == 2


def test_put_on_and_taken_off_are_two_numbers_and_many_gone_are_to_be_checked(typed: Callable[..., Any]) -> None:
    Path("one.json").write_bytes(content(*range(200)))
    Path("two.json").write_bytes(content(*range(21, 203)))
    typed("import", "one.json", "--list", KEY, "--retrieved", AT)
    words = ("import", "two.json", "--list", KEY, "--retrieved", "2022-02-24T01:52Z")
    preview = typed(*words, "--dry-run")
    assert "put on: 3, taken off: 21, changed: 0" in " ".join(preview.out.split())
    assert "Check: 21 of 200 parties" in preview.err
    (copy,) = json.loads(typed(*words, "--format", "json").out)["copies"]
    assert (copy["new"], copy["put_on"], copy["taken_off"], copy["amended"]) == (24, 3, 21, 0)
    assert len(copy["warnings"]) == 1
