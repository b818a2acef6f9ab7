"""Cells of a workbook know no zone: an instant is written in UTC whatever zone it comes in, and never without one."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook

from tracker.reports.workbook.sheets import add_sheet, packed

AT = datetime(2014, 11, 11, 13, 10, tzinfo=UTC)


def test_an_instant_of_any_zone_is_written_in_utc() -> None:
    book = Workbook()
    del book["Sheet"]
    places = ("UTC", "Europe/Moscow", "America/New_York")
    add_sheet(book, "Instants", ("at",), [(AT.astimezone(ZoneInfo(place)),) for place in places])
    cells = load_workbook(io.BytesIO(packed(book, AT)))["Instants"]["A2:A4"]
    assert [cell.value for (cell,) in cells] == [AT.replace(tzinfo=None)] * 3


def test_an_instant_without_a_zone_is_an_error_and_no_guess() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        add_sheet(Workbook(), "Instants", ("at",), [(AT.replace(tzinfo=None),)])
