"""The spreadsheet of a letter: real dates and numbers, words that stay words, the same bytes twice."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from datetime import datetime
from functools import cache
from typing import Any

import openpyxl
import pytest

from tests.reports import briefings
from tests.reports.test_hostile_text import HOSTILE, poisoned
from tracker.reports.letter.workbook import filename, workbook
from tracker.reports.wording import ENGLISH, Words
from tracker.reports.workbook.sheets import add_sheet

GERMAN = Words(language="de")
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://evil.example","x")', "\t=1+1", "=cmd|' /C calc'!A0")


@cache
def book(language: str = "en") -> bytes:
    return workbook(briefings.week_of_the_float(), Words(language=language))


def read(raw: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(raw))


def rows(raw: bytes, sheet: str) -> list[tuple[Any, ...]]:
    return list(read(raw)[sheet].iter_rows(values_only=True))


def test_sheets_are_named_in_the_readers_language_and_heads_are_full() -> None:
    assert read(book()).sheetnames == ["Numbers", "Rates", "Announcements", "List changes", "About"]
    assert read(book("de")).sheetnames == ["Zahlen", "Kurse", "Ankündigungen", "Listenänderungen", "Hinweise"]
    for language in ("en", "de"):
        for sheet in read(book(language)):
            assert all(cell.value for cell in sheet[1])
            assert sheet.freeze_panes == "A2"
    assert filename(briefings.week_of_the_float(), ENGLISH) == "rates-and-sanctions-2014-11-10.xlsx"


def test_dates_are_dates_and_numbers_are_numbers() -> None:
    briefing = briefings.week_of_the_float()
    assert briefing.rate is not None
    head, first, *_ = rows(book(), "Numbers")
    assert head[0] == "Over"
    assert first[:2] == ("this week", "USD/RUB@ecb")
    assert first[2] == datetime(2014, 11, 7)  # noqa: DTZ001 - a spreadsheet knows no zone
    assert first[5] == float(briefing.rate.period.to_value)
    assert first[6] == pytest.approx(briefing.rate.period.move.pair_change)
    assert first[7] == pytest.approx(briefing.rate.period.move.value_change)
    sheet = read(book())["Numbers"]
    assert (sheet["C2"].number_format, sheet["G2"].number_format) == ("yyyy-mm-dd", "0.00%")
    made = rows(book(), "Rates")[1:]
    assert briefing.backdrop is not None
    assert [row[2] for row in made] == [float(one.value) for one in briefing.backdrop.levels]
    assert all(isinstance(row[0], datetime) and isinstance(row[1], datetime) for row in made)


def test_announcements_carry_their_bounds_and_only_an_authoritys_own_page() -> None:
    found = rows(book(), "Announcements")[1:]
    assert found == sorted(found, key=lambda row: row[1])
    assert len(found) == len({row[6] for row in found})
    pages = {row[8] for row in found}
    assert "https://www.presidency.ucsb.edu/documents/press-briefing" in pages
    assert "dw.com" in pages
    assert {row[7] for row in found} == {"yes", "no"}


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_looks_like_a_formula_stays_words(formula: str) -> None:
    found = read(workbook(poisoned(formula), ENGLISH))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    told = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))]
    assert told
    assert all(cell.quotePrefix for cell in told)
    assert not [cell for cell in cells if cell.hyperlink]


@pytest.mark.parametrize("name", ["terminal", "surrogate", "long", "lines", "html"])
def test_hostile_words_neither_break_nor_leave_their_cell(name: str) -> None:
    raw = workbook(poisoned(HOSTILE[name]), GERMAN)
    assert read(raw).sheetnames[0] == "Zahlen"
    for entry in zipfile.ZipFile(io.BytesIO(raw)).namelist():
        assert entry.endswith((".xml", ".rels"))


def test_the_same_briefing_is_the_same_bytes_whenever_it_is_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl.writer.excel as writer

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    first = workbook(briefings.week_of_the_float(), ENGLISH)
    monkeypatch.setattr(writer.datetime, "datetime", Later)
    assert workbook(briefings.week_of_the_float(), ENGLISH) == first
    packed = zipfile.ZipFile(io.BytesIO(first))
    assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"2026-11-23T08:00:00Z" in packed.read("docProps/core.xml")


def test_a_week_without_a_rate_has_its_announcements_all_the_same() -> None:
    raw = workbook(briefings.week_without_a_rate(), ENGLISH)
    assert len(rows(raw, "Numbers")) == 1
    assert len(rows(raw, "Announcements")) == 2


def test_a_second_rate_of_the_same_week_stands_beside_the_first() -> None:
    briefing = briefings.week_of_the_float()
    assert briefing.rate is not None
    second = dataclasses.replace(briefings.CBR_MISSING, info=briefings.INFO, period=briefing.rate.period)
    found = rows(workbook(dataclasses.replace(briefing, second=(second,)), ENGLISH), "Numbers")
    assert [row[1] for row in found[1:]].count("USD/RUB@cbr") == 1


def test_more_rows_than_a_sheet_takes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.reports.letter import workbook as module

    whole = rows(book(), "About")
    monkeypatch.setattr(module, "_MOST_ROWS", 8)
    raw = workbook(briefings.week_of_the_float(), ENGLISH)
    assert len(rows(raw, "Announcements")) == 9
    assert ("“Announcements” shows the first 8 rows.",) in rows(raw, "About")
    assert not [row for row in whole if "first" in str(row[0])]


def test_a_row_is_as_high_as_its_words_and_the_first_rows_have_the_room_of_all() -> None:
    from openpyxl import Workbook

    made = Workbook()
    long = "word " * 40
    add_sheet(made, "One", ("A title", "", ""), [(long, "", ""), ("a", "b", long), ("a", "b", "c")], across=2)
    sheet = made["One"]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:C1", "A2:C2"]
    assert sheet.column_dimensions["A"].width < 20  # a long line of all columns does not widen the first
    assert sheet.row_dimensions[3].height >= 15 * len(long) / 48
    assert sheet.row_dimensions[4].height is None
    assert sheet.print_title_rows == "$1:$1"
