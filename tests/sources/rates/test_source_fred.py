"""FRED's tables: one series each, under either header, with days that have no value."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.data.loader import schedule_of, series
from tracker.errors import ParseError
from tracker.model.source import Snapshot
from tracker.net.addresses import address_of
from tracker.sources.base import FetchPlan, Records
from tracker.sources.checks import check
from tracker.sources.rates.fred import SERIES, SOURCE

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def read(content: bytes, kind: str = "vixcls") -> Records:
    return SOURCE.parse(
        Snapshot(source="fred", url="https://fred.example/x", kind=kind, retrieved_at=NOW, sha256="", content=content)
    )


def table(*lines: str, head: str = "observation_date,VIXCLS") -> Records:
    return read("\n".join([head, *lines, ""]).encode())


def values(records: Records) -> dict[str, str]:
    return {quote.label: str(quote.value) for quote in records.quotes}


@pytest.mark.parametrize("head", ["DATE,VIXCLS", "observation_date,VIXCLS"])
@pytest.mark.parametrize("missing", [".", ""])
def test_days_without_a_value_have_none_under_either_header(head: str, missing: str) -> None:
    found = table("2026-07-02,17.30", f"2026-07-03,{missing}", "2026-07-06,18.0", head=head)
    assert values(found) == {"2026-07-02": "17.30", "2026-07-06": "18.0"}


def test_lines_may_end_as_on_windows() -> None:
    assert values(read(b"observation_date,VIXCLS\r\n2026-07-02,17.30\r\n")) == {"2026-07-02": "17.30"}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"observation_date,VIXCLS\n", "no value of VIXCLS in the days asked for"),
        (b"observation_date,VIXCLS\n2026-07-02,.\n", "no value of VIXCLS"),
        (b"observation_date,DGS10\n2026-07-02,4.1\n", "'DGS10' where VIXCLS was asked for"),
        (b"date,VIXCLS\n2026-07-02,17.3\n", "header is not FRED's"),
        (b"observation_date,VIXCLS,DGS10\n2026-07-02,17.3,4.1\n", "header is not FRED's"),
        (b"observation_date,VIXCLS\n2026-07-02,17.3", "cut short"),
        (b"observation_date,VIXCLS\n2026-07-02,17.3\n2026-07-01,17.2\n", "does not lie after"),
        (b"observation_date,VIXCLS\n2026-07-02,17.3\n2026-07-02,17.2\n", "does not lie after"),
        (b"observation_date,VIXCLS\n02/07/2026,17.3\n", "02/07/2026"),
        (b"observation_date,VIXCLS\n2026-07-02,nan\n", "not a number"),
        (b"observation_date,VIXCLS\n2026-07-02,0.00\n", "not a number above zero"),
        (b"observation_date,VIXCLS\n2026-07-02,17.3,1\n", "3 cells"),
        (b"<!DOCTYPE html><html>Access denied</html>", "a web page came"),
    ],
)
def test_what_is_wrong_is_refused(content: bytes, word: str) -> None:
    with pytest.raises(ParseError, match=word) as caught:
        read(content)
    assert caught.value.source == "fred"


def test_a_run_reaches_back_far_enough_for_revisions() -> None:
    asked = SOURCE.requests(FetchPlan(now=NOW, newest={"VIX/PTS@fred": "2026-11-12"}))
    assert [address_of(one).partition("?")[2] for one in asked] == [
        "id=DCOILBRENTEU&cosd=2003-01-01",
        "id=DTWEXBGS&cosd=2003-01-01",
        "id=VIXCLS&cosd=2026-09-13",
    ]
    window = FetchPlan(now=NOW, since=date(2024, 6, 1), until=date(2024, 7, 1))
    assert {(one.params["cosd"], one.params["coed"]) for one in SOURCE.requests(window)} == {
        ("2024-06-01", "2024-06-30")
    }


def test_controls_are_made_at_a_close_and_public_days_later() -> None:
    for name in SERIES.values():
        schedule = schedule_of(series()[name].schedule)
        fixing = schedule.fixing("2026-07-01")
        assert fixing.made_from == fixing.made_to
        assert (fixing.published_at - fixing.made_to).days >= 3
        assert all(version.approximate for version in schedule.versions)
    assert series()["BRENT/USD@fred"].unit == "dollars per barrel"


@pytest.mark.extended
def test_a_real_table_of_the_dollar_index_to_the_digit(shared: Path) -> None:
    content = (shared / "payloads" / "fred" / "DTWEXBGS.csv").read_bytes()
    records = check(SOURCE, read(content, "dtwexbgs"), now=NOW, previous_count=None, judge_age=False)
    rows = list(csv.reader(content.decode().splitlines()))[1:]
    assert values(records) == {day: value for day, value in rows if value != "."}
    assert (len(records), len(rows) - len(records)) == (1247, 58)
    assert values(records)["2024-01-05"] == "119.7474"


@pytest.mark.extended
@pytest.mark.parametrize(
    ("file", "kind"), [("brent-daily_2026-08.csv", "dcoilbrenteu"), ("vix-daily_2026-07.csv", "vixcls")]
)
def test_decades_of_the_same_values_from_elsewhere_in_freds_form(shared: Path, file: str, kind: str) -> None:
    """The numbers are real and the frame is FRED's: every one of them passes the parser and the bounds."""
    text = (shared / "payloads" / "control" / file).read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    body = "".join(f"{cells[0]},{cells[-1]}\n" for cells in rows)
    records = read(f"observation_date,{kind.upper()}\n{body}".encode(), kind)
    assert values(check(SOURCE, records, now=NOW, previous_count=None, judge_age=False)) == {
        cells[0]: cells[-1] for cells in rows
    }
