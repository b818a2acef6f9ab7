"""The week of the article, end to end: what a newcomer reads is what the sources say, each answer once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]
WEEK = ("report", "--week", "2014-W46", "--offline")
FLOAT, MERKEL, RHODES, BREEDLOVE, DENIAL = (
    "2014-11-10-cbr-free-float",
    "2014-11-11-merkel-no-new-sanctions",
    "2014-11-11-rhodes-beijing",
    "2014-11-12-breedlove-sofia",
    "2014-11-12-russian-mod-denial",
)
CAUSAL = re.compile(r"because of|caused|due to|thanks to|owing to|triggered|sparked", re.IGNORECASE)


@pytest.fixture
def document(tracker: Tracker, ready_home: Path) -> Callable[..., Any]:
    def ask(*words: str) -> Any:
        answer = tracker(*words, "--offline", "--format", "json")
        assert answer.code == 0, answer.err
        return json.loads(answer.out)

    return ask


def test_the_week_and_the_year_in_both_measures(document: Callable[..., Any]) -> None:
    rate = document("report", "--week", "2014-W46")["rate"]
    assert (round(rate["start"], 2), round(rate["end"], 2)) == (46.14, 47.30)
    year = rate["year_to_date"]
    assert year["from_label"] == "2013-12-31"
    assert (round(year["pair_change"], 3), round(year["value_change"], 3)) == (0.439, -0.305)


def test_until_wednesday_of_that_week(document: Callable[..., Any]) -> None:
    year = document("report", "--since", "2014-11-10", "--until", "2014-11-13")["rate"]["year_to_date"]
    assert (round(year["pair_change"], 3), round(year["value_change"], 3)) == (0.409, -0.290)


def test_each_fixing_has_the_events_that_met_it(document: Callable[..., Any]) -> None:
    windows = {window["label"]: window for window in document("report", "--week", "2014-W46")["windows"]}
    assert len(windows) == 5
    tuesday = windows["2014-11-11"]
    assert round(tuesday["value"], 3) == 46.673
    assert round(tuesday["value_change"], 3) == -0.026
    assert RHODES in tuesday["certain"]
    assert MERKEL in tuesday["possible"]
    assert MERKEL in windows["2014-11-12"]["possible"]
    assert FLOAT in windows["2014-11-10"]["certain"]
    assert BREEDLOVE in windows["2014-11-12"]["certain"]
    assert DENIAL in windows["2014-11-12"]["possible"]
    assert DENIAL in windows["2014-11-13"]["possible"]


def test_the_move_of_tuesday_is_a_line_of_its_own_once(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker(*WEEK).out
    assert len(re.findall(r"^ +Tue 11 Nov +46\.673 +rouble −2\.6 %", printed, re.MULTILINE)) == 1
    assert printed.count("46.673") == 1
    assert "even the sign depends on" in printed


def test_both_ends_of_merkel(document: Callable[..., Any]) -> None:
    (found,) = document("align", MERKEL)["alignments"]
    assert [found[end]["label"] for end in ("pre", "earliest", "latest")] == ["2014-11-10", "2014-11-11", "2014-11-12"]
    assert found["ambiguous"]
    assert found["spans"] == 2
    assert round(found["reaction_earliest"]["value_change"], 3) == -0.026
    assert round(found["reaction"]["value_change"], 3) == -0.018
    assert round(found["last_step"]["value_change"], 3) == 0.008


@pytest.mark.parametrize(
    ("event", "labels"),
    [
        (RHODES, ("2014-11-11", "2014-11-12", "2014-11-12")),
        (MERKEL, ("2014-11-11", "2014-11-12", "2014-11-13")),
    ],
)
def test_bank_of_russia_labels_from_the_schedule_alone(
    document: Callable[..., Any], event: str, labels: tuple[str, ...]
) -> None:
    (found,) = document("align", event, "--series", "USD/RUB@cbr")["alignments"]
    assert tuple(found[end]["label"] for end in ("pre", "earliest", "latest")) == labels
    assert found["reaction"] is None


def test_on_the_evening_of_the_exchange_sanctions_the_answer_is_pending(document: Callable[..., Any]) -> None:
    asked = ("align", "2024-06-12-ofac-moex", "--series", "USD/RUB@cbr", "--now", "2024-06-12T20:00Z")
    (found,) = document(*asked)["alignments"]
    assert found["latest"] is None
    assert found["pending"]["label"] == "2024-06-14"
    assert found["method_break"]


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_nothing_is_said_to_have_moved_the_rate(tracker: Tracker, ready_home: Path, form: str) -> None:
    assert CAUSAL.search(tracker(*WEEK, "--format", form).out) is None


def test_the_monday_after_the_freeze_is_one_move_with_many_events(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker("report", "--day", "2022-02-28", "--offline").out
    assert len(re.findall(r"^ +Mon 28 Feb +103\.120 .*dollar \+24\.9 %", printed, re.MULTILINE)) == 1
    found = json.loads(tracker("report", "--day", "2022-02-28", "--offline", "--format", "json").out)
    (window,) = found["windows"]
    assert round(window["pair_change"], 3) == 0.249
    assert len(window["certain"]) + len(window["possible"]) >= 9
    assert window["verdict"] == "unusual"


def test_what_was_not_public_yet_is_not_used(document: Callable[..., Any]) -> None:
    found = document("report", "--week", "2014-W46", "--public-by", "2014-11-12T12:00:00Z")
    assert [window["label"] for window in found["windows"]] == ["2014-11-10", "2014-11-11"]
    assert round(found["rate"]["end"], 3) == 46.673
    assert BREEDLOVE in {event["id"] for event in found["events"]}
    assert DENIAL not in {event["id"] for event in found["events"]}  # its day was not over


def test_now_replaces_the_clock(document: Callable[..., Any]) -> None:
    found = document("report", "--week", "2014-W46", "--now", "2014-11-12T12:00:00Z")
    assert [window["label"] for window in found["windows"]] == ["2014-11-10", "2014-11-11"]
    assert not found["period"]["complete"]


def test_before_the_first_record_nothing_was_known(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker(*WEEK, "--as-of", "2020-01-01T00:00Z")
    assert answer.code == 3
    assert "--public-by" in answer.err


def test_the_newest_week_with_a_rate_is_reported_and_says_so(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker("run", "--offline", "--now", "2026-11-22T12:00Z")
    assert answer.code == 4
    assert "2022-W09" in answer.out
    assert "newest week that has a rate" in answer.out


def test_a_second_run_changes_no_data(tracker: Tracker, ready_home: Path) -> None:
    from tracker.store.engine import open_engine
    from tracker.store.hashes import table_hashes

    engine = open_engine(f"sqlite:///{ready_home / 'tracker.sqlite3'}")
    tracker("run", "--offline")
    before = table_hashes(engine)
    tracker("run", "--offline")
    assert table_hashes(engine) == before
    assert len(before) > 3
    engine.dispose()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("report", "--day", "2014-11-15"), 4),  # a Saturday with one logged event or none, and no fixing
        (("report", "--week", "2014-W46", "--pair", "EUR/RUB"), 0),
        (("report", "--week", "2014-W46", "--pair", "USD/TRY"), 0),
        (("report", "--week", "2014-W46", "--pair", "rub/usd"), 0),
        (("report", "--since", "2013-01-01", "--until", "2022-03-02"), 0),
        (("report", "--week", "1998-W33"), 3),
        (("report", "--week", "2014-W46", "--pair", "XXX/YYY"), 2),
        (("report", "--week", "2014-W60"), 2),
    ],
)
def test_other_periods_and_pairs_answer_plainly(
    tracker: Tracker, ready_home: Path, words: tuple[str, ...], code: int
) -> None:
    answer = tracker(*words, "--offline")
    assert answer.code in ({code} if code != 4 else {3, 4}), answer.err
    assert "Traceback" not in answer.err
    assert (answer.out if code in (0, 3, 4) else answer.err).strip()


def test_the_same_instant_gives_the_same_bytes(tracker: Tracker, ready_home: Path) -> None:
    asked = (*WEEK, "--now", "2026-11-22T12:00Z", "--format", "json")
    assert tracker(*asked).out == tracker(*asked).out


def test_a_study_counts_windows_and_gives_reasons(document: Callable[..., Any]) -> None:
    found = document("study", MERKEL, RHODES)
    merkel, rhodes = found["rows"]
    assert merkel["ambiguous"]
    assert merkel["pvalue"] == pytest.approx(min(1, 2 * min(merkel["pvalue_earliest"], merkel["pvalue_latest"])))
    assert merkel["pvalue_earliest"] == pytest.approx(rhodes["pvalue"])
    assert found["aggregate"][0]["n_events"] == 2
    assert RHODES in merkel["confounders"]


def test_the_screen_of_now_names_the_next_fixing(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker("now", "--offline", "--now", "2014-11-12T12:00Z").out
    assert "46.673" in printed
    assert "next: made Wed 12 Nov 2014 13:10" in printed
    assert BREEDLOVE in printed
