"""Currencies that the euro or their own redenomination replaced: declared to end where the ECB's archive ends them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tracker.data.loader import series_of
from tracker.model.series import SeriesName
from tracker.services.series_words import info_of
from tracker.sources.rates.ecb import embedded


def last_fixings() -> dict[str, date]:
    """The last day of each currency in the embedded archive."""
    with zipfile.ZipFile(embedded()) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    found: dict[str, date] = {}
    for row in csv.DictReader(io.StringIO(text)):
        day = date.fromisoformat(row["Date"])
        for code, value in row.items():
            if code and len(code) == 3 and value and value.strip() != "N/A":
                found[code] = max(day, found.get(code, day))
    return found


def test_every_series_of_the_ecb_ends_where_its_archive_does() -> None:
    last = last_fixings()
    newest = max(last.values())
    expected = {code: day if day < newest else None for code, day in last.items()}
    assert len([day for day in expected.values() if day]) == 12
    assert {code: series_of(SeriesName.parse(f"EUR/{code}@ecb")).ends for code in expected} == expected


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("EUR/BGN@ecb", "lev ends 31 Dec 2025"),
        ("LTL/RUB@ecb", "LTL ends 31 Dec 2014"),
        ("HRK/RUB@ecb", "rouble ends 1 Mar 2022"),
        ("EUR/RUB@ecb", "rouble ends 1 Mar 2022"),
        ("EUR/SEK@ecb", ""),
    ],
)
def test_the_currency_that_ended_is_named(key: str, words: str) -> None:
    assert info_of(series_of(SeriesName.parse(key))).ended == words


def test_nobody_knows_the_end_before_it() -> None:
    lev = series_of(SeriesName.parse("EUR/BGN@ecb"))
    assert info_of(lev, seen=date(2025, 6, 1)).ended == ""


def test_a_report_after_the_end_says_so_and_advises_no_fetch(ready_home: Path, tracker: Callable[..., Any]) -> None:
    answer = tracker("--offline", "report", "--pair", "EUR/LTL", "--week", "2016-W10")
    assert answer.code == 3
    said = " ".join(answer.out.split())
    assert "newest 2014-12-31 (LTL ends 31 Dec 2014)" in said
    assert "tracker fetch ecb" not in said
