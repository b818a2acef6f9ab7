"""A file of events that cannot be taken in says all that is wrong with it at once, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.config import load
from tracker.errors import RowsError
from tracker.services import event_files, ledger
from tracker.services.context import Context, open_context

HEAD = "kind,date,zone,title,issuer,jurisdiction,id\n"
GOOD = "statement,2026-11-{day},UTC,Title {day},Somebody,INT,2026-11-{day}-a-title\n"
LONG = "statement,2026-11-{day},UTC," + "x" * 201 + ",Somebody,INT,\n"
BAD = "rumour,2026-13-{day},UTC,Title,Somebody,nowhere,\n"


@pytest.fixture
def context(ready_home: Path) -> Iterator[Context]:
    found = open_context(load({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, cwd=ready_home))
    yield found
    found.engine.dispose()


def refused(context: Context, text: str, *, dry_run: bool = False) -> RowsError:
    with pytest.raises(RowsError) as caught:
        event_files.import_file(context, text, file="mine.csv", dry_run=dry_run)
    assert ledger.read(context).edited == frozenset()
    return caught.value


@pytest.mark.parametrize("dry_run", [False, True])
def test_every_error_of_whatever_kind_comes_in_the_order_of_lines(context: Context, dry_run: bool) -> None:
    rows = [LONG, BAD, GOOD, GOOD.replace("{day}-a-title", "02-a-title"), LONG, "too,few\n", BAD]
    text = HEAD + "".join(row.format(day=10 + number) for number, row in enumerate(rows))
    text = text.replace("2026-11-02-a-title", "2026-11-12-a-title").replace("2026-11-13,UTC", "2026-11-12,UTC")
    error = refused(context, text, dry_run=dry_run)
    assert [line for line, _ in error.problems] == [2, 3, 5, 6, 7, 8]
    said = str(error)
    assert "mine.csv: 6 rows cannot be used" in said
    places = [said.index(f"mine.csv, line {line}: ") for line in (2, 3, 5, 6, 7, 8)]
    assert places == sorted(places)
    assert "title has 201 characters" in error.problems[0][1]
    assert "already used in line 4" in error.problems[2][1]


def test_what_is_wrong_with_a_row_comes_in_the_order_of_its_columns(context: Context) -> None:
    ((_, said),) = refused(context, HEAD + BAD.format(day=10)).problems
    assert [said.index(word) for word in ("rumour", "2026-13-10", "nowhere")] == sorted(
        said.index(word) for word in ("rumour", "2026-13-10", "nowhere")
    )
    turned = "jurisdiction,date,kind,zone,title,issuer\nnowhere,2026-13-10,rumour,UTC,Title,Somebody\n"
    ((_, said),) = refused(context, turned).problems
    assert said.index("nowhere") < said.index("2026-13-10") < said.index("rumour")


def test_where_the_text_stops_being_a_table_what_came_before_is_told_too(context: Context) -> None:
    error = refused(context, HEAD + BAD.format(day=10) + LONG.format(day=11) + 'statement,"2026-11-12\n')
    assert [line for line, _ in error.problems] == [2, 3, 4]
    assert "not readable as CSV" in error.problems[-1][1]


def test_a_thousand_errors_of_any_length_are_shown_in_a_few_lines(context: Context) -> None:
    rows = "".join(BAD.format(day=10).replace("nowhere", "n" * 10_000) for _ in range(1_000))
    error = refused(context, HEAD + rows)
    assert len(error.problems) == 1_000
    said = str(error)
    assert "1000 rows cannot be used" in said
    assert "… and 980 more" in said
    assert len(said) < 20_000


def test_a_file_that_begins_with_an_empty_line_corrects_as_any_other(context: Context) -> None:
    known = ledger.get(context, "merkel-no-new-sanctions")
    text = f"\n\nid,date,zone,title,kind,issuer,jurisdiction\n{known.id},{known.published_on},{known.time.zone},"
    text += f"Another title,{known.kind},{known.issuer},{known.jurisdiction}\n"
    assert event_files.import_file(context, text, file="mine.csv").changed == (known.id,)
    assert ledger.get(context, known.id).title == "Another title"
    with pytest.raises(RowsError) as caught:
        event_files.import_file(context, "\n\nid,dat\n", file="mine.csv")
    assert {line for line, _ in caught.value.problems} == {3}
