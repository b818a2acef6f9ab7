"""A cell that is too long is named by its row and its column, in every table that is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest

from tests.services.lists import NOON
from tracker.data.csv_cells import records
from tracker.data.rate_file import UnclearFileError, parse_rates
from tracker.errors import ParseError, RowsError
from tracker.model.long_cells import too_long
from tracker.model.source import Snapshot
from tracker.sources.parsing.named_rows import named_rows
from tracker.sources.parsing.ofac_csv import table

MOST = csv.field_size_limit()
LONG = "x" * (MOST + 1)


def told(text: str, columns: Sequence[str] = ()) -> str:
    reader, read = csv.reader(io.StringIO(text, newline=""), strict=True), 0
    try:
        for _ in reader:
            read = reader.line_num
    except csv.Error as error:
        return too_long(error, io.StringIO(text, newline=""), after=read, columns=columns)
    return "read"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"a,b,c\n1,{LONG},3\n", "the cell in column 2 of the row that begins on line 2 "),
        (f'a,b,c\r\n1,2,"{LONG}"\r\n', "the cell in column 3 of the row that begins on line 2 "),
        (f'a\n"1\n2",","\n"p,q\n",",","{LONG}"\n', "the cell in column 3 of the row that begins on line 4 "),
        (f'1,"{"y" * MOST}","{"z" * 9}",{LONG}\n', "the cell in column 4 of the row that begins on line 1 "),
        ('1,"' + "line\n" * (MOST // 5 + 1), "the cell in column 2 of the row that begins on line 1 "),
        ('1,2,"' + '""' * (MOST + 1) + '"\n', "the cell in column 3 of the row that begins on line 1 "),
        ('1,"' + '""' * MOST + '",3\n', "read"),
        ('1,"2"3\n', ""),
    ],
    ids=["bare", "quoted", "rows of several lines", "after long ones", "never closed", "marks", "just not", "other"],
)
def test_row_and_column_are_named(text: str, where: str) -> None:
    found = told(text)
    assert found.startswith(where)
    assert (found in {"", "read"}) == (where in {"", "read"})


def test_the_column_is_called_by_its_name_where_there_is_one() -> None:
    text = f"id,remarks\n1,{LONG}\n"
    assert told(text, ["id", "re\nmarks" + "s" * 100]).startswith("the cell in column 2 (re marks")
    assert "131,072 characters" in told(text)


def document(text: str) -> Snapshot:
    return Snapshot(
        source="xx", url="https://x.example/t", kind="t", retrieved_at=NOON, sha256="", content=text.encode()
    )


def test_every_reader_of_tables_says_so() -> None:
    where = r"column 2.* of the row that begins on line 2 is longer than 131,072"
    with pytest.raises(ParseError, match=r"column 2 \(name\)" + where.removeprefix("column 2.*")):
        named_rows(document(f"id,name\n1,{LONG}\n"), "the table", required=("id",))
    ofac = document(f'1,"A",,,,,,,,,,\r\n2,"{LONG}",,,,,,,,,,\r\n\x1a')
    with pytest.raises(ParseError, match=where):
        table(ofac, ofac.content)
    with pytest.raises(RowsError, match=where):
        list(records(f"id;title\na;{LONG}\n", "mine.csv"))
    with pytest.raises(UnclearFileError, match=where):
        parse_rates(f"label,value\n2014-11-11,{LONG}\n")
