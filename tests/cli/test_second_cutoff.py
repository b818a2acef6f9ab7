"""The reaction at a second cut-off stands beside the first wherever one is printed, with whether the two agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.config import load
from tracker.model.observation import Quote
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

Tracker = Callable[..., Any]
RHODES, MERKEL, BREEDLOVE = "2014-11-11-rhodes-beijing", "2014-11-11-merkel-no-new-sanctions", "breedlove-sofia"
OFFICIAL = {  # by label, made the day before
    "2014-11-07": "44.3993",
    "2014-11-08": "45.1854",
    "2014-11-11": "45.8926",
    "2014-11-12": "46.1400",
    "2014-11-13": "46.3379",
    "2014-11-14": "46.8000",
    "2014-11-15": "46.3400",
}


def store(home: Path, folder: Path, values: dict[str, dict[str, str]]) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=folder), now=now)
    quotes = [
        Quote(series=key, label=label, value=Decimal(value))
        for key, column in values.items()
        for label, value in column.items()
    ]
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=now, sha256=None)
        work.commit()
    context.engine.dispose()


@pytest.fixture
def official(ready_home: Path, tmp_path: Path) -> Path:
    """A home that also knows the Bank of Russia's rates around the golden week."""
    store(ready_home, tmp_path, {"USD/RUB@cbr": OFFICIAL})
    return ready_home


def said(answer: Any) -> str:
    """What was printed, with single plain spaces."""
    return " ".join(answer.out.replace("\u202f", " ").split())


def test_align_says_whether_each_series_agrees_with_the_first(official: Path, tracker: Tracker) -> None:
    text = said(tracker("align", RHODES))
    assert text.count("beside USD/RUB@ecb (RUB buys −2.6 %): the same direction") == 1
    assert "beside USD/RUB@ecb (RUB buys +0.8 %): they disagree in sign" in said(tracker("align", BREEDLOVE))
    found = json.loads(tracker("align", BREEDLOVE, "--format", "json").out)["alignments"]
    agreed = {one["series"]: one["same_direction"] for one in found}
    assert (agreed["USD/RUB@ecb"], agreed["USD/RUB@cbr"]) == (None, False)


def test_a_study_of_few_events_shows_each_at_the_second_rate(official: Path, tracker: Tracker) -> None:
    text = said(tracker("study", RHODES, BREEDLOVE))
    assert "beside the first, not averaged: Bank of Russia rates (10:00–11:30 Moscow)" in text
    assert f"{RHODES}: +2.62 at USD/RUB@ecb, +0.54 at USD/RUB@cbr: the same direction" in text
    assert "breedlove-sofia: −0.81 at USD/RUB@ecb, +1.43 at USD/RUB@cbr: they disagree in sign" in text
    second = json.loads(tracker("study", RHODES, BREEDLOVE, "--format", "json").out)["second"]
    assert second["series"] == "USD/RUB@cbr"
    assert [row["same_direction"] for row in second["rows"]] == [True, False]
    assert second["rows"][0]["pre"]["label"] == "2014-11-11"
    assert second["rows"][0]["reaction"]["pair_change"] == pytest.approx(46.14 / 45.8926 - 1)


def test_a_study_of_many_counts_them_and_names_those_that_disagree(official: Path, tracker: Tracker) -> None:
    text = said(tracker("study", "--since", "2014-11-10", "--until", "2014-12-10"))
    assert "events with a move at both 6 met the same direction, 3 opposite ones" in text
    assert "breedlove-sofia: −0.81 at USD/RUB@ecb, +1.43 at USD/RUB@cbr" in text
    assert "met no move at USD/RUB@cbr that can stand beside the first" in text


def test_a_study_without_a_second_rate_says_nothing_of_one(ready_home: Path, tracker: Tracker) -> None:
    answer = tracker("study", RHODES)
    assert "another cut-off" not in answer.out
    assert json.loads(tracker("study", RHODES, "--format", "json").out)["second"] is None


def test_the_report_and_the_explanation_set_both_moves_of_an_announcement_side_by_side(
    official: Path, tracker: Tracker
) -> None:
    text = said(tracker("report", "--week", "2014-W46"))
    assert "Bank of Russia rates (10:00–11:30 Moscow): over the period the same direction (weaker" in text
    assert "rouble +0.8 % at the first, −1.4 % here" in text
    assert "Of 12 announcements with a move at both, 6 met the same direction and 6 opposite ones:" in text
    assert "shown for comparison" not in text
    assert "rouble +0.8 % at the first, −1.4 % here" in said(tracker("explain", "2014-11-12"))
    letter = said(tracker("email", "preview", "--week", "2014-W46"))
    assert "Rates made at another hour went the same way: Bank of Russia rates (10:00–11:30 Moscow), rouble −2.5 %" in (
        letter
    )
    events = json.loads(tracker("report", "--week", "2014-W46", "--format", "json").out)["events"]
    agreed = {one["id"]: [each["same_direction"] for each in one["alignments"]] for one in events}
    assert agreed[RHODES] == [None, True]
    assert agreed[MERKEL] == [None, True]


def test_where_all_agree_one_line_says_so(official: Path, tracker: Tracker) -> None:
    text = said(tracker("report", "--day", "2014-11-11"))
    assert "All six announcements with a move at both met the same direction." in text


def test_a_second_rate_that_knows_nothing_of_the_events_gives_way_to_one_that_does(
    ready_home: Path, tracker: Tracker, tmp_path: Path
) -> None:
    bars = {f"2014-11-{day}T14:00:00Z": f"{46 + day / 100}" for day in (10, 11, 12)}  # 15:00 in Frankfurt
    store(ready_home, tmp_path, {"USD/RUB@cbr": {"2024-06-14": "88.2080"}, "USD/RUB@yahoo.1h": bars})
    text = said(tracker("study", RHODES))
    assert "beside the first, not averaged: Yahoo quotes (15:00 Frankfurt)" in text
    assert f"{RHODES}: +2.62 at USD/RUB@ecb, +0.02 at USD/RUB@yahoo: one of them unchanged" in text
