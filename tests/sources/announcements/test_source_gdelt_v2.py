"""GDELT's quarter-hours: the addresses follow from the clock, and the columns are those of version 2.0."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.fakenet.gdelt import COLUMNS_2, row, table
from tests.fakenet.ground import zipped
from tracker.errors import FetchError, ParseError
from tracker.model.source import Snapshot
from tracker.sources.announcements.gdelt_v2 import SOURCE
from tracker.sources.base import FetchPlan, Records

AT = datetime(2026, 10, 26, 12, 15, tzinfo=UTC)
NAME = "20261026121500.export.CSV.zip"


def read(*rows: str) -> Records:
    return SOURCE.parse(
        Snapshot(
            source="gdelt_v2",
            url=f"https://storage.googleapis.com/data.gdeltproject.org/gdeltv2/{NAME}",
            kind="quarter",
            retrieved_at=AT,
            sha256="",
            content=zipped(NAME.removesuffix(".zip"), table(*rows)),
        )
    )


def one(**more: object) -> str:
    given = {"day": AT.date(), "added": AT, "columns": COLUMNS_2, **more}
    return row("USA", "RUS", "163", "https://paper.example/x", **given)  # type: ignore[arg-type]


def test_few_tellings_are_kept_for_other_quarter_hours_add_to_them() -> None:
    (announcement,) = read(one(told=(1, 1, 1))).announcements
    assert announcement.external_id == "20261026121500 USA-RUS-163 20261026 1"
    assert (announcement.published_on, announcement.published_at) == (AT.date(), None)


def test_the_place_of_an_act_stands_in_another_column_than_in_version_1() -> None:
    in_russia = row("USA", "", "163", "https://paper.example/x", day=AT.date(), added=AT, columns=COLUMNS_2, place="RS")
    assert [one.external_id.split()[1] for one in read(in_russia).announcements] == ["USA-RUS-163"]


def test_a_table_of_version_1_is_refused() -> None:
    with pytest.raises(ParseError, match=r"1 of 1 rows are not of the form.* a row of 58 columns instead of 61"):
        read(one(columns=58))


def test_it_asks_for_the_last_hours_only_and_each_file_once() -> None:
    now = datetime(2026, 11, 20, 0, 12, tzinfo=UTC)
    requests = SOURCE.requests(FetchPlan(now=now))
    stamps = [request.url.rpartition("/")[2][:14] for request in requests]
    assert (stamps[0], stamps[-1], len(stamps)) == ("20261119211500", "20261120000000", 12)
    assert all(request.immutable for request in requests)
    early = SOURCE.requests(FetchPlan(now=now.replace(minute=9)))
    assert early[-1].url.rpartition("/")[2][:14] == "20261119234500"  # that of midnight may not be out yet
    back = FetchPlan(now=now, since=date(2015, 3, 1))
    assert SOURCE.requests(back) == requests
    assert "gdelt has the days before" in SOURCE.limits(back)[0]
    assert SOURCE.limits(FetchPlan(now=now)) == ()


def test_a_quarter_hour_left_out_is_no_failure() -> None:
    request = SOURCE.requests(FetchPlan(now=AT))[0]
    assert SOURCE.absence(request, FetchError("gone", source="gdelt_v2", reason="status", status=404)) == ""
    assert SOURCE.absence(request, FetchError("no", source="gdelt_v2", reason="status", status=503)) is None
