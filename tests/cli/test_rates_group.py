"""``tracker rates``: one series by default, and import, compare and timing as they are typed."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tracker.reports.numbers import percent

Tracker = Callable[..., Any]

DESK = "date,rate\n2014-11-10,45.50\n2014-11-11,46.67\n2014-11-12,46.30\n2014-11-13,46.61\n2014-11-14,47.30\n"
MADE = ("--made-at", "14:00", "--zone", "Europe/Berlin")


@pytest.fixture
def ready(ready_home: Path, tracker: Tracker) -> Tracker:
    return tracker


def write(text: str, name: str = "desk.csv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def stored(home: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "tracker.sqlite3")) as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize(
    "words",
    [
        ("rates", "USD/RUB@ecb", "--week", "2014-W46"),
        ("rates", "show", "USD/RUB@ecb", "--week", "2014-W46"),
        ("rates", "--week", "2014-W46", "USD/RUB@ecb"),
        ("rates", "--quiet", "USD/RUB@ecb", "--week", "2014-W46"),
        ("--quiet", "rates", "USD/RUB@ecb", "--week", "2014-W46"),
    ],
)
def test_a_series_needs_no_further_word(ready: Tracker, words: tuple[str, ...]) -> None:
    answer = ready(*words)
    assert answer.code == 0, answer.err
    assert answer.out.count("2014-11-1") >= 5
    assert "46.673374" in answer.out


def test_the_help_leads_with_examples_of_all(ready: Tracker) -> None:
    out = ready("rates", "--help").out
    assert all(f"tracker rates {word}" in out for word in ("USD/RUB@ecb", "compare", "timing", "import"))
    assert ready("rates", "--quiet", "timing", "--help").out.startswith("Usage: tracker rates timing")


def test_a_word_that_is_no_series_is_a_usage_error(ready: Tracker) -> None:
    answer = ready("rates", "tming")
    assert answer.code == 2
    assert "expected like USD/RUB" in answer.err


def test_imported_rates_are_there_like_any_others(ready: Tracker, ready_home: Path) -> None:
    answer = ready("rates", "import", write(DESK), "--series", "USD/RUB@desk", *MADE)
    assert answer.code == 0, answer.err
    assert "new 5, revised 0, unchanged 0" in answer.out
    read = json.loads(ready("rates", "USD/RUB@desk", "--format", "json").out)
    assert [(one["label"], one["value"]) for one in read["observations"]][1] == ("2014-11-11", 46.67)
    assert read["observations"][1]["made_to"] == "2014-11-11T13:00:00Z"
    assert read["unit"] == "roubles per dollar"
    aligned = ready("align", "2014-11-11-merkel-no-new-sanctions", "--series", "USD/RUB@desk")
    assert aligned.code == 0, aligned.err
    assert "desk" in aligned.out
    kept = stored(ready_home, "SELECT size FROM blob JOIN retrieval USING (sha256) WHERE source = 'desk' ORDER BY id")
    assert kept[-1] == (len(DESK),)


def test_the_same_file_again_changes_nothing_and_a_new_value_is_a_vintage(ready: Tracker, ready_home: Path) -> None:
    file = write(DESK)
    ready("rates", "import", file, "--series", "USD/RUB@desk", *MADE)
    count = "SELECT (SELECT count(*) FROM observation), (SELECT count(*) FROM retrieval), (SELECT count(*) FROM blob)"
    before = stored(ready_home, count)
    again = ready("rates", "import", file, "--series", "USD/RUB@desk")
    assert "new 0, revised 0, unchanged 5" in again.out
    assert stored(ready_home, count) == before
    revised = ready("rates", "import", write(DESK.replace("46.67", "46.68")), "--series", "USD/RUB@desk")
    assert "new 0, revised 1, unchanged 4" in revised.out


def test_one_bad_row_and_nothing_is_stored_unless_bad_rows_are_skipped(ready: Tracker, ready_home: Path) -> None:
    file = write(DESK + "2014-11-17,abc\n2099-01-01,1.5\n")
    words = ("rates", "import", file, "--series", "USD/RUB@desk", *MADE)
    answer = ready(*words)
    assert answer.code == 2
    assert "line 7: not a positive number" in answer.err
    assert "line 8: 2099-01-01 is not made yet" in answer.err
    assert stored(ready_home, "SELECT count(*) FROM series WHERE key LIKE '%desk'") == [(0,)]
    skipped = ready(*words, "--skip-bad")
    assert skipped.code == 0
    assert "new 5" in skipped.out
    assert "left out, line 7" in skipped.out


def test_a_dry_run_tells_everything_and_stores_nothing(ready: Tracker, ready_home: Path) -> None:
    answer = ready("rates", "import", write(DESK), "--series", "USD/RUB@desk", *MADE, "--dry-run")
    assert "would be new 5" in answer.out
    assert "Nothing was stored" in answer.out
    assert stored(ready_home, "SELECT count(*) FROM retrieval WHERE source = 'desk'") == [(0,)]
    assert ready("rates", "USD/RUB@desk").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--series", "USD/RUB@desk"), "when are its rates made"),
        (("--series", "USD/RUB@ecb", *MADE), "fetches itself"),
        (("--series", "USD/RUB@yahoo.mine", *MADE), "fetches itself"),
        (("--series", "USD/RUB", *MADE), "names no source"),
        (("--series", "USD/RUB@desk", "--made-at", "18:00"), "said together"),
        (("--series", "USD/RUB@desk", "--made-at", "18:00", "--zone", "Moscow"), "unknown IANA time zone"),
        (("--series", "USD/RUB@desk", "--made-at", "25:00", "--zone", "UTC"), "cannot be read"),
    ],
)
def test_what_cannot_be_imported_is_said_with_what_to_do(ready: Tracker, words: tuple[str, ...], said: str) -> None:
    answer = ready("rates", "import", write(DESK), *words)
    assert answer.code == 2
    assert said in answer.err


def test_when_a_series_is_made_changes_only_when_that_is_asked_for(ready: Tracker) -> None:
    file = write(DESK)
    ready("rates", "import", file, "--series", "USD/RUB@desk", *MADE)
    other = ("rates", "import", file, "--series", "USD/RUB@desk", "--made-at", "18:00", "--zone", "Europe/Moscow")
    refused = ready(*other)
    assert refused.code == 2
    assert "at 14:00 Europe/Berlin" in refused.err
    assert "at 18:00 Europe/Moscow" in ready(*other, "--redeclare").out
    assert "2014-11-11T15:00Z" in ready("rates", "USD/RUB@desk").out


def upside_down(days: str = "2014-11") -> str:
    rows = (line.split(",") for line in DESK.splitlines()[1:])
    return "date,rate\n" + "\n".join(f"{day.replace('2014-11', days)},{1 / float(rate):.6f}" for day, rate in rows)


@pytest.mark.parametrize(
    ("days", "why"),
    [("2014-11", "where USD/RUB@ecb has 45.48"), ("2024-10", "where USD/RUB@ecb was never below")],
)
def test_a_file_that_is_upside_down_is_refused_before_anything_is_stored(
    ready: Tracker, ready_home: Path, days: str, why: str
) -> None:
    words = ("rates", "import", write(upside_down(days)), "--series", "USD/RUB@desk", *MADE)
    answer = ready(*words)
    assert answer.code == 2
    assert "looks read backwards: it has 0.02197" in answer.err
    assert why in answer.err
    assert "--sure" in answer.err
    assert ready(*words, "--dry-run").code == 2
    assert stored(ready_home, "SELECT count(*) FROM retrieval WHERE source = 'desk'") == [(0,)]
    read = json.loads(ready(*words, "--sure", "--format", "json").out)
    assert "looks read backwards" in read["warnings"][0]["message"]
    assert read["new"] == 5


@pytest.mark.parametrize("spelling", ["RUB/USD@desk", "rubusd@desk"])
def test_the_reversed_spelling_is_refused_for_an_import_whatever_the_values(ready: Tracker, spelling: str) -> None:
    for text in (DESK, upside_down()):
        answer = ready("rates", "import", write(text), "--series", spelling, *MADE, "--sure")
        assert answer.code == 2
        assert "Say --series USD/RUB@desk for a file in roubles per dollar" in answer.err
    assert ready("rates", "USD/RUB@desk").code == 2


def test_declaring_anew_leaves_the_recorded_past_as_it_was(ready: Tracker, ready_home: Path) -> None:
    file = write(DESK)
    ready("rates", "import", file, "--series", "USD/RUB@desk", *MADE)
    other = ("--made-at", "18:00", "--zone", "Europe/Moscow")
    ready("rates", "import", file, "--series", "USD/RUB@desk", *other, "--redeclare")
    query = "SELECT retrieved_at FROM retrieval WHERE kind = 'series declaration' ORDER BY id"
    (first,), (second,) = stored(ready_home, query)
    assert first < second
    before = ("--as-of", f"{first.replace(' ', 'T').removesuffix('Z')}Z")
    event = ("align", "2014-11-11-merkel-no-new-sanctions", "--series", "USD/RUB@desk", "--format", "json")
    for words in (("rates", "USD/RUB@desk", "--format", "json"), event):
        assert "T13:00:00Z" in ready(*words, *before).out
        assert "T15:00:00Z" not in ready(*words, *before).out
        assert "T15:00:00Z" in ready(*words).out
    compared = json.loads(ready("rates", "compare", "USD/RUB", "--week", "2014-W46", "--format", "json", *before).out)
    assert {match["second"]["made_to"][10:] for match in compared["pairs"][0]["matches"]} == {"T13:00:00Z"}


def test_a_forgotten_series_is_out_of_use_and_stays_in_the_recorded_past(ready: Tracker, ready_home: Path) -> None:
    file = write(DESK)
    ready("rates", "import", file, "--series", "USD/RUB@desk", *MADE)
    ((declared,),) = stored(ready_home, "SELECT retrieved_at FROM retrieval WHERE kind = 'series declaration'")
    values = stored(ready_home, "SELECT count(*) FROM observation")
    answer = ready("rates", "forget", "USD/RUB@desk")
    assert answer.code == 0
    assert "USD/RUB@desk is out of use" in answer.out
    assert ready("rates", "USD/RUB@desk").code == 2
    assert "USD/RUB@desk" not in ready("rates", "compare", "USD/RUB").out.partition("Get another")[0]
    assert stored(ready_home, "SELECT count(*) FROM observation") == values
    past = ready("rates", "USD/RUB@desk", "--as-of", f"{declared.replace(' ', 'T').removesuffix('Z')}Z")
    assert "46.67" in past.out
    again = ready("rates", "import", file, "--series", "USD/RUB@desk", *MADE)
    assert again.code == 2
    assert "like USD/RUB@desk2" in again.err
    assert ready("rates", "import", file, "--series", "USD/RUB@desk2", *MADE).code == 0


@pytest.mark.parametrize("name", ["USD/RUB@ecb", "USD/RUB@nobody", "USD/RUB", "nonsense"])
def test_only_what_was_imported_can_be_forgotten(ready: Tracker, name: str) -> None:
    answer = ready("rates", "forget", name)
    assert answer.code == 2
    assert ready("rates", "USD/RUB@ecb", "--week", "2014-W46").code == 0


def test_a_period_in_which_no_source_made_a_rate_is_no_answer(ready: Tracker) -> None:
    answer = ready("rates", "compare", "USD/RUB", "--week", "2099-W01")
    assert answer.code == 3
    assert "No source of USD/RUB has a rate made in this period" in answer.err
    assert ready("rates", "compare", "USD/RUB", "--week", "2014-W46").code == 0


def test_nobody_is_told_of_an_end_that_was_still_to_come(ready: Tracker) -> None:
    now = ("rates", "compare", "USD/RUB")
    one = ("rates", "USD/RUB@ecb", "--since", "2022-02-24", "--until", "2022-03-05")
    then = ("--public-by", "2022-02-28T20:00Z")
    assert "ended 2022-03-01" in ready(*now).out
    assert "ended" not in ready(*now, *then).out
    assert "suspended" in ready(*one).err
    assert "suspended" not in ready(*one, *then).err
    assert json.loads(ready(*one, "--format", "json").out)["warnings"]
    assert not json.loads(ready(*one, *then, "--format", "json").out)["warnings"]
    nothing = ready(
        "rates", "USD/RUB@ecb", "--since", "2014-11-12", "--until", "2014-11-13", "--public-by", "2014-11-12T00:00Z"
    )
    assert nothing.code == 3
    assert "2022" not in nothing.err


def test_of_very_many_bad_rows_the_first_are_shown_and_all_counted(ready: Tracker) -> None:
    text = "date,rate\n2014-11-10,45.50\n" + "2014-11-11,bad\n" * 300
    answer = ready("rates", "import", write(text), "--series", "USD/RUB@desk", *MADE)
    assert answer.code == 2
    assert "300 rows cannot be used" in answer.err
    assert answer.err.count("  desk.csv, line ") == 20
    assert "… and 280 more" in answer.err


def test_a_file_far_too_large_is_not_read(ready: Tracker) -> None:
    with Path("large.csv").open("wb") as file:
        file.truncate(20_000_001)
    answer = ready("rates", "import", "large.csv", "--series", "USD/RUB@desk", *MADE)
    assert answer.code == 2
    assert "more than 20 million bytes" in answer.err


def test_one_source_alone_is_said_plainly_with_how_to_get_another(ready: Tracker) -> None:
    answer = ready("rates", "compare", "USD/RUB")
    assert answer.code == 0
    assert "Only one source of USD/RUB is stored, USD/RUB@ecb" in answer.out
    assert "tracker fetch yahoo" in answer.out
    assert "tracker rates import FILE --series USD/RUB@desk" in answer.out


@pytest.fixture
def desk(ready: Tracker) -> Tracker:
    ready("rates", "import", write(DESK), "--series", "USD/RUB@desk", "--made-at", "18:00", "--zone", "Europe/Moscow")
    return ready


def test_sources_stand_side_by_side_by_instant(desk: Tracker) -> None:
    read = json.loads(desk("rates", "compare", "USD/RUB", "--week", "2014-W46", "--format", "json").out)
    (pair,) = read["pairs"]
    assert (pair["first"], pair["second"]) == ("USD/RUB@ecb", "USD/RUB@desk")
    assert len(pair["matches"]) == 5
    assert {one["hours_between"] for one in pair["matches"]} == {1.833}
    tuesday = pair["matches"][1]
    first, second = tuesday["first"]["value"], tuesday["second"]["value"]
    assert tuesday["gap"] == pytest.approx(second / first - 1)
    assert tuesday["direction"] == ("higher" if second > first else "lower")
    assert tuesday["moves"][0]["pair_change"] == pytest.approx(46.673374 / 45.481339 - 1, abs=1e-6)
    assert read["pairs"][0]["matches"][0]["moves"] is None


def test_the_table_says_every_direction_as_a_word(desk: Tracker) -> None:
    out = desk("rates", "compare", "USD/RUB", "--week", "2014-W46").out
    assert f"{percent(46.673374 / 45.481339 - 1)} weaker" in out
    assert "1.8 h later" in out
    assert "none disagrees" in out
    assert max(map(len, out.splitlines())) <= 100


def test_a_rate_that_disagrees_is_flagged_with_what_may_explain_it(ready: Tracker) -> None:
    file = write(DESK.replace("46.30", "49.30").replace("46.61", "4661"))
    ready("rates", "import", file, "--series", "USD/RUB@desk", "--made-at", "18:00", "--zone", "Europe/Moscow")
    decision = ("--accept", "2014-11-13", "--reason", "that is what the desk said")
    assert ready("rates", "review", "USD/RUB@desk", *decision).code == 0
    read = json.loads(ready("rates", "compare", "USD/RUB", "--week", "2014-W46", "--format", "json").out)
    flagged = {one["first"]["label"]: one["reasons"] for one in read["pairs"][0]["matches"] if one["disagrees"]}
    assert flagged.keys() == {"2014-11-12", "2014-11-13"}
    assert flagged["2014-11-12"] == ["made 1.8 h apart"]
    assert "a factor 100 above" in flagged["2014-11-13"][0]
    out = ready("rates", "compare", "USD/RUB", "--week", "2014-W46").out
    assert "! 2 of 5 disagree" in out


def test_only_what_was_public_is_compared(desk: Tracker) -> None:
    words = ("rates", "compare", "USD/RUB", "--week", "2014-W46", "--format", "csv", "--public-by")
    rows = list(csv.DictReader(io.StringIO(desk(*words, "2014-11-12T13:40Z").out)))
    # by then the ECB's third rate was out and the desk's was not: the third stands beside none
    assert [row["first_label"] for row in rows] == ["2014-11-10", "2014-11-11"]


def test_around_an_instant_each_source_says_what_it_had_and_what_came_next(desk: Tracker) -> None:
    read = json.loads(desk("rates", "compare", "USD/RUB", "--at", "2014-11-11T14:00Z", "--format", "json").out)
    sides = {one["series"]: one for one in read["series"]}
    assert sides["USD/RUB@ecb"]["before"]["label"] == "2014-11-11"
    assert sides["USD/RUB@desk"]["before"]["label"] == "2014-11-10"
    assert sides["USD/RUB@desk"]["after"]["label"] == "2014-11-11"
    clash = desk("rates", "compare", "USD/RUB", "--at", "2014-11-11T14:00Z", "--week", "2014-W46")
    assert clash.code == 2


def test_timing_of_one_source_alone_says_what_is_missing(ready: Tracker) -> None:
    answer = ready("rates", "timing", "USD/RUB")
    assert answer.code == 3
    assert "Only USD/RUB@ecb has rates" in answer.err
    assert "tracker rates import" in answer.err


def test_timing_flags_an_import_declared_a_day_too_early(ready: Tracker) -> None:
    archive = json.loads(
        ready("rates", "USD/RUB@ecb", "--since", "2013-01-01", "--until", "2014-01-01", "--format", "json").out
    )
    text = "date,rate\n" + "\n".join(f"{one['label']},{one['value']}" for one in archive["observations"])
    file = write(text)
    for name, label in (("right", "same_day"), ("early", "next_day")):
        words = ("--made-at", "14:10", "--zone", "Europe/Berlin", "--label", label)
        answer = ready("rates", "import", file, "--series", f"USD/RUB@{name}", *words)
        assert answer.code == 0, answer.err
    read = json.loads(ready("rates", "timing", "USD/RUB", "--since", "2013-01-01", "--format", "json").out)
    found = {(one["first"], one["second"]): one for one in read["pairs"]}
    right, early = found["USD/RUB@ecb", "USD/RUB@right"], found["USD/RUB@ecb", "USD/RUB@early"]
    assert (right["verdict"], early["verdict"]) == ("agree", "conflict")
    assert abs(right["shift_hours"]) <= 2
    assert abs(early["shift_hours"] + 24) <= 2
    assert read["odd"] == ["USD/RUB@early"]
    out = ready("rates", "timing", "USD/RUB@early", "--since", "2013-01-01").out
    assert "The odd one is USD/RUB@early" in out
    assert re.search(r"made 2\d\sh\s+later\s+than\s+declared", out)
    assert max(map(len, out.splitlines())) <= 100
    few = ready("rates", "timing", "USD/RUB", "--since", "2013-11-01")
    assert "too few returns in common" in few.out
