"""However many sources there are, a report says in few words which were read and which are missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.reports.briefing import CoverageLine
from tracker.reports.coverage_words import news_lines, source_line, unseen_words
from tracker.reports.document import as_str
from tracker.services.coverage import MAIN
from tracker.sources.catalog import sources


def feed(number: int, newest: str | None) -> CoverageLine:
    found = CoverageLine(source=f"feed_{number}", kind="announcements", title=f"Ministry {number}: news", newest=newest)
    if newest is not None:
        return found
    return CoverageLine(
        source=found.source, kind=found.kind, title=found.title, status="missing", advice=f"tracker fetch feed_{number}"
    )


def test_many_registers_and_feeds_are_two_lines_and_none_is_counted_as_read_that_is_empty() -> None:
    lines = [feed(n, f"2026-11-{n:02}" if n % 2 else None) for n in range(1, 13)]
    read, empty = map(as_str, news_lines(lines))
    assert read.startswith("6 of 12 registers and feeds read, newest of 2026-11-11: Ministry 1 2026-11-01, Ministry 3 ")
    assert "and two more (tracker sources)" in read
    assert empty == (
        "6 of 12 registers and feeds not read here yet, so what they published is not told here: Ministry 2,"
        " Ministry 4, Ministry 6, Ministry 8 and two more (tracker sources): tracker fetch"
    )


def test_one_that_is_missing_of_many_comes_with_its_own_command() -> None:
    lines = [feed(n, None if n == 3 else "2026-11-01") for n in range(1, 6)]
    assert as_str(news_lines(lines)[-1]).endswith("is not told here: Ministry 3: tracker fetch feed_3")


def test_what_was_read_and_is_for_others_is_not_called_unread() -> None:
    lines = [feed(1, "2026-11-01"), feed(2, None), *(replace(feed(n, None), status="ok", advice="") for n in (3, 4))]
    _, others, unread = map(as_str, news_lines(lines))
    assert others == "2 of 4 registers and feeds read, and nothing of them is for this ledger: Ministry 3, Ministry 4"
    assert unread.startswith("1 of 4 registers and feeds not read here yet, so what they published")
    assert unread.endswith(": Ministry 2: tracker fetch feed_2")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            CoverageLine(
                source="cbr",
                title="Bank of Russia",
                status="missing",
                remark="nothing stored here",
                meaning="nothing is said at its cut-off (11:30 Moscow)",
                advice="tracker fetch cbr",
            ),
            "Bank of Russia: nothing stored here, so nothing is said at its cut-off (11:30 Moscow): tracker fetch cbr",
        ),
        (
            CoverageLine(source="ecb", title="ECB", newest="2022-03-01", status="stale", remark="rouble ends"),
            "ECB, newest 2022-03-01: out of date (rouble ends)",
        ),
        (
            CoverageLine(source="ecb", title="ECB", newest="2022-03-01", remark="rouble ends"),
            "ECB, newest 2022-03-01 (rouble ends)",
        ),
    ],
    ids=["missing", "late", "there"],
)
def test_a_source_says_what_a_reader_misses_by_it(line: CoverageLine, said: str) -> None:
    assert as_str(source_line(line)) == said


def test_few_are_named_one_by_one() -> None:
    assert [as_str(line) for line in news_lines([feed(1, "2026-11-01"), feed(2, None)])] == [
        "Ministry 1: news, newest 2026-11-01",
        "Ministry 2: news: missing: tracker fetch feed_2",
    ]


def test_a_letter_names_missing_rates_and_counts_the_rest() -> None:
    rates = [CoverageLine(source=key, title=key.upper(), status="missing") for key in ("cbr", "boc")]
    sound = CoverageLine(source="ecb", title="ECB", newest="2026-11-01")
    lists = CoverageLine(source="un", kind="lists", title="UN", status="missing")
    lines = [sound, *rates, *(feed(n, None if n < 5 else "2026-11-01") for n in range(1, 13)), lists]
    assert unseen_words(lines) == [
        "CBR, BOC: missing.",
        "Registers and feeds: 4 of 12 missing (Ministry 1, Ministry 2, …).",
    ]
    assert unseen_words([sound, feed(1, "2026-11-01")]) == []


def test_the_main_registers_are_sources() -> None:
    assert all(sources()[key].info.kind == "announcements" for key in MAIN)
