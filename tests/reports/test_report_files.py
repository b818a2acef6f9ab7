"""The report as files for other programs: what is in them, and that it is what the report says."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import openpyxl
import pyarrow.parquet

from tests.reports import briefings
from tracker.data.loader import series_of
from tracker.model.series import SeriesName
from tracker.reports.briefing import Briefing
from tracker.reports.build import build_report
from tracker.reports.citations import citations_of
from tracker.reports.formats import formats
from tracker.reports.tables.briefed import ROWS, tables_of
from tracker.reports.used_sources import UsedSource
from tracker.sources.catalog import sources


@cache
def week() -> Briefing:
    ecb = UsedSource(
        key="ecb",
        info=sources()["ecb"].info,
        series=(series_of(SeriesName.parse("USD/RUB@ecb")),),
        retrieved_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    return dataclasses.replace(briefings.week_of_the_float(), sources=(ecb,))


def written(form: str, briefing: Briefing | None = None) -> Any:
    return formats()[form].render(build_report(briefing or week()))


def test_the_table_has_a_row_for_each_meeting_and_for_each_fixing_that_met_nothing() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv"))))
    met = [(row["label"], row["certainty"], row["event_id"]) for row in rows]
    expected = []
    for found in week().windows:
        window = found.window
        pairs = [(window.fixing.label, "certain", one) for one in window.certain]
        pairs += [(window.fixing.label, "possible", one) for one in window.possible]
        expected += pairs or [(window.fixing.label, "", "")]
    assert met == expected
    assert tuple(rows[0]) == ROWS.names
    tuesday = next(row for row in rows if row["label"] == "2014-11-11")
    found = week().windows[1]
    assert float(tuesday["log_return"]) == found.window.move.log_return
    assert float(tuesday["own_part"]) == found.own_part
    assert tuesday["made_to"] == "2014-11-11T13:10:00Z"
    table = pyarrow.parquet.read_table(io.BytesIO(written("parquet")))
    assert table.column_names == list(ROWS.names)
    assert [row["event_id"] or "" for row in table.to_pylist()] == [row["event_id"] for row in rows]
    assert str(table.schema.field("made_to").type) == "timestamp[us, tz=UTC]"


def test_the_workbook_has_its_sheets_with_real_dates_and_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    assert book.sheetnames == ["README", "Rates", "Events", "Windows", "List changes", "Sources"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert all(8 <= one.width <= 92 for one in sheet.column_dimensions.values())
    heads = [cell.value for cell in book["Windows"][1]]
    first = dict(zip(heads, book["Windows"][2], strict=True))
    found = week().windows[0]
    assert first["value"].value == float(found.window.value)
    assert first["pair_change"].number_format == "0.00%"
    assert first["own_part"].number_format == "0.0000"
    assert first["label"].value == datetime(2014, 11, 10)  # noqa: DTZ001 - the same
    assert first["label"].number_format == "yyyy-mm-dd"
    assert first["made_to"].value == datetime(2014, 11, 10, 13, 10)  # noqa: DTZ001 - a spreadsheet knows no zone
    events = list(book["Events"].iter_rows(values_only=True))
    published = events[0].index("published_on")
    assert {type(row[published]) for row in events[1:]} == {datetime}
    assert len(events) - 1 == len(week().named)
    readme = "\n".join(str(cell.value) for row in book["README"] for cell in row if cell.value)
    assert "The rouble lost 2.5 %" in readme
    assert "Credit: Source: European Central Bank" in readme
    assert "To cite: Sanctions pressure tracker" in readme
    for sheet in book.worksheets[1:]:
        assert all(f"{cell.value}" in readme for cell in sheet[1])
    assert book["Sources"]["A2"].value == "ecb"


def test_latex_says_what_the_text_says() -> None:
    tex = written("latex")
    text = " ".join(written("text").split())
    assert r"\caption{Week of 10–16 November 2014 (2014-W46): The rouble lost 2.5 \% against the dollar" in tex
    tuesday = next(line for line in tex.splitlines() if line.startswith("Tue~11~Nov"))
    assert r"& 46.673 & \ensuremath{-}2.6 & +2.6 & \ensuremath{-}2.1 &" in tuesday
    assert "rouble −2.6 % (weaker), dollar +2.6 %, own part −2.1 %" in text
    assert tex.count(r"\begin{table}") == tex.count(r"\end{table}") == 2
    assert tex.endswith("\\trackerends\n")
    assert set(re.findall(r"\\label\{(.*?)\}", tex)) == {"tab:tracker-2014-w46", "tab:tracker-2014-w46-events"}
    assert formats()["latex"].render(build_report(week()), ascii=True).isascii()


def test_bibtex_cites_the_report_its_publishers_and_its_pages() -> None:
    entries = citations_of(week())
    assert [one.key for one in entries[:2]] == ["tracker-2014-w46", "ecb-usd-rub"]
    assert entries[1].fields["urldate"] == "2026-11-20"
    assert {one.key for one in entries[2:]} <= {f"event-{item.event.id}" for item in week().named}
    assert len(entries) > 8
    assert written("bibtex").count("\n@") == len(entries) - 1
    twice = dataclasses.replace(week(), sources=(*week().sources, *week().sources))
    assert len({one.key for one in citations_of(twice)}) == len(citations_of(twice))


def test_every_table_of_a_week_without_rates_is_there_and_empty_where_it_must_be() -> None:
    empty = briefings.week_without_a_rate()
    tables = tables_of(empty)
    assert tables["windows"].rows == ()
    assert set(tables) == set(tables_of(week()))
    for form in ("csv", "xlsx", "parquet", "latex", "bibtex"):
        assert written(form, empty)
    assert date(2014, 11, 10) in set(tables_of(week())["events"].column("published_on"))
