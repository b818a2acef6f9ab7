"""``tracker calendar`` as a person and a script ask it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.model.test_icalendar import read, unescaped

NEXT_YEAR = ("calendar", "--since", "2027-02-20", "--until", "2027-03-08")
NOW = ("--offline", "--now", "2026-11-26T14:40Z")


def test_a_time_ahead_is_answered_with_sources(tracker: Callable[..., Any], ready_home: Path) -> None:
    answer = tracker("--offline", *NEXT_YEAR, "--format", "json")
    document = json.loads(answer.out)
    assert (document["since"], document["until"]) == ("2027-02-20", "2027-03-08")
    kinds = [(one["date"], one["kind"], one["certainty"]) for one in document["items"]]
    assert ("2027-02-24", "rollover", "usual") in kinds
    assert ("2027-03-06", "emergency", "law") in kinds
    assert all(one["reference"] and one["url"].startswith("https://") for one in document["items"])
    assert len({one["id"] for one in document["items"]}) == len(kinds)
    assert document["notes"]


def test_the_table_says_what_is_not_known(tracker: Callable[..., Any], ready_home: Path) -> None:
    answer = tracker("--offline", *NEXT_YEAR)
    said = " ".join(answer.out.split())
    assert "2022/266" in said
    assert "until 2026-12-18; for other days look at https://www.cbr.ru/dkp/cal_mp/" in said
    assert "2027-02-24,,,,EU,rollover,usual," in tracker("--offline", *NEXT_YEAR, "--format", "csv").out


def test_a_meeting_stands_at_its_hour(tracker: Callable[..., Any], ready_home: Path) -> None:
    printed = tracker(*NOW, "calendar").out
    assert "Fri 2026-12-18  13:30 Moscow     RU     published  Bank of Russia decides on its key rate\n" in printed
    assert "Thu 2026-11-26  16:00 Frankfurt  EU" in printed
    assert max(len(line) for line in printed.splitlines() if "://" not in line) <= 100
    (meeting,) = [
        one
        for one in json.loads(tracker(*NOW, "calendar", "--format", "json").out)["items"]
        if one["kind"] == "rate_meeting" and one["jurisdiction"] == "RU"
    ]
    assert (meeting["at"], meeting["zone"]) == ("2026-12-18T10:30:00Z", "Europe/Moscow")


def test_a_time_without_an_end_may_begin_ahead(tracker: Callable[..., Any], ready_home: Path) -> None:
    answer = tracker(*NOW, "calendar", "--since", "2027-06-01")
    assert answer.code == 0, answer.err
    assert "2027-07-31" in answer.out


def test_a_past_is_shown_as_it_was_known(tracker: Callable[..., Any], ready_home: Path) -> None:
    asked = ("--since", "2022-01-24", "--until", "2022-02-07", "--format", "json", "--public-by")
    before = json.loads(tracker(*NOW, "calendar", *asked, "2022-01-10T00:00Z").out)
    after = json.loads(tracker(*NOW, "calendar", *asked, "2022-01-20T00:00Z").out)
    assert before["public_by"] == "2022-01-10T00:00:00Z"
    assert [one["settled_by"] for one in before["items"]] == [None]
    assert [one["settled_by"] for one in after["items"]] == ["2022-01-13-eu-extends-to-jul22"]
    assert tracker(*NOW, "calendar", "--as-of", "2020-01-01T00:00Z").code == 3


def test_a_calendar_program_takes_it_in(tracker: Callable[..., Any], ready_home: Path) -> None:
    first = tracker(*NOW, "calendar", "--format", "ics").out
    events = read(first)
    by_summary = {unescaped(one["SUMMARY"][1]): one for one in events}
    meeting = by_summary["Bank of Russia decides on its key rate"]
    assert meeting["DTSTART"] == ("", "20261218T103000Z")
    assert meeting["URL"] == ("", "https://www.cbr.ru/dkp/cal_mp/")
    closed = by_summary["Bank of Russia holiday, no official rate"]
    assert closed["DTSTART"][0] == ";VALUE=DATE"
    again = tracker("--offline", "--now", "2026-12-01T10:00Z", "calendar", "--format", "ics", "-o", "mine.ics")
    assert again.code == 0
    written = read(Path("mine.ics").read_bytes().decode("utf-8"))
    kept = {one["UID"] for one in written} & {one["UID"] for one in events}
    assert meeting["UID"] in kept, "a calendar program knows it again"
    assert len({one["UID"] for one in events}) == len(events)


def test_more_than_ten_years_are_refused(tracker: Callable[..., Any], ready_home: Path) -> None:
    answer = tracker("--offline", "calendar", "--since", "2000-01-01", "--until", "2020-01-01")
    assert answer.code == 2
    assert "ten years at most" in answer.err
